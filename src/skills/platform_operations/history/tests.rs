//! A history by hand, through the step that takes it.

use jiff::civil::date;

use super::super::DEFINITION;
use super::*;
use crate::skill::input::{self, Mistake};

const HISTORY: &str = "time,commit_time,service,environment,result,restored_at,commit
2026-10-01T10:00:00Z,2026-10-01T08:00:00Z,api,prod,aborted,,a1
2026-10-01T11:00:00Z,2026-10-01T08:00:00Z,api,prod,success,,a1
2026-10-05T10:00:00Z,2026-10-05T06:00:00Z,api,prod,rolled_back,2026-10-05T10:38:00Z,b1
2026-10-06T10:00:00Z,2026-10-05T10:00:00Z,api,prod,success,,b2
2026-10-07T10:00:00Z,2026-10-07T09:00:00Z,web,prod,aborted,,c1
2026-10-12T10:00:00Z,2026-10-12T09:00:00Z,web,staging,failed,,c2
";

fn step(pack: &Pack, arguments: Json) -> Result<Pack, String> {
    let Json::Object(arguments) = arguments else { panic!("an object") };
    let step = DEFINITION.step("ops_assess").unwrap();
    let said = |mistakes: Vec<Mistake>| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    input::apply(&DEFINITION, step, pack, &arguments).map_err(said)
}

fn empty() -> Pack {
    Pack::new(DEFINITION.name, 1, "Shop", date(2026, 10, 14))
}

fn measures(pack: &Pack) -> Vec<[&str; 4]> {
    let rows = Baseline::of(pack).measures();
    rows.map(|row| [row.name().text, row.value().text, row.sample().text, row.window().text]).collect()
}

#[test]
fn a_history_fills_what_is_not_stated() {
    let stated = json!({"measure": "Lead time, production", "value": "median 4 h", "sample": "2 changes", "window": "2026-10-01 to 2026-10-14", "source": "by hand"});
    // 3 h and 24 h: the lesser is the median of two, so four hours are refused.
    let refused = step(&empty(), json!({"measures": [stated], "history": HISTORY})).unwrap_err();
    assert_eq!(
        refused,
        "/measures/0/value: \"median 4 h\" is not what the history yields for \"Lead time, production\": it yields median 3 h \
         (2 changes, 2026-10-01 to 2026-10-14); accepted: median 3 h, no such row (it is added from the history), or a name or \
         window that says what else it is"
    );
    let pack = step(&empty(), json!({"history": HISTORY})).unwrap();
    let window = "2026-10-01 to 2026-10-14";
    assert_eq!(
        measures(&pack),
        [
            // Two succeeded and one was rolled back, in 14 days.
            ["Deployment frequency, production", "1.5 deploys per week", "3 deploys", window],
            ["Lead time for changes, production", "median 3 h", "2 changes", window],
            ["Change failure rate, production", "33.3 %", "1 of 3 deploys", window],
            ["Time to restore, production", "median 38 min", "1 failure", window],
            ["Flaky deploys, production", "20 %", "1 of 5 tries", window],
        ]
    );
    let failures: Vec<_> =
        Baseline::of(&pack).failures().map(|row| [row.name().text, row.outcome().text, row.restored().text]).collect();
    assert_eq!(
        failures,
        [
            ["2026-10-01 api a1", "flaky", ""],
            ["2026-10-05 api b1", "harmed users", "38 min"],
            ["2026-10-07 web c1", "open", ""],
        ]
    );
    // Sent again it changes nothing; a longer history renews what came from the first.
    assert_eq!(step(&pack, json!({"history": HISTORY})).unwrap(), pack);
    let longer = format!("{HISTORY}2026-10-13T10:00:00Z,2026-10-13T09:00:00Z,web,prod,success,,c3\n");
    let renewed = step(&pack, json!({"history": longer})).unwrap();
    assert_eq!(measures(&renewed)[2][2], "1 of 4 deploys");
    let last = Baseline::of(&renewed).failures().last().map(|row| row.outcome().text).unwrap();
    assert_eq!(last, "broken");
}

/// The arguments of one call with a history, and what is said beside the pack.
fn noted(pack: &Pack, history: &str) -> (Pack, Vec<String>) {
    let arguments = json!({"history": history});
    let step = DEFINITION.step("ops_assess").unwrap();
    let taken =
        input::apply_with(&DEFINITION, step, pack, arguments.as_object().unwrap(), &Default::default()).unwrap();
    (taken.pack, taken.notes)
}

#[test]
fn another_history_takes_the_place_of_the_first() {
    let by_hand = json!({"deploy": "2026-10-07 web c1", "stage": "deploy to prod"});
    let (first, notes) = noted(&empty(), HISTORY);
    assert_eq!(notes, Vec::<String>::new());
    let first = step(&first, json!({"failures": [by_hand], "gaps": [{"gap": "G1 Slow"}]})).unwrap();
    let other =
        "time,commit_time,service,environment,result\n2026-10-13T10:00:00Z,2026-10-13T11:00:00Z,api,prod,success\n";
    let (pack, notes) = noted(&first, other);
    let window = "2026-10-13 to 2026-10-14";
    assert_eq!(
        measures(&pack),
        [
            ["Deployment frequency, production", "3.5 deploys per week", "1 deploy", window],
            ["Change failure rate, production", "0 %", "0 of 1 deploys", window],
            ["Flaky deploys, production", "0 %", "0 of 1 tries", window],
        ]
    );
    let failures: Vec<&str> = Baseline::of(&pack).failures().map(|row| row.name().text).collect();
    assert_eq!(failures, ["2026-10-07 web c1"]);
    assert_eq!(
        notes,
        [
            "The deploy history: 1 deploy (line 2): deployed before it was committed, so no lead time.",
            "Rows of an earlier deploy history that this one does not yield are gone: Lead time for changes, production; \
             Time to restore, production; 2026-10-01 api a1; 2026-10-05 api b1.",
        ]
    );
    assert_eq!(noted(&pack, other).0, pack);
}

#[test]
fn a_median_has_its_interval_and_says_what_is_missing() {
    // 17 changes that took 1 to 17 hours, and one without a commit time.
    let hours = (1..=17).map(|hours| {
        format!(
            "2026-10-{:02}T20:00:00Z,2026-10-{:02}T{:02}:00:00Z,api,prod,success,c{hours}\n",
            hours,
            hours,
            20 - hours
        )
    });
    let rows: String = hours.collect();
    let history =
        format!("time,commit_time,service,environment,result,commit\n{rows}2026-10-20T10:00:00Z,,api,prod,success,d\n");
    let until = Pack::new(DEFINITION.name, 1, "Shop", date(2026, 10, 20));
    let (pack, notes) = noted(&until, &history);
    let missing = "1 deploy (line 19): no commit time, so no lead time";
    let row = Baseline::of(&pack).measures().nth(1).unwrap();
    assert_eq!(
        [row.value().text, row.sample().text, row.source().text],
        [
            "median 9 h",
            "17 changes (95 %: 5 h to 13 h)",
            &format!("computed from the deploy history, 18 of 18 rows; {missing}")
        ]
    );
    assert_eq!(notes, [format!("The deploy history: {missing}.")]);
    assert_eq!(Measured::of(row).samples, Some(17));
}

#[test]
fn what_is_stated_otherwise_is_refused() {
    let refused = step(
        &empty(),
        json!({
            "history": HISTORY,
            "measures": [{"measure": "Change failure rate, production", "value": "12 %"}],
            "failures": [{"deploy": "2026-10-01 api a1", "outcome": "broken"}, {"deploy": "2026-10-07 web c1", "outcome": "harmed users"}],
        }),
    )
    .unwrap_err();
    let lines: Vec<&str> = refused.lines().map(|line| line.split("; accepted").next().unwrap()).collect();
    assert_eq!(
        lines,
        [
            "/measures/0/value: \"12 %\" is not what the history yields for \"Change failure rate, production\": it yields 33.3 % \
             (1 of 3 deploys, 2026-10-01 to 2026-10-14)",
            "/failures/0/outcome: \"2026-10-01 api a1\" is \"broken\", and the history says \"flaky\": the same commit succeeded on the next try",
        ]
    );
    // Rounding, other kinds of values and days that the history does not cover are no contradiction.
    let kept = json!({
        "history": HISTORY,
        "measures": [
            {"measure": "Change failure rate", "value": "33 %"},
            {"measure": "Longest time to restore", "value": "71 min"},
            {"measure": "Deployment frequency, summer", "value": "9 deploys per week", "window": "2026-06-01 to 2026-08-31"},
        ],
    });
    let pack = step(&empty(), kept).unwrap();
    let names: Vec<&str> = measures(&pack).iter().map(|row| row[0]).collect();
    assert!(names.contains(&"Time to restore, production") && names.contains(&"Deployment frequency, production"));
    assert!(!names.contains(&"Change failure rate, production"));
}

#[test]
fn what_cannot_be_read_is_said() {
    let refused = |history: &str| step(&empty(), json!({"history": history})).unwrap_err();
    assert!(
        refused("time,result\n2026-10-01,ok\n").starts_with("/history: the header: there is no column environment")
    );
    assert!(
        refused("time,env,result\n2026-11-01,prod,ok\n")
            .contains("of its 1 row none is a deploy to production by 2026-10-14")
    );
    assert!(
        refused("time,env,result\n2026-10-01,dev,ok\n")
            .contains("no deploy went to production; its environments are dev")
    );
}
