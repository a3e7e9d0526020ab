//! What scripts show: their commands, held against the catalogue.

use super::entry::Entry;
use super::fact::{Answer, ArtifactKind, CheckKind, Fact, Gate, Identity, Place, Role, Stage, What};
use super::image::{self, Image};
use super::known::{Known, is_option, known, words_of};
use super::shell::{self, Command};
use super::tree::{Node, Value, shorten};

/// What is known of the step around a command.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around<'a> {
    /// Whether the pipeline goes on where the step fails.
    pub tolerated: bool,
    /// Whether what stands here looks at a deploy that was made: by the job's name, or by what came before.
    pub verifying: bool,
    /// When the step runs at all.
    pub when: Option<&'a str>,
}

/// Adds what a script shows. `text` is the script with what is known of its expressions filled in, line for line.
pub(super) fn script(node: &Node, text: &str, file: &str, around: Around<'_>, facts: &mut Vec<Fact>) {
    // The lines of a block are those of the file, from its first line that is not blank; those of other texts are not.
    let block = matches!(node.value, Value::Block(_));
    let mut around = around;
    for command in shell::commands(text.trim_start_matches('\n')) {
        let line = if block { command.line } else { 0 };
        let column = if line == 0 { node.column } else { 0 };
        let place = Place { file: file.to_owned(), line: node.line + line, column };
        let mut stages = false;
        for what in of_command(&command, around) {
            around.verifying |= matches!(what, What::Stage { stage: Stage::Deploy, .. });
            stages |= matches!(what, What::Stage { .. });
            facts.push(Fact::new(what, place.clone()));
        }
        if stages && command.tolerated {
            facts.push(Fact::new(What::Tolerated { by: "`|| ...`".to_owned() }, place));
        }
    }
}

/// What one command shows.
fn of_command(command: &Command, around: Around<'_>) -> Vec<What> {
    let known = known();
    let words = known.bare(&command.words);
    let Some(first) = words.first() else { return Vec::new() };
    if let Some(entry) = known.command(words) {
        return of_entry(entry, words, command.tolerated, around);
    }
    if matches!(first.as_str(), "curl" | "wget" | "http" | "https" | "xh") {
        return probe(words, around);
    }
    if let Some(task) = known.task(words) {
        let by = format!("the name of the task `{task}`");
        if around.verifying && known.stage_of_name(task) == Some(Stage::Test) {
            return looks(&by, &shorten(&words.join(" ")));
        }
        return by_name(known, task, &by, command.tolerated || around.tolerated);
    }
    local_script(known, words)
}

fn of_entry(entry: &Entry, words: &[String], tolerated: bool, around: Around<'_>) -> Vec<What> {
    let by = format!("`{}`", entry.name);
    if around.verifying && entry.stages == [Stage::Test] {
        return looks(&by, &shorten(&words.join(" ")));
    }
    let mut said = Vec::new();
    stages(entry, &by, around, &mut said);
    if pushes(entry, words) {
        said.push(What::Stage { stage: Stage::Package, by: format!("{by} with `--push`") });
    }
    let has = |name: &str, value: Option<&str>| {
        // `--exit-code 0` is as good as no such option.
        let off = option(words, name).is_some_and(|value| value == "0");
        !off && words.iter().any(|word| is_option(word, name))
            && value.is_none_or(|value| words.iter().any(|word| word == value))
    };
    let tolerated = tolerated || around.tolerated;
    gates(entry, &by, Around { tolerated, ..around }, has, &mut said);
    if let Some(kind) = entry.check {
        said.push(What::Check { kind, target: shorten(&words.join(" ")) });
    }
    let atomic =
        ["--atomic", "--rollback-on-failure"].into_iter().find(|option| words.iter().any(|word| word == option));
    if let Some(atomic) = atomic.filter(|_| entry.name.starts_with("helm")) {
        said.push(What::Check { kind: CheckKind::Rollout, target: format!("{by} with `{atomic}`") });
        said.push(What::Rollback { by: format!("{by} with `{atomic}`, when the rollout fails") });
    }
    if let Some(name) = entry.environment.as_ref().and_then(|options| option(words, options)) {
        named_environment(&name, &mut said);
    }
    if let Some(name) = entry.region.as_ref().and_then(|options| option(words, options)) {
        said.push(What::Region { name });
    }
    said.extend(images(entry, words));
    said
}

/// A test where something was deployed looks at that.
fn looks(by: &str, target: &str) -> Vec<What> {
    let stage = What::Stage { stage: Stage::Verify, by: format!("{by}, a test of what is deployed") };
    vec![stage, What::Check { kind: CheckKind::Smoke, target: target.to_owned() }]
}

/// The stages of an entry; one that undoes something is a rollback, too.
pub(super) fn stages(entry: &Entry, by: &str, around: Around<'_>, said: &mut Vec<What>) {
    for stage in &entry.stages {
        said.push(What::Stage { stage: *stage, by: by.to_owned() });
        if *stage == Stage::Rollback {
            let when = around.when.map(|when| format!(", when {when}")).unwrap_or_default();
            said.push(What::Rollback { by: format!("{by}{when}") });
        }
    }
}

/// The gates of an entry; when they are asked at all belongs to them.
pub(super) fn gates(
    entry: &Entry,
    by: &str,
    around: Around<'_>,
    holds: impl Fn(&str, Option<&str>) -> bool,
    said: &mut Vec<What>,
) {
    let blocks = if around.tolerated { Answer::No } else { entry.blocks(holds) };
    let when = around.when.map(|when| format!(", when {when}")).unwrap_or_default();
    said.extend(entry.gates.iter().map(|gate| What::Gate { gate: *gate, by: format!("{by}{when}"), blocks }));
}

/// An environment by a namespace, stack or application: only where its name says which part it plays.
pub(super) fn named_environment(name: &str, said: &mut Vec<What>) {
    let tier = known().tier(name);
    if tier != super::fact::Tier::Unknown && !name.contains('$') {
        said.push(What::Environment { name: name.to_owned(), tier });
    }
}

/// The value of the first of several options, separated by blanks.
fn option(words: &[String], options: &str) -> Option<String> {
    options.split(' ').find_map(|option| {
        let at = words.iter().position(|word| is_option(word, option))?;
        match words[at].split_once('=') {
            Some((_, value)) => Some(value.to_owned()),
            None => words.get(at + 1).filter(|value| !value.starts_with('-')).cloned(),
        }
    })
}

/// Whether a build publishes what it made.
fn pushes(entry: &Entry, words: &[String]) -> bool {
    entry.stages.contains(&Stage::Build) && words.iter().any(|word| word == "--push")
}

/// The images a command names: what it builds, publishes or deploys.
fn images(entry: &Entry, words: &[String]) -> Vec<What> {
    let is = |stage| entry.stages.contains(&stage);
    let mut said = Vec::new();
    let mut add = |reference: &str, role| said.push(Image::of(reference).what(role));
    if is(Stage::Build) {
        let role = if is(Stage::Package) || pushes(entry, words) { Role::Published } else { Role::Built };
        let names = |word: &str| matches!(word, "-t" | "--tag" | "--destination" | "-d");
        let makes_images = entry.name.contains("build") || is(Stage::Package);
        for (at, word) in words.iter().enumerate().filter(|_| makes_images) {
            match word.split_once('=') {
                Some((option, image)) if names(option) => add(image, role),
                None if names(word) => words.get(at + 1).into_iter().for_each(|image| add(image, role)),
                _ => {}
            }
        }
    } else if is(Stage::Package) && !entry.name.starts_with("helm") {
        words.iter().filter(|word| image::is_reference(word)).for_each(|image| add(image, Role::Published));
    } else if is(Stage::Deploy) {
        for (at, word) in words.iter().enumerate() {
            let value = match word.split_once('=') {
                Some(("--image", image)) => Some(image),
                // `kubectl set image deploy/web web=IMAGE`, `helm --set image.digest=...`
                Some((name, image)) if entry.name.ends_with("set image") && !name.starts_with('-') => Some(image),
                Some((name, value)) if name.ends_with("image.digest") || name.ends_with("image.tag") => {
                    let identity = if name.ends_with("digest") { Identity::Digest } else { Identity::Tag };
                    said.push(What::Artifact {
                        role: Role::Consumed,
                        kind: ArtifactKind::Image,
                        name: name.rsplit_once('.').map_or(name, |(image, _)| image).to_owned(),
                        identity: identity(value.to_owned()),
                        from: None,
                    });
                    None
                }
                _ if matches!(word.as_str(), "--image" | "-i") => words.get(at + 1).map(String::as_str),
                _ if word.contains("@sha256:") => Some(word.as_str()),
                _ => None,
            };
            if let Some(image) = value.filter(|image| !image.is_empty()) {
                said.push(Image::of(image).what(Role::Consumed));
            }
        }
    }
    said
}

/// A request made by hand: a smoke check where its address or what stands around it says so.
fn probe(words: &[String], around: Around<'_>) -> Vec<What> {
    let target = words[1..].iter().find(|word| !word.starts_with('-') && (word.contains('/') || word.contains('.')));
    let Some(target) = target else { return Vec::new() };
    if !known().is_health(target.split_once("://").map_or(target, |(_, rest)| rest)) && !around.verifying {
        return Vec::new();
    }
    let mut said = vec![
        What::Stage { stage: Stage::Verify, by: format!("`{}`", words[0]) },
        What::Check { kind: CheckKind::Smoke, target: shorten(target) },
    ];
    // `https://staging.shop.example/healthz` looks at staging.
    let host = target.split_once("://").and_then(|(_, rest)| rest.split(['/', ':', '.']).next());
    if let Some(label) = host {
        named_environment(label, &mut said);
    }
    said
}

/// What the name of a task or script says; its content is not read.
fn by_name(known: &Known, name: &str, by: &str, tolerated: bool) -> Vec<What> {
    let Some(stage) = known.stage_of_name(name) else { return Vec::new() };
    let mut said = vec![What::Stage { stage, by: by.to_owned() }];
    let style = ["lint", "format", "fmt", "typecheck", "clippy"];
    if stage == Stage::Test || words_of(name).iter().any(|word| style.contains(&word.as_str())) {
        let blocks = if tolerated { Answer::No } else { Answer::Yes };
        said.push(What::Gate { gate: Gate::Quality, by: by.to_owned(), blocks });
    }
    said
}

fn local_script(known: &Known, words: &[String]) -> Vec<What> {
    let file = |word: &str| {
        let ends = [".sh", ".bash", ".py", ".rb", ".js", ".mjs", ".ts", ".ps1"].iter().any(|end| word.ends_with(end));
        ends || word.starts_with("./")
    };
    let named = match words[0].as_str() {
        "bash" | "sh" | "python" | "python3" | "ruby" | "node" | "pwsh" | "source" | "." => {
            words[1..].iter().find(|word| !word.starts_with('-')).filter(|word| file(word))
        }
        first => words.first().filter(|_| file(first)),
    };
    let Some(script) = named.map(String::as_str).map(shorten) else { return Vec::new() };
    let name = script.rsplit('/').next().unwrap_or(&script);
    let mut said = by_name(known, name, &format!("the name of the script `{script}`"), false);
    said.push(What::unknown(format!("what `{script}` does"), "programs of the repository are not read"));
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Vec<String> {
        let commands = shell::commands(line);
        commands
            .iter()
            .flat_map(|command| of_command(command, Around::default()))
            .map(|what| what.to_string())
            .collect()
    }

    #[test]
    fn commands_show_what_they_do() {
        assert_eq!(
            said("helm upgrade web ./chart -n prod --set web.image.digest=sha256:0f"),
            ["deploy, by `helm upgrade`", "prod (production)", "image consumed: web.image, by digest sha256:0f"]
        );
        assert_eq!(
            said("kubectl set image deploy/web web=ghcr.io/a/web:1"),
            ["deploy, by `kubectl set image`", "image consumed: ghcr.io/a/web, by tag 1"]
        );
        assert_eq!(said("trivy image --exit-code 0 x")[1], "security, by `trivy image`; reports only");
        assert_eq!(said("npm audit || true")[1], "dependency, by `npm audit`; reports only");
        assert_eq!(
            said("curl -fsS https://x.example/healthz"),
            ["verify, by `curl`", "smoke: https://x.example/healthz"]
        );
        assert_eq!(said("curl -sSL https://get.example/install"), Vec::<String>::new());
        assert_eq!(said("make deploy-prod"), ["deploy, by the name of the task `deploy-prod`"]);
        assert_eq!(
            said("./scripts/deploy.sh"),
            [
                "deploy, by the name of the script `./scripts/deploy.sh`",
                "what `./scripts/deploy.sh` does: programs of the repository are not read"
            ]
        );
    }
}
