//! The tables of a roadmap. Each skill declares a section `roadmap` of its own around them.

use crate::pack::{Pack, Place, RowRef};
use crate::table;

table! {
    /// A milestone with an end that can be judged.
    pub Milestone ("milestone") {
        /// `M1 Audit log service`.
        milestone: Name => "Milestone",
        /// What is built or changed.
        scope: Prose => "Scope",
        /// What is measured or shown when it is done.
        acceptance: Prose => "Acceptance criteria",
        /// Who answers for it.
        owner: Owner => "Owner",
        /// Milestones by identifier; `none` if it can start now.
        dependencies: Refs => "Dependencies",
        /// Earliest start and latest end: `2027-01-11 to 2027-02-19`.
        eta: DateRange => "ETA range",
        /// The stages, and the way back.
        rollout: Prose => "Rollout/rollback",
    }
}

table! {
    /// How much an owner can carry.
    pub OwnerCapacity ("owner capacity") {
        /// As in the milestones.
        owner: Name => "Owner",
        /// `2`.
        at_once: Prose => "Milestones at once",
    }
}

table! {
    /// Days on which something stops.
    pub Freeze ("freeze") {
        /// `2026-12-21 to 2027-01-03`.
        period: Name => "Period",
        /// `work` or `rollouts`; `of` whom.
        stops: Prose => "What stops",
        /// Why.
        reason: Prose => "Why",
    }
}

/// The rows of those tables in a pack, by the keys that every such section has for them.
#[derive(Debug, Clone, Copy)]
pub struct RoadmapRows<'a>(&'a Pack);

impl<'a> RoadmapRows<'a> {
    /// The key of the section.
    pub const KEY: &'static str = "roadmap";
    /// The key of the table of milestones.
    pub const MILESTONES: &'static str = "milestones";

    /// Those of a pack; none where it lacks the section.
    pub fn of(pack: &'a Pack) -> Self {
        RoadmapRows(pack)
    }

    /// The place of the table of milestones.
    pub fn place(&self) -> Place<'a> {
        Self::field(Self::MILESTONES)
    }

    /// The milestones, in the order of work.
    pub fn milestones(&self) -> impl Iterator<Item = Milestone<'a>> + use<'a> {
        RowRef::all(self.0, self.place(), Milestone::TABLE).map(Milestone)
    }

    /// What owners can carry.
    pub fn capacity(&self) -> impl Iterator<Item = OwnerCapacity<'a>> + use<'a> {
        RowRef::all(self.0, Self::field("capacity"), OwnerCapacity::TABLE).map(OwnerCapacity)
    }

    /// Days without work or rollouts.
    pub fn freezes(&self) -> impl Iterator<Item = Freeze<'a>> + use<'a> {
        RowRef::all(self.0, Self::field("freezes"), Freeze::TABLE).map(Freeze)
    }

    fn field(key: &'static str) -> Place<'a> {
        Place::section(Self::KEY).field(key)
    }
}
