//! What rules and computed values read in a request, a roadmap and in objectives, each thing once, and the words of a cell.
//!
//! # Layout
//! - [`plan`]: the roadmap as written; [`timetable`]: as a schedule
//! - [`request`]: what was asked for
//! - [`objective`]: what an objective allows to fail; [`promise`]: an objective as the engine takes it
//! - [`phrase`]: whether two names mean one piece of work; [`wording`]: what rules of all sections ask of words

pub mod objective;
pub mod phrase;
pub mod plan;
pub mod promise;
pub mod request;
pub mod timetable;
pub mod wording;
