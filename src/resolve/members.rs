//! Fields and methods of a type: auto-dereference, inherent and trait methods, associated types, implementors.

use super::{FunctionId, ModuleId, Program, TraitId, Ty};
use crate::ir::Name;

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
    /// The method that `receiver.name(…)` calls, as rustc's probing finds it; traits need not be imported (a header
    /// cannot know) but are preferred when they are.
    pub fn method(&self, _receiver: &Ty, _name: Name, _scope: ModuleId) -> Option<MethodHit> {
        None
    }

    /// `<ty>::name` as a path: inherent or trait function, without auto-dereference.
    pub fn associated_function(&self, _ty: &Ty, _name: Name) -> Option<MethodHit> {
        None
    }

    /// The type of `base.name`, through references and `Deref`; and how many dereferences it took.
    pub fn field(&self, _base: &Ty, _name: Name) -> Option<(Ty, usize)> {
        None
    }

    /// `*ty`: references, `Box`, and `Deref::Target`.
    pub fn deref(&self, _ty: &Ty) -> Option<Ty> {
        None
    }

    /// `<ty as Trait>::name` where an impl, a bound or `impl Trait<name = T>` tells.
    pub fn project(&self, _ty: &Ty, _of_trait: TraitId, _name: Name) -> Option<Ty> {
        None
    }

    /// Replaces [`Ty::Param`]s by name, and projects associated types that become known by it.
    pub fn substitute(&self, ty: &Ty, _substitution: &[(Name, Ty)]) -> Ty {
        ty.clone()
    }

    /// Matches a parameter's type against an argument's, binding the given generic names: `Option<T>` against
    /// `Option<PgPool>` binds `T`. Bindings that are there stay.
    pub fn unify(&self, _pattern: &Ty, _actual: &Ty, _generics: &[Name], _bound: &mut Vec<(Name, Ty)>) {}

    /// `Output` of a future (or `IntoFuture`): `async fn` calls, blocks, `impl Future`, `BoxFuture`, `Pin<Box<dyn …>>`,
    /// `JoinHandle<T>`.
    pub fn future_output(&self, _ty: &Ty) -> Option<Ty> {
        None
    }

    /// `Item` of an iterator or stream, after `into_iter`.
    pub fn iterator_item(&self, _ty: &Ty) -> Option<Ty> {
        None
    }

    /// A trait by its path in the headers: `std::iter::Iterator`, `futures::Stream`.
    pub fn known_trait(&self, _path: &str) -> Option<TraitId> {
        None
    }

    /// A struct or enum by its path in the headers: `std::option::Option`.
    pub fn known_adt(&self, _path: &str) -> Option<super::AdtId> {
        None
    }
}
