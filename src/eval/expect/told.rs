//! What is expected of findings: a rule, a place, or both.

use std::fmt;

use crate::finding::Finding;
use crate::gate::Standard;
use crate::skill::input::unknown;

/// Findings of a rule, at a place, or of a rule at a place: `SCL003 scaling.limits[orders-db disk].trigger`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(from = "String")]
pub struct Told {
    /// The rule; any where it is missing.
    pub rule: Option<String>,
    /// The place and all beneath it; anywhere where it is missing.
    pub place: Option<String>,
}

impl Told {
    /// Of a finding: its rule and its place.
    pub fn of(finding: &Finding) -> Self {
        Told { rule: Some(finding.rule.to_owned()), place: Some(finding.location.to_string()) }
    }

    /// Whether a finding is meant.
    pub fn covers(&self, finding: &Finding) -> bool {
        let rule = self.rule.as_ref().is_none_or(|rule| rule == finding.rule);
        rule && self.place.as_ref().is_none_or(|place| beneath(&finding.location.to_string(), place))
    }

    /// Whether whatever the other means is meant.
    pub fn covers_all(&self, other: &Told) -> bool {
        let rule = self.rule.is_none() || self.rule == other.rule;
        let place = match (&self.place, &other.place) {
            (None, _) => true,
            (Some(ours), Some(theirs)) => beneath(theirs, ours),
            (Some(_), None) => false,
        };
        rule && place
    }

    /// What is wrong with it, for packs of a standard: a rule or a place that there is not.
    pub fn problem(&self, standard: &Standard) -> Option<String> {
        if let Some(rule) = &self.rule
            && standard.rule(rule).is_none()
        {
            let known: Vec<&str> = standard.rules().map(|rule| rule.id).collect();
            return Some(unknown("rule", rule, known.iter().copied()));
        }
        let place = self.place.as_deref().filter(|place| *place != "pack")?;
        let key = |text: &str| text.split(['.', '[']).next().unwrap_or_default().to_owned();
        let section = key(place);
        let Some(spec) = standard.section(&section) else {
            return Some(unknown("section", &section, standard.sections.iter().map(|spec| spec.key)));
        };
        let field = key(place.strip_prefix(&section)?.strip_prefix('.')?);
        let known = || spec.fields.iter().map(|field| field.key);
        (spec.field(&field).is_none()).then(|| unknown(&format!("field of `{section}`"), &field, known()))
    }
}

/// Whether a place is another or lies beneath it.
pub fn beneath(place: &str, around: &str) -> bool {
    place.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Whether a word looks like the id of a rule: letters and digits, no place has both without a dot.
fn is_rule(word: &str) -> bool {
    word.len() == 6
        && word[..3].bytes().all(|b| b.is_ascii_uppercase())
        && word[3..].bytes().all(|b| b.is_ascii_digit())
}

impl From<String> for Told {
    fn from(text: String) -> Self {
        let text = text.trim();
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (rule, place) = if first.is_ascii() && is_rule(first) { (Some(first), rest.trim()) } else { (None, text) };
        Told { rule: rule.map(str::to_owned), place: (!place.is_empty()).then(|| place.to_owned()) }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.rule.as_deref(), self.place.as_deref()];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Findings, Severity};
    use crate::pack::Place;
    use crate::skills::NATIVE;

    fn told(text: &str) -> Told {
        text.to_owned().into()
    }

    #[test]
    fn a_place_means_all_beneath_it() {
        let mut findings = Findings::new("SCL003", Severity::Error);
        findings.at(Place::section("scaling").field("limits").row(0, "orders-db disk").column("trigger"), "too late");
        let finding = &findings.into_vec()[0];
        for text in
            ["SCL003", "scaling", "SCL003 scaling.limits[orders-db disk]", "scaling.limits[orders-db disk].trigger"]
        {
            assert!(told(text).covers(finding), "{text}");
            assert_eq!(told(text).to_string(), text);
            assert!(told(text).covers_all(&Told::of(finding)), "{text}");
        }
        for text in ["SCL004", "scal", "SCL003 scaling.limits[orders-db]", "scaling.limits[orders-db disk].trig"] {
            assert!(!told(text).covers(finding), "{text}");
        }
    }

    #[test]
    fn what_there_is_not_is_said_with_the_nearest() {
        let standard = &NATIVE[0].definition().standard;
        let problem = |text: &str| told(text).problem(standard).unwrap_or_default();
        assert_eq!(problem("SCL003 scaling.limits[x].trigger"), "");
        assert_eq!(problem("TXT001 pack"), "");
        assert!(problem("SCL103 scaling").contains("did you mean `SCL0"), "{}", problem("SCL103 scaling"));
        assert!(problem("scalin.limits").contains("did you mean `scaling`"));
        assert!(problem("SCL003 scaling.limit[x]").contains("did you mean `limits`"));
    }
}
