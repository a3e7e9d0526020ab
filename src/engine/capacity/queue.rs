//! Limits that hurt before 100 %: the utilization at which waiting makes latency miss its target.
//!
//! A station of `c` equal servers (threads, cores, connections) with Poisson arrivals and exponential service is M/M/c.
//! Both assumptions flatter bursty traffic and long-tailed service, so the computed utilization is the most that is
//! justified, not a safe one.
//!
//! Source: Gross, Shortle, Thompson and Harris (2008), "Fundamentals of Queueing Theory", 4th edition, sections 2.3 and
//! 2.4: Erlang's C formula, the waiting time and the time in the system.

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::error::ForecastError;
use super::timing::Threshold;
use crate::quantity::{Quantity, QuantityError, Target, TimeUnit, Unit, number};

/// The most servers of one station: beyond them waiting hardly exists below 99 %.
pub const MOST_SERVERS: u32 = 100_000;

/// Which time has to meet the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Waiting and service: what a caller sees.
    Response,
    /// Waiting alone: what taking a connection from a pool costs.
    Wait,
}

/// Servers with one queue before them, and the time they have to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// How many work at a time: threads, cores, connections of a pool. 1 to [`MOST_SERVERS`].
    pub servers: u32,
    /// How long one request holds a server on average.
    pub service: Quantity,
    /// The target: `p95 < 100 ms`; a target without a percentile is one for the mean.
    pub target: Target,
    /// Which time the target is for.
    pub measure: Measure,
}

/// The share of requests that have to wait, Erlang's C formula, for `offered` load in servers (arrivals per second x
/// seconds of service). 1 where the load reaches the servers, 0 without load.
///
/// Computed by the recursion of Erlang's B formula, `B(k) = a B(k - 1) / (k + a B(k - 1))`, which neither overflows nor
/// cancels; then `C = B / (1 - a / c (1 - B))`.
pub fn erlang_c(servers: u32, offered: f64) -> f64 {
    let servers_f = f64::from(servers);
    if offered.is_nan() || offered >= servers_f {
        return 1.0;
    }
    if offered <= 0.0 {
        return 0.0;
    }
    let blocked = (1..=servers).fold(1.0, |blocked, k| offered * blocked / (f64::from(k) + offered * blocked));
    blocked / (1.0 - offered / servers_f * (1.0 - blocked))
}

/// A station in binary fractions; times in units of the service time.
struct Load {
    servers: u32,
    /// The bound divided by the service time.
    bound: f64,
    /// The share that may exceed the bound; `None` for a target on the mean.
    share: Option<f64>,
    measure: Measure,
}

impl Load {
    /// The share above the bound, or the mean in service times, at an offered load.
    fn at(&self, offered: f64) -> f64 {
        let waits = erlang_c(self.servers, offered);
        let spare = f64::from(self.servers) - offered;
        match (self.share, self.measure) {
            (None, Measure::Wait) => waits / spare,
            (None, Measure::Response) => waits / spare + 1.0,
            (Some(_), Measure::Wait) => waits * libm::exp(-spare * self.bound),
            (Some(_), Measure::Response) => {
                let served = libm::exp(-self.bound);
                let both = spare - 1.0;
                // Where waiting and service take as long on average, the quotient becomes its limit.
                let extra = match both.abs() < 1e-9 {
                    true => self.bound * served,
                    false => (served - libm::exp(-spare * self.bound)) / both,
                };
                served + waits * extra
            }
        }
    }

    fn allowed(&self) -> f64 {
        self.share.unwrap_or(self.bound)
    }

    /// The greatest offered load that meets the target; `None` where none does. Both sides only rise with the load.
    fn greatest(&self) -> Option<f64> {
        let (mut low, mut high) = (0.0, f64::from(self.servers));
        if self.at(low) > self.allowed() {
            return None;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.at(middle) <= self.allowed() { low = middle } else { high = middle }
        }
        Some(low)
    }
}

impl Station {
    /// The value of a metric in `unit` at which the target is just met: a utilization for `%`, the arrivals for a rate,
    /// the busy servers for a count. Rounded down to four figures. `field` names the input in errors.
    ///
    /// # Errors
    /// [`ForecastError::OutOfRange`], [`ForecastError::NeverMet`], [`ForecastError::OtherMetric`],
    /// [`ForecastError::Unreadable`] for times that are none.
    pub fn greatest_load(&self, unit: &Unit, field: &str) -> Result<Threshold, ForecastError> {
        let seconds = |quantity: &Quantity, name: &str| self.seconds(quantity, field, name);
        if self.servers == 0 || self.servers > MOST_SERVERS {
            let (field, value) = (format!("{field}.servers"), self.servers.to_string());
            return Err(ForecastError::OutOfRange { field, value, accepted: "from 1 to 100,000" });
        }
        let (service, bound) = (seconds(&self.service, "service_time")?, seconds(&self.target.quantity, "target")?);
        let load =
            Load { servers: self.servers, bound: bound / service, share: self.share(field)?, measure: self.measure };
        let offered = load.greatest().ok_or_else(|| self.never_met(&load, service, field))?;
        let servers = f64::from(self.servers);
        let value = match unit {
            Unit::Percent | Unit::Points => 100.0 * offered / servers,
            Unit::Rate { .. } => self.arrivals(offered / service, unit, field)?,
            Unit::Count(_) => offered,
            _ => return Err(self.other_metric(unit, field)),
        };
        let value = exactly(value, &self.service)?;
        let value = Quantity::new(number::round_down(value, 4), unit.clone());
        let derivation = self.derivation(&load, offered, &value);
        Ok(Threshold { value, derivation })
    }

    fn share(&self, field: &str) -> Result<Option<f64>, ForecastError> {
        let Some(percentile) = self.target.percentile else { return Ok(None) };
        if percentile <= Decimal::ZERO || percentile >= Decimal::ONE_HUNDRED {
            let (field, value) = (format!("{field}.target"), format!("p{}", number::print(percentile)));
            return Err(ForecastError::OutOfRange { field, value, accepted: "above p0 and below p100" });
        }
        Ok(Some(number::to_f64(Decimal::ONE - percentile / Decimal::ONE_HUNDRED)))
    }

    fn seconds(&self, quantity: &Quantity, field: &str, name: &str) -> Result<f64, ForecastError> {
        let field = format!("{field}.{name}");
        let seconds =
            quantity.to_unit(&Unit::Time(TimeUnit::Second)).map_err(ForecastError::unreadable(field.clone()))?;
        if seconds.value <= Decimal::ZERO {
            return Err(ForecastError::OutOfRange { field, value: quantity.to_string(), accepted: "above 0" });
        }
        Ok(number::to_f64(seconds.value))
    }

    /// Arrivals per second in the unit of the metric.
    fn arrivals(&self, per_second: f64, unit: &Unit, field: &str) -> Result<f64, ForecastError> {
        match unit {
            Unit::Rate { of, per } if matches!(**of, Unit::Count(_)) => {
                let seconds = per.seconds().map(number::to_f64).ok_or_else(|| self.other_metric(unit, field))?;
                Ok(per_second * seconds)
            }
            _ => Err(self.other_metric(unit, field)),
        }
    }

    fn other_metric(&self, unit: &Unit, field: &str) -> ForecastError {
        let accepted = "a utilization in %, a rate such as req/s, or a number of busy servers";
        ForecastError::OtherMetric { field: field.to_owned(), unit: unit.name(), accepted }
    }

    fn never_met(&self, load: &Load, service: f64, field: &str) -> ForecastError {
        let idle = match load.share {
            Some(share) => -libm::log(share) * service,
            None => service,
        };
        let idle = Decimal::from_f64(idle * 1_000.0).unwrap_or(Decimal::MAX);
        let idle = Quantity::new(number::round(idle, 3), Unit::Time(TimeUnit::Millisecond)).to_string();
        ForecastError::NeverMet { field: format!("{field}.target"), target: self.goal(), idle }
    }

    /// `p95 of 100 ms`, `a mean of 100 ms`.
    fn goal(&self) -> String {
        let bound = &self.target.quantity;
        match self.target.percentile {
            Some(percentile) => format!("p{} of {bound}", number::print(percentile)),
            None => format!("a mean of {bound}"),
        }
    }

    fn derivation(&self, load: &Load, offered: f64, value: &Quantity) -> String {
        let waits = figures(erlang_c(self.servers, offered));
        let (bound, spare) = (figures(load.bound), figures(f64::from(self.servers) - offered));
        let formula = match (load.share, load.measure) {
            (None, Measure::Wait) => format!("{waits} / {spare} x {}", self.service),
            (None, Measure::Response) => format!("({waits} / {spare} + 1) x {}", self.service),
            (Some(_), Measure::Wait) => format!("{waits} x e^-({spare} x {bound})"),
            (Some(_), Measure::Response) => {
                let both = figures(f64::from(self.servers) - offered - 1.0);
                format!("e^-{bound} + {waits} x (e^-{bound} - e^-({spare} x {bound})) / ({both})")
            }
        };
        let result = match load.share {
            Some(_) => format!("{} %", figures(100.0 * load.at(offered))),
            None => self.target.quantity.to_string(),
        };
        let busy = figures(offered);
        format!(
            "M/M/{}, {} each, {}: {busy} busy, {waits} of all wait (Erlang C), {formula} = {result}: {value}",
            self.servers,
            self.service,
            self.goal()
        )
    }
}

fn exactly(value: f64, what: &Quantity) -> Result<Decimal, ForecastError> {
    // The bisection ends just below the value: the last digits are its own.
    let decimal = Decimal::from_f64(value * (1.0 + 1e-12));
    decimal.ok_or_else(|| ForecastError::Unreadable {
        field: "service_time".to_owned(),
        problem: QuantityError::TooLarge { text: what.to_string() },
    })
}

/// A number with four figures.
fn figures(value: f64) -> String {
    Decimal::from_f64(value).map_or_else(String::new, |value| number::print(number::round(value, 4)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn station(servers: u32, service: &str, target: &str, measure: Measure) -> Station {
        let (service, target) = (Quantity::parse(service).unwrap(), Target::parse(target).unwrap());
        Station { servers, service, target, measure }
    }

    fn greatest(servers: u32, service: &str, target: &str, measure: Measure) -> String {
        let station = station(servers, service, target, measure);
        station.greatest_load(&Unit::Percent, "latency").unwrap().value.to_string()
    }

    #[test]
    fn erlang_c_of_published_and_closed_forms() {
        // 100 calls in half an hour of 3 minutes each are 10 erlangs: the worked example of the call centre literature,
        // 68.2 % wait with 11 agents and 17.4 % with 14.
        for (servers, offered, waits) in [(11, 10.0, 0.682), (14, 10.0, 0.174)] {
            assert!((erlang_c(servers, offered) - waits).abs() < 5e-4, "{servers}");
        }
        for rho in [0.1, 0.5, 0.9, 0.99] {
            // M/M/1: rho. M/M/2: 2 rho^2 / (1 + rho).
            assert!((erlang_c(1, rho) - rho).abs() < 1e-12);
            assert!((erlang_c(2, 2.0 * rho) - 2.0 * rho * rho / (1.0 + rho)).abs() < 1e-12);
        }
        assert_eq!((erlang_c(4, 4.0), erlang_c(4, -1.0)), (1.0, 0.0));
    }

    #[test]
    fn utilizations_by_hand() {
        // M/M/1: P(T > t) = e^-((1 - rho) t / s) = 5 % at (1 - rho) x 10 = ln 20 = 2.9957: rho = 70.04 %.
        assert_eq!(greatest(1, "10 ms", "p95 < 100 ms", Measure::Response), "70.04 %");
        // M/M/1, mean: 1 / (1 - rho) = 10.
        assert_eq!(greatest(1, "10 ms", "100 ms", Measure::Response), "90 %");
        // M/M/2, mean wait: rho^2 / (1 - rho^2) = 1 / 3.
        assert_eq!(greatest(2, "30 ms", "10 ms", Measure::Wait), "50 %");
        let rate = Quantity::parse("1 req/s").unwrap().unit;
        let limit = station(1, "10 ms", "100 ms", Measure::Response).greatest_load(&rate, "latency").unwrap();
        assert_eq!(limit.value.to_string(), "90 req/s");
    }

    #[test]
    fn says_what_cannot_be_met() {
        let error = |station: Station| station.greatest_load(&Unit::Percent, "latency").unwrap_err();
        // ln 20 x 40 ms = 119.8 ms
        let message = error(station(8, "40 ms", "p95 < 100 ms", Measure::Response)).to_string();
        assert!(message.contains("p95 of 100 ms: an idle server already needs 120 ms"), "{message}");
        let none = error(station(0, "40 ms", "p95 < 100 ms", Measure::Response));
        assert!(matches!(none, ForecastError::OutOfRange { .. }));
        assert!(matches!(error(station(8, "0 ms", "p95 < 1 s", Measure::Wait)), ForecastError::OutOfRange { .. }));
        assert!(matches!(error(station(8, "40 GB", "p95 < 1 s", Measure::Wait)), ForecastError::Unreadable { .. }));
        let mut all = station(8, "40 ms", "p99 < 1 s", Measure::Wait);
        all.target.percentile = Some(Decimal::ONE_HUNDRED);
        assert!(matches!(error(all), ForecastError::OutOfRange { .. }));
        let disk = Quantity::parse("1 GB").unwrap().unit;
        let odd = station(8, "40 ms", "p95 < 1 s", Measure::Wait).greatest_load(&disk, "pool").unwrap_err();
        assert!(matches!(odd, ForecastError::OtherMetric { .. }));
    }

    proptest! {
        #[test]
        fn more_servers_bear_a_higher_utilization(servers in 1_u32..200, more in 1_u32..50, bound in 40_u32..2_000) {
            let at = |servers| {
                let target = format!("p95 < {bound} ms");
                let unit = Unit::Percent;
                station(servers, "10 ms", &target, Measure::Response).greatest_load(&unit, "latency").unwrap().value.value
            };
            prop_assert!(at(servers + more) >= at(servers));
        }

        #[test]
        fn fewer_wait_for_more_servers(servers in 1_u32..300, offered in 0.01..200.0_f64) {
            prop_assert!(erlang_c(servers + 1, offered) <= erlang_c(servers, offered));
            prop_assert!((0.0..=1.0).contains(&erlang_c(servers, offered)));
        }
    }
}
