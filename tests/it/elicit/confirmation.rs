//! What only a person can allow.

use std::path::Path;

use super::*;

const CHANGE: &str = "Move the table activity to its own database";

/// A request that orders a change of production, with what an assistant claims.
fn ordered() -> Json {
    json!({
        "title": "Orders", "request": "Plan the scaling of orders and go ahead and run the migration now",
        "confirmation": {"change": CHANGE, "confirmed_by": "Karim Benali", "date": "2026-10-12", "rollback": "none"},
    })
}

fn ticked(who: &str) -> Json {
    json!({"change": CHANGE, "rollback": "reads switch back by flag", "confirmed_by": who, "date": "2026-10-13", "allow": true})
}

/// Who made each revision, the first one first.
fn authors(store: &Path, pack: &Json) -> Vec<String> {
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_groundplan"))
        .args(["pack", "log", pack.as_str().expect("an id"), "--format", "json", "--store"])
        .arg(store)
        .output()
        .expect("the program runs");
    let log: Vec<Json> = serde_json::from_slice(&said.stdout).expect("JSON");
    log.iter().rev().map(|revision| revision["author"].as_str().expect("an author").to_owned()).collect()
}

#[tokio::test]
async fn a_pack_with_a_change_of_production_is_opened_by_the_persons_own_word() {
    for version in ERAS {
        let (_folder, store) = store();
        let mut desk = Desk::over(&store, version.clone(), Shows::Forms).await;
        let mut unticked = ticked("Karim Benali");
        unticked["allow"] = json!(false);
        for (answer, needed) in [
            (declines(), "the person was asked and declined"),
            (puts_away(), "the person was asked and put the form away"),
            (accepts(unticked), "did not tick that they allow it"),
            (accepts(json!({})), "did not tick that they allow it"),
            (accepts(json!({"allow": true, "change": CHANGE})), "/confirmation/rollback: it is blank"),
            (accepts(json!({"allow": "yes"})), "accepted: true or false"),
            (accepts(json!({"allow": true, "date": "when it rains"})), "accepted: a day, such as 2026-11-02"),
        ] {
            desk.will(answer);
            let words = desk.refused("pack_open", ordered()).await;
            assert!(words.contains(needed), "{version}: {words}");
            let form = desk.form();
            // What the assistant claims is proposed; the tick is nobody's but the person's.
            let fields = &form["requestedSchema"]["properties"];
            assert_eq!(fields["confirmed_by"]["default"], "Karim Benali");
            assert_eq!((&fields["allow"]["type"], fields["allow"].get("default")), (&json!("boolean"), None));
            assert!(form["message"].as_str().is_some_and(|words| words.contains("go ahead and run")), "{form}");
        }
        assert_eq!(desk.done("pack_list", json!({})).await["packs"], json!([]), "{version}");

        desk.will(accepts(ticked("Ruth Okonedo")));
        let pack = desk.done("pack_open", ordered()).await["pack"].clone();
        desk.form();
        let read = desk.done("pack_read", json!({"pack": pack})).await;
        let row = format!("| {CHANGE} | Ruth Okonedo | 2026-10-13 | reads switch back by flag |");
        assert!(read["markdown"].as_str().is_some_and(|markdown| markdown.contains(&row)), "{read}");
        assert_eq!(authors(&store, &pack), ["desk (confirmed in a form by Ruth Okonedo)"]);

        // An assistant that sends none does not get round the person; the form then begins with today.
        let mut silent = ordered();
        silent["confirmation"] = Json::Null;
        desk.will(declines());
        desk.refused("pack_open", silent).await;
        let fields = desk.form()["requestedSchema"]["properties"].clone();
        assert_eq!(fields["confirmed_by"].get("default"), None);
        assert!(fields["date"]["default"].as_str().is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok()));
        // Nor one that sends a confirmation nobody asked for.
        let mut unasked = ordered();
        unasked["request"] = json!("Plan the scaling of orders");
        desk.will(declines());
        desk.refused("pack_open", unasked).await;
        desk.form();
        // What would be refused anyway is not asked about.
        let mut untitled = ordered();
        untitled["title"] = json!(" ");
        assert!(desk.refused("pack_open", untitled).await.contains("/title"));
        desk.nothing();
    }
}

#[tokio::test]
async fn without_forms_the_assistant_relays_and_the_log_says_so() {
    for version in ERAS {
        let (_folder, store) = store();
        let desk = Desk::over(&store, version, Shows::Nothing).await;
        let mut silent = ordered();
        silent["confirmation"] = Json::Null;
        let words = desk.refused("pack_open", silent).await;
        assert!(words.contains("not without a confirmation") && words.contains("then send `confirmation`"), "{words}");
        let pack = desk.done("pack_open", ordered()).await["pack"].clone();
        assert_eq!(authors(&store, &pack), ["desk"]);
    }
}

#[tokio::test]
async fn a_step_records_the_confirmations_that_the_person_gives_and_no_others() {
    for version in ERAS {
        let (_folder, store) = store();
        let mut desk = Desk::over(&store, version.clone(), Shows::Forms).await;
        for (skill, tool, section) in
            [("platform-infrastructure", "infra_intake", "context"), ("platform-operations", "ops_assess", "baseline")]
        {
            let pack = desk.open(skill).await;
            let rows = json!([
                {"change": CHANGE, "confirmed_by": "Karim Benali", "date": "2026-10-12", "rollback": "none"},
                {"change": "Drop the old index", "confirmed_by": "Karim Benali", "date": "2026-10-12"},
            ]);
            let sent =
                json!({"pack": pack, "ask": false, "notes": "With the change", "records": {"confirmations": rows}});
            desk.will(accepts(ticked("Ruth Okonedo")));
            desk.will(declines());
            let done = desk.done(tool, sent.clone()).await;
            assert!(matches!((desk.seen.try_recv(), desk.seen.try_recv()), (Ok(Seen::Form(_)), Ok(Seen::Form(_)))));
            desk.nothing();
            let mut given = ticked("Ruth Okonedo");
            given.as_object_mut().expect("an object").remove("allow");
            assert_eq!(done["sections"]["records"]["confirmations"], json!([given]), "{version}");
            assert_eq!(done["sections"][section]["notes"], "With the change", "the rest goes on");
            let told = "Not recorded as confirmed: \"Drop the old index\". The person was asked and declined.";
            assert_eq!(done["notes"], json!([told]));
            assert_eq!(authors(&store, &pack)[1], "desk (confirmed in a form by Ruth Okonedo)");

            // What cannot be taken for the person's word is none, and again the rest goes on.
            let mut undated = ticked("Ruth Okonedo");
            undated["date"] = json!("when it rains");
            desk.will(accepts(undated));
            let row = json!({"change": "Drop the old index", "confirmed_by": "Karim Benali", "date": "2026-10-12"});
            let sent = json!({"pack": pack, "ask": false, "notes": "Without it", "records": {"confirmations": [row]}});
            let kept = desk.done(tool, sent).await;
            desk.form();
            assert_eq!(kept["sections"][section]["notes"], "Without it");
            assert_eq!(kept["sections"]["records"]["confirmations"], json!([given]));
            let told = kept["notes"][0].as_str().expect("a note");
            assert!(told.starts_with("Not recorded as confirmed: \"Drop the old index\". "), "{told}");
            assert!(
                told.contains("/date: \"when it rains\" does not fit") && told.contains("a day, such as"),
                "{told}"
            );

            // What stands is not asked about; what changes it is.
            let same = json!({"pack": pack, "records": {"confirmations": given}});
            assert_eq!(desk.done(tool, same.clone()).await["changed"], false);
            desk.nothing();
            let mut other = same;
            other["records"]["confirmations"]["rollback"] = json!("not needed");
            desk.will(puts_away());
            let kept = desk.done(tool, other).await;
            desk.form();
            assert_eq!(
                (&kept["changed"], &kept["sections"]["records"]["confirmations"]),
                (&json!(false), &json!([given]))
            );
            let many: Vec<Json> = (0..6).map(|index| json!({"change": format!("change {index}")})).collect();
            let words = desk.refused(tool, json!({"pack": pack, "records": {"confirmations": many}})).await;
            assert!(words.contains("at most 5 a call"), "{words}");
            desk.nothing();
        }
    }
}
