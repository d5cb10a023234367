//! Types of dependencies that no header describes: their sources are read where cargo keeps them, for signatures only.
//! `test-fixtures/dependencies` has a cargo home with a registry and a git checkout, a folder beside the workspace, and an
//! application that uses all three.

#![expect(clippy::needless_raw_string_hashes, reason = "snapbox writes them")]

use std::path::{Path, PathBuf};
use std::process::Command;

use snapbox::{assert_data_eq, str};

/// A copy, since the run writes into the target folder.
fn fixture() -> tempfile::TempDir {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("test-fixtures/dependencies"), scratch.path());
    scratch
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the fixture is there") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}

fn letgo(root: &Path, arguments: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
        .args(arguments)
        .current_dir(root.join("app"))
        .env("CARGO_HOME", root.join("home"))
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .expect("cargo builds the program before its tests");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr))
}

// what is kept of whole runs would stand before what is kept of dependencies
const SHORT: &[&str] = &["--message-format", "short", "--quiet", "--no-cache"];

fn summaries(root: &Path) -> Vec<PathBuf> {
    let folder = root.join("app/target/letgo/dependencies");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.ends_with(".gitignore"))
        .collect();
    found.sort();
    found
}

#[test]
fn guards_of_registry_git_and_path() {
    let scratch = fixture();
    let (stdout, stderr) = letgo(scratch.path(), SHORT);
    assert_data_eq!(
        format!("{stdout}{stderr}"),
        str![[r#"
src/lib.rs:12:35: warning[letgo::guard_across_await]: connection `conn` is held while waiting for a timer
src/lib.rs:32:35: warning[letgo::guard_across_await]: transaction `book` is held while waiting for a timer
src/lib.rs:38:35: warning[letgo::guard_across_await]: connection `shelf` is held while waiting for a timer

"#]]
    );
}

#[test]
fn what_never_changes_is_read_once() {
    let scratch = fixture();
    let first = letgo(scratch.path(), SHORT);
    let names: Vec<_> = summaries(scratch.path())
        .iter()
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["ledger-0.3.0-4f2e1d0c9b8a.json", "office-db-1.2.0.json"]);
    // the sources may go: what was read is remembered
    let office = scratch.path().join("home/registry/src/index.example-1/office-db-1.2.0/src/connection.rs");
    std::fs::write(&office, "").expect("writable");
    assert_eq!(letgo(scratch.path(), SHORT), first);
    // a damaged summary is as if it were not there
    for path in summaries(scratch.path()) {
        let text = std::fs::read_to_string(&path).expect("readable");
        std::fs::write(&path, &text[..text.len() / 2]).expect("writable");
    }
    assert_ne!(letgo(scratch.path(), SHORT), first);
    // and so is one of another version
    std::fs::write(
        &office,
        std::fs::read_to_string(
            fixture().path().join("home/registry/src/index.example-1/office-db-1.2.0/src/connection.rs"),
        )
        .expect("readable"),
    )
    .expect("writable");
    for path in summaries(scratch.path()) {
        let text = std::fs::read_to_string(&path).expect("readable");
        std::fs::write(&path, text.replacen("\"format\":\"", "\"format\":\"another ", 1)).expect("writable");
    }
    assert_eq!(letgo(scratch.path(), SHORT), first);
}

#[test]
fn a_missing_source_is_a_note_for_those_who_ask() {
    let scratch = fixture();
    let (_, quiet) = letgo(scratch.path(), &["--message-format", "json"]);
    assert!(!quiet.contains("gone-db"), "{quiet}");
    let (_, verbose) = letgo(scratch.path(), &["--message-format", "json", "-v"]);
    assert!(verbose.contains("the source of `gone-db 2.0.0` is not on this machine"), "{verbose}");
}

#[test]
fn without_a_lock_file_the_newest_version_that_fits_is_read() {
    let scratch = fixture();
    let locked = letgo(scratch.path(), SHORT);
    std::fs::remove_file(scratch.path().join("app/Cargo.lock")).expect("it was there");
    let (stdout, stderr) = letgo(scratch.path(), SHORT);
    let both = format!("{stdout}{stderr}");
    // a git dependency has no folder without its commit
    for line in format!("{}{}", locked.0, locked.1).lines().filter(|line| !line.contains("`book`")) {
        assert!(both.contains(line), "{line} is missing in\n{both}");
    }
}

#[test]
fn vendored_sources_are_found() {
    let scratch = fixture();
    let root = scratch.path();
    let first = letgo(root, SHORT);
    std::fs::remove_dir_all(root.join("app/target")).expect("it was made");
    std::fs::create_dir_all(root.join("app/.cargo")).expect("writable");
    std::fs::write(
        root.join("app/.cargo/config.toml"),
        "[source.crates-io]\nreplace-with = \"vendored\"\n\n[source.vendored]\ndirectory = \"vendor\"\n",
    )
    .expect("writable");
    copy(&root.join("home/registry/src/index.example-1/office-db-1.2.0"), &root.join("app/vendor/office-db"));
    std::fs::remove_dir_all(root.join("home/registry")).expect("it was there");
    assert_eq!(letgo(root, SHORT), first);
}
