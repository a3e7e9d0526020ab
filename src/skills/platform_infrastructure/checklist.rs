//! x
use crate::gate::Item;
use crate::pack::Pack;
pub(super) const CHECKLIST: &[Item] = &[];
pub(super) fn not_applicable(_pack: &Pack, _item: &str) -> Option<String> {
    None
}
