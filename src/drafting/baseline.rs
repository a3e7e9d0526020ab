//! The same brief and model without the steps: the skill's text alone, and the whole pack in one answer.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Halt, Judged, Progress, Task, Tell, passed_on, prompt};
use crate::llm::{Finish, Message, Model, Usage};
use crate::pack::{Parsed, parse};

/// What a model made of a brief in one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The document, as far as it came.
    pub markdown: String,
    /// Why it ends, where it does not end by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken_off: Option<String>,
    /// What it took.
    pub usage: Usage,
}

/// Asks for the whole pack at once.
pub(super) async fn ask(task: &Task, model: &Model, tell: &mut Tell<'_>) -> Result<Baseline, Halt> {
    let (system, request) = prompt::baseline(task)?;
    tell(Progress::Asked { turn: None, attempt: 1 });
    let messages = [Message::System(system), Message::User(request)];
    let said = model.ask(&messages, &[], &mut |event| passed_on(event, tell)).await?;
    let broken_off = match &said.finish {
        Finish::Stop => None,
        Finish::Length => Some("the answer was cut off at the most tokens it may have".to_owned()),
        Finish::Refused(words) => Some(format!("the model declined: {words}")),
    };
    Ok(Baseline { markdown: document(&said.text), broken_off, usage: Usage::default() })
}

/// It as a pack, judged by the gate that judges every pack; none where it was cut off, or no section of the skill is in it.
pub(super) fn judged(baseline: &Baseline, task: &Task, as_of: Date) -> Option<Judged> {
    if baseline.broken_off.is_some() {
        return None;
    }
    let definition = task.skill.definition();
    let standard = &definition.standard;
    let Parsed { mut pack, problems, .. } =
        parse(&baseline.markdown, standard.sections, definition.name, standard.rule_set, as_of);
    if pack.sections.is_empty() {
        return None;
    }
    pack.rule_set = standard.rule_set;
    definition.name.clone_into(&mut pack.skill);
    Some(Judged::read(standard, pack, &problems, task.on()))
}

/// The document in an answer, without a fence around it or words before it.
fn document(text: &str) -> String {
    let text = text.rsplit_once("</think>").map_or(text, |(_, after)| after);
    let begins = |line: &str| line.trim_end() == "---" || line.starts_with("# ");
    let mut at = 0;
    let start = text.split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        begins(line).then_some(start)
    });
    let Some(start) = start else { return text.trim().to_owned() + "\n" };
    let fenced = text[..start].lines().any(|line| line.starts_with("```"));
    let body = text[start..].trim_end();
    let body = if fenced { body.strip_suffix("```").unwrap_or(body) } else { body };
    body.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn the_document_is_found_in_the_answer() {
        let pack = "---\nskill: x\n---\n\n# Plan\n\n```mermaid\na\n```\n";
        for answer in [
            pack.to_owned(),
            format!("Here it is:\n\n```markdown\n{pack}```"),
            format!("<think>first the # title\n# no</think>\n{pack}"),
            format!("Of course.\n\n{pack}\n"),
        ] {
            assert_eq!(document(&answer), pack, "{answer}");
        }
        assert_eq!(document("I cannot."), "I cannot.\n");
    }
}
