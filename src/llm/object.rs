//! An object in a reply: the arguments of a call, or JSON among words.

use serde_json::{Deserializer, Map, Value as Json};

use super::{Finish, Said};

/// What came back where an object was wanted.
#[derive(Debug, Clone)]
pub struct Object {
    /// The object; or what is wrong with what came, in words that the model can act on.
    pub json: Result<Map<String, Json>, String>,
    /// The reply as it came.
    pub said: Said,
}

/// Reads the object named `name` out of a reply.
pub(super) fn read(name: &str, said: &Said, max_tokens: u32) -> Result<Map<String, Json>, String> {
    match &said.finish {
        Finish::Length => {
            return Err(format!(
                "the reply was cut off after {max_tokens} tokens; send less: fewer rows, shorter words, no repetition"
            ));
        }
        Finish::Refused(words) => return Err(format!("the reply was a refusal: {words}")),
        Finish::Stop => {}
    }
    let mut whole = Map::new();
    let called: Vec<_> = said.calls.iter().filter(|call| call.name == name).collect();
    if called.is_empty() {
        if let Some(other) = said.calls.first() {
            return Err(format!("there is no tool `{}`; the only one is `{name}`", other.name));
        }
        return in_words(&said.text);
    }
    for call in called {
        merge(&mut whole, in_arguments(&call.arguments)?)?;
    }
    Ok(whole)
}

/// Joins what was sent in several calls at once: lists follow each other, anything else is said once.
fn merge(whole: &mut Map<String, Json>, part: Map<String, Json>) -> Result<(), String> {
    for (key, value) in part {
        match (whole.get_mut(&key), value) {
            (None, value) => {
                whole.insert(key, value);
            }
            (Some(Json::Array(items)), Json::Array(more)) => items.extend(more),
            (Some(Json::Object(fields)), Json::Object(more)) => merge(fields, more)?,
            (Some(there), value) if *there == value => {}
            (Some(_), _) => return Err(format!("`{key}` was sent twice with different values; send one call")),
        }
    }
    Ok(())
}

/// The object that the arguments of a call are, and nothing beside it: of two calls run together only the first would be
/// read.
fn in_arguments(arguments: &str) -> Result<Map<String, Json>, String> {
    if arguments.trim().is_empty() {
        return Ok(Map::new());
    }
    let object = in_words(arguments)?;
    match serde_json::from_str::<Json>(arguments) {
        Err(error) if !error.is_eof() && arguments.trim_start().starts_with('{') => Err(format!(
            "the arguments of the call are more than one JSON object: {error}; send one call with one object"
        )),
        _ => Ok(object),
    }
}

/// The object in a text: the text itself, or the first object that stands in it, be it in a fence or among words. What a
/// model thought aloud before does not count.
fn in_words(text: &str) -> Result<Map<String, Json>, String> {
    let text = text.rsplit_once("</think>").map_or(text, |(_, after)| after).trim();
    let Some(start) = text.find('{') else {
        return Err(format!(
            "the reply holds no JSON object, but begins `{}`; send one, and nothing else",
            begins(text)
        ));
    };
    let mut objects = Deserializer::from_str(&text[start..]).into_iter::<Map<String, Json>>();
    match objects.next() {
        Some(Ok(object)) => Ok(object),
        Some(Err(error)) => Err(format!(
            "the reply is no JSON: {error}, counted from its first brace; send one JSON object, and nothing else"
        )),
        None => Err("the reply is empty; send one JSON object".to_owned()),
    }
}

/// How a text begins.
fn begins(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    line.char_indices().nth(60).map_or(line, |(cut, _)| &line[..cut])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::llm::ToolCall;

    fn words(text: &str) -> Result<Json, String> {
        let said = Said { text: text.to_owned(), ..Said::default() };
        read("step", &said, 10).map(Json::Object)
    }

    #[test]
    fn an_object_is_found_among_words() {
        for text in [
            r#"{"a": 1}"#,
            "```json\n{\"a\": 1}\n```",
            "Here it is: {\"a\": 1} I hope it helps {really}.",
            "<think>{\"a\": 2}? no</think>{\"a\": 1}",
        ] {
            assert_eq!(words(text), Ok(json!({"a": 1})), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_what_to_send() {
        for (text, told) in [
            ("I would need more facts.", "begins `I would need more facts.`"),
            ("{\"a\": }", "line 1 column 7"),
            ("{\"a\": [1, 2", "EOF"),
            ("", "no JSON object"),
        ] {
            assert!(words(text).unwrap_err().contains(told), "{text}: {:?}", words(text));
        }
        let cut = Said { text: "{}".to_owned(), finish: Finish::Length, ..Said::default() };
        assert!(read("step", &cut, 10).unwrap_err().contains("cut off after 10 tokens"));
    }

    #[test]
    fn several_calls_are_one_object_unless_they_differ() {
        let call = |arguments: &str| ToolCall { id: "x".into(), name: "step".into(), arguments: arguments.into() };
        let said = |calls: &[&str]| Said { calls: calls.iter().map(|one| call(one)).collect(), ..Said::default() };
        let read = |calls: &[&str]| read("step", &said(calls), 10).map(Json::Object);
        assert_eq!(read(&[r#"{"a": [1], "b": "x"}"#, r#"{"a": [2], "b": "x"}"#]), Ok(json!({"a": [1, 2], "b": "x"})));
        assert!(read(&[r#"{"b": "x"}"#, r#"{"b": "y"}"#]).unwrap_err().contains("`b` was sent twice"));
        assert_eq!(read(&[""]), Ok(json!({})));
        assert!(read(&[r#"{"a": [1]}{"a": [2]}"#]).unwrap_err().contains("more than one JSON object"));
    }
}
