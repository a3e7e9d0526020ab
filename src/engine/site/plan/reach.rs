//! Which pages the link rules guarantee a way to, and how many clicks it takes.
//!
//! For each type there is one list: how many of its pages are reached within 0, 1, 2, ... clicks. Rules carry these
//! lists from type to type until nothing changes, which is breadth-first search with all pages of a type at once.

use schemars::JsonSchema;
use serde::Serialize;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::input::{Plan, Rule};
use super::{Issue, IssueKind, Paging, Pick, Style, moment};
use crate::quantity::number;

/// Clicks that are told apart; what lies deeper counts as here.
const MOST_CLICKS: usize = 1_000;
/// Rounds of carrying on; each adds a link to the ways that are known. Fewer reached pages only err on the safe side.
const MOST_ROUNDS: usize = 2_000;

/// How many pages lie that many clicks away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlannedClicks {
    /// Clicks, at most: the way is guaranteed.
    pub clicks: u32,
    /// Pages.
    pub pages: u64,
}

/// Which pages of a type links lead to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Reach {
    /// When: `now`, `in 730.5 days`.
    pub at: String,
    /// The page type.
    pub page_type: String,
    /// How many pages there are.
    pub pages: u64,
    /// Of these, how many the rules guarantee a way to.
    pub reached: u64,
    /// The rest.
    pub orphans_by_design: u64,
    /// How many of the rest no box of related pages picks either, on average, where such boxes exist.
    pub unpicked: Option<u64>,
    /// Reached pages beyond the wanted clicks.
    pub too_deep: u64,
    /// Reached only through pages that are not indexed.
    pub only_through_noindex: u64,
    /// Pages that lists add beyond the first of each.
    pub list_pages: u64,
    /// Reached pages by clicks.
    pub clicks: Vec<PlannedClicks>,
    /// The rules that lead there, with their arithmetic.
    pub derivation: String,
}

/// Pages reached within 0, 1, 2, ... clicks: it never falls.
type Within = Vec<u64>;

pub(super) fn reckon(plan: &Plan, counts: &[u64], days: Decimal) -> Vec<Reach> {
    let plan = &plan.scaled(counts);
    let all = spread(plan, counts, |_| true);
    let indexed = spread(plan, counts, |from| plan.types.get(from).is_some_and(|one| one.indexable));
    let of = |index: usize| counts.get(index).copied().unwrap_or_default();
    let mut result = Vec::new();
    for (index, one) in plan.types.iter().enumerate() {
        let within = &all[index];
        let total = |within: &Within| within.last().copied().unwrap_or_default();
        let reached = total(within);
        let pages = of(index);
        let clicks = by_clicks(within);
        let deep = |one: &&PlannedClicks| plan.max_clicks.is_some_and(|most| one.clicks > most);
        let rules: Vec<&Rule> = plan.rules.iter().filter(|rule| rule.to == index).collect();
        let boxes: Vec<(u64, u64)> = rules
            .iter()
            .filter(|rule| rule.pick == Pick::Related && follows(plan, rule))
            .map(|rule| (rule.links.unwrap_or_default(), of(rule.from)))
            .collect();
        let orphans = pages - reached;
        result.push(Reach {
            at: moment(days),
            page_type: one.name.clone(),
            pages,
            reached,
            orphans_by_design: orphans,
            unpicked: (!boxes.is_empty()).then(|| unpicked(orphans, pages, &boxes)),
            too_deep: clicks.iter().filter(deep).map(|one| one.pages).sum(),
            only_through_noindex: reached - total(&indexed[index]).min(reached),
            list_pages: rules.iter().map(|rule| list_pages(rule, of(rule.from), pages)).sum(),
            clicks,
            derivation: derivation(plan, &all, &rules, index, reached, pages),
        });
    }
    result
}

/// Carries the reached pages along the rules whose source `counts_as_source`.
fn spread(plan: &Plan, counts: &[u64], counts_as_source: impl Fn(usize) -> bool) -> Vec<Within> {
    let mut within: Vec<Within> = vec![Vec::new(); plan.types.len()];
    for start in &plan.start {
        within[*start] = vec![counts[*start]];
    }
    let is_start = |index: &usize| plan.start.contains(index);
    for _ in 0..MOST_ROUNDS {
        let mut changed = false;
        for rule in plan.rules.iter().filter(|rule| follows(plan, rule)) {
            if is_start(&rule.to) || !(counts_as_source(rule.from) || is_start(&rule.from)) {
                continue;
            }
            let carried = carry(rule, &within[rule.from], counts[rule.from], counts[rule.to]);
            changed |= raise(&mut within[rule.to], &carried);
        }
        if !changed {
            break;
        }
    }
    within
}

/// Whether a crawler sees and follows the links of a rule.
fn follows(plan: &Plan, rule: &Rule) -> bool {
    rule.follow && plan.types.get(rule.from).is_some_and(|one| one.crawlable)
}

/// Takes the better of two lists, click by click.
fn raise(within: &mut Within, other: &Within) -> bool {
    let last = within.last().copied().unwrap_or_default();
    let mut changed = false;
    if other.len() > within.len() {
        within.resize(other.len(), last);
    }
    let end = other.last().copied().unwrap_or_default();
    for (index, value) in within.iter_mut().enumerate() {
        let better = other.get(index).copied().unwrap_or(end);
        changed |= better > *value;
        *value = better.max(*value);
    }
    changed
}

/// The targets reached through one rule.
fn carry(rule: &Rule, from: &Within, from_count: u64, to_count: u64) -> Within {
    let mut exact = vec![0_u64; 0];
    let mut add = |clicks: usize, pages: u64| {
        let clicks = clicks.min(MOST_CLICKS);
        if exact.len() <= clicks {
            exact.resize(clicks + 1, 0);
        }
        exact[clicks] = exact[clicks].saturating_add(pages);
    };
    let levels = by_clicks(from);
    if rule.pick == Pick::Each {
        // Nothing says which page has the long list: the last one to be reached, to be safe.
        let mut lists = lists(rule, from_count, to_count).into_iter();
        let mut current = lists.next();
        for level in levels {
            let mut left = level.pages;
            while let Some((size, number)) = current.filter(|_| left > 0) {
                let taken = left.min(number);
                for (offset, items) in profile(rule, size).into_iter().enumerate() {
                    add(level.clicks as usize + 1 + offset, items.saturating_mul(taken));
                }
                left -= taken;
                current = if number > taken { Some((size, number - taken)) } else { lists.next() };
            }
        }
    } else if let Some(nearest) = levels.first() {
        let size = rule.links.map_or(to_count, |links| links.min(to_count));
        for (offset, items) in profile(rule, size).into_iter().enumerate() {
            add(nearest.clicks as usize + 1 + offset, items);
        }
    }
    let mut sum = 0_u64;
    exact
        .into_iter()
        .map(|pages| {
            sum = sum.saturating_add(pages).min(to_count);
            sum
        })
        .collect()
}

/// The lists of an `each` rule, from the shortest: length and how many of it.
fn lists(rule: &Rule, from_count: u64, to_count: u64) -> Vec<(u64, u64)> {
    if from_count == 0 {
        return Vec::new();
    }
    let mean = to_count.div_ceil(from_count);
    let largest = rule.largest.filter(|_| from_count > 1).map(|largest| largest.clamp(mean, to_count.max(mean)));
    let (others, items) = match largest {
        Some(largest) => (from_count - 1, to_count - largest.min(to_count)),
        None => (from_count, to_count),
    };
    let (short, longer) = (items / others, items % others);
    let mut lists = vec![(short, others - longer), (short + 1, longer)];
    lists.extend(largest.map(|largest| (largest, 1)));
    lists.retain(|(_, number)| *number > 0);
    lists
}

/// How many items of a list lie 0, 1, 2, ... clicks from its first page.
fn profile(rule: &Rule, size: u64) -> Vec<u64> {
    let shown = rule.links.map_or(size, |links| links.min(size));
    let Some(paging) = &rule.paging else { return vec![shown] };
    let pages = pages_of(paging, shown);
    let up_to = |page: u64| page.saturating_mul(paging.size).min(shown);
    let mut profile = Vec::new();
    let mut before = 0;
    for clicks in 0..=MOST_CLICKS as u64 {
        let (front, back) = seen_within(paging, clicks, pages);
        let within = if front + 1 < back { up_to(front) + up_to(pages) - up_to(back - 1) } else { up_to(pages) };
        // What lies deeper than is told apart counts as here.
        let within = if clicks == MOST_CLICKS as u64 { up_to(pages) } else { within };
        profile.push(within - before);
        before = within;
        if within == up_to(pages) {
            break;
        }
    }
    profile
}

/// The pages of a list that crawlers can see.
fn pages_of(paging: &Paging, items: u64) -> u64 {
    let pages = items.div_ceil(paging.size).min(paging.most_pages.unwrap_or(u64::MAX));
    if paging.style == Style::Script { pages.min(1) } else { pages }
}

/// The pages of a list within so many clicks of its first: up to the one, and from the other on. Numbered pages are
/// reached from both ends, since the first links the last one.
fn seen_within(paging: &Paging, clicks: u64, pages: u64) -> (u64, u64) {
    let none = pages.saturating_add(1);
    let (front, back) = match paging.style {
        Style::Next | Style::Script => (1 + clicks, none),
        Style::All => (if clicks == 0 { 1 } else { pages }, none),
        Style::Numbered => {
            let reach = paging.reach.unwrap_or(1).max(1);
            let back = clicks.checked_sub(1).map_or(none, |more| pages.saturating_sub(more.saturating_mul(reach)));
            (clicks.saturating_mul(reach).saturating_add(1), back)
        }
    };
    (front.min(pages), back)
}

/// List pages beyond the first of each list.
fn list_pages(rule: &Rule, from_count: u64, to_count: u64) -> u64 {
    let Some(paging) = &rule.paging else { return 0 };
    let more = |(size, number): (u64, u64)| {
        let shown = rule.links.map_or(size, |links| links.min(size));
        pages_of(paging, shown).saturating_sub(1).saturating_mul(number)
    };
    match rule.pick {
        Pick::Each => lists(rule, from_count, to_count).into_iter().map(more).fold(0, u64::saturating_add),
        Pick::Same | Pick::Related => more((rule.links.map_or(to_count, |links| links.min(to_count)), 1)),
    }
}

fn by_clicks(within: &Within) -> Vec<PlannedClicks> {
    let mut before = 0;
    let mut levels = Vec::new();
    for (clicks, reached) in within.iter().enumerate() {
        if *reached > before {
            let clicks = u32::try_from(clicks).unwrap_or(u32::MAX);
            levels.push(PlannedClicks { clicks, pages: reached - before });
            before = *reached;
        }
    }
    levels
}

/// Pages that no box picks, on average: each of `from` boxes leaves a page out with probability 1 - links / pages.
fn unpicked(orphans: u64, pages: u64, boxes: &[(u64, u64)]) -> u64 {
    if pages == 0 {
        return 0;
    }
    let share = boxes.iter().fold(1.0, |share, (links, from)| {
        let left_out = 1.0 - (*links as f64 / pages as f64).min(1.0);
        share * libm::pow(left_out, *from as f64)
    });
    Decimal::from_f64(orphans as f64 * share).and_then(|pages| pages.round().to_u64()).unwrap_or_default()
}

fn derivation(plan: &Plan, all: &[Within], rules: &[&Rule], index: usize, reached: u64, pages: u64) -> String {
    let print = |number: u64| number::print(number.into());
    if plan.start.contains(&index) {
        let pages_text = if pages == 1 { "1 start page".to_owned() } else { format!("{} start pages", print(pages)) };
        return format!("{pages_text}, 0 clicks");
    }
    let mut parts = Vec::new();
    for rule in rules {
        let (Some(from), Some(within)) = (plan.types.get(rule.from), all.get(rule.from)) else { continue };
        let sources = within.last().copied().unwrap_or_default();
        let what = match (rule.pick, rule.links) {
            _ if !follows(plan, rule) => "not followed".to_owned(),
            (Pick::Each, _) => format!("each listed once on {} reached", print(sources)),
            (Pick::Same, Some(links)) => format!("the same {}", print(links)),
            (Pick::Same, None) => "all".to_owned(),
            (Pick::Related, links) => format!("{} related, at least these once", print(links.unwrap_or_default())),
        };
        let paging = rule.paging.as_ref().map_or_else(String::new, |paging| format!(", {} a page", print(paging.size)));
        parts.push(format!("`{}`: {what}{paging}", from.name));
    }
    let ways = if parts.is_empty() { "no rule links here".to_owned() } else { parts.join("; ") };
    format!(
        "{ways}; {} of {} reached, {} - {} = {} without guarantee",
        print(reached),
        print(pages),
        print(pages),
        print(reached),
        print(pages - reached)
    )
}

pub(super) fn issues(plan: &Plan, reach: &[Reach]) -> Vec<Issue> {
    let print = |number: u64| number::print(number.into());
    let mut issues = Vec::new();
    for (one, reach) in plan.types.iter().zip(reach).filter(|(one, _)| one.indexable && one.crawlable) {
        let mut issue = |kind, number: u64, message: String| {
            if number > 0 {
                issues.push(Issue { kind, page_type: one.name.clone(), message: format!("{}: {message}", reach.at) });
            }
        };
        let of = format!("{} of {} pages", print(reach.orphans_by_design), print(reach.pages));
        let chance = reach.unpicked.map_or_else(String::new, |number| {
            format!("; boxes of related pages leave about {} of them without any link", print(number))
        });
        let message = format!("no rule guarantees a way to {of}{chance}; let a listing hold each of them");
        issue(IssueKind::OrphansByDesign, reach.orphans_by_design, message);
        let most = plan.max_clicks.unwrap_or_default();
        let deepest = reach.clicks.last().map_or(0, |one| one.clicks);
        let message = format!("{} pages lie beyond {most} clicks, the deepest {deepest} away", print(reach.too_deep));
        issue(IssueKind::TooDeep, reach.too_deep, message);
        let message = format!("{} pages are reached only through noindex pages", print(reach.only_through_noindex));
        issue(IssueKind::OnlyThroughNoindex, reach.only_through_noindex, message);
    }
    issues
}
