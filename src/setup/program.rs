//! This program, as others can start it.

use std::io;
use std::path::{Path, PathBuf};

/// The program that runs: by a link on the search path where one leads to it, which outlives an upgrade.
///
/// # Errors
/// Where the system does not tell.
pub fn path() -> io::Result<PathBuf> {
    let running = std::env::current_exe()?;
    let real = running.canonicalize()?;
    let file = real.file_name().unwrap_or_default().to_owned();
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let linked = std::env::split_paths(&folders)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&file))
        .find(|path| path.canonicalize().is_ok_and(|found| found == real));
    // What `canonicalize` gives on Windows is a form of path that few programs take.
    Ok(linked.unwrap_or(if cfg!(windows) { running } else { real }))
}

/// Why a program may soon no longer be where it is.
pub fn passing(program: &Path) -> Option<&'static str> {
    let parts: Vec<_> = program.iter().collect();
    let built = parts.windows(2).any(|pair| pair[0] == "target" && (pair[1] == "debug" || pair[1] == "release"));
    if built {
        return Some(
            "it lies in a build directory, which `cargo clean` empties; `cargo install --path .` gives it a place",
        );
    }
    let temporary = std::env::temp_dir();
    let within =
        program.starts_with(&temporary) || temporary.canonicalize().is_ok_and(|real| program.starts_with(real));
    within.then_some("it lies in a directory of temporary files; move it to where it can stay")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_will_not_stay_is_noticed() {
        assert!(passing(Path::new("/home/ada/plan/target/debug/groundplan")).is_some());
        assert!(passing(&std::env::temp_dir().join("groundplan")).is_some());
        assert_eq!(passing(Path::new("/opt/target/bin/groundplan")), None);
    }
}
