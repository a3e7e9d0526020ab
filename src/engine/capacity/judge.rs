//! When no date would be honest, and what is wrong with the plan.

use super::answer::{Forecast, Inconclusive, Issue, IssueKind, Reason};
use super::backtest::Tested;
use super::fit::Fit;
use super::frame::{Frame, decimal};
use super::misread;
use super::model::{FEWEST, REACH, SHORTEST, Source, slopes};
use super::series::{Series, days_between};
use super::show;
use super::stats::{Z90, theil_sen};
use super::work::{Work, tenths};
use crate::quantity::{Quantity, number};

/// A stated value that lies this many standard deviations off the fitted one contradicts it.
const FAR_OFF: f64 = 4.0;

/// A change point of growth that turns around is believed once so much of the span lies behind it.
const SETTLED: f64 = 0.25;

/// Why a series has no model.
pub(super) fn too_short(series: &Series) -> Inconclusive {
    let text = format!(
        "{} with samples over {}; a trend takes at least {FEWEST} over {}",
        number::count(series.len(), "day"),
        days(series.span()),
        days(SHORTEST)
    );
    Inconclusive { reason: Reason::TooShort, text }
}

/// A length of time.
fn days(days: f64) -> Quantity {
    Quantity::days(decimal(days).round_dp(1).normalize())
}

/// Why there is no date although there is a model; empty where there is one.
pub(super) fn inconclusive(work: &Work<'_>) -> Vec<Inconclusive> {
    let Source::Fitted { series, fit, tested, at } = &work.model.source else { return Vec::new() };
    let mut because = Vec::new();
    because.extend(outdated(series, *at));
    because.extend(disputed(series));
    because.extend(other_today(work, fit, tested, *at));
    because.extend(turned(series, fit));
    if !is_past(work, fit, tested, *at) {
        because.extend(no_trend(work, fit, tested));
        because.extend(no_skill(work, tested));
    }
    because
}

/// Whether the fitted value of today is at its limit by more than its error: that is so, however noisy single values are.
fn is_past(work: &Work<'_>, fit: &Fit, tested: &Tested, at: f64) -> bool {
    let by = fit.expected(at) - fit.shape.scale(work.frame.limit_f64());
    let by = if work.frame.rising { by } else { -by };
    by >= Z90 * tested.widen.unwrap_or(1.0) * fit.error(at)
}

/// Samples that are older than they are long.
fn outdated(series: &Series, at: f64) -> Option<Inconclusive> {
    let age = at - series.last();
    (age > series.span()).then(|| {
        let text = format!(
            "the last sample is {} old and all of them cover {}: too little for what came since; sample again",
            days(age),
            days(series.span())
        );
        Inconclusive { reason: Reason::TooShort, text }
    })
}

fn disputed(series: &Series) -> Option<Inconclusive> {
    let odd = series.contradictions();
    let first = odd.first()?;
    (odd.len() > (series.len() / 20).max(1)).then(|| {
        let text = format!(
            "the samples of {} of {} differ by more than the noise, first on {first}: they are not of one metric; \
             keep one source",
            odd.len(),
            number::count(series.len(), "day")
        );
        Inconclusive { reason: Reason::Contradictory, text }
    })
}

fn other_today(work: &Work<'_>, fit: &Fit, tested: &Tested, at: f64) -> Option<Inconclusive> {
    let current = work.frame.current?;
    let stated = fit.shape.scale(number::to_f64(current));
    // An exact series leaves no error: then a hundredth of the value still does not count.
    let hundredth = 0.01 * if fit.shape.compound { 1.0 } else { work.model.today.abs() };
    let error = tested.widen.unwrap_or(1.0) * fit.error(at).max(hundredth / FAR_OFF);
    let apart = (stated - fit.expected(at)).abs() > FAR_OFF * error;
    apart.then(|| {
        let (current, fitted) = (work.frame.exactly(current), work.frame.about(work.model.today));
        let text = format!(
            "the stated value of today, {current}, is not what the samples lead to, {fitted}: it is {FAR_OFF} standard \
             deviations off or more; measure both the same way"
        );
        Inconclusive { reason: Reason::Contradictory, text }
    })
}

/// Growth that turned around not long ago: before, it led one way, since then the other.
fn turned(series: &Series, fit: &Fit) -> Option<Inconclusive> {
    let (before, change) = (fit.before?, fit.changes.last()?);
    let certain = |slope: super::stats::Slope| slope.value.abs() > Z90 * slope.error;
    let opposite = before.value * fit.slope.value < 0.0;
    let recent = series.last() - change < SETTLED * series.span();
    (opposite && recent && certain(before) && certain(fit.slope)).then(|| {
        let text = format!(
            "growth turned around {} before the last sample, after {} the other way; what holds is not settled",
            days(series.last() - change),
            days(change - series.start())
        );
        Inconclusive { reason: Reason::Contradictory, text }
    })
}

fn no_trend(work: &Work<'_>, fit: &Fit, tested: &Tested) -> Option<Inconclusive> {
    let error = tested.widen.unwrap_or(1.0) * fit.slope.error;
    let flat = fit.slope.value.abs() < Z90 * error;
    (flat && work.early().is_some()).then(|| {
        let [slow, _, quick] = work.slopes.map(|slope| show::rate(work, slope));
        let text = format!(
            "the samples allow anything from {slow} to {quick}: a trend cannot be told from the noise, and some of it \
             reaches the limit; sample for longer"
        );
        Inconclusive { reason: Reason::TooNoisy, text }
    })
}

fn no_skill(work: &Work<'_>, tested: &Tested) -> Option<Inconclusive> {
    let (model, _) = tested.errors?;
    let distance = (work.frame.limit_f64() - work.model.today).abs();
    (model.mae > distance).then(|| {
        let (mae, distance) = (work.frame.about(model.mae), work.frame.about(distance));
        let text = format!(
            "forecasts up to {} ahead were off by {mae} on average, more than the {distance} left to the limit",
            days(tested.ahead.floor())
        );
        Inconclusive { reason: Reason::TooNoisy, text }
    })
}

/// The issues of the plan, the growth and the samples.
pub(super) fn issues(work: &Work<'_>, forecast: &Forecast, conclusive: bool) -> Vec<Issue> {
    let mut issues = reached(work.frame, work.model.today);
    issues.extend(misread::read_as(work.frame));
    issues.extend(misread::of_percentage(work));
    if conclusive {
        plan(work, forecast, &mut issues);
    }
    growth(work, &mut issues);
    samples(work, &mut issues);
    issues
}

/// Whether today's value is at the limit, or at the trigger.
pub(super) fn reached(frame: &Frame<'_>, today: f64) -> Vec<Issue> {
    let (value, limit) = (decimal(today), &frame.limit.value);
    let stated = frame.current.filter(|current| number::to_f64(*current) == today);
    let today = stated.map_or_else(|| frame.about(today).to_string(), |current| frame.exactly(current));
    let (kind, field, message) = if !frame.short_of(value, limit.value) {
        let reached = if value == limit.value { "reached" } else { "passed" };
        (IssueKind::LimitReached, "limit", format!("the value today, {today}, has {reached} the limit of {limit}"))
    } else if let Some(trigger) = frame.trigger.filter(|trigger| !frame.short_of(value, *trigger)) {
        let trigger = frame.exactly(trigger);
        let message = format!("the value today, {today}, has passed the trigger of {trigger}: mitigation is due now");
        (IssueKind::TriggerPassed, "trigger", message)
    } else {
        return Vec::new();
    };
    vec![Issue::new(kind, field, message)]
}

/// What is wrong with trigger, lead time and start.
fn plan(work: &Work<'_>, forecast: &Forecast, issues: &mut Vec<Issue>) {
    issues.extend(too_late(work, forecast));
    let Some(start) = &forecast.latest_safe_start else { return };
    if start.passed {
        let message = format!(
            "the latest safe start has passed: {}; started today, it is in time in {} of the draws",
            start.derivation, start.in_time
        );
        issues.push(Issue::new(IssueKind::StartPassed, "lead_time", message));
    }
    if let Some(planned) = work.frame.spec.starts.filter(|planned| *planned > start.date && !start.passed) {
        let message = format!("it is planned to start on {planned}, after the latest safe start: {}", start.derivation);
        issues.push(Issue::new(IssueKind::StartTooLate, "starts", message));
    }
}

/// A trigger that fires later than the P90 lead time before the P10 day of the limit. Both days are of the early end:
/// in a world in which the limit comes early, so does the trigger.
fn too_late(work: &Work<'_>, forecast: &Forecast) -> Option<Issue> {
    let (fires, limit) = (forecast.to_trigger.as_ref()?.p10.date?, forecast.to_limit.p10.date?);
    let [early, ..] = work.to_trigger?;
    let deadline = number::to_f64(work.deadline()?);
    // A passed trigger is an issue of its own.
    if early <= deadline + 1e-6 || early <= 0.0 {
        return None;
    }
    let lead = Quantity::days(work.lead.as_ref()?.p90);
    let [limit_early, ..] = work.to_limit;
    let left = Quantity::days(tenths(decimal(limit_early - early)));
    let trigger = work.frame.exactly(work.frame.trigger?);
    let latest = match &work.latest {
        Some(latest) => format!("the latest value that is early enough is {}", work.frame.exactly(latest.value)),
        None => "no value of today or later is early enough: start now".to_owned(),
    };
    let message = format!(
        "the trigger of {trigger} fires on {fires} and leaves {left} to {limit} (both P10), less than the lead time of \
         {lead} (P90); {latest}"
    );
    Some(Issue::new(IssueKind::TriggerTooLate, "trigger", message))
}

fn growth(work: &Work<'_>, issues: &mut Vec<Issue>) {
    let mut add = |kind, field, message| issues.push(Issue::new(kind, field, message));
    let [_, middle, _] = work.slopes;
    let away = if work.frame.rising { middle < 0.0 } else { middle > 0.0 };
    if away {
        let (side, bad) = if work.frame.rising { ("above", "below") } else { ("below", "above") };
        let limit = &work.frame.limit.value;
        let message = format!(
            "a growth of {} leads away from the limit of {limit}, which is taken to lie {side}; were values {bad} it the \
             bad ones, it would be passed today",
            show::rate(work, middle)
        );
        add(IssueKind::LeadsAway, "growth", message);
    }
    if work.frame.spec.growth.as_ref().is_some_and(super::Rates::is_certain)
        && matches!(work.model.source, Source::Stated(_))
    {
        let message =
            "growth is stated as one value, so the dates have no range; state `low`, `likely` and `high`, or \
                       samples"
                .to_owned();
        add(IssueKind::NoRange, "growth", message);
    }
    let [_, _, late] = work.to_limit;
    if late.is_infinite() && !away {
        let horizon = work.frame.day(work.model.horizon as f64).map_or_else(String::new, |day| day.to_string());
        let draws = if work.reaches() { "some draws do not reach" } else { "no draw reaches" };
        let message = match &work.model.source {
            Source::Stated(_) => format!("{draws} the limit by {horizon}, ten years ahead"),
            Source::Fitted { .. } => {
                format!("{draws} the limit by {horizon}; a trend is extended to {REACH} times the time it was seen")
            }
        };
        add(IssueKind::BeyondHorizon, "limit", message);
    }
}

/// Why samples leave a stated growth as it is.
pub(super) fn unconfirmed(because: &[Inconclusive], disagrees: Option<Issue>) -> Vec<Issue> {
    let issue = |one: &Inconclusive| {
        let message =
            format!("the dates are those of the stated growth, which the samples do not confirm: {}", one.text);
        Issue::new(IssueKind::Unconfirmed, "samples", message)
    };
    disagrees.into_iter().chain(because.iter().map(issue)).collect()
}

/// The stated growth where samples show another one, which is `used` for the dates or is not.
pub(super) fn disagrees(work: &Work<'_>, used: bool) -> Option<Issue> {
    let shown = work.slopes.map(|slope| show::rate(work, slope));
    let today = work.model.today;
    let amounts = work.slopes.map(|slope| if work.model.shape.compound { today * libm::expm1(slope) } else { slope });
    another(work.frame, today, amounts, shown, used)
}

/// The same for samples that are too few to fit a curve to: the slopes between all pairs of them, where at least four
/// leave an idea of their noise.
pub(super) fn few_disagree(frame: &Frame<'_>, series: &Series) -> Option<Issue> {
    let slope = theil_sen(&series.days, &series.values, &mut Vec::new()).filter(|_| series.len() >= 4)?;
    let last = series.values.last().copied()?;
    let amounts = [-Z90, 0.0, Z90].map(|by| slope.value + by * slope.error);
    another(frame, last, amounts, amounts.map(|amount| show::amount(frame, amount)), false)
}

/// Compares amounts per day at today's value, low to high or high to low, with the stated growth.
fn another(frame: &Frame<'_>, today: f64, amounts: [f64; 3], shown: [String; 3], used: bool) -> Option<Issue> {
    let rates = frame.spec.growth.as_ref()?;
    let (compound, stated) = slopes(frame, rates).ok()?;
    let amount = |slope: f64| if compound { today * libm::expm1(slope) } else { slope };
    let (low, high) = (amount(stated.quantile(0.0)), amount(stated.quantile(1.0)));
    let [one, _, other] = amounts;
    let (least, most) = (one.min(other), one.max(other));
    // A tenth of either counts as the same.
    let slack = 0.1 * least.abs().max(most.abs());
    (high < least - slack || low > most + slack).then(|| {
        let [slow, middle, quick] = shown;
        let likely = rates.likely.as_ref().unwrap_or(&rates.high);
        let what = if used { ", which is what is used" } else { "; the dates are those of the stated growth" };
        let message = format!("a growth of {likely} is stated, but the samples show {slow} to {quick}{what}");
        let fix = format!("state what was measured, {middle} (P50), or a range from {slow} to {quick}");
        Issue::new(IssueKind::GrowthDisagrees, "growth", message).with_fix(fix)
    })
}

fn samples(work: &Work<'_>, issues: &mut Vec<Issue>) {
    let Source::Fitted { series, fit, tested, at } = &work.model.source else { return };
    let mut add = |kind, message| issues.push(Issue::new(kind, "samples", message));
    let age = at - series.last();
    if age > (0.1 * series.span()).max(3.0 * series.spacing()) {
        add(IssueKind::Stale, format!("the last sample is {} old; what happened since is not known", days(age)));
    }
    if let Some(gap) = series.gap() {
        add(IssueKind::Gap, format!("{} went by without a sample", days(gap)));
    }
    if let Some((first, _)) = series.disputed.first() {
        let message = format!(
            "several samples of {} differ, first of {first}; their median is used",
            number::count(series.disputed.len(), "day")
        );
        add(IssueKind::Disputed, message);
    }
    if let Some(change) = fit.changes.last() {
        let date = work.frame.day(change - days_between(series.first, work.frame.as_of));
        let since = date.map_or_else(String::new, |date| date.to_string());
        let message = format!(
            "level or growth changed {}; the forecast is from what was seen since {since}",
            number::count(fit.changes.len(), "time")
        );
        add(IssueKind::Changed, message);
    }
    match tested.errors {
        // A few percent either way are chance.
        Some((model, straight)) if model.mae > 1.05 * straight.mae => {
            let [model, straight] = [model.mae, straight.mae].map(|error| work.frame.about(error));
            let message = format!(
                "a straight line would have done better on these samples, off by {straight} instead of {model}"
            );
            add(IssueKind::StraightLineBetter, message);
        }
        _ => {}
    }
    if let Some(gained) = fit.walk.filter(|_| !fit.shape.compound) {
        let message = format!(
            "the level wanders like a walk with drift: the error of a forecast grows by {} x sqrt(days), however long it is \
             sampled",
            work.frame.about(gained.sqrt())
        );
        add(IssueKind::Wanders, message);
    }
    if tested.widen.is_none() {
        let message = "too few samples to check the intervals against; they are those of the formula".to_owned();
        add(IssueKind::NotCalibrated, message);
    }
}
