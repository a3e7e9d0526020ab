//! Event contracts: what events mean, whether their definitions agree, what a change of them breaks, and whether real
//! events keep to them.
//!
//! # Layout
//! - [`input`]: a contract as people write it; [`contract`]: the same, checked and complete (by `complete`)
//! - [`kind`]: types of properties; [`name`]: words and spellings of names
//! - [`schema`]: each event as a JSON Schema 2020-12
//! - [`mod@consistency`]: whether definitions agree with each other and with the privacy targets
//! - [`compat`]: what a new version breaks, and for whom; [`migration`]: which break no milestone speaks of
//! - [`sample`]: a stream of real events against the contract
//! - [`mod@closure`]: whether what is promised is measured by something declared

pub mod closure;
pub mod compat;
mod complete;
pub mod consistency;
pub mod contract;
pub mod input;
pub mod kind;
pub mod migration;
pub mod name;
pub mod sample;
pub mod schema;

pub use closure::{Closure, ClosureInput, Named, closure};
pub use compat::{Compatibility, Diff, diff};
pub use consistency::{Consistency, consistency};
pub use contract::{Contract, ContractError, Event, Property};
pub use input::ContractInput;
pub use kind::PropertyType;
pub use sample::{SampleOptions, SampleReport, validate};
