//! What the brief states, which no model changes; and `figures` that nobody stated, which are told.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Judged;
use crate::gate::Case;
use crate::pack::{Location, Pack, Place, Row, Shape, TableSpec, Value, tidy};
use crate::skill::Definition;
use crate::skill::caller::Caller;
use crate::skills::shared::Risks;
use crate::yaml::Value as Yaml;
use crate::yaml::{self, Node};

mod figures;

pub use figures::Figure;
use figures::{Figures, amounts};

/// What a pack takes from its brief word for word.
#[derive(Debug, Default)]
pub(super) struct Stated {
    facts: Vec<Fact>,
    known: Figures,
}

/// A text of the pack that stands in the brief.
#[derive(Debug)]
struct Fact {
    section: String,
    field: String,
    at: At,
    says: String,
}

/// Where in its field a text stands.
#[derive(Debug)]
enum At {
    /// It is the field.
    Text,
    /// It is an item of a list.
    Item,
    /// It names a row, which stands as it was drafted until somebody changes its cells.
    Row { row: Row, names: Vec<(&'static str, String)> },
    /// It is a cell of the row that these cells tell from others.
    Cell { row: Vec<(&'static str, String)>, column: &'static str },
}

impl Stated {
    /// What of a pack stands in the brief that it was made from. A cell does where the brief says it of the row: in the
    /// same record as the row's name.
    pub fn of(brief: &str, definition: &Definition, pack: &Pack) -> Self {
        let Ok(tree) = yaml::tree(brief) else { return Stated::default() };
        let mut said = Said::default();
        said.node(&tree, None);
        let mut stated = Stated { facts: Vec::new(), known: Figures::of([brief]) };
        for spec in definition.standard.sections {
            for field in spec.fields {
                let Some(value) = pack.sections.get(spec.key).and_then(|one| one.fields.get(field.key)) else {
                    continue;
                };
                let mut fact = |at: At, says: &str| {
                    let (section, field) = (spec.key.to_owned(), field.key.to_owned());
                    stated.facts.push(Fact { section, field, at, says: says.to_owned() });
                };
                match (value, field.shape) {
                    (Value::Text(text), _) if said.text(text) => fact(At::Text, text),
                    (Value::List(items), _) => {
                        items.iter().filter(|item| said.text(item)).for_each(|item| fact(At::Item, item));
                    }
                    (Value::Table(rows), Shape::Table(table)) => {
                        for row in rows {
                            let name = row.get(table.key_column().key);
                            if said.text(name) {
                                fact(At::Row { row: row.clone(), names: identity(table, row) }, name);
                            }
                            for column in cells(table, row, &said) {
                                fact(At::Cell { row: identity(table, row), column }, row.get(column));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        stated
    }

    /// Puts back what a pack says otherwise than the brief; yields each place as its caller knows it, with what to do.
    pub fn put_back(&self, caller: &Caller, pack: &mut Pack) -> Vec<String> {
        let mut told = Vec::new();
        for fact in &self.facts {
            if let Some(place) = fact.put_back(pack) {
                let at = caller.pointer(pack, &place);
                told.push(match fact.at {
                    At::Row { .. } => format!("{at}: the brief names \"{}\"; its row stays", fact.says),
                    _ => format!("{at}: the brief says \"{}\"; leave it out or send it as it is", fact.says),
                });
            }
        }
        told
    }

    /// Whether a pack says all that the brief states of it.
    #[cfg(test)]
    pub fn holds(&self, pack: &Pack) -> bool {
        let mut pack = pack.clone();
        self.facts.iter().all(|fact| fact.put_back(&mut pack).is_none())
    }

    /// The figures of a pack that stand neither in the brief, nor in the pack that drafting started from, nor in what was
    /// computed or found there. What is computed from the pack counts by its value alone: its arithmetic, and what rules say
    /// of it, repeat what a model wrote. A figure that stands in several places is told at the first.
    pub fn unstated(&self, definition: &Definition, from: &Judged, to: &Judged) -> Vec<Figure> {
        let mut known = self.known.clone();
        known.learn(from.computed.iter().flat_map(|one| [one.value.as_str(), one.derivation.as_str()]));
        let found = from.report.findings.iter();
        known.learn(found.flat_map(|one| [one.message.as_str(), one.evidence.as_str(), one.fix.as_str()]));
        known.learn(to.computed.iter().map(|one| one.value.as_str()));
        let case = |pack| Case::new(&definition.standard, pack, &[], from.report.on);
        known.learn(case(&from.pack).entries().map(|entry| entry.cell.text));
        known.days.insert(from.pack.as_of);
        let mut figures = Vec::new();
        for entry in case(&to.pack).entries() {
            let place = entry.cell.place;
            let table = definition.standard.section(place.section).and_then(|spec| spec.table(place.field));
            // A question states nothing, and what names a row may hold digits without stating anything by them.
            let asks = (place.section, place.field) == (Risks::KEY, "questions");
            if asks || table.is_some_and(|table| table.key_column().key == place.column) {
                continue;
            }
            for (text, amount) in amounts(entry.cell.text) {
                if known.add(amount) {
                    let place = entry.cell.place.to_location();
                    let label = entry.label.to_owned();
                    figures.push(Figure { section: place.section.clone(), place: place.to_string(), label, text });
                }
            }
        }
        figures
    }
}

/// The figures that a change of a pack brings in and that stand neither in what was said, nor in the pack before.
pub fn unstated<'t>(
    said: impl IntoIterator<Item = &'t str>,
    definition: &'static Definition,
    from: &Pack,
    to: &Pack,
    on: Date,
) -> Vec<Figure> {
    let judged = |pack: &Pack| Judged::of(definition, pack.clone(), on);
    let stated = Stated { facts: Vec::new(), known: Figures::of(said) };
    stated.unstated(definition, &judged(from), &judged(to))
}

/// The declared cells of a row that the brief says of it. What tells the row from others names it, and cannot be changed.
fn cells(table: &'static TableSpec, row: &Row, said: &Said) -> Vec<&'static str> {
    let name = row.get(table.key_column().key);
    let rest = table.columns.iter().skip(1).filter(|column| !column.tells_apart);
    rest.map(|column| column.key).filter(|key| !row.get(key).is_empty() && said.of_row(name, row.get(key))).collect()
}

/// The cells that tell a row from others.
fn identity(table: &'static TableSpec, row: &Row) -> Vec<(&'static str, String)> {
    let columns = std::iter::once(table.key_column()).chain(table.telling_apart());
    columns.map(|column| (column.key, row.get(column.key).to_owned())).collect()
}

/// Whether these cells tell a row from others.
fn is_named(row: &Row, names: &[(&'static str, String)]) -> bool {
    names.iter().all(|(key, text)| row.get(key) == text)
}

impl Fact {
    /// Puts the text back where it is gone or another; yields its place then.
    fn put_back(&self, pack: &mut Pack) -> Option<Location> {
        let section = pack.sections.entry(self.section.clone()).or_default();
        let place = Place::section(&self.section).field(&self.field);
        match &self.at {
            At::Text => match section.fields.get(&self.field) {
                Some(Value::Text(text)) if *text == self.says => None,
                _ => {
                    section.set(&self.field, Value::Text(self.says.clone()));
                    Some(place.to_location())
                }
            },
            At::Item => match section.fields.entry(self.field.clone()).or_insert_with(|| Value::List(Vec::new())) {
                Value::List(items) if !items.contains(&self.says) => {
                    items.push(self.says.clone());
                    Some(place.to_location())
                }
                _ => None,
            },
            At::Row { row, names } => {
                let field = section.fields.entry(self.field.clone()).or_insert_with(|| Value::Table(Vec::new()));
                let Value::Table(rows) = field else { return None };
                if rows.iter().any(|row| is_named(row, names)) {
                    return None;
                }
                rows.push(row.clone());
                Some(place.row(rows.len() - 1, &self.says).to_location())
            }
            At::Cell { row: names, column } => {
                let Some(Value::Table(rows)) = section.fields.get_mut(&self.field) else { return None };
                let index = rows.iter().position(|row| is_named(row, names))?;
                let row = rows.get_mut(index).filter(|row| row.get(column) != self.says)?;
                row.set(*column, self.says.clone());
                let name = names.first().map_or("", |(_, name)| name.as_str());
                Some(place.row(index, name).column(column).to_location())
            }
        }
    }
}

/// The words of a brief.
#[derive(Debug, Default)]
struct Said {
    /// Every text, every line of one, and every list as one text.
    texts: BTreeSet<String>,
    /// The texts of each record, with the key that it stands under.
    records: Vec<BTreeSet<String>>,
}

impl Said {
    fn node(&mut self, node: &Node, key: Option<&str>) {
        match &node.value {
            Yaml::Null => {}
            Yaml::Scalar(text) => {
                self.texts.insert(folded(text));
                self.texts.extend(text.lines().map(folded));
            }
            Yaml::List(items) => {
                self.texts.extend(joined(node));
                items.iter().for_each(|item| self.node(item, key));
            }
            Yaml::Map(entries) => {
                let mut record: BTreeSet<String> = key.map(folded).into_iter().collect();
                for (name, value) in entries {
                    record.extend(value.text().map(folded));
                    record.extend(value.items().iter().filter_map(Node::text).map(folded));
                    record.extend(joined(value));
                    self.node(value, name.text());
                }
                self.records.push(record);
            }
        }
    }

    fn text(&self, text: &str) -> bool {
        self.texts.contains(&folded(text))
    }

    fn of_row(&self, name: &str, text: &str) -> bool {
        let (name, text) = (folded(name), folded(text));
        self.records.iter().any(|record| record.contains(&name) && record.contains(&text))
    }
}

/// The texts of a list as cells hold them.
fn joined(list: &Node) -> Vec<String> {
    let items: Vec<&str> = list.items().iter().filter_map(Node::text).collect();
    [", ", "; "].iter().filter(|_| items.len() > 1).map(|mark| folded(&items.join(mark))).collect()
}

/// A text without what differs between a brief and a pack: breaks of lines, case, the mark of an item.
fn folded(text: &str) -> String {
    tidy::line(text.trim().trim_start_matches("- ")).to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::*;
    use crate::skill::{Skill, input};
    use crate::skills::platform_infrastructure::PlatformInfrastructure;

    const BRIEF: &str = include_str!("../../../evals/briefs/marketplace-5x.yaml");

    fn floor() -> (Pack, Stated) {
        let pack = PlatformInfrastructure.draft(BRIEF).unwrap();
        let stated = Stated::of(BRIEF, PlatformInfrastructure.definition(), &pack);
        (pack, stated)
    }

    fn says(stated: &Stated, section: &str, text: &str) -> bool {
        stated.facts.iter().any(|fact| fact.section == section && fact.says == text)
    }

    #[test]
    fn what_the_brief_says_of_a_row_is_stated_and_what_was_proposed_is_not() {
        let (pack, stated) = floor();
        assert!(says(&stated, "scaling", "480 connections"), "a cell of a row that the brief has");
        assert!(says(&stated, "context", ">= 190,000 orders"));
        let scale = match &pack.sections["context"].fields["scale"] {
            Value::List(items) => items.clone(),
            other => panic!("{other:?}"),
        };
        assert!(scale.iter().all(|item| says(&stated, "context", item)), "an answer, item by item");
        // Triggers are computed, whatever the brief says elsewhere.
        let Value::Table(limits) = &pack.sections["scaling"].fields["limits"] else { panic!() };
        assert!(limits.iter().any(|row| !says(&stated, "scaling", row.get("trigger"))));
        assert!(stated.holds(&pack));
    }

    #[test]
    fn figures_are_the_same_in_another_unit_and_numbers_of_names_are_none() {
        let mut known = Figures::of(["1.2 TB of disk by 2027-03-31, 99.9 % over 30 days, 90 requests per second"]);
        let mut new = |text: &str| -> Vec<String> {
            amounts(text).into_iter().filter_map(|(text, amount)| known.add(amount).then_some(text)).collect()
        };
        let nothing: [&str; 0] = [];
        assert_eq!(new("1,200 GB until 2027-03-31 in orders-db-2, M3 of SCL003, PostgreSQL 16"), nothing);
        assert_eq!(new("99.95 % over 30 days from 2027-04-01; 5,400 requests per minute"), ["2027-04-01", "99.95 %"]);
        assert_eq!(new("and again 2027-04-01"), nothing, "a figure is told once");
    }

    #[test]
    fn arithmetic_and_findings_over_a_figure_do_not_state_it() {
        let definition = PlatformInfrastructure.definition();
        let (pack, stated) = floor();
        let row = json!({"component": "sessions-cache memory", "current": "7.3 GB", "trigger": "8.7 GB", "lead_time": "11-13 weeks"});
        let sent = json!({"limits": [row], "growth": [{"component": "sessions-cache memory", "limit": "9.1 GB", "growth": "+0.37 GB per month"}]});
        let step = definition.step("infra_scaling").unwrap();
        let next = input::apply(definition, step, &pack, sent.as_object().unwrap()).unwrap();
        let on = pack.as_of;
        let (from, to) = (Judged::of(definition, pack, on), Judged::of(definition, next, on));
        assert_eq!(stated.unstated(definition, &from, &from), []);
        let found: Vec<String> = stated.unstated(definition, &from, &to).into_iter().map(|one| one.text).collect();
        for figure in ["7.3 GB", "8.7 GB", "9.1 GB", "0.37 GB per month"] {
            assert!(found.iter().any(|one| one == figure), "{figure}: {found:?}");
        }
    }

    const TEXTS: &[&str] = &["1 TB", "high", "Rafael Antunes", "2027-05-01", "Something else", "none"];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
        #[test]
        fn nothing_that_is_sent_takes_a_fact_from_a_pack(choices in prop::collection::vec(any::<(u16, u16, u16)>(), 1..30)) {
            let definition = PlatformInfrastructure.definition();
            let (mut pack, stated) = floor();
            for (which, row, column) in choices {
                let step = &definition.steps[usize::from(which) % definition.steps.len()];
                let spec = definition.standard.section(step.sections[0]).unwrap();
                let field = &spec.fields[usize::from(row) % spec.fields.len()];
                let text = TEXTS[usize::from(column) % TEXTS.len()];
                let value = match (field.shape, pack.sections.get(spec.key).and_then(|one| one.fields.get(field.key))) {
                    (Shape::Table(table), Some(Value::Table(rows))) => {
                        let row = &rows[usize::from(row) % rows.len()];
                        let column = &table.columns[usize::from(column) % table.columns.len()];
                        let mut cells = Map::from_iter(identity(table, row).into_iter().map(|(key, text)| (key.to_owned(), json!(text))));
                        cells.insert(column.key.to_owned(), json!(text));
                        json!([cells])
                    }
                    (Shape::List(_), _) => json!([text]),
                    _ => json!(text),
                };
                let sent = Map::from_iter([(field.key.to_owned(), value)]);
                if let Ok(next) = input::apply(definition, step, &pack, &sent) {
                    pack = next;
                }
            }
            let lost = !stated.holds(&pack);
            let told = stated.put_back(&Caller::of(definition), &mut pack);
            prop_assert!(stated.holds(&pack));
            prop_assert_eq!(told.is_empty(), !lost);
        }
    }
}
