//! A model at an endpoint that plays a script.

use serde_json::json;

use super::*;
use crate::scripted::{Asked, Endpoint, Reply, delta};

/// What the tools of the last reply were answered, in their order.
pub(super) fn answers(asked: &Asked) -> Vec<String> {
    let messages = asked.body["messages"].as_array().expect("messages");
    let last = messages.iter().rposition(|message| message["role"] == "assistant").expect("a reply");
    let tools = messages[last..].iter().filter(|message| message["role"] == "tool");
    tools.map(|message| message["content"].as_str().expect("words").to_owned()).collect()
}

/// The pack that the conversation is about, as the model knows it.
pub(super) fn known(asked: &Asked) -> String {
    id(&answers(asked)[0])
}

pub(super) fn open(more: Json) -> Reply {
    let mut open =
        json!({"skill": "platform-infrastructure", "title": "Orders", "request": "Plan the scaling of orders"});
    open.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    Reply::calls(&[("pack_open", &open.to_string())])
}

fn intake(pack: &str, more: Json) -> String {
    let mut sent = json!({"pack": pack, "systems": ["orders-api", "orders-db"]});
    sent.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    sent.to_string()
}

#[test]
fn a_whole_conversation_from_opening_to_a_changed_pack() {
    let endpoint = Endpoint::start(|at, asked| match at {
        0 => open(json!({})),
        1 => {
            let pack = known(asked);
            Reply::calls(&[
                ("infra_intake", &intake(&pack, json!({}))),
                ("pack_check", &json!({"pack": pack}).to_string()),
            ])
        }
        2 => Reply::words("The boundary is written down. Who decides about this plan?"),
        3 => Reply::words("Thank you, Mina."),
        _ => Reply::status(400, "the script is over"),
    });
    let home = Home::new();
    let said = home.chat(
        ["--model", "scripted", "--base-url", &endpoint.url],
        &["We need to plan the scaling of orders-api and orders-db", "Mina Park decides", "/save talk.md"],
    );
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    let place = endpoint.url.clone();
    insta::assert_snapshot!(same_everywhere(&said.out, home.folder.path()).replace(&place, "[endpoint]"));

    let asked = endpoint.asked();
    let first = &asked[0].body;
    let system = first["messages"][0]["content"].as_str().expect("words");
    assert!(system.contains("at a terminal") && system.contains("Never invent a fact"), "{system}");
    let tools: Vec<&str> =
        first["tools"].as_array().expect("tools").iter().filter_map(|tool| tool["function"]["name"].as_str()).collect();
    assert!(tools.starts_with(&["pack_open", "infra_intake"]) && tools.contains(&"ops_deliver"), "{tools:?}");
    // Both calls of one reply are answered, in their order.
    let told = answers(&asked[2]);
    assert!(told.len() == 2 && told[1].contains("The gate fails"), "{told:?}");
    assert!(home.pack(&id(&said.out)).contains("- orders-api\n- orders-db\n"));
    let written = std::fs::read_to_string(home.path("talk.md")).expect("a file");
    assert!(
        written.contains("Mina Park decides") && written.contains("Calls `infra_intake`, `pack_check`."),
        "{written}"
    );

    // Another process goes on where this one ended.
    let endpoint = Endpoint::playing(vec![Reply::words("Welcome back.")]);
    let pack = id(&said.out);
    let said = home.chat([pack.as_str(), "--model", "scripted", "--base-url", &endpoint.url], &["Where were we?"]);
    assert!(said.out.contains("9 messages of this conversation go on"), "{}", said.out);
    let messages = endpoint.asked()[0].body["messages"].as_array().expect("messages").clone();
    assert_eq!(
        (messages.len(), &messages[1]["content"]),
        (11, &json!("We need to plan the scaling of orders-api and orders-db"))
    );
    assert!(messages[0]["content"].as_str().is_some_and(|system| system.contains(&pack)));
}

#[test]
fn mistakes_of_the_model_go_back_to_it() {
    let endpoint = Endpoint::playing(vec![
        Reply::calls(&[("pack_open", "{\"title\": "), ("rm_rf", "{}"), ("pack_list", ""), ("pack_open", "[1]")]),
        Reply::words("I see."),
    ]);
    let home = Home::new();
    let said = home.chat(["--model", "scripted", "--base-url", &endpoint.url], &["Plan orders"]);
    assert!(said.code == 0 && said.out.contains("I see."), "{said:?}");
    let told = answers(&endpoint.asked()[1]);
    assert!(told[0].contains("not one JSON object"), "{told:?}");
    assert!(told[1].contains("there is no tool `rm_rf`; there are: pack_open"), "{told:?}");
    assert!(told[2].contains("There are no packs yet") && told[3].contains("not one JSON object"), "{told:?}");
    // What an endpoint could refuse is not sent back to it.
    let calls = endpoint.asked()[1].body["messages"][2]["tool_calls"].as_array().expect("calls").clone();
    assert!(calls.iter().all(|call| call["function"]["arguments"] == "{}"), "{calls:?}");
    assert_eq!(home.packs(), 0);
}

#[test]
fn a_reply_that_says_nothing_is_no_part_of_the_conversation() {
    let filtered = Reply::raw(vec![delta(json!({}), Some("content_filter"))]);
    let endpoint = Endpoint::playing(vec![filtered, Reply::words("Here I am.")]);
    let said = Home::new().chat(["--model", "scripted", "--base-url", &endpoint.url], &["Plan orders", "Again"]);
    assert!(said.out.contains("The model declined") && said.out.contains("Here I am."), "{}", said.out);
    let messages = endpoint.asked()[1].body["messages"].as_array().expect("messages").clone();
    assert_eq!(messages[1..], [json!({"role": "user", "content": "Plan orders\n\nAgain"})]);
}

#[test]
fn a_model_is_told_what_was_changed_without_it() {
    let endpoint = Endpoint::start(|at, asked| match at {
        0 => open(json!({})),
        1 => Reply::calls(&[("infra_intake", &intake(&known(asked), json!({})))]),
        _ => Reply::words("I see."),
    });
    let home = Home::new();
    let lines = ["Plan orders", "Anything else?", "/undo", "And now?", "And then?"];
    let said = home.chat(["--model", "scripted", "--base-url", &endpoint.url], &lines);
    let asked = endpoint.asked();
    let last = |at: usize| {
        let messages = asked[at].body["messages"].as_array().expect("messages");
        messages.last().expect("one")["content"].as_str().expect("words").to_owned()
    };
    assert_eq!((last(3).as_str(), last(5).as_str()), ("Anything else?", "And then?"));
    assert!(last(4).starts_with("[groundplan: the pack stands at revision 3 (undo to 1, by ana)"), "{}", last(4));
    assert!(last(4).ends_with("And now?"), "{}", last(4));
    // Another process does not know what this one saw.
    let endpoint = Endpoint::playing(vec![Reply::words("Welcome back.")]);
    home.chat([&id(&said.out), "--model", "scripted", "--base-url", &endpoint.url], &["Hello"]);
    let messages = endpoint.asked()[0].body["messages"].clone();
    assert!(messages.to_string().matches("the pack stands at revision 3").count() == 2, "{messages}");
}

/// An endpoint that reads so many bytes of what is said, and counts how many messages it was sent.
fn forgetful(most: usize) -> Endpoint {
    Endpoint::start(move |_, asked| {
        let messages = asked.body["messages"].as_array().expect("messages");
        match messages[1..].iter().map(|message| message.to_string().len()).sum::<usize>() > most {
            true => Reply::status(400, "This model's maximum context length is exceeded"),
            false => Reply::words(&format!("I was sent {} messages.", messages.len())),
        }
    })
}

#[test]
fn a_conversation_that_a_model_cannot_read_goes_on_with_its_newest_part() {
    let (home, endpoint) = (Home::new(), forgetful(10_000));
    let lines: Vec<String> = (0..8).map(|turn| format!("{turn} {}", "word ".repeat(400))).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let args = ["--model", "scripted", "--base-url", &endpoint.url];
    let said = home.chat(args, &lines);
    let sent: Vec<&str> = said.out.lines().filter_map(|line| line.strip_prefix("I was sent ")).collect();
    let expected = [2, 4, 6, 8, 4, 4, 4, 4].map(|messages| format!("{messages} messages."));
    assert_eq!(sent, expected);
    assert_eq!(said.out.matches("its oldest part is no longer sent").count(), 1, "{}", said.out);
    assert_eq!(said.code, 0);
    let last = endpoint.asked().last().expect("one").body["messages"][0]["content"].clone();
    assert!(last.as_str().is_some_and(|system| system.contains("its beginning is not sent to you")), "{last}");

    // Nothing is left to leave out.
    let endpoint = forgetful(100);
    let said = home.chat(["--model", "scripted", "--base-url", &endpoint.url], &lines[..1]);
    assert!(said.out.contains("does not fit the model's context") && said.code == 1, "{said:?}");
    assert_eq!(endpoint.asked().len(), 1);
}

#[test]
fn a_person_sees_what_a_call_comes_to() {
    let slo = json!({"slo": "Pay", "journey": "Pay", "indicator": "share of payments that succeed", "target": "99.9 %",
        "window": "30 days"});
    let endpoint = Endpoint::start(move |at, asked| match at {
        0 => open(json!({})),
        1 => {
            let pack = known(asked);
            let assumption = json!({"id": "A1", "assumption": "Growth stays at 12 % a month", "confidence": "medium"});
            let sent = intake(&pack, json!({"assumptions": [assumption], "scale": ["40 orders/s at peak"]}));
            Reply::calls(&[
                ("infra_intake", &sent),
                ("infra_intake", &sent),
                ("infra_quality", &json!({"pack": pack, "slos": [slo.clone()]}).to_string()),
                ("infra_roadmap", &json!({"pack": pack, "milestone": []}).to_string()),
            ])
        }
        _ => Reply::words("Done."),
    });
    let home = Home::new();
    let lines = ["Plan orders, at 40 orders/s", "/skill platform-operations", "Go on", "/gate", "/diff 2"];
    let said = home.chat(["--model", "scripted", "--base-url", &endpoint.url], &lines);
    insta::assert_snapshot!(same_everywhere(&said.out, home.folder.path()).replace(&endpoint.url, "[endpoint]"));
    // Once there is a pack, its tools are sent and no others, whichever skill comes next.
    let tools = |at: usize| {
        let tools = endpoint.asked()[at].body["tools"].as_array().expect("tools").clone();
        let name = |tool: &Json| tool["function"]["name"].as_str().expect("a name").to_owned();
        tools.iter().map(name).collect::<Vec<String>>()
    };
    let has = |at: usize, name: &str| tools(at).iter().any(|tool| tool == name);
    assert!(has(0, "ops_deliver") && !has(1, "ops_deliver"));
    assert!(has(3, "infra_roadmap") && has(3, "pack_open"));
}

#[test]
fn a_model_that_never_ends_is_stopped() {
    let endpoint = Endpoint::start(|_, _| Reply::calls(&[("pack_list", "{}")]));
    let said = Home::new().chat(["--model", "scripted", "--base-url", &endpoint.url], &["Plan orders"]);
    assert!(said.code == 0 && said.out.contains("asked 24 times in one turn"), "{said:?}");
    assert_eq!(endpoint.asked().len(), 24);
}

#[test]
fn nothing_a_model_says_or_stores_moves_the_cursor() {
    let evil = "\u{1b}[2Jgone\u{1b}]0;title\u{7} \u{9b}31m and \u{202e}txet";
    let endpoint = Endpoint::start(move |at, _| match at {
        0 => open(json!({"title": evil, "request": evil})),
        1 => Reply::words(evil),
        _ => Reply::calls(&[(evil, "{}")]),
    });
    let home = Home::new();
    let said = home.chat(
        ["--model", "scripted", "--base-url", &endpoint.url],
        &["Plan orders", "/show all", "/gate", "and now?", "/quit"],
    );
    assert!(said.out.contains("gone"), "{}", said.out);
    assert!(!said.out.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{:?}", said.out);
}

#[test]
fn nothing_leaves_the_machine_before_the_person_says_so() {
    // An address of nobody: TEST-NET-2.
    let elsewhere = ["--model", "far", "--base-url", "http://198.51.100.7:9/v1"];
    let home = Home::new();
    let said = home.chat(elsewhere, &["Plan orders", "no", "Orders", "/model"]);
    assert!(said.out.contains("far is asked at 198.51.100.7, which is not this machine"), "{}", said.out);
    assert!(said.out.contains("Nothing is sent.") && said.out.contains("What is the plan called?"), "{}", said.out);
    assert!(said.out.contains("no model; the questions of the intake follow") && said.code == 0, "{}", said.out);
}

#[test]
fn a_recording_goes_on_with_another_model() {
    let endpoint = Endpoint::start(|_, _| Reply::words("Hm."));
    let home = Home::new();
    let tape = home.path("talk.jsonl").display().to_string();
    let args = ["--model", "scripted", "--base-url", &endpoint.url, "--record", &tape];
    let said = home.chat(args, &["Plan orders", "/model other", "again"]);
    assert_eq!((said.code, endpoint.asked().len()), (0, 2), "{}", said.out);
    let recorded = std::fs::read_to_string(tape).expect("a cassette");
    assert!(recorded.lines().count() == 2 && recorded.contains("\"model\":\"other\""), "{recorded}");
}

#[test]
fn an_endpoint_that_takes_no_tools_or_no_key_says_so_in_words() {
    let endpoint = Endpoint::playing(vec![
        Reply::status(400, "tools are not supported by this model"),
        Reply::status(401, "no such key"),
        Reply::words("Now it works."),
    ]);
    let home = Home::new();
    let args = ["--model", "scripted", "--base-url", &endpoint.url];
    let said = home.chat(args, &["Plan orders", "/model other", "again", "once more", "/model none"]);
    assert!(said.out.contains("takes no tools, so it cannot plan"), "{}", said.out);
    assert!(said.out.contains("needs a key") && said.out.contains("Now it works."), "{}", said.out);
    assert!(said.out.contains("What is the plan called?"), "{}", said.out);
    assert_eq!(endpoint.asked()[1].body["model"], "other");
    assert_eq!(said.code, 1, "a script must see that a turn failed");
}
