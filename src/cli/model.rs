//! What every command that asks a model takes.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use rust_decimal::Decimal;

use super::CommandError;
use crate::llm::{Budget, Cassette, Endpoint, Model, Price, Recorder, Settings, Source};

/// A model, and where it is.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ModelArgs {
    /// The model, by the name that the endpoint has for it
    #[arg(long, value_name = "NAME", env = "GROUNDPLAN_MODEL", hide_env_values = true, help_heading = "Model")]
    pub(super) model: Option<String>,
    #[command(flatten)]
    pub(super) endpoint: EndpointArgs,
}

/// Where models are, and what asking them may cost.
///
/// The key comes from a file or from GROUNDPLAN_API_KEY, or from OPENAI_API_KEY where the endpoint is the one of
/// OPENAI_BASE_URL or the default; it is never an argument, which others on the machine could read.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Model")]
pub(super) struct EndpointArgs {
    /// The URL of an OpenAI-compatible endpoint, like http://127.0.0.1:8080/v1 [default: OPENAI_BASE_URL, or else
    /// https://api.openai.com/v1]
    #[arg(long, value_name = "URL", env = "GROUNDPLAN_BASE_URL", hide_env_values = true)]
    base_url: Option<String>,
    /// A file with the API key, on one line [default: GROUNDPLAN_API_KEY; for the default URL, OPENAI_API_KEY too]
    #[arg(long, value_name = "FILE")]
    api_key_file: Option<PathBuf>,
    /// The most tokens to spend, of requests and replies together
    #[arg(long, value_name = "N")]
    max_tokens: Option<u64>,
    /// The longest time to wait for the model in total, like 90s, 10m or 1h
    #[arg(long, value_name = "TIME", value_parser = time)]
    max_time: Option<Duration>,
    /// The most money to spend, in the currency of `--price`
    #[arg(long, value_name = "AMOUNT", requires = "price")]
    max_cost: Option<Decimal>,
    /// The price of a million tokens of requests and of replies, like 2.50/10
    #[arg(long, value_name = "IN/OUT")]
    price: Option<Price>,
    /// The most tokens of one reply
    #[arg(long, value_name = "N", default_value_t = Settings::default().max_output, value_parser = clap::value_parser!(u32).range(16..))]
    max_output: u32,
    /// Sampling temperature, 0 to 2 [default: the endpoint's own]
    #[arg(long, value_name = "N", value_parser = temperature)]
    temperature: Option<f32>,
    /// Sampling seed, for endpoints that take one
    #[arg(long, value_name = "N")]
    seed: Option<i64>,
    /// Record every exchange in this new file, without secrets
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    record: Option<PathBuf>,
    /// Answer from a recorded file alone; nothing is sent
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
    /// What records, whichever model is asked.
    #[arg(skip)]
    recorder: OnceLock<Recorder>,
}

impl ModelArgs {
    /// The model that is named, if one is.
    pub(super) fn model(&self) -> Result<Option<Model>, CommandError> {
        self.model.as_deref().filter(|name| !name.trim().is_empty()).map(|name| self.endpoint.named(name)).transpose()
    }

    /// The model of this name at the same place.
    pub(super) fn named(&self, name: &str) -> Result<Model, CommandError> {
        self.endpoint.named(name)
    }
}

impl EndpointArgs {
    /// The model of this name.
    pub(super) fn named(&self, name: &str) -> Result<Model, CommandError> {
        Ok(Model::new(name.trim(), self.source()?, self.settings())?)
    }

    /// The sampling seed.
    pub(super) fn seed(&self) -> Option<i64> {
        self.seed
    }

    fn source(&self) -> Result<Source, CommandError> {
        if let Some(path) = &self.replay {
            return Ok(Source::Replayed(Cassette::load(path)?));
        }
        let endpoint = Endpoint::find(self.base_url.as_deref(), self.api_key_file.as_deref())?;
        Ok(match &self.record {
            Some(path) => Source::Recorded(endpoint, self.recorder.get_or_init(|| Recorder::new(path)).clone()),
            None => Source::Live(endpoint),
        })
    }

    fn settings(&self) -> Settings {
        let budget = Budget { tokens: self.max_tokens, time: self.max_time, money: self.max_cost, price: self.price };
        Settings {
            budget,
            max_output: self.max_output,
            temperature: self.temperature,
            seed: self.seed,
            ..Settings::default()
        }
    }
}

/// A time, as people write it: `90s`, `10m`, `1h 30m`.
fn time(text: &str) -> Result<Duration, String> {
    let span: Result<jiff::SignedDuration, _> = text.trim().parse();
    let time = span.ok().and_then(|span| Duration::try_from(span).ok()).filter(|time| !time.is_zero());
    time.ok_or_else(|| format!("`{text}` is not a time; write one like 90s, 10m or 1h"))
}

fn temperature(text: &str) -> Result<f32, String> {
    let number: Option<f32> = text.trim().parse().ok().filter(|number| (0.0..=2.0).contains(number));
    number.ok_or_else(|| format!("`{text}` is not a temperature; write a number from 0 to 2"))
}
