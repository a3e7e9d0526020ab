//! Risks, open questions and next steps.

use super::Operator;
use super::kinds::days;
use crate::eval::mutate::seed::{Edit, Seed, say};

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "mitigation-is-a-wish",
        about: "a mitigation becomes a wish",
        rules: &["RSK002", "TXT002"],
        seeds: |sound| say(sound, "risks.risks", "mitigation", "Monitor closely"),
    },
    Operator {
        name: "nothing-soon",
        about: "no next step is due within two weeks",
        rules: &["RSK003"],
        seeds: |sound| {
            let Some(late) = days(sound.pack.as_of, 60) else { return Vec::new() };
            let rows = sound.rows("risks.steps");
            let edits = rows.iter().map(|row| Edit::cell(row, "due", late.clone())).collect();
            vec![Seed::new(edits, "risks.steps")]
        },
    },
];
