//! Planning in conversation: with a model that calls the same tools as an assistant over MCP, or, where there is none, with
//! the questions of the intake.
//!
//! Whatever is accepted is a revision in the store at once, and whatever is said is a line in a file, so nothing is lost
//! wherever a conversation breaks off. Every change of a pack is shown as what it means. Nothing leaves the machine, and
//! nothing of a production change or of an accepted finding is recorded, before the person has said so.
//!
//! # Layout
//! - `screen`: what a conversation is shown on and answered from; `forms`: what is asked there for a tool
//! - `session`: a conversation; `open`: how one begins and ends
//! - `command`: the slash commands, declared; `carry`: what they do
//! - `guide`: the intake without a model; `stage`: how far it has come; `question`: how a question is put and a line meant
//! - `propose`: the rest of a plan, drafted without a model
//! - `turn`: what a model says and does; `reply`: one reply of it; `effect`: what its calls come to
//! - `verdict`: what the gate says
//! - `talk`: what was said, kept, and as much of it as is sent
//! - `trouble`: why something is not done

mod carry;
pub mod command;
mod effect;
mod forms;
mod guide;
mod open;
mod propose;
mod question;
mod reply;
mod screen;
mod session;
mod stage;
mod talk;
#[cfg(test)]
mod tests;
mod trouble;
mod turn;
mod verdict;

pub use screen::Screen;
pub use session::{Models, Session, Setup, Turn};
pub use trouble::Trouble;
