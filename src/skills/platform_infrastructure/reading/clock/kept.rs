//! Where what has to hold below a limit no longer does.

use rust_decimal::Decimal;

use crate::engine::capacity::{Bound, Clock, Threshold};
use crate::quantity::Unit;
use crate::skills::platform_infrastructure::Growth;

/// Where what has to hold below a limit no longer does: the load at which latency misses its target, the hit rate
/// below which the backend gets more than it bears.
#[derive(Debug)]
pub(in super::super::super) struct Kept {
    /// The value, in the unit of the trigger.
    pub value: Decimal,
    /// How it follows.
    pub derivation: String,
    /// The hard limit, in the unit of the trigger.
    pub hard: Decimal,
    /// Whether the value rises towards both.
    pub rising: bool,
    /// Whether it comes before the hard limit.
    pub sooner: bool,
}

/// Where what has to hold no longer does; the clock then runs to there, if that comes before its hard limit.
pub(super) fn kept(growth: &Growth<'_>, clock: &mut Clock) -> Option<Result<Kept, String>> {
    let cell = growth.keeps();
    if cell.is_blank() {
        return None;
    }
    let kept = Kept::of(cell.text, clock.limit, &clock.unit, clock.is_rising());
    if let Ok(Kept { value, sooner: true, .. }) = &kept {
        clock.limit = *value;
    }
    Some(kept)
}

impl Kept {
    /// Reads what has to hold below the `hard` limit of a value that rises towards it, or falls.
    pub(in super::super::super) fn of(text: &str, hard: Decimal, unit: &Unit, rising: bool) -> Result<Kept, String> {
        let bound = Bound::parse(text).map_err(|problem| problem.to_string())?;
        if bound.rises() == Some(!rising) {
            let (value, metric) =
                if rising { ("rises", "a hit rate, which falls") } else { ("falls", "a load, which rises") };
            return Err(format!("the value {value} towards its limit, and this is about {metric}"));
        }
        let Threshold { value, derivation } = bound.resolve(unit).map_err(|problem| problem.to_string())?;
        let value = value.value;
        Ok(Kept { value, derivation, hard, rising, sooner: if rising { value < hard } else { value > hard } })
    }
}
