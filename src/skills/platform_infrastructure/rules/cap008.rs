//! Compatibility is promised without versions, or without saying how long an old one lives.
//!
//! ## What it does
//! Looks under *Versioning and backwards compatibility* for how versions are told apart, and for a period or a
//! number: how long an old version is served, or how many live at once.
//!
//! ## Why it matters
//! Consumers plan their upgrades by this paragraph. "We avoid breaking changes" holds until the first one, and
//! then every consumer must move on the same day. A period turns an emergency into a backlog item.
//!
//! ## Example
//! Bad: `APIs will be designed so well that breaking changes are not needed`.
//!
//! Good: `Semantic versions. Removing or retyping a field is breaking; the previous major version is served for
//! 90 days beside the new one, announced 30 days ahead`.
//!
//! ## Fix
//! Say what counts as breaking, how versions are marked, how many live at once and how long, and how the end of
//! one is announced.

use crate::skills::shared::reading::wording::{has_amount, shortened, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Capabilities};

crate::rule!("CAP008", "compatibility-without-period", Warning, needs["capabilities"], "cap008.rs", check);

const VERSIONS: &[&str] =
    &["version*", "versioned", "semver", "major", "v1", "v2", "predecessor*", "expand and contract", "/v1", "/v2"];
const PERIODS: &[&str] = &["one", "until", "a year", "a quarter", "a month", "a release"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let compatibility = Capabilities::of(case.pack).compatibility();
    if unfilled(&compatibility) {
        return;
    }
    let versions = text::has_any(compatibility.text, VERSIONS);
    let period = has_amount(compatibility.text) || text::has_any(compatibility.text, PERIODS);
    let message = match (versions, period) {
        (true, true) => return,
        (true, false) => "Versioning says neither how long an old version is served nor how many live at once",
        (false, true) => "Compatibility is promised without saying how versions of a contract are told apart",
        (false, false) => "Compatibility says nothing of versions, nor how long an old one is served",
    };
    findings.at(compatibility.place, message).evidence(format!("it says: {}", shortened(compatibility.text))).fix(
        "say what is breaking, how versions are marked and how long the old one lives, such as \"semantic \
         versions; a removed or \
         retyped field is breaking; the previous major version is served for 90 days and its end announced 30 \
         days ahead\"",
    );
}
