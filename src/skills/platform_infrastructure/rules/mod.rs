//! The rules of the skill, one file each.

use crate::rules;

rules![cap002];
