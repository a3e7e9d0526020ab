//! Change points: days on which level or slope of a series changes for good.

use super::stats::{count, median, robust_sigma};

/// The fewest points of a segment: a line through fewer says nothing.
const SHORTEST: usize = 8;

/// The price of a change, in units of ln n: twice the BIC of its three parameters (place, level, slope), since a false
/// change throws away history that the forecast needs.
const PRICE: f64 = 6.0;

/// The index of the first point of every segment but the first, in ascending order.
///
/// The optimal partition into straight lines: the squared distances from the least-squares line of each segment, in
/// units of the long-run variance of the noise, plus 6 ln n for each change. Points far from their neighbours are
/// clipped first, so that an outage is no change of growth.
///
/// Source: Jackson et al. (2005), "An algorithm for optimal partitioning of data on an interval", IEEE Signal
/// Processing Letters 12; the penalty after Killick, Fearnhead and Eckley (2012), JASA 107, section 2.
pub(super) fn changes(times: &[f64], values: &[f64]) -> Vec<usize> {
    if times.len() < 2 * SHORTEST {
        return Vec::new();
    }
    let values = clipped(values);
    let variance = long_run_variance(&values);
    if variance <= 0.0 {
        return Vec::new();
    }
    partition(&Sums::new(times, &values), variance, PRICE * libm::log(count(times.len())))
}

/// Optimal partitioning: the cheapest segments up to each point follow from those up to every earlier one. Quadratic,
/// which for the few points that a series is thinned to takes less than pruning would.
fn partition(sums: &Sums, variance: f64, price: f64) -> Vec<usize> {
    let n = sums.rows.len() - 1;
    let mut best = vec![f64::INFINITY; n + 1];
    let mut previous = vec![0_usize; n + 1];
    best[0] = -price;
    for end in SHORTEST..=n {
        for start in 0..=end - SHORTEST {
            let cost = best[start] + sums.cost(start, end) / variance + price;
            if cost < best[end] {
                best[end] = cost;
                previous[end] = start;
            }
        }
    }
    let mut found = Vec::new();
    let mut end = previous.get(n).copied().unwrap_or(0);
    while end > 0 {
        found.push(end);
        end = previous.get(end).copied().unwrap_or(0);
    }
    found.reverse();
    found
}

/// Running sums, from which the least-squares line of any segment follows at once.
struct Sums {
    /// n, t, y, tt, ty, yy of all points before each index.
    rows: Vec<[f64; 6]>,
}

impl Sums {
    fn new(times: &[f64], values: &[f64]) -> Self {
        // Around their means, so that squares do not cancel.
        let (time, value) = (mean(times), mean(values));
        let mut rows = Vec::with_capacity(times.len() + 1);
        let mut sums = [0.0; 6];
        rows.push(sums);
        for (t, y) in times.iter().zip(values) {
            let (t, y) = (t - time, y - value);
            for (sum, term) in sums.iter_mut().zip([1.0, t, y, t * t, t * y, y * y]) {
                *sum += term;
            }
            rows.push(sums);
        }
        Sums { rows }
    }

    /// The squared distances of the points `start..end` from their least-squares line.
    fn cost(&self, start: usize, end: usize) -> f64 {
        let mut sums = [0.0; 6];
        for (sum, (high, low)) in sums.iter_mut().zip(self.rows[end].iter().zip(&self.rows[start])) {
            *sum = high - low;
        }
        let [n, t, y, tt, ty, yy] = sums;
        let (stt, sty, syy) = (tt - t * t / n, ty - t * y / n, yy - y * y / n);
        let explained = if stt > 0.0 { sty * sty / stt } else { 0.0 };
        (syy - explained).max(0.0)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len().max(1))
}

/// Values that lie more than three standard deviations of the differences from the median of the seven around them are
/// set to it (Hampel filter).
fn clipped(values: &[f64]) -> Vec<f64> {
    // At both ends the seven do not lie around the value, and a trend would be taken for an outlier.
    let usual = |index: usize| match index.checked_sub(3).and_then(|from| values.get(from..index + 4)) {
        Some(around) => median(&mut around.to_vec()),
        None => values[index],
    };
    let medians: Vec<f64> = (0..values.len()).map(usual).collect();
    let apart: Vec<f64> = values.iter().zip(&medians).map(|(value, usual)| value - usual).collect();
    let bound = 3.0 * robust_sigma(&apart);
    let clip = |(value, usual): (&f64, &f64)| if (value - usual).abs() > bound { *usual } else { *value };
    values.iter().zip(&medians).map(clip).collect()
}

/// The variance that a mean of many points has, times their number. For noise whose neighbours correlate by p it is
/// (1 + p) / (1 - p) times the variance of one point. Both follow from the differences of neighbours, in which neither
/// trend nor changes show: their correlation is -(1 - p) / 2 and their variance 2 (1 - p) times that of one point.
fn long_run_variance(values: &[f64]) -> f64 {
    let raw: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    // Around the median of a neighbourhood, so that a bend of the trend does not pass for correlation; it is no wider
    // than the shortest segment on either side, so that a bend near the end does not either.
    let reach = SHORTEST;
    let usual = |index: usize| {
        let (from, to) = (index.saturating_sub(reach), (index + reach + 1).min(raw.len()));
        median(&mut raw[from..to].to_vec())
    };
    let steps: Vec<f64> = raw.iter().enumerate().map(|(index, step)| step - usual(index)).collect();
    let bound = 3.0 * robust_sigma(&steps);
    let clip = |step: f64| step.clamp(-bound, bound);
    let products: f64 = steps.windows(2).map(|pair| clip(pair[0]) * clip(pair[1])).sum();
    let squares: f64 = steps.iter().map(|step| clip(*step) * clip(*step)).sum();
    let correlation = if squares > 0.0 { (1.05 + 2.0 * products / squares).clamp(0.0, 0.97) } else { 0.0 };
    // (1.05 instead of 1: the local medians take a little of the correlation away.)
    // A counter that moves in exact steps has next to no noise; a thousandth of its range keeps the price finite.
    let range =
        values.iter().copied().fold(f64::NEG_INFINITY, f64::max) - values.iter().copied().fold(f64::INFINITY, f64::min);
    let one = (squares / count(steps.len().max(1)) / (2.0 * (1.0 - correlation))).max(1e-6 * range * range);
    one * (1.0 + correlation) / (1.0 - correlation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::chance::Draws;

    fn times(n: u32) -> Vec<f64> {
        (0..n).map(f64::from).collect()
    }

    #[test]
    fn finds_a_jump_and_a_bend_and_neither_in_an_outage() {
        let mut draws = Draws::new(3, "changes");
        let mut noisy = |value: f64| value + draws.normal();
        let days = times(120);
        let jump: Vec<f64> = days.iter().map(|day| noisy(day + if *day < 70.0 { 0.0 } else { 15.0 })).collect();
        let bend: Vec<f64> = days.iter().map(|day| noisy(day + 2.0 * (day - 60.0).max(0.0))).collect();
        let outage: Vec<f64> =
            days.iter().map(|day| noisy(day - if (50.0..53.0).contains(day) { 40.0 } else { 0.0 })).collect();
        assert_eq!(changes(&days, &jump), vec![70]);
        let found = changes(&days, &bend);
        assert!(found.len() == 1 && (57..=63).contains(&found[0]), "{found:?}");
        assert_eq!(changes(&days, &outage), Vec::<usize>::new());
    }

    #[test]
    fn no_other_single_change_is_cheaper() {
        let mut draws = Draws::new(11, "one change");
        for _ in 0..20 {
            let days = times(40);
            let jump = 8.0 * draws.normal();
            let values: Vec<f64> = (0..40).map(|day| if day < 17 { 0.0 } else { jump } + draws.normal()).collect();
            let (sums, price) = (Sums::new(&days, &values), 12.0);
            let found = partition(&sums, 1.0, price);
            let of = |cuts: &[usize]| {
                let ends: Vec<usize> = [0].iter().chain(cuts).chain(&[40]).copied().collect();
                ends.windows(2).map(|pair| sums.cost(pair[0], pair[1])).sum::<f64>() + price * count(cuts.len())
            };
            let cheapest = (SHORTEST..=40 - SHORTEST).map(|cut| of(&[cut])).fold(of(&[]), f64::min);
            assert!(of(&found) <= cheapest + 1e-9, "{found:?}");
        }
    }

    #[test]
    fn noise_is_seldom_a_change() {
        // Straight lines with white noise, and with noise that remembers four fifths of itself.
        for (memory, most) in [(0.0, 2), (0.8, 10)] {
            let mut false_changes = 0;
            for seed in 0..200 {
                let mut draws = Draws::new(seed, "line");
                let mut noise = 0.0;
                let days = times(100);
                let value = |day: &f64| {
                    noise = memory * noise + draws.normal();
                    0.3 * day + noise
                };
                let values: Vec<f64> = days.iter().map(value).collect();
                false_changes += usize::from(!changes(&days, &values).is_empty());
            }
            assert!(false_changes <= most, "{false_changes} of 200 at {memory}");
        }
    }
}
