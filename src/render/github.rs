//! Annotations by GitHub Actions' workflow commands: `::warning file=…,line=…::message`.
//!
//! Columns count characters from 1 and are given only within one line, as GitHub ignores them otherwise. GitHub shows
//! ten annotations of each level for a step and drops the rest without a word: errors come first, and a notice tells
//! the true number.

use std::fmt::Write;

use crate::diagnostic::{Diagnostic, Level, Report};

/// What GitHub shows of each level for a step.
const SHOWN: usize = 10;

pub fn render(report: &Report) -> String {
    let mut text = String::new();
    let is_error = |diagnostic: &&Diagnostic| diagnostic.level >= Level::Deny;
    let errors: Vec<&Diagnostic> = report.diagnostics.iter().filter(is_error).collect();
    let warnings: Vec<&Diagnostic> =
        report.diagnostics.iter().filter(|diagnostic| !is_error(diagnostic)).collect();
    if errors.len() > SHOWN || warnings.len() > SHOWN {
        let _ = writeln!(
            text,
            "::notice title=letgo::{} and {} in all; GitHub shows the first {SHOWN} of each, the log of this step has them all",
            count(errors.len(), "error"),
            count(warnings.len(), "warning"),
        );
    }
    for diagnostic in errors.into_iter().chain(warnings) {
        let place = diagnostic.primary.place;
        let file = report.sources.file(place.file);
        let path = report.path_in_repository(place.file);
        let start = file.line_column(place.span.start);
        let end = file.line_column(place.span.end.max(place.span.start));
        let title = match diagnostic.lint {
            Some(lint) => format!("letgo ({})", lint.name),
            None => "letgo".to_owned(),
        };
        let _ = write!(
            text,
            "::{} title={},file={},line={},endLine={}",
            diagnostic.level.severity(),
            property(&title),
            property(&path),
            start.line,
            end.line
        );
        if start.line == end.line {
            let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
        }
        // the place is repeated: the log shows the message only
        let mut message = format!("{path}:{}:{}: {}", start.line, start.column, diagnostic.message);
        for help in &diagnostic.helps {
            let _ = write!(message, "\nhelp: {}", help.text);
        }
        let _ = writeln!(text, "::{}", escaped(&message));
    }
    text
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
