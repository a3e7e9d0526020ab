//! Who a summary can be written for, and what they need of it.

/// Each audience, with what its readers have to decide and what they do not need.
pub(super) const ALL: &[(&str, &str)] = &[
    (
        "executives",
        "They decide whether to commit people and money, and they answer for it. Say what is decided and what is given up for \
         it, what it costs in people and time, what happens if it is not done and when that becomes certain, and the one \
         decision they have to make. No component names unless money hangs on them; no metric without its meaning.",
    ),
    (
        "product",
        "They plan what customers get, and share the people who build it. Say what customers will notice and when, which \
         planned work is moved or frozen and until when, what teams get that they can stop building themselves, and what \
         product has to adopt, by which date. Targets as what a customer experiences, not as percentages alone.",
    ),
    (
        "engineering",
        "They build it. Say what changes in systems, contracts and interfaces, in which order and why in that order, who owns \
         each part, what has to be migrated and until when the old way works, and where the first milestone starts. Name \
         components, limits and dependencies as the pack names them.",
    ),
    (
        "operations",
        "They are woken by it. Say which objectives hold and what spends their budgets, what pages and what only warns, what \
         triggers a rollback and how long the way back takes, which limits come first and on which day, and what runbooks or \
         rehearsals are still missing, each with its owner.",
    ),
    (
        "finance",
        "They pay for it and compare it with other uses of the money. Say what it costs now and each month, what it avoids and \
         how sure that is, which amounts are measured and which are estimates with their confidence, and when each is due. No \
         sum that the pack does not hold; where the pack has no amount, say that it has none.",
    ),
    (
        "security",
        "They answer for data and access. Say what data moves or is newly kept, where and for how long, who gets access and how \
         that is reviewed, which checks stand before production and what can still get around them, which exemptions were \
         accepted by whom and until when, and which open questions touch compliance.",
    ),
];

/// What readers of this audience need.
pub(super) fn guidance(name: &str) -> Option<&'static str> {
    ALL.iter().find(|(known, _)| *known == name).map(|(_, guidance)| *guidance)
}
