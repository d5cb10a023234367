//! Cargo's own `compiler-message` lines, as rust-analyzer and every other consumer of cargo's JSON read them.
//!
//! Columns count characters from 1, byte offsets from 0. One child is one note, label or suggestion; the page about the
//! lint is a `help` child without a span, since editors make links of nothing else.

use serde::Serialize;

use super::human::{self, Style};
use super::short;
use crate::diagnostic::{Applicability, Diagnostic, Label, Report, Unit};
use crate::source::{Place, SourceMap};

#[derive(Serialize)]
struct Line<'a> {
    reason: &'static str,
    package_id: &'a str,
    manifest_path: &'a str,
    target: Target<'a>,
    message: Message<'a>,
}

#[derive(Serialize)]
struct Target<'a> {
    kind: &'a [String],
    crate_types: &'a [String],
    name: &'a str,
    src_path: &'a str,
    edition: &'a str,
    doc: bool,
    doctest: bool,
    test: bool,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are cargo's")]
struct Message<'a> {
    #[serde(rename = "$message_type")]
    message_type: &'static str,
    message: &'a str,
    code: Option<Code>,
    level: &'static str,
    spans: Vec<Span>,
    children: Vec<Child>,
    rendered: Option<String>,
}

#[derive(Serialize)]
struct Code {
    code: String,
    explanation: Option<&'static str>,
}

#[derive(Serialize)]
struct Child {
    message: String,
    code: Option<Code>,
    level: &'static str,
    spans: Vec<Span>,
    children: Vec<Child>,
    rendered: Option<String>,
}

#[derive(Serialize)]
struct Span {
    file_name: String,
    byte_start: u32,
    byte_end: u32,
    line_start: u32,
    line_end: u32,
    column_start: u32,
    column_end: u32,
    is_primary: bool,
    text: Vec<Text>,
    label: Option<String>,
    suggested_replacement: Option<String>,
    suggestion_applicability: Option<&'static str>,
    expansion: Option<()>,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are cargo's")]
struct Text {
    text: String,
    highlight_start: u32,
    highlight_end: u32,
}

/// What the `rendered` text of a message looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rendered {
    Plain,
    /// With colours.
    Ansi,
    /// One line.
    Short,
}

/// Lines for all findings.
pub fn render(report: &Report, rendered: Rendered) -> String {
    let mut text = String::new();
    let nobody = Unit {
        package_id: String::new(),
        manifest_path: String::new(),
        name: String::new(),
        kinds: vec!["lib".to_owned()],
        crate_types: vec!["lib".to_owned()],
        src_path: String::new(),
        edition: "2024",
        test: false,
    };
    for diagnostic in &report.diagnostics {
        let unit = report.unit(diagnostic.primary.place.file).unwrap_or(&nobody);
        let line = Line {
            reason: "compiler-message",
            package_id: &unit.package_id,
            manifest_path: &unit.manifest_path,
            target: Target {
                kind: &unit.kinds,
                crate_types: &unit.crate_types,
                name: &unit.name,
                src_path: &unit.src_path,
                edition: unit.edition,
                doc: false,
                doctest: false,
                test: unit.test,
            },
            message: message(diagnostic, &report.sources, rendered),
        };
        // strings, numbers and booleans always serialise
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    text
}

fn message<'a>(diagnostic: &'a Diagnostic, sources: &SourceMap, rendered: Rendered) -> Message<'a> {
    let mut spans = vec![span(&diagnostic.primary, true, sources)];
    spans.extend(diagnostic.secondary.iter().map(|label| span(label, false, sources)));
    let mut children: Vec<Child> =
        diagnostic.notes.iter().map(|note| child("note", note, Vec::new())).collect();
    for help in &diagnostic.helps {
        let applicability = match help.applicability {
            Applicability::MachineApplicable => "MachineApplicable",
            Applicability::MaybeIncorrect => "MaybeIncorrect",
        };
        let edits = help.edits.iter().map(|edit| Span {
            suggested_replacement: Some(edit.replacement.clone()),
            suggestion_applicability: Some(applicability),
            ..span(&Label::new(edit.place, ""), true, sources)
        });
        let mut spans: Vec<Span> = edits.collect();
        // rust-analyzer offers a fix where its spans are: at the finding, too. Without replacement nobody edits there.
        if !spans.is_empty() {
            spans.push(span(&Label::new(diagnostic.primary.place, ""), true, sources));
        }
        children.push(child("help", &help.text, spans));
    }
    if let Some(lint) = diagnostic.lint {
        let text = format!("for further information visit {}", lint.url());
        children.push(child("help", &text, Vec::new()));
    }
    Message {
        message_type: "diagnostic",
        message: &diagnostic.message,
        code: diagnostic.lint.map(|lint| Code { code: lint.code(), explanation: Some(lint.docs) }),
        level: diagnostic.level.severity(),
        spans,
        children,
        rendered: Some(match rendered {
            Rendered::Short => short::one(diagnostic, sources),
            Rendered::Plain | Rendered::Ansi => {
                let style = Style { colour: rendered == Rendered::Ansi, unicode: true };
                human::one(diagnostic, sources, style, false)
            }
        }),
    }
}

fn child(level: &'static str, message: &str, spans: Vec<Span>) -> Child {
    Child { message: message.to_owned(), code: None, level, spans, children: Vec::new(), rendered: None }
}

fn span(label: &Label, is_primary: bool, sources: &SourceMap) -> Span {
    let Place { file, span } = label.place;
    let file = sources.file(file);
    let start = file.line_column(span.start);
    let end = file.line_column(span.end.max(span.start));
    let text = (start.line..=end.line)
        .map(|line| {
            let line_text = file.slice(file.line_span(line - 1)).to_owned();
            let width = line_text.chars().count() as u32 + 1;
            Text {
                highlight_start: if line == start.line { start.column } else { 1 },
                highlight_end: if line == end.line { end.column } else { width },
                text: line_text,
            }
        })
        .collect();
    Span {
        file_name: file.path.clone(),
        byte_start: span.start,
        byte_end: span.end.max(span.start),
        line_start: start.line,
        line_end: end.line,
        column_start: start.column,
        column_end: end.column,
        is_primary,
        text,
        label: (!label.text.is_empty()).then(|| label.text.clone()),
        suggested_replacement: None,
        suggestion_applicability: None,
        expansion: None,
    }
}
