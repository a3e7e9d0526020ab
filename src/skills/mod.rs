//! The native skills.
pub mod platform_infrastructure;
