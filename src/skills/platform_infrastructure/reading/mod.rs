//! What rules and computed values read in a pack, each thing once.
//!
//! # Layout
//! - [`facts`]: all of it, read in one go
//! - `clock`: the limits of the doomsday clock; `projects`: what moves them; `stated`: what both say of milestones;
//!   `goals`: the objectives with what they rest on; `events`: the contract of events; `pages`: the site
//! - `property`, `identity`, `emitter`, `score`, `attributes`, `applicability`, `site_issues`: single cells
//! - `introduced`: words
//!
//! The roadmap and the words of any cell are read in [`crate::skills::shared::reading`].

pub(super) mod applicability;
pub(super) mod attributes;
pub(super) mod clock;
pub(super) mod emitter;
pub(super) mod events;
pub(super) mod facts;
pub(super) mod goals;
pub(super) mod identity;
pub(super) mod introduced;
pub(super) mod pages;
pub(super) mod projects;
pub(super) mod property;
pub(super) mod score;
pub(super) mod site_issues;
pub(super) mod stated;
