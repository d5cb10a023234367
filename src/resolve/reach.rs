//! Of which crates the code of a crate can come to speak: those that it depends on, and all that they can speak of.
//!
//! What is defined in any other crate is not meant, whatever a word sounds like. `naming` asks for it.

use rustc_hash::FxHashSet;

use super::{CrateId, ModuleId, Program, TraitRef, TraitTarget, Ty};
use crate::ir::Name;

/// By [`CrateId`].
#[derive(Debug, Default)]
pub struct Reach {
    /// Which crates each can speak of, itself included.
    seen: Vec<Vec<bool>>,
    /// Which of them code outside of headers can speak of. Most headers are of crates that nobody here depends on.
    used: Vec<bool>,
}

impl Reach {
    pub(super) fn of(program: &Program) -> Self {
        let next = dependencies(program);
        let all = program.crates.len();
        let seen: Vec<Vec<bool>> = (0..all).map(|from| seen_from(from, &next)).collect();
        let others = || (0..all).filter(|from| !program.crates[*from].is_header);
        let used = (0..all).map(|of| others().any(|from| seen[from][of])).collect();
        Self { seen, used }
    }

    pub fn sees(&self, from: CrateId, of: CrateId) -> bool {
        self.seen[from.index()][of.index()]
    }

    pub fn is_used(&self, krate: CrateId) -> bool {
        self.used[krate.index()]
    }
}

fn seen_from(from: usize, next: &[FxHashSet<usize>]) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    seen[from] = true;
    let mut open = vec![from];
    while let Some(krate) = open.pop() {
        for other in &next[krate] {
            if !std::mem::replace(&mut seen[*other], true) {
                open.push(*other);
            }
        }
    }
    seen
}

/// What each crate depends on. Of a header that is what its signatures speak of, and what it exports: it could name any
/// other.
fn dependencies(program: &Program) -> Vec<FxHashSet<usize>> {
    let std = program.header(Name::from("std")).map(CrateId::index);
    let mut found: Vec<FxHashSet<usize>> = program
        .crates
        .iter()
        .map(|krate| {
            if krate.any_dependency && !krate.is_header {
                return (0..program.crates.len()).collect();
            }
            krate.extern_crates.values().map(|id| id.index()).chain(std).collect()
        })
        .collect();
    let is_in_header = |module: ModuleId| program.krate(program.crate_of(module)).is_header;
    let mut speaks = |module: ModuleId, ty: &Ty| {
        if is_in_header(module) {
            let found = &mut found[program.crate_of(module).index()];
            ty.any_part(&mut |part| {
                add(program, part, found);
                false
            });
        }
    };
    for def in &program.functions {
        def.params.iter().chain([&def.ret]).for_each(|ty| speaks(def.module, ty));
    }
    for def in &program.adts {
        let fields = def.variants.iter().flat_map(|variant| &variant.fields);
        fields.for_each(|field| speaks(def.module, &field.ty));
    }
    for def in &program.traits {
        let of_types = def.assoc_types.iter().flat_map(|(_, bounds, _)| bounds);
        let bounds: Vec<TraitRef> = def.supertraits.iter().chain(of_types).cloned().collect();
        speaks(def.module, &Ty::Dyn(bounds.into()));
    }
    for def in &program.impls {
        def.assoc_types.iter().map(|(_, ty)| ty).chain([&def.self_ty]).for_each(|ty| speaks(def.module, ty));
        let bounds: Vec<TraitRef> = def.of_trait.iter().cloned().collect();
        speaks(def.module, &Ty::Dyn(bounds.into()));
    }
    program.aliases.iter().for_each(|def| speaks(def.module, &def.ty));
    for (module, scope) in program.modules.iter().zip(&program.scopes) {
        if program.krate(module.krate).is_header {
            let others = scope.defs().map(|(_, def)| program.crate_of_def(def).index());
            found[module.krate.index()].extend(others);
        }
    }
    found
}

/// The crates of what is named in one part of a type.
fn add(program: &Program, part: &Ty, found: &mut FxHashSet<usize>) {
    let bounds = match part {
        Ty::Adt(adt, _) => {
            found.insert(program.crate_of(program.adt(*adt).module).index());
            return;
        }
        Ty::Param(param) => &param.bounds[..],
        Ty::Opaque(bounds) | Ty::Dyn(bounds) => bounds,
        _ => return,
    };
    for bound in bounds {
        if let TraitTarget::Known(of) = bound.target {
            found.insert(program.crate_of(program.trait_(of).module).index());
        }
    }
}
