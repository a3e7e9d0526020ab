//! `rules`: every rule in one list.

use serde_json::json;

use super::{App, CommandError, DataFormat, Outcome, input};
use crate::output::words;
use crate::skill::Skill;
use crate::skills;

/// Lists the rules: id, severity, name, and what each finds.
///
/// A rule that proves a hard rule of its skill says which: its findings cannot be exempted.
#[derive(Debug, clap::Args)]
pub(super) struct Rules {
    /// How the list is written
    #[arg(long, value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
    /// The rules of this skill alone
    #[arg(long, value_name = "NAME")]
    skill: Option<String>,
}

impl Rules {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let skills: Vec<&'static dyn Skill> = match &self.skill {
            Some(name) => vec![input::skill(name)?],
            None => skills::NATIVE.to_vec(),
        };
        match self.format {
            DataFormat::Json => {
                let skills: Vec<_> = skills.iter().map(|skill| of_skill(*skill)).collect();
                app.out.json(&json!({"format": 1, "skills": skills}))?;
            }
            DataFormat::Text => {
                for (at, skill) in skills.iter().enumerate() {
                    let gap = if at == 0 { "" } else { "\n" };
                    let definition = skill.definition();
                    let title = format!("{}, rule set {}", definition.name, definition.standard.rule_set);
                    app.out.line(&format!("{gap}{}", app.paint.bold(&title)))?;
                    let rows = definition
                        .standard
                        .rules()
                        .map(|rule| vec![rule.id.to_owned(), rule.weight(), rule.name.to_owned(), rule.summary()]);
                    app.out.text(&words::table(rows))?;
                }
            }
        }
        Ok(Outcome::Done)
    }
}

fn of_skill(skill: &dyn Skill) -> serde_json::Value {
    let definition = skill.definition();
    let rules: Vec<_> = definition
        .standard
        .rules()
        .map(|rule| {
            let items = definition
                .standard
                .checklist
                .iter()
                .filter(|item| item.rules().any(|id| id == rule.id))
                .map(|item| item.id);
            let criteria = definition.standard.rubric.iter().filter_map(|criterion| {
                let (_, most) = criterion.caps().find(|(cap, _)| *cap == rule.id)?;
                Some(json!({"criterion": criterion.key, "at_most": most}))
            });
            json!({
                "id": rule.id, "name": rule.name, "severity": rule.severity, "hard": rule.hard, "since": rule.since, "needs": rule.needs,
                "summary": rule.summary(), "page": rule.page(),
                "checklist": items.collect::<Vec<_>>(), "rubric": criteria.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({"skill": definition.name, "rule_set": definition.standard.rule_set, "rules": rules})
}
