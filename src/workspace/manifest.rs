//! The packages as their manifests tell them, for when cargo cannot run (no toolchain, a pinned one that is not
//! installed). Knows what decides where code is: members, targets, editions, dependencies; not registries. Features only
//! where there is no lock file ([`uses`]).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use toml::{Table, Value};

use super::modules::normalize;
use super::{Dependency, DependencyKind, Edition, Origin, Package, Target, TargetKind, Workspace};

pub(super) fn read(manifest: &Path) -> Result<Workspace> {
    let table = parse(manifest)?;
    let (root_manifest, root_table) = root_of(manifest, &table)?;
    let root = folder_of(&root_manifest).to_owned();
    let shared = root_table.get("workspace").and_then(Value::as_table).cloned().unwrap_or_default();

    let mut manifests: BTreeMap<PathBuf, Table> = BTreeMap::new();
    // what the workspace says of a name is said in many manifests
    let mut seen: FxHashSet<*const Value> = FxHashSet::default();
    let mut waiting = vec![manifest.to_owned(), root_manifest.clone()];
    for pattern in strings(shared.get("members")) {
        waiting.extend(expand(&root, &pattern).into_iter().map(|folder| folder.join("Cargo.toml")));
    }
    let excluded: Vec<PathBuf> =
        strings(shared.get("exclude")).iter().map(|path| normalize(&root.join(path))).collect();
    while !waiting.is_empty() {
        let new: BTreeSet<PathBuf> = std::mem::take(&mut waiting)
            .into_iter()
            .filter(|manifest| !manifests.contains_key(manifest) && manifest.is_file())
            .collect();
        let new: Vec<(PathBuf, Table)> = new
            .into_par_iter()
            .map(|manifest| parse(&manifest).map(|table| (manifest, table)))
            .collect::<Result<_>>()?;
        // a path dependency inside the workspace's folder is a member too
        for (manifest, table) in &new {
            for (dependency, _) in dependency_tables(table) {
                for (key, value) in dependency {
                    let (value, folder) = told(key, value, &shared, &root, folder_of(manifest));
                    if !seen.insert(std::ptr::from_ref(value)) {
                        continue;
                    }
                    let Some(path) = dependency_path(value, folder) else { continue };
                    if path.starts_with(&root) && !excluded.iter().any(|excluded| path.starts_with(excluded))
                    {
                        waiting.push(path.join("Cargo.toml"));
                    }
                }
            }
        }
        manifests.extend(new);
    }
    let with_package: Vec<(&PathBuf, &Table)> =
        manifests.iter().filter(|(_, table)| table.contains_key("package")).collect();
    let packages =
        with_package.into_par_iter().map(|(path, table)| package(path, table, &root, &shared)).collect();
    Ok(Workspace::new(root, packages, Origin::Manifests(String::new())))
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

/// Cargo's id of a path package.
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

fn parse(manifest: &Path) -> Result<Table> {
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
    let package = table.get("package").and_then(Value::as_table).cloned().unwrap_or_default();
    let inherited = |key: &str| inherited(&package, shared, key).map(str::to_owned);
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
        targets: Targets { folder, package: &package, manifest: table, name: &name, edition }.all(),
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
fn inherited<'a>(package: &'a Table, shared: &'a Table, key: &str) -> Option<&'a str> {
    let own = package.get(key)?;
    let inherits = own.get("workspace").and_then(Value::as_bool) == Some(true);
    let value = if inherits { shared.get("package")?.get(key)? } else { own };
    value.as_str()
}

fn edition_of(text: &str) -> Edition {
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
        requirement: requirement.unwrap_or("*").to_owned(),
        path: dependency_path(value, folder),
        kind,
    }
}

/// `name.workspace = true` is what the workspace says of that name, relative to its root.
fn told<'a>(
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
fn dependency_tables(manifest: &Table) -> Vec<(&Table, DependencyKind)> {
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

/// Targets: those that are declared, and those that cargo discovers.
struct Targets<'a> {
    folder: &'a Path,
    package: &'a Table,
    manifest: &'a Table,
    name: &'a str,
    edition: Edition,
}

impl Targets<'_> {
    fn all(&self) -> Vec<Target> {
        let mut targets: Vec<Target> = self.library().into_iter().collect();
        for (key, switch, folder, kind) in [
            ("bin", "autobins", "src/bin", TargetKind::Binary),
            ("example", "autoexamples", "examples", TargetKind::Example),
            ("test", "autotests", "tests", TargetKind::Test),
            ("bench", "autobenches", "benches", TargetKind::Bench),
        ] {
            targets.extend(self.of_kind(key, switch, folder, kind));
        }
        targets
    }

    fn library(&self) -> Option<Target> {
        let declared = self.manifest.get("lib");
        let path = declared.and_then(|lib| lib.get("path")).and_then(Value::as_str).unwrap_or("src/lib.rs");
        let path = self.folder.join(path);
        if declared.is_none() && !path.is_file() {
            return None;
        }
        let name = declared.and_then(|lib| lib.get("name")).and_then(Value::as_str);
        let proc_macro = declared
            .and_then(|lib| lib.get("proc-macro").or_else(|| lib.get("proc_macro")))
            .and_then(Value::as_bool)
            == Some(true);
        let word = if proc_macro { "proc-macro" } else { "lib" };
        let name = name.map_or_else(|| self.name.replace('-', "_"), str::to_owned);
        Some(self.target(name, TargetKind::Library, word, &path, declared))
    }

    fn of_kind(&self, key: &str, switch: &str, folder: &str, kind: TargetKind) -> Vec<Target> {
        let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
        if self.package.get(switch).and_then(Value::as_bool) != Some(false) {
            if kind == TargetKind::Binary && self.folder.join("src/main.rs").is_file() {
                found.insert(self.name.to_owned(), self.folder.join("src/main.rs"));
            }
            found.extend(discovered(&self.folder.join(folder)));
        }
        let declared = self.manifest.get(key).and_then(Value::as_array);
        let declared: Vec<&Value> = declared.into_iter().flatten().collect();
        let mut targets = Vec::new();
        for value in &declared {
            let Some(name) = value.get("name").and_then(Value::as_str) else { continue };
            let found = found.remove(name);
            let path = match value.get("path").and_then(Value::as_str) {
                Some(path) => self.folder.join(path),
                None => found.unwrap_or_else(|| self.folder.join(folder).join(format!("{name}.rs"))),
            };
            targets.push(self.target(name.to_owned(), kind, key, &path, Some(value)));
        }
        for (name, path) in found {
            // declared under another name
            if !targets.iter().any(|target| target.src_path == path) {
                targets.push(self.target(name, kind, key, &path, None));
            }
        }
        targets
    }

    fn target(
        &self,
        name: String,
        kind: TargetKind,
        word: &str,
        path: &Path,
        declared: Option<&Value>,
    ) -> Target {
        let declared = |key: &str| declared.and_then(|declared| declared.get(key));
        let tested = matches!(kind, TargetKind::Library | TargetKind::Binary | TargetKind::Test);
        let crate_type = if kind == TargetKind::Library { word } else { "bin" };
        Target {
            name,
            kind,
            kinds: vec![word.to_owned()],
            crate_types: vec![crate_type.to_owned()],
            src_path: normalize(path),
            edition: declared("edition").and_then(Value::as_str).map_or(self.edition, edition_of),
            test: declared("test").and_then(Value::as_bool).unwrap_or(tested),
        }
    }
}

/// `name.rs` and `name/main.rs` in a folder.
fn discovered(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let path = entry.path();
            let name = path.file_stem()?.to_string_lossy().into_owned();
            if path.extension().is_some_and(|extension| extension == "rs") {
                return Some((name, path));
            }
            let main = path.join("main.rs");
            main.is_file().then_some((path.file_name()?.to_string_lossy().into_owned(), main))
        })
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

fn strings(value: Option<&Value>) -> Vec<String> {
    let values = value.and_then(Value::as_array).into_iter().flatten();
    values.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn folder_of(manifest: &Path) -> &Path {
    manifest.parent().unwrap_or(manifest)
}
