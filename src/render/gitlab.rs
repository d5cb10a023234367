//! GitLab's code quality report: one JSON array.
//!
//! GitLab compares fingerprints between branches and drops what has one twice, so each finding's own is made of its
//! hash and its number. It does not show `check_name`: the description begins with it.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Level, Lint, Report};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Position,
    end: Position,
}

/// From 1, the column in characters.
#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

pub fn render(report: &Report) -> String {
    let issues: Vec<Issue> = report.diagnostics.iter().map(|diagnostic| issue(report, diagnostic)).collect();
    // strings and numbers always serialise
    let mut text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    text.push('\n');
    text
}

fn issue(report: &Report, diagnostic: &Diagnostic) -> Issue {
    let place = diagnostic.primary.place;
    let file = report.sources.file(place.file);
    let position = |offset| {
        let at = file.line_column(offset);
        Position { line: at.line, column: at.column }
    };
    let code = diagnostic.lint.map_or_else(|| "letgo".to_owned(), Lint::code);
    Issue {
        description: format!("{code}: {}", diagnostic.message),
        check_name: code,
        fingerprint: format!("{:016x}{:04x}", diagnostic.fingerprint.hash, diagnostic.fingerprint.ordinal),
        severity: match diagnostic.level {
            Level::Deny | Level::Forbid => "major",
            Level::Allow | Level::Warn => "minor",
        },
        location: Location {
            path: report.path_in_repository(place.file),
            positions: Positions {
                begin: position(place.span.start),
                end: position(place.span.end.max(place.span.start)),
            },
        },
    }
}
