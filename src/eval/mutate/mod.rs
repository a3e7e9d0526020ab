//! Defects seeded into sound packs, and whether the gate sees them.
//!
//! An operator goes wrong in one way wherever a pack offers a place for it. For each pack some of the places are drawn; the
//! defect is made, the gate judges, and a new finding of one of the operator's rules at the place of the defect is a catch.
//! What is not caught is a survivor: a hole of a rule, or an operator that calls a defect what is none.
//!
//! # Layout
//! - `sound`: a pack as operators look at it; `seed`: a defect at one place
//! - `operators`: the ways of going wrong

use std::collections::{BTreeMap, BTreeSet};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::expect::check::weighty;
use super::expect::{Told, Verdict, beneath};
use super::gather::{self, Gathered, Planned, Unread};
use super::report::{FORMAT, Report as Cases, Tool};
use crate::finding::Finding;
use crate::gate::Report;
use crate::pack::parse;

mod operators;
mod seed;
mod sound;

pub use operators::{Operator, all};
use seed::{Changed, Seed};
use sound::Sound;

/// How defects are drawn, and what must be caught.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// What the draw depends on.
    pub seed: u64,
    /// At how many places of a pack an operator is tried at most.
    pub places: usize,
    /// The share of defects that must be caught, in percent.
    pub min_caught: Decimal,
}

/// What came of seeding defects.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Mutation {
    /// The version of this format: 1.
    pub format: u32,
    /// What wrote it.
    pub tool: Tool,
    /// What was run: `mutate`.
    pub run: &'static str,
    /// Whether enough is caught, and no sound pack is flagged.
    pub passed: bool,
    /// What the draw depends on.
    pub seed: u64,
    /// At how many places of a pack an operator is tried at most.
    pub places: usize,
    /// The share of defects that must be caught, in percent.
    pub min_caught: String,
    /// How many defects were seeded.
    pub seeded: usize,
    /// How many of them were caught by a right rule at the right place.
    pub caught: usize,
    /// The same as a share, in percent.
    pub share: String,
    /// The packs.
    pub packs: Vec<String>,
    /// The operators, in their order.
    pub operators: Vec<Sum>,
    /// The defects that were not caught.
    pub survivors: Vec<Survivor>,
    /// Sound packs in which the gate finds something before anything is seeded.
    pub flagged: Vec<Flagged>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// What came of one operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sum {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// The rules that may say so.
    pub rules: &'static [&'static str],
    /// In how many packs it found a place.
    pub packs: usize,
    /// How many defects it seeded.
    pub seeded: usize,
    /// How many of them were caught.
    pub caught: usize,
}

/// A defect that was not caught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Survivor {
    /// The operator.
    pub operator: &'static str,
    /// The pack.
    pub pack: String,
    /// Where it should have been seen.
    pub places: Vec<String>,
    /// What was done.
    pub edits: Vec<String>,
    /// What was seen instead: rules and places.
    pub instead: Vec<String>,
}

/// A sound pack in which something is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Flagged {
    /// The pack.
    pub pack: String,
    /// What is found.
    pub findings: Vec<String>,
}

/// Seeds defects into every pack that must pass, and judges.
pub fn run(gathered: Gathered, options: Options, done: &(dyn Fn() + Sync)) -> Mutation {
    let Gathered { cases, mut unread, .. } = gathered;
    let mut sounds: Vec<Sound> = Vec::new();
    for planned in &cases {
        match sound(planned) {
            Some(Ok(sound)) if sounds.iter().all(|other| other.pack != sound.pack) => sounds.push(sound),
            Some(Err(problem)) => unread.push(Unread { name: planned.name.clone(), problem }),
            _ => {}
        }
    }
    let flagged: Vec<Flagged> = sounds.par_iter().flat_map(flagged).collect();
    let bases: Vec<Bases> = sounds.par_iter().map(Bases::of).collect();
    let tries: Vec<(&'static Operator, usize)> =
        all().flat_map(|operator| (0..sounds.len()).map(move |pack| (operator, pack))).collect();
    let tried: Vec<Vec<Result<(), Survivor>>> = tries
        .par_iter()
        .map(|(operator, pack)| {
            let (sound, base) = (&sounds[*pack], &bases[*pack]);
            let seeds = draw((operator.seeds)(sound), options, operator.name, &sound.name);
            let results = seeds.iter().filter_map(|seed| judge(sound, base, operator, seed)).collect();
            done();
            results
        })
        .collect();
    sum(&tries, &tried, &sounds, options, flagged, unread)
}

/// How many steps a run takes.
pub fn steps(gathered: &Gathered) -> usize {
    gathered.cases.iter().filter(|planned| is_sound(planned)).count() * all().count()
}

fn sum(
    tries: &[(&'static Operator, usize)],
    tried: &[Vec<Result<(), Survivor>>],
    sounds: &[Sound],
    options: Options,
    flagged: Vec<Flagged>,
    unread: Vec<Unread>,
) -> Mutation {
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    for ((operator, _), results) in tries.iter().zip(tried) {
        let sum = sums.entry(operator.name).or_insert(Sum {
            name: operator.name,
            about: operator.about,
            rules: operator.rules,
            packs: 0,
            seeded: 0,
            caught: 0,
        });
        sum.packs += usize::from(!results.is_empty());
        sum.seeded += results.len();
        sum.caught += results.iter().filter(|result| result.is_ok()).count();
    }
    let operators: Vec<Sum> = all().filter_map(|operator| sums.remove(operator.name)).collect();
    let (seeded, caught) =
        operators.iter().fold((0, 0), |(seeded, caught), one| (seeded + one.seeded, caught + one.caught));
    let share = Cases::share(caught, seeded);
    Mutation {
        format: FORMAT,
        tool: Tool::THIS,
        run: "mutate",
        passed: share >= options.min_caught && seeded > 0 && flagged.is_empty() && unread.is_empty(),
        seed: options.seed,
        places: options.places,
        min_caught: options.min_caught.to_string(),
        seeded,
        caught,
        share: share.to_string(),
        packs: sounds.iter().map(|sound| sound.name.clone()).collect(),
        operators,
        survivors: tried.iter().flatten().filter_map(|result| result.as_ref().err()).cloned().collect(),
        flagged,
        unread,
    }
}

/// Whether a case is about a pack that must pass.
fn is_sound(planned: &Planned) -> bool {
    planned.case.calls.is_empty() && planned.case.pack.is_some() && planned.expect.verdict == Some(Verdict::Pass)
}

/// The pack of such a case.
fn sound(planned: &Planned) -> Option<Result<Sound, String>> {
    let path = planned.case.pack.as_ref().filter(|_| is_sound(planned))?;
    let definition = planned.skill.definition();
    let standard = &definition.standard;
    let read = gather::read(&planned.folder.join(path)).map(|text| {
        let pack = parse(&text, standard.sections, definition.name, standard.rule_set, planned.on).pack;
        Sound::new(&planned.name, definition, pack, planned.on)
    });
    Some(read)
}

/// What is found in a pack before anything is seeded, as data and as a document.
struct Bases {
    pack: BTreeSet<Told>,
    text: BTreeSet<Told>,
}

impl Bases {
    fn of(sound: &Sound) -> Self {
        let told = |report: &Report| found(report).map(Told::of).collect();
        Bases { pack: told(&sound.judge(&sound.pack)), text: told(&sound.judge_text(&sound.text)) }
    }
}

fn flagged(sound: &Sound) -> Option<Flagged> {
    let reports = [sound.judge(&sound.pack), sound.judge_text(&sound.text)];
    let findings: BTreeSet<String> =
        reports.iter().flat_map(|report| weighty(&report.findings)).map(|told| told.to_string()).collect();
    (!findings.is_empty()).then(|| Flagged { pack: sound.name.clone(), findings: findings.into_iter().collect() })
}

/// All findings of a report, those that somebody accepted included.
fn found(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().chain(report.exempted.iter().map(|exempted| &exempted.finding))
}

/// Draws some of the seeds; the same for the same seed, operator and pack.
fn draw(mut seeds: Vec<Seed>, options: Options, operator: &str, pack: &str) -> Vec<Seed> {
    let own = xxh3_64(format!("{operator}\n{pack}").as_bytes());
    let mut random = ChaCha8Rng::seed_from_u64(options.seed ^ own);
    let mut drawn = Vec::new();
    while drawn.len() < options.places && !seeds.is_empty() {
        let length = u64::try_from(seeds.len()).unwrap_or(u64::MAX);
        let at = usize::try_from(random.next_u64() % length).unwrap_or_default();
        drawn.push(seeds.swap_remove(at));
    }
    drawn
}

/// Whether a defect is caught; `None` where it is none, because nothing is different, or was wrong there before.
fn judge(sound: &Sound, base: &Bases, operator: &Operator, seed: &Seed) -> Option<Result<(), Survivor>> {
    let (report, before) = match seed.apply(sound)? {
        Changed::Pack(pack) => (sound.judge(&pack), &base.pack),
        Changed::Text(text) => (sound.judge_text(&text), &base.text),
    };
    let fits = |told: &Told| {
        let rule = told.rule.as_deref().is_some_and(|rule| operator.rules.contains(&rule));
        let place = told.place.as_deref().unwrap_or_default();
        rule && seed.places.iter().any(|around| beneath(place, around))
    };
    // What somebody accepted there already is as wrong as before.
    if before.iter().any(fits) {
        return None;
    }
    let new: Vec<Told> = found(&report).map(Told::of).filter(|told| !before.contains(told)).collect();
    if new.iter().any(fits) {
        return Some(Ok(()));
    }
    Some(Err(Survivor {
        operator: operator.name,
        pack: sound.name.clone(),
        places: seed.places.clone(),
        edits: seed.told(sound),
        instead: new.iter().take(6).map(Told::to_string).collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skills::NATIVE;

    #[test]
    fn operators_cite_rules_that_there_are() {
        let known: BTreeSet<&str> =
            NATIVE.iter().flat_map(|skill| skill.definition().standard.rules().map(|rule| rule.id)).collect();
        let mut names = BTreeSet::new();
        for operator in all() {
            assert!(names.insert(operator.name), "{} is there twice", operator.name);
            for rule in operator.rules {
                assert!(known.contains(rule), "{} cites {rule}", operator.name);
            }
        }
        assert!(names.len() >= 60, "{}", names.len());
    }

    #[test]
    fn a_draw_depends_on_its_seed_alone() {
        let seeds = |count: usize| (0..count).map(|n| Seed::new(Vec::new(), n.to_string())).collect::<Vec<_>>();
        let options = |seed| Options { seed, places: 3, min_caught: Decimal::ONE_HUNDRED };
        let drawn = |seed, pack| draw(seeds(40), options(seed), "an-operator", pack);
        assert_eq!(drawn(1, "a"), drawn(1, "a"));
        assert!(drawn(1, "a") != drawn(2, "a") || drawn(1, "b") != drawn(2, "b"));
        assert_eq!(draw(seeds(2), options(1), "an-operator", "a").len(), 2);
    }
}
