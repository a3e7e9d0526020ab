//! How long after they happened events were received.

/// The upper edges of the classes, in milliseconds, with their names.
const EDGES: [(i64, &str); 12] = [
    (1_000, "1 s"),
    (10_000, "10 s"),
    (60_000, "1 min"),
    (300_000, "5 min"),
    (900_000, "15 min"),
    (3_600_000, "1 h"),
    (21_600_000, "6 h"),
    (86_400_000, "1 day"),
    (259_200_000, "3 days"),
    (604_800_000, "7 days"),
    (2_592_000_000, "30 days"),
    (i64::MAX, "more than 30 days"),
];

/// Ages at receipt, counted in classes.
#[derive(Debug, Default)]
pub(super) struct Lags {
    counts: [u64; EDGES.len()],
    /// Events with both times.
    pub known: u64,
    /// Events with one of the times missing or unreadable.
    pub unknown: u64,
    /// Those received before they happened.
    pub before: u64,
    pub late: u64,
    pub longest_millis: i64,
}

impl Lags {
    /// Counts an event by the difference of its times. Returns whether it was late.
    pub fn add(&mut self, happened: i64, received: i64, late_after: i64) -> bool {
        let lag = received.saturating_sub(happened);
        self.known += 1;
        if lag < 0 {
            self.before += 1;
        }
        self.longest_millis = self.longest_millis.max(lag);
        let class = EDGES.iter().position(|(edge, _)| lag <= *edge).unwrap_or(EDGES.len() - 1);
        if let Some(count) = self.counts.get_mut(class) {
            *count += 1;
        }
        let late = lag > late_after;
        self.late += u64::from(late);
        late
    }

    /// The classes that hold something, with their counts.
    pub fn classes(&self) -> impl Iterator<Item = (&'static str, u64)> {
        EDGES.iter().zip(self.counts).filter(|(_, count)| *count > 0).map(|((_, name), count)| (*name, count))
    }

    /// The class in which so many hundredths of all events have been received.
    pub fn percentile(&self, hundredths: u64) -> Option<&'static str> {
        let mut sum = 0;
        for ((_, name), count) in EDGES.iter().zip(self.counts) {
            sum += count;
            if self.known > 0 && u128::from(sum) * 100 >= u128::from(self.known) * u128::from(hundredths) {
                return Some(name);
            }
        }
        None
    }
}
