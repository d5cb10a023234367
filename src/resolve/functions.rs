//! Functions: what their signatures say in the types of the program, and what their bodies see.
//!
//! The last step of [`lower`](super::lower), when all other types are known.

use std::sync::Arc;

use rayon::prelude::*;

use super::build::{PendingFunction, PendingItems};
use super::{Container, FunctionDef, FunctionId, ImplId, ModuleId, Program, TraitId, Ty, TypeScope};
use crate::catalogue::Facts;
use crate::ir::{self, SelfParam};

pub(super) fn lower_functions(program: &mut Program, pending: &PendingItems<'_>) {
    let scopes = ContainerScopes::of(program, pending);
    let no_facts = Arc::default();
    let functions = pending.functions.par_iter();
    (program.functions, program.function_scopes) =
        functions.map(|function| lower_function(program, function, &scopes, pending, &no_facts)).unzip();
    for (index, def) in program.functions.iter().enumerate() {
        if def.container != Container::Module {
            program.methods_by_name.entry(def.name).or_default().push(FunctionId(index as u32));
        }
    }
}

/// What functions without parameters of their own see.
struct ContainerScopes {
    modules: Vec<Arc<TypeScope>>,
    impls: Vec<Arc<TypeScope>>,
    traits: Vec<Arc<TypeScope>>,
}

impl ContainerScopes {
    fn of(program: &Program, pending: &PendingItems<'_>) -> Self {
        let modules = (0..program.modules.len() as u32).map(|id| Arc::new(TypeScope::of(ModuleId(id))));
        let impls = (0..program.impls.len() as u32).into_par_iter().map(|id| {
            let generics = &pending.impls[id as usize].generics;
            Arc::new(program.impl_scope(ImplId(id), &[generics]))
        });
        let traits = (0..program.traits.len() as u32).map(|id| {
            let generics = &pending.traits[id as usize].generics;
            Arc::new(program.scope_in_trait(TraitId(id), &[generics]))
        });
        Self { modules: modules.collect(), impls: impls.collect(), traits: traits.collect() }
    }
}

/// With the scope that its signature and its body see.
fn lower_function(
    program: &Program,
    function: &PendingFunction<'_>,
    scopes: &ContainerScopes,
    pending: &PendingItems<'_>,
    no_facts: &Arc<Facts>,
) -> (FunctionDef, Arc<TypeScope>) {
    let PendingFunction { item, ir, .. } = *function;
    let scope = program.scope_of(function, scopes, pending);
    let self_ty = || scope.self_ty.clone().unwrap_or(Ty::Unknown);
    let self_type = ir.self_param.as_ref().map(|param| match param {
        SelfParam::Value => self_ty(),
        SelfParam::Ref { mutable } => Ty::reference(self_ty(), *mutable),
        SelfParam::Typed(ty) => program.lower_type(ty, &scope),
    });
    let params = ir.params.iter().map(|param| program.lower_type(&param.ty, &scope));
    let mut def = FunctionDef {
        name: item.name,
        file: function.file,
        module: function.module,
        container: function.container,
        span: item.span,
        name_span: item.name_span,
        is_pub: item.vis == ir::Visibility::Public,
        self_param: None,
        param_names: Box::default(),
        own_generics: 0,
        body: None,
        attrs: Arc::clone(&item.attrs),
        facts: Facts::shared(&item.attrs, no_facts),
        params: self_type.into_iter().chain(params).collect(),
        ret: program.lower_type(&ir.ret, &scope),
        is_async: ir.is_async,
        generics: scope.params.iter().map(|(name, _)| *name).collect(),
    };
    def.read(ir);
    (def, scope)
}

impl Program {
    fn scope_of(
        &self,
        def: &PendingFunction<'_>,
        scopes: &ContainerScopes,
        pending: &PendingItems<'_>,
    ) -> Arc<TypeScope> {
        let own = &def.ir.generics;
        let has_own = own.params.iter().any(|param| param.kind != ir::GenericKind::Lifetime)
            || !own.predicates.is_empty();
        match def.container {
            Container::Module if !has_own => Arc::clone(&scopes.modules[def.module.index()]),
            Container::Impl(id) if !has_own => Arc::clone(&scopes.impls[id.index()]),
            Container::Trait(id) if !has_own => Arc::clone(&scopes.traits[id.index()]),
            Container::Module => self.generic_scope(def.module, None, &[own]).into(),
            Container::Impl(id) => {
                let outer = &pending.impls[id.index()].generics;
                self.impl_scope(id, &[outer, own]).into()
            }
            Container::Trait(id) => {
                let outer = &pending.traits[id.index()].generics;
                self.scope_in_trait(id, &[outer, own]).into()
            }
        }
    }
}
