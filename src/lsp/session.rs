//! What is known of the workspace: the newest answer, by file, and how its places lie in what the client sees now.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{Location, Range, Uri};
use rustc_hash::FxHashMap;

use super::documents::Documents;
use super::place::{Encoding, Shift};
use super::worker::{Answer, Root};
use crate::diagnostic::{Diagnostic, HoldRow, Report};
use crate::source::{FileId, Place, SourceFile, Span};
use crate::workspace::{Buffer, Unsaved};

/// What the client can do.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// It asks for diagnostics; else they are published.
    pub(super) pulls: bool,
    /// It can be told to ask again.
    pub(super) refreshes_diagnostics: bool,
    pub(super) refreshes_hints: bool,
    pub(super) related_information: bool,
    pub(super) code_description: bool,
    pub(super) markdown: bool,
    pub(super) watches_files: bool,
}

/// Everything that requests are answered from.
#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) client: Client,
    pub(super) folders: Vec<PathBuf>,
    pub(super) documents: Documents,
    /// Holds are shown at their awaits.
    pub(super) hints: bool,
    /// Counts the changes.
    pub(super) state: u64,
    /// The state that [`Session::roots`] were found in.
    pub(super) answered: u64,
    pub(super) roots: Vec<Root>,
    /// A file may be in several roots, and twice in one (with and without `cfg(test)`).
    pub(super) files: FxHashMap<PathBuf, Vec<(usize, FileId)>>,
}

/// A file as one run saw it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) report: &'a Report,
    pub(super) holds: &'a [HoldRow],
    pub(super) id: FileId,
}

impl<'a> Seen<'a> {
    pub(super) fn findings(self) -> impl Iterator<Item = &'a Diagnostic> {
        self.report.diagnostics.iter().filter(move |finding| finding.primary.place.file == self.id)
    }

    pub(super) fn holds(self) -> impl Iterator<Item = &'a HoldRow> {
        self.holds.iter().filter(move |row| row.wait.file == self.id)
    }
}

impl Session {
    /// Takes over what a run found. Says which files it speaks of, and which it spoke of before.
    pub(super) fn take(&mut self, answer: Answer) {
        self.answered = answer.state;
        self.roots = answer.roots;
        self.files.clear();
        for (index, root) in self.roots.iter().enumerate() {
            let unread: Vec<FileId> = root
                .report
                .diagnostics
                .iter()
                .filter(|finding| finding.lint.is_none())
                .map(|finding| finding.primary.place.file)
                .collect();
            for (id, file) in root.report.sources.iter() {
                let path = absolute(&root.report, file);
                if !unread.contains(&id) {
                    self.documents.parsed(&path, &file.text);
                }
                self.files.entry(path).or_default().push((index, id));
            }
        }
    }

    /// The texts of the next run. While only open documents change, the disk is what the run before read: a client
    /// that does not watch files might not say when it changes.
    pub(super) fn texts(&self, only_edits: bool) -> Unsaved {
        let mut texts = Unsaved::default();
        if only_edits && self.client.watches_files {
            for (path, seen) in &self.files {
                let Some((root, id)) = seen.first() else { continue };
                let text = Arc::clone(&self.roots[*root].report.sources.file(*id).text);
                texts.insert(path.clone(), Buffer { text, last_good: None });
            }
        }
        self.documents.lay_over(&mut texts);
        texts
    }

    pub(super) fn seen(&self, path: &Path) -> impl Iterator<Item = Seen<'_>> {
        self.files.get(path).into_iter().flatten().map(|(root, id)| {
            let Root { report, holds } = &self.roots[*root];
            Seen { report, holds, id: *id }
        })
    }

    /// Every file that something was found in, in order of their paths.
    pub(super) fn with_findings(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self
            .roots
            .iter()
            .flat_map(|root| {
                root.report.diagnostics.iter().map(|finding| {
                    absolute(&root.report, root.report.sources.file(finding.primary.place.file))
                })
            })
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }

    /// The text that the client sees, and a span of the run in it; none when it was edited away.
    pub(super) fn now(&self, report: &Report, place: Place) -> Option<(SourceFile, Span)> {
        let then = report.sources.file(place.file);
        match self.documents.get(&absolute(report, then)) {
            Some(document) if !Arc::ptr_eq(&document.file.text, &then.text) => {
                let shift = Shift::between(&then.text, &document.file.text);
                Some((document.file.clone(), shift.span(place.span)?))
            }
            _ => Some((then.clone(), place.span)),
        }
    }

    pub(super) fn range(&self, report: &Report, place: Place) -> Option<Range> {
        let (file, span) = self.now(report, place)?;
        Some(self.client.encoding.range(&file, span))
    }

    pub(super) fn location(&self, report: &Report, place: Place) -> Option<Location> {
        let uri = uri(&absolute(report, report.sources.file(place.file)))?;
        Some(Location::new(uri, self.range(report, place)?))
    }
}

pub(super) fn absolute(report: &Report, file: &SourceFile) -> PathBuf {
    // shown paths are relative to the root, or absolute
    Path::new(&report.root).join(&file.path)
}

pub(super) fn uri(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path).ok()
}

pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    uri.to_file_path().ok()
}
