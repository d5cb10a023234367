//! Which crate a dependency's name means: one of the workspace, a header, or a library outside that was read for its
//! signatures.

use rustc_hash::FxHashMap;

use super::{CrateId, CrateInput, Def, Program};
use crate::catalogue::{HEADERS, header_of};
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
    /// Whether paths may lead into this crate, which is not in the program.
    pub(super) fn is_external(&self, krate: &str) -> bool {
        self.crate_ids().any(|from| self.leads_out(from, krate))
    }

    /// Where something of this crate may be meant that is not in the program: the crates that depend on it by this name,
    /// and what stands for a part of it.
    pub(super) fn missing_of(&self, krate: &str) -> Vec<CrateId> {
        let is_one = |id: &CrateId| {
            let known = self.krate(*id);
            self.leads_out(*id, krate)
                || known.is_partial() && known.name == krate
                || known.extern_crates.keys().any(|name| *name == krate)
        };
        self.crate_ids().filter(is_one).collect()
    }

    fn leads_out(&self, from: CrateId, krate: &str) -> bool {
        let of = self.krate(from);
        let mut names = self.external_names.get(&from).into_iter().flatten();
        of.any_dependency && !of.is_header || names.any(|(_, name)| *name == krate)
    }

    fn crate_ids(&self) -> impl Iterator<Item = CrateId> {
        (0..self.crates.len() as u32).map(CrateId)
    }

    pub(super) fn crate_of_def(&self, def: Def) -> CrateId {
        self.crate_of(match def {
            Def::Module(id) => id,
            Def::Function(id) => self.function(id).module,
            Def::Adt(id) | Def::Variant(id, _) => self.adt(id).module,
            Def::Trait(id) => self.trait_(id).module,
            Def::Alias(id) => self.aliases[id.index()].module,
            Def::Const(id) => self.consts[id.index()].module,
        })
    }

    /// A header by a name under which its crate is reached.
    pub fn header(&self, krate: Name) -> Option<CrateId> {
        self.headers.get(HEADERS[header_of(&krate)?].name).copied()
    }
}
