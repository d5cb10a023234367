//! The report of a whole run, kept for the next one: when nothing that it was made from has changed, it is the report
//! of that one, too.
//!
//! What a run is made from: what was asked, cargo's answer, the configuration, the baseline, which dependencies are on
//! this machine (all in one hash, the *shape*), the text of every file that was read, and the files that were looked for
//! and not there. Contents are compared, never times: a fresh checkout is as good as an old one. Only `check` uses it,
//! and only for code in packages: a bare folder gets no `target`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Options;
use crate::diagnostic::{Diagnostic, Report, Summary};
use crate::lints::LINTS;
use crate::source::{SourceFile, SourceMap};
use crate::store::{self, hash};
use crate::workspace::{self, Origin, Workspace};

/// One for each set of flags that is in use; they are small.
const MOST_RUNS: usize = 32;

/// A run as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    build: String,
    shape: String,
    /// As the report shows them, in its order.
    files: Vec<(String, String)>,
    absent: Vec<PathBuf>,
    notes: Vec<String>,
    summary: Summary,
    file_units: Vec<Option<usize>>,
    /// Each with the name of its lint.
    diagnostics: Vec<(Option<String>, Diagnostic)>,
}

/// Where the run that was asked for is kept.
#[derive(Debug)]
pub(super) struct Cache {
    slot: String,
}

/// A kept run whose files are as they were.
#[derive(Debug)]
pub(super) struct Fresh {
    kept: Kept,
    sources: SourceMap,
}

/// What becomes of a run when its report is made.
#[derive(Debug)]
pub(super) struct Pending {
    path: PathBuf,
    root: PathBuf,
    pub(super) shape: String,
    pub(super) absent: Vec<PathBuf>,
    pub(super) notes: Vec<String>,
}

impl Cache {
    pub fn of(options: &Options) -> Option<Self> {
        let plain = options.memory.is_none() && options.unsaved.is_empty() && !options.write_baseline;
        (options.cache && plain).then(|| {
            let Options { request, selection, levels, pedantic, baseline, .. } = options;
            let asked = (request, selection, levels, pedantic, baseline, workspace::working_folder());
            Self { slot: hash(format!("{asked:?}").as_bytes()) }
        })
    }

    fn path(&self, workspace: &Workspace) -> PathBuf {
        workspace.target_folder().join("letgo").join("runs").join(format!("{}.json", self.slot))
    }

    /// The kept run, when all files that it read are still the same. Whether the rest is, too, is for the shape to tell.
    pub fn fresh(&self, workspace: &Workspace) -> Option<Fresh> {
        let kept: Kept = serde_json::from_slice(&std::fs::read(self.path(workspace)).ok()?).ok()?;
        if kept.build != store::BUILD || kept.absent.iter().any(|path| path.is_file()) {
            return None;
        }
        let mut files: Vec<&(String, String)> = kept.files.iter().collect();
        files.dedup();
        let texts: Option<FxHashMap<&str, Arc<str>>> = files
            .into_par_iter()
            .map(|(path, known)| {
                let text = std::fs::read_to_string(workspace.root.join(path)).ok()?;
                (hash(text.as_bytes()) == *known).then(|| (path.as_str(), Arc::from(text)))
            })
            .collect();
        let texts = texts?;
        let sources = kept.files.par_iter();
        let sources =
            sources.map(|(path, _)| SourceFile::new(path.clone(), Arc::clone(&texts[path.as_str()])));
        let sources = SourceMap::new(sources.collect());
        kept.is_whole().then_some(Fresh { kept, sources })
    }

    /// None where nothing is to be kept.
    pub fn pending(&self, workspace: &Workspace, shape: String) -> Option<Pending> {
        let is_package = !matches!(workspace.origin, Origin::Folder);
        is_package.then(|| Pending {
            path: self.path(workspace),
            root: workspace.root.clone(),
            shape,
            absent: Vec::new(),
            notes: Vec::new(),
        })
    }
}

/// Whether these are the words of a kept run that could be shown again, as far as they tell themselves.
pub fn is_kept_run(text: &[u8]) -> bool {
    serde_json::from_slice::<Kept>(text).is_ok_and(|kept| kept.build == store::BUILD && kept.is_whole())
}

/// A hash of all that a run is made from but the text of its files.
pub(super) fn shape(parts: &[&dyn std::fmt::Debug]) -> String {
    hash(format!("{parts:?}").as_bytes())
}

impl Kept {
    /// Its numbers point at something.
    fn is_whole(&self) -> bool {
        let count = self.files.len();
        self.file_units.len() == count
            && self.diagnostics.iter().all(|(lint, diagnostic)| {
                let known = lint.as_ref().is_none_or(|name| LINTS.iter().any(|lint| lint.name == name));
                known && diagnostic.places().all(|place| (place.file.0 as usize) < count)
            })
    }
}

impl Fresh {
    /// The notes of the run, and its report without what the workspace tells; if it is of this shape.
    pub fn report(self, shape: &str) -> Option<(Vec<String>, Report)> {
        let Self { kept, sources } = self;
        if kept.shape != shape {
            return None;
        }
        let diagnostics = kept.diagnostics.into_iter().map(|(name, diagnostic)| {
            let lint = name.and_then(|name| LINTS.iter().find(|lint| lint.name == name).copied());
            Diagnostic { lint, ..diagnostic }
        });
        let report = Report {
            diagnostics: diagnostics.collect(),
            sources,
            summary: kept.summary,
            file_units: kept.file_units,
            ..Report::default()
        };
        Some((kept.notes, report))
    }
}

impl Pending {
    /// Keeps a run. Without a place to keep it, the next one is a whole one again.
    pub fn keep(self, report: &Report) {
        let files: Vec<(String, String)> = report
            .sources
            .iter()
            .map(|(_, file)| file)
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|file| (file.path.clone(), hash(file.text.as_bytes())))
            .collect();
        // the path as it is shown must lead to the file
        if files.iter().any(|(path, _)| !self.root.join(path).is_file()) {
            return;
        }
        let diagnostics = report.diagnostics.iter();
        let kept = Kept {
            build: store::BUILD.to_owned(),
            shape: self.shape,
            files,
            absent: self.absent,
            notes: self.notes,
            summary: report.summary,
            file_units: report.file_units.clone(),
            diagnostics: diagnostics
                .map(|diagnostic| (diagnostic.lint.map(|lint| lint.name.to_owned()), diagnostic.clone()))
                .collect(),
        };
        if let Ok(text) = serde_json::to_vec(&kept) {
            let _ = store::write(Path::new(&self.path), &text, MOST_RUNS);
        }
    }
}
