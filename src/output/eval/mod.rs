//! What an eval has to say. The page of a run is shown as text, Markdown or HTML; JSON is the run itself.
//!
//! # Layout
//! - `cases`, `tokens`, `mutation`: the pages of the three runs
//! - `junit`: any run as JUnit XML

pub mod cases;
pub mod junit;
pub mod mutation;
pub mod tokens;
