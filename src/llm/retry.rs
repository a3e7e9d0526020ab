//! How often an endpoint is asked again, and how long is waited before.

use std::time::{Duration, SystemTime};

/// How often the same is asked, and how long is waited in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often it is asked at most.
    pub tries: u32,
    /// The first wait, where the endpoint does not say; each further one is twice as long.
    pub first: Duration,
    /// The longest wait; an endpoint that asks for a longer one is not asked again.
    pub most: Duration,
    /// How long an endpoint may say nothing before its answer counts as broken off.
    pub idle: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            tries: 6,
            first: Duration::from_secs(1),
            most: Duration::from_secs(120),
            idle: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// How long to wait before the next try, after this many of them; `None` where there is to be none.
    pub(super) fn wait(&self, tries: u32, asked: Option<Duration>) -> Option<Duration> {
        if tries >= self.tries || asked.is_some_and(|wait| wait > self.most) {
            return None;
        }
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1)));
        Some(asked.unwrap_or(doubled).min(self.most))
    }
}

/// What a `Retry-After` header asks for: seconds, or a date (RFC 9110, section 10.2.3).
pub(super) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    match header.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok(),
        Err(_) => {
            let until = httpdate::parse_http_date(header).ok()?;
            Some(until.duration_since(now).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_keep_to_what_is_asked_and_end() {
        let retry = RetryPolicy { tries: 4, ..RetryPolicy::default() };
        let seconds =
            |tries, asked: Option<u64>| retry.wait(tries, asked.map(Duration::from_secs)).map(|wait| wait.as_secs());
        assert_eq!([1, 2, 3, 4].map(|tries| seconds(tries, None)), [Some(1), Some(2), Some(4), None]);
        assert_eq!([seconds(1, Some(7)), seconds(1, Some(0)), seconds(1, Some(121))], [Some(7), Some(0), None]);
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now = httpdate::parse_http_date("Sun, 22 Nov 2026 12:00:00 GMT").unwrap();
        assert_eq!(retry_after("2", now), Some(Duration::from_secs(2)));
        assert_eq!(retry_after("0.5", now), Some(Duration::from_millis(500)));
        assert_eq!(retry_after("Sun, 22 Nov 2026 12:00:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Sun, 22 Nov 2026 11:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!((retry_after("soon", now), retry_after("-1", now)), (None, None));
    }
}
