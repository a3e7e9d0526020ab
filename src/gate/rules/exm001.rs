//! An exemption is incomplete, has expired, covers nothing, or names a rule that cannot be exempted.
//!
//! ## What it does
//! Reads each row under *Exemptions*: one rule id, a place as findings print it, a reason of three words or more, and a last
//! day that has not passed on the day of judgement. (A blank cell is SEC003's, a date that is none DAT001's.) A rule that
//! proves a hard rule of the skill cannot be exempted at all: `groundplan rules` says which. An exemption that holds is
//! held against what its rule finds in the sections that exist: one that covers none of it is told too, unless its rule is
//! about the form of a document (PCK), since the same pack in a store has none.
//!
//! ## Why it matters
//! An exemption is a person's promise to come back to something. Without place it covers everything, without reason
//! nobody can renew it with a clear conscience, and once its day has passed the finding counts again, as agreed. One that
//! outlives what it covered lets the next such finding pass, which nobody has weighed. A
//! hard rule is what every plan of the skill promises; a plan that breaks one with permission still breaks it.
//!
//! ## Example
//! Bad: `| SCL003 | all of scaling | accepted | Dana Ruiz | 2026-10-01 |`, read in November.
//!
//! Good: `| SCL003 | scaling.limits[orders-db disk].trigger | the archive job frees 300 GB on 2026-12-05 | Dana Ruiz |
//! 2026-12-31 |`
//!
//! ## Fix
//! Complete the row; renew it with a new reason, or strike it and mend what it covered. Where it names a hard rule, strike
//! it and change the plan.

use crate::finding::Findings;
use crate::gate::{self, Case, Rule, exemption};
use crate::pack::Cell;
use crate::pack::records::{Exemption, Records};

crate::rule!("EXM001", "exemption", Warning, needs["records"], "exm001.rs", check);

/// How the ids of rules begin that are about the form of a document.
const FORM: &str = "PCK";

fn check(case: &Case<'_>, findings: &mut Findings) {
    check_use(case, findings);
    for exemption in Records::of(case.pack).exemptions() {
        let rule = exemption.rule();
        if let Some(Rule { id, hard: Some(constraint), .. }) = case.standard.rule(exemption::rule(&exemption)) {
            findings
                .at(
                    rule.place,
                    format!("{id} proves hard rule {constraint} and cannot be exempted: what it finds counts"),
                )
                .fix(format!(
                    "strike the row and change the plan until {id} finds nothing; `groundplan explain {id}` says how"
                ));
            continue;
        }
        if !rule.is_blank() && !is_rule(rule.text) {
            findings
                .at(rule.place, format!("\"{}\" is no rule id, so the exemption covers nothing", rule.text))
                .fix("name one rule by the id its findings carry, such as `SCL003`; another rule takes another row");
        }
        check_place(case, exemption.place_text(), findings);
        let reason = exemption.reason();
        if !reason.is_blank() && reason.text.split_whitespace().count() < 3 {
            findings
                .at(reason.place, format!("The exemption of {} gives no reason anybody could weigh", rule.text))
                .evidence(format!("it says: {}", reason.text))
                .fix("say what makes the finding acceptable until then, in a sentence");
        }
        let expires = exemption.expires();
        if let Ok(last) = expires.text.trim().parse::<jiff::civil::Date>()
            && last < case.on
        {
            findings
                .at(
                    expires.place,
                    format!("The exemption of {} expired on {last}, and what it covered counts again", rule.text),
                )
                .evidence(format!("judged on {}", case.on))
                .fix(format!(
                    "mend what it covered and strike the row, or let {} renew it with a later day",
                    person(exemption.accepted_by())
                ));
        }
    }
}

/// Tells the exemptions that hold and cover nothing of what their rules find.
fn check_use(case: &Case<'_>, findings: &mut Findings) {
    let asked = |exemption: &Exemption<'_>| {
        let rule = case.standard.rule(exemption::rule(exemption));
        let asked =
            rule.is_some_and(|rule| rule.hard.is_none() && rule.id != RULE.rule.id && !rule.id.starts_with(FORM));
        asked && exemption::holds(exemption, case.on) && is_written(case, exemption.place_text())
    };
    let asked: Vec<Exemption<'_>> = Records::of(case.pack).exemptions().filter(asked).collect();
    if asked.is_empty() {
        return;
    }
    let is_named = |rule: &Rule| asked.iter().any(|one| exemption::rule(one).eq_ignore_ascii_case(rule.id));
    let found = gate::run(case, &is_named);
    for exemption in asked.iter().filter(|one| !found.iter().any(|finding| exemption::covers(one, finding))) {
        let (rule, place) = (exemption::rule(exemption), exemption.place_text());
        let elsewhere = found.iter().find(|finding| finding.rule.eq_ignore_ascii_case(rule));
        findings
            .at(place.place, format!("The exemption of {rule} covers nothing: the rule finds nothing there"))
            .evidence(elsewhere.map(|one| format!("it finds something at {}", one.location)).unwrap_or_default())
            .fix("strike the row, or write the place as the finding prints it");
    }
}

/// Whether what a place names is written: an exemption may be given before its finding comes up.
fn is_written(case: &Case<'_>, place: Cell<'_>) -> bool {
    let (section, _) = split_name(place.text.trim().trim_matches('`'));
    let exists = |key: &str| case.pack.sections.contains_key(key);
    if section == "pack" { case.sections.iter().all(|spec| exists(spec.key)) } else { exists(section) }
}

/// Three letters and three digits, bare or as code.
fn is_rule(text: &str) -> bool {
    let id = text.trim().trim_matches('`').as_bytes();
    id.len() == 6 && id[..3].iter().all(u8::is_ascii_alphabetic) && id[3..].iter().all(u8::is_ascii_digit)
}

fn check_place(case: &Case<'_>, cell: Cell<'_>, findings: &mut Findings) {
    let place = cell.text.trim().trim_matches('`');
    if cell.is_blank() || place == "pack" {
        return;
    }
    let (section, rest) = split_name(place);
    let Some(spec) = case.spec(section) else {
        let sections: Vec<&str> = case.sections.iter().map(|spec| spec.key).collect();
        findings
            .at(cell.place, format!("\"{place}\" is no place in the pack, so the exemption covers nothing"))
            .evidence(format!("a place begins with one of: pack, {}", sections.join(", ")))
            .fix("write section, table, row and column, as in `scaling.limits[orders-db disk].trigger`");
        return;
    };
    let field = rest.strip_prefix('.').map(split_name);
    if let Some((field, _)) = field
        && spec.field(field).is_none()
    {
        let fields: Vec<&str> = spec.fields.iter().map(|field| field.key).collect();
        findings
            .at(cell.place, format!("\"{section}\" has no field \"{field}\", so the exemption covers nothing"))
            .evidence(format!("its fields: {}", fields.join(", ")))
            .fix(format!(
                "write section, table, row and column, as in `{section}.{}`",
                fields.first().unwrap_or(&"notes")
            ));
    }
}

/// A name and what follows it, from the first full stop or bracket on.
fn split_name(place: &str) -> (&str, &str) {
    place.split_at(place.find(['.', '[']).unwrap_or(place.len()))
}

fn person<'a>(accepted_by: Cell<'a>) -> &'a str {
    if accepted_by.is_blank() { "the person who accepted it" } else { accepted_by.text }
}
