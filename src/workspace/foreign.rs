//! Packages outside of the workspace that speak to a database: which they are, and where their sources lie.
//!
//! A pool crate of the company, a wrapper from the registry: their types own connections, and only their sources say so.
//! `Cargo.lock` tells the graph and the versions; without one, the manifests that can be reached. Sources are where cargo
//! has put them: its registry and git checkouts, a vendored folder, a path. Nothing is downloaded, and a package whose
//! source is not there is named in [`Foreign::missing`]. `check` reads what is found, for signatures only.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cargo_metadata::semver::{Version, VersionReq};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Dependency, DependencyKind, Origin, Package, Workspace, manifest, unlocked};

/// What the workspace's own dependencies bring.
#[derive(Debug, Default)]
pub struct Foreign {
    /// Libraries, by name and version.
    pub packages: Vec<ForeignPackage>,
    /// `name version` of those whose source is not on this machine.
    pub missing: Vec<String>,
}

#[derive(Debug)]
pub struct ForeignPackage {
    pub package: Package,
    /// Never changes on disk: from a registry or a git commit. Names it among all others.
    pub pinned: Option<String>,
}

/// What the caller knows of a crate, by the name in paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Who depends on it may own connections.
    Database,
    /// Described already: not to be read.
    Described,
    No,
}

/// A package of the graph.
#[derive(Debug, Default, Clone)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) version: String,
    /// As in the lock file; none for paths.
    pub(super) source: Option<String>,
    /// Names, with a version where the name alone is not enough.
    pub(super) dependencies: Vec<(String, Option<String>)>,
}

impl Workspace {
    /// The libraries outside of the workspace through which its packages reach a database crate. `home` is cargo's home.
    pub fn foreign(&self, home: Option<&Path>, known: &dyn Fn(&str) -> Known) -> Foreign {
        if matches!(self.origin, Origin::Folder) {
            return Foreign::default();
        }
        let mut places = Places::new(self, home);
        let locks = self.roots().filter_map(|root| std::fs::read_to_string(root.join("Cargo.lock")).ok());
        let mut nodes: Vec<Node> = locks.flat_map(|text| lock_file(&text)).collect();
        if nodes.is_empty() {
            nodes = places.walk(self, known);
        }
        let wanted = wanted(self, &nodes, known);
        let mut foreign = Foreign::default();
        for node in wanted {
            match places.package(&node) {
                Some(package) => {
                    let is_library = package.library().is_some_and(|target| target.kinds != ["proc-macro"]);
                    if is_library {
                        let pinned = node.source.as_ref().map(|source| {
                            let revision = source
                                .rsplit_once('#')
                                .map(|(_, revision)| format!("-{}", &revision[..revision.len().min(12)]));
                            let revision = revision.unwrap_or_default();
                            format!("{}-{}{revision}", node.name, node.version)
                        });
                        foreign.packages.push(ForeignPackage { package, pinned });
                    }
                }
                None => foreign.missing.push(format!("{} {}", node.name, node.version)),
            }
        }
        foreign
    }
}

fn ident(name: &str) -> String {
    name.replace('-', "_")
}

/// The packages to read: those on a way from the workspace to a database crate, up to the first that is described.
fn wanted(workspace: &Workspace, nodes: &[Node], known: &dyn Fn(&str) -> Known) -> Vec<Node> {
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, node) in nodes.iter().enumerate() {
        by_name.entry(&node.name).or_default().push(index);
    }
    let find = |(name, version): &(String, Option<String>)| {
        let found = by_name.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        let exact = found
            .iter()
            .find(|index| version.as_ref().is_none_or(|version| nodes[**index].version == *version));
        exact.or(found.first()).copied()
    };
    let edges: Vec<Vec<usize>> =
        nodes.iter().map(|node| node.dependencies.iter().filter_map(find).collect()).collect();
    let kinds: Vec<Known> = nodes.iter().map(|node| known(&ident(&node.name))).collect();
    // who reaches a database crate: against the edges
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (from, targets) in edges.iter().enumerate() {
        targets.iter().for_each(|to| users[*to].push(from));
    }
    let mut reaches = vec![false; nodes.len()];
    let mut open: Vec<usize> = (0..nodes.len()).filter(|index| kinds[*index] == Known::Database).collect();
    while let Some(index) = open.pop() {
        for user in &users[index] {
            if !std::mem::replace(&mut reaches[*user], true) {
                open.push(*user);
            }
        }
    }
    let members: FxHashSet<&str> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
    let direct = workspace.packages.iter().flat_map(|package| &package.dependencies);
    let mut open: Vec<usize> = direct
        .filter(|dependency| dependency.kind != DependencyKind::Build)
        .filter_map(|dependency| {
            let found = by_name.get(dependency.name.as_str())?;
            let fits = |index: &&usize| {
                let version = Version::parse(&nodes[**index].version);
                let wanted = VersionReq::parse(&dependency.requirement);
                matches!((version, wanted), (Ok(version), Ok(wanted)) if wanted.matches(&version))
            };
            if let [only] = found[..] {
                Some(only)
            } else {
                found.iter().find(fits).or(found.first()).copied()
            }
        })
        .collect();
    let mut seen = FxHashSet::default();
    let mut wanted = BTreeMap::new();
    while let Some(index) = open.pop() {
        let node = &nodes[index];
        let skip = !reaches[index] || kinds[index] != Known::No || members.contains(node.name.as_str());
        if skip || !seen.insert(index) {
            continue;
        }
        wanted.insert((node.name.clone(), node.version.clone()), node.clone());
        open.extend(&edges[index]);
    }
    wanted.into_values().collect()
}

/// `Cargo.lock` is written by cargo, one value a line.
fn lock_file(text: &str) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut in_dependencies = false;
    for line in text.lines().map(str::trim) {
        if line == "[[package]]" {
            nodes.push(Node::default());
            in_dependencies = false;
            continue;
        }
        let Some(node) = nodes.last_mut() else { continue };
        if in_dependencies {
            in_dependencies = line != "]";
            let mut words = line.trim_matches(['"', ',']).split(' ');
            if in_dependencies && let Some(name) = words.next() {
                node.dependencies.push((name.to_owned(), words.next().map(str::to_owned)));
            }
            continue;
        }
        let Some((key, value)) = line.split_once(" = ") else { continue };
        let value = value.trim_matches('"');
        match key {
            "name" => value.clone_into(&mut node.name),
            "version" => value.clone_into(&mut node.version),
            "source" => node.source = Some(value.to_owned()),
            "dependencies" => in_dependencies = value == "[",
            _ => {}
        }
    }
    nodes
}

/// Where cargo keeps sources.
struct Places {
    /// Folders of path dependencies, by the package's name.
    paths: FxHashMap<String, PathBuf>,
    /// Folders with one folder a package: unpacked registries, vendored sources.
    registries: Vec<PathBuf>,
    checkouts: Option<PathBuf>,
    /// What is unpacked in the registries, by name: listed when somebody first asks.
    unpacked: OnceCell<FxHashMap<String, Vec<(Version, PathBuf)>>>,
}

impl Places {
    fn new(workspace: &Workspace, home: Option<&Path>) -> Self {
        let mut registries: Vec<PathBuf> = Vec::new();
        for folder in workspace.root.ancestors() {
            for name in ["config.toml", "config"] {
                registries.extend(vendored(&folder.join(".cargo").join(name), folder));
            }
        }
        let sources = home.map(|home| home.join("registry/src"));
        let indices = sources.iter().flat_map(std::fs::read_dir).flatten().flatten();
        let mut indices: Vec<PathBuf> = indices.map(|entry| entry.path()).collect();
        indices.sort();
        registries.extend(indices);
        let mut places = Self {
            paths: FxHashMap::default(),
            registries,
            checkouts: home.map(|home| home.join("git/checkouts")),
            unpacked: OnceCell::new(),
        };
        for dependency in workspace.packages.iter().flat_map(|package| &package.dependencies) {
            places.add_path(dependency);
        }
        places
    }

    fn add_path(&mut self, dependency: &Dependency) {
        if let Some(path) = &dependency.path {
            self.paths.entry(dependency.name.clone()).or_insert_with(|| path.clone());
        }
    }

    fn package(&mut self, node: &Node) -> Option<Package> {
        let folder = self.folder(node)?;
        let package = manifest::package_in(&folder)?;
        // a path dependency may have some of its own
        package.dependencies.iter().for_each(|dependency| self.add_path(dependency));
        Some(package)
    }

    fn folder(&self, node: &Node) -> Option<PathBuf> {
        let is_there = |folder: &PathBuf| folder.join("Cargo.toml").is_file();
        match &node.source {
            None => self.paths.get(&node.name).cloned().filter(is_there),
            Some(source) if source.starts_with("git+") => {
                self.checkout(source, &node.name).or_else(|| self.vendored(node))
            }
            Some(_) => self.vendored(node),
        }
    }

    fn vendored(&self, node: &Node) -> Option<PathBuf> {
        let full = format!("{}-{}", node.name, node.version);
        self.registries.iter().find_map(|registry| {
            let exact = registry.join(&full);
            if exact.join("Cargo.toml").is_file() {
                return Some(exact);
            }
            // `cargo vendor` writes the version only where there are several
            let folder = registry.join(&node.name);
            manifest::package_in(&folder).filter(|package| package.version == node.version).map(|_| folder)
        })
    }

    /// `git+https://host/owner/name?rev=…#commit`: below `name-hash/commit`.
    fn checkout(&self, source: &str, package: &str) -> Option<PathBuf> {
        let (url, revision) = source.rsplit_once('#')?;
        let url = url.split('?').next().unwrap_or(url).trim_end_matches('/');
        let name = url.rsplit('/').next()?.trim_end_matches(".git");
        let entries = std::fs::read_dir(self.checkouts.as_ref()?).ok()?.flatten();
        for repository in entries.filter(|entry| {
            let file = entry.file_name();
            file.to_string_lossy().rsplit_once('-').is_some_and(|(start, _)| start == name)
        }) {
            for checkout in std::fs::read_dir(repository.path()).into_iter().flatten().flatten() {
                let short = checkout.file_name();
                if !revision.starts_with(&*short.to_string_lossy()) {
                    continue;
                }
                let manifests = walkdir::WalkDir::new(checkout.path()).max_depth(5).sort_by_file_name();
                let found = manifests.into_iter().flatten().find(|entry| {
                    entry.file_name() == "Cargo.toml"
                        && entry
                            .path()
                            .parent()
                            .and_then(manifest::name_in)
                            .is_some_and(|name| name == package)
                });
                if let Some(found) = found {
                    return found.path().parent().map(Path::to_owned);
                }
            }
        }
        None
    }

    /// The graph as far as manifests tell it.
    fn walk(&mut self, workspace: &Workspace, known: &dyn Fn(&str) -> Known) -> Vec<Node> {
        // what a database crate is made of is no way to it
        let is_end = |name: &str| known(&ident(name)) == Known::Database;
        let mut folder = |dependency: &Dependency| {
            self.add_path(dependency);
            dependency.path.clone().or_else(|| self.newest(dependency))
        };
        unlocked::nodes(workspace, &mut folder, &is_end)
    }

    /// The newest version on this machine that a requirement allows.
    fn newest(&self, dependency: &Dependency) -> Option<PathBuf> {
        let wanted = VersionReq::parse(&dependency.requirement).ok()?;
        let versions = self.unpacked.get_or_init(|| self.list()).get(&dependency.name)?;
        let allowed = versions.iter().filter(|(version, _)| wanted.matches(version));
        allowed.max().map(|(_, path)| path.clone())
    }

    fn list(&self) -> FxHashMap<String, Vec<(Version, PathBuf)>> {
        let mut found: FxHashMap<String, Vec<(Version, PathBuf)>> = FxHashMap::default();
        for entry in self.registries.iter().flat_map(std::fs::read_dir).flatten().flatten() {
            let folder = entry.file_name();
            let folder = folder.to_string_lossy();
            let parts = folder.match_indices('-').map(|(at, _)| (&folder[..at], &folder[at + 1..]));
            let named = parts.filter_map(|(name, version)| Some((name, Version::parse(version).ok()?)));
            for (name, version) in named {
                found.entry(name.to_owned()).or_default().push((version, entry.path()));
            }
        }
        found
    }
}

/// The folders that a cargo configuration puts in the place of a registry.
fn vendored(config: &Path, folder: &Path) -> Vec<PathBuf> {
    let Ok(text) = std::fs::read_to_string(config) else { return Vec::new() };
    let Ok(table) = text.parse::<toml::Table>() else { return Vec::new() };
    let sources = table.get("source").and_then(toml::Value::as_table).into_iter().flatten();
    let folders = sources.filter_map(|(_, source)| source.get("directory")?.as_str());
    folders.map(|path| folder.join(path)).collect()
}

/// Where cargo keeps what it downloads.
pub fn cargo_home() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

impl Workspace {
    /// Where cargo puts what it makes of this workspace.
    pub fn target_folder(&self) -> PathBuf {
        let named = std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
        let root = self.roots().next().unwrap_or(&self.root);
        root.join(named.map_or_else(|| PathBuf::from("target"), PathBuf::from))
    }
}

impl Package {
    /// A workspace of this package alone.
    pub fn alone(&self) -> Workspace {
        Workspace::new(self.folder().to_owned(), vec![self.clone()], Origin::Manifests(String::new()))
    }
}
