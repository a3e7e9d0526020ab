//! The skill `platform-infrastructure`: an eight-part Platform & Infrastructure Improvement Pack.

use crate::gate::Standard;
use crate::pack::Pack;
use crate::pack::records::Records;
use crate::skill::{Boundary, BriefError, Definition, Skill};

mod boundary;
pub mod brief;
mod capabilities;
mod case;
mod checklist;
mod clock;
mod computed;
mod context;
mod discoverability;
mod goals;
mod instrumentation;
mod intake;
mod objective;
mod phrase;
mod plan;
mod projects;
mod propose;
mod quality;
mod risks;
mod roadmap;
mod rubric;
mod rules;
mod scaling;
mod score;
mod steps;
mod timetable;

use case::Case;

pub use capabilities::{Capabilities, Capability};
pub use context::{Assumption, Context, SuccessMeasure};
pub use discoverability::Discoverability;
pub use instrumentation::{Event, Gap, IdentityField, Instrumentation, QaCheck};
pub use quality::{Alert, Attribute, Component, Dependency, Quality, Slo};
pub use risks::{NextStep, Question, Risk, Risks};
pub use roadmap::{Freeze, Initiative, Milestone, OwnerCapacity, Roadmap};
pub use scaling::{Growth, Launch, Limit, Measurement, Scaling, ScalingProject};

/// The skill.
#[derive(Debug)]
pub struct PlatformInfrastructure;

static DEFINITION: Definition = Definition {
    name: "platform-infrastructure",
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
        rules: rules::RULES,
        check: rules::check,
        derive: computed::derive,
        checklist: checklist::CHECKLIST,
        rubric: rubric::RUBRIC,
        not_applicable: checklist::not_applicable,
    },
    steps: steps::STEPS,
    questions: intake::QUESTIONS,
};

impl Skill for PlatformInfrastructure {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    fn screen(&self, request: &str, situation: Option<&str>) -> Boundary {
        boundary::screen(request, situation)
    }

    fn draft(&self, brief: &str) -> Result<Pack, BriefError> {
        propose::draft(brief)
    }

    fn blank_brief(&self) -> &'static str {
        include_str!("blank_brief.yaml")
    }
}
