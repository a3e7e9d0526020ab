//! How work of each kind reaches production in stages, and how it is taken back.

use super::calendar::Pause;
use super::clock::Outlook;
use crate::quantity::DateRange;
use crate::text;

pub(super) const BASELINES: &str = "One service after another; alerts go to a channel for 5 working days before \
    they page. Taken back by reverting the configuration; nothing in the request path changes.";

pub(super) const EVENTS: &str = "One event type after another, beside today's counts for 14 days; readers switch \
    when both agree within 1 %. Taken back by pointing readers to the old counts, which are kept for 14 days after \
    the last switch.";

pub(super) const WEB: &str = "1 % of the paths of one page type for 7 days, then 10 %, then 100 %, then the next \
    page type. Taken back within 1 hour by the previous rules from version control, from which sitemaps are rebuilt.";

pub(super) const CAPABILITY: &str = "In the stages of its migration approach, one consumer at a time. Taken back by \
    the switch of that consumer; the old copy stays in place until it has had no calls for 14 days.";

pub(super) const CLOSING: &str = "One consumer at a time, the one with least traffic first; an old copy is \
    read-only for 14 days before it is removed. Taken back by opening the old copy again; its data is kept for 30 \
    days after removal.";

/// A kind of component.
struct Kind {
    /// Beginnings of the catalogue keys that belong to it.
    keys: &'static [&'static str],
    /// Words by which a component without a catalogue entry is known.
    words: &'static [&'static str],
    stages: &'static str,
}

const KINDS: &[Kind] = &[
    Kind {
        keys: &["third-party", "email-"],
        words: &["provider", "third-party", "sms", "vendor", "external"],
        stages: "One class of calls after another, one day each, the least urgent first. Taken back by a switch to \
            the old client, which is kept for 14 days; what waits in the queue is sent by either.",
    },
    Kind {
        keys: &["ci-", "deploy-"],
        words: &["pipeline", "deploy*", "release*", "changes", "ci"],
        stages: "One repository or kind of change first, beside the old way for 5 working days, then the others \
            week by week. Taken back by reverting the definition; the old way is kept for 14 days.",
    },
    Kind {
        keys: &["batch-", "warehouse-"],
        words: &["job", "batch", "warehouse", "nightly", "sitemap"],
        stages: "New and old run side by side for 5 runs and their results are compared; then the new one \
            publishes. Taken back by publishing the old result, which is still computed for 14 days.",
    },
    Kind {
        keys: &["cdn-", "redis-", "feature-store"],
        words: &["cache", "hit rate", "cdn", "redis", "memory", "feature lookup"],
        stages: "1 %, 10 %, 50 % and 100 % of keys or traffic, one day each, with the miss rate watched at every \
            stage. Taken back within 10 minutes by the previous configuration; old nodes stay warm for 7 days.",
    },
    Kind {
        keys: &["queue-", "rabbitmq", "kafka"],
        words: &["queue", "event-bus", "topic", "broker", "consumer lag", "worker", "workers"],
        stages: "One queue or topic first, the rest after 2 quiet days each; producers are not touched. Taken back \
            by routing to the old consumers, which stay deployed for 14 days; messages are kept until both sides \
            agree.",
    },
    Kind {
        keys: &["kubernetes-", "gpu-", "cloud-", "nat-", "dns-", "lambda-", "linux-"],
        words: &["quota", "gpu", "node", "nodes", "subnet*", "addresses", "cluster", "etcd", "pod", "pods"],
        stages: "One node group or namespace first, the others one a day. Taken back by moving workloads to the old \
            group, which can take them for 14 days.",
    },
    Kind {
        keys: &["application-", "node-event", "process-", "load-balancer", "search-", "prometheus"],
        words: &["render*", "threads", "pool", "heap", "search"],
        stages: "One instance, then 10 %, 50 % and 100 % of them, one day each. Taken back by the previous release \
            or setting within 15 minutes, tried once before the first stage.",
    },
    Kind {
        keys: &["postgresql", "mysql", "dynamodb"],
        words: &[
            "db", "database", "table", "ledger", "disk", "iops", "connections", "replica", "postings", "credits",
            "postgres*", "mysql",
        ],
        stages: "Rehearsed on a restored copy; then one client, table or replica at a time outside peak hours, the \
            primary last. Taken back by the rehearsed way back; the old path or copy is kept for 14 days, and no \
            step begins without a backup that was restored.",
    },
];

const OTHER: &str = "One instance or site first, the rest after 2 quiet days each. Taken back by the previous \
    configuration, tried once before the first stage and kept until the value has been on the safe side of its \
    trigger for 7 days.";

/// The stages of work that moves a limit.
pub(super) fn of_limit(outlook: &Outlook<'_>) -> &'static str {
    if let Some(entry) = outlook.entry {
        let kind = KINDS.iter().find(|kind| kind.keys.iter().any(|key| entry.key.starts_with(key)));
        return kind.map_or(OTHER, |kind| kind.stages);
    }
    let named = format!("{} {}", outlook.fact.component, outlook.project.unwrap_or_default());
    KINDS.iter().find(|kind| text::has_any(&named, kind.words)).map_or(OTHER, |kind| kind.stages)
}

/// What the stated pauses mean for work that overlaps them. Closures are freezes of the roadmap and need no words here.
pub(super) fn pauses(pauses: &[Pause], eta: DateRange) -> String {
    let overlaps = |pause: &&Pause| !pause.closed && pause.days.start <= eta.end && eta.start <= pause.days.end;
    let keeps = |pause: &Pause| format!(" Keeps the stated pause from {} to {}.", pause.days.start, pause.days.end);
    pauses.iter().filter(overlaps).map(keeps).collect()
}
