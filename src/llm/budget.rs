//! What asking may cost, and what it has cost.

use std::fmt;
use std::time::Duration;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
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

/// The fewest tokens of a reply that are worth asking for.
const LEAST: u32 = 16;

impl Price {
    /// What tokens cost.
    pub fn of(&self, usage: Usage) -> Decimal {
        (self.input * Decimal::from(usage.input) + self.output * Decimal::from(usage.output)) / MILLION
    }

    /// How many tokens of a reply can be had for so much.
    fn buys(&self, money: Decimal) -> u32 {
        if money.is_sign_negative() && !money.is_zero() {
            return 0;
        }
        let tokens = money.checked_mul(MILLION).and_then(|money| money.checked_div(self.output));
        // More than can be told, or free.
        tokens.map_or(u32::MAX, |tokens| tokens.floor().to_u32().unwrap_or(u32::MAX))
    }
}

/// The highest price that is taken, so that no sum of costs overflows.
const HIGHEST: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

impl std::str::FromStr for Price {
    type Err = String;

    /// `2.50/10`: a million tokens of requests, a million of replies.
    fn from_str(text: &str) -> Result<Self, String> {
        let problem = || format!("`{text}` is not a price; write what a million tokens cost in and out, like 2.50/10");
        let (input, output) = text.split_once('/').ok_or_else(problem)?;
        let price = |text: &str| {
            text.trim().parse::<Decimal>().ok().filter(|price| !price.is_sign_negative() && *price <= HIGHEST)
        };
        Ok(Price { input: price(input).ok_or_else(problem)?, output: price(output).ok_or_else(problem)? })
    }
}

/// What was spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Tokens.
    pub usage: Usage,
    /// Requests that a model has worked on.
    pub requests: u64,
    /// Time spent waiting for it.
    pub time: Duration,
    /// What the tokens cost, where their price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Decimal>,
}

impl Budget {
    /// The most tokens that the next reply may have, after a request of about `input` tokens.
    ///
    /// # Errors
    /// [`Failure::OverBudget`], naming the first budget that the request and a short reply would exceed.
    pub(super) fn left(&self, spent: &Spent, input: impl Fn() -> u64, max_tokens: u32) -> Result<u32, Failure> {
        let over = |what: String| Err(Failure::OverBudget { what });
        if let Some(time) = self.time.filter(|time| spent.time >= *time) {
            return over(format!("{} s of {} s", spent.time.as_secs(), time.as_secs()));
        }
        let least = LEAST.min(max_tokens);
        let mut left = max_tokens;
        if let Some(tokens) = self.tokens {
            let input = input();
            let rest = tokens.saturating_sub(spent.usage.total()).saturating_sub(input);
            left = left.min(u32::try_from(rest).unwrap_or(u32::MAX));
            if left < least {
                let print = |tokens: u64| number::print(tokens.into());
                let spent = print(spent.usage.total());
                return over(format!(
                    "{spent} of {} tokens are spent, and the next request has about {}",
                    print(tokens),
                    print(input)
                ));
            }
        }
        if let (Some(money), Some(price)) = (self.money, self.price) {
            let (cost, request) =
                (spent.money.unwrap_or_default(), price.of(Usage { input: input(), ..Usage::default() }));
            let rest = money - cost - request;
            left = left.min(price.buys(rest));
            if left < least {
                let print = |money: Decimal| money.round_dp(4).normalize();
                return over(format!(
                    "a cost of {} of {money} is reached, and the next request costs about {}",
                    print(cost),
                    print(request)
                ));
            }
        }
        Ok(left)
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
        self.requests += 1;
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
        let requests = number::count(usize::try_from(self.requests).unwrap_or(usize::MAX), "request");
        write!(
            f,
            "{about}{} tokens ({} in, {} out) in {requests}",
            print(self.usage.total()),
            print(input),
            print(output)
        )?;
        match self.money {
            Some(money) => write!(f, "; cost {}", money.round_dp(4).normalize()),
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
        assert_eq!(spent(100_000, 3_000).to_string(), "103,000 tokens (100,000 in, 3,000 out) in 1 request; cost 0.28");
        for wrong in ["", "2.5", "2.5/x", "-1/2"] {
            assert!(wrong.parse::<Price>().unwrap_err().contains("2.50/10"));
        }
    }

    #[test]
    fn request_and_reply_stay_within_what_is_left() {
        let left = |budget: Budget, spent: &Spent, input: u64| budget.left(spent, || input, 4_096);
        let tokens = Budget { tokens: Some(1_000), ..Budget::default() };
        assert_eq!(left(tokens, &spent(600, 100), 0), Ok(300));
        assert_eq!(left(tokens, &spent(600, 100), 280), Ok(20));
        assert_eq!(tokens.left(&spent(0, 0), || 100, 200), Ok(200));
        let over = left(tokens, &spent(600, 100), 290).unwrap_err().to_string();
        assert_eq!(over, "the budget is used up: 700 of 1,000 tokens are spent, and the next request has about 290");

        // At 2.50/10, 0.01 buys 4,000 tokens of requests or 1,000 of replies.
        let price = "2.50/10".parse().ok();
        let money = Budget { money: Some(Decimal::new(1, 2)), price, ..Budget::default() };
        assert_eq!(left(money, &spent(0, 0), 0), Ok(1_000));
        assert_eq!(left(money, &spent(2_000, 0), 1_000), Ok(250));
        let over = left(money, &spent(2_000, 0), 2_000).unwrap_err().to_string();
        assert_eq!(
            over,
            "the budget is used up: a cost of 0.005 of 0.01 is reached, and the next request costs about 0.005"
        );
        let free = Budget { price: "0/0".parse().ok(), ..money };
        assert_eq!(left(free, &Spent::default(), 9_000), Ok(4_096));
        assert_eq!(left(Budget::default(), &spent(9, 9), 9), Ok(4_096));
    }
}
