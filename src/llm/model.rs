//! A model: the one way to ask.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value as Json;
use tokio::time::Instant;

use super::cassette::{Outcome, Recorder};
use super::object;
use super::request::{self, Capabilities, Wanted};
use super::trouble::{Cure, Trouble};
use super::{Budget, Cassette, Endpoint, Failure, Message, Object, RetryPolicy, Said, Spent, ToolSpec, Usage, tokens};

/// Where replies come from.
#[derive(Debug)]
pub enum Source {
    /// An endpoint.
    Live(Endpoint),
    /// An endpoint, with every exchange kept on a new cassette.
    Recorded {
        /// The endpoint.
        endpoint: Endpoint,
        /// The file to be made.
        cassette: PathBuf,
    },
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
    /// How freely it words; the endpoint's own where nothing is said.
    pub temperature: Option<f32>,
    /// What its choices start from, where the endpoint takes one.
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
    /// A cassette that cannot be begun.
    pub fn new(name: &str, source: Source, settings: Settings) -> Result<Self, Failure> {
        let tape = match source {
            Source::Live(endpoint) => Tape::Live(Box::new(endpoint), None),
            Source::Recorded { endpoint, cassette } => {
                Tape::Live(Box::new(endpoint), Some(Recorder::begin(&cassette)?))
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

    /// Counts what an earlier run has spent.
    pub fn resume(&self, spent: Spent) {
        self.state().spent = spent;
    }

    /// How it is asked.
    pub fn settings(&self) -> Settings {
        self.inner.settings
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
                Ok((said, most)) => {
                    let json = object::read(&wanted.name, &said, most);
                    let mut state = self.state();
                    match (&json, way.simpler()) {
                        (Ok(_), _) => (state.capabilities.way, state.capabilities.proven) = (way, true),
                        // Words where an object was asked for: the endpoint may have overlooked how it was asked.
                        (Err(_), Some(simpler)) if !proven && said.calls.is_empty() && !said.text.contains('{') => {
                            state.capabilities.way = simpler;
                        }
                        _ => {}
                    }
                    return Ok(Object { json, said });
                }
                Err(failure @ Failure::Rejected { .. }) if !proven => match way.simpler() {
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

    /// Sends what is asked until a whole reply comes; yields it with the most tokens that it could have.
    async fn send(&self, messages: &[Message], wanted: Wanted<'_>, on: Told<'_>) -> Result<(Said, u32), Failure> {
        let Inner { name, settings, .. } = &*self.inner;
        let mut tries = 0;
        loop {
            let (spent, capabilities) = {
                let state = self.state();
                (state.spent, state.capabilities.clone())
            };
            let most = settings.budget.left(&spent, settings.max_output)?;
            let (body, parts) = request::body(name, messages, wanted, settings, most, &capabilities)?;
            tries += 1;
            let begun = Instant::now();
            let mut words = false;
            let outcome = {
                let mut tell = |said: &str| {
                    words = true;
                    on(Event::Words(said));
                };
                let exchange = self.exchange(&body, most, &mut tell);
                match settings.budget.time_left(&spent) {
                    Some(left) => match tokio::time::timeout(left, exchange).await {
                        Ok(outcome) => outcome?,
                        Err(_) => {
                            self.count(Usage::default(), begun);
                            settings.budget.left(&self.spent(), most)?;
                            continue;
                        }
                    },
                    None => exchange.await?,
                }
            };
            let trouble = match outcome {
                Ok((said, counted)) => {
                    let usage = counted.unwrap_or_else(|| estimate(messages, &said));
                    self.count(usage, begun);
                    return Ok((Said { usage, ..said }, most));
                }
                Err((trouble, so_far)) => {
                    let output = tokens::count(&so_far);
                    let usage = if output == 0 {
                        Usage::default()
                    } else {
                        Usage {
                            input: read(messages),
                            output: u64::try_from(output).unwrap_or(u64::MAX),
                            estimated: true,
                        }
                    };
                    self.count(usage, begun);
                    trouble
                }
            };
            match trouble.cure(self.place(), name, &parts) {
                Cure::No(failure) => return Err(failure),
                Cure::Without(part) => {
                    tries -= 1;
                    self.state().capabilities.without.push(part);
                }
                Cure::Again(asked) => {
                    let Some(wait) = settings.retry.wait(tries, asked) else {
                        return Err(trouble.after(self.place(), tries));
                    };
                    self.pause(wait, &trouble, on).await?;
                }
            }
            if words {
                on(Event::Again);
            }
        }
    }

    /// Waits before it is asked again.
    async fn pause(&self, wait: Duration, trouble: &Trouble, on: Told<'_>) -> Result<(), Failure> {
        // What was recorded need not be waited for.
        if matches!(self.inner.tape, Tape::Replayed(_)) {
            return Ok(());
        }
        let spent = self.spent();
        if let Some(left) = self.inner.settings.budget.time_left(&spent).filter(|left| *left < wait) {
            let what = format!(
                "{} s are left, and {} wants {} s before it is asked again",
                left.as_secs(),
                self.place(),
                wait.as_secs()
            );
            return Err(Failure::OverBudget { what });
        }
        on(Event::Waiting { wait, why: &trouble.to_string() });
        tokio::time::sleep(wait).await;
        self.state().spent.time += wait;
        Ok(())
    }

    async fn exchange(&self, body: &Json, most: u32, words: &mut (dyn FnMut(&str) + Send)) -> Result<Outcome, Failure> {
        match &self.inner.tape {
            Tape::Live(endpoint, recorder) => {
                let outcome = endpoint.exchange(body, most, self.inner.settings.retry.idle, words).await;
                if let Some(recorder) = recorder {
                    recorder.keep(body, &outcome, |text| endpoint.hide(text))?;
                }
                Ok(outcome)
            }
            Tape::Replayed(cassette) => {
                let outcome = cassette.play(body)?;
                match &outcome {
                    Ok((said, _)) => words(&said.text),
                    Err((_, so_far)) if !so_far.is_empty() => words(so_far),
                    Err(_) => {}
                }
                Ok(outcome)
            }
        }
    }

    /// Counts what an exchange took.
    fn count(&self, usage: Usage, begun: Instant) {
        let mut state = self.state();
        if usage != Usage::default() {
            state.spent.add(usage, self.inner.settings.budget.price);
        }
        // A replay takes no time that anybody waited for a model.
        if matches!(self.inner.tape, Tape::Live(..)) {
            state.spent.time += begun.elapsed();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tokens of a reply that its endpoint did not count.
fn estimate(messages: &[Message], said: &Said) -> Usage {
    let calls: usize = said.calls.iter().map(|call| tokens::count(&call.arguments) + tokens::count(&call.name)).sum();
    let output = tokens::count(&said.text) + calls;
    Usage { input: read(messages), output: u64::try_from(output).unwrap_or(u64::MAX), estimated: true }
}

/// The tokens of what was sent.
fn read(messages: &[Message]) -> u64 {
    let of = |message: &Message| match message {
        Message::System(text) | Message::User(text) | Message::Tool { text, .. } => tokens::count(text),
        Message::Assistant { text, calls } => {
            tokens::count(text) + calls.iter().map(|call| tokens::count(&call.arguments)).sum::<usize>()
        }
    };
    u64::try_from(messages.iter().map(of).sum::<usize>()).unwrap_or(u64::MAX)
}
