//! What is seen while a model drafts: one line on a terminal, nothing in a pipe.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::drafting::Progress;
use crate::output::words::clean_line;

/// How much of what the model says is seen.
const SEEN: usize = 60;

/// A line on standard error.
pub(super) struct Live {
    bar: ProgressBar,
    words: Mutex<String>,
}

impl Live {
    pub(super) fn new() -> Self {
        // Drawn on standard error, and not at all where that is no terminal.
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Live { bar, words: Mutex::default() }
    }

    pub(super) fn tell(&self, progress: &Progress<'_>) {
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Progress::Asked { turn, attempt } => {
                words.clear();
                let what = match turn {
                    Some(turn) => format!("{}/{} {}", turn.number, turn.steps, turn.title),
                    None => "the whole pack in one answer".to_owned(),
                };
                let again = if *attempt > 1 { format!(", try {attempt}") } else { String::new() };
                self.bar.set_prefix(format!("{what}{again}:"));
                self.bar.set_message("");
            }
            Progress::Words(more) => {
                words.push_str(more);
                let from = words.char_indices().rev().nth(SEEN * 2).map_or(0, |(at, _)| at);
                words.drain(..from);
                let line = clean_line(&words);
                let from = line.char_indices().rev().nth(SEEN).map_or(0, |(at, _)| at);
                self.bar.set_message(line[from..].to_owned());
            }
            Progress::Waiting { wait, why } => {
                self.bar.set_message(clean_line(&format!("asked again in {} s: {why}", wait.as_secs().max(1))));
            }
            Progress::Again => words.clear(),
            Progress::Heard(_) => {}
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
