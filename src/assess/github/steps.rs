//! The steps of a job, with those of composite actions of the repository.

use super::scope::Scope;
use crate::assess::Repo;
use crate::assess::action as actions;
use crate::assess::evidence::{self, Around};
use crate::assess::fact::{FACTS, Fact, Pin, Stage, What};
use crate::assess::known::known;
use crate::assess::tree::{Node, shorten};

/// The most actions within actions.
const DEPTH: usize = 8;

/// Adds what steps show.
pub(super) fn read(
    repo: &Repo<'_>,
    steps: Option<&Node>,
    file: &str,
    scope: &Scope,
    around: Around<'_>,
    depth: usize,
    facts: &mut Vec<Fact>,
) {
    for step in steps.map(Node::items).unwrap_or_default() {
        // Beyond the bound nothing is kept.
        if facts.len() > FACTS {
            return;
        }
        let from = facts.len();
        let when = step.get("if").map(Node::line);
        let deployed = facts.iter().any(|fact| matches!(fact.value, What::Stage { stage: Stage::Deploy, .. }));
        let around = Around {
            tolerated: around.tolerated || step.get("continue-on-error").is_some_and(Node::is_true),
            verifying: around.verifying || deployed,
            when: when.as_deref().or(around.when),
        };
        if let Some(run) = step.get("run") {
            let text = scope.fill(run.text().unwrap_or_default());
            evidence::script(run, &text, file, around, facts);
        }
        if let Some(uses) = step.get("uses") {
            action(repo, step, uses, file, scope, around, depth, facts);
        }
        let shown = facts[from..].iter().any(|fact| matches!(fact.value, What::Stage { .. }));
        if let Some(name) = step.get("name").filter(|_| !shown)
            && let Some(text) = name.text()
            && let Some(stage @ (Stage::Verify | Stage::Rollback | Stage::Approve)) = known().stage_of_name(text)
        {
            let by = format!("the name of the step `{}`", shorten(text));
            facts.push(Fact::new(What::Stage { stage, by }, repo.place(file, name)));
        }
        loose(step, from, facts);
    }
}

/// Adds to every stage that a step showed, from that fact on, when it runs at all and that its failure ends nothing.
fn loose(step: &Node, from: usize, facts: &mut Vec<Fact>) {
    let mut places: Vec<_> = facts[from..]
        .iter()
        .filter(|fact| matches!(fact.value, What::Stage { .. }))
        .map(|fact| fact.at.clone())
        .collect();
    places.dedup();
    for at in places {
        if let Some(condition) = step.get("if") {
            facts.push(Fact::new(What::Condition { when: condition.line() }, at.clone()));
        }
        if step.get("continue-on-error").is_some_and(|value| !value.is_false()) {
            facts.push(Fact::new(What::Tolerated { by: "`continue-on-error`".to_owned() }, at));
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a step and all that stands around it")]
fn action(
    repo: &Repo<'_>,
    step: &Node,
    uses: &Node,
    file: &str,
    scope: &Scope,
    around: Around<'_>,
    depth: usize,
    facts: &mut Vec<Fact>,
) {
    let at = repo.place(file, uses);
    let name = uses.text().unwrap_or_default();
    let (path, pin) = actions::pin(name);
    if pin != Pin::Local {
        let input = |key: &str| {
            let node = step.get("with")?.get(key)?;
            let text = node.text()?;
            Some((scope.fill(text), repo.place(file, node)))
        };
        actions::action(name, &at, around, &input, facts);
        return;
    }
    facts.push(Fact::new(What::Uses { name: name.to_owned(), pin }, at.clone()));
    if let Err(why) = composite(repo, &path, step, scope, around, depth, facts) {
        facts.push(Fact::new(What::unknown(format!("what `{name}` does"), why), at));
    }
}

/// The steps of an action of the repository.
fn composite(
    repo: &Repo<'_>,
    path: &str,
    step: &Node,
    scope: &Scope,
    around: Around<'_>,
    depth: usize,
    facts: &mut Vec<Fact>,
) -> Result<(), String> {
    if depth >= DEPTH {
        return Err("actions call one another in a circle, or too deep".to_owned());
    }
    let folder = path.trim_start_matches("./").trim_end_matches('/');
    let file = ["action.yml", "action.yaml"]
        .map(|name| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") });
    let file = file.into_iter().find(|file| repo.text(file).is_some());
    let Some(file) = file else { return Err("there is no action.yml in it".to_owned()) };
    let documents = repo.yaml(&file).map_err(|problem| problem.value.to_string())?;
    let Some(root) = documents.first() else { return Err("its action.yml is empty".to_owned()) };
    match root.str_at(&["runs", "using"]) {
        Some("composite") => {}
        Some("docker") => {
            if let Some(image) =
                root.at(&["runs", "image"]).filter(|image| image.text().is_some_and(|t| t.starts_with("docker:")))
            {
                let (name, pin) = actions::pin(image.text().unwrap_or_default());
                facts.push(Fact::new(What::Uses { name, pin }, repo.place(&file, image)));
            }
            return Err("it is a container, which is not run".to_owned());
        }
        _ => return Err("it is a program, which is not read".to_owned()),
    }
    let defaults = root.get("inputs").into_iter().flat_map(Node::fields);
    let defaults = defaults.filter_map(|(name, _, input)| Some((name, input.str_at(&["default"])?.to_owned())));
    let given = step.get("with").into_iter().flat_map(Node::fields);
    let given = given.filter_map(|(name, _, value)| Some((name, scope.fill(value.text()?))));
    let values = defaults.chain(given).map(|(name, value)| (format!("inputs.{name}"), value));
    let inner = Scope::default().with(values);
    // Many steps may call an action with many steps; facts beyond the bound are not shown anyway.
    if facts.len() < FACTS {
        read(repo, root.at(&["runs", "steps"]), &file, &inner, around, depth + 1, facts);
    }
    Ok(())
}
