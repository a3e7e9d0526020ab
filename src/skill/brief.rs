//! Reading briefs: YAML on its way into a skill's own types.

use std::fmt;

/// Why a brief could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BriefError {
    /// What is wrong, all of it.
    pub problems: Vec<BriefProblem>,
}

/// One mistake in a brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BriefProblem {
    /// The line, counted from 1; 0 where the whole file is meant.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// What is wrong, and what would be accepted.
    pub message: String,
}

impl fmt::Display for BriefError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            if problem.line > 0 {
                write!(f, "{}:{}: ", problem.line, problem.column)?;
            }
            f.write_str(&problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for BriefError {}
