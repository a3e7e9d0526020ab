//! A folder of exported HTML as the pages of a site: read on two threads, a bounded number of pages at a time, and
//! taken up in the order of their paths, so that every run gives the same answer.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::{CommandError, unusable};
use crate::cli::input;
use crate::engine::site::crawl::{Crawl, CrawlError, Page};
use crate::engine::site::html::{PageLimits, Response, extract};

/// Threads that read pages.
const THREADS: usize = 2;
/// Pages that each of them may be ahead.
const AHEAD: usize = 64;
/// Folders within folders; a deeper tree is none of a site.
const DEPTH: usize = 64;

/// A page, or why there is none.
type Extracted = Result<Page, String>;

/// Reads all pages below a folder that stands for the site's root.
pub(super) fn read(
    folder: &Path,
    root: &str,
    no_endings: bool,
    agent: &str,
    crawl: &mut Crawl,
) -> Result<(), CommandError> {
    let mut paths = Vec::new();
    walk(folder, 0, &mut paths)?;
    paths.sort();
    if paths.is_empty() {
        let problem = "there is no page in it; pages are files that end in .html, .htm or .xhtml";
        return Err(unusable(&input::name(folder), problem));
    }
    let paths = &paths;
    thread::scope(|scope| {
        let pages: Vec<Receiver<Extracted>> = (0..THREADS)
            .map(|thread| {
                let (sender, receiver) = sync_channel(AHEAD);
                scope.spawn(move || extract_each(paths, thread, folder, root, no_endings, agent, &sender));
                receiver
            })
            .collect();
        for (index, path) in paths.iter().enumerate() {
            let page = pages[index % THREADS].recv();
            let lost = |_| CommandError::Internal(format!("{} was lost", input::name(path)));
            let page = page.map_err(lost)?.map_err(|problem| unusable(&input::name(path), problem))?;
            crawl.add(page).map_err(|error: CrawlError| unusable(&input::name(path), error))?;
        }
        Ok(())
    })
}

/// Every page of one thread, until nobody wants more.
fn extract_each(
    paths: &[PathBuf],
    thread: usize,
    folder: &Path,
    root: &str,
    no_endings: bool,
    agent: &str,
    sender: &SyncSender<Extracted>,
) {
    let limits = PageLimits::default();
    let mut body = Vec::new();
    for path in paths.iter().skip(thread).step_by(THREADS) {
        body.clear();
        // One byte more than is read tells that there is more.
        let most = limits.bytes as u64 + 1;
        let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut body));
        let page = read.map_err(|error| format!("it cannot be read: {error}")).and_then(|_| {
            let url = url(path.strip_prefix(folder).unwrap_or(path), root, no_endings);
            let response = Response { url: &url, status: None, headers: &[], body: &body };
            extract(&response, agent, &limits).map_err(|error| error.to_string())
        });
        if sender.send(page).is_err() {
            return;
        }
    }
}

/// The URL of a file: `a/index.html` is `a/`.
fn url(path: &Path, root: &str, no_endings: bool) -> String {
    let mut parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let file = parts.pop().unwrap_or_default();
    let (stem, is_page) = match file.rsplit_once('.') {
        Some((stem, _)) => (stem, true),
        None => (file.as_str(), false),
    };
    let file = match () {
        () if is_page && stem.eq_ignore_ascii_case("index") => "",
        () if no_endings => stem,
        () => file.as_str(),
    };
    let folders: String = parts.iter().map(|part| encode(part) + "/").collect();
    format!("{root}{folders}{}", encode(file))
}

/// A name in a path, percent-encoded.
pub(super) fn encode(name: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(byte);
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        if plain(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The pages below a folder. Links to elsewhere are not followed: they may lead in circles.
fn walk(folder: &Path, depth: usize, pages: &mut Vec<PathBuf>) -> Result<(), CommandError> {
    if depth > DEPTH {
        return Err(unusable(&input::name(folder), format!("it lies more than {DEPTH} folders deep")));
    }
    for entry in entries(folder)? {
        let entry = entry.map_err(|error| broken(folder, &error))?;
        let kind = entry.file_type().map_err(|error| broken(&entry.path(), &error))?;
        let path = entry.path();
        let is_page = path
            .extension()
            .is_some_and(|ending| ["html", "htm", "xhtml"].iter().any(|known| ending.eq_ignore_ascii_case(known)));
        if kind.is_dir() {
            walk(&path, depth + 1, pages)?;
        } else if kind.is_file() && is_page {
            pages.push(path);
        }
    }
    Ok(())
}

/// The sitemaps in the root of a folder, in order of their names.
pub(super) fn sitemaps(folder: &Path) -> Result<Vec<PathBuf>, CommandError> {
    let mut found = Vec::new();
    for entry in entries(folder)? {
        let path = entry.map_err(|error| broken(folder, &error))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        let fits = name.starts_with("sitemap") && (name.ends_with(".xml") || name.ends_with(".xml.gz"));
        if fits && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn entries(folder: &Path) -> Result<fs::ReadDir, CommandError> {
    fs::read_dir(folder).map_err(|error| broken(folder, &error))
}

fn broken(path: &Path, error: &io::Error) -> CommandError {
    unusable(&input::name(path), format!("it cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_become_urls() {
        let at = |path: &str, no_endings| url(Path::new(path), "https://e.example/", no_endings);
        assert_eq!(at("index.html", false), "https://e.example/");
        assert_eq!(at("shop/INDEX.htm", true), "https://e.example/shop/");
        assert_eq!(at("shop/bag.html", false), "https://e.example/shop/bag.html");
        assert_eq!(at("shop/bag.html", true), "https://e.example/shop/bag");
        assert_eq!(at("a b/50%?.html", false), "https://e.example/a%20b/50%25%3F.html");
    }
}
