//! Whether a text orders a change of production, or carries the commands for one.

use super::clauses::{clauses, own_words};
use crate::text::{find_word, has_any};

/// Orders to change production, however they stand in a clause.
#[rustfmt::skip]
const ORDERS: &[&str] = &[
    "go ahead and run", "go ahead and deploy", "go ahead and apply", "go ahead and execute",
    "scale up production now", "failover now", "fail over now", "run the migration now", "change production now",
    "run this now", "run it now", "apply it now", "apply this now",
    "go ahead and roll back", "go ahead and promote", "go ahead and switch", "go ahead and silence", "go ahead and ship",
    "go ahead and release", "roll back production now", "promote it now", "promote the canary now", "switch traffic now",
    "silence the alerts now", "silence it now", "deploy it now", "deploy this now", "ship it now",
];

/// What is an order where a clause begins with it, or with `please`, `then`, `and`: `run this in production`.
#[rustfmt::skip]
const IMPERATIVES: &[&str] = &[
    "run this in production", "run it in production", "run these in production", "run this on production",
    "apply it to production", "apply this to production", "apply to production", "apply in production",
    "deploy it to production now", "deploy this to production", "restart production", "restart the production",
    "restart prod", "delete the production", "delete production", "reboot the primary", "reboot production",
    "flush the production", "truncate table", "drop table", "alter table", "terraform apply", "terraform destroy",
    "helm upgrade", "kubectl scale", "kubectl delete", "kubectl apply", "kubectl rollout", "kubectl drain",
    "kubectl exec", "kubectl patch", "execute in production", "execute it in production",
    "execute this in production", "kill the production",
];

/// Words right before an imperative.
const BEFORE_ORDER: &[&str] = &["please", "then", "and", "just", "now", "do", "also", "first", "next"];

/// Words of a clause that speaks of commands without ordering them.
#[rustfmt::skip]
const NO_ORDER: &[&str] = &[
    "do not", "don't", "never", "without", "no longer", "instead of", "planned", "plan to", "plan for", "replac*",
    "stop*", "manual*", "by hand", "avoid", "nobody", "no one", "away from", "rely on", "relies on", "depend*",
    "every", "each", "today", "anyone", "prevent*",
];

/// Commands that change what they are run against: the tool, and its words of which one makes it a change.
const COMMANDS: &[(&str, &[&str])] = &[
    (
        "kubectl",
        &["rollout", "scale", "delete", "apply", "edit", "patch", "drain", "cordon", "set", "replace", "create"],
    ),
    ("terraform", &["apply", "destroy"]),
    ("helm", &["upgrade", "install", "uninstall", "rollback"]),
    ("redis-cli", &["flushall", "flushdb", "del", "set"]),
    ("psql", &["alter", "drop", "delete", "truncate", "update", "insert", "create", "reindex"]),
    ("mysql", &["alter", "drop", "delete", "truncate", "update", "insert", "create"]),
    ("gcloud", &["delete", "update", "create", "deploy", "resize", "restart", "stop"]),
    ("aws", &["delete*", "modify*", "terminate*", "reboot*", "stop*", "update*", "create*", "put*", "failover*"]),
    ("systemctl", &["restart", "stop", "start"]),
    ("docker", &["restart", "stop", "rm", "kill"]),
    ("argocd", &["sync", "rollback", "delete", "set"]),
    ("vercel", &["deploy", "promote", "rollback", "alias", "remove", "rm"]),
    ("netlify", &["deploy", "sites:delete"]),
    ("railway", &["up", "redeploy", "down"]),
    ("supabase", &["push", "reset", "deploy"]),
    ("pulumi", &["up", "destroy", "refresh"]),
    ("sst", &["deploy", "remove"]),
    ("doctl", &["create*", "delete", "update", "resize"]),
];

/// The words of a request that order a change of production, if there are any.
pub fn change(request: &str) -> Option<&str> {
    if !has_any(request, ORDERS) && !has_any(request, IMPERATIVES) {
        return None;
    }
    clauses(request).filter(|clause| !has_any(clause, NO_ORDER)).find_map(|clause| {
        let said = |words: &str| find_word(clause, words).map(|at| own_words(clause, at));
        let anywhere = ORDERS.iter().find_map(|words| said(words));
        anywhere.or_else(|| IMPERATIVES.iter().filter(|words| is_ordered(clause, words)).find_map(|words| said(words)))
    })
}

/// Whether a clause begins with `words`, or says `please` and the like right before them.
pub(super) fn is_ordered(clause: &str, words: &str) -> bool {
    find_word(clause, words).is_some_and(|at| {
        let before = clause[..at.start].trim_end_matches(['`', '"', ' ', '\u{201c}']).to_ascii_lowercase();
        let mut words = before.split_whitespace().rev();
        let last = match words.next() {
            Some("run" | "execute") => words.next(),
            last => last,
        };
        last.is_none_or(|last| BEFORE_ORDER.contains(&last))
    })
}

/// The first command of a block of code that changes what it is run against.
pub fn command(text: &str) -> Option<&str> {
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("```") || line.starts_with("~~~") {
            inside = !inside;
            continue;
        }
        let command = line.trim_start_matches("$ ").trim_start_matches("sudo ");
        let (called, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let changes = COMMANDS.iter().any(|(tool, words)| called == *tool && has_any(rest, words));
        if inside && changes {
            return Some(command);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_in_blocks_of_code() {
        let block = |line: &str| format!("Steps:\n\n```sh\n{line}\n```\n");
        let rollout = "kubectl -n prod rollout restart deploy/checkout-api";
        assert_eq!(command(&block(rollout)), Some(rollout));
        assert_eq!(command(&block("$ redis-cli -h cart-cache FLUSHALL")), Some("redis-cli -h cart-cache FLUSHALL"));
        assert_eq!(command(&block("kubectl get pods")), None);
        assert_eq!(command("Rollback is `kubectl rollout undo`."), None);
    }
}
