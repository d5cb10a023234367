//! Fields and methods of a type: auto-dereference, inherent and trait methods, associated types, implementors.

use super::{Container, FunctionId, ImplId, ModuleId, Program, SelfKind, TraitId, TraitRef, TraitTarget, Ty};
use crate::ir::Name;

/// `Deref` chains and bounds of bounds end here at the latest.
const DEPTH: usize = 8;
/// What a call through a trait may mean is followed for this many implementors.
const MOST_IMPLEMENTORS: usize = 500;

/// A method found on a type.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodHit {
    pub function: FunctionId,
    /// What `Self` is: the receiver after `derefs` dereferences.
    pub self_ty: Ty,
    /// How often the receiver was dereferenced (`Deref` impls and references alike) to find it.
    pub derefs: usize,
    /// Generic parameters of the impl as far as the receiver's type determines them; the method's own are missing.
    pub substitution: Vec<(Name, Ty)>,
    /// For a trait method on `dyn Trait`, `impl Trait` or a bounded parameter: the implementors' functions in the
    /// workspace.
    pub implementors: Vec<FunctionId>,
}

impl Program {
    /// The method that `receiver.name(…)` calls, as rustc's probing finds it: for each step of auto-dereference the
    /// methods whose `self` is just that type, then those that take a reference to it; inherent before trait. Traits
    /// need not be imported: a header cannot know.
    pub fn method(&self, receiver: &Ty, name: Name, _scope: ModuleId) -> Option<MethodHit> {
        let candidates = self.methods_by_name.get(&name)?;
        let mut by_value = Vec::new();
        let mut by_ref = Vec::new();
        for function in candidates {
            match self.function(*function).self_param {
                Some(SelfKind::Ref { .. }) => by_ref.push(*function),
                Some(_) => by_value.push(*function),
                None => {}
            }
        }
        let mut ty = receiver.clone();
        for derefs in 0..DEPTH {
            if ty.is_unknown() {
                return None;
            }
            // `&T` is what `&self` of `T` asks for.
            let inner = match &ty {
                Ty::Ref { inner, .. } => Some(&**inner),
                _ => None,
            };
            let hit = inner
                .and_then(|inner| self.probe_inherent(inner, &by_ref).map(|hit| (hit, 1)))
                .or_else(|| self.probe_inherent(&ty, &by_value).map(|hit| (hit, 0)))
                .or_else(|| self.probe_trait(&ty, &by_value).map(|hit| (hit, 0)))
                .or_else(|| inner.and_then(|inner| self.probe_trait(inner, &by_ref).map(|hit| (hit, 1))))
                .or_else(|| self.probe_inherent(&ty, &by_ref).map(|hit| (hit, 0)))
                .or_else(|| self.probe_trait(&ty, &by_ref).map(|hit| (hit, 0)))
                .or_else(|| {
                    [false, true].into_iter().find_map(|mutable| {
                        let ty = Ty::reference(ty.clone(), mutable);
                        self.probe_trait(&ty, &by_value).map(|hit| (hit, 0))
                    })
                });
            if let Some((hit, more)) = hit {
                return Some(MethodHit { derefs: derefs + more, ..hit });
            }
            ty = self.deref(&ty)?;
        }
        None
    }

    /// `<ty>::name` as a path: inherent or trait function, without auto-dereference.
    pub fn associated_function(&self, ty: &Ty, name: Name) -> Option<MethodHit> {
        self.probe(ty, self.methods_by_name.get(&name)?)
    }

    fn probe(&self, ty: &Ty, candidates: &[FunctionId]) -> Option<MethodHit> {
        self.probe_inherent(ty, candidates).or_else(|| self.probe_trait(ty, candidates))
    }

    fn probe_inherent(&self, ty: &Ty, candidates: &[FunctionId]) -> Option<MethodHit> {
        candidates.iter().find_map(|function| match self.function(*function).container {
            Container::Impl(impl_) if self.impl_(impl_).of_trait.is_none() => {
                self.hit_in_impl(ty, *function, impl_)
            }
            _ => None,
        })
    }

    fn probe_trait(&self, ty: &Ty, candidates: &[FunctionId]) -> Option<MethodHit> {
        // Bounds first: they say what the parameter is.
        for function in candidates {
            if let Container::Trait(of) = self.function(*function).container
                && let Some(bound) = self.bound_to(ty, of)
            {
                let mut substitution = self.trait_substitution(of, &bound);
                substitution.push((Name::from("Self"), ty.clone()));
                return Some(MethodHit {
                    function: *function,
                    self_ty: ty.clone(),
                    derefs: 0,
                    substitution,
                    implementors: self.implementors(of, self.function(*function).name),
                });
            }
        }
        let of_impl = candidates.iter().find_map(|function| match self.function(*function).container {
            Container::Impl(impl_) if self.impl_(impl_).of_trait.is_some() => {
                self.hit_in_impl(ty, *function, impl_)
            }
            _ => None,
        });
        of_impl.or_else(|| {
            candidates.iter().find_map(|function| {
                let Container::Trait(of) = self.function(*function).container else { return None };
                let (impl_, mut substitution) = self.find_impl(ty, of, 0)?;
                if let Some(bound) = &self.impl_(impl_).of_trait {
                    let bound = self.substitute_bound(bound, &substitution);
                    substitution.extend(self.trait_substitution(of, &bound));
                }
                substitution.push((Name::from("Self"), ty.clone()));
                Some(MethodHit {
                    function: *function,
                    self_ty: ty.clone(),
                    derefs: 0,
                    substitution,
                    implementors: Vec::new(),
                })
            })
        })
    }

    fn hit_in_impl(&self, ty: &Ty, function: FunctionId, impl_: ImplId) -> Option<MethodHit> {
        let substitution = self.matches_impl(ty, impl_, 0)?;
        Some(MethodHit { function, self_ty: ty.clone(), derefs: 0, substitution, implementors: Vec::new() })
    }

    /// The impl's parameters, when the type is one that it is for.
    fn matches_impl(&self, ty: &Ty, impl_: ImplId, depth: usize) -> Option<Vec<(Name, Ty)>> {
        let def = self.impl_(impl_);
        if let Ty::Param(param) = &def.self_ty {
            // A blanket impl: for what meets its bounds, and nothing that is not known. Headers say what they mean:
            // `impl<T, U> Into<U> for T` is for everything.
            let fits = depth < DEPTH
                && (!param.bounds.is_empty() || !self.is_workspace_file(def.file))
                && param.bounds.iter().all(|bound| match bound.target {
                    TraitTarget::Known(of) => self.implements_at(ty, of, depth + 1),
                    TraitTarget::External(_) => false,
                });
            return fits.then(|| vec![(param.name, ty.clone())]);
        }
        if !same_head(&def.self_ty, ty) {
            return None;
        }
        let mut bound = Vec::new();
        if !self.unify(&def.self_ty, ty, &def.generics, &mut bound) {
            return None;
        }
        // `impl<E: Executor> X for &E`: bounds of the parameters must hold as well.
        self.bounds_hold(&def.self_ty, &bound, depth).then_some(bound)
    }

    /// Whether the bounds of the parameters in a type hold for what they were bound to. Unknown types pass.
    fn bounds_hold(&self, pattern: &Ty, bound: &[(Name, Ty)], depth: usize) -> bool {
        match pattern {
            Ty::Param(param) => {
                let Some((_, actual)) = bound.iter().find(|(name, _)| *name == param.name) else {
                    return true;
                };
                actual.is_unknown()
                    || depth >= DEPTH
                    || param.bounds.iter().all(|bound| match bound.target {
                        TraitTarget::Known(of) if self.is_marker(of) => true,
                        TraitTarget::Known(of) => self.implements_at(actual, of, depth + 1),
                        TraitTarget::External(_) => true,
                    })
            }
            Ty::Ref { inner, .. } => self.bounds_hold(inner, bound, depth),
            _ => true,
        }
    }

    /// A trait without members says nothing that a header would list for every type.
    fn is_marker(&self, of: TraitId) -> bool {
        let def = self.trait_(of);
        def.functions.is_empty() && def.assoc_types.is_empty() && !def.facts.executor
    }

    /// An impl of the trait for the type, with the impl's parameters.
    pub(super) fn find_impl(&self, ty: &Ty, of: TraitId, depth: usize) -> Option<(ImplId, Vec<(Name, Ty)>)> {
        if depth >= DEPTH || ty.is_unknown() {
            return None;
        }
        let by_head = |head| self.impls_by_head.get(&(of, head)).into_iter().flatten();
        let of_adt = if let Ty::Adt(adt, _) = ty { Some(*adt) } else { None };
        // what is for the type itself says more than what is for all that meet its bounds
        of_adt
            .into_iter()
            .flat_map(|adt| by_head(Some(adt)))
            .chain(by_head(None))
            .find_map(|impl_| self.matches_impl(ty, *impl_, depth).map(|bound| (*impl_, bound)))
    }

    /// Whether the type is known to implement the trait.
    pub fn implements(&self, ty: &Ty, of: TraitId) -> bool {
        self.implements_at(ty, of, 0)
    }

    fn implements_at(&self, ty: &Ty, of: TraitId, depth: usize) -> bool {
        if self.bound_to(ty, of).is_some() {
            return true;
        }
        match ty {
            Ty::Future(_) if Some(of) == self.known.future || Some(of) == self.known.into_future => true,
            Ty::Closure(_) | Ty::Function(..) | Ty::FnPointer(_) | Ty::Constructor(..)
                if self.known.fns.contains(&of) =>
            {
                true
            }
            _ => self.find_impl(ty, of, depth).is_some(),
        }
    }

    /// The bounds of a parameter, opaque type or trait object, supertraits included.
    pub(super) fn bounds_of(&self, ty: &Ty) -> Vec<TraitRef> {
        let mut bounds: Vec<TraitRef> = match ty {
            Ty::Param(param) => param.bounds.clone(),
            Ty::Opaque(bounds) | Ty::Dyn(bounds) => bounds.to_vec(),
            Ty::Assoc(assoc) => match assoc.of_trait {
                Some(of) => self
                    .trait_(of)
                    .assoc_types
                    .iter()
                    .find(|(name, ..)| *name == assoc.name)
                    .map(|(_, bounds, _)| bounds.clone())
                    .unwrap_or_default(),
                None => Vec::new(),
            },
            _ => return Vec::new(),
        };
        let mut index = 0;
        while index < bounds.len() && bounds.len() < 64 {
            if let TraitTarget::Known(of) = bounds[index].target {
                let substitution = self.trait_substitution(of, &bounds[index]);
                for parent in &self.trait_(of).supertraits {
                    if bounds.iter().all(|known| known.target != parent.target) {
                        bounds.push(self.substitute_bound(parent, &substitution));
                    }
                }
            }
            index += 1;
        }
        bounds
    }

    fn bound_to(&self, ty: &Ty, of: TraitId) -> Option<TraitRef> {
        self.bounds_of(ty).into_iter().find(|bound| bound.target == TraitTarget::Known(of))
    }

    fn trait_substitution(&self, of: TraitId, bound: &TraitRef) -> Vec<(Name, Ty)> {
        self.trait_(of).generics.iter().copied().zip(bound.args.iter().cloned()).collect()
    }

    fn substitute_bound(&self, bound: &TraitRef, substitution: &[(Name, Ty)]) -> TraitRef {
        TraitRef {
            target: bound.target.clone(),
            args: bound.args.iter().map(|ty| self.substitute(ty, substitution)).collect(),
            assoc: bound.assoc.iter().map(|(name, ty)| (*name, self.substitute(ty, substitution))).collect(),
        }
    }

    /// The functions of this name in the workspace's impls of a trait; of a trait that everything implements, the first.
    pub fn implementors(&self, of: TraitId, name: Name) -> Vec<FunctionId> {
        let Some(impls) = self.impls_of_trait.get(&of) else { return Vec::new() };
        impls
            .iter()
            .flat_map(|impl_| &self.impl_(*impl_).functions)
            .copied()
            .filter(|function| self.function(*function).name == name && !self.is_header_function(*function))
            .take(MOST_IMPLEMENTORS)
            .collect()
    }

    /// The type of `base.name`, through references and `Deref`; and how many dereferences it took.
    pub fn field(&self, base: &Ty, name: Name) -> Option<(Ty, usize)> {
        let mut ty = base.clone();
        for derefs in 0..DEPTH {
            let found = match &ty {
                Ty::Adt(adt, args) if !self.adt(*adt).is_enum => self
                    .adt(*adt)
                    .variants
                    .first()
                    .and_then(|variant| variant.fields.iter().find(|field| field.name == name))
                    .map(|field| self.field_type(*adt, args, &field.ty)),
                Ty::Tuple(types) => name.parse::<usize>().ok().and_then(|index| types.get(index).cloned()),
                _ => None,
            };
            if let Some(found) = found {
                return Some((found, derefs));
            }
            ty = self.deref(&ty)?;
        }
        None
    }

    /// `*ty`: references, `Box`, and `Deref::Target`.
    pub fn deref(&self, ty: &Ty) -> Option<Ty> {
        match ty {
            Ty::Ref { inner, .. } | Ty::Pointer(inner) => Some((**inner).clone()),
            Ty::Adt(adt, args) if self.adt(*adt).deref_field.is_some() => {
                let def = self.adt(*adt);
                let field = &def.variants.first()?.fields.get(def.deref_field? as usize)?;
                Some(self.field_type(*adt, args, &field.ty))
            }
            Ty::Adt(..) | Ty::Param(_) | Ty::Opaque(_) => {
                let target = self.project(ty, self.known.deref?, Name::from("Target"))?;
                (target != *ty).then_some(target)
            }
            _ => None,
        }
    }

    /// `<ty as Trait>::name` where an impl, a bound or `impl Trait<name = T>` tells.
    pub fn project(&self, ty: &Ty, of_trait: TraitId, name: Name) -> Option<Ty> {
        self.project_at(ty, of_trait, name, 0)
    }

    pub(super) fn project_at(&self, ty: &Ty, of: TraitId, name: Name, depth: usize) -> Option<Ty> {
        for bound in self.bounds_of(ty) {
            if let Some((_, ty)) = bound.assoc.iter().find(|(known, _)| *known == name)
                && (bound.target == TraitTarget::Known(of) || self.is_same_family(&bound, of))
            {
                return Some(ty.clone());
            }
        }
        match ty {
            Ty::Future(future) if Some(of) == self.known.future || Some(of) == self.known.into_future => {
                return (name == "Output").then(|| future.output.clone());
            }
            Ty::Closure(closure) if self.known.fns.contains(&of) => return Some(closure.ret.clone()),
            _ => {}
        }
        if depth >= DEPTH {
            return None;
        }
        let (impl_, substitution) = self.find_impl(ty, of, depth)?;
        let declared = self.impl_(impl_).assoc_types.iter().find(|(known, _)| *known == name);
        let declared = declared.map(|(_, ty)| ty.clone()).or_else(|| {
            let assoc = &self.trait_(of).assoc_types;
            assoc.iter().find(|(known, ..)| *known == name).and_then(|(_, _, default)| default.clone())
        })?;
        Some(self.substitute_at(&declared, &substitution, depth + 1))
    }

    /// `FnMut(A) -> R` says what `FnOnce::Output` is.
    fn is_same_family(&self, bound: &TraitRef, of: TraitId) -> bool {
        matches!(bound.target, TraitTarget::Known(id) if self.known.fns.contains(&id))
            && self.known.fns.contains(&of)
    }

    /// `Output` of a future (or `IntoFuture`): `async fn` calls, blocks, `impl Future`, `BoxFuture`, `Pin<Box<dyn …>>`,
    /// `JoinHandle<T>`.
    pub fn future_output(&self, ty: &Ty) -> Option<Ty> {
        let mut ty = ty.clone();
        for _ in 0..DEPTH {
            match &ty {
                Ty::Future(future) => return Some(future.output.clone()),
                Ty::External(external) => {
                    return Some(Ty::External(std::sync::Arc::new(super::ExternalTy {
                        krate: external.krate,
                        path: Vec::new(),
                        args: Vec::new(),
                    })));
                }
                _ => {}
            }
            for of in [self.known.future, self.known.into_future].into_iter().flatten() {
                if let Some(output) = self.project(&ty, of, Name::from("Output")) {
                    return Some(output);
                }
            }
            ty = self.deref(&ty)?;
        }
        None
    }

    /// `Item` of an iterator or stream, after `into_iter`.
    pub fn iterator_item(&self, ty: &Ty) -> Option<Ty> {
        if let Ty::Ref { inner, mutable } = ty
            && let Ty::Slice(item) = &**inner
        {
            return Some(Ty::reference((**item).clone(), *mutable));
        }
        if let Ty::Slice(item) = ty {
            return Some((**item).clone());
        }
        [self.known.iterator, self.known.into_iterator, self.known.stream]
            .into_iter()
            .flatten()
            .find_map(|of| self.project(ty, of, Name::from("Item")))
    }

    /// A trait by its path in the headers: `std::iter::Iterator`, `futures::Stream`.
    pub fn known_trait(&self, path: &str) -> Option<TraitId> {
        match self.known(path) {
            Some(super::Def::Trait(id)) => Some(id),
            _ => None,
        }
    }

    /// A struct or enum by its path in the headers: `std::option::Option`.
    pub fn known_adt(&self, path: &str) -> Option<super::AdtId> {
        match self.known(path) {
            Some(super::Def::Adt(id)) => Some(id),
            _ => None,
        }
    }
}

/// A quick look before types are matched in full.
fn same_head(pattern: &Ty, ty: &Ty) -> bool {
    match (pattern, ty) {
        (Ty::Adt(a, _), Ty::Adt(b, _)) => a == b,
        (Ty::Ref { mutable: a, inner: x }, Ty::Ref { mutable: b, inner: y }) => {
            a == b && (matches!(**x, Ty::Param(_)) || same_head(x, y))
        }
        (Ty::Primitive(a), Ty::Primitive(b)) => a == b,
        (Ty::External(a), Ty::External(b)) => a.krate == b.krate && a.path == b.path,
        (Ty::Dyn(a), Ty::Dyn(b)) => {
            a.first().map(|bound| &bound.target) == b.first().map(|bound| &bound.target)
        }
        (Ty::Tuple(a), Ty::Tuple(b)) => a.len() == b.len(),
        (Ty::Slice(_), Ty::Slice(_)) | (Ty::FnPointer(_), Ty::FnPointer(_)) => true,
        _ => false,
    }
}
