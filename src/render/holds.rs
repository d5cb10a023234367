//! `cargo letgo holds`: which connection is kept over which await, and why that is fine.

use std::fmt::Write;

use serde::Serialize;

use crate::diagnostic::HoldRow;
use crate::source::SourceMap;

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    function: &'a str,
    guard: Guard<'a>,
    wait: Wait<'a>,
    verdict: &'static str,
    why: &'a str,
}

#[derive(Serialize)]
struct Guard<'a> {
    name: Option<&'a str>,
    r#type: &'a str,
    via: &'a [String],
    line: u32,
    column: u32,
    borrowed: bool,
    derived: bool,
}

#[derive(Serialize)]
struct Wait<'a> {
    line: u32,
    column: u32,
    kind: &'static str,
    category: Option<&'static str>,
    target: &'a str,
}

/// One JSON object a line; lines and columns count from 1, columns in characters.
pub fn json(rows: &[HoldRow], sources: &SourceMap) -> String {
    let mut text = String::new();
    for row in rows {
        let file = sources.file(row.wait.file);
        let guard = sources.file(row.guard.file).line_column(row.guard.span.start);
        let wait = file.line_column(row.wait.span.start);
        let line = Line {
            file: &file.path,
            function: &row.function,
            guard: Guard {
                name: row.guard_name.as_deref(),
                r#type: &row.guard_type,
                via: &row.guard_via,
                line: guard.line,
                column: guard.column,
                borrowed: row.borrowed,
                derived: row.derived,
            },
            wait: Wait {
                line: wait.line,
                column: wait.column,
                kind: row.kind,
                category: row.category,
                target: &row.target,
            },
            verdict: if row.hazard { "hazard" } else { "ok" },
            why: &row.why,
        };
        // strings, numbers and booleans always serialise
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// A table for each function.
pub fn human(rows: &[HoldRow], sources: &SourceMap) -> String {
    let mut text = String::new();
    for group in rows.chunk_by(|a, b| a.function == b.function && a.wait.file == b.wait.file) {
        let file = sources.file(group[0].wait.file);
        let _ = writeln!(text, "{} — {}", group[0].function, file.path);
        let name = |row: &HoldRow| row.guard_name.clone().unwrap_or_else(|| "(temporary)".to_owned());
        let width = group.iter().map(|row| name(row).chars().count()).max().unwrap_or(0);
        let types = group.iter().map(|row| row.guard_type.chars().count()).max().unwrap_or(0);
        for row in group {
            let at = file.line_column(row.wait.span.start);
            let mark = if row.hazard { "!" } else { " " };
            let kind = match row.category {
                Some(category) if row.kind == "external" || row.kind == "blocking" => category,
                _ => row.kind,
            };
            let _ = writeln!(
                text,
                "  {mark} {:<width$}  {:<types$}  {:>5}:{:<3}  {kind:<8}  {}{}",
                name(row),
                row.guard_type,
                at.line,
                at.column,
                if row.target.is_empty() { String::new() } else { format!("`{}`: ", row.target) },
                row.why,
            );
        }
        let mut shown: Vec<&HoldRow> = Vec::new();
        for row in group.iter().filter(|row| row.guard_via.len() > 1) {
            if shown.iter().all(|other| other.guard != row.guard) {
                let path: Vec<String> = row.guard_via.iter().map(|step| format!("`{step}`")).collect();
                let _ = writeln!(text, "    {}: {}", name(row), path.join(" holds "));
                shown.push(row);
            }
        }
        text.push('\n');
    }
    text
}
