//! The graph of one context, and what the solver says about it.

use std::sync::Arc;

use crate::ir::{ExprId, LocalId, tighten};
use crate::resolve::{GuardType, Ty};
use crate::source::Span;

use super::components::Component;

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

id! {
    /// Index into [`Context::slots`].
    SlotId
    /// Index into [`Context::points`].
    PointId
    /// Index into [`Graph::blocks`].
    BlockId
    /// A bit of the analysis: one guard inside one slot; see [`Graph::bits`].
    BitId
}

/// All contexts of a body, the function itself first, then closures and async blocks in source order.
#[derive(Debug, Default)]
pub struct BodyFlow {
    pub contexts: Vec<Context>,
    /// For each variable that borrows from guards: the variables and temporaries that own them.
    pub mentions: super::mentions::Mentions,
}

impl BodyFlow {
    /// Forgets the points at which nothing is held, and room that nobody needs: most flows are kept to the end.
    pub fn keep_held(&mut self) {
        for context in &mut self.contexts {
            context.points.retain(|point| !point.held.is_empty());
            context.points.iter_mut().for_each(|point| tighten(&mut point.held));
            tighten(&mut context.points);
            context.slots.iter_mut().for_each(|slot| tighten(&mut slot.components));
            tighten(&mut context.slots);
        }
        tighten(&mut self.contexts);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContextKind {
    Function {
        is_async: bool,
    },
    /// Parameters are its own; runs when called.
    Closure {
        expr: ExprId,
        is_async: bool,
    },
    /// Runs when awaited (or polled by whoever got it).
    AsyncBlock {
        expr: ExprId,
    },
    /// `stream!` and `try_stream!`.
    Stream {
        expr: ExprId,
    },
}

/// One context with everything that the analysis found.
#[derive(Debug)]
pub struct Context {
    pub kind: ContextKind,
    pub slots: Vec<Slot>,
    pub points: Vec<Point>,
    /// Not analysed: there would be too much to keep.
    pub is_too_large: bool,
}

/// Something that may own a guard: only these become slots.
#[derive(Debug, Clone)]
pub struct Slot {
    pub kind: SlotKind,
    pub ty: Ty,
    /// The name in its pattern, or the expression.
    pub span: Span,
    /// The guards in it.
    pub components: Vec<Component>,
    /// A reference to a guard that somebody else owns.
    pub borrowed: bool,
    /// The expression whose value was put in first, if there is one.
    pub init: Option<ExprId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SlotKind {
    Variable(LocalId),
    /// A parameter, or the part of it that no pattern binds.
    Parameter(Option<LocalId>),
    /// Captured by this closure or block; by reference when the slot is `borrowed`.
    Capture(LocalId),
    Temporary {
        expr: ExprId,
        place: TemporaryIn,
    },
    /// The future that is being awaited.
    Awaited(ExprId),
    /// Never given back: `mem::forget`.
    Leaked(ExprId),
}

/// Why a temporary lives as long as it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TemporaryIn {
    /// To the end of the statement.
    Statement,
    /// Scrutinee of a `match`, `if let`, `while let`.
    Scrutinee,
    /// What a `for` loop iterates over.
    Iterator,
    /// The tail of a block, in an edition where it outlives the block.
    Tail,
    /// A `let` initialiser in extending position: to the end of the block.
    Extended,
    /// A condition or operand with a scope of its own.
    Condition,
    /// An argument on its way into a call.
    Argument,
}

/// A place where the context waits, or calls something that may.
#[derive(Debug, Clone)]
pub struct Point {
    pub kind: PointKind,
    /// The expression: the await, call, select, join, yield or macro.
    pub expr: ExprId,
    /// The word `await`, the macro's name, the method's name.
    pub span: Span,
    /// What may be held, in slot order.
    pub held: Vec<Held>,
    /// Whether the point can be reached at all.
    pub reachable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PointKind {
    Await,
    Select,
    Join,
    Yield,
    /// Await tokens inside a macro that was not understood.
    Hidden,
    /// Any function or method call; for threads that block.
    Call,
}

/// A guard that may be alive at a point.
#[derive(Debug, Clone)]
pub struct Held {
    pub slot: SlotId,
    pub guard: Arc<GuardType>,
    /// Alive on every path that reaches the point, not only on some.
    pub always: bool,
}

/// Where the first value of a slot came from, for "taken here".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Expr(ExprId),
    Parameter,
    Capture,
}

impl Slot {
    pub fn local(&self) -> Option<LocalId> {
        match self.kind {
            SlotKind::Variable(local) | SlotKind::Capture(local) | SlotKind::Parameter(Some(local)) => {
                Some(local)
            }
            _ => None,
        }
    }

    pub fn origin(&self) -> Origin {
        match (self.kind, self.init) {
            (SlotKind::Capture(_), _) => Origin::Capture,
            (SlotKind::Parameter(_), _) | (SlotKind::Variable(_), None) => Origin::Parameter,
            (SlotKind::Temporary { expr, .. } | SlotKind::Awaited(expr) | SlotKind::Leaked(expr), None)
            | (_, Some(expr)) => Origin::Expr(expr),
        }
    }
}

impl Context {
    pub fn slot(&self, id: SlotId) -> &Slot {
        &self.slots[id.index()]
    }
}

/// The control-flow graph that the solver runs on.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub blocks: Vec<Block>,
    /// For each bit: its slot and the index of its component.
    pub bits: Vec<(SlotId, usize)>,
}

#[derive(Debug, Default)]
pub(super) struct Block {
    pub operations: Vec<Operation>,
    pub successors: Vec<BlockId>,
}

#[derive(Debug)]
pub(super) enum Operation {
    /// A value is put there.
    Set(Vec<BitId>),
    /// Moved out, dropped, or known not to be there.
    Clear(Vec<BitId>),
    /// A value is perhaps put there.
    SetPerhaps(Vec<BitId>),
    /// What is there only perhaps is taken not to be.
    Doubt(Vec<BitId>),
    /// A value goes from one place to another; each pair keeps what is known of its guard.
    Flow(Vec<(BitId, BitId)>),
    /// As `Flow`, and perhaps the value stays where it was.
    Copy(Vec<(BitId, BitId)>),
    Point(PointId),
}
