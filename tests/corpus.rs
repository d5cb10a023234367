//! Published crates that use sqlx in async code, pinned: every finding in them is a reviewed line of a snapshot, so
//! that a change in behaviour shows as a difference with a reason.
//!
//! Needs the registry (or a filled cargo home), so it runs in CI and by hand: `LETGO_CORPUS=1 cargo test --test corpus`.
//! `LETGO_BLESS=1` writes the snapshot.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Name and version; what they are is in the snapshot's comments.
const CRATES: &[(&str, &str)] = &[
    ("cala-ledger", "0.33.3"),
    ("graphile_worker", "0.14.1"),
    ("pgmq", "0.33.7"),
    ("sqlxmq", "0.6.0"),
    ("tower-sessions-sqlx-store", "0.15.0"),
    ("underway", "0.2.0"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Lets cargo bring the sources, and says where they are.
fn sources() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    std::fs::create_dir_all(folder.join("src")).expect("a folder");
    let mut manifest = String::from(
        "[package]\nname = \"corpus\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n",
    );
    for (name, version) in CRATES {
        let _ = writeln!(manifest, "{name} = \"={version}\"");
    }
    std::fs::write(folder.join("Cargo.toml"), manifest).expect("writable");
    std::fs::write(folder.join("src/lib.rs"), "").expect("writable");
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(folder.join("Cargo.toml"))
        .exec()
        .expect("cargo brings the crates");
    let wanted = |package: &cargo_metadata::Package| {
        CRATES.iter().any(|(name, version)| package.name == *name && package.version.to_string() == *version)
    };
    let mut found: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| wanted(package))
        .map(|package| {
            let folder = package.manifest_path.parent().expect("a folder").as_std_path().to_path_buf();
            (format!("{} {}", package.name, package.version), folder)
        })
        .collect();
    found.sort();
    found
}

#[test]
fn findings_in_published_crates() {
    if std::env::var_os("LETGO_CORPUS").is_none() && std::env::var_os("CI").is_none() {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: set LETGO_CORPUS=1 to lint published crates (needs the registry)");
        }
        return;
    }
    let sources = sources();
    assert_eq!(sources.len(), CRATES.len(), "{sources:?}");
    let mut actual = String::new();
    for (name, folder) in sources {
        // A copy: a crate in the registry may name a toolchain of its own.
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
            .args(["letgo", "--message-format", "short", "--offline", "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .output()
            .expect("cargo builds the program before its tests");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_ne!(output.status.code(), Some(2), "{name}: {stderr}");
        assert!(!stderr.contains("letgo bug"), "{name}: {stderr}");
        let _ = writeln!(actual, "{name}");
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let _ = writeln!(actual, "  {line}");
        }
    }
    let path = root().join("test-fixtures/snapshots/corpus.txt");
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let (comments, rest): (Vec<_>, Vec<_>) =
        expected.lines().partition(|line| line.trim_start().starts_with('#'));
    if std::env::var_os("LETGO_BLESS").is_some() {
        let text = [comments.join("\n"), actual].join(if comments.is_empty() { "" } else { "\n" });
        std::fs::write(&path, text).expect("writable");
        return;
    }
    let expected = rest.join("\n") + "\n";
    assert!(expected == actual, "findings changed; bless and read the difference:\n{actual}");
}
