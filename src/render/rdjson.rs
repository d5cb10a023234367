//! reviewdog's diagnostic format (rdjson): one JSON object.
//!
//! Columns count UTF-8 bytes from 1, ends are exclusive. Paths are relative to the working directory, which reviewdog
//! is run in, too.

use std::fmt::Write;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Label, Level, Report};
use crate::source::Place;

#[derive(Serialize)]
struct Log {
    source: Source,
    diagnostics: Vec<Entry>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Entry {
    message: String,
    location: Location,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Code {
    value: String,
    url: String,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Location,
}

pub fn render(report: &Report) -> String {
    let log = Log {
        source: Source { name: "letgo", url: env!("CARGO_PKG_REPOSITORY") },
        diagnostics: report.diagnostics.iter().map(|diagnostic| entry(report, diagnostic)).collect(),
    };
    // strings and numbers always serialise
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn entry(report: &Report, diagnostic: &Diagnostic) -> Entry {
    let mut message = diagnostic.message.clone();
    for note in &diagnostic.notes {
        let _ = write!(message, "\nnote: {note}");
    }
    for help in &diagnostic.helps {
        let _ = write!(message, "\nhelp: {}", help.text);
    }
    // a suggestion is one range of the file that the finding is in: an edit of several parts cannot be told
    let suggestions = diagnostic.helps.iter().filter_map(|help| match help.edits.as_slice() {
        [edit] if edit.place.file == diagnostic.primary.place.file => {
            Some(Suggestion { range: range(report, edit.place), text: edit.replacement.clone() })
        }
        _ => None,
    });
    Entry {
        message,
        location: location(report, &diagnostic.primary),
        severity: match diagnostic.level {
            Level::Deny | Level::Forbid => "ERROR",
            Level::Allow | Level::Warn => "WARNING",
        },
        code: diagnostic.lint.map(|lint| Code { value: lint.code(), url: lint.url() }),
        suggestions: suggestions.collect(),
        related_locations: diagnostic
            .secondary
            .iter()
            .map(|label| Related { message: label.text.clone(), location: location(report, label) })
            .collect(),
    }
}

fn location(report: &Report, label: &Label) -> Location {
    Location { path: report.path_from_here(label.place.file), range: range(report, label.place) }
}

fn range(report: &Report, place: Place) -> Range {
    let file = report.sources.file(place.file);
    let position = |offset| {
        let at = file.line_column_bytes(offset);
        Position { line: at.line, column: at.column }
    };
    Range { start: position(place.span.start), end: position(place.span.end.max(place.span.start)) }
}
