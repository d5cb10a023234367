//! What is in a pool for anything (`bb8::Pool<M>`): its manager says. Workers, mock servers, parsers and clients of mail
//! servers are pooled, too, and keep no database busy. Called by [`super::guard`].

use super::{AdtId, Program, TraitTarget, Ty};
use crate::catalogue::{Category, TypeFact};

/// Structures in structures are looked into so far.
const DEPTH: usize = 6;

impl Program {
    /// Whether a pooled object is seen not to be a connection: a library pools something for itself, with a manager that
    /// it shows to nobody; or what the manager makes is a type of the workspace in which there is nothing of a database,
    /// nor anything unknown; or it is a client of some other service.
    pub(super) fn pools_something_else(&self, adt: AdtId, args: &[Ty]) -> bool {
        let of_a_library = args.iter().any(|arg| match arg {
            Ty::Adt(manager, _) => {
                let manager = self.adt(*manager);
                let is_foreign = self.has_structure(manager.file) && !self.is_workspace_file(manager.file);
                is_foreign && !manager.is_pub
            }
            _ => false,
        });
        if of_a_library {
            return true;
        }
        let Some(object) = self.deref(&Ty::Adt(adt, args.into())) else { return false };
        let is_ours = matches!(&object, Ty::Adt(adt, _) if self.is_workspace_file(self.adt(*adt).file));
        (is_ours || self.is_of_another_service(&object)) && !self.may_be_database(&object, &mut Vec::new())
    }

    /// Whether all that the type's crate waits for is something else than a database.
    fn is_of_another_service(&self, ty: &Ty) -> bool {
        let krate = match ty {
            Ty::Adt(adt, _) => Some(self.crate_of(self.adt(*adt).module)),
            Ty::External(external) => self.header(external.krate),
            _ => None,
        };
        let waits = krate.and_then(|krate| self.krate(krate).waits);
        waits.is_some_and(|category| category != Category::Database)
    }

    fn may_be_database(&self, ty: &Ty, inside: &mut Vec<AdtId>) -> bool {
        if inside.len() > DEPTH {
            return true;
        }
        match ty {
            Ty::Adt(adt, args) => {
                let def = self.adt(*adt);
                let is_known = def.facts.guard().is_some()
                    || def.facts.has_type(TypeFact::Handle)
                    || def.facts.has_type(TypeFact::Facade);
                if is_known {
                    return true;
                }
                // what goes through a channel is nothing that its ends are made of
                if def.facts.has_type(TypeFact::Opaque) {
                    return false;
                }
                if args.iter().any(|arg| self.may_be_database(arg, inside)) {
                    return true;
                }
                if !self.has_structure(def.file) || inside.contains(adt) {
                    return false;
                }
                inside.push(*adt);
                let mut fields = def.variants.iter().flat_map(|variant| &variant.fields);
                let found =
                    fields.any(|field| self.may_be_database(&self.field_type(*adt, args, &field.ty), inside));
                inside.pop();
                found
            }
            Ty::Ref { inner, .. } | Ty::Pointer(inner) | Ty::Slice(inner) => {
                self.may_be_database(inner, inside)
            }
            Ty::Tuple(types) => types.iter().any(|ty| self.may_be_database(ty, inside)),
            Ty::Dyn(bounds) | Ty::Opaque(bounds) => bounds.iter().any(|bound| match bound.target {
                TraitTarget::Known(of) => self.has_structure(self.trait_(of).file),
                TraitTarget::External(_) => true,
            }),
            Ty::Primitive(_) | Ty::Never | Ty::FnPointer(_) | Ty::Function(..) => false,
            Ty::External(_) => !self.is_of_another_service(ty),
            _ => true,
        }
    }
}
