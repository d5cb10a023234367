//! Code actions: the edits that findings offer, all certain ones at once, and a suppression that asks for its reason.

use std::collections::HashMap;
use std::path::Path;

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, TextEdit, Uri, WorkspaceEdit,
};

use super::findings;
use super::session::{Seen, Session, absolute, uri};
use crate::diagnostic::{Applicability, Diagnostic, Help};
use crate::source::{SourceFile, Span};

/// `source.fixAll`, narrowed to this server so that an editor can run it on save.
pub(super) const FIX_ALL: &str = "source.fixAll.letgo";

pub(super) fn at(session: &Session, path: &Path, params: &CodeActionParams) -> Vec<CodeActionResponse> {
    let only = params.context.only.as_deref();
    let wants = |kind: &CodeActionKind| {
        only.is_none_or(|only| only.iter().any(|wanted| includes(&kind_text(wanted), &kind_text(kind))))
    };
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QuickFix) {
        for seen in session.seen(path) {
            for finding in seen.findings() {
                actions.extend(quick_fixes(session, seen, finding, params));
            }
        }
    }
    let fix_all = CodeActionKind::Custom(FIX_ALL.into());
    if wants(&fix_all) {
        actions.extend(all_at_once(session, path, fix_all));
    }
    // a file that is in the run with and without `cfg(test)` is seen twice
    let mut once: Vec<CodeAction> = Vec::new();
    for action in actions {
        if once.iter().all(|other| other.edit != action.edit || other.title != action.title) {
            once.push(action);
        }
    }
    once.into_iter().map(CodeActionResponse::CodeAction).collect()
}

fn kind_text(kind: &CodeActionKind) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// `source` includes `source.fixAll`, which includes `source.fixAll.letgo`.
fn includes(wanted: &str, kind: &str) -> bool {
    wanted.is_empty()
        || kind.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn quick_fixes(
    session: &Session,
    seen: Seen<'_>,
    finding: &Diagnostic,
    params: &CodeActionParams,
) -> Vec<CodeAction> {
    let Some(shown) = findings::one(session, seen, finding) else { return Vec::new() };
    if shown.range.end < params.range.start || params.range.end < shown.range.start {
        return Vec::new();
    }
    let action = |title: String, edit, preferred| CodeAction {
        title,
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![shown.clone()]),
        is_preferred: Some(preferred),
        edit: Some(edit),
        ..CodeAction::default()
    };
    let mut actions = Vec::new();
    for help in finding.helps.iter().filter(|help| !help.edits.is_empty()) {
        if let Some(edit) = edit(session, seen, [help]) {
            let certain = help.applicability == Applicability::MachineApplicable;
            actions.push(action(help.text.clone(), edit, certain));
        }
    }
    if let Some(lint) = finding.lint
        && let Some(edit) = suppression(session, seen, finding, lint.name)
    {
        actions.push(action(format!("allow `{}` here, with a reason", lint.name), edit, false));
    }
    actions
}

/// Every certain edit of the file, those left out that touch one taken before.
fn all_at_once(session: &Session, path: &Path, kind: CodeActionKind) -> Option<CodeAction> {
    let seen = session.seen(path).next()?;
    let mut taken: Vec<(crate::source::FileId, Span)> = Vec::new();
    let mut helps = Vec::new();
    for finding in seen.findings() {
        let Some(help) = finding.certain_way_out() else { continue };
        let spans: Vec<_> = help.edits.iter().map(|edit| (edit.place.file, edit.place.span)).collect();
        let touches = |(file, span): &(crate::source::FileId, Span)| {
            taken
                .iter()
                .any(|(other, taken)| other == file && span.start <= taken.end && taken.start <= span.end)
        };
        if !spans.iter().any(touches) {
            taken.extend(spans);
            helps.push(help);
        }
    }
    if helps.is_empty() {
        return None;
    }
    Some(CodeAction {
        title: "apply all certain fixes of letgo".to_owned(),
        kind: Some(kind),
        edit: Some(edit(session, seen, helps)?),
        ..CodeAction::default()
    })
}

/// The edits of all helps, or none when one of their places is not there any more.
fn edit<'a>(
    session: &Session,
    seen: Seen<'_>,
    helps: impl IntoIterator<Item = &'a Help>,
) -> Option<WorkspaceEdit> {
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for edit in helps.into_iter().flat_map(|help| &help.edits) {
        let uri = uri(&absolute(seen.report, seen.report.sources.file(edit.place.file)))?;
        let range = session.range(seen.report, edit.place)?;
        changes.entry(uri).or_default().push(TextEdit::new(range, edit.replacement.clone()));
    }
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

/// A comment on the line above the statement, which still needs its reason from whoever asked for it.
fn suppression(session: &Session, seen: Seen<'_>, finding: &Diagnostic, lint: &str) -> Option<WorkspaceEdit> {
    let (file, span) = session.now(seen.report, finding.primary.place)?;
    let line = file.line_span(file.line_index(statement_start(&file, span.start)));
    let text = file.slice(line);
    let indent = &text[..text.len() - text.trim_start().len()];
    let at = session.client.encoding.range(&file, Span::new(line.start, line.start));
    let comment = format!("{indent}// letgo: allow({lint}) — TODO: say why this is meant\n");
    let uri = uri(&absolute(seen.report, seen.report.sources.file(seen.id)))?;
    let changes = HashMap::from([(uri, vec![TextEdit::new(at, comment)])]);
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

/// The line that the statement around an offset begins on: a chain of calls is broken before its dots.
fn statement_start(file: &SourceFile, offset: u32) -> u32 {
    let mut line = file.line_index(offset);
    while line > 0 && file.slice(file.line_span(line)).trim_start().starts_with(['.', '?', ')']) {
        line -= 1;
    }
    file.line_span(line).start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_include_what_is_below_them() {
        assert!(includes("", FIX_ALL));
        assert!(includes("source", FIX_ALL));
        assert!(includes("source.fixAll", FIX_ALL));
        assert!(includes(FIX_ALL, FIX_ALL));
        assert!(!includes("source.fix", FIX_ALL));
        assert!(!includes("quickfix", FIX_ALL));
    }
}
