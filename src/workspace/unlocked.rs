//! The graph of dependencies where there is no `Cargo.lock`: what manifests and their features turn on.
//!
//! As a lock file would tell it: every dependency of the workspace's own packages, and of theirs those that are not
//! optional or that a feature turns on. Features of one package are the union of what its users want (Cargo book,
//! "Feature unification"), whatever the platform. `foreign` calls it and says where sources lie.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::foreign::Node;
use super::manifest::{Uses, uses};
use super::{Dependency, DependencyKind, Workspace};

/// Real graphs have some hundred.
const MOST_MANIFESTS: usize = 2_000;

/// What somebody wants of a package.
struct Wish {
    /// The package whose dependency it is; none for the workspace's own.
    user: Option<usize>,
    dependency: Dependency,
    features: Vec<String>,
}

/// A package that somebody wants.
#[derive(Default)]
struct Wanted {
    node: Node,
    uses: Uses,
    features: FxHashSet<String>,
    /// Optional dependencies that are on, by their key.
    on: FxHashSet<String>,
    /// `key?/feature` of dependencies that are not on so far.
    if_on: Vec<(String, String)>,
}

struct Graph<'a> {
    packages: Vec<Wanted>,
    /// By name and folder: there may be several versions.
    known: FxHashMap<(String, Option<PathBuf>), usize>,
    open: VecDeque<Wish>,
    folder: &'a mut dyn FnMut(&Dependency) -> Option<PathBuf>,
    is_end: &'a dyn Fn(&str) -> bool,
}

/// `folder` tells where the source of a dependency is. What those bring of which `is_end` holds makes no difference.
pub(super) fn nodes(
    workspace: &Workspace,
    folder: &mut dyn FnMut(&Dependency) -> Option<PathBuf>,
    is_end: &dyn Fn(&str) -> bool,
) -> Vec<Node> {
    let mut graph =
        Graph { packages: Vec::new(), known: FxHashMap::default(), open: VecDeque::new(), folder, is_end };
    for package in &workspace.packages {
        let Uses { features, dependencies, .. } = uses(package.folder()).unwrap_or_default();
        // a lock file has what any feature of the workspace's own packages may turn on
        let named = features.values().flatten().filter_map(|named| named.split_once('/'));
        let more: Vec<_> = named.map(|(key, feature)| (key.trim_end_matches('?'), feature)).collect();
        for used in dependencies {
            let more = more.iter().filter(|(key, _)| *key == used.key()).map(|(_, more)| (*more).to_owned());
            let more: Vec<String> = more.collect();
            graph.want(None, used.dependency, [used.features, more].concat());
        }
    }
    while let Some(Wish { user, dependency, features }) = graph.open.pop_front() {
        let Some(index) = graph.package(&dependency) else { break };
        if let Some(user) = user {
            let Node { name, version, .. } = &graph.packages[index].node;
            let edge = (name.clone(), Some(version.clone()));
            let edges = &mut graph.packages[user].node.dependencies;
            if !edges.contains(&edge) {
                edges.push(edge);
            }
        }
        features.iter().for_each(|feature| graph.turn_on(index, feature));
    }
    graph.packages.into_iter().map(|wanted| wanted.node).collect()
}

impl Graph<'_> {
    fn want(&mut self, user: Option<usize>, dependency: Dependency, features: Vec<String>) {
        if dependency.kind == DependencyKind::Normal {
            self.open.push_back(Wish { user, dependency, features });
        }
    }

    /// Where the package is, read when it is met for the first time; none when there are too many.
    fn package(&mut self, dependency: &Dependency) -> Option<usize> {
        let key = (dependency.name.clone(), (self.folder)(dependency));
        if let Some(known) = self.known.get(&key) {
            return Some(*known);
        }
        let index = self.packages.len();
        if index > MOST_MANIFESTS {
            return None;
        }
        // a source that is not there: a database crate is known by its name alone
        let mut wanted =
            Wanted { node: Node { name: dependency.name.clone(), ..Node::default() }, ..Wanted::default() };
        if let Some(uses) = key.1.as_deref().and_then(|folder| self.read(&dependency.name, folder)) {
            wanted.node.version.clone_from(&uses.version);
            wanted.node.source = dependency.path.is_none().then(|| "registry".to_owned());
            wanted.uses = uses;
        }
        let always = wanted.uses.dependencies.iter().filter(|used| !used.optional).cloned();
        let always: Vec<_> = always.collect();
        self.packages.push(wanted);
        self.known.insert(key, index);
        always.into_iter().for_each(|used| self.want(Some(index), used.dependency, used.features));
        Some(index)
    }

    fn read(&self, name: &str, folder: &Path) -> Option<Uses> {
        let uses = uses(folder)?;
        let is_end = (self.is_end)(name);
        Some(if is_end { Uses { version: uses.version, ..Uses::default() } } else { uses })
    }

    /// Turns a feature of a package on, and what it names in turn.
    fn turn_on(&mut self, index: usize, feature: &str) {
        let mut open = vec![feature.to_owned()];
        while let Some(feature) = open.pop() {
            let package = &mut self.packages[index];
            if !package.features.insert(feature.clone()) {
                continue;
            }
            let Some(named) = package.uses.features.get(&feature).cloned() else {
                // an optional dependency that no feature names with `dep:` is a feature itself
                self.bring(index, &feature, None);
                continue;
            };
            for named in named {
                if let Some(key) = named.strip_prefix("dep:") {
                    self.bring(index, key, None);
                } else if let Some((key, feature)) = named.split_once("?/") {
                    self.bring_if_on(index, key, feature);
                } else if let Some((key, feature)) = named.split_once('/') {
                    self.bring(index, key, Some(feature));
                } else {
                    open.push(named);
                }
            }
        }
    }

    /// Turns a dependency on, with a feature of it.
    fn bring(&mut self, index: usize, key: &str, feature: Option<&str>) {
        let package = &mut self.packages[index];
        let is_new = package.on.insert(key.to_owned());
        let waiting = std::mem::take(&mut package.if_on);
        let (now, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(waits, _)| waits == key);
        package.if_on = later;
        let more: Vec<String> = now.into_iter().map(|(_, feature)| feature).collect();
        let more: Vec<String> = more.into_iter().chain(feature.map(str::to_owned)).collect();
        if !is_new && more.is_empty() {
            return;
        }
        let named = package.uses.dependencies.iter().filter(|used| used.key() == key).cloned();
        for used in named.collect::<Vec<_>>() {
            let features = used.features.into_iter().chain(more.iter().cloned());
            self.want(Some(index), used.dependency, features.collect());
        }
    }

    fn bring_if_on(&mut self, index: usize, key: &str, feature: &str) {
        let package = &mut self.packages[index];
        let mut named = package.uses.dependencies.iter().filter(|used| used.key() == key);
        if package.on.contains(key) || named.any(|used| !used.optional) {
            self.bring(index, key, Some(feature));
        } else {
            package.if_on.push((key.to_owned(), feature.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;
    use std::process::Command;

    use cargo_metadata::semver::{Version, VersionReq};

    use super::super::{cargo_home, manifest};
    use super::*;

    /// What `cargo tree` prints of a workspace's normal dependencies.
    fn built(root: &Path) -> BTreeSet<String> {
        let arguments = ["tree", "--workspace", "--all-features", "-e", "normal", "--prefix", "none"];
        let output =
            Command::new(env!("CARGO")).args(arguments).current_dir(root).output().expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let tree = String::from_utf8(output.stdout).expect("UTF-8");
        let lines = tree.lines().filter(|line| !line.is_empty());
        lines.filter_map(|line| Some(line.split(' ').next()?.to_owned())).collect()
    }

    fn names(
        workspace: &Workspace,
        folder: &mut dyn FnMut(&Dependency) -> Option<PathBuf>,
    ) -> BTreeSet<String> {
        nodes(workspace, folder, &|_| false).into_iter().map(|node| node.name).collect()
    }

    /// A package whose dependencies lie beside it; `?` after the name of one makes it optional.
    fn package(root: &Path, name: &str, dependencies: &[(&str, &str)], features: &str) {
        let mut text = format!(
            "[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[dependencies]\n"
        );
        for (used, more) in dependencies {
            let plain = used.trim_end_matches('?');
            let optional = plain != *used;
            let _ = writeln!(text, "{plain} = {{ path = \"../{plain}\", optional = {optional}{more} }}");
        }
        std::fs::create_dir_all(root.join(name).join("src")).expect("writable");
        std::fs::write(root.join(name).join("src/lib.rs"), "").expect("writable");
        std::fs::write(root.join(name).join("Cargo.toml"), format!("{text}[features]\n{features}"))
            .expect("writable");
    }

    #[test]
    fn features_turn_dependencies_on_as_cargo_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        package(root, "app", &[("a", ", features = [\"x\"]"), ("b", "")], "");
        // `by_name` turns itself on, `weak?/deep` waits for `weak`, `off` is named by nobody
        let of_a = [("by_name?", ""), ("weak?", ", default-features = false"), ("off?", ""), ("never?", "")];
        package(
            root,
            "a",
            &of_a,
            "x = [\"by_name\", \"weak?/deep\", \"y\", \"never?/on\"]\ny = [\"dep:weak\"]\n",
        );
        package(root, "weak", &[("deep?", ""), ("usual?", "")], "default = [\"usual\"]\n");
        package(root, "b", &[("deep?", ""), ("usual?", ""), ("c", "")], "default = [\"c/more\"]\n");
        package(root, "c", &[("last?", "")], "more = [\"dep:last\"]\n");
        for name in ["by_name", "deep", "usual", "last", "off"] {
            package(root, name, &[], "");
        }
        package(root, "never", &[], "on = []\n");
        let app = root.join("app");
        let workspace = manifest::read(&app.join("Cargo.toml")).expect("readable").workspace;
        let mut found = names(&workspace, &mut |dependency| Some(root.join(&dependency.name)));
        found.insert("app".to_owned());
        let built = built(&app);
        assert_eq!(found, built);
        assert!(built.contains("deep") && !built.contains("usual"), "{built:?}");
    }

    /// On this workspace, with the versions that its lock file names: all that cargo builds of normal dependencies, and
    /// nothing that is not in the lock file.
    #[test]
    fn as_cargo_resolves_this_workspace() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let built = built(root);
        let lock = std::fs::read_to_string(root.join("Cargo.lock")).expect("it is there");
        let lock = lock.parse::<toml::Table>().expect("cargo wrote it");
        let locked: BTreeSet<(&str, &str)> = lock["package"]
            .as_array()
            .expect("packages")
            .iter()
            .filter_map(|package| Some((package["name"].as_str()?, package["version"].as_str()?)))
            .collect();
        let registries = cargo_home().expect("a home").join("registry/src");
        let registries = std::fs::read_dir(registries).expect("it is there").flatten();
        let registries: Vec<PathBuf> = registries.map(|entry| entry.path()).collect();
        let workspace = manifest::read(&root.join("Cargo.toml")).expect("readable").workspace;
        let mut folder = |dependency: &Dependency| {
            let wanted = VersionReq::parse(&dependency.requirement).ok()?;
            let mut versions = locked.iter().filter(|(name, _)| *name == dependency.name);
            let (name, version) = versions
                .find(|(_, version)| Version::parse(version).is_ok_and(|version| wanted.matches(&version)))?;
            let folders = registries.iter().map(|registry| registry.join(format!("{name}-{version}")));
            dependency.path.clone().or_else(|| folders.into_iter().find(|folder| folder.is_dir()))
        };
        let mut all = names(&workspace, &mut folder);
        let found = all.clone();
        all.extend(workspace.packages.iter().map(|package| package.name.clone()));
        let missing: Vec<_> = built.difference(&all).collect();
        let more: Vec<_> =
            found.iter().filter(|name| locked.iter().all(|(known, _)| known != *name)).collect();
        assert!(missing.is_empty() && more.is_empty(), "missing {missing:?}, too many {more:?}");
        assert!(built.len() > 100, "{}", built.len());
    }
}
