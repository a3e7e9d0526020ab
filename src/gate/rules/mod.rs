//! The rules that judge every pack, whatever its skill, one file each.

use crate::rules;

rules![txt002];
