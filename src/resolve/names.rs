//! Names to definitions: module scopes, imports, globs, re-exports, preludes.

use std::collections::hash_map;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Container, CrateId, Def, FunctionId, ModuleId, Program, TraitId};
use crate::catalogue::FunctionFact;
use crate::ir::{Import, Name, Path};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Namespace {
    Types,
    Values,
}

/// What a path resolves to.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// The definition and how many leading segments name it; further segments are associated items.
    Def(Def, usize),
    /// Into a crate that is not in the program: its name and the rest, re-exports and renames applied.
    External { krate: Name, path: Vec<Name> },
}

/// What a name in a module stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    Def(Def),
    /// Of a crate that is not in the program: its name first.
    External(Arc<[Name]>),
}

/// The names of a module. Explicit ones hide those that a glob brought.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub types: FxHashMap<Name, Entry>,
    pub values: FxHashMap<Name, Entry>,
    glob_types: FxHashMap<Name, Entry>,
    glob_values: FxHashMap<Name, Entry>,
}

impl Scope {
    /// All that is known here, and by which name.
    pub fn defs(&self) -> impl Iterator<Item = (Name, Def)> {
        self.all().filter_map(|(name, entry)| match entry {
            Entry::Def(def) => Some((*name, *def)),
            Entry::External(_) => None,
        })
    }

    /// What comes from a crate that is not in the program, and by which name.
    fn externals(&self) -> impl Iterator<Item = (Name, &[Name])> {
        self.all().filter_map(|(name, entry)| match entry {
            Entry::Def(_) => None,
            Entry::External(path) => Some((*name, &**path)),
        })
    }

    fn all(&self) -> impl Iterator<Item = (&Name, &Entry)> {
        [&self.types, &self.values, &self.glob_types, &self.glob_values].into_iter().flatten()
    }

    fn explicit(&self, namespace: Namespace) -> &FxHashMap<Name, Entry> {
        match namespace {
            Namespace::Types => &self.types,
            Namespace::Values => &self.values,
        }
    }

    fn explicit_mut(&mut self, namespace: Namespace) -> &mut FxHashMap<Name, Entry> {
        match namespace {
            Namespace::Types => &mut self.types,
            Namespace::Values => &mut self.values,
        }
    }

    /// How many names are new.
    fn bring(&mut self, one: &mut Open<'_>, Brought { asked, entries }: Brought) -> u32 {
        one.asked = asked;
        let mut count = 0;
        let found = entries.map(|(namespace, entry)| {
            // the first of a name counts
            let names = self.explicit_mut(namespace);
            let Some(entry) = entry else { return names.contains_key(&one.import.name) };
            if let hash_map::Entry::Vacant(vacant) = names.entry(one.import.name) {
                vacant.insert(entry);
                count += 1;
            }
            true
        });
        // the other namespace may follow once a glob is open
        one.is_done = found == [true, true];
        count
    }

    fn get(&self, name: Name, namespace: Namespace) -> Option<&Entry> {
        let globs = match namespace {
            Namespace::Types => &self.glob_types,
            Namespace::Values => &self.glob_values,
        };
        self.explicit(namespace).get(&name).or_else(|| globs.get(&name))
    }
}

/// Imports and globs depend on one another; rounds until nothing is new. Cycles simply add nothing.
const ROUNDS: usize = 32;

/// All imports of a program, as they are met.
#[derive(Debug, Default)]
pub(super) struct Imports<'a> {
    named: Vec<Open<'a>>,
    globs: Vec<Open<'a>>,
}

impl<'a> Imports<'a> {
    pub fn push(&mut self, module: ModuleId, import: &'a Import) {
        let list = if import.glob { &mut self.globs } else { &mut self.named };
        list.push(Open { module, import, asked: None, is_done: false });
    }

    /// In order, those first that name what they bring.
    pub fn par_iter(&self) -> impl IndexedParallelIterator<Item = (ModuleId, &'a Import)> {
        self.named.par_iter().chain(&self.globs).map(|one| (one.module, one.import))
    }
}

/// An import that may have more to bring.
#[derive(Debug)]
struct Open<'a> {
    module: ModuleId,
    import: &'a Import,
    /// The module that it brings from, and how much that had to offer when it was last asked.
    asked: Option<(ModuleId, u32)>,
    /// It has brought something into both namespaces.
    is_done: bool,
}

/// What an import has to offer.
struct Brought {
    /// As in [`Open`].
    asked: Option<(ModuleId, u32)>,
    /// What is not in its module yet.
    entries: [(Namespace, Option<Entry>); 2],
}

pub(super) fn resolve_imports(program: &mut Program, imports: Imports<'_>) {
    let Imports { named: mut open, mut globs } = imports;
    // those of one module side by side: it gets them all at once
    open.sort_by_key(|one| one.module);
    // by module, how often something came to it
    let mut news = vec![0; program.scopes.len()];
    program.imports_open = true;
    for round in 0..ROUNDS {
        let is_same = |one: &Open<'_>| one.asked.is_some_and(|(source, known)| news[source.index()] == known);
        // each sees what the rounds before brought
        let brought: Vec<Option<Brought>> =
            open.par_iter().map(|one| (!is_same(one)).then(|| program.brought(one, &news))).collect();
        let mut changed = bring(program, &mut open, brought, &mut news) || round == 0;
        open.retain(|one| !one.is_done);
        for Open { module, import, asked, .. } in &mut globs {
            if asked.is_some_and(|(source, known)| news[source.index()] == known) {
                continue;
            }
            let def = program.glob_source(*module, import);
            if let Some(Def::Module(source)) = def {
                *asked = Some((source, news[source.index()]));
            }
            if def.is_some_and(|def| program.open_glob(*module, def)) {
                news[module.index()] += 1;
                changed = true;
            }
        }
        if !changed {
            if !program.imports_open {
                break;
            }
            // What is left over may be what a header does not list.
            program.imports_open = false;
            open.iter_mut().for_each(|one| one.asked = None);
        }
    }
    program.imports_open = false;
}

/// Puts into each module what its imports brought; whether anything was new.
fn bring(
    program: &mut Program,
    open: &mut [Open<'_>],
    mut brought: Vec<Option<Brought>>,
    news: &mut [u32],
) -> bool {
    let mut rest = &mut brought[..];
    let mut groups = Vec::new();
    for imports in open.chunk_by_mut(|left, right| left.module == right.module) {
        let own;
        (own, rest) = rest.split_at_mut(imports.len());
        if own.iter().any(Option::is_some) {
            let scope = std::mem::take(&mut program.scopes[imports[0].module.index()]);
            groups.push((imports, own, scope));
        }
    }
    let counts: Vec<u32> = groups
        .par_iter_mut()
        .map(|(imports, brought, scope)| {
            // most bring a type or a module
            scope.types.reserve(brought.iter().flatten().count());
            let pairs = imports.iter_mut().zip(brought.iter_mut());
            pairs.filter_map(|(one, brought)| Some(scope.bring(one, brought.take()?))).sum()
        })
        .collect();
    let mut changed = false;
    for ((imports, _, scope), count) in groups.into_iter().zip(counts) {
        let module = imports[0].module.index();
        program.scopes[module] = scope;
        news[module] += count;
        changed |= count > 0;
    }
    changed
}

impl Program {
    /// What is known by some name in the modules and blocks of the workspace.
    pub fn named(&self) -> impl Iterator<Item = (Name, Def)> {
        let scopes = self.modules.iter().zip(&self.scopes);
        scopes.filter(|(module, _)| self.is_workspace_file(module.file)).flat_map(|(_, scope)| scope.defs())
    }

    /// What comes from crates that are not in the program, by the name that it has in modules of the workspace.
    pub fn named_externals(&self) -> impl Iterator<Item = (Name, &[Name])> {
        let scopes = self.modules.iter().zip(&self.scopes);
        let ours = scopes.filter(|(module, _)| self.is_workspace_file(module.file));
        ours.flat_map(|(_, scope)| scope.externals())
    }

    /// The method of this name that works on a connection, of the only trait of a header that is in scope and has it.
    pub(super) fn database_work_in_scope(
        &self,
        module: ModuleId,
        name: Name,
        args: usize,
    ) -> Option<FunctionId> {
        let works = |function: &&FunctionId| {
            let def = self.function(**function);
            self.is_header_function(**function)
                && def.param_names.len() == args
                && def
                    .facts
                    .functions
                    .iter()
                    .any(|fact| matches!(fact, FunctionFact::Query | FunctionFact::Derive))
        };
        let mut found = None;
        for function in self.methods_by_name.get(&name)?.iter().filter(works) {
            let Container::Trait(of) = self.function(*function).container else { continue };
            if self.is_in_scope(module, of) && found.replace(*function).is_some() {
                return None;
            }
        }
        found
    }

    fn is_in_scope(&self, module: ModuleId, of: TraitId) -> bool {
        let wanted = Entry::Def(Def::Trait(of));
        let name = self.trait_(of).name;
        let mut at = Some(module);
        while let Some(module) = at {
            let scope = &self.scopes[module.index()];
            if scope.get(name, Namespace::Types) == Some(&wanted)
                || scope.types.values().any(|entry| *entry == wanted)
            {
                return true;
            }
            let def = self.module(module);
            at = def.parent.filter(|_| def.is_block);
        }
        false
    }

    /// `news` is by module.
    fn brought(&self, Open { module, import, .. }: &Open<'_>, news: &[u32]) -> Brought {
        let source = self.source(*module, import);
        let entries = [Namespace::Types, Namespace::Values].map(|namespace| {
            let is_there = self.scopes[module.index()].explicit(namespace).contains_key(&import.name);
            let entry = (!is_there).then(|| self.import_entry(*module, import, source, namespace));
            (namespace, entry.flatten())
        });
        Brought { asked: source.map(|source| (source, news[source.index()])), entries }
    }

    /// The module that an import brings from, when it is in the program.
    fn source(&self, module: ModuleId, import: &Import) -> Option<ModuleId> {
        let (_, around) = import.path.split_last()?;
        match self.resolve_names(module, around, import.global, Namespace::Types)? {
            Resolution::Def(Def::Module(source), used) if used == around.len() => Some(source),
            _ => None,
        }
    }

    fn import_entry(
        &self,
        module: ModuleId,
        import: &Import,
        source: Option<ModuleId>,
        namespace: Namespace,
    ) -> Option<Entry> {
        let found = match source {
            Some(source) => {
                self.walk(Entry::Def(Def::Module(source)), &import.path, import.path.len() - 1, namespace)
            }
            None => self.resolve_names(module, &import.path, import.global, namespace),
        };
        match found? {
            Resolution::Def(def, used) if used == import.path.len() => Some(Entry::Def(def)),
            Resolution::Def(..) => None,
            Resolution::External { krate, path } => {
                Some(Entry::External(std::iter::once(krate).chain(path).collect()))
            }
        }
    }

    fn glob_source(&self, module: ModuleId, import: &Import) -> Option<Def> {
        match self.resolve_names(module, &import.path, import.global, Namespace::Types)? {
            Resolution::Def(def, used) if used == import.path.len() => Some(def),
            _ => None,
        }
    }

    /// Copies what the glob's source offers; whether anything was new.
    fn open_glob(&mut self, module: ModuleId, source: Def) -> bool {
        let (types, values): (Vec<_>, Vec<_>) = match source {
            Def::Module(source) if source != module => {
                let scope = &self.scopes[source.index()];
                let all = |explicit: &FxHashMap<Name, Entry>, glob: &FxHashMap<Name, Entry>| {
                    explicit.iter().chain(glob).map(|(name, entry)| (*name, entry.clone())).collect()
                };
                (all(&scope.types, &scope.glob_types), all(&scope.values, &scope.glob_values))
            }
            Def::Adt(adt) if self.adt(adt).is_enum => {
                let variants: Vec<_> = self
                    .adt(adt)
                    .variants
                    .iter()
                    .enumerate()
                    .map(|(index, variant)| (variant.name, Entry::Def(Def::Variant(adt, index as u32))))
                    .collect();
                (variants.clone(), variants)
            }
            _ => return false,
        };
        let mut changed = false;
        let scope = &mut self.scopes[module.index()];
        for (name, entry) in types {
            scope.glob_types.entry(name).or_insert_with(|| {
                changed = true;
                entry
            });
        }
        for (name, entry) in values {
            scope.glob_values.entry(name).or_insert_with(|| {
                changed = true;
                entry
            });
        }
        changed
    }

    /// Resolves a path as seen from a module. Generic parameters and `Self` are not looked at here.
    pub fn resolve_path(&self, scope: ModuleId, path: &Path, namespace: Namespace) -> Option<Resolution> {
        if path.qself.is_some() {
            return None;
        }
        let names: Vec<Name> = path.segments.iter().map(|segment| segment.name).collect();
        self.resolve_names(scope, &names, path.global, namespace)
    }

    pub(super) fn resolve_names(
        &self,
        scope: ModuleId,
        names: &[Name],
        global: bool,
        namespace: Namespace,
    ) -> Option<Resolution> {
        let (first, rest) = names.split_first()?;
        let first_namespace = if rest.is_empty() { namespace } else { Namespace::Types };
        let entry = if global {
            self.extern_crate(scope, *first)?
        } else {
            self.lookup(scope, *first, first_namespace)?
        };
        // `use anyhow::anyhow;` brings a macro: the crate has its name still
        let entry = match &entry {
            Entry::External(path) if !rest.is_empty() && path[..] == [*first, *first] => {
                self.extern_crate(scope, *first).unwrap_or(entry)
            }
            _ => entry,
        };
        self.walk(entry, names, 1, namespace)
    }

    /// Follows the rest of a path from what its first names, so many, stand for.
    fn walk(&self, entry: Entry, names: &[Name], first: usize, namespace: Namespace) -> Option<Resolution> {
        let mut entry = entry;
        for (index, name) in names.iter().enumerate().skip(first) {
            let is_last = index + 1 == names.len();
            let def = match entry {
                Entry::External(path) => {
                    let mut path: Vec<Name> = path.to_vec();
                    path.extend(&names[index..]);
                    let krate = path.remove(0);
                    return Some(Resolution::External { krate, path });
                }
                Entry::Def(def) => def,
            };
            entry = match def {
                Def::Module(module) if *name == "self" => Entry::Def(Def::Module(module)),
                Def::Module(module) if *name == "super" => {
                    Entry::Def(Def::Module(self.real_module(self.module(module).parent?)))
                }
                Def::Module(module) => {
                    let wanted = if is_last { namespace } else { Namespace::Types };
                    match self.scopes[module.index()].get(*name, wanted) {
                        Some(entry) => entry.clone(),
                        // A header does not list everything: what it lacks is known by its crate at least.
                        // While imports are open it may still come by one.
                        None if !self.imports_open && self.krate(self.module(module).krate).is_partial() => {
                            // A header may stand for many crates: the name in the path says which.
                            let id = self.module(module).krate;
                            let by_path = self.header(names[0]) == Some(id) && self.krate(id).is_header;
                            let krate = if by_path { names[0] } else { self.krate(id).name };
                            return Some(Resolution::External { krate, path: names[1..].to_vec() });
                        }
                        None => return None,
                    }
                }
                Def::Adt(adt) if self.adt(adt).is_enum => match self.adt(adt).variant(*name) {
                    Some(variant) => Entry::Def(Def::Variant(adt, variant)),
                    None => return Some(Resolution::Def(def, index)),
                },
                // What follows is an associated item.
                def => return Some(Resolution::Def(def, index)),
            };
        }
        Some(match entry {
            Entry::Def(def) => Resolution::Def(def, names.len()),
            Entry::External(path) => Resolution::External { krate: path[0], path: path[1..].to_vec() },
        })
    }

    /// The first name of a path: in the block scopes around, in the module, among the crates, in the prelude.
    fn lookup(&self, scope: ModuleId, name: Name, namespace: Namespace) -> Option<Entry> {
        match name.as_str() {
            "crate" | "$crate" => {
                return Some(Entry::Def(Def::Module(self.krate(self.module(scope).krate).root)));
            }
            "self" => return Some(Entry::Def(Def::Module(self.real_module(scope)))),
            "super" => {
                let parent = self.module(self.real_module(scope)).parent?;
                return Some(Entry::Def(Def::Module(self.real_module(parent))));
            }
            _ => {}
        }
        // of an expanded macro: the crate that declares it
        if let Some(krate) = name.strip_prefix("$crate") {
            let krate = krate.parse().ok().map(CrateId).filter(|id| id.index() < self.crates.len())?;
            return Some(Entry::Def(Def::Module(self.krate(krate).root)));
        }
        let mut module = scope;
        loop {
            if let Some(entry) = self.scopes[module.index()].get(name, namespace) {
                return Some(entry.clone());
            }
            match self.module(module) {
                def if def.is_block => module = def.parent?,
                _ => break,
            }
        }
        if namespace == Namespace::Types
            && let Some(entry) = self.extern_crate(scope, name)
        {
            return Some(entry);
        }
        let prelude = self.prelude?;
        self.scopes[prelude.index()].get(name, namespace).cloned()
    }

    fn extern_crate(&self, scope: ModuleId, name: Name) -> Option<Entry> {
        let id = self.module(scope).krate;
        let krate = self.krate(id);
        let found = krate.extern_crates.get(&name).copied().or_else(|| {
            // The standard library is always there.
            let always = krate.any_dependency || matches!(name.as_str(), "std" | "core" | "alloc");
            always.then(|| self.header(name)).flatten()
        });
        if let Some(found) = found {
            return Some(Entry::Def(Def::Module(self.krate(found).root)));
        }
        let external = self.external_names.get(&id)?.get(&name)?;
        Some(Entry::External(Arc::from([*external])))
    }

    /// The module around a block.
    pub(super) fn real_module(&self, module: ModuleId) -> ModuleId {
        let mut module = module;
        while self.module(module).is_block
            && let Some(parent) = self.module(module).parent
        {
            module = parent;
        }
        module
    }

    /// The prelude of the standard library's header.
    pub(super) fn find_prelude(&self) -> Option<ModuleId> {
        let std = self.header(Name::from("std"))?;
        match self.scopes[self.krate(std).root.index()].get(Name::from("prelude"), Namespace::Types)? {
            Entry::Def(Def::Module(module)) => Some(*module),
            _ => None,
        }
    }

    /// A definition by its path in the headers: `std::future::Future`.
    pub(super) fn known(&self, path: &str) -> Option<Def> {
        let names: Vec<Name> = path.split("::").map(Name::from).collect();
        let root = self.krate(self.header(*names.first()?)?).root;
        match self.walk(Entry::Def(Def::Module(root)), &names, 1, Namespace::Types)? {
            Resolution::Def(def, used) if used == names.len() => Some(def),
            _ => None,
        }
    }

    /// The crate that a module belongs to.
    pub fn crate_of(&self, module: ModuleId) -> CrateId {
        self.module(module).krate
    }
}
