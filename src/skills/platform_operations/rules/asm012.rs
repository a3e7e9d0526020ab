//! A gap rests on nothing that was observed.
//!
//! ## What it does
//! Looks up what a gap *rests on*: the name of a row anywhere in the plan (a journey, a tool, an observation, an alert
//! count, a failed deploy), or of a text such as *Release flow*. One name that exists is enough.
//!
//! ## Why it matters
//! A gap without evidence is an opinion with a priority. It cannot be argued against, and nobody can tell later whether it
//! was closed.
//!
//! ## Example
//! Bad: `G4 Deploys are scary`, rests on `experience`.
//!
//! Good: `G4 Deploys harm users`, rests on `Change failure rate, production`.
//!
//! ## Fix
//! Name the row, or add the observation that shows the gap.

use crate::finding::Findings;
use crate::text;
use crate::pack::RowRef;
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::references::{exists_anywhere, rows, table};
use crate::skills::platform_operations::reading::roster::names;
use crate::skills::shared::reading::wording::{joined, shortened, unfilled};

/// How many names are offered.
const SHOWN: usize = 3;

crate::rule!("ASM012", "gap-without-evidence", Warning, needs["baseline"], "asm012.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for gap in &case.observed.gaps {
        let (name, cell) = (gap.row.name().text.trim(), gap.row.rests_on());
        if unfilled(&cell) {
            continue;
        }
        // A name with a comma in it is parted by it: then the whole cell is tried.
        let exists = |said: &str| !text::same_name(said, name) && exists_anywhere(case.pack, said);
        if names(cell).any(exists) || exists(cell.text) {
            continue;
        }
        findings
            .at(cell.place, format!("gap \"{name}\" rests on no row of the plan: \"{}\"", shortened(cell.text)))
            .fix(fix(case, cell.text));
    }
}

/// The rows of the baseline that a gap may rest on, by field.
const EVIDENCE: &[&str] = &["observations", "measures", "failures", "alert_counts", "journeys", "stack"];

/// What to write: the name of the row that says the same, else names as they could be given.
fn fix(case: &Case<'_>, said: &str) -> String {
    let name = |row: RowRef<'_>| format!("\"{}\"", row.place().row.map_or("", |(_, name)| name).trim());
    let all = || EVIDENCE.iter().flat_map(|field| rows(case.pack, Baseline::KEY, field).map(move |row| (*field, row)));
    let says = |(field, row): &(&'static str, RowRef<'_>)| {
        let columns = table(Baseline::KEY, field).into_iter().flat_map(|table| table.columns);
        columns.map(|column| row.cell(column.key)).any(|cell| text::same_name(cell.text, said))
    };
    if let Some((_, row)) = all().find(says) {
        return format!("write {}: a row goes by what stands first in it", name(row));
    }
    let known: Vec<String> = all().map(|(_, row)| name(row)).take(SHOWN).collect();
    let such = if known.is_empty() { String::new() } else { format!(", such as {}", joined(&known, "or")) };
    format!("write the name of a row that shows it{such}; if there is none, add what was seen to [[baseline.observations]]")
}
