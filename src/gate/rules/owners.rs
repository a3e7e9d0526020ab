//! Who can answer for something: people and precise roles can, groups and rotas cannot. No rule.

use crate::text;

/// Words that stand for everybody, or for nobody yet.
#[rustfmt::skip]
const EVERYBODY: &[&str] = &[
    "all", "any", "anybody", "anyone", "everybody", "everyone", "i", "many", "me", "multiple", "myself", "n",
    "na", "nobody", "none", "several", "shared", "somebody", "someone", "they", "unassigned", "unknown", "us",
    "various", "volunteer", "volunteers", "we", "whoever", "you",
];

/// Bodies of several people.
#[rustfmt::skip]
const BODIES: &[&str] = &[
    "admins", "analysts", "board", "chapter", "chapters", "committee", "community", "company", "contractors",
    "council", "crew", "dbas", "department", "departments", "dept", "developers", "devs", "division", "engineers",
    "folks", "group", "groups", "guild", "guilds", "leaders", "leads", "managers", "office", "org",
    "organisation", "organization", "owners", "people", "squad", "squads", "sres", "staff", "stakeholders",
    "team", "teams", "tribe", "tribes", "unit", "units", "vendors",
];

/// Fields of work, which are departments where no role stands beside them.
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "analytics", "application", "applications", "architecture", "backend", "business", "central", "cloud",
    "compliance", "core", "customer", "data", "database", "delivery", "design", "dev", "development", "devops",
    "engineering", "finance", "frontend", "hr", "infra", "infrastructure", "it", "leadership", "legal",
    "management", "marketing", "mobile", "network", "networking", "operations", "ops", "platform", "procurement",
    "product", "qa", "reliability", "sales", "security", "site", "sre", "success", "supplier", "support", "tech",
    "technology", "vendor", "web",
];

/// Words for one who does something, too common to say who.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "admin", "administrator", "analyst", "assignee", "author", "developer", "engineer", "expert", "individual",
    "lead", "manager", "member", "operator", "owner", "person", "tester",
];

/// Words of rotas.
const ROTAS: &[&str] = &["call", "duty", "on", "oncall", "rota", "rotation", "shift"];

/// Words beside others that say nothing of who.
#[rustfmt::skip]
const FUNCTION: &[&str] = &[
    "a", "an", "assigned", "entire", "every", "in", "of", "our", "relevant", "respective", "responsible", "the",
    "whole",
];

/// Why what stands under *Owner* names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nobody {
    /// Everybody, or nobody yet.
    Everybody,
    /// A team or department.
    Group,
    /// Whoever is on duty.
    Rota,
    /// A role that many people have.
    CommonRole,
}

impl Nobody {
    /// The reason, as the end of a sentence.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Nobody::Everybody => "which is nobody in particular",
            Nobody::Group => "a group, in which nobody in particular answers",
            Nobody::Rota => "which is somebody else every week",
            Nobody::CommonRole => "a role that many people have",
        }
    }
}

/// Why a text names no one who can answer; `None` where somebody in it can: a person, a role such as `SRE lead`, or
/// a name that is not known to be a group's.
pub(crate) fn nobody(text: &str) -> Option<Nobody> {
    let mut reason = None;
    let lower = text.replace(" and ", ",").replace(" or ", ",");
    for part in lower.split([',', ';', '/', '&', '+', '(', ')', '|']) {
        let key = text::key(part);
        let words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty() && !FUNCTION.contains(word)).collect();
        if words.is_empty() {
            continue;
        }
        match judged(&words) {
            None => return None,
            found => reason = reason.or(found),
        }
    }
    // `The` alone, or nothing but marks.
    reason.or((!text.chars().any(char::is_alphanumeric)).then_some(Nobody::Everybody))
}

fn judged(words: &[&str]) -> Option<Nobody> {
    let some = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let every = |lists: &[&[&str]]| words.iter().all(|word| lists.iter().any(|list| list.contains(word)));
    if every(&[EVERYBODY]) || words == ["n", "a"] {
        return Some(Nobody::Everybody);
    }
    if words.len() == 1 && COMMON.contains(&words[0]) {
        return Some(Nobody::CommonRole);
    }
    let role = some(COMMON);
    if every(&[ROTAS, COMMON]) && some(ROTAS) {
        return Some(Nobody::Rota);
    }
    if role {
        return None;
    }
    // `Head of the platform group` is one person.
    let headed = some(&["chair", "chief", "director", "head", "officer", "president", "vp"]);
    let body = words.last().is_some_and(|word| BODIES.contains(word));
    if !headed && (body || every(&[FIELDS, EVERYBODY, BODIES])) {
        return Some(Nobody::Group);
    }
    let on_duty = every(&[ROTAS, FIELDS, BODIES]) && some(ROTAS);
    on_duty.then_some(Nobody::Rota)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [EVERYBODY, BODIES, FIELDS, COMMON, ROTAS, FUNCTION] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn groups_answer_for_nothing() {
        for (text, expected) in [
            ("The team", Nobody::Group),
            ("everyone", Nobody::Everybody),
            ("All", Nobody::Everybody),
            ("we", Nobody::Everybody),
            ("n/a", Nobody::Everybody),
            ("Engineering", Nobody::Group),
            ("devs", Nobody::Group),
            ("Ops", Nobody::Group),
            ("SRE / Platform / Product", Nobody::Group),
            ("Platform Guild", Nobody::Group),
            ("Payments team", Nobody::Group),
            ("All teams", Nobody::Group),
            ("Leadership", Nobody::Group),
            ("On-call", Nobody::Rota),
            ("the on-call engineer", Nobody::Rota),
            ("owner", Nobody::CommonRole),
            ("the responsible engineer", Nobody::CommonRole),
        ] {
            assert_eq!(nobody(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn people_and_precise_roles_do() {
        for text in [
            "Priya Nair",
            "Dana Ruiz (SRE lead)",
            "SRE lead",
            "Payments on-call lead",
            "Platform team (Ines Carvalho)",
            "Platform team / Ines Carvalho",
            "CTO",
            "Head of Platform",
            "Engineering manager",
            "Tech lead",
            "Data protection officer",
            "Head of the platform group",
            "Dafydd",
            "DBA",
            "Product owner",
            "Karim Benali and Elif Demir",
            "Lead engineer",
            "Sanne de Boer (Payments lead)",
        ] {
            assert_eq!(nobody(text), None, "{text}");
        }
    }
}
