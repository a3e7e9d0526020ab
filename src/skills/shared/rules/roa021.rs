//! A trial takes longer than the milestone it is part of.
//!
//! ## What it does
//! Looks in *Scope*, *Acceptance criteria* and *Rollout/rollback* of each milestone for a trial with its length (`dual-run
//! for 30 days`, `21 days of shadow`, `a soak of 2 weeks`, a dry run, a pilot, log-only operation) and holds it against the
//! days of the ETA range, both ends included; working days are held against the working days in it, and weeks may be working
//! weeks. Wherever a text puts a trial between two milestones (`a dry run of 14 days between M3 and M4`), it is held against
//! the days from the end of the one to the start of the other.
//!
//! What happens after the milestone or beside another one is left out: `deleted after 60 days of dual-run`, `kept in
//! parallel for 90 days`, `shadow for 30 days from M5 on`.
//!
//! ## Why it matters
//! A trial cannot be hurried: it is its length that proves something. Where it does not fit, either the date is missed from
//! the first day, or the trial is cut short in the last week, by people who want the date.
//!
//! ## Example
//! Bad: `Dual-run for 30 days, then 10 %, 50 %, 100 %` in a milestone of 2027-01-11 to 2027-02-05, which has 26 days.
//!
//! Good: the same from 2027-01-11 to 2027-03-05.
//!
//! ## Fix
//! Give the milestone the days that the trial takes, with time for what comes before and after it; or say what a shorter trial
//! proves.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use regex::Regex;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::finding::Findings;
use crate::pack::records::Records;
use crate::quantity::{DateRange, DurationRange};
use crate::skills::shared::reading::plan::Planned;
use crate::skills::shared::reading::wording::{counted, shortened, unfilled};
use crate::skills::shared::rules::Case;
use crate::text;

crate::rule!("ROA021", "trial-longer-than-milestone", Warning, needs["roadmap"], "roa021.rs", check);

/// A trial with its length, in either order.
static TRIAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let unit = r"(?:(?:working|business)[ -])?(?:hours?|days?|weeks?|months?|quarters?)\b";
    let number = r"(?:\d+(?:\.\d+)?(?:\s?[-\u{2013}]\s?\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)";
    let length = format!(r"{number}[ -]{unit}");
    let trial = r"(?:dry[ -]runs?|(?:dress )?rehears(?:als?|ed)|soak(?:s|ed|ing)?|burn-in|bake|baked|shadow(?:s|ed|ing)?|dual[ -](?:runs?|running|writes?|writing|reads?)|parallel (?:run|operation)|in parallel|side by side|pilot(?:s|ed)?|trial(?: run)?|beta|(?:log|report|count|notify|observe|alert)[ -]only|advisory mode|test run)\b";
    let kind = r"(?: (?:time|phase|period|mode|comparison|operation|reads?|traffic|ledger|test))?";
    let before = format!(r"\b(?P<first>{length}) (?:of |in |as )?(?:an? |the |full )?{trial}");
    let behind =
        format!(r"(?: [\w'/-]+){{0,6}}? (?:for|over|lasting|takes|during) (?:at least )?(?P<long>an? {unit}|{length})");
    let beside = format!(r"(?:: | of | \(| )(?P<short>{length})");
    Regex::new(&format!(r"(?i){before}|\b{trial}{kind}\)?(?:{behind}|{beside})")).ok()
});

/// Where a trial stands that is part of none.
static BETWEEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bbetween (?P<one>[\w-]+(?: \d+)?) and (?P<other>[\w-]+(?: \d+)?)").ok());

/// Words of what comes after, went before, or happens again and again.
const OTHERWISE: &[&str] = &[
    "after", "afterwards", "until", "continu*", "goes on", "beyond", "later", "since", "already", "was", "were",
    "keep*", "kept", "stay*", "remain*", "retain*", "stored", "archiv*", "every", "within", "at most", "up to",
    "no more than", "price*", "pricing", "contract*", "discount*", "licen*",
];

/// How many days a working day stands for.
const WORKING_DAY: Decimal = Decimal::from_parts(14, 0, 0, false, 1);

/// A trial as written.
struct Trial<'t> {
    /// Its length.
    written: &'t str,
    /// The whole of it.
    said: &'t str,
    /// The length in days.
    days: Decimal,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    for milestone in &case.plan.milestones {
        let Some(eta) = milestone.eta else { continue };
        for cell in [milestone.row.scope(), milestone.row.acceptance(), milestone.row.rollout()] {
            if unfilled(&cell) {
                continue;
            }
            let own = statements(cell.text)
                .filter(|said| !text::has_any(said, OTHERWISE) && !cites(case, said, milestone.id));
            let longest = own.flat_map(trials).filter(|trial| !trial.fits(eta)).max_by_key(|trial| trial.days);
            let Some(trial) = longest else { continue };
            let finding = findings
                .at(
                    cell.place,
                    format!("{} has {}, and a trial in it takes {}", milestone.id, trial.room(eta), trial.written),
                )
                .evidence(format!("it says: {}; {} is {eta}", shortened(trial.said), milestone.id))
                .related(milestone.row.eta().place, format!("when {} is worked on", milestone.id));
            match trial.over(eta.start) {
                Some(end) => finding
                    .fix(format!("let {} end on {end} or later, or say what a shorter trial proves", milestone.id)),
                None => {
                    finding.fix(format!("give {} the days it takes, or say what a shorter trial proves", milestone.id))
                }
            };
        }
    }
    between(case, findings);
}

/// Trials that stand between two milestones, wherever it is said.
fn between(case: &Case<'_>, findings: &mut Findings) {
    let Some(pattern) = BETWEEN.as_ref() else { return };
    let planned = |id: &str| case.plan.milestones.iter().find(|one| text::same_name(one.id, id));
    for entry in case.gate.entries().filter(|entry| entry.cell.place.section != Records::KEY) {
        for said in statements(entry.cell.text) {
            let Some(named) = pattern.captures(said) else { continue };
            let (Some(one), Some(other)) = (planned(&named["one"]), planned(&named["other"])) else { continue };
            let (Some((end, start)), [trial]) = (apart(one, other), &trials(said)[..]) else { continue };
            let free = end.tomorrow().ok().zip(start.yesterday().ok());
            let free = free.and_then(|(first, last)| DateRange::new(first, last).ok());
            if free.is_some_and(|free| trial.fits(free)) || text::has_any(said, OTHERWISE) {
                continue;
            }
            let room = free.map_or_else(|| "0 days".to_owned(), |free| trial.room(free));
            findings
                .at(
                    entry.cell.place,
                    format!(
                        "Between {} and {} are {room}, and a trial there takes {}",
                        one.id, other.id, trial.written
                    ),
                )
                .evidence(format!("{} ends on {end}, {} starts on {start}", one.id, other.id))
                .fix(format!(
                    "let {} start later or {} end earlier, or say what a shorter trial proves",
                    other.id, one.id
                ))
                .related(one.row.eta().place, format!("when {} is worked on", one.id))
                .related(other.row.eta().place, format!("when {} is worked on", other.id));
        }
    }
}

/// The day on which the one ends and the day on which the other starts; `None` where they overlap, so that nobody can say
/// when something between them takes place.
fn apart(one: &Planned<'_>, other: &Planned<'_>) -> Option<(Date, Date)> {
    Some((one.eta?.end, other.eta?.start)).filter(|(end, start)| end < start)
}

/// Whether a statement cites a milestone other than its own.
fn cites(case: &Case<'_>, said: &str, own: &str) -> bool {
    case.plan.milestones.iter().any(|one| one.id != own && text::mentions(said, one.id))
}

fn statements(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '\n']).flat_map(|part| part.split(". "))
}

/// The trials of a statement.
fn trials(said: &str) -> Vec<Trial<'_>> {
    let Some(pattern) = TRIAL.as_ref() else { return Vec::new() };
    let read = |found: regex::Captures<'_>| {
        let range = |name: &str| found.name(name).map(|one| &said[one.range()]);
        let written = range("first").or(range("long")).or(range("short"))?;
        let days = DurationRange::parse(written).ok()?.low;
        Some(Trial { written, said: &said[found.get(0)?.range()], days })
    };
    pattern.captures_iter(said).filter_map(read).collect()
}

impl Trial<'_> {
    /// Whether it can take place in these days.
    fn fits(&self, range: DateRange) -> bool {
        let days = Decimal::from(range.days());
        if self.is_of_working_days() {
            return self.days <= Decimal::from(working_days(range).count()) * WORKING_DAY;
        }
        // Weeks and months from a Monday to a Friday; and of months the shortest.
        if text::has_any(self.written, &["weeks", "week"]) {
            return self.days - Decimal::TWO <= days;
        }
        if text::has_any(self.written, &["months", "month", "quarters", "quarter"]) {
            return self.days * Decimal::new(92, 2) - Decimal::TWO <= days;
        }
        self.days <= days
    }

    fn is_of_working_days(&self) -> bool {
        text::has_any(self.written, &["working", "business"])
    }

    /// The days of a range, of the kind its length is told in.
    fn room(&self, range: DateRange) -> String {
        match self.is_of_working_days() {
            true => counted(working_days(range).count(), "working day"),
            false => counted(usize::try_from(range.days()).unwrap_or_default(), "day"),
        }
    }

    /// The last day of one that begins with a milestone.
    fn over(&self, start: Date) -> Option<Date> {
        let days = (self.days.ceil().to_i64()? - 1).max(0);
        let end = start.checked_add(days.days()).ok()?;
        if !self.is_of_working_days() {
            return Some(end);
        }
        let last = (self.days / WORKING_DAY).ceil().to_usize()?.checked_sub(1)?;
        working_days(DateRange::new(start, end.checked_add(1.week()).ok()?).ok()?).nth(last)
    }
}

fn working_days(range: DateRange) -> impl Iterator<Item = Date> {
    let free = |day: &Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    range.start.series(1.day()).take_while(move |day| *day <= range.end).filter(move |day| !free(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::number;

    #[test]
    fn trials_are_read_as_people_write_them() {
        for (said, expected) in [
            ("Dual-run for 30 days, then 10 %", &["30"][..]),
            ("14 days of dual-run with mismatches < 0.1 %", &["14"]),
            ("2-week dual-run in advisory mode", &["14"]),
            ("Shadow comparison over two weeks", &["14"]),
            ("a soak of 10 working days", &["14"]),
            ("dry run: 3 weeks", &["21"]),
            ("dry run (3 weeks), pilot for a week", &["21", "7"]),
            ("dual-write in all four for at least 4-6 weeks", &["28"]),
            ("SDK beside the old calls (dual-write) for 30 days", &["30"]),
            ("0 missed in 21 days of shadow", &["21"]),
            ("4 of 4 systems dual-write 30 days", &["30"]),
            ("rehearsed every 180 days", &[]),
            ("Pilot in one region, one region every 2 weeks", &[]),
            ("one library a week in shadow", &[]),
            ("60-minute replay, two failovers", &[]),
        ] {
            let days: Vec<String> = trials(said).iter().map(|trial| number::print(trial.days)).collect();
            assert_eq!(days, expected, "{said}");
        }
    }

    #[test]
    fn a_week_of_work_is_a_week() {
        let fits = |said: &str, range: &str| trials(said)[0].fits(DateRange::parse(range).unwrap());
        assert!(fits("shadow for 2 weeks", "2026-11-30 to 2026-12-11"));
        assert!(!fits("shadow for 14 days", "2026-11-30 to 2026-12-11"));
        assert!(!fits("shadow for 8 weeks", "2026-11-30 to 2027-01-18"));
        assert!(fits("shadow for 10 working days", "2026-11-30 to 2026-12-11"));
        assert!(!fits("shadow for 11 working days", "2026-11-30 to 2026-12-11"));
        let over = |said: &str| trials(said)[0].over(jiff::civil::date(2027, 2, 8)).unwrap().to_string();
        assert_eq!([over("shadow for 14 working days"), over("shadow for 14 days")], ["2027-02-25", "2027-02-21"]);
        assert!(fits("shadow for 1 month", "2027-02-01 to 2027-02-28"));
        assert!(!fits("shadow for 2 months", "2027-02-01 to 2027-03-12"));
    }
}
