//! How sure a rate and a median of few observations are.

/// What may lie outside of a 95 % interval on either side.
const TAIL: f64 = 0.025;

/// The two-sided 95 % point of the normal distribution.
const Z95: f64 = 1.959_963_984_540_054;

/// The 95 % interval of a share, `hits` of `all`, `all` above 0 (Wilson, "Probable Inference, the Law of Succession, and
/// Statistical Inference", JASA 22, 1927): it holds for few observations, and for 0 and 100 %.
pub fn wilson(hits: u64, all: u64) -> (f64, f64) {
    let (n, p) = (all as f64, hits as f64 / all as f64);
    let square = Z95 * Z95;
    let middle = (p + square / (2.0 * n)) / (1.0 + square / n);
    let half = Z95 / (1.0 + square / n) * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// The ranks, from 1, of the sorted observations between which the median lies with 95 % confidence, whatever the
/// distribution; `None` for fewer than six (Conover, "Practical Nonparametric Statistics", 3rd edition, section 3.2). Of the
/// pairs that lie alike on both sides it is the narrowest that covers the median with 95 % or more: the 5th and the 13th of
/// 17, since of 17 coins at most 4 show heads in 2.45 % of all throws.
pub fn median_ranks(count: usize) -> Option<(usize, usize)> {
    // How often so many of all coins show heads, as a share of the most frequent number, from the middle down.
    let mut weights = vec![1.0_f64];
    for heads in (1..=count / 2).rev() {
        let last = weights.last().copied().unwrap_or_default();
        weights.push(last * heads as f64 / (count - heads + 1) as f64);
    }
    // An even number of coins has one middle, an odd number two.
    let lower: f64 = weights.iter().rev().sum();
    let all = 2.0 * lower - if count.is_multiple_of(2) { 1.0 } else { 0.0 };
    let mut tail = 0.0;
    let fits = |weight: &&f64| {
        tail += **weight / all;
        tail <= TAIL
    };
    let low = weights.iter().rev().take_while(fits).count();
    (low > 0).then_some((low, count + 1 - low))
}
