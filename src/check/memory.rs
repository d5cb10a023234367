//! What a process that checks again and again need not do twice: the IR of a file whose text is the same, cargo's
//! answer while nothing but the text of open files has changed, and the run before, when an edit has changed bodies only.
//!
//! Only `lsp` has one. What is remembered never decides a finding: with an empty memory every run gives the same.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::again::Kept;
use super::{Options, Outcome, State, caught};
use crate::diagnostic::{HoldRow, Report};
use crate::ir::FileIr;
use crate::workspace::{Request, Workspace};

/// A file, with `cfg(test)` or without.
type Read = (PathBuf, bool);

#[derive(Debug, Default)]
pub struct Memory {
    files: Mutex<FxHashMap<Read, (Arc<str>, FileIr)>>,
    workspaces: Mutex<Vec<(Request, Workspace)>>,
    runs: Mutex<Vec<Kept>>,
    saved_runs: AtomicUsize,
}

impl Memory {
    /// Manifests or folders may have changed: the packages are read again.
    pub fn forget_workspaces(&self) {
        lock(&self.workspaces).clear();
        lock(&self.runs).clear();
    }

    pub(super) fn workspace(&self, request: &Request) -> Option<Workspace> {
        let known = lock(&self.workspaces);
        known.iter().find(|(other, _)| other == request).map(|(_, workspace)| workspace.clone())
    }

    pub(super) fn keep_workspace(&self, request: &Request, workspace: &Workspace) {
        lock(&self.workspaces).push((request.clone(), workspace.clone()));
    }

    /// What a run would find, from what the one before has found out. None when it must run.
    pub(super) fn after_edits(&self, options: &Options) -> Option<(Outcome, Vec<HoldRow>)> {
        let mut kept = {
            let mut runs = lock(&self.runs);
            let index = runs.iter().position(|kept| kept.is_of(options))?;
            runs.swap_remove(index)
        };
        // after a panic nothing of it can be trusted
        let answer = caught(|| kept.after_edits(options, self)).ok().flatten()?;
        lock(&self.runs).push(kept);
        self.saved_runs.fetch_add(1, Ordering::Relaxed);
        Some(answer)
    }

    /// How often what was known was enough.
    pub fn saved_runs(&self) -> usize {
        self.saved_runs.load(Ordering::Relaxed)
    }

    pub(super) fn keep(&self, options: &Options, state: State, report: &Report, holds: &[HoldRow]) {
        lock(&self.runs).push(Kept::new(options, state, report.clone(), holds.to_vec()));
    }

    /// The IR of this file if it was lowered from the same text; functions are shared, not copied.
    pub(super) fn ir(&self, path: &Path, test: bool, text: &Arc<str>) -> Option<FileIr> {
        let files = lock(&self.files);
        let (known, ir) = files.get(&(path.to_owned(), test))?;
        (Arc::ptr_eq(known, text) || known == text).then(|| ir.clone())
    }

    /// Files that are gone stay until the process ends: they are few.
    pub(super) fn keep_ir(&self, path: &Path, test: bool, text: &Arc<str>, ir: &FileIr) {
        lock(&self.files).insert((path.to_owned(), test), (Arc::clone(text), ir.clone()));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
