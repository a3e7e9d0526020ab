//! What tells success.

use crate::table;

table! {
    /// How one knows that the plan worked.
    pub SuccessMeasure ("success measure") {
        /// The measure, by name.
        measure: Name => "Measure",
        /// Its value today, with unit: `420 ms`.
        baseline: Measure => "Baseline",
        /// The value to reach, with comparator and unit: `<= 300 ms`.
        target: Target => "Target",
        /// The day it is judged.
        by: Date => "By",
        /// The query, report or tool that yields the number.
        method: Prose => "How measured",
    }
}
