//! The configurations of assistants: whether they have an entry, and whether what it starts is there and is this version.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Check;
use crate::setup::client::{self, Client, Launch, Scope, Surroundings};
use crate::setup::edit;
use crate::setup::file::ConfigFile;

const AREA: &str = "clients";

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(10);

/// Looks at one client, or at all that show a sign of being here.
pub fn clients(only: Option<Client>, around: &Surroundings<'_>) -> Vec<Check> {
    let chosen = Client::ALL.into_iter().filter(|client| match only {
        Some(only) => *client == only,
        None => client.is_here(around) || project(*client, around).is_some(),
    });
    let checks: Vec<Check> = chosen.flat_map(|client| look(client, only.is_some(), around)).collect();
    if checks.is_empty() {
        return vec![Check::ok(AREA, "no sign of an assistant that `groundplan install` knows")];
    }
    checks
}

fn project(client: Client, around: &Surroundings<'_>) -> Option<PathBuf> {
    client.file(Scope::Project, around).ok().filter(|path| path.exists())
}

fn look(client: Client, asked: bool, around: &Surroundings<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut entries = 0;
    let paths = [client.file(Scope::User, around).ok(), project(client, around)];
    for path in paths.into_iter().flatten() {
        match of(client, &path) {
            Ok(found) => {
                entries += found.len();
                checks.extend(found);
            }
            Err(problem) => checks.push(problem),
        }
    }
    if entries == 0 && checks.is_empty() {
        let found = format!("{}: no entry starts groundplan", client.title());
        let remedy = format!("groundplan install --client {}", client.name());
        checks.push(if asked {
            Check::warning(AREA, found, remedy)
        } else {
            Check { remedy: Some(remedy), ..Check::ok(AREA, found) }
        });
    }
    checks
}

/// The entries of a file that start groundplan or bear its name.
fn of(client: Client, path: &Path) -> Result<Vec<Check>, Check> {
    let title = client.title();
    let broken = |what: String| {
        let remedy = format!("mend the file; {title} cannot read it either");
        Check::problem(AREA, format!("{title}: {what}"), remedy)
    };
    let file = ConfigFile::open(path).map_err(|error| broken(error.to_string()))?;
    let slot = client.slot("groundplan");
    let entries = edit::entries(file.text().unwrap_or_default(), &slot)
        .map_err(|error| broken(format!("{}: {error}", path.display())))?;
    let mut checks = Vec::new();
    for (name, entry) in entries.into_iter().flatten() {
        let launch = client::launch(&entry);
        if name != slot.name && !launch.as_ref().is_some_and(Launch::is_groundplan) {
            continue;
        }
        let place = format!("{title}: `{name}` in {}", path.display());
        let install = format!("groundplan install --client {} --name {name} --force", client.name());
        checks.push(match launch {
            Some(Launch::Program { program, args }) => started(&place, &program, &args, &install),
            Some(Launch::Http { url }) => Check::ok(AREA, format!("{place} calls {url}")),
            None => Check::problem(AREA, format!("{place} starts nothing"), install),
        });
    }
    Ok(checks)
}

/// What is to be said of an entry that starts a program.
fn started(place: &str, program: &str, args: &[String], install: &str) -> Check {
    let launch = Launch::Program { program: program.to_owned(), args: args.to_vec() };
    let Some(path) = find(program) else {
        return Check::problem(AREA, format!("{place} starts {program}, which is not there"), install);
    };
    if !launch.is_groundplan() {
        // What starts it in a way of its own, a container for instance, is not run to be asked.
        return Check::ok(AREA, format!("{place} starts {program}; what that is cannot be told"));
    }
    if !args.iter().any(|arg| arg == "serve") {
        return Check::problem(AREA, format!("{place} does not say `serve`, so no server starts"), install);
    }
    let this = env!("CARGO_PKG_VERSION");
    match version(&path) {
        Some(version) if version != this => Check::warning(
            AREA,
            format!("{place} starts {program}, version {version}; this is {this}"),
            format!("{install}, or upgrade the other one"),
        ),
        Some(version) if !Path::new(program).is_absolute() => Check::warning(
            AREA,
            format!("{place} starts `{program}`, version {version}, from this shell's search path"),
            format!("{install}: programs of the desktop often have another search path"),
        ),
        Some(version) => Check::ok(AREA, format!("{place} starts {program}, version {version}")),
        None => Check::problem(AREA, format!("{place} starts {program}, which does not say its version"), install),
    }
}

/// Where a program is: at its path, or on the search path.
fn find(program: &str) -> Option<PathBuf> {
    let path = Path::new(program);
    if path.components().count() > 1 || path.is_absolute() {
        return is_program(path).then(|| path.to_owned());
    }
    let names = [program.to_owned(), format!("{program}{}", std::env::consts::EXE_SUFFIX)];
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// What a groundplan says its version is. One that does not answer is ended.
fn version(program: &Path) -> Option<String> {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => break,
            Ok(None) if begun.elapsed() < PATIENCE => sleep(Duration::from_millis(10)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
    let mut said = String::new();
    child.stdout.take()?.take(4096).read_to_string(&mut said).ok()?;
    said.trim().strip_prefix("groundplan ").map(str::to_owned)
}
