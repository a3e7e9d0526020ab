//! One meaning, many spellings; and what is said of those that have none.

use groundplan::gate::{self, Case};
use groundplan::pack::{Pack, Value};
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use groundplan::skills::platform_operations::PlatformOperations;
use serde_json::{Value as Json, json};

use super::{call, empty, made, refused, step_of};

#[test]
fn what_means_the_same_makes_the_same_pack() {
    let limit = json!({"component": "orders-db disk", "current": "3 TB", "lead_time": "6 weeks"});
    let alert = json!({"slo": "all", "severity": "page", "long": "1 h", "burn_rate": "14.4x"});
    let service = json!({"service": "shop", "kind": "web"});
    let profile =
        json!({"service": "shop", "zero_downtime": "yes", "instant_rollback": "no", "state": "schema change"});
    let exemption = json!({"rule": "SCL003", "place_text": "scaling.limits", "accepted_by": "Ida Berg"});
    let cases: &[(&str, Json, &[Json])] = &[
        (
            "infra_scaling",
            json!({"limits": [limit]}),
            &[
                json!({"limits": limit}),
                json!({"limits": {"orders-db disk": {"current": "3 TB", "lead_time": "6 weeks"}}}),
                json!({"limits": {"orders-db disk": [limit]}}),
                json!({"limits": json!([limit]).to_string()}),
                json!({"Doomsday clock": [{"Component/limit": "orders-db disk", "Current": "3 TB", "leadTime": "6 weeks"}]}),
                json!({"LIMITS": [{"component": " orders-db  disk ", "current": ["3 TB"], "Estimated lead time to mitigate": "6 weeks", "owner": null}]}),
                json!({"scaling": {"limits": [limit]}}),
                json!({"scaling": json!({"limits": [limit]}).to_string()}),
                json!({"sections": {"scaling": {"limits": [limit]}}}),
                json!({"limits": [limit], "growth": null, "risks": null, "notes": null}),
                json!({"limits": [limit, limit]}),
            ],
        ),
        (
            "infra_scaling",
            json!({"limits": [{"component": "queue", "current": "3"}]}),
            &[json!({"limits": [{"component": "queue", "current": 3}]})],
        ),
        (
            "infra_quality",
            json!({"alerts": [alert]}),
            &[
                json!({"alerts": [{"slo": "all", "severity": "Page", "long": "1 h", "burn_rate": "14.4x"}]}),
                json!({"alerts": {"all": [{"Severity": "PAGE", "Long window": "1 h", "burnRate": "14.4x"}]}}),
            ],
        ),
        (
            "infra_intake",
            json!({"pains": ["reliability", "cost"], "records": {"exemptions": [exemption]}}),
            &[
                json!({"pains": "reliability, cost", "records": {"exemptions": exemption}}),
                json!({"pains": "- reliability\n- cost", "exemptions": exemption}),
                json!({"pains": "[\"reliability\", \"cost\"]", "Exemptions": {"SCL003": {"Place": "scaling.limits", "Accepted by": "Ida Berg"}}}),
                json!({"primary_pains": "reliability\ncost", "Appendix: records": {"exemptions": [exemption]}}),
            ],
        ),
        ("infra_intake", json!({"pains": ["slow pages, lost orders"]}), &[json!({"pains": "slow pages, lost orders"})]),
        (
            "infra_finalize",
            json!({"risks": [{"risk": "the disk fills", "impact": "high"}], "questions": [{"question": "Q1 Who?"}]}),
            &[
                json!({"risks": {"risks": [{"risk": "the disk fills", "impact": "High"}], "questions": {"question": "Q1 Who?"}}}),
                json!({"risks": {"the disk fills": {"impact": "HIGH"}}, "Open questions": {"Q1 Who?": {}}}),
            ],
        ),
        (
            "ops_assess",
            json!({"services": [service]}),
            &[json!({"services": {"shop": {"kind": "Web"}}}), json!({"baseline": {"Services": service}})],
        ),
        (
            "ops_delivery",
            json!({"rollout": {"profiles": [profile], "strategies": [{"rollout": "shop in production", "strategy": "blue_green", "services": "shop, api"}]}}),
            &[
                json!({
                    "profiles": {"service": "shop", "zero_downtime": true, "instant_rollback": false, "state": "schema-change"},
                    "strategies": [{"rollout": "shop in production", "strategy": "Blue-Green", "services": ["shop", "api"]}],
                }),
                json!({"rollout": {
                    "Risk profiles": [{"service": "shop", "zero_downtime": "TRUE", "instant_rollback": "No", "state": "schema_change"}],
                    "strategies": {"shop in production": {"strategy": "bluegreen", "Services": "shop, api"}},
                }}),
            ],
        ),
        (
            "ops_safety_nets",
            json!({"triggers": [{"trigger": "errors", "action": "roll back"}]}),
            &[json!({"triggers": [{"trigger": "errors", "action": "Rollback"}]})],
        ),
    ];
    for (tool, plain, variants) in cases {
        let pack = made(tool, plain.clone());
        for variant in *variants {
            assert_eq!(made(tool, variant.clone()), pack, "{tool}: {variant}");
            let again = call(tool, &pack, variant.clone()).unwrap_or_else(|mistakes| panic!("{variant}: {mistakes:?}"));
            assert_eq!(again.pack, pack, "{tool}, sent again: {variant}");
        }
    }
}

/// A word that is none of a choice is kept, and found, with the nearest one; however a known word is written it is not.
#[test]
fn a_near_miss_of_a_choice_is_a_finding() {
    for (skill, tool, sent, said) in [
        (
            &PlatformOperations as &dyn Skill,
            "ops_delivery",
            json!({"strategies": [{"rollout": "shop", "strategy": "cannary", "runner_up": "Feature flags"}]}),
            "write one of: rolling, blue_green, canary, feature_flags, recreate; `canary`, if that is meant",
        ),
        (
            &PlatformInfrastructure,
            "infra_instrumentation",
            json!({"gaps": [{"area": "search", "priority": "P 9"}]}),
            "write one of: P0, P1, P2, P3",
        ),
    ] {
        let pack = made(tool, sent);
        let case = Case::new(&skill.definition().standard, &pack, &[], pack.as_of);
        let findings = gate::run(&case, &|rule| rule.id == "TXT005");
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].fix.starts_with(said), "{}", findings[0].fix);
    }
}

#[test]
fn every_mistake_is_told_at_once_with_its_place() {
    let said = refused(
        "infra_intake",
        &empty(step_of("infra_intake").0),
        json!({
            "sistems": ["shop"],
            "pains": [{"pain": "slow"}],
            "decision": {"text": "x"},
            "success": [{"measure": "p95", "baselin": "1 s"}, {"measur": "orders"}, "third"],
            "records": {"anwers": [], "evidence": [{"fact": "load", "wndow": "30 days", "value": {"number": 3}}]},
            "limits": [],
            "finalize": true,
            "expected_revision": -1,
            "remove": {"sucess": ["p95"], "pains": ["slow"], "evidence": [{"window": "30 days"}]},
        }),
    );
    let starts = [
        "/finalize: infra_intake does not close a pack; accepted: the call without it; `finalize: true` in infra_finalize",
        "/expected_revision: -1 is no revision number",
        "/remove/sucess: `sucess` is not known here; accepted: did you mean `success`?",
        "/remove/pains: `pains` is no table but a list, which is replaced as a whole; accepted: `pains` with the items that stay",
        "/remove/evidence/0/fact: the row to be removed has no name",
        "/sistems: `sistems` is not known here; accepted: did you mean `systems`? There are: ",
        "/limits: `limits` is not taken by infra_intake; accepted: the same sent to infra_scaling",
        "/pains/0: it is an object, not text; accepted: a string",
        "/decision: it is an object, not text",
        "/success/0/baselin: `baselin` is not known here; accepted: did you mean `baseline`?",
        "/success/1/measur: `measur` is not known here; accepted: did you mean `measure`?",
        "/success/2: the row is not an object; accepted: an object with at least `measure`, such as {\"measure\": ",
        "/records/anwers: `anwers` is not known here; accepted: did you mean `answers`?",
        "/records/evidence/0/wndow: `wndow` is not known here; accepted: did you mean `window`?",
        "/records/evidence/0/value: it is an object, not text; accepted: a string, as a person would write it, such as \"4,300 req/s\"",
    ];
    for start in starts {
        assert!(said.iter().any(|line| line.starts_with(start)), "{start} is not in\n{}", said.join("\n"));
    }
    assert_eq!(said.len(), starts.len(), "{}", said.join("\n"));
}

#[test]
fn what_stands_in_a_text_or_twice_is_told_where_it_was_sent() {
    let pack = empty(step_of("infra_scaling").0);
    let limits = json!([{"component": "disk", "triger": "1 TB"}]).to_string();
    let said = refused("infra_scaling", &pack, json!({"limits": limits, "notes": "x", "Notes": "y"}));
    assert!(said[0].starts_with("/limits: in its /0/triger: `triger` is not known here"), "{}", said[0]);
    assert_eq!(said[1], "/Notes: `notes` is sent twice, at /notes as well; accepted: one of them");
    let said =
        refused("infra_scaling", &pack, json!({"limits": {"a/b": {"component": "c", "Metric": "m", "metric": "n"}}}));
    assert_eq!(
        said,
        [
            "/limits/a~1b/metric: `metric` and `Metric` are one column; accepted: one of them",
            "/limits/a~1b/component: the row is sent under \"a/b\" and named \"c\"; accepted: one name",
        ]
    );
}

/// Rows of one name in one call: those that agree are one, those that do not are refused together, and what tells rows
/// apart makes two of them.
#[test]
fn rows_of_one_name_in_one_call_are_not_lost() {
    let tool = "ops_safety_nets";
    let pack = empty(step_of(tool).0);
    let change = |phase: &str, tested: &str| json!({"change": "add invoice.tax_region", "services": "billing-db", "phase": phase, "tested": tested});
    let both = json!({"changes": [change("expand", "staging"), change("contract", "staging, on 40 GB")]});
    let made = call(tool, &pack, both.clone()).expect("taken").pack;
    assert_eq!(super::printed(&made, "safety")["changes"], both["changes"]);
    assert_eq!(call(tool, &made, both).expect("taken").pack, made);
    let agree = json!({"changes": [change("expand", "staging"), {"change": "add invoice.tax_region", "phase": "Expand", "window": "7 days"}]});
    let one = call(tool, &pack, agree).expect("taken").pack;
    assert_eq!(super::printed(&one, "safety")["changes"].as_array().map(Vec::len), Some(1));
    let said = refused(tool, &made, json!({"changes": [change("expand", "staging"), change("expand", "a laptop")]}));
    assert_eq!(
        said,
        [
            "/changes/1/tested: the schema change \"add invoice.tax_region\" is sent twice and `tested` differs: \"staging\" at \
          /changes/0, \"a laptop\" here; accepted: one row of that name, or rows that differ in `phase`"
        ]
    );
    let tool = "infra_scaling";
    let disk = |trigger: &str| json!({"component": "disk", "trigger": trigger});
    let said =
        refused(tool, &empty(step_of(tool).0), json!({"limits": [disk("1 TB"), {"component": "queue"}, disk("2 TB")]}));
    assert_eq!(
        said,
        [
            "/limits/2/trigger: the limit \"disk\" is sent twice and `trigger` differs: \"1 TB\" at /limits/0, \"2 TB\" here; \
          accepted: one row of that name, or another name for one of them"
        ]
    );
    // What stands in the pack may be said anew, once.
    let stored = call(tool, &empty(step_of(tool).0), json!({"limits": [disk("1 TB")]})).expect("taken").pack;
    assert!(call(tool, &stored, json!({"limits": [disk("2 TB")]})).is_ok());
}

#[test]
fn rows_that_go_make_way_for_rows_that_come() {
    let tool = "infra_scaling";
    let before = made(
        tool,
        json!({"limits": [
            {"component": "a disk", "trigger": "1 TB", "metric": "df"}, {"component": "b disk", "trigger": "2 TB"}, {"component": "c disk"},
        ]}),
    );
    // One call replaces a row whole, in its place, and removes another.
    let replace =
        json!({"limits": [{"component": "a disk", "trigger": "3 TB"}], "remove": {"limits": ["a disk", "c disk"]}});
    let wanted = made(
        tool,
        json!({"limits": [{"component": "a disk", "trigger": "3 TB"}, {"component": "b disk", "trigger": "2 TB"}]}),
    );
    let first = call(tool, &before, replace.clone()).expect("taken");
    assert_eq!((first.pack.clone(), first.notes.len()), (wanted, 0));
    // Sent again it changes nothing, and says what was gone already.
    let again = call(tool, &first.pack, replace).expect("taken");
    assert_eq!(again.pack, first.pack);
    assert_eq!(
        again.notes,
        ["Nothing was removed from `limits` for \"c disk\": there is no such row (the nearest is \"a disk\")."]
    );
    for remove in [
        json!({"limits": "b disk"}),
        json!({"Doomsday clock": ["b disk"]}),
        json!({"scaling": {"limits": ["b disk"]}}),
        json!({"limits": [{"component": "b disk"}]}),
        json!("{\"limits\": [\"b disk\"]}"),
    ] {
        let gone = call(tool, &first.pack, json!({"remove": remove}))
            .unwrap_or_else(|mistakes| panic!("{remove}: {mistakes:?}"));
        assert_eq!(gone.pack, made(tool, json!({"limits": [{"component": "a disk", "trigger": "3 TB"}]})), "{remove}");
    }
    let said = refused(tool, &before, json!({"remove": ["a disk"]}));
    assert_eq!(
        said,
        [
            "/remove: it does not say from which table; accepted: an object with the names of rows by table: {\"limits\": [\"orders-db disk\"]}"
        ]
    );

    let said = refused(tool, &before, json!({"remove": {"limits": {"component": "a disk", "trigger": "1 TB"}}}));
    assert_eq!(
        said,
        ["/remove/limits/trigger: `trigger` does not tell one limit from another; accepted: only component"]
    );

    // A name stands for all its rows; more cells mean one of them.
    let alert = |severity: &str, long: &str| json!({"slo": "all", "severity": severity, "long": long});
    let alerts = made(
        "infra_quality",
        json!({"alerts": [alert("page", "1 h"), alert("page", "6 h"), alert("ticket", "3 days")]}),
    );
    let one = call(
        "infra_quality",
        &alerts,
        json!({"remove": {"alerts": {"slo": "all", "Severity": "Page", "long": "6 h"}}}),
    )
    .expect("taken");
    assert_eq!(one.pack, made("infra_quality", json!({"alerts": [alert("page", "1 h"), alert("ticket", "3 days")]})));
    let anew = json!({"remove": {"alerts": "all"}, "alerts": [alert("ticket", "2 days"), alert("page", "2 h")]});
    let all = call("infra_quality", &alerts, anew.clone()).expect("taken").pack;
    assert_eq!(all, made("infra_quality", json!({"alerts": [alert("ticket", "2 days"), alert("page", "2 h")]})));
    assert_eq!(call("infra_quality", &all, anew).expect("taken").pack, all);
}

#[test]
fn a_row_beside_one_that_may_be_the_same_is_added_and_said() {
    let before = made("infra_scaling", json!({"limits": [{"component": "orders-db disk"}]}));
    let sent = json!({"limits": [{"component": "Orders DB disk", "metric": "df"}]});
    let applied = call("infra_scaling", &before, sent.clone()).expect("taken");
    assert_eq!(
        applied.notes,
        [
            "`limits` has \"orders-db disk\" already; \"Orders DB disk\" was added beside it. Remove one of them if they are the same."
        ]
    );
    let again = call("infra_scaling", &applied.pack, sent).expect("taken");
    assert_eq!((again.pack, again.notes.len()), (applied.pack, 0));
}

/// A table at its bound is sent again whole: rows that are there are counted once.
#[test]
fn a_table_that_is_sent_whole_stands_in_the_order_sent() {
    let (definition, _) = step_of("infra_scaling");
    let rows =
        |names: &[&str]| json!({"limits": names.iter().map(|name| json!({"component": name})).collect::<Vec<_>>()});
    let order = |pack: &Pack| -> Vec<String> {
        match &pack.sections["scaling"].fields["limits"] {
            Value::Table(rows) => rows.iter().map(|row| row.get("component").to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    };
    let sent = |pack: &Pack, names: &[&str]| call("infra_scaling", pack, rows(names)).expect("taken").pack;
    let pack = sent(&empty(definition), &["disk", "queue", "pool"]);
    assert_eq!(order(&sent(&pack, &["pool", "cache"])), ["disk", "queue", "pool", "cache"], "a part changes no order");
    assert_eq!(order(&sent(&pack, &["pool", "cache", "disk", "queue"])), ["pool", "cache", "disk", "queue"]);
    let swapped = json!({"limits": [{"component": "pool"}, {"component": "disk"}], "remove": {"limits": ["queue"]}});
    assert_eq!(order(&call("infra_scaling", &pack, swapped).expect("taken").pack), ["pool", "disk"]);
}

#[test]
fn a_full_table_is_sent_again() {
    let rows = |count: usize| json!({"limits": (0..count).map(|row| json!({"component": format!("disk {row}")})).collect::<Vec<_>>()});
    let full = made("infra_scaling", rows(500));
    assert_eq!(call("infra_scaling", &full, rows(500)).expect("taken").pack, full);
    let said = refused("infra_scaling", &full, json!({"limits": [{"component": "one more"}]}));
    assert!(said[0].contains("the table would have 501 rows"), "{}", said[0]);
}

#[test]
fn a_history_is_its_contents_and_what_contradicts_it_is_told_where_it_was_sent() {
    let history = "time,environment,result\n2026-10-01T10:00:00Z,prod,success\n2026-10-02T10:00:00Z,prod,rolled_back\n";
    let pack = empty(step_of("ops_assess").0);
    for file in ["deploys.csv", " /home/ana/deploys.JSON "] {
        let said = refused("ops_assess", &pack, json!({"history": file}));
        let expected = format!(
            "/history: `{}` is the name of a file, and no file is read here; accepted: what stands in the file: CSV",
            file.trim()
        );
        assert!(said[0].starts_with(&expected), "{}", said[0]);
    }
    let rate = |name: &str, value: &str| json!({"measure": name, "value": value});
    let before = call(
        "ops_assess",
        &pack,
        json!({"measures": [rate("Review time", "3 h"), rate("Change failure rate, production", "12 %")]}),
    )
    .expect("taken")
    .pack;
    // Stated in an earlier call: nothing of this call can be pointed at but the history.
    let said = refused("ops_assess", &before, json!({"history": history, "measures": [rate("Build time", "9 min")]}));
    assert!(
        said[0]
            .starts_with("/history: \"12 %\" is not what the history yields for \"Change failure rate, production\""),
        "{}",
        said[0]
    );
    // Stated in this one: there, under the key it was sent under.
    for (measures, at) in [
        (
            json!([rate("Build time", "9 min"), {"Measure": "Change failure rate, production", "Value": "13 %"}]),
            "/measures/1/Value",
        ),
        (
            json!({"Change failure rate, production": {"value": "13 %"}}),
            "/measures/Change failure rate, production/value",
        ),
        (json!(json!([rate("Change failure rate, production", "13 %")]).to_string()), "/measures"),
    ] {
        let said = refused("ops_assess", &before, json!({"history": history, "measures": measures}));
        assert!(said[0].starts_with(&format!("{at}: \"13 %\" is not what")), "{at}: {}", said[0]);
    }
    let whole = json!([rate("Review time", "3 h"), rate("Change failure rate, production", "12 %")]);
    let said = refused("ops_assess", &before, json!({"history": history, "measures": whole}));
    assert!(said[0].starts_with("/measures/1/value: \"12 %\" is not what"), "{}", said[0]);
}

/// A mistyped column is told together with a mistyped key of the brief.
#[test]
fn a_brief_is_told_all_its_mistakes_at_once() {
    let brief = "skill: platform-operations\ntitle: Shop\nas_of: 2026-13-02\ntarget: shop\nrequest: Make releases safe\n\
                 servces: []\nservices:\n  - { service: shop, knd: web }\n  - kind: api\npeople:\n  - { name: Ida, rol: CTO }\n\
                 next_steps:\n  - { step: One, ownr: Ida }\nstrategies:\n  - rollout: shop\n    stratgy: canary\n";
    let said = PlatformOperations.draft(brief).expect_err("mistakes").to_string();
    let lines: Vec<&str> = said.lines().map(|line| line.split("; ").next().unwrap_or_default()).collect();
    assert_eq!(
        lines,
        [
            "3:8: this is `2026-13-02`",
            "6:1: `servces` is not known here",
            "8:22: `knd` is not known here",
            "9:5: the service has no name",
            "11:18: `rol` is not known here",
            "13:18: `ownr` is not known here",
            "16:5: `stratgy` is not known here",
        ],
        "{said}"
    );
    assert!(
        said.contains("did you mean `role`?")
            && said.contains("did you mean `strategy`?")
            && said.contains("did you mean `services`?"),
        "{said}"
    );
}
