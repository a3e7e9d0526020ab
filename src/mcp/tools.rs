//! The list of tools. A server makes it once, for the skills it serves, and it never changes.

use std::borrow::Cow;
use std::sync::Arc;

use rmcp::model::{Tool, ToolAnnotations};
use schemars::JsonSchema;
use serde_json::{Map, Value as Json, json};

use super::schema::input;
use super::{elicit, resources, types};
use crate::skill::schema::{self, Detail};
use crate::skill::{Definition, Skill, Step};
use crate::workspace::{self, Open};

/// Every tool of these skills, in the order of the workflow.
pub fn list(skills: &[&'static dyn Skill]) -> Vec<Tool> {
    let names = workspace::names(skills);
    let mut tools = vec![tool(
        "pack_open",
        "Open a pack",
        format!(
            "Starts a pack of {}: screens the request, returns the pack's id and the first questions. Refuses what belongs \
             elsewhere.",
            names.join(" or ")
        ),
        open(&names),
        Some(output::<types::Opened>()),
        ToolAnnotations::new().read_only(false).destructive(false).idempotent(false).open_world(false),
    )];
    for skill in skills {
        let definition = skill.definition();
        for step in definition.steps {
            tools.push(tool(
                step.tool,
                step.title,
                step.description,
                step_input(definition, step),
                // They all answer alike, which the instructions and the answer itself say at less cost.
                None,
                // Fields and rows sent replace what stood there; every earlier revision stays readable.
                ToolAnnotations::new().read_only(false).destructive(true).idempotent(true).open_world(false),
            ));
        }
    }
    let reads = || ToolAnnotations::new().read_only(true).destructive(false).idempotent(true).open_world(false);
    tools.push(tool(
        "pack_read",
        "Read a pack",
        "Returns a pack, whole or some sections, at any revision.",
        input::<types::Read>(),
        // Markdown comes as text alone.
        None,
        reads(),
    ));
    tools.push(tool(
        "pack_list",
        "List packs",
        "Lists the packs in the store, the one changed last first.",
        input::<types::List>(),
        Some(output::<types::Packs>()),
        reads(),
    ));
    tools.push(tool(
        "pack_check",
        "Check a pack",
        "Runs the whole gate over a pack: verdict, the cheapest edits that pass, what lowers each score, the heaviest \
         findings. `sections` or `rules` tells all of theirs.",
        input::<types::Check>(),
        Some(output::<types::Checked>()),
        reads(),
    ));
    tools.push(tool(
        resources::tool::NAME,
        "Read a skill",
        "Reads a skill's file or, by `uri`, any resource, such as groundplan://rules/SCL003. Without arguments: lists them.",
        input::<types::SkillRead>(),
        None,
        reads(),
    ));
    tools
}

/// What a step takes, and of the one that asks the person whether it shall.
fn step_input(definition: &Definition, step: &Step) -> Map<String, Json> {
    let mut input = schema::step(definition, step, Detail::Brief);
    if elicit::asks(definition, step)
        && let Some(Json::Object(properties)) = input.get_mut("properties")
    {
        properties.insert(elicit::WISH.to_owned(), json!({"type": "boolean"}));
    }
    input
}

fn tool(
    name: &'static str,
    title: &'static str,
    description: impl Into<Cow<'static, str>>,
    input: Map<String, Json>,
    output: Option<Map<String, Json>>,
    annotations: ToolAnnotations,
) -> Tool {
    let tool = Tool::new(name, description, Arc::new(input)).with_title(title).with_annotations(annotations);
    match output {
        Some(output) => tool.with_raw_output_schema(Arc::new(output)),
        None => tool,
    }
}

/// What `pack_open` takes where these are the skills.
fn open(skills: &[&str]) -> Map<String, Json> {
    let mut schema = input::<Open>();
    if let Some(Json::Object(skill)) = schema.get_mut("properties").and_then(|fields| fields.get_mut("skill")) {
        skill.insert("enum".to_owned(), json!(skills));
    }
    schema
}

/// The schema of an answer, one level deep: the names and types of its parts. What is inside them is
/// said in words once, in the instructions, rather than in every schema.
fn output<T: JsonSchema>() -> Map<String, Json> {
    let schema = input::<T>();
    let mut slim = Map::new();
    slim.insert("type".to_owned(), json!("object"));
    if let Some(Json::Object(properties)) = schema.get("properties") {
        let shallow = properties.iter().map(|(name, property)| {
            let kind = property.get("type").cloned();
            (name.clone(), kind.map_or_else(|| json!({}), |kind| json!({"type": kind})))
        });
        slim.insert("properties".to_owned(), Json::Object(shallow.collect()));
    }
    slim
}
