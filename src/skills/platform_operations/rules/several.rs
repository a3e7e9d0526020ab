//! Many findings of one cause. No rule.

/// At most so many findings of one cause.
pub(super) const MOST: usize = 5;

/// What the last of them says of those beyond: `the same for 2 more: a, b`; `None` where there are none.
pub(super) fn others(names: &[&str]) -> Option<String> {
    let rest = names.get(MOST..).filter(|rest| !rest.is_empty())?;
    Some(format!("the same for {} more: {}", rest.len(), rest.join(", ")))
}
