//! `bundle`: groundplan packed for others.

use std::fs;
use std::path::{Path, PathBuf};

use super::{App, CommandError, Outcome};
use crate::output::words::counted;
use crate::setup::bundle::{self, BundleError, Tree};

/// Packs groundplan for others: as an MCPB bundle or as a Claude plugin.
///
/// An MCPB bundle is one file that desktop assistants install by a double click; it holds the program, so it is for the
/// systems that the program runs on. A Claude plugin is a directory with the skills' texts and the way to start the server; it
/// is its own marketplace: `claude plugin marketplace add DIR`, then `claude plugin install groundplan@groundplan`.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("kind").required(true).args(["out", "plugin"])))]
pub(super) struct Bundle {
    /// Write an MCPB bundle to this file, such as groundplan.mcpb
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write a Claude plugin to this directory, which must be empty or absent
    #[arg(long, value_name = "DIR")]
    plugin: Option<PathBuf>,
    /// The program to pack, such as one built for another system [default: of a bundle this program; of a plugin none, which
    /// starts `groundplan` from the search path]
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long, requires = "out")]
    force: bool,
}

impl Bundle {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        if let Some(dir) = &self.plugin {
            let program = self.binary.as_deref().map(read).transpose()?;
            let files = bundle::plugin(program).map_err(|error| self.unfit(&error))?;
            unpack(dir, &files)?;
            app.out.line(&format!("{}: a Claude plugin of {}", dir.display(), counted(files.len(), "file")))?;
        }
        if let Some(path) = &self.out {
            if path.exists() && !self.force {
                let problem = "it is there already; --force overwrites it".to_owned();
                return Err(CommandError::Unwritable { path: path.clone(), problem });
            }
            let program = match &self.binary {
                Some(path) => read(path)?,
                None => read(&std::env::current_exe().map_err(|error| {
                    CommandError::Usage(format!(
                        "the path of this program cannot be told: {error}; name it with --binary"
                    ))
                })?)?,
            };
            let files = bundle::mcpb(program).map_err(|error| self.unfit(&error))?;
            let bytes = bundle::archive(&files).map_err(|error| self.unfit(&error))?;
            fs::write(path, &bytes).map_err(|error| unwritable(path, &error))?;
            let kib = bytes.len().div_ceil(1024);
            app.out.line(&format!(
                "{}: an MCPB bundle of {}, {kib} KiB",
                path.display(),
                counted(files.len(), "file")
            ))?;
        }
        Ok(Outcome::Done)
    }

    fn unfit(&self, error: &BundleError) -> CommandError {
        let name = self.binary.as_deref().map_or_else(|| "this program".to_owned(), |path| path.display().to_string());
        CommandError::Unreadable { name, problem: error.to_string() }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    fs::read(path).map_err(|error| CommandError::Unreadable {
        name: path.display().to_string(),
        problem: format!("it cannot be read: {error}"),
    })
}

fn unwritable(path: &Path, error: &std::io::Error) -> CommandError {
    CommandError::Unwritable { path: path.to_owned(), problem: format!("it cannot be written: {error}") }
}

/// Writes files into a directory that holds none.
fn unpack(dir: &Path, files: &Tree) -> Result<(), CommandError> {
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        let problem = "it holds files already; name a directory that is empty or absent".to_owned();
        return Err(CommandError::Unwritable { path: dir.to_owned(), problem });
    }
    for (path, file) in files {
        let path = dir.join(path);
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        fs::write(&path, &file.bytes).map_err(|error| unwritable(&path, &error))?;
        #[cfg(unix)]
        if file.runs {
            use std::os::unix::fs::PermissionsExt as _;
            let rights = fs::Permissions::from_mode(0o755);
            fs::set_permissions(&path, rights).map_err(|error| unwritable(&path, &error))?;
        }
    }
    Ok(())
}
