//! What initiatives, clock and projects say of milestones: how long they take, and which limits they move.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::clock::Reading;
use super::projects::{self, Projects};
use crate::engine::schedule::LimitInput;
use crate::pack::Pack;
use crate::quantity::DurationRange;
use crate::skills::platform_infrastructure::Roadmap;
use crate::skills::shared::reading::phrase::Phrase;
use crate::skills::shared::reading::plan::Plan;
use crate::skills::shared::reading::timetable::{Length, Limit, Stated};

/// All of it.
pub(in super::super) fn stated<'a>(
    pack: &'a Pack,
    plan: &Plan<'a>,
    projects: &Projects<'a>,
    clock: &[Reading<'a>],
) -> Stated {
    let limit = |reading| limit(reading, plan, projects, pack.as_of);
    Stated { lengths: lengths(pack, plan, projects, clock), limits: clock.iter().filter_map(limit).collect() }
}

/// The lengths of work that are stated as ranges: by the initiatives, and by the clock for a project that moves its limit
/// alone.
fn lengths<'a>(
    pack: &'a Pack,
    plan: &Plan<'a>,
    projects: &Projects<'a>,
    clock: &[Reading<'a>],
) -> BTreeMap<usize, Length> {
    let mut lengths = BTreeMap::new();
    let titles: Vec<Phrase<'_>> = plan.milestones.iter().map(|one| Phrase::new(one.row.name().text)).collect();
    for row in Roadmap::of(pack).initiatives().filter(|row| !row.name().is_blank()) {
        let Ok(days) = DurationRange::parse(row.lead_time().text) else { continue };
        let name = Phrase::new(row.name().text);
        let mut same = titles.iter().enumerate().filter(|(_, title)| title.same(&name)).map(|(index, _)| index);
        if let (Some(index), None, true) = (same.next(), same.next(), days.low < days.high) {
            let source = format!("lead time of the initiative, {}", row.lead_time().text);
            lengths.entry(index).or_insert(Length { days, source });
        }
    }
    for reading in clock {
        let Some(days) = reading.lead.clone().filter(|days| days.low < days.high) else { continue };
        let names = projects::named(&reading.limit.project());
        let [name] = names[..] else { continue };
        let Some([index]) = projects.get(name).map(|known| known.milestones.as_slice()) else { continue };
        // Milestones that only speak of a project may do a part of it.
        if titles.get(*index).is_some_and(|title| title.same(&Phrase::new(name))) {
            let source = format!("lead time of \"{}\", {}", reading.name(), reading.limit.lead_time().text);
            lengths.entry(*index).or_insert(Length { days, source });
        }
    }
    lengths
}

/// A limit and the milestone that moves it first: of several, that one buys the time for the others. If none bears the name
/// of a project, the only one that speaks of a project is the first that can finish it.
fn limit(reading: &Reading<'_>, plan: &Plan<'_>, projects: &Projects<'_>, as_of: Date) -> Option<Limit> {
    let p10 = reading.limit_date(as_of).filter(|due| due.date > as_of)?;
    let names = projects::named(&reading.limit.project());
    // A milestone that only speaks of a project may do something else for it, such as its baseline.
    let bears = |name: &str, index: usize| {
        plan.milestones.get(index).is_some_and(|one| Phrase::new(one.row.name().text).same(&Phrase::new(name)))
    };
    let of = |name: &&str| {
        let known = projects.get(name).map_or(&[][..], |known| known.milestones.as_slice());
        known.iter().copied().filter(|index| bears(name, *index)).collect::<Vec<usize>>()
    };
    let mut milestones: Vec<usize> = names.iter().flat_map(of).collect();
    let named = !milestones.is_empty();
    if !named {
        let known: Vec<_> = names.iter().filter_map(|name| projects.get(name)).collect();
        // A project that nothing on the roadmap speaks of may be one that is done already.
        match known.iter().map(|known| known.milestones.as_slice()).collect::<Vec<_>>()[..] {
            [[only]] => milestones.push(*only),
            _ => return None,
        }
    }
    let current = plan.current(as_of).filter(|(index, _)| milestones.contains(index));
    let (first, _) = current.min_by_key(|(_, eta)| eta.end)?;
    let milestone = plan.milestones.get(first)?.id.to_owned();
    let input = LimitInput { name: reading.name().trim().to_owned(), milestone, p10: p10.date.to_string() };
    Some(Limit { input, named })
}
