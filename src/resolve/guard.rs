//! Which types own a guard, and by which path that was found out.
//!
//! Structure decides: a type that owns a guard is one; a struct that only borrows a guard is a facade of it; a trait
//! object is one when an implementor in the workspace is. Recursion ends at handles.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::declare::names_unknown_crate;
use super::{AdtId, FutureOrigin, Program, TraitId, TraitTarget, Ty};
use crate::catalogue::{Declared, Facts, GuardKind, TypeFact};
use crate::ir::Name;

/// Wrappers around wrappers end here.
const DEPTH: usize = 8;

/// A type that keeps a connection checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardType {
    pub kind: GuardKind,
    /// The type as a user would write it: `PoolConnection<Postgres>`.
    pub name: String,
    /// How it was recognised, outermost first: `Connection`, `ConnectionHolder::Pooled(PooledConnection)`,
    /// `sqlx::PoolConnection`. One entry when the type itself is in the catalogue.
    pub via: Vec<String>,
    /// A reference to a guard, or a struct that only borrows one: the owner is elsewhere.
    pub borrowed: bool,
}

/// Types and traits through which a guard can be reached at all, whatever their arguments: nearly every type is turned
/// away here, before it is searched.
#[derive(Debug, Default)]
pub(super) struct Holders {
    adts: Vec<bool>,
    /// Types that hold nothing whatever they are of: handles, and what headers say of.
    closed: Vec<bool>,
    traits: Vec<bool>,
    /// Names of associated types that stand for such a type in some impl, or are bounded by such a trait.
    assoc: FxHashSet<Name>,
    /// The user declared guards or handles of a crate that is not in the program: a type of it may be one.
    externals: bool,
    /// Types in which a handle may be, whatever their arguments.
    handles: Vec<bool>,
    /// What was found, by type: the same few are asked for again and again.
    guards: Memo<Option<Arc<GuardType>>>,
    owners: Memo<bool>,
}

/// Answers by type, shared by all threads.
#[derive(Debug)]
struct Memo<T> {
    shards: [Mutex<FxHashMap<Ty, T>>; 32],
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl<T: Clone> Memo<T> {
    /// `make` may ask for other types; that two threads make the same at once does no harm.
    fn get(&self, ty: &Ty, make: impl FnOnce() -> T) -> T {
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(ty);
        // the map inside looks at the low bits
        let shard = &self.shards[(hash >> 32) as usize % self.shards.len()];
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(ty) {
            return known.clone();
        }
        let made = make();
        shard.lock().unwrap_or_else(PoisonError::into_inner).insert(ty.clone(), made.clone());
        made
    }
}

impl Holders {
    /// Grows from the guards of the catalogue until nothing is added.
    pub fn of(program: &Program) -> Self {
        let adts = program.adts.iter().map(|adt| adt.facts.guard().is_some()).collect();
        let traits = program.traits.iter().map(|def| def.facts.guard().is_some()).collect();
        let externals = program.declared.iter().any(|declaration| {
            matches!(declaration.what, Declared::Guard | Declared::Handle)
                && names_unknown_crate(program, declaration)
        });
        let handles = program.adts.iter().map(|adt| adt.facts.has_type(TypeFact::Handle)).collect();
        let is_closed = |facts: &Facts| {
            let closed = [TypeFact::Handle, TypeFact::Opaque, TypeFact::Facade];
            let is_plain = facts.guard().is_none() && !facts.has_type(TypeFact::Locked);
            is_plain && closed.into_iter().any(|fact| facts.has_type(fact))
        };
        let closed = program.adts.iter().map(|adt| is_closed(&adt.facts)).collect();
        let mut holders = Self { adts, closed, traits, externals, handles, ..Self::default() };
        // what a header says of a type or trait is all that is known of it
        let described: Vec<usize> = (0..program.adts.len())
            .filter(|index| program.has_structure(program.adts[*index].file))
            .collect();
        loop {
            let mut changed = false;
            for index in described.iter().copied() {
                let adt = &program.adts[index];
                if !holders.handles[index] {
                    let mut fields = adt.variants.iter().flat_map(|variant| &variant.fields);
                    holders.handles[index] = fields.any(|field| holders.may_own_handle(&field.ty, 0));
                    changed |= holders.handles[index];
                }
                if !holders.adts[index] && !holders.closed[index] {
                    let mut fields = adt.variants.iter().flat_map(|variant| &variant.fields);
                    holders.adts[index] = fields.any(|field| holders.may_hold(&field.ty, 0));
                    changed |= holders.adts[index];
                }
            }
            for (of, impls) in &program.impls_of_trait {
                let def = program.trait_(*of);
                if !holders.traits[of.index()] && !def.facts.executor && program.has_structure(def.file) {
                    let holds = impls.iter().any(|id| holders.may_hold(&program.impl_(*id).self_ty, 0));
                    holders.traits[of.index()] = holds;
                    changed |= holds;
                }
            }
            let chosen = program.impls.iter().flat_map(|imp| &imp.assoc_types);
            let chosen = chosen.filter(|(_, ty)| holders.may_hold(ty, 0)).map(|(name, _)| *name);
            let declared = program.traits.iter().flat_map(|def| &def.assoc_types);
            let declared = declared.filter(|(_, bounds, default)| {
                default.as_ref().is_some_and(|ty| holders.may_hold(ty, 0)) || holders.bounds(bounds)
            });
            let names: FxHashSet<Name> = chosen.chain(declared.map(|(name, ..)| *name)).collect();
            changed |= names.len() > holders.assoc.len();
            holders.assoc = names;
            if !changed {
                return holders;
            }
        }
    }

    fn may_own_handle(&self, ty: &Ty, depth: usize) -> bool {
        if depth > DEPTH {
            return true;
        }
        let any = |types: &[Ty]| types.iter().any(|ty| self.may_own_handle(ty, depth + 1));
        match ty.peel_refs() {
            Ty::Adt(adt, args) => self.handles.get(adt.index()).copied().unwrap_or(true) || any(args),
            Ty::Tuple(types) => any(types),
            Ty::Assoc(_) | Ty::Variable(_) => true,
            Ty::External(_) => self.externals,
            _ => false,
        }
    }

    fn may_hold(&self, ty: &Ty, depth: usize) -> bool {
        if depth > DEPTH {
            return true;
        }
        match ty {
            Ty::Adt(adt, _) if self.closed.get(adt.index()).copied().unwrap_or(false) => false,
            Ty::Adt(adt, args) => {
                self.adts.get(adt.index()).copied().unwrap_or(true)
                    || args.iter().any(|ty| self.may_hold(ty, depth + 1))
            }
            Ty::Ref { inner, .. } | Ty::Pointer(inner) | Ty::Slice(inner) => self.may_hold(inner, depth + 1),
            Ty::Tuple(types) => types.iter().any(|ty| self.may_hold(ty, depth + 1)),
            Ty::Future(future) => match &future.origin {
                FutureOrigin::Call { args, .. } | FutureOrigin::Opaque { args } => {
                    args.iter().any(|ty| self.may_hold(ty, depth + 1))
                }
                FutureOrigin::Block(_) => false,
            },
            Ty::Dyn(inner) | Ty::Opaque(inner) => self.bounds(inner),
            Ty::Param(param) => self.bounds(&param.bounds),
            Ty::Assoc(assoc) => self.assoc.contains(&assoc.name),
            Ty::External(_) => self.externals,
            _ => false,
        }
    }

    fn bounds(&self, bounds: &[super::TraitRef]) -> bool {
        bounds.iter().any(|bound| match bound.target {
            TraitTarget::Known(of) => self.traits.get(of.index()).copied().unwrap_or(true),
            TraitTarget::External(_) => false,
        })
    }
}

struct Search<'a> {
    program: &'a Program,
    adts: Vec<AdtId>,
    traits: Vec<TraitId>,
}

/// What was found inside a type.
struct Found {
    kind: GuardKind,
    via: Vec<String>,
    borrowed: bool,
}

impl Program {
    /// The guard that a value of this type owns or borrows; none for handles and everything else. Looks through
    /// references (then `borrowed`), wrappers, fields, type arguments, trait objects by their implementors, captured
    /// arguments of futures.
    pub fn guard(&self, ty: &Ty) -> Option<Arc<GuardType>> {
        if !self.holders.may_hold(ty, 0) {
            return None;
        }
        self.holders.guards.get(ty, || {
            let mut search = Search { program: self, adts: Vec::new(), traits: Vec::new() };
            let found = search.ty(ty, 0)?;
            let Found { kind, via, borrowed } = found;
            Some(Arc::new(GuardType { kind, name: self.display(ty), via, borrowed }))
        })
    }

    /// A quick look: false for types that certainly neither own nor borrow a guard.
    pub fn may_hold(&self, ty: &Ty) -> bool {
        self.holders.may_hold(ty, 0)
    }

    /// Whether values of such types may own or borrow a guard, whatever the type's arguments are.
    pub fn is_holder(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Adt(adt, _) => self.holders.adts.get(adt.index()).copied().unwrap_or(true),
            Ty::Dyn(_) | Ty::Opaque(_) | Ty::Param(_) | Ty::External(_) => self.holders.may_hold(ty, 0),
            _ => false,
        }
    }

    /// Whether the user declared guards or handles of a crate that is not in the program.
    pub fn has_unknown_guards(&self) -> bool {
        self.holders.externals
    }

    /// Whether the type hands out connections (`PgPool`, `&PgPool`, `Arc<PgPool>`).
    pub fn is_handle(&self, ty: &Ty) -> bool {
        match ty.peel_refs() {
            Ty::Adt(adt, args) => {
                let facts = &self.adt(*adt).facts;
                facts.has_type(TypeFact::Handle)
                    || facts.has_type(TypeFact::LookThrough) && args.iter().any(|arg| self.is_handle(arg))
            }
            Ty::External(external) => self.declared_type(external) == Some(TypeFact::Handle),
            _ => false,
        }
    }

    /// A handle, or a struct with one in it.
    pub fn owns_handle(&self, ty: &Ty) -> bool {
        self.holders.may_own_handle(ty, 0) && self.holders.owners.get(ty, || self.owns_handle_at(ty, 0))
    }

    fn owns_handle_at(&self, ty: &Ty, depth: usize) -> bool {
        if depth > DEPTH / 2 {
            return false;
        }
        let owns = |ty: &Ty| self.holders.may_own_handle(ty, 0) && self.owns_handle_at(ty, depth + 1);
        match ty.peel_refs() {
            ty if self.is_handle(ty) => true,
            Ty::Adt(adt, args) => {
                let def = self.adt(*adt);
                if def.facts.has_type(TypeFact::LookThrough) {
                    return args.iter().any(owns);
                }
                self.has_structure(def.file)
                    && def
                        .variants
                        .iter()
                        .flat_map(|variant| &variant.fields)
                        .any(|field| owns(&self.field_type(*adt, args, &field.ty)))
            }
            Ty::Tuple(types) => types.iter().any(owns),
            _ => false,
        }
    }

    /// The fields of a struct that can take connections itself and keeps one only at times: a handle, and guards that are
    /// all in an `Option`. None of any other type, whose values have what their type says; nor of one that stands for its
    /// connection by `Deref` and only keeps its pool to go back there.
    pub fn kept_at_times(&self, ty: &Ty) -> Vec<Name> {
        let Ty::Adt(adt, args) = ty.peel_refs() else { return Vec::new() };
        let def = self.adt(*adt);
        if !self.has_structure(def.file) || def.is_enum || self.deref(ty.peel_refs()).is_some() {
            return Vec::new();
        }
        let fields = def.variants.iter().flat_map(|variant| &variant.fields);
        let fields = fields.map(|field| (field.name, self.field_type(*adt, args, &field.ty)));
        let is_option = |ty: &Ty| matches!(ty, Ty::Adt(adt, _) if self.known.option == Some(*adt));
        let (guards, others): (Vec<_>, Vec<_>) = fields.partition(|(_, ty)| self.guard(ty).is_some());
        let can_take = others.iter().any(|(_, ty)| self.owns_handle(ty));
        let is_at_times = can_take && guards.iter().all(|(_, ty)| is_option(ty));
        guards.into_iter().filter(|_| is_at_times).map(|(name, _)| name).collect()
    }

    /// Bounded by an executor trait: a handle or a guard, decided by the caller (`impl Executor`, `E: PgExecutor`,
    /// `&dyn ConnectionTrait`).
    pub fn is_executor(&self, ty: &Ty) -> bool {
        self.bounds_of(ty.peel_refs()).iter().any(|bound| match bound.target {
            TraitTarget::Known(of) => self.trait_(of).facts.executor,
            TraitTarget::External(_) => false,
        })
    }

    /// The type as a user would write it.
    pub fn display(&self, ty: &Ty) -> String {
        let mut text = String::new();
        self.write(ty, &mut text, 0);
        text
    }

    fn write(&self, ty: &Ty, text: &mut String, depth: usize) {
        if depth > 6 {
            text.push('…');
            return;
        }
        match ty {
            Ty::Unknown | Ty::Variable(_) => text.push('_'),
            Ty::Never => text.push('!'),
            Ty::Primitive(name) => text.push_str(name),
            Ty::Adt(adt, args) => {
                text.push_str(&self.adt(*adt).name);
                self.write_args(args, text, depth);
            }
            Ty::External(external) => {
                text.push_str(external.path.last().map_or(external.krate.as_str(), |name| name.as_str()));
                self.write_args(&external.args, text, depth);
            }
            Ty::Ref { mutable, inner } => {
                text.push_str(if *mutable { "&mut " } else { "&" });
                self.write(inner, text, depth + 1);
            }
            Ty::Pointer(inner) => {
                text.push_str("*const ");
                self.write(inner, text, depth + 1);
            }
            Ty::Tuple(types) => self.write_list("(", types, ")", text, depth),
            Ty::Slice(inner) => {
                text.push('[');
                self.write(inner, text, depth + 1);
                text.push(']');
            }
            Ty::Function(id, _) => text.push_str(&self.function(*id).name),
            Ty::Constructor(of) => text.push_str(&self.adt(of.adt).name),
            Ty::FnPointer(_) => text.push_str("fn"),
            Ty::Closure(_) => text.push_str("closure"),
            Ty::Future(future) => {
                text.push_str("impl Future<Output = ");
                self.write(&future.output, text, depth + 1);
                text.push('>');
            }
            Ty::Param(param) => text.push_str(&param.name),
            Ty::Opaque(bounds) | Ty::Dyn(bounds) => {
                text.push_str(if matches!(ty, Ty::Dyn(_)) { "dyn " } else { "impl " });
                let name = bounds.first().map_or("_", |bound| match &bound.target {
                    TraitTarget::Known(id) => self.trait_(*id).name.as_str(),
                    TraitTarget::External(path) => path.last().map_or("_", |name| name.as_str()),
                });
                text.push_str(name);
            }
            // Of a type that is not known.
            Ty::Assoc(assoc) if assoc.base.peel_assoc().is_unknown() => text.push('_'),
            Ty::Assoc(assoc) => {
                self.write(&assoc.base, text, depth + 1);
                text.push_str("::");
                text.push_str(&assoc.name);
            }
        }
    }

    fn write_args(&self, args: &[Ty], text: &mut String, depth: usize) {
        if args.iter().any(|arg| !arg.is_unknown()) {
            self.write_list("<", args, ">", text, depth);
        }
    }

    fn write_list(&self, open: &str, types: &[Ty], close: &str, text: &mut String, depth: usize) {
        text.push_str(open);
        for (index, ty) in types.iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            self.write(ty, text, depth + 1);
        }
        text.push_str(close);
    }
}

impl Search<'_> {
    fn ty(&mut self, ty: &Ty, depth: usize) -> Option<Found> {
        // structs of structs are a tree without end, and in nearly all branches there is nothing
        if depth > DEPTH || !self.program.may_hold(ty) {
            return None;
        }
        match ty {
            Ty::Adt(adt, args) => self.adt(*adt, args, depth),
            Ty::External(external) => match self.program.declared_type(external)? {
                TypeFact::Guard(kind) => {
                    let name = external.path.last().map(|name| format!("{}::{name}", external.krate));
                    let via = name.into_iter().collect();
                    Some(Found { kind, via, borrowed: false })
                }
                _ => None,
            },
            Ty::Ref { inner, .. } | Ty::Pointer(inner) => {
                let found = self.ty(inner, depth + 1)?;
                Some(Found { borrowed: true, ..found })
            }
            Ty::Tuple(types) => self.any(types, depth),
            Ty::Slice(inner) => self.ty(inner, depth + 1),
            Ty::Future(future) => match &future.origin {
                FutureOrigin::Call { args, .. } | FutureOrigin::Opaque { args } => self.any(args, depth),
                FutureOrigin::Block(_) => None,
            },
            Ty::Dyn(bounds) | Ty::Opaque(bounds) => {
                bounds.iter().find_map(|bound| self.bound(&bound.target, depth))
            }
            Ty::Param(param) => param.bounds.iter().find_map(|bound| self.bound(&bound.target, depth)),
            Ty::Assoc(assoc) => {
                let bounds = self.program.bounds_of(ty);
                let by_bound = bounds.iter().find_map(|bound| self.bound(&bound.target, depth));
                by_bound.or_else(|| self.chosen_by_impls(assoc, depth))
            }
            _ => None,
        }
    }

    /// An associated type of which nothing is said is a guard when every impl of the workspace has chosen one.
    fn chosen_by_impls(&mut self, assoc: &super::AssocTy, depth: usize) -> Option<Found> {
        let of = assoc.of_trait?;
        let def = self.program.trait_(of);
        if !self.program.has_structure(def.file) || self.traits.contains(&of) {
            return None;
        }
        self.traits.push(of);
        let program = self.program;
        let impls = program.impls_of_trait.get(&of).map_or(&[][..], Vec::as_slice);
        let types = impls.iter().flat_map(|id| &program.impl_(*id).assoc_types);
        let mut found = None;
        for (_, ty) in types.filter(|(name, _)| *name == assoc.name) {
            let Some(chosen) = self.ty(ty, depth + 1) else {
                found = None;
                break;
            };
            found = found.or(Some(chosen));
        }
        self.traits.pop();
        let found: Found = found?;
        let via = std::iter::once(format!("{}::{}", def.name, assoc.name)).chain(found.via).collect();
        Some(Found { via, ..found })
    }

    /// Owned before borrowed.
    fn any(&mut self, types: &[Ty], depth: usize) -> Option<Found> {
        let mut borrowed = None;
        for ty in types {
            match self.ty(ty, depth + 1) {
                Some(found) if !found.borrowed => return Some(found),
                Some(found) => borrowed = Some(found),
                None => {}
            }
        }
        borrowed
    }

    fn adt(&mut self, adt: AdtId, args: &[Ty], depth: usize) -> Option<Found> {
        let def = self.program.adt(adt);
        let facts = &def.facts;
        if let Some(kind) = facts.guard() {
            if kind == GuardKind::Pooled && self.program.pools_something_else(adt, args) {
                return None;
            }
            return Some(Found { kind, via: vec![self.known_as(def.module, def.name)], borrowed: false });
        }
        if facts.has_type(TypeFact::Handle) || facts.has_type(TypeFact::Opaque) {
            return None;
        }
        if facts.has_type(TypeFact::Locked) {
            // One connection for all: who has locked it keeps the others out.
            let found = self.any(args, depth)?;
            let via = std::iter::once(def.name.to_string()).chain(found.via).collect();
            return (found.kind == GuardKind::Raw && !found.borrowed).then_some(Found {
                kind: GuardKind::Lock,
                via,
                borrowed: false,
            });
        }
        if facts.has_type(TypeFact::Facade) {
            return None;
        }
        if facts.has_type(TypeFact::Lazy) {
            // A stream and its closure are one step: chains of adaptors are long.
            let owned = match args.first() {
                Some(Ty::Tuple(types)) => types,
                first => first.map_or(&[][..], std::slice::from_ref),
            };
            return self.any(owned, depth);
        }
        if facts.has_type(TypeFact::LookThrough) {
            let found = self.any(args, depth)?;
            // Before it is locked nobody has it.
            let is_shared = found.kind == GuardKind::Raw && facts.has_type(TypeFact::Shared);
            return (!is_shared).then_some(found);
        }
        // Other types of headers say by their facts what they are.
        if !self.program.has_structure(def.file) || self.adts.contains(&adt) {
            return None;
        }
        self.adts.push(adt);
        let mut borrowed = None;
        let mut owned = None;
        'search: for variant in &def.variants {
            for field in &variant.fields {
                let ty = self.program.field_type(adt, args, &field.ty);
                let Some(found) = self.ty(&ty, depth + 1) else { continue };
                let mut via = vec![def.name.to_string()];
                let mut inner = found.via;
                if def.is_enum {
                    via[0] = format!("{}::{}", def.name, variant.name);
                    // a variant and what it wraps are one step
                    if variant.kind == crate::ir::FieldsKind::Tuple
                        && inner.len() > 1
                        && !inner[0].contains("::")
                    {
                        via[0] = format!("{}({})", via[0], inner.remove(0));
                    }
                }
                via.extend(inner);
                let found = Found { via, ..found };
                if found.borrowed {
                    borrowed.get_or_insert(found);
                } else {
                    owned = Some(found);
                    break 'search;
                }
            }
        }
        self.adts.pop();
        owned.or(borrowed)
    }

    /// `sqlx::PoolConnection`; types of the workspace by their name alone.
    fn known_as(&self, module: super::ModuleId, name: Name) -> String {
        let krate = self.program.krate(self.program.crate_of(module));
        if krate.is_header { format!("{}::{name}", krate.name) } else { name.to_string() }
    }

    /// A trait is a guard when every owner of data behind it in the workspace is one, and there is at least one.
    fn bound(&mut self, target: &TraitTarget, depth: usize) -> Option<Found> {
        let TraitTarget::Known(of) = target else { return None };
        let def = self.program.trait_(*of);
        if let Some(kind) = def.facts.guard() {
            return Some(Found { kind, via: vec![self.known_as(def.module, def.name)], borrowed: false });
        }
        // Executors may be handles; traits of headers are implemented by everything.
        if def.facts.executor || !self.program.has_structure(def.file) || self.traits.contains(of) {
            return None;
        }
        let impls = self.program.impls_of_trait.get(of).map_or(&[][..], Vec::as_slice);
        self.traits.push(*of);
        let mut found = None;
        for impl_ in impls {
            let self_ty = &self.program.impl_(*impl_).self_ty;
            if matches!(self_ty, Ty::Param(_)) {
                continue;
            }
            match self.ty(self_ty, depth + 1) {
                Some(inner) => found = found.or(Some(inner)),
                // A mixed trait (something with a pool implements it too) decides nothing by itself; a mock does not count.
                None if self.program.owns_handle(self_ty) => {
                    found = None;
                    break;
                }
                None => {}
            }
        }
        self.traits.pop();
        let found = found?;
        let mut via = vec![format!("dyn {}", def.name)];
        via.extend(found.via);
        Some(Found { via, ..found })
    }
}
