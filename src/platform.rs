//! Platform cards: what hosting platforms and the tools around them can do about building, rolling out, rolling back,
//! watching and leaving.
//!
//! They are data (`references/catalogs/platforms.yaml`), embedded. Each fact names the vendor's document and the day on
//! which it was read, or says that it was not verified.

use std::sync::OnceLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::engine::rollout::{Level, PlatformInput, Strategy};
use crate::text;
use crate::yaml::{self, YamlError};

/// What is known of one platform.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// How a plan names it: `vercel`.
    pub key: String,
    /// Its usual name.
    pub name: String,
    /// Other names that plans use for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_as: Vec<String>,
    /// The platform on which it is sold, by its key: a plan may name that one, and this one in its tool chain alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// What the card is about, where the vendor sells more than one thing.
    pub role: String,
    /// The vendor's own llms.txt; none where none was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// What of its services the card is about, where others of the same vendor have a card of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Configuration files that reveal it in a repository.
    pub files: Vec<String>,
    /// How a new version can reach users.
    pub strategies: Strategies,
    /// Whether it builds from source.
    pub builds: Offer,
    /// Whether users are back on the old version without instances starting anew.
    pub instant_rollback: Offer,
    /// How far back, and for how long.
    pub rollback_reach: Note,
    /// Whether what was verified in one environment can run in the next without a new build.
    pub same_artifact: Offer,
    /// Whether a deploy can name an immutable artifact.
    pub digest: Offer,
    /// Whether a share of the traffic can be sent to a version.
    pub traffic_split: Offer,
    /// An environment for each change.
    pub previews: Offer,
    /// What is probed, when, with which consequence.
    pub health_checks: Offer,
    /// How secrets are kept.
    pub secrets: Offer,
    /// How long logs are kept.
    pub logs_retention: Note,
    /// Whether logs can be sent elsewhere.
    pub log_export: Offer,
    /// Which metrics there are.
    pub metrics: Note,
    /// What it takes to leave.
    pub exit_cost: Note,
}

/// How a new version can reach users.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Strategies {
    /// In batches.
    pub rolling: Offer,
    /// Two environments and a switch.
    pub blue_green: Offer,
    /// In steps of traffic.
    pub canary: Offer,
    /// Release apart from deploy.
    pub feature_flags: Offer,
}

/// Whether a platform offers something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Offered {
    /// By itself.
    Yes,
    /// With something that is named, or in a case that is.
    With,
    /// Not at all.
    No,
    /// Nobody found out.
    Unknown,
}

/// Something a platform offers or does not.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Whether it does.
    pub offered: Offered,
    /// By what.
    pub by: String,
    /// The vendor's document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The day on which it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<Date>,
    /// Whether nobody has read such a document: check before relying on it.
    #[serde(default)]
    pub unverified: bool,
}

/// Something to know of a platform.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What there is to know.
    pub says: String,
    /// How much, of what it costs to leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// The vendor's document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The day on which it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<Date>,
    /// Whether nobody has read such a document: check before relying on it.
    #[serde(default)]
    pub unverified: bool,
}

/// Every card, in the order of the catalogue.
///
/// # Errors
/// A catalogue that cannot be read; the embedded one is held to it by a test.
pub fn all() -> Result<&'static [Platform], &'static YamlError> {
    static CARDS: OnceLock<Result<Vec<Platform>, YamlError>> = OnceLock::new();
    let read = || yaml::read(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/references/catalogs/platforms.yaml")));
    CARDS.get_or_init(read).as_ref().map(Vec::as_slice)
}

impl Strategies {
    /// Each strategy with what the platform says of it.
    pub fn each(&self) -> [(Strategy, &Offer); 4] {
        [
            (Strategy::Rolling, &self.rolling),
            (Strategy::BlueGreen, &self.blue_green),
            (Strategy::Canary, &self.canary),
            (Strategy::FeatureFlags, &self.feature_flags),
        ]
    }
}

/// The platform that words name: the first card that bears one of its names there.
pub fn named(words: &str) -> Option<&'static Platform> {
    all().ok()?.iter().find(|card| card.is_named(words))
}

impl Platform {
    /// Whether words name it, by its key or one of its names.
    pub fn is_named(&self, words: &str) -> bool {
        let names = [&self.key, &self.name].into_iter().chain(&self.known_as);
        names.into_iter().any(|name| text::mentions(words, name))
    }

    /// What is sold on it and named in what a plan says of its tools, where nothing there names this one itself: `aws` is
    /// Amazon EKS in a plan that deploys there.
    pub fn narrowed(&'static self, tools: &str) -> &'static Platform {
        let cards = all().unwrap_or_default();
        let within = |card: &&Platform| card.within.as_deref() == Some(self.key.as_str()) && card.is_named(tools);
        let own = self.services.iter().any(|service| text::mentions(tools, service));
        cards.iter().find(within).filter(|_| !own).unwrap_or(self)
    }

    /// What it can do, for the choice of a strategy. A `no` that nobody verified rules nothing out.
    pub fn input(&self) -> PlatformInput {
        let possible = |offer: &Offer| offer.offered != Offered::No || offer.unverified;
        let supports = self.strategies.each().into_iter().filter(|(_, offer)| possible(offer));
        PlatformInput { name: self.name.clone(), supports: supports.map(|(strategy, _)| strategy).collect() }
    }

    /// Its offers in the order of the card, by what they are about.
    pub fn offers(&self) -> [(&'static str, &Offer); 13] {
        [
            ("rolling", &self.strategies.rolling),
            ("blue-green", &self.strategies.blue_green),
            ("canary", &self.strategies.canary),
            ("feature flags", &self.strategies.feature_flags),
            ("builds from source", &self.builds),
            ("instant rollback", &self.instant_rollback),
            ("same artifact everywhere", &self.same_artifact),
            ("deploy by digest", &self.digest),
            ("traffic split", &self.traffic_split),
            ("previews", &self.previews),
            ("health checks", &self.health_checks),
            ("secrets", &self.secrets),
            ("log export", &self.log_export),
        ]
    }

    /// Its notes in the order of the card, by what they are about.
    pub fn notes(&self) -> [(&'static str, &Note); 4] {
        [
            ("reach of a rollback", &self.rollback_reach),
            ("logs are kept", &self.logs_retention),
            ("metrics", &self.metrics),
            ("cost to leave", &self.exit_cost),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_sourced_and_dated_or_says_that_it_is_not() {
        let cards = all().expect("the catalogue can be read");
        let mut keys: Vec<&str> = cards.iter().map(|card| card.key.as_str()).collect();
        assert_eq!(keys.len(), 13);
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 13);
        for card in cards {
            let offers = card.offers().map(|(what, one)| (what, &one.by, &one.source, one.checked, one.unverified));
            let notes = card.notes().map(|(what, one)| (what, &one.says, &one.source, one.checked, one.unverified));
            for (what, says, source, checked, unverified) in offers.into_iter().chain(notes) {
                assert!(!says.trim().is_empty(), "{}: {what}", card.key);
                let sourced = source.is_some() && checked.is_some();
                assert!(sourced != unverified, "{}: {what} is either sourced or unverified", card.key);
            }
            assert!(card.index.as_ref().is_none_or(|index| index.ends_with("/llms.txt")), "{}", card.key);
            assert!(card.within.as_ref().is_none_or(|key| cards.iter().any(|other| other.key == *key)), "{}", card.key);
            assert!(card.exit_cost.level.is_some(), "{}", card.key);
        }
    }

    #[test]
    fn a_platform_is_known_by_what_plans_call_it() {
        let of = |words: &str| named(words).map(|card| card.key.as_str());
        for words in ["eks", "EKS", "AWS EKS", "Amazon EKS 1.31 on Fargate", "Kubernetes on AWS", "Docker on EKS"] {
            assert_eq!(of(words), Some("eks"), "{words}");
        }
        for words in ["gke", "GKE Autopilot", "Google Kubernetes Engine", "Kubernetes on GCP"] {
            assert_eq!(of(words), Some("gke"), "{words}");
        }
        assert_eq!((of("AWS"), of("Amazon ECS on AWS"), of("Kubernetes")), (Some("aws"), Some("aws"), None));
    }

    #[test]
    fn what_is_sold_on_a_platform_is_found_in_the_tools() {
        let aws = named("aws").expect("a card");
        let of = |tools: &str| aws.narrowed(tools).key.as_str();
        assert_eq!(of("Argo CD deploys to EKS"), "eks");
        assert_eq!(of("Amazon ECS, and EKS for the jobs"), "aws");
        assert_eq!(of("Terraform"), "aws");
    }

    #[test]
    fn an_unverified_no_rules_nothing_out() {
        let vercel = all().expect("cards").iter().find(|card| card.key == "vercel").expect("a card");
        assert_eq!(vercel.strategies.rolling.offered, Offered::No);
        assert!(vercel.strategies.rolling.unverified && vercel.input().supports.contains(&Strategy::Rolling));
    }
}
