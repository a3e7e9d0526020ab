//! The score of one initiative.

use rust_decimal::Decimal;

use super::error::PriorityError;
use super::written::{Written, tenths};

/// Lead times up to so many days count so many points; anything longer counts [`LONGEST`].
const LEAD_POINTS: [(i64, u8); 4] = [(2 * 7, 1), (6 * 7, 2), (13 * 7, 3), (26 * 7, 4)];

/// The points of a lead time beyond half a year.
const LONGEST: u8 = 5;

/// A score with its arithmetic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The points of the lead time, 1 to 5.
    pub points: u8,
    /// The score, rounded to one decimal, halves up.
    pub value: Decimal,
    /// `(5 + 4 + 3) / 2 = 6.0`.
    pub derivation: String,
}

/// The points of a lead time: up to 2 weeks 1, up to 6 weeks 2, up to 13 weeks 3, up to 26 weeks 4, beyond that 5.
pub fn lead_points(lead_days: Decimal) -> u8 {
    let row = LEAD_POINTS.iter().find(|(days, _)| lead_days <= Decimal::from(*days));
    row.map_or(LONGEST, |(_, points)| *points)
}

/// Scores an initiative: the higher, the earlier it is worth doing. A long lead time raises the score, because what
/// takes long has to be started early.
///
/// # Errors
/// [`PriorityError::OutOfRange`] unless impact, risk and effort are whole numbers from 1 to 5;
/// [`PriorityError::NegativeLead`].
pub fn score(impact: Decimal, risk: Decimal, effort: Decimal, lead_days: Decimal) -> Result<Score, PriorityError> {
    for (what, value) in [("impact", impact), ("risk", risk), ("effort", effort)] {
        if !value.is_integer() || value < Decimal::ONE || value > Decimal::from(5) {
            return Err(PriorityError::OutOfRange { what, value });
        }
    }
    if lead_days < Decimal::ZERO {
        return Err(PriorityError::NegativeLead { days: lead_days });
    }
    let points = lead_points(lead_days);
    let value = tenths((impact + risk + Decimal::from(points)) / effort);
    let written = Written { impact, risk, points: points.into(), effort, result: value };
    Ok(Score { points, value, derivation: written.to_string() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(impact: u32, risk: u32, effort: u32, days: u32) -> Result<Score, PriorityError> {
        score(impact.into(), risk.into(), effort.into(), days.into())
    }

    #[test]
    fn scores_by_hand() {
        for (impact, risk, effort, days, derivation) in [
            (5, 4, 2, 91, "(5 + 4 + 3) / 2 = 6.0"),
            (5, 5, 1, 200, "(5 + 5 + 5) / 1 = 15.0"),
            (1, 1, 5, 1, "(1 + 1 + 1) / 5 = 0.6"),
            (5, 4, 3, 42, "(5 + 4 + 2) / 3 = 3.7"),
            (4, 4, 4, 14, "(4 + 4 + 1) / 4 = 2.3"),
        ] {
            assert_eq!(whole(impact, risk, effort, days).unwrap().derivation, derivation);
        }
    }

    #[test]
    fn points_change_just_beyond_the_bound() {
        for (days, points) in
            [("0", 1), ("14", 1), ("14.1", 2), ("42", 2), ("43", 3), ("91", 3), ("91.5", 4), ("182", 4), ("183", 5)]
        {
            assert_eq!(lead_points(days.parse().unwrap()), points, "{days} days");
        }
    }

    #[test]
    fn factors_are_whole_numbers_from_1_to_5() {
        assert_eq!(whole(6, 1, 1, 1).unwrap_err().to_string(), "impact is 6; it must be a whole number from 1 to 5");
        assert!(matches!(whole(1, 0, 1, 1), Err(PriorityError::OutOfRange { what: "risk", .. })));
        let half = Decimal::new(25, 1);
        assert!(matches!(
            score(Decimal::ONE, Decimal::ONE, half, Decimal::ONE),
            Err(PriorityError::OutOfRange { what: "effort", .. })
        ));
        assert!(matches!(
            score(Decimal::ONE, Decimal::ONE, Decimal::ONE, Decimal::NEGATIVE_ONE),
            Err(PriorityError::NegativeLead { .. })
        ));
    }

    proptest! {
        #[test]
        fn derivations_are_right(impact in 1_u32..6, risk in 1_u32..6, effort in 1_u32..6, days in 0_u32..400) {
            let score = whole(impact, risk, effort, days).unwrap();
            let written = Written::parse(&score.derivation).unwrap();
            prop_assert!(written.is_right());
            prop_assert_eq!(written.result, score.value);
            prop_assert_eq!(written.to_string(), score.derivation);
        }
    }
}
