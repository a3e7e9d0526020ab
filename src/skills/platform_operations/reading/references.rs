//! Which table each column of references refers to, declared once as data, and what of it does not exist.

use crate::pack::{Cell, Pack, Place, RowRef, Shape, TableSpec};
use crate::skills::platform_operations::DEFINITION;
use crate::skills::shared::reading::plan::Plan;
use crate::text;

use super::observed::milestone;
use super::roster::names;

/// A column that holds names of rows elsewhere.
#[derive(Debug)]
pub(in super::super) struct Reference {
    /// The section, field and column.
    pub column: (&'static str, &'static str, &'static str),
    /// What a row of those tables is called.
    pub noun: &'static str,
    /// Where the rows are that it names.
    pub targets: &'static [Target],
    /// Whether another rule speaks of a cell none of whose names exists.
    pub elsewhere: bool,
}

/// Where names come from.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Target {
    /// The rows of a table: section and field.
    Rows(&'static str, &'static str),
    /// The names that a column of another table lists: section, field, column.
    Listed(&'static str, &'static str, &'static str),
    /// The milestones, which go by identifier as well.
    Milestones,
}

const SERVICES: &[Target] = &[Target::Rows("baseline", "services")];
const JOURNEYS: &[Target] = &[Target::Rows("baseline", "journeys")];
const PATHS: &[Target] = &[Target::Rows("delivery", "paths")];
const ENVIRONMENTS: &[Target] = &[Target::Rows("delivery", "environments")];
const ARTIFACTS: &[Target] = &[Target::Rows("delivery", "artifacts")];
const STAGES: &[Target] = &[Target::Rows("delivery", "stages")];
const ROLLOUTS: &[Target] = &[Target::Rows("rollout", "strategies")];
const SLOS: &[Target] = &[Target::Rows("objectives", "slos"), Target::Listed("objectives", "imports", "slos")];
const ALERTS: &[Target] = &[Target::Rows("alerting", "alerts")];
const TRIGGERS: &[Target] = &[Target::Rows("safety", "triggers")];
const MILESTONES: &[Target] = &[Target::Milestones];

const fn to(
    section: &'static str,
    field: &'static str,
    column: &'static str,
    noun: &'static str,
    targets: &'static [Target],
) -> Reference {
    Reference { column: (section, field, column), noun, targets, elsewhere: false }
}

impl Reference {
    /// Where another rule speaks of a cell none of whose names exists.
    const fn left(self) -> Self {
        Reference { elsewhere: true, ..self }
    }
}

/// Every column of references but two: what gaps rest on may be any row, and what milestones wait for is the roadmap's.
pub(in super::super) const REFERENCES: &[Reference] = &[
    to("baseline", "journeys", "services", "service", SERVICES),
    to("baseline", "gaps", "closed_by", "milestone", MILESTONES),
    to("delivery", "artifacts", "services", "service", SERVICES),
    to("delivery", "artifacts", "built_by", "stage", STAGES),
    to("delivery", "stages", "services", "service", SERVICES),
    to("delivery", "stages", "after", "stage", STAGES),
    to("delivery", "stages", "paths", "path", PATHS),
    to("delivery", "stages", "environment", "environment", ENVIRONMENTS),
    to("delivery", "stages", "artifact", "artifact", ARTIFACTS),
    to("delivery", "checks", "stage", "stage", STAGES),
    to("rollout", "profiles", "service", "service", SERVICES),
    to("rollout", "strategies", "services", "service", SERVICES),
    to("rollout", "strategies", "environments", "environment", ENVIRONMENTS),
    to("rollout", "strategies", "milestone", "milestone", MILESTONES),
    to("rollout", "rolling", "rollout", "rollout", ROLLOUTS),
    to("rollout", "blue_green", "rollout", "rollout", ROLLOUTS),
    to("rollout", "steps", "rollout", "rollout", ROLLOUTS),
    to("rollout", "steps", "judged_by", "trigger", TRIGGERS),
    to("rollout", "flags", "services", "service", SERVICES),
    to("objectives", "slos", "journey", "journey", JOURNEYS),
    to("objectives", "slos", "baseline", "observation", &[Target::Rows("baseline", "observations")]).left(),
    to("alerting", "alerts", "services", "service", SERVICES),
    to("alerting", "alerts", "slo", "SLO", SLOS).left(),
    to("alerting", "routes", "services", "service", SERVICES),
    to("observability", "pillars", "services", "service", SERVICES),
    to("observability", "probes", "journey", "journey", JOURNEYS),
    to("observability", "probes", "alert", "alert", ALERTS),
    to("safety", "gates", "result_of", "stage", STAGES),
    to("safety", "gates", "blocks", "stage", STAGES),
    to("safety", "approvals", "blocks", "stage", STAGES),
    to("safety", "triggers", "services", "service", SERVICES),
    to("safety", "triggers", "environments", "environment", ENVIRONMENTS),
    to("safety", "triggers", "slo", "SLO", SLOS),
    to("safety", "triggers", "milestone", "milestone", MILESTONES),
    to("safety", "ways_back", "services", "service", SERVICES),
    to("safety", "ways_back", "environments", "environment", ENVIRONMENTS),
    to("safety", "changes", "services", "service", SERVICES),
    to("safety", "changes", "stage", "stage", STAGES),
];

impl Reference {
    /// The cells of the column, in the order of the document.
    pub fn cells<'a>(&self, pack: &'a Pack) -> impl Iterator<Item = Cell<'a>> + use<'a> {
        let (section, field, column) = self.column;
        rows(pack, section, field).map(move |row| row.cell(column))
    }

    /// The names there are.
    pub fn known<'a>(&self, pack: &'a Pack, plan: &Plan<'a>) -> Vec<&'a str> {
        let mut known = Vec::new();
        for target in self.targets {
            match *target {
                Target::Rows(section, field) => {
                    let key = table(section, field).map_or("", |table| table.key_column().key);
                    known.extend(rows(pack, section, field).map(|row| row.cell(key).text));
                }
                Target::Listed(section, field, column) => {
                    known.extend(rows(pack, section, field).flat_map(|row| names(row.cell(column))));
                }
                Target::Milestones => known.extend(plan.ids()),
            }
        }
        known.retain(|name| !name.trim().is_empty());
        known
    }

    /// The names in a cell that no row bears.
    pub fn unknown<'a>(&self, cell: Cell<'a>, known: &[&str], plan: &Plan<'_>) -> Vec<&'a str> {
        let milestones = self.targets.iter().any(|target| matches!(target, Target::Milestones));
        let exists = |name: &str| {
            known.iter().any(|one| text::same_name(one, name))
                || (milestones && (milestone(plan, name).is_some() || text::key(name).starts_with("accepted")))
                // A name with a comma in it is parted by it.
                || known.iter().any(|one| one.contains([',', ';']) && text::mentions(one, name) && text::mentions(cell.text, one))
        };
        // What follows `accepted: why` is the reason, commas and all.
        let accepted = milestones && text::key(cell.text).starts_with("accepted");
        names(cell).filter(|name| !accepted && !exists(name)).collect()
    }
}

/// The declaration of a table.
pub(in super::super) fn table(section: &str, field: &str) -> Option<&'static TableSpec> {
    let field = DEFINITION.standard.section(section)?.field(field)?;
    match field.shape {
        Shape::Table(table) => Some(table),
        _ => None,
    }
}

/// The rows of a table.
pub(in super::super) fn rows<'a>(
    pack: &'a Pack,
    section: &'static str,
    field: &'static str,
) -> impl Iterator<Item = RowRef<'a>> + use<'a> {
    let place = Place::section(section).field(field);
    table(section, field).into_iter().flat_map(move |table| RowRef::all(pack, place, table))
}

/// Whether a row of any table, or a text field, bears this name.
pub(in super::super) fn exists_anywhere(pack: &Pack, name: &str) -> bool {
    DEFINITION.standard.sections.iter().any(|spec| {
        spec.fields.iter().any(|field| match field.shape {
            Shape::Table(table) => {
                let key = table.key_column().key;
                RowRef::all(pack, Place::section(spec.key).field(field.key), table).any(|row| {
                    let own = row.cell(key).text;
                    text::same_name(own, name)
                        || text::identifier(own).is_some_and(|id| text::same_name(id, name))
                        // `2026-10-07 checkout` for a deploy that has its commit behind it.
                        || (name.len() > 6 && text::key(own).starts_with(&format!("{} ", text::key(name))))
                })
            }
            _ => {
                let filled = pack.sections.get(spec.key).is_some_and(|section| section.fields.contains_key(field.key));
                filled && (text::same_name(field.label, name) || text::same_name(field.key, name))
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Kind;

    #[test]
    fn every_column_of_references_is_declared() {
        let free = [
            ("baseline", "gaps", "rests_on"),
            ("roadmap", "milestones", "dependencies"),
            ("objectives", "imports", "slos"),
        ];
        for spec in DEFINITION.standard.sections {
            for field in spec.fields {
                let Shape::Table(table) = field.shape else { continue };
                for column in table.columns.iter().filter(|column| matches!(column.kind, Kind::Refs)) {
                    let place = (spec.key, field.key, column.key);
                    let declared = REFERENCES.iter().any(|one| one.column == place) || free.contains(&place);
                    assert!(declared, "{place:?}");
                }
            }
        }
        for one in REFERENCES {
            let (section, field, column) = one.column;
            assert!(table(section, field).is_some_and(|table| table.column(column).is_some()), "{:?}", one.column);
            for target in one.targets {
                let exists = match *target {
                    Target::Rows(section, field) => table(section, field).is_some(),
                    Target::Listed(section, field, column) => {
                        table(section, field).is_some_and(|table| table.column(column).is_some())
                    }
                    Target::Milestones => true,
                };
                assert!(exists, "{target:?}");
            }
        }
    }
}
