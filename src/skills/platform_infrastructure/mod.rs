//! The skill `platform-infrastructure`: an eight-part Platform & Infrastructure Improvement Pack.

use crate::pack::Pack;
use crate::skill::records::Records;
use crate::skill::{BriefError, Boundary, Computed, Definition, Skill};

mod boundary;
pub mod brief;
mod capabilities;
mod checklist;
mod clock;
mod computed;
mod context;
mod discoverability;
mod instrumentation;
mod intake;
mod objective;
mod plan;
mod projects;
mod quality;
mod risks;
mod roadmap;
mod rubric;
mod rules;
mod scaling;
mod score;
mod steps;

pub use capabilities::{Capabilities, Capability};
pub use context::{Assumption, Context, SuccessMeasure};
pub use discoverability::Discoverability;
pub use instrumentation::{Event, Gap, IdentityField, Instrumentation, QaCheck};
pub use quality::{Attribute, Quality, Slo};
pub use risks::{NextStep, Question, Risk, Risks};
pub use roadmap::{Initiative, Milestone, Roadmap};
pub use scaling::{Growth, Limit, Scaling, ScalingProject};

/// The skill.
#[derive(Debug)]
pub struct PlatformInfrastructure;

static DEFINITION: Definition = Definition {
    name: "platform-infrastructure",
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
    steps: steps::STEPS,
    rules: rules::RULES,
    questions: intake::QUESTIONS,
    checklist: checklist::CHECKLIST,
    rubric: rubric::RUBRIC,
};

impl Skill for PlatformInfrastructure {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    fn screen(&self, request: &str, situation: Option<&str>) -> Boundary {
        boundary::screen(request, situation)
    }

    fn not_applicable(&self, pack: &Pack, item: &str) -> Option<String> {
        checklist::not_applicable(pack, item)
    }

    fn computed(&self, pack: &Pack, section: &str) -> Vec<Computed> {
        computed::computed(pack, section)
    }

    fn draft(&self, _brief: &str) -> Result<Pack, BriefError> {
        Err(BriefError { problems: Vec::new() })
    }

    fn blank_brief(&self) -> &'static str {
        ""
    }
}
