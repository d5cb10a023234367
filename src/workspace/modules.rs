//! Which file a `mod name;` means: the rules of rustc, as pure look-ups.

use std::path::{Component, Path, PathBuf};

use crate::ir::{FileIr, Item, ItemKind, Module, Name};
use crate::source::Span;

/// Where a file's `mod name;` looks, by how the file itself was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Home {
    /// In the file's own folder: crate roots, `mod.rs`, and files named by `#[path]`.
    Folder,
    /// In a folder beside it with its name.
    Stem,
    /// A file that was given without its crate: either.
    Unknown,
}

/// A `mod name;` and where its file may be.
#[derive(Debug)]
pub(super) struct Declaration {
    /// Inline modules of the file down to and including the name.
    pub(super) path: Vec<Name>,
    pub(super) span: Span,
    /// In the order in which they are tried.
    pub(super) candidates: Vec<(PathBuf, Home)>,
    /// Inside of a macro call, which may pass it on or not.
    pub(super) in_macro: bool,
}

/// All `mod name;` of a file, those inside its inline modules too.
pub(super) fn declarations(file: &Path, home: Home, ir: &FileIr) -> Vec<Declaration> {
    let folder = file.parent().unwrap_or(Path::new("")).to_owned();
    let stem = file.file_stem().map(PathBuf::from).unwrap_or_default();
    let bases = match home {
        Home::Folder => vec![Base::of(&folder)],
        Home::Stem => vec![Base::beside(&folder, &stem)],
        Home::Unknown => vec![Base::of(&folder), Base::beside(&folder, &stem)],
    };
    let mut found = Vec::new();
    collect(&ir.items, &bases, &mut Vec::new(), &mut found);
    found
}

/// `path` attributes count from `attribute`, plain names from `plain`. They differ at the top of a file that is not
/// `mod.rs`.
#[derive(Debug, Clone)]
struct Base {
    attribute: PathBuf,
    plain: PathBuf,
}

impl Base {
    fn of(folder: &Path) -> Self {
        Self { attribute: folder.to_owned(), plain: folder.to_owned() }
    }

    fn beside(folder: &Path, stem: &Path) -> Self {
        Self { attribute: folder.to_owned(), plain: folder.join(stem) }
    }
}

fn collect(items: &[Item], bases: &[Base], inside: &mut Vec<Name>, found: &mut Vec<Declaration>) {
    for item in items {
        match &item.kind {
            ItemKind::Module(Module::Inline(items)) => {
                let name = plain(&item.name);
                let path = item
                    .attrs
                    .iter()
                    .find(|attr| attr.path == "path")
                    .map(|attr| attr.args.trim_matches('"'));
                let deeper: Vec<Base> = bases
                    .iter()
                    .map(|base| match path {
                        Some(path) => Base::of(&normalize(&base.attribute.join(path))),
                        None => Base::of(&base.plain.join(name)),
                    })
                    .collect();
                inside.push(item.name);
                collect(items, &deeper, inside, found);
                inside.pop();
            }
            ItemKind::Module(Module::File { paths }) => {
                found.push(declaration(bases, paths, inside, (item.name, item.name_span), false));
            }
            ItemKind::MacroCall(call) => {
                found
                    .extend(call.modules.iter().map(|module| declaration(bases, &[], inside, *module, true)));
            }
            _ => {}
        }
    }
}

fn declaration(
    bases: &[Base],
    paths: &[String],
    inside: &[Name],
    (name, span): (Name, Span),
    in_macro: bool,
) -> Declaration {
    let mut candidates = Vec::new();
    let file = plain(&name);
    for base in bases {
        for path in paths {
            candidates.push((normalize(&base.attribute.join(path)), Home::Folder));
        }
        candidates.push((base.plain.join(format!("{file}.rs")), Home::Stem));
        candidates.push((base.plain.join(file).join("mod.rs"), Home::Folder));
    }
    Declaration { path: inside.iter().copied().chain([name]).collect(), span, candidates, in_macro }
}

fn plain(name: &Name) -> &str {
    name.as_str().trim_start_matches("r#")
}

/// The path without `.` and `a/..`, as text: a file reached by two spellings is one file.
pub(super) fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
