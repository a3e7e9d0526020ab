//! `install`, in a home of its own.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::{Said, command, said};

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Home(tempfile::tempdir().expect("a home"))
    }

    fn path(&self, within: &str) -> PathBuf {
        self.0.path().join(within)
    }

    fn write(&self, within: &str, text: &str) -> PathBuf {
        let path = self.path(within);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
        path
    }

    fn run(&self, args: &[&str]) -> Said {
        let mut command = command(args);
        for name in ["CLAUDE_CONFIG_DIR", "VSCODE_PORTABLE", "GOOSE_PATH_ROOT", "CODEX_HOME", "GEMINI_CLI_HOME"] {
            command.env_remove(name);
        }
        let project = self.path("project");
        std::fs::create_dir_all(&project).expect("a project");
        command.env("HOME", self.0.path()).env("XDG_CONFIG_HOME", self.path(".config")).current_dir(project);
        command.env("XDG_DATA_HOME", self.path(".local/share"));
        said(command.stdin(Stdio::null()).output().expect("the program runs"))
    }

    fn install(&self, client: &str, more: &[&str]) -> Said {
        let mut args = vec!["install", "--client", client];
        args.extend(more);
        self.run(&args)
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Configurations as people have them, by client and place on Linux.
const FILES: &[(&str, &str, &str)] = &[
    (
        "claude-code",
        ".claude.json",
        "{\n  \"numStartups\": 12,\n  \"mcpServers\": {\n    \"weather\": {\n      \"command\": \"w\"\n    }\n  }\n}",
    ),
    ("claude-desktop", ".config/Claude/claude_desktop_config.json", "{}"),
    ("cursor", ".cursor/mcp.json", "\u{feff}{\r\n\t\"mcpServers\": {\r\n\t}\r\n}\r\n"),
    (
        "vscode",
        ".config/Code/User/mcp.json",
        "{\n    // what the team uses\n    \"servers\": {\n        /* weather */\n        \"weather\": {\"url\": \"https://w\"},\n    },\n    \"inputs\": [],\n}\n",
    ),
    (
        "goose",
        ".config/goose/config.yaml",
        "GOOSE_PROVIDER: openai # work\nextensions:\n    # built in\n    developer:\n        enabled: true\n        type: builtin\n\nGOOSE_MODE: auto",
    ),
    (
        "codex",
        ".codex/config.toml",
        "model = \"o5\" # best\n\n[mcp_servers.weather]\nurl = \"https://w\"\n\n[projects.\"/a b\"]\ntrust_level = \"trusted\"\n",
    ),
    ("gemini", ".gemini/settings.json", "{\"theme\": \"Dracula\"}\n"),
];

#[cfg(target_os = "linux")]
#[test]
fn an_entry_comes_and_goes_and_nothing_else_changes() {
    for (client, within, before) in FILES {
        let home = Home::new();
        let path = home.write(within, before);
        let shown = home.install(client, &["--dry-run"]);
        assert_eq!((shown.code, read(&path).as_str()), (0, *before), "{client}: {}", shown.err);
        assert!(shown.out.contains("  + ") && shown.out.contains("groundplan"), "{client}: {}", shown.out);

        let made = home.install(client, &["--skill", "platform-operations"]);
        assert_eq!(made.code, 0, "{client}: {}", made.err);
        let after = read(&path);
        let program = Path::new(env!("CARGO_BIN_EXE_groundplan")).canonicalize().expect("the program");
        assert!(after.contains(program.to_str().expect("a plain path")), "{after}");
        assert!(after.contains("platform-operations"), "{after}");
        let head = before.bytes().zip(after.bytes()).take_while(|(one, other)| one == other).count();
        assert!(after.ends_with(&before[head..]), "{client}: more than an insertion:\n{after}");

        let again = home.install(client, &["--skill", "platform-operations"]);
        assert!(again.code == 0 && again.out.contains("nothing is changed"), "{client}: {}", again.out);
        assert_eq!(read(&path), after);

        // Of its own another entry may be made, but not without a word where nobody can be asked.
        let other = home.install(client, &["--store", "plans.db", "--yes"]);
        assert!(other.code == 2 && other.err.contains("--force"), "{client}: {}", other.err);
        assert!(other.out.contains("  - "), "{client}: {}", other.out);
        assert_eq!(read(&path), after);
        assert_eq!(home.install(client, &["--store", "plans.db", "--force"]).code, 0);
        let store = home.path("project").canonicalize().expect("a project").join("plans.db");
        assert!(read(&path).contains(&store.display().to_string()), "{}", read(&path));

        let undone = home.install(client, &["--undo"]);
        assert_eq!((undone.code, read(&path).as_str()), (0, *before), "{client}: {}", undone.err);
        let files = std::fs::read_dir(path.parent().expect("a folder")).expect("a folder");
        let left: Vec<_> = files.map(|file| file.expect("a file").file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().contains("before-groundplan")), "{left:?}");
        let nothing = home.install(client, &["--undo"]);
        assert!(nothing.code == 0 && nothing.out.contains("there is no entry"), "{client}: {}", nothing.out);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_is_made_where_there_is_none_and_goes_again() {
    for (client, within, _) in FILES {
        let home = Home::new();
        assert_eq!(home.install(client, &[]).code, 0);
        let path = home.path(within);
        assert!(read(&path).contains("serve"), "{client}");
        assert_eq!(home.install(client, &["--undo"]).code, 0);
        assert!(!path.exists(), "{client}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn undoing_leaves_what_others_wrote_meanwhile() {
    let home = Home::new();
    let (client, within, before) = FILES[0];
    let path = home.write(within, before);
    assert_eq!(home.install(client, &[]).code, 0);
    std::fs::write(&path, read(&path).replace("\"numStartups\": 12", "\"numStartups\": 13")).expect("a file");
    assert_eq!(home.install(client, &["--undo"]).code, 0);
    assert_eq!(read(&path), before.replace("12", "13"));
}

#[cfg(target_os = "linux")]
#[test]
fn what_stood_under_the_name_before_comes_back() {
    let home = Home::new();
    let before = "{\n  \"mcpServers\": {\"groundplan\": {\"command\": \"docker\"}}\n}\n";
    let path = home.write(".cursor/mcp.json", before);
    assert_eq!(home.install("cursor", &[]).code, 2);
    assert_eq!(home.install("cursor", &["--undo"]).code, 2, "it is another's");
    assert_eq!(home.install("cursor", &["--force"]).code, 0);
    assert!(!read(&path).contains("docker"));
    assert_eq!(home.install("cursor", &["--undo"]).code, 0);
    assert_eq!(read(&path), before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_not_understood_is_left_alone() {
    let home = Home::new();
    let before = "{\n  \"mcpServers\": {\n    \"a\": {}\n    \"b\": {}\n  }\n}\n";
    let path = home.write(".cursor/mcp.json", before);
    let said = home.install("cursor", &["--force"]);
    assert_eq!((said.code, read(&path).as_str()), (2, before));
    assert!(said.err.contains("mcp.json: line ") && said.err.contains("left as it is"), "{}", said.err);
    assert!(said.out.contains("To add by hand") && said.out.contains("\"serve\""), "{}", said.out);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_rights_are_kept() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let home = Home::new();
    let real = home.write("dotfiles/claude.json", "{}\n");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).expect("rights");
    symlink(&real, home.path(".claude.json")).expect("a link");
    assert_eq!(home.install("claude-code", &[]).code, 0);
    assert!(home.path(".claude.json").is_symlink() && read(&real).contains("serve"));
    assert_eq!(std::fs::metadata(&real).expect("a file").permissions().mode() & 0o777, 0o640);
    let backup = home.path("dotfiles/claude.json.before-groundplan");
    assert_eq!(std::fs::metadata(&backup).expect("a backup").permissions().mode() & 0o777, 0o640);
}

#[test]
fn projects_servers_that_run_and_what_a_client_cannot_do() {
    let home = Home::new();
    let said = home.install("vscode", &["--scope", "project", "--http", "http://127.0.0.1:8931/mcp"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let file: serde_json::Value = serde_json::from_str(&read(&home.path("project/.vscode/mcp.json"))).expect("JSON");
    let entry = serde_json::json!({"type": "http", "url": "http://127.0.0.1:8931/mcp"});
    assert_eq!(file["servers"]["groundplan"], entry);
    assert!(home.install("goose", &["--scope", "project"]).err.contains("no configuration of its own for a project"));
    assert!(home.install("claude-desktop", &["--http", "http://h/mcp"]).err.contains("connector"));
    assert_eq!(home.install("cursor", &["--name", "two words"]).code, 2);
}

#[cfg(target_os = "linux")]
#[test]
fn the_doctor_finds_what_is_wrong() {
    let home = Home::new();
    let well = home.run(&["doctor"]);
    assert_eq!(well.code, 0, "{}{}", well.out, well.err);
    for words in ["it does not exist yet", "platform-operations", "answers over stdio", "no sign of an assistant"] {
        assert!(well.out.contains(words), "{words}: {}", well.out);
    }
    assert!(!home.path(".local/share/groundplan").exists(), "the doctor makes no store");

    assert_eq!(home.install("codex", &[]).code, 0);
    home.write(
        ".cursor/mcp.json",
        "{\"mcpServers\": {\"groundplan\": {\"command\": \"/gone/groundplan\", \"args\": [\"serve\"]}}}",
    );
    home.write(".gemini/settings.json", "{");
    home.write("skills/broken/SKILL.md", "no front matter");
    let store = home.write("notes.db", "not a database, however long it may be");
    let skills = home.path("skills").display().to_string();
    let said = home.run(&["doctor", "--format", "json", "--skills", &skills, "--store", &store.display().to_string()]);
    assert_eq!(said.code, 1, "{}", said.err);
    let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let found = |area: &str, words: &str| {
        let checks = answer["checks"].as_array().expect("checks").iter();
        let mut checks = checks.filter(|check| check["area"] == area && check["found"].to_string().contains(words));
        checks.next().map(|check| check["level"].as_str().expect("a level").to_owned())
    };
    let problem = Some("problem".to_owned());
    assert_eq!(found("clients", "Codex"), Some("ok".to_owned()), "{}", said.out);
    assert_eq!(found("clients", "/gone/groundplan, which is not there"), problem);
    assert_eq!(found("clients", "settings.json"), problem);
    assert_eq!(found("skills", "broken"), problem);
    assert_eq!(found("store", "notes.db"), problem);
    assert_eq!(found("handshake", "answers over stdio"), Some("ok".to_owned()), "{}", said.out);
}

#[test]
fn bundles_are_packed_the_same_every_time() {
    let home = Home::new();
    let program = home.write("project/built", "\u{7f}ELF, so to say");
    let program = program.display().to_string();
    for name in ["one.mcpb", "two.mcpb"] {
        let said = home.run(&["bundle", "--out", name, "--binary", &program]);
        assert_eq!(said.code, 0, "{}", said.err);
    }
    let bytes = |name: &str| std::fs::read(home.path("project").join(name)).expect("a bundle");
    assert_eq!(bytes("one.mcpb"), bytes("two.mcpb"));
    assert_eq!(home.run(&["bundle", "--out", "one.mcpb"]).code, 2, "it is there already");
    home.write("project/script", "#!/bin/sh");
    assert!(home.run(&["bundle", "--out", "three.mcpb", "--binary", "script"]).err.contains("no program"));

    let said = home.run(&["bundle", "--plugin", "plugin"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let plugin = home.path("project/plugin");
    let skills = Path::new(env!("CARGO_MANIFEST_DIR")).join("skills");
    let mut compared = 0;
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(skills.join(&folder)).expect("a folder") {
            let path = folder.join(entry.expect("an entry").file_name());
            if skills.join(&path).is_dir() {
                open.push(path);
            } else {
                assert_eq!(read(&plugin.join("skills").join(&path)), read(&skills.join(&path)), "{}", path.display());
                compared += 1;
            }
        }
    }
    assert!(compared > 10, "{compared}");
    let manifest: serde_json::Value =
        serde_json::from_str(&read(&plugin.join(".claude-plugin/plugin.json"))).expect("JSON");
    assert_eq!(
        (manifest["name"].as_str(), manifest["version"].as_str()),
        (Some("groundplan"), Some(env!("CARGO_PKG_VERSION")))
    );
    assert_eq!(home.run(&["bundle", "--plugin", "plugin"]).code, 2, "it holds files");
}
