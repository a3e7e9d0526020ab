//! A whole conversation at a terminal of 80 columns, driven as a person drives it.

use std::process::Output;
use std::time::{Duration, Instant};

use serde_json::json;

use super::model::{known, open};
use super::*;
use crate::scripted::{Endpoint, Reply};

/// How long anything may take to show.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal that nobody sees.
struct Terminal {
    socket: PathBuf,
}

impl Terminal {
    /// None where there is no tmux.
    fn open(home: &Home) -> Option<Self> {
        Command::new("tmux").arg("-V").output().ok().filter(|output| output.status.success())?;
        let (socket, settings) = (home.path("tmux"), home.path("tmux.conf"));
        std::fs::write(&settings, "set -g remain-on-exit on\nset -g history-limit 9000\nset -g escape-time 0\n")
            .expect("written");
        let terminal = Terminal { socket };
        terminal.tmux(["-f", &settings.display().to_string(), "new-session", "-d", "-x", "80", "-y", "50", "cat"]);
        Some(terminal)
    }

    fn tmux<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Output {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(&self.socket).args(args).env_remove("TMUX").env("LC_ALL", "C.UTF-8");
        let output = command.output().expect("tmux runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// Begins a conversation where the last one was.
    fn chat(&self, home: &Home, args: &[&str]) {
        let mut words: Vec<String> = vec!["env".to_owned()];
        words.extend(FOREIGN.iter().flat_map(|name| ["-u".to_owned(), (*name).to_owned()]));
        words.extend(home.own().iter().map(|(name, value)| format!("{name}={value}")));
        words.extend(["LC_ALL=C.UTF-8".to_owned(), env!("CARGO_BIN_EXE_groundplan").to_owned(), "chat".to_owned()]);
        words.extend(args.iter().map(|arg| (*arg).to_owned()));
        let mut all = vec!["respawn-pane", "-k"];
        all.extend(words.iter().map(String::as_str));
        self.tmux(["clear-history"]);
        self.tmux(all);
    }

    /// Presses keys: tmux knows names such as `Enter`, and types what is none.
    fn press(&self, keys: &[&str]) {
        self.tmux(["send-keys"].into_iter().chain(keys.iter().copied()));
    }

    /// Types words as they are.
    fn type_in(&self, words: &str) {
        self.tmux(["send-keys", "-l", words]);
    }

    /// What the terminal shows and has shown; a line that went on in the next row is one line.
    fn seen(&self) -> String {
        String::from_utf8_lossy(&self.tmux(["capture-pane", "-p", "-J", "-S", "-"]).stdout).into_owned()
    }

    /// Waits until something is seen.
    fn wait(&self, what: impl Fn(&str) -> bool, name: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let seen = self.seen();
            if what(&seen) {
                return seen;
            }
            assert!(Instant::now() < end, "never seen: {name}\n{seen}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn wait_for(&self, words: &str) -> String {
        self.wait(|seen| seen.contains(words), words)
    }

    /// Waits until the person is asked for a line, and has typed nothing.
    fn prompted(&self) {
        self.wait(|seen| seen.trim_end().ends_with("\n>"), "a prompt");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("tmux").arg("-S").arg(&self.socket).arg("kill-server").output();
    }
}

/// The last line that a person typed into.
fn typed(seen: &str) -> String {
    seen.lines().rfind(|line| line.starts_with('>')).unwrap_or_default().trim_end().to_owned()
}

#[test]
fn a_person_edits_completes_sees_changes_and_comes_back() {
    let home = Home::new();
    let Some(terminal) = Terminal::open(&home) else {
        eprintln!("skipped: there is no tmux, so no terminal was driven");
        return;
    };
    let long = "The boundary is written down, and everything that stands behind it is for later. ".repeat(3);
    let endpoint = Endpoint::start(move |at, asked| match at {
        0 => open(json!({})),
        1 => {
            let pains = "reliability: checkout answered with errors for forty minutes on the last day of every month since July";
            let sent = json!({"pack": known(asked), "systems": ["orders-api", "orders-db"], "pains": [pains]});
            Reply::calls(&[("infra_intake", &sent.to_string())])
        }
        2 => Reply::words(&format!("{long}Who decides?")),
        _ => Reply::words("Welcome back."),
    });
    let model = ["--model", "scripted", "--base-url", &endpoint.url];
    terminal.chat(&home, &model);
    terminal.prompted();

    // A slip is mended in the line: back over three letters, and a word put in at its beginning.
    terminal.type_in("plan teh");
    terminal.press(&["BSpace", "BSpace", "BSpace"]);
    terminal.type_in("the orders platform");
    terminal.press(&["C-a"]);
    terminal.type_in("Please ");
    terminal.press(&["C-e", "Enter"]);
    terminal.wait_for("Who decides?");
    terminal.prompted();
    assert_eq!(endpoint.asked()[0].body["messages"][1]["content"], "Please plan the orders platform");
    let seen = terminal.seen();
    for words in ["kept as pk_", "Context snapshot", "+ Systems in scope: orders-api", "revision 2", "Gate: not passed"]
    {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    let pack = id(&seen);

    terminal.type_in("/sho");
    terminal.press(&["Tab"]);
    terminal.wait(|seen| typed(seen) == "> /show", "the command completed");
    terminal.type_in("cont");
    terminal.press(&["Tab"]);
    terminal.wait(|seen| typed(seen) == "> /show context", "the section completed");
    terminal.press(&["Enter"]);
    terminal.wait(|seen| seen.lines().any(|line| line.trim_end() == "Systems in scope"), "the section");
    terminal.prompted();
    // What was typed and taken back is gone, and nothing else.
    terminal.type_in("never mind");
    terminal.press(&["C-c"]);
    terminal.wait_for("Ctrl-D or `/quit` ends");
    terminal.prompted();
    terminal.press(&["C-d"]);
    let seen = terminal.wait_for(&format!("Go on with: groundplan chat {pack}"));
    for line in seen.lines().filter(|line| !line.starts_with("Pane is dead")) {
        assert!(line.trim_end().chars().count() <= 80, "{line:?}");
    }

    let mut args = vec![pack.as_str()];
    args.extend(model);
    terminal.chat(&home, &args);
    terminal.wait_for("messages of this conversation go on");
    terminal.prompted();
    terminal.press(&["Up"]);
    terminal.wait(|seen| typed(seen) == "> /show context", "the last line");
    terminal.press(&["Up"]);
    terminal.wait(|seen| typed(seen) == "> Please plan the orders platform", "the line before");
    terminal.press(&["Enter"]);
    terminal.wait_for("Welcome back.");
    terminal.prompted();
    terminal.press(&["C-d"]);
    terminal.wait_for("Go on with: groundplan chat pk_");
}
