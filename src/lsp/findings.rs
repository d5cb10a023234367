//! Findings as the protocol's diagnostics: the message with its notes and ways out, other places as related information.

use std::path::Path;

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity, Message,
    Uri,
};

use super::session::{Seen, Session};
use crate::diagnostic::{Diagnostic, Level, Report};
use crate::source::Place;

/// All diagnostics of a file, as it is in the client.
pub(super) fn of_file(session: &Session, path: &Path) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    for seen in session.seen(path) {
        for finding in seen.findings() {
            shown.extend(one(session, seen, finding).filter(|one| !shown.contains(one)));
        }
    }
    shown
}

pub(super) fn one(session: &Session, seen: Seen<'_>, finding: &Diagnostic) -> Option<Shown> {
    let client = session.client;
    let report = seen.report;
    let mut related = Vec::new();
    let mut lines = vec![finding.message.clone()];
    lines.extend(Some(finding.primary.text.clone()).filter(|text| !text.is_empty()));
    for label in &finding.secondary {
        match session.location(report, label.place) {
            Some(location) if client.related_information => {
                related.push(DiagnosticRelatedInformation::new(location, label.text.clone()));
            }
            _ => lines.push(format!("{}: {}", shown_place(report, label.place), label.text)),
        }
    }
    lines.extend(finding.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(finding.helps.iter().map(|help| format!("help: {}", help.text)));
    Some(Shown {
        range: session.range(report, finding.primary.place)?,
        severity: Some(severity(finding.level)),
        code: finding.lint.map(|lint| Code::String(lint.name.to_owned())),
        code_description: finding
            .lint
            .filter(|_| client.code_description)
            .and_then(|lint| Some(CodeDescription::new(lint.url().parse::<Uri>().ok()?))),
        source: Some("letgo".to_owned()),
        message: Message::String(lines.join("\n")),
        tags: None,
        related_information: Some(related).filter(|related| !related.is_empty()),
        data: None,
    })
}

fn severity(level: Level) -> DiagnosticSeverity {
    if level >= Level::Deny { DiagnosticSeverity::Error } else { DiagnosticSeverity::Warning }
}

fn shown_place(report: &Report, place: Place) -> String {
    let file = report.sources.file(place.file);
    format!("{}:{}", file.path, file.line_column(place.span.start).line)
}
