//! What `target/letgo` is marked with: a hash of letgo's own source, so that no build reads what another one wrote. And
//! the commit that `--version` names. Asked for in release builds only: a build between two commits need not be done
//! again for it.

#![allow(clippy::print_stdout, reason = "that is how a build script speaks")]

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rustc-env=LETGO_BUILD={:016x}", source(Path::new("src")));
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        if let Some(path) = git(&["rev-parse", "--git-path", "HEAD"]) {
            println!("cargo::rerun-if-changed={path}");
        }
        if let Some(branch) =
            git(&["symbolic-ref", "-q", "HEAD"]).and_then(|name| git(&["rev-parse", "--git-path", &name]))
        {
            println!("cargo::rerun-if-changed={branch}");
        }
        if let Some(commit) = git(&["log", "-1", "--format=%h %cs"]).or_else(packaged) {
            println!("cargo::rustc-env=LETGO_COMMIT={commit}");
        }
    }
}

/// Of all files below a folder, in order of their paths.
fn source(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for path in paths {
        add(path.to_string_lossy().as_bytes());
        if path.is_dir() {
            add(&source(&path).to_le_bytes());
        } else {
            add(&std::fs::read(&path).unwrap_or_default());
        }
    }
    hash
}

fn git(arguments: &[&str]) -> Option<String> {
    // a package inside of another repository is not that repository's commit
    let own = Command::new("git").args(["ls-files", "--error-unmatch", "Cargo.toml"]).output().ok()?;
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (own.status.success() && output.status.success() && !text.is_empty()).then_some(text)
}

/// A published package carries its commit.
fn packaged() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    let hash = rest.split('"').nth(1)?;
    Some(hash.get(..9)?.to_owned())
}
