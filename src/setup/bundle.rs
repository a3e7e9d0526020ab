//! Groundplan packed for others: an MCPB bundle, which desktop assistants install by a double click, and a Claude plugin,
//! which brings server and skills in one.
//!
//! Both are made of what is in the binary, so that no text stands in two places; and the same binary makes the same bytes.
//! The formats: <https://github.com/modelcontextprotocol/mcpb/blob/main/MANIFEST.md> and
//! <https://code.claude.com/docs/en/plugins-reference>.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use serde_json::{Value as Json, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::skill::registry::Registry;

const NAME: &str = env!("CARGO_PKG_NAME");
const VERSION: &str = env!("CARGO_PKG_VERSION");
const ABOUT: &str = env!("CARGO_PKG_DESCRIPTION");
const HOMEPAGE: &str = env!("CARGO_PKG_HOMEPAGE");
const LICENSE: &str = env!("CARGO_PKG_LICENSE");
const AUTHOR: &str = "Groundplan";
const ICON: &[u8] = include_bytes!("../../assets/icon.png");
const KEYWORDS: [&str; 5] = ["platform engineering", "sre", "slo", "delivery", "planning"];

/// A file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it holds.
    pub bytes: Cow<'static, [u8]>,
    /// Whether it is a program.
    pub runs: bool,
}

/// Files by path, with `/` between its parts.
pub type Tree = BTreeMap<String, File>;

/// Why nothing is packed.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The program is none that a system could start.
    #[error("it is no program of Linux, macOS or Windows; name a built groundplan with --binary")]
    NoProgram,
    /// The archive could not be written.
    #[error("the archive cannot be written: {0}")]
    Archive(#[from] zip::result::ZipError),
    /// The archive could not be written.
    #[error("the archive cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

/// The system that a program is built for, as bundles call it, told by its first bytes.
fn platform(program: &[u8]) -> Result<&'static str, BundleError> {
    match program {
        [0x7f, b'E', b'L', b'F', ..] => Ok("linux"),
        [b'M', b'Z', ..] => Ok("win32"),
        // One architecture in either byte order, or several in one file.
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] | [0xfe, 0xed, 0xfa, 0xcf | 0xce, ..] | [0xca, 0xfe, 0xba, 0xbe, ..] => {
            Ok("darwin")
        }
        _ => Err(BundleError::NoProgram),
    }
}

fn program_path(folder: &str, platform: &str) -> String {
    format!("{folder}/{NAME}{}", if platform == "win32" { ".exe" } else { "" })
}

fn data(bytes: impl Into<Cow<'static, [u8]>>) -> File {
    File { bytes: bytes.into(), runs: false }
}

fn text(value: &Json) -> File {
    data(format!("{value:#}\n").into_bytes())
}

fn licences() -> [(String, File); 2] {
    [
        ("LICENSE-APACHE".to_owned(), data(include_bytes!("../../LICENSE-APACHE").as_slice())),
        ("LICENSE-MIT".to_owned(), data(include_bytes!("../../LICENSE-MIT").as_slice())),
    ]
}

/// The files of an MCPB bundle around a program.
///
/// # Errors
/// [`BundleError::NoProgram`].
pub fn mcpb(program: Vec<u8>) -> Result<Tree, BundleError> {
    let platform = platform(&program)?;
    let path = program_path("server", platform);
    let mut files = Tree::from(licences());
    files.insert("manifest.json".to_owned(), text(&manifest(platform, &path)));
    files.insert("icon.png".to_owned(), data(ICON));
    files.insert(path, File { bytes: program.into(), runs: true });
    Ok(files)
}

fn manifest(platform: &str, path: &str) -> Json {
    let tools: Vec<Json> = crate::mcp::tools(crate::skills::NATIVE)
        .iter()
        .map(|tool| json!({"name": tool.name, "description": tool.description.as_deref().unwrap_or_default()}))
        .collect();
    json!({
        "manifest_version": "0.3",
        "name": NAME,
        "display_name": AUTHOR,
        "version": VERSION,
        "description": ABOUT,
        "author": {"name": AUTHOR, "url": HOMEPAGE},
        "homepage": HOMEPAGE,
        "icon": "icon.png",
        "server": {
            "type": "binary",
            "entry_point": path,
            "mcp_config": {
                "command": format!("${{__dirname}}/{path}"),
                "args": ["serve"],
                // Blank counts as not set, so that nothing has to be filled in.
                "env": {"GROUNDPLAN_STORE": "${user_config.store}"},
            },
        },
        "tools": tools,
        "keywords": KEYWORDS,
        "license": LICENSE,
        "compatibility": {"platforms": [platform]},
        "user_config": {
            "store": {
                "type": "string",
                "title": "Store",
                "description": "Where packs are kept: the path of a file or postgres://USER@HOST/DATABASE. Leave it blank to keep them in your data directory.",
                "required": false,
                "default": "",
            },
        },
    })
}

/// The files of a Claude plugin, and of a marketplace that offers it alone. With a program it brings that along; without, the
/// server is started by its name.
///
/// # Errors
/// [`BundleError::NoProgram`].
pub fn plugin(program: Option<Vec<u8>>) -> Result<Tree, BundleError> {
    let mut files = Tree::from(licences());
    let command = match program {
        None => NAME.to_owned(),
        Some(program) => {
            let path = program_path("bin", platform(&program)?);
            let command = format!("${{CLAUDE_PLUGIN_ROOT}}/{path}");
            files.insert(path, File { bytes: program.into(), runs: true });
            command
        }
    };
    let plugin = json!({
        "name": NAME,
        "version": VERSION,
        "description": ABOUT,
        "author": {"name": AUTHOR, "url": HOMEPAGE},
        "homepage": HOMEPAGE,
        "license": LICENSE,
        "keywords": KEYWORDS,
    });
    let marketplace = json!({
        "name": NAME,
        "owner": {"name": AUTHOR},
        "metadata": {"description": ABOUT},
        "plugins": [{"name": NAME, "source": "./", "version": VERSION, "description": ABOUT}],
    });
    files.insert(".claude-plugin/plugin.json".to_owned(), text(&plugin));
    files.insert(".claude-plugin/marketplace.json".to_owned(), text(&marketplace));
    let server = json!({"command": command, "args": ["serve"]});
    files.insert(".mcp.json".to_owned(), text(&json!({"mcpServers": {NAME: server}})));
    for skill in Registry::embedded().skills() {
        for (path, bytes) in &skill.files {
            files.insert(format!("skills/{}/{path}", skill.manifest.name), data(bytes.clone()));
        }
    }
    Ok(files)
}

/// The files as one archive. Times are left out, so that it depends on nothing but the files.
///
/// # Errors
/// Where the archive cannot be written.
pub fn archive(files: &Tree) -> Result<Vec<u8>, BundleError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, file) in files {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(if file.runs { 0o755 } else { 0o644 });
        zip.start_file(path.as_str(), options)?;
        zip.write_all(&file.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
