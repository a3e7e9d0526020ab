//! Text without secrets, for what is kept in a file.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value as Json;

/// What stands where a secret stood.
const GONE: &str = "[secret]";

/// Texts that open something: keys of providers and forges by their prefix, bearer tokens, passwords in addresses,
/// private keys.
static SECRETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let forms = [
        r"\b(?:sk|pk|rk)-[A-Za-z0-9_-]{16,}",
        r"\bgh[opsur]_[A-Za-z0-9]{20,}",
        r"\bgithub_pat_[A-Za-z0-9_]{20,}",
        r"\bglpat-[A-Za-z0-9_-]{16,}",
        r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
        r"\bA(?:KIA|SIA)[0-9A-Z]{16}\b",
        r"\bAIza[A-Za-z0-9_-]{30,}",
        r"\b(?:hf|gsk)_[A-Za-z0-9]{20,}",
        r"\bxai-[A-Za-z0-9]{20,}",
        r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+",
        r"(?i:\bbearer )[A-Za-z0-9._~+/=-]{12,}",
        r"://[^\s/:@]+:[^\s/@]+@",
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*-----END [A-Z ]*PRIVATE KEY-----",
    ];
    Regex::new(&forms.join("|")).ok()
});

/// A text without what looks like a secret.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    match SECRETS.as_ref() {
        Some(secrets) => {
            secrets.replace_all(
                text,
                |found: &regex::Captures<'_>| {
                    if found[0].starts_with("://") { format!("://{GONE}@") } else { GONE.to_owned() }
                },
            )
        }
        None => Cow::Borrowed(text),
    }
}

/// The same of every text in a value.
pub(super) fn json(value: &Json) -> Json {
    map(value, &|one| text(one).into_owned())
}

/// A value with every text in it changed.
pub(super) fn map(value: &Json, change: &impl Fn(&str) -> String) -> Json {
    match value {
        Json::String(one) => Json::String(change(one)),
        Json::Array(items) => Json::Array(items.iter().map(|item| map(item, change)).collect()),
        Json::Object(fields) => {
            Json::Object(fields.iter().map(|(key, value)| (change(key), map(value, change))).collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_something_is_gone_and_the_rest_stays() {
        for (given, kept) in [
            ("key sk-proj-abcdefghijklmnop1234 here", "key [secret] here"),
            ("postgres://app:hunter2@db/orders", "postgres://[secret]@db/orders"),
            ("Authorization: Bearer abcdefghijklmnop", "Authorization: [secret]"),
            ("AKIAIOSFODNN7EXAMPLE", "[secret]"),
            ("AIzaSyA-0123456789abcdefghijklmnopqrstu, or", "[secret], or"),
            ("hf_abcdefghijklmnopqrstuv gsk_abcdefghijklmnopqrstuv", "[secret] [secret]"),
            ("xai-abcdefghijklmnopqrstuv", "[secret]"),
            ("xai-models of hf_hub", "xai-models of hf_hub"),
            ("risk-averse sk-team, task-force-of-twenty-people", "risk-averse sk-team, task-force-of-twenty-people"),
            ("https://wiki.example/a:b@c", "https://wiki.example/a:b@c"),
        ] {
            assert_eq!(text(given), kept);
        }
    }
}
