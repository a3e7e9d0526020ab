//! The assistants that groundplan can be connected to: where each keeps its configuration, and what an entry says there.

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::edit::{Format, Slot};

/// An assistant's program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Client {
    /// Claude Code
    ClaudeCode,
    /// Claude Desktop
    ClaudeDesktop,
    /// Cursor
    Cursor,
    /// Visual Studio Code
    Vscode,
    /// Goose
    Goose,
    /// Codex
    Codex,
    /// Gemini CLI
    Gemini,
}

/// For whom a configuration holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Scope {
    /// Everything that this user does
    User,
    /// The project in the working directory, for all who work on it
    Project,
}

/// The kinds of system that programs keep their files in different places on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Linux and its like.
    Linux,
    /// macOS.
    Mac,
    /// Windows.
    Windows,
}

impl System {
    /// The one that this program was built for.
    pub const HERE: System = match () {
        () if cfg!(target_os = "macos") => System::Mac,
        () if cfg!(windows) => System::Windows,
        () => System::Linux,
    };
}

/// What the places depend on.
pub struct Surroundings<'e> {
    /// The kind of system.
    pub system: System,
    /// The user's home.
    pub home: PathBuf,
    /// The project's root.
    pub project: PathBuf,
    /// The environment.
    pub variable: &'e dyn Fn(&str) -> Option<String>,
}

impl Surroundings<'_> {
    /// A directory that a variable names. A relative one means another place in every program, so it counts for nothing.
    fn directory(&self, variable: &str) -> Option<PathBuf> {
        (self.variable)(variable).map(PathBuf::from).filter(|path| path.has_root())
    }

    /// Where programs keep what they are configured with.
    fn config(&self) -> PathBuf {
        match self.system {
            System::Linux => self.directory("XDG_CONFIG_HOME").unwrap_or_else(|| self.home.join(".config")),
            System::Mac => self.home.join("Library/Application Support"),
            System::Windows => self.directory("APPDATA").unwrap_or_else(|| self.home.join("AppData/Roaming")),
        }
    }
}

/// How an assistant reaches the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Launch {
    /// It starts this program, and talks to it over standard input and output.
    Program {
        /// The program, as an absolute path.
        program: String,
        /// What it is told.
        args: Vec<String>,
    },
    /// It calls a server that runs already.
    Http {
        /// Its address.
        url: String,
    },
}

/// What an entry cannot say to a client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The client has no configuration of projects.
    #[error("{0} has no configuration of its own for a project; leave --scope out")]
    NoProjectScope(&'static str),
    /// The client's file takes programs alone.
    #[error(
        "{0} takes no address of a server in its configuration file: add it as a connector in its settings, or leave --http \
         out and let it start the server itself"
    )]
    NoHttp(&'static str),
}

impl Client {
    /// All of them.
    pub const ALL: [Client; 7] = [
        Client::ClaudeCode,
        Client::ClaudeDesktop,
        Client::Cursor,
        Client::Vscode,
        Client::Goose,
        Client::Codex,
        Client::Gemini,
    ];

    /// The name on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Client::ClaudeCode => "claude-code",
            Client::ClaudeDesktop => "claude-desktop",
            Client::Cursor => "cursor",
            Client::Vscode => "vscode",
            Client::Goose => "goose",
            Client::Codex => "codex",
            Client::Gemini => "gemini",
        }
    }

    /// The name of the product.
    pub fn title(self) -> &'static str {
        match self {
            Client::ClaudeCode => "Claude Code",
            Client::ClaudeDesktop => "Claude Desktop",
            Client::Cursor => "Cursor",
            Client::Vscode => "Visual Studio Code",
            Client::Goose => "Goose",
            Client::Codex => "Codex",
            Client::Gemini => "Gemini CLI",
        }
    }

    /// What makes it read its configuration again.
    pub fn reload(self) -> &'static str {
        match self {
            Client::ClaudeCode => "start `claude` anew, or see /mcp",
            Client::ClaudeDesktop => "quit Claude Desktop and start it again",
            Client::Cursor => "enable it in Cursor's settings, under MCP",
            Client::Vscode => "run `MCP: List Servers` in Visual Studio Code and start it",
            Client::Goose => "start a new session of goose",
            Client::Codex => "start `codex` anew, and see /mcp",
            Client::Gemini => "start `gemini` anew, and see /mcp",
        }
    }

    /// Where the entry of this name belongs.
    pub fn slot(self, name: &str) -> Slot {
        let (format, table) = match self {
            Client::ClaudeCode | Client::ClaudeDesktop | Client::Cursor | Client::Gemini => {
                (Format::Json, "mcpServers")
            }
            Client::Vscode => (Format::Json, "servers"),
            Client::Goose => (Format::Yaml, "extensions"),
            Client::Codex => (Format::Toml, "mcp_servers"),
        };
        Slot { format, table, name: name.to_owned() }
    }

    /// The file that holds the configuration, there or not.
    ///
    /// # Errors
    /// A scope that the client does not have.
    pub fn file(self, scope: Scope, around: &Surroundings<'_>) -> Result<PathBuf, ClientError> {
        if scope == Scope::Project {
            let within = match self {
                Client::ClaudeCode => ".mcp.json",
                Client::Cursor => ".cursor/mcp.json",
                Client::Vscode => ".vscode/mcp.json",
                Client::Codex => ".codex/config.toml",
                Client::Gemini => ".gemini/settings.json",
                Client::ClaudeDesktop | Client::Goose => return Err(ClientError::NoProjectScope(self.title())),
            };
            return Ok(around.project.join(within));
        }
        let home = &around.home;
        Ok(match self {
            Client::ClaudeCode => {
                around.directory("CLAUDE_CONFIG_DIR").unwrap_or_else(|| home.clone()).join(".claude.json")
            }
            Client::ClaudeDesktop => around.config().join("Claude/claude_desktop_config.json"),
            Client::Cursor => home.join(".cursor/mcp.json"),
            Client::Vscode => match around.directory("VSCODE_PORTABLE") {
                Some(portable) => portable.join("user-data/User/mcp.json"),
                None => around.config().join("Code/User/mcp.json"),
            },
            Client::Goose => match (around.directory("GOOSE_PATH_ROOT"), around.system) {
                (Some(root), _) => root.join("config/config.yaml"),
                (None, System::Windows) => around.config().join("Block/goose/config/config.yaml"),
                // Goose keeps to the XDG directories on macOS too.
                (None, _) => {
                    let config = around.directory("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
                    config.join("goose/config.yaml")
                }
            },
            Client::Codex => around.directory("CODEX_HOME").unwrap_or_else(|| home.join(".codex")).join("config.toml"),
            Client::Gemini => {
                let home = around.directory("GEMINI_CLI_HOME").unwrap_or_else(|| home.clone());
                home.join(".gemini/settings.json")
            }
        })
    }

    /// Whether there is a sign of it on this machine: its configuration, or the directory that would hold it.
    pub fn is_here(self, around: &Surroundings<'_>) -> bool {
        let Ok(file) = self.file(Scope::User, around) else { return false };
        // Its file lies in the home itself, so the directory tells nothing.
        let sign = if self == Client::ClaudeCode { around.home.join(".claude") } else { file.clone() };
        let parent = file.parent().filter(|parent| *parent != around.home).is_some_and(Path::is_dir);
        file.exists() || sign.exists() || parent
    }

    /// What the entry says.
    ///
    /// # Errors
    /// Something that the client cannot be told.
    pub fn entry(self, name: &str, launch: &Launch) -> Result<Json, ClientError> {
        Ok(match launch {
            Launch::Program { program, args } => match self {
                Client::ClaudeCode | Client::Vscode => json!({"type": "stdio", "command": program, "args": args}),
                Client::ClaudeDesktop | Client::Cursor | Client::Codex | Client::Gemini => {
                    json!({"command": program, "args": args})
                }
                Client::Goose => json!({
                    "enabled": true,
                    "type": "stdio",
                    "name": name,
                    "description": env!("CARGO_PKG_DESCRIPTION"),
                    "cmd": program,
                    "args": args,
                    "timeout": 300,
                }),
            },
            Launch::Http { url } => match self {
                Client::ClaudeCode | Client::Vscode => json!({"type": "http", "url": url}),
                Client::Cursor | Client::Codex => json!({"url": url}),
                Client::Gemini => json!({"httpUrl": url}),
                Client::Goose => json!({
                    "enabled": true,
                    "type": "streamable_http",
                    "name": name,
                    "description": env!("CARGO_PKG_DESCRIPTION"),
                    "uri": url,
                    "timeout": 300,
                }),
                Client::ClaudeDesktop => return Err(ClientError::NoHttp(self.title())),
            },
        })
    }
}

/// What an entry of any client makes it do, if that can be told.
pub fn launch(entry: &Json) -> Option<Launch> {
    let text = |key: &str| entry.get(key).and_then(Json::as_str).map(str::to_owned);
    if let Some(program) = text("command").or_else(|| text("cmd")) {
        let args = entry.get("args").and_then(Json::as_array).into_iter().flatten();
        return Some(Launch::Program { program, args: args.filter_map(Json::as_str).map(str::to_owned).collect() });
    }
    ["url", "httpUrl", "uri"].into_iter().find_map(text).map(|url| Launch::Http { url })
}

impl Launch {
    /// Whether it starts a groundplan, wherever that lies.
    pub fn is_groundplan(&self) -> bool {
        match self {
            // Either separator, whichever system the file comes from.
            Launch::Program { program, .. } => program
                .rsplit(['/', '\\'])
                .next()
                .is_some_and(|file| file.trim_end_matches(".exe").eq_ignore_ascii_case("groundplan")),
            Launch::Http { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(client: Client, scope: Scope, system: System, variables: &[(&str, &str)]) -> String {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let around =
            Surroundings { system, home: "/home/ada".into(), project: "/home/ada/orders".into(), variable: &variable };
        client.file(scope, &around).expect("a place").display().to_string().replace('\\', "/")
    }

    #[test]
    fn every_client_has_its_place_on_every_system() {
        use System::{Linux, Mac, Windows};
        let user = |client, system, variables: &[_]| place(client, Scope::User, system, variables);
        let roaming = [("APPDATA", "/roaming")];
        assert_eq!(user(Client::ClaudeCode, Linux, &[]), "/home/ada/.claude.json");
        assert_eq!(user(Client::ClaudeCode, Mac, &[("CLAUDE_CONFIG_DIR", "/c")]), "/c/.claude.json");
        assert_eq!(
            user(Client::ClaudeDesktop, Mac, &[]),
            "/home/ada/Library/Application Support/Claude/claude_desktop_config.json"
        );
        assert_eq!(user(Client::ClaudeDesktop, Windows, &roaming), "/roaming/Claude/claude_desktop_config.json");
        assert_eq!(user(Client::Cursor, Linux, &[]), "/home/ada/.cursor/mcp.json");
        assert_eq!(user(Client::Vscode, Linux, &[("XDG_CONFIG_HOME", "/x")]), "/x/Code/User/mcp.json");
        assert_eq!(user(Client::Vscode, Linux, &[("XDG_CONFIG_HOME", "x")]), "/home/ada/.config/Code/User/mcp.json");
        assert_eq!(user(Client::Vscode, Mac, &[("VSCODE_PORTABLE", "/p")]), "/p/user-data/User/mcp.json");
        assert_eq!(user(Client::Goose, Mac, &[]), "/home/ada/.config/goose/config.yaml");
        assert_eq!(user(Client::Goose, Windows, &roaming), "/roaming/Block/goose/config/config.yaml");
        assert_eq!(user(Client::Goose, Linux, &[("GOOSE_PATH_ROOT", "/g")]), "/g/config/config.yaml");
        assert_eq!(user(Client::Codex, Windows, &[("CODEX_HOME", "/c")]), "/c/config.toml");
        assert_eq!(user(Client::Gemini, Linux, &[("GEMINI_CLI_HOME", "/g")]), "/g/.gemini/settings.json");
        assert_eq!(place(Client::Vscode, Scope::Project, Linux, &[]), "/home/ada/orders/.vscode/mcp.json");
    }

    #[test]
    fn an_entry_says_what_it_was_made_of() {
        let program = Launch::Program { program: "/bin/groundplan".into(), args: vec!["serve".into()] };
        let http = Launch::Http { url: "http://127.0.0.1:8931/mcp".into() };
        for client in Client::ALL {
            for wanted in [&program, &http] {
                if let Ok(entry) = client.entry("groundplan", wanted) {
                    assert_eq!(launch(&entry).as_ref(), Some(wanted), "{}", client.name());
                }
            }
        }
        assert!(program.is_groundplan() && !http.is_groundplan());
        let windows = Launch::Program { program: r"C:\bin\groundplan.exe".into(), args: vec![] };
        assert!(windows.is_groundplan());
    }
}
