//! What a wait waits for, and what calling a function makes its caller wait for.
//!
//! An await runs **leaves**: calls whose effect is known by the catalogue, calls of workspace functions, async blocks.
//! Adapters (`boxed`, `map`, `timeout`, `join_all`) are looked through to the futures and closures that they were given.
//! What a workspace function waits for spreads backwards over the call graph, shortest way first, so that every finding
//! can show its chain. Only resolved calls are followed; of the rest it is said that nothing is known.

mod alive;
mod callers;
mod ends;
mod handles;
mod holds;
mod judgement;
mod layout;
mod leaves;
mod relevant;
mod spread;

pub use callers::{Caller, Callers};
pub use ends::{End, ends};
pub use handles::HandleKey;
pub use holds::{Hazard, HeldGuard, Hold, Verdict, WaitKind, holds};
pub use leaves::{Leaf, LeafKind, Waiting};
pub use relevant::guards_appear;
pub use spread::{Effects, Step, spread};

use rustc_hash::FxHashMap;

use crate::ir::{Body, ExprId, tighten};
use crate::resolve::{BodyOwner, BodyTypes, ByExpr, Callee, FunctionId, Program};

/// All that is known of one body, kept for the stages after inference.
pub struct BodyFacts {
    pub owner: BodyOwner,
    pub types: BodyTypes,
    /// The awaits (and selects and joins) of the function, and what each runs. Awaits in tasks that it spawns are not
    /// its own: they are marked.
    pub waits: Vec<Waiting>,
    /// Calls that block the thread, and calls of workspace functions that may.
    pub calls: Vec<Leaf>,
    /// Functions of the workspace that it calls, sorted.
    pub own_calls: Vec<FunctionId>,
    /// Where in `waits` and `calls` the first of an expression is.
    waits_at: ByExpr<u32>,
    calls_at: ByExpr<u32>,
}

/// The facts of all bodies, by function.
#[derive(Default)]
pub struct Facts {
    pub bodies: FxHashMap<FunctionId, BodyFacts>,
}

impl BodyFacts {
    fn new(
        program: &Program,
        owner: BodyOwner,
        types: BodyTypes,
        mut waits: Vec<Waiting>,
        mut calls: Vec<Leaf>,
    ) -> Self {
        let mut own_calls = Vec::new();
        for callee in types.callees.values() {
            if let Callee::Function { function, implementors, .. } = callee {
                own_calls.extend(std::iter::once(function).chain(implementors));
            }
        }
        own_calls.retain(|function| !program.is_header_function(*function));
        own_calls.sort_unstable();
        own_calls.dedup();
        tighten(&mut own_calls);
        tighten(&mut waits);
        tighten(&mut calls);
        let waits_at = waits.iter().map(|wait| wait.expr).zip(0..).collect();
        let calls_at = calls.iter().map(|call| call.expr).zip(0..).collect();
        Self { owner, types, waits, calls, own_calls, waits_at, calls_at }
    }

    pub fn body<'p>(&self, program: &'p Program) -> &'p Body {
        program.body(self.owner.file, self.owner.body)
    }

    pub fn waiting(&self, expr: ExprId) -> Option<&Waiting> {
        Some(&self.waits[*self.waits_at.get(expr)? as usize])
    }

    pub fn called(&self, expr: ExprId) -> Option<&Leaf> {
        Some(&self.calls[*self.calls_at.get(expr)? as usize])
    }
}

/// Collects what one body waits for.
pub fn collect(program: &Program, owner: BodyOwner, types: BodyTypes) -> BodyFacts {
    leaves::collect(program, owner, types)
}
