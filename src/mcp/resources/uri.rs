//! What addresses mean, and the templates of those that are not listed.

use rmcp::model::ResourceTemplate;

use crate::gate::Rule;
use crate::skill::input::nearest;
use crate::skills;
use crate::store::PackId;

/// The type of Markdown.
pub(super) const MARKDOWN: &str = "text/markdown";
/// The type of JSON.
pub(super) const JSON: &str = "application/json";

/// How the address of a skill's file begins: `skill://platform-infrastructure/references/intake.md`.
pub(super) const SKILL: &str = "skill://";
/// How the address of a pack begins.
pub(super) const PACKS: &str = "groundplan://packs/";
/// The address of the list of rules; that of a page adds `/` and the rule's id.
pub(super) const RULES: &str = "groundplan://rules";

/// A template, with what is said of it.
struct Declared {
    uri: &'static str,
    name: &'static str,
    title: &'static str,
    description: &'static str,
    mime: Option<&'static str>,
}

const TEMPLATES: [Declared; 6] = [
    Declared {
        uri: "groundplan://packs/{pack}.md",
        name: "pack",
        title: "Pack",
        description: "A pack as Markdown, at its newest revision; it can be subscribed to.",
        mime: Some(MARKDOWN),
    },
    Declared {
        uri: "groundplan://packs/{pack}.json",
        name: "pack-json",
        title: "Pack as JSON",
        description: "A pack as JSON, at its newest revision; it can be subscribed to.",
        mime: Some(JSON),
    },
    Declared {
        uri: "groundplan://packs/{pack}/{revision}.md",
        name: "revision",
        title: "Revision of a pack",
        description: "A pack as Markdown, as it was at a revision.",
        mime: Some(MARKDOWN),
    },
    Declared {
        uri: "groundplan://packs/{pack}/{revision}.json",
        name: "revision-json",
        title: "Revision of a pack as JSON",
        description: "A pack as JSON, as it was at a revision.",
        mime: Some(JSON),
    },
    Declared {
        uri: "groundplan://rules/{rule}",
        name: "rule",
        title: "Page of a rule",
        description: "What a rule finds, why it matters, how to mend it, and which scores rest on it.",
        mime: Some(MARKDOWN),
    },
    Declared {
        uri: "skill://{skill}/{+path}",
        name: "skill-file",
        title: "File of a skill",
        description: "SKILL.md, or a reference that it names.",
        mime: None,
    },
];

/// The templates, as they are listed.
pub(super) fn templates() -> Vec<ResourceTemplate> {
    let made = |one: &Declared| {
        let template = ResourceTemplate::new(one.uri, one.name).with_title(one.title).with_description(one.description);
        match one.mime {
            Some(mime) => template.with_mime_type(mime),
            None => template,
        }
    };
    TEMPLATES.iter().map(made).collect()
}

/// The variables of a template.
///
/// # Errors
/// Where there is no such template, with those there are.
pub(in crate::mcp) fn template(uri: &str) -> Result<Vec<&'static str>, String> {
    let known = TEMPLATES.iter().find(|one| one.uri == uri).ok_or_else(|| {
        let known = TEMPLATES.map(|one| one.uri).join(", ");
        format!("there is no resource template `{uri}`; there are: {known}")
    })?;
    let variables = known.uri.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    Ok(variables.map(|variable| variable.trim_start_matches('+')).collect())
}

/// How a pack is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mcp) enum Form {
    /// As `pack_read` shows it.
    Markdown,
    /// As data.
    Json,
}

/// What an address means.
#[derive(Debug)]
pub(in crate::mcp) enum Target {
    /// A file of a skill, if there is one.
    File,
    /// A pack, at a revision or at its newest.
    Pack {
        /// Its id.
        id: PackId,
        /// The revision; the newest where there is none.
        revision: Option<u32>,
        /// How it is written.
        form: Form,
    },
    /// The page of a rule.
    Rule(&'static Rule),
    /// The list of rules.
    Rules,
}

impl Target {
    /// Reads an address.
    ///
    /// # Errors
    /// What is wrong with it, and what would be accepted.
    pub(in crate::mcp) fn parse(uri: &str) -> Result<Target, String> {
        if uri.starts_with(SKILL) {
            return Ok(Target::File);
        }
        if uri == RULES {
            return Ok(Target::Rules);
        }
        if let Some(name) = uri.strip_prefix(RULES).and_then(|rest| rest.strip_prefix('/')) {
            return skills::rule(name).map(Target::Rule).ok_or_else(|| no_rule(name));
        }
        match uri.strip_prefix(PACKS) {
            Some(rest) => pack(rest),
            None => {
                let known = TEMPLATES.map(|one| one.uri).join(", ");
                Err(format!("addresses are {RULES} and those of resources/list, or have one of these forms: {known}"))
            }
        }
    }
}

fn no_rule(name: &str) -> String {
    match nearest(name, skills::rules().flat_map(|rule| [rule.id, rule.name])) {
        Some(near) => format!("there is no such rule; did you mean {RULES}/{near}?"),
        None => format!("there is no such rule; {RULES} lists them"),
    }
}

/// Reads what follows `groundplan://packs/`.
fn pack(rest: &str) -> Result<Target, String> {
    let form = |ending| match ending {
        "md" => Some(Form::Markdown),
        "json" => Some(Form::Json),
        _ => None,
    };
    let formed = rest.rsplit_once('.').and_then(|(name, ending)| Some((name, form(ending)?)));
    let (name, form) = formed.ok_or("the address of a pack ends in .md or .json")?;
    let (id, revision) = match name.split_once('/') {
        None => (name, None),
        Some((id, number)) => {
            let read = number.parse::<u32>().ok().filter(|read| read.to_string() == number);
            (id, Some(read.ok_or_else(|| format!("`{number}` is no revision; write a whole number from 1"))?))
        }
    };
    let id = id.parse::<PackId>().map_err(|error| error.to_string())?;
    Ok(Target::Pack { id, revision, form })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_spelling_and_mistakes_are_named() {
        let id = format!("pk_{}", "0123456789abcdef".repeat(2));
        let parsed = Target::parse(&format!("{PACKS}{id}/12.json"));
        assert!(matches!(parsed, Ok(Target::Pack { revision: Some(12), form: Form::Json, .. })), "{parsed:?}");
        let parsed = Target::parse(&format!("{PACKS}{id}.md"));
        assert!(matches!(parsed, Ok(Target::Pack { revision: None, form: Form::Markdown, .. })), "{parsed:?}");
        assert!(matches!(Target::parse("groundplan://rules/scl003"), Ok(Target::Rule(rule)) if rule.id == "SCL003"));
        for (wrong, needed) in [
            (format!("{PACKS}{id}"), ".md or .json"),
            (format!("{PACKS}{id}/012.md"), "whole number"),
            (format!("{PACKS}{id}/.md"), "whole number"),
            (format!("{PACKS}pk_1.md"), "32 hexadecimal digits"),
            (format!("{PACKS}{id}/1/2.md"), "whole number"),
            ("groundplan://rules/SCL03".to_owned(), "did you mean groundplan://rules/SCL003?"),
            ("groundplan://rules/".to_owned(), "groundplan://rules lists them"),
            ("file:///etc/passwd".to_owned(), "groundplan://packs/{pack}.md"),
        ] {
            let problem = Target::parse(&wrong).expect_err(&wrong);
            assert!(problem.contains(needed), "{wrong}: {problem}");
        }
    }

    #[test]
    fn templates_tell_their_variables() {
        assert_eq!(template("groundplan://packs/{pack}/{revision}.md"), Ok(vec!["pack", "revision"]));
        assert_eq!(template("skill://{skill}/{+path}"), Ok(vec!["skill", "path"]));
        assert!(template("groundplan://packs/{id}.md").is_err_and(|problem| problem.contains("{pack}.md")));
    }
}
