//! Inlay hints: at each await, what is held there. Off until the client asks for them.

use std::path::Path;

use gen_lsp_types::{InlayHint, Label, Range, Tooltip};

use super::session::Session;
use crate::diagnostic::HoldRow;
use crate::source::Place;

pub(super) fn within(session: &Session, path: &Path, range: Range) -> Vec<InlayHint> {
    let Some(seen) = session.seen(path).find(|seen| seen.holds().next().is_some()) else { return Vec::new() };
    let rows: Vec<&HoldRow> = seen.holds().collect();
    let waits = rows.chunk_by(|a, b| a.wait == b.wait);
    waits.filter_map(|rows| hint(session, seen.report, rows, range)).collect()
}

/// `rows` are the holds of one wait.
fn hint(
    session: &Session,
    report: &crate::diagnostic::Report,
    rows: &[&HoldRow],
    range: Range,
) -> Option<InlayHint> {
    let wait: Place = rows.first()?.wait;
    let position = session.range(report, wait)?.end;
    if position < range.start || range.end < position {
        return None;
    }
    let name = |row: &&HoldRow| row.guard_name.clone().unwrap_or_else(|| "a temporary".to_owned());
    let names: Vec<String> = rows.iter().filter(|row| !row.derived).map(name).collect();
    if names.is_empty() {
        return None;
    }
    let mark = if rows.iter().any(|row| row.hazard) { "⚠ " } else { "" };
    let why: Vec<String> = rows.iter().map(|row| format!("{}: {}", name(row), row.why)).collect();
    Some(InlayHint {
        position,
        label: Label::String(format!("{mark}holds {}", names.join(", "))),
        kind: None,
        text_edits: None,
        tooltip: Some(Tooltip::String(why.join("\n"))),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    })
}
