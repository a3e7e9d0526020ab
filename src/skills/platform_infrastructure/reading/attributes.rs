//! The quality attributes a pack states, by group: what QUA001 and its neighbours ask for. No rule.

use crate::pack::Place;
use crate::skills::platform_infrastructure::{Attribute, Quality};
use crate::skills::shared::reading::wording::Topic;
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

    /// The rows about a topic, whatever else they are about.
    pub fn about<'a>(&self, quality: &Quality<'a>, topic: &Topic) -> Vec<Attribute<'a>> {
        self.rows(quality).into_iter().filter(|row| text::has_any(row.name().text, topic.words)).collect()
    }
}

/// The group with this key.
pub(in super::super) fn group(key: &str) -> Option<&'static Group> {
    GROUPS.iter().find(|group| group.key == key)
}

/// Whether a text says that its topic does not apply.
pub(in super::super) fn declined(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    ["n/a", "not applicable", "none", "no personal data"].iter().any(|words| text.starts_with(words))
}
