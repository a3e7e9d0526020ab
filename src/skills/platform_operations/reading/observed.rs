//! What was observed of delivery: measures, failed deploys, and the gaps that follow.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use rust_decimal::Decimal;

use super::roster::{is, names};
use crate::engine::delivery::Rate;
use crate::pack::Pack;
use crate::quantity::{DateRange, DurationRange, Quantity, date};
use crate::skills::platform_operations::baseline::{Baseline, DeliveryMeasure, DeployFailure, Gap, Journey};
use crate::skills::shared::reading::plan::Plan;
use crate::text;

/// The four delivery measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Four {
    /// How often changes reach users.
    Frequency,
    /// How long they take from commit to production.
    LeadTime,
    /// How many of them harm users.
    FailureRate,
    /// How long users wait then.
    Restore,
}

/// What was observed of delivery.
#[derive(Debug)]
pub(in super::super) struct Observed<'a> {
    /// The measures, in the order of the document; rows without a name are none.
    pub measures: Vec<Measured<'a>>,
    /// The failed deploys.
    pub failures: Vec<DeployFailure<'a>>,
    /// The gaps.
    pub gaps: Vec<Hole<'a>>,
}

/// A measure as understood.
#[derive(Debug)]
pub(in super::super) struct Measured<'a> {
    /// Its row.
    pub row: DeliveryMeasure<'a>,
    /// Which of the four; `None` for another.
    pub four: Option<Four>,
    /// The value; `None` where the cell cannot be read.
    pub value: Option<Quantity>,
    /// The share that its sample counts, `5 of 34`; `None` where it counts none.
    pub rate: Option<Rate>,
    /// How many things it rests on: the 34 of `5 of 34`, the 52 of `52 changes`.
    pub samples: Option<u64>,
    /// The days it was taken over.
    pub window: Option<DateRange>,
}

/// A gap as understood.
#[derive(Debug)]
pub(in super::super) struct Hole<'a> {
    /// Its row.
    pub row: Gap<'a>,
    /// The milestones that close it, by index in the plan.
    pub closed_by: Vec<usize>,
}

impl Four {
    /// All of them.
    pub const ALL: [Four; 4] = [Four::Frequency, Four::LeadTime, Four::FailureRate, Four::Restore];

    /// The one that a name names.
    pub fn of(name: &str) -> Option<Four> {
        const WORDS: [(Four, &[&str]); 4] = [
            (Four::LeadTime, &["lead time*", "lead-time*"]),
            (
                Four::FailureRate,
                &["change failure*", "change fail*", "failure rate*", "failed deploys", "failed changes", "cfr"],
            ),
            (Four::Restore, &["restore*", "recovery", "recover", "mttr", "restoration"]),
            (
                Four::Frequency,
                &["deployment frequency", "deploy frequency", "release frequency", "deploys per", "deployments per"],
            ),
        ];
        WORDS.into_iter().find(|(_, words)| text::has_any(name, words)).map(|(four, _)| four)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Four::Frequency => "Deployment frequency",
            Four::LeadTime => "Lead time for changes",
            Four::FailureRate => "Change failure rate",
            Four::Restore => "Time to restore",
        }
    }
}

impl<'a> Observed<'a> {
    /// Reads a pack.
    pub fn of(pack: &'a Pack, plan: &Plan<'a>) -> Self {
        let section = Baseline::of(pack);
        Observed {
            measures: section.measures().filter(|row| !row.name().is_blank()).map(Measured::of).collect(),
            failures: section.failures().filter(|row| !row.name().is_blank()).collect(),
            gaps: section.gaps().filter(|row| !row.name().is_blank()).map(|row| Hole::of(row, plan)).collect(),
        }
    }

    /// The gaps of a kind.
    pub fn gaps_of(&self, kind: &'static str) -> impl Iterator<Item = &Hole<'a>> {
        self.gaps.iter().filter(move |gap| is(gap.row.kind(), kind))
    }
}

impl<'a> Measured<'a> {
    /// A measure as understood.
    pub fn of(row: DeliveryMeasure<'a>) -> Self {
        let (rate, samples) = sample(row.sample().text);
        Measured {
            row,
            four: Four::of(row.name().text),
            value: Quantity::parse(row.value().text).ok(),
            rate,
            samples,
            window: window(row.window().text),
        }
    }
}

impl<'a> Hole<'a> {
    fn of(row: Gap<'a>, plan: &Plan<'a>) -> Self {
        let closes = |name: &str| milestone(plan, name);
        let mut closed_by: Vec<usize> = names(row.closed_by()).filter_map(closes).collect();
        closed_by.dedup();
        Hole { row, closed_by }
    }

    /// Whether it is accepted, with a reason.
    pub fn is_accepted(&self) -> bool {
        let said = text::key(self.row.closed_by().text);
        said.strip_prefix("accepted").is_some_and(|why| why.split_whitespace().count() >= 2)
    }

    /// How urgent it is: 0 for P0; `None` for a word that is none.
    pub fn priority(&self) -> Option<u8> {
        ["p0", "p1", "p2", "p3"]
            .into_iter()
            .zip(0..)
            .find(|(word, _)| is(self.row.priority(), word))
            .map(|(_, rank)| rank)
    }

    /// The day on which the last of its milestones is done; `None` where that is not known of all of them.
    pub fn closed_on(&self, plan: &Plan<'_>) -> Option<Date> {
        let ends = self.closed_by.iter().map(|index| plan.milestones.get(*index)?.eta.map(|eta| eta.end));
        ends.collect::<Option<Vec<Date>>>()?.into_iter().max()
    }

    /// Whether it rests on a row of this name.
    pub fn rests_on(&self, name: &str) -> bool {
        names(self.row.rests_on()).any(|one| text::same_name(one, name))
    }
}

/// The milestone that a name in a cell of references means: by its identifier, its name or its title.
pub(in super::super) fn milestone(plan: &Plan<'_>, name: &str) -> Option<usize> {
    plan.milestones.iter().position(|one| {
        text::same_name(name, one.id)
            || text::same_name(name, one.title)
            || text::same_name(name, one.row.name().text)
            || text::identifier(name).is_some_and(|id| id == one.id)
    })
}

/// Whether nothing is measured of a journey.
pub(in super::super) fn is_blind(journey: &Journey<'_>) -> bool {
    let said = text::key(journey.sli().text);
    said.is_empty() || said == "none" || said.starts_with("none ") || said.starts_with("no ") || said == "nothing"
}

/// Every share that a text counts: `5 of 34`, `2 of the last 12`.
pub(in super::super) fn shares(said: &str) -> Vec<Rate> {
    static SHARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|[^\w.,])(\d[\d,]*) of (?:the )?(?:last )?(\d[\d,]*)(?:$|[^\w%.]|\.(?:\D|$))").ok()
    });
    let number = |text: &str| text.replace(',', "").parse::<u64>().ok();
    let Some(pattern) = SHARE.as_ref() else { return Vec::new() };
    let found = pattern.captures_iter(said).filter_map(|found| {
        let (hits, all) = (number(found.get(1)?.as_str())?, number(found.get(2)?.as_str())?);
        Rate::new(hits, all).filter(|_| hits <= all)
    });
    found.collect()
}

/// What a sample counts: a share, and how many things.
fn sample(said: &str) -> (Option<Rate>, Option<u64>) {
    let rate = shares(said).into_iter().next();
    let mut words = said.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';' | ':'));
    let first = words.find_map(|word| word.trim_end_matches([',', '.']).replace(',', "").parse::<u64>().ok());
    let samples = rate.as_ref().map(|rate| rate.samples).or(first);
    (rate, samples)
}

/// The days that a text names: `2026-08-01 to 2026-10-31`, `90 days to 2026-10-31`.
pub(in super::super) fn window(said: &str) -> Option<DateRange> {
    if let Ok(range) = DateRange::parse(said) {
        return Some(range);
    }
    let dates = date::find_dates(said);
    let (at, end) = dates.first()?;
    let length = DurationRange::parse(said.get(..at.start)?).ok()?;
    let days = i64::try_from(length.high.trunc().mantissa()).ok().filter(|days| *days > 0)?;
    let start = end.checked_sub(jiff::Span::new().try_days(days - 1).ok()?).ok()?;
    DateRange::new(start, *end).ok()
}

/// How many days a text names, its first length or its two dates.
pub(in super::super) fn days(said: &str) -> Option<Decimal> {
    match DateRange::parse(said) {
        Ok(range) => Some(range.days().into()),
        Err(_) => Quantity::parse(said).ok()?.as_days().filter(|days| *days > Decimal::ZERO),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_people_write_them() {
        let read = |said: &str| shares(said).iter().map(|rate| (rate.hits, rate.samples)).collect::<Vec<_>>();
        assert_eq!(read("14.7 % (5 of 34)"), [(5, 34)]);
        assert_eq!(read("rose from 2 of 12 to 4 of the last 12."), [(2, 12), (4, 12)]);
        assert_eq!(read("1,200 of 3,400 requests"), [(1200, 3400)]);
        for none in ["9 days of 84", "12 of 5", "2 of three", "99.5 of 100", "0 of 0"] {
            assert!(read(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn windows_and_samples() {
        let said = |text: &str| window(text).map(|range| range.to_string());
        assert_eq!(said("90 days to 2026-10-31").as_deref(), Some("2026-08-03 to 2026-10-31"));
        assert_eq!(said("2026-08-01 to 2026-10-31").as_deref(), Some("2026-08-01 to 2026-10-31"));
        assert_eq!((said("90 days"), said("2026-10-31"), said("last quarter")), (None, None, None));
        assert_eq!(sample("52 changes").1, Some(52));
        assert_eq!(sample("5 of 34 deploys").1, Some(34));
        assert_eq!(sample("1,200 deploys").1, Some(1200));
        assert_eq!(sample("most of them").1, None);
    }

    #[test]
    fn the_four_go_by_many_names() {
        assert_eq!(Four::of("Lead time for changes, checkout"), Some(Four::LeadTime));
        assert_eq!(Four::of("Longest time to restore"), Some(Four::Restore));
        assert_eq!(Four::of("Deploys per week"), Some(Four::Frequency));
        assert_eq!(Four::of("Change fail percentage"), Some(Four::FailureRate));
        assert_eq!(Four::of("Flaky deploys"), None);
    }
}
