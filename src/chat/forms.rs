//! Forms, field by field.

use serde_json::{Map, Value as Json};

use super::screen::{Screen, Word, word};
use crate::mcp::{Blank, Blanks, Forms};
use crate::output::words::{clean, clean_line};

/// How a box is ticked.
const HOW: &str = "yes: each line can be corrected next. no: nothing is recorded.";

/// Asks what a form asks, on a screen.
pub(super) struct OnScreen<'s, S> {
    screen: &'s mut S,
    words: Vec<String>,
}

impl<'s, S: Screen> OnScreen<'s, S> {
    /// On this screen.
    pub fn new(screen: &'s mut S) -> Self {
        OnScreen { screen, words: Vec::new() }
    }

    /// What the person said in place of yes or no, for whoever had them asked.
    pub fn said(self) -> Option<String> {
        let words: Vec<String> = self.words.iter().map(|words| format!("\"{words}\"")).collect();
        (!words.is_empty()).then(|| format!("Asked for their word, the person said {}.", words.join(" and ")))
    }

    /// Whether a box is ticked. Whoever says neither yes nor no is asked once more.
    async fn ticked(&mut self, title: &str) -> bool {
        for again in [true, false] {
            match word(self.screen, &format!("{title}:")).await {
                Word::Yes => return true,
                Word::No => break,
                Word::Other(words) => {
                    self.words.push(words);
                    if again {
                        self.screen.lines(
                            "That is neither yes nor no. To correct it, say yes: each line is asked for next.\n",
                        );
                    }
                }
            }
        }
        self.screen.lines("Not recorded.\n");
        false
    }
}

impl<S: Screen> Forms for OnScreen<'_, S> {
    /// Says what the form is about and what stands in it; asks for each box whether it is ticked, and only then for the
    /// texts. Whoever does not tick declines.
    async fn fill(&mut self, form: &Blanks<'_>) -> Option<Map<String, Json>> {
        let paint = self.screen.paint();
        let screen = &mut *self.screen;
        screen.lines(&format!("{}\n", paint.bold(&clean(form.message))));
        let texts: Vec<&Blank<'_>> = form.fields.iter().filter(|field| !field.tick).collect();
        for field in texts.iter().filter(|field| !field.proposed.is_empty()) {
            screen.lines(&format!("  {}: {}\n", field.title, clean_line(field.proposed)));
        }
        if form.fields.iter().any(|field| field.tick) && !texts.is_empty() {
            screen.lines(&format!("{}\n", paint.faint(HOW)));
        }
        let mut said = Map::new();
        for field in form.fields.iter().filter(|field| field.tick) {
            if !self.ticked(field.title).await {
                return None;
            }
            said.insert(field.key.to_owned(), Json::Bool(true));
        }
        let screen = &mut *self.screen;
        for field in texts {
            if !field.wanted.is_empty() {
                screen.lines(&format!("{}\n", paint.faint(&clean(field.wanted))));
            }
            let answer = screen.ask(&format!("{}: ", field.title), &clean_line(field.proposed)).await?;
            said.insert(field.key.to_owned(), Json::String(answer.trim().to_owned()));
        }
        Some(said)
    }
}
