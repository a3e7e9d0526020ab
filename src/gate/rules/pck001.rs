//! The front matter is not what a pack needs.
//!
//! ## What it does
//! Reads the lines between the two rows of dashes at the top of the file: YAML with `skill`, `rule_set` and `as_of`. It
//! reports what is no YAML, a front matter that nothing ends, another key, a value of the wrong kind, and a file that
//! does not say `as_of`.
//!
//! ## Why it matters
//! Every date of a plan is held against `as_of`, and every rule against `rule_set`. Where they are missing the pack is
//! judged as of today by the newest rules, so that the same file passes in one month and fails in the next, and nobody
//! can tell which facts were fresh.
//!
//! ## Example
//! Bad: `as_of: YYYY-MM-DD`, or no front matter at all.
//!
//! Good:
//!
//! ```yaml
//! ---
//! skill: platform-infrastructure
//! rule_set: 1
//! as_of: 2026-11-02
//! ---
//! ```
//!
//! ## Fix
//! Write the three keys and nothing else, `as_of` as the day on which the facts were true. What else a reader needs
//! belongs in the text.

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::ProblemKind;

crate::rule!("PCK001", "front-matter", Warning, needs[], "pck001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let pack = case.pack;
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::FrontMatter) {
        // What is wrong with a key begins with the key: `as_of: soon` is not a date.
        let key = problem.what.strip_prefix('`').and_then(|rest| rest.split(['`', ':']).next());
        let fix = match key {
            Some("as_of") => format!("write the day on which the facts were true, such as `as_of: {}`", pack.as_of),
            Some("rule_set") => format!("write `rule_set: {}`", pack.rule_set),
            Some(key) => format!("strike `{key}`; what readers should know of it belongs in the text"),
            None => format!(
                "begin the file with these five lines, the last but one with the day on which the facts were true: `---`, `skill: {}`, \
                 `rule_set: {}`, `as_of: {}`, `---`",
                pack.skill, pack.rule_set, pack.as_of
            ),
        };
        findings
            .at(problem.place(), format!("The front matter is not what a pack needs: {}", problem.what))
            .evidence(format!("judged as: skill {}, rule set {}, facts as of {}", pack.skill, pack.rule_set, pack.as_of))
            .fix(fix)
            .range(problem.range.clone());
    }
}
