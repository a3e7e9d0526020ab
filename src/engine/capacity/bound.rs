//! Limits as they are stated, and as they follow from something else: latency, pools, connections, the load behind a
//! cache.

use rust_decimal::Decimal;

use super::error::ForecastError;
use super::queue::Station;
use super::timing::Threshold;
use crate::quantity::{Quantity, QuantityError, Unit, number};

/// Where the limit comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// It is known: a disk of 2 TB, a quota, a hit ratio of 90 %.
    Stated(Quantity),
    /// The load at which waiting makes the response miss its target.
    Latency(Station),
    /// The load at which waiting for a connection of a pool misses its target.
    Pool(Station),
    /// The instances whose pools together use up the connections of a server.
    Connections(Connections),
    /// The hit ratio below which the misses are more than the backend bears.
    Cache(Cache),
}

/// Connections that several instances share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connections {
    /// What the server accepts.
    pub most: Quantity,
    /// What is kept for administration, replication, migrations.
    pub reserved: Quantity,
    /// The pool of one instance.
    pub per_instance: Quantity,
    /// How many more instances run during a deployment, in percent; 0 % without.
    pub surge: Quantity,
}

/// A cache before a backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    /// The requests that reach the cache, at peak.
    pub traffic: Quantity,
    /// The requests that the backend bears.
    pub backend: Quantity,
}

impl Bound {
    /// The unit in which the limit is stated; `None` where it takes that of the metric.
    pub(super) fn unit(&self) -> Option<Unit> {
        match self {
            Bound::Stated(limit) => Some(limit.unit.clone()),
            Bound::Cache(_) => Some(Unit::Percent),
            Bound::Latency(_) | Bound::Pool(_) | Bound::Connections(_) => None,
        }
    }

    /// The limit in the unit of the metric.
    ///
    /// # Errors
    /// Those of [`Station::greatest_load`], and where the unit is none that the limit can be stated in.
    pub fn resolve(&self, unit: &Unit) -> Result<Threshold, ForecastError> {
        match self {
            Bound::Stated(limit) => {
                let value = limit.to_unit(unit).map_err(ForecastError::unreadable("limit"))?;
                Ok(Threshold { derivation: format!("{limit}, as stated"), value })
            }
            Bound::Latency(station) => station.greatest_load(unit, "latency"),
            Bound::Pool(station) => station.greatest_load(unit, "pool"),
            Bound::Connections(connections) => connections.instances(unit),
            Bound::Cache(cache) => cache.least_ratio(),
        }
    }
}

impl Connections {
    fn instances(&self, unit: &Unit) -> Result<Threshold, ForecastError> {
        if !matches!(unit, Unit::Count(_)) {
            return Err(ForecastError::OtherMetric {
                field: "connections".to_owned(),
                unit: unit.name(),
                accepted: "a number of instances",
            });
        }
        let positive = |quantity: &Quantity, name: &str, least: Decimal, accepted| {
            let field = format!("connections.{name}");
            let countable =
                matches!(quantity.unit, Unit::Count(_)) || name == "surge" && quantity.unit == Unit::Percent;
            if !countable || quantity.value < least {
                return Err(ForecastError::OutOfRange { field, value: quantity.to_string(), accepted });
            }
            Ok(quantity.value)
        };
        let most = positive(&self.most, "max_connections", Decimal::ONE, "a count of 1 or more")?;
        let reserved = positive(&self.reserved, "reserved", Decimal::ZERO, "a count of 0 or more")?;
        let each = positive(&self.per_instance, "per_instance", Decimal::ONE, "a count of 1 or more")?;
        let surge = positive(&self.surge, "surge", Decimal::ZERO, "0 % or more")?;
        let large = || ForecastError::Unreadable {
            field: "connections".to_owned(),
            problem: QuantityError::TooLarge { text: self.most.to_string() },
        };
        let free = most - reserved;
        let factor = Decimal::ONE.checked_add(surge / Decimal::ONE_HUNDRED).ok_or_else(large)?;
        let fits = |instances: Decimal| {
            let surging = instances.checked_mul(surge)?.checked_div(Decimal::ONE_HUNDRED)?.ceil();
            Some(instances.checked_add(surging)?.checked_mul(each)? <= free)
        };
        let per_instance = each.checked_mul(factor).ok_or_else(large)?;
        let mut value = free.checked_div(per_instance).ok_or_else(large)?.floor();
        // A surge comes in whole instances, rounded up: at most one fewer fits.
        while value >= Decimal::ONE && !fits(value).ok_or_else(large)? {
            value -= Decimal::ONE;
        }
        if value < Decimal::ONE {
            let (field, value) = ("connections.reserved".to_owned(), self.reserved.to_string());
            return Err(ForecastError::OutOfRange { field, value, accepted: "so low that one instance fits" });
        }
        let [most, reserved, each, factor] = [most, reserved, each, factor.normalize()].map(number::print);
        let value = Quantity::new(value, unit.clone());
        let derivation = format!("({most} - {reserved}) connections / ({each} x {factor}) = {value}, rounded down");
        Ok(Threshold { value, derivation })
    }
}

impl Cache {
    fn least_ratio(&self) -> Result<Threshold, ForecastError> {
        let traffic = positive_rate(&self.traffic, "cache.traffic")?;
        positive_rate(&self.backend, "cache.backend")?;
        let backend = self.backend.to_unit(&traffic.unit).map_err(ForecastError::unreadable("cache.backend"))?;
        if backend.value >= traffic.value {
            let (field, value) = ("cache.backend".to_owned(), backend.to_string());
            return Err(ForecastError::OutOfRange {
                field,
                value,
                accepted: "less than the traffic, or no cache is needed",
            });
        }
        let ratio = Decimal::ONE_HUNDRED - Decimal::ONE_HUNDRED * (backend.value / traffic.value);
        // Four figures of what may miss: 99.996 % is not 100 %.
        let missing = number::round_down(Decimal::ONE_HUNDRED - ratio, 4);
        let ratio = Decimal::ONE_HUNDRED - missing;
        let value = Quantity::new(ratio.normalize(), Unit::Percent);
        let derivation = format!("1 - {} / {} = {value}", self.backend, self.traffic);
        Ok(Threshold { value, derivation })
    }
}

fn positive_rate<'a>(quantity: &'a Quantity, field: &str) -> Result<&'a Quantity, ForecastError> {
    if quantity.value > Decimal::ZERO && matches!(quantity.unit, Unit::Rate { .. }) {
        return Ok(quantity);
    }
    let (field, value) = (field.to_owned(), quantity.to_string());
    Err(ForecastError::OutOfRange { field, value, accepted: "a rate above 0, such as 900 req/s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    fn instances(most: &str, reserved: &str, each: &str, surge: &str) -> Result<Threshold, ForecastError> {
        let [most, reserved, per_instance, surge] = [most, reserved, each, surge].map(quantity);
        let bound = Bound::Connections(Connections { most, reserved, per_instance, surge });
        bound.resolve(&Unit::count("instances"))
    }

    #[test]
    fn instances_by_hand() {
        let limit = instances("500 connections", "20", "20", "25 %").unwrap();
        // 480 / 25 = 19.2
        assert_eq!(limit.derivation, "(500 - 20) connections / (20 x 1.25) = 19 instances, rounded down");
        assert!(matches!(instances("500", "490", "20", "0 %"), Err(ForecastError::OutOfRange { .. })));
        assert!(matches!(instances("500", "-1", "20", "0 %"), Err(ForecastError::OutOfRange { .. })));
        assert!(matches!(instances("500 GB", "1", "20", "0 %"), Err(ForecastError::OutOfRange { .. })));
    }

    #[test]
    fn hit_ratios_by_hand() {
        let ratio = |traffic, backend| {
            Bound::Cache(Cache { traffic: quantity(traffic), backend: quantity(backend) }).resolve(&Unit::Percent)
        };
        assert_eq!(ratio("10,000 req/s", "48,000 req/min").unwrap().value, quantity("92 %"));
        // Rounded up: a third is 33.33... %, what is left 66.666... %.
        assert_eq!(ratio("900 req/s", "300 req/s").unwrap().derivation, "1 - 300 req/s / 900 req/s = 66.67 %");
        assert!(matches!(ratio("900 req/s", "900 req/s"), Err(ForecastError::OutOfRange { .. })));
        assert!(matches!(ratio("900 req/s", "9 GB/s"), Err(ForecastError::Unreadable { .. })));
        assert!(matches!(ratio("0 req/s", "9 req/s"), Err(ForecastError::OutOfRange { .. })));
    }
}
