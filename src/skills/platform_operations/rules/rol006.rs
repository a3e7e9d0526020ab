//! The steps of a canary do not rise to all of the traffic.
//!
//! ## What it does
//! Reads the shares of the steps of each rollout by `canary`, in the order of the table. There are at least two, each is
//! above the one before, and the last is 100 %.
//!
//! ## Why it matters
//! One step is a switch with another name. A share that falls is a typing error that the pipeline will carry out. A canary
//! that ends at 50 % leaves two versions in production until somebody remembers.
//!
//! ## Example
//! Bad: `5 %`, `50 %`, `25 %`.
//!
//! Good: `5 %`, `25 %`, `50 %`, `100 %`.
//!
//! ## Fix
//! Add the step that is missing, or put the shares in order.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::skills::platform_operations::reading::canaries::percent;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::counted;

crate::rule!("ROL006", "canary-steps", Error, needs["rollout"], "rol006.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for release in case.rollouts.rollouts.iter().filter(|one| is(one.row.strategy(), "canary")) {
        let name = release.row.name().text;
        let Some(last) = release.steps.last() else {
            findings
                .at(release.row.strategy().place, format!("\"{name}\" is a canary without steps"))
                .fix(format!("add rows to [[rollout.steps]] for {name}, such as 5 % for 15 min, 25 % for 30 min, 100 %"));
            continue;
        };
        for pair in release.steps.windows(2) {
            let [before, after] = pair else { continue };
            if let Some((less, share)) = before.share.zip(after.share).filter(|(less, share)| share <= less) {
                findings
                    .at(
                        after.row.share().place,
                        format!("\"{}\" gives the new version {}, after {} in the step before", after.row.name().text, percent(share), percent(less)),
                    )
                    .fix(format!("write a share above {}, or put the steps in order", percent(less)));
            }
        }
        // Where shares are out of order, the end is not known.
        let rising = release.steps.windows(2).all(|pair| matches!(pair, [one, other] if one.share < other.share));
        let Some(share) = last.share.filter(|_| rising) else { continue };
        if share != Decimal::ONE_HUNDRED {
            findings
                .at(last.row.share().place, format!("the canary \"{name}\" ends at {}", percent(share)))
                .fix(format!("add a step for {name} with a share of 100 % and how long the old version stays ready"));
        } else if release.steps.len() == 1 {
            findings
                .at(last.row.share().place, format!("the canary \"{name}\" has {}: all users meet the new version at once", counted(1, "step")))
                .fix("add a step before it, such as 5 % held until its requests tell a bad version");
        }
    }
}
