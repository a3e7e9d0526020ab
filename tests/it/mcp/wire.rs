//! The server as bytes: requests over HTTP and lines over pipes, with no client library between.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Value as Json, json};
use sqlx::{Connection, SqliteConnection};

/// Every revision of the protocol that starts with a handshake, and the one that does not.
pub(super) const WITH_HANDSHAKE: [&str; 4] = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];
pub(super) const STATELESS: &str = "2026-07-28";

fn serve(store: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundplan"));
    command.arg("serve").arg("--store").arg(store).args(args).env_remove("GROUNDPLAN_LOG");
    command
}

/// A request of the stateless revision.
pub(super) fn stateless(id: u64, method: &str, mut params: Json) -> Json {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": STATELESS,
        "io.modelcontextprotocol/clientInfo": {"name": "wire", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

/// A server over HTTP, killed when it is dropped.
pub(super) struct HttpServer {
    pub child: Child,
    pub address: SocketAddr,
}

/// An answer over HTTP.
#[derive(Debug)]
pub(super) struct Reply {
    pub status: u16,
    head: String,
    pub body: String,
}

impl HttpServer {
    pub(super) fn start(store: &Path, args: &[&str]) -> HttpServer {
        let mut command = serve(store, &["--http", "127.0.0.1:0"]);
        let mut child = command.args(args).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut log = BufReader::new(child.stderr.take().expect("standard error"));
        let mut line = String::new();
        log.read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("groundplan: listening on http://");
        let address = address.and_then(|rest| rest.strip_suffix("/mcp")).unwrap_or_else(|| panic!("{line}"));
        let address = address.parse().expect("an address");
        // What is logged later must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::stderr()));
        HttpServer { child, address }
    }

    /// Sends a request with these headers besides what every client sends.
    pub(super) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut stream = self.connect();
        stream.write_all(request(method, path, headers, body, self.address).as_bytes()).expect("it is sent");
        reply(stream)
    }

    pub(super) fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).expect("a connection")
    }

    /// Posts a message of a revision.
    pub(super) fn post(&self, revision: &str, message: &Json) -> Reply {
        let method = message["method"].as_str().unwrap_or_default().to_owned();
        let params = &message["params"];
        let name = params["name"].as_str().or(params["uri"].as_str()).unwrap_or_default().to_owned();
        let mut headers = vec![("MCP-Protocol-Version", revision)];
        if revision == STATELESS {
            headers.push(("Mcp-Method", &method));
            if !name.is_empty() {
                headers.push(("Mcp-Name", &name));
            }
        }
        self.send("POST", "/mcp", &headers, &message.to_string())
    }

    /// Calls a tool in the stateless revision.
    pub(super) fn call(&self, tool: &str, arguments: Json) -> Reply {
        self.post(STATELESS, &stateless(1, "tools/call", json!({"name": tool, "arguments": arguments})))
    }

    /// Opens a pack; its id.
    pub(super) fn open(&self) -> Json {
        let opened = self.call("pack_open", json!({"title": "Orders", "request": "Plan the scaling of orders"}));
        opened.json()["result"]["structuredContent"]["pack"].clone()
    }

    pub(super) fn signal(&self, name: &str) {
        let done = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("kill runs");
        assert!(done.success());
    }

    pub(super) fn wait(&mut self) -> ExitStatus {
        self.child.wait().expect("it ends")
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request as it goes over the wire.
pub(super) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str, host: SocketAddr) -> String {
    let mut all = vec![
        ("Host".to_owned(), host.to_string()),
        ("Accept".to_owned(), "application/json, text/event-stream".to_owned()),
        ("Content-Type".to_owned(), "application/json".to_owned()),
        ("Content-Length".to_owned(), body.len().to_string()),
        ("Connection".to_owned(), "close".to_owned()),
    ];
    for (name, value) in headers {
        all.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        all.push(((*name).to_owned(), (*value).to_owned()));
    }
    let head: String = all.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{method} {path} HTTP/1.1\r\n{head}\r\n{body}")
}

/// What is said until the connection is closed.
pub(super) fn reply(mut stream: TcpStream) -> Reply {
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    let mut bytes = Vec::new();
    // A server that answers before it has read everything may reset the connection after its answer.
    if let Err(error) = stream.read_to_end(&mut bytes) {
        assert!(!bytes.is_empty(), "{error}");
    }
    let text = String::from_utf8(bytes).expect("UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head in {text:?}"));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("{head}"));
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value.trim()))
    }

    pub(super) fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A connection that takes one request after the other, made anew where the server has closed it.
pub(super) struct KeptAlive {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

impl KeptAlive {
    pub(super) fn to(address: SocketAddr) -> KeptAlive {
        KeptAlive { address, stream: None }
    }

    /// Posts bytes; status and body of the answer.
    pub(super) fn post(&mut self, headers: &[(&str, &str)], body: &[u8]) -> (u16, Vec<u8>) {
        let length = body.len().to_string();
        let mut all = vec![("Connection", "keep-alive"), ("Content-Length", length.as_str())];
        all.extend(headers);
        let head = request("POST", "/mcp", &all, "", self.address);
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => BufReader::new(TcpStream::connect(self.address).expect("a connection")),
        };
        stream.get_mut().write_all(&[head.as_bytes(), body].concat()).expect("it is sent");
        let (mut status, mut length, mut close) = (0, 0, false);
        loop {
            let mut line = String::new();
            assert!(stream.read_line(&mut line).expect("a head") > 0, "closed without an answer");
            let line = line.trim_end().to_ascii_lowercase();
            match line.split_once(':') {
                _ if line.is_empty() => break,
                Some(("content-length", value)) => length = value.trim().parse().expect("a length"),
                Some(("transfer-encoding", _)) => panic!("an answer without a length: {line}"),
                Some(("connection", value)) => close = value.trim() == "close",
                Some(_) => {}
                None => status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status"),
            }
        }
        let mut answer = vec![0; length];
        stream.read_exact(&mut answer).expect("a body");
        self.stream = (!close).then_some(stream);
        (status, answer)
    }
}

/// A server over pipes, line by line.
pub(super) struct Pipes {
    pub child: Child,
    pub input: ChildStdin,
    pub output: BufReader<ChildStdout>,
}

impl Pipes {
    pub(super) fn start(store: &Path, args: &[&str]) -> Pipes {
        let mut command = serve(store, args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let input = child.stdin.take().expect("an input");
        let output = BufReader::new(child.stdout.take().expect("an output"));
        Pipes { child, input, output }
    }

    /// Started, and past the handshake of a revision.
    pub(super) fn shaken(store: &Path, args: &[&str], revision: &str) -> Pipes {
        let mut pipes = Pipes::start(store, args);
        let answer = pipes.request(&initialize(revision));
        assert_eq!(answer["result"]["protocolVersion"], revision, "{answer}");
        pipes.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        pipes
    }

    pub(super) fn send(&mut self, message: &Json) {
        writeln!(self.input, "{message}").expect("it is sent");
    }

    /// The next message, which is JSON or the test fails.
    pub(super) fn receive(&mut self) -> Json {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// The next answer; what the server tells unasked is passed over.
    pub(super) fn answer(&mut self) -> Json {
        loop {
            let said = self.receive();
            if said.get("method").is_none() {
                return said;
            }
        }
    }

    pub(super) fn request(&mut self, message: &Json) -> Json {
        self.send(message);
        self.answer()
    }

    /// Closes its input; it ends by itself.
    pub(super) fn finish(self) -> (String, ExitStatus) {
        let Pipes { mut child, input, mut output } = self;
        drop(input);
        let mut rest = String::new();
        output.read_to_string(&mut rest).expect("UTF-8");
        // News of packs may still be under way.
        let answers: Vec<&str> = rest.lines().filter(|line| !line.contains("\"method\":\"notifications/")).collect();
        (answers.join("\n"), child.wait().expect("it ends"))
    }
}

pub(super) fn initialize(revision: &str) -> Json {
    json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params":
        {"protocolVersion": revision, "capabilities": {}, "clientInfo": {"name": "wire", "version": "1"}}})
}

/// Keeps everybody from writing to a store until it is dropped.
pub(super) struct Lock(SqliteConnection);

impl Lock {
    pub(super) async fn take(store: &Path) -> Lock {
        let mut connection = SqliteConnection::connect(&format!("sqlite:{}", store.display())).await.expect("a store");
        sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut connection).await.expect("the lock");
        Lock(connection)
    }

    pub(super) async fn release(self) {
        self.0.close().await.expect("the connection closes");
    }
}

/// Memory that a process has in use, where the system says so.
pub(super) fn resident_kib(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
}
