//! The documents that the client has open: their texts, kept up to date edit by edit.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::TextDocumentContentChangeEvent as Change;
use rustc_hash::FxHashMap;

use super::place::Encoding;
use crate::source::SourceFile;
use crate::workspace::{Buffer, Unsaved};

/// One open document.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) version: i32,
    pub(super) file: SourceFile,
    /// The newest text that parsed.
    last_good: Option<Arc<str>>,
}

/// By absolute path.
#[derive(Debug, Default)]
pub(super) struct Documents(FxHashMap<PathBuf, Document>);

impl Documents {
    pub(super) fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    pub(super) fn open(&mut self, path: PathBuf, version: i32, text: String) {
        self.0.insert(path, Document { version, file: SourceFile::new("", text), last_good: None });
    }

    pub(super) fn close(&mut self, path: &Path) {
        self.0.remove(path);
    }

    /// Edits in their order, each in the positions of the text that the one before left.
    pub(super) fn change(&mut self, path: &Path, version: i32, changes: Vec<Change>, encoding: Encoding) {
        let Some(document) = self.0.get_mut(path) else { return };
        for change in changes {
            let text = match change {
                Change::TextDocumentContentChangeWholeDocument(whole) => whole.text,
                Change::TextDocumentContentChangePartial(partial) => {
                    let span = encoding.span(&document.file, partial.range);
                    let (start, end) = (span.start as usize, span.end.max(span.start) as usize);
                    let mut text = document.file.text.to_string();
                    text.replace_range(start..end, &partial.text);
                    text
                }
            };
            document.file = SourceFile::new("", text);
        }
        document.version = version;
    }

    /// A run read this text and understood it.
    pub(super) fn parsed(&mut self, path: &Path, text: &Arc<str>) {
        if let Some(document) = self.0.get_mut(path) {
            document.last_good = Some(Arc::clone(text));
        }
    }

    /// What a run lays over the disk.
    pub(super) fn lay_over(&self, disk: &mut Unsaved) {
        for (path, document) in &self.0 {
            let text = Arc::clone(&document.file.text);
            disk.insert(path.clone(), Buffer { text, last_good: document.last_good.clone() });
        }
    }
}
