//! Resolved types.

use std::sync::Arc;

use crate::ir::{ExprId, Name};

use super::{AdtId, FunctionId, TraitId};

/// See [`Ty::is_huge`].
const LARGEST: usize = 2000;

/// A type as far as it is known. Cheap to clone; equality is structural. Lifetimes are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ty {
    Unknown,
    Never,
    /// `i32`, `bool`, `str`
    Primitive(Name),
    /// A struct or enum of the workspace or of a header, with its type arguments (defaults filled in).
    Adt(AdtId, Arc<[Ty]>),
    /// A type of a crate without header or source.
    External(Arc<ExternalTy>),
    Ref {
        mutable: bool,
        inner: Arc<Ty>,
    },
    Pointer(Arc<Ty>),
    Tuple(Arc<[Ty]>),
    /// `[T]` and `[T; N]`
    Slice(Arc<Ty>),
    /// A function item, also a tuple constructor's (then see [`Ty::Constructor`]).
    Function(FunctionId, Arc<[Ty]>),
    /// `Some`, `DbConn`: the function that a tuple struct or variant is.
    Constructor(Arc<ConstructorTy>),
    FnPointer(Arc<FnPointerTy>),
    Closure(Arc<ClosureTy>),
    Future(Arc<FutureTy>),
    /// A generic parameter, by name, with its bounds resolved. `Self` in a trait is one too.
    Param(Arc<ParamTy>),
    /// `impl Trait` as argument or result.
    Opaque(Arc<[TraitRef]>),
    /// `dyn Trait`
    Dyn(Arc<[TraitRef]>),
    /// `T::Name`, `<T as Trait>::Name`, not known further.
    Assoc(Arc<AssocTy>),
    /// Only while a body is inferred.
    Variable(u32),
}

/// A path into an unknown crate. An empty path: some type of that crate (what an unknown method of it returned).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExternalTy {
    pub krate: Name,
    pub path: Vec<Name>,
    pub args: Vec<Ty>,
}

// every expression of a body has one
const _: () = assert!(size_of::<Ty>() <= 24);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ConstructorTy {
    pub adt: AdtId,
    /// 0 for a struct.
    pub variant: u32,
    pub args: Arc<[Ty]>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FnPointerTy {
    pub params: Arc<[Ty]>,
    pub ret: Ty,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClosureTy {
    /// In the body that is being inferred.
    pub expr: ExprId,
    pub params: Vec<Ty>,
    /// Of an `async` closure: the output of the future.
    pub ret: Ty,
    pub is_async: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FutureTy {
    pub output: Ty,
    pub origin: FutureOrigin,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FutureOrigin {
    /// An `async fn` called and not yet awaited: it owns its arguments, `self` first.
    Call { function: FunctionId, args: Vec<Ty> },
    /// An async block of the body that is being inferred. Its captures are for `flow` to say.
    Block(ExprId),
    /// `impl Future`, `BoxFuture`, a header's future: owns these (by-value arguments of the call that made it).
    Opaque { args: Vec<Ty> },
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ParamTy {
    pub name: Name,
    pub bounds: Vec<TraitRef>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TraitRef {
    pub target: TraitTarget,
    pub args: Vec<Ty>,
    /// `Item = T`; for `Fn(A) -> B` `args` is the tuple of parameters and `Output` is here.
    pub assoc: Vec<(Name, Ty)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TraitTarget {
    Known(TraitId),
    /// Of a crate without header or source.
    External(Vec<Name>),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AssocTy {
    pub base: Ty,
    pub of_trait: Option<TraitId>,
    pub name: Name,
}

/// What was seen of a part of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Found,
    /// It may be inside.
    Inside,
    /// Nor is it in its parts.
    Past,
}

impl Ty {
    pub fn constructor(adt: AdtId, variant: u32, args: Arc<[Ty]>) -> Self {
        Ty::Constructor(Arc::new(ConstructorTy { adt, variant, args }))
    }

    pub fn fn_pointer(params: Arc<[Ty]>, ret: Ty) -> Self {
        Ty::FnPointer(Arc::new(FnPointerTy { params, ret }))
    }

    /// Whether `f` holds for any part of the type, itself first; bounds and what futures own are parts.
    pub fn any_part(&self, f: &mut dyn FnMut(&Ty) -> bool) -> bool {
        self.any_part_seen(&mut |part| if f(part) { Seen::Found } else { Seen::Inside })
    }

    /// The same, where not everything is looked into.
    pub fn any_part_seen(&self, f: &mut dyn FnMut(&Ty) -> Seen) -> bool {
        match f(self) {
            Seen::Found => return true,
            Seen::Past => return false,
            Seen::Inside => {}
        }
        let mut any = |types: &[Ty]| types.iter().any(|ty| ty.any_part_seen(f));
        match self {
            Ty::Unknown | Ty::Never | Ty::Primitive(_) | Ty::Variable(_) => false,
            Ty::Adt(_, args) | Ty::Function(_, args) | Ty::Tuple(args) => any(args),
            Ty::Constructor(of) => any(&of.args),
            Ty::External(external) => any(&external.args),
            Ty::Ref { inner, .. } | Ty::Pointer(inner) | Ty::Slice(inner) => inner.any_part_seen(f),
            Ty::FnPointer(of) => any(&of.params) || of.ret.any_part_seen(f),
            Ty::Closure(closure) => any(&closure.params) || closure.ret.any_part_seen(f),
            Ty::Future(future) => {
                let owned = match &future.origin {
                    FutureOrigin::Call { args, .. } | FutureOrigin::Opaque { args } => args.as_slice(),
                    FutureOrigin::Block(_) => &[],
                };
                any(owned) || future.output.any_part_seen(f)
            }
            Ty::Param(param) => any_in_bounds(&param.bounds, f),
            Ty::Opaque(bounds) | Ty::Dyn(bounds) => any_in_bounds(bounds, f),
            Ty::Assoc(assoc) => assoc.base.any_part_seen(f),
        }
    }

    pub fn unit() -> Ty {
        Ty::Tuple(Arc::from([]))
    }

    pub fn reference(inner: Ty, mutable: bool) -> Ty {
        Ty::Ref { mutable, inner: Arc::new(inner) }
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Ty::Unknown | Ty::Variable(_))
    }

    /// Whether the type has more parts than anybody writes: types can double with every alias.
    pub fn is_huge(&self) -> bool {
        let mut left = LARGEST;
        self.exceeds(&mut left)
    }

    fn exceeds(&self, left: &mut usize) -> bool {
        let Some(rest) = left.checked_sub(1) else { return true };
        *left = rest;
        let mut any = |types: &[Ty]| types.iter().any(|ty| ty.exceeds(left));
        match self {
            Ty::Adt(_, args) | Ty::Tuple(args) | Ty::Function(_, args) => any(args),
            Ty::Constructor(of) => any(&of.args),
            Ty::External(external) => any(&external.args),
            Ty::Ref { inner, .. } | Ty::Pointer(inner) | Ty::Slice(inner) => inner.exceeds(left),
            Ty::FnPointer(of) => any(&of.params) || of.ret.exceeds(left),
            Ty::Closure(closure) => any(&closure.params) || closure.ret.exceeds(left),
            Ty::Future(future) => {
                let owned = match &future.origin {
                    FutureOrigin::Call { args, .. } | FutureOrigin::Opaque { args } => args.as_slice(),
                    FutureOrigin::Block(_) => &[],
                };
                any(owned) || future.output.exceeds(left)
            }
            Ty::Opaque(bounds) | Ty::Dyn(bounds) => bounds.iter().any(|bound| {
                bound.args.iter().chain(bound.assoc.iter().map(|(_, ty)| ty)).any(|ty| ty.exceeds(left))
            }),
            Ty::Assoc(assoc) => assoc.base.exceeds(left),
            Ty::Unknown | Ty::Never | Ty::Primitive(_) | Ty::Param(_) | Ty::Variable(_) => false,
        }
    }

    /// What an associated type is of, at last: the `T` of `<<T as Stream>::Item as Future>::Output`.
    pub fn peel_assoc(&self) -> &Ty {
        let mut ty = self;
        while let Ty::Assoc(assoc) = ty {
            ty = &assoc.base;
        }
        ty
    }

    /// Without any outer references.
    pub fn peel_refs(&self) -> &Ty {
        let mut ty = self;
        while let Ty::Ref { inner, .. } | Ty::Pointer(inner) = ty {
            ty = inner;
        }
        ty
    }
}

fn any_in_bounds(bounds: &[TraitRef], f: &mut dyn FnMut(&Ty) -> Seen) -> bool {
    let types = |bound: &TraitRef, f: &mut dyn FnMut(&Ty) -> Seen| {
        let assoc = bound.assoc.iter().map(|(_, ty)| ty);
        bound.args.iter().chain(assoc).any(|ty| ty.any_part_seen(f))
    };
    bounds.iter().any(|bound| types(bound, f))
}
