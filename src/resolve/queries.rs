//! Small questions that later stages ask of the program.

use super::{AdtId, FunctionId, Program, TraitId, TraitTarget, Ty};
use crate::catalogue::{GuardKind, TypeFact};
use crate::ir::Name;

impl Program {
    /// `std::boxed::Box`
    pub fn is_box(&self, adt: AdtId) -> bool {
        self.known.box_ == Some(adt)
    }

    /// `std::pin::Pin`
    pub fn is_pin(&self, adt: AdtId) -> bool {
        self.known.pin == Some(adt)
    }

    /// `ManuallyDrop<T>`: the end of its scope is not the end of what is in it.
    pub fn is_undropped(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(adt, _) if self.adt(*adt).facts.has_type(TypeFact::Undropped))
    }

    /// `Box<dyn FnOnce()>`: gone once it was called.
    pub fn is_boxed_once(&self, ty: &Ty) -> bool {
        let Ty::Adt(adt, args) = ty else { return false };
        let Some(Ty::Dyn(bounds)) = args.first().filter(|_| self.is_box(*adt)) else { return false };
        bounds.first().is_some_and(|bound| match bound.target {
            TraitTarget::Known(of) => self.is_std_trait(bound) && self.trait_(of).name == "FnOnce",
            TraitTarget::External(_) => false,
        })
    }

    /// The type of a field as declared, with the type's arguments put in.
    pub fn field_type(&self, adt: AdtId, args: &[Ty], declared: &Ty) -> Ty {
        let generics = &self.adt(adt).generics;
        let substitution: Vec<(Name, Ty)> = generics.iter().copied().zip(args.iter().cloned()).collect();
        self.substitute(declared, &substitution)
    }

    /// The kind of database that a handle or guard leads to: `redis`, `sql`. None when the type does not tell.
    pub fn store(&self, ty: &Ty) -> Option<Name> {
        self.store_in(ty, 0)
    }

    fn store_in(&self, ty: &Ty, depth: usize) -> Option<Name> {
        if depth > 6 {
            return None;
        }
        match ty {
            Ty::Ref { inner, .. } | Ty::Pointer(inner) | Ty::Slice(inner) => self.store_in(inner, depth + 1),
            Ty::Tuple(types) => types.iter().find_map(|ty| self.store_in(ty, depth + 1)),
            Ty::Adt(adt, args) => {
                let def = self.adt(*adt);
                let krate = self.krate(self.crate_of(def.module));
                if krate.store.is_some() {
                    return krate.store;
                }
                // A pool of any kind is told by its manager.
                if let Some(store) = args.iter().find_map(|arg| self.store_in(arg, depth + 1)) {
                    return Some(store);
                }
                if def.facts.guard().is_some() || def.facts.has_type(TypeFact::Handle) {
                    return krate.is_header.then(|| Name::from("sql"));
                }
                if krate.is_header {
                    return None;
                }
                let mut fields = def.variants.iter().flat_map(|variant| &variant.fields);
                fields.find_map(|field| self.store_in(&self.field_type(*adt, args, &field.ty), depth + 1))
            }
            // `impl Executor<'_>`: whichever it is, it speaks SQL.
            _ if self.is_executor(ty) => Some(Name::from("sql")),
            _ => None,
        }
    }

    /// Whether values of the type borrow nothing, as far as can be told; unknown types may.
    pub fn is_owned(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Primitive(_) | Ty::Never => true,
            Ty::Adt(adt, args) => !self.has_lifetime(*adt) && args.iter().all(|arg| self.is_owned(arg)),
            Ty::Tuple(parts) => parts.iter().all(|part| self.is_owned(part)),
            Ty::Slice(inner) => self.is_owned(inner),
            _ => false,
        }
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

    /// Whether awaiting (or polling, or iterating over) values of this type may wait for anything: false only where
    /// the type is known to be none of these.
    pub fn may_be_future(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Never | Ty::Primitive(_) => false,
            Ty::Tuple(types) => types.iter().any(|ty| self.may_be_future(ty)),
            Ty::Adt(adt, args) => {
                args.iter().any(|arg| !arg.is_unknown() && self.may_be_future(arg))
                    || self.adt(*adt).facts.waits().is_some()
                    || self.future_output(ty).is_some()
                    || self.iterator_item(ty).is_some()
                    || self.guard(ty).is_some()
            }
            _ => true,
        }
    }

    /// Whether the type says that it is a future or a stream, or keeps one: `Result<BoxStream<T>>`.
    pub fn says_future(&self, ty: &Ty) -> bool {
        self.says(ty, &[self.known.future, self.known.stream])
    }

    /// The same for streams alone.
    pub fn says_stream(&self, ty: &Ty) -> bool {
        self.says(ty, &[self.known.stream])
    }

    fn says(&self, ty: &Ty, traits: &[Option<TraitId>]) -> bool {
        match ty {
            Ty::Future(_) => traits.contains(&self.known.future),
            Ty::Opaque(bounds) | Ty::Dyn(bounds) => bounds.iter().any(|bound| match bound.target {
                TraitTarget::Known(of) => traits.contains(&Some(of)),
                TraitTarget::External(_) => false,
            }),
            Ty::Adt(adt, args) => {
                self.adt(*adt).facts.guard() == Some(GuardKind::Stream)
                    || args.iter().any(|arg| self.says(arg, traits))
            }
            Ty::Tuple(types) => types.iter().any(|ty| self.says(ty, traits)),
            _ => false,
        }
    }

    /// Whether a value of the type is code to run, or keeps some: closures, futures, streams.
    pub fn is_code(&self, ty: &Ty) -> bool {
        let runs =
            |of| self.known.fns.contains(&of) || [self.known.future, self.known.stream].contains(&Some(of));
        ty.any_part(&mut |part| match part {
            Ty::Future(_) | Ty::Closure(_) | Ty::FnPointer(_) | Ty::Function(..) => true,
            _ => self.bounds_of(part).iter().any(|bound| match bound.target {
                TraitTarget::Known(of) => runs(of),
                TraitTarget::External(_) => false,
            }),
        })
    }

    /// Whether what a closure parameter gives must be a future: `F: FnOnce(T) -> Fut, Fut: Future`.
    pub fn runs_result_of(&self, function: FunctionId, index: usize) -> bool {
        let Some(param) = self.function(function).params.get(index) else { return true };
        self.bounds_of(param).iter().any(|bound| match bound.target {
            TraitTarget::Known(of) if self.known.fns.contains(&of) => {
                let output = bound.assoc.iter().find(|(name, _)| *name == "Output").map(|(_, ty)| ty);
                self.trait_(of).name.starts_with("Async")
                    || output.is_some_and(|ty| {
                        self.bounds_of(ty).iter().any(|bound| match bound.target {
                            TraitTarget::Known(of) => Some(of) == self.known.future,
                            TraitTarget::External(_) => true,
                        })
                    })
            }
            _ => false,
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

    /// `futures::Stream`
    pub fn is_stream(&self, bound: &super::TraitRef) -> bool {
        matches!(bound.target, TraitTarget::Known(of) if Some(of) == self.known.stream)
    }

    pub fn is_std_function(&self, function: FunctionId) -> bool {
        let krate = self.krate(self.crate_of(self.function(function).module));
        krate.is_header && krate.name == "std"
    }

    pub fn is_header_function(&self, function: FunctionId) -> bool {
        !self.is_workspace_file(self.function(function).file)
    }

    /// As a path from its crate: `shop::orders::Service::ship`. Blocks have no name and are left out.
    pub fn item_path(&self, function: FunctionId) -> String {
        let mut path = vec![self.function_name(function)];
        let mut module = Some(self.function(function).module);
        while let Some(id) = module {
            let def = self.module(id);
            module = def.parent;
            if module.is_none() {
                path.push(self.krate(def.krate).name.to_string());
            } else if !def.is_block {
                path.push(def.name.to_string());
            }
        }
        path.reverse();
        path.join("::")
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
