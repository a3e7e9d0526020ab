//! x
use crate::skill::Question;
pub(super) const QUESTIONS: &[Question] = &[];
