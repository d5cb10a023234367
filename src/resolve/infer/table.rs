//! Variables and what they stand for.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::{AssocTy, ClosureTy, ExternalTy, FutureOrigin, FutureTy, TraitRef, Ty};
use super::{BodyTypes, Callee, Infer};
use crate::ir::Name;

/// Types nested deeper are cut off.
const DEPTH: usize = 16;

/// What becomes of several; none when all of them stay.
fn all<T: Clone>(values: &[T], replaced: &impl Fn(&T) -> Option<T>) -> Option<Vec<T>> {
    let mut new: Option<Vec<T>> = None;
    for (at, value) in values.iter().enumerate() {
        match (replaced(value), &mut new) {
            (Some(value), Some(new)) => new.push(value),
            (Some(value), None) => {
                let mut before = Vec::with_capacity(values.len());
                before.extend_from_slice(&values[..at]);
                before.push(value);
                new = Some(before);
            }
            (None, Some(new)) => new.push(value.clone()),
            (None, None) => {}
        }
    }
    new
}

/// What becomes of two parts, each with how to get the old one; none when both stay.
fn both<A, B>(a: (Option<A>, impl Fn() -> A), b: (Option<B>, impl Fn() -> B)) -> Option<(A, B)> {
    (a.0.is_some() || b.0.is_some()).then(|| (a.0.unwrap_or_else(a.1), b.0.unwrap_or_else(b.1)))
}

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
        self.replaced(ty, 0, false).unwrap_or_else(|| ty.clone())
    }

    /// The type without variables that are known, and with `last` without any; none when it has none, so that it may
    /// be shared.
    fn replaced(&self, ty: &Ty, depth: usize, last: bool) -> Option<Ty> {
        if depth > DEPTH {
            return Some(Ty::Unknown);
        }
        let go = |ty: &Ty| self.replaced(ty, depth + 1, last);
        let arc = |ty: &Arc<Ty>| go(ty).map(Arc::new);
        let bounds = |bounds: &[TraitRef]| -> Option<Arc<[TraitRef]>> {
            let assoc = |assoc: &(Name, Ty)| Some((assoc.0, go(&assoc.1)?));
            let of_bound = |bound: &TraitRef| {
                let args = (all(&bound.args, &go), || bound.args.clone());
                let assoc = (all(&bound.assoc, &assoc), || bound.assoc.clone());
                let (args, assoc) = both(args, assoc)?;
                Some(TraitRef { target: bound.target.clone(), args, assoc })
            };
            all(bounds, &of_bound).map(Arc::from)
        };
        Some(match ty {
            Ty::Variable(_) => match self.shallow(ty) {
                Ty::Variable(_) if last => Ty::Unknown,
                variable @ Ty::Variable(_) => variable,
                known => go(&known).unwrap_or(known),
            },
            Ty::Adt(adt, args) => Ty::Adt(*adt, all(args, &go)?.into()),
            Ty::External(external) => Ty::External(Arc::new(ExternalTy {
                krate: external.krate,
                args: all(&external.args, &go)?,
                path: external.path.clone(),
            })),
            Ty::Ref { mutable, inner } => Ty::Ref { mutable: *mutable, inner: arc(inner)? },
            Ty::Pointer(inner) => Ty::Pointer(arc(inner)?),
            Ty::Slice(inner) => Ty::Slice(arc(inner)?),
            Ty::Tuple(types) => Ty::Tuple(all(types, &go)?.into()),
            Ty::Function(id, args) => Ty::Function(*id, all(args, &go)?.into()),
            Ty::Constructor(of) => Ty::constructor(of.adt, of.variant, all(&of.args, &go)?.into()),
            Ty::FnPointer(of) => {
                let params = (all(&of.params, &go).map(Arc::from), || of.params.clone());
                let (params, ret) = both(params, (go(&of.ret), || of.ret.clone()))?;
                Ty::fn_pointer(params, ret)
            }
            Ty::Closure(closure) => {
                let params = (all(&closure.params, &go), || closure.params.clone());
                let (params, ret) = both(params, (go(&closure.ret), || closure.ret.clone()))?;
                let ClosureTy { expr, is_async, .. } = **closure;
                Ty::Closure(Arc::new(ClosureTy { expr, params, ret, is_async }))
            }
            Ty::Future(future) => {
                let origin = match &future.origin {
                    FutureOrigin::Call { function, args } => {
                        all(args, &go).map(|args| FutureOrigin::Call { function: *function, args })
                    }
                    FutureOrigin::Block(_) => None,
                    FutureOrigin::Opaque { args } => all(args, &go).map(|args| FutureOrigin::Opaque { args }),
                };
                let output = (go(&future.output), || future.output.clone());
                let (output, origin) = both(output, (origin, || future.origin.clone()))?;
                Ty::Future(Arc::new(FutureTy { output, origin }))
            }
            Ty::Opaque(inner) => Ty::Opaque(bounds(inner)?),
            Ty::Dyn(inner) => Ty::Dyn(bounds(inner)?),
            Ty::Assoc(assoc) => self.projected(go(&assoc.base)?, assoc),
            _ => return None,
        })
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
            (Ty::FnPointer(of), Ty::Closure(closure)) => {
                self.unify_all(&of.params, &closure.params, depth);
                self.unify_at(&of.ret, &closure.ret, depth + 1);
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
        let callees = types.callees.0.iter_mut().filter_map(|(_, callee)| match callee {
            Callee::Function { self_ty, .. } => Some(self_ty),
            _ => None,
        });
        // what many expressions have in common is one type in memory
        let mut shared: FxHashMap<u32, Ty> = FxHashMap::default();
        for ty in types.exprs.iter_mut().chain(&mut types.pats).chain(&mut types.locals).chain(callees) {
            let new = match *ty {
                Ty::Variable(variable) => {
                    let known = shared.entry(variable).or_insert_with(|| {
                        self.replaced(&Ty::Variable(variable), 0, true).unwrap_or(Ty::Unknown)
                    });
                    Some(known.clone())
                }
                _ => self.replaced(ty, 0, true),
            };
            if let Some(new) = new {
                *ty = new;
            }
        }
        crate::ir::tighten(&mut types.callees.0);
        crate::ir::tighten(&mut types.paths.0);
        types
    }
}
