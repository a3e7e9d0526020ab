//! Whole roadmaps, worked by hand.

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    FreezeInput, HeldBy, LimitInput, MilestoneInput, Move, OwnerInput, Roadmap, RoadmapInput, Stops, gantt, plan,
};

use crate::engine::capacity::{CapacityInput, Outcome};

fn read(value: Value) -> RoadmapInput {
    serde_json::from_value(value).unwrap()
}

fn planned(value: Value) -> Roadmap {
    plan(&read(value)).unwrap()
}

fn error(value: Value) -> String {
    plan(&read(value)).unwrap_err().to_string()
}

/// Two owners, of whom Platform does one thing at a time; a freeze of each kind; a limit behind the longer branch.
fn example() -> Value {
    json!({
        "start": "2027-01-11",
        "deadline": "2027-06-10",
        "owners": { "Platform": { "capacity": 1 }, "Data": { "capacity": 2 } },
        "freezes": [
            { "dates": "2027-03-22 to 2027-04-04", "stops": "rollouts", "reason": "quarter end" },
            { "dates": "2027-05-01 to 2027-05-07", "stops": "work", "owners": ["Platform"] },
        ],
        "limits": [{ "name": "orders: storage", "milestone": "M4", "p10": "2027-05-10" }],
        "milestones": [
            { "id": "M1", "title": "Baselines", "owner": "Platform", "duration": "3/4/6 weeks" },
            { "id": "M2", "title": "Audit log", "owner": "Platform", "duration": "6-10 weeks", "after": ["M1"] },
            { "id": "M3", "title": "Events", "owner": "Data", "duration": "4/6/9 weeks", "after": ["M1 + 1 week"] },
            { "id": "M4", "title": "Partitions", "owner": "Platform", "needs": { "Data": 1 },
              "duration": "5/6/9 weeks", "after": ["M1"] },
            { "id": "M5", "title": "Old paths", "owner": "Data", "duration": "2 weeks", "after": ["M2", "M3"],
              "goes_live": false },
        ],
    })
}

/// M1: (21 + 28 + 42) / 3 = 30.3, 31 days, to 2027-02-10. M2: 56 days to 2027-04-07, past the freeze of rollouts. M3: 45
/// days from 2027-02-18 would end on 2027-04-03, in that freeze: 2027-04-05. M4: 46.7, 47 days from 2027-04-08, of which
/// the 23 up to 2027-04-30, then after 7 days of freeze 24 more to 2027-05-31. M5: 14 days from 2027-04-08. With M4 before
/// M2, M2 would run from 2027-04-06 to 2027-06-07, and M5 to 2027-06-21.
#[test]
fn a_roadmap_by_hand() {
    let roadmap = planned(example());
    let row = |index: usize| {
        let one = &roadmap.milestones[index];
        (one.id.as_str(), one.days, one.start.to_string(), one.finish.to_string(), one.slack_days, one.because.as_str())
    };
    let text = str::to_owned;
    assert_eq!(row(0), ("M1", 31, text("2027-01-11"), text("2027-02-10"), 0, "it starts with the plan"));
    assert_eq!(row(1), ("M2", 56, text("2027-02-11"), text("2027-04-07"), 0, "it waits for M1"));
    assert_eq!(row(2), ("M3", 45, text("2027-02-18"), text("2027-04-05"), 44, "it waits for M1 and 7 days after it"));
    assert_eq!(row(3), ("M4", 47, text("2027-04-08"), text("2027-05-31"), 0, "Platform is busy with M2"));
    assert_eq!(row(4), ("M5", 14, text("2027-04-08"), text("2027-04-21"), 40, "it waits for M2"));
    assert_eq!(roadmap.milestones[3].held_by, HeldBy::Owner("M2".to_owned()));
    assert_eq!(roadmap.milestones[0].derivation, "(21 + 28 + 42) / 3, rounded up = 31 days");

    assert_eq!(roadmap.proof.derivation, "optimal: no schedule ends before 2027-05-31");
    assert_eq!(
        roadmap.critical_path.derivation,
        "M1 31 days + M2 56 days + M5 14 days = 101 days from 2027-01-11 to 2027-04-21"
    );
    assert_eq!(roadmap.can_start_now.start_at_once, ["M1"]);
    assert!(roadmap.can_start_now.now);
    let issues: Vec<String> = roadmap.issues.iter().map(|one| format!("{}: {}", one.subject, one.message)).collect();
    assert_eq!(issues, ["M5: `2 weeks` is a single length: its uncertainty is missing from the odds"]);

    // All of M4's way is one chain: the plan ends when M4 does, in every draw.
    assert_eq!(roadmap.odds.p80, roadmap.milestones[3].odds.p80);
    assert_eq!(roadmap.milestones[3].critical_percent.to_string(), "100");
    let [deadline] = &roadmap.deadlines[..] else { panic!("one deadline") };
    assert!(deadline.derivation.ends_with(&format!("draws are done by 2027-06-10 = {} %", deadline.percent)));
    assert!(deadline.percent > 80.into() && deadline.percent < 95.into());
}

/// The clock and the roadmap agree to the day. At 1 GB a day 10 GB are full after 10 days, in the morning of 2027-01-11:
/// ten days of work that start with 2027-01-01 are just in time, eleven are not.
#[test]
fn limits_are_due_as_on_the_clock() {
    for (length, in_time) in [("10 days", true), ("11 days", false)] {
        let clock: CapacityInput = serde_json::from_value(json!({
            "as_of": "2027-01-01",
            "limits": [{ "name": "disk", "current": "0 GB", "limit": "10 GB", "growth": "+1 GB per day", "lead_time": length }],
        }))
        .unwrap();
        let Outcome::Forecast(forecast) = &clock.answer().unwrap().limits[0].outcome else { panic!("a date") };
        let p10 = forecast.to_limit.p10.date.unwrap();
        assert_eq!(forecast.mitigation.as_ref().unwrap().in_time.to_string(), if in_time { "100 %" } else { "0 %" });
        let roadmap = planned(json!({
            "start": "2027-01-01",
            "milestones": [{ "id": "M1", "duration": length }],
            "limits": [{ "name": "disk", "milestone": "M1", "p10": p10.to_string() }],
        }));
        assert_eq!((p10.to_string().as_str(), roadmap.limits[0].days_short == 0), ("2027-01-11", in_time), "{length}");
    }
}

/// Ten milestones of 10-30 days, one after the other. By themselves they take 200 days with a standard deviation of
/// sqrt(10 x 20^2 / 12) = 18.3 days: P80 is 200 + 0.84 x 18.3 = 215.4. Alike, all are at their own P80, 10 x 26 = 260.
#[test]
fn what_independence_is_worth() {
    let milestone = |index: usize| {
        let after: Vec<String> = index.checked_sub(1).map(|before| format!("M{before}")).into_iter().collect();
        json!({ "id": format!("M{index}"), "owner": "Ops", "duration": "10-30 days", "after": after })
    };
    let milestones: Vec<Value> = (0..10).map(milestone).collect();
    let ask = |together: Option<&str>| {
        planned(json!({ "start": "2027-01-01", "milestones": milestones, "moves_together": together })).dependence
    };
    let own = ask(None);
    let later = own.moves_days;
    assert!((42..=47).contains(&later), "{later}");
    // 2027-01-01 and 259 days.
    assert_eq!(own.p80_alike.to_string(), "2027-09-17");
    assert_eq!(
        own.derivation,
        format!(
            "each length is drawn by itself, as if what delays one delayed no other; were all alike (`moves_together: 100 %`), \
             P80 of the plan would be 2027-09-17, {later} days later"
        )
    );
    assert_eq!(ask(Some("100 %")).moves_days, 0);
    assert!(ask(Some("50 %")).moves_days < later && ask(Some("50 %")).assumed.starts_with("in 50 % of the draws"));
}

/// Each fix, applied by hand to what was written, makes the roadmap hold the limit, as it says.
#[test]
fn fixes_of_a_late_mitigation_work() {
    let roadmap = planned(example());
    let [limit] = &roadmap.limits[..] else { panic!("one limit") };
    // In time is what is done on 2027-05-09: on the next day the limit is reached, at any hour.
    assert_eq!((limit.days_short, limit.finish_p80.to_string().as_str()), (31, "2027-06-09"));
    assert_eq!(limit.derivation, "P80 finish 2027-06-09 - 2027-05-09, the day before the P10 limit, = 31 days short");
    let kinds: Vec<&Move> = limit.fixes.iter().flat_map(|fix| &fix.moves).collect();
    let owner = "Platform".to_owned();
    assert_eq!(
        kinds,
        [
            &Move::Split { percent: 30 },
            &Move::LowerLoad { percent: Decimal::new(207, 1) },
            &Move::AddCapacity { owner, more: 1 },
            &Move::PullForward,
        ]
    );
    let [split, load, capacity, pull] = &limit.fixes[..] else { panic!("four fixes") };

    let mut more = example();
    more["owners"]["Platform"]["capacity"] = json!(2);
    let more = planned(more);
    assert_eq!((more.limits[0].days_short, more.limits[0].finish_p80), (0, capacity.finish_p80));
    assert_eq!(
        more.limits[0].derivation,
        "2027-05-09, the day before the P10 limit, - P80 finish 2027-04-05 = 34 days to spare"
    );

    // 30 % of 35/42/63 days, then the rest.
    let mut parts = example();
    let rows = parts["milestones"].as_array_mut().unwrap();
    rows[3]["duration"] = json!("10.5/12.6/18.9 days");
    let mut rest = rows[3].clone();
    (rest["id"], rest["duration"], rest["after"]) = (json!("rest"), json!("24.5/29.4/44.1 days"), json!(["M4"]));
    rows.push(rest);
    let parts = planned(parts);
    assert_eq!((parts.limits[0].days_short, parts.limits[0].finish_p80), (0, split.finish_p80));

    // 119 days before the limit, 150 to the mitigation: 1 - 119 / 150 = 20.7 %, rounded up.
    assert_eq!((load.limit_p10, load.finish_p80), (limit.finish_p80.tomorrow().unwrap(), limit.finish_p80));
    let mut slower = example();
    slower["limits"][0]["p10"] = json!(load.limit_p10.to_string());
    assert_eq!(planned(slower).limits[0].days_short, 0);

    // First in line it is early, and the plan is later than its deadline.
    let mut first = example();
    first["milestones"][1]["after"] = json!(["M4"]);
    let first = planned(first);
    assert_eq!((first.limits[0].days_short, first.limits[0].finish_p80), (0, pull.finish_p80));
    assert_eq!(pull.breaks, ["deadline of the plan"]);
}

/// 40 days of work after 30 days of other work, and a limit after 24: neither being first (40 days), nor a first part (from
/// day 31), nor a second pair of hands (40 days) is enough. 60 % of it in the first place takes 24 days.
#[test]
fn two_changes_where_one_is_not_enough() {
    let roadmap = planned(json!({
        "start": "2027-01-01",
        "owners": { "Ops": { "capacity": 1 } },
        "limits": [{ "name": "disk", "milestone": "M2", "p10": "2027-01-25" }],
        "milestones": [
            { "id": "M1", "owner": "Ops", "duration": "30 days", "deadline": "2027-01-30" },
            { "id": "M2", "owner": "Ops", "duration": "40 days" },
        ],
    }));
    let fixes: Vec<&Vec<Move>> = roadmap.limits[0].fixes.iter().map(|fix| &fix.moves).collect();
    // 70 days instead of 24 for the same way: 1 - 24 / 70 = 65.8 %, rounded up.
    let load = vec![Move::LowerLoad { percent: "65.8".parse().unwrap() }];
    let both = vec![Move::PullForward, Move::Split { percent: 60 }];
    assert_eq!(fixes, [&load, &both]);
    assert_eq!(roadmap.limits[0].fixes[1].breaks, ["deadline of M1"]);
    assert_eq!(roadmap.limits[0].fixes[1].finish_p80.to_string(), "2027-01-24");
}

/// Three milestones side by side: where all turn out alike, the end is that of one; where each goes its own way, the last
/// of three is later. Half of the time alike lies between.
#[test]
fn what_moves_together_changes_the_odds() {
    let p80 = |together: &str| {
        let row = |id: &str| json!({ "id": id, "owner": id, "duration": "20/40/90 days" });
        let input = json!({ "start": "2027-01-01", "moves_together": together,
            "milestones": [row("A"), row("B"), row("C")] });
        planned(input).odds.p80
    };
    assert!(p80("100 %") < p80("50 %") && p80("50 %") < p80("0 %"));
}

#[test]
fn the_chart_is_text() {
    let mut input = example();
    input["milestones"][0]["title"] = json!("Alerts: P0; #1");
    input["limits"][0]["name"] = json!("click %% stream: storage");
    let text = gantt(&planned(input));
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert_eq!(
        lines,
        [
            "gantt",
            "title Roadmap",
            "dateFormat YYYY-MM-DD",
            "axisFormat %Y-%m-%d",
            "section Platform",
            "M1 Alerts\u{a789} P0 1 :crit, m1, 2027-01-11, 31d",
            "M2 Audit log :crit, m2, 2027-02-11, 56d",
            "M4 Partitions :crit, m4, 2027-04-08, 54d",
            "section Data",
            "M3 Events :m3, 2027-02-18, 47d",
            "M5 Old paths :m5, 2027-04-08, 14d",
            "section Freezes",
            "No rollouts (quarter end) :done, f1, 2027-03-22, 14d",
            "No work, Platform :done, f2, 2027-05-01, 7d",
            "section Dates",
            "Plan deadline :milestone, d1, 2027-06-10, 0d",
            "- click stream\u{a789} storage P10 limit :milestone, d2, 2027-05-10, 0d",
        ]
    );
}

/// Two milestones of one owner, 10 days each: whichever has the deadline comes first, though the other is written first.
#[test]
fn deadlines_come_before_an_early_end() {
    let rows = |due: &str| {
        json!({ "start": "2027-01-01", "owners": { "Ops": { "capacity": 1 } }, "milestones": [
            { "id": "A", "owner": "Ops", "duration": "10 days" },
            { "id": "B", "owner": "Ops", "duration": "10 days", "deadline": due },
        ]})
    };
    let roadmap = planned(rows("2027-01-12"));
    assert_eq!(roadmap.milestones[1].finish.to_string(), "2027-01-10");
    assert_eq!((roadmap.proof.late_days, roadmap.proof.optimal), (0, true));
    assert_eq!(roadmap.deadlines[0].derivation, "10,000 of 10,000 draws are done by 2027-01-12 = 100 %");
    assert!(!roadmap.can_start_now.now);
    assert_eq!(roadmap.can_start_now.because, ["it could, but the schedule does B first"]);

    let late = planned(rows("2027-01-07"));
    assert_eq!((late.proof.late_days, late.proof.late_bound_days), (3, 3));
    let gone = planned(rows("2026-12-01"));
    assert_eq!(gone.deadlines[0].derivation, "0 of 10,000 draws are done by 2026-12-01 = 0 %");
    assert!(gone.issues.iter().any(|one| one.message.contains("before the plan begins")));
}

#[test]
fn a_new_name_may_be_a_known_one_misspelt() {
    for (name, fix) in [
        ("Anna", "write `Ana` if that is who is meant, or state `owners.Anna.capacity`"),
        ("Bob", "state `owners.Bob.capacity`"),
        ("Ops", "state `owners.Ops.capacity`"),
    ] {
        let roadmap = planned(json!({
            "start": "2027-01-01", "owners": { "Ana": { "capacity": 1 }, "Platform": { "capacity": 2 } },
            "milestones": [{ "id": "M1", "owner": name, "duration": "5-9 days" }],
        }));
        let issue = roadmap.issues.iter().find(|one| one.kind == super::IssueKind::CapacityAssumed).unwrap();
        assert_eq!((issue.subject.as_str(), issue.fix.as_str()), (name, fix));
        assert_eq!(issue.message, "their capacity is not stated; one load at a time is assumed");
    }
}

#[test]
fn says_why_the_first_cannot_start() {
    let first = |milestone: Value| {
        let roadmap = planned(json!({
            "start": "2027-01-01",
            "freezes": [{ "dates": "2026-12-20 to 2027-01-03", "stops": "work", "owners": ["Ops"] }],
            "milestones": [milestone, { "id": "M2", "owner": "Ops", "duration": "5-9 days" }],
        }));
        assert!(!roadmap.can_start_now.now);
        assert!(!roadmap.can_start_now.start_at_once.contains(&"M1".to_owned()), "what cannot start does not");
        roadmap.can_start_now.because.join("; ")
    };
    assert_eq!(first(json!({ "id": "M1", "duration": "1-2 weeks" })), "nobody owns it");
    assert_eq!(first(json!({ "id": "M1", "owner": "Ops", "duration": "1-2 weeks" })), "nobody works on 2027-01-01");
    assert_eq!(
        first(
            json!({ "id": "M1", "owner": "Dev", "duration": "1-2 weeks", "after": ["M2"], "not_before": "2027-02-01" })
        ),
        "it waits for M2; its date is 2027-02-01"
    );
}

/// A fixed start that its predecessor makes impossible is an issue, and the plan goes on without it.
#[test]
fn fixed_starts_are_held_or_named() {
    let rows = |date: &str| {
        planned(json!({ "start": "2027-01-01", "milestones": [
            { "id": "A", "owner": "Ops", "duration": "10-12 days" },
            { "id": "B", "owner": "Dev", "duration": "5-6 days", "after": ["A"], "starts_on": date },
        ]}))
    };
    let held = rows("2027-01-20");
    assert_eq!(held.milestones[1].start.to_string(), "2027-01-20");
    assert_eq!(held.milestones[1].because, "its date is 2027-01-20");
    let missed = rows("2027-01-05");
    assert_eq!(missed.milestones[1].start.to_string(), "2027-01-12");
    assert!(
        missed.issues.iter().any(|one| one.subject == "B" && one.message.starts_with("it cannot start on 2027-01-05"))
    );
}

#[test]
fn what_is_wrong_is_named_by_its_field() {
    let with = |field: &str, value: Value| {
        let mut milestone = json!({ "id": "M1", "owner": "Ops", "duration": "5-9 days" });
        milestone[field] = value;
        error(json!({ "start": "2027-01-01", "milestones": [milestone],
            "freezes": [{ "dates": "2027-03-01 to 2027-03-05", "stops": "work" }] }))
    };
    for (field, value, message) in [
        ("id", json!(" "), "milestones[0].id: it is blank"),
        ("duration", json!("soon"), "milestones[0].duration: `soon` names no length of time"),
        ("duration", json!("9-5 days"), "milestones[0].duration: `9 days` lies above `5 days`"),
        ("duration", json!("0 days"), "milestones[0].duration: `0 days` is no time at all"),
        ("duration", json!("900 years"), "milestones[0].duration: it reaches more than 100 years"),
        ("duration", json!("6+ weeks"), "milestones[0].duration: `6+ weeks` has no upper end"),
        ("after", json!(["M7"]), "milestones[0].after[0]: there is no milestone `M7`; there are M1"),
        ("after", json!(["M1 + 1-2 weeks"]), "milestones[0].after[0]: `M1 + 1-2 weeks` is a range"),
        ("after", json!(["M1"]), "milestones: these wait for each other: M1 -> M1"),
        ("load", json!(0), "milestones[0].load: 0 is out of range; it must be from 1 to 1000"),
        ("load", json!(2), "milestones[0].load: a load of 2 is more than Ops can carry at once, 1"),
        ("needs", json!({ "Ops": 1 }), "milestones[0].needs.Ops: a load of 2 is more than Ops can carry at once, 1"),
        (
            "starts_on",
            json!("2026-12-31"),
            "milestones[0].starts_on: 2026-12-31 lies before the plan begins, 2027-01-01",
        ),
        ("starts_on", json!("2027-03-03"), "milestones[0].starts_on: nobody works on 2027-03-03"),
        ("not_before", json!("2027-02-30"), "milestones[0].not_before: there is no 2027-02-30 in the calendar"),
        ("deadline", json!("soon"), "milestones[0].deadline: `soon` is no date of the form"),
        ("deadline", json!("9999-12-31"), "milestones[0].deadline: it reaches more than 100 years"),
    ] {
        let found = with(field, value);
        assert!(found.starts_with(message), "{found}");
    }
    let plain = |field: &str, value: Value| {
        let mut input = json!({ "start": "2027-01-01", "milestones": [{ "id": "M1", "duration": "5-9 days" }] });
        input[field] = value;
        error(input)
    };
    for (field, value, message) in [
        ("start", json!("tomorrow"), "start: `tomorrow` is no date of the form"),
        ("milestones", json!([]), "milestones: there are none"),
        ("draws", json!(0), "draws: 0 is out of range; it must be from 1 to 100000"),
        ("moves_together", json!("120 %"), "moves_together: 120 % is out of range; it must be from 0 % to 100 %"),
        ("moves_together", json!("3 days"), "moves_together: `3 days` cannot be compared with a value in %"),
        ("owners", json!({ "Ops": { "capacity": 0 } }), "owners.Ops.capacity: 0 is out of range"),
        ("freezes", json!([{ "dates": "May", "stops": "work" }]), "freezes[0].dates: `May` is no span of two dates"),
        (
            "freezes",
            json!([{ "dates": "2027-05-01 to 2027-05-02", "stops": "work", "owners": ["Nobody"] }]),
            "freezes[0].owners: there is no owner `Nobody`",
        ),
        (
            "limits",
            json!([{ "name": "disk", "milestone": "M2", "p10": "2027-05-01" }]),
            "limits[0].milestone: there is no milestone `M2`",
        ),
        ("limits", json!([{ "name": "disk", "milestone": "M1", "p10": "" }]), "limits[0].p10: it is blank"),
    ] {
        let found = plain(field, value);
        assert!(found.starts_with(message), "{found}");
    }
    let unknown = json!({ "start": "2027-01-01", "milestones": [], "speed": 3 });
    assert!(serde_json::from_value::<RoadmapInput>(unknown).unwrap_err().to_string().contains("speed"));
}

/// A limit that has been reached before the plan begins counts all the days since, and offers no slower growth.
#[test]
fn limits_in_the_past_are_short_by_all_those_days() {
    let roadmap = planned(json!({
        "start": "2027-01-11",
        "limits": [{ "name": "disk", "milestone": "M1", "p10": "2027-01-01" }],
        "milestones": [{ "id": "M1", "owner": "Ops", "duration": "10 days" }],
    }));
    assert_eq!(roadmap.limits[0].days_short, 20);
    assert_eq!(
        roadmap.limits[0].derivation,
        "P80 finish 2027-01-20 - 2026-12-31, the day before the P10 limit, = 20 days short"
    );
    assert!(roadmap.limits[0].fixes.is_empty());
}

/// Words that fields may hold, right and wrong, far and near.
fn rows() -> impl Strategy<Value = Vec<MilestoneInput>> {
    let duration =
        prop::sample::select(vec!["1 day", "2-9 weeks", "1/2/40 years", "0.2 days", "up to 3 days", "0 days", "?"]);
    let after = prop::collection::vec(prop::sample::select(vec!["A", "B", "C + 2 weeks", "A + 60 years", "D +"]), 0..2);
    let date = || {
        prop::option::weighted(0.2, prop::sample::select(vec!["2027-01-01", "2027-02-03", "2090-05-05", "2020-01-01"]))
    };
    let owner = prop::option::of(prop::sample::select(vec!["X", "Y", ""]));
    let row = (duration, after, date(), date(), date(), owner, 0_u32..3);
    prop::collection::vec(row, 1..5).prop_map(|rows| {
        let row = |(id, (duration, after, first, fixed, deadline, owner, load)): (&str, Row)| MilestoneInput {
            id: id.to_owned(),
            duration: duration.to_owned(),
            after: after.into_iter().map(str::to_owned).collect(),
            not_before: first.filter(|_| fixed.is_none()).map(str::to_owned),
            starts_on: fixed.map(str::to_owned),
            deadline: deadline.map(str::to_owned),
            owner: owner.map(str::to_owned),
            load: Some(load).filter(|load| *load != 1),
            ..MilestoneInput::default()
        };
        ["A", "B", "C", "D"].into_iter().zip(rows).map(row).collect()
    })
}

type Row = (
    &'static str,
    Vec<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
    u32,
);

proptest! {
    #[test]
    fn nothing_makes_it_panic(milestones in rows(), stops in any::<bool>(), end in 1_u32..60, capacity in 1_u32..3) {
        let stops = if stops { Stops::Work } else { Stops::Rollouts };
        let dates = format!("2026-12-20 to 20{}-03-01", 27 + end);
        let input = RoadmapInput {
            start: "2027-01-01".to_owned(),
            owners: [("X".to_owned(), OwnerInput { capacity })].into(),
            freezes: vec![FreezeInput { dates, stops, owners: vec!["X".to_owned()], reason: None }],
            limits: vec![LimitInput { name: "l".to_owned(), milestone: "A".to_owned(), p10: "2027-06-01".to_owned() }],
            draws: Some(20),
            milestones,
            ..RoadmapInput::default()
        };
        if let Ok(roadmap) = plan(&input) {
            prop_assert!(roadmap.critical_path.finish <= roadmap.finish);
            prop_assert!(roadmap.proof.bound <= roadmap.finish);
            prop_assert!(gantt(&roadmap).lines().count() >= 4 + roadmap.milestones.len());
            for limit in &roadmap.limits {
                prop_assert!(limit.fixes.iter().all(|fix| fix.finish_p80 <= fix.limit_p10));
                prop_assert!(limit.days_short > 0 || limit.fixes.is_empty());
            }
        }
    }
}
