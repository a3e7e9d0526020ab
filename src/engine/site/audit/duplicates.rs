//! Pages that may all be indexed and say nearly the same, and pages that bear the same title.
//!
//! Fingerprints within `k` bits agree wholly in one of `k + 1` blocks (Manku, Jain, Das Sarma 2007, section 3), so
//! only fingerprints with an equal block are compared.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::Site;
use super::check::{Check, Kind, Tally, Verdict, count, print};
use crate::engine::site::crawl::Record;
use crate::engine::site::fingerprint::Fingerprint;
use crate::engine::site::urls::UrlId;
use crate::quantity::number;

/// Comparisons of two fingerprints: about ten seconds of them. Fingerprints made to collide would take hours.
const MOST_COMPARISONS: u64 = 4_000_000_000;

pub(super) fn checks(site: &Site<'_>) -> Vec<Check> {
    vec![soft(site), titles(site)]
}

/// Pages with one text: the fingerprint, and the pages by address.
struct Text<'a> {
    fingerprint: Fingerprint,
    pages: Vec<(&'a str, UrlId)>,
}

fn soft(site: &Site<'_>) -> Check {
    let mut tally = Tally::new(site.options.examples);
    let texts = texts(site, &mut tally);
    let bits = site.options.duplicate_bits;
    let (groups, complete) = groups(&texts, bits, site.options.duplicate_words);
    let mut largest = 0;
    for group in &groups {
        let mut pages: Vec<(&str, UrlId)> = group.iter().flat_map(|index| &texts[*index].pages).copied().collect();
        pages.sort_unstable();
        // Versions of a page for two regions may say the same: that is what hreflang is for.
        let first = pages.first().and_then(|(_, url)| site.crawl.record(*url));
        let versions: BTreeSet<UrlId> =
            first.into_iter().flat_map(|page| site.crawl.alternates_of(page)).map(|(_, url)| url).collect();
        let same: Vec<&str> =
            pages.iter().skip(1).filter(|(_, url)| !versions.contains(url)).map(|(text, _)| *text).collect();
        let (Some((first, _)), Some(second)) = (pages.first(), same.first()) else { continue };
        tally.found += same.len() as u64;
        largest = largest.max(same.len() + 1);
        tally.show(first, || {
            let more = if same.len() > 1 { format!(" and {} more", same.len() - 1) } else { String::new() };
            format!("nearly the same text as {second}{more}")
        });
    }
    let derivation = format!(
        "{} of {} say nearly the same as another: at most {bits} of 64 bits of the simhash differ, about {} % of the \
         wording the same; below {} words equal texts only; largest group {largest}",
        print(tally.found),
        count(tally.checked, "indexable page with text", "indexable pages with text"),
        print_share(bits),
        site.options.duplicate_words
    );
    if !complete && tally.found == 0 {
        let because =
            format!("the fingerprints are too much alike to compare all of them within {MOST_COMPARISONS} steps");
        return tally.close(Kind::SoftDuplicates, Verdict::Inconclusive, Some(because), derivation);
    }
    tally.answer(Kind::SoftDuplicates, "no text was given", "pages were given without their text", derivation)
}

/// The share of wording that two texts have in common when so many bits differ: cos(pi x bits / 64), after Charikar
/// 2002, section 3.
fn print_share(bits: u32) -> String {
    let share = libm::cos(std::f64::consts::PI * f64::from(bits) / 64.0) * 100.0;
    Decimal::from_f64(share).map_or_else(String::new, |share| number::print(share.round_dp(1)))
}

/// The texts of indexable pages, by fingerprint, then by the first address that bears them.
fn texts<'a>(site: &Site<'a>, tally: &mut Tally) -> Vec<Text<'a>> {
    let mut by_text: BTreeMap<(u64, u32), Vec<(&str, UrlId)>> = BTreeMap::new();
    for record in site.indexable() {
        match record.text {
            Some(text) if text.words > 0 => {
                tally.checked += 1;
                by_text.entry((text.simhash, text.words)).or_default().push((site.text(record.url), record.url));
            }
            _ => tally.unknown += 1,
        }
    }
    let mut texts: Vec<Text<'_>> = by_text
        .into_iter()
        .map(|((simhash, words), mut pages)| {
            pages.sort_unstable();
            Text { fingerprint: Fingerprint { simhash, words }, pages }
        })
        .collect();
    texts.sort_unstable_by(|left, right| left.pages.cmp(&right.pages));
    texts
}

/// Groups of texts, each within the distance of the first of its group, in order; and whether all were compared. A text
/// belongs to one group: chains of ever more different texts are no group.
fn groups(texts: &[Text<'_>], bits: u32, least_words: u32) -> (Vec<Vec<usize>>, bool) {
    let blocks = Blocks::new(texts, bits + 1);
    let mut taken = vec![false; texts.len()];
    let mut groups = Vec::new();
    let mut left = MOST_COMPARISONS;
    for (index, text) in texts.iter().enumerate() {
        if taken[index] {
            continue;
        }
        let mut group = vec![index];
        taken[index] = true;
        for other in blocks.candidates(text.fingerprint) {
            let Some(less) = left.checked_sub(1) else { return (groups, false) };
            left = less;
            let other = other as usize;
            if !taken[other] && are_near(text.fingerprint, texts[other].fingerprint, bits, least_words) {
                taken[other] = true;
                group.push(other);
            }
        }
        groups.push(group);
    }
    (groups, true)
}

/// Short texts have few runs of words to vote on a bit, and differ in few bits by chance.
fn are_near(left: Fingerprint, right: Fingerprint, bits: u32, least_words: u32) -> bool {
    left.words >= least_words && right.words >= least_words && left.distance(right) <= bits
}

/// Texts sorted by each block of their fingerprints.
struct Blocks {
    tables: Vec<Table>,
}

/// The texts by the value of one block.
struct Table {
    shift: u32,
    mask: u64,
    texts: Vec<(u64, u32)>,
}

impl Blocks {
    fn new(texts: &[Text<'_>], blocks: u32) -> Self {
        let table = |block: u32| {
            let (start, end) = (64 * block / blocks, 64 * (block + 1) / blocks);
            let mask = u64::MAX >> (64 - (end - start));
            let value = |text: &Text<'_>| (text.fingerprint.simhash >> start) & mask;
            let mut table: Vec<(u64, u32)> = texts.iter().map(value).zip(0..).collect();
            table.sort_unstable();
            Table { shift: start, mask, texts: table }
        };
        Blocks { tables: (0..blocks).map(table).collect() }
    }

    fn candidates(&self, fingerprint: Fingerprint) -> impl Iterator<Item = u32> {
        self.tables.iter().flat_map(move |table| {
            let value = (fingerprint.simhash >> table.shift) & table.mask;
            let start = table.texts.partition_point(|(one, _)| *one < value);
            table.texts[start..].iter().take_while(move |(one, _)| *one == value).map(|(_, index)| *index)
        })
    }
}

fn titles(site: &Site<'_>) -> Check {
    let mut tally = Tally::new(site.options.examples);
    let mut by_title: BTreeMap<u64, Vec<&Record>> = BTreeMap::new();
    for record in site.indexable() {
        tally.checked += 1;
        if record.title == 0 {
            tally.unknown += 1;
        } else {
            by_title.entry(record.title).or_default().push(record);
        }
    }
    for pages in by_title.values().filter(|pages| pages.len() > 1) {
        tally.found += pages.len() as u64 - 1;
        let Some(first) = pages.iter().map(|page| site.text(page.url)).min() else { continue };
        tally.show(first, || {
            format!("the same title as {}", count(pages.len() as u64 - 1, "other page", "other pages"))
        });
    }
    let derivation = format!(
        "{} of {} with the title of another, {} without title",
        print(tally.found),
        count(tally.checked, "indexable page", "indexable pages"),
        print(tally.unknown)
    );
    tally.answer(Kind::SameTitle, "no indexable page was read", "pages were given without title", derivation)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts_of(simhashes: &[u64]) -> Vec<Text<'static>> {
        let text =
            |simhash: &u64| Text { fingerprint: Fingerprint { simhash: *simhash, words: 100 }, pages: Vec::new() };
        simhashes.iter().map(text).collect()
    }

    #[test]
    fn states_the_share_of_wording() {
        // cos(180 degrees x 3 / 64) = cos(8.4375 degrees) = 0.98918; cos(19.6875 degrees) = 0.94154.
        assert_eq!((print_share(0), print_share(3), print_share(7)), ("100".into(), "98.9".into(), "94.2".into()));
    }

    #[test]
    fn short_texts_are_never_near() {
        let of = |words| Fingerprint { simhash: 1, words };
        assert!(are_near(of(50), of(51), 3, 50) && !are_near(of(50), of(49), 3, 50));
    }

    proptest! {
        #[test]
        fn finds_what_comparing_all_finds(seeds in prop::collection::vec((any::<u64>(), prop::collection::vec(0_u32..64, 0..5)), 1..30), bits in 0_u32..8) {
            let base = seeds[0].0;
            let near = |flips: &[u32]| flips.iter().fold(base, |hash, bit| hash ^ (1 << bit));
            let simhashes: Vec<u64> = seeds.iter().enumerate().map(|(index, (hash, flips))| if index % 3 == 0 { *hash } else { near(flips) }).collect();
            let texts = texts_of(&simhashes);
            let mut taken = vec![false; texts.len()];
            let mut expected = Vec::new();
            for leader in 0..texts.len() {
                if !taken[leader] {
                    let near = |other: &usize| !taken[*other] && (simhashes[leader] ^ simhashes[*other]).count_ones() <= bits;
                    let group: Vec<usize> = (leader..texts.len()).filter(near).collect();
                    group.iter().for_each(|one| taken[*one] = true);
                    expected.push(group);
                }
            }
            let (mut found, complete) = groups(&texts, bits, 50);
            found.iter_mut().for_each(|group| group.sort_unstable());
            prop_assert!(complete);
            prop_assert_eq!(found, expected);
        }
    }
}
