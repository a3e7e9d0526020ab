//! The skill `platform-operations`: delivery pipeline and observability of one target as one reliability system.

use jiff::civil::Date;

use crate::assess::model::Assessment;
use crate::gate::{self, Beside, Run, Standard};
use crate::pack::records::Records;
use crate::pack::{Derived, Pack};
use crate::skill::{BriefError, Definition, Skill};
use crate::skills::shared;

pub mod alerting;
pub mod baseline;
mod boundary;
mod checklist;
mod computed;
pub mod delivery;
mod history;
mod imports;
mod intake;
mod interface;
pub mod objectives;
pub mod observability;
mod propose;
mod reading;
mod repository;
pub mod roadmap;
pub mod rollout;
mod rubric;
mod rules;
pub mod safety;
mod steps;

use alerting::Alerting;
use baseline::Baseline;
use delivery::Delivery;
use objectives::Objectives;
use observability::Observability;
use reading::facts::{Case, Facts};
use roadmap::Roadmap;
use rollout::Rollout;
use safety::Safety;

pub use shared::{Freeze, Milestone, NextStep, OwnerCapacity, Question, Risk, Risks, SuccessMeasure};

/// The skill.
#[derive(Debug)]
pub struct PlatformOperations;

static DEFINITION: Definition = Definition {
    name: "platform-operations",
    screen: &boundary::SCREEN,
    standard: Standard {
        rule_set: 1,
        sections: &[
            Baseline::SPEC,
            Delivery::SPEC,
            Rollout::SPEC,
            Objectives::SPEC,
            Alerting::SPEC,
            Observability::SPEC,
            Safety::SPEC,
            Roadmap::SPEC,
            Risks::SPEC,
            Records::SPEC,
        ],
        rules: &[shared::rules::RULES, rules::RULES],
        read: |pack| Box::new(Facts::of(pack)),
        cites: imports::cites,
        checklist: checklist::CHECKLIST,
        rubric: rubric::RUBRIC,
        not_applicable: checklist::not_applicable,
    },
    steps: steps::STEPS,
    questions: intake::QUESTIONS,
    unanswered: &["baseline.gaps", "risks.questions"],
};

impl gate::Facts for Facts<'_> {
    fn check<'c>(&'c self, case: &'c gate::Case<'c>, run: &mut Run<'_>) {
        rules::check(&Case::of(case, self), run);
    }

    fn derive(&self) -> Derived {
        computed::derive(self)
    }
}

impl Skill for PlatformOperations {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    fn draft(&self, brief: &str) -> Result<Pack, BriefError> {
        propose::draft(brief)
    }

    fn answerer(&self, brief: &str, section: &str) -> Option<String> {
        propose::answerer(brief, section)
    }

    fn complete(&self, pack: Pack, beside: &[Beside], on: Date) -> Pack {
        imports::complete(pack, beside, on)
    }

    fn brief_of(&self, assessment: &Assessment) -> Option<String> {
        Some(propose::of_repository(assessment))
    }

    fn propose(&self, pack: &Pack) -> Result<Pack, BriefError> {
        propose::onto(pack)
    }

    fn blank_brief(&self) -> &'static str {
        include_str!("blank_brief.yaml")
    }
}
