//! Calls over HTTP on many connections, each of which sends its next call when the last one is answered.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::rival::REVISION;

/// Sends one request.
pub(super) fn once(address: SocketAddr, method: &str, params: &Value) {
    let request = request(address, method, params);
    runtime().block_on(async {
        let mut connection = Connection::to(address).await;
        connection.ask(&request).await;
    });
}

/// Calls a tool on so many connections for so long; how many calls were answered.
pub(super) fn run(address: SocketAddr, connections: usize, time: Duration, params: &Value) -> usize {
    let request = request(address, "tools/call", params);
    runtime().block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        let until = Instant::now() + time;
        for _ in 0..connections {
            let request = request.clone();
            tasks.spawn(async move {
                let mut connection = Connection::to(address).await;
                let mut answered = 0;
                while Instant::now() < until {
                    connection.ask(&request).await;
                    answered += 1;
                }
                answered
            });
        }
        tasks.join_all().await.into_iter().sum()
    })
}

/// One thread, so that the server has the others.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn request(address: SocketAddr, method: &str, params: &Value) -> Vec<u8> {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
    format!(
        "POST /mcp HTTP/1.1\r\nHost: {address}\r\nAccept: application/json, text/event-stream\r\nContent-Type: \
         application/json\r\nMCP-Protocol-Version: {REVISION}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Connection {
    async fn to(address: SocketAddr) -> Connection {
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        Connection { stream, answer: Vec::new() }
    }

    /// Sends a request and reads its answer, which has to be a good one.
    async fn ask(&mut self, request: &[u8]) {
        self.stream.write_all(request).await.expect("it is sent");
        self.answer.clear();
        while !self.complete() {
            let more = self.stream.read_buf(&mut self.answer).await.expect("an answer");
            assert!(more > 0, "closed within {:?}", String::from_utf8_lossy(&self.answer));
        }
        let good = self.answer.starts_with(b"HTTP/1.1 200") && !contains(&self.answer, b"\"isError\":true");
        assert!(good && contains(&self.answer, b"\"result\""), "{}", String::from_utf8_lossy(&self.answer));
    }

    /// Whether the answer is whole: as long as its head says, or up to its last chunk, which no JSON text looks like.
    fn complete(&self) -> bool {
        let Some(end) = memchr::memmem::find(&self.answer, b"\r\n\r\n") else { return false };
        let head = String::from_utf8_lossy(&self.answer[..end]).to_ascii_lowercase();
        match head.lines().find_map(|line| line.strip_prefix("content-length:")) {
            Some(length) => self.answer.len() >= end + 4 + length.trim().parse::<usize>().expect("a length"),
            None => self.answer.ends_with(b"\r\n0\r\n\r\n"),
        }
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}
