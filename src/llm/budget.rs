//! What asking may cost, and what it has cost.

use std::fmt;
use std::time::Duration;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Failure, Usage};
use crate::quantity::number;

/// What asking may cost at most; where nothing is said, as much as it takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    /// Tokens, of requests and replies together.
    pub tokens: Option<u64>,
    /// Time spent waiting for the model.
    pub time: Option<Duration>,
    /// Money, in the currency of the price.
    pub money: Option<Decimal>,
    /// What tokens cost.
    pub price: Option<Price>,
}

/// What a million tokens cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Of requests.
    pub input: Decimal,
    /// Of replies.
    pub output: Decimal,
}

/// A million, which prices are told for.
const MILLION: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

impl Price {
    /// What tokens cost.
    pub fn of(&self, usage: Usage) -> Decimal {
        (self.input * Decimal::from(usage.input) + self.output * Decimal::from(usage.output)) / MILLION
    }
}

impl std::str::FromStr for Price {
    type Err = String;

    /// `2.50/10`: a million tokens of requests, a million of replies.
    fn from_str(text: &str) -> Result<Self, String> {
        let problem = || format!("`{text}` is no price; write what a million tokens cost in and out, like 2.50/10");
        let (input, output) = text.split_once('/').ok_or_else(problem)?;
        let price = |text: &str| text.trim().parse::<Decimal>().ok().filter(|price| !price.is_sign_negative());
        Ok(Price { input: price(input).ok_or_else(problem)?, output: price(output).ok_or_else(problem)? })
    }
}

/// What was spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Tokens.
    pub usage: Usage,
    /// How often a model answered.
    pub asks: u64,
    /// Time spent waiting for it.
    pub time: Duration,
    /// What the tokens cost, where their price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Decimal>,
}

impl Budget {
    /// Whether anything is left, and how many tokens the next reply may have at most.
    ///
    /// # Errors
    /// [`Failure::OverBudget`], naming the first that is used up.
    pub(super) fn left(&self, spent: &Spent, most: u32) -> Result<u32, Failure> {
        let over = |what: String| Err(Failure::OverBudget { what });
        if let Some(time) = self.time.filter(|time| spent.time >= *time) {
            return over(format!("{} s of {} s", spent.time.as_secs(), time.as_secs()));
        }
        if let (Some(most), Some(cost)) = (self.money, spent.money)
            && cost >= most
        {
            return over(format!("{} of {most} in money", cost.round_dp(4).normalize()));
        }
        let Some(tokens) = self.tokens else { return Ok(most) };
        match tokens.saturating_sub(spent.usage.total()) {
            0 => over(format!("{} of {tokens} tokens", spent.usage.total())),
            left => Ok(u32::try_from(left).unwrap_or(u32::MAX).min(most)),
        }
    }

    /// How long may still be waited.
    pub(super) fn time_left(&self, spent: &Spent) -> Option<Duration> {
        self.time.map(|time| time.saturating_sub(spent.time))
    }
}

impl Spent {
    /// Adds an answer.
    pub(super) fn add(&mut self, usage: Usage, price: Option<Price>) {
        self.usage += usage;
        self.asks += 1;
        if let Some(price) = price {
            self.money = Some(self.money.unwrap_or_default() + price.of(usage));
        }
    }
}

impl fmt::Display for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.usage.estimated { "about " } else { "" };
        let print = |tokens: u64| number::print(tokens.into());
        let Usage { input, output, .. } = self.usage;
        let asks = number::count(usize::try_from(self.asks).unwrap_or(usize::MAX), "ask");
        write!(
            f,
            "{about}{} tokens ({} in, {} out) in {asks}",
            print(self.usage.total()),
            print(input),
            print(output)
        )?;
        match self.money {
            Some(money) => write!(f, ", {} in money", money.round_dp(4).normalize()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spent(input: u64, output: u64) -> Spent {
        let price = "2.50/10".parse().unwrap();
        let mut spent = Spent::default();
        spent.add(Usage { input, output, estimated: false }, Some(price));
        spent
    }

    #[test]
    fn prices_are_exact_and_told_so() {
        assert_eq!(spent(100_000, 3_000).to_string(), "103,000 tokens (100,000 in, 3,000 out) in 1 ask, 0.28 in money");
        for wrong in ["", "2.5", "2.5/x", "-1/2"] {
            assert!(wrong.parse::<Price>().unwrap_err().contains("2.50/10"));
        }
    }

    #[test]
    fn the_last_reply_is_as_long_as_what_is_left() {
        let budget = Budget { tokens: Some(1_000), ..Budget::default() };
        assert_eq!(budget.left(&spent(600, 100), 4_096), Ok(300));
        assert_eq!(budget.left(&spent(600, 100), 200), Ok(200));
        assert!(budget.left(&spent(900, 100), 200).is_err());
        let budget = Budget { money: Some(Decimal::new(1, 2)), ..Budget::default() };
        assert!(budget.left(&spent(4_000, 0), 200).is_err());
        assert_eq!(budget.left(&spent(3_999, 0), 200), Ok(200));
    }
}
