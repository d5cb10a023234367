//! Which bodies can matter at all: nearly every synchronous function of a program waits for nothing and holds nothing.
//!
//! A filter by names, so it errs on the side of looking: a body matters when it awaits, when its function takes or gives
//! something that may hold a connection, or when it names a function that blocks, acquires, or names one that does.

use rustc_hash::FxHashSet;

use crate::catalogue::FunctionFact;
use crate::ir::{Body, ExprKind, Name};
use crate::resolve::{BodyOwner, FunctionId, Program};

/// The functions whose bodies are worth a look.
pub fn relevant(program: &Program) -> FxHashSet<FunctionId> {
    let mut names: FxHashSet<Name> = program
        .functions
        .iter()
        .filter(|function| {
            let facts = &function.facts;
            facts.blocks().is_some() || facts.has(FunctionFact::Acquire) || program.may_hold(&function.ret)
        })
        .map(|function| function.name)
        .collect();
    let mut found = FxHashSet::default();
    let mut open: Vec<(BodyOwner, Vec<Name>)> = Vec::new();
    for owner in program.bodies() {
        let function = program.function(owner.function);
        let body = program.body(owner.file, owner.body);
        if body.has_await
            || function.is_async
            || program.may_hold(&function.ret)
            || function.params.iter().any(|ty| program.may_hold(ty))
        {
            found.insert(owner.function);
        } else {
            open.push((owner, called(body)));
        }
    }
    loop {
        let before = open.len();
        open.retain(|(owner, called)| {
            let matters = called.iter().any(|name| names.contains(name));
            if matters {
                found.insert(owner.function);
                names.insert(program.function(owner.function).name);
            }
            !matters
        });
        if open.len() == before {
            return found;
        }
    }
}

/// Names of the functions and methods that a body speaks of.
fn called(body: &Body) -> Vec<Name> {
    let mut names: Vec<Name> = body
        .exprs
        .iter()
        .filter_map(|expr| match &expr.kind {
            ExprKind::MethodCall { method, .. } => Some(*method),
            ExprKind::Path(path) => path.last_name(),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
