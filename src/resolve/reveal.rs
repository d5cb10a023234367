//! Row streams behind `impl Stream` and `BoxStream`: what a function really returns.
//!
//! A signature that says only "some stream" hides that the stream keeps a connection. The few functions with such a
//! signature are inferred before all others, and from then on return the type of their body. Called once, when the macros
//! of the workspace are expanded.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{BodyOwner, Container, FunctionId, Program, TraitTarget, Ty, infer};
use crate::catalogue::GuardKind;

/// Streams of streams of other functions: the depth that is followed.
const ROUNDS: usize = 3;

/// Asks the bodies of all functions that return "some stream".
pub fn reveal(program: &mut Program) {
    for _ in 0..ROUNDS {
        let open: Vec<BodyOwner> = program
            .bodies()
            .filter(|owner| {
                let ret = &program.function(owner.function).ret;
                program.says_stream(ret) && program.guard(ret).is_none()
            })
            .collect();
        let found: Vec<(FunctionId, Ty)> = open
            .into_iter()
            .filter_map(|owner| {
                // The same panic is reported when the body itself is looked at.
                let types = catch_unwind(AssertUnwindSafe(|| infer(program, owner))).ok()?;
                let ty = types.expr(program.body(owner.file, owner.body).root);
                let guard = program.guard(ty)?;
                (guard.kind == GuardKind::Stream).then(|| (owner.function, ty.clone()))
            })
            .collect();
        if found.is_empty() {
            return;
        }
        for (function, ty) in found {
            if let Some(declared) = program.declared_in_trait(function) {
                program.functions[declared.index()].ret = ty.clone();
            }
            program.functions[function.index()].ret = ty;
        }
    }
}

impl Program {
    /// The trait's own declaration of a function in an impl of it.
    fn declared_in_trait(&self, function: FunctionId) -> Option<FunctionId> {
        let def = self.function(function);
        let Container::Impl(impl_) = def.container else { return None };
        let TraitTarget::Known(of) = self.impl_(impl_).of_trait.as_ref()?.target else { return None };
        let functions = &self.trait_(of).functions;
        functions.iter().copied().find(|declared| self.function(*declared).name == def.name)
    }
}
