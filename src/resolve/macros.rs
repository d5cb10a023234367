//! Which `macro_rules!` a macro's name means.
//!
//! By the scope of the text: declared in the same module or one around it, or in a `#[macro_use]` module there; by path:
//! exported from the root of its crate, imported, re-exported. Called by `check`, between the resolved program and the
//! bodies that call macros.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::names::Imports;
use super::{CrateId, Def, ModuleId, Namespace, Program, Resolution};
use crate::ir::{self, Import, Name, Path};
use crate::source::{FileId, Span};

/// A `macro_rules!` item.
#[derive(Debug)]
pub struct MacroDef {
    pub name: Name,
    /// Where it stands; a block for one that a function declares.
    pub module: ModuleId,
    pub file: FileId,
    pub span: Span,
    pub is_exported: bool,
}

/// All macros of the workspace.
#[derive(Debug, Default)]
pub struct MacroScope {
    pub defs: Vec<MacroDef>,
    by_name: FxHashMap<Name, Vec<u32>>,
    /// Modules whose macros are visible around them.
    open: FxHashSet<ModuleId>,
    /// Imports that may bring a macro, by module.
    imports: FxHashMap<ModuleId, Vec<Import>>,
}

impl MacroScope {
    pub(super) fn declare(&mut self, module: ModuleId, file: FileId, item: &ir::Item) {
        let is_exported = item.attrs.iter().any(|attr| attr.path == "macro_export");
        self.by_name.entry(item.name).or_default().push(self.defs.len() as u32);
        self.defs.push(MacroDef { name: item.name, module, file, span: item.span, is_exported });
    }

    pub(super) fn open(&mut self, module: ModuleId) {
        self.open.insert(module);
    }

    /// Keeps the imports that may bring one.
    pub(super) fn import(&mut self, imports: &Imports<'_>) {
        if self.defs.is_empty() {
            return;
        }
        let may_bring = |import: &Import| {
            import.glob || import.path.last().is_some_and(|name| self.by_name.contains_key(name))
        };
        let kept: Vec<_> = imports.par_iter().filter(|(_, import)| may_bring(import)).collect();
        for (module, import) in kept {
            self.imports.entry(module).or_default().push(import.clone());
        }
        // explicit names hide those that a glob brings
        self.imports.values_mut().for_each(|imports| imports.sort_by_key(|import| import.glob));
    }

    /// `#[macro_use] extern crate` opens all that the crate exports.
    pub(super) fn open_crate(&mut self, module: ModuleId, import: &Import) {
        self.imports.entry(module).or_default().push(Import { glob: true, ..import.clone() });
    }

    pub fn is_empty(&self) -> bool {
        self.defs.is_empty()
    }

    /// Whether an import gives this name to a macro that has another one.
    pub fn is_alias(&self, name: Name) -> bool {
        let mut imports =
            self.imports.values().flatten().filter(|import| !import.glob && import.name == name);
        imports.any(|import| import.path.last() != Some(&name))
    }

    /// Whether a macro has this name, or an import gives it.
    pub fn names(&self) -> impl Iterator<Item = Name> + '_ {
        let renamed = self.imports.values().flatten().filter(|import| !import.glob).map(|import| import.name);
        self.by_name.keys().copied().chain(renamed)
    }
}

impl Program {
    /// The macro that a call in this module (or block) means.
    pub fn macro_of(&self, module: ModuleId, path: &Path) -> Option<u32> {
        let names: Vec<Name> = path.segments.iter().map(|segment| segment.name).collect();
        self.macro_by(module, &names, path.global, &mut FxHashSet::default())
    }

    fn macro_by(
        &self,
        module: ModuleId,
        names: &[Name],
        global: bool,
        seen: &mut FxHashSet<ModuleId>,
    ) -> Option<u32> {
        let (name, prefix) = names.split_last()?;
        if prefix.is_empty() {
            return self.macro_in_text(module, *name).or_else(|| self.macro_in_scope(module, *name, seen));
        }
        match self.resolve_names(module, prefix, global, Namespace::Types)? {
            Resolution::Def(Def::Module(of), used) if used == prefix.len() => self.macro_at(of, *name, seen),
            _ => None,
        }
    }

    /// The nearest declaration around; the last of several in one module.
    fn macro_in_text(&self, module: ModuleId, name: Name) -> Option<u32> {
        let known = self.macros.by_name.get(&name)?;
        let mut at = Some(module);
        while let Some(module) = at {
            let here =
                known.iter().rev().find(|id| self.is_open_in(self.macros.defs[**id as usize].module, module));
            if here.is_some() {
                return here.copied();
            }
            at = self.module(module).parent;
        }
        None
    }

    /// Whether what `inner` declares is visible in `outer`: the same module, or `#[macro_use]` all the way.
    fn is_open_in(&self, inner: ModuleId, outer: ModuleId) -> bool {
        let mut at = inner;
        while at != outer {
            let parent = self.module(at).parent;
            match parent {
                Some(parent) if self.macros.open.contains(&at) => at = parent,
                _ => return false,
            }
        }
        true
    }

    /// By what a module, or a block and the module around it, imports.
    fn macro_in_scope(&self, module: ModuleId, name: Name, seen: &mut FxHashSet<ModuleId>) -> Option<u32> {
        let mut at = module;
        loop {
            if let Some(found) = self.macro_at(at, name, seen) {
                return Some(found);
            }
            match self.module(at) {
                def if def.is_block => at = def.parent?,
                _ => break,
            }
        }
        // `#[macro_use] extern crate`, which stands at the root of the crate
        let root = self.krate(self.crate_of(module)).root;
        (root != at).then(|| self.macro_at(root, name, seen)).flatten()
    }

    /// What a path into the module finds: exported macros of a crate's root, and what the module imports.
    fn macro_at(&self, module: ModuleId, name: Name, seen: &mut FxHashSet<ModuleId>) -> Option<u32> {
        // imports may lead in circles
        if !seen.insert(module) {
            return None;
        }
        let krate = self.crate_of(module);
        if self.krate(krate).root == module
            && let Some(found) = self.exported(krate, name)
        {
            return Some(found);
        }
        let imports = self.macros.imports.get(&module)?;
        for import in imports.iter().filter(|import| import.glob || import.name == name) {
            let found = match &import.path[..] {
                // `pub(crate) use name;` beside the macro
                [only] if !import.glob => self.macro_in_text(module, *only),
                path if import.glob => {
                    let path: Vec<Name> = path.iter().copied().chain([name]).collect();
                    self.macro_by(module, &path, import.global, seen)
                }
                path => self.macro_by(module, path, import.global, seen),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn exported(&self, krate: CrateId, name: Name) -> Option<u32> {
        let known = self.macros.by_name.get(&name)?;
        let of_crate = |id: &&u32| {
            let def = &self.macros.defs[**id as usize];
            def.is_exported && self.crate_of(def.module) == krate
        };
        known.iter().rev().find(of_crate).copied()
    }
}
