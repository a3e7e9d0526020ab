//! `explain`: the page of a rule, and what rests on it.

use super::{App, CommandError, Outcome, check};
use crate::output::words::count;
use crate::skill::Skill;
use crate::skills;

/// Shows the page of a rule, and the checklist items and rubric criteria that rest on it.
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// The rule's id or name: SCL003 or trigger-too-late
    #[arg(value_name = "RULE")]
    rule: String,
}

impl Explain {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let rule = check::rule(&self.rule)?;
        app.out.line(&app.paint.bold(&format!("{} {}", rule.id, rule.name)))?;
        app.out.line(&format!(
            "severity {}; in rule sets from {} on{}",
            rule.weight(),
            rule.since,
            needs(rule.needs)
        ))?;
        app.out.line("")?;
        app.out.line(rule.page().trim_end())?;
        for skill in
            skills::NATIVE.iter().filter(|skill| skill.definition().standard.rules().any(|other| other.id == rule.id))
        {
            let cited = cited(*skill, rule.id);
            app.out.line(&format!("\n## In {}\n", skill.definition().name))?;
            for line in &cited {
                app.out.line(line)?;
            }
            if cited.is_empty() {
                app.out.line("No checklist item and no criterion rests on it: it informs.")?;
            }
        }
        Ok(Outcome::Done)
    }
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
        let others = count(criterion.caps().count() - 1, "other rule");
        Some(format!("- criterion {}: a finding leaves at most {most} of 5 ({others} can lower it)", criterion.title))
    });
    items.chain(criteria).collect()
}
