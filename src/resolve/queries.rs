//! Small questions that later stages ask of the program.

use super::{AdtId, FunctionId, Program, Ty};
use crate::ir::Name;

impl Program {
    /// `std::boxed::Box`
    pub fn is_box(&self, adt: AdtId) -> bool {
        self.known.box_ == Some(adt)
    }

    /// The type of a field as declared, with the type's arguments put in.
    pub fn field_type(&self, adt: AdtId, args: &[Ty], declared: &Ty) -> Ty {
        let generics = &self.adt(adt).generics;
        let substitution: Vec<(Name, Ty)> = generics.iter().copied().zip(args.iter().cloned()).collect();
        self.substitute(declared, &substitution)
    }

    /// Whether the type has a lifetime parameter, so that its values can borrow.
    pub fn has_lifetime(&self, adt: AdtId) -> bool {
        self.adt(adt).has_lifetime
    }

    /// Whether the type implements `Drop` itself: no part can be moved out of it.
    pub fn has_drop(&self, ty: &Ty) -> bool {
        let Ty::Adt(adt, _) = ty else { return false };
        let Some(drop) = self.known.drop else { return false };
        self.impls_of_adt.get(adt).is_some_and(|impls| {
            impls.iter().any(|id| {
                self.impl_(*id)
                    .of_trait
                    .as_ref()
                    .is_some_and(|of| of.target == super::TraitTarget::Known(drop))
            })
        })
    }

    /// A trait of the standard library.
    pub fn is_std_trait(&self, bound: &super::TraitRef) -> bool {
        match bound.target {
            super::TraitTarget::Known(id) => {
                let krate = self.krate(self.crate_of(self.trait_(id).module));
                krate.is_header && krate.name == "std"
            }
            super::TraitTarget::External(_) => false,
        }
    }

    pub fn is_std_function(&self, function: FunctionId) -> bool {
        let krate = self.krate(self.crate_of(self.function(function).module));
        krate.is_header && krate.name == "std"
    }

    pub fn is_header_function(&self, function: FunctionId) -> bool {
        !self.is_workspace_file(self.function(function).file)
    }

    /// As in messages: `Client::get`, `charge`.
    pub fn function_name(&self, function: FunctionId) -> String {
        let def = self.function(function);
        let owner = match def.container {
            super::Container::Impl(id) => match self.impl_(id).self_ty.peel_refs() {
                Ty::Adt(adt, _) => Some(self.adt(*adt).name),
                _ => None,
            },
            super::Container::Trait(id) => Some(self.trait_(id).name),
            super::Container::Module => None,
        };
        owner.map_or_else(|| def.name.to_string(), |owner| format!("{owner}::{}", def.name))
    }
}
