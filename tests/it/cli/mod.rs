//! The program, run as a person or a pipeline runs it.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

mod assess;
mod calc;
mod check;
mod data;
mod eval;
mod formats;
mod install;
mod packs;
mod plan;
mod platform;
mod reader;
mod reference;
mod trials;

/// A run of the program in the repository's root, with nothing of this machine's settings.
fn command(args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundplan"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["GROUNDPLAN_STORE", "GROUNDPLAN_LOG", "NO_COLOR", "COLUMNS"] {
        command.env_remove(name);
    }
    for name in ["GROUNDPLAN_MODEL", "GROUNDPLAN_BASE_URL", "GROUNDPLAN_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL"] {
        command.env_remove(name);
    }
    command
}

/// What a run said, and its exit code.
struct Said {
    code: i32,
    out: String,
    err: String,
}

fn run(args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Said {
    said(command(args).stdin(Stdio::null()).output().expect("the program runs"))
}

fn run_with_stdin(args: impl IntoIterator<Item = impl AsRef<OsStr>>, input: &[u8]) -> Said {
    let mut child = command(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // A program that does not read its input closes the pipe.
    let _ = child.stdin.take().expect("it has an input").write_all(input);
    said(child.wait_with_output().expect("the program ends"))
}

fn said(output: Output) -> Said {
    Said {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
        err: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
    }
}

/// Output without the version of this program.
fn versionless(text: &str) -> String {
    text.replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"[version]\"")
}

/// The Markdown packs of the repository, by path relative to its root.
fn all_packs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut packs: Vec<PathBuf> = ["evals/packs/golden", "evals/packs/flawed"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).expect("a folder of packs"))
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| {
            path.extension().is_some_and(|ending| ending == "md")
                && path.file_name().is_some_and(|name| name != "README.md")
        })
        .map(|path| path.strip_prefix(root).expect("a path of the repository").to_owned())
        .collect();
    packs.sort();
    assert!(packs.len() >= 10, "{packs:?}");
    packs
}
