//! Sitemap files: how many a page type needs, and when those laid out are full.
//!
//! Source: sitemaps.org, Sitemaps XML format 0.9: at most 50,000 URLs and 52,428,800 bytes before compression in a
//! file, and at most 50,000 files in an index.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::Serialize;

use super::input::{Plan, Type, grow};
use super::{Issue, IssueKind, moment};
use crate::engine::site::sitemap::{MAX_BYTES, MAX_URLS};
use crate::quantity::{Growth, Quantity, number};

/// Bytes of a file around its entries: the XML declaration, `<urlset>` with namespaces, and its end.
const AROUND: u64 = 512;
/// How far ahead a file is looked for that is full: 100 years.
const MOST_DAYS: u32 = 36_525;

/// The sitemap files of one page type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Family {
    /// When: `now`, `in 730.5 days`.
    pub at: String,
    /// The page type.
    pub page_type: String,
    /// URLs to be listed.
    pub urls: u64,
    /// URLs that fit into a file.
    pub urls_per_file: u64,
    /// What bounds a file: the number of URLs, or their size.
    pub bound_by_size: bool,
    /// Whether the size of an entry is stated; if not, files are held against the number of URLs only.
    pub size_known: bool,
    /// Files that are needed.
    pub files: u64,
    /// Files that are laid out, where that is fixed.
    pub files_planned: Option<u64>,
    /// Index files that are needed: none for one file.
    pub indexes: u64,
    /// Days from now until the files laid out are full; 0 where they are, `None` where they will not be within 100
    /// years.
    pub full_in_days: Option<u32>,
    /// `120,000 / 50,000 = 3 files`.
    pub derivation: String,
}

pub(super) fn reckon(plan: &Plan, counts: &[u64], days: Decimal) -> Vec<Family> {
    let listed = plan.types.iter().zip(counts).filter(|(one, _)| one.in_sitemap);
    listed.map(|(one, urls)| family(one, *urls, days)).collect()
}

fn family(one: &Type, urls: u64, days: Decimal) -> Family {
    let by_size = one.entry.and_then(|entry| Decimal::from(MAX_BYTES - AROUND).checked_div(entry)?.floor().to_u64());
    let urls_per_file = by_size.unwrap_or(u64::MAX).min(one.urls_per_file).max(1);
    let bound_by_size = urls_per_file < one.urls_per_file;
    let files = urls.div_ceil(urls_per_file);
    let print = |number: u64| number::print(number.into());
    let noun = if files == 1 { "file" } else { "files" };
    let sum = format!(
        "{} {} / {} a file = {} {noun}",
        print(urls),
        if urls == 1 { "URL" } else { "URLs" },
        print(urls_per_file),
        print(files)
    );
    let size = match one.entry {
        Some(entry) if bound_by_size => {
            format!("; ({} - {AROUND}) bytes / {} = {}", print(MAX_BYTES), number::print(entry), print(urls_per_file))
        }
        Some(entry) => {
            let bytes = entry * Decimal::from(urls_per_file.min(urls));
            format!("; {} bytes a file of {} at most", number::print(bytes), print(MAX_BYTES))
        }
        None => "; no size of an entry stated, so held against the number of URLs only".to_owned(),
    };
    Family {
        at: moment(days),
        page_type: one.name.clone(),
        urls,
        urls_per_file,
        bound_by_size,
        size_known: one.entry.is_some(),
        files,
        files_planned: one.files,
        indexes: if files > 1 { files.div_ceil(MAX_URLS) } else { 0 },
        full_in_days: one.files.and_then(|files| full_in(one, files.saturating_mul(urls_per_file))),
        derivation: sum + &size,
    }
}

/// The first day on which there are more pages than fit, by halving: growth never turns around.
fn full_in(one: &Type, room: u64) -> Option<u32> {
    let fits = |days: u32| grow(one.count, &one.growth, Decimal::from(days)).is_some_and(|pages| pages <= room);
    if !fits(0) {
        return Some(0);
    }
    if one.growth == Growth::Flat || fits(MOST_DAYS) {
        return None;
    }
    let (mut low, mut high) = (0, MOST_DAYS);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high)
}

pub(super) fn issues(families: &[Family]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for family in families {
        let Some(planned) = family.files_planned else { continue };
        // The day is reckoned from now whatever the moment, so it is told once.
        let message = match family.full_in_days {
            Some(_) if family.files > planned => format!(
                "{}: {} laid out and {} are needed; {}",
                family.at,
                if planned == 1 {
                    "1 file is".to_owned()
                } else {
                    format!("{} files are", number::print(planned.into()))
                },
                number::print(family.files.into()),
                family.derivation
            ),
            Some(days) if family.at == "now" => format!(
                "the {} laid out {} full in {}; add files as they are needed",
                if planned == 1 { "1 file".to_owned() } else { format!("{} files", number::print(planned.into())) },
                if planned == 1 { "is" } else { "are" },
                Quantity::days(days)
            ),
            _ => continue,
        };
        issues.push(Issue { kind: IssueKind::SitemapOverflow, page_type: family.page_type.clone(), message });
    }
    issues
}
