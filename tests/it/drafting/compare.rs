//! The same brief without the steps, for comparison.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{BRIEF, Desk, message};
use crate::scripted::{Asked, Endpoint, Reply};

fn is_whole(asked: &Asked) -> bool {
    message(asked, 1).starts_with("Make the whole pack of the skill")
}

fn comparing(answer: Reply) -> Endpoint {
    Endpoint::start(move |_, asked| if is_whole(asked) { answer.clone() } else { Reply::object(&json!({})) })
}

#[test]
fn both_are_judged_by_the_same_gate() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/packs/golden/marketplace.md");
    let golden = fs::read_to_string(golden).expect("a golden pack");
    let desk = Desk::new(BRIEF);
    let endpoint = comparing(Reply::words(&format!("Here it is:\n\n```markdown\n{golden}\n```")));
    let said = desk.plan(&endpoint, &["--repairs", "0", "--passes", "0", "--compare-baseline"]);
    assert!(said.code < 2, "{}", said.err);
    assert_eq!(desk.read("baseline.md").trim(), golden.trim());
    let journal = desk.journal();
    assert_eq!(journal["compared"]["passed"], true, "{}", journal["compared"]);
    assert!(
        said.out.contains("In one answer it took 20,000 in, 20 out, in steps 160,000 in, 160 out\n"),
        "{}",
        said.out
    );
    let asked = endpoint.asked().into_iter().find(is_whole).expect("it is asked");
    assert!(message(&asked, 0).contains("# Platform & Infrastructure Improvement Pack"));
    assert!(message(&asked, 1).contains("used bikes"));
    assert!(asked.body.get("tools").is_none());

    let count = endpoint.asked().len();
    let again = desk.plan(&endpoint, &["--repairs", "0", "--passes", "0", "--compare-baseline"]);
    assert_eq!((again.code, endpoint.asked().len()), (said.code, count), "the answer is kept");
}

#[test]
fn an_answer_that_is_no_pack_is_told_as_that() {
    for (answer, words) in [
        (Reply::words("# Marketplace\n\n## 1. Context").ending("length"), "the answer was cut off"),
        (Reply::words("I need more facts."), "it is no pack: no section of the skill was found in it"),
    ] {
        let desk = Desk::new(BRIEF);
        let said = desk.plan(&comparing(answer), &["--repairs", "0", "--passes", "0", "--compare-baseline"]);
        assert!(said.code < 2, "{}", said.err);
        let told = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(words), "{words}: {told}");
    }
}
