//! Reads and lowers every file that belongs to the chosen crates, in parallel, following `mod` items.
//!
//! One rayon task reads a file, hands its text to the `lower` that the caller brings, and starts a task for each child
//! module. When all are done, files are numbered in path order, so that nothing after depends on who came first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::modules::{self, Home};
use super::{Choice, DependencyKind, Edition, Origin, Package, Target, TargetKind, Workspace};
use crate::ir::{FileIr, Name};
use crate::source::{FileId, Place, SourceFile, SourceMap, Span};

/// Text to IR; the flag says whether `cfg(test)` holds. An error is a bug of ours in that file.
pub type Lower<'a> = dyn Fn(&str, bool) -> Result<FileIr, String> + Sync + 'a;

/// Every file of the run and how the files form crates.
#[derive(Debug, Default)]
pub struct Sources {
    /// In path order. A file that is needed with and without `cfg(test)` is there twice.
    pub map: SourceMap,
    /// By [`FileId`]; empty for files that could not be read and for configuration files.
    pub irs: Vec<FileIr>,
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

/// Loads all crates of `choices`. `extra` are texts that problems and findings may point into (configuration files);
/// they get a number and no IR.
pub fn load(
    workspace: &Workspace,
    choices: &[Choice],
    extra: Vec<(PathBuf, Arc<str>)>,
    lower: &Lower<'_>,
) -> Sources {
    let loader = Loader { lower, files: Mutex::default() };
    let visit = |choices: &[Choice]| {
        rayon::scope(|scope| {
            for choice in choices {
                loader.visit(scope, root_key(workspace, choice), 0);
            }
        });
    };
    if !matches!(workspace.origin, Origin::Folder) {
        visit(choices);
        return assemble(workspace, choices, extra, loader.into_files());
    }
    // without a manifest any file may be a root; those that `lib.rs` and `main.rs` reach are none
    let source = |choice: &Choice| &workspace.packages[choice.package].targets[choice.target].src_path;
    let (sure, others): (Vec<_>, Vec<_>) =
        choices.iter().copied().partition(|choice| super::folder::is_crate_root(source(choice)));
    visit(&sure);
    let reached: FxHashSet<PathBuf> = loader.lock().keys().map(|key| key.path.clone()).collect();
    let others: Vec<Choice> = others.into_iter().filter(|choice| !reached.contains(source(choice))).collect();
    visit(&others);
    let mut files = loader.into_files();
    let choices = without_modules(workspace, &[sure, others].concat(), &mut files);
    assemble(workspace, &choices, extra, files)
}

/// Drops the choices whose file is a module of another crate, and the files that only they needed.
fn without_modules(
    workspace: &Workspace,
    choices: &[Choice],
    files: &mut FxHashMap<Key, Option<Loaded>>,
) -> Vec<Choice> {
    let children = |key: &Key| {
        let loaded = files.get(key).and_then(Option::as_ref);
        loaded.into_iter().flat_map(|loaded| &loaded.children).map(|(_, child)| child)
    };
    let mut modules: FxHashSet<&Path> = FxHashSet::default();
    for key in files.keys() {
        modules
            .extend(children(key).filter(|child| child.path != key.path).map(|child| child.path.as_path()));
    }
    let mut reached: FxHashSet<Key> = FxHashSet::default();
    let mut kept = vec![false; choices.len()];
    // what is left after the first round are files that declare each other: the first of them is the root
    for only_modules in [false, true] {
        for (choice, kept) in choices.iter().zip(&mut kept) {
            let root = root_key(workspace, choice);
            let is_module = modules.contains(root.path.as_path());
            if is_module != only_modules || reached.iter().any(|key| only_modules && key.path == root.path) {
                continue;
            }
            *kept = true;
            let mut waiting = vec![root];
            while let Some(key) = waiting.pop() {
                if reached.insert(key.clone()) {
                    waiting.extend(children(&key).cloned());
                }
            }
        }
    }
    files.retain(|key, _| reached.contains(key));
    choices.iter().zip(kept).filter(|&(_, kept)| kept).map(|(choice, _)| *choice).collect()
}

fn root_key(workspace: &Workspace, choice: &Choice) -> Key {
    let target = &workspace.packages[choice.package].targets[choice.target];
    let alone = matches!(workspace.origin, Origin::Folder)
        && !["lib.rs", "main.rs", "mod.rs"].iter().any(|name| target.src_path.ends_with(name));
    Key {
        path: modules::normalize(&target.src_path),
        home: if alone { Home::Unknown } else { Home::Folder },
        test: choice.cfg_test,
    }
}

/// What makes one lowered file: where it is, where its modules are, and whether tests are in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    path: PathBuf,
    test: bool,
    home: Home,
}

#[derive(Default)]
struct Loaded {
    text: Arc<str>,
    ir: FileIr,
    children: Vec<(Vec<Name>, Key)>,
    problems: Vec<(Span, String)>,
}

struct Loader<'a> {
    lower: &'a Lower<'a>,
    /// None while the file's task is under way.
    files: Mutex<FxHashMap<Key, Option<Loaded>>>,
}

/// Folders that link to themselves make module trees without end.
const DEEPEST_MODULE: usize = 200;

impl<'a> Loader<'a> {
    fn visit<'s>(&'s self, scope: &rayon::Scope<'s>, key: Key, depth: usize)
    where
        'a: 's,
    {
        if self.lock().contains_key(&key) {
            return;
        }
        if self.lock().insert(key.clone(), None).is_some() {
            return;
        }
        scope.spawn(move |scope| {
            let loaded = self.read(&key, depth);
            for (_, child) in &loaded.children {
                self.visit(scope, child.clone(), depth + 1);
            }
            self.lock().insert(key, Some(loaded));
        });
    }

    fn into_files(self) -> FxHashMap<Key, Option<Loaded>> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, FxHashMap<Key, Option<Loaded>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, key: &Key, depth: usize) -> Loaded {
        let (text, problem) = read_text(&key.path);
        let mut loaded = Loaded { text, ..Loaded::default() };
        if let Some(problem) = problem {
            loaded.problems.push(problem);
            return loaded;
        }
        match (self.lower)(&loaded.text, key.test) {
            Ok(ir) => loaded.ir = ir,
            Err(bug) => {
                loaded.problems.push((Span::default(), bug));
                return loaded;
            }
        }
        for problem in &loaded.ir.problems {
            loaded.problems.push((problem.span, problem.message.clone()));
        }
        for declaration in modules::declarations(&key.path, key.home, &loaded.ir) {
            if depth >= DEEPEST_MODULE {
                loaded.problems.push((declaration.span, "modules are nested too deeply".to_owned()));
                break;
            }
            match declaration.candidates.iter().find(|(path, _)| path.is_file()) {
                Some((path, home)) => {
                    let child = Key { path: path.clone(), test: key.test, home: *home };
                    loaded.children.push((declaration.path, child));
                }
                None => {
                    let name = declaration.path.last().map_or("", |name| name.as_str());
                    loaded.problems.push((declaration.span, format!("file not found for module `{name}`")));
                }
            }
        }
        loaded
    }
}

/// The text, or as much of it as shows where it is wrong, and what is wrong.
fn read_text(path: &Path) -> (Arc<str>, Option<(Span, String)>) {
    let fail = |message: String| ("".into(), Some((Span::default(), message)));
    // a pipe or a device would never end
    match path.metadata() {
        Ok(metadata) if !metadata.is_file() => return fail("not a file".to_owned()),
        Ok(metadata) if metadata.len() >= u64::from(u32::MAX) => return fail("larger than 4 GiB".to_owned()),
        _ => {}
    }
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => (text.into(), None),
        Ok(Err(error)) => {
            let at = error.utf8_error().valid_up_to() as u32;
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text.into(), Some((Span::new(at, at), "this is not UTF-8".to_owned())))
        }
        Err(error) => fail(format!("cannot read this file: {error}")),
    }
}

fn assemble(
    workspace: &Workspace,
    choices: &[Choice],
    extra: Vec<(PathBuf, Arc<str>)>,
    files: FxHashMap<Key, Option<Loaded>>,
) -> Sources {
    // extra files have no key; shown paths order all of them
    let mut all: BTreeMap<(String, Option<Key>), Loaded> = BTreeMap::new();
    for (key, loaded) in files {
        let shown = workspace.shown_path(&key.path);
        all.insert((shown, Some(key)), loaded.unwrap_or_default());
    }
    let extra_keys: Vec<(String, Option<Key>)> =
        extra.iter().map(|(path, _)| (workspace.shown_path(path), None)).collect();
    for (key, (_, text)) in extra_keys.iter().zip(extra) {
        all.insert(key.clone(), Loaded { text, ..Loaded::default() });
    }
    let ids: FxHashMap<&Key, FileId> = all
        .keys()
        .enumerate()
        .filter_map(|(index, (_, key))| key.as_ref().map(|key| (key, FileId(index as u32))))
        .collect();
    let place = |key| all.keys().position(|other| other == key).expect("it was inserted above");
    let extra = extra_keys.iter().map(|key| FileId(place(key) as u32)).collect();
    let crates = choices.iter().map(|choice| crate_root(workspace, choice, &ids)).collect();
    let mut edges: Vec<Vec<(Vec<Name>, FileId)>> = Vec::with_capacity(all.len());
    for loaded in all.values() {
        edges.push(loaded.children.iter().map(|(path, child)| (path.clone(), ids[child])).collect());
    }

    let mut sources = Sources { crates, extra, ..Sources::default() };
    let mut texts = Vec::with_capacity(all.len());
    for (index, ((shown, _), loaded)) in all.into_iter().enumerate() {
        let file = FileId(index as u32);
        texts.push(SourceFile::new(shown, loaded.text));
        sources.irs.push(loaded.ir);
        let problems = loaded.problems.into_iter();
        sources
            .problems
            .extend(problems.map(|(span, message)| Problem { place: Place::new(file, span), message }));
    }
    sources.map = SourceMap::new(texts);
    plant(&mut sources, &edges);
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
fn plant(sources: &mut Sources, edges: &[Vec<(Vec<Name>, FileId)>]) {
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
    for (file, children) in edges.iter().enumerate() {
        for (edge, (path, child)) in children.iter().enumerate() {
            if !cut.contains(&(file, edge)) {
                sources.module_files.insert((FileId(file as u32), path.clone()), *child);
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

fn crate_root(workspace: &Workspace, choice: &Choice, ids: &FxHashMap<&Key, FileId>) -> CrateRoot {
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
        dependencies: dependencies(workspace, package, target.kind, is_test),
    }
}

/// What `name::` may start with in a crate of this package.
fn dependencies(
    workspace: &Workspace,
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
        let member = workspace.packages.iter().find(|package| {
            package.name == dependency.name
                && dependency.path.as_ref().is_some_and(|path| modules::normalize(path) == package.folder())
        });
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
