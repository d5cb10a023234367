//! `--fix`: certain ways out are taken, and what is left is checked again until nothing changes.
//!
//! As `cargo fix` does, it refuses to work where its changes could not be told from others.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::args::Fix;
use super::status::Status;
use crate::check::{Options, Outcome};
use crate::diagnostic::Report;
use crate::fix::{self, FixedFile};

/// Edits can make room for others, and each round makes fewer findings: more rounds than this mean that something is
/// wrong.
const ROUNDS: usize = 20;

/// Checks, fixes, checks again; gives the last outcome.
pub fn run(
    options: &Options,
    allowed: &Fix,
    status: &Status,
    mut check: impl FnMut(&Options) -> Result<Outcome>,
) -> Result<Outcome> {
    let mut outcome = check(options)?;
    if outcome.report.unusable {
        return Ok(outcome);
    }
    // also when there is nothing to do: the answer must not depend on the findings
    refuse_unsafe(Path::new(&outcome.report.root), allowed)?;
    for _ in 0..ROUNDS {
        let fixed = fix::apply(&outcome.report);
        if fixed.files.is_empty() {
            break;
        }
        let root = PathBuf::from(&outcome.report.root);
        write(&root, &fixed.files, |file| (&file.before, &file.after))?;
        let after = check(options)?;
        if findings(&after.report) >= findings(&outcome.report) {
            write(&root, &fixed.files, |file| (&file.after, &file.before))?;
            status.note("the changes would not have made the findings fewer, and were taken back");
            break;
        }
        for (path, file) in &fixed.files {
            status.fixed(path, file.count);
        }
        outcome = after;
    }
    Ok(outcome)
}

fn findings(report: &Report) -> usize {
    report.diagnostics.len()
}

/// Writes each file whole, and only over the text that was checked.
fn write<'f>(
    root: &Path,
    files: &'f std::collections::BTreeMap<String, FixedFile>,
    texts: impl Fn(&'f FixedFile) -> (&'f String, &'f String),
) -> Result<()> {
    for (path, file) in files {
        let path = root.join(path);
        let (from, to) = texts(file);
        let now = std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        // a byte order mark is not part of what is checked
        let Some(mark) = now.strip_suffix(from.as_bytes()) else {
            bail!("`{}` was changed while it was being fixed", path.display());
        };
        let text = [mark, to.as_bytes()].concat();
        std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

/// Version control must be there, and without changes of its own.
fn refuse_unsafe(root: &Path, allowed: &Fix) -> Result<()> {
    if allowed.allow_no_vcs {
        return Ok(());
    }
    let has = |name: &str| root.ancestors().any(|folder| folder.join(name).exists());
    if !has(".git") {
        if [".hg", ".jj", ".pijul", ".fslckout"].into_iter().any(has) {
            return Ok(());
        }
        bail!(
            "no version control system found for this workspace, and `--fix` changes files\n\n\
             help: to fix it all the same, pass `--allow-no-vcs`"
        );
    }
    if allowed.allow_dirty && allowed.allow_staged {
        return Ok(());
    }
    let output = Command::new("git")
        .args(["status", "--porcelain", "-z", "--untracked-files=normal"])
        .current_dir(root)
        .output()
        .context("cannot run `git status`")?;
    if !output.status.success() {
        bail!("`git status` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let mut changed = Vec::new();
    let text = String::from_utf8_lossy(&output.stdout);
    let mut entries = text.split('\0').filter(|entry| entry.len() > 3);
    while let Some(entry) = entries.next() {
        let (marks, path) = entry.split_at(3);
        let (index, tree) = (marks.as_bytes()[0], marks.as_bytes()[1]);
        // a renamed file is followed by its old name
        if index == b'R' || index == b'C' {
            entries.next();
        }
        if tree != b' ' && !allowed.allow_dirty {
            changed.push(format!("  * {path} (dirty)"));
        } else if tree == b' ' && !allowed.allow_staged && !allowed.allow_dirty {
            changed.push(format!("  * {path} (staged)"));
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    bail!(
        "the working directory has uncommitted changes, and `--fix` changes files\n\n\
         help: to fix it all the same, pass `--allow-dirty` or `--allow-staged`, or commit these files:\n\n{}",
        changed.join("\n")
    );
}
