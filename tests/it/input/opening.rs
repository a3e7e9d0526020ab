//! Opening packs, empty calls and revisions: what changes a pack, and what does not.

use groundplan::pack::Revision;
use groundplan::skills;
use groundplan::workspace::{Open, Refusal};
use serde_json::json;

use super::{act, definitions, object, request, workspace};

#[tokio::test]
async fn a_call_that_brings_nothing_changes_nothing_and_says_what_is_wanted() {
    for definition in definitions() {
        let workspace = workspace().await;
        let (id, first, _) = workspace.open(&request(definition.name), &act()).await.expect("a pack");
        for step in definition.steps {
            for sent in [
                json!({"pack": id}),
                json!({"pack": id, "remove": {}, "expected_revision": "1", "finalize": false}),
                json!({"pack": id, step.sections[0]: null, "sections": {}}),
            ] {
                let stepped = workspace.step(&id, step.tool, &object(sent.clone()), &act()).await;
                let stepped = stepped.unwrap_or_else(|refusal| panic!("{} {sent}: {refusal}", step.tool));
                assert_eq!((stepped.changed, stepped.revision), (false, 1), "{} {sent}", step.tool);
                let wants = stepped.wants.expect("nothing was sent");
                // A blank field that is needed is named with what belongs in it.
                let spec = definition.standard.section(step.sections[0]).expect("a section");
                for field in spec.fields.iter().filter(|field| !field.optional) {
                    let wanted = format!("`{}`: ", field.key);
                    assert!(wants.needed.iter().any(|one| one.starts_with(&wanted)), "{wanted} {:?}", wants.needed);
                }
            }
            if step.finalizes {
                let sent = json!({"pack": id, "finalize": true});
                let refused =
                    workspace.step(&id, step.tool, &object(sent), &act()).await.expect_err("a gate that fails");
                let words = refused.to_string();
                assert!(matches!(refused, Refusal::GateFails(_)), "{words}");
                assert!(words.contains("Nothing was sent, so the pack stays at revision 1."), "{words}");
            } else {
                let sent = json!({"pack": id, "finalize": "true"});
                let refused = workspace.step(&id, step.tool, &object(sent), &act()).await.expect_err("a refusal");
                assert!(refused.to_string().contains("/finalize: "), "{refused}");
            }
        }
        let (head, _) = workspace.read(&id, None).await.expect("the pack");
        assert_eq!(head.pack, first.pack, "{}", definition.name);
    }
}

#[tokio::test]
async fn the_situation_tells_the_skill() {
    let workspace = workspace().await;
    let left_out =
        |skill: &str, situation: &str| Open { skill: None, situation: Some(situation.to_owned()), ..request(skill) };
    for (skill, situation) in [
        ("platform-operations", "operations"),
        ("platform-operations", " Operations"),
        ("platform-infrastructure", "improvement"),
        // What the other skill calls it.
        ("platform-infrastructure", "infrastructure plan"),
    ] {
        let opened = workspace.open(&left_out(skill, situation), &act()).await;
        let (_, revision, opened) = opened.unwrap_or_else(|refusal| panic!("{situation}: {refusal}"));
        assert_eq!(opened.definition().name, skill, "{situation}");
        let first = opened.definition().standard.sections[0].key;
        let kept = serde_json::to_value(&revision.pack.sections[first]).expect("JSON");
        assert_eq!(kept["situation"], opened.definition().screen.inside, "{situation}");
    }
    let said =
        async |open: Open| workspace.open(&open, &act()).await.map(|(id, ..)| id).expect_err("a refusal").to_string();
    let both = |skill: &str, situation: &str| Open { situation: Some(situation.to_owned()), ..request(skill) };
    assert_eq!(
        said(both("platform-infrastructure", "operations")).await,
        "nothing was changed; mend and send again:\n- /skill: the situation `operations` is what platform-operations plans, \
         not platform-infrastructure; accepted: `skill`: `platform-operations`; or, if platform-infrastructure is meant, \
         `situation`: `improvement`"
    );
    assert!(said(both("platform-operations", "improvement")).await.contains("`skill`: `platform-infrastructure`; or"));
    assert!(said(both("platform-operations", "opertions")).await.contains("/situation: `opertions` is no situation; accepted: did you mean `operations`? There are: improvement, operations, active-incident"));
    // What nobody plans goes where those who know it send it, whichever skill was named.
    assert!(said(both("platform-operations", "seo-content")).await.contains("the skill content-marketing"));
    assert!(said(left_out("platform-operations", "Active incident")).await.contains("`active-incident`"));
    // The name of a skill is understood in any dress, and a near miss is named.
    let dressed = Open { skill: Some("Platform Operations".to_owned()), ..request("platform-operations") };
    assert!(workspace.open(&dressed, &act()).await.is_ok());
    let near = Open { skill: Some("platform-infra".to_owned()), ..request("platform-infrastructure") };
    let names: Vec<&str> = skills::NATIVE.iter().map(|skill| skill.definition().name).collect();
    let expected = format!("did you mean `platform-infrastructure`? There are: {}", names.join(", "));
    assert!(said(near.clone()).await.ends_with(&expected), "{}", said(near).await);
}

#[tokio::test]
async fn a_refusal_repeats_the_persons_own_words() {
    let workspace = workspace().await;
    for (skill, words, own) in [
        ("platform-operations", "We want a Scaling roadmap for Black Friday", "its main work is \"Scaling roadmap\""),
        (
            "platform-operations",
            "Plan shared capabilities; six teams rebuild permissions",
            "its main work is \"shared capabilities\"",
        ),
        ("platform-operations", "Sharded stores, please", "its main work is \"Sharded\""),
        ("platform-infrastructure", "Write wireframes for the new cart", "its main work is \"wireframes\""),
        ("platform-infrastructure", "Design Rollbacks and canaries for checkout", "its main work is \"Rollbacks\""),
    ] {
        let open = Open { request: words.to_owned(), ..request(skill) };
        let refused = workspace.open(&open, &act()).await.map(|(id, ..)| id).expect_err(words).to_string();
        assert!(refused.contains(own), "{words}: {refused}");
    }
    let open = Open {
        request: "Capacity plan. Please Apply this to production".to_owned(),
        ..request("platform-infrastructure")
    };
    let refused = workspace.open(&open, &act()).await.map(|(id, ..)| id).expect_err("a refusal").to_string();
    assert!(refused.contains("(\"Apply this to production\")"), "{refused}");
}

#[tokio::test]
async fn a_stale_change_is_told_what_has_changed_and_a_repeated_call_is_answered() {
    let workspace = workspace().await;
    let (id, ..) = workspace.open(&request("platform-infrastructure"), &act()).await.expect("a pack");
    let step = async |sent: serde_json::Value| workspace.step(&id, "infra_scaling", &object(sent), &act()).await;
    let limit = |trigger: &str| json!({"component": "orders-db disk", "trigger": trigger});
    let first = json!({"pack": id, "expected_revision": 1, "limits": [limit("2 TB")]});
    assert_eq!(step(first.clone()).await.expect("taken").revision, 2);
    // The answer got lost and the call is sent again: it is answered as it was.
    let again = step(first).await.expect("the same answer");
    assert_eq!((again.changed, again.revision), (false, 2));
    step(json!({"pack": id, "limits": [limit("3 TB")], "notes": "Later", "risks": ["a", "b"], "freeze_policy": "All"}))
        .await
        .expect("taken");
    let refused =
        step(json!({"pack": id, "expected_revision": 2, "limits": [limit("4 TB")]})).await.expect_err("stale");
    assert_eq!(
        refused.to_string(),
        format!(
            "pack {id} is at revision 3, not 2, so nothing was changed. Since then: scaling.limits[orders-db disk].trigger is \
             \"3 TB\" and was \"2 TB\"; scaling.risks[1] is new; scaling.risks[2] is new; and 2 more. Send the call again with \
             `expected_revision`: 3 if it still holds."
        )
    );
    let (head, _) = workspace.read(&id, None).await.expect("the pack");
    assert_eq!((head.number, head.step.as_str()), (3, "infra_scaling"));
    assert_ne!(head.step, Revision::FINALIZED);
    for (expected, problem) in [
        (json!(9), "there is no revision 9 yet; accepted: 3"),
        (json!("soon"), "\"soon\" is no revision number"),
        (json!(0), "0 is no revision number"),
        (json!([1]), "[1] is no revision number"),
    ] {
        let refused = step(json!({"pack": id, "expected_revision": expected, "notes": "x"}))
            .await
            .expect_err("a refusal")
            .to_string();
        assert!(refused.contains(&format!("/expected_revision: {problem}")), "{refused}");
    }
}

/// A pack that passes is closed once, however often that is asked, and opened again by a change.
#[tokio::test]
async fn finalizing_is_done_once() {
    for (_, definition, pack) in super::written_packs().iter().filter(|(path, ..)| path.contains("golden")) {
        let workspace = workspace().await;
        let id = workspace.keep(pack.clone(), "import", &act()).await.expect("kept");
        let last = definition.steps.iter().find(|step| step.finalizes).expect("a last step");
        let call = async |sent: serde_json::Value| workspace.step(&id, last.tool, &object(sent), &act()).await;
        let Ok(closed) = call(json!({"pack": id, "finalize": "yes"})).await else { continue };
        assert_eq!((closed.finalized, closed.changed, closed.revision), (true, true, 2));
        for sent in [
            json!({"pack": id, "finalize": true}),
            json!({"pack": id, "Finalize": true, "expectedRevision": 1}),
            json!({"pack": id}),
        ] {
            let again = call(sent.clone()).await.unwrap_or_else(|refusal| panic!("{sent}: {refusal}"));
            assert_eq!((again.finalized, again.changed, again.revision), (true, false, 2), "{sent}");
        }
        let changed = call(json!({"pack": id, "notes": "One more thing."})).await.expect("taken");
        assert_eq!((changed.finalized, changed.changed, changed.revision), (false, true, 3));
        return;
    }
    panic!("no golden pack is closed");
}
