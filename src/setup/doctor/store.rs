//! Where packs are kept.

use std::io::Write as _;
use std::path::Path;

use super::Check;
use crate::store::{self, Store, StoreError};

const AREA: &str = "store";

/// How much is written beside a store to see whether there is room.
const ROOM: usize = 1 << 20;

/// Looks at the store named, or at the user's own. A store that does not exist yet is not made.
pub async fn store(named: Option<&str>) -> Vec<Check> {
    match look(named).await {
        Ok(checks) => checks,
        Err(error) => vec![of(&error)],
    }
}

/// The message of a store's error says what to do about it.
fn of(error: &StoreError) -> Check {
    let text = error.to_string();
    let (found, remedy) = text.split_once("; ").unwrap_or((&text, "name another store with --store"));
    Check::problem(AREA, found, remedy)
}

async fn look(named: Option<&str>) -> Result<Vec<Check>, StoreError> {
    let address = store::choose(named)?;
    let file = store::file(&address)?;
    let mut checks = Vec::new();
    if let Some(file) = &file {
        if !file.exists() {
            return Ok(vec![not_yet(file)]);
        }
        checks.extend(rights(file));
        checks.push(room(file.parent().unwrap_or(Path::new("."))));
    }
    let store = Store::open(&address).await?;
    let version = store.probe().await?;
    let count = match store.list(1).await?.is_empty() {
        true => "it holds no pack yet",
        false => "it holds packs",
    };
    let found =
        format!("{}: it opens, schema version {version}; a write was tried and taken back; {count}", store.place());
    checks.insert(0, Check::ok(AREA, found));
    Ok(checks)
}

/// A store that the first pack will make, if it can.
fn not_yet(file: &Path) -> Check {
    let there = file.ancestors().skip(1).find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let room = room(there);
    match room.remedy {
        None => Check::ok(AREA, format!("{}: it does not exist yet; the first use makes it", file.display())),
        Some(_) => Check { found: format!("{}: it does not exist yet, and {}", file.display(), room.found), ..room },
    }
}

/// Whether something can be written in a folder.
fn room(folder: &Path) -> Check {
    let written = tempfile::tempfile_in(folder).and_then(|mut file| {
        file.write_all(&vec![0x5a; ROOM])?;
        file.sync_all()
    });
    match written {
        Ok(()) => Check::ok(AREA, format!("{}: there is room; 1 MiB was written and removed", folder.display())),
        Err(error) => Check::problem(
            AREA,
            format!("{}: 1 MiB cannot be written: {error}", folder.display()),
            "make the directory writable for this user, free space on its disk, or name another store with --store",
        ),
    }
}

/// Whether others may change the file.
#[cfg(unix)]
fn rights(file: &Path) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(file).ok()?.permissions().mode();
    let said = |found: &str, remedy: String| Check::warning(AREA, format!("{}: {found}", file.display()), remedy);
    match mode & 0o006 {
        0 => None,
        0o004 => Some(said("every user of this machine may read it", format!("chmod o-r '{}'", file.display()))),
        _ => Some(said("every user of this machine may change it", format!("chmod o-rw '{}'", file.display()))),
    }
}

#[cfg(not(unix))]
fn rights(_: &Path) -> Option<Check> {
    None
}
