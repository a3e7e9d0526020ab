//! Which objectives and pages tell when the users of a service suffer.

use super::facts::Facts;
use super::goals::{Goal, Watch};
use super::roster::{is, is_named, names};
use crate::pack::Cell;
use crate::skills::platform_operations::objectives::Objectives;
use crate::text;

/// A page that tells when users suffer from a service.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Cover<'f, 'a> {
    /// The page.
    pub page: &'f Watch<'a>,
    /// The journey through which it covers the service; `None` where it names the service itself.
    pub journey: Option<&'a str>,
}

impl<'a> Facts<'a> {
    /// The objectives of the journeys that need a service, in the order of the document.
    pub fn goals_of_service<'f>(&'f self, service: &'f str) -> impl Iterator<Item = &'f Goal<'a>> + use<'f, 'a> {
        self.goals.goals.iter().filter(move |goal| self.journey_with(goal, service).is_some())
    }

    /// The first page on what users feel that covers a service: it names the service, or its objective is one of a
    /// journey that needs it.
    pub fn symptom_page(&self, service: &str) -> Option<Cover<'_, 'a>> {
        let pages = || self.goals.alerts.iter().filter(|alert| alert.is_page() && alert.is_symptom());
        let named = pages().find(|page| is_named(page.row.services(), service));
        named.map(|page| Cover { page, journey: None }).or_else(|| {
            pages().find_map(|page| {
                let goals = page.goals.iter().filter_map(|goal| self.goals.goals.get(*goal));
                let journey = goals.into_iter().find_map(|goal| self.journey_with(goal, service))?;
                Some(Cover { page, journey: Some(journey) })
            })
        })
    }

    /// The journey of an objective that needs a service.
    fn journey_with(&self, goal: &Goal<'_>, service: &str) -> Option<&'a str> {
        let journeys = self.roster.journeys.iter().filter(|row| is_named(goal.row.journey(), row.name().text));
        journeys.into_iter().find(|row| is_named(row.services(), service)).map(|row| row.name().text)
    }

    /// Every service with every production environment.
    pub fn production_pairs(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'_, 'a> {
        let environments = self.roster.production();
        environments.flat_map(|environment| {
            self.roster.services.iter().map(move |service| (service.name().text, environment.name().text))
        })
    }

    /// The services with the production environments they are released to: by a rollout, or by a deploy of an artifact they
    /// are in.
    pub fn released(&self) -> Vec<(&'a str, &'a str)> {
        let by_rollout = |service: &str, environment: &str| self.rollouts.of_service(service, environment).is_some();
        let by_deploy = |service: &str, environment: &str| {
            self.roster.stages.iter().filter(|stage| is(stage.kind(), "deploy")).any(|stage| {
                is_named(stage.environment(), environment)
                    && is_named(stage.services(), service)
                    && self.is_in(stage.artifact(), service)
            })
        };
        let released = |pair: &(&str, &str)| by_rollout(pair.0, pair.1) || by_deploy(pair.0, pair.1);
        self.production_pairs().filter(released).collect()
    }

    /// Whether a service is in one of the artifacts of a cell; true where the cell names none that exists.
    fn is_in(&self, artifacts: Cell<'_>, service: &str) -> bool {
        let mut named = self.roster.artifacts.iter().filter(|row| is_named(artifacts, row.name().text)).peekable();
        named.peek().is_none() || named.any(|row| is_named(row.services(), service))
    }

    /// Whether an objective of this name exists, here or taken from another pack.
    pub fn knows_goal(&self, name: &str) -> bool {
        let imports = Objectives::of(self.pack).imports();
        self.goals.goal(name).is_some()
            || imports.flat_map(|row| names(row.slos()).collect::<Vec<_>>()).any(|one| text::same_name(one, name))
    }
}
