//! Filler: words that fill a place without deciding anything. No rule; TXT002 reports them.

use std::sync::LazyLock;

use regex::Regex;

use super::prose::{is_code, without_code};

/// Phrases that put a decision off or take it back.
const ESCAPES: &[&str] = &[
    "as (?:and when )?(?:needed|required|necessary|appropriate|applicable)",
    "(?:where|when|whenever|wherever|if|as far as|as much as) (?:possible|practicable|feasible)",
    "(?:where|when|wherever) (?:appropriate|applicable|needed|necessary|required)",
    "in due course",
    "at a later (?:date|stage|time|point)",
    "in the (?:near|foreseeable) future",
    "as soon as possible",
    "asap",
    "(?:on a )?best[ -]efforts?(?: basis)?",
    "to be (?:determined|decided|defined|agreed|confirmed|discussed|specified)(?: later)?",
    "when (?:the time is right|ready|time permits)",
    "time permitting",
    "going forward",
    "case[ -]by[ -]case(?: basis)?",
    "hopefully",
    "ideally",
];

/// Phrases that praise, wish or generalize.
const PHRASES: &[&str] = &[
    "(?:industry |current |established )?best[ -]practi[cs]es?",
    "(?:industry|market)[ -]standards?",
    "best[ -](?:in|of)[ -](?:class|breed)",
    "world[ -]class",
    "state[ -]of[ -]the[ -]art",
    "cutting[ -]edge",
    "next[ -]gen(?:eration)?",
    "(?:enterprise|production)[ -]grade",
    "blazing(?:ly)?[ -]fast",
    "future[ -]proof(?:ed|ing)?",
    "build for the future",
    "game[ -]chang(?:er|ing)",
    "single pane of glass",
    "full (?:visibility|observability|coverage)",
    "everything (?:as|in) code",
    "all (?:critical|important|relevant|key) (?:services|systems|areas|teams|parts|components|stakeholders)",
    "as (?:fast|low|high|small|short|good|cheap|simple|little|few) as (?:humanly )?possible",
    "(?:feels? )?instant(?:ly|aneous)?",
    "near[ -]zero",
    "under control",
    "clear and fast",
    "(?:stable|fast|good|reliable) and (?:performs well|scalable|reliable|stable|fast)",
    "performs well",
    "scales? (?:elastically|infinitely|seamlessly)",
    "(?:improv|enhanc|optimi[sz]|increas|boost|maximi[sz]|ensur|guarante|strengthen|better|deliver|achiev)\
     (?:e|es|ed|ing|ement|ation)? (?:the |our |overall |better |high |higher |great )*\
     (?:performance|reliability|scalability|stability|quality|efficiency|availability|security|resilience|\
     user experience|customer experience|developer experience|velocity|productivity|observability|\
     maintainability|uptime|outcomes|value)",
    "(?:significant|substantial|considerable|major|huge|massive|measurable)(?:ly)? \
         (?:uplift|improvements?|gains?|savings?|better|faster|reductions?|impact|benefits?)",
    "efficiency gains?",
    "(?:move fast|stay ambitious|aim high|work smarter)",
    "align (?:on|with) (?:the )?(?:vision|strategy|stakeholders)",
    "compromise on quality",
    "culture of [a-z]+",
    "synerg(?:y|ies)",
    "leverag(?:e|es|ed|ing)",
    "robust(?:ly|ness)?",
    "seamless(?:ly)?",
    "frictionless(?:ly)?",
    "holistic(?:ally)?",
    "streamlin(?:e|es|ed|ing)",
    "comprehensive(?:ly)?",
    "end[ -]to[ -]end",
    "transformational",
    "organically",
    "delight(?:s|ful|fully)?",
    "data[ -]driven",
    "proactive(?:ly)?",
];

/// Words that are filler only where nothing else stands beside them.
const WEAK: &[&str] = &[
    "later",
    "soon",
    "eventually",
    "over time",
    "regular(?:ly)?",
    "periodic(?:ally)?",
    "from time to time",
    "on an ongoing basis",
    "ongoing",
    "continuous(?:ly)?",
    "(?:if|when) (?:needed|necessary|required)",
    "various",
    "several",
    "multiple",
    "many",
    "everything",
    "anything",
    "always",
    "appropriate(?:ly)?",
    "adequate(?:ly)?",
    "sufficient(?:ly)?",
    "proper(?:ly)?",
    "efficient(?:ly)?",
    "effective(?:ly)?",
    "optimal(?:ly)?",
    "optimi[sz]ed?",
    "scalable",
    "flexible",
    "reliable",
    "stable",
    "fast(?:er)?",
    "quick(?:er|ly)?",
    "good",
    "great",
    "better",
    "excellent",
    "smooth(?:ly)?",
    "simple",
    "easy",
    "modern(?:i[sz]e[ds]?)?",
    "improv(?:e|es|ed|ing|ements?)",
    "enhanc(?:e|es|ed|ing|ements?)",
];

/// Words that add nothing to filler: function words, and nouns every plan has.
#[rustfmt::skip]
const SOFT: &[&str] = &[
    "a", "all", "an", "and", "any", "approach", "architecture", "are", "area", "areas", "at", "be", "both",
    "business", "by", "can", "do", "done", "each", "engineering", "etc", "every", "for", "from", "has", "have",
    "in", "infrastructure", "into", "is", "it", "its", "more", "most", "need", "needs", "of", "on", "one", "or",
    "organisation", "organization", "our", "out", "overall", "performance", "plan", "plans", "platform",
    "process", "processes", "product", "quality", "reliability", "security", "service", "services", "should",
    "so", "software", "solution", "solutions", "stack", "standards", "system", "systems", "team", "teams",
    "technology", "that", "the", "their", "them", "they", "things", "this", "throughout", "to", "tooling",
    "tools", "use", "used", "using", "very", "we", "whole", "will", "with", "work",
];

fn compiled(parts: &[&[&str]]) -> Option<Regex> {
    let all: Vec<&str> = parts.iter().flat_map(|part| part.iter().copied()).collect();
    Regex::new(&format!(r"(?i)(?-u:\b)(?:{})(?-u:\b)", all.join("|"))).ok()
}

static STRONG_RE: LazyLock<Option<Regex>> = LazyLock::new(|| compiled(&[ESCAPES, PHRASES]));
static ALL_RE: LazyLock<Option<Regex>> = LazyLock::new(|| compiled(&[ESCAPES, PHRASES, WEAK]));
static ESCAPE_RE: LazyLock<Option<Regex>> = LazyLock::new(|| compiled(&[ESCAPES]));

/// A longer text decides something beside its filler.
const SHORT: usize = 160;

/// Whether filler cannot dominate a text: a number or a piece of code in it says enough, and no phrase holds one.
pub(crate) fn says_enough(text: &str) -> bool {
    text.len() > SHORT || text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'`')
}

/// Phrases that are filler in what somebody promises, and the name of something as well: a stage of end-to-end tests.
const NAMES: &[&str] = &["end-to-end", "end to end"];

/// Whether one of the phrases stands in a name that are filler whatever stands beside them, and no names themselves.
pub(crate) fn has_phrase(name: &str) -> bool {
    let name = without_code(name);
    let is_name = |found: &str| NAMES.iter().any(|one| one.eq_ignore_ascii_case(found));
    STRONG_RE.as_ref().is_some_and(|strong| strong.find_iter(&name).any(|found| !is_name(found.as_str())))
}

/// The filler of a text that says nothing else: all of its words but `beside` at most, function words aside.
pub(crate) fn dominates(text: &str, beside: usize) -> Option<Vec<&str>> {
    if beside < 2 && says_enough(text) || text.trim().is_empty() {
        return None;
    }
    let plain = without_code(text);
    let strong = STRONG_RE.as_ref().filter(|_| ALL_RE.as_ref().is_none_or(|all| all.is_match(&plain)))?;
    let has_strong = strong.is_match(&plain);
    let pattern = if has_strong { strong } else { ALL_RE.as_ref()? };
    let beside = if has_strong { beside } else { 0 };
    let mut found = Vec::new();
    let mut rest = 0;
    let mut done = 0;
    for one in pattern.find_iter(&plain) {
        rest += substance(&plain[done..one.start()]);
        found.push(&text[one.range()]);
        done = one.end();
    }
    rest += substance(&plain[done..]);
    // Weak words beside a strong phrase: `Robust, scalable API`.
    if has_strong && rest > beside {
        let all = ALL_RE.as_ref()?;
        let weak = all.replace_all(&plain, " ");
        rest = substance(&weak);
    }
    (!found.is_empty() && rest <= beside).then_some(found)
}

/// The phrase with which a text puts its decision off, in a clause that holds no number to be held to; where `strict`,
/// in any clause.
pub(crate) fn escape(text: &str, strict: bool) -> Option<&str> {
    let plain = without_code(text);
    let found = ESCAPE_RE.as_ref()?.find(&plain)?;
    let ends = [';', '.', ','];
    let from = plain[..found.start()].rfind(ends).map_or(0, |at| at + 1);
    let to = plain[found.end()..].find(ends).map_or(plain.len(), |at| found.end() + at);
    let numbered = plain[from..to].bytes().any(|byte| byte.is_ascii_digit());
    (strict || !numbered).then(|| &text[found.range()])
}

/// How many words of a text say something; a number or a piece of code says enough.
fn substance(text: &str) -> usize {
    let mut count = 0;
    for word in
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '/' | '.' | '!' | '?'))
    {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\u{1}');
        if word.is_empty() {
            continue;
        }
        if is_code(word) || word.bytes().any(|byte| byte.is_ascii_digit()) {
            count += 2;
        } else if SOFT.binary_search(&word.to_lowercase().as_str()).is_err() {
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile_and_lists_are_sorted() {
        assert!(STRONG_RE.is_some() && ALL_RE.is_some() && ESCAPE_RE.is_some());
        assert!(SOFT.is_sorted());
    }

    #[test]
    fn filler_dominates() {
        for text in [
            "As needed",
            "Improve performance",
            "We will improve the performance of the platform",
            "Industry standard",
            "Best practices throughout",
            "Robust, scalable API",
            "various systems",
            "Scale as needed",
            "World-class telemetry",
            "Teams adopt it organically",
            "Near zero",
            "As fast as humanly possible",
            "Later",
            "to be determined later",
            "Reviewed where appropriate",
            "Significant uplift",
            "Everything",
            "Stay ambitious",
        ] {
            assert!(dominates(text, 1).is_some(), "{text}");
        }
    }

    #[test]
    fn decisions_stand() {
        for text in [
            "Robust retry policy in the payment client",
            "Improve p95 from 640 ms to 350 ms",
            "Add replicas as needed, at most 5",
            "Every team migrates by flag",
            "none",
            "Same engineers as M3",
            "Regular expression filter",
            "Several teams wait for `authz`",
            "Only in subs-api today",
            "Low likelihood of stale reads",
            "Low",
            "Fast failover to the standby",
            "Nearest limit",
            "End-to-end encryption with TLS 1.3",
        ] {
            assert_eq!(dominates(text, 1), None, "{text}");
        }
    }

    #[test]
    fn escapes_take_a_number_back() {
        assert_eq!(escape(">= 99.9 % where possible", true), Some("where possible"));
        assert_eq!(escape("Replicas are added as needed", false), Some("as needed"));
        assert_eq!(escape("Replicas are added as needed, up to 5 in 10 minutes", false), Some("as needed"));
        assert_eq!(escape("Up to 5 replicas are added as needed", false), None);
        assert_eq!(escape(">= 99.9 % over 30 days", true), None);
    }
}
