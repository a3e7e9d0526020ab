//! The rules of the skill, one file each.

use crate::rules;

mod applicability;
mod event_name;
mod identity;
mod introduced;
mod property;
mod wording;

rules![
    cap001, cap002, cap003, cap004, cap005, cap006, cap007, cap008, cap009, cap010, dis001, dis002, dis003,
    dis004, dis005, dis006, ins001, ins002, ins003, ins004, ins005, ins006, ins007, ins008, ins009, ins010,
    ins011,
];
