//! A repository on its way into a pack: rows that the pack does not have yet, and what its files could not tell.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::{tame, told};
use crate::assess::fact::Place;
use crate::assess::graph::{self, Drawn};
use crate::assess::model::Assessment;
use crate::engine::pipeline::{Constraint, Problem};
use crate::pack::{Pack, Row, Section, TableSpec, Value, tidy};
use crate::skill::input::{MAX_CELL, MAX_ROWS};
use crate::skill::{Attachment, Note, Sections, Source, Taken};
use crate::skills::platform_operations::DEFINITION;
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::delivery::Delivery;
use crate::skills::platform_operations::safety::Safety;
use crate::skills::shared::reading::wording::{counted, shortened};
use crate::text;

/// The most things that are told of a repository beside its rows.
const NOTES: usize = 100;

const BASELINE: &[&str] = &[Baseline::KEY];
const DELIVERY: &[&str] = &[Delivery::KEY];
const SAFETY: &[&str] = &[Safety::KEY];
const PIPELINE: &[&str] = &[Delivery::KEY, Safety::KEY];
const ALL: &[&str] = &[Baseline::KEY, Delivery::KEY, Safety::KEY];

/// The repository as an argument of the steps whose sections its files fill.
pub(in super::super) const ATTACHMENT: Attachment = Attachment {
    key: "repository",
    doc: "Absolute path of a repository: adds what its files show; stated rows stay.",
    source: Source::Folder(take),
};

fn take(pack: &Pack, assessment: &Assessment) -> Taken {
    let drawn = graph::draw(assessment);
    let mut notes = Vec::new();
    let mut sections = Sections::new();
    for (section, fields) in told(assessment, &drawn) {
        for (field, rows) in fields {
            let (Some(spec), Json::Array(rows)) = (DEFINITION.standard.section(section), rows) else { continue };
            let Some(table) = spec.table(&field) else { continue };
            let kept = Table { table, field: &field, stated: rows_of(pack.sections.get(section), &field) };
            let mut said = Vec::new();
            let added = kept.added(rows, &mut said);
            let about = ALL.iter().find(|about| ***about == *section).map_or(ALL, std::slice::from_ref);
            notes.extend(said.into_iter().map(|text| Note { about, text }));
            if !added.is_empty() {
                sections.entry(section).or_default().insert(field, Json::Array(added));
            }
        }
    }
    if assessment.pipelines.is_empty() && assessment.workloads.is_empty() {
        let text = "Its files show no pipeline and nothing that runs; name the root of the repository.".to_owned();
        notes.push(Note { about: ALL, text });
    }
    notes.extend(open(assessment, &drawn));
    notes.extend(unknown(assessment, &drawn));
    if notes.len() > NOTES {
        let text = format!("{} more; `groundplan assess` lists them all.", notes.len() - NOTES);
        notes.truncate(NOTES);
        notes.push(Note { about: ALL, text });
    }
    Taken { sections, notes, ..Taken::default() }
}

/// What the rows violate as they stand, though what files do not tell may make up for it: to be asked before a finding is
/// believed.
fn open(assessment: &Assessment, drawn: &Drawn) -> Vec<Note> {
    let Ok(judged) = graph::judge(assessment, drawn) else { return Vec::new() };
    let open = judged.open.iter().map(|open| {
        let about = match (open.violation.constraint, open.violation.problem) {
            (Constraint::ReleaseGates | Constraint::TriggersFirst, _) | (_, Problem::NoRollback) => SAFETY,
            _ => DELIVERY,
        };
        Note { about, text: tame(&format!("Cannot be told: {}, but {}.", open.violation.message, open.why)) }
    });
    open.collect()
}

/// What the files do not tell.
fn unknown(assessment: &Assessment, drawn: &Drawn) -> Vec<Note> {
    let of_workloads = assessment.workloads.iter().flat_map(|workload| &workload.facts).chain(&assessment.unread);
    let of_workloads: BTreeSet<&Place> = of_workloads.map(|fact| &fact.at).collect();
    let unknown = drawn.unknown.iter().map(|fact| {
        let about = if of_workloads.contains(&fact.at) { BASELINE } else { PIPELINE };
        Note { about, text: tame(&format!("Not told by the files: {} ({}).", fact.value, fact.at)) }
    });
    unknown.collect()
}

fn rows_of<'p>(section: Option<&'p Section>, field: &str) -> &'p [Row] {
    match section.and_then(|section| section.fields.get(field)) {
        Some(Value::Table(rows)) => rows,
        _ => &[],
    }
}

/// A table of the pack with what it states.
struct Table<'t> {
    table: &'static TableSpec,
    field: &'t str,
    stated: &'t [Row],
}

impl Table<'_> {
    /// The rows that the pack does not state, as far as they fit.
    fn added(&self, rows: Vec<Json>, notes: &mut Vec<String>) -> Vec<Json> {
        let key = self.table.key_column().key;
        let (mut added, mut differing) = (Vec::new(), Vec::new());
        for row in rows {
            let Json::Object(mut row) = row else { continue };
            let name = cell(row.get(key));
            match self.stated.iter().find(|stated| text::same_name(stated.get(key), &name)) {
                Some(stated) if differs(stated, &row, key) => differing.push(name),
                Some(_) => {}
                None => {
                    self.bound(&name, &mut row, notes);
                    added.extend(row.contains_key(key).then_some(Json::Object(row)));
                }
            }
        }
        if !differing.is_empty() {
            let names: Vec<String> = differing.iter().take(5).map(|name| shortened(name)).collect();
            let more = if differing.len() > names.len() { ", ..." } else { "" };
            let rows = counted(differing.len(), "row");
            notes.push(format!(
                "`{}`: {rows} left as stated, though the files say otherwise: {}{more}. Remove a row to have it read anew.",
                self.field,
                tame(&names.join(", "))
            ));
        }
        let room = MAX_ROWS.saturating_sub(self.stated.len());
        if added.len() > room {
            notes.push(format!("`{}`: only the first {room} of {} rows fit.", self.field, added.len()));
            added.truncate(room);
        }
        added
    }

    /// Leaves out cells that no pack takes.
    fn bound(&self, name: &str, row: &mut Map<String, Json>, notes: &mut Vec<String>) {
        row.retain(|column, value| {
            let fits = cell(Some(value)).len() <= MAX_CELL;
            if !fits {
                let row = tame(&shortened(name));
                notes.push(format!("`{}`: `{column}` of \"{row}\" is too long to be kept.", self.field));
            }
            fits
        });
    }
}

/// A cell as a pack holds it.
fn cell(value: Option<&Json>) -> String {
    match value {
        Some(Json::String(text)) => tidy::cell(text),
        Some(Json::Array(items)) => tidy::cell(&items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(", ")),
        _ => String::new(),
    }
}

/// Whether a stated row says something else than the files do.
fn differs(stated: &Row, shown: &Map<String, Json>, key: &str) -> bool {
    let mut cells = shown.iter().filter(|(column, _)| *column != key);
    cells.any(|(column, value)| !text::same_name(stated.get(column), &cell(Some(value))))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::assess::read;
    use crate::assess::walk::Files;
    use crate::skill::Folders;
    use crate::skill::input::{Applied, apply_with};

    const WORKFLOW: &str = "\
on: { push: { branches: [main] } }
permissions: { contents: read }
jobs:
  test:
    runs-on: ubuntu-24.04
    steps: [ { run: cargo test } ]
  ship:
    needs: test
    runs-on: ubuntu-24.04
    environment: production
    steps: [ { run: kubectl apply -f deploy }, { run: ./announce.sh } ]
";

    fn applied(pack: &Pack, tool: &str, arguments: Json) -> Applied {
        let texts = [(".github/workflows/ci.yml".to_owned(), WORKFLOW.to_owned())].into();
        let folders = Folders::from([("repository", Ok(read(&Files { texts, unread: Vec::new() })))]);
        let step = DEFINITION.step(tool).unwrap();
        apply_with(&DEFINITION, step, pack, arguments.as_object().unwrap(), &folders).unwrap()
    }

    fn column<'p>(pack: &'p Pack, section: &str, field: &str, column: &str) -> Vec<&'p str> {
        rows_of(pack.sections.get(section), field).iter().map(|row| row.get(column)).collect()
    }

    #[test]
    fn stated_rows_stay_and_what_differs_is_said() {
        let pack = Pack::new(DEFINITION.name, 1, "Shop", date(2026, 11, 2));
        let stated = json!({"stage": "Test", "kind": "analyze"});
        let first = applied(&pack, "ops_delivery", json!({"repository": "/shop", "stages": [stated]}));
        assert_eq!(column(&first.pack, "delivery", "stages", "stage"), ["Test", "ship"]);
        assert_eq!(column(&first.pack, "delivery", "stages", "kind"), ["analyze", "deploy"]);
        let said = first.notes.join("\n");
        for needed in [
            "More of the same `repository`: ops_assess takes stack; ops_safety_nets takes ",
            "`stages`: 1 row left as stated, though the files say otherwise: test.",
            "./announce.sh",
        ] {
            assert!(said.contains(needed), "{needed} is not in\n{said}");
        }
        // The rows it added are as the files say, so the second time there is nothing to add or to say of them.
        let again = applied(&first.pack, "ops_delivery", json!({"repository": "/shop"}));
        assert_eq!((again.pack, again.notes), (first.pack, first.notes));
    }

    #[test]
    fn what_a_pack_cannot_hold_is_left_out_and_said() {
        let long = "x".repeat(MAX_CELL + 1);
        let table = DEFINITION.standard.section("delivery").and_then(|spec| spec.table("stages")).unwrap();
        let stated = vec![Row::default(); MAX_ROWS - 1];
        let rows = ["a", "b", long.as_str()].map(|name| json!({"stage": name, "runs": long}));
        let mut notes = Vec::new();
        let added = Table { table, field: "stages", stated: &stated }.added(rows.into(), &mut notes);
        assert_eq!(added, [json!({"stage": "a"})]);
        assert_eq!(notes.last().map(String::as_str), Some("`stages`: only the first 1 of 2 rows fit."));
        assert!(notes.contains(&"`stages`: `runs` of \"a\" is too long to be kept.".to_owned()), "{notes:?}");
    }
}
