//! Planning in conversation, as a person or a pipe does it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value as Json;

mod broken;
mod guided;
mod model;
mod person;
mod tmux;

/// A person's place: their store, and what is kept of their conversations.
struct Home {
    folder: tempfile::TempDir,
}

/// What a conversation showed.
#[derive(Debug)]
struct Shown {
    code: i32,
    out: String,
    err: String,
}

impl Home {
    fn new() -> Self {
        Home { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program, with nothing of this machine's settings.
    fn program<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_groundplan"));
        command.args(args).current_dir(self.folder.path());
        for name in FOREIGN {
            command.env_remove(name);
        }
        command.envs(self.own());
        command
    }

    /// The settings of this person.
    fn own(&self) -> [(&'static str, String); 4] {
        let path = |name: &str| self.path(name).display().to_string();
        [
            ("XDG_DATA_HOME", path("data")),
            ("HOME", path("home")),
            ("GROUNDPLAN_STORE", path("packs.db")),
            ("USER", "ana".to_owned()),
        ]
    }

    /// A conversation with these lines on standard input.
    fn chat<'a>(&self, args: impl IntoIterator<Item = &'a str>, lines: &[&str]) -> Shown {
        let mut child = self.begin(args);
        let input = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        // A conversation that ends early closes its input.
        let _ = child.stdin.take().expect("an input").write_all(input.as_bytes());
        let shown = shown(child);
        for line in shown.out.lines() {
            assert!(width(line) <= 80, "{line:?}");
        }
        shown
    }

    /// A conversation under way.
    fn begin<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Child {
        let mut command = self.program(["chat"]);
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("it starts")
    }

    /// What another command says.
    fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Shown {
        shown(
            self.program(args)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("runs"),
        )
    }

    /// What another command says, as JSON.
    fn json<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Json {
        let said = self.run(args);
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
    }

    /// The pack as its Markdown.
    fn pack(&self, id: &str) -> String {
        self.run(["pack", "show", id]).out
    }

    /// How many packs there are.
    fn packs(&self) -> usize {
        self.json(["pack", "list", "--format", "json"]).as_array().expect("a list").len()
    }
}

/// Settings of whoever runs the tests.
const FOREIGN: [&str; 10] = [
    "GROUNDPLAN_MODEL", "GROUNDPLAN_BASE_URL", "OPENAI_BASE_URL", "GROUNDPLAN_API_KEY", "OPENAI_API_KEY",
    "GROUNDPLAN_LOG", "NO_COLOR", "COLUMNS", "CLICOLOR_FORCE", "RUST_LOG",
];

fn shown(child: Child) -> Shown {
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Shown { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// The columns of a line, styles apart.
fn width(line: &str) -> usize {
    let plain = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a pattern").replace_all(line, "").into_owned();
    plain.chars().count()
}

/// The id of the pack that a text names last.
fn id(text: &str) -> String {
    let at = text.rfind("pk_").unwrap_or_else(|| panic!("no pack in: {text}"));
    text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// A text with the ids of packs and what this machine calls its places taken out.
fn same_everywhere(text: &str, home: &Path) -> String {
    let text = text.replace(&home.display().to_string(), "[home]");
    regex::Regex::new("pk_[0-9a-f]{32}").expect("a pattern").replace_all(&text, "[pack]").into_owned()
}
