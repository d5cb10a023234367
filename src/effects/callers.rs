//! Who holds the guard that a function only borrows: the calls that pass it, up to the functions that own it.
//!
//! A wait inside a callee is reported once, there; these are the notes that say who is held up by it.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::flow::SlotKind;
use crate::ir::{Body, LocalId};
use crate::resolve::{FunctionId, Program};
use crate::source::Place;

use super::Hold;

/// A parameter of a function, `self` first.
type Param = (FunctionId, usize);

/// A call that passes a guard on.
#[derive(Debug, Clone)]
pub struct Caller {
    pub function: FunctionId,
    /// The call.
    pub place: Place,
    /// The guard's name there.
    pub name: Option<String>,
    /// The calling function has it from its own caller.
    from: Option<Param>,
}

/// The calls that pass guards, by the parameter that they go into.
#[derive(Debug, Default)]
pub struct Callers {
    of: FxHashMap<Param, Vec<Caller>>,
}

impl Callers {
    /// From the holds of all bodies.
    pub fn of<'h>(program: &Program, holds: impl Iterator<Item = &'h Hold>) -> Self {
        let mut callers = Self::default();
        for hold in holds {
            let from = match hold.guard.slot {
                SlotKind::Parameter(Some(local)) if hold.guard.borrowed => {
                    param_index(program, hold.function, local).map(|index| (hold.function, index))
                }
                _ => None,
            };
            for (callee, index, place) in &hold.passed {
                let caller =
                    Caller { function: hold.function, place: *place, name: hold.guard.name.clone(), from };
                callers.of.entry((*callee, *index)).or_default().push(caller);
            }
        }
        for calls in callers.of.values_mut() {
            calls.sort_by_key(|caller| caller.place);
            calls.dedup_by_key(|caller| caller.place);
        }
        callers
    }

    /// All calls that lead to this parameter, nearest first.
    pub fn leading_to(&self, program: &Program, function: FunctionId, local: LocalId) -> Vec<&Caller> {
        let Some(index) = param_index(program, function, local) else { return Vec::new() };
        let mut found: Vec<&Caller> = Vec::new();
        let mut seen: FxHashSet<Param> = FxHashSet::from_iter([(function, index)]);
        let mut open = VecDeque::from([(function, index)]);
        while let Some(param) = open.pop_front() {
            for caller in self.of.get(&param).map_or(&[][..], Vec::as_slice) {
                found.push(caller);
                open.extend(caller.from.filter(|from| seen.insert(*from)));
            }
        }
        found
    }
}

fn param_index(program: &Program, function: FunctionId, local: LocalId) -> Option<usize> {
    let def = program.function(function);
    let body: &Body = program.body(def.file, def.body?);
    if body.self_local == Some(local) {
        return Some(0);
    }
    let has_self = usize::from(body.self_local.is_some());
    let at = body.params.iter().position(|pat| body.bindings(*pat).contains(&local))?;
    Some(at + has_self)
}
