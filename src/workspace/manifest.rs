//! The packages as their manifests tell them. Knows what decides where code is: members, targets, editions,
//! dependencies; not registries. Features only where there is no lock file ([`uses`]). Whether that is what cargo would
//! say is told by `plain`; where it is not, it has to do when cargo cannot run (no toolchain, a pinned one that is not
//! installed).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::semver::VersionReq;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use toml::{Table, Value};

use super::modules::normalize;
use super::targets::Targets;
use super::{Dependency, DependencyKind, Edition, Origin, Package, Workspace, plain};

/// What manifests tell.
pub(super) struct Told {
    pub(super) workspace: Workspace,
    /// Whether cargo would tell the same.
    pub(super) is_plain: bool,
}

/// The manifests of one workspace.
pub(super) struct Manifests {
    /// The one with `[workspace]`; the one that was asked for when none has it.
    pub(super) root: PathBuf,
    pub(super) is_workspace: bool,
    /// `[workspace]`
    pub(super) shared: Table,
    pub(super) tables: BTreeMap<PathBuf, Table>,
}

pub(super) fn read(manifest: &Path) -> Result<Told> {
    let table = parse(manifest)?;
    let (root, root_table) = root_of(manifest, &table)?;
    let shared = root_table.get("workspace").and_then(Value::as_table).cloned();
    let is_workspace = shared.is_some();
    let shared = shared.unwrap_or_default();
    let mut manifests = Manifests { root, is_workspace, shared, tables: BTreeMap::new() };
    let members = manifests.named("members").into_iter().filter(|manifest| !manifests.is_excluded(manifest));
    let members = members.chain([manifests.root.clone()]).collect();
    manifests.follow(members)?;
    let is_reached = manifests.tables.contains_key(manifest);
    if !is_reached {
        manifests.follow(vec![manifest.to_owned()])?;
    }
    let one = |(path, table): (&PathBuf, &Table)| {
        let has_package = table.contains_key("package");
        let package = has_package.then(|| package(path, table, manifests.folder(), &manifests.shared));
        let is_plain = plain::manifest(&manifests, path, table, package.as_ref());
        (package, is_plain)
    };
    let (packages, are_plain): (Vec<_>, Vec<_>) = manifests.tables.par_iter().map(one).unzip();
    let packages: Vec<Package> = packages.into_iter().flatten().collect();
    let are_plain = are_plain.into_iter().all(|is_plain| is_plain);
    let is_plain = is_reached && are_plain && plain::workspace(&manifests, &packages);
    let workspace = Workspace::new(manifests.folder().to_owned(), packages, Origin::Manifests(String::new()));
    Ok(Told { workspace, is_plain })
}

impl Manifests {
    pub(super) fn folder(&self) -> &Path {
        folder_of(&self.root)
    }

    /// Those that a list of the workspace's names: `members`, `default-members`.
    pub(super) fn named(&self, list: &str) -> Vec<PathBuf> {
        let patterns = strings(self.shared.get(list));
        let folders = patterns.iter().flat_map(|pattern| expand(self.folder(), pattern));
        folders.map(|folder| folder.join("Cargo.toml")).collect()
    }

    /// As cargo decides it: what `members` names stays, letter by letter.
    pub(super) fn is_excluded(&self, manifest: &Path) -> bool {
        let is_below_one_of = |key: &str| {
            let paths = strings(self.shared.get(key));
            paths.iter().any(|path| manifest.starts_with(normalize(&self.folder().join(path))))
        };
        is_below_one_of("exclude") && !is_below_one_of("members")
    }

    /// Reads manifests, and those of the members that they use by path.
    fn follow(&mut self, mut waiting: Vec<PathBuf>) -> Result<()> {
        // what the workspace says of a name is said in many manifests
        let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
        while !waiting.is_empty() {
            let new: BTreeSet<PathBuf> = std::mem::take(&mut waiting)
                .into_iter()
                .filter(|manifest| !self.tables.contains_key(manifest) && manifest.is_file())
                .collect();
            let read = |manifest: PathBuf| {
                let table = parse(&manifest)?;
                let used = if self.is_workspace { self.used_by_path(&manifest, &table) } else { Vec::new() };
                Ok((manifest, table, used))
            };
            let new: Vec<_> = new.into_par_iter().map(read).collect::<Result<_>>()?;
            for (manifest, table, used) in new {
                // a path dependency inside the workspace's folder is a member too
                for path in used {
                    if path.starts_with(self.folder())
                        && seen.insert(path.clone())
                        && !self.is_excluded(&path)
                    {
                        waiting.push(path);
                    }
                }
                self.tables.insert(manifest, table);
            }
        }
        Ok(())
    }

    /// The manifests of path dependencies.
    fn used_by_path(&self, manifest: &Path, table: &Table) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for (dependencies, _) in dependency_tables(table) {
            for (key, value) in dependencies {
                let (value, folder) = told(key, value, &self.shared, self.folder(), folder_of(manifest));
                found.extend(dependency_path(value, folder).map(|folder| folder.join("Cargo.toml")));
            }
        }
        found
    }
}

/// The package whose manifest is in this folder.
pub(super) fn package_in(folder: &Path) -> Option<Package> {
    let manifest = folder.join("Cargo.toml");
    let table = parse(&manifest).ok().filter(|table| table.contains_key("package"))?;
    let (root, root_table) = root_of(&manifest, &table).ok()?;
    let shared = root_table.get("workspace").and_then(Value::as_table).cloned().unwrap_or_default();
    Some(package(&manifest, &table, folder_of(&root), &shared))
}

/// What a package says of its dependencies when features are looked at.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub(super) version: String,
    /// `default` and all others, with what each names.
    pub(super) features: BTreeMap<String, Vec<String>>,
    pub(super) dependencies: Vec<Used>,
}

#[derive(Debug, Clone)]
pub(super) struct Used {
    pub(super) dependency: Dependency,
    pub(super) optional: bool,
    /// Of the dependency, `default` too when it is wanted.
    pub(super) features: Vec<String>,
}

impl Used {
    /// As features name it.
    pub(super) fn key(&self) -> &str {
        self.dependency.rename.as_ref().unwrap_or(&self.dependency.name)
    }
}

/// The same package with its features.
pub(super) fn uses(folder: &Path) -> Option<Uses> {
    let manifest = folder.join("Cargo.toml");
    let table = parse(&manifest).ok()?;
    let (root, root_table) = root_of(&manifest, &table).ok()?;
    let shared = root_table.get("workspace").and_then(Value::as_table).cloned().unwrap_or_default();
    let own = table.get("package").and_then(Value::as_table)?;
    let version = inherited(own, &shared, "version").unwrap_or("0.0.0").to_owned();
    let flag = |value: &Value, name: &str| value.get(name).and_then(Value::as_bool);
    let mut dependencies = Vec::new();
    for (table, kind) in dependency_tables(&table) {
        for (key, own) in table {
            let (value, base) = told(key, own, &shared, folder_of(&root), folder);
            let default =
                |value: &&Value| flag(value, "default-features").or_else(|| flag(value, "default_features"));
            let mut features = strings(value.get("features"));
            if !std::ptr::eq(value, own) {
                features.extend(strings(own.get("features")));
            }
            if [value, own].iter().find_map(default) != Some(false) {
                features.push("default".to_owned());
            }
            let optional = flag(own, "optional") == Some(true);
            dependencies.push(Used { dependency: dependency(key, value, base, kind), optional, features });
        }
    }
    let features = table.get("features").and_then(Value::as_table).into_iter().flatten();
    let features = features.map(|(name, named)| (name.clone(), strings(Some(named)))).collect();
    Some(Uses { version, features, dependencies })
}

/// The manifests below a folder that are not below another one.
pub(super) fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries = walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let Ok(entry) = entry else { continue };
        if !entry.file_type().is_dir() {
            continue;
        }
        let manifest = entry.path().join("Cargo.toml");
        let is_skipped = super::folder::is_skipped(&entry);
        if is_skipped || manifest.is_file() {
            found.extend((!is_skipped).then_some(manifest));
            entries.skip_current_dir();
        }
    }
    found
}

/// The name of the package whose manifest is in this folder.
pub(super) fn name_in(folder: &Path) -> Option<String> {
    let table = parse(&folder.join("Cargo.toml")).ok()?;
    Some(table.get("package")?.get("name")?.as_str()?.to_owned())
}

/// Cargo's id of a path package, as it is written since cargo 1.77.
pub(super) fn package_id(folder: &Path, name: &str, version: &str) -> String {
    let path = folder.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    if folder.file_name().is_some_and(|folder| folder == name) {
        format!("path+file://{slash}{path}#{version}")
    } else {
        format!("path+file://{slash}{path}#{name}@{version}")
    }
}

/// The edition of the package that a file or folder without a manifest of its own lies in.
pub(super) fn edition_above(path: &Path) -> Option<Edition> {
    let manifest = path.ancestors().map(|folder| folder.join("Cargo.toml")).find(|path| path.is_file())?;
    let table = parse(&manifest).ok()?;
    let own = table.get("package")?.get("edition")?;
    match own.as_str() {
        Some(edition) => Some(edition_of(edition)),
        None => {
            let (_, root) = root_of(&manifest, &table).ok()?;
            root.get("workspace")?.get("package")?.get("edition")?.as_str().map(edition_of)
        }
    }
}

pub(super) fn parse(manifest: &Path) -> Result<Table> {
    let text =
        std::fs::read_to_string(manifest).with_context(|| format!("cannot read `{}`", manifest.display()))?;
    text.parse().with_context(|| format!("cannot parse `{}`", manifest.display()))
}

/// The manifest with `[workspace]` that a manifest belongs to; itself when there is none.
fn root_of(manifest: &Path, table: &Table) -> Result<(PathBuf, Table)> {
    if table.contains_key("workspace") {
        return Ok((manifest.to_owned(), table.clone()));
    }
    let named = table.get("package").and_then(|package| package.get("workspace")).and_then(Value::as_str);
    if let Some(path) = named {
        let root = normalize(&folder_of(manifest).join(path)).join("Cargo.toml");
        return Ok((root.clone(), parse(&root)?));
    }
    for folder in folder_of(manifest).ancestors().skip(1) {
        let candidate = folder.join("Cargo.toml");
        if !candidate.is_file() {
            continue;
        }
        // a broken manifest further up is not ours to report
        let Ok(table) = parse(&candidate) else { continue };
        let Some(workspace) = table.get("workspace") else { continue };
        let excluded = strings(workspace.get("exclude"));
        if !excluded.iter().any(|path| folder_of(manifest).starts_with(normalize(&folder.join(path)))) {
            return Ok((candidate, table));
        }
    }
    Ok((manifest.to_owned(), table.clone()))
}

fn package(manifest: &Path, table: &Table, root: &Path, shared: &Table) -> Package {
    let folder = folder_of(manifest);
    let nothing = Table::new();
    let package = table.get("package").and_then(Value::as_table).unwrap_or(&nothing);
    let inherited = |key: &str| inherited(package, shared, key).map(str::to_owned);
    let name = package.get("name").and_then(Value::as_str).unwrap_or("unnamed").to_owned();
    let version = inherited("version").unwrap_or_else(|| "0.0.0".to_owned());
    let edition = inherited("edition").map_or(Edition::E2015, |edition| edition_of(&edition));
    let mut dependencies = Vec::new();
    for (table, kind) in dependency_tables(table) {
        for (key, value) in table {
            let (value, folder) = told(key, value, shared, root, folder);
            dependencies.push(dependency(key, value, folder, kind));
        }
    }
    Package {
        id: package_id(folder, &name, &version),
        targets: Targets { folder, package, manifest: table, name: &name, edition }.all(),
        has_metadata: package.get("metadata").and_then(|metadata| metadata.get("letgo")).is_some(),
        is_member: true,
        name,
        version,
        manifest_path: manifest.to_owned(),
        edition,
        dependencies,
    }
}

/// `version.workspace = true` is what the workspace says of all its packages.
pub(super) fn inherited<'a>(package: &'a Table, shared: &'a Table, key: &str) -> Option<&'a str> {
    let own = package.get(key)?;
    let inherits = own.get("workspace").and_then(Value::as_bool) == Some(true);
    let value = if inherits { shared.get("package")?.get(key)? } else { own };
    value.as_str()
}

pub(super) fn edition_of(text: &str) -> Edition {
    match text {
        "2015" => Edition::E2015,
        "2018" => Edition::E2018,
        "2021" => Edition::E2021,
        _ => Edition::E2024,
    }
}

fn dependency(key: &str, value: &Value, folder: &Path, kind: DependencyKind) -> Dependency {
    let package = value.get("package").and_then(Value::as_str);
    let requirement = value.as_str().or_else(|| value.get("version").and_then(Value::as_str));
    Dependency {
        name: package.unwrap_or(key).to_owned(),
        rename: package.map(|_| key.to_owned()),
        requirement: requirement.map_or_else(|| "*".to_owned(), spelled_out),
        path: dependency_path(value, folder),
        kind,
    }
}

/// As cargo spells it: `^1.2` for `1.2`.
fn spelled_out(requirement: &str) -> String {
    VersionReq::parse(requirement).map_or_else(|_| requirement.to_owned(), |parsed| parsed.to_string())
}

/// `name.workspace = true` is what the workspace says of that name, relative to its root.
pub(super) fn told<'a>(
    key: &str,
    value: &'a Value,
    shared: &'a Table,
    root: &'a Path,
    folder: &'a Path,
) -> (&'a Value, &'a Path) {
    let inherits = value.get("workspace").and_then(Value::as_bool) == Some(true);
    match shared.get("dependencies").and_then(|table| table.get(key)) {
        Some(common) if inherits => (common, root),
        _ => (value, folder),
    }
}

fn dependency_path(value: &Value, folder: &Path) -> Option<PathBuf> {
    value.get("path").and_then(Value::as_str).map(|path| normalize(&folder.join(path)))
}

/// `[dependencies]` and its sisters, those under `[target.…]` too.
pub(super) fn dependency_tables(manifest: &Table) -> Vec<(&Table, DependencyKind)> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let places = std::iter::once(manifest)
        .chain(targets.into_iter().flat_map(|targets| targets.values().filter_map(Value::as_table)));
    let kinds = [
        ("dependencies", DependencyKind::Normal),
        ("dev-dependencies", DependencyKind::Development),
        ("build-dependencies", DependencyKind::Build),
    ];
    places
        .flat_map(|place| kinds.iter().filter_map(|(key, kind)| Some((place.get(*key)?.as_table()?, *kind))))
        .collect()
}

/// Folders that a member pattern means; `*` and `?` inside a segment.
fn expand(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut folders = vec![root.to_owned()];
    for segment in pattern.split('/').filter(|segment| !segment.is_empty()) {
        folders = if segment.contains(['*', '?']) {
            let mut deeper: Vec<PathBuf> = folders
                .iter()
                .flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten())
                .filter(|entry| super::select::matches_glob(segment, &entry.file_name().to_string_lossy()))
                .map(|entry| entry.path())
                .filter(|path| path.is_dir())
                .collect();
            deeper.sort();
            deeper
        } else {
            folders.iter().map(|folder| normalize(&folder.join(segment))).collect()
        };
    }
    folders
}

pub(super) fn strings(value: Option<&Value>) -> Vec<String> {
    let values = value.and_then(Value::as_array).into_iter().flatten();
    values.filter_map(Value::as_str).map(str::to_owned).collect()
}

pub(super) fn folder_of(manifest: &Path) -> &Path {
    manifest.parent().unwrap_or(manifest)
}
