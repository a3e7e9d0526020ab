//! How growth, backtest and paths are put into words and numbers.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::answer::{Accuracy, Backtest, GrowthAnswer};
use super::backtest::Errors;
use super::frame::{Frame, decimal, percent};
use super::model::Source;
use super::simulate::Path;
use super::work::{Latest, Work};
use crate::engine::chance::percentiles;
use crate::quantity::{Quantity, Unit, number};

/// The days of a month, a twelfth of 365.25.
const MONTH: f64 = 30.4375;

/// A rate per day on the scale of the growth, as people say it: `+40 GB per month`, `+6 % per month`.
pub(super) fn rate(work: &Work<'_>, slope: f64) -> String {
    if !work.model.shape.compound {
        return amount(work.frame, slope);
    }
    per_month(Quantity::new(number::round(decimal(100.0 * libm::expm1(slope * MONTH)), 3), Unit::Percent))
}

/// An amount per day, as people say it: `+40 GB per month`, `-0.5 points per month`.
pub(super) fn amount(frame: &Frame<'_>, per_day: f64) -> String {
    let unit = match &frame.unit {
        Unit::Percent => Unit::Points,
        unit => unit.clone(),
    };
    per_month(Quantity::new(number::round(decimal(per_day * MONTH), 3), unit))
}

fn per_month(quantity: Quantity) -> String {
    let plus = if quantity.value > 0.into() { "+" } else { "" };
    format!("{plus}{quantity} per month")
}

/// The slope of a drawn path: paths of falling values are mirrored.
fn slope(work: &Work<'_>, path: &Path) -> f64 {
    if work.frame.rising { path.slope } else { -path.slope }
}

/// How the value grows.
pub(super) fn growth(work: &Work<'_>) -> GrowthAnswer {
    let [slow, middle, quick] = work.slopes;
    let [p10, p50, p90] = [slow, middle, quick].map(|slope| rate(work, slope));
    let kind = if work.model.shape.compound { "compound" } else { "linear" };
    let mut answer = GrowthAnswer {
        model: kind.to_owned(),
        p10,
        p50,
        p90,
        changes: Vec::new(),
        weekly: Vec::new(),
        yearly: Vec::new(),
        derivation: String::new(),
    };
    let Source::Fitted { series, fit, .. } = &work.model.source else {
        let stated = work.frame.spec.growth.as_ref();
        let stated = stated.map_or_else(String::new, |rates| match &rates.likely {
            _ if rates.is_certain() => rates.low.to_string(),
            None => format!("{} to {}, uniform", rates.low, rates.high),
            Some(likely) => format!("{} / {likely} / {}, triangular", rates.low, rates.high),
        });
        answer.derivation = format!("as stated: {stated}");
        return answer;
    };
    let day = |at: &f64| work.frame.day(at - super::series::days_between(series.first, work.frame.as_of));
    answer.changes = fit.changes.iter().filter_map(day).collect();
    let pattern = |values: &[f64]| values.iter().map(|value| deviation(work, *value)).collect::<Vec<String>>();
    if fit.shape.weekly {
        answer.model.push_str(", weekly pattern");
        answer.weekly = pattern(&fit.weekly);
        // Bins are counted from day 0; Monday comes first.
        let monday = (7 - series.first.weekday().to_monday_zero_offset()).rem_euclid(7);
        answer.weekly.rotate_left(usize::from(monday.unsigned_abs()));
    }
    if fit.shape.yearly {
        answer.model.push_str(", yearly pattern");
        answer.yearly = pattern(&fit.yearly);
    }
    if !fit.changes.is_empty() {
        answer.model.push_str(", since the last change");
    }
    answer.derivation = format!(
        "the median slope between pairs of the {} since {} is {} per day, x 30.4375 = {}; its standard error is {} per day",
        number::count(fit.residuals.len(), "sample"),
        answer.changes.last().copied().or_else(|| day(&series.start())).unwrap_or(work.frame.as_of),
        per_day(work, fit.slope.value),
        rate(work, fit.slope.value),
        per_day(work, fit.slope.error),
    );
    answer
}

/// A slope per day with four figures: an amount, or a logarithm.
fn per_day(work: &Work<'_>, slope: f64) -> String {
    match work.model.shape.compound {
        true => format!("ln {}", number::print(number::round(decimal(libm::exp(slope)), 6))),
        false => work.frame.about(slope).to_string(),
    }
}

/// A part of a pattern around its mean: an amount, or a factor in percent.
fn deviation(work: &Work<'_>, value: f64) -> String {
    let quantity = match work.model.shape.compound {
        true => percent(libm::expm1(value)),
        false => Quantity { value: number::round(decimal(value), 3), ..work.frame.about(0.0) },
    };
    let plus = if quantity.value > 0.into() { "+" } else { "" };
    format!("{plus}{quantity}")
}

/// The same without simulation: the time to a bound straight at the median rate, to be checked by hand.
pub(super) fn straight(work: &Work<'_>, bound: Decimal) -> String {
    let [_, slope, _] = work.slopes;
    let (today, shape) = (work.today().value, work.model.shape);
    let days = (shape.scale(number::to_f64(bound)) - shape.scale(work.model.today)) / slope;
    if !work.frame.short_of(today.value, bound) {
        return format!("today's {today} is there");
    }
    if !(days.is_finite() && days > 0.0) {
        return format!("at the median rate of {} it is never reached", rate(work, slope));
    }
    let (from, to) = (today, Quantity::new(bound, work.frame.unit.clone()));
    let mut result = Quantity::days(decimal(days).round_dp(1).normalize()).to_string();
    if !work.limit.is_level() {
        result.push_str(", without launches, spikes and patterns");
    }
    result.push_str(&noise(work));
    match shape.compound {
        true => {
            let [from, to] = [from.value, to.value].map(|value| number::print(value).replace(',', ""));
            let factor = number::print(number::round(decimal(libm::exp(slope)), 8));
            format!("straight at the median rate ln({to} / {from}) / ln({factor} per day) = {result}")
        }
        false => format!("straight at the median rate ({to} - {from}) / ({} per day) = {result}", per_day(work, slope)),
    }
}

/// What the straight way there leaves out: how far single values lie off it. Blank where they do not.
fn noise(work: &Work<'_>) -> String {
    let Source::Fitted { fit, .. } = &work.model.source else { return String::new() };
    let mirror = |residual: &f64| if work.frame.rising { *residual } else { -residual };
    let [far] = percentiles(&fit.residuals.iter().map(mirror).collect::<Vec<f64>>(), [95]);
    let far = if work.frame.rising { far } else { -far };
    let off = deviation(work, far);
    if off.starts_with(['+', '-']) {
        format!("; one value in twenty lies {off} or more off the trend")
    } else {
        String::new()
    }
}

/// How the latest trigger follows from the path that reaches the limit on its P10 day: back from the limit by the lead
/// time where nothing but growth moves the value, else the value on the day.
pub(super) fn fast_path(work: &Work<'_>, latest: &Latest, date: Date) -> String {
    let fast = latest.fast;
    let value = Quantity::new(latest.rounded, work.frame.unit.clone());
    let farther = match latest.value == latest.rounded {
        true => String::new(),
        false => format!("; {} so that it fires by {date} in one draw of ten", work.frame.exactly(latest.value)),
    };
    let slope = slope(work, &fast);
    let (limit, lead) = (
        &work.frame.limit.value,
        work.lead.as_ref().map_or_else(String::new, |lead| Quantity::days(lead.p90).to_string()),
    );
    let rate = rate(work, slope);
    let steps = match (work.limit.is_level(), work.model.shape.compound) {
        (true, false) => {
            let per_day = per_day(work, slope);
            format!(
                "{limit} - ({per_day} per day) x {lead}, rounded away from the limit = {value}; {rate} is the rate of P10"
            )
        }
        (true, true) => {
            let factor = number::print(number::round(decimal(libm::exp(slope)), 8));
            format!(
                "{limit} / ({factor} per day)^({lead}), rounded away from the limit = {value}; {rate} is the rate of P10"
            )
        }
        (false, _) => {
            let start = work.frame.about(work.course.nearest(fast, 0.0));
            format!(
                "the path that reaches the limit on its P10 day, {start} today and {rate}, is at {value} or short of it up to {date}"
            )
        }
    };
    steps + &farther
}

/// The errors of the procedure beside the straight line.
pub(super) fn backtest(work: &Work<'_>) -> Option<Backtest> {
    let Source::Fitted { tested, .. } = &work.model.source else { return None };
    let (model, straight) = tested.errors?;
    let accuracy = |errors: Errors| Accuracy {
        mean_absolute_error: work.frame.about(errors.mae),
        bias: work.frame.about(errors.bias),
        coverage: percent(errors.coverage),
    };
    let (model, straight_line) = (accuracy(model), accuracy(straight));
    let days_ahead = tested.ahead.floor() as i64;
    let widened = tested.widen.map(|widen| Quantity::new(decimal(widen).round_dp(2).normalize(), Unit::Times));
    let derivation = format!(
        "{} up to {} after {}, each forecast from what precedes its cut: off by {} on average, \
         a straight line by {}",
        number::count(tested.forecasts, "sample"),
        Quantity::days(days_ahead),
        number::count(tested.cuts, "cut"),
        model.mean_absolute_error,
        straight_line.mean_absolute_error
    );
    Some(Backtest {
        cuts: tested.cuts,
        forecasts: tested.forecasts,
        days_ahead,
        model,
        straight_line,
        widened,
        derivation,
    })
}
