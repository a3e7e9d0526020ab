//! Models at OpenAI-compatible endpoints: asked, counted, kept within a budget, recorded and replayed.
//!
//! # Layout
//! - `message`: what is said to a model and what it says
//! - `model`: the one way to ask; sends, retries, counts, and remembers what an endpoint can do
//! - `request`, `stream`, `object`: what goes over the wire, what comes, an object in it
//! - `endpoint`, `key`: where a model is, and what opens it
//! - `recorder`, `cassette`, `scrub`: exchanges in a file, without secrets
//! - `retry`, `trouble`, `failure`: what to do where an exchange goes wrong, and what to tell
//! - `budget`, `tokens`: what it may cost, and counting
//!
//! Whoever asks decides what is asked: nothing here knows packs, skills or tools.

mod budget;
mod cassette;
mod endpoint;
mod failure;
mod key;
mod message;
mod model;
mod object;
mod recorder;
mod request;
mod retry;
mod scrub;
mod stream;
pub mod tokens;
mod trouble;

pub use budget::{Budget, Price, Spent};
pub use cassette::Cassette;
pub use endpoint::Endpoint;
pub use failure::Failure;
pub use key::Key;
pub use message::{Finish, Message, Said, ToolCall, ToolSpec, Usage};
pub use model::{Event, Model, Settings, Source};
pub use object::Object;
pub use recorder::Recorder;
pub use retry::RetryPolicy;
