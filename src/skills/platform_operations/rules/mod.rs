//! The rules of the skill, one file each.

use super::reading::facts::Case;
use crate::gate::Run;
use crate::rules;
use crate::skills::shared::rules as shared;

mod gates;
mod several;

rules![
    alt001, alt002, alt003, alt004, alt005, alt006, alt007, alt008, alt009, alt010, asm001, asm002, asm003, asm004,
    asm005, asm006, asm007, asm008, asm009, asm010, asm011, asm012, asm013, asm014, del001, del002, del003, del004,
    del005, del006, del007, del008, del009, del010, del011, del012, del013, del014, del015, del016, del017, del018,
    del019, dlv001, dlv003, dlv004, dlv005, dlv007, net001, net002, net003, net004, net005, net006, net007, net008,
    net009, net010, net011, net012, net013, net014, net015, net016, net017, net018, net019, net020, rel001, rel002,
    rel003, rel004, rel005, rel006, rel007, rel008, rel009, rel010, rel011, rel012, rel013, rel014, rel015, rel016,
    rel017, rel018, rel019, rol001, rol002, rol003, rol004, rol005, rol006, rol007, rol008, rol009, rol010, rol011,
    rol012, rol013, rol014
];

/// Runs the rules over a pack.
pub(super) fn check(case: &Case<'_>, run: &mut Run<'_>) {
    shared::check(&case.shared(case.gate), run);
    run.all(CHECKS, |check, findings| check(case, findings));
}
