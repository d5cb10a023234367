//! Puts what the user declared on the types and functions that it means.
//!
//! A path is where the item is defined, or where it is re-exported; of a crate that is not in the program only its name
//! is known, and its types are found by path when they are used.

use std::sync::Arc;

use super::{Container, Def, ExternalTy, FunctionId, ModuleId, Namespace, Program, Resolution, Ty};
use crate::catalogue::{Category, Declaration, Declared, FunctionFact, GuardKind, TypeFact};
use crate::ir::Name;

/// Marks what is declared; afterwards [`Program::declared`] keeps the declarations for paths into unknown crates, and
/// [`Program::unmatched`] the indices of those that mean nothing in the workspace or its dependencies.
pub(super) fn declare(program: &mut Program, declarations: Vec<Declaration>) {
    for (index, declaration) in declarations.iter().enumerate() {
        let found = match &declaration.what {
            Declared::Guard => mark_types(program, declaration, TypeFact::Guard(GuardKind::Pooled)),
            Declared::Handle => mark_types(program, declaration, TypeFact::Handle),
            Declared::Model => mark_types(program, declaration, TypeFact::Model),
            Declared::Snapshot => mark_types(program, declaration, TypeFact::Snapshot),
            Declared::ImmutableModel => mark_types(program, declaration, TypeFact::ImmutableModel),
            Declared::External { category, advice } => {
                mark_functions(program, declaration, *category, advice.as_deref())
            }
        };
        if !found && !names_unknown_crate(program, declaration) {
            program.unmatched.push(index);
        }
    }
    program.declared = declarations;
}

fn mark_types(program: &mut Program, declaration: &Declaration, fact: TypeFact) -> bool {
    let mut found: Vec<_> = (0..program.adts.len())
        .filter(|index| {
            let def = &program.adts[*index];
            matches(program, declaration, def.module, &[def.name])
        })
        .map(|index| super::AdtId(index as u32))
        .collect();
    for def in by_path(program, declaration, Namespace::Types) {
        match def {
            Def::Adt(adt) => found.push(adt),
            Def::Alias(alias) => {
                if let Ty::Adt(adt, _) = program.aliases[alias.index()].ty {
                    found.push(adt);
                }
            }
            _ => {}
        }
    }
    for adt in &found {
        // The user's word stands before the header's.
        let types = &mut Arc::make_mut(&mut program.adts[adt.index()].facts).types;
        types.retain(|known| matches!(known, TypeFact::LookThrough | TypeFact::Opaque));
        types.push(fact);
    }
    !found.is_empty()
}

fn mark_functions(
    program: &mut Program,
    declaration: &Declaration,
    category: Category,
    advice: Option<&str>,
) -> bool {
    let mut found: Vec<_> = (0..program.functions.len() as u32)
        .map(FunctionId)
        .filter(|id| {
            let def = program.function(*id);
            match owner_name(program, *id) {
                Some(owner) => matches(program, declaration, def.module, &[owner, def.name]),
                None => matches(program, declaration, def.module, &[def.name]),
            }
        })
        .collect();
    found.extend(by_path(program, declaration, Namespace::Values).into_iter().filter_map(|def| match def {
        Def::Function(id) => Some(id),
        _ => None,
    }));
    for id in &found {
        let facts = Arc::make_mut(&mut program.functions[id.index()].facts);
        facts.functions.retain(|fact| !matches!(fact, FunctionFact::Waits(_)));
        facts.functions.push(FunctionFact::Waits(category));
        facts.note = advice.map(str::to_owned).or_else(|| facts.note.take());
    }
    !found.is_empty()
}

/// The type or trait that a method belongs to.
fn owner_name(program: &Program, id: FunctionId) -> Option<Name> {
    match program.function(id).container {
        Container::Module => None,
        Container::Trait(of) => Some(program.trait_(of).name),
        Container::Impl(impl_) => match program.impl_(impl_).self_ty.peel_refs() {
            Ty::Adt(adt, _) => Some(program.adt(*adt).name),
            _ => None,
        },
    }
}

/// Where it is defined.
fn matches(program: &Program, declaration: &Declaration, module: ModuleId, names: &[Name]) -> bool {
    let mut path: Vec<Name> = names.iter().rev().copied().collect();
    let mut at = Some(module);
    while let Some(module) = at {
        let def = program.module(module);
        if !def.is_block {
            path.push(def.name);
        }
        at = def.parent;
    }
    let ours = !program.krate(program.crate_of(module)).is_header;
    let segments: Vec<&str> = path.iter().rev().map(Name::as_str).collect();
    declaration.path.matches(ours, &segments)
}

/// Where it is re-exported, from the roots of the crates that the path can mean.
fn by_path(program: &Program, declaration: &Declaration, namespace: Namespace) -> Vec<Def> {
    let Some(segments) = declaration.path.literal() else { return Vec::new() };
    let names: Vec<Name> =
        std::iter::once("crate").chain(segments.iter().skip(1).map(String::as_str)).map(Name::from).collect();
    let roots = program.crates.iter().filter(|krate| {
        let named = krate.name == declaration.path.krate();
        named || declaration.path.krate() == "crate" && !krate.is_header
    });
    roots
        .filter_map(|krate| match program.resolve_names(krate.root, &names, false, namespace) {
            Some(Resolution::Def(def, used)) if used == names.len() => Some(def),
            _ => None,
        })
        .collect()
}

/// A dependency whose source is not in the program: what is in it cannot be known.
pub(super) fn names_unknown_crate(program: &Program, declaration: &Declaration) -> bool {
    let krate = declaration.path.krate();
    krate.contains('*')
        || program.is_external(krate)
        || program.crates.iter().any(|known| known.is_header && known.name == krate)
}

impl Program {
    /// What the user declared of a type of an unknown crate.
    pub fn declared_type(&self, external: &ExternalTy) -> Option<TypeFact> {
        if self.declared.is_empty() || external.path.is_empty() {
            return None;
        }
        let segments: Vec<&str> =
            std::iter::once(&external.krate).chain(&external.path).map(Name::as_str).collect();
        self.declared.iter().find_map(|declaration| match declaration.what {
            Declared::Guard if declaration.path.matches(false, &segments) => {
                Some(TypeFact::Guard(GuardKind::Pooled))
            }
            Declared::Handle if declaration.path.matches(false, &segments) => Some(TypeFact::Handle),
            _ => None,
        })
    }

    /// What the user declared of a function of an unknown crate: the category, and the advice.
    pub fn declared_call(&self, krate: Name, path: &[Name]) -> Option<(Category, Option<&str>)> {
        if self.declared.is_empty() {
            return None;
        }
        let segments: Vec<&str> = std::iter::once(&krate).chain(path).map(Name::as_str).collect();
        self.declared.iter().find_map(|declaration| match &declaration.what {
            Declared::External { category, advice } if declaration.path.matches(false, &segments) => {
                Some((*category, advice.as_deref()))
            }
            _ => None,
        })
    }

    /// A handle of the workspace (or of an unknown crate), not of the catalogue.
    pub fn is_declared_handle(&self, ty: &Ty) -> bool {
        !self.declared.is_empty()
            && match ty.peel_refs() {
                Ty::Adt(adt, args) => {
                    let def = self.adt(*adt);
                    self.is_workspace_file(def.file) && def.facts.has_type(TypeFact::Handle)
                        || def.facts.has_type(TypeFact::LookThrough)
                            && args.iter().any(|arg| self.is_declared_handle(arg))
                }
                Ty::External(external) => self.declared_type(external) == Some(TypeFact::Handle),
                _ => false,
            }
    }

    /// A method of a type that was declared to be a handle.
    pub fn is_handle_method(&self, id: FunctionId) -> bool {
        match self.function(id).container {
            Container::Impl(impl_) => self.is_declared_handle(&self.impl_(impl_).self_ty),
            _ => false,
        }
    }

    /// A method of a type that the user declared to be a guard: what it waits for is the guard's own work.
    pub fn is_own_method(&self, id: FunctionId) -> bool {
        !self.is_header_function(id)
            && match self.function(id).container {
                Container::Impl(impl_) => match self.impl_(impl_).self_ty.peel_refs() {
                    Ty::Adt(adt, _) => self.adt(*adt).facts.guard().is_some(),
                    _ => false,
                },
                _ => false,
            }
    }
}
