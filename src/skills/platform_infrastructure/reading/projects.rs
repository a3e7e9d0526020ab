//! Mitigation projects: what a cell of the clock calls them, and where the pack speaks of them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::gate::rules::placeholder;
use crate::pack::{Cell, Pack, Place};
use crate::quantity::date;
use crate::skills::platform_infrastructure::{Roadmap, Scaling, ScalingProject};
use crate::skills::shared::reading::phrase::Phrase;
use crate::skills::shared::reading::plan::{Plan, parts};
use crate::text;

/// The projects that the clock names, and where each of them stands.
#[derive(Debug)]
pub(in super::super) struct Projects<'a> {
    named: BTreeMap<&'a str, Named<'a>>,
    /// The rows of the sequence.
    sequence: Vec<Sequenced<'a>>,
}

/// A project that the clock names.
#[derive(Debug, Default)]
pub(in super::super) struct Named<'a> {
    /// Its milestones, by index: those whose name it bears, else those whose scope speaks of it.
    pub milestones: Vec<usize>,
    /// The starts of those of its milestones whose ETA can be read.
    pub begun: Vec<Start<'a>>,
    /// Whether its name is that of an initiative.
    pub is_initiative: bool,
    /// Its rows in the sequence of scaling projects, by index.
    sequenced: Vec<usize>,
    /// The days by which it is to start, as its sequence says.
    pub due: Vec<Start<'a>>,
}

/// A row of the sequence of scaling projects.
#[derive(Debug)]
pub(in super::super) struct Sequenced<'a> {
    /// The row.
    pub row: ScalingProject<'a>,
    /// Whether a limit of the clock names it.
    pub is_named: bool,
}

/// A day on which a project begins.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Start<'a> {
    /// The day.
    pub day: Date,
    /// The cell that says so.
    pub place: Place<'a>,
    /// The row it stands in: a milestone, or the project itself.
    pub row: &'a str,
}

impl<'a> Projects<'a> {
    /// Seeks the projects of the clock in the sequence and in the roadmap.
    pub fn of(pack: &'a Pack, plan: &Plan<'a>) -> Self {
        let scaling = Scaling::of(pack);
        let mut named: BTreeMap<&str, Named<'_>> =
            scaling.limits().flat_map(|limit| named(&limit.project())).map(|name| (name, Named::default())).collect();
        let titles: Vec<Phrase<'_>> = plan.milestones.iter().map(|one| Phrase::new(one.row.name().text)).collect();
        let scopes: Vec<Phrase<'_>> = plan.milestones.iter().map(|one| Phrase::new(one.row.scope().text)).collect();
        let initiatives: Vec<Phrase<'_>> = Roadmap::of(pack)
            .initiatives()
            .map(|row| row.name().text)
            .filter(|name| !name.trim().is_empty())
            .map(Phrase::new)
            .collect();
        let rows: Vec<(ScalingProject<'_>, Phrase<'_>)> = scaling
            .projects()
            .filter(|row| !row.name().is_blank())
            .map(|row| (row, Phrase::new(row.name().text)))
            .collect();
        let mut mentioned = vec![false; rows.len()];
        for (name, known) in &mut named {
            let phrase = Phrase::new(name);
            known.milestones = positions(&titles, |title| title.same(&phrase));
            if known.milestones.is_empty() {
                known.milestones = positions(&scopes, |scope| scope.speaks_of(&phrase));
            }
            known.begun = begun(plan, &known.milestones);
            known.is_initiative = initiatives.iter().any(|initiative| initiative.same(&phrase));
            known.sequenced = positions(&rows, |(_, row)| row.same(&phrase));
            known.due = known.sequenced.iter().filter_map(|index| due(&rows.get(*index)?.0)).collect();
            for (mentioned, (_, row)) in mentioned.iter_mut().zip(&rows) {
                *mentioned |= phrase.same(row);
            }
        }
        let cells: Vec<String> =
            scaling.limits().map(|limit| format!(" {} ", text::key(limit.project().text))).collect();
        let sequence = rows
            .into_iter()
            .zip(mentioned)
            .map(|((row, _), mentioned)| {
                // A cell of the clock may hold a name that has a comma in it.
                let name = format!(" {} ", text::key(row.name().text));
                let in_cell = |cell: &String| name.len() > 2 && cell.contains(&name);
                Sequenced { row, is_named: mentioned || cells.iter().any(in_cell) }
            })
            .collect();
        Projects { named, sequence }
    }

    /// What is known of a project by the name that the clock has for it.
    pub fn get(&self, name: &str) -> Option<&Named<'a>> {
        self.named.get(name)
    }

    /// The sequence.
    pub fn sequence(&self) -> &[Sequenced<'a>] {
        &self.sequence
    }

    /// The rows of the sequence that stand for a project.
    pub fn sequenced(&self, name: &str) -> impl Iterator<Item = &Sequenced<'a>> {
        let rows = self.get(name).map_or(&[][..], |known| &known.sequenced);
        rows.iter().filter_map(|index| self.sequence.get(*index))
    }
}

/// The projects a cell names; none where it says `none`.
pub(in super::super) fn named<'a>(cell: &Cell<'a>) -> Vec<&'a str> {
    let nothing = ["none", "n a", "no project"];
    parts(cell.text)
        .filter(|part| {
            let is_nothing = part.len() <= 16 && nothing.contains(&text::key(part).as_str());
            !is_nothing && placeholder::in_text(part).is_empty()
        })
        .collect()
}

fn positions<T>(all: &[T], fits: impl Fn(&T) -> bool) -> Vec<usize> {
    all.iter().enumerate().filter(|(_, one)| fits(one)).map(|(index, _)| index).collect()
}

fn begun<'a>(plan: &Plan<'a>, milestones: &[usize]) -> Vec<Start<'a>> {
    let milestones = milestones.iter().filter_map(|index| plan.milestones.get(*index));
    let start = milestones.filter_map(|milestone| {
        Some(Start { day: milestone.eta?.start, place: milestone.row.eta().place, row: milestone.row.name().text })
    });
    start.collect()
}

fn due<'a>(row: &ScalingProject<'a>) -> Option<Start<'a>> {
    let (_, day) = date::find_dates(row.start_by().text).into_iter().next()?;
    Some(Start { day, place: row.start_by().place, row: row.name().text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Place;

    #[test]
    fn a_cell_may_name_several() {
        let cell = |text| Cell { text, place: Place::PACK };
        assert_eq!(
            named(&cell("Primary resize to db.r6g.8xlarge, Read routing")),
            ["Primary resize to db.r6g.8xlarge", "Read routing"]
        );
        assert!(named(&cell("none")).is_empty());
        assert!(named(&cell("<project>")).is_empty());
    }
}
