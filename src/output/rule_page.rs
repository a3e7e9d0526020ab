//! The page of a rule, and what rests on it.

use std::fmt::Write as _;

use super::words::{Paint, counted};
use crate::gate::Rule;
use crate::skill::Skill;
use crate::skills;

/// Writes the page of a rule, with the checklist items and rubric criteria that rest on it in each skill.
pub fn render(rule: &Rule, paint: Paint) -> String {
    let mut out = format!(
        "{}\nseverity {}; in rule sets from {} on{}\n\n{}\n",
        paint.bold(&format!("{} {}", rule.id, rule.name)),
        rule.weight(),
        rule.since,
        needs(rule.needs),
        rule.page().trim_end()
    );
    let has = |skill: &&&dyn Skill| skill.definition().standard.rules().any(|other| other.id == rule.id);
    for skill in skills::NATIVE.iter().filter(has) {
        let cited = cited(*skill, rule.id);
        let _ = writeln!(out, "\n## In {}\n", skill.definition().name);
        for line in &cited {
            let _ = writeln!(out, "{line}");
        }
        if cited.is_empty() {
            out.push_str("No checklist item and no criterion rests on it: it informs.\n");
        }
    }
    out
}

fn needs(sections: &[&str]) -> String {
    match sections {
        [] => String::new(),
        [one] => format!("; needs the section {one}"),
        many => format!("; needs the sections {}", many.join(", ")),
    }
}

fn cited(skill: &dyn Skill, rule: &str) -> Vec<String> {
    let definition = skill.definition();
    let items = definition.standard.checklist.iter().filter(|item| item.rules().any(|id| id == rule));
    let items = items.map(|item| format!("- checklist item {}: {}", item.id, item.text));
    let criteria = definition.standard.rubric.iter().filter_map(|criterion| {
        let (_, most) = criterion.caps().find(|(cap, _)| *cap == rule)?;
        let others = counted(criterion.caps().count() - 1, "other rule");
        Some(format!("- criterion {}: a finding leaves at most {most} of 5 ({others} can lower it)", criterion.title))
    });
    items.chain(criteria).collect()
}
