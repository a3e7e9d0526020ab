//! How sure a rate and a median of few observations are.

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
/// distribution; `None` for fewer than six (Conover, "Practical Nonparametric Statistics", 3rd edition, section 3.2).
pub fn median_ranks(count: usize) -> Option<(usize, usize)> {
    if count < 6 {
        return None;
    }
    let n = count as f64;
    let half = 0.5 * Z95 * n.sqrt();
    let (low, high) = ((0.5 * n - half).floor().max(1.0), (0.5 * n + half).ceil() + 1.0);
    Some((low as usize, (high as usize).min(count)))
}
