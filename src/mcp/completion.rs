//! Completion: what could stand in an argument of a prompt or in a variable of a resource template.

use rmcp::ErrorData;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionContext, CompletionInfo, Reference};

use super::prompts::{self, Kind};
use super::{Server, resources};
use crate::skills;
use crate::store::PackInfo;
use crate::workspace::{self, Refusal, Workspace};

/// What is wanted of a completion.
enum Wanted {
    Nothing,
    /// A skill that packs are made with.
    Skill,
    Audience,
    Pack,
    Rule,
    /// A revision of the pack named before.
    Revision,
    /// A skill whose files are served.
    Served,
    /// A file of the skill named before.
    Path,
}

/// Completes an argument: what begins with the text given, or what is called by its words.
pub(super) async fn complete(server: &Server, request: CompleteRequestParams) -> Result<CompleteResult, ErrorData> {
    let (name, text) = (request.argument.name.as_str(), request.argument.value.trim());
    let wanted = match &request.r#ref {
        Reference::Prompt(prompt) => of_prompt(&server.workspace, &prompt.name, name),
        Reference::Resource(template) => of_template(&template.uri, name),
        _ => Err("completion is offered for prompts and resource templates".to_owned()),
    };
    let wanted = wanted.map_err(|problem| ErrorData::invalid_params(problem, None))?;
    let values = match wanted {
        Wanted::Nothing => Vec::new(),
        Wanted::Skill => beginning(workspace::names(server.workspace.skills()).into_iter(), text),
        Wanted::Audience => beginning(prompts::audiences(), text),
        Wanted::Served => beginning(server.library.names(), text),
        Wanted::Path => beginning(server.library.paths(before(request.context.as_ref(), "skill")), text),
        Wanted::Rule => rules(text),
        Wanted::Pack => packs(server, text).await.map_err(|refusal| resources::failed(&refusal))?,
        Wanted::Revision => revisions(server, before(request.context.as_ref(), "pack"), text).await,
    };
    let total = u32::try_from(values.len()).ok();
    let more = values.len() > CompletionInfo::MAX_VALUES;
    let shown = values.into_iter().take(CompletionInfo::MAX_VALUES).collect();
    let info = CompletionInfo::with_pagination(shown, total, more);
    info.map(CompleteResult::new).map_err(|problem| ErrorData::internal_error(problem, None))
}

fn of_prompt(workspace: &Workspace, prompt: &str, argument: &str) -> Result<Wanted, String> {
    let kind = prompts::argument(workspace, prompt, argument).map_err(|error| error.to_string())?;
    Ok(match kind {
        Kind::Text | Kind::Number => Wanted::Nothing,
        Kind::Skill => Wanted::Skill,
        Kind::Pack => Wanted::Pack,
        Kind::Audience => Wanted::Audience,
    })
}

fn of_template(uri: &str, variable: &str) -> Result<Wanted, String> {
    let known = resources::template(uri)?;
    Ok(match variable {
        _ if !known.contains(&variable) => {
            return Err(format!("`{uri}` has no variable `{variable}`; there are: {}", known.join(", ")));
        }
        "pack" => Wanted::Pack,
        "revision" => Wanted::Revision,
        "rule" => Wanted::Rule,
        "skill" => Wanted::Served,
        "path" => Wanted::Path,
        _ => Wanted::Nothing,
    })
}

/// What was said before of another variable.
fn before<'c>(context: Option<&'c CompletionContext>, name: &str) -> &'c str {
    context.and_then(|context| context.get_argument(name)).map_or("", |value| value.trim())
}

fn beginning<'v>(values: impl Iterator<Item = &'v str>, text: &str) -> Vec<String> {
    let begins = |value: &&str| lower(value).starts_with(&lower(text));
    values.filter(begins).map(str::to_owned).collect()
}

/// Rules by the beginning of their id or by words of their name.
fn rules(text: &str) -> Vec<String> {
    let mut ids: Vec<&str> = skills::rules()
        .filter(|rule| lower(rule.id).starts_with(&lower(text)) || called(rule.name, text))
        .map(|rule| rule.id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(str::to_owned).collect()
}

/// Packs by the beginning of their id or by words of their title, the one changed last first.
async fn packs(server: &Server, text: &str) -> Result<Vec<String>, Refusal> {
    let text = text.trim();
    let fits = |pack: &PackInfo| {
        let id = pack.id.as_str();
        id.starts_with(text) || id.trim_start_matches("pk_").starts_with(&lower(text)) || called(&pack.title, text)
    };
    let listed = server.workspace.list(u32::MAX).await?;
    Ok(listed.packs.iter().filter(|pack| fits(pack)).map(|pack| pack.id.to_string()).collect())
}

/// The revisions of a pack, the newest first; none where there is no such pack.
async fn revisions(server: &Server, pack: &str, text: &str) -> Vec<String> {
    let Ok(id) = pack.parse() else { return Vec::new() };
    let log = server.workspace.log(&id).await.unwrap_or_default();
    let numbers = log.iter().rev().map(|revision| revision.number.to_string());
    numbers.filter(|number| number.starts_with(text)).collect()
}

/// Whether each word of a text begins a word of a name.
fn called(name: &str, text: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        lower(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (name, text) = (words(name), words(text));
    !text.is_empty() && text.iter().all(|word| name.iter().any(|other| other.starts_with(word.as_str())))
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_found_by_the_beginnings_of_their_words() {
        let title = "Tallyfield: build permissions, filtering, audit and export once";
        for text in ["tally", "export perm", "FILTERING", "audit,", "once"] {
            assert!(called(title, text), "{text}");
        }
        for text in ["", " ", "ally", "export orders", ":"] {
            assert!(!called(title, text), "{text}");
        }
        assert!(called("Müllabfuhr für Städte", "MÜLL städ"));
    }

    #[test]
    fn rules_are_found_once() {
        assert_eq!(rules("scl003"), ["SCL003"]);
        assert_eq!(rules("trigger late"), ["SCL003"]);
        let all = rules("");
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "in order, each once");
    }
}
