//! What can be wrong with a rule or configuration file: where, what, and what to do, drawn under the user's own text.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// One fault in a TOML file of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The file's name, as the user knows it.
    pub path: String,
    /// The file's text.
    pub text: String,
    /// What is wrong, lower case, without a dot.
    pub message: String,
    /// The bytes of `text` it is about.
    pub span: Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
}

impl FileError {
    /// The fault with its place underlined, in colour or not.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let snippet = Snippet::source(&self.text)
            .path(&self.path)
            .annotation(AnnotationKind::Primary.span(self.visible_span()));
        let group = Level::ERROR.primary_title(&self.message).element(snippet);
        let group = match &self.help {
            Some(help) => group.element(Level::HELP.message(help)),
            None => group,
        };
        renderer.render(&[group])
    }

    /// The 1-based line and column at which the span begins.
    pub fn position(&self) -> (usize, usize) {
        let before = &self.text[..self.visible_span().start];
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = before.chars().rev().take_while(|&character| character != '\n').count() + 1;
        (line, column)
    }

    /// The span, moved onto character borders within the text.
    fn visible_span(&self) -> Range<usize> {
        let floor =
            |at: usize| (0..=at.min(self.text.len())).rev().find(|&at| self.text.is_char_boundary(at));
        let start = floor(self.span.start).unwrap_or(0);
        start..floor(self.span.end).unwrap_or(0).max(start)
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.position();
        write!(f, "{}:{line}:{column}: {}", self.path, self.message)?;
        self.help.iter().try_for_each(|help| write!(f, " ({help})"))
    }
}

impl std::error::Error for FileError {}
