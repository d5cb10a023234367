//! The result of a run.

use super::Diagnostic;
use crate::source::SourceMap;

/// Everything that a renderer needs.
#[derive(Debug, Default)]
pub struct Report {
    /// Sorted by place, then lint.
    pub diagnostics: Vec<Diagnostic>,
    pub sources: SourceMap,
    pub summary: Summary,
}

/// Counts for the status lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    pub packages: usize,
    pub files: usize,
    pub lines: usize,
    pub awaits: usize,
    /// Files that could not be read or parsed.
    pub files_skipped: usize,
    pub awaits_not_analysed: usize,
    pub macros_not_analysed: usize,
    pub warnings: usize,
    pub errors: usize,
    pub suppressed: usize,
}
