//! Signatures of packages outside of the workspace that own database connections.
//!
//! Read from their sources, once per version: what is pinned (a registry's version, a git commit) is remembered below the
//! target folder. A summary that is damaged, or that another version of letgo wrote, is as if it were not there.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::caught;
use crate::catalogue::{HEADERS, header_of};
use crate::ir::{FileIr, Impl, Item, ItemKind, Module, Name, Trait};
use crate::resolve;
use crate::source::FileId;
use crate::store;
use crate::syntax::{self, CfgOptions};
use crate::workspace::{self, Foreign, ForeignPackage, How, Known, Reader, Selection, Workspace};

/// One for each version of each dependency that matters.
const MOST_SUMMARIES: usize = 500;

/// What is kept of a package: its library without bodies.
#[derive(Debug, Serialize, Deserialize)]
struct Summary {
    format: String,
    files: Vec<FileIr>,
    root: u32,
    module_files: Vec<(u32, Vec<Name>, u32)>,
    /// Name in scope → crate.
    dependencies: Vec<(Name, Name)>,
}

fn known(krate: &str) -> Known {
    match header_of(krate) {
        Some(header) if HEADERS[header].is_database() => Known::Database,
        Some(_) => Known::Described,
        None => Known::No,
    }
}

/// The dependencies that matter, and where their sources are.
pub(super) fn find(workspace: &Workspace) -> Foreign {
    workspace.foreign(workspace::cargo_home().as_deref(), &known)
}

/// Their signatures, and notes on those that cannot be read.
pub(super) fn read(workspace: &Workspace, foreign: &Foreign) -> (Vec<resolve::DependencyInput>, Vec<String>) {
    let mut notes: Vec<String> = foreign
        .missing
        .iter()
        .map(|name| format!("the source of `{name}` is not on this machine: its types are not known"))
        .collect();
    let folder = workspace.target_folder().join("letgo").join("dependencies");
    let read: Vec<_> =
        foreign.packages.par_iter().map(|package| (package, summary(&folder, package))).collect();
    let mut inputs = Vec::new();
    for (package, summary) in read {
        match summary {
            Some(summary) => inputs.push(input(package, summary)),
            None => notes.push(format!("`{}` cannot be read: its types are not known", package.package.name)),
        }
    }
    (inputs, notes)
}

fn input(package: &ForeignPackage, summary: Summary) -> resolve::DependencyInput {
    let library = package.package.library();
    resolve::DependencyInput {
        name: Name::from(library.map(workspace::Target::ident).unwrap_or_default().as_str()),
        package: Name::from(package.package.name.replace('-', "_").as_str()),
        edition: super::input::edition(library.map_or(package.package.edition, |target| target.edition)),
        files: summary.files,
        root: FileId(summary.root),
        module_files: summary
            .module_files
            .into_iter()
            .map(|(file, path, child)| ((FileId(file), path), FileId(child)))
            .collect::<FxHashMap<_, _>>(),
        dependencies: summary.dependencies,
    }
}

fn summary(folder: &Path, package: &ForeignPackage) -> Option<Summary> {
    let path = package.pinned.as_ref().map(|name| folder.join(format!("{name}.json")));
    if let Some(path) = &path
        && let Ok(text) = std::fs::read(path)
        && let Ok(summary) = serde_json::from_slice::<Summary>(&text)
        && summary.is_whole()
    {
        return Some(summary);
    }
    let summary = signatures(package)?;
    if let Some(path) = path {
        // without a place to remember it, it is read again next time
        let _ = serde_json::to_vec(&summary).map(|text| store::write(&path, &text, MOST_SUMMARIES));
    }
    Some(summary)
}

impl Summary {
    /// Written by this version, and its numbers point at something.
    fn is_whole(&self) -> bool {
        let count = self.files.len();
        let inside = |file: u32| (file as usize) < count;
        self.format == store::BUILD
            && inside(self.root)
            && self.module_files.iter().all(|(file, _, child)| inside(*file) && inside(*child))
    }
}

/// Reads the library of a package and forgets its bodies.
fn signatures(package: &ForeignPackage) -> Option<Summary> {
    let alone = package.package.alone();
    let choices = Selection { lib: true, ..Selection::default() }.choose(&alone).ok()?;
    let lower = |_: &Path, text: &Arc<str>, how: How| {
        caught(|| syntax::lower_lazily(text, &CfgOptions { test: how.test }, |work| caught(work)))
    };
    let nothing = workspace::Unsaved::default();
    let sources = Reader::new(&lower, &nothing).finish(&alone, &choices, Vec::new());
    let root = sources.crates.first()?;
    let dependencies = root.dependencies.iter();
    let dependencies =
        dependencies.map(|(name, krate)| (Name::from(name.as_str()), Name::from(krate.as_str()))).collect();
    let root = root.root.0;
    let mut module_files: Vec<_> =
        sources.module_files.into_iter().map(|((file, path), child)| (file.0, path, child.0)).collect();
    module_files.sort();
    let mut files = sources.irs;
    for file in &mut files {
        let items = file.items.drain(..).map(without_bodies).collect();
        *file = FileIr { items, ..FileIr::default() };
    }
    Some(Summary { format: store::BUILD.to_owned(), files, root, module_files, dependencies })
}

fn without_bodies(mut item: Item) -> Item {
    let all = |items: Vec<Item>| items.into_iter().map(without_bodies).collect();
    item.kind = match item.kind {
        ItemKind::Function(function) => {
            let mut function = Arc::unwrap_or_clone(function);
            function.body = None;
            ItemKind::Function(function.into())
        }
        ItemKind::Const { ty, .. } => ItemKind::Const { ty, body: None },
        ItemKind::Module(Module::Inline(items)) => ItemKind::Module(Module::Inline(all(items))),
        ItemKind::Impl(of) => {
            let of = Arc::unwrap_or_clone(of);
            ItemKind::Impl(Arc::new(Impl { items: all(of.items), ..of }))
        }
        ItemKind::Trait(of) => {
            // that a function has a default says that implementors may leave it out; nothing asks
            let of = Arc::unwrap_or_clone(of);
            ItemKind::Trait(Arc::new(Trait { items: all(of.items), ..of }))
        }
        kind => kind,
    };
    // the catalogue's words are ours alone, and the text is not kept
    item.attrs =
        item.attrs.iter().filter(|attr| attr.path == "derive" || attr.path == "deref").cloned().collect();
    item
}
