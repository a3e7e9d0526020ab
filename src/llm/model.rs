//! A model: the one way to ask.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::object;
use super::request::{Capabilities, Wanted, Way};
use super::{Budget, Cassette, Endpoint, Failure, Message, Object, Recorder, RetryPolicy, Said, Spent, ToolSpec};

mod meter;
mod send;

/// Where replies come from.
#[derive(Debug)]
pub enum Source {
    /// An endpoint.
    Live(Endpoint),
    /// An endpoint, with every exchange kept on a new cassette.
    Recorded(Endpoint, Recorder),
    /// A cassette alone.
    Replayed(Cassette),
}

/// How a model is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// What it may cost.
    pub budget: Budget,
    /// How often it is asked again.
    pub retry: RetryPolicy,
    /// The most tokens of one reply.
    pub max_output: u32,
    /// The sampling temperature; the endpoint's own where nothing is said.
    pub temperature: Option<f32>,
    /// The seed of sampling, where the endpoint takes one.
    pub seed: Option<i64>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            budget: Budget::default(),
            retry: RetryPolicy::default(),
            max_output: 8_192,
            temperature: None,
            seed: None,
        }
    }
}

/// What happens while a model is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// Words, as they come; of an object, its JSON.
    Words(&'a str),
    /// It is asked again after a while.
    Waiting {
        /// How long.
        wait: Duration,
        /// Why.
        why: &'a str,
    },
    /// What came so far is void: the reply begins anew.
    Again,
}

/// Who is told what happens.
type Told<'a> = &'a mut (dyn FnMut(Event<'_>) + Send);

/// A model. Clones share what is spent and what is known of the endpoint.
#[derive(Debug, Clone)]
pub struct Model {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    name: String,
    tape: Tape,
    settings: Settings,
    state: Mutex<State>,
}

#[derive(Debug)]
enum Tape {
    Live(Box<Endpoint>, Option<Recorder>),
    Replayed(Cassette),
}

#[derive(Debug, Default)]
struct State {
    spent: Spent,
    capabilities: Capabilities,
}

impl Model {
    /// The model of this name.
    ///
    /// # Errors
    /// A recording that cannot be begun, since its file is there already.
    pub fn new(name: &str, source: Source, settings: Settings) -> Result<Self, Failure> {
        let tape = match source {
            Source::Live(endpoint) => Tape::Live(Box::new(endpoint), None),
            Source::Recorded(endpoint, recorder) => {
                recorder.check()?;
                Tape::Live(Box::new(endpoint), Some(recorder))
            }
            Source::Replayed(cassette) => Tape::Replayed(cassette),
        };
        let inner = Inner { name: name.to_owned(), tape, settings, state: Mutex::default() };
        Ok(Model { inner: Arc::new(inner) })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Where it is: an address, or the name of a cassette.
    pub fn place(&self) -> &str {
        match &self.inner.tape {
            Tape::Live(endpoint, _) => endpoint.place(),
            Tape::Replayed(cassette) => cassette.name(),
        }
    }

    /// Whether asking it sends anything off this machine.
    pub fn leaves_machine(&self) -> bool {
        matches!(&self.inner.tape, Tape::Live(endpoint, _) if !endpoint.is_local())
    }

    /// What was spent so far.
    pub fn spent(&self) -> Spent {
        self.state().spent
    }

    /// Counts what an earlier run has spent, at today's price where it had none.
    pub fn resume(&self, spent: Spent) {
        let price = self.inner.settings.budget.price;
        let money = spent.money.or_else(|| price.map(|price| price.of(spent.usage)));
        self.state().spent = Spent { money, ..spent };
    }

    /// Asks for words, and lets the model call tools, where there are any. Its words are told as they come.
    ///
    /// # Errors
    /// Why there is no reply; what was spent until then is counted.
    pub async fn ask(&self, messages: &[Message], tools: &[ToolSpec], on: Told<'_>) -> Result<Said, Failure> {
        self.send(messages, Wanted::Words(tools), on).await.map(|(said, _)| said)
    }

    /// Asks for one object: by structured output, by a tool it has to call, or in words, whichever the endpoint can; what
    /// it was found to do is remembered.
    ///
    /// # Errors
    /// Why there is no reply. A reply that holds no object is none: its [`Object`] says what is wrong with it.
    pub async fn ask_object(&self, messages: &[Message], wanted: &ToolSpec, on: Told<'_>) -> Result<Object, Failure> {
        let mut rejected: Option<Failure> = None;
        let Capabilities { mut way, proven, .. } = self.state().capabilities.clone();
        loop {
            match self.send(messages, Wanted::Object(way, wanted), on).await {
                Ok((said, max_tokens)) => {
                    let json = object::read(&wanted.name, &said, max_tokens);
                    if !proven {
                        self.learn(way, json.is_ok(), &said);
                    }
                    return Ok(Object { json, said });
                }
                // Also where a way has done before: it may be this schema alone that is not taken.
                Err(failure @ Failure::Rejected { .. }) => match way.simpler() {
                    Some(simpler) => {
                        rejected.get_or_insert(failure);
                        way = simpler;
                    }
                    // None of the ways is taken: the first complaint is about what is wanted.
                    None => return Err(rejected.unwrap_or(failure)),
                },
                Err(failure) => return Err(failure),
            }
        }
    }

    /// Remembers what came of a way to ask for an object.
    fn learn(&self, way: Way, done: bool, said: &Said) {
        let mut state = self.state();
        if done {
            (state.capabilities.way, state.capabilities.proven) = (way, true);
        } else if let Some(simpler) = way.simpler()
            // Words where an object was asked for: the endpoint may have overlooked how it was asked.
            && said.calls.is_empty()
            && !said.text.contains('{')
        {
            state.capabilities.way = simpler;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
