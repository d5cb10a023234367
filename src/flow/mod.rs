//! Which guard may be alive at which wait: one body at a time.
//!
//! A body becomes a small control-flow graph ([`graph`]) of slots (variables **and temporaries**) with scopes, moves,
//! drops and branches, as rustc builds its MIR; a forward may-analysis over it ([`solve`]) says what is initialised at
//! each point where the task waits or calls. The truth that it must meet is rustc's own maybe-initialised dataflow,
//! refined where a value is visibly emptied (`Option::take`, `= None`, an `Err` arm). Unwinding is ignored.
//!
//! A function, and each closure, async block and stream in it, is a **context** of its own: it runs at its own time,
//! and owns what it captured. This module knows nothing of databases beyond [`Program::guard`]; what a wait waits for
//! is for `effects` to say.

mod build;
mod captures;
mod components;
mod graph;
mod mentions;
mod solve;

pub use captures::{Capture, CaptureMode};
pub use components::{Component, Projection};
pub use graph::{
    BodyFlow, Context, ContextKind, Held, Origin, Point, PointId, PointKind, Slot, SlotId, SlotKind,
    TemporaryIn,
};
pub use mentions::{Mentions, Root};

use crate::resolve::{BodyOwner, BodyTypes, Program};

/// What a closure, async block or stream of a body takes from around it.
pub fn captures(
    program: &Program,
    owner: BodyOwner,
    types: &BodyTypes,
    closure: crate::ir::ExprId,
) -> Vec<Capture> {
    let edition = program.edition(program.function(owner.function).module);
    captures::Scene { program, body: program.body(owner.file, owner.body), types, edition }.captures(closure)
}

/// Analyses a body and all contexts in it. Contexts in which nothing can be held have no points.
pub fn analyse(program: &Program, owner: BodyOwner, types: &BodyTypes) -> BodyFlow {
    build::analyse(program, owner, types)
}
