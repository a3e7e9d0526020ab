//! Prompts: what a person can ask for by name, with the state of a pack or document put in.
//!
//! Each is a template in `prompts/` of its name, and declared here.
//!
//! # Layout
//! - `arguments`: what is asked for, and what was given
//! - `state`: what the gate says, as templates take it
//! - `pack`, `review`: what prompts over a pack and over a document take
//! - `audience`: who a summary can be written for

use std::fmt::Write as _;
use std::sync::LazyLock;

use minijinja::value::Value;
use minijinja::{Environment, context};
use rmcp::ErrorData;
use rmcp::model::{
    ContentBlock, EmbeddedResource, GetPromptResult, ListPromptsResult, PaginatedRequestParams, Prompt, PromptArgument,
    PromptMessage, Role,
};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::{Map, Value as Json};

use super::cache::Keep;
use super::page;
use crate::skill::Skill;
use crate::skill::input::unknown;
use crate::store::StoreError;
use crate::template;
use crate::workspace::{self, Act, Refusal, Workspace};

mod arguments;
mod audience;
mod pack;
mod review;
mod state;

pub(super) use arguments::Kind;
use arguments::{Argument, Given};

/// A prompt as it is offered.
struct Declared {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    template: &'static str,
    arguments: &'static [Argument],
    task: Task,
}

/// What has to be put into a template.
#[derive(Debug, Clone, Copy)]
enum Task {
    /// What was given, for this skill.
    Plan(&'static str),
    /// A document as judged.
    Review,
    /// A pack as judged.
    Pack,
}

const SYSTEM: Argument = Argument::required("system", "The system or target to plan for, by name", Kind::Text);
const REQUEST: Argument = Argument::required("request", "What you want, in your own words", Kind::Text);
const BRIEF: Argument = Argument::optional("brief", "What is known already: notes, or the text of a brief", Kind::Text);
const PACK: Argument = Argument::required("pack", "The pack's id", Kind::Pack);

const PROMPTS: &[Declared] = &[
    Declared {
        name: "plan_infrastructure",
        title: "Plan platform foundations",
        description: "Starts a platform-infrastructure pack: what to share, scale and measure, and in which order",
        template: include_str!("../../../prompts/plan_infrastructure.md"),
        arguments: &[SYSTEM, REQUEST, BRIEF],
        task: Task::Plan("platform-infrastructure"),
    },
    Declared {
        name: "plan_operations",
        title: "Plan releases and reliability",
        description: "Starts a platform-operations pack: how one target is built, released, watched and taken back",
        template: include_str!("../../../prompts/plan_operations.md"),
        arguments: &[SYSTEM, REQUEST, BRIEF],
        task: Task::Plan("platform-operations"),
    },
    Declared {
        name: "review_document",
        title: "Review a plan",
        description: "Reviews an existing plan, whoever wrote it, against a skill: the gate's findings, then judgement",
        template: include_str!("../../../prompts/review_document.md"),
        arguments: &[
            Argument::required("skill", "The skill to review against", Kind::Skill),
            Argument::required(
                "document",
                "The plan: its Markdown text, the absolute path of its file, or a pack's id",
                Kind::Text,
            ),
        ],
        task: Task::Review,
    },
    Declared {
        name: "repair_pack",
        title: "Mend a pack",
        description: "Carries a pack over its gate by the cheapest edits, without inventing anything",
        template: include_str!("../../../prompts/repair_pack.md"),
        arguments: &[
            PACK,
            Argument::optional(
                "max_edits",
                "How many edits to make at most; all that are needed if left out",
                Kind::Number,
            ),
        ],
        task: Task::Pack,
    },
    Declared {
        name: "summarize_pack",
        title: "Summarize a pack",
        description: "Turns a finished pack into one page for an audience",
        template: include_str!("../../../prompts/summarize_pack.md"),
        arguments: &[PACK, Argument::required("audience", "Who reads it", Kind::Audience)],
        task: Task::Pack,
    },
];

/// Why a prompt is not given.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// There is no such prompt.
    #[error("{0}")]
    Unknown(String),
    /// The arguments do not fit.
    #[error("`{prompt}` cannot be given: {}. It takes {accepted}", .problems.join("; "))]
    Arguments {
        /// The prompt.
        prompt: &'static str,
        /// Everything that is wrong.
        problems: Vec<String>,
        /// What would be accepted.
        accepted: String,
    },
    /// The workspace said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A template cannot be rendered.
    #[error("the prompt's text cannot be made: {0}; this is a defect of groundplan")]
    Template(String),
}

/// Why what a prompt needs is not there.
#[derive(Debug)]
enum Trouble {
    /// What was given does not do.
    Given(String),
    /// The workspace said no.
    Refused(Refusal),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Trouble::Refused(refusal)
    }
}

impl From<PromptError> for ErrorData {
    fn from(error: PromptError) -> ErrorData {
        let message = error.to_string();
        match error {
            PromptError::Unknown(_)
            | PromptError::Arguments { .. }
            | PromptError::Refused(Refusal::Store(StoreError::UnknownPack { .. })) => {
                ErrorData::invalid_params(message, None)
            }
            PromptError::Refused(_) | PromptError::Template(_) => ErrorData::internal_error(message, None),
        }
    }
}

/// The audiences that a summary can be written for.
pub(super) fn audiences() -> impl Iterator<Item = &'static str> {
    audience::ALL.iter().map(|(name, _)| *name)
}

/// The kind of a prompt's argument.
pub(super) fn argument(workspace: &Workspace, prompt: &str, name: &str) -> Result<Kind, PromptError> {
    let declared = find(workspace, prompt)?;
    let known = declared.arguments.iter().find(|argument| argument.name == name);
    known.map(|argument| argument.kind).ok_or_else(|| declared.wrong(vec![format!("it has no argument `{name}`")]))
}

/// The prompts that a server of these skills offers: of those that start a plan, its own.
fn offered(skills: &'static [&'static dyn Skill]) -> impl Iterator<Item = &'static Declared> {
    let names = workspace::names(skills);
    PROMPTS.iter().filter(move |declared| !matches!(declared.task, Task::Plan(skill) if !names.contains(&skill)))
}

/// A page of the prompts there are.
pub(super) fn list(
    workspace: &Workspace,
    request: Option<PaginatedRequestParams>,
    context: &RequestContext<RoleServer>,
) -> Result<ListPromptsResult, ErrorData> {
    let prompts: Vec<Prompt> = offered(workspace.skills()).map(Declared::listed).collect();
    let (prompts, next_cursor) = page::of(&prompts, |prompt| &prompt.name, page::cursor(request).as_deref())?;
    let (ttl_ms, cache_scope) = Keep::Shared.hints(context);
    Ok(ListPromptsResult { next_cursor, ttl_ms, cache_scope, ..ListPromptsResult::with_all_items(prompts) })
}

/// A prompt with its arguments put in: what to do, then the pack, document or brief that it is about.
///
/// # Errors
/// A prompt that there is not, arguments that do not fit, the workspace's word.
pub async fn get(
    workspace: &Workspace,
    name: &str,
    arguments: &Map<String, Json>,
    act: &Act,
) -> Result<GetPromptResult, PromptError> {
    let declared = find(workspace, name)?;
    let given = Given::read(declared.arguments, arguments).map_err(|problems| declared.wrong(problems))?;
    let (values, material) = match declared.task {
        Task::Plan(_) => {
            let brief = given.text("brief");
            let values = context! { system => given.text("system"), request => given.text("request"), brief };
            (values, brief.map(|brief| ContentBlock::text(brief.to_owned())))
        }
        Task::Review => {
            review::of(workspace, &given, act).await.map(with).map_err(|trouble| declared.trouble(trouble))?
        }
        Task::Pack => pack::of(workspace, &given, act).await.map(with).map_err(|trouble| declared.trouble(trouble))?,
    };
    let text = render(declared, values)?;
    let messages = [ContentBlock::text(text)].into_iter().chain(material);
    let messages = messages.map(|content| PromptMessage::new(Role::User, content)).collect();
    Ok(GetPromptResult::new(messages).with_description(declared.description))
}

/// Values, and the material they come with.
fn with((values, material): (Value, ContentBlock)) -> (Value, Option<ContentBlock>) {
    (values, Some(material))
}

fn find(workspace: &Workspace, name: &str) -> Result<&'static Declared, PromptError> {
    let offered = || offered(workspace.skills());
    offered().find(|declared| declared.name == name).ok_or_else(|| {
        let known = offered().map(|declared| declared.name).collect::<Vec<_>>();
        PromptError::Unknown(unknown("prompt", name, known.into_iter()))
    })
}

impl Declared {
    fn listed(&self) -> Prompt {
        let argument = |argument: &Argument| {
            PromptArgument::new(argument.name).with_description(argument.description).with_required(argument.required)
        };
        let arguments = self.arguments.iter().map(argument).collect();
        Prompt::new(self.name, Some(self.description), Some(arguments)).with_title(self.title)
    }

    fn trouble(&self, trouble: Trouble) -> PromptError {
        match trouble {
            Trouble::Given(problem) => self.wrong(vec![problem]),
            Trouble::Refused(refusal) => refusal.into(),
        }
    }

    fn wrong(&self, problems: Vec<String>) -> PromptError {
        let mut accepted = String::new();
        for (at, argument) in self.arguments.iter().enumerate() {
            let gap = if at == 0 { "" } else { ", " };
            let optional = if argument.required { "" } else { ", optional" };
            let _ = write!(accepted, "{gap}`{}` ({}{optional})", argument.name, argument.accepted());
        }
        PromptError::Arguments { prompt: self.name, problems, accepted }
    }
}

static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> =
    LazyLock::new(|| template::environment(PROMPTS.iter().map(|declared| (declared.name, declared.template))));

fn render(declared: &Declared, values: Value) -> Result<String, PromptError> {
    let defect = |error: &dyn std::fmt::Display| PromptError::Template(error.to_string());
    let templates = TEMPLATES.as_ref().map_err(|error| defect(error))?;
    let template = templates.get_template(declared.name).map_err(|error| defect(&error))?;
    let text = template.render(values).map_err(|error| defect(&error))?;
    Ok(text.trim_end().to_owned())
}

/// A resource as the material of a prompt.
fn embedded(contents: rmcp::model::ResourceContents) -> ContentBlock {
    ContentBlock::Resource(EmbeddedResource::new(contents))
}
