//! A service whose cost is tight goes out blue-green, and nothing says who pays for the second environment.
//!
//! ## What it does
//! Looks at the rollouts by `blue_green` of services whose profile says `cost: tight`. *Why*, *Switch* or the notes of the
//! section have to say something of cost or capacity, be it that it costs nothing extra.
//!
//! ## Why it matters
//! Blue-green runs the whole capacity twice while both environments live. Where money is tight the second environment is
//! the first thing to be cut, and the way back with it.
//!
//! ## Example
//! Bad: `cost: tight`; *Why*: `the way back takes seconds`.
//!
//! Good: `the way back takes seconds; twice 6 tasks for 2 h a release, about 40 EUR a month`.
//!
//! ## Fix
//! State what the second environment costs and for how long it runs, or take the strategy that scores next.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::rollouts::word;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::platform_operations::rollout::Rollout;
use crate::skills::shared::reading::wording::{joined, together, unfilled};
use crate::engine::rollout::Strategy;

crate::rule!("ROL012", "cost-conflict", Warning, needs["rollout"], "rol012.rs", check);

const COST: &[&str] = &[
    "cost*", "capacity", "double*", "twice", "budget", "nothing", "free", "price*", "paid", "pays", "eur", "usd", "gbp",
    "included", "second environment", "second fleet", "no extra",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let notes = Rollout::of(case.pack).notes();
    for release in case.rollouts.rollouts.iter().filter(|one| one.strategy == Some(Strategy::BlueGreen)) {
        let why = release.row.why();
        if unfilled(&why) {
            continue;
        }
        let switch = release.blue_green.as_ref().map(|row| row.switch());
        let said = together([Some(why), switch, Some(notes)].into_iter().flatten());
        let services = case.roster.services_in(release.row.services());
        let tight: Vec<&str> = services
            .iter()
            .map(|service| service.name().text)
            .filter(|name| case.rollouts.profile(name).is_some_and(|profile| is(profile.cost(), "tight")))
            .collect();
        let Some(first) = tight.first().filter(|_| !text::has_any(&said, COST)) else { continue };
        let next = case.choice(first).and_then(|choice| choice.instead_of(Strategy::BlueGreen));
        let stated = "say in [[rollout.strategies.why]] what the doubled capacity costs and for how long it runs";
        findings
            .at(
                why.place,
                format!(
                    "\"{}\" needs the capacity of {} twice where cost is tight, and nothing says what that costs",
                    release.row.name().text,
                    joined(&tight, "and")
                ),
            )
            .fix(next.map_or_else(|| stated.to_owned(), |next| format!("{stated}, or take {}", word(next))));
    }
}
