//! A run after an edit, from what the run before has found out.
//!
//! While somebody types, nearly every edit is one in the body of a function: names, types and signatures stay, and so
//! does all that is known of the bodies of other files. Only the bodies of the edited files are read and inferred again;
//! what comes after (effects, holds, lints, the report) sees all bodies together and is done anew. Whatever is not plainly
//! of that kind is left to a whole run. It gives what a whole run gives, but for the counts of the summary; a test compares
//! the two after many edits. Called by [`memory`](super::memory).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::judge::Sought;
use super::{Memory, Options, Outcome, State, expand_bodies, lower};
use crate::catalogue::GuardKind;
use crate::diagnostic::{HoldRow, Report};
use crate::ir::FileIr;
use crate::models::{self, Models};
use crate::resolve::{BodyOwner, Program};
use crate::source::{FileId, Span};
use crate::syntax::shape;
use crate::workspace::{Buffer, How, Request, Unsaved};

/// A run, and what it was asked.
#[derive(Debug)]
pub(super) struct Kept {
    request: Request,
    /// All other options but the texts.
    asked: String,
    state: State,
    report: Report,
    holds: Vec<HoldRow>,
    /// The files of the program, by absolute path.
    files: FxHashMap<PathBuf, Vec<FileId>>,
    /// Texts that the run was given and had no use for: no module names them.
    unused: FxHashSet<PathBuf>,
}

/// What became of a file.
enum Edit {
    Nothing,
    Bodies(Box<Edited>),
    /// More than can be told apart here.
    More,
}

/// A file with a new text.
struct Edited {
    file: FileId,
    text: Arc<str>,
    ir: FileIr,
    /// What of the old text is not in the new one.
    changed: Span,
}

fn asked(options: &Options) -> String {
    let Options {
        selection,
        levels,
        pedantic,
        baseline,
        write_baseline,
        // compared by themselves, or without a say in what is found
        request: _,
        unsaved: _,
        jobs: _,
        cache: _,
        memory: _,
        everything: _,
    } = options;
    format!("{selection:?} {levels:?} {pedantic} {baseline:?} {write_baseline}")
}

impl Kept {
    pub fn new(options: &Options, state: State, report: Report, holds: Vec<HoldRow>) -> Self {
        let mut files: FxHashMap<PathBuf, Vec<FileId>> = FxHashMap::default();
        for (index, origin) in state.analysis.sources.origins.iter().enumerate() {
            if let Some((path, _)) = origin {
                files.entry(path.clone()).or_default().push(FileId(index as u32));
            }
        }
        let unused = options.unsaved.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
        Self { request: options.request.clone(), asked: asked(options), state, report, holds, files, unused }
    }

    pub fn is_of(&self, options: &Options) -> bool {
        self.request == options.request && self.asked == asked(options)
    }

    /// None when a whole run is needed; then nothing here is to be used any more.
    pub fn after_edits(&mut self, options: &Options, memory: &Memory) -> Option<(Outcome, Vec<HoldRow>)> {
        let edited = self.edited(&options.unsaved, memory)?;
        if !edited.is_empty() {
            self.take(edited)?;
            let (outcome, holds) = self.state.conclude(options, &|_| {}, true).ok()?;
            self.report = outcome.report;
            self.holds = holds;
        }
        let outcome = Outcome { report: self.report.clone(), new_baseline: None, rest: None };
        Some((outcome, self.holds.clone()))
    }

    /// What has changed since; none when it cannot be told, or is more than bodies.
    fn edited(&self, unsaved: &Unsaved, memory: &Memory) -> Option<Vec<Edited>> {
        let mut edited = Vec::new();
        // what is not among the texts may have changed on the disk
        if !self.files.keys().all(|path| unsaved.contains_key(path)) {
            return None;
        }
        for (path, buffer) in unsaved {
            let Some(ids) = self.files.get(path) else {
                if self.unused.contains(path) || self.is_configuration(path) {
                    continue;
                }
                return None;
            };
            for id in ids {
                match self.edit(*id, path, buffer, memory) {
                    Edit::Nothing => {}
                    Edit::Bodies(edit) => edited.push(*edit),
                    Edit::More => return None,
                }
            }
        }
        edited.sort_by_key(|edit| edit.file);
        Some(edited)
    }

    /// A file that is read from the disk, whatever an editor has.
    fn is_configuration(&self, path: &Path) -> bool {
        let sources = &self.state.analysis.sources;
        let root = Path::new(&self.report.root);
        let mut files = sources.extra.iter().map(|id| sources.map.file(*id));
        files.any(|file| root.join(&file.path) == path)
    }

    fn edit(&self, file: FileId, path: &Path, buffer: &Buffer, memory: &Memory) -> Edit {
        let sources = &self.state.analysis.sources;
        let old = &sources.map.file(file).text;
        if Arc::ptr_eq(old, &buffer.text) || *old == buffer.text {
            return Edit::Nothing;
        }
        let Some(Some((_, test))) = sources.origins.get(file.0 as usize) else { return Edit::More };
        let how = How { test: *test, whole: true };
        let lower = |text| lower(Some(memory), path, text, how);
        let mut text = &buffer.text;
        let Ok(mut ir) = lower(text) else { return Edit::More };
        if ir.items.is_empty() && !ir.problems.is_empty() {
            let Some(good) = &buffer.last_good else { return Edit::More };
            if *good == *old {
                return Edit::Nothing;
            }
            let Ok(lowered) = lower(good) else { return Edit::More };
            (text, ir) = (good, lowered);
        }
        let has_problems = sources.problems.iter().any(|problem| problem.place.file == file);
        if has_problems || !ir.problems.is_empty() || shape(old) != shape(text) {
            return Edit::More;
        }
        Edit::Bodies(Box::new(Edited { file, text: Arc::clone(text), ir, changed: changed(old, text) }))
    }

    /// Takes over the new texts, and looks at their bodies again.
    fn take(&mut self, edited: Vec<Edited>) -> Option<()> {
        let State { analysis, models, inferred } = &mut self.state;
        let program = &mut analysis.program;
        let files: FxHashSet<FileId> = edited.iter().map(|edit| edit.file).collect();
        let old_owners = owners(program, &files);
        let mut may_declare = old_owners.iter().any(|owner| models::may_declare(program, *owner));
        for edit in edited {
            // what such a function gives was read in its body
            if old_owners.iter().any(|owner| {
                owner.file == edit.file
                    && meets(program.function(owner.function).span, edit.changed)
                    && gives_stream(program, *owner)
            }) {
                return None;
            }
            if !program.renew(edit.file, edit.ir) {
                return None;
            }
            analysis.sources.map.renew(edit.file, edit.text);
        }
        let is_wanted = |file| files.contains(&file);
        expand_bodies::macros(program, &analysis.sources, &mut analysis.summary, is_wanted, false);
        let again = owners(program, &files);
        may_declare |= again.iter().any(|owner| models::may_declare(program, *owner));
        if may_declare && Models::of(program) != **models {
            return None;
        }
        // what was not looked at before may matter now; that it does not costs little
        inferred.forget(&files);
        inferred.look_at(program, Sought { models, relevant: None }, again);
        Some(())
    }
}

fn owners(program: &Program, files: &FxHashSet<FileId>) -> Vec<BodyOwner> {
    program.bodies().filter(|owner| files.contains(&owner.file)).collect()
}

fn gives_stream(program: &Program, owner: BodyOwner) -> bool {
    let ret = &program.function(owner.function).ret;
    program.says_stream(ret) || program.guard(ret).is_some_and(|guard| guard.kind == GuardKind::Stream)
}

fn meets(a: Span, b: Span) -> bool {
    a.start <= b.end && b.start <= a.end
}

/// The part of the old text between what both begin and what both end with.
fn changed(old: &str, new: &str) -> Span {
    let same = |(a, b): &(u8, u8)| a == b;
    let start = old.bytes().zip(new.bytes()).take_while(same).count();
    let shorter = old.len().min(new.len()) - start;
    let end = old.bytes().rev().zip(new.bytes().rev()).take(shorter).take_while(same).count();
    Span::new(start as u32, (old.len() - end) as u32)
}
