//! What a plan of a site leads to: page types, how many pages of each, which types link to which, and sitemaps.
//!
//! Reach is a lower bound: it counts pages that the rules guarantee a way to, not those that chance may link. Where two
//! rules lead to one type, the better of the two counts, since nothing says that they reach different pages.
//!
//! # Layout
//! - [`SitePlan`], [`run`]: the plan as people write it, and all that follows; `input`: the plan read and checked
//! - `reach`: clicks and orphans; `sitemaps`: files; `freshness`: changes against listing and crawling

mod freshness;
mod input;
mod reach;
mod sitemaps;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use freshness::Freshness;
use input::Plan;
pub use reach::{PlannedClicks, Reach};
pub use sitemaps::Family;

use crate::engine::written::Written;
use crate::quantity::QuantityError;

/// A plan of a site.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SitePlan {
    /// How far ahead growth is reckoned: `24 months`. Only today without it.
    pub horizon: Option<String>,
    /// The page types that visitors and crawlers set out from, such as `home`.
    pub start: Vec<String>,
    /// The clicks within which each indexable page should lie.
    pub max_clicks: Option<u32>,
    /// How many pages crawlers fetch: `50,000 pages per day`.
    pub crawl: Option<String>,
    /// How often sitemaps are written anew: `1 h`.
    pub sitemaps_every: Option<String>,
    /// URLs put into one sitemap file; at most, and by default, 50,000.
    pub urls_per_file: Option<u64>,
    /// The page types.
    pub page_types: Vec<PageType>,
    /// Which type links to which.
    pub links: Vec<LinkRule>,
}

/// Pages made by one template.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageType {
    /// Its name.
    pub name: String,
    /// How many pages there are: `120,000 pages`, `1.2M` or a plain number.
    pub count: Written,
    /// How their number changes: `+3 % per month`, `+200 pages per week`, `flat`. Flat if left out.
    pub growth: Option<String>,
    /// Whether they are to be indexed; `false` for noindex. True if left out.
    #[serde(default = "yes")]
    pub indexable: bool,
    /// Whether robots.txt lets crawlers fetch them. True if left out.
    #[serde(default = "yes")]
    pub crawlable: bool,
    /// Whether sitemaps list them; as `indexable` if left out.
    pub in_sitemap: Option<bool>,
    /// The size of one sitemap entry: `180 B`. Without it files are held against the number of URLs only.
    pub entry_size: Option<String>,
    /// How many sitemap files are laid out for them, where that is fixed.
    pub sitemap_files: Option<u64>,
    /// How often the content of one page changes: `30 days`.
    pub changes_every: Option<String>,
    /// How soon a change should be listed in a sitemap: `60 min`.
    pub listed_within: Option<String>,
    /// How often their sitemaps are written anew, where that is not the plan's.
    pub sitemaps_every: Option<String>,
    /// URLs put into one of their sitemap files, where that is not the plan's.
    pub urls_per_file: Option<u64>,
}

/// Pages of one type link to pages of another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkRule {
    /// The type that bears the links.
    pub from: String,
    /// The type they lead to.
    pub to: String,
    /// Which pages are linked.
    pub pick: Pick,
    /// Links on each page. For `each` all that belong to it, for the others required.
    pub links: Option<u64>,
    /// The longest list today, for `each`, where lists differ much: `4000` for the largest category. It grows as the
    /// number of targets does.
    pub largest: Option<u64>,
    /// How a list goes over several pages.
    pub paging: Option<Paging>,
    /// Whether crawlers follow the links. True if left out.
    #[serde(default = "yes")]
    pub follow: bool,
}

/// Which pages a rule links to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pick {
    /// Every target belongs to one page, which lists it: a category its products.
    Each,
    /// All pages link to the same targets: a navigation, a list of the most popular.
    Same,
    /// Each page links to some, whatever else is linked: related content. Guarantees no target a link.
    Related,
}

/// A list over several pages.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// Items on a page.
    pub size: u64,
    /// How its pages link to each other.
    pub style: Style,
    /// For `numbered`: how many pages before and after the current one are linked.
    pub reach: Option<u64>,
    /// How many pages of a list are offered at most.
    pub most_pages: Option<u64>,
}

/// How the pages of a list link to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Each to the next one: page k is k - 1 clicks from the first.
    Next,
    /// Each to the first, the last, and `reach` before and after it.
    Numbered,
    /// Each to all others.
    All,
    /// By a script alone ("load more", endless scrolling): crawlers see the first page only.
    Script,
}

fn yes() -> bool {
    true
}

/// Why a plan cannot be reckoned with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    /// A text that is no quantity of its kind.
    #[error("{field}: {error}")]
    Quantity {
        /// Where: `page_types[product].growth`.
        field: String,
        /// Why.
        error: QuantityError,
    },
    /// A number out of range.
    #[error("{field}: {text} is out of range; accepted is {accepted}")]
    Range {
        /// Where.
        field: String,
        /// What was written.
        text: String,
        /// What would be.
        accepted: &'static str,
    },
    /// A name that no page type bears.
    #[error("{field}: there is no page type `{name}`; there are: {}", .known.join(", "))]
    UnknownType {
        /// Where.
        field: String,
        /// The name.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// Two page types of one name.
    #[error("page_types: `{name}` stands there twice")]
    TwiceNamed {
        /// The name.
        name: String,
    },
    /// Something that is needed.
    #[error("{field}: {what}")]
    Missing {
        /// Where.
        field: String,
        /// What is missing, and why it is needed.
        what: &'static str,
    },
    /// More than any site has: the plan is read from a file of anyone's.
    #[error("{field}: more than {most}")]
    TooMany {
        /// Where.
        field: &'static str,
        /// How many are read.
        most: usize,
    },
}

/// The kind of an [`Issue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IssueKind {
    /// Indexable pages that no rule guarantees a way to.
    OrphansByDesign,
    /// Indexable pages beyond the wanted clicks.
    TooDeep,
    /// Pages found only through pages that are not indexed, whose links crawlers stop following in time.
    OnlyThroughNoindex,
    /// Lists of which crawlers see the first page only.
    ScriptPaging,
    /// Listed in sitemaps, and not to be indexed.
    NoindexInSitemap,
    /// Listed in sitemaps, and blocked.
    BlockedInSitemap,
    /// Noindex that no crawler sees, since the pages are blocked.
    NoindexBlocked,
    /// More URLs or bytes than the sitemap files hold.
    SitemapOverflow,
    /// Changes listed later than wanted.
    ListedLate,
    /// Pages that change more often than crawlers come.
    CrawledLate,
}

/// Something the plan should change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Issue {
    /// Its kind.
    pub kind: IssueKind,
    /// The page type.
    pub page_type: String,
    /// What is the matter, with the numbers.
    pub message: String,
}

/// What a plan leads to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PlanReport {
    /// By moment and page type: which pages links lead to.
    pub reach: Vec<Reach>,
    /// By moment and page type: sitemap files.
    pub sitemaps: Vec<Family>,
    /// By moment and page type that states how often it changes.
    pub freshness: Vec<Freshness>,
    /// What should change.
    pub issues: Vec<Issue>,
}

/// Reckons a plan.
///
/// # Errors
/// [`PlanError`], which names the field.
pub fn run(plan: &SitePlan) -> Result<PlanReport, PlanError> {
    let plan = Plan::read(plan)?;
    let mut report =
        PlanReport { reach: Vec::new(), sitemaps: Vec::new(), freshness: Vec::new(), issues: plan.contradictions() };
    for days in plan.moments() {
        let counts = plan.counts(days)?;
        let reach = reach::reckon(&plan, &counts, days);
        report.issues.extend(reach::issues(&plan, &reach));
        let families = sitemaps::reckon(&plan, &counts, days);
        report.issues.extend(sitemaps::issues(&families));
        let fresh = freshness::reckon(&plan, &reach);
        report.issues.extend(freshness::issues(&plan, &fresh));
        report.reach.extend(reach);
        report.sitemaps.extend(families);
        report.freshness.extend(fresh);
    }
    Ok(report)
}

/// `now`, `in 730.5 days`.
fn moment(days: Decimal) -> String {
    if days.is_zero() { "now".to_owned() } else { format!("in {}", crate::quantity::Quantity::days(days)) }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
