//! The folders that a call names, read for it.
//!
//! The walk below a folder is bounded and trusts nothing in it (see [`crate::assess::walk`]). Which folder is read is the
//! caller's word alone, so only a workspace whose caller works on this machine reads any.

use std::path::PathBuf;

use serde_json::{Map, Value as Json};

use crate::assess::assess;
use crate::skill::input::Mistake;
use crate::skill::{Folders, Source, Step};

const ACCEPTED: &str =
    "the absolute path of a repository's root on the machine that groundplan runs on, such as /home/ana/shop";

/// Reads every folder that the arguments of a step name.
pub(super) async fn read(step: &Step, arguments: &Map<String, Json>) -> Folders {
    let mut folders = Folders::new();
    for attachment in step.attachments.iter().filter(|one| matches!(one.source, Source::Folder(_))) {
        let Some(sent) = arguments.get(attachment.key).filter(|sent| !sent.is_null()) else { continue };
        let mistake = |problem: String| Mistake {
            pointer: format!("/{}", attachment.key),
            problem,
            accepted: ACCEPTED.to_owned(),
        };
        let read = match root(sent) {
            Err(problem) => Err(mistake(problem.to_owned())),
            // The files are read apart from what answers other calls.
            Ok(root) => match tokio::task::spawn_blocking(move || assess(&root)).await {
                Ok(read) => read.map_err(|error| mistake(error.to_string())),
                Err(_) => Err(mistake("its assessment broke off, which is a defect of groundplan".to_owned())),
            },
        };
        folders.insert(attachment.key, read);
    }
    folders
}

/// The path that was sent. A relative one would mean the folder in which the server happens to run.
fn root(sent: &Json) -> Result<PathBuf, &'static str> {
    let path = PathBuf::from(sent.as_str().ok_or("it is not a path")?.trim());
    if path.is_absolute() {
        Ok(path)
    } else {
        Err("it is not an absolute path, and the server runs in a folder of its own")
    }
}
