//! Section 6 of platform-infrastructure, where it applies.

use super::Operator;
use crate::eval::mutate::seed::{Seed, list, say, text, write};
use crate::eval::mutate::sound::Sound;

const SECTION: &str = "discoverability.applicability";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "applicability-unsaid",
        about: "nobody says whether discoverability applies",
        rules: &["DIS001"],
        seeds: |sound| text(sound, SECTION, "Search engines are something to think about."),
    },
    Operator {
        name: "not-applicable-without-reason",
        about: "discoverability is said not to apply, without a reason",
        rules: &["DIS001", "DIS002"],
        seeds: |sound| text(sound, SECTION, "Not applicable."),
    },
    Operator {
        name: "indexing-by-hope",
        about: "index rules name no means",
        rules: &["DIS003"],
        seeds: |sound| {
            where_it_applies(sound, list(sound, "discoverability.indexability", &["Good pages are indexed"]))
        },
    },
    Operator {
        name: "sitemap-of-no-kind",
        about: "the sitemap has neither parts nor freshness",
        rules: &["DIS004"],
        seeds: |sound| where_it_applies(sound, list(sound, "discoverability.sitemap", &["There is a sitemap"])),
    },
    Operator {
        name: "links-that-leave-orphans",
        about: "linking rules give no page a link",
        rules: &["DIS005"],
        seeds: |sound| where_it_applies(sound, list(sound, "discoverability.links", &["Pages look nice together"])),
    },
    Operator {
        name: "validation-by-looking",
        about: "nothing validates what crawlers see",
        rules: &["DIS006"],
        seeds: |sound| {
            where_it_applies(
                sound,
                list(sound, "discoverability.validation", &["Somebody looks at it after a release"]),
            )
        },
    },
    Operator {
        name: "page-type-cut-off",
        about: "boxes of related pages alone lead to a page type",
        rules: &["DIS007"],
        seeds: |sound| {
            write(sound, "discoverability.page_types", "linked_from", |row| {
                let indexed = row.cell("sitemap").text != "no" && row.cell("linked_from").text != "start";
                indexed.then(|| format!("{} (6 related)", row.cell("page_type").text))
            })
        },
    },
    Operator {
        name: "page-type-of-nobody-knows",
        about: "a page type has no number of pages",
        rules: &["DIS011", "MEA001"],
        seeds: |sound| say(sound, "discoverability.page_types", "pages", "a lot of pages"),
    },
];

/// Seeds of a pack that does not say that the section does not apply.
fn where_it_applies(sound: &Sound, seeds: Vec<Seed>) -> Vec<Seed> {
    if sound.words(SECTION).to_lowercase().starts_with("not applicable") { Vec::new() } else { seeds }
}
