//! A score's arithmetic as it stands in a text.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use super::error::PriorityError;
use crate::quantity::number;

/// A score's arithmetic as somebody wrote it, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The first summand.
    pub impact: Decimal,
    /// The second summand.
    pub risk: Decimal,
    /// The third summand.
    pub points: Decimal,
    /// The divisor; never 0.
    pub effort: Decimal,
    /// What was written behind the equals sign.
    pub result: Decimal,
}

impl Written {
    /// Reads `(5 + 4 + 3) / 2 = 6.0`, however it is spaced; `÷`, `≈` and words behind it do as well.
    ///
    /// # Errors
    /// [`PriorityError::NoArithmetic`].
    pub fn parse(text: &str) -> Result<Self, PriorityError> {
        read(text).ok_or_else(|| {
            let short: String = text.trim().chars().take(60).collect();
            PriorityError::NoArithmetic { text: short }
        })
    }

    /// The result as it should be, to one decimal; `None` where it cannot be held.
    pub fn computed(&self) -> Option<Decimal> {
        let sum = self.impact.checked_add(self.risk)?.checked_add(self.points)?;
        sum.checked_div(self.effort).map(tenths)
    }

    /// Whether the result is right as far as it is written, to one decimal at least: `6` and `6.0` are the same, `3.67`
    /// and `3.7` are both right for 11 / 3, `3.74` is not.
    pub fn is_right(&self) -> bool {
        let sum = self.impact.checked_add(self.risk).and_then(|sum| sum.checked_add(self.points));
        let Some(exact) = sum.and_then(|sum| sum.checked_div(self.effort)) else { return false };
        let half = Decimal::new(5, self.result.scale().clamp(1, 27) + 1);
        exact.checked_sub(self.result).is_some_and(|gap| gap.abs() <= half)
    }
}

/// `value` with one decimal, halves up.
pub(super) fn tenths(value: Decimal) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    rounded
}

/// The five numbers, with the signs between them.
fn read(text: &str) -> Option<Written> {
    let mut rest = text.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '`' | '*'));
    let mut numbers = [Decimal::ZERO; 5];
    let signs: [&[&str]; 5] = [&["("], &["+"], &["+"], &[")"], &["=", "≈"]];
    for (number, signs) in numbers.iter_mut().zip(signs) {
        rest = after_one_of(rest, signs)?;
        if signs.contains(&")") {
            rest = after_one_of(rest, &["/", "÷", ":"])?;
        }
        let end = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        *number = Decimal::from_str_exact(rest.get(..end)?).ok()?;
        rest = rest.get(end..)?;
    }
    let [impact, risk, points, effort, result] = numbers;
    (!effort.is_zero()).then_some(Written { impact, risk, points, effort, result })
}

fn after_one_of<'a>(text: &'a str, signs: &[&str]) -> Option<&'a str> {
    let text = text.trim_start();
    signs.iter().find_map(|sign| text.strip_prefix(sign)).map(str::trim_start)
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [impact, risk, points, effort] = [self.impact, self.risk, self.points, self.effort].map(number::print);
        write!(f, "({impact} + {risk} + {points}) / {effort} = {}", self.result)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_written_arithmetic() {
        for (text, right) in [
            ("(5 + 4 + 3) / 2 = 6.0", true),
            ("(5+4+3)/2=6", true),
            ("( 5 + 4 + 3 ) ÷ 2 = 6.0, highest", true),
            ("(5 + 4 + 2) / 3 = 3.67", true),
            ("(5 + 4 + 2) / 3 = 3.7", true),
            ("(5 + 4 + 3) / 2 = 6.5", false),
            ("(5 + 4 + 3) / 2 = 12", false),
        ] {
            assert_eq!(Written::parse(text).map(|one| one.is_right()), Ok(right), "{text}");
        }
        for text in ["6.0", "", "(5 + 4) / 2 = 4.5", "(5 + 4 + 3) / 0 = 6", "(5 + 4 + 3) / 2", "5 + 4 + 3 / 2 = 6"] {
            assert!(matches!(Written::parse(text), Err(PriorityError::NoArithmetic { .. })), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = Written::parse(&text);
        }

        #[test]
        fn nothing_like_arithmetic_makes_it_panic(text in "[(]?[0-9]{1,40}[ +][0-9.]{1,9}[+][0-9]{1,3}[)]?/[0-9]{1,30}[=≈][0-9]{1,30}") {
            if let Ok(written) = Written::parse(&text) {
                let _ = written.is_right();
            }
        }

    }
}
