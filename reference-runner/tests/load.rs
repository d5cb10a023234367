//! `load`, briefly: all five modes answer under a little load, from this service and, where it may be built, from its
//! twin with a large pool. Figures are not asserted: they are the machine's.

use std::path::{Path, PathBuf};
use std::process::Command;

const MODES: &str = "chat,completion,agent-chat,advanced-chat,workflow";

fn load(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_reference-runner"))
        .args([
            "load",
            "--mode",
            MODES,
            "--clients",
            "10",
            "--latency",
            "200",
            "--ramp",
            "1",
            "--seconds",
            "4",
        ])
        .args(args)
        .env_remove("DATABASE_URL")
        .output()
        .expect("cargo builds the program before its tests");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

fn assert_answers(line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let figure = |name: &str| {
        let at = words.iter().position(|word| *word == name).expect("the figure is there");
        words[at + 1]
    };
    assert!(figure("answers/s").parse::<f64>().expect("a number") > 0.0, "{line}");
    assert_eq!(figure("errors"), "0", "{line}");
}

#[test]
fn this_service_answers_in_all_modes_on_two_connections() {
    assert_answers(&load(&["--only", "reference", "--pool", "2", "--brief"]));
}

/// Whether the twin may be built.
fn in_ci() -> bool {
    let is_ci = std::env::var_os("CI").is_some();
    if !is_ci {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!(
                "skipped: set CI=1 to build the twin and run it (takes minutes where nothing is compiled yet)"
            );
        }
    }
    is_ci
}

/// The twin with all patches of `naive-runner/patches`: what is advised there is a program, and it answers.
fn mended_twin(folder: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let twin = root.join("test-fixtures/naive-runner");
    let run = |command: &mut Command| {
        let output = command.output().expect("it runs");
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(Command::new("cp").arg("-r").args([twin.join("src"), twin.join("Cargo.lock")]).arg(folder));
    let manifest = std::fs::read_to_string(twin.join("Cargo.toml")).expect("a manifest");
    let here = root.join("reference-runner").display().to_string();
    std::fs::write(folder.join("Cargo.toml"), manifest.replace("../../reference-runner", &here))
        .expect("a copy");
    let patches = std::fs::read_dir(twin.join("patches")).expect("patches");
    let mut patches: Vec<PathBuf> = patches.map(|entry| entry.expect("an entry").path()).collect();
    patches.sort();
    // the copy is no part of a repository, wherever temporary folders are
    let ceiling = folder.parent().expect("a folder is in one");
    run(Command::new("git")
        .args(["apply", "--whitespace=nowarn"])
        .args(patches)
        .current_dir(folder)
        .env("GIT_CEILING_DIRECTORIES", ceiling));
    let target =
        Path::new(env!("CARGO_BIN_EXE_reference-runner")).ancestors().nth(2).expect("a target folder");
    run(Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--target-dir"])
        .arg(target)
        .current_dir(folder));
    let program = folder.join("mended");
    std::fs::copy(target.join("debug/naive-runner"), &program).expect("cargo built it");
    program
}

/// A large pool: with a small one the twin is what it is.
#[test]
fn the_twin_answers_in_all_modes_on_a_large_pool() {
    if in_ci() {
        assert_answers(&load(&["--only", "twin", "--pool", "100", "--brief"]));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mended = mended_twin(folder.path()).display().to_string();
        assert_answers(&load(&["--only", "twin", "--twin-binary", &mended, "--pool", "100", "--brief"]));
    }
}

#[test]
fn the_table_and_the_picture_have_what_they_promise() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let picture = folder.path().join("load.svg");
    let table = load(&["--only", "reference", "--plot", &picture.display().to_string()]);
    for row in ["answers/s", "latency p99", "time to get a connection p99", "connections in use", "errors"] {
        assert!(table.contains(row), "{table}");
    }
    assert!(table.contains("longest holds of the reference"), "{table}");
    let picture = std::fs::read_to_string(&picture).expect("written");
    assert!(picture.starts_with("<svg") && picture.matches("<polyline").count() == 2, "{picture}");
}
