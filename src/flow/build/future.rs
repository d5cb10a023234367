//! Futures that are awaited by reference: the variable stays, but what the async code in it owned is gone.

use crate::ir::{ExprId, ExprKind, LocalId};
use crate::resolve::{FutureOrigin, Ty};

use super::super::graph::SlotKind;
use super::Builder;
use super::place::Place;

/// `&mut`s of `&mut`s end here.
const DEPTH: usize = 8;

impl Builder<'_> {
    /// After `(&mut work).await` or `work.as_mut().await`. A future written by hand may keep what it owns.
    pub(super) fn ran_to_its_end(&mut self, awaited: ExprId) {
        if let Some(place) = self.referent(awaited, 0)
            && let Some(slot) = place.slot
            && is_async_code(&self.slots[slot.index()].ty)
        {
            self.clear(&place);
        }
    }

    /// The place that a mutable (or pinned) reference leads to.
    fn referent(&self, id: ExprId, depth: usize) -> Option<Place> {
        if depth > DEPTH {
            return None;
        }
        match &self.scene.body.expr(id).kind {
            ExprKind::Ref { operand, .. } | ExprKind::Pin(operand) => self.target(*operand, depth),
            ExprKind::MethodCall { receiver, method, .. }
                if matches!(method.as_str(), "as_mut" | "by_ref") =>
            {
                self.target(*receiver, depth)
            }
            // `Pin::new(&mut work)`
            ExprKind::Call { args, .. } if args.len() == 1 && is_reference(self.scene.types.expr(id)) => {
                self.referent(args[0], depth + 1)
            }
            ExprKind::Local(local) if is_reference(self.scene.types.local(*local)) => {
                self.referent(self.scene.body.initialiser(*local)?, depth + 1)
            }
            _ => None,
        }
    }

    fn target(&self, id: ExprId, depth: usize) -> Option<Place> {
        match &self.scene.body.expr(id).kind {
            ExprKind::Deref(operand) => self.referent(*operand, depth + 1),
            ExprKind::Local(local) => self.variable(*local).or_else(|| self.referent(id, depth + 1)),
            _ => {
                let made =
                    |slot: &super::Slot| matches!(slot.kind, SlotKind::Temporary { expr, .. } if expr == id);
                let index = self.slots.iter().position(made)?;
                Some(Place::of(super::SlotId(index as u32)))
            }
        }
    }

    fn variable(&self, local: LocalId) -> Option<Place> {
        self.variables.get(&local).map(|slot| Place::of(*slot))
    }
}

/// `&mut T`, `Pin<&mut T>`
fn is_reference(ty: &Ty) -> bool {
    match ty {
        Ty::Ref { .. } => true,
        Ty::Adt(_, args) => matches!(args.first(), Some(Ty::Ref { .. })),
        _ => false,
    }
}

/// The future of an async block or function, boxed or not.
fn is_async_code(ty: &Ty) -> bool {
    match ty {
        Ty::Future(future) => matches!(future.origin, FutureOrigin::Block(_) | FutureOrigin::Call { .. }),
        Ty::Adt(_, args) => args.first().is_some_and(is_async_code),
        _ => false,
    }
}
