//! Types as written to resolved types; signatures, fields, impls.

use std::sync::Arc;

use rayon::prelude::*;

use super::build::PendingItems;
use super::names::{Namespace, Resolution};
use super::{
    AdtId, AssocTy, Def, ExternalTy, FieldDef, FunctionId, ImplId, ModuleId, ParamTy, Program, TraitId,
    TraitRef, TraitTarget, Ty,
};
use crate::ir::{self, ItemKind, Name, Path, Segment, TypeRef};

/// What names mean beside the module's: generic parameters, `Self`.
#[derive(Debug, Clone)]
pub struct TypeScope {
    pub module: ModuleId,
    pub self_ty: Option<Ty>,
    /// Generic parameters in scope, as [`Ty::Param`]s with their bounds.
    pub params: Vec<(Name, Ty)>,
    /// Inside an impl: `Self::Name` is looked up there first.
    pub impl_: Option<ImplId>,
}

/// Definitions of the standard library that the analysis asks for by name.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub box_: Option<AdtId>,
    pub option: Option<AdtId>,
    pub pin: Option<AdtId>,
    pub future: Option<TraitId>,
    pub into_future: Option<TraitId>,
    pub deref: Option<TraitId>,
    pub iterator: Option<TraitId>,
    pub into_iterator: Option<TraitId>,
    pub from_iterator: Option<TraitId>,
    pub fns: Vec<TraitId>,
    pub stream: Option<TraitId>,
    pub drop: Option<TraitId>,
}

/// Aliases may name aliases; more steps than this are a cycle.
const ALIAS_ROUNDS: usize = 6;

/// `F: Fn() -> Fut, Fut: Future<Output = T>, T: Trait`: parameters in the bounds of parameters, this many steps.
const NESTED_BOUNDS: usize = 2;

/// Fills in every type of the program. Order: aliases, headers of impls and traits, then what uses them.
pub(super) fn lower_all(program: &mut Program, pending: &PendingItems<'_>) {
    program.known = known(program);
    for _ in 0..ALIAS_ROUNDS {
        let mut changed = lower_defaults(program, pending);
        for (index, alias) in pending.aliases.iter().enumerate() {
            let module = program.aliases[index].module;
            let scope = program.generic_scope(module, None, &[&alias.generics]);
            let ty = alias.ty.as_ref().map_or(Ty::Unknown, |ty| program.lower_type(ty, &scope));
            let ty = if ty.is_huge() { Ty::Unknown } else { ty };
            let defaults = program.defaults(&alias.generics, &scope);
            let def = &mut program.aliases[index];
            changed |= def.ty != ty;
            def.ty = ty;
            def.defaults = defaults;
        }
        if !changed {
            break;
        }
    }
    for (index, item) in pending.traits.iter().enumerate() {
        lower_trait(program, TraitId(index as u32), item);
    }
    // Twice: an impl's types may project through another impl.
    for _ in 0..2 {
        let lowered = each(&pending.impls, |index, item| lower_impl(program, ImplId(index), item));
        for (def, lowered) in program.impls.iter_mut().zip(lowered) {
            (def.self_ty, def.of_trait, def.assoc_types) = lowered;
        }
        index_impls(program);
    }
    let lowered = each(&pending.adts, |index, adt| lower_adt(program, AdtId(index), adt.item));
    for (def, (fields, defaults)) in program.adts.iter_mut().zip(lowered) {
        def.variants.iter_mut().zip(fields).for_each(|(variant, fields)| variant.fields = fields);
        def.defaults = defaults;
    }
    let lowered = each(&pending.consts, |index, ty| {
        program.lower_type(ty, &TypeScope::of(program.consts[index as usize].module))
    });
    program.consts.iter_mut().zip(lowered).for_each(|(def, ty)| def.ty = ty);
    super::functions::lower_functions(program, pending);
}

/// In parallel, by index: one sees of another what was known before.
fn each<I: Sync, T: Send>(items: &[I], lower: impl Fn(u32, &I) -> T + Sync) -> Vec<T> {
    items.par_iter().enumerate().map(|(index, item)| lower(index as u32, item)).collect()
}

fn known(program: &Program) -> Known {
    let adt = |path| match program.known(path) {
        Some(Def::Adt(adt)) => Some(adt),
        _ => None,
    };
    let trait_ = |path| program.known_trait(path);
    Known {
        box_: adt("std::boxed::Box"),
        option: adt("std::option::Option"),
        pin: adt("std::pin::Pin"),
        future: trait_("std::future::Future"),
        into_future: trait_("std::future::IntoFuture"),
        deref: trait_("std::ops::Deref"),
        iterator: trait_("std::iter::Iterator"),
        into_iterator: trait_("std::iter::IntoIterator"),
        from_iterator: trait_("std::iter::FromIterator"),
        fns: [
            "std::ops::FnOnce",
            "std::ops::FnMut",
            "std::ops::Fn",
            "std::ops::AsyncFnOnce",
            "std::ops::AsyncFnMut",
            "std::ops::AsyncFn",
        ]
        .iter()
        .filter_map(|path| trait_(path))
        .collect(),
        stream: trait_("futures::Stream"),
        drop: trait_("std::ops::Drop"),
    }
}

/// The associated types among the members of an impl or trait.
fn assoc_types(items: &[ir::Item]) -> impl Iterator<Item = (Name, &ir::TypeAlias)> {
    items.iter().filter_map(|item| match &item.kind {
        ItemKind::TypeAlias(alias) => Some((item.name, &**alias)),
        _ => None,
    })
}

fn lower_trait(program: &mut Program, id: TraitId, item: &ir::Trait) {
    let scope = program.trait_scope(id, &item.generics);
    let mut supertraits = program.bounds(&item.supertraits, &scope);
    // `trait B where Self: A` is `trait B: A`
    for (ty, paths) in &item.generics.predicates {
        if matches!(ty, TypeRef::Path(path) if path.as_name().is_some_and(|name| name == "Self")) {
            supertraits.extend(program.bounds(paths, &scope));
        }
    }
    let types = assoc_types(&item.items).map(|(name, alias)| {
        let default = alias.ty.as_ref().map(|ty| program.lower_type(ty, &scope));
        (name, program.bounds(&alias.bounds, &scope), default)
    });
    let assoc_types = types.collect();
    let def = &mut program.traits[id.index()];
    def.supertraits = supertraits;
    def.assoc_types = assoc_types;
}

/// Its type, its trait and its associated types.
fn lower_impl(program: &Program, id: ImplId, item: &ir::Impl) -> (Ty, Option<TraitRef>, Vec<(Name, Ty)>) {
    let module = program.impl_(id).module;
    let scope = program.generic_scope(module, None, &[&item.generics]);
    let self_ty = program.lower_type(&item.self_ty, &scope);
    let scope = TypeScope { self_ty: Some(self_ty.clone()), impl_: Some(id), ..scope };
    let of_trait = item.of_trait.as_ref().and_then(|path| program.lower_bound(path, &scope));
    let assoc_types = assoc_types(&item.items)
        .map(|(name, alias)| {
            (name, alias.ty.as_ref().map_or(Ty::Unknown, |ty| program.lower_type(ty, &scope)))
        })
        .collect();
    (self_ty, of_trait, assoc_types)
}

fn index_impls(program: &mut Program) {
    program.impls_of_trait.clear();
    program.impls_by_head.clear();
    program.impls_of_adt.clear();
    for (index, def) in program.impls.iter().enumerate() {
        let id = ImplId(index as u32);
        if let Some(TraitRef { target: TraitTarget::Known(of), .. }) = &def.of_trait {
            program.impls_of_trait.entry(*of).or_default().push(id);
            let head = if let Ty::Adt(adt, _) = def.self_ty { Some(adt) } else { None };
            program.impls_by_head.entry((*of, head)).or_default().push(id);
        }
        if let Ty::Adt(adt, _) = def.self_ty.peel_refs() {
            program.impls_of_adt.entry(*adt).or_default().push(id);
        }
    }
}

/// The fields of its variants, and the defaults of its parameters.
fn lower_adt(program: &Program, id: AdtId, item: &ir::Item) -> (Vec<Vec<FieldDef>>, Vec<Option<Ty>>) {
    let module = program.adt(id).module;
    let (generics, fields): (_, Vec<&ir::Fields>) = match &item.kind {
        ItemKind::Struct(def) => (&def.generics, vec![&def.fields]),
        ItemKind::Enum(def) => (&def.generics, def.variants.iter().map(|variant| &variant.fields).collect()),
        _ => return Default::default(),
    };
    let scope = program.generic_scope(module, None, &[generics]);
    let args: Vec<Ty> = scope.params.iter().map(|(_, ty)| ty.clone()).collect();
    let scope = TypeScope { self_ty: Some(Ty::Adt(id, args.into())), ..scope };
    let lowered = fields
        .iter()
        .map(|fields| {
            fields
                .fields
                .iter()
                .map(|field| FieldDef {
                    name: field.name,
                    ty: program.lower_type(&field.ty, &scope),
                    attrs: field.attrs.clone(),
                    span: field.span,
                    vis: field.vis,
                })
                .collect()
        })
        .collect();
    (lowered, program.defaults(generics, &scope))
}

/// Defaults of type parameters, which aliases need: `type Pool<C> = managed::Pool<Manager<C>>`. Whether any changed.
fn lower_defaults(program: &mut Program, pending: &PendingItems<'_>) -> bool {
    let mut changed = false;
    for (index, adt) in pending.adts.iter().enumerate() {
        let generics = match &adt.item.kind {
            ItemKind::Struct(def) => &def.generics,
            ItemKind::Enum(def) => &def.generics,
            _ => continue,
        };
        if generics.params.iter().all(|param| param.default.is_none()) {
            continue;
        }
        let scope = program.generic_scope(program.adts[index].module, None, &[generics]);
        let defaults = program.defaults(generics, &scope);
        changed |= program.adts[index].defaults != defaults;
        program.adts[index].defaults = defaults;
    }
    changed
}

impl TypeScope {
    pub fn of(module: ModuleId) -> Self {
        Self { module, self_ty: None, params: Vec::new(), impl_: None }
    }

    /// Gives the parameters their bounds.
    fn bind(&mut self, bounds: Vec<(Name, Vec<TraitRef>)>) {
        for (name, ty) in &mut self.params {
            let own = bounds.iter().filter(|(of, _)| of == name);
            let own: Vec<TraitRef> = own.flat_map(|(_, bounds)| bounds.clone()).collect();
            if !own.is_empty() {
                *ty = Ty::Param(Arc::new(ParamTy { name: *name, bounds: own }));
            }
        }
    }

    fn param(&self, name: Name) -> Option<&Ty> {
        self.params.iter().rev().find(|(known, _)| *known == name).map(|(_, ty)| ty)
    }
}

impl Program {
    /// The scope that a function's signature and body see.
    pub fn function_scope(&self, function: FunctionId) -> &TypeScope {
        &self.function_scopes[function.index()]
    }

    /// What stands in an impl sees; its own parameters are the first of the lists.
    pub(super) fn impl_scope(&self, id: ImplId, lists: &[&ir::Generics]) -> TypeScope {
        let def = self.impl_(id);
        let scope = self.generic_scope(def.module, Some(def.self_ty.clone()), lists);
        TypeScope { impl_: Some(id), ..scope }
    }

    /// The same for a trait.
    pub(super) fn scope_in_trait(&self, id: TraitId, lists: &[&ir::Generics]) -> TypeScope {
        let self_ty = self.trait_scope(id, lists[0]).self_ty;
        self.generic_scope(self.trait_(id).module, self_ty, lists)
    }

    fn trait_scope(&self, id: TraitId, generics: &ir::Generics) -> TypeScope {
        let scope = self.generic_scope(self.trait_(id).module, None, &[generics]);
        let args = scope.params.iter().map(|(_, ty)| ty.clone()).collect();
        let bound = TraitRef { target: TraitTarget::Known(id), args, assoc: Vec::new() };
        let self_ty = Ty::Param(Arc::new(ParamTy { name: Name::from("Self"), bounds: vec![bound] }));
        TypeScope { self_ty: Some(self_ty), ..scope }
    }

    /// Parameters of several generic lists, outer first. Bounds see the parameters with their bounds, those without.
    pub(super) fn generic_scope(
        &self,
        module: ModuleId,
        self_ty: Option<Ty>,
        lists: &[&ir::Generics],
    ) -> TypeScope {
        let bare = |name: Name| Ty::Param(Arc::new(ParamTy { name, bounds: Vec::new() }));
        let mut scope = TypeScope { module, self_ty, params: Vec::new(), impl_: None };
        for generics in lists {
            let types = generics.params.iter().filter(|param| param.kind != ir::GenericKind::Lifetime);
            scope.params.extend(types.map(|param| (param.name, bare(param.name))));
        }
        let bounds = self.bounds_of_params(lists, &scope);
        // `F: Fn() -> Fut, Fut: Future<Output = T>`: what comes out of one parameter has the bounds of another.
        let tells = |bound: &TraitRef| !bound.assoc.is_empty();
        let nested = bounds.len() > 1 && bounds.iter().any(|(_, bounds)| bounds.iter().any(tells));
        scope.bind(bounds);
        for _ in 0..if nested { NESTED_BOUNDS } else { 0 } {
            let bounds = self.bounds_of_params(lists, &scope);
            scope.bind(bounds);
        }
        scope
    }

    fn bounds_of_params(&self, lists: &[&ir::Generics], scope: &TypeScope) -> Vec<(Name, Vec<TraitRef>)> {
        let mut bounds: Vec<(Name, Vec<TraitRef>)> = Vec::new();
        for generics in lists {
            for param in &generics.params {
                if !param.bounds.is_empty() {
                    bounds.push((param.name, self.bounds(&param.bounds, scope)));
                }
            }
            for (ty, paths) in &generics.predicates {
                // `&'a T: Acquire<'a>`: methods borrow their receiver anyhow
                let ty = match ty {
                    TypeRef::Ref { inner, .. } => inner,
                    ty => ty,
                };
                if let TypeRef::Path(path) = ty
                    && let Some(name) = path.as_name()
                {
                    bounds.push((name, self.bounds(paths, scope)));
                }
            }
        }
        bounds
    }

    fn defaults(&self, generics: &ir::Generics, scope: &TypeScope) -> Vec<Option<Ty>> {
        generics
            .params
            .iter()
            .filter(|param| param.kind != ir::GenericKind::Lifetime)
            .map(|param| param.default.as_ref().map(|ty| self.lower_type(ty, scope)))
            .collect()
    }

    fn bounds(&self, bounds: &[Path], scope: &TypeScope) -> Vec<TraitRef> {
        bounds.iter().filter_map(|bound| self.lower_bound(bound, scope)).collect()
    }

    pub fn lower_bound(&self, bound: &Path, scope: &TypeScope) -> Option<TraitRef> {
        let last = bound.segments.last()?;
        let target = match self.resolve_path(scope.module, bound, Namespace::Types)? {
            Resolution::Def(Def::Trait(id), _) => TraitTarget::Known(id),
            Resolution::External { krate, path } => {
                TraitTarget::External(std::iter::once(krate).chain(path).collect())
            }
            Resolution::Def(..) => return None,
        };
        let mut args = self.lower_args(last, scope);
        // `Fn(A)` comes with the tuple of its parameters.
        if let TraitTarget::Known(id) = target {
            args.truncate(self.trait_(id).generics.len().max(usize::from(self.known.fns.contains(&id))));
        }
        let assoc = last.assoc().iter().map(|(name, ty)| (*name, self.lower_type(ty, scope))).collect();
        Some(TraitRef { target, args, assoc })
    }

    fn lower_args(&self, segment: &Segment, scope: &TypeScope) -> Vec<Ty> {
        segment.args().iter().map(|arg| self.lower_type(arg, scope)).collect()
    }

    pub fn lower_type(&self, ty: &TypeRef, scope: &TypeScope) -> Ty {
        match ty {
            TypeRef::Path(path) => self.lower_path(path, scope),
            TypeRef::Ref { mutable, inner, .. } => Ty::reference(self.lower_type(inner, scope), *mutable),
            TypeRef::Ptr(inner) => Ty::Pointer(Arc::new(self.lower_type(inner, scope))),
            TypeRef::Tuple(types) => Ty::Tuple(types.iter().map(|ty| self.lower_type(ty, scope)).collect()),
            TypeRef::Slice(inner) | TypeRef::Array(inner) => {
                Ty::Slice(Arc::new(self.lower_type(inner, scope)))
            }
            TypeRef::Fn { params, ret } => {
                let params = params.iter().map(|ty| self.lower_type(ty, scope)).collect();
                Ty::fn_pointer(params, self.lower_type(ret, scope))
            }
            TypeRef::ImplTrait(bounds) => Ty::Opaque(self.bounds(bounds, scope).into()),
            TypeRef::DynTrait(bounds) => Ty::Dyn(self.bounds(bounds, scope).into()),
            TypeRef::Never => Ty::Never,
            TypeRef::Infer | TypeRef::Unknown => Ty::Unknown,
        }
    }

    fn lower_path(&self, path: &Path, scope: &TypeScope) -> Ty {
        if let Some(qself) = &path.qself {
            let (ty, as_trait) = &**qself;
            let base = self.lower_type(ty, scope);
            let Some(name) = path.last_name() else { return Ty::Unknown };
            let of_trait = (*as_trait > 0)
                .then(|| {
                    let segments = path.segments[..*as_trait].to_vec();
                    let of =
                        Path { qself: None, global: path.global, segments: segments.into(), span: path.span };
                    self.lower_bound(&of, scope)
                })
                .flatten();
            let of_trait = match of_trait.map(|of| of.target) {
                Some(TraitTarget::Known(id)) => Some(id),
                _ => None,
            };
            return self.assoc(base, of_trait, name);
        }
        let Some(first) = path.segments.first() else { return Ty::Unknown };
        if !path.global {
            let base = match first.name.as_str() {
                "Self" => scope.self_ty.clone(),
                _ => scope.param(first.name).cloned(),
            };
            if let Some(base) = base {
                return path.segments[1..].iter().fold(base, |base, segment| {
                    if first.name == "Self"
                        && let Some(ty) = self.assoc_in_impl(scope, segment.name)
                    {
                        return ty;
                    }
                    let of_trait = scope.impl_.filter(|_| first.name == "Self");
                    let of_trait = of_trait.and_then(|impl_| self.parent_with_assoc(impl_, segment.name));
                    self.assoc(base, of_trait, segment.name)
                });
            }
            if path.segments.len() == 1 && ir::PRIMITIVES.contains(&first.name.as_str()) {
                return Ty::Primitive(first.name);
            }
        }
        match self.resolve_path(scope.module, path, Namespace::Types) {
            Some(Resolution::Def(def, used)) => {
                let segment = &path.segments[used - 1];
                let base = self.lower_def(def, segment, scope);
                path.segments[used..].iter().fold(base, |base, segment| self.assoc(base, None, segment.name))
            }
            Some(Resolution::External { krate, path: rest }) => {
                let args = path.segments.last().map(|last| self.lower_args(last, scope)).unwrap_or_default();
                Ty::External(Arc::new(ExternalTy { krate, path: rest, args }))
            }
            None => Ty::Unknown,
        }
    }

    fn assoc_in_impl(&self, scope: &TypeScope, name: Name) -> Option<Ty> {
        let impl_ = self.impl_(scope.impl_?);
        impl_.assoc_types.iter().find(|(known, _)| *known == name).map(|(_, ty)| ty.clone())
    }

    /// `Self::Target` in an impl of `DerefMut` is that of `Deref`.
    fn parent_with_assoc(&self, impl_: ImplId, name: Name) -> Option<TraitId> {
        let mut open = vec![self.impl_(impl_).of_trait.as_ref()?.target.clone()];
        let mut seen = 0;
        while let Some(target) = open.get(seen).cloned().filter(|_| seen < 16) {
            if let TraitTarget::Known(of) = target {
                let def = self.trait_(of);
                if def.assoc_types.iter().any(|(known, ..)| *known == name) {
                    return Some(of);
                }
                open.extend(def.supertraits.iter().map(|parent| parent.target.clone()));
            }
            seen += 1;
        }
        None
    }

    fn lower_def(&self, def: Def, segment: &Segment, scope: &TypeScope) -> Ty {
        let args = self.lower_args(segment, scope);
        match def {
            Def::Adt(id) | Def::Variant(id, _) => self.adt_type(id, args),
            Def::Alias(id) => {
                let alias = &self.aliases[id.index()];
                let args = self.fill_args(&alias.generics, &alias.defaults, args);
                let substitution: Vec<_> = alias.generics.iter().copied().zip(args).collect();
                self.substitute(&alias.ty, &substitution)
            }
            Def::Trait(id) => {
                let bound = TraitRef { target: TraitTarget::Known(id), args, assoc: Vec::new() };
                Ty::Dyn(Arc::from([bound]))
            }
            _ => Ty::Unknown,
        }
    }

    /// The type with these arguments; missing ones are the defaults, or unknown.
    pub(super) fn adt_type(&self, id: AdtId, args: Vec<Ty>) -> Ty {
        let def = self.adt(id);
        Ty::Adt(id, self.fill_args(&def.generics, &def.defaults, args).into())
    }

    fn fill_args(&self, generics: &[Name], defaults: &[Option<Ty>], args: Vec<Ty>) -> Vec<Ty> {
        let mut filled = args;
        filled.truncate(generics.len());
        while filled.len() < generics.len() {
            let default = defaults.get(filled.len()).cloned().flatten().unwrap_or(Ty::Unknown);
            let substitution: Vec<_> = generics.iter().copied().zip(filled.iter().cloned()).collect();
            filled.push(self.substitute(&default, &substitution));
        }
        filled
    }

    /// `base::name` or `<base as Trait>::name`, projected when it can be.
    pub(super) fn assoc(&self, base: Ty, of_trait: Option<TraitId>, name: Name) -> Ty {
        let of_trait = of_trait.or_else(|| self.trait_with_assoc(&base, name));
        if let Some(of) = of_trait
            && let Some(ty) = self.project(&base, of, name)
        {
            return ty;
        }
        Ty::Assoc(Arc::new(AssocTy { base, of_trait, name }))
    }

    /// The trait among a parameter's bounds (and their supertraits) that has this associated type.
    fn trait_with_assoc(&self, base: &Ty, name: Name) -> Option<TraitId> {
        self.bounds_of(base).iter().find_map(|bound| match bound.target {
            TraitTarget::Known(id) => {
                self.trait_(id).assoc_types.iter().any(|(known, ..)| *known == name).then_some(id)
            }
            TraitTarget::External(_) => None,
        })
    }
}
