//! Variables and what they stand for.

use std::sync::Arc;

use super::super::{AssocTy, ClosureTy, ExternalTy, FutureOrigin, FutureTy, TraitRef, Ty};
use super::{BodyTypes, Callee, Infer};

/// Types nested deeper are cut off.
const DEPTH: usize = 16;

impl Infer<'_> {
    pub(super) fn fresh(&mut self) -> Ty {
        self.table.push(None);
        Ty::Variable(self.table.len() as u32 - 1)
    }

    /// Follows variables at the head of a type.
    pub(super) fn shallow(&self, ty: &Ty) -> Ty {
        let mut ty = ty.clone();
        for _ in 0..DEPTH {
            match ty {
                Ty::Variable(variable) => match &self.table[variable as usize] {
                    Some(known) => ty = known.clone(),
                    None => return ty,
                },
                _ => return ty,
            }
        }
        Ty::Unknown
    }

    /// Replaces all variables that are known.
    pub(super) fn known(&self, ty: &Ty) -> Ty {
        self.replace(ty, 0, false)
    }

    fn replace(&self, ty: &Ty, depth: usize, last: bool) -> Ty {
        if depth > DEPTH {
            return Ty::Unknown;
        }
        let go = |ty: &Ty| self.replace(ty, depth + 1, last);
        let all = |types: &[Ty]| -> Vec<Ty> { types.iter().map(go).collect() };
        let bounds = |bounds: &[TraitRef]| -> Arc<[TraitRef]> {
            bounds
                .iter()
                .map(|bound| TraitRef {
                    target: bound.target.clone(),
                    args: all(&bound.args),
                    assoc: bound.assoc.iter().map(|(name, ty)| (*name, go(ty))).collect(),
                })
                .collect()
        };
        match ty {
            Ty::Variable(_) => match self.shallow(ty) {
                Ty::Variable(_) if last => Ty::Unknown,
                variable @ Ty::Variable(_) => variable,
                known => go(&known),
            },
            Ty::Adt(adt, args) if !args.is_empty() => Ty::Adt(*adt, all(args).into()),
            Ty::External(external) if !external.args.is_empty() => Ty::External(Arc::new(ExternalTy {
                krate: external.krate,
                path: external.path.clone(),
                args: all(&external.args),
            })),
            Ty::Ref { mutable, inner } => Ty::reference(go(inner), *mutable),
            Ty::Pointer(inner) => Ty::Pointer(Arc::new(go(inner))),
            Ty::Slice(inner) => Ty::Slice(Arc::new(go(inner))),
            Ty::Tuple(types) if !types.is_empty() => Ty::Tuple(all(types).into()),
            Ty::Function(id, args) if !args.is_empty() => Ty::Function(*id, all(args).into()),
            Ty::Constructor(adt, variant, args) => Ty::Constructor(*adt, *variant, all(args).into()),
            Ty::FnPointer { params, ret } => {
                Ty::FnPointer { params: all(params).into(), ret: Arc::new(go(ret)) }
            }
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
            Ty::Opaque(inner) => Ty::Opaque(bounds(inner)),
            Ty::Dyn(inner) => Ty::Dyn(bounds(inner)),
            Ty::Assoc(assoc) => {
                let base = go(&assoc.base);
                if base == assoc.base { ty.clone() } else { self.projected(base, assoc) }
            }
            _ => ty.clone(),
        }
    }

    fn projected(&self, base: Ty, assoc: &AssocTy) -> Ty {
        if let Some(of) = assoc.of_trait
            && let Some(ty) = self.program.project(&base, of, assoc.name)
        {
            return ty;
        }
        Ty::Assoc(Arc::new(AssocTy { base, of_trait: assoc.of_trait, name: assoc.name }))
    }

    fn occurs(&self, variable: u32, ty: &Ty, depth: usize) -> bool {
        if depth > DEPTH {
            return true;
        }
        match ty {
            Ty::Variable(_) => match self.shallow(ty) {
                Ty::Variable(other) => other == variable,
                known => self.occurs(variable, &known, depth + 1),
            },
            Ty::Adt(_, args) | Ty::Tuple(args) => args.iter().any(|ty| self.occurs(variable, ty, depth + 1)),
            Ty::Ref { inner, .. } | Ty::Slice(inner) => self.occurs(variable, inner, depth + 1),
            Ty::Future(future) => self.occurs(variable, &future.output, depth + 1),
            Ty::Closure(closure) => self.occurs(variable, &closure.ret, depth + 1),
            _ => false,
        }
    }

    /// Makes two types the same where they are open. What contradicts is left alone.
    pub(super) fn unify(&mut self, a: &Ty, b: &Ty) {
        self.unify_at(a, b, 0);
    }

    fn unify_at(&mut self, a: &Ty, b: &Ty, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let (a, b) = (self.shallow(a), self.shallow(b));
        match (&a, &b) {
            (Ty::Variable(x), Ty::Variable(y)) if x == y => {}
            (Ty::Variable(variable), known) | (known, Ty::Variable(variable))
                if !matches!(known, Ty::Never | Ty::Unknown) && !self.occurs(*variable, known, 0) =>
            {
                self.table[*variable as usize] = Some(known.clone());
            }
            (Ty::Adt(x, xs), Ty::Adt(y, ys)) if x == y => self.unify_all(xs, ys, depth),
            // `Box<Concrete>` goes where `Box<dyn Trait>` is expected: nothing to learn.
            (Ty::Ref { inner: x, .. } | Ty::Pointer(x), Ty::Ref { inner: y, .. } | Ty::Pointer(y))
            | (Ty::Slice(x), Ty::Slice(y)) => self.unify_at(x, y, depth + 1),
            (Ty::Tuple(xs), Ty::Tuple(ys)) => self.unify_all(xs, ys, depth),
            (Ty::Future(x), Ty::Future(y)) => self.unify_at(&x.output, &y.output, depth + 1),
            (Ty::Closure(x), Ty::Closure(y)) => self.unify_at(&x.ret, &y.ret, depth + 1),
            (Ty::FnPointer { params, ret }, Ty::Closure(closure)) => {
                self.unify_all(params, &closure.params, depth);
                self.unify_at(ret, &closure.ret, depth + 1);
            }
            _ => {}
        }
    }

    fn unify_all(&mut self, xs: &[Ty], ys: &[Ty], depth: usize) {
        for (x, y) in xs.iter().zip(ys) {
            self.unify_at(x, y, depth + 1);
        }
    }

    /// Two ends of a branch: the one that is known, if only one is.
    pub(super) fn join(&mut self, a: Ty, b: Ty) -> Ty {
        self.unify(&a, &b);
        match (self.shallow(&a), self.shallow(&b)) {
            (Ty::Never | Ty::Unknown, _) => b,
            (Ty::Variable(_), known) if !matches!(known, Ty::Never | Ty::Unknown) => b,
            _ => a,
        }
    }

    pub(super) fn finish(mut self) -> BodyTypes {
        self.collect();
        let mut types = std::mem::take(&mut self.types);
        for ty in types.exprs.iter_mut().chain(&mut types.pats).chain(&mut types.locals) {
            *ty = self.replace(ty, 0, true);
        }
        for (_, callee) in &mut types.callees.0 {
            if let Callee::Function { self_ty, .. } = callee {
                *self_ty = self.replace(self_ty, 0, true);
            }
        }
        types.callees.0.shrink_to_fit();
        types.paths.0.shrink_to_fit();
        types
    }
}
