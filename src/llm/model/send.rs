//! Sending a request until a whole reply comes.

use std::time::Duration;

use serde_json::Value as Json;

use super::super::cassette::Outcome;
use super::super::request::{Request, Wanted};
use super::super::stream::Added;
use super::super::trouble::{Cure, Trouble};
use super::super::{Failure, Message, Said};
use super::meter::{Meter, Stopwatch};
use super::{Event, Inner, Model, Tape, Told};

impl Model {
    /// Sends what is asked until a whole reply comes; yields it with the most tokens that it could have.
    pub(super) async fn send(
        &self,
        messages: &[Message],
        wanted: Wanted<'_>,
        on: Told<'_>,
    ) -> Result<(Said, u32), Failure> {
        let Inner { name, settings, .. } = &*self.inner;
        let mut tries = 0;
        loop {
            let (spent, capabilities) = {
                let state = self.state();
                (state.spent, state.capabilities.clone())
            };
            let mut request = Request::new(name, messages, wanted, settings, &capabilities)?;
            let max_tokens = settings.budget.left(&spent, || request.tokens(), settings.max_output)?;
            request.limit(max_tokens);
            tries += 1;
            let mut words = false;
            let mut meter = Meter::start(self, &request);
            let outcome = {
                let mut hear = |added: &Added| {
                    meter.hear(added);
                    if !added.words.is_empty() {
                        words = true;
                        on(Event::Words(&added.words));
                    }
                };
                let exchange = self.exchange(request.body(), max_tokens, &mut hear);
                match settings.budget.time_left(&spent) {
                    Some(left) => tokio::time::timeout(left, exchange).await.ok().transpose()?,
                    None => Some(exchange.await?),
                }
            };
            // Where its time is up, the budget says so.
            let Some(outcome) = outcome else { continue };
            let usage = meter.end(match &outcome {
                Ok(said) => said.usage,
                Err(broken) => broken.usage,
            });
            if let Some(said) = request.truncated(usage) {
                return Err(Failure::TooLong { said });
            }
            let trouble = match outcome {
                Ok(said) => return Ok((Said { usage, ..said }, max_tokens)),
                Err(broken) => broken.trouble,
            };
            match trouble.cure(self.place(), name, request.parts()) {
                Cure::No(failure) => return Err(self.explained(failure)),
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
                "{} s are left, and {} asks to wait {} s before the next request",
                left.as_secs(),
                self.place(),
                wait.as_secs()
            );
            return Err(Failure::OverBudget { what });
        }
        on(Event::Waiting { wait, why: &trouble.to_string() });
        let _watch = Stopwatch::start(self);
        tokio::time::sleep(wait).await;
        Ok(())
    }

    async fn exchange(
        &self,
        body: &Json,
        max_tokens: u32,
        hear: &mut (dyn FnMut(&Added) + Send),
    ) -> Result<Outcome, Failure> {
        match &self.inner.tape {
            Tape::Live(endpoint, recorder) => {
                let outcome = endpoint.exchange(body, max_tokens, self.inner.settings.retry.idle, hear).await;
                if let Some(recorder) = recorder {
                    recorder.keep(body, &outcome, |text| endpoint.without_secret(text))?;
                }
                Ok(outcome)
            }
            Tape::Replayed(cassette) => {
                let outcome = cassette.play(body)?;
                let words = match &outcome {
                    Ok(said) => said.text.clone(),
                    Err(broken) => broken.so_far.clone(),
                };
                hear(&Added { words, unseen: String::new() });
                Ok(outcome)
            }
        }
    }

    /// A key that was not sent cannot be refused: one is needed.
    fn explained(&self, failure: Failure) -> Failure {
        match (&self.inner.tape, failure) {
            (Tape::Live(endpoint, _), Failure::Denied { place, status: 401, .. }) if !endpoint.has_key() => {
                Failure::NoKey { place }
            }
            (_, failure) => failure,
        }
    }
}
