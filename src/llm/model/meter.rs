//! What an exchange takes, counted when it ends, however it ends: also where its time is up, or where nobody waits for
//! the reply any more.

use tokio::time::Instant;

use super::super::request::Request;
use super::super::stream::Added;
use super::super::{Usage, tokens};
use super::{Model, Tape};

/// Adds the time from its making to its end to what is spent.
pub(super) struct Stopwatch<'m> {
    model: &'m Model,
    begun: Instant,
}

impl<'m> Stopwatch<'m> {
    pub(super) fn start(model: &'m Model) -> Self {
        Stopwatch { model, begun: Instant::now() }
    }
}

impl Drop for Stopwatch<'_> {
    fn drop(&mut self) {
        // A replay takes no time that anybody waited for a model.
        if matches!(self.model.inner.tape, Tape::Live(..)) {
            self.model.state().spent.time += self.begun.elapsed();
        }
    }
}

/// Counts the tokens of an exchange.
pub(super) struct Meter<'m> {
    model: &'m Model,
    request: &'m Request,
    so_far: String,
    took: Option<Usage>,
    _watch: Stopwatch<'m>,
}

impl<'m> Meter<'m> {
    pub(super) fn start(model: &'m Model, request: &'m Request) -> Self {
        Meter { model, request, so_far: String::new(), took: None, _watch: Stopwatch::start(model) }
    }

    /// Takes what a chunk adds to the reply.
    pub(super) fn hear(&mut self, added: &Added) {
        self.so_far.push_str(&added.words);
        self.so_far.push_str(&added.unseen);
    }

    /// The exchange has ended with this count; where it is estimated, the input is missing in it.
    pub(super) fn end(mut self, usage: Usage) -> Usage {
        let usage = if usage.estimated { Usage { input: self.request.tokens(), ..usage } } else { usage };
        self.took = Some(usage);
        usage
    }
}

impl Drop for Meter<'_> {
    fn drop(&mut self) {
        let usage = match (self.took, &self.model.inner.tape) {
            (Some(took), _) => took,
            // Nothing is sent that was not recorded.
            (None, Tape::Replayed(_)) => return,
            (None, Tape::Live(..)) => {
                Usage { input: self.request.tokens(), output: tokens::of(&self.so_far), estimated: true }
            }
        };
        if usage != Usage::default() {
            self.model.state().spent.add(usage, self.model.inner.settings.budget.price);
        }
    }
}
