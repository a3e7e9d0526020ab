//! What sends a release back, and how.

use rust_decimal::Decimal;

use super::roster::{Roster, is, is_named};
use crate::pack::{Cell, Pack};
use crate::quantity::{Target, duration};
use crate::skills::platform_operations::safety::{Safety, Trigger, WayBack};

/// Triggers and ways back.
#[derive(Debug)]
pub(in super::super) struct Nets<'a> {
    /// The triggers, in the order of the document; rows without a name are none.
    pub triggers: Vec<Fuse<'a>>,
    /// The ways back, in the order of the document.
    pub ways: Vec<Way<'a>>,
}

/// A trigger as understood.
#[derive(Debug)]
pub(in super::super) struct Fuse<'a> {
    /// Its row.
    pub row: Trigger<'a>,
    /// The bound; `None` where the cell cannot be read.
    pub threshold: Option<Target>,
    /// The window, in seconds.
    pub window: Option<Decimal>,
}

/// A way back as understood.
#[derive(Debug)]
pub(in super::super) struct Way<'a> {
    /// Its row.
    pub row: WayBack<'a>,
    /// How long it takes, in seconds.
    pub takes: Option<Decimal>,
}

impl<'a> Nets<'a> {
    /// Reads a pack.
    pub fn of(pack: &'a Pack) -> Self {
        let safety = Safety::of(pack);
        let triggers = safety.triggers().filter(|row| !row.name().is_blank()).map(|row| Fuse {
            row,
            threshold: Target::parse(row.threshold().text).ok(),
            window: duration::seconds(row.window().text),
        });
        let ways = safety
            .ways_back()
            .filter(|row| !row.name().is_blank())
            .map(|row| Way { row, takes: duration::seconds(row.takes().text) });
        Nets { triggers: triggers.collect(), ways: ways.collect() }
    }

    /// The triggers of a service in an environment.
    pub fn triggers_of(&self, service: &str, environment: &str) -> impl Iterator<Item = &Fuse<'a>> {
        self.triggers.iter().filter(move |fuse| fuse.is_for(service, environment))
    }

    /// The ways back of a service in an environment.
    pub fn ways_of(&self, service: &str, environment: &str) -> impl Iterator<Item = &Way<'a>> {
        self.ways
            .iter()
            .filter(move |way| is_named(way.row.services(), service) && is_named(way.row.environments(), environment))
    }

    /// The pairs of service and production environment that a row of services and environments is about.
    pub fn pairs<'r>(
        roster: &'r Roster<'a>,
        services: Cell<'r>,
        environments: Cell<'r>,
    ) -> impl Iterator<Item = (&'a str, &'a str)> + use<'r, 'a> {
        let production = roster.production().filter(move |row| is_named(environments, row.name().text));
        production.flat_map(move |environment| {
            let named = roster.services.iter().filter(move |row| is_named(services, row.name().text));
            named.map(move |service| (service.name().text, environment.name().text))
        })
    }
}

impl Fuse<'_> {
    /// Whether it is for a service in an environment.
    pub fn is_for(&self, service: &str, environment: &str) -> bool {
        is_named(self.row.services(), service) && is_named(self.row.environments(), environment)
    }

    /// Whether it changes what runs: a page does not.
    pub fn acts(&self) -> bool {
        !self.row.action().is_blank() && !is(self.row.action(), "page")
    }
}
