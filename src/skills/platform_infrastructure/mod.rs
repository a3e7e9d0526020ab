//! The skill `platform-infrastructure`: an eight-part Platform & Infrastructure Improvement Pack.

use crate::engine::events::Contract;
use crate::engine::site::plan::SitePlan;
use crate::gate::{self, Run, Standard};
use crate::pack::records::Records;
use crate::pack::{Derived, Pack};
use crate::skill::{BriefError, Definition, Skill};
use crate::skills::shared;

mod boundary;
pub mod brief;
mod capabilities;
mod checklist;
mod computed;
mod context;
mod discoverability;
mod instrumentation;
mod intake;
mod propose;
mod quality;
mod reading;
mod roadmap;
mod rubric;
mod rules;
mod scaling;
mod steps;

use reading::facts::{Case, Facts};

pub use capabilities::{Capabilities, Capability};
pub use context::{Assumption, Context};
pub use discoverability::{Discoverability, PageType};
pub use instrumentation::{ContractChange, Event, Gap, IdentityField, Instrumentation, QaCheck};
pub use quality::{Alert, Attribute, Component, Dependency, PastWindow, Quality, Slo};
pub use roadmap::{Initiative, Roadmap};
pub use scaling::{Growth, Launch, Limit, Measurement, Scaling, ScalingProject};

pub use super::shared::{Freeze, Milestone, NextStep, OwnerCapacity, Question, Risk, Risks, SuccessMeasure};

/// The skill.
#[derive(Debug)]
pub struct PlatformInfrastructure;

static DEFINITION: Definition = Definition {
    name: "platform-infrastructure",
    screen: &boundary::SCREEN,
    standard: Standard {
        rule_set: 1,
        sections: &[
            Context::SPEC,
            Capabilities::SPEC,
            Quality::SPEC,
            Scaling::SPEC,
            Instrumentation::SPEC,
            Discoverability::SPEC,
            Roadmap::SPEC,
            Risks::SPEC,
            Records::SPEC,
        ],
        rules: &[shared::rules::RULES, rules::RULES],
        read: |pack| Box::new(Facts::of(pack)),
        cites: |_| Vec::new(),
        checklist: checklist::CHECKLIST,
        rubric: rubric::RUBRIC,
        not_applicable: checklist::not_applicable,
    },
    steps: steps::STEPS,
    questions: intake::QUESTIONS,
    unanswered: &["context.assumptions", "risks.questions"],
};

impl gate::Facts for Facts<'_> {
    fn check<'c>(&'c self, case: &'c gate::Case<'c>, run: &mut Run<'_>) {
        rules::check(&Case::of(case, self), run);
    }

    fn derive(&self) -> Derived {
        computed::derive(self)
    }
}

impl Skill for PlatformInfrastructure {
    fn event_contract(&self, pack: &Pack) -> Result<Contract, String> {
        let events = reading::events::Events::of(pack);
        if let Some((row, property)) = events.untyped().next() {
            let (event, name) = (row.name, property.name);
            let likely = reading::property::likely(name);
            return Err(match property.of {
                "" => format!("`{name}` of `{event}` has no type; write one behind it, such as `{name}: {likely}`"),
                of => format!("`{name}` of `{event}`: `{of}` is no type; write one such as `{name}: {likely}`"),
            });
        }
        match events.contract {
            None => Err("it declares no events; list them under `### Event taxonomy`".to_owned()),
            Some(Err(error)) => Err(error.to_string()),
            Some(Ok(contract)) => Ok(contract),
        }
    }

    fn site_plan(&self, pack: &Pack) -> Result<SitePlan, String> {
        let pages = reading::pages::Pages::of(pack);
        match pages.unread.first() {
            Some(unread) => Err(format!("{}: {}; {}", unread.cell.place.to_location(), unread.message, unread.fix)),
            None if pages.rows.is_empty() => {
                Err("it declares no page types; list them under `### Page types`".to_owned())
            }
            None => Ok(pages.plan),
        }
    }

    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    fn draft(&self, brief: &str) -> Result<Pack, BriefError> {
        propose::draft(brief)
    }

    fn answerer(&self, brief: &str, section: &str) -> Option<String> {
        propose::answerer(brief, section)
    }

    fn propose(&self, pack: &Pack) -> Result<Pack, BriefError> {
        propose::onto(pack)
    }

    fn blank_brief(&self) -> &'static str {
        include_str!("blank_brief.yaml")
    }
}
