//! Which requests belong to a skill: the caller's word first, then the request's own words.
//!
//! The words are read clause by clause. What all skills have in common is read here: an incident that is happening now
//! (`incident`), an order to change production ([`change()`]). What is a skill's own work, and where other work goes, the
//! skill declares as a [`Screen`].

use std::ops::Range;

use super::Boundary;
use crate::text::{find_any, find_word, has_any};
use clauses::{clauses, own_words};
use incident::incident;

mod change;
mod clauses;
mod incident;
mod words;

pub use change::{change, command};

/// The situation of a request that wants help with an incident.
pub const INCIDENT: &str = "active-incident";

/// Where to go while it is happening, whichever skill was asked.
const IN_INCIDENT: &str =
    "incident response and the runbooks first; come back afterwards for a plan against the next one";

/// What belongs to a skill and where the rest goes, as plain data.
#[derive(Debug)]
pub struct Screen {
    /// The situation that is planned here: `improvement`.
    pub inside: &'static str,
    /// The work of the skill, as a message names it: `infrastructure`.
    pub work: &'static str,
    /// Words of that work. Given as [`has_any`] takes them, here and in the routes.
    pub ours: &'static [&'static str],
    /// Where other work goes; the first that applies wins.
    pub routes: &'static [Route],
}

/// Work that belongs to another skill, or to no plan.
#[derive(Debug)]
pub struct Route {
    /// The situation: `feature-spec`.
    pub situation: &'static str,
    /// What is asked for then, as a message says it.
    pub what: &'static str,
    /// The skill that plans it, where it is one of those that are enforced.
    pub skill: Option<&'static str>,
    /// Where to go instead.
    pub instead: &'static str,
    /// Whether requests mix this work with the skill's own. The greater weight decides then; where it is far from it,
    /// words of the skill make anything but an outright order a side remark.
    pub near: bool,
    /// The words that name this work.
    pub words: &'static [&'static str],
}

/// Words of a clause that names other work without asking for it.
#[rustfmt::skip]
const NOT_ASKED: &[&str] = &[
    "not", "no", "never", "without", "except", "besides", "out of scope", "somebody else*", "someone else*", "others",
    "separate*", "already", "instead of", "rather than", "don't", "isn't",
];

/// Words behind which stands what is to go.
const INSTEAD: &[&str] = &["instead of", "rather than"];

/// Words that lament what is missing, and so ask for it.
#[rustfmt::skip]
const LACKS: &[&str] = &[
    "have no", "has no", "there is no", "there's no", "there are no", "there was no", "with no", "nobody", "no one",
    "don't have", "do not have", "without any", "lack*",
];

/// Verbs with which a clause asks for work.
#[rustfmt::skip]
const ASKS: &[&str] = &[
    "write", "draft", "create", "produce", "prepare", "design", "plan", "make", "build", "set up", "define", "propose",
    "add", "introduce", "choose", "fix", "repair", "silence", "mute", "debug", "give us", "give me", "we need", "i need",
    "we want", "i want", "help us", "help me", "how do we", "how should we",
];

/// What may stand before such a verb.
const BEFORE_ASK: &[&str] = &["please", "and", "then", "so", "can you", "could you", "first"];

impl Screen {
    /// Judges a request by the caller's word for the situation and by its own words.
    pub fn judge(&self, request: &str, situation: Option<&str>) -> Boundary {
        let outside =
            |route: &Route, because| Boundary::Outside { situation: route.situation, because, instead: route.instead };
        let in_incident = |because| Boundary::Outside { situation: INCIDENT, because, instead: IN_INCIDENT };
        if let Some(word) = situation.map(str::trim) {
            let because = || format!("the situation is given as `{word}`");
            if word == INCIDENT {
                return in_incident(because());
            }
            if let Some(route) = self.routes.iter().find(|route| route.situation == word) {
                return outside(route, because());
            }
        }
        if let Some(words) = incident(request) {
            return in_incident(format!("the request says \"{words}\""));
        }
        for route in self.routes {
            let word = if route.near { self.outweighed(request, route) } else { self.overruled(request, route) };
            if let Some(words) = word {
                return outside(route, format!("its main work is \"{words}\""));
            }
        }
        let confirm = change(request).map(|words| {
            format!(
                "the request asks for a change of production (\"{words}\"); a person must confirm it by name, with \
                 the change in one sentence, its date and its rollback"
            )
        });
        Boundary::Inside { confirm }
    }

    /// The situations a request may be in, the skill's own first.
    pub fn situations(&self) -> impl Iterator<Item = &'static str> + use<'_> {
        let routed = self.routes.iter().enumerate().filter(|(index, route)| {
            // Two routes may lead out of one situation.
            !self.routes[..*index].iter().any(|before| before.situation == route.situation)
        });
        [self.inside, INCIDENT].into_iter().chain(routed.map(|(_, route)| route.situation))
    }

    /// What a request in a situation asks for, as a message says it.
    pub fn what(&self, situation: &str) -> &'static str {
        let route = self.routes.iter().find(|route| route.situation == situation);
        route.map_or("help with an incident that is happening now, not a plan", |route| route.what)
    }

    /// The words of a request that ask for work far from the skill's own.
    fn overruled<'r>(&self, request: &'r str, route: &Route) -> Option<&'r str> {
        if !has_any(request, route.words) {
            return None;
        }
        let ours = has_any(request, self.ours);
        let asked =
            || clauses(request).filter(|clause| !has_any(clause, NOT_ASKED) && (!ours || is_task(clause, route.words)));
        route.words.iter().find_map(|word| asked().find_map(|clause| Some(own_words(clause, find_word(clause, word)?))))
    }

    /// The words of a request that ask more for work near the skill's own than for that. What a clause asks for counts
    /// twice what it only tells; of two works that weigh the same, the one named first is the main one.
    fn outweighed<'r>(&self, request: &'r str, route: &Route) -> Option<&'r str> {
        let mut marks: Vec<(Option<&'r str>, u32)> = Vec::new();
        // "One shared service instead of four" asks for what stands before.
        let wanted = |clause: &str| find_any(clause, INSTEAD).next().map_or(clause.len(), |(_, at)| at.start);
        let asked = clauses(request).map(|clause| &clause[..wanted(clause)]);
        for clause in asked.filter(|clause| has_any(clause, LACKS) || !has_any(clause, NOT_ASKED)) {
            let theirs = apart(clause, route.words);
            let own = apart(clause, self.ours).into_iter();
            let own = own.filter(|at| !theirs.iter().any(|other| at.start < other.end && other.start < at.end));
            let mut here: Vec<(usize, Option<&'r str>)> = own.map(|at| (at.start, None)).collect();
            here.extend(theirs.iter().map(|at| (at.start, Some(own_words(clause, at.clone())))));
            here.sort_unstable_by_key(|(start, _)| *start);
            let weight = if asks(clause) { 2 } else { 1 };
            marks.extend(here.into_iter().map(|(_, words)| (words, weight)));
        }
        let sum = |of_theirs: bool| -> u32 {
            marks.iter().filter(|(words, _)| words.is_some() == of_theirs).map(|(_, weight)| weight).sum()
        };
        let (theirs, own) = (sum(true), sum(false));
        let named_first = marks.first().is_some_and(|(words, _)| words.is_some());
        let main = theirs > own || theirs == own && named_first;
        marks.iter().find_map(|(words, _)| *words).filter(|_| main)
    }
}

/// Where these words stand in a clause, none within another.
fn apart(clause: &str, words: &[&str]) -> Vec<Range<usize>> {
    let mut end = 0;
    let free = |at: &Range<usize>| {
        let free = at.start >= end;
        if free {
            end = at.end;
        }
        free
    };
    find_any(clause, words).map(|(_, at)| at).filter(free).collect()
}

/// Whether a clause orders one of these works outright: "write the feature spec for ...".
fn is_task(clause: &str, works: &[&str]) -> bool {
    let order = clause.trim_start_matches("please ").trim_start_matches("Please ");
    let verb = ["write", "draft", "create", "produce", "prepare"].iter().find_map(|verb| find_word(order, verb));
    verb.filter(|at| at.start == 0).is_some_and(|at| {
        let object: Vec<&str> = order[at.end..].split_whitespace().take(4).collect();
        has_any(&object.join(" "), works)
            || works.iter().any(|work| find_word(order, work).is_some_and(|at| at.start == 0))
    })
}

/// Whether a clause begins by asking for something.
fn asks(clause: &str) -> bool {
    let begins = |text: &str, words: &[&str]| {
        words.iter().find_map(|word| find_word(text, word).filter(|at| at.start == 0)).map(|at| at.end)
    };
    let rest = begins(clause, BEFORE_ASK).map_or(clause, |end| clause[end..].trim_start());
    begins(rest, ASKS).is_some()
}
