//! Figures: numbers with a unit, and days.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::quantity::date::find_dates;
use crate::quantity::{Unit, find_all};

/// A figure that nobody stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The section.
    #[serde(skip)]
    pub section: String,
    /// Where: `scaling.limits[orders-db disk].trigger`.
    pub place: String,
    /// What the place is called there.
    #[serde(skip)]
    pub label: String,
    /// The figure, as it is written.
    pub text: String,
}

/// Figures and days.
#[derive(Debug, Clone, Default)]
pub(super) struct Figures {
    pub days: BTreeSet<Date>,
    quantities: BTreeSet<(Decimal, String)>,
}

/// A figure or a day as it is compared.
pub(super) enum Amount {
    Day(Date),
    Quantity(Decimal, String),
}

impl Figures {
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut figures = Figures::default();
        figures.learn(texts);
        figures
    }

    pub fn learn<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        texts.into_iter().flat_map(amounts).for_each(|(_, amount)| {
            self.add(amount);
        });
    }

    /// Whether it was not known before.
    pub fn add(&mut self, amount: Amount) -> bool {
        match amount {
            Amount::Day(day) => self.days.insert(day),
            Amount::Quantity(value, unit) => self.quantities.insert((value, unit)),
        }
    }
}

/// The numbers with a unit and the days of a text, as written and as compared.
pub(super) fn amounts(text: &str) -> Vec<(String, Amount)> {
    let text = &unhyphened(text);
    let days = find_dates(text).into_iter().map(|(span, day)| (text[span].to_owned(), Amount::Day(day)));
    let quantities = find_all(text).into_iter().filter(|(_, one)| one.has_unit()).map(|(_, quantity)| {
        let written = quantity.to_string();
        let base = quantity.in_base().unwrap_or(quantity);
        // The word behind a number may be a verb or another name of the thing: `5000 messages`, `above 5000 counts`.
        let unit = if matches!(base.unit, Unit::Count(_)) { "things".to_owned() } else { base.unit.name() };
        (written, Amount::Quantity(base.value.normalize(), unit))
    });
    days.chain(quantities).collect()
}

/// `12-hour shift` as `12 hour shift`; days keep their hyphens.
fn unhyphened(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut before, mut letters) = (' ', text.chars().peekable());
    while let Some(letter) = letters.next() {
        let joins = letter == '-' && before.is_ascii_digit() && letters.peek().is_some_and(|next| next.is_alphabetic());
        out.push(if joins { ' ' } else { letter });
        before = letter;
    }
    out
}
