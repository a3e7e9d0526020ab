//! The quality attributes a pack states, by group: what QUA001 and its neighbours ask for. No rule.

use crate::pack::Place;
use crate::quantity::{self, Dimension, Unit};
use crate::skills::platform_infrastructure::{Attribute, Quality};
use crate::skills::shared::reading::wording::{Topic, has_amount, says, unfilled, word_count};
use crate::text;

/// A table of attributes.
#[derive(Debug)]
pub(in super::super) struct Group {
    /// The field's key.
    pub key: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What it has to cover; the examples are targets.
    pub topics: &'static [&'static Topic],
}

pub(in super::super) static AVAILABILITY: Topic = Topic {
    name: "Availability",
    words: &["availability", "uptime", "available", "success*"],
    example: "\">= 99.9 % of valid requests over 30 days\"",
};
pub(in super::super) static ERRORS: Topic = Topic {
    name: "Error rate",
    words: &["error*", "failure*", "failed", "5xx", "errors", "defect*"],
    example: "\"<= 0.1 % of requests over 30 days\"",
};
pub(in super::super) static MTTR: Topic = Topic {
    name: "MTTR",
    words: &["mttr", "recover*", "restor*", "time to repair", "mitigat*", "rto"],
    example: "\"<= 45 min median over 90 days\"",
};
pub(in super::super) static INCIDENTS: Topic = Topic {
    name: "Incident classes",
    words: &["incident*", "severit*", "sev", "sevs", "class", "classes"],
    example: "\"3 classes: SEV1 acknowledged within 5 min, SEV2 within 15 min, SEV3 on the next working day\"",
};
pub(in super::super) static P95: Topic =
    Topic { name: "p95 latency", words: &["p95", "95th", "p95*"], example: "\"p95 < 300 ms over 30 days\"" };
pub(in super::super) static P99: Topic =
    Topic { name: "p99 latency", words: &["p99", "99th", "p999", "p99*"], example: "\"p99 < 800 ms over 30 days\"" };
pub(in super::super) static THROUGHPUT: Topic = Topic {
    name: "Throughput",
    words: &["throughput", "rps", "qps", "requests per second", "load", "capacity", "volume", "tps"],
    example: "\">= 500 req/s for 30 min\"",
};
pub(in super::super) static ENCRYPTION: Topic = Topic {
    name: "Encryption",
    words: &["encrypt*", "tls", "cryptograph*"],
    example: "\"TLS 1.2 or later on 100 % of connections; AES-256 at rest on 100 % of stores\"",
};
pub(in super::super) static RESIDENCY: Topic = Topic {
    name: "Residency",
    words: &["residen*", "region", "regions", "location", "sovereignty", "locali*"],
    example: "\"100 % of personal data in eu-west-1\"",
};
pub(in super::super) static RETENTION: Topic = Topic {
    name: "Retention",
    words: &["retention", "retain*", "deletion", "erasure", "storage period*"],
    example: "\"events deleted after 13 months, audit entries after 400 days\"",
};
pub(in super::super) static ACCESS: Topic = Topic {
    name: "Access control",
    words: &["access", "authoris*", "authoriz*", "permission*", "rbac", "privilege*"],
    example: "\"0 standing write grants; access reviewed every 90 days\"",
};
pub(in super::super) static AUDIT: Topic = Topic {
    name: "Audit",
    words: &["audit*", "logging", "traceab*"],
    example: "\"100 % of grants and exports logged within 60 s\"",
};
pub(in super::super) static DASHBOARDS: Topic = Topic {
    name: "Dashboards",
    words: &["dashboard*", "board", "boards", "visibility"],
    example: "\"1 board with all SLOs and limits, at most 5 min old\"",
};
pub(in super::super) static ALERTS: Topic = Topic {
    name: "Alerts",
    words: &["alert*", "page", "pages", "paging"],
    example: "\">= 85 % of pages actionable over 30 days\"",
};
pub(in super::super) static RUNBOOKS: Topic = Topic {
    name: "Runbooks",
    words: &["runbook*", "run book*", "playbook*"],
    example: "\"1 for each paging alert, rehearsed every 180 days\"",
};
pub(in super::super) static ON_CALL: Topic = Topic {
    name: "On-call",
    words: &["on-call", "on call", "oncall", "rota", "rotation*"],
    example: "\"2 people at all hours, pages acknowledged within 5 min\"",
};
pub(in super::super) static ESCALATION: Topic = Topic {
    name: "Escalation",
    words: &["escalat*"],
    example: "\"second person after 10 min, Head of Platform after 30 min\"",
};
pub(in super::super) static DRIVERS: Topic = Topic {
    name: "Top drivers",
    words: &["driver*", "breakdown", "cost cent*"],
    example: "\"compute 41 %, database 17 %, transfer 11 % of the bill\"",
};
pub(in super::super) static BUDGET: Topic =
    Topic { name: "Budget", words: &["budget*", "spend", "target spend"], example: "\"<= EUR 98,000 per month\"" };
pub(in super::super) static CAPS: Topic = Topic {
    name: "Caps and alerts",
    words: &["cap", "caps", "alert*", "guardrail*", "limit*", "quota*"],
    example: "\"alert at 80 % and 100 % of budget; workers capped at 24 pods\"",
};

/// Words with which a target speaks of a topic where the name of its row tells none: `Data protection | TLS 1.3; deleted
/// after 13 months`.
static IN_TARGETS: &[(&Topic, &[&str])] = &[
    (&AVAILABILITY, &["availab*", "uptime", "succeed*"]),
    (&ERRORS, &["error*", "fail*", "5xx"]),
    (&MTTR, &["mttr", "recover*", "restor*", "repair*", "rto"]),
    (&INCIDENTS, &["sev1", "sev 1", "sev-1", "severit*", "incident class*"]),
    (&ENCRYPTION, &["tls*", "mtls", "aes*", "encrypt*"]),
    (&RESIDENCY, &["residen*", "region*", "eu", "eea", "eu-*", "us-*", "ap-*", "in the country"]),
    (&RETENTION, &["retain*", "retention", "delet*", "eras*", "purg*", "kept"]),
    (&ACCESS, &["access", "rbac", "privilege*", "mfa", "single sign-on", "authoris*", "authoriz*", "permission*"]),
    (&AUDIT, &["audit*", "logged", "recorded", "traceab*"]),
    (&DASHBOARDS, &["dashboard*"]),
    (&ALERTS, &["alert*"]),
    (&RUNBOOKS, &["runbook*", "run book*", "playbook*"]),
    (&ON_CALL, &["on-call", "on call", "oncall", "rota", "rotation*"]),
    (&ESCALATION, &["escalat*"]),
    (&DRIVERS, &["driver*"]),
    (&BUDGET, &["budget*"]),
    (&CAPS, &["cap", "caps", "capped", "alert*", "guardrail*", "quota*"]),
];

/// Words that a target needs a number for to say anything of their topic.
static NUMBERED: &[&Topic] = &[&AVAILABILITY, &ERRORS, &MTTR, &INCIDENTS, &RETENTION, &BUDGET, &DRIVERS, &CAPS];

/// The groups, in the order of the section.
pub(in super::super) static GROUPS: [Group; 5] = [
    Group { key: "reliability", name: "Reliability", topics: &[&AVAILABILITY, &ERRORS, &MTTR, &INCIDENTS] },
    Group { key: "performance", name: "Performance", topics: &[&P95, &P99, &THROUGHPUT] },
    Group {
        key: "privacy",
        name: "Privacy and safety",
        topics: &[&ENCRYPTION, &RESIDENCY, &RETENTION, &ACCESS, &AUDIT],
    },
    Group {
        key: "operability",
        name: "Operability",
        topics: &[&DASHBOARDS, &ALERTS, &RUNBOOKS, &ON_CALL, &ESCALATION],
    },
    Group { key: "cost", name: "Cost", topics: &[&DRIVERS, &BUDGET, &CAPS] },
];

impl Group {
    /// Its rows.
    pub fn rows<'a>(&self, quality: &Quality<'a>) -> Vec<Attribute<'a>> {
        quality.0.rows(self.key).map(Attribute).collect()
    }

    /// Where it stands.
    pub fn place<'a>(&self, quality: &Quality<'a>) -> Place<'a> {
        quality.0.field(self.key)
    }

    /// The topic a row is about: the one whose words come first in its name.
    pub fn topic_of(&self, row: &Attribute<'_>) -> Option<&'static Topic> {
        let name = row.name().text;
        let first = |topic: &Topic| {
            topic.words.iter().filter_map(|word| text::find_word(name, word)).map(|range| range.start).min()
        };
        let found = self.topics.iter().filter_map(|topic| Some((first(topic)?, *topic)));
        found.min_by_key(|(start, _)| *start).map(|(_, topic)| topic)
    }

    /// Whether one of its rows states a topic, or the notes of the section do: by the name of the row, or by what its
    /// target says.
    pub fn states(&self, quality: &Quality<'_>, topic: &Topic) -> bool {
        let notes = quality.notes();
        self.rows(quality).iter().any(|row| {
            let named = text::has_any(row.name().text, topic.words);
            named || (!unfilled(&row.target()) && self.is_in_target(row, topic))
        }) || (!unfilled(&notes) && notes.text.lines().any(|line| is_labelled(line, topic)))
    }

    /// Whether the target of a row states a topic that its name does not tell.
    fn is_in_target(&self, row: &Attribute<'_>, topic: &Topic) -> bool {
        let target = row.target().text;
        // A percentile is what it is wherever it stands.
        if [&P95, &P99].iter().any(|latency| is(latency, topic)) && text::has_any(target, topic.words) {
            return true;
        }
        let words = IN_TARGETS.iter().find(|(one, _)| is(one, topic)).map_or(&[][..], |(_, words)| *words);
        // What a row of another topic mentions in passing is said of that topic: what it begins with is a promise of its own.
        let other = self.topic_of(row).is_some();
        clauses(target).any(|clause| {
            let begins = || text::has_any(first(clause), words) && text::has_any(first(clause), topic.words);
            let said = says(clause, words) && (!other || begins());
            let bare = !has_amount(clause) && (word_count(clause) < 3 || NUMBERED.iter().any(|one| is(one, topic)));
            (said && !bare) || (!other && is_amount_of(clause, topic))
        })
    }

    /// The rows about a topic, whatever else they are about.
    pub fn about<'a>(&self, quality: &Quality<'a>, topic: &Topic) -> Vec<Attribute<'a>> {
        self.rows(quality).into_iter().filter(|row| text::has_any(row.name().text, topic.words)).collect()
    }
}

/// The group with this key.
pub(in super::super) fn group(key: &str) -> Option<&'static Group> {
    GROUPS.iter().find(|group| group.key == key)
}

/// Whether two topics are one.
fn is(one: &Topic, other: &Topic) -> bool {
    one.name == other.name
}

/// What a target promises, one thing after another.
fn clauses(target: &str) -> impl Iterator<Item = &str> {
    target.split([';', '\n']).flat_map(|part| part.split(", ")).flat_map(|part| part.split(". ")).map(str::trim)
}

/// The subject of a clause: its first two words, bounds aside. `>= 85 % of pages` has none.
fn first(clause: &str) -> &str {
    let start = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = start.match_indices(' ').nth(1).map_or(start.len(), |(at, _)| at);
    &start[..end]
}

/// Whether a clause is an amount that nothing but this topic has: requests by the second, or money by the month.
fn is_amount_of(clause: &str, topic: &Topic) -> bool {
    let amounts = quantity::find_all(clause);
    let Some((Unit::Rate { of, .. }, at)) = amounts.first().map(|(at, one)| (&one.unit, at.start)) else {
        return false;
    };
    // Behind other words it is the load under which something else holds.
    let leads =
        !clause[..at].contains(char::is_alphabetic) || text::has_any(&clause[..at], &["at least", "at most", "up to"]);
    leads
        && match of.dimension() {
            Dimension::Count => is(topic, &THROUGHPUT),
            Dimension::Money => is(topic, &BUDGET),
            _ => false,
        }
}

/// Whether a line of the notes is headed by a topic and says something of it: `Residency: not applicable, nothing personal`.
fn is_labelled(line: &str, topic: &Topic) -> bool {
    line.split_once(':').is_some_and(|(label, said)| {
        let label = label.trim_matches(|c: char| !c.is_alphanumeric());
        word_count(label) <= 3 && text::has_any(label, topic.words) && (has_amount(said) || word_count(said) >= 3)
    })
}

/// Whether a text says that its topic does not apply.
pub(in super::super) fn declined(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    ["n/a", "not applicable", "none", "no personal data"].iter().any(|words| text.starts_with(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_begins_with_what_it_is_about() {
        for (clause, subject) in
            [(">= 85 % of pages", "85 %"), ("**errors** <= 0.1 %", "errors** <="), ("TLS 1.3", "TLS 1.3")]
        {
            assert_eq!(first(clause), subject);
        }
    }

    #[test]
    fn amounts_tell_their_topic_unless_they_are_a_condition() {
        for (clause, topic, told) in [
            (">= 500 req/s for 30 min", &THROUGHPUT, true),
            ("at least 500 requests per second", &THROUGHPUT, true),
            ("p95 < 300 ms at 500 req/s", &THROUGHPUT, false),
            ("<= EUR 9,000 per month", &BUDGET, true),
            ("<= EUR 9,000", &BUDGET, false),
            ("500 req/s", &BUDGET, false),
        ] {
            assert_eq!(is_amount_of(clause, topic), told, "{clause}");
        }
    }

    #[test]
    fn notes_speak_of_a_topic_under_its_name() {
        for (line, told) in [
            ("Residency: not applicable, nothing personal is stored", true),
            ("- **Residency**: all of it in eu-west-1", true),
            ("Residency: yes", false),
            ("We asked about residency: nobody knew it", false),
            ("The question of residency came up again: nobody knew it", false),
        ] {
            assert_eq!(is_labelled(line, &RESIDENCY), told, "{line}");
        }
    }
}
