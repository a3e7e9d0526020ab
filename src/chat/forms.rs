//! Forms, field by field.

use serde_json::{Map, Value as Json};

use super::screen::{Screen, yes};
use crate::mcp::{Blank, Blanks, Forms};
use crate::output::words::{clean, clean_line};

/// Asks what a form asks, on a screen.
pub(super) struct OnScreen<'s, S>(pub &'s mut S);

impl<S: Screen> Forms for OnScreen<'_, S> {
    /// Says what the form is about and what stands in it; asks for each box whether it is ticked, and only then for the
    /// texts. Whoever does not tick declines.
    async fn fill(&mut self, form: &Blanks<'_>) -> Option<Map<String, Json>> {
        let screen = &mut *self.0;
        let paint = screen.paint();
        screen.lines(&format!("{}\n", paint.bold(&clean(form.message))));
        let texts: Vec<&Blank<'_>> = form.fields.iter().filter(|field| !field.tick).collect();
        for field in texts.iter().filter(|field| !field.proposed.is_empty()) {
            screen.lines(&format!("  {}: {}\n", field.title, clean_line(field.proposed)));
        }
        let mut said = Map::new();
        for field in form.fields.iter().filter(|field| field.tick) {
            if !yes(screen, &format!("{}:", field.title)).await {
                return None;
            }
            said.insert(field.key.to_owned(), Json::Bool(true));
        }
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
