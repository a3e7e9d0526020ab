//! Bounds on a number, as people write them: `5`, `>= 4`, `<= 40,000`, `2 to 3`.

use std::fmt;

use rust_decimal::Decimal;

/// The numbers between two ends, both included; an end that is missing is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Range {
    /// The lower end.
    pub least: Option<Decimal>,
    /// The upper end.
    pub most: Option<Decimal>,
}

impl Range {
    /// One number alone.
    pub fn exactly(number: Decimal) -> Self {
        Range { least: Some(number), most: Some(number) }
    }

    /// Whether it is one number alone.
    pub fn is_exact(&self) -> bool {
        self.least.is_some() && self.least == self.most
    }

    /// Whether a number lies in it.
    pub fn holds(&self, number: Decimal) -> bool {
        self.least.is_none_or(|least| number >= least) && self.most.is_none_or(|most| number <= most)
    }

    /// Whether every number of it lies in the other.
    pub fn within(&self, other: &Range) -> bool {
        let least = other.least.is_none_or(|theirs| self.least.is_some_and(|ours| ours >= theirs));
        let most = other.most.is_none_or(|theirs| self.most.is_some_and(|ours| ours <= theirs));
        least && most
    }

    /// The numbers of both; `None` where there are none.
    pub fn and(&self, other: &Range) -> Option<Range> {
        let least = [self.least, other.least].into_iter().flatten().max();
        let most = [self.most, other.most].into_iter().flatten().min();
        let empty = least.zip(most).is_some_and(|(least, most)| least > most);
        (!empty).then_some(Range { least, most })
    }
}

impl TryFrom<String> for Range {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let number = |text: &str| text.trim().replace(',', "").trim_end_matches('%').trim().parse::<Decimal>().ok();
        let trimmed = text.trim();
        let read = if let Some(rest) = trimmed.strip_prefix(">=") {
            number(rest).map(|least| Range { least: Some(least), most: None })
        } else if let Some(rest) = trimmed.strip_prefix("<=") {
            number(rest).map(|most| Range { least: None, most: Some(most) })
        } else if let Some((low, high)) = trimmed.split_once(" to ") {
            let ends = number(low).zip(number(high)).filter(|(low, high)| low <= high);
            ends.map(|(least, most)| Range { least: Some(least), most: Some(most) })
        } else {
            number(trimmed).map(Range::exactly)
        };
        read.ok_or_else(|| format!("`{text}` is no bound on a number; write `5`, `>= 4`, `<= 3` or `2 to 3`"))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (Some(least), Some(most)) if least == most => write!(f, "{least}"),
            (Some(least), Some(most)) => write!(f, "{least} to {most}"),
            (Some(least), None) => write!(f, ">= {least}"),
            (None, Some(most)) => write!(f, "<= {most}"),
            (None, None) => f.write_str("anything"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        text.to_owned().try_into().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn bounds_are_read_as_they_are_written() {
        for (text, shown) in
            [("5", "5"), (" >= 4.5", ">= 4.5"), ("<= 40,000", "<= 40000"), ("2 to 3", "2 to 3"), ("98 %", "98")]
        {
            assert_eq!(range(text).to_string(), shown);
        }
        for wrong in ["", "about 5", "3 to 2", "> 4", ">= x"] {
            let error = Range::try_from(wrong.to_owned()).expect_err(wrong);
            assert!(error.contains("write `5`"), "{error}");
        }
    }

    #[test]
    fn a_stricter_bound_lies_within_a_looser_one() {
        for (ours, theirs, within, both) in [
            ("5", ">= 4", true, Some("5")),
            (">= 3", ">= 4", false, Some(">= 4")),
            ("2 to 3", "<= 3", true, Some("2 to 3")),
            ("<= 3", "2 to 3", false, Some("2 to 3")),
            ("1", ">= 4", false, None),
        ] {
            let (ours, theirs) = (range(ours), range(theirs));
            assert_eq!(ours.within(&theirs), within, "{ours} within {theirs}");
            assert_eq!(ours.and(&theirs).map(|both| both.to_string()).as_deref(), both, "{ours} and {theirs}");
        }
        assert!(range("2 to 3").holds(Decimal::TWO) && !range("2 to 3").holds(Decimal::ONE));
    }
}
