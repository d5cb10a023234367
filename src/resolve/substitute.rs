//! Putting types for parameters, and finding out which.

use std::sync::Arc;

use super::{AssocTy, ClosureTy, ExternalTy, FutureOrigin, FutureTy, Program, TraitRef, TraitTarget, Ty};
use crate::ir::Name;

/// Types nested deeper are cut off: adversarial generics grow without end.
const DEPTH: usize = 24;

impl Program {
    /// Replaces [`Ty::Param`]s by name, and projects associated types that become known by it.
    pub fn substitute(&self, ty: &Ty, substitution: &[(Name, Ty)]) -> Ty {
        if substitution.is_empty() {
            return ty.clone();
        }
        self.substitute_at(ty, substitution, 0)
    }

    pub(super) fn substitute_at(&self, ty: &Ty, by: &[(Name, Ty)], depth: usize) -> Ty {
        if depth > DEPTH {
            return Ty::Unknown;
        }
        let go = |ty: &Ty| self.substitute_at(ty, by, depth + 1);
        let all = |types: &[Ty]| -> Vec<Ty> { types.iter().map(go).collect() };
        match ty {
            Ty::Param(param) => by
                .iter()
                .find(|(name, _)| *name == param.name)
                .map_or_else(|| ty.clone(), |(_, ty)| ty.clone()),
            Ty::Adt(adt, args) if !args.is_empty() => Ty::Adt(*adt, all(args).into()),
            Ty::External(external) if !external.args.is_empty() => Ty::External(Arc::new(ExternalTy {
                krate: external.krate,
                path: external.path.clone(),
                args: all(&external.args),
            })),
            Ty::Ref { mutable, inner } => Ty::reference(go(inner), *mutable),
            Ty::Pointer(inner) => Ty::Pointer(Arc::new(go(inner))),
            Ty::Slice(inner) => Ty::Slice(Arc::new(go(inner))),
            Ty::Tuple(types) => Ty::Tuple(all(types).into()),
            Ty::Function(id, args) => Ty::Function(*id, all(args).into()),
            Ty::Constructor(of) => Ty::constructor(of.adt, of.variant, all(&of.args).into()),
            Ty::FnPointer(of) => Ty::fn_pointer(all(&of.params).into(), go(&of.ret)),
            Ty::Opaque(bounds) => {
                Ty::Opaque(bounds.iter().map(|bound| self.bound_at(bound, by, depth)).collect())
            }
            Ty::Dyn(bounds) => Ty::Dyn(bounds.iter().map(|bound| self.bound_at(bound, by, depth)).collect()),
            Ty::Closure(closure) => Ty::Closure(Arc::new(ClosureTy {
                expr: closure.expr,
                params: all(&closure.params),
                ret: go(&closure.ret),
                is_async: closure.is_async,
            })),
            Ty::Future(future) => Ty::Future(Arc::new(FutureTy {
                output: go(&future.output),
                origin: match &future.origin {
                    FutureOrigin::Call { function, args } => {
                        FutureOrigin::Call { function: *function, args: all(args) }
                    }
                    FutureOrigin::Block(expr) => FutureOrigin::Block(*expr),
                    FutureOrigin::Opaque { args } => FutureOrigin::Opaque { args: all(args) },
                },
            })),
            Ty::Assoc(assoc) => {
                let base = go(&assoc.base);
                if let Some(of) = assoc.of_trait
                    && depth < DEPTH / 2
                    && base != assoc.base
                    && let Some(ty) = self.project_at(&base, of, assoc.name, depth + 1)
                {
                    return ty;
                }
                Ty::Assoc(Arc::new(AssocTy { base, of_trait: assoc.of_trait, name: assoc.name }))
            }
            _ => ty.clone(),
        }
    }

    fn bound_at(&self, bound: &TraitRef, by: &[(Name, Ty)], depth: usize) -> TraitRef {
        TraitRef {
            target: bound.target.clone(),
            args: bound.args.iter().map(|ty| self.substitute_at(ty, by, depth + 1)).collect(),
            assoc: bound
                .assoc
                .iter()
                .map(|(name, ty)| (*name, self.substitute_at(ty, by, depth + 1)))
                .collect(),
        }
    }

    /// Matches a parameter's type against an argument's, binding the given generic names: `Option<T>` against
    /// `Option<PgPool>` binds `T`. Bindings that are there stay. Returns false when the types cannot be the same.
    pub fn unify(&self, pattern: &Ty, actual: &Ty, generics: &[Name], bound: &mut Vec<(Name, Ty)>) -> bool {
        self.unify_at(pattern, actual, generics, bound, 0)
    }

    fn unify_at(
        &self,
        pattern: &Ty,
        actual: &Ty,
        generics: &[Name],
        bound: &mut Vec<(Name, Ty)>,
        depth: usize,
    ) -> bool {
        if depth > DEPTH {
            return true;
        }
        let mut all = |patterns: &[Ty], actuals: &[Ty]| {
            patterns.len() == actuals.len()
                && patterns
                    .iter()
                    .zip(actuals)
                    .all(|(pattern, actual)| self.unify_at(pattern, actual, generics, bound, depth + 1))
        };
        match (pattern, actual) {
            (Ty::Param(param), _) if generics.contains(&param.name) => {
                self.bind(param, actual, generics, bound, depth);
                true
            }
            (Ty::Opaque(bounds), _) => {
                for of in bounds.iter() {
                    self.unify_bound(of, actual, generics, bound, depth);
                }
                true
            }
            (_, Ty::Unknown | Ty::Variable(_) | Ty::Never | Ty::Param(_) | Ty::Assoc(_))
            | (Ty::Unknown | Ty::Variable(_) | Ty::Param(_) | Ty::Assoc(_), _) => true,
            (Ty::Adt(a, x), Ty::Adt(b, y)) => a == b && all(x, y),
            (Ty::Ref { inner: x, .. } | Ty::Pointer(x), Ty::Ref { inner: y, .. } | Ty::Pointer(y)) => {
                self.unify_at(x, y, generics, bound, depth + 1)
            }
            (Ty::Slice(x), Ty::Slice(y)) => self.unify_at(x, y, generics, bound, depth + 1),
            (Ty::Tuple(x), Ty::Tuple(y)) => all(x, y),
            (Ty::Primitive(a), Ty::Primitive(b)) => a == b,
            (Ty::External(a), Ty::External(b)) => {
                a.krate == b.krate && (a.path.is_empty() || b.path.is_empty() || a.path == b.path)
            }
            (Ty::FnPointer(of), Ty::Closure(closure)) => {
                let ok = all(&of.params, &closure.params);
                self.unify_at(&of.ret, &closure.ret, generics, bound, depth + 1);
                ok
            }
            (Ty::Dyn(a), Ty::Dyn(b)) => {
                a.first().map(|bound| &bound.target) == b.first().map(|bound| &bound.target)
            }
            (Ty::Future(a), Ty::Future(b)) => self.unify_at(&a.output, &b.output, generics, bound, depth + 1),
            _ => false,
        }
    }

    fn bind(
        &self,
        param: &super::ParamTy,
        actual: &Ty,
        generics: &[Name],
        bound: &mut Vec<(Name, Ty)>,
        depth: usize,
    ) {
        let known = bound.iter_mut().find(|(name, _)| *name == param.name);
        match known {
            Some((_, ty)) if ty.is_unknown() => *ty = actual.clone(),
            None if !actual.is_unknown() => bound.push((param.name, actual.clone())),
            _ => {}
        }
        for of in &param.bounds {
            self.unify_bound(of, actual, generics, bound, depth);
        }
    }

    /// `F: FnOnce(A) -> R` against a closure binds `R`; `I: IntoIterator<Item = T>` against a vector binds `T`.
    fn unify_bound(
        &self,
        of: &TraitRef,
        actual: &Ty,
        generics: &[Name],
        bound: &mut Vec<(Name, Ty)>,
        depth: usize,
    ) {
        let TraitTarget::Known(id) = of.target else { return };
        if depth > DEPTH / 2 {
            return;
        }
        if self.known.fns.contains(&id) {
            let (params, ret) = match actual {
                Ty::Closure(closure) => (Ty::Tuple(closure.params.clone().into()), closure.ret.clone()),
                Ty::FnPointer(of) => (Ty::Tuple(of.params.clone()), of.ret.clone()),
                Ty::Function(function, _) => {
                    let def = self.function(*function);
                    (
                        Ty::Tuple(def.params.clone().into()),
                        self.call_result(*function, def.ret.clone(), Vec::new()),
                    )
                }
                Ty::Constructor(of) => {
                    let fields = &self.adt(of.adt).variants[of.variant as usize].fields;
                    let params = fields.iter().map(|field| self.field_type(of.adt, &of.args, &field.ty));
                    (Ty::Tuple(params.collect()), Ty::Adt(of.adt, of.args.clone()))
                }
                _ => return,
            };
            if let Some(pattern) = of.args.first() {
                self.unify_at(pattern, &params, generics, bound, depth + 1);
            }
            for (_, pattern) in of.assoc.iter().filter(|(name, _)| *name == "Output") {
                self.unify_at(pattern, &ret, generics, bound, depth + 1);
            }
            return;
        }
        for (name, pattern) in &of.assoc {
            if let Some(ty) = self.project(actual, id, *name) {
                self.unify_at(pattern, &ty, generics, bound, depth + 1);
            }
        }
        if let Some((impl_, substitution)) =
            (!of.args.is_empty()).then(|| self.find_impl(actual, id, 0)).flatten()
            && let Some(implemented) = &self.impl_(impl_).of_trait
        {
            for (pattern, arg) in of.args.iter().zip(&implemented.args) {
                let arg = self.substitute(arg, &substitution);
                self.unify_at(pattern, &arg, generics, bound, depth + 1);
            }
        }
    }

    /// What a call gives: the value, or the future of an `async fn`, which owns its arguments.
    pub fn call_result(&self, function: super::FunctionId, ret: Ty, args: Vec<Ty>) -> Ty {
        if !self.function(function).is_async {
            return ret;
        }
        Ty::Future(Arc::new(FutureTy { output: ret, origin: FutureOrigin::Call { function, args } }))
    }
}
