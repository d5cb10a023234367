//! Whether manifests are so plainly written that our reading of them is cargo's: then cargo is not asked.
//!
//! Plain is what the Cargo book ("The Manifest Format", "Cargo Targets", "Workspaces", "Specifying Dependencies") gives one
//! meaning in every version of cargo: known keys of the expected type, files that are where they are said to be, members
//! below one root. All else may be fine or wrong, and cargo says which. What cargo refuses without looking elsewhere for
//! code (a feature that names nothing) is no concern of ours. `manifest` calls it.

use std::path::{Path, PathBuf};

use cargo_metadata::semver::{Version, VersionReq};
use rustc_hash::FxHashSet;
use toml::{Table, Value};

use super::manifest::{Manifests, folder_of, inherited, parse, strings};
use super::targets::SECTIONS;
use super::{Package, TargetKind};

const TOP: &[&str] = &[
    "badges",
    "bench",
    "bin",
    "build-dependencies",
    "dependencies",
    "dev-dependencies",
    "example",
    "features",
    "lib",
    "lints",
    "package",
    "patch",
    "profile",
    "target",
    "test",
    "workspace",
];

const WORKSPACE: &[&str] =
    &["default-members", "dependencies", "exclude", "lints", "members", "metadata", "package", "resolver"];

const PACKAGE: &[&str] = &[
    "authors",
    "autobenches",
    "autobins",
    "autoexamples",
    "autolib",
    "autotests",
    "build",
    "categories",
    "default-run",
    "description",
    "documentation",
    "edition",
    "exclude",
    "homepage",
    "include",
    "keywords",
    "license",
    "license-file",
    "links",
    "metadata",
    "name",
    "publish",
    "readme",
    "repository",
    "resolver",
    "rust-version",
    "version",
];

const TARGET: &[&str] = &[
    "bench",
    "doc",
    "doc-scrape-examples",
    "doctest",
    "harness",
    "name",
    "path",
    "required-features",
    "test",
];

const LIBRARY: &[&str] = &["crate-type", "proc-macro"];

const DEPENDENCY: &[&str] = &[
    "branch",
    "default-features",
    "features",
    "git",
    "optional",
    "package",
    "path",
    "public",
    "rev",
    "tag",
    "version",
];

const DEPENDENCY_OF_WORKSPACE: &[&str] = &["default-features", "features", "optional", "public", "workspace"];

const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// The workspace as a whole, where each of its manifests is plain.
pub(super) fn workspace(manifests: &Manifests, packages: &[Package]) -> bool {
    let mut names = FxHashSet::default();
    // paths are spelled as on Unix only there
    cfg!(unix)
        && is_plain_path(manifests.folder())
        && packages.iter().all(|package| names.insert(&package.name))
        && if manifests.is_workspace { has_plain_members(manifests) } else { is_alone(manifests) }
}

/// One manifest, and the package that we read from it.
pub(super) fn manifest(manifests: &Manifests, path: &Path, table: &Table, package: Option<&Package>) -> bool {
    let is_root = path == manifests.root;
    let tables = table.get("target").map_or_else(|| Some(Vec::new()), tables);
    only(table, TOP)
        && (is_root || !table.contains_key("workspace"))
        && ["package", "workspace"].iter().all(|key| has(table, key, Value::is_table))
        && has(table, "lints", |lints| !inherits(lints) || manifests.shared.contains_key("lints"))
        && is_below(manifests, path)
        && tables.is_some_and(|tables| {
            tables.iter().all(|place| only(place, &DEPENDENCIES))
                && tables.into_iter().chain([table]).all(|place| has_plain_dependencies(manifests, place))
        })
        && match package {
            Some(package) => is_plain_package(manifests, table, package),
            // a manifest of a workspace and nothing else
            None => is_root && manifests.is_workspace && table.keys().all(|key| !is_of_package(key)),
        }
}

fn is_of_package(key: &str) -> bool {
    key != "workspace" && key != "profile" && key != "patch"
}

/// Nothing but these keys.
fn only(table: &Table, keys: &[&str]) -> bool {
    table.keys().all(|key| keys.contains(&key.as_str()))
}

/// The values of a table, when all are tables.
fn tables(value: &Value) -> Option<Vec<&Table>> {
    value.as_table()?.values().map(Value::as_table).collect()
}

/// A name of a package, a target or a dependency.
fn is_plain_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
}

/// What cargo leaves as it is in a URL and in a pattern.
fn is_plain_path(path: &Path) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+".contains(letter);
    path.to_str().is_some_and(|path| path.chars().all(is_plain))
}

/// A path from a package's folder.
fn is_plain_folder(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|path| !path.is_empty() && is_plain_path(Path::new(path)) && !path.starts_with('/'))
}

/// A path below it: what cargo says of `..` in the path of a target differs between versions.
fn is_plain_file(value: &Value) -> bool {
    is_plain_folder(value)
        && value.as_str().is_some_and(|path| path.split('/').all(|segment| segment != ".."))
}

fn are_strings(value: &Value) -> bool {
    value.as_array().is_some_and(|values| values.iter().all(Value::is_str))
}

fn inherits(value: &Value) -> bool {
    value.get("workspace").is_some()
}

/// The key, if it is there, has a value like that.
fn has(table: &Table, key: &str, is_so: impl FnOnce(&Value) -> bool) -> bool {
    table.get(key).is_none_or(is_so)
}

fn has_plain_members(manifests: &Manifests) -> bool {
    let shared = &manifests.shared;
    let is_pattern = |pattern: &String| {
        let plain = pattern.replace(['*', '?'], "_");
        let mut segments = pattern.split('/');
        is_plain_path(Path::new(&plain))
            && !plain.starts_with('/')
            && segments.all(|segment| segment != ".." && segment != "**")
    };
    let is_read = |member: &PathBuf| manifests.tables.contains_key(member);
    let is_plain_list =
        |key: &str| has(shared, key, are_strings) && strings(shared.get(key)).iter().all(is_pattern);
    only(shared, WORKSPACE)
        && ["members", "default-members", "exclude"].into_iter().all(is_plain_list)
        && manifests.named("members").iter().all(|member| is_read(member) || manifests.is_excluded(member))
        && manifests.named("default-members").iter().all(is_read)
}

/// No workspace: cargo looks for one in all folders above.
fn is_alone(manifests: &Manifests) -> bool {
    manifests.folder().ancestors().skip(1).all(|folder| !folder.join("Cargo.toml").exists())
}

/// Below the root, with no manifest between that is not the workspace's own.
fn is_below(manifests: &Manifests, manifest: &Path) -> bool {
    let root = manifests.folder();
    let between = folder_of(manifest).ancestors().skip(1).take_while(|folder| folder.starts_with(root));
    let mut between = between.map(|folder| folder.join("Cargo.toml"));
    folder_of(manifest).starts_with(root)
        && between.all(|above| manifests.tables.contains_key(&above) || !above.exists())
}

/// A path dependency is a member, or no concern of the workspace.
fn is_plain_use(manifests: &Manifests, folder: &Path) -> bool {
    let used = &folder.join("Cargo.toml");
    let is_outside = !used.starts_with(manifests.folder());
    // it may say that it belongs here
    let says_nothing = || {
        let package = parse(used).ok().and_then(|table| table.get("package").cloned());
        package.is_some_and(|package| package.get("workspace").is_none())
    };
    manifests.tables.contains_key(used)
        || (!manifests.is_workspace || manifests.is_excluded(used)) && used.is_file()
        || is_outside && says_nothing()
}

fn has_plain_dependencies(manifests: &Manifests, place: &Table) -> bool {
    let is_plain = |key: &str, value: &Value| {
        is_plain_name(key)
            && if inherits(value) {
                let common = manifests.shared.get("dependencies").and_then(|common| common.get(key));
                value["workspace"].as_bool() == Some(true)
                    && is_plain_dependency(value, DEPENDENCY_OF_WORKSPACE)
                    && common.is_some_and(|common| is_plain_dependency(common, DEPENDENCY))
            } else {
                is_plain_dependency(value, DEPENDENCY)
            }
    };
    DEPENDENCIES.iter().all(|kind| {
        let may_be_optional = *kind != "dev-dependencies";
        let are_plain = |dependencies: &Table| {
            dependencies.iter().all(|(key, value)| {
                is_plain(key, value) && (may_be_optional || value.get("optional").is_none())
            })
        };
        has(place, kind, |value| value.as_table().is_some_and(are_plain))
    })
}

fn is_plain_dependency(value: &Value, keys: &[&str]) -> bool {
    let is_requirement = |value: &Value| value.as_str().is_some_and(|text| VersionReq::parse(text).is_ok());
    match value {
        Value::Table(table) => {
            let is_from_somewhere =
                ["version", "path", "git", "workspace"].iter().any(|key| table.contains_key(*key));
            only(table, keys)
                && is_from_somewhere
                && !(table.contains_key("path") && table.contains_key("git"))
                && has(table, "version", is_requirement)
                && has(table, "path", is_plain_folder)
                && has(table, "package", |name| name.as_str().is_some_and(is_plain_name))
                && ["git", "branch", "tag", "rev"].iter().all(|key| has(table, key, Value::is_str))
                && ["optional", "default-features", "public"]
                    .iter()
                    .all(|key| has(table, key, Value::is_bool))
                && has(table, "features", are_strings)
        }
        value => is_requirement(value),
    }
}

fn is_plain_package(manifests: &Manifests, manifest: &Table, package: &Package) -> bool {
    let Some(own) = manifest.get("package").and_then(Value::as_table) else { return false };
    let shared = manifests.shared.get("package").and_then(Value::as_table);
    let is_inherited = |key: &str, value: &Value| {
        value.as_table().is_some_and(|table| table.len() == 1)
            && value["workspace"].as_bool() == Some(true)
            && shared.is_some_and(|shared| shared.contains_key(key))
    };
    let text = |key: &str| inherited(own, &manifests.shared, key);
    let is_text = |key: &str, is_so: fn(&str) -> bool| !own.contains_key(key) || text(key).is_some_and(is_so);
    let is_binary = |name: &str| {
        package.targets.iter().any(|target| target.kind == TargetKind::Binary && target.name == name)
    };
    let switches = SECTIONS.iter().map(|section| section.switch).chain(["autolib"]);
    only(own, PACKAGE)
        && own.iter().all(|(key, value)| key == "metadata" || !inherits(value) || is_inherited(key, value))
        && own.get("name").and_then(Value::as_str).is_some_and(is_plain_name)
        && is_text("version", |version| Version::parse(version).is_ok())
        && is_text("edition", |edition| ["2015", "2018", "2021", "2024"].contains(&edition))
        && switches.into_iter().all(|switch| has(own, switch, Value::is_bool))
        && has(own, "build", |build| build.as_bool() == Some(false) || is_plain_file(build))
        && has(own, "default-run", |name| name.as_str().is_some_and(is_binary))
        && has_plain_targets(manifest, package)
        && package
            .dependencies
            .iter()
            .filter_map(|used| used.path.as_deref())
            .all(|folder| is_plain_use(manifests, folder))
}

fn has_plain_targets(manifest: &Table, package: &Package) -> bool {
    let mut known = FxHashSet::default();
    let are_there = package.targets.iter().all(|target| {
        is_plain_name(&target.name)
            && target.src_path.is_file()
            && is_plain_path(&target.src_path)
            && known.insert((target.kind, &target.name))
    });
    let is_plain_section = |key: &str| {
        has(manifest, key, |declared| {
            declared.as_array().is_some_and(|declared| {
                declared.iter().all(|target| {
                    let target = target.as_table();
                    target.is_some_and(|target| target.contains_key("name") && is_plain_target(target, &[]))
                })
            })
        })
    };
    let has_code = package.targets.iter().any(|target| target.kind != TargetKind::BuildScript);
    has_code
        && are_there
        && has(manifest, "lib", |lib| lib.as_table().is_some_and(is_plain_library))
        && SECTIONS.iter().all(|section| is_plain_section(section.key))
}

fn is_plain_library(library: &Table) -> bool {
    let known = ["lib", "rlib", "dylib", "cdylib", "staticlib"];
    let are_known = |types: &Value| {
        let mut types = types.as_array().into_iter().flatten();
        types.all(|name| name.as_str().is_some_and(|name| known.contains(&name)))
    };
    is_plain_target(library, LIBRARY)
        && has(library, "name", |name| name.as_str().is_some_and(|name| !name.contains('-')))
        && has(library, "proc-macro", Value::is_bool)
        && has(library, "crate-type", |types| {
            are_strings(types)
                && are_known(types)
                && types.as_array() != Some(&Vec::new())
                && !library.contains_key("proc-macro")
        })
}

fn is_plain_target(target: &Table, more: &[&str]) -> bool {
    let is_known = |key: &String| TARGET.contains(&key.as_str()) || more.contains(&key.as_str());
    let flags = ["bench", "doc", "doc-scrape-examples", "doctest", "harness", "test"];
    target.keys().all(is_known)
        && has(target, "name", |name| name.as_str().is_some_and(is_plain_name))
        && has(target, "path", is_plain_file)
        && has(target, "required-features", are_strings)
        && flags.iter().all(|key| has(target, key, Value::is_bool))
}

#[cfg(test)]
mod tests;
