//! The rules of the skill alone, one file each.

use super::Case;
use crate::gate::Run;
use crate::rules;
use crate::skills::shared::rules as shared;

mod availability;

rules![
    cap001, cap002, cap003, cap004, cap005, cap006, cap007, cap008, cap009, cap010, dis001, dis002, dis003, dis004,
    dis005, dis006, dis007, dis008, dis009, dis010, dis011, dis012, ins001, ins002, ins003, ins004, ins005, ins006,
    ins007, ins008, ins009, ins010, ins011, ins012, ins013, ins014, ins015, ins016, ins017, one001, one002, one003,
    one004, one005, one006, one007, qua001, qua002, qua003, qua004, qua005, qua006, qua007, qua008, qua009, qua010,
    qua011, qua012, qua013, qua014, qua015, qua016, qua017, qua018, qua019, qua020, roa008, roa009, roa010, roa011,
    roa012, roa013, roa014, roa015, roa019, scl001, scl002, scl003, scl004, scl005, scl006, scl007, scl008, scl009,
    scl010, scl011, scl012, scl013, scl014, scl015, scl016, sco002, sco003, sco004, sco005, sco006, sco007, sco008,
    sco010,
];

/// Runs the rules over a pack, the shared ones first.
pub(super) fn check(case: &Case<'_>, run: &mut Run<'_>) {
    shared::check(&case.shared(case.gate), run);
    run.all(CHECKS, |check, findings| check(case, findings));
}
