//! Which crate a dependency's name means: one of the workspace, a header, or a library outside that was read for its
//! signatures.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{CrateId, CrateInput, Def, ModuleId, Program, Ty};
use crate::ir::Name;

/// Names of dependencies in each crate. Headers see one another by their own names. `packages` are the package names of the
/// dependencies outside of the workspace, which are the last of `inputs`.
pub(super) fn link(program: &mut Program, inputs: &[CrateInput], packages: &[Name]) {
    let mut members: FxHashMap<Name, CrateId> = FxHashMap::default();
    let mut foreign: FxHashMap<Name, CrateId> = FxHashMap::default();
    let first = inputs.len() - packages.len();
    for (index, input) in inputs.iter().enumerate().filter(|(_, input)| input.is_library) {
        let id = CrateId(index as u32);
        if index < first {
            members.insert(input.name, id);
        } else {
            // the newest of several versions comes last
            foreign.insert(packages[index - first], id);
            foreign.insert(input.name, id);
        }
    }
    for (index, input) in inputs.iter().enumerate() {
        let mut externs = FxHashMap::default();
        for (name, krate) in &input.dependencies {
            let found = members
                .get(krate)
                .copied()
                .or_else(|| program.header(*krate))
                .or_else(|| foreign.get(krate).copied())
                // `sqlx = { package = "sqlx-fork" }`: a fork stands where the original would
                .or_else(|| (name != krate).then(|| program.header(*name)).flatten());
            let Some(id) = found else {
                program.external_names.entry(CrateId(index as u32)).or_default().insert(*name, *krate);
                continue;
            };
            externs.insert(*name, id);
            // a library may have another name than its package, which is what the manifest says
            if name == krate && program.krate(id).is_dependency {
                externs.insert(program.krate(id).name, id);
            }
        }
        // A binary sees the library of its package by name.
        if let Some(id) = members.get(&input.name).filter(|id| id.index() != index) {
            externs.entry(input.name).or_insert(*id);
        }
        program.crates[index].extern_crates = externs;
    }
}

impl Program {
    /// By [`CrateId`]: whether code of the workspace can come to speak of the crate. Most headers are of crates that
    /// nobody here depends on.
    pub fn crates_in_use(&self) -> Vec<bool> {
        let everything = self.crates.iter().any(|krate| krate.any_dependency && !krate.is_header);
        let is_always = |krate: &super::Crate| everything || !krate.is_header || krate.name == "std";
        let mut used: Vec<bool> = self.crates.iter().map(is_always).collect();
        let named = self
            .crates
            .iter()
            .filter(|krate| !krate.is_header)
            .flat_map(|krate| krate.extern_crates.values());
        named.for_each(|id| used[id.index()] = true);
        let speaks_of = self.headers_of_headers();
        let mut open: Vec<usize> = (0..used.len()).filter(|index| used[*index]).collect();
        while let Some(index) = open.pop() {
            for other in speaks_of.get(&index).into_iter().flatten() {
                if !std::mem::replace(&mut used[*other], true) {
                    open.push(*other);
                }
            }
        }
        used
    }

    /// Whether paths may lead into this crate, which is not in the program.
    pub(super) fn is_external(&self, krate: &str) -> bool {
        self.crates.iter().any(|known| known.any_dependency && !known.is_header)
            || self.external_names.values().flatten().any(|(_, name)| *name == krate)
    }

    /// Whether something of this crate may be meant that is not in the program.
    pub fn may_be_missing_of(&self, krate: &str) -> bool {
        self.is_external(krate) || self.crates.iter().any(|known| known.is_partial() && known.name == krate)
    }

    /// The crates that each header speaks of: in its signatures, and by what it exports.
    fn headers_of_headers(&self) -> FxHashMap<usize, FxHashSet<usize>> {
        let mut found: FxHashMap<usize, FxHashSet<usize>> = FxHashMap::default();
        let mut speaks = |module: ModuleId, ty: &Ty| {
            let from = self.crate_of(module);
            if self.krate(from).is_header {
                ty.any_part(&mut |part| {
                    if let Ty::Adt(adt, _) = part {
                        let of = self.crate_of(self.adt(*adt).module).index();
                        found.entry(from.index()).or_default().insert(of);
                    }
                    false
                });
            }
        };
        for def in self.functions.iter().filter(|def| !self.is_workspace_file(def.file)) {
            def.params.iter().chain([&def.ret]).for_each(|ty| speaks(def.module, ty));
        }
        for def in self.adts.iter().filter(|def| !self.is_workspace_file(def.file)) {
            def.variants
                .iter()
                .flat_map(|variant| &variant.fields)
                .for_each(|field| speaks(def.module, &field.ty));
        }
        self.aliases.iter().for_each(|def| speaks(def.module, &def.ty));
        for (module, scope) in self.modules.iter().zip(&self.scopes) {
            if self.krate(module.krate).is_header {
                let others = scope.defs().map(|(_, def)| self.crate_of_def(def).index());
                found.entry(module.krate.index()).or_default().extend(others);
            }
        }
        found
    }

    fn crate_of_def(&self, def: Def) -> CrateId {
        self.crate_of(match def {
            Def::Module(id) => id,
            Def::Function(id) => self.function(id).module,
            Def::Adt(id) | Def::Variant(id, _) => self.adt(id).module,
            Def::Trait(id) => self.trait_(id).module,
            Def::Alias(id) => self.aliases[id.index()].module,
            Def::Const(id) => self.consts[id.index()].module,
        })
    }

    /// A header by a name under which its crate is reached; a trailing `*` in a header's name stands for anything that no
    /// other header names.
    pub fn header(&self, krate: Name) -> Option<CrateId> {
        let exact = self.header_names.iter().find(|(name, _)| krate == name.as_str());
        let pattern = || {
            let mut names = self.header_names.iter();
            names.find(|(name, _)| name.strip_suffix('*').is_some_and(|start| krate.starts_with(start)))
        };
        exact.or_else(pattern).map(|(_, id)| *id)
    }
}
