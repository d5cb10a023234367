//! Every `.rs` file below a folder, or one file, without a manifest.
//!
//! Each file is offered as a crate of its own, `lib.rs` and `main.rs` first; `load` drops those that turn out to be a
//! module of another.

use std::path::Path;

use anyhow::{Result, bail};
use walkdir::WalkDir;

use super::{Edition, Origin, Package, Target, TargetKind, Workspace};

pub(super) fn read(path: &Path, edition: Edition) -> Result<Workspace> {
    let root = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let mut files = Vec::new();
    if path.is_dir() {
        // an unreadable folder is as if it were empty: cargo's own walks do the same
        let walk = WalkDir::new(path).follow_links(false).into_iter();
        let inside = walk.filter_entry(|entry| entry.depth() == 0 || !is_skipped(entry));
        files.extend(
            inside
                .filter_map(Result::ok)
                .filter(|entry| !entry.file_type().is_dir())
                .map(walkdir::DirEntry::into_path)
                .filter(|path| path.extension().is_some_and(|extension| extension == "rs")),
        );
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        files.push(path.to_owned());
    } else {
        bail!("not a Rust file: `{}`", path.display());
    }
    if files.is_empty() {
        bail!("no `.rs` file in `{}`", path.display());
    }
    files.sort_by_cached_key(|file| (!is_crate_root(file), file.components().count(), file.clone()));

    let name = file_name(root).unwrap_or_else(|| "files".to_owned());
    let package = Package {
        id: super::manifest::package_id(root, &name, "0.0.0"),
        name,
        version: "0.0.0".to_owned(),
        manifest_path: root.join("Cargo.toml"),
        edition,
        dependencies: Vec::new(),
        targets: files.iter().map(|file| target(root, file, edition)).collect(),
        has_metadata: false,
        is_member: true,
    };
    Ok(Workspace::new(root.to_owned(), vec![package], Origin::Folder))
}

/// `lib.rs` and `main.rs` are never modules of another file (unless a `#[path]` says so).
pub(super) fn is_crate_root(file: &Path) -> bool {
    file.ends_with("lib.rs") || file.ends_with("main.rs")
}

pub(super) fn is_skipped(entry: &walkdir::DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || (entry.file_type().is_dir() && name == "target")
}

fn target(root: &Path, file: &Path, edition: Edition) -> Target {
    let kind = if file.ends_with("main.rs") { TargetKind::Binary } else { TargetKind::Library };
    let word = if kind == TargetKind::Binary { "bin" } else { "lib" };
    // `my-app/src/lib.rs` and `my-app/lib.rs` are the crate `my_app`
    let named_by = if is_crate_root(file) {
        let folders = file.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
        folders.filter_map(file_name).find(|name| name != "src")
    } else {
        file.file_stem().map(|stem| stem.to_string_lossy().into_owned())
    };
    Target {
        name: named_by.unwrap_or_else(|| "files".to_owned()),
        kind,
        kinds: vec![word.to_owned()],
        crate_types: vec![word.to_owned()],
        src_path: file.to_owned(),
        edition,
        test: true,
    }
}

fn file_name(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}
