//! What reading made: numbered files, how they form crates, and what could not be read.
//!
//! Files are numbered in path order, so that nothing after depends on which was read first.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::modules;
use super::reader::{Key, Loaded, root_key};
use super::{Choice, DependencyKind, Edition, Origin, Package, Target, TargetKind, Workspace};
use crate::ir::{FileIr, Name};
use crate::source::{FileId, Place, SourceFile, SourceMap, Span};

/// Every file of the run and how the files form crates.
#[derive(Debug, Default)]
pub struct Sources {
    /// In path order. A file that is needed with and without `cfg(test)` is there twice.
    pub map: SourceMap,
    /// By [`FileId`]; empty for files that could not be read and for configuration files.
    pub irs: Vec<FileIr>,
    /// By [`FileId`]: where the file is and whether it was read with `cfg(test)`; none for configuration files.
    pub origins: Vec<Option<(PathBuf, bool)>>,
    /// In the order of the choices.
    pub crates: Vec<CrateRoot>,
    /// `mod name;` → its file, by the declaring file and the path of inline modules down to and including the name.
    pub module_files: FxHashMap<(FileId, Vec<Name>), FileId>,
    /// By [`FileId`]: an index into [`Sources::crates`], the selected one when a file is in several. None for
    /// configuration files.
    pub file_crate: Vec<Option<usize>>,
    /// The configuration texts, in the order in which they were handed in.
    pub extra: Vec<FileId>,
    /// Of selected files, sorted by place.
    pub problems: Vec<Problem>,
    /// Files that were looked for and are not there: with them the run would be another.
    pub absent: Vec<PathBuf>,
}

/// One crate to check, or one that others depend on.
#[derive(Debug)]
pub struct CrateRoot {
    /// Indices into the workspace.
    pub package: usize,
    pub target: usize,
    /// As paths spell it.
    pub name: String,
    pub root: FileId,
    pub edition: Edition,
    /// Compiled with `cfg(test)`, or an example: no code that serves anybody.
    pub is_test: bool,
    pub is_library: bool,
    /// Findings in it are wanted. The others are there to be called.
    pub selected: bool,
    /// Name in scope → crate name.
    pub dependencies: Vec<(String, String)>,
}

/// A file that could not be found, read or parsed (in part).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub place: Place,
    pub message: String,
}

impl Sources {
    /// The package that a file belongs to.
    pub fn file_package(&self, file: FileId) -> Option<usize> {
        self.file_crate.get(file.0 as usize).copied().flatten().map(|index| self.crates[index].package)
    }

    /// Whether the file was read with `cfg(test)`, or serves nobody but tests.
    pub fn is_test(&self, file: FileId) -> bool {
        self.file_crate
            .get(file.0 as usize)
            .copied()
            .flatten()
            .is_some_and(|index| self.crates[index].is_test)
    }

    /// Whether findings in this file are wanted.
    pub fn is_selected(&self, file: FileId) -> bool {
        self.file_crate
            .get(file.0 as usize)
            .copied()
            .flatten()
            .is_some_and(|index| self.crates[index].selected)
    }

    /// How many different `.rs` files there are.
    pub fn file_count(&self) -> usize {
        let code = self.map.iter().filter(|(id, _)| self.file_crate[id.0 as usize].is_some());
        code.map(|(_, file)| file.path.as_str()).collect::<FxHashSet<_>>().len()
    }
}

/// A file as it is shown and ordered.
type Shown = (String, Option<Key>);

/// The packages of a workspace; there may be several of one name.
type ByName<'a> = FxHashMap<&'a str, Vec<&'a Package>>;

/// Numbers the files and finds the place of each in its crates.
pub(super) fn assemble(
    workspace: &Workspace,
    choices: &[Choice],
    extra: Vec<(PathBuf, Arc<str>)>,
    files: FxHashMap<Key, Option<Loaded>>,
) -> Sources {
    let (keys, mut loaded): (Vec<Key>, Vec<Loaded>) =
        files.into_iter().map(|(key, loaded)| (key, loaded.unwrap_or_default())).unzip();
    let shown = |key: Key| (workspace.shown_path(key.path()), Some(key));
    let mut order: Vec<(Shown, usize)> = keys.into_par_iter().map(shown).zip(0..loaded.len()).collect();
    // extra files have no key; shown paths order all of them
    let extra_files: Vec<Shown> = extra.iter().map(|(path, _)| (workspace.shown_path(path), None)).collect();
    for (file, (_, text)) in extra_files.iter().zip(extra) {
        order.push((file.clone(), loaded.len()));
        loaded.push(Loaded { text, ..Loaded::default() });
    }
    order.par_sort_unstable();
    // of two texts of one extra file the later one counts
    order.dedup_by(|later, earlier| {
        later.0 == earlier.0 && {
            earlier.1 = later.1;
            true
        }
    });
    let mut ids: FxHashMap<&Key, FileId> = FxHashMap::default();
    for (number, ((_, key), _)) in order.iter().enumerate() {
        ids.extend(key.as_ref().map(|key| (key, FileId(number as u32))));
    }
    let place =
        |file: &Shown| order.binary_search_by(|(other, _)| other.cmp(file)).expect("it is among them");
    let extra = extra_files.iter().map(|file| FileId(place(file) as u32)).collect();
    let mut by_name: ByName<'_> = FxHashMap::default();
    workspace.packages.iter().for_each(|package| by_name.entry(&package.name).or_default().push(package));
    let crates = choices.par_iter().map(|choice| crate_root(workspace, &by_name, choice, &ids)).collect();
    let edges_of = |(_, index): &(Shown, usize)| {
        let children = std::mem::take(&mut loaded[*index].children).into_iter();
        children.map(|(path, child)| (path, ids[&child])).collect()
    };
    let edges: Vec<Vec<(Vec<Name>, FileId)>> = order.iter().map(edges_of).collect();

    let mut sources = Sources { crates, extra, ..Sources::default() };
    let mut texts = Vec::with_capacity(order.len());
    for (number, ((shown, key), index)) in order.into_iter().enumerate() {
        let file = FileId(number as u32);
        let loaded = std::mem::take(&mut loaded[index]);
        texts.push(SourceFile::new(shown, loaded.text));
        sources.irs.push(loaded.ir);
        sources.origins.push(key.map(Key::into_origin));
        sources.absent.extend(loaded.absent);
        let problems = loaded.problems.into_iter();
        sources
            .problems
            .extend(problems.map(|(span, message)| Problem { place: Place::new(file, span), message }));
    }
    sources.map = SourceMap::new(texts);
    plant(&mut sources, edges);
    // others are only there to be called; and the same file with and without `cfg(test)` has the same problems
    let problems = std::mem::take(&mut sources.problems);
    let wanted = problems.into_iter().filter(|problem| sources.is_selected(problem.place.file));
    sources.problems = wanted.collect();
    let map = &sources.map;
    let mut told = FxHashSet::default();
    sources.problems.retain(|problem| {
        told.insert((map.file(problem.place.file).path.clone(), problem.place.span, problem.message.clone()))
    });
    sources.problems.sort();
    sources
}

/// How often one file may stand in one crate's module tree. Real code has it once, test support a few times; without a
/// bound a chain of files that each name the next one twice would double with every step.
const MOST_INSTANCES: u32 = 64;

/// Walks the module trees from the crate roots, gives each file its crate, and keeps the edges that do not lead back.
fn plant(sources: &mut Sources, edges: Vec<Vec<(Vec<Name>, FileId)>>) {
    let count = edges.len();
    sources.file_crate = vec![None; count];
    let mut cut: FxHashSet<(usize, usize)> = FxHashSet::default();
    // selected crates first: a file that is in several belongs to one whose findings are wanted
    let mut order: Vec<usize> = (0..sources.crates.len()).collect();
    order.sort_by_key(|&index| !sources.crates[index].selected);
    for index in order {
        let root = sources.crates[index].root.0 as usize;
        let mut instances = vec![0_u32; count];
        let mut on_path = vec![false; count];
        // (file, next edge)
        let mut stack = vec![(root, 0_usize)];
        while let Some((file, edge)) = stack.pop() {
            if edge == 0 {
                on_path[file] = true;
                sources.file_crate[file].get_or_insert(index);
            }
            let Some((path, child)) = edges[file].get(edge) else {
                on_path[file] = false;
                continue;
            };
            stack.push((file, edge + 1));
            let child = child.0 as usize;
            if cut.contains(&(file, edge)) {
                continue;
            }
            instances[child] += 1;
            if on_path[child] || instances[child] > MOST_INSTANCES {
                cut.insert((file, edge));
                let name = path.last().map_or("", |name| name.as_str());
                let message = if on_path[child] {
                    format!("module `{name}` contains itself: its file is already being read")
                } else {
                    format!("the file of module `{name}` is in this crate too often")
                };
                let file = FileId(file as u32);
                let span = declaration_span(&sources.irs[file.0 as usize].items, path).unwrap_or_default();
                sources.problems.push(Problem { place: Place::new(file, span), message });
                continue;
            }
            stack.push((child, 0));
        }
    }
    sources.module_files.reserve(edges.iter().map(Vec::len).sum());
    for (file, children) in edges.into_iter().enumerate() {
        for (edge, (path, child)) in children.into_iter().enumerate() {
            if !cut.contains(&(file, edge)) {
                sources.module_files.insert((FileId(file as u32), path), child);
            }
        }
    }
}

/// The name in the `mod` item at the end of a path of inline modules.
fn declaration_span(items: &[crate::ir::Item], path: &[Name]) -> Option<Span> {
    use crate::ir::{ItemKind, Module};
    let (first, rest) = path.split_first()?;
    items.iter().filter(|item| item.name == *first).find_map(|item| match &item.kind {
        ItemKind::Module(Module::Inline(items)) => declaration_span(items, rest),
        ItemKind::Module(Module::File { .. }) if rest.is_empty() => Some(item.name_span),
        _ => None,
    })
}

fn crate_root(
    workspace: &Workspace,
    by_name: &ByName<'_>,
    choice: &Choice,
    ids: &FxHashMap<&Key, FileId>,
) -> CrateRoot {
    let package = &workspace.packages[choice.package];
    let target = &package.targets[choice.target];
    let is_test = choice.cfg_test || !matches!(target.kind, TargetKind::Library | TargetKind::Binary);
    CrateRoot {
        package: choice.package,
        target: choice.target,
        name: target.ident(),
        root: ids[&root_key(workspace, choice)],
        edition: target.edition,
        is_test,
        is_library: target.kind == TargetKind::Library,
        selected: choice.selected,
        dependencies: dependencies(workspace, by_name, package, target.kind, is_test),
    }
}

/// What `name::` may start with in a crate of this package.
fn dependencies(
    workspace: &Workspace,
    by_name: &ByName<'_>,
    package: &Package,
    kind: TargetKind,
    is_test: bool,
) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for dependency in &package.dependencies {
        let wanted = match dependency.kind {
            DependencyKind::Normal => true,
            DependencyKind::Development => is_test,
            DependencyKind::Build => false,
        };
        if !wanted {
            continue;
        }
        let folder = dependency.path.as_deref().map(modules::normalize);
        let named = by_name.get(dependency.name.as_str()).into_iter().flatten();
        let member = folder.and_then(|folder| named.copied().find(|package| folder == package.folder()));
        // a library may be named otherwise than its package; without its manifest we cannot know
        let library = member.and_then(Package::library).map(Target::ident);
        let name = library.unwrap_or_else(|| dependency.name.replace('-', "_"));
        let in_scope = if dependency.rename.is_some() { dependency.ident() } else { name.clone() };
        names.push((in_scope, name));
    }
    if kind != TargetKind::Library
        && let Some(library) = package.library()
    {
        names.push((library.ident(), library.ident()));
    }
    if matches!(workspace.origin, Origin::Folder) {
        // without manifests the crates of a folder may all see each other
        let targets = workspace.packages.iter().flat_map(|package| &package.targets);
        let libraries = targets.filter(|target| target.src_path.ends_with("lib.rs"));
        names.extend(libraries.map(|library| (library.ident(), library.ident())));
    }
    names.sort();
    names.dedup();
    names
}
