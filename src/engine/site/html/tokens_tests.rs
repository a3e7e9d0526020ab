//! Tests of the tokens of a page, against html5gum's.

use proptest::prelude::*;

use super::*;

/// What a page holds, and nothing of how it was found.
#[derive(Debug, Clone, PartialEq)]
enum Found {
    Text(String),
    Start(String, [String; Attribute::COUNT]),
    End(String),
}

/// The name, if it is one that could matter.
fn known(name: &[u8]) -> String {
    let matters = name.len() <= 10 && name.is_ascii() && !name.contains(&0);
    String::from_utf8_lossy(if matters { name } else { b"" }).into_owned()
}

const NAMES: [&[u8]; Attribute::COUNT] = [b"href", b"rel", b"name", b"content", b"http-equiv", b"hreflang"];
const SLOTS: [Attribute; Attribute::COUNT] =
    [Attribute::Href, Attribute::Rel, Attribute::Name, Attribute::Content, Attribute::HttpEquiv, Attribute::Hreflang];

fn ours(html: &str) -> Vec<Found> {
    let mut tokens = Tokens::new(html);
    let mut found = Vec::new();
    while let Some(token) = tokens.next() {
        found.push(match token {
            // In scripts and styles html5gum writes U+FFFD for NUL; nobody reads these.
            Token::Text(raw) if raw.form == Form::Literal => Found::Text(raw.text.replace('\0', "\u{fffd}")),
            Token::Text(raw) => Found::Text(raw.resolve().into_owned()),
            Token::Start(name) => {
                let value = |slot| tokens.value(slot).unwrap_or_default().into_owned();
                Found::Start(known(name.as_bytes()), SLOTS.map(value))
            }
            Token::End(name) => Found::End(known(name.as_bytes())),
        });
    }
    found.retain(|one| *one != Found::Text(String::new()));
    found
}

fn theirs(html: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let tokens = Tokenizer::new_with_emitter(html, {
        let mut emitter = html5gum::DefaultEmitter::default();
        emitter.naively_switch_states(true);
        emitter
    });
    for token in tokens.flatten() {
        found.push(match token {
            html5gum::Token::String(text) => Found::Text(String::from_utf8_lossy(&text).into_owned()),
            html5gum::Token::StartTag(tag) => {
                let value =
                    |name: &[u8]| tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned());
                Found::Start(known(&tag.name), NAMES.map(|name| value(name).unwrap_or_default()))
            }
            html5gum::Token::EndTag(tag) => Found::End(known(&tag.name)),
            _ => continue,
        });
    }
    found
}

#[test]
fn the_first_of_two_attributes_counts_even_if_it_is_blank() {
    assert_eq!(ours("<a href='' HREF=/x>"), theirs("<a href='' HREF=/x>"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Line ends are all `\n`, as a browser reads them.
    #[test]
    fn pages_are_read_as_html5gum_reads_them(pieces in prop::collection::vec(prop::sample::select(vec![
        "<", ">", "</", "/", "=", "\"", "'", " ", "\n", "\t", "a", "href", "HREF", "rel", "b", "é", "日", "!", "-", "--", "?",
        "<!", "<!--", "-->", "--!>", "--", "<!doctype html>", "<![CDATA[", "]]>", "\0", "&", "&amp;", "&amp", "&eacute;",
        "&notit;", "&#38;", "&#x26", "&#0;", ";", "<a href=\"", "<a href='", "<a href=", "<link rel=x hreflang = ", "<meta name", "http-equiv",
        "content", "<p>", "</p>", "<p", "</>", "<title>", "</title>", "</TITLE ", "<textarea>", "</textarea>", "<script>",
        "</script>", "<script", "</script", "<SCRIPT/", "<style>", "</style>", "<noscript>", "</noscript>", "<xmp>", "</xmp/>",
        "<plaintext>", "<iframe>", "</iframe>", "<averyveryverylongname>", "/>",
    ]), 0..24)) {
        let html = pieces.concat();
        prop_assert_eq!(ours(&html), theirs(&html), "{}", html);
    }

    #[test]
    fn scripts_end_where_html5gum_ends_them(pieces in prop::collection::vec(prop::sample::select(vec![
        "<!--", "<!-", "-", "--", "-->", ">", "<", "</", "/", " ", "x", "<script", "<script>", "</script", "</script>", "</script ", "script", "!",
    ]), 0..16)) {
        let html = format!("<script>{}</script>tail<a href=x>", pieces.concat());
        prop_assert_eq!(ours(&html), theirs(&html), "{}", html);
    }
}
