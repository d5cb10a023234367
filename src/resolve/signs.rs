//! What the signatures of dependencies say, in the catalogue's words.
//!
//! A dependency outside of the workspace is read without bodies, so nobody can look into its functions. A signature tells
//! enough where a guard is in it: who gives one without getting one acquires, who gets one and gives one derives, who takes
//! one by value and gives none lets it go, who works on one queries. Where no guard is in it, nothing is claimed.

use std::sync::Arc;

use super::{FunctionId, Program, Ty};
use crate::catalogue::FunctionFact;

pub(super) fn read(program: &mut Program) {
    let facts: Vec<(FunctionId, FunctionFact)> = (0..program.functions.len() as u32)
        .map(FunctionId)
        .filter(|id| program.krate(program.crate_of(program.function(*id).module)).is_dependency)
        .filter_map(|id| Some((id, sign(program, id)?)))
        .collect();
    for (id, fact) in facts {
        Arc::make_mut(&mut program.functions[id.index()].facts).functions.push(fact);
    }
}

fn sign(program: &Program, id: FunctionId) -> Option<FunctionFact> {
    let def = program.function(id);
    let output = match program.future_output(&def.ret) {
        Some(output) => output,
        None if def.is_async => def.ret.clone(),
        None => return None,
    };
    let gives = program.guard(&output);
    let guards: Vec<_> = def.params.iter().map(|ty| program.guard(ty)).collect();
    let takes = guards.iter().any(Option::is_some);
    let takes_self =
        matches!(guards.first(), Some(Some(guard)) if !guard.borrowed) && def.self_param.is_some();
    let may_take = def.params.iter().any(|ty| program.is_executor(ty));
    match gives {
        Some(guard) if !takes && !guard.borrowed => Some(FunctionFact::Acquire),
        Some(_) if takes => Some(FunctionFact::Derive),
        None if takes_self && !matches!(def.params.first(), Some(Ty::Ref { .. })) => {
            Some(FunctionFact::Release)
        }
        None if takes || may_take => Some(FunctionFact::Query),
        _ => None,
    }
}
