//! What is seen while a model drafts: one line on a terminal, nothing in a pipe.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::drafting::{Heard, Progress};
use crate::output::words::{clean_line, counted};
use crate::quantity::number;

/// How much of what the model says is seen.
const SEEN: usize = 60;

/// A line on standard error.
pub(super) struct Live {
    bar: ProgressBar,
    words: Mutex<String>,
    /// How many bytes were said in this try.
    said: AtomicUsize,
}

impl Live {
    pub(super) fn new() -> Self {
        // Drawn on standard error, and not at all where that is no terminal.
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Live { bar, words: Mutex::default(), said: AtomicUsize::new(0) }
    }

    pub(super) fn tell(&self, progress: &Progress<'_>) {
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Progress::Asked { turn, attempt } => {
                words.clear();
                self.said.store(0, Ordering::Relaxed);
                let what = match turn {
                    Some(turn) => format!("{}/{} {}", turn.number, turn.steps, turn.title),
                    None => "the whole pack in one answer".to_owned(),
                };
                let again = if *attempt > 1 { format!(", try {attempt}") } else { String::new() };
                self.bar.reset_elapsed();
                self.bar.set_prefix(format!("{what}{again}:"));
                self.bar.set_message("waiting for its first words");
            }
            Progress::Words(more) => {
                words.push_str(more);
                let from = words.char_indices().rev().nth(SEEN * 2).map_or(0, |(at, _)| at);
                words.drain(..from);
                let line = clean_line(&words);
                let from = line.char_indices().rev().nth(SEEN).map_or(0, |(at, _)| at);
                let count = tokens_about(self.said.fetch_add(more.len(), Ordering::Relaxed) + more.len());
                self.bar.set_message(format!("{count} {}", &line[from..]));
            }
            Progress::Waiting { wait, why } => {
                self.bar.set_message(clean_line(&format!("asked again in {} s: {why}", wait.as_secs().max(1))));
            }
            Progress::Again => words.clear(),
            Progress::Heard(heard) => {
                let line = format!("{} {}", self.bar.prefix(), heard_as(heard));
                self.bar.println(clean_line(&line));
            }
        }
    }
}

/// How much was said, in tokens of about four bytes.
fn tokens_about(bytes: usize) -> String {
    format!("about {} tokens", number::print((bytes / 4).into()))
}

/// What came of a try, in a few words.
fn heard_as(heard: &Heard) -> String {
    match heard {
        Heard::TooLong { .. } => "there is more to read than the model can".to_owned(),
        Heard::Unreadable { problem } => format!("the answer cannot be read: {problem}"),
        Heard::Refused { problem } => format!("the answer is refused: {problem}"),
        Heard::Judged { standing, errors, put_back } => {
            let mut told = format!("{} of 5, {} here", standing.average, counted(*errors, "error"));
            if *put_back > 0 {
                told.push_str(&format!(", {} put back as the brief has it", counted(*put_back, "place")));
            }
            told
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
