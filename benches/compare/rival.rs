//! A server to be measured, as a process. JSON-RPC is spoken here without a client library, whose time would be counted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// The revision of the protocol that all are spoken to in.
pub(super) const REVISION: &str = "2025-11-25";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Groundplan,
    Rmcp,
    TypeScript,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Groundplan, Kind::Rmcp, Kind::TypeScript];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Groundplan => "groundplan",
            Kind::Rmcp => "bare rmcp",
            Kind::TypeScript => "TypeScript",
        }
    }
}

/// A server, and how it is started.
pub(super) struct Rival {
    pub kind: Kind,
    program: PathBuf,
    arguments: Vec<PathBuf>,
    /// What is added for HTTP.
    http: &'static [&'static str],
}

impl Rival {
    /// The servers there are on this machine, groundplan first.
    pub fn all(store: &Path, answers: &Path) -> Vec<Rival> {
        let groundplan = Rival {
            kind: Kind::Groundplan,
            program: env!("CARGO_BIN_EXE_groundplan").into(),
            arguments: vec!["serve".into(), "--store".into(), store.into()],
            http: &["--http", "127.0.0.1:0"],
        };
        let rmcp = Rival {
            kind: Kind::Rmcp,
            program: std::env::current_exe().expect("this program"),
            arguments: vec!["echo".into(), answers.into()],
            http: &["http"],
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/benchmark");
        let typescript = Rival {
            kind: Kind::TypeScript,
            program: "node".into(),
            arguments: vec![folder.join("server.mjs"), answers.into()],
            http: &["http"],
        };
        let mut rivals = vec![groundplan, rmcp];
        let node = Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
        match (node, folder.join("node_modules").is_dir()) {
            (true, true) => rivals.push(typescript),
            (true, false) => println!("The TypeScript server is left out: run `npm ci` in tests/clients/benchmark.\n"),
            (false, _) => println!("The TypeScript server is left out: Node.js is not installed.\n"),
        }
        rivals
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).env_remove("GROUNDPLAN_LOG");
        command
    }
}

/// A server over pipes, past the handshake.
pub(super) struct Piped {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    line: String,
}

impl Piped {
    pub fn start(rival: &Rival) -> Piped {
        let mut child =
            rival.command().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the server starts");
        let input = child.stdin.take().expect("an input");
        let output = BufReader::new(child.stdout.take().expect("an output"));
        let mut server = Piped { child, input, output, line: String::new() };
        let client =
            json!({"protocolVersion": REVISION, "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}});
        let shaken = server.request("initialize", client);
        assert_eq!(shaken["result"]["protocolVersion"], REVISION, "{shaken}");
        server.send(json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        server
    }

    /// In one piece, as clients do.
    fn send(&mut self, message: Value) {
        self.input.write_all(format!("{message}\n").as_bytes()).expect("it is sent");
    }

    /// The length of the next answer, which is left unread: what is told unasked is passed over.
    fn receive(&mut self) -> usize {
        loop {
            self.line.clear();
            let length = self.output.read_line(&mut self.line).expect("a line");
            assert!(length > 0, "the server has ended");
            if !self.line.contains("\"method\":\"notifications/") {
                return length;
            }
        }
    }

    pub fn request(&mut self, method: &str, params: Value) -> Value {
        self.send(json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}));
        self.receive();
        serde_json::from_str(&self.line).expect("JSON")
    }

    /// Calls a tool; the length of the answer.
    pub fn call(&mut self, params: &Value) -> usize {
        self.send(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}));
        let length = self.receive();
        assert!(!self.line.contains("\"isError\":true") && self.line.contains("\"result\""), "{}", self.line);
        length
    }

    pub fn stop(self) {
        let Piped { mut child, input, .. } = self;
        drop(input);
        child.wait().expect("it ends");
    }
}

/// A server over HTTP.
pub(super) struct Listening {
    child: Child,
    pub address: SocketAddr,
    _log: BufReader<ChildStderr>,
}

impl Listening {
    pub fn start(rival: &Rival) -> Listening {
        let mut child = rival.command().args(rival.http).stderr(Stdio::piped()).spawn().expect("the server starts");
        let mut log = BufReader::new(child.stderr.take().expect("standard error"));
        let mut line = String::new();
        log.read_line(&mut line).expect("a line");
        let address = line.split_once("http://").and_then(|(_, rest)| rest.trim().strip_suffix("/mcp"));
        let address = address.and_then(|address| address.parse().ok());
        let address = address.unwrap_or_else(|| {
            let _ = log.read_to_string(&mut line);
            panic!("no address in {line:?}")
        });
        Listening { child, address, _log: log }
    }

    /// The memory in use, where the system says it.
    pub fn resident(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
    }

    pub fn stop(mut self) {
        self.child.kill().expect("it ends");
        self.child.wait().expect("it ends");
    }
}
