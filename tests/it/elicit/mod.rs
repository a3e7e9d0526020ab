//! The person behind a client: asked by forms in every protocol that has them, and nowhere else.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rmcp::ClientHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, ElicitRequestParams, ElicitResult,
    ElicitationAction, ElicitationCapability, ErrorData, Implementation, ProtocolVersion, UrlElicitationCapability,
};
use rmcp::service::{RequestContext, RoleClient, RunningService};
use rmcp::transport::{IntoTransport, TokioChildProcess};
use rmcp::{ClientLifecycleMode, ClientServiceExt};
use serde_json::{Value as Json, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot::Receiver;

mod confirmation;
mod http;
mod intake;
mod peer;
mod state;

/// The protocols that have forms: the oldest, the last one that sends them to the client, and the one that answers with
/// them.
const ERAS: [ProtocolVersion; 3] = [ProtocolVersion::V_2025_06_18, ProtocolVersion::V_2025_11_25, ROUNDS];
const ROUNDS: ProtocolVersion = ProtocolVersion::V_2026_07_28;

/// What a client can show.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shows {
    Forms,
    Pages,
    Nothing,
}

/// What a person does with the next form.
#[derive(Debug, Clone)]
enum Answer {
    Does(ElicitResult),
    /// Does so when told that it is time.
    After(Arc<Mutex<Option<Receiver<()>>>>, ElicitResult),
    /// Leaves it lying there until it is taken away.
    Leaves,
    /// The client says that it cannot show it after all.
    Fails,
}

fn accepts(content: Json) -> Answer {
    Answer::Does(ElicitResult::new(ElicitationAction::Accept).with_content(content))
}

fn declines() -> Answer {
    Answer::Does(ElicitResult::new(ElicitationAction::Decline))
}

fn puts_away() -> Answer {
    Answer::Does(ElicitResult::new(ElicitationAction::Cancel))
}

/// What is seen at the client.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    Form(Json),
    TakenAway,
}

/// A client with a person in front of it.
#[derive(Clone)]
struct Person {
    config: ClientConfig,
    answers: Arc<Mutex<VecDeque<Answer>>>,
    seen: UnboundedSender<Seen>,
}

impl ClientHandler for Person {
    fn get_info(&self) -> ClientConfig {
        self.config.clone()
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let answer = self.answers.lock().expect("the answers").pop_front();
        self.seen.send(Seen::Form(serde_json::to_value(request).expect("JSON"))).expect("the test looks");
        match answer {
            Some(Answer::Does(result)) => Ok(result),
            Some(Answer::After(time, result)) => {
                let time = time.lock().expect("a time").take();
                time.expect("a time").await.expect("it comes");
                Ok(result)
            }
            Some(Answer::Leaves) => {
                context.ct.cancelled().await;
                self.seen.send(Seen::TakenAway).expect("the test looks");
                Err(ErrorData::internal_error("nobody waits", None))
            }
            Some(Answer::Fails) | None => Err(ErrorData::internal_error("nothing to show it on", None)),
        }
    }
}

/// A person at a desk, and what they saw on it.
struct Desk {
    client: RunningService<RoleClient, Person>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
    seen: UnboundedReceiver<Seen>,
}

impl Desk {
    async fn at<T, E, A>(transport: T, version: ProtocolVersion, shows: Shows) -> Desk
    where
        T: IntoTransport<RoleClient, E, A>,
        E: std::error::Error + Send + Sync + 'static,
    {
        let mut capabilities = ClientCapabilities::default();
        capabilities.elicitation = match shows {
            Shows::Nothing => None,
            Shows::Forms => Some(ElicitationCapability::default()),
            Shows::Pages => {
                let mut pages = ElicitationCapability::default();
                pages.url = Some(UrlElicitationCapability::default());
                Some(pages)
            }
        };
        let mut config = ClientConfig::new(capabilities, Implementation::new("desk", "1"));
        config.protocol_version = version.clone();
        let (sender, seen) = unbounded_channel();
        let person = Person { config, answers: Arc::default(), seen: sender };
        let answers = Arc::clone(&person.answers);
        let lifecycle = if version < ROUNDS {
            ClientLifecycleMode::Initialize
        } else {
            ClientLifecycleMode::Discover { preferred_versions: vec![version] }
        };
        let client = person.serve_with_lifecycle(transport, lifecycle).await.expect("the handshake succeeds");
        Desk { client, answers, seen }
    }

    /// The built program, over its standard input and output.
    async fn over(store: &Path, version: ProtocolVersion, shows: Shows) -> Desk {
        Desk::at(process(store, None), version, shows).await
    }

    fn will(&self, answer: Answer) {
        self.answers.lock().expect("the answers").push_back(answer);
    }

    async fn call(&self, tool: &str, arguments: Json) -> CallToolResult {
        self.client.call_tool(params(tool, arguments)).await.expect("the call is answered")
    }

    /// Calls, and nothing goes wrong.
    async fn done(&self, tool: &str, arguments: Json) -> Json {
        let result = self.call(tool, arguments).await;
        assert_ne!(result.is_error, Some(true), "{}", text(&result));
        let text = text(&result);
        // A document is told as text alone.
        let mut done = result.structured_content.unwrap_or_else(|| json!({"markdown": text}));
        if !tool.starts_with("pack_") {
            done["sections"] = self.sections(&done["pack"]).await;
        }
        done
    }

    /// The sections of a pack, as they stand.
    async fn sections(&self, pack: &Json) -> Json {
        let read = self.call("pack_read", json!({"pack": pack, "format": "json"})).await;
        read.structured_content.expect("a pack")["sections"].clone()
    }

    /// Calls, and is told why not.
    async fn refused(&self, tool: &str, arguments: Json) -> String {
        let result = self.call(tool, arguments).await;
        assert_eq!(result.is_error, Some(true), "{}", text(&result));
        text(&result)
    }

    /// A new pack of a skill.
    async fn open(&self, skill: &str) -> Json {
        let request = match skill {
            "platform-operations" => "Plan a pipeline with canaries and a way back for orders",
            _ => "Plan the scaling of orders",
        };
        self.done("pack_open", json!({"skill": skill, "title": "Orders", "request": request})).await["pack"].clone()
    }

    /// The newest revision of a pack.
    async fn revision(&self, pack: &Json) -> Json {
        self.done("pack_read", json!({"pack": pack, "format": "json"})).await["revision"].clone()
    }

    /// What is seen next, which is waited for.
    async fn next(&mut self) -> Seen {
        let next = tokio::time::timeout(Duration::from_secs(60), self.seen.recv()).await;
        next.expect("something is seen").expect("the client is there")
    }

    /// The form shown since the last look; there was one, and no more.
    fn form(&mut self) -> Json {
        let form = match self.seen.try_recv() {
            Ok(Seen::Form(form)) => form,
            other => panic!("a form is shown: {other:?}"),
        };
        self.nothing();
        form
    }

    /// Nothing was shown since the last look.
    fn nothing(&mut self) {
        assert!(self.seen.is_empty(), "{:?}", self.seen.try_recv());
    }
}

fn process(store: &Path, key: Option<&str>) -> TokioChildProcess {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_groundplan"));
    command.arg("serve").arg("--store").arg(store).env_remove("GROUNDPLAN_STATE_KEY");
    if let Some(key) = key {
        command.env("GROUNDPLAN_STATE_KEY", key);
    }
    TokioChildProcess::new(command).expect("the server starts")
}

fn params(tool: &str, arguments: Json) -> CallToolRequestParams {
    CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments.as_object().cloned().expect("an object"))
}

fn text(result: &CallToolResult) -> String {
    result.content.iter().filter_map(|content| content.as_text()).map(|text| text.text.clone()).collect()
}

/// The ids of the questions that a form asks.
fn asked(form: &Json) -> Vec<String> {
    let fields = form["requestedSchema"]["properties"].as_object().expect("fields");
    fields.keys().filter(|key| *key != "answered_by").cloned().collect()
}

/// A folder for a store, and where the store is.
fn store() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("packs.db");
    (folder, path)
}
