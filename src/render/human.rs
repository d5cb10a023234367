//! Findings for people, through codespan-reporting; the only file that names it.
//!
//! `-->` instead of a drawn corner: editors' matchers for rustc's output take it for a link.

use std::fmt::Write as _;
use std::io::Write;
use std::ops::Range;

use codespan_reporting::diagnostic::{
    Diagnostic as Codespan, Label as CodespanLabel, LabelStyle, Severity as CodespanSeverity,
};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Chars, Config, WriteStyle};

use crate::diagnostic::{Diagnostic, Edit, Help, Level, Report};
use crate::source::{FileId, Place, SourceFile, SourceMap, Span};

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
    let shown = diagnostic.primary.place.file;
    notes.extend(diagnostic.helps.iter().map(|help| format!("help: {}", help_text(help, sources, shown))));
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
    let range = |span: Span| span.start as usize..span.end as usize;
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

/// Lines between two edits that are shown, too.
const MOST_BETWEEN: u32 = 2;

/// The advice, and the lines as they would be with all of its edits. Those in another file than the finding come behind its
/// name.
fn help_text(help: &Help, sources: &SourceMap, shown: FileId) -> String {
    let mut text = help.text.clone();
    let mut edits: Vec<&Edit> = help.edits.iter().collect();
    edits.sort_by_key(|edit| (edit.place.file != shown, edit.place));
    let mut last = None;
    for edits in edits.chunk_by(|one, next| are_near(sources, one, next)) {
        let Place { file: id, span } = edits[0].place;
        let file = sources.file(id);
        match last.replace(id) {
            Some(last) if last == id => text.push_str("\n     ..."),
            None if id == shown => {}
            _ => {
                let at = file.line_column(span.start);
                _ = write!(text, "\n    --> {}:{}:{}", file.path, at.line, at.column);
            }
        }
        let first = file.line_index(span.start) as usize + 1;
        for (index, line_text) in patched(file, edits).lines().enumerate() {
            let number = first + index;
            let _ = write!(text, "\n{number:>4} | {line_text}");
        }
    }
    text
}

fn are_near(sources: &SourceMap, one: &Edit, next: &Edit) -> bool {
    let line = |at: u32| sources.file(one.place.file).line_index(at);
    one.place.file == next.place.file
        && line(next.place.span.start) <= line(one.place.span.end) + MOST_BETWEEN + 1
}

/// The lines that edits stand in, with them.
fn patched(file: &SourceFile, edits: &[&Edit]) -> String {
    let (first, last) = (edits[0].place.span.start, edits[edits.len() - 1].place.span.end);
    let line = |at: u32| file.line_span(file.line_index(at));
    let region = line(first).cover(line(last));
    let mut at = region.start;
    let mut patched = String::new();
    for edit in edits {
        patched.push_str(file.slice(Span::new(at, edit.place.span.start)));
        patched.push_str(&edit.replacement);
        at = edit.place.span.end;
    }
    patched.push_str(file.slice(Span::new(at, region.end.max(at))));
    patched
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_near_an_edit_are_shown() {
        let lines: Vec<String> = (1..=12).map(|line| format!("line {line:>2}")).collect();
        let lines = lines.join("\n");
        let sources = SourceMap::new(vec![
            SourceFile::new("a.rs", lines.as_str()),
            SourceFile::new("b.rs", lines.as_str()),
        ]);
        let edit = |file: u32, line: u32| Edit {
            place: Place::new(FileId(file), Span::new((line - 1) * 8, (line - 1) * 8 + 4)),
            replacement: "LINE".to_owned(),
        };
        let edits = vec![edit(1, 9), edit(0, 3), edit(1, 6), edit(0, 11), edit(1, 2)];
        let help = Help { edits, ..Help::text("do") };
        let lines: Vec<String> = help_text(&help, &sources, FileId(1)).lines().map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "do",
                "   2 | LINE  2",
                "     ...",
                "   6 | LINE  6",
                "   7 | line  7",
                "   8 | line  8",
                "   9 | LINE  9",
                "    --> a.rs:3:1",
                "   3 | LINE  3",
                "     ...",
                "  11 | LINE 11",
            ]
        );
    }
}
