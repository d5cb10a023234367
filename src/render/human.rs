//! Findings for people, through codespan-reporting; the only file that names it.
//!
//! `-->` instead of a drawn corner: editors' matchers for rustc's output take it for a link.

use std::io::Write;
use std::ops::Range;

use codespan_reporting::diagnostic::{
    Diagnostic as Codespan, Label as CodespanLabel, LabelStyle, Severity as CodespanSeverity,
};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Chars, Config, WriteStyle};

use crate::diagnostic::{Diagnostic, Help, Level, Report};
use crate::source::{FileId, SourceMap};

/// How to draw.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// ANSI colours.
    pub colour: bool,
    /// Box-drawing characters; ASCII otherwise.
    pub unicode: bool,
}

/// All findings, one after the other.
pub fn render(report: &Report, style: Style) -> String {
    let mut explained: Vec<&str> = Vec::new();
    let mut text = String::new();
    for diagnostic in &report.diagnostics {
        let name = diagnostic.lint.map(|lint| lint.name);
        let first = name.is_some_and(|name| !explained.contains(&name));
        explained.extend(name.filter(|_| first));
        text.push_str(&one(diagnostic, &report.sources, style, first));
    }
    text
}

/// One finding. `first`: of its lint in this run; it says how to learn more.
pub fn one(diagnostic: &Diagnostic, sources: &SourceMap, style: Style, first: bool) -> String {
    let severity = match diagnostic.level {
        Level::Deny | Level::Forbid => CodespanSeverity::Error,
        Level::Allow | Level::Warn => CodespanSeverity::Warning,
    };
    let mut notes: Vec<String> = diagnostic.notes.iter().map(|note| format!("note: {note}")).collect();
    notes.extend(diagnostic.helps.iter().map(|help| format!("help: {}", help_text(help, sources))));
    if let Some(lint) = diagnostic.lint.filter(|_| first) {
        notes.push(format!("help: for more about this, run `cargo letgo explain {}`", lint.name));
    }
    let codespan = Codespan::new(severity)
        .with_message(&diagnostic.message)
        .with_labels(labels(diagnostic))
        .with_notes(notes);
    let codespan = match diagnostic.lint {
        Some(lint) => codespan.with_code(lint.code()),
        None => codespan,
    };
    let chars = if style.unicode { Chars::box_drawing() } else { Chars::ascii() };
    let config = Config { chars: Chars { snippet_start: "-->".to_owned(), ..chars }, ..Config::default() };
    let mut out = Painted { bytes: Vec::new(), colour: style.colour };
    if term::emit_to_write_style(&mut out, &config, &Sources(sources), &codespan).is_err() {
        // a span outside of its file: say it without the picture
        return format!("{}: {}\n", diagnostic.level.severity(), diagnostic.message);
    }
    String::from_utf8_lossy(&out.bytes).into_owned()
}

/// The primary label first: files are shown in the order in which they are first named. Two labels on one place are one.
fn labels(diagnostic: &Diagnostic) -> Vec<CodespanLabel<FileId>> {
    let range = |span: crate::source::Span| span.start as usize..span.end as usize;
    let primary = &diagnostic.primary;
    let mut labels = vec![
        CodespanLabel::primary(primary.place.file, range(primary.place.span)).with_message(&primary.text),
    ];
    for label in &diagnostic.secondary {
        labels.push(
            CodespanLabel::secondary(label.place.file, range(label.place.span)).with_message(&label.text),
        );
    }
    labels
}

fn help_text(help: &Help, sources: &SourceMap) -> String {
    let mut text = help.text.clone();
    for edit in &help.edits {
        let file = sources.file(edit.place.file);
        let line = file.line_index(edit.place.span.start);
        let span = file.line_span(line);
        let before = &file.slice(span)[..(edit.place.span.start - span.start) as usize];
        let end = edit.place.span.end.min(span.end).max(edit.place.span.start);
        let after = file.slice(crate::source::Span::new(end, span.end.max(end)));
        text.push('\n');
        text.push_str(&format_line(line + 1, &format!("{before}{}{after}", edit.replacement)));
    }
    text
}

fn format_line(number: u32, line: &str) -> String {
    format!("{number:>4} | {line}")
}

struct Sources<'a>(&'a SourceMap);

impl<'a> Files<'a> for Sources<'a> {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.0.file(id).path)
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.0.file(id).text)
    }

    fn line_index(&'a self, id: FileId, byte_index: usize) -> Result<usize, Error> {
        Ok(self.0.file(id).line_index(byte_index as u32) as usize)
    }

    fn line_range(&'a self, id: FileId, line_index: usize) -> Result<Range<usize>, Error> {
        let file = self.0.file(id);
        let span = file.line_span(line_index as u32);
        Ok(span.start as usize..span.end as usize)
    }
}

/// Colours as rustc's.
struct Painted {
    bytes: Vec<u8>,
    colour: bool,
}

impl Painted {
    fn paint(&mut self, code: &str) -> std::io::Result<()> {
        if self.colour { write!(self.bytes, "\u{1b}[0m\u{1b}[{code}m") } else { Ok(()) }
    }
}

impl Write for Painted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn hue(severity: CodespanSeverity) -> &'static str {
    match severity {
        CodespanSeverity::Bug | CodespanSeverity::Error => "1;31",
        CodespanSeverity::Warning => "1;33",
        CodespanSeverity::Note => "1;32",
        CodespanSeverity::Help => "1;36",
    }
}

impl WriteStyle for Painted {
    fn set_header(&mut self, severity: CodespanSeverity) -> std::io::Result<()> {
        self.paint(hue(severity))
    }

    fn set_header_message(&mut self) -> std::io::Result<()> {
        self.paint("1")
    }

    fn set_line_number(&mut self) -> std::io::Result<()> {
        self.paint("1;34")
    }

    fn set_note_bullet(&mut self) -> std::io::Result<()> {
        self.paint("1;34")
    }

    fn set_source_border(&mut self) -> std::io::Result<()> {
        self.paint("1;34")
    }

    fn set_label(&mut self, severity: CodespanSeverity, style: LabelStyle) -> std::io::Result<()> {
        self.paint(if style == LabelStyle::Primary { hue(severity) } else { "1;34" })
    }

    fn reset(&mut self) -> std::io::Result<()> {
        if self.colour { write!(self.bytes, "\u{1b}[0m") } else { Ok(()) }
    }
}
