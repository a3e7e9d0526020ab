//! Rules: one deterministic check each, with its documentation.

use rayon::prelude::*;

use super::Case;
use crate::finding::{Finding, Findings, Severity};

/// What is known of a rule. A rule is one file: its doc comment is its page, its check stands below.
#[derive(Debug)]
pub struct Rule {
    /// Three letters for what it is about, three digits: `SCL003`.
    pub id: &'static str,
    /// What it is called: `trigger-too-late`.
    pub name: &'static str,
    /// How much its findings weigh.
    pub severity: Severity,
    /// The hard rule of its skill that it proves, by number. What breaks one cannot be exempted.
    pub hard: Option<u8>,
    /// The first rule set that has it.
    pub since: u32,
    /// The sections without which it has nothing to say.
    pub needs: &'static [&'static str],
    /// The source of its file, the page at the top of it.
    pub source: &'static str,
}

impl Rule {
    /// The documentation page, as Markdown.
    pub fn page(&self) -> String {
        let mut page = String::new();
        for line in self.source.lines().map_while(|line| line.strip_prefix("//!")) {
            page.push_str(line.strip_prefix(' ').unwrap_or(line));
            page.push('\n');
        }
        page
    }

    /// Its severity in words, with the hard rule it proves: `error, proves hard rule 3`.
    pub fn weight(&self) -> String {
        let hard = self.hard.map(|constraint| format!(", proves hard rule {constraint}")).unwrap_or_default();
        format!("{}{hard}", self.severity)
    }

    /// The first sentence of its page.
    pub fn summary(&self) -> String {
        self.page().lines().next().unwrap_or_default().to_owned()
    }
}

/// A rule with its check. A skill's own checks take a case of its own, which holds what they read in common.
#[derive(Debug)]
pub struct Check<F = fn(&Case<'_>, &mut Findings)> {
    /// The rule.
    pub rule: Rule,
    /// The check.
    pub check: F,
}

/// One run of rules over one pack.
pub struct Run<'w> {
    wanted: &'w dyn Fn(&Rule) -> bool,
    found: Vec<Finding>,
}

impl<'w> Run<'w> {
    /// A run of those rules that are `wanted`.
    pub(super) fn new(wanted: &'w dyn Fn(&Rule) -> bool) -> Self {
        Run { wanted, found: Vec::new() }
    }

    /// Runs the wanted ones of these, side by side: no rule knows of another. `call` hands a check the case it takes.
    pub fn all<F: Copy + Sync>(&mut self, checks: &[&Check<F>], call: impl Fn(F, &mut Findings) + Sync) {
        let wanted: Vec<&Check<F>> = checks.iter().copied().filter(|check| (self.wanted)(&check.rule)).collect();
        let found = wanted.par_iter().map(|Check { rule, check }| {
            let mut findings = Findings::new(rule.id, rule.severity);
            call(*check, &mut findings);
            findings.into_vec()
        });
        self.found.extend(found.collect::<Vec<_>>().into_iter().flatten());
    }

    /// What they found, in the order they ran.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.found
    }
}

/// Declares the rule of a file: id, name, severity, the sections it needs, the file itself, the check. The file imports
/// the `Case` that its check takes.
///
/// `Error, hard 3` instead of the severity declares that it proves the third hard rule of its skill; nothing weaker than
/// an error can.
#[macro_export]
macro_rules! rule {
    ($id:literal, $name:literal, Error, hard $hard:literal, needs[$($need:literal),* $(,)?], $file:literal, $check:expr) => {
        $crate::rule!(@declare $id, $name, Error, Some($hard), [$($need),*], $file, $check);
    };
    ($id:literal, $name:literal, $severity:ident, needs[$($need:literal),* $(,)?], $file:literal, $check:expr) => {
        $crate::rule!(@declare $id, $name, $severity, None, [$($need),*], $file, $check);
    };
    (@declare $id:literal, $name:literal, $severity:ident, $hard:expr, [$($need:literal),*], $file:literal, $check:expr) => {
        /// The rule of this file.
        pub(super) static RULE: $crate::gate::Check<fn(&Case<'_>, &mut $crate::finding::Findings)> =
            $crate::gate::Check {
                rule: $crate::gate::Rule {
                    id: $id,
                    name: $name,
                    severity: $crate::finding::Severity::$severity,
                    hard: $hard,
                    since: 1,
                    needs: &[$($need),*],
                    source: include_str!($file),
                },
                check: $check,
            };
    };
}

/// Declares the rules of a folder: its modules, what is known of them, and their checks.
#[macro_export]
macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// The rules of this folder, by id.
        pub static RULES: &[&$crate::gate::Rule] = &[$(&$module::RULE.rule),*];
        /// The same with their checks.
        pub(super) static CHECKS: &[&$crate::gate::Check<fn(&Case<'_>, &mut $crate::finding::Findings)>] =
            &[$(&$module::RULE),*];
    };
}
