//! One line a finding: `file:line:column: level[code]: message`.

use std::fmt::Write;

use crate::diagnostic::Report;

pub fn render(report: &Report) -> String {
    let mut text = String::new();
    for diagnostic in &report.diagnostics {
        let file = report.sources.file(diagnostic.primary.place.file);
        let at = file.line_column(diagnostic.span().start);
        let code = diagnostic.lint.map(|lint| format!("[{}]", lint.code())).unwrap_or_default();
        let severity = diagnostic.level.severity();
        let (line, column, message) = (at.line, at.column, &diagnostic.message);
        let _ = writeln!(text, "{}:{line}:{column}: {severity}{code}: {message}", file.path);
    }
    text
}
