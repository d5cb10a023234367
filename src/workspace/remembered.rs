//! Cargo's answer of a run before, for as long as all that it was made from is as it was.
//!
//! To ask cargo takes longer than to look whether anything changed. Looked at are the manifests, which files lie where
//! cargo looks for targets, the configuration of cargo and rustup, their variables, and cargo itself. What cargo refused is
//! never kept. Called by `Start::packages`, for runs that may leave something below the target folder.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::{Package, Workspace, cargo, cargo_home};
use crate::store::{self, hash};

/// One for each manifest that runs start from, and each environment they start in.
const MOST_ANSWERS: usize = 32;

/// Where cargo looks for targets, in the folder of a package.
const TARGET_FOLDERS: [&str; 5] = ["src", "src/bin", "examples", "tests", "benches"];

#[derive(Serialize, Deserialize)]
struct Kept<W> {
    build: String,
    state: String,
    workspace: W,
}

/// Where the answer for a manifest is kept, and what it has to have been made from.
pub(super) struct Remembered<'a> {
    manifest: &'a Path,
    /// What the manifests say.
    guess: Workspace,
    path: PathBuf,
    state: String,
}

impl<'a> Remembered<'a> {
    pub(super) fn of(manifest: &'a Path, guess: Workspace) -> Self {
        let asked = hash(format!("{:?}", (manifest, environment())).as_bytes());
        let path = guess.target_folder().join("letgo").join("packages").join(format!("{asked}.json"));
        Self { manifest, state: state(manifest, &guess), guess, path }
    }

    pub(super) fn answer(&self) -> Option<Workspace> {
        let kept: Kept<Workspace> = serde_json::from_slice(&std::fs::read(&self.path).ok()?).ok()?;
        let is_as_it_was = kept.build == store::BUILD && kept.state == self.state;
        is_as_it_was.then_some(kept.workspace)
    }

    /// Keeps an answer, unless something was changed while cargo looked or cargo knows of more manifests than were seen.
    pub(super) fn keep(&self, answer: &Workspace) {
        let seen: FxHashSet<&Path> =
            self.guess.packages.iter().map(|package| package.manifest_path.as_path()).collect();
        let is_seen = |package: &Package| seen.contains(package.manifest_path.as_path());
        if !answer.packages.iter().all(is_seen) || state(self.manifest, &self.guess) != self.state {
            return;
        }
        let kept = Kept { build: store::BUILD.to_owned(), state: self.state.clone(), workspace: answer };
        if let Ok(text) = serde_json::to_vec(&kept) {
            // without a place to keep it, cargo is asked again
            let _ = store::write(&self.path, &text, MOST_ANSWERS);
        }
    }
}

/// All that decides what cargo says of a manifest.
fn state(manifest: &Path, guess: &Workspace) -> String {
    let packages: Vec<String> = guess.packages.par_iter().map(of_package).collect();
    let roots = [guess.root.join("Cargo.toml"), manifest.to_owned()];
    let files = roots.into_iter().chain(configurations(manifest));
    let files: Vec<String> = files.map(|path| hash(&std::fs::read(path).unwrap_or_default())).collect();
    hash(format!("{:?}", (guess, packages, files)).as_bytes())
}

/// The text of its manifest, and the names of what lies where cargo looks for targets.
fn of_package(package: &Package) -> String {
    let manifest = hash(&std::fs::read(&package.manifest_path).unwrap_or_default());
    let folder = package.folder();
    let listed = TARGET_FOLDERS.map(|name| {
        let entries = std::fs::read_dir(folder.join(name)).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        names.sort();
        names
    });
    let has_build_script = folder.join("build.rs").is_file();
    format!("{:?}", (manifest, has_build_script, listed))
}

/// Files that may say which cargo runs, and how.
fn configurations(manifest: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in manifest.ancestors().skip(1) {
        let names = ["rust-toolchain", "rust-toolchain.toml", ".cargo/config", ".cargo/config.toml"];
        files.extend(names.map(|name| folder.join(name)));
    }
    if let Some(home) = cargo_home() {
        files.extend(["config", "config.toml"].map(|name| home.join(name)));
    }
    let rustup = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
    let rustup = rustup.or_else(|| std::env::home_dir().map(|home| home.join(".rustup")));
    files.extend(rustup.map(|home| home.join("settings.toml")));
    files
}

/// The variables that cargo and rustup read, and cargo itself.
fn environment() -> impl std::fmt::Debug {
    let is_read = |name: &str| name == "PATH" || name.starts_with("CARGO") || name.starts_with("RUSTUP");
    let mut variables: Vec<_> =
        std::env::vars_os().filter(|(name, _)| is_read(&name.to_string_lossy())).collect();
    variables.sort();
    let named = PathBuf::from(cargo::program());
    let path = std::env::var_os("PATH").unwrap_or_default();
    // a name without a folder is looked for; one with a folder stays as it is
    let is_bare = named.components().count() == 1;
    let mut places = std::env::split_paths(&path).filter(|_| is_bare).map(|folder| folder.join(&named));
    let place = places.find(|place| place.is_file()).unwrap_or(named);
    let written = place.metadata().ok().map(|file| {
        let time = file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        (file.len(), time)
    });
    (variables, place, written)
}
