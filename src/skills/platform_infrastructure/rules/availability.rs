//! What a pack says of availability outside its SLOs, held against them. No rule; QUA009 reports it.

use rust_decimal::Decimal;

use super::qua009::{GENERIC, Objective, is_success, same_window};
use crate::finding::Findings;
use crate::gate::Entry;
use crate::pack::Place;
use crate::pack::records::Records;
use crate::quantity::{self, Target, Unit};
use crate::skills::platform_infrastructure::{Attribute, Case, Context, Quality, Roadmap};
use crate::skills::shared::reading::objective;
use crate::skills::shared::reading::wording::stems;
use crate::text;

/// Words by which something is available.
const AVAILABLE: &[&str] = &["availability", "available", "uptime"];

/// Words of a measure that mean the same, in its name.
const RATE: &[&str] = &["success", "rate"];

/// Words of a target that is about everything there is.
const EVERYTHING: &[&str] = &[
    "platform", "service", "services", "system", "systems", "overall", "total", "target", "least", "over", "per",
    "day", "week", "month", "year", "quarter", "hour", "minute", "rolling", "calendar", "any", "every", "answered",
    "without", "error", "succeed", "full", "outage", "about", "budget", "at",
];

/// Words of an indicator that counts what fails.
const COUNTED: &[&str] = &[
    "error*", "5xx", "fail*", "success*", "succeed*", "accepted", "acknowledged", "answered", "status", "timeout*",
    "good", "saved",
];

/// Words of a promise.
const PROMISE: &[&str] = &[
    "target*", "slo", "sla", "promis*", "guarantee*", "commit*", "contract*", "must", "at least", "objective*",
    "have to", "has to",
];

/// Words of what is or was, and of what is supposed or rejected.
const OTHERWISE: &[&str] = &[
    "today", "now", "currently", "was", "were", "baseline", "measured", "attain*", "reached", "from", "if", "would",
    "could", "instead", "not", "no", "never", "until", "raise*", "option*",
];

impl Objective<'_> {
    /// Whether a target for the same time asks for more than this one, which counts failures.
    fn is_exceeded_by(&self, target: &Target) -> bool {
        is_success(&self.slo)
            && same_window(&self.target, target)
            && objective::share(&self.target).zip(objective::success(target)).is_some_and(|(own, other)| other > own)
    }

    /// Whether a statement speaks of the availability of its journey.
    fn is_available_in(&self, statement: &str) -> bool {
        // A name of one word may be part of another name.
        let near = |word: &str| {
            text::mentions(statement, &format!("{word} of {}", self.journey))
                || text::mentions(statement, &format!("{} {word}", self.journey))
        };
        !self.journey.is_empty()
            && (AVAILABLE.iter().any(|word| near(word))
                || (self.journey.contains(' ')
                    && text::mentions(statement, &self.journey)
                    && text::has_any(statement, AVAILABLE)))
    }
}

/// Whether a word says that something is available.
fn is_availability(word: &str) -> bool {
    AVAILABLE.contains(&word) || RATE.contains(&word)
}

/// An availability that names nothing it is the availability of, stricter than all that is promised of the journeys there are.
pub(super) fn of_everything(
    row: &Attribute<'_>,
    target: &Target,
    promised: Decimal,
    objectives: &[Objective<'_>],
    findings: &mut Findings,
) {
    let words = stems(&format!("{} {}", row.name().text, row.target().text), GENERIC);
    if !words.iter().all(|word| text::has_number(word) || is_availability(word) || EVERYTHING.contains(&word.as_str()))
    {
        return;
    }
    let shares = || objectives.iter().filter_map(|one| Some((objective::share(&one.target)?, one)));
    // What is counted otherwise, such as freshness, says nothing of failures; but one that is as strict may be meant.
    let counted = shares().filter(|(_, one)| {
        is_success(&one.slo) && same_window(&one.target, target) && text::has_any(one.slo.sli().text, COUNTED)
    });
    let Some((_, one)) = counted.max_by_key(|(share, _)| *share) else { return };
    if shares().any(|(share, _)| share >= promised) {
        return;
    }
    let (slo, stated) = (&one.slo, &one.target);
    findings
        .at(
            row.target().place,
            format!("Availability is {target} here, and no SLO that counts failures asks for more than {stated}"),
        )
        .evidence(format!("the strictest is that of \"{}\"", slo.name().text))
        .fix("name what it is the availability of, or write what its journeys promise")
        .related(slo.target().place, format!("the SLO: {}", slo.target().text));
}

/// Success measures that bear the name of a journey and ask for more than its SLO.
pub(super) fn in_success_measures(case: &Case<'_>, objectives: &[Objective<'_>], findings: &mut Findings) {
    for row in Context::of(case.pack).success() {
        let Ok(target) = Target::parse(row.target().text) else { continue };
        let mut words = stems(row.name().text, GENERIC);
        let all = words.len();
        words.retain(|word| !is_availability(word));
        let named = objectives.iter().filter(|one| words.len() < all && one.words == words);
        if let Some(one) = named.into_iter().find(|one| one.is_exceeded_by(&target)) {
            report(one, &target, row.target().place, findings);
        }
    }
}

/// Promises in a text that are about the availability of a journey and ask for more than its SLO.
pub(super) fn in_text(entry: &Entry<'_>, objectives: &[Objective<'_>], findings: &mut Findings) {
    let (said, place) = (entry.cell.text, entry.cell.place);
    let tables = place.section == Quality::KEY
        && matches!(place.field, "reliability" | "slos" | "components" | "past" | "dependencies");
    let steps = place.section == Roadmap::KEY && place.field == "milestones";
    let measures = place.section == Context::KEY && place.field == "success";
    if tables || steps || measures || place.section == Records::KEY || !said.contains('%') {
        return;
    }
    // The clause alone: a decision says what will not be done as well.
    let statements =
        said.split([';', '\n', '(', ')']).flat_map(|part| part.split(". ")).flat_map(|part| part.split(", "));
    for statement in statements {
        let promises = text::has_any(statement, PROMISE) || statement.contains(">=");
        let shares = quantity::find_all(statement).iter().filter(|(_, one)| one.unit == Unit::Percent).count();
        if !promises || shares != 1 || text::has_any(statement, OTHERWISE) {
            continue;
        }
        let Ok(target) = Target::parse(statement) else { continue };
        let mut named = objectives.iter().filter(|one| one.is_available_in(statement));
        // Of two journeys in one statement nobody can say whose target it is.
        if let (Some(one), None) = (named.next(), named.next())
            && one.is_exceeded_by(&target)
        {
            report(one, &target, place, findings);
        }
    }
}

fn report(one: &Objective<'_>, target: &Target, place: Place<'_>, findings: &mut Findings) {
    let (slo, stated) = (&one.slo, &one.target);
    findings
        .at(
            place,
            format!("Availability of \"{}\" is {target} here, stricter than {stated} in its SLO", slo.name().text),
        )
        .fix("decide which one holds and write it in both places")
        .related(slo.target().place, format!("the SLO: {}", slo.target().text));
}
