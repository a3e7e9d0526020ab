//! x
use crate::pack::Pack;
use crate::skill::Computed;
pub(super) fn computed(_pack: &Pack, _section: &str) -> Vec<Computed> {
    Vec::new()
}
