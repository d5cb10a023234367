//! One line a finding: `file:line:column: level[code]: message`.

use crate::diagnostic::{Diagnostic, Report};
use crate::source::SourceMap;

pub fn render(report: &Report) -> String {
    report.diagnostics.iter().map(|diagnostic| one(diagnostic, &report.sources)).collect()
}

/// With the line's end.
pub fn one(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let file = sources.file(diagnostic.primary.place.file);
    let at = file.line_column(diagnostic.span().start);
    let code = diagnostic.lint.map(|lint| format!("[{}]", lint.code())).unwrap_or_default();
    let severity = diagnostic.level.severity();
    let (line, column, message) = (at.line, at.column, &diagnostic.message);
    format!("{}:{line}:{column}: {severity}{code}: {message}\n", file.path)
}
