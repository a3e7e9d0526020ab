//! The screen of a conversation: a person's terminal, or a pipe in its place.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use rustyline::error::ReadlineError;
use tokio::sync::mpsc::{Receiver, channel};
use tokio_util::sync::CancellationToken;

use super::editor::{self, LineEditor};
use super::interrupts::Interrupts;
use crate::chat::Screen;
use crate::cli::CommandError;
use crate::cli::out::Out;
use crate::output::words::Paint;
use crate::output::wrap::{Wrap, wrap};

/// How wide lines are where nothing is known of the terminal, and at most.
const WIDTH: usize = 80;
const MOST: usize = 100;

/// What was read.
pub(super) enum Read {
    /// A line.
    Line(String),
    /// The person took back what they had typed.
    Nothing,
    /// There is nothing more to read.
    End,
}

/// Where lines come from.
enum Source {
    /// A person, who is shown a prompt and edits.
    Person(Box<LineEditor>),
    /// A pipe: its lines as they come, without a prompt.
    Pipe(Receiver<String>),
}

/// A terminal or a pipe.
pub(super) struct Terminal {
    out: Out,
    source: Source,
    folder: Option<PathBuf>,
    paint: Paint,
    width: usize,
    streamed: Wrap,
    busy: bool,
    /// Stops the turn that is under way.
    stop: CancellationToken,
    trouble: Option<CommandError>,
}

impl Terminal {
    /// A terminal where a person sits at both ends of it, else a pipe. The folder holds the lines typed before.
    pub(super) fn open(paint: Paint, folder: Option<&Path>) -> Result<Self, CommandError> {
        let interactive = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        let source = if interactive {
            let unusable =
                |error: ReadlineError| CommandError::Internal(format!("the terminal cannot be used: {error}"));
            Source::Person(Box::new(editor::open(folder).map_err(unusable)?))
        } else {
            Source::Pipe(piped())
        };
        let known = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = known.filter(|_| interactive).unwrap_or(WIDTH).min(MOST);
        Ok(Terminal {
            out: Out::stdout(),
            source,
            folder: folder.map(Path::to_owned),
            paint,
            width,
            streamed: Wrap::new(width),
            busy: false,
            stop: CancellationToken::new(),
            trouble: None,
        })
    }

    /// Whether a person sits before it.
    pub(super) fn is_interactive(&self) -> bool {
        matches!(self.source, Source::Person(_))
    }

    /// Whether nobody sees any more what is shown.
    pub(super) fn is_closed(&self) -> bool {
        self.out.is_closed() || self.trouble.is_some()
    }

    /// Begins a turn; what stops it stops a question within it, too.
    pub(super) fn begin(&mut self) -> CancellationToken {
        self.stop = CancellationToken::new();
        self.stop.clone()
    }

    /// The next line of the conversation. An interrupted pipe has ended.
    pub(super) async fn read(&mut self, prompt: &str, interrupts: &mut Interrupts) -> Read {
        self.fresh();
        match &mut self.source {
            Source::Pipe(lines) => tokio::select! {
                line = lines.recv() => line.map_or(Read::End, Read::Line),
                () = interrupts.next() => Read::End,
            },
            Source::Person(editor) => match editor.readline(prompt) {
                Ok(line) => {
                    editor::remember(editor, self.folder.as_deref(), &line);
                    Read::Line(line)
                }
                Err(ReadlineError::Interrupted) => {
                    self.lines("Ctrl-D or `/quit` ends; everything is kept.\n");
                    Read::Nothing
                }
                Err(_) => Read::End,
            },
        }
    }

    /// Writes what is held back.
    ///
    /// # Errors
    /// That standard output could not be written.
    pub(super) fn finish(&mut self) -> Result<(), CommandError> {
        self.fresh();
        self.trouble.take().map_or(Ok(()), Err)
    }

    /// Ends a line that is begun.
    fn fresh(&mut self) {
        self.idle();
        let rest = self.streamed.end();
        self.write(&rest);
        if self.streamed.within_line() {
            let end = self.streamed.push("\n");
            self.write(&end);
        }
        self.flush();
    }

    /// Takes away what said that something is under way.
    fn idle(&mut self) {
        if std::mem::take(&mut self.busy) {
            self.write("\r\u{1b}[K");
        }
    }

    fn write(&mut self, text: &str) {
        let written = self.out.text(text);
        self.settle(written);
    }

    fn flush(&mut self) {
        let flushed = self.out.finish();
        self.settle(flushed);
    }

    fn settle(&mut self, result: Result<(), CommandError>) {
        if let Err(error) = result {
            self.trouble.get_or_insert(error);
        }
    }
}

impl Screen for Terminal {
    fn paint(&self) -> Paint {
        self.paint
    }

    fn width(&self) -> usize {
        self.width
    }

    fn words(&mut self, text: &str) {
        self.idle();
        let shown = self.streamed.push(text);
        self.write(&shown);
        self.flush();
    }

    fn lines(&mut self, text: &str) {
        self.fresh();
        let wrapped = wrap(text, self.width);
        self.write(&wrapped);
        if !wrapped.is_empty() && !wrapped.ends_with('\n') {
            self.write("\n");
        }
        self.flush();
    }

    fn busy(&mut self, what: &str) {
        self.fresh();
        if self.is_interactive() {
            let what = self.paint.faint(&format!("{what}…"));
            self.write(&what);
            self.flush();
            self.busy = true;
        }
    }

    async fn ask(&mut self, question: &str, proposed: &str) -> Option<String> {
        self.fresh();
        match &mut self.source {
            Source::Person(editor) => editor.readline_with_initial(question, (proposed, "")).ok(),
            Source::Pipe(lines) => {
                let line = tokio::select! {
                    line = lines.recv() => line,
                    () = self.stop.cancelled() => None,
                };
                let line = line?;
                self.lines(&format!("{question}\n"));
                // Nobody edits here, so nothing said is what is proposed.
                Some(if line.trim().is_empty() { proposed.to_owned() } else { line })
            }
        }
    }
}

/// The lines of standard input, read by a thread of its own: it ends with the process, whether or not a line comes.
fn piped() -> Receiver<String> {
    let (send, lines) = channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().split(b'\n') {
            let Ok(line) = line else { return };
            let line = String::from_utf8_lossy(&line);
            if send.blocking_send(line.trim_end_matches('\r').to_owned()).is_err() {
                return;
            }
        }
    });
    lines
}
