use jiff::civil::date;

use super::*;
use crate::pack::{Row, Section, Value};

fn pack(current: &str, trigger: &str, lead: &str, limit: &str, growth: &str) -> Pack {
    let row = |cells: &[(&str, &str)]| {
        let mut row = Row::default();
        for (column, text) in cells {
            row.set((*column).to_owned(), (*text).to_owned());
        }
        Value::Table(vec![row])
    };
    let mut scaling = Section::default();
    let limits = [("component", "orders-db disk"), ("current", current), ("trigger", trigger), ("lead_time", lead)];
    scaling.set("limits", row(&limits));
    scaling.set("growth", row(&[("component", "Orders-DB: disk"), ("limit", limit), ("growth", growth)]));
    let mut pack = Pack::new("platform-infrastructure", 1, "Plan", date(2026, 11, 2));
    pack.sections.insert("scaling".to_owned(), scaling);
    pack
}

fn with<T>(pack: &Pack, read: impl FnOnce(&Reading<'_>) -> T) -> T {
    read(readings(pack).first().expect("one limit"))
}

#[test]
fn values_are_joined_in_the_unit_of_the_trigger() {
    let pack = pack("1.2 TB", "1,600 GB", "6-8 weeks", "2 TB", "+40 GB per month");
    with(&pack, |reading| {
        let clock = reading.clock.as_ref().expect("a clock");
        assert_eq!(reading.print(clock.limit), "2,000 GB");
        assert_eq!(reading.print(clock.current), "1,200 GB");
        assert!(reading.too_late().is_none());
    });
}

#[test]
fn latest_triggers_are_rounded_as_people_write() {
    for (current, trigger, lead, limit, growth, expected) in [
        ("5.2 TB", "7.6 TB", "10-12 weeks", "8.0 TB", "+0.31 TB per month", "7.15 TB"),
        (
            "24,600 sessions", "34,500 sessions", "9-10 weeks", "36,000 sessions", "+1,100 sessions per month",
            "33,400 sessions",
        ),
        ("9 s", "50 s", "13-16 weeks", "60 s", "+4 s per month", "45 s"),
        ("58 %", "84 %", "3-4 weeks", "85 %", "+2.4 points per month", "82.8 %"),
        // 90 + 0.5 * 28 / 7 = 92; rounded up, away from the limit below.
        ("96 %", "91 %", "4 weeks", "90 %", "-0.5 points per week", "92 %"),
        ("96 %", "91 %", "5 weeks", "90 %", "-0.52 points per week", "92.6 %"),
        (
            "1,130 million ids", "2,000 million ids", "8-10 weeks", "2,147 million ids", "+205 million ids per month",
            "1,680 million ids",
        ),
        // 10 * 0.99^2.3 = 9.77: pods come whole.
        ("3 pods", "10 pods", "10 weeks", "10 pods", "+1 % per month", "9 pods"),
    ] {
        let pack = pack(current, trigger, lead, limit, growth);
        with(&pack, |reading| {
            let latest = reading.latest_trigger().expect("a latest trigger");
            assert_eq!(latest.value, expected, "{trigger}: {}", latest.derivation);
            assert!(!latest.passed);
        });
    }
}

#[test]
fn a_trigger_at_its_latest_value_is_early_enough() {
    let late = pack("5.2 TB", "7.6 TB", "10-12 weeks", "8.0 TB", "+0.31 TB per month");
    let early = pack("5.2 TB", "7.14 TB", "10-12 weeks", "8.0 TB", "+0.31 TB per month");
    assert_eq!(with(&late, |reading| at_least(reading.too_late().expect("too late").runway.days)), "5.6 weeks");
    assert!(with(&early, |reading| reading.too_late().is_none()));
    // Two months of growth for a lead time of two months, though neither is a whole number of tenths of days.
    let just = pack("60 GB", "80 GB", "2 months", "100 GB", "+10 GB per month");
    assert!(with(&just, |reading| reading.too_late().is_none()));
}

#[test]
fn a_latest_trigger_may_have_passed() {
    let pack = pack("5.2 TB", "7.6 TB", "40 weeks", "8.0 TB", "+0.31 TB per month");
    with(&pack, |reading| {
        assert!(reading.latest_trigger().expect("a latest trigger").passed);
        let start = reading.latest_start(date(2026, 11, 2)).expect("a day").date;
        // 274.9 days to the limit less 280 days of work.
        assert_eq!(start, date(2026, 10, 27));
    });
}

#[test]
fn the_odd_value_is_the_one_blamed() {
    let odd = |current: &str, trigger: &str, limit: &str, growth: &str| {
        let pack = pack(current, trigger, "6 weeks", limit, growth);
        with(&pack, |reading| match &reading.clock {
            Err(Unread::Apart { odd, other }) => format!("{} / {}", odd.what, other.what),
            Err(Unread::Unreadable { what, problem, .. }) => format!("{what}: {problem}"),
            other => format!("{other:?}"),
        })
    };
    assert_eq!(odd("31 GB", "44 GB", "64 GB", "+1,100 containers per month"), "growth / trigger");
    assert_eq!(odd("31 GB", "80 %", "64 GB", "+1 GB per month"), "trigger / hard limit");
    assert_eq!(odd("31 %", "44 GB", "64 GB", "+2 % per month"), "current value / trigger");
    assert_eq!(odd("full", "44 GB", "64 GB", "+2 % per month"), "current value: `full` holds no number");
    assert!(odd("31 GB", "44 GB", "64 GB", "+2 %").starts_with("growth: `+2 %` does not say per which time"));
}

#[test]
fn a_missing_unit_is_that_of_the_others() {
    let pack = pack("430", ">= 470 connections", "4 weeks", "500", "+18 per month");
    with(&pack, |reading| {
        let clock = reading.clock.as_ref().expect("a clock");
        assert_eq!(reading.print(clock.limit), "500 connections");
    });
}
