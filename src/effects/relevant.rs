//! Which bodies are looked at for the sake of connections: those in which a guard can appear, and what has to be known of
//! their callees to judge them. `check` follows the calls; all other bodies are never read.

use rustc_hash::FxHashSet;

use crate::catalogue::TypeFact;
use crate::ir::ExprId;
use crate::resolve::{Appearances, FunctionDef, FunctionId, Kind, Naming, Program, Ty, appearances};

use super::BodyFacts;
use super::leaves::{Leaf, LeafKind};

/// Where guards can appear; and who calls what works on any executor, since the callers say which one that is.
pub fn guards_appear(program: &Program, naming: &Naming<'_>) -> Appearances {
    if program.has_unknown_guards() {
        return Appearances::anywhere();
    }
    let works_on_any = |def: &FunctionDef| works_on_any(program, def);
    let is_wanted = |ty: &Ty| program.is_holder(ty);
    let kind = Kind { is_wanted: &is_wanted, closed: Some(TypeFact::Handle), also: &works_on_any };
    appearances(program, naming, &kind)
}

fn works_on_any(program: &Program, def: &FunctionDef) -> bool {
    program.is_workspace_file(def.file) && def.params.iter().any(|ty| program.is_executor(ty))
}

impl BodyFacts {
    /// Whether it calls what works on any executor.
    pub fn gives_executors(&self, program: &Program) -> bool {
        self.own_calls.iter().any(|callee| works_on_any(program, program.function(*callee)))
    }

    /// The functions that its waits run.
    pub fn awaited_callees(&self) -> Vec<FunctionId> {
        let mut found = Vec::new();
        self.waits.iter().flat_map(|wait| &wait.leaves).for_each(|leaf| callees(leaf, &mut found));
        found
    }

    /// The functions that it calls without waiting for them, as far as they may block or acquire.
    pub fn other_callees(&self) -> Vec<FunctionId> {
        let mut found = Vec::new();
        self.calls.iter().for_each(|leaf| callees(leaf, &mut found));
        found
    }

    /// The functions of which something is asked when a guard is alive at these points of the body.
    pub fn callees_at(&self, points: &FxHashSet<ExprId>) -> Vec<FunctionId> {
        let waits = self.waits.iter().filter(|wait| points.contains(&wait.expr));
        let leaves: Vec<&Leaf> = waits.flat_map(|wait| &wait.leaves).collect();
        // the waits in a block are at other points
        if leaves.iter().any(|leaf| has_block(leaf)) {
            return self.awaited_callees().into_iter().chain(self.other_callees()).collect();
        }
        let calls = self.calls.iter().filter(|leaf| points.contains(&leaf.expr));
        let mut found = Vec::new();
        leaves.into_iter().chain(calls).for_each(|leaf| callees(leaf, &mut found));
        found
    }
}

fn has_block(leaf: &Leaf) -> bool {
    matches!(leaf.kind, LeafKind::Block(_)) || leaf.given.iter().flat_map(|(_, given)| given).any(has_block)
}

fn callees(leaf: &Leaf, found: &mut Vec<FunctionId>) {
    if let LeafKind::Call(callees) = &leaf.kind {
        found.extend(callees);
    }
    leaf.given.iter().flat_map(|(_, given)| given).for_each(|leaf| callees(leaf, found));
}
