//! An OpenAI-compatible endpoint that plays a script: it keeps what it is asked, and answers as it is told, be it a stream,
//! a status, or half an answer.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use serde_json::{Value as Json, json};

/// The tokens that an answer counts of its request: more than any request of a test has, as of an endpoint that reads all of
/// it.
pub const INPUT: u64 = 20_000;

/// The tokens that an answer counts of itself.
pub const OUTPUT: u64 = 20;

/// What an endpoint answers.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    retry_after: Option<String>,
    chunks: Vec<Json>,
    body: Option<String>,
    pace: Duration,
    cut: bool,
}

impl Reply {
    fn stream(chunks: Vec<Json>) -> Self {
        Reply { status: 200, retry_after: None, chunks, body: None, pace: Duration::ZERO, cut: false }
    }

    /// Chunks as they are.
    pub fn raw(chunks: Vec<Json>) -> Self {
        Reply::stream(chunks)
    }

    /// Words, a chunk for each.
    pub fn words(text: &str) -> Self {
        let words = text.split_inclusive(' ').map(|word| delta(json!({"content": word}), None));
        let first = delta(json!({"role": "assistant", "content": ""}), None);
        Reply::stream(
            [first].into_iter().chain(words).chain([delta(json!({}), Some("stop")), usage(INPUT, OUTPUT)]).collect(),
        )
    }

    /// An object, as structured output comes: words that are JSON.
    pub fn object(object: &Json) -> Self {
        Reply::words(&object.to_string())
    }

    /// Calls of tools, the arguments of each in two pieces.
    pub fn calls(calls: &[(&str, &str)]) -> Self {
        let mut chunks = Vec::new();
        for (index, (name, arguments)) in calls.iter().enumerate() {
            let middle = (0..=arguments.len() / 2).rev().find(|at| arguments.is_char_boundary(*at)).unwrap_or(0);
            let (head, tail) = arguments.split_at(middle);
            let first = json!({"index": index, "id": format!("call_{index}"), "type": "function",
                "function": {"name": name, "arguments": head}});
            chunks.push(delta(json!({"tool_calls": [first]}), None));
            chunks.push(delta(json!({"tool_calls": [{"index": index, "function": {"arguments": tail}}]}), None));
        }
        chunks.extend([delta(json!({}), Some("tool_calls")), usage(INPUT, OUTPUT)]);
        Reply::stream(chunks)
    }

    /// A status with an error as providers word it.
    pub fn status(status: u16, message: &str) -> Self {
        let body = json!({"error": {"message": message, "type": "error"}}).to_string();
        Reply { status, body: Some(body), ..Reply::stream(Vec::new()) }
    }

    /// A whole reply that does not come as a stream.
    pub fn whole(body: &Json) -> Self {
        Reply { body: Some(body.to_string()), ..Reply::stream(Vec::new()) }
    }

    /// The same, asking to wait before it is asked again.
    pub fn retry_after(self, header: &str) -> Self {
        Reply { retry_after: Some(header.to_owned()), ..self }
    }

    /// The same, ending for this reason.
    pub fn ending(mut self, reason: &str) -> Self {
        for chunk in &mut self.chunks {
            if let Some(finish) = chunk.pointer_mut("/choices/0/finish_reason").filter(|one| !one.is_null()) {
                *finish = json!(reason);
            }
        }
        self
    }

    /// The same, with this much time before each chunk.
    pub fn slow(self, pace: Duration) -> Self {
        Reply { pace, ..self }
    }

    /// The same, with another count of its tokens.
    pub fn counting(mut self, input: u64, output: u64) -> Self {
        self.chunks.retain(|chunk| chunk.get("usage").is_none());
        self.chunks.push(usage(input, output));
        self
    }

    /// The same, cut off after some chunks by a connection that breaks.
    pub fn cut(mut self, after: usize) -> Self {
        self.chunks.truncate(after);
        Reply { cut: true, ..self }
    }
}

/// A chunk of a reply.
pub fn delta(delta: Json, finish: Option<&str>) -> Json {
    json!({"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
}

/// A chunk with a count of tokens.
pub fn usage(input: u64, output: u64) -> Json {
    json!({"id": "x", "object": "chat.completion.chunk", "choices": [],
        "usage": {"prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output}})
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its body.
    pub body: Json,
    /// Its `Authorization`.
    pub authorization: String,
}

type Script = dyn Fn(usize, &Asked) -> Reply + Send + Sync;

/// A running endpoint. It ends with the test.
pub struct Endpoint {
    /// Its address, as `--base-url` takes it.
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    _stop: tokio::sync::oneshot::Sender<()>,
}

struct Playing {
    script: Box<Script>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Endpoint {
    /// Answers each request by its number, from 0, and by what it says.
    pub fn start(script: impl Fn(usize, &Asked) -> Reply + Send + Sync + 'static) -> Self {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let playing = Arc::new(Playing { script: Box::new(script), asked: asked.clone() });
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (told, address) = std::sync::mpsc::channel::<SocketAddr>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
                told.send(listener.local_addr().expect("an address")).expect("somebody waits");
                let app = Router::new().route("/v1/chat/completions", post(play)).with_state(playing);
                tokio::select! {
                    served = axum::serve(listener, app) => served.expect("it serves"),
                    _ = stopped => {}
                }
            });
        });
        let address = address.recv().expect("it has begun");
        Endpoint { url: format!("http://{address}/v1"), asked, _stop: stop }
    }

    /// Answers in this order; what is asked beyond it fails.
    pub fn playing(replies: Vec<Reply>) -> Self {
        Endpoint::start(move |at, _| {
            replies.get(at).cloned().unwrap_or_else(|| Reply::status(400, &format!("the script has no reply {at}")))
        })
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("it is whole").clone()
    }
}

async fn play(State(playing): State<Arc<Playing>>, headers: HeaderMap, body: Bytes) -> Response {
    let authorization = headers.get("authorization").and_then(|one| one.to_str().ok()).unwrap_or_default().to_owned();
    let asked = Asked { body: serde_json::from_slice(&body).unwrap_or_default(), authorization };
    let at = {
        let mut all = playing.asked.lock().expect("it is whole");
        all.push(asked.clone());
        all.len() - 1
    };
    let Reply { status, retry_after, chunks, body, pace, cut } = (playing.script)(at, &asked);
    let mut response = Response::builder().status(StatusCode::from_u16(status).expect("a status"));
    if let Some(wait) = retry_after {
        response = response.header("retry-after", wait);
    }
    if let Some(body) = body {
        return response.header("content-type", "application/json").body(Body::from(body)).expect("a response");
    }
    let mut events: Vec<Result<Bytes, std::io::Error>> =
        chunks.into_iter().map(|chunk| Ok(Bytes::from(format!("data: {chunk}\n\n")))).collect();
    events.push(if cut {
        Err(std::io::Error::other("the connection breaks"))
    } else {
        Ok(Bytes::from_static(b"data: [DONE]\n\n"))
    });
    let events = futures_util::stream::unfold(events.into_iter(), move |mut rest| async move {
        let event = rest.next()?;
        tokio::time::sleep(pace).await;
        Some((event, rest))
    });
    response.header("content-type", "text/event-stream").body(Body::from_stream(events)).expect("a response")
}
