//! The questions of the intake.

use super::*;

const STEPS: [(&str, &str, &str); 2] =
    [("platform-infrastructure", "infra_intake", "context"), ("platform-operations", "ops_assess", "baseline")];

#[tokio::test]
async fn the_first_step_asks_the_person_and_records_what_they_say() {
    for version in ERAS {
        let (_folder, store) = store();
        let mut desk = Desk::over(&store, version.clone(), Shows::Forms).await;
        for (skill, tool, _) in STEPS {
            let pack = desk.open(skill).await;
            desk.nothing();
            // The first question is answered by name, the second with blanks, the others not at all.
            let definition = groundplan::skills::native(skill).expect("a skill").definition();
            let minimum: Vec<&str> = definition.questions.iter().filter(|one| one.minimum).map(|one| one.id).collect();
            desk.will(accepts(
                json!({minimum[0]: "orders-api | orders-db\nand search", minimum[1]: "  ", "answered_by": "Maya Chen"}),
            ));
            let done = desk.done(tool, json!({"pack": pack})).await;

            let form = desk.form();
            let questions = asked(&form);
            assert!((3..=5).contains(&questions.len()), "{version} {questions:?}");
            assert!(questions.contains(&minimum[0].to_owned()) && questions.contains(&minimum[1].to_owned()));
            assert!(form["message"].as_str().is_some_and(|words| words.contains("\"Orders\"")), "{form}");
            let schema = &form["requestedSchema"];
            assert_eq!(schema.get("required"), None, "an answer may be left out");
            for (key, field) in schema["properties"].as_object().expect("fields") {
                assert_eq!(field["type"], "string", "{key} is flat");
                let question = definition.questions.iter().find(|one| one.id == key);
                let words = field["description"].as_str().expect("words");
                for needed in question.iter().flat_map(|one| one.options.iter().copied().chain([one.text])) {
                    assert!(words.contains(needed), "{key}: {words}");
                }
            }

            let row = json!({"question": minimum[0], "answer": "orders-api | orders-db<br>and search", "source": "Maya Chen"});
            assert_eq!(done["sections"]["records"]["answers"], json!([row]), "{version}");
            let left: Vec<&String> = questions.iter().filter(|id| *id != minimum[0]).collect();
            let notes = done["sections"]["records"]["notes"].as_str().expect("what was left open");
            assert!(notes.starts_with("Asked on ") && left.iter().all(|id| notes.contains(*id)), "{notes}");
            assert!(!notes.contains(minimum[0]), "{notes}");
            assert_eq!(done["notes"][0], json!(format!("The person answered {}.", minimum[0])));

            // Once by itself, and whenever it is called for: then what is still open.
            let again = desk.done(tool, json!({"pack": pack})).await;
            assert_eq!((&again["changed"], &again["revision"]), (&json!(false), &done["revision"]));
            desk.nothing();
            desk.will(accepts(json!({minimum[1]: "each merge goes out"})));
            let more = desk.done(tool, json!({"pack": pack, "ask": true})).await;
            let questions = asked(&desk.form());
            assert!(!questions.contains(&minimum[0].to_owned()), "{questions:?}");
            let rows = more["sections"]["records"]["answers"].as_array().expect("answers").clone();
            assert_eq!(rows.len(), 2, "{rows:?}");
            assert_eq!(rows[1]["source"], "The person, in a form of desk");
        }
    }
}

#[tokio::test]
async fn whoever_declines_or_puts_off_is_not_asked_again_and_nothing_is_lost() {
    for version in ERAS {
        let (_folder, store) = store();
        let mut desk = Desk::over(&store, version.clone(), Shows::Forms).await;
        for (answer, outcome) in [(declines(), "declined"), (puts_away(), "put off")] {
            for (skill, tool, section) in STEPS {
                let pack = desk.open(skill).await;
                desk.will(answer.clone());
                let risk = "nothing may break in March";
                let sent = json!({"pack": pack, "notes": risk, "records": {"notes": "From the kick-off."}});
                let done = desk.done(tool, sent.clone()).await;
                let questions = asked(&desk.form()).join(", ");
                assert_eq!(done["sections"][section]["notes"], risk, "{version}: what was sent stays");
                let records = &done["sections"]["records"];
                assert_eq!(records.get("answers"), None);
                let notes = records["notes"].as_str().expect("notes");
                assert!(notes.starts_with("From the kick-off.\n\nAsked on "), "{notes}");
                assert!(notes.ends_with(&format!("left open: {questions}.")), "{notes}");
                let told = done["notes"][0].as_str().expect("a note");
                assert!(told.starts_with(&format!("The person {outcome} {questions}. ")), "{told}");
                assert!(!done["next"]["ask"].as_object().expect("open questions").is_empty());

                desk.done(tool, json!({"pack": pack, "notes": "more"})).await;
                desk.done(tool, json!({"pack": pack})).await;
                desk.nothing();
            }
        }
    }
}

#[tokio::test]
async fn an_assistant_that_knows_or_errs_does_not_trouble_the_person() {
    for version in [ProtocolVersion::V_2025_11_25, ROUNDS] {
        let (_folder, store) = store();
        let mut desk = Desk::over(&store, version.clone(), Shows::Forms).await;
        let answers = json!([{"question": "growth", "answer": "6 % per month", "source": "Ana Costa"}]);
        let filled = json!({
            "systems": ["orders-api"], "users": ["merchants: 41,000"], "non_goals": ["the mobile apps"],
            "pains": ["reliability: 3 incidents"], "success": [{"measure": "incidents above 30 min"}],
            "architecture": ["the runtime stays"], "scale": ["4,200 writes/s"], "horizon": "two quarters",
            "staffing": "2 engineers", "risk_tolerance": "none in March", "decision": "Split the store by May",
            "compliance": "GDPR",
        });
        let knows = [json!({"records": {"answers": answers}}), json!({"ask": false}), filled];
        for mut sent in knows {
            sent["pack"] = desk.open("platform-infrastructure").await;
            desk.done("infra_intake", sent.clone()).await;
            desk.nothing();
        }

        let pack = desk.open("platform-infrastructure").await;
        for (sent, needed) in [
            (json!({"sistems": []}), "did you mean `systems`?"),
            (json!({"expected_revision": 7}), "there is no revision 7 yet"),
            (json!({"ask": "perhaps"}), "/ask: \"perhaps\" is neither true nor false"),
            (json!({"ask": true, "records": "none"}), "/records: it is a text, not an object"),
        ] {
            let mut sent = sent;
            sent["pack"] = pack.clone();
            let words = desk.refused("infra_intake", sent).await;
            assert!(words.contains(needed), "{words}");
        }
        assert!(desk.refused("infra_scaling", json!({"pack": pack, "ask": true})).await.contains("/ask"));
        assert!(desk.refused("ops_assess", json!({"pack": pack})).await.contains("is no step of"));
        assert!(desk.refused("infra_intake", json!({"pack": "pk_1"})).await.contains("is not a pack id"));
        desk.nothing();
        assert_eq!(desk.revision(&pack).await, json!(1), "{version}");
    }
}

#[tokio::test]
async fn a_client_without_forms_gets_its_questions_as_before() {
    for version in [ProtocolVersion::V_2025_03_26].into_iter().chain(ERAS) {
        for shows in [Shows::Nothing, Shows::Pages] {
            let (_folder, store) = store();
            let mut desk = Desk::over(&store, version.clone(), shows).await;
            let pack = desk.open("platform-infrastructure").await;
            let done = desk.done("infra_intake", json!({"pack": pack, "ask": true})).await;
            assert!((3..=5).contains(&done["next"]["ask"].as_object().expect("questions").len()), "{version}");
            assert_eq!((&done["changed"], done["sections"].get("records")), (&json!(false), None));
            assert!(desk.refused("infra_intake", json!({"pack": pack, "ask": 1})).await.contains("/ask"));
            desk.nothing();
        }
    }
}

#[tokio::test]
async fn what_does_not_fit_the_form_stays_open_and_the_rest_is_kept() {
    for version in ERAS {
        let (_folder, store) = store();
        let mut desk = Desk::over(&store, version.clone(), Shows::Forms).await;
        for (content, needed) in [
            (json!({"growth": {"deep": 1}}), "/growth: {\"deep\":1} does not fit the field; accepted: a text"),
            (json!({"growth": ["a", "b"]}), "/growth: "),
            (json!({"growth": "x".repeat(5000)}), "a text of at most 1024 characters"),
            (json!({"favourite-colour": "blue"}), "/favourite-colour: the form has no such field; accepted: "),
        ] {
            let pack = desk.open("platform-infrastructure").await;
            let mut content = content;
            content["system-boundary"] = json!("orders-api and its store");
            desk.will(accepts(content));
            let done = desk.done("infra_intake", json!({"pack": pack, "notes": "kept"})).await;
            let form = desk.form();
            assert!(asked(&form).iter().any(|id| id == "system-boundary"), "{form}");
            let answers = &done["sections"]["records"]["answers"];
            assert_eq!((answers[0]["answer"].as_str(), answers.get(1)), (Some("orders-api and its store"), None));
            assert_eq!(done["sections"]["context"]["notes"], "kept", "{version}");
            let told = done["notes"].to_string();
            assert!(told.contains(&json!(needed).to_string()[1..needed.len()]), "{version}: {told}");
            // It is asked about again when that is wanted.
            desk.will(accepts(json!({"growth": "6 % per month"})));
            let more = desk.done("infra_intake", json!({"pack": pack, "ask": true})).await;
            assert!(asked(&desk.form()).iter().any(|id| id == "growth"));
            assert_eq!(more["sections"]["records"]["answers"][1]["answer"], "6 % per month");
        }

        // What is no form at all answers nothing, and loses nothing.
        let pack = desk.open("platform-infrastructure").await;
        desk.will(accepts(json!("yes")));
        let done = desk.done("infra_intake", json!({"pack": pack, "notes": "kept"})).await;
        desk.form();
        assert_eq!(done["sections"]["context"]["notes"], "kept");
        assert!(done["notes"].to_string().contains("the content is not an object"), "{done}");
    }
}
