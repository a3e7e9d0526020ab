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
    /// The questions of the pack's skill: one that the person went back to, else the first that is open.
    Questions { back_to: Option<&'static str> },
}

impl Guide {
    /// The questions, from the first that is open.
    pub const OPEN: Guide = Guide::Questions { back_to: None };

    /// What stands before the person's line.
    pub fn prompt(&self) -> &'static str {
        match self {
            Guide::Title => "title> ",
            Guide::Skill { .. } => "skill> ",
            Guide::Request { .. } => "request> ",
            Guide::Questions { .. } => "answer> ",
        }
    }
}
