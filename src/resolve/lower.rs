//! Types as written to resolved types.

use super::{ModuleId, Program, TraitRef, Ty};
use crate::ir::{Name, Path, TypeRef};

/// What names mean beside the module's: generic parameters, `Self`.
#[derive(Debug, Clone)]
pub struct TypeScope {
    pub module: ModuleId,
    pub self_ty: Option<Ty>,
    /// Generic parameters in scope, as [`Ty::Param`]s with their bounds.
    pub params: Vec<(Name, Ty)>,
}

impl Program {
    pub fn lower_type(&self, _ty: &TypeRef, _scope: &TypeScope) -> Ty {
        Ty::Unknown
    }

    pub fn lower_bound(&self, _bound: &Path, _scope: &TypeScope) -> Option<TraitRef> {
        None
    }

    /// The scope that a function's signature and body see.
    pub fn function_scope(&self, function: super::FunctionId) -> TypeScope {
        TypeScope { module: self.function(function).module, self_ty: None, params: Vec::new() }
    }
}
