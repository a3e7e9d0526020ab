//! The rules that judge every pack, whatever its skill, one file each.

use crate::gate::Case;
use crate::rules;

pub(crate) mod calendar;
mod filler;
pub(crate) mod owners;
pub(crate) mod placeholder;
mod prose;

rules![
    dat001, dat002, dat003, evd001, exm001, mea001, mea002, num001, num002, num003, num004, own001, pck001, pck002,
    pck003, pck004, pck005, pck006, pck007, pck008, pck009, pck010, pck011, ref001, sec001, sec002, sec003, sec004,
    txt001, txt002, txt003, txt004, txt005,
];
