//! SARIF 2.1.0, as GitHub code scanning takes it.
//!
//! Columns count Unicode code points from 1, ends are exclusive. The primary region stays on one line: a pull request
//! shows an alert only when all of its lines are in the difference. Paths are relative to the top of the repository.
//! Problems of the run (a file that does not parse) are notifications, not results.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Help, Label, Level, Lint, Report};
use crate::source::{FileId, Place};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// GitHub refuses longer texts.
const LONGEST_DESCRIPTION: usize = 1000;

/// `lints`: all that there are; every run names its rules, findings or not.
pub fn render(report: &Report, lints: &[&'static Lint]) -> String {
    let (findings, problems): (Vec<_>, Vec<_>) =
        report.diagnostics.iter().partition(|diagnostic| diagnostic.lint.is_some());
    let results = findings.iter().filter_map(|finding| result(report, finding, lints));
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "letgo",
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": lints.iter().map(|lint| rule(lint)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": !report.unusable,
                "toolExecutionNotifications":
                    problems.iter().map(|problem| notification(report, problem)).collect::<Vec<_>>(),
            }],
            "results": results.collect::<Vec<_>>(),
        }],
    });
    format!("{log:#}\n")
}

fn rule(lint: &Lint) -> Value {
    let mut full: String = lint.docs.split("### Why is this bad?").next().unwrap_or("").to_owned();
    full = full.trim_start_matches("### What it does").split_whitespace().collect::<Vec<_>>().join(" ");
    if full.is_empty() {
        lint.summary.clone_into(&mut full);
    }
    let full: String = full.chars().take(LONGEST_DESCRIPTION).collect();
    json!({
        "id": lint.code(),
        "name": lint.name,
        "shortDescription": { "text": lint.summary },
        "fullDescription": { "text": full },
        "help": { "text": lint.docs.trim(), "markdown": lint.docs.trim() },
        "helpUri": lint.url(),
        "defaultConfiguration": match lint.default_level {
            Level::Allow => json!({ "enabled": false, "level": "warning" }),
            level => json!({ "level": level.severity() }),
        },
        "properties": {
            "tags": ["async", "database", lint.group.name()],
            "precision": "high",
            "problem.severity": lint.default_level.severity(),
        },
    })
}

fn result(report: &Report, finding: &Diagnostic, lints: &[&'static Lint]) -> Option<Value> {
    let lint = finding.lint?;
    let mut result = json!({
        "ruleId": lint.code(),
        "ruleIndex": lints.iter().position(|other| *other == lint)?,
        "level": finding.level.severity(),
        "message": { "text": message(finding) },
        "locations": [location(report, &finding.primary, false)],
        "partialFingerprints": {
            "primaryLocationLineHash": finding.fingerprint.to_string(),
            "letgo/v1": finding.fingerprint.to_string(),
        },
    });
    let related: Vec<Value> = finding
        .secondary
        .iter()
        .enumerate()
        .map(|(index, label)| {
            let mut location = location(report, label, true);
            location["id"] = json!(index + 1);
            location
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    let way: Vec<Value> =
        finding.way().iter().map(|label| json!({ "location": location(report, label, true) })).collect();
    if !way.is_empty() {
        result["codeFlows"] = json!([{ "threadFlows": [{ "locations": way }] }]);
    }
    let fixes: Vec<Value> =
        finding.helps.iter().filter(|help| !help.edits.is_empty()).map(|help| fix(report, help)).collect();
    if !fixes.is_empty() {
        result["fixes"] = fixes.into();
    }
    Some(result)
}

/// The finding as one text: only that is shown beside the code.
fn message(finding: &Diagnostic) -> String {
    let mut lines = vec![finding.message.clone()];
    if !finding.primary.text.is_empty() {
        lines.push(finding.primary.text.clone());
    }
    // links to the related locations, which are numbered from 1
    let places = finding.secondary.iter().enumerate();
    lines.extend(
        places
            .filter(|(_, label)| !label.text.is_empty())
            .map(|(index, label)| format!("[{}]({})", escaped(&label.text), index + 1)),
    );
    lines.extend(finding.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(finding.helps.iter().map(|help| format!("help: {}", help.text)));
    lines.join("\n")
}

/// Brackets would end the link.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn location(report: &Report, label: &Label, with_message: bool) -> Value {
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": artifact(report, label.place.file),
        "region": region(report, label.place, true),
    }});
    if with_message && !label.text.is_empty() {
        location["message"] = json!({ "text": label.text });
    }
    location
}

fn artifact(report: &Report, file: FileId) -> Value {
    json!({ "uri": uri(&report.path_in_repository(file)), "uriBaseId": "%SRCROOT%" })
}

/// Lines and columns; cut at the end of the first line when it must be on one.
fn region(report: &Report, place: Place, on_one_line: bool) -> Value {
    let file = report.sources.file(place.file);
    let start = file.line_column(place.span.start);
    let mut end = place.span.end.max(place.span.start);
    if on_one_line {
        end = end.min(file.line_span(file.line_index(place.span.start)).end.max(place.span.start));
    }
    let end = file.line_column(end);
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        // a region has at least one character for those who draw it
        "endColumn": if end == start && on_one_line { end.column + 1 } else { end.column },
    })
}

fn fix(report: &Report, help: &Help) -> Value {
    let mut files: Vec<FileId> = help.edits.iter().map(|edit| edit.place.file).collect();
    files.sort_unstable();
    files.dedup();
    let changes = files.into_iter().map(|file| {
        let edits = help.edits.iter().filter(|edit| edit.place.file == file);
        let replacements = edits.map(|edit| {
            json!({
                "deletedRegion": region(report, edit.place, false),
                "insertedContent": { "text": edit.replacement },
            })
        });
        json!({
            "artifactLocation": artifact(report, file),
            "replacements": replacements.collect::<Vec<_>>(),
        })
    });
    json!({ "description": { "text": help.text }, "artifactChanges": changes.collect::<Vec<_>>() })
}

fn notification(report: &Report, problem: &Diagnostic) -> Value {
    json!({
        "level": problem.level.severity(),
        "message": { "text": problem.message },
        "locations": [location(report, &problem.primary, false)],
    })
}

/// Percent-encoded, since it is a URI and not a path.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(byte as char);
            }
            b'\\' => uri.push('/'),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
