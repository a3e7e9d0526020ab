//! The doomsday clock: when a limit is reached, and how early its trigger has to fire.
//!
//! [`Clock`] answers for one growth that is taken as certain, exactly. [`forecast()`] answers with P10, P50 and P90 for
//! a growth that is a range or is fitted to samples; without any uncertainty both give the same days.
//!
//! # Layout
//! - [`clock`](Clock), `runway`, `timing`: the deterministic clock, its arithmetic, what it tells
//! - `input`, `read`: questions as people write them, and how they are read; `spec`: the same as typed values; `answer`: the
//!   answers as data
//! - `bound`, `queue`: limits that follow from latency, pools, connections or the load behind a cache
//! - `csv`, `series`, `change`, `fit`: samples from files, samples in order, change points, robust trend with patterns of week and year
//! - `backtest`: the choice of the model by held-out errors, beside a straight line
//! - `lead`, `noise`, `simulate`, `stats`: lead times, the noise of single values, paths, robust statistics
//! - `frame`, `model`, `work`, `forecast`: units and direction, the model of the growth, what is simulated, the dates
//! - `judge`, `misread`, `show`: reasons to give no date, issues of the plan; numbers that may be misread; words
//!
//! # Conventions
//! P10 is the early end: one draw in ten is there by that day. A limit is reached on the first day on which a single
//! value is at it: its trend, its pattern and the noise of that day together. Parts of days are cut off, so that no day
//! is too late; lead times are rounded up to a tenth of a day, triggers away from the limit. Values may rise or fall
//! towards their limit. The same question, seed and number of draws give the same answer on every machine.

mod answer;
mod backtest;
mod bound;
mod change;
mod clock;
mod csv;
mod error;
mod fit;
mod forecast;
mod frame;
mod input;
mod judge;
mod keeps;
mod lead;
mod misread;
mod model;
mod noise;
mod queue;
mod read;
mod runway;
mod series;
mod show;
mod simulate;
mod spec;
mod stats;
#[cfg(test)]
mod tests;
mod timing;
mod work;

pub use answer::{
    Accuracy, Backtest, CapacityAnswer, Direction, Distribution, Forecast, GrowthAnswer, Inconclusive, Issue,
    IssueKind, LatestStart, LimitAnswer, Mitigation, Moment, Outcome, Reason, RecommendedTrigger, Value,
};
pub use bound::{Bound, Cache, Connections};
pub use clock::Clock;
pub use csv::{CsvError, samples_from_csv};
pub use error::{ForecastError, InputError};
pub use forecast::forecast;
pub use input::{
    CacheInput, CapacityInput, ConnectionsInput, EventInput, GrowthInput, GrowthRange, LatencyInput, LimitInput,
    PoolInput, SampleInput,
};
pub use lead::LeadTime;
pub use queue::{MOST_SERVERS, Measure, Station, erlang_c};
pub use runway::{latest_trigger, runway};
pub use series::Sample;
pub use spec::{Change, Event, LimitSpec, Rates, Settings};
pub use timing::{CapacityError, Due, Runway, Threshold};
