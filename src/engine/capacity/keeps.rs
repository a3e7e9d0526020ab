//! A limit as it follows from what has to hold below it, in one line as people write it.

use std::sync::LazyLock;

use regex::Regex;

use super::bound::{Bound, Cache};
use super::error::ForecastError;
use super::queue::{Measure, Station};
use crate::quantity::{self, Comparator, Quantity, QuantityError, Target, Unit};

/// `p95 < 300 ms with 8 workers of 40 ms each`.
static STATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let time = r"\d[\d.,]*\s*(?:µs|us|ms|s|min)";
    Regex::new(&format!(
        r"(?i)^(?P<wait>wait(?:ing|s)?\s+)?(?P<target>\D.*?)[,;]?\s+(?:with|on|by)\s+(?:a pool of\s+)?(?P<servers>\d[\d,]*)\s+[a-z][a-z -]*?(?:\s+of|\s+at|\s+x|\s*,)\s+(?P<service>{time})(?:\s+each)?$"
    ))
    .ok()
});

impl Bound {
    /// Reads what has to hold: `p95 < 300 ms with 8 workers of 40 ms` (waiting and service together), `wait p99 < 5 ms
    /// with 20 connections of 12 ms` (waiting alone), `misses < 800 req/s of 10,000 req/s` (behind a cache).
    ///
    /// # Errors
    /// [`ForecastError::NoBound`], [`ForecastError::Unreadable`].
    pub fn parse(text: &str) -> Result<Bound, ForecastError> {
        let text = text.trim().trim_end_matches('.');
        let none = || ForecastError::NoBound { text: text.to_owned() };
        if text.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("miss")) {
            return cache(text).ok_or_else(none);
        }
        let found = STATION.as_ref().and_then(|pattern| pattern.captures(text)).ok_or_else(none)?;
        let part = |name: &str| found.name(name).map_or("", |one| one.as_str());
        let servers: u32 = part("servers").replace(',', "").parse().map_err(|_| none())?;
        let unreadable = |field: &str| {
            let field = field.to_owned();
            |problem: QuantityError| ForecastError::Unreadable { field, problem }
        };
        let target = Target::parse(part("target")).map_err(unreadable("target"))?;
        if matches!(target.comparator, Some(Comparator::AtLeast | Comparator::Above)) {
            return Err(none());
        }
        let service = Quantity::parse(part("service")).map_err(unreadable("service_time"))?;
        let (measure, bound): (_, fn(Station) -> Bound) = match found.name("wait") {
            Some(_) => (Measure::Wait, Bound::Pool),
            None => (Measure::Response, Bound::Latency),
        };
        Ok(bound(Station { servers, service, target, measure }))
    }

    /// Whether the value that approaches it rises towards it; `None` where that follows from the limit alone.
    pub fn rises(&self) -> Option<bool> {
        match self {
            Bound::Stated(_) => None,
            Bound::Latency(_) | Bound::Pool(_) | Bound::Connections(_) => Some(true),
            Bound::Cache(_) => Some(false),
        }
    }
}

fn cache(text: &str) -> Option<Bound> {
    let rates: Vec<Quantity> = quantity::find_all(text).into_iter().map(|(_, one)| one).collect();
    match <[Quantity; 2]>::try_from(rates).ok()? {
        [backend, traffic] if [&backend, &traffic].iter().all(|one| matches!(one.unit, Unit::Rate { .. })) => {
            Some(Bound::Cache(Cache { traffic, backend }))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(text: &str, unit: &Unit) -> String {
        Bound::parse(text).unwrap().resolve(unit).unwrap().value.to_string()
    }

    #[test]
    fn what_has_to_hold_is_read() {
        // M/M/1, p95: (1 - rho) x 10 = ln 20; mean: 1 / (1 - rho) = 10. M/M/2, mean wait: rho^2 / (1 - rho^2) = 1 / 3.
        for (text, percent) in [
            ("p95 < 100 ms with 1 worker of 10 ms", "70.04 %"),
            ("mean < 100 ms, with 1 server thread, 10 ms each.", "90 %"),
            ("wait mean < 10 ms with a pool of 2 connections of 30 ms each", "50 %"),
            ("misses < 800 req/s of 10,000 req/s", "92 %"),
        ] {
            assert_eq!(limit(text, &Unit::Percent), percent, "{text}");
        }
        let rate = Quantity::parse("1 req/s").unwrap().unit;
        assert_eq!(limit("mean < 100 ms with 1 worker of 10 ms", &rate), "90 req/s");
        assert_eq!(limit("wait mean < 10 ms with 2 connections of 30 ms", &Unit::count("connections")), "1 connection");
    }

    #[test]
    fn what_states_no_limit_is_said() {
        for text in [
            "",
            "fast",
            "p95 < 100 ms",
            "p95 < 100 ms with enough workers",
            "misses < 10 %",
            "misses of 800 req/s",
            "p95 > 100 ms with 1 worker of 10 ms",
            "p95 < 100 ms with 99999999999 workers of 10 ms",
        ] {
            let error = Bound::parse(text).unwrap_err();
            assert!(matches!(error, ForecastError::NoBound { .. }), "{text}: {error}");
        }
    }
}
