//! What is well, what is not, and what to do about it.
//!
//! # Layout
//! - `store`: where packs are kept
//! - `clients`: the configurations of assistants
//! - `handshake`: a server of this program, called as an assistant calls it
//! - here: skills and environment

use std::path::Path;

use serde::Serialize;
use strsim::damerau_levenshtein;

use crate::skill::SkillProblemKind;
use crate::skill::registry::Registry;

mod clients;
mod handshake;
mod store;

pub use clients::clients;
pub use handshake::handshake;
pub use store::store;

/// How it stands with something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It is well.
    Ok,
    /// It works, and something about it is not as it should be.
    Warning,
    /// It does not work.
    Problem,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What it belongs to.
    pub area: &'static str,
    /// How it stands.
    pub level: Level,
    /// What was found.
    pub found: String,
    /// What to do about it.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

impl Check {
    fn ok(area: &'static str, found: impl Into<String>) -> Self {
        Check { area, level: Level::Ok, found: found.into(), remedy: None }
    }

    fn warning(area: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Check { area, level: Level::Warning, found: found.into(), remedy: Some(remedy.into()) }
    }

    fn problem(area: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Check { area, level: Level::Problem, found: found.into(), remedy: Some(remedy.into()) }
    }
}

/// The skills in the binary, and those of a folder.
pub fn skills(folder: Option<&Path>) -> Vec<Check> {
    const AREA: &str = "skills";
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let found = format!("{}: it is no directory", folder.display());
        return vec![Check::problem(AREA, found, "name one that holds skill folders")];
    }
    let registry = folder.map_or_else(Registry::embedded, Registry::with);
    let mut checks: Vec<Check> = registry
        .skills()
        .map(|skill| Check::ok(AREA, format!("{}: {} files", skill.manifest.name, skill.files.len())))
        .collect();
    checks.extend(registry.problems().iter().map(|problem| match problem.kind {
        SkillProblemKind::NoCode => {
            let remedy = "nothing, if its text alone is wanted";
            Check::warning(AREA, problem.to_string(), remedy)
        }
        _ => Check::problem(AREA, problem.to_string(), "mend the folder, or leave it out"),
    }));
    checks
}

/// The variables of the environment that are named like groundplan's.
pub fn environment(known: &[String], set: &[String]) -> Vec<Check> {
    const AREA: &str = "environment";
    let mut checks: Vec<Check> = set
        .iter()
        .filter(|name| name.starts_with("GROUNDPLAN_"))
        .map(|name| {
            if known.contains(name) {
                return Check::ok(AREA, format!("{name} is set"));
            }
            let near = known.iter().min_by_key(|known| damerau_levenshtein(known, name));
            let remedy = match near.filter(|near| damerau_levenshtein(near, name) <= 3) {
                Some(near) => format!("write {near} if you mean it"),
                None => format!("unset it; there are: {}", known.join(", ")),
            };
            Check::warning(AREA, format!("{name} is set and means nothing"), remedy)
        })
        .collect();
    if checks.is_empty() {
        checks.push(Check::ok(AREA, "no variable of groundplan is set"));
    }
    checks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_misspelt_is_said_to_be() {
        let known = ["GROUNDPLAN_STORE".to_owned(), "GROUNDPLAN_LOG".to_owned()];
        let checks =
            environment(&known, &["GROUNDPLAN_STROE".to_owned(), "GROUNDPLAN_LOG".to_owned(), "HOME".to_owned()]);
        assert_eq!(checks.len(), 2);
        assert_eq!(checks[0].level, Level::Warning);
        assert_eq!(checks[0].remedy.as_deref(), Some("write GROUNDPLAN_STORE if you mean it"));
        assert_eq!(checks[1].level, Level::Ok);
    }
}
