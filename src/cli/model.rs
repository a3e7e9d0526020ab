//! What every command that asks a model takes.

use std::path::PathBuf;
use std::time::Duration;

use rust_decimal::Decimal;

use super::CommandError;
use crate::llm::{Budget, Cassette, Endpoint, Key, Model, Price, Settings, Source};

/// A model, and where it is.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ModelArgs {
    /// The model to ask, by the name its endpoint knows it by
    #[arg(long, value_name = "NAME", env = "GROUNDPLAN_MODEL", hide_env_values = true, help_heading = "Model")]
    pub(super) model: Option<String>,
    #[command(flatten)]
    pub(super) endpoint: EndpointArgs,
}

/// Where models are, and what asking them may cost.
///
/// The key comes from GROUNDPLAN_API_KEY or OPENAI_API_KEY, or from a file; it is never an argument, which others on the
/// machine could read.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Model")]
pub(super) struct EndpointArgs {
    /// The address of an OpenAI-compatible endpoint, like http://127.0.0.1:8080/v1; also OPENAI_BASE_URL [default:
    /// https://api.openai.com/v1]
    #[arg(long, value_name = "URL", env = "GROUNDPLAN_BASE_URL", hide_env_values = true)]
    base_url: Option<String>,
    /// A file that holds the key, on one line
    #[arg(long, value_name = "FILE")]
    api_key_file: Option<PathBuf>,
    /// The most tokens to spend, of requests and replies together
    #[arg(long, value_name = "N")]
    max_tokens: Option<u64>,
    /// The longest to wait for the model altogether, like 90s, 10m or 1h
    #[arg(long, value_name = "TIME", value_parser = time)]
    max_time: Option<Duration>,
    /// The most money to spend, in the currency of `--price`
    #[arg(long, value_name = "AMOUNT", requires = "price")]
    max_cost: Option<Decimal>,
    /// What a million tokens of requests and of replies cost, like 2.50/10
    #[arg(long, value_name = "IN/OUT")]
    price: Option<Price>,
    /// The most tokens of one reply
    #[arg(long, value_name = "N", default_value_t = Settings::default().max_output, value_parser = clap::value_parser!(u32).range(16..))]
    max_output: u32,
    /// How freely it words, 0 to 2 [default: the endpoint's own]
    #[arg(long, value_name = "N", value_parser = temperature)]
    temperature: Option<f32>,
    /// What its choices start from, where the endpoint takes one
    #[arg(long, value_name = "N")]
    seed: Option<i64>,
    /// Keep every exchange in this new file, without secrets
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    record: Option<PathBuf>,
    /// Answer from a recorded file alone, and ask nobody
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
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

    /// What choices start from.
    pub(super) fn seed(&self) -> Option<i64> {
        self.seed
    }

    fn source(&self) -> Result<Source, CommandError> {
        if let Some(path) = &self.replay {
            return Ok(Source::Replayed(Cassette::load(path)?));
        }
        let elsewhere = std::env::var("OPENAI_BASE_URL").ok();
        let base_url = [&self.base_url, &elsewhere].into_iter().flatten().find(|url| !url.trim().is_empty());
        let key = Key::find(self.api_key_file.as_deref())?;
        let endpoint = Endpoint::new(base_url.map(String::as_str), key)?;
        Ok(match &self.record {
            Some(cassette) => Source::Recorded { endpoint, cassette: cassette.clone() },
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
    time.ok_or_else(|| format!("`{text}` is no time; write one like 90s, 10m or 1h"))
}

fn temperature(text: &str) -> Result<f32, String> {
    let number: Option<f32> = text.trim().parse().ok().filter(|number| (0.0..=2.0).contains(number));
    number.ok_or_else(|| format!("`{text}` is no temperature; write a number from 0 to 2"))
}
