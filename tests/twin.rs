//! The naive twin (`test-fixtures/naive-runner`): a service that runs, with its hazards marked at their lines:
//!
//! `//~ lint: row N: why` — the lint reports here; the row is that of `HAZARDS.md`.
//!
//! letgo finds what is marked and nothing else, and nothing at all in the reference runner. Each patch of `patches/`
//! takes hazards away, with their marks, and brings no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn twin() -> PathBuf {
    root().join("test-fixtures/naive-runner")
}

/// The rows of the table that the original violates.
const ROWS: [u32; 13] = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20];

/// `src/file.rs:12 lint`
type Hazards = BTreeSet<(String, usize, String)>;

#[derive(Default)]
struct Marks {
    hazards: Hazards,
    rows: BTreeSet<u32>,
    /// Lint and reason, for comparing copies in which lines have moved.
    reasons: BTreeMap<(String, String, String), usize>,
}

fn marks(twin: &Path) -> Marks {
    let mut marks = Marks::default();
    for entry in std::fs::read_dir(twin.join("src")).expect("the twin is there") {
        let path = entry.expect("an entry").path();
        let file = format!("src/{}", path.file_name().expect("a file").to_string_lossy());
        let text = std::fs::read_to_string(&path).expect("readable");
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with("//!")) {
            let Some((_, mark)) = line.split_once("//~ ") else { continue };
            let (lint, rest) = mark.split_once(": row ").expect("`lint: row N: why`");
            let (row, why) = rest.split_once(": ").expect("`row N: why`");
            marks.rows.insert(row.parse().expect("a row's number"));
            marks.hazards.insert((file.clone(), index + 1, lint.to_owned()));
            *marks.reasons.entry((file.clone(), lint.to_owned(), why.to_owned())).or_default() += 1;
        }
    }
    marks
}

fn found(twin: &Path) -> Hazards {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
        .args(["letgo", "--message-format", "json", "--offline"])
        .current_dir(twin)
        .output()
        .expect("cargo builds the program before its tests");
    let messages = cargo_metadata::Message::parse_stream(output.stdout.as_slice());
    messages
        .filter_map(|message| match message.expect("a message") {
            cargo_metadata::Message::CompilerMessage(message) => Some(message.message),
            _ => None,
        })
        .map(|message| {
            let primary = message.spans.iter().find(|span| span.is_primary).expect("a primary span");
            let lint = message.code.expect("every finding has a code").code;
            let lint = lint.strip_prefix("letgo::").expect("ours").to_owned();
            (primary.file_name.clone(), primary.line_start, lint)
        })
        .collect()
}

fn assert_same(marked: &Hazards, found: &Hazards, what: &str) {
    let missed: Vec<_> = marked.difference(found).collect();
    let unmarked: Vec<_> = found.difference(marked).collect();
    assert!(missed.is_empty() && unmarked.is_empty(), "{what}: missed {missed:#?}, not marked {unmarked:#?}");
}

#[test]
fn what_is_marked_is_found_and_nothing_else() {
    let marks = marks(&twin());
    let absent: Vec<_> = ROWS.iter().filter(|row| !marks.rows.contains(row)).collect();
    assert!(absent.is_empty(), "rows without a hazard: {absent:?}");
    assert_same(&marks.hazards, &found(&twin()), "the twin");
}

#[test]
fn nothing_is_found_in_the_reference_runner() {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
        .args(["letgo", "--offline", "-p", "reference-runner", "-D", "warnings", "--message-format", "short"])
        .current_dir(root())
        .output()
        .expect("cargo builds the program before its tests");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// The patches, in their order.
fn patches() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(twin().join("patches")).expect("the patches are there");
    let mut patches: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    patches.sort();
    patches
}

/// A copy that may be patched; its path dependency leads back here.
fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(copy.path().join("src")).expect("writable");
    let manifest = std::fs::read_to_string(twin().join("Cargo.toml")).expect("readable");
    let reference = root().join("reference-runner").display().to_string().replace('\\', "/");
    let manifest = manifest.replace("../../reference-runner", &reference);
    std::fs::write(copy.path().join("Cargo.toml"), manifest).expect("writable");
    for entry in std::fs::read_dir(twin().join("src")).expect("the twin is there") {
        let entry = entry.expect("an entry");
        std::fs::copy(entry.path(), copy.path().join("src").join(entry.file_name())).expect("writable");
    }
    copy
}

fn apply(copy: &Path, patch: &Path) {
    let output = Command::new("git")
        .args(["apply", "--whitespace=nowarn"])
        .arg(patch)
        .current_dir(copy)
        // the copy is no part of a repository, wherever temporary folders are
        .env("GIT_CEILING_DIRECTORIES", copy.parent().unwrap_or(copy))
        .output()
        .expect("git is installed");
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} does not apply: {why}", patch.display());
}

#[test]
fn each_fix_removes_findings_and_brings_none() {
    let copy = copy();
    let mut before = marks(copy.path());
    let patches = patches();
    assert!(patches.len() >= 5, "{patches:?}");
    for patch in patches {
        let name = patch.file_stem().expect("a file").to_string_lossy().into_owned();
        apply(copy.path(), &patch);
        let after = marks(copy.path());
        assert!(after.hazards.len() < before.hazards.len(), "{name} takes no mark away");
        for (reason, count) in &after.reasons {
            assert!(before.reasons.get(reason).is_some_and(|old| old >= count), "{name} adds {reason:?}");
        }
        assert_same(&after.hazards, &found(copy.path()), &name);
        before = after;
    }
}
