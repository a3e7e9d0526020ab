//! Section 4 of platform-infrastructure: the clock, its triggers, its projects.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::Operator;
use super::kinds::days;
use crate::eval::mutate::seed::{Edit, Seed, list, strike, text, write};
use crate::eval::mutate::sound::Sound;
use crate::pack::RowRef;
use crate::quantity::{DateRange, DurationRange, Quantity, date};

const LIMITS: &str = "scaling.limits";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "trigger-past-its-lead-time",
        about: "a trigger fires so late that the limit comes before the mitigation",
        rules: &["SCL003"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for clock in clocks(sound) {
                // Nearly at the limit; the latest trigger that is early enough is computed.
                let late = clock.limit - (clock.limit - clock.current) / Decimal::from(200);
                let latest =
                    sound.derived.computed.iter().find(|one| one.what == "latest trigger" && one.of == clock.name);
                let latest = latest.and_then(|one| number(&one.value));
                let too_late =
                    |latest: Decimal| if clock.limit > clock.current { late > latest } else { late < latest };
                if latest.is_some_and(too_late) {
                    seeds.push(clock.trigger(late));
                }
            }
            seeds
        },
    },
    Operator {
        name: "trigger-beyond-the-limit",
        about: "a trigger stands beyond the hard limit",
        rules: &["SCL004"],
        seeds: |sound| {
            clocks(sound)
                .iter()
                .map(|clock| clock.trigger(clock.limit + (clock.limit - clock.current) / Decimal::TEN))
                .collect()
        },
    },
    Operator {
        name: "trigger-fired-and-nobody-starts",
        about: "today's value has passed the trigger and the project is weeks away",
        rules: &["SCL005"],
        seeds: |sound| {
            let idle = clocks(sound).into_iter().filter(|clock| !started(sound, clock.row.cell("project").text));
            idle.filter_map(|clock| clock.value((clock.stated? + clock.limit) / Decimal::TWO)).collect()
        },
    },
    Operator {
        name: "limit-reached",
        about: "today's value is beyond the hard limit",
        rules: &["SCL007"],
        seeds: |sound| {
            let beyond = |clock: &Clock<'_>| clock.value(clock.limit + (clock.limit - clock.current) / Decimal::TEN);
            clocks(sound).iter().filter_map(beyond).collect()
        },
    },
    Operator {
        name: "growth-struck",
        about: "a limit loses its growth",
        rules: &["SCL002"],
        seeds: |sound| strike(sound, "scaling.growth", |_| true).into_iter().map(|seed| seed.or_at(LIMITS)).collect(),
    },
    Operator {
        name: "growth-in-another-unit",
        about: "a growth is stated in another unit than its limit",
        rules: &["SCL006"],
        seeds: |sound| write(sound, "scaling.growth", "growth", |_| Some("+12 zebras per month".to_owned())),
    },
    Operator {
        name: "growth-without-period",
        about: "a growth does not say per which time",
        rules: &["MEA001", "SCL006"],
        seeds: |sound| {
            write(sound, "scaling.growth", "growth", |row| {
                let (amount, _) = row.cell("growth").text.split_once(" per ")?;
                Some(amount.to_owned())
            })
        },
    },
    Operator {
        name: "project-unsequenced",
        about: "a mitigation project is struck from the sequence",
        rules: &["SCL009", "SCL008"],
        seeds: |sound| strike(sound, "scaling.projects", |_| true).into_iter().map(|seed| seed.or_at(LIMITS)).collect(),
    },
    Operator {
        name: "project-starts-too-late",
        about: "a mitigation starts years after its limit",
        rules: &["SCL011"],
        seeds: |sound| {
            let Some(late) = days(sound.pack.as_of, 3000) else { return Vec::new() };
            let dated = |row: &RowRef<'_>| {
                // Another project may relieve the same limit in time.
                let limits: Vec<&str> = row.cell("relieves").names().collect();
                let rows = sound.rows("scaling.projects");
                let shared = rows
                    .iter()
                    .filter(|other| other.cell("relieves").names().any(|limit| limits.contains(&limit)))
                    .count()
                    > 1;
                (!shared && grows(sound, &limits)).then(|| late.clone())
            };
            let seeds = write(sound, "scaling.projects", "start_by", dated);
            seeds.into_iter().map(|seed| seed.or_at(LIMITS)).collect()
        },
    },
    Operator {
        name: "freeze-policy-of-words",
        about: "the freeze policy stops nothing",
        rules: &["SCL010"],
        seeds: |sound| text(sound, "scaling.freeze_policy", "We look at it together and find a good way."),
    },
    Operator {
        name: "risks-of-nothing",
        about: "scaling risks have to do with no limit",
        rules: &["SCL012"],
        seeds: |sound| list(sound, "scaling.risks", &["Zebras may surprise us"]),
    },
    Operator {
        name: "value-stated-otherwise",
        about: "a text states another value of a limit than the clock",
        rules: &["ONE002"],
        seeds: |sound| {
            let items = sound.items("context.scale");
            let stated = clocks(sound).into_iter().filter_map(|clock| {
                let bound = clock.row.cell("trigger").text.trim_start_matches(['<', '>', '=', ' ']).to_owned();
                let current = clock.row.cell("current").text;
                // Plain values alone: what stands around them could make another statement of it.
                let plain = !current.contains(['(', ',', ';', '~']) && !bound.contains(['(', ';']);
                let said = items.iter().any(|item| item.contains(&clock.name));
                // What stands in prose may be rounded.
                let apart = (clock.stated? - clock.current).abs() > clock.current.abs() / Decimal::TEN;
                (plain && apart && !said && !items.is_empty()).then(|| {
                    let mut items = items.to_vec();
                    items.push(format!("{} is at {bound} today", clock.name));
                    Seed::new(vec![Edit::list("context.scale", items)], "context.scale")
                })
            });
            stated.collect()
        },
    },
    Operator {
        name: "measurement-of-nothing",
        about: "a measurement belongs to no limit",
        rules: &["SCL014"],
        seeds: |sound| {
            if sound.field("scaling.measurements").is_none() {
                return Vec::new();
            }
            let cells = [("component", "Zanzibar relay heap"), ("measured", "2026-08-31"), ("value", "3 GB")];
            vec![Seed::new(vec![Edit::add("scaling.measurements", &cells)], "scaling.measurements")]
        },
    },
];

/// A limit whose numbers can be read and compared.
struct Clock<'a> {
    name: String,
    row: RowRef<'a>,
    current: Decimal,
    limit: Decimal,
    /// The number of the trigger.
    stated: Option<Decimal>,
}

impl Clock<'_> {
    fn trigger(&self, value: Decimal) -> Seed {
        Seed::cell(&self.row, "trigger", renumbered(self.row.cell("trigger").text, value))
    }

    /// Today's value written anew, where it has the unit of the trigger in as many words.
    fn value(&self, value: Decimal) -> Option<Seed> {
        Some(Seed::cell(&self.row, "current", renumbered(self.row.cell("current").text, value)))
    }
}

/// The limits of which current value, trigger and hard limit are plain numbers in one unit.
fn clocks(sound: &Sound) -> Vec<Clock<'_>> {
    let growth = sound.rows("scaling.growth");
    let clocks = sound.rows(LIMITS).into_iter().filter_map(|row| {
        let name = row.cell("component").text;
        let growth = growth.iter().find(|growth| growth.cell("component").text == name)?;
        if !growth.cell("keeps").is_blank() {
            return None;
        }
        let (current, limit, trigger) = (row.cell("current").text, growth.cell("limit").text, row.cell("trigger").text);
        let unit =
            unit(current).filter(|one| Some(one) == unit(limit).as_ref() && Some(one) == unit(trigger).as_ref())?;
        let (current, limit, stated) = (number(current)?, number(limit)?, number(trigger));
        (current != limit && !unit.is_empty()).then(|| Clock { name: name.to_owned(), row, current, limit, stated })
    });
    clocks.collect()
}

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d[\d,]*(?:\.\d+)?").ok());

/// The first number of a text.
fn number(text: &str) -> Option<Decimal> {
    NUMBER.as_ref()?.find(text)?.as_str().replace(',', "").parse().ok()
}

/// The word behind the first number.
fn unit(text: &str) -> Option<String> {
    let end = NUMBER.as_ref()?.find(text)?.end();
    Quantity::parse(text).ok().filter(Quantity::has_unit)?;
    Some(text[end..].trim_start().split([' ', ',', ';', '(']).next().unwrap_or_default().to_lowercase())
}

/// A text with another first number.
fn renumbered(text: &str, value: Decimal) -> String {
    let Some(found) = NUMBER.as_ref().and_then(|number| number.find(text)) else { return text.to_owned() };
    format!("{}{}{}", &text[..found.start()], value.round_dp(4).normalize(), &text[found.end()..])
}

/// Whether the work on a project begins within two weeks, as far as the plan says.
fn started(sound: &Sound, project: &str) -> bool {
    let Some(soon) = days(sound.pack.as_of, 14).and_then(|day| date::parse(&day).ok()) else { return true };
    let words = |text: &str| text.to_lowercase();
    let starts = |eta: &str| DateRange::parse(eta).is_ok_and(|range| range.start <= soon);
    let milestones = sound.rows("roadmap.milestones");
    let works = milestones.iter().filter(|row| {
        let text = words(&format!("{} {}", row.cell("milestone").text, row.cell("scope").text));
        words(project).split(' ').filter(|word| word.len() > 3).any(|word| text.contains(word))
    });
    let projects = sound.rows("scaling.projects");
    let by = projects.iter().filter(|row| row.cell("project").text == project);
    works.clone().any(|row| starts(row.cell("eta").text))
        || by.clone().any(|row| date::parse(row.cell("start_by").text).is_ok_and(|day| day <= soon))
}

/// Whether one of these limits is on its way to be reached within some years.
fn grows(sound: &Sound, limits: &[&str]) -> bool {
    let runway = sound.derived.computed.iter().filter(|one| matches!(one.what, "runway to limit" | "limit reached"));
    runway.into_iter().any(|one| {
        limits.contains(&one.of.as_str())
            && (one.what == "limit reached"
                || DurationRange::parse(&one.value).is_ok_and(|days| days.high < Decimal::from(2000)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_replaced_where_they_stand() {
        assert_eq!(renumbered(">= 11.5 TB", Decimal::new(13987, 3)), ">= 13.987 TB");
        assert_eq!(renumbered("1,200 requests/s", Decimal::from(1400)), "1400 requests/s");
        assert_eq!(unit("58 %").as_deref(), Some("%"));
        assert_eq!(number("nothing"), None);
    }
}
