//! Rules that the checklists of several skills cite together.

/// What must be silent for anything in a section to be true: it exists, is complete and has substance.
pub const PRESENT: &[&str] = &["SEC001", "SEC002", "SEC003", "SEC004", "PCK009", "TXT001", "TXT002"];
