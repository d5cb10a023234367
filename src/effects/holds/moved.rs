//! Guards that were moved into the future that is awaited. What an `async fn` does with a guard that it takes by value
//! is judged in the function itself; this is what is judged nowhere else: closures that a row stream runs for each of
//! its rows, and functions whose parameter does not say that it is a guard (`S: Stream`, `BoxStream`). Called by the
//! judge of holds.

use super::{Judge, Judgement, WaitKind};
use crate::catalogue::GuardKind;
use crate::effects::judgement::{ok, worst};
use crate::effects::leaves::{Leaf, LeafKind, Waiting};
use crate::flow::{Held, Slot};
use crate::ir::ExprKind;
use crate::resolve::FunctionId;
use crate::source::Span;

impl Judge<'_> {
    pub(super) fn moved(&self, slot: &Slot, held: &Held, waiting: &Waiting) -> Judgement {
        let release = waiting.leaves.iter().any(|leaf| leaf.kind == LeafKind::Release);
        let target = waiting.leaves.first().map_or("", |leaf| &leaf.target);
        if release {
            return ok(WaitKind::Release, None, target, "this lets it go");
        }
        let is_stream = held.guard.kind == GuardKind::Stream;
        let judged = waiting.leaves.iter().filter_map(|leaf| match &leaf.kind {
            LeafKind::Call(callees) if self.goes_in_unseen(leaf, callees) => {
                Some(self.callee(slot, leaf, callees, false))
            }
            _ if is_stream && self.runs_for_each_row(leaf, waiting.keyword) => Some(self.leaf(slot, leaf, 0)),
            _ => None,
        });
        worst(judged.filter(Judgement::is_hazard)).unwrap_or_else(|| {
            ok(WaitKind::Call, None, target, "it was moved into what is awaited here, and is judged there")
        })
    }

    /// Whether the leaf is in a closure, or a function named in its place: an adapter of the stream runs it while the
    /// rows are still coming.
    fn runs_for_each_row(&self, leaf: &Leaf, wait: Span) -> bool {
        if matches!(self.ir.expr(leaf.expr).kind, ExprKind::Path(_)) {
            return true;
        }
        let span = match leaf.kind {
            LeafKind::Block(block) => self.ir.expr(block).span,
            _ => self.ir.expr(leaf.expr).span,
        };
        let below = |closure: &&Span| !closure.encloses(wait);
        self.layout.closures().iter().filter(below).any(|closure| closure.encloses(span))
    }

    /// Whether a guard goes by value into a parameter whose type hides it from the callee.
    fn goes_in_unseen(&self, leaf: &Leaf, callees: &[FunctionId]) -> bool {
        let operands = self.ir.operands(leaf.expr);
        operands.iter().enumerate().any(|(index, operand)| {
            let guard = self.program.guard(self.body.types.expr(*operand));
            guard.is_some_and(|guard| !guard.borrowed)
                && !callees.is_empty()
                && callees.iter().all(|callee| {
                    let param = self.program.function(*callee).params.get(index);
                    param.is_some_and(|ty| self.program.guard(ty).is_none())
                })
        })
    }
}
