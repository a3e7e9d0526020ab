//! Samples of a metric: put in order, one a day, and judged for being a series at all.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::error::ForecastError;
use super::stats::{median, robust_sigma};
use crate::quantity::{Quantity, Unit, number};

/// A value on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The day it was measured.
    pub date: Date,
    /// What was measured. A plain number takes the unit of the limit.
    pub value: Quantity,
    /// Where it was read: `disk.csv, line 4`; none for one that stands in the question itself.
    pub origin: Option<String>,
}

impl Sample {
    /// One that stands in the question itself.
    pub fn new(date: Date, value: Quantity) -> Self {
        Sample { date, value, origin: None }
    }

    /// What errors call one of its two fields, `date` and `value`.
    pub(super) fn field(&self, index: usize, name: &str) -> String {
        match &self.origin {
            Some(origin) => format!("{origin}, {name}"),
            None => format!("samples[{index}].{name}"),
        }
    }
}

/// Samples in order, one a day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    /// Day 0: the first of January of the year of the first sample, so that phases of the year are those of the
    /// calendar.
    pub first: Date,
    /// Days since day 0, strictly ascending.
    pub days: Vec<f64>,
    /// The values, in the unit of the limit; of several on one day their median.
    pub values: Vec<f64>,
    /// The days on which samples differ, with the greatest difference of each.
    pub disputed: Vec<(Date, f64)>,
}

impl Series {
    /// # Errors
    /// [`ForecastError::FutureSample`]; [`ForecastError::Unreadable`] for another unit.
    pub(super) fn new(samples: &[Sample], unit: &Unit, as_of: Date) -> Result<Self, ForecastError> {
        let mut days: BTreeMap<Date, Vec<f64>> = BTreeMap::new();
        for (index, sample) in samples.iter().enumerate() {
            if sample.date > as_of {
                let (field, date) = (sample.field(index, "date"), sample.date);
                return Err(ForecastError::FutureSample { field, date, as_of });
            }
            let value = in_unit(&sample.value, unit, || sample.field(index, "value"))?;
            days.entry(sample.date).or_default().push(number::to_f64(value));
        }
        let first = days.keys().next().copied().unwrap_or(as_of).first_of_year();
        let mut series = Series { first, days: Vec::new(), values: Vec::new(), disputed: Vec::new() };
        for (date, mut values) in days {
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            if most > least {
                series.disputed.push((date, most - least));
            }
            series.days.push(days_between(first, date));
            series.values.push(median(&mut values));
        }
        Ok(series)
    }

    pub(super) fn len(&self) -> usize {
        self.days.len()
    }

    /// From the first sample to the last, in days.
    pub(super) fn span(&self) -> f64 {
        self.last() - self.start()
    }

    /// The day of the first sample.
    pub(super) fn start(&self) -> f64 {
        self.days.first().copied().unwrap_or(0.0)
    }

    /// The day of the last sample.
    pub(super) fn last(&self) -> f64 {
        self.days.last().copied().unwrap_or(0.0)
    }

    /// Whether the value of the last day is the median of several that differ.
    pub(super) fn last_is_median(&self) -> bool {
        self.disputed.last().is_some_and(|(date, _)| days_between(self.first, *date) == self.last())
    }

    /// The part of the series up to and including a day.
    pub(super) fn until(&self, day: f64) -> usize {
        self.days.partition_point(|at| *at <= day)
    }

    /// The median distance of neighbours, in days; 1 for fewer than two samples.
    pub(super) fn spacing(&self) -> f64 {
        let mut gaps: Vec<f64> = self.days.windows(2).map(|pair| pair[1] - pair[0]).collect();
        if gaps.is_empty() { 1.0 } else { median(&mut gaps) }
    }

    /// The noise from one sample to the next, as the standard deviation of one value: differences of neighbours around
    /// their median, divided by sqrt(2). Trend and level shifts hardly show in it.
    pub(super) fn noise(&self) -> f64 {
        let mut steps: Vec<f64> = self.values.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let usual = median(&mut steps.clone());
        steps.iter_mut().for_each(|step| *step -= usual);
        robust_sigma(&steps) / std::f64::consts::SQRT_2
    }

    /// Days whose samples differ by more than three standard deviations of two values with the usual noise.
    pub(super) fn contradictions(&self) -> Vec<Date> {
        let bound = 3.0 * std::f64::consts::SQRT_2 * self.noise();
        self.disputed.iter().filter(|(_, size)| *size > bound).map(|(date, _)| *date).collect()
    }

    /// Whether most days of the week are sampled, each at least three times, over at least four weeks.
    pub(super) fn shows_weeks(&self) -> bool {
        let mut seen = [0_u32; 7];
        for day in &self.days {
            seen[weekday(*day)] += 1;
        }
        self.span() >= 28.0 && seen.iter().all(|times| *times >= 3)
    }

    /// Whether two whole years are covered, in each twelfth of the year at least four times.
    pub(super) fn shows_years(&self) -> bool {
        let mut seen = [0_u32; 12];
        for day in &self.days {
            seen[twelfth(*day)] += 1;
        }
        self.span() >= 730.0 && seen.iter().all(|times| *times >= 4) && self.spacing() <= 15.0
    }

    /// The longest time without a sample, in days, where that is a quarter of the whole or more and unlike the rest.
    pub(super) fn gap(&self) -> Option<f64> {
        let widest = self.days.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
        (widest > 0.25 * self.span() && widest > 3.0 * self.spacing()).then_some(widest)
    }
}

/// A value in the unit of the limit; a plain number takes it.
pub(super) fn in_unit(value: &Quantity, unit: &Unit, field: impl FnOnce() -> String) -> Result<Decimal, ForecastError> {
    if !value.has_unit() {
        return Ok(value.value);
    }
    value
        .to_unit(unit)
        .map(|value| value.value)
        .map_err(|problem| ForecastError::Unreadable { field: field(), problem })
}

/// The days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> f64 {
    f64::from((to - from).get_days())
}

/// The day of the week of a day, counted from day 0.
pub(super) fn weekday(day: f64) -> usize {
    libm::fmod(day.max(0.0), 7.0) as usize % 7
}

/// The twelfth of the year of a day, counted from day 0.
pub(super) fn twelfth(day: f64) -> usize {
    (libm::fmod(day.max(0.0), 365.25) * 12.0 / 365.25) as usize % 12
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn sample(month: i8, day: i8, value: &str) -> Sample {
        Sample::new(date(2026, month, day), Quantity::parse(value).unwrap())
    }

    fn gigabytes() -> Unit {
        Quantity::parse("1 GB").unwrap().unit
    }

    #[test]
    fn samples_are_put_in_order_and_into_one_unit() {
        let samples = [sample(3, 1, "0.9 TB"), sample(1, 1, "700 GB"), sample(2, 1, "800")];
        let series = Series::new(&samples, &gigabytes(), date(2026, 3, 1)).unwrap();
        assert_eq!((series.days, series.values), (vec![0.0, 31.0, 59.0], vec![700.0, 800.0, 900.0]));
    }

    #[test]
    fn samples_of_another_kind_or_day_are_errors() {
        let error = |samples: &[Sample]| Series::new(samples, &gigabytes(), date(2026, 3, 1)).unwrap_err().to_string();
        let message = error(&[sample(1, 1, "700 GB"), sample(1, 2, "71 %")]);
        assert_eq!(message, "`samples[1].value`: `71 %` cannot be compared with a value in GB");
        assert!(error(&[sample(3, 2, "1 GB")]).contains("`samples[0].date`: 2026-03-02 lies after"));
    }

    #[test]
    fn a_day_with_two_values_is_disputed() {
        let mut samples: Vec<Sample> = (1..=20).map(|day| sample(1, day, &format!("70{} GB", day % 3))).collect();
        samples.push(sample(1, 5, "701 GB"));
        samples.push(sample(1, 9, "900 GB"));
        let series = Series::new(&samples, &gigabytes(), date(2026, 3, 1)).unwrap();
        assert_eq!(series.len(), 20);
        assert_eq!(series.contradictions(), vec![date(2026, 1, 9)]);
    }
}
