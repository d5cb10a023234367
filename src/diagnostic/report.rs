//! The result of a run.

use serde::{Deserialize, Serialize};

use super::Diagnostic;
use crate::source::{FileId, SourceMap};

/// Everything that a renderer needs.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Sorted by place, then lint.
    pub diagnostics: Vec<Diagnostic>,
    /// The configuration is wrong: the diagnostics say where, and nothing was checked.
    pub unusable: bool,
    pub sources: SourceMap,
    pub summary: Summary,
    /// The folder that shown paths are relative to, absolute.
    pub root: String,
    /// The top of the repository that the root is in, and the working directory: other bases for paths.
    pub repository: String,
    pub current_dir: String,
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
    /// A file's path from the top of the repository, which is what code hosts ask for.
    pub fn path_in_repository(&self, file: FileId) -> String {
        self.path_from(&self.repository, file)
    }

    /// A file's path from the working directory.
    pub fn path_from_here(&self, file: FileId) -> String {
        self.path_from(&self.current_dir, file)
    }

    fn path_from(&self, base: &str, file: FileId) -> String {
        let path = &self.sources.file(file).path;
        let split = |text: &str| -> Vec<String> {
            let parts = text.split(['/', std::path::MAIN_SEPARATOR]).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        let (root, base) = (split(&self.root), split(base));
        // a path that is not below the root is absolute already
        if base.is_empty() || root == base || std::path::Path::new(path).is_absolute() {
            return path.clone();
        }
        let whole: Vec<String> = root.into_iter().chain(split(path)).collect();
        let common = whole.iter().zip(&base).take_while(|(left, right)| left == right).count();
        let up = std::iter::repeat_n("..".to_owned(), base.len() - common);
        up.chain(whole[common..].iter().cloned()).collect::<Vec<_>>().join("/")
    }

    /// The unit that a finding in this file belongs to.
    pub fn unit(&self, file: FileId) -> Option<&Unit> {
        self.units.get((*self.file_units.get(file.0 as usize)?)?)
    }
}

/// Counts for the status lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Of both, those that `--fix` would fix.
    pub fixable: usize,
    pub suppressed: usize,
    /// Findings that the baseline knows.
    pub known: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn paths_are_from_where_they_are_asked_for() {
        let report = Report {
            root: "/home/me/repo/backend".to_owned(),
            repository: "/home/me/repo".to_owned(),
            current_dir: "/home/me/repo/backend/crates/shop".to_owned(),
            sources: SourceMap::new(vec![SourceFile::new("crates/web/src/lib.rs", "")]),
            ..Report::default()
        };
        assert_eq!(report.path_in_repository(FileId(0)), "backend/crates/web/src/lib.rs");
        assert_eq!(report.path_from_here(FileId(0)), "../web/src/lib.rs");
    }
}
