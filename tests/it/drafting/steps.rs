//! The steps: what is asked, what is taken of the answers, what stands in the end.

use serde_json::{Value as Json, json};

use super::{BRIEF, Desk, STEPS, is_repair, knowing, message, silent, step};
use crate::scripted::{Endpoint, Reply};

/// What differs from run to run.
fn steady(text: &str, endpoint: &Endpoint) -> String {
    text.replace(&endpoint.url, "[endpoint]")
}

#[test]
fn a_brief_is_drafted_step_by_step() {
    let (desk, endpoint) = (Desk::new(BRIEF), knowing());
    let said = desk.plan(&endpoint, &[]);
    assert!(said.code < 2, "{}", said.err);
    assert_eq!(said.err, "", "nothing is drawn where nobody looks");
    insta::assert_snapshot!(steady(&said.out, &endpoint));
    let journal = desk.journal();
    let (without, with) = (&journal["outcome"]["without"], &journal["outcome"]["with"]);
    assert!(with["errors"].as_u64() < without["errors"].as_u64(), "{without} {with}");

    let asked = endpoint.asked();
    let first: Vec<&str> = asked.iter().filter(|one| !is_repair(one)).map(|one| step(one)).take(8).collect();
    assert_eq!(first, STEPS, "the runtime leads");
    for one in &asked {
        let (system, user) = (message(one, 0), message(one, 1));
        assert!(system.contains("Never invent a fact"), "{system}");
        assert!(user.contains("request: We run a marketplace for used bikes"), "{user}");
        let wanted = one.body.pointer("/response_format/json_schema/schema/properties").expect("a schema");
        for key in ["pack", "expected_revision", "finalize", "records"] {
            assert!(wanted.get(key).is_none(), "{key} is offered at {}", step(one));
        }
    }
    let of = |tool: &str| message(asked.iter().find(|one| step(one) == tool).expect("it is asked"), 1);
    let scaling = of("infra_scaling");
    for words in [
        "## What is settled",
        "# Marketplace: survive 5x",
        "\"component\": \"main database disk\"",
        "Guidance: references/doomsday-clock.md",
    ] {
        assert!(scaling.contains(words), "{words}");
    }
    assert!(!scaling.contains("doomsday-clock.md`\n\n## Guidance: references/roadmap.md"));
}

#[test]
fn an_answer_is_repaired_with_the_words_of_the_rules() {
    let desk = Desk::new(BRIEF);
    let owner = "Bianca Moura";
    let right = json!({"limits": [{"component": "main database disk", "owner": owner}]});
    let replies = [
        json!({"limitz": [{"component": "main database disk"}]}),
        json!({"limits": [{"component": "main database disk", "trigger": "94 %", "lead_time": "6-8 weeks", "owner": owner}]}),
        json!({"limits": [{"component": "main database disk", "current": "12 %"}]}),
        right,
    ];
    let at = std::sync::atomic::AtomicUsize::new(0);
    let endpoint = Endpoint::start(move |_, asked| match step(asked) {
        "infra_scaling" => {
            let at = at.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Reply::object(replies.get(at).unwrap_or(&json!({})))
        }
        _ => Reply::object(&json!({})),
    });
    let said = desk.plan(&endpoint, &["--repairs", "3", "--passes", "0"]);
    assert!(said.code < 2, "{}", said.err);
    let asked: Vec<_> = endpoint.asked().into_iter().filter(|one| step(one) == "infra_scaling").collect();
    assert_eq!(asked.len(), 4);
    let repair = |at: usize| message(&asked[at], 3);
    assert!(
        repair(1).contains("/limitz: `limitz` is not known here; accepted: did you mean `limits`?"),
        "{}",
        repair(1)
    );
    assert!(repair(2).contains("error SCL003 at /limits[component=main database disk]/trigger"), "{}", repair(2));
    assert!(
        repair(3).contains("/limits[component=main database disk]/current: the brief says \"61 %\"; leave it out"),
        "{}",
        repair(3)
    );
    assert_eq!(
        asked[3].body["messages"].as_array().expect("messages").len(),
        4,
        "of earlier tries only the last is shown"
    );
    let pack = desk.pack();
    assert_eq!(
        serde_json::to_value(&pack).expect("JSON")["sections"]["scaling"]["limits"][0]["current"],
        "61 %",
        "what the brief states stays"
    );
}

#[test]
fn what_only_people_give_is_not_taken_from_a_model() {
    let desk = Desk::new(BRIEF);
    let endpoint = Endpoint::start(|_, asked| match (step(asked), is_repair(asked)) {
        ("infra_intake", false) => Reply::object(&json!({
            "horizon": "Until 2027-05-05",
            "records": {"exemptions": [{"rule": "SCL003", "place": "scaling", "accepted_by": "Rafael Antunes"}]},
            "confirmations": [{"change": "Drop the old table", "confirmed_by": "Rafael Antunes"}],
        })),
        ("infra_finalize", false) => Reply::object(&json!({"finalize": true})),
        _ => Reply::object(&json!({})),
    });
    let said = desk.plan(&endpoint, &["--repairs", "1", "--passes", "0"]);
    assert!(said.code < 2, "{}", said.err);
    let repair = |tool: &str| {
        let asked = endpoint.asked();
        message(asked.iter().find(|one| step(one) == tool && is_repair(one)).expect("it is repaired"), 3)
    };
    assert!(repair("infra_intake").contains("/records: what people answered, confirmed or accepted comes from people"));
    assert!(repair("infra_finalize").contains("/finalize: `finalize` is not taken here"));
    let pack = serde_json::to_value(desk.pack()).expect("JSON");
    assert_eq!(pack["sections"]["context"]["horizon"], "Until 2027-05-05");
    assert_eq!(pack["sections"]["records"].get("exemptions"), None);
}

#[test]
fn a_row_that_was_only_proposed_can_go_and_one_that_the_brief_names_stays() {
    let (desk, plain) = (Desk::new(BRIEF), Desk::new(BRIEF));
    assert!(plain.command(&silent(), &[]).output().expect("it runs").status.code() < Some(2));
    let ids = |desk: &Desk| -> Vec<String> {
        let pack = serde_json::to_value(desk.pack()).expect("JSON");
        let rows = pack["sections"]["context"]["assumptions"].as_array().expect("assumptions").clone();
        rows.iter().filter_map(|row| Some(row["id"].as_str()?.to_owned())).collect()
    };
    let proposed = ids(&plain);
    let goes = proposed[0].clone();
    let endpoint = Endpoint::start(move |_, asked| match (step(asked), is_repair(asked)) {
        ("infra_intake", false) => Reply::object(&json!({"remove": {"assumptions": [goes]}})),
        ("infra_scaling", false) => Reply::object(&json!({"remove": {"limits": ["main database disk"]}})),
        _ => Reply::object(&json!({})),
    });
    let said = desk.plan(&endpoint, &["--repairs", "1", "--passes", "0"]);
    assert!(said.code < 2, "{}", said.err);
    let asked = endpoint.asked();
    let repair = asked.iter().find(|one| step(one) == "infra_scaling" && is_repair(one)).expect("it is repaired");
    assert!(
        message(repair, 3).contains("the brief names \"main database disk\"; its row stays"),
        "{}",
        message(repair, 3)
    );
    let sections = &serde_json::to_value(desk.pack()).expect("JSON")["sections"];
    assert!(sections["scaling"]["limits"].to_string().contains("main database disk"));
    assert_eq!(ids(&desk), proposed[1..]);
}

#[test]
fn figures_that_nobody_stated_are_put_before_a_person() {
    let desk = Desk::new(BRIEF);
    let endpoint = Endpoint::start(|_, asked| match step(asked) {
        "infra_intake" => Reply::object(&json!({
            "scale": ["90 requests per second at peak today, 450 by 2027-05-05", "about 1.7 million visits a month"],
            "staffing": "Four engineers until 2027-03-31",
        })),
        _ => Reply::object(&json!({})),
    });
    let said = desk.plan(&endpoint, &["--repairs", "0", "--passes", "0"]);
    assert!(said.out.contains("Figures that nobody stated: 2\n"), "{}", said.out);
    assert!(said.out.contains("  context.staffing: 2027-03-31\n"), "{}", said.out);
    let questions = serde_json::to_value(desk.pack()).expect("JSON")["sections"]["risks"]["questions"].clone();
    let asked = |words: &str| -> Option<Json> {
        let rows = questions.as_array().expect("questions");
        rows.iter().find(|row| row["question"].as_str().is_some_and(|text| text.contains(words))).cloned()
    };
    let row = asked("Who confirms 2 figures that nobody has stated?").expect("a question");
    assert_eq!((row["owner"].as_str(), row["due"].as_str()), (Some("Rafael Antunes"), Some("2026-11-19")));
    assert!(
        row["blocks"].as_str().is_some_and(|text| text.contains("1,700,000 visits") && text.contains("2027-03-31"))
    );
}

#[test]
fn a_model_that_says_nothing_leaves_the_pack_of_the_brief_with_its_errors_as_questions() {
    let (desk, plain, endpoint) = (Desk::new(BRIEF), Desk::new(BRIEF), silent());
    let said = desk.plan(&endpoint, &["--repairs", "0"]);
    let without = plain.command(&endpoint, &[]).output().expect("it runs");
    assert_eq!(Some(said.code), without.status.code());
    let (drafted, floor) = (desk.pack(), plain.pack());
    for (key, section) in floor.sections.iter().filter(|(key, _)| *key != "risks") {
        assert_eq!(drafted.sections.get(key), Some(section), "{key}");
    }
    let outcome = &desk.journal()["outcome"];
    assert_eq!(outcome["with"]["errors"], outcome["without"]["errors"]);
    assert_eq!(outcome["with"]["average"], outcome["without"]["average"]);
    let opened = outcome["opened"].as_array().expect("questions");
    assert!(!opened.is_empty() && outcome["unopened"].as_array().is_some_and(Vec::is_empty), "{outcome}");
    for question in opened {
        assert!(desk.read("pack.md").contains(question.as_str().expect("a text")));
    }
}
