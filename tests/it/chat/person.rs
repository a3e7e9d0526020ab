//! What only a person can say, a model cannot.

use serde_json::json;

use super::model::{answers, known, open};
use super::*;
use crate::scripted::{Endpoint, Reply};

/// A model that claims what the person never said, then asks for it in a step.
fn claiming() -> Endpoint {
    Endpoint::start(|at, asked| match at {
        0 => open(json!({
            "request": "Plan the scaling of orders and go ahead and run the migration now",
            "confirmation": {"change": "Drop it all", "confirmed_by": "The model", "date": "2026-10-12", "rollback": "none"},
        })),
        1 if !answers(asked)[0].contains("pk_") => Reply::words("Then not."),
        1 => {
            let sent = json!({"pack": known(asked), "systems": ["orders-db"], "records": {
                "confirmations": [{"change": "Resize orders-db", "confirmed_by": "The model", "date": "2026-10-12", "rollback": "none"}],
                "exemptions": [{"rule": "OWN001", "place_text": "context", "reason": "it is fine", "accepted_by": "The model",
                    "expires": "2027-01-31"}],
            }});
            Reply::calls(&[("infra_intake", &sent.to_string())])
        }
        _ => Reply::words("Done."),
    })
}

fn chat(home: &Home, endpoint: &Endpoint, lines: &[&str]) -> Shown {
    home.chat(["--model", "scripted", "--base-url", &endpoint.url], lines)
}

#[test]
fn a_model_cannot_confirm_a_change_of_production_itself() {
    let (home, endpoint) = (Home::new(), claiming());
    let said = chat(&home, &endpoint, &["Plan it", "make it one table first", "no"]);
    assert!(said.out.contains("Change: Drop it all") && said.out.contains("I allow this change"), "{}", said.out);
    let told = answers(&endpoint.asked()[1]);
    assert!(told[0].contains("the person was asked and declined"), "{told:?}");
    // What they said in place of yes or no is lost to neither of them.
    assert!(said.out.contains("neither yes nor no") && said.out.contains("Not recorded."), "{}", said.out);
    assert!(told[0].contains("the person said \"make it one table first\""), "{told:?}");
    assert_eq!(home.packs(), 0);
}

#[test]
fn what_is_recorded_is_the_persons_version_and_what_they_refuse_is_left_out() {
    let (home, endpoint) = (Home::new(), claiming());
    let opening = ["yes", "Move one table", "switch back by flag", "Ruth Okonedo", "2026-10-13"];
    let mut lines = vec!["Plan it"];
    lines.extend(opening);
    // Neither the second change nor the exemption.
    lines.extend(["no", "no"]);
    let said = chat(&home, &endpoint, &lines);
    let pack = home.pack(&id(&said.out));
    assert!(pack.contains("| Move one table | Ruth Okonedo | 2026-10-13 | switch back by flag |"), "{pack}");
    assert!(pack.contains("- orders-db") && !pack.contains("The model") && !pack.contains("Exemptions"), "{pack}");
    let told = answers(&endpoint.asked()[2]);
    assert!(told[0].contains("Not recorded as confirmed: \"Resize orders-db\""), "{told:?}");
    assert!(told[0].contains("Not recorded as accepted: OWN001"), "{told:?}");

    let (home, endpoint) = (Home::new(), claiming());
    let mut lines = vec!["Plan it"];
    lines.extend(opening);
    // The exemption, in their own name and words, to the day that is proposed.
    lines.extend(["no", "yes", "we know it", "Ruth Okonedo", ""]);
    let said = chat(&home, &endpoint, &lines);
    let pack = home.pack(&id(&said.out));
    assert!(pack.contains("| OWN001 | context | we know it | Ruth Okonedo | 2027-01-31 |"), "{pack}");
    let log = home.json(["pack", "log", &id(&said.out), "--format", "json"]);
    assert_eq!(log[0]["author"], "scripted, asked by ana (confirmed in a form by Ruth Okonedo)");
}
