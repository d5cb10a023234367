//! From a manifest, a folder or a file to packages, targets and the text of every file that belongs to them.
//!
//! Three ways to know the packages, tried by [`Start::packages`]: the manifests themselves where they are plainly
//! written ([`manifest`], [`plain`]), `cargo metadata` where they are not ([`cargo`]), and every `.rs` file below a
//! folder that has no manifest ([`folder`]). [`Selection`] says which targets are meant; a [`Reader`] follows their
//! `mod` items and reads and lowers all files in parallel. Resolves no name and knows no lint; `check` calls it. With
//! `cli`, the only module that asks for the working directory, the environment or the disk.

mod cargo;
mod folder;
mod foreign;
mod manifest;
mod modules;
mod plain;
mod reader;
mod select;
mod sources;
mod targets;
#[cfg(test)]
mod tests;
mod unlocked;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::config::{Layer, Text};
use manifest::Told;

pub use cargo_metadata::Edition;
pub use foreign::{Foreign, ForeignPackage, Known, cargo_home};
pub use reader::{Buffer, How, Lower, Reader, Unsaved};
pub use select::{Choice, Selection, Shard};
pub use sources::{CrateRoot, Problem, Sources};

/// The packages of one run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Workspace {
    /// Shown paths are relative to it.
    pub root: PathBuf,
    /// The members, sorted by manifest path; then what [`Workspace::add_neighbours`] found.
    pub packages: Vec<Package>,
    pub origin: Origin,
    /// Which packages a PATH argument means, when not all.
    #[serde(skip)]
    focus: Option<Vec<bool>>,
    /// The roots of the workspaces that this is made of, when the root is only the folder above them.
    #[serde(skip)]
    below: Vec<PathBuf>,
    /// Manifests below a folder that cannot be read, with the reason.
    #[serde(skip)]
    pub skipped: Vec<(PathBuf, String)>,
}

/// How the packages were found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Origin {
    /// Cargo's answer, or manifests that tell the same.
    Cargo,
    /// Cargo failed, for this reason; the manifests were read without it.
    Manifests(String),
    /// No manifest: every `.rs` file below a folder.
    Folder,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// Cargo's own package id; editors match on it.
    pub id: String,
    pub manifest_path: PathBuf,
    pub edition: Edition,
    pub dependencies: Vec<Dependency>,
    pub targets: Vec<Target>,
    /// Whether its manifest has `[package.metadata.letgo]`.
    pub has_metadata: bool,
    /// Of this workspace. What is not is there to be called, never checked.
    pub is_member: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Dependency {
    /// The package's name.
    pub name: String,
    /// `package = "name"` under another key: the key.
    pub rename: Option<String>,
    pub requirement: String,
    /// The folder of a path dependency.
    pub path: Option<PathBuf>,
    pub kind: DependencyKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DependencyKind {
    Normal,
    Development,
    Build,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Target {
    pub name: String,
    pub kind: TargetKind,
    /// As cargo words them: `lib`, `proc-macro`, `bin`.
    pub kinds: Vec<String>,
    pub crate_types: Vec<String>,
    pub src_path: PathBuf,
    pub edition: Edition,
    /// Whether `cargo test` builds it by default.
    pub test: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TargetKind {
    /// All library kinds, procedural macros too.
    Library,
    Binary,
    Example,
    Test,
    Bench,
    /// `build.rs`: never checked.
    BuildScript,
}

/// Where to look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `--manifest-path`
    pub manifest_path: Option<PathBuf>,
    /// The positional argument.
    pub path: Option<PathBuf>,
    /// `--edition`, for files without a manifest.
    pub edition: Option<Edition>,
}

/// The working directory, by its one true name.
pub fn working_folder() -> PathBuf {
    let current = std::env::current_dir().unwrap_or_default();
    current.canonicalize().unwrap_or(current)
}

impl Workspace {
    fn new(root: PathBuf, packages: Vec<Package>, origin: Origin) -> Self {
        Self { root, packages, origin, focus: None, below: Vec::new(), skipped: Vec::new() }
    }

    /// Where `Cargo.lock` and `target` are.
    fn roots(&self) -> impl Iterator<Item = &Path> {
        let own = self.below.is_empty().then_some(&self.root);
        self.below.iter().chain(own).map(PathBuf::as_path)
    }

    /// Adds the libraries that members use by path and that lie outside the workspace, and what those use in turn:
    /// what they wait for is their callers' concern. Not those that are `known` better: a copy of a database crate.
    pub fn add_neighbours(&mut self, known: impl Fn(&str) -> bool) {
        let mut seen: FxHashSet<PathBuf> =
            self.packages.iter().map(|package| package.folder().to_owned()).collect();
        let mut next = 0;
        while let Some(package) = self.packages.get(next) {
            let used = package.dependencies.iter().filter(|used| used.kind == DependencyKind::Normal);
            let found: Vec<PathBuf> = used
                .filter(|used| !known(&used.name.replace('-', "_")))
                .filter_map(|used| used.path.as_deref().map(modules::normalize))
                .collect();
            for folder in found {
                // what cannot be read is a crate without source, as those of a registry are
                if seen.insert(folder.clone())
                    && let Some(neighbour) = manifest::package_in(&folder)
                {
                    self.packages.push(Package { is_member: false, has_metadata: false, ..neighbour });
                    self.focus.iter_mut().for_each(|focus| focus.push(false));
                }
            }
            next += 1;
        }
    }

    /// `letgo.toml` and the manifests with a metadata table of ours. One that cannot be read has no say.
    pub fn configuration(&self) -> Vec<Text> {
        let mut texts = Vec::new();
        let mut read = |layer, path: PathBuf, wanted: &dyn Fn(&str) -> bool| {
            if let Ok(text) = std::fs::read_to_string(&path)
                && wanted(&text)
            {
                texts.push(Text { layer, path, text: text.into() });
            }
        };
        read(Layer::File, self.root.join("letgo.toml"), &|_| true);
        if !matches!(self.origin, Origin::Folder) {
            read(Layer::Workspace, self.root.join("Cargo.toml"), &|text| text.contains("letgo"));
        }
        for (index, package) in self.packages.iter().enumerate().filter(|(_, package)| package.has_metadata) {
            read(Layer::Package(index), package.manifest_path.clone(), &|_| true);
        }
        texts
    }

    /// Where the baseline is or is to be, and its text when it is there.
    pub fn baseline(&self, path: Option<&Path>) -> Result<(PathBuf, Option<Arc<str>>)> {
        let path = match path {
            Some(path) => working_folder().join(path),
            None => self.root.join("letgo-baseline.toml"),
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok((path, Some(text.into()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok((path, None)),
            Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
        }
    }

    /// The folder above with a `.git`; the root itself when there is none.
    pub fn repository(&self) -> PathBuf {
        let top = self.root.ancestors().find(|folder| folder.join(".git").exists());
        top.unwrap_or(&self.root).to_owned()
    }

    /// Relative to the root where that is possible, with forward slashes.
    pub fn shown_path(&self, path: &Path) -> String {
        // most paths are normal ones, and to compare strings is faster
        let texts = path.to_str().zip(self.root.to_str());
        let below = texts.and_then(|(path, root)| path.strip_prefix(root)?.strip_prefix('/'));
        if let Some(below) = below.filter(|below| !below.starts_with('/')) {
            return below.to_owned();
        }
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        let text = shown.to_string_lossy();
        if std::path::MAIN_SEPARATOR == '\\' { text.replace('\\', "/") } else { text.into_owned() }
    }
}

impl Package {
    pub fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }

    pub fn library(&self) -> Option<&Target> {
        self.targets.iter().find(|target| target.kind == TargetKind::Library)
    }
}

impl Target {
    /// The name as paths spell it.
    pub fn ident(&self) -> String {
        self.name.replace('-', "_")
    }
}

impl Dependency {
    /// The name in scope.
    pub fn ident(&self) -> String {
        self.rename.as_ref().unwrap_or(&self.name).replace('-', "_")
    }
}

/// Where the packages are told.
#[derive(Debug)]
pub enum Start {
    /// In a manifest; with the folder that PATH named, when it did.
    Manifest { manifest: PathBuf, folder: Option<PathBuf> },
    /// In several, none of which is the folder's own.
    Manifests { folder: PathBuf, manifests: Vec<PathBuf> },
    /// Nowhere: files below a folder, or one file.
    Files { path: PathBuf, edition: Edition },
}

/// The workspaces that an editor's folder means: the one of its own manifest or of the one above, else those one level
/// below, else its files.
pub fn requests(folder: &Path) -> Vec<Request> {
    let manifest = |folder: &Path| Some(folder.join("Cargo.toml")).filter(|path| path.is_file());
    let with = |path| Request { manifest_path: Some(path), ..Request::default() };
    if let Some(own) = folder.ancestors().find_map(manifest) {
        return vec![with(own)];
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut below: Vec<PathBuf> = entries.filter_map(|entry| manifest(&entry.ok()?.path())).collect();
    below.sort();
    if below.is_empty() {
        return vec![Request { path: Some(folder.to_owned()), ..Request::default() }];
    }
    below.into_iter().map(with).collect()
}

/// Finds where to start. An error is one of usage: nothing there to check.
pub fn find(request: &Request) -> Result<Start> {
    let current = std::env::current_dir().context("cannot tell the current folder")?;
    if let Some(path) = &request.path {
        let path = modules::normalize(&current.join(path));
        if request.manifest_path.is_some() {
            bail!("`--manifest-path` and a PATH cannot be used together");
        }
        if !path.exists() {
            bail!("no such file or folder: `{}`", path.display());
        }
        let manifest = path.join("Cargo.toml");
        if path.is_dir() && manifest.is_file() {
            return Ok(Start::Manifest { manifest, folder: Some(path) });
        }
        if path.file_name().is_some_and(|name| name == "Cargo.toml") {
            return Ok(Start::Manifest { manifest: path, folder: None });
        }
        let manifests = if path.is_dir() { manifest::below(&path) } else { Vec::new() };
        if !manifests.is_empty() {
            return Ok(Start::Manifests { folder: path, manifests });
        }
        let edition = request.edition.or_else(|| manifest::edition_above(&path)).unwrap_or(Edition::E2024);
        return Ok(Start::Files { path, edition });
    }
    let manifest = match &request.manifest_path {
        Some(path) => {
            let path = modules::normalize(&current.join(path));
            if path.file_name().is_none_or(|name| name != "Cargo.toml") {
                bail!("the manifest-path must be a path to a Cargo.toml file, not `{}`", path.display());
            }
            if !path.is_file() {
                bail!("manifest path `{}` does not exist", path.display());
            }
            path
        }
        None => current
            .ancestors()
            .map(|folder| folder.join("Cargo.toml"))
            .find(|path| path.is_file())
            .with_context(|| {
                format!(
                    "could not find `Cargo.toml` in `{}` or any parent directory\n\nhelp: `cargo letgo PATH` checks a \
                     file or folder without a manifest",
                    current.display()
                )
            })?,
    };
    Ok(Start::Manifest { manifest, folder: None })
}

impl Start {
    /// The packages: what the manifests tell, where cargo would tell the same; else cargo's answer, or our own reading of
    /// the manifests when cargo has none. While cargo works, `meanwhile` gets what the manifests tell: a good guess.
    pub fn packages(&self, meanwhile: impl FnOnce(&Workspace)) -> Result<Workspace> {
        let (manifest, folder) = match self {
            Start::Files { path, edition } => return folder::read(path, *edition),
            Start::Manifests { folder, manifests } => return together(folder, manifests),
            Start::Manifest { manifest, folder } => (manifest, folder),
        };
        let focused = |workspace: Workspace| match folder {
            Some(folder) => below(workspace, folder),
            None => workspace,
        };
        let told = manifest::read(manifest);
        if let Ok(Told { workspace, is_plain: true }) = told {
            let workspace = focused(Workspace { origin: Origin::Cargo, ..workspace });
            meanwhile(&workspace);
            return Ok(workspace);
        }
        let guess = told.map(|told| focused(told.workspace));
        let answer = std::thread::scope(|scope| {
            let cargo = scope.spawn(|| cargo::read(manifest));
            if let Ok(guess) = &guess {
                meanwhile(guess);
            }
            cargo.join()
        });
        let failure = match answer {
            Ok(Ok(workspace)) => return Ok(focused(workspace)),
            Ok(Err(failure)) => failure,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        match guess {
            Ok(workspace) if workspace.packages.iter().any(|package| !package.targets.is_empty()) => {
                Ok(Workspace { origin: Origin::Manifests(failure.reason()), ..workspace })
            }
            // Cargo explains broken manifests best; our own words when cargo could not even start.
            Err(error) if failure.stderr.is_empty() => Err(error),
            _ if failure.stderr.is_empty() => bail!("{}", failure.reason()),
            _ => bail!("{}", failure.stderr),
        }
    }
}

/// By its one true name.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The workspaces below a folder as one, each package once.
fn together(folder: &Path, manifests: &[PathBuf]) -> Result<Workspace> {
    let mut all = Workspace::new(folder.to_owned(), Vec::new(), Origin::Cargo);
    for manifest in manifests {
        let start = Start::Manifest { manifest: manifest.clone(), folder: None };
        match start.packages(|_| ()) {
            // the folder is one of a workspace's own: `crates/`
            Ok(workspace) if real(folder).starts_with(real(&workspace.root)) => {
                return Ok(below(workspace, folder));
            }
            Ok(workspace) => {
                if let Origin::Manifests(_) = workspace.origin {
                    all.origin = workspace.origin;
                }
                all.below.push(workspace.root);
                for package in workspace.packages {
                    if all.packages.iter().all(|known| known.manifest_path != package.manifest_path) {
                        all.packages.push(package);
                    }
                }
            }
            Err(error) => all.skipped.push((manifest.clone(), format!("{error:#}"))),
        }
    }
    match all.skipped.first() {
        Some((_, reason)) if all.packages.is_empty() => bail!("{reason}"),
        _ => Ok(all),
    }
}

/// A member's folder as PATH means that member, the root's means all.
fn below(workspace: Workspace, folder: &Path) -> Workspace {
    let folder = real(folder);
    let focus = (folder != real(&workspace.root)).then(|| {
        let inside = |package: &Package| real(package.folder()).starts_with(&folder);
        workspace.packages.iter().map(inside).collect()
    });
    Workspace { focus, ..workspace }
}
