//! What a check or an eval has to say, for people and for machines. Nothing is decided here, only written down.
//!
//! # Layout
//! - `document`: one Markdown document, judged
//! - `run`: documents as judged, and whether that means failure
//! - `position`: bytes as lines and columns
//! - `text`, `report`, `changes`: for people; `rule_page`: the page of a rule; `section`: a section of a pack
//! - `calc`: answers of the engines, for people
//! - `assess`: what the files of a repository say, for people; `drawn`: the pipeline they show, and its proof
//! - `json`, `sarif`, `junit`, `github`: for machines
//! - `page`: a small document, shown as text, Markdown or HTML; `eval`: what a run of evals has to say, as one
//! - `words`: numbers with nouns, and text made fit for a terminal; `wrap`: lines broken at its width

pub mod assess;
pub mod calc;
pub mod changes;
pub mod document;
pub mod drawn;
pub mod eval;
pub mod github;
pub mod json;
pub mod junit;
pub mod page;
pub mod platform;
pub mod position;
pub mod report;
pub mod rule_page;
pub mod run;
pub mod sarif;
pub mod section;
pub mod text;
pub mod words;
pub mod wrap;

pub use run::{Judged, Run, Threshold, Unread};
