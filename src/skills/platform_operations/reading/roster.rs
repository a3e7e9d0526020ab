//! What a plan names, and the cells that name it.
//!
//! A cell of references holds names separated by commas; `all` means every row there is, `none` means no row. Names are
//! compared as people compare them: without case, markup and stray space.

use crate::pack::{Cell, Pack};
use crate::platform::{self, Platform};
use crate::skills::platform_operations::baseline::{Baseline, Journey, Service};
use crate::skills::platform_operations::delivery::{Artifact, Check, Delivery, DeliveryPath, Environment, Stage};
use crate::text;

/// The rows that others refer to, in the order of the document.
#[derive(Debug)]
pub(in super::super) struct Roster<'a> {
    /// What is deployed.
    pub services: Vec<Service<'a>>,
    /// What users do.
    pub journeys: Vec<Journey<'a>>,
    /// Where versions run.
    pub environments: Vec<Environment<'a>>,
    /// Ways to users.
    pub paths: Vec<DeliveryPath<'a>>,
    /// What is built.
    pub artifacts: Vec<Artifact<'a>>,
    /// The stages of the pipeline.
    pub stages: Vec<Stage<'a>>,
    /// What verifications check.
    pub checks: Vec<Check<'a>>,
    /// What the plan says of its tools, in which a platform may be named more closely than in its services.
    tools: String,
}

impl<'a> Roster<'a> {
    /// Reads a pack. Rows without a name are none.
    pub fn of(pack: &'a Pack) -> Self {
        let (baseline, delivery) = (Baseline::of(pack), Delivery::of(pack));
        Roster {
            services: baseline.services().filter(|row| !row.name().is_blank()).collect(),
            journeys: baseline.journeys().filter(|row| !row.name().is_blank()).collect(),
            environments: delivery.environments().filter(|row| !row.name().is_blank()).collect(),
            paths: delivery.paths().filter(|row| !row.name().is_blank()).collect(),
            artifacts: delivery.artifacts().filter(|row| !row.name().is_blank()).collect(),
            stages: delivery.stages().filter(|row| !row.name().is_blank()).collect(),
            checks: delivery.checks().filter(|row| !row.name().is_blank()).collect(),
            tools: baseline.stack().map(|row| row.tool().text).chain([baseline.release_flow().text]).fold(
                String::new(),
                |mut all, one| {
                    all.push_str(one);
                    all.push('\n');
                    all
                },
            ),
        }
    }

    /// The service of this name.
    pub fn service(&self, name: &str) -> Option<&Service<'a>> {
        self.services.iter().find(|row| text::same_name(row.name().text, name))
    }

    /// The environment of this name.
    pub fn environment(&self, name: &str) -> Option<&Environment<'a>> {
        self.environments.iter().find(|row| text::same_name(row.name().text, name))
    }

    /// The journey of this name.
    pub fn journey(&self, name: &str) -> Option<&Journey<'a>> {
        self.journeys.iter().find(|row| text::same_name(row.name().text, name))
    }

    /// The stage of this name.
    pub fn stage(&self, name: &str) -> Option<&Stage<'a>> {
        self.stages.iter().find(|row| text::same_name(row.name().text, name))
    }

    /// The services that a cell names; all of them for `all`.
    pub fn services_in(&self, cell: Cell<'_>) -> Vec<&Service<'a>> {
        self.services.iter().filter(|row| is_named(cell, row.name().text)).collect()
    }

    /// The cards of the platforms of the services that a cell names, each once.
    pub fn cards_in(&self, services: Cell<'_>) -> Vec<&'static Platform> {
        let mut cards: Vec<&'static Platform> = Vec::new();
        for card in self.services_in(services).iter().filter_map(|service| self.card(service.platform())) {
            if !cards.iter().any(|known| known.key == card.key) {
                cards.push(card);
            }
        }
        cards
    }

    /// The card of the platform that a cell names, as closely as the tool chain names it.
    pub fn card(&self, cell: Cell<'_>) -> Option<&'static Platform> {
        platform::named(cell.text).map(|card| card.narrowed(&self.tools))
    }

    /// The environments that a cell names; all of them for `all`.
    pub fn environments_in(&self, cell: Cell<'_>) -> Vec<&Environment<'a>> {
        self.environments.iter().filter(|row| is_named(cell, row.name().text)).collect()
    }

    /// The environments that users meet.
    pub fn production(&self) -> impl Iterator<Item = &Environment<'a>> {
        self.environments.iter().filter(|row| is(row.tier(), "production"))
    }
}

/// The names in a cell of references, `all` and `none` left out.
pub(in super::super) fn names(cell: Cell<'_>) -> impl Iterator<Item = &str> {
    cell.names().filter(|name| !is_word(name, "all") && !is_word(name, "none"))
}

/// Whether a cell of references means every row.
pub(in super::super) fn is_all(cell: Cell<'_>) -> bool {
    cell.names().any(|name| is_word(name, "all"))
}

/// Whether a cell of references names this row, by name or as one of all.
pub(in super::super) fn is_named(cell: Cell<'_>, name: &str) -> bool {
    is_all(cell) || names(cell).any(|one| text::same_name(one, name))
}

/// Whether a cell of a choice holds this word.
pub(in super::super) fn is(cell: Cell<'_>, word: &str) -> bool {
    is_word(cell.text, word)
}

fn is_word(said: &str, word: &str) -> bool {
    text::same_name(said, word)
}
