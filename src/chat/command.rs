//! The slash commands.

use std::fmt::Write as _;

use super::trouble::Trouble;
use crate::skill::input::nearest;
use crate::skills;

/// A command as it is declared.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    /// Its name, after the slash.
    pub name: &'static str,
    /// What it takes.
    pub takes: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Which.
    pub(super) what: What,
}

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Show,
    Gate,
    Why,
    Diff,
    Undo,
    Ask,
    Propose,
    Export,
    Skill,
    Model,
    Save,
    Help,
    Quit,
}

const fn command(name: &'static str, takes: &'static str, about: &'static str, what: What) -> Command {
    Command { name, takes, about, what }
}

/// Every command, in the order in which they are told.
pub const COMMANDS: &[Command] = &[
    command("show", "[SECTION]", "shows a section, or `all`; without one, how the sections stand", What::Show),
    command("gate", "", "judges the pack: findings, checklist, rubric, verdict", What::Gate),
    command("why", "RULE", "shows the page of a rule", What::Why),
    command("diff", "[REVISION]", "says what changed since a revision, or in the newest one", What::Diff),
    command("undo", "", "takes back the newest change; again, the one before it", What::Undo),
    command("ask", "[QUESTION]", "shows the question of the intake again, or goes back to one by its id", What::Ask),
    command("propose", "", "drafts what the answers leave open, without a model, as one change", What::Propose),
    command("export", "FILE", "writes the pack into a Markdown file", What::Export),
    command("skill", "[NAME]", "says which skill plans, or sets it for the next pack", What::Skill),
    command("model", "[NAME]", "says which model is asked, or sets it; `none` asks the intake instead", What::Model),
    command("save", "[FILE]", "says where all is kept; writes the conversation into a file", What::Save),
    command("help", "", "lists the commands", What::Help),
    command("quit", "", "ends; so does Ctrl-D", What::Quit),
];

/// What stands behind the slash of a command. A path is none, wherever it begins.
pub(super) fn after_slash(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('/')?;
    let word = rest.split_whitespace().next().unwrap_or_default();
    (!word.contains('/')).then_some(rest)
}

/// What a line after its slash says: the command and what it is given.
pub(super) fn parse(line: &str) -> Result<(What, &str), Trouble> {
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let known = COMMANDS.iter().find(|command| command.name.eq_ignore_ascii_case(name));
    let command = known.ok_or_else(|| {
        let near = nearest(name, COMMANDS.iter().map(|command| command.name));
        let near = near.map(|near| format!("did you mean `/{near}`? ")).unwrap_or_default();
        Trouble::said(format!("there is no `/{name}`; {near}`/help` lists the commands"))
    })?;
    let rest = rest.trim();
    match (command.takes, rest) {
        ("", rest) if !rest.is_empty() => Err(Trouble::said(format!("`/{}` takes nothing", command.name))),
        (takes, "") if !takes.is_empty() && !takes.starts_with('[') => {
            Err(Trouble::said(format!("write `/{} {takes}`", command.name)))
        }
        _ => Ok((command.what, rest)),
    }
}

/// What `/help` says.
pub(super) fn help() -> String {
    let mut out = String::new();
    for command in COMMANDS {
        let call = format!("/{} {}", command.name, command.takes);
        let _ = writeln!(out, "  {:<18} {}", call.trim_end(), command.about);
    }
    out
}

/// What could stand at the end of a line: where it begins, and the words.
pub fn complete(line: &str) -> (usize, Vec<String>) {
    let Some(rest) = line.strip_prefix('/') else { return (0, Vec::new()) };
    let Some((name, given)) = rest.split_once(' ') else {
        let names = COMMANDS.iter().filter(|command| command.name.starts_with(rest));
        let blank = |command: &Command| if command.takes.is_empty() { "" } else { " " };
        return (0, names.map(|command| format!("/{}{}", command.name, blank(command))).collect());
    };
    let start = line.len() - given.len();
    let known: Vec<&str> = match COMMANDS.iter().find(|command| command.name == name).map(|command| command.what) {
        Some(What::Show) => {
            let mut keys: Vec<&str> = skills::NATIVE
                .iter()
                .flat_map(|skill| skill.definition().standard.sections)
                .map(|spec| spec.key)
                .collect();
            keys.push("all");
            keys
        }
        Some(What::Ask) => {
            skills::NATIVE.iter().flat_map(|skill| skill.definition().questions).map(|question| question.id).collect()
        }
        Some(What::Why) => skills::rules().map(|rule| rule.id).collect(),
        Some(What::Skill) => skills::NATIVE.iter().map(|skill| skill.definition().name).collect(),
        _ => Vec::new(),
    };
    let begins = |word: &&str| word.get(..given.len()).is_some_and(|start| start.eq_ignore_ascii_case(given));
    let mut found: Vec<String> = known.into_iter().filter(begins).map(str::to_owned).collect();
    found.sort_unstable();
    found.dedup();
    (start, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_command_with_what_it_takes_or_says_what_would_be() {
        assert_eq!(parse("show scaling ").ok(), Some((What::Show, "scaling")));
        assert_eq!(parse("GATE").ok(), Some((What::Gate, "")));
        let wrong = |line| parse(line).expect_err("no command").to_string();
        assert!(wrong("gaet").contains("did you mean `/gate`?"));
        assert_eq!(wrong("why"), "write `/why RULE`");
        assert_eq!(wrong("undo 3"), "`/undo` takes nothing");
        assert!(wrong("").contains("/help"));
        assert_eq!(after_slash("/show scaling"), Some("show scaling"));
        assert!(["/home/ana/deploys.csv", "/srv/", "show", ""].iter().all(|line| after_slash(line).is_none()));
    }

    #[test]
    fn words_are_completed() {
        assert_eq!(complete("/ga"), (0, vec!["/gate".to_owned()]));
        assert_eq!(complete("/s").1, ["/show ", "/skill ", "/save "]);
        assert_eq!(complete("/show disc"), (6, vec!["discoverability".to_owned()]));
        assert_eq!(complete("/why scl00").1.first().map(String::as_str), Some("SCL001"));
        assert_eq!(complete("hello"), (0, Vec::new()));
        assert!(complete("/why é").1.is_empty());
    }
}
