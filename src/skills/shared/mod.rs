//! What several skills have in common: the roadmap and the risks of a plan, how they are read, and the rules that judge
//! them. It knows none of those skills.
//!
//! # Layout
//! - `roadmap`, `risks`, `success`: the tables, and the section `risks`
//! - `people`: people as an answer of the intake names them
//! - [`case`]: what the rules of a skill judge
//! - [`reading`]: what rules and computed values read in them, each thing once; and the words of any cell
//! - [`rules`]: the rules about them, with the case they take
//! - [`routes`]: where work goes that no planning skill does
//! - [`checklist`], [`rubric`]: groups of rules that checklists and rubrics cite
//! - [`computed`]: what follows from the roadmap, as lines and as a drawing; [`highlights`]: what a reader should know first

pub mod case;
pub mod checklist;
pub mod computed;
pub mod highlights;
mod people;
pub mod reading;
mod risks;
mod roadmap;
pub mod routes;
pub mod rubric;
pub mod rules;
mod success;

pub use people::{Named, people};
pub use risks::{NextStep, Question, Risk, Risks};
pub use roadmap::{Freeze, Milestone, OwnerCapacity, RoadmapRows};
pub use success::SuccessMeasure;
