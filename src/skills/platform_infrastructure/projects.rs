//! Mitigation projects: what a cell of the clock calls them, and where the roadmap speaks of them.

use jiff::civil::Date;

use super::plan::{Plan, parts, title};
use super::{Milestone, Scaling, ScalingProject};
use crate::gate::rules::placeholder;
use crate::gate::text;
use crate::pack::{Cell, Pack, Place};
use crate::quantity::date;

/// Words that do not tell one project from another.
const ORDINARY: &[&str] = &[
    "project", "projects", "work", "phase", "new", "the", "a", "an", "of", "for", "to", "in", "on", "at", "by", "and",
    "with", "from", "into", "per", "our",
];

/// The projects a cell names; none where it says `none`.
pub(super) fn named<'a>(cell: &Cell<'a>) -> Vec<&'a str> {
    let nothing = ["none", "n a", "no project"];
    parts(cell.text)
        .filter(|part| placeholder::in_text(part).is_empty() && !nothing.contains(&text::key(part).as_str()))
        .collect()
}

/// Whether a text speaks of a project: by its identifier, by its name, or by every word of it that tells it from others,
/// endings aside.
pub(super) fn speaks_of(said: &str, project: &str) -> bool {
    let by_identifier =
        text::identifier(project).is_some_and(|id| said.split(|c: char| !c.is_alphanumeric()).any(|word| word == id));
    let name = title(project);
    by_identifier || text::mentions(said, name) || within(&words(name), &words(said))
}

/// Whether two names mean one project: either speaks of the other. One word of a longer name is not enough.
pub(super) fn same(one: &str, other: &str) -> bool {
    let within = |short: &str, long: &str| speaks_of(long, short) && (words(short).len() > 1 || words(long).len() == 1);
    speaks_of(one, other) || within(title(one), other)
}

/// The milestones of a project, by index: those whose name it bears, else those whose scope speaks of it.
pub(super) fn milestones(plan: &Plan<'_>, project: &str) -> Vec<usize> {
    let found = |fits: &dyn Fn(&Milestone<'_>) -> bool| -> Vec<usize> {
        plan.milestones
            .iter()
            .enumerate()
            .filter(|(_, milestone)| fits(&milestone.row))
            .map(|(index, _)| index)
            .collect()
    };
    let by_name = found(&|row| same(row.name().text, project));
    if by_name.is_empty() { found(&|row| speaks_of(row.scope().text, project)) } else { by_name }
}

/// The rows of the sequenced scaling projects that stand for a project.
pub(super) fn sequenced<'a>(pack: &'a Pack, project: &str) -> Vec<ScalingProject<'a>> {
    Scaling::of(pack).projects().filter(|row| !row.name().is_blank() && same(row.name().text, project)).collect()
}

/// A day on which a project begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start<'a> {
    /// The day.
    pub day: Date,
    /// The cell that says so.
    pub place: Place<'a>,
    /// The row it stands in: a milestone, or the project itself.
    pub row: &'a str,
}

/// The starts of a project's milestones; those whose ETA cannot be read are left out.
pub(super) fn begun<'a>(plan: &Plan<'a>, project: &str) -> Vec<Start<'a>> {
    let milestones = milestones(plan, project).into_iter().filter_map(|index| plan.milestones.get(index));
    let start = milestones.filter_map(|milestone| {
        Some(Start { day: milestone.eta?.start, place: milestone.row.eta().place, row: milestone.row.name().text })
    });
    start.collect()
}

/// The days by which a project is to start, as its sequence says.
pub(super) fn due<'a>(pack: &'a Pack, project: &str) -> Vec<Start<'a>> {
    let rows = sequenced(pack, project).into_iter();
    let start = rows.filter_map(|row| {
        let (_, day) = date::find_dates(row.start_by().text).into_iter().next()?;
        Some(Start { day, place: row.start_by().place, row: row.name().text })
    });
    start.collect()
}

/// The words that tell a name from others, in lower case.
fn words(name: &str) -> Vec<String> {
    text::key(name).split(' ').filter(|word| !word.is_empty() && !ORDINARY.contains(word)).map(str::to_owned).collect()
}

fn within(few: &[String], many: &[String]) -> bool {
    !few.is_empty() && few.iter().all(|word| many.iter().any(|other| akin(word, other)))
}

/// Whether two words are one but for their endings: `partition`, `partitioning`; `migrate`, `migration`.
fn akin(one: &str, other: &str) -> bool {
    let common = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    one == other || common >= 6 || (common >= 4 && (common == one.len() || common == other.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Place;

    #[test]
    fn projects_are_known_by_name_identifier_or_words() {
        for (said, project) in [
            ("M2 Permissions service", "Permissions service"),
            ("M2 Permissions service", "M2"),
            ("M7 Connection pooling with PgBouncer", "PgBouncer"),
            ("M4 Partitioning of orders-db", "Partition orders-db"),
            ("Isolate the warehouse workloads", "Workload isolation for the warehouse"),
            ("M2: Audit log", "M2 Audit log service"),
        ] {
            assert!(same(said, project), "{said} / {project}");
        }
        for (said, project) in [
            ("M7 Tiered readings storage", "Geofence cache"),
            ("M3 Read routing", "Primary resize"),
            ("M3 Geofencing", "Geofence cache"),
            ("M3 Export", "the project"),
            ("M12 Export", "M1"),
        ] {
            assert!(!same(said, project), "{said} / {project}");
        }
    }

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
