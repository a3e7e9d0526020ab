//! A run of evals as JUnit XML: one suite, a case for each thing that is to hold.

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::output::words::clean;

/// Something that is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What it belongs to: `cases`, a skill, an operator.
    pub class: String,
    /// Its name.
    pub name: String,
    /// Whether and why not.
    pub result: Result<(), Failure>,
    /// What is said beside, by name.
    pub properties: Vec<(String, String)>,
}

/// Why something does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Whether it could not be tried at all.
    pub untried: bool,
    /// In a few words.
    pub message: String,
    /// In full.
    pub details: String,
}

/// Writes outcomes. It bears no times: the same outcomes give the same bytes.
///
/// # Errors
/// Only if the XML cannot be written, which no outcome causes.
pub fn render(name: &str, outcomes: &[Outcome]) -> Result<String, SerializeError> {
    let mut report = Report::new(name);
    let mut suite = TestSuite::new(name);
    for Outcome { class, name, result, properties } in outcomes {
        let status = match result {
            Ok(()) => TestCaseStatus::success(),
            Err(failure) => {
                let kind = if failure.untried { NonSuccessKind::Error } else { NonSuccessKind::Failure };
                let mut status = TestCaseStatus::non_success(kind);
                status.set_message(clean(&failure.message).into_owned());
                status.set_description(clean(&failure.details).into_owned());
                status
            }
        };
        let mut case = TestCase::new(clean(name).into_owned(), status);
        case.set_classname(clean(class).into_owned());
        case.add_properties(properties.iter().map(|(name, value)| (clean(name), clean(value))));
        suite.add_test_case(case);
    }
    report.add_test_suite(suite);
    report.to_string()
}
