//! What actions show, held against the catalogue, and how they are pinned.

use super::entry::Entry;
use super::evidence::{Around, gates, named_environment, stages};
use super::fact::{ArtifactKind, CredentialKind, Fact, Identity, Pin, Place, Role, Stage, What};
use super::image::Image;
use super::known::known;
use super::tree::shorten;

/// How a reference to an action is pinned: the name, and the pin.
pub(super) fn pin(uses: &str) -> (String, Pin) {
    if uses.starts_with("./") || uses.starts_with("../") {
        return (uses.to_owned(), Pin::Local);
    }
    if uses.starts_with("docker://") {
        let image = Image::of(uses);
        let pin = match image.identity {
            Identity::Digest(_) => Pin::Digest,
            Identity::Tag(_) => Pin::Tag,
            _ => Pin::Nothing,
        };
        return (uses.to_owned(), pin);
    }
    match uses.split_once('@') {
        Some((name, version)) => (name.to_owned(), of_version(version)),
        None => (uses.to_owned(), Pin::Nothing),
    }
}

/// What a version of a repository is, by how it is written.
pub(super) fn of_version(version: &str) -> Pin {
    let hex = |length| version.len() == length && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = version.strip_prefix('v').unwrap_or(version);
    match version {
        "" => Pin::Nothing,
        _ if hex(40) || hex(64) => Pin::Sha,
        "main" | "master" | "trunk" | "develop" | "dev" | "HEAD" | "~latest" => Pin::Branch,
        _ if number.starts_with(|c: char| c.is_ascii_digit()) => Pin::Tag,
        _ => Pin::TagOrBranch,
    }
}

/// Adds what an action shows. `input` gives the text of an input, filled in.
pub(super) fn action(
    uses: &str,
    at: &Place,
    around: Around<'_>,
    input: &dyn Fn(&str) -> Option<(String, Place)>,
    facts: &mut Vec<Fact>,
) {
    let (name, pin) = pin(uses);
    facts.push(Fact::new(What::Uses { name: uses.to_owned(), pin }, at.clone()));
    let holds = |name: &str, value: Option<&str>| {
        input(name).is_some_and(|(text, _)| value.is_none_or(|value| text.eq_ignore_ascii_case(value)))
    };
    let Some(entry) = known().action(&name, holds) else {
        if !known().is_inert(&name) {
            let why = "it is not in the catalogue, and what others wrote is not read";
            facts.push(Fact::new(What::unknown(format!("what `{name}` does"), why), at.clone()));
        }
        return;
    };
    let by = format!("`{}`", entry.name);
    if entry.applies(holds) {
        let mut said = Vec::new();
        stages(entry, &by, around, &mut said);
        gates(entry, &by, around, holds, &mut said);
        if let Some(kind) = entry.check {
            let target = ["url", "urls", "target", "file"].iter().find_map(|name| input(name));
            said.push(What::Check { kind, target: target.map(|(text, _)| shorten(&text)).unwrap_or_default() });
        }
        facts.extend(said.into_iter().map(|what| Fact::new(what, at.clone())));
    }
    if let Some(to) = &entry.credential {
        let named = |key: &Option<String>| key.as_ref().and_then(|key| input(key)).map(|(text, _)| text);
        let of_run = |text: &str| text.contains("secrets.GITHUB_TOKEN") || text.contains("github.token");
        let kind = match (named(&entry.oidc), named(&entry.stored)) {
            (_, Some(text)) if of_run(&text) => CredentialKind::OfRun,
            (_, Some(_)) => CredentialKind::Stored,
            (Some(_), None) => CredentialKind::ShortLived,
            (None, None) => CredentialKind::Unknown,
        };
        facts.push(Fact::new(What::Credential { to: to.clone(), kind }, at.clone()));
    }
    if let Some((text, place)) = entry.region.as_ref().and_then(|key| input(key)) {
        facts.push(Fact::new(What::Region { name: text }, place));
    }
    if let Some((text, place)) = entry.environment.as_ref().and_then(|key| input(key)) {
        let mut said = Vec::new();
        named_environment(&text, &mut said);
        facts.extend(said.into_iter().map(|what| Fact::new(what, place.clone())));
    }
    artifacts(entry, input, at, facts);
}

fn artifacts(entry: &Entry, input: &dyn Fn(&str) -> Option<(String, Place)>, at: &Place, facts: &mut Vec<Fact>) {
    let Some((kind, role, key)) = &entry.artifact else { return };
    let published = *role == Role::Built && *kind == ArtifactKind::Image && {
        let pushes = input("outputs").is_some_and(|(outputs, _)| outputs.contains("push=true"));
        pushes || input("push").is_some_and(|(push, _)| push != "false")
    };
    if published {
        let by = format!("`{}` with `push`", entry.name);
        facts.push(Fact::new(What::Stage { stage: Stage::Package, by }, at.clone()));
    }
    let role = if published { Role::Published } else { *role };
    match input(key) {
        None => {
            // An upload without a name bears that of its kind; an image without one is not kept.
            let name = format!("of `{}`", entry.name);
            let what = What::Artifact { role, kind: *kind, name, identity: Identity::Unknown, from: None };
            facts.push(Fact::new(what, at.clone()));
        }
        Some((text, place)) if *kind == ArtifactKind::Image => {
            let parts = text.split(['\n', ',']).map(str::trim).filter(|part| !part.is_empty());
            facts.extend(parts.map(|part| Fact::new(Image::of(part).what(role), place.clone())));
        }
        Some((name, place)) => {
            let name = shorten(&name.split_whitespace().collect::<Vec<_>>().join(" "));
            let what = What::Artifact { role, kind: *kind, name, identity: Identity::Nothing, from: None };
            facts.push(Fact::new(what, place));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_pins() {
        let sha = "a".repeat(40);
        for (uses, expected) in [
            (format!("actions/checkout@{sha}"), Pin::Sha),
            ("actions/checkout@v4.2.1".to_owned(), Pin::Tag),
            ("a/b@main".to_owned(), Pin::Branch),
            ("a/b@release".to_owned(), Pin::TagOrBranch),
            ("a/b".to_owned(), Pin::Nothing),
            ("./.github/actions/x".to_owned(), Pin::Local),
            ("docker://alpine:3".to_owned(), Pin::Tag),
            ("docker://alpine@sha256:00".to_owned(), Pin::Digest),
        ] {
            assert_eq!(pin(&uses).1, expected, "{uses}");
        }
    }
}
