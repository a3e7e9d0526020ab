//! Service level objectives: as stated, else from the catalogue, marked as what they are.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::quantity::{Quantity, Unit, number};
use crate::skills::platform_infrastructure::brief::Journey;
use crate::skills::platform_infrastructure::propose::catalog::{Catalog, Journey as Kind};
use crate::skills::platform_infrastructure::propose::words::{self, listed, lower_first, option, row, sentence};
use crate::skills::platform_infrastructure::propose::{Assumed, Draft, calendar};

/// One row for each journey.
pub(super) fn objectives(draft: &mut Draft<'_>) -> Vec<Json> {
    let journeys = &draft.brief.journeys;
    let revisit = calendar::monday(calendar::plus(draft.as_of(), 60));
    let kinds: Vec<Option<&'static Kind>> = {
        let catalog: &'static Catalog = draft.catalog;
        journeys.iter().map(|journey| catalog.journey(journey.kind.as_deref(), &journey.name)).collect()
    };
    let measured = assume_methods(draft, &kinds);
    let mut rows = Vec::new();
    for (journey, kind) in journeys.iter().zip(kinds) {
        let owner = journey.owner.as_deref().or(draft.area("quality")).unwrap_or_default().to_owned();
        let proposal = match (&journey.target, kind) {
            (None, Some(kind)) => Some(propose(draft, journey, kind)),
            _ => None,
        };
        let target =
            journey.target.clone().or(proposal.as_ref().map(|proposal| proposal.target.clone())).unwrap_or_default();
        let sli = journey.sli.clone().or(kind.map(|kind| kind.sli.clone())).unwrap_or_default();
        let mut notes: Vec<String> = Vec::new();
        if let Some(baseline) = &journey.baseline {
            notes.push(format!("Baseline {}", sentence(baseline)));
        }
        if let Some(work) = &journey.improved_by {
            notes.push(format!("The gap to the target is closed by {}.", work.trim().trim_end_matches('.')));
        }
        match &proposal {
            Some(proposal) => notes.push(format!(
                "{}Target is an estimate, confidence {} ({}); revisit {revisit}.",
                proposal.why, proposal.confidence, proposal.id
            )),
            None if journey.baseline.is_none() && journey.past_windows.is_empty() && !target.is_empty() => {
                notes.push(format!("Target as stated, not measured yet: estimate, confidence low; revisit {revisit}."));
            }
            None => {}
        }
        if borrows(journey) && kind.is_some() && proposal.is_none() {
            notes.push(format!("{} ({measured}).", open_parts(journey)));
        }
        rows.push(row([
            ("journey", &journey.name),
            ("sli", &sli),
            ("target", &target),
            ("method", &method(journey, kind)),
            ("owner", &owner),
            ("notes", &notes.join(" ")),
        ]));
    }
    rows
}

/// Whether indicator or method come from the catalogue.
fn borrows(journey: &Journey) -> bool {
    journey.sli.is_none() || (journey.method.is_none() && (journey.sli.is_none() || seen_in(journey).is_none()))
}

fn open_parts(journey: &Journey) -> &'static str {
    match (journey.sli.is_none(), journey.method.is_none()) {
        (true, true) => "Indicator and method are proposed",
        (true, false) => "Indicator is proposed",
        _ => "Method is proposed",
    }
}

/// Where the indicator is measured: as stated; where the writer's own indicator was read for its baseline; as the
/// catalogue measures its own indicator.
fn method(journey: &Journey, kind: Option<&Kind>) -> String {
    if let Some(method) = &journey.method {
        return method.clone();
    }
    match (journey.sli.is_some(), seen_in(journey), kind) {
        (true, Some(source), _) => format!("{source}, as for the baseline"),
        (_, _, Some(kind)) => kind.method.clone(),
        (false, Some(source), None) => format!("{source}, as for the baseline"),
        _ => String::new(),
    }
}

/// The source in brackets behind a baseline, without its date: `99.93 % over 90 days (Grafana, 2026-10-31)`.
fn seen_in(journey: &Journey) -> Option<&str> {
    let baseline = journey.baseline.as_deref()?.trim();
    let (_, inside) = baseline.strip_suffix(')')?.rsplit_once('(')?;
    let source = inside.rsplit_once(',').map_or(inside, |(source, _)| source).trim();
    (!source.is_empty()).then_some(source)
}

/// A proposed objective.
struct Proposal {
    target: String,
    confidence: String,
    id: String,
    /// A sentence before the estimate, where the catalogue's target was not taken.
    why: String,
}

/// Whether a percentage is a part of a whole that something is left of.
pub(super) fn is_share(percent: &Decimal) -> bool {
    (Decimal::ZERO..Decimal::ONE_HUNDRED).contains(percent)
}

/// What a journey without a stated target is asked for: the catalogue's target; or half of today's failures, where the
/// baseline shows more than twice the failures that target allows: an objective missed from the first day on steers
/// nothing.
pub(super) struct Wanted<'k> {
    /// As the catalogue writes it.
    written: &'k str,
    /// ` over 30 days`; blank without a window.
    over: String,
    /// The share of the catalogue; none where its target is no share.
    share: Option<Decimal>,
    /// Half of today's failures as a share, and today's share.
    halved: Option<(Decimal, Decimal)>,
}

impl<'k> Wanted<'k> {
    pub fn of(journey: &Journey, kind: &'k Kind) -> Self {
        let (target, window) = kind.target.split_once(" over ").unwrap_or((kind.target.as_str(), ""));
        let over = if window.is_empty() { String::new() } else { format!(" over {window}") };
        let share = |text: &str| {
            let quantity = Quantity::parse(text).ok().filter(|quantity| quantity.unit == Unit::Percent)?;
            Some(quantity.value)
        };
        let wanted = share(target);
        let today = journey.baseline.as_deref().and_then(share).filter(is_share);
        let failures = |share: Decimal| Decimal::ONE_HUNDRED - share;
        let halved = match (wanted, today) {
            (Some(wanted), Some(today)) if failures(today) > failures(wanted) * Decimal::TWO => {
                Some((Decimal::ONE_HUNDRED - number::round_up(failures(today) / Decimal::TWO, 2), today))
            }
            _ => None,
        };
        Wanted { written: &kind.target, over, share: wanted, halved }
    }

    /// `99.6 % over 30 days`.
    pub fn target(&self) -> String {
        self.halved.map_or_else(|| self.written.to_owned(), |(half, _)| self.print(half))
    }

    fn print(&self, share: Decimal) -> String {
        format!("{} %{}", number::print(share), self.over)
    }
}

fn propose(draft: &mut Draft<'_>, journey: &Journey, kind: &Kind) -> Proposal {
    let asked = Wanted::of(journey, kind);
    let (halved, wanted) = (asked.halved, asked.share);
    let print = |share: Decimal| asked.print(share);
    let (assumed, why, options, confidence) = match (halved, wanted) {
        (Some((half, today)), Some(wanted)) => (
            asked.target(),
            format!("Half of today's failures; the usual {} would be missed from the first day on. ", print(wanted)),
            vec![print(half), print(wanted), format!("{} as today", print(today))],
            "low",
        ),
        (_, Some(wanted)) if journey.baseline.is_some() => {
            (kind.target.clone(), String::new(), around(wanted, &print), kind.confidence.as_str())
        }
        (_, Some(wanted)) => (kind.target.clone(), String::new(), around(wanted, &print), "low"),
        _ => (
            kind.target.clone(),
            String::new(),
            vec![
                kind.target.clone(),
                "the value of the first 30 days".to_owned(),
                "no objective before the first 30 days are measured".to_owned(),
            ],
            "low",
        ),
    };
    let parts = match (
        journey.sli.is_none(),
        journey.method.is_none() && (journey.sli.is_none() || seen_in(journey).is_none()),
    ) {
        (true, true) => ", with the usual indicator and method",
        (true, false) => ", with the usual indicator",
        (false, true) => ", with the usual method",
        (false, false) => "",
    };
    let confirm = journey.owner.clone().or_else(|| draft.confirms("quality"));
    let id = draft.assume(Assumed {
        about: format!("the objective of \"{}\"", journey.name),
        text: format!(
            "The objective of \"{}\" is {assumed}{parts}, as for the kind \"{}\" ({})",
            journey.name,
            kind.name,
            lower_first(kind.when.trim_end_matches('.'))
        ),
        options: options.iter().map(|one| option(one)).collect(),
        confidence: confidence.to_owned(),
        confirm,
        source: format!("groundplan catalogue, journeys/{}: {}", kind.key, kind.source),
    });
    Proposal { target: assumed, confidence: confidence.to_owned(), id, why }
}

/// A share, half its failures, twice its failures.
fn around(share: Decimal, print: &dyn Fn(Decimal) -> String) -> Vec<String> {
    let failures = Decimal::ONE_HUNDRED - share;
    vec![
        print(share),
        print(Decimal::ONE_HUNDRED - failures / Decimal::TWO),
        print(Decimal::ONE_HUNDRED - failures * Decimal::TWO),
    ]
}

/// One assumption for all journeys whose target is stated and whose indicator or method is not.
fn assume_methods(draft: &mut Draft<'_>, kinds: &[Option<&'static Kind>]) -> String {
    let open: Vec<(&str, &Kind)> = draft
        .brief
        .journeys
        .iter()
        .zip(kinds)
        .filter(|(journey, _)| journey.target.is_some() && borrows(journey))
        .filter_map(|(journey, kind)| Some((journey.name.as_str(), (*kind)?)))
        .collect();
    if open.is_empty() {
        return String::new();
    }
    let names: Vec<String> = open.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let confirm = draft.confirms("quality");
    draft.assume(Assumed {
        about: "the usual ways of measuring".to_owned(),
        text: format!(
            "The brief leaves indicator or method of {} open: section 3 takes the usual ones",
            listed(&names)
        ),
        options: vec![
            "the usual indicator and method".to_owned(),
            "what today's dashboards show, unchanged".to_owned(),
            "a synthetic probe every 60 seconds beside today's dashboards".to_owned(),
        ],
        confidence: "medium".to_owned(),
        confirm,
        source: format!(
            "groundplan catalogue, journeys: {}",
            words::documents(open.iter().map(|(_, kind)| kind.source.as_str()))
        ),
    })
}
