//! How far a guided conversation has come.

/// What is asked for next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Guide {
    /// The pack's title.
    Title,
    /// The skill.
    Skill { title: String },
    /// The request.
    Request { title: String },
    /// The questions of the pack's skill.
    Questions,
}

impl Guide {
    /// What stands before the person's line.
    pub fn prompt(&self) -> &'static str {
        match self {
            Guide::Title => "title> ",
            Guide::Skill { .. } => "skill> ",
            Guide::Request { .. } => "request> ",
            Guide::Questions => "answer> ",
        }
    }
}
