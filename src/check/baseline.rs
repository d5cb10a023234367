//! The baseline in a run: which findings it knows, which of its entries are stale, and its text after the run.

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use crate::config::Levels;
use crate::diagnostic::baseline::{self, Baseline, Entry};
use crate::diagnostic::{Diagnostic, Level};
use crate::lints::{self, LINTS};
use crate::workspace::{Sources, Workspace};

/// What the user asked for, and what is there.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub path: PathBuf,
    /// None when there is no such file.
    pub baseline: Option<Baseline>,
    pub write: bool,
}

/// A baseline to be written.
#[derive(Debug)]
pub struct NewBaseline {
    pub path: PathBuf,
    pub text: String,
    /// How many findings it knows.
    pub known: usize,
}

/// What is left of the findings.
pub(super) struct Judged {
    pub findings: Vec<Diagnostic>,
    /// How many are known.
    pub known: usize,
    pub new_baseline: Option<NewBaseline>,
}

/// Takes out what is known and adds what is wrong with the baseline; findings have their fingerprints.
pub(super) fn judge(
    known: Known,
    findings: Vec<Diagnostic>,
    workspace: &Workspace,
    sources: &Sources,
    levels: &Levels,
) -> Judged {
    let before = findings.len();
    let Some(baseline) = known.baseline else {
        if !known.write {
            return Judged { findings, known: 0, new_baseline: None };
        }
        let (text, count) = baseline::first(&findings, &sources.map, |file| sources.is_test(file));
        let new_baseline = Some(NewBaseline { path: known.path, text, known: count });
        let findings = findings.into_iter().filter(|finding| finding.lint.is_none()).collect();
        return Judged { findings, known: count, new_baseline };
    };
    let applied = baseline.apply(findings);
    let mut findings = applied.new;
    let known_now = before - findings.len();
    let is_judged = judges(workspace, sources, levels);
    let mut new_baseline = None;
    if known.write {
        let text = baseline.fallen(&applied.found, &is_judged);
        new_baseline = Some(NewBaseline { path: known.path, text, known: known_now });
    } else {
        let unused = lints::UNUSED_SUPPRESSION;
        let level = levels.level(unused, None).0;
        if level != Level::Allow {
            let stale = baseline.stale(&applied.found, unused, &is_judged);
            findings.extend(stale.into_iter().map(|finding| Diagnostic { level, ..finding }));
        }
    }
    Judged { findings, known: known_now, new_baseline }
}

/// Whether a run can say that an entry is stale: its file was looked at as it was then, or is gone, and its lint is on.
fn judges<'a>(
    workspace: &'a Workspace,
    sources: &'a Sources,
    levels: &'a Levels,
) -> impl Fn(&Entry) -> bool + 'a {
    let files = || sources.map.iter().filter(|(id, _)| sources.file_package(*id).is_some());
    let there: FxHashSet<&str> = files().map(|(_, file)| file.path.as_str()).collect();
    let selected = || files().filter(|(id, _)| sources.is_selected(*id));
    let tested: FxHashSet<&str> =
        selected().filter(|(id, _)| sources.is_test(*id)).map(|(_, file)| file.path.as_str()).collect();
    let selected: FxHashSet<&str> = selected().map(|(_, file)| file.path.as_str()).collect();
    move |entry| {
        let looked_at = if entry.tests { &tested } else { &selected }.contains(entry.file.as_str());
        let gone = !there.contains(entry.file.as_str()) && !workspace.root.join(&entry.file).is_file();
        let on = LINTS.iter().find(|lint| lint.name == entry.lint).is_none_or(|lint| {
            let package = files()
                .find(|(_, file)| file.path == entry.file)
                .and_then(|(id, _)| sources.file_package(id));
            levels.level(lint, package).0 != Level::Allow
        });
        (looked_at || gone) && on
    }
}
