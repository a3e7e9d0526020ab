//! What a conversation is shown on and answered from.

use crate::output::words::{Paint, clean};
use crate::pack::choice;

/// A terminal, or a pipe in its place. What it is given can move no cursor: texts of others are cleaned before.
pub trait Screen {
    /// How text is coloured, if it is.
    fn paint(&self) -> Paint;

    /// How wide lines may be.
    fn width(&self) -> usize;

    /// Shows words as they come.
    fn words(&mut self, text: &str);

    /// Shows whole lines, below whatever was shown before.
    fn lines(&mut self, text: &str);

    /// Shows that something is under way, until something else is shown. A pipe has no use for it.
    fn busy(&mut self, _what: &str) {}

    /// Asks one thing, with what is proposed; `None` where no answer comes.
    fn ask(&mut self, question: &str, proposed: &str) -> impl Future<Output = Option<String>>;
}

/// What is said to a question that takes yes or no. Silence is no.
pub(super) enum Word {
    Yes,
    No,
    Other(String),
}

/// Asks for yes or no.
pub(super) async fn word(screen: &mut impl Screen, question: &str) -> Word {
    let said = screen.ask(&format!("{question} (yes or no) "), "").await.unwrap_or_default();
    let said = said.trim();
    let is = |letter: &str, word: &'static str| said.eq_ignore_ascii_case(letter) || choice(&[word], said).is_some();
    match said {
        _ if is("y", "yes") => Word::Yes,
        _ if said.is_empty() || is("n", "no") => Word::No,
        other => Word::Other(other.to_owned()),
    }
}

/// Whether the person says yes; silence and everything else is no.
pub(super) async fn yes(screen: &mut impl Screen, question: &str) -> bool {
    matches!(word(screen, question).await, Word::Yes)
}

/// A word of groundplan itself.
pub(super) fn note(screen: &mut impl Screen, text: &str) {
    let paint = screen.paint();
    screen.lines(&format!("{}\n", paint.faint(&clean(text))));
}
