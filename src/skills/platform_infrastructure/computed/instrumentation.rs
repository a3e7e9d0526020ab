//! What follows from the event taxonomy: the convention of names, the server-side share, what has a type; and from
//! planned changes: whom they break.

use crate::pack::Computed;
use crate::skills::platform_infrastructure::Instrumentation;
use crate::skills::platform_infrastructure::reading::events::{Events, What};

/// The derived values of the section.
pub(super) fn computed(events: &Events<'_>) -> Vec<Computed> {
    let mut all = Vec::new();
    let mut add = |field, of: &str, what, value: String, derivation: String| {
        let of = of.to_owned();
        all.push(Computed { section: Instrumentation::KEY, field, of, what, value, derivation });
    };
    if let Some(found) = &events.consistency {
        if let Some(convention) = found.event_names.convention {
            let value = convention.name().to_owned();
            add("events", "Event names", "convention", value, found.event_names.derivation.clone());
        }
        if let Some(share) = &found.server_side {
            let value = format!("{} of {} events", share.server, share.of);
            let names = match share.client_only.as_slice() {
                [] => String::new(),
                names => format!("; only a client emits {}", names.join(", ")),
            };
            add("events", "Events", "captured on a server", value, format!("{}{names}", share.derivation));
        }
        let counts: Vec<usize> = events.rows.iter().map(|row| row.properties.len()).collect();
        let (all, untyped) = (counts.iter().sum::<usize>(), events.untyped().count());
        if all > 0 {
            let sum: Vec<String> = counts.iter().map(usize::to_string).collect();
            let derivation = format!("{} = {all} listed, {untyped} without a known type", sum.join(" + "));
            add("events", "Properties", "with a type", format!("{} of {all}", all - untyped), derivation);
        }
    }
    for change in &events.changes {
        let Some(What::Properties(diff)) = &change.what else { continue };
        add("changes", change.name, "rollout", diff.rollout.clone(), diff.derivation.clone());
    }
    all
}
