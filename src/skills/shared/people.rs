//! People as an answer names them.

use crate::skill::answering::items;
use crate::text;

/// A person of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Their name, or what they are where no name is given.
    pub name: String,
    /// Their role; blank where none is given.
    pub role: String,
    /// Whether they decide about the plan.
    pub decides: bool,
    /// What they answer for.
    pub owns: Vec<String>,
}

/// The people of an answer: `Ola Berg (CTO) decides; Priya Nair, Payments lead`, or rows `Ola Berg | CTO | delivery, safety`.
/// Where nobody is said to decide, the first one does.
pub fn people(answer: &str) -> Vec<Named> {
    let mut people: Vec<Named> = items(answer).filter_map(named).collect();
    if !people.iter().any(|person| person.decides)
        && let Some(first) = people.first_mut()
    {
        first.decides = true;
    }
    people
}

fn named(item: &str) -> Option<Named> {
    let decides = text::has_any(item, &["decides", "decide", "decider", "decision maker"]);
    let mut cells = item.trim_matches('|').split('|').map(str::trim);
    let first = cells.next().unwrap_or_default();
    let (name, role) = match (cells.next(), first.split_once('('), first.split_once(',')) {
        (Some(role), ..) => (first, role),
        (None, Some((name, rest)), _) => (name, rest.split(')').next().unwrap_or_default()),
        (None, None, Some((name, rest))) => (name, rest),
        (None, None, None) => (first, ""),
    };
    let owns = cells.next().into_iter().flat_map(|owned| owned.split(',')).map(|owned| owned.trim().to_owned());
    let name = without_verb(name);
    let name = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name);
    let mut letters = name.chars();
    let name: String = letters.next()?.to_uppercase().chain(letters).collect();
    let owns = owns.filter(|owned| !owned.is_empty()).collect();
    Some(Named { name, role: without_verb(role).to_owned(), decides, owns })
}

/// `Ola Berg decides` without what she does.
fn without_verb(text: &str) -> &str {
    let ends = ["decides", "must agree", "needs to know", "answers for"];
    let end = ends.iter().filter_map(|verb| Some(text::find_word(text, verb)?.start)).min();
    text[..end.unwrap_or(text.len())].trim().trim_end_matches([',', ':']).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_as_they_are_named() {
        let said = |answer: &str| {
            let line = |one: Named| format!("{}/{}/{}/{}", one.name, one.role, one.decides, one.owns.join("+"));
            people(answer).into_iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(
            said("Ola Berg (CTO) decides; Priya Nair (Payments lead) must agree"),
            ["Ola Berg/CTO/true/", "Priya Nair/Payments lead/false/"]
        );
        assert_eq!(
            said("Ola Berg | CTO\nDev Malhotra | Platform lead | delivery, safety"),
            ["Ola Berg/CTO/true/", "Dev Malhotra/Platform lead/false/delivery+safety"]
        );
        assert_eq!(said("the head of engineering decides"), ["Head of engineering//true/"]);
        assert_eq!(
            said("Ana Costa, SRE lead; Jon Ek, CTO, decides"),
            ["Ana Costa/SRE lead/false/", "Jon Ek/CTO/true/"]
        );
        assert!(people(" ; ").is_empty());
    }
}
