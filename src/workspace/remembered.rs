//! Cargo's answer of a run before, for as long as all that it was made from is as it was.
//!
//! To ask cargo takes longer than to look whether anything changed. Looked at are the manifests, which files lie where
//! cargo looks for targets, the configuration of cargo and rustup, their variables, and cargo itself. What cargo refused is
//! never kept. Called by `Start::packages`, for runs that may leave something below the target folder.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::{Workspace, cargo, cargo_home};
use crate::store;

/// One for each manifest that runs start from, and each environment they start in.
const MOST_ANSWERS: usize = 32;

/// Where cargo looks for targets, in the folder of a package.
const TARGET_FOLDERS: [&str; 5] = ["src", "src/bin", "examples", "tests", "benches"];

#[derive(Serialize, Deserialize)]
struct Kept<W> {
    build: String,
    state: u128,
    workspace: W,
}

/// Where the answer for a manifest is kept, and the state that it has to have been made from.
pub(super) struct Remembered {
    path: PathBuf,
    state: u128,
}

impl Remembered {
    /// `guess` is what the manifests say.
    pub(super) fn of(manifest: &Path, guess: &Workspace) -> Self {
        let asked = xxh3_128(format!("{:?}", (manifest, environment())).as_bytes());
        let folder = guess.target_folder().join("letgo").join("packages");
        Self { path: folder.join(format!("{asked:032x}.json")), state: state(manifest, guess) }
    }

    pub(super) fn answer(&self) -> Option<Workspace> {
        let kept: Kept<Workspace> = serde_json::from_slice(&std::fs::read(&self.path).ok()?).ok()?;
        let is_as_it_was = kept.build == store::BUILD && kept.state == self.state;
        is_as_it_was.then_some(kept.workspace)
    }

    /// Keeps an answer, unless something was changed while cargo looked or cargo knows of more manifests than were seen.
    pub(super) fn keep(&self, manifest: &Path, guess: &Workspace, answer: &Workspace) {
        let guessed = |package: &super::Package| {
            guess.packages.iter().any(|known| known.manifest_path == package.manifest_path)
        };
        if !answer.packages.iter().all(guessed) || state(manifest, guess) != self.state {
            return;
        }
        let kept = Kept { build: store::BUILD.to_owned(), state: self.state, workspace: answer };
        if let Ok(text) = serde_json::to_vec(&kept) {
            // without a place to keep it, cargo is asked again
            let _ = store::write(&self.path, &text, MOST_ANSWERS);
        }
    }
}

/// All that decides what cargo says of a manifest.
fn state(manifest: &Path, guess: &Workspace) -> u128 {
    let packages: Vec<u128> = guess.packages.par_iter().map(of_package).collect();
    let mut all = Xxh3::new();
    let mut add = |part: &[u8]| {
        all.update(&(part.len() as u64).to_le_bytes());
        all.update(part);
    };
    add(format!("{guess:?}").as_bytes());
    packages.iter().for_each(|package| add(&package.to_le_bytes()));
    for path in [guess.root.join("Cargo.toml"), manifest.to_owned()].iter().chain(&configurations(manifest)) {
        add(&std::fs::read(path).unwrap_or_default());
    }
    all.digest128()
}

/// The text of its manifest, and the names of what lies where cargo looks for targets.
fn of_package(package: &super::Package) -> u128 {
    let mut all = Xxh3::new();
    all.update(&std::fs::read(&package.manifest_path).unwrap_or_default());
    let folder = package.folder();
    all.update(&[u8::from(folder.join("build.rs").is_file())]);
    for folder in TARGET_FOLDERS.map(|name| folder.join(name)) {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        names.sort();
        all.update(format!("{names:?}").as_bytes());
    }
    all.digest128()
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
