//! The questions as people write them in a file. `read` makes typed values of them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::spec::Settings;
use crate::engine::written::{Written, at_least_one};

/// Limits to forecast, on one day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityInput {
    /// The day of the forecast: `2026-11-21`.
    #[serde(default)]
    pub as_of: String,
    /// The seed of the random numbers; 1 unless stated. The answer repeats it.
    #[serde(default = "seed")]
    pub seed: u64,
    /// How many paths are drawn for each limit, 100 to 1,000,000; 10,000 unless stated.
    #[serde(default = "draws")]
    pub draws: u32,
    /// The limits, each with its own name.
    pub limits: Vec<LimitInput>,
}

/// A limit. One of `limit`, `latency`, `pool`, `connections` and `cache` states it; `growth` or `samples` say what
/// leads there.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitInput {
    /// What it is called.
    pub name: String,
    /// The value on the day of the forecast: `1.2 TB`. Not needed with samples.
    pub current: Option<Written>,
    /// The value at which mitigation starts: `80 %`.
    pub trigger: Option<Written>,
    /// Where it breaks: `2 TB`. Below today's value for what must not fall.
    pub limit: Option<Written>,
    /// A latency target that waiting makes a limit of the load.
    pub latency: Option<LatencyInput>,
    /// A pool whose waiting time is the limit.
    pub pool: Option<PoolInput>,
    /// Connections of a server that instances share.
    pub connections: Option<ConnectionsInput>,
    /// A cache whose misses the backend has to bear.
    pub cache: Option<CacheInput>,
    /// How the value grows: `+40 GB per month`, or its range.
    pub growth: Option<GrowthInput>,
    /// What was measured, in any order. One value a day, for a load its daily peak: of several the median is taken, and
    /// many days on which they differ beyond the noise make the series contradictory.
    #[serde(default, deserialize_with = "at_least_one")]
    #[schemars(length(min = 1))]
    pub samples: Vec<SampleInput>,
    /// The same in a CSV file beside this one: a line `date,value`, then one line for each day.
    pub samples_file: Option<String>,
    /// Launches and spikes to come.
    #[serde(default)]
    pub events: Vec<EventInput>,
    /// How long the mitigation takes: `6 weeks`, `4-6 weeks`, `4/6/10 weeks` (least, likeliest, greatest).
    pub lead_time: Option<String>,
    /// The day on which the mitigation is planned to start; without it, when the trigger fires.
    pub starts: Option<String>,
}

/// A target that responses have to keep.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LatencyInput {
    /// How many requests are served at a time: threads, workers, cores.
    pub servers: u32,
    /// How long one takes on average without waiting: `20 ms`.
    pub service_time: String,
    /// What has to hold, waiting included: `p95 < 100 ms`, `mean < 50 ms`.
    pub target: String,
}

/// A target that waiting for a connection has to keep.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolInput {
    /// How many connections the pool has.
    pub connections: u32,
    /// How long one is held on average: `15 ms`.
    pub hold_time: String,
    /// What waiting may take: `p99 < 5 ms`.
    pub wait: String,
}

/// Connections that instances share.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionsInput {
    /// What the server accepts.
    pub max_connections: Written,
    /// What is kept for other uses; none unless stated.
    pub reserved: Option<Written>,
    /// The pool of one instance.
    pub per_instance: Written,
    /// How many more instances run while deploying: `25 %`; none unless stated.
    pub surge: Option<Written>,
}

/// A cache before a backend.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CacheInput {
    /// What reaches the cache at peak: `10,000 req/s`.
    pub traffic: Written,
    /// What the backend bears: `800 req/s`.
    pub backend: Written,
}

/// A growth, or its range.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "write a growth such as `+40 GB per month`, or its range as `low`, `likely` and `high`")]
pub enum GrowthInput {
    /// One value, taken as certain.
    One(String),
    /// A range.
    Range(GrowthRange),
}

/// The range of a growth; triangular with `likely`, else uniform.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrowthRange {
    /// One end: `+30 GB per month`.
    pub low: String,
    /// The likeliest.
    pub likely: Option<String>,
    /// The other end.
    pub high: String,
}

/// A value on a day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleInput {
    /// The day: `2026-11-01`.
    pub date: String,
    /// The value; a plain number is in the unit of the limit.
    pub value: Written,
    /// Where it was read, for errors: `disk.csv, line 4`.
    #[serde(skip)]
    pub origin: Option<String>,
}

/// A launch or a spike.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventInput {
    /// What happens.
    pub name: String,
    /// The first day on which it counts.
    pub date: String,
    /// By how much: `+200 GB`, `+30 %` (of the value), `+5 points`, `2x`.
    pub change: Written,
    /// How long, for a spike: `14 days`. Without it the change stays.
    pub lasts: Option<String>,
}

fn seed() -> u64 {
    Settings::default().seed
}

fn draws() -> u32 {
    Settings::default().draws
}
