//! Conversations that break off: a stream, the person, the process.

use std::io::{BufRead, BufReader, Read};
use std::time::Duration;

use serde_json::json;

use super::model::{answers, known, open};
use super::*;
use crate::scripted::{Endpoint, Reply};

#[test]
fn a_reply_that_breaks_off_begins_anew() {
    let endpoint = Endpoint::playing(vec![Reply::words("One two three four").cut(3), Reply::words("Whole this time.")]);
    let home = Home::new();
    let said = home.chat(["--model", "scripted", "--base-url", &endpoint.url], &["Plan orders"]);
    assert!(said.out.contains("The reply broke off and begins anew:\nWhole this time.\n"), "{}", said.out);
    assert_eq!(said.code, 0);
}

#[test]
fn an_answer_is_kept_whatever_becomes_of_its_file() {
    let endpoint = Endpoint::start(|at, _| match at {
        0 => open(json!({})),
        _ => Reply::words("Well."),
    });
    let home = Home::new();
    std::fs::create_dir_all(home.path("data/groundplan")).expect("a folder");
    std::fs::write(home.path("data/groundplan/chat"), "no folder").expect("written");
    let said = home.chat(["--model", "scripted", "--base-url", &endpoint.url], &["Plan orders", "Go on", "And on"]);
    assert_eq!(said.out.matches("what is said here is not kept").count(), 1, "{}", said.out);
    assert_eq!((said.out.matches("Well.").count(), home.packs()), (2, 1), "{}", said.out);
    let pack = known(&endpoint.asked()[1]);
    assert!(home.pack(&pack).contains("Orders"));
}

/// Opens a pack, says something for a long time, and then whatever it is asked.
fn slow() -> Endpoint {
    Endpoint::start(|at, asked| match at {
        0 => open(json!({})),
        1 => Reply::words(&"slowly ".repeat(2_000)).slow(Duration::from_millis(20)),
        _ => Reply::words(&format!("You have said: {}", asked.body["messages"].as_array().map_or(0, Vec::len))),
    })
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

/// Reads until something was shown.
fn until(out: &mut impl BufRead, words: &str) -> String {
    let mut seen = Vec::new();
    let mut byte = [0];
    while !String::from_utf8_lossy(&seen).contains(words) {
        let read = out.read(&mut byte).expect("it can be read");
        assert!(read > 0, "it ended before {words:?}: {}", String::from_utf8_lossy(&seen));
        seen.push(byte[0]);
    }
    String::from_utf8_lossy(&seen).into_owned()
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_turn_and_nothing_else() {
    let (home, endpoint) = (Home::new(), slow());
    let mut child = home.begin(["--model", "scripted", "--base-url", &endpoint.url]);
    let mut input = child.stdin.take().expect("an input");
    let mut out = BufReader::new(child.stdout.take().expect("an output"));
    input.write_all(b"Plan orders\n").expect("it reads");
    let opened = until(&mut out, "slowly slowly");
    signal(&child, "INT");
    until(&mut out, "Stopped. What you said and what was stored stays.");
    input.write_all(b"Go on\n/quit\n").expect("it reads");
    until(&mut out, "You have said:");
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("it can be read");
    assert!(child.wait().expect("it ends").success() && rest.contains("Go on with: groundplan chat pk_"), "{rest}");
    // What it had said until then is part of the conversation.
    let messages = endpoint.asked()[2].body["messages"].clone();
    assert!(messages[4]["content"].as_str().is_some_and(|words| words.starts_with("slowly")), "{messages}");
    let content = "[groundplan: the person stopped you here]\n\nGo on";
    assert_eq!(messages[5], json!({"role": "user", "content": content}));

    let pack = id(&opened);
    let again = Endpoint::playing(vec![Reply::words("Here we are.")]);
    let said = home.chat([pack.as_str(), "--model", "scripted", "--base-url", &again.url], &["And now?"]);
    assert!(said.out.contains("7 messages of this conversation go on"), "{}", said.out);
    assert!(said.out.contains("You have said: 6\n"), "what the model said last is shown: {}", said.out);
    assert_eq!(again.asked()[0].body["messages"].as_array().map(Vec::len), Some(8));
}

#[cfg(unix)]
#[test]
fn an_interrupt_at_the_prompt_of_a_pipe_ends_it_in_order() {
    let home = Home::new();
    let mut child = home.begin([]);
    let mut out = BufReader::new(child.stdout.take().expect("an output"));
    until(&mut out, "What is the plan called?");
    signal(&child, "INT");
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("it can be read");
    assert!(child.wait().expect("it ends").success() && rest.contains("nothing is kept"), "{rest}");
}

#[cfg(unix)]
#[test]
fn a_process_that_is_killed_loses_nothing_that_was_accepted() {
    let home = Home::new();
    // Two calls in one reply; the second waits for the person, who never answers.
    let endpoint = Endpoint::start(|at, asked| match at {
        0 => open(json!({})),
        _ => {
            let pack = known(asked);
            let allowed =
                json!([{"change": "Resize", "confirmed_by": "Mina", "date": "2026-10-12", "rollback": "back"}]);
            let second = json!({"pack": pack, "records": {"confirmations": allowed}});
            let first = json!({"pack": pack, "systems": ["orders-db"]});
            Reply::calls(&[("infra_intake", &first.to_string()), ("infra_intake", &second.to_string())])
        }
    });
    let mut child = home.begin(["--model", "scripted", "--base-url", &endpoint.url]);
    let mut input = child.stdin.take().expect("an input");
    let mut out = BufReader::new(child.stdout.take().expect("an output"));
    input.write_all(b"Plan orders\n").expect("it reads");
    let seen = until(&mut out, "Change: Resize");
    signal(&child, "KILL");
    child.wait().expect("it ends");

    let pack = id(&seen);
    assert!(home.pack(&pack).contains("- orders-db"));
    let again = Endpoint::playing(vec![Reply::words("Here we are.")]);
    let said = home.chat([pack.as_str(), "--model", "scripted", "--base-url", &again.url], &["And now?"]);
    assert!(said.code == 0 && said.out.contains("Here we are."), "{said:?}");
    let messages = again.asked()[0].body["messages"].as_array().expect("messages").clone();
    let told: Vec<&str> =
        messages.iter().filter(|one| one["role"] == "tool").filter_map(|one| one["content"].as_str()).collect();
    assert!(told.len() == 3 && told[2].contains("may have been carried out: read the pack"), "{told:?}");
    assert!(!answers(&endpoint.asked()[1]).is_empty());
}
