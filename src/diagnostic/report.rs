//! The result of a run.

use super::Diagnostic;
use crate::source::{FileId, SourceMap};

/// Everything that a renderer needs.
#[derive(Debug, Default)]
pub struct Report {
    /// Sorted by place, then lint.
    pub diagnostics: Vec<Diagnostic>,
    pub sources: SourceMap,
    pub summary: Summary,
    /// The folder that shown paths are relative to, absolute.
    pub root: String,
    /// What cargo would compile.
    pub units: Vec<Unit>,
    /// By [`FileId`]: an index into `units`. Configuration files have the unit that they speak of.
    pub file_units: Vec<Option<usize>>,
}

/// One target of one package, as cargo names it in its messages. Editors clear and show findings by package id, so the
/// words must be cargo's own.
#[derive(Debug, Clone)]
pub struct Unit {
    pub package_id: String,
    pub manifest_path: String,
    pub name: String,
    pub kinds: Vec<String>,
    pub crate_types: Vec<String>,
    pub src_path: String,
    pub edition: &'static str,
    pub test: bool,
}

impl Report {
    /// The unit that a finding in this file belongs to.
    pub fn unit(&self, file: FileId) -> Option<&Unit> {
        self.units.get((*self.file_units.get(file.0 as usize)?)?)
    }
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
