//! What follows from the triggers: how fast each fires, what its window holds, and what pages.

use crate::pack::Computed;
use crate::quantity::number;
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::nets::Fuse;
use crate::skills::platform_operations::reading::verdicts::Verdict;
use crate::skills::platform_operations::safety::Safety;

/// A line for each trigger on a share of failures and each objective that it cites.
pub(in super::super) fn lines(facts: &Facts<'_>) -> Vec<Computed> {
    let of =
        |fuse| facts.verdicts(fuse).into_iter().filter_map(move |verdict| line(fuse, &verdict)).collect::<Vec<_>>();
    facts.nets.triggers.iter().flat_map(of).collect()
}

/// `26 s after everything fails; the window holds 7.92 failures, 2 are enough to tell; the page fires above 1.44 %`.
fn line(fuse: &Fuse<'_>, verdict: &Verdict<'_, '_>) -> Option<Computed> {
    let after = verdict.judged.fires_after.as_ref()?;
    let mut value = format!("{after} after everything fails");
    let mut derivation = after.derivation.clone();
    if let Some((held, sight)) = verdict.judged.failures.as_ref().zip(verdict.sight.as_ref()) {
        value += &format!("; its window holds {held} failures");
        if let Some(needed) = verdict.failures {
            let are = if needed == 1 { "is" } else { "are" };
            value += &format!(", {needed} {are} enough to tell");
        }
        let share = number::print(sight.share);
        derivation += &format!("; {} of {} at {share} %: {}", sight.traffic, sight.of, held.derivation);
    }
    if verdict.paged {
        value += &format!("; \"{}\" pages above {}", verdict.goal.name(), verdict.proposal.threshold);
        derivation += &format!("; {}", verdict.proposal.threshold.derivation);
    }
    let name = fuse.row.name().text.to_owned();
    Some(Computed { section: Safety::SPEC.key, field: "triggers", of: name, what: "fires", value, derivation })
}
