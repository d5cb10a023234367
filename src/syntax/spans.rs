//! Spans of proc-macro2 to byte spans.
//!
//! Those of [`lex`](super::lex) are byte spans already: columns of one line. Of a text that it has read itself,
//! proc-macro2 knows lines and character columns; its own conversion to bytes keeps a tree per file and searches it. A
//! table of line starts, with a mark for lines that are all ASCII, is faster and enough.

use proc_macro2::{LineColumn, Span as TokenSpan};

use crate::source::Span;

pub(super) struct Spans<'a> {
    text: &'a str,
    /// Empty when columns are offsets.
    lines: Vec<Line>,
    /// Where the text starts in its file.
    base: u32,
}

struct Line {
    start: u32,
    is_ascii: bool,
}

impl<'a> Spans<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut lines = Vec::with_capacity(text.len() / 32 + 1);
        let all_ascii = text.is_ascii();
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).chain([text.len()]) {
            let is_ascii = all_ascii || text.as_bytes()[start..end].is_ascii();
            lines.push(Line { start: start as u32, is_ascii });
            start = end;
        }
        Self { text, lines, base: 0 }
    }

    /// Of tokens whose columns are offsets.
    pub fn in_bytes(text: &'a str, base: u32) -> Self {
        Self { text, lines: Vec::new(), base }
    }

    /// Of a part of a file.
    pub fn at(text: &'a str, base: u32) -> Self {
        Self { base, ..Self::new(text) }
    }

    pub fn span(&self, span: TokenSpan) -> Span {
        Span::new(self.offset(span.start()), self.offset(span.end()))
    }

    /// The text between two delimiters, on one line.
    pub fn inside(&self, open: TokenSpan, close: TokenSpan) -> String {
        let (from, to) = (self.offset(open.end()) - self.base, self.offset(close.start()) - self.base);
        let (from, to) = (from as usize, to as usize);
        on_one_line(self.text.get(from..to).unwrap_or(""))
    }

    /// From the first token to the last.
    pub fn between(&self, first: TokenSpan, last: TokenSpan) -> Span {
        Span::new(self.offset(first.start()), self.offset(last.end()))
    }

    fn offset(&self, at: LineColumn) -> u32 {
        self.base + self.local(at)
    }

    /// proc-macro2 drops a byte order mark before it counts; so the first line is shifted by it.
    fn local(&self, at: LineColumn) -> u32 {
        if self.lines.is_empty() {
            return at.column as u32;
        }
        let Some(line) = self.lines.get(at.line.saturating_sub(1)) else { return self.text.len() as u32 };
        let bom = if at.line == 1 && self.text.starts_with('\u{feff}') { 3 } else { 0 };
        if line.is_ascii || at.column == 0 {
            return (line.start + bom + at.column as u32).min(self.text.len() as u32);
        }
        let start = (line.start + bom) as usize;
        let rest = self.text.get(start..).unwrap_or("");
        let column: usize = rest.chars().take(at.column).map(char::len_utf8).sum();
        (start + column) as u32
    }
}

pub(super) fn on_one_line(text: &str) -> String {
    if text.contains('\n') { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.to_owned() }
}
