//! A cell that its row needs is blank.
//!
//! ## What it does
//! Looks at each row of each table for required cells that are empty or hold nothing but a dash. Several in one row are one
//! finding; a column that is blank in all rows is one finding for the table.
//!
//! ## Why it matters
//! A row is a commitment with named parts. A limit without lead time has no date, a milestone without owner has nobody,
//! and the blank is filled in by whoever is on call when it turns out to matter.
//!
//! ## Example
//! Bad: `| orders-db disk | pg_volume_used_bytes | 5.2 TB | 7.1 TB | | Archive orders | Dana Ruiz |`
//!
//! Good: `| orders-db disk | pg_volume_used_bytes | 5.2 TB | 7.1 TB | 6-8 weeks | Archive orders | Dana Ruiz |`
//!
//! ## Fix
//! Fill the cell. `none` is an answer where the column allows it; an estimate that says so is better than a blank.

use crate::finding::Findings;
use crate::gate::rules::prose::within;
use crate::gate::{Case, voice};
use crate::pack::{ColumnSpec, FieldSpec, Kind, ProblemKind, RowRef, SectionSpec, Shape, TableSpec};

crate::rule!("SEC003", "cell-blank", Warning, needs[], "sec003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for spec in case.sections {
        for field in spec.fields {
            if let Shape::Table(table) = field.shape {
                check_table(case, spec, field, table, findings);
            }
        }
    }
}

fn check_table(
    case: &Case<'_>,
    spec: &'static SectionSpec,
    field: &'static FieldSpec,
    table: &'static TableSpec,
    findings: &mut Findings,
) {
    let rows: Vec<RowRef<'_>> = case.section(spec).rows(field.key).collect();
    let called = |column: &ColumnSpec| voice::column(spec, field, column);
    // A column that the document's table does not have is PCK009's to report.
    let absent = |column: &ColumnSpec| {
        case.problems.iter().any(|problem| {
            problem.kind == ProblemKind::MissingColumn
                && problem.section == spec.key
                && problem.field == field.key
                && problem.what == column.header
        })
    };
    let mut columns: Vec<&'static ColumnSpec> =
        table.columns.iter().filter(|column| !column.optional && !absent(column)).collect();
    if rows.len() > 1 {
        let place = case.section(spec).field(field.key);
        columns.retain(|column| {
            let blank = rows.iter().all(|row| row.cell(column.key).is_blank());
            if blank {
                findings
                    .at(
                        place,
                        format!(
                            "{} is blank in all {} rows of {}",
                            called(column),
                            rows.len(),
                            voice::field(spec, field)
                        ),
                    )
                    .fix(format!("fill it in for each row ({})", belongs(column)));
            }
            !blank
        });
    }
    for (index, row) in rows.iter().enumerate() {
        let blank: Vec<&ColumnSpec> =
            columns.iter().copied().filter(|column| row.cell(column.key).is_blank()).collect();
        let name = match row.cell(table.key_column().key) {
            cell if cell.is_blank() => format!("Row {} of {}", index + 1, voice::field(spec, field)),
            cell => format!("The {} \"{}\"", table.row, cell.text),
        };
        match blank.as_slice() {
            [] => {}
            [column] => {
                findings
                    .at(row.place().column(column.key), format!("{name} has no {}", called(column)))
                    .fix(format!("fill it in ({})", belongs(column)));
            }
            several => {
                let headers: Vec<String> = several.iter().map(|column| called(column)).collect();
                findings
                    .at(row.place(), format!("{name} has {} blank cells: {}", several.len(), headers.join(", ")))
                    .fix(format!("fill in {}, or strike the row", headers.join(", ")));
            }
        }
    }
}

/// What belongs in a column: its words, where it takes one of some.
fn belongs(column: &ColumnSpec) -> String {
    match column.kind {
        Kind::Choice(words) => format!("{}: {}", within(column.doc), words.join(", ")),
        _ => within(column.doc),
    }
}
