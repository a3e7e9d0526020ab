//! `serve`: the MCP server.

use std::env::VarError;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use rmcp::ServerHandler;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{App, CommandError, Outcome};
use crate::mcp::http::{self, Access, Host, Limits, Origin};
use crate::mcp::{STATE_KEY_ENV, Seal, Server, stdio};
use crate::skill::registry::Registry;
use crate::skills;
use crate::workspace::{self, Workspace};

/// Serves MCP, for an assistant: on standard input and output, or over HTTP.
///
/// On standard input and output, standard output carries the protocol and nothing else, and the server ends when the
/// client closes its end. With --http it speaks Streamable HTTP at /mcp, answers /healthz and /readyz, says on standard
/// error where it listens and where packs are kept, and ends on SIGINT or SIGTERM once the calls under way are answered.
/// Logs go to standard error.
///
/// Over HTTP there is no authentication: whoever reaches the server may read and change every pack of the store. By
/// default that is whoever works on this machine. Pages in a browser are kept out, unless --allow-origin names theirs.
///
/// Where several processes answer for one address, give each the same key in GROUNDPLAN_STATE_KEY, at least 32 bytes: what
/// one of them asked a person, another can then take the answer to.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// A directory of skill folders: one of a built-in skill's name replaces its text, others are added
    #[arg(long, value_name = "DIR")]
    skills: Option<PathBuf>,
    /// Serve this skill alone: its tools, its texts, packs of its kind
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(workspace::names(skills::NATIVE)))]
    skill: Option<String>,
    /// Serve over HTTP at this address, such as 127.0.0.1:8931; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", value_parser = address, help_heading = "HTTP")]
    http: Option<SocketAddr>,
    /// Listen on an address that other machines can reach. Whoever does may read and change every pack: put a proxy that
    /// authenticates and encrypts in front
    #[arg(long, requires = "http", help_heading = "HTTP")]
    allow_remote: bool,
    /// Another name that callers use for this server, with a port or for any; the loopback names and the address listened
    /// on are known
    #[arg(long, value_name = "HOST", requires = "http", help_heading = "HTTP")]
    allow_host: Vec<Host>,
    /// An origin of web pages that may call, such as http://localhost:6274; none may by default
    #[arg(long, value_name = "ORIGIN", requires = "http", help_heading = "HTTP")]
    allow_origin: Vec<Origin>,
    /// The most bytes of a request's body
    #[arg(long, value_name = "BYTES", default_value_t = 4 << 20, requires = "http", help_heading = "HTTP")]
    max_body: usize,
    /// The most connections open at once; where there are so many, those that wait for a request are closed for the next
    #[arg(long, value_name = "N", default_value = "512", value_parser = clap::value_parser!(u16).range(1..), requires = "http", help_heading = "HTTP")]
    max_connections: u16,
    /// The most calls under way at once; one more is answered 503 and told to come again
    #[arg(long, value_name = "N", default_value = "64", value_parser = clap::value_parser!(u16).range(1..), requires = "http", help_heading = "HTTP")]
    max_calls: u16,
    /// The most streams open at once, one for each subscription; one more is answered 503
    #[arg(long, value_name = "N", default_value = "256", value_parser = clap::value_parser!(u16).range(1..), requires = "http", help_heading = "HTTP")]
    max_streams: u16,
    /// The most seconds that a call may take
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = clap::value_parser!(u16).range(1..), requires = "http", help_heading = "HTTP")]
    call_seconds: u16,
    /// The most seconds that a connection may take to send the head of a request, be it the first or the next one
    #[arg(long, value_name = "SECONDS", default_value = "15", value_parser = clap::value_parser!(u16).range(1..), requires = "http", help_heading = "HTTP")]
    head_seconds: u16,
    /// Mount the fixtures of the protocol's conformance suite beside what is served
    #[cfg(feature = "conformance")]
    #[arg(long, hide = true, requires = "http")]
    conformance_fixtures: bool,
}

impl Serve {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let registry = self.registry()?;
        for problem in registry.problems() {
            tracing::warn!("{problem}");
        }
        let seal = seal()?;
        app.wait(async {
            let workspace = app.workspace().await?;
            let workspace = match &self.skill {
                Some(name) => workspace.only(name)?,
                None => workspace,
            };
            // Whoever talks to it over stdio has started it, and may name folders that it reads.
            let workspace = if self.http.is_some() { workspace } else { workspace.reading_folders() };
            let server = Server::new(workspace.clone(), registry)
                .map_err(|error| CommandError::Internal(format!("the instructions cannot be written: {error}")))?
                .sealing(seal);
            let closing = server.closing();
            match self.http {
                #[cfg(feature = "conformance")]
                Some(address) if self.conformance_fixtures => {
                    let server = crate::mcp::conformance::Fixtures(server);
                    self.over_http(address, server, workspace, closing).await?;
                }
                Some(address) => self.over_http(address, server, workspace, closing).await?,
                None => {
                    if std::io::stdin().is_terminal() {
                        super::complain(
                            "this speaks MCP on standard input and output, for an assistant to start; `groundplan \
                             install` connects one, --http serves over HTTP, and Ctrl-C ends it",
                        );
                    }
                    stdio::serve(server, closing).await?;
                }
            }
            Ok(Outcome::Done)
        })
    }

    fn registry(&self) -> Result<Registry, CommandError> {
        let registry = match &self.skills {
            Some(dir) if !dir.is_dir() => {
                let name = format!("--skills {}", dir.display());
                let problem = "it is no directory; name one that holds skill folders".to_owned();
                return Err(CommandError::Unreadable { name, problem });
            }
            Some(dir) => Registry::with(dir),
            None => Registry::embedded(),
        };
        Ok(match &self.skill {
            Some(name) => registry.only(name),
            None => registry,
        })
    }

    async fn over_http(
        self,
        address: SocketAddr,
        server: impl ServerHandler + Clone,
        workspace: Workspace,
        stop: CancellationToken,
    ) -> Result<(), CommandError> {
        let usage = |problem: &str| Err(CommandError::Usage(format!("--http {address}: {problem}")));
        if !address.ip().is_loopback() && !self.allow_remote {
            return usage(
                "other machines can reach this address, and whoever does may read and change every pack; \
                 add --allow-remote if that is meant, or listen on 127.0.0.1",
            );
        }
        if address.ip().is_unspecified() && self.allow_host.is_empty() {
            return usage(
                "name what callers call this server with --allow-host, such as --allow-host plans.example.com",
            );
        }
        let ended = ended()?;
        let listener = match TcpListener::bind(address).await {
            Ok(listener) => listener,
            Err(error) => return usage(&format!("it cannot be listened on: {error}")),
        };
        let bound = listener.local_addr().unwrap_or(address);
        super::complain(&format!("listening on http://{bound}{}", http::PATH));
        super::complain(&format!("packs are kept in {}; Ctrl-C ends it", workspace.place()));
        let access = Access::new(bound, self.allow_host, self.allow_origin);
        let limits = Limits {
            body: self.max_body,
            connections: self.max_connections.into(),
            calls: self.max_calls.into(),
            streams: self.max_streams.into(),
            call: Duration::from_secs(self.call_seconds.into()),
            head: Duration::from_secs(self.head_seconds.into()),
        };
        let signalled = stop.clone();
        tokio::spawn(async move {
            ended.await;
            signalled.cancel();
        });
        http::serve(listener, server, workspace, &access, limits, stop).await;
        Ok(())
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "write an address and a port, such as 127.0.0.1:8931 or [::1]:8931".to_owned())
}

/// Ends when the process is told to, by a person or by its supervisor.
fn ended() -> Result<impl Future<Output = ()>, CommandError> {
    let unheard = |error| CommandError::Internal(format!("signals cannot be listened for: {error}"));
    #[cfg(unix)]
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).map_err(unheard)?;
    #[cfg(unix)]
    let mut interrupted = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt()).map_err(unheard)?;
    #[cfg(unix)]
    return Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    });
    #[cfg(windows)]
    let mut interrupted = tokio::signal::windows::ctrl_c().map_err(unheard)?;
    #[cfg(windows)]
    return Ok(async move {
        interrupted.recv().await;
    });
}

/// What seals the state that clients carry: the key of the environment, or one of this process alone. An option would show
/// the key to whoever lists the processes.
fn seal() -> Result<Seal, CommandError> {
    match std::env::var(STATE_KEY_ENV) {
        Err(VarError::NotPresent) => Ok(Seal::of_process()),
        Err(VarError::NotUnicode(_)) => Err(CommandError::Usage(format!("the key in {STATE_KEY_ENV} is no text"))),
        Ok(key) => Seal::of_key(&SecretString::from(key)).map_err(|short| CommandError::Usage(short.to_string())),
    }
}
