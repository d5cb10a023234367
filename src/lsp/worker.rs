//! Runs the checks, one at a time, on a thread of its own, for the newest state that it was told of.

use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};

use crate::check::{self, Memory, Options, caught};
use crate::diagnostic::{HoldRow, Report};
use crate::workspace::{self, Unsaved};

/// A state of the workspace to check.
#[derive(Debug)]
pub(super) struct Job {
    /// Counts the changes; an answer carries the number of its question.
    pub(super) state: u64,
    pub(super) folders: Vec<PathBuf>,
    /// Open documents, and what is known of the disk.
    pub(super) unsaved: Unsaved,
    /// Nothing but the texts of open documents has changed since the state before.
    pub(super) only_edits: bool,
}

/// What was found in all folders.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) state: u64,
    pub(super) roots: Vec<Root>,
    /// Why a folder could not be checked.
    pub(super) failures: Vec<String>,
}

/// One cargo workspace, or one folder without a manifest.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) report: Report,
    pub(super) holds: Vec<HoldRow>,
}

/// Works until nobody asks any more. Of several jobs that wait, the newest is done.
pub(super) fn run(jobs: &Receiver<Job>, answers: &Sender<Answer>) {
    let memory = Arc::new(Memory::default());
    while let Ok(mut job) = jobs.recv() {
        for newer in jobs.try_iter() {
            job = Job { only_edits: job.only_edits && newer.only_edits, ..newer };
        }
        if !job.only_edits {
            memory.forget_workspaces();
        }
        if answers.send(answer(job, &memory)).is_err() {
            return;
        }
    }
}

fn answer(job: Job, memory: &Arc<Memory>) -> Answer {
    let mut answer = Answer { state: job.state, roots: Vec::new(), failures: Vec::new() };
    let memory = Some(Arc::clone(memory));
    let mut options = Options { unsaved: job.unsaved, memory, ..Options::default() };
    let mut seen = Vec::new();
    for folder in &job.folders {
        for request in workspace::requests(folder) {
            options.request = request;
            match caught(|| check::inspect(&options, &|_| {})) {
                Ok(Ok((outcome, holds))) => {
                    let report = outcome.report;
                    // two folders of one workspace
                    if !seen.contains(&report.root) {
                        seen.push(report.root.clone());
                        answer.roots.push(Root { report, holds });
                    }
                }
                Ok(Err(error)) => answer.failures.push(format!("{}: {error:#}", folder.display())),
                Err(bug) => answer.failures.push(format!("{}: {bug}", folder.display())),
            }
        }
    }
    answer
}
