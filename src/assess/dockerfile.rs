//! Dockerfiles: what an image is built on, as whom it runs, how it is asked whether it is well.

use std::collections::BTreeMap;

use super::fact::{ArtifactKind, CheckKind, Fact, Identity, Place, Role, What};
use super::image::Image;
use super::model::Workload;
use super::tree::shorten;
use super::{Repo, file_name};

pub(super) fn takes(path: &str, _: &str) -> bool {
    let name = file_name(path);
    let dotted = |stem: &str| name == stem || name.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.'));
    let listed = name.ends_with(".dockerignore");
    !listed && (dotted("Dockerfile") || dotted("Containerfile") || name.to_lowercase().ends_with(".dockerfile"))
}

/// The most arguments before the first stage, and the most stages, of one file.
const MOST: usize = 200;

/// An instruction with its line.
struct Instruction {
    line: usize,
    name: String,
    rest: String,
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let text = repo.text(path).unwrap_or_default();
    let mut facts = Vec::new();
    let mut arguments: BTreeMap<String, String> = BTreeMap::new();
    let mut stages: Vec<String> = Vec::new();
    // Of the last stage alone: what the others say does not reach the image.
    let mut last: Vec<Fact> = Vec::new();
    for instruction in instructions(text) {
        let at = Place { file: path.to_owned(), line: instruction.line, column: 1 };
        let rest = instruction.rest.as_str();
        match instruction.name.as_str() {
            "ARG" if stages.is_empty() && arguments.len() < MOST => {
                if let Some((name, value)) = rest.split_once('=') {
                    arguments.insert(name.trim().to_owned(), value.trim().trim_matches(['"', '\'']).to_owned());
                }
            }
            "FROM" if stages.len() < MOST => {
                last.clear();
                let words: Vec<&str> = rest.split_whitespace().filter(|word| !word.starts_with("--")).collect();
                let reference = words.first().copied().unwrap_or_default();
                if !stages.iter().any(|stage| stage.eq_ignore_ascii_case(reference)) && reference != "scratch" {
                    facts.push(Fact::new(base(&fill(reference, &arguments)), at));
                }
                let named = words.get(1).is_some_and(|word| word.eq_ignore_ascii_case("as"));
                stages.push(words.get(2).filter(|_| named).map_or_else(String::new, |name| (*name).to_owned()));
            }
            "COPY" | "ADD" => {
                let from = rest.split_whitespace().find_map(|word| word.strip_prefix("--from="));
                let own = |name: &str| {
                    name.parse::<usize>().is_ok() || stages.iter().any(|stage| stage.eq_ignore_ascii_case(name))
                };
                if let Some(reference) = from.filter(|name| !own(name)) {
                    facts.push(Fact::new(base(&fill(reference, &arguments)), at));
                }
            }
            "HEALTHCHECK" => {
                let command = rest.split_once("CMD").map_or(rest, |(_, command)| command).trim();
                last.retain(|fact| !matches!(fact.value, What::Check { .. }));
                if command != "NONE" {
                    last.push(Fact::new(What::Check { kind: CheckKind::Health, target: shorten(command) }, at));
                }
            }
            "USER" => {
                last.retain(|fact| !matches!(&fact.value, What::Setting { name, .. } if name == "user"));
                last.push(Fact::new(What::setting("user", rest.trim()), at));
            }
            _ => {}
        }
    }
    facts.append(&mut last);
    if !facts.iter().any(|fact| matches!(&fact.value, What::Setting { name, .. } if name == "user")) {
        facts.push(Fact::new(What::setting("user", "not set; that of the base"), Place::file(path)));
    }
    if stages.is_empty() {
        facts.push(Fact::new(What::unknown("image", "there is no FROM"), Place::file(path)));
    } else if stages.len() > 1 {
        facts.push(Fact::new(What::setting("build stages", stages.len().to_string()), Place::file(path)));
    }
    let (platform, kind) = ("Docker".to_owned(), "image".to_owned());
    Ok(vec![Workload { name: path.to_owned(), platform, kind, at: Place::file(path), facts }])
}

fn base(reference: &str) -> What {
    if reference.contains('$') && !reference.contains(':') {
        let (name, identity) = (reference.to_owned(), Identity::Unknown);
        return What::Artifact { role: Role::Base, kind: ArtifactKind::Image, name, identity, from: None };
    }
    Image::of(reference).what(Role::Base)
}

/// A text with `$NAME`, `${NAME}` and `${NAME:-default}` filled in.
fn fill(text: &str, arguments: &BTreeMap<String, String>) -> String {
    let mut out = text.to_owned();
    if let Some((before, rest)) = text.split_once("${")
        && let Some((inner, after)) = rest.split_once('}')
    {
        let (name, default) = inner.split_once(":-").map_or((inner, None), |(name, default)| (name, Some(default)));
        if let Some(value) = arguments.get(name).map(String::as_str).or(default) {
            out = format!("{before}{value}{after}");
        }
    }
    for (name, value) in arguments {
        if let Some((before, after)) = out.split_once(&format!("${name}"))
            && !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        {
            out = format!("{before}{value}{after}");
        }
    }
    out
}

/// The instructions, with continued lines joined and comments left out. Here-documents are passed over.
fn instructions(text: &str) -> Vec<Instruction> {
    let mut found: Vec<Instruction> = Vec::new();
    let mut open = false;
    let mut until: Option<String> = None;
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let trimmed = line.trim();
        if let Some(end) = &until {
            if trimmed == end {
                until = None;
            }
            continue;
        }
        if trimmed.starts_with('#') || (trimmed.is_empty() && open) {
            continue;
        }
        let (body, goes_on) = match trimmed.strip_suffix('\\') {
            Some(body) => (body, true),
            None => (trimmed, false),
        };
        match found.last_mut().filter(|_| open) {
            Some(instruction) => {
                instruction.rest.push(' ');
                instruction.rest.push_str(body);
            }
            None if !body.is_empty() => {
                let (name, rest) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
                found.push(Instruction { line: at + 1, name: name.to_uppercase(), rest: rest.trim().to_owned() });
            }
            None => {}
        }
        open = goes_on;
        let document = body.split_once("<<").map(|(_, rest)| rest.trim_start_matches('-'));
        let word =
            document.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').find(|word| !word.is_empty()));
        if let Some(word) = word.flatten().filter(|word| !word.is_empty() && !open) {
            until = Some(word.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for name in ["Dockerfile", "a/Dockerfile.prod", "web.Dockerfile", "Containerfile", "x.dockerfile"] {
            assert!(takes(name, ""), "{name}");
        }
        assert!(!takes("Dockerfiles.yml", "") && !takes("Dockerfile.dockerignore", ""));
    }

    #[test]
    fn instructions_are_joined_and_documents_passed_over() {
        let found = instructions("# c\nFROM a \\\n # c\n  AS b\r\nRUN <<EOF\nUSER root\nEOF\nUSER 10\n");
        let said: Vec<(usize, String)> = found.iter().map(|i| (i.line, format!("{} {}", i.name, i.rest))).collect();
        assert_eq!(said, [(2, "FROM a AS b".into()), (5, "RUN <<EOF".into()), (8, "USER 10".into())]);
    }
}
