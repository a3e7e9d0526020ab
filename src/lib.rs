//! groundplan.

pub mod finding;
pub mod gate;
pub mod pack;
pub mod skill;
pub mod skills;
