//! Futures that are awaited by reference: the variable stays, but what the async code in it owned is gone.

use crate::ir::{ExprId, ExprKind, LocalId};
use crate::resolve::{FutureOrigin, Ty};

use super::super::components::Projection;
use super::super::graph::SlotKind;
use super::super::mentions::Root;
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

    /// The place that an expression names, also through references whose origin is plain to see: for what is done to
    /// it there, never for a move out of it.
    pub(super) fn behind(&self, id: ExprId) -> Place {
        self.behind_at(id, 0).unwrap_or_default()
    }

    fn behind_at(&self, id: ExprId, depth: usize) -> Option<Place> {
        match &self.scene.body.expr(id).kind {
            ExprKind::Local(local) if self.is_reference(self.scene.types.local(*local)) => {
                self.opened(*local).or_else(|| self.referent(id, depth))
            }
            ExprKind::Local(local) => self.variable(*local),
            ExprKind::Deref(operand) => match self.scene.types.expr(*operand) {
                Ty::Adt(adt, _) if self.scene.program.is_box(*adt) => {
                    Some(self.behind_at(*operand, depth)?.then(Projection::Deref))
                }
                Ty::Ref { .. } => self.behind_at(*operand, depth),
                _ => None,
            },
            ExprKind::Field { base, name, .. } => {
                let ty = self.scene.types.expr(*base).peel_refs();
                self.field_of(self.behind_at(*base, depth)?, ty, *name)
            }
            ExprKind::Ref { .. } => self.referent(id, depth),
            _ => None,
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
            ExprKind::Call { args, .. }
                if args.len() == 1 && self.is_reference(self.scene.types.expr(id)) =>
            {
                self.referent(args[0], depth + 1)
            }
            ExprKind::Local(local)
                if self.is_reference(self.scene.types.local(*local))
                    && !self.scene.body.local(*local).is_assigned =>
            {
                self.referent(self.scene.body.initialiser(*local)?, depth + 1)
            }
            _ => None,
        }
    }

    fn target(&self, id: ExprId, depth: usize) -> Option<Place> {
        match &self.scene.body.expr(id).kind {
            ExprKind::Deref(operand) => self.referent(*operand, depth + 1),
            ExprKind::Local(local) => self.variable(*local).or_else(|| self.referent(id, depth + 1)),
            ExprKind::Field { .. } => self.behind_at(id, depth + 1),
            _ => {
                let made =
                    |slot: &super::Slot| matches!(slot.kind, SlotKind::Temporary { expr, .. } if expr == id);
                let index = self.slots.iter().position(made)?;
                Some(Place::of(super::SlotId(index as u32)))
            }
        }
    }

    /// Something is put where a reference leads to, and it is not plain to see where that is.
    pub(super) fn perhaps_filled(&mut self, id: ExprId) {
        let Some(local) = self.scene.root(id) else { return };
        for root in self.mentions.behind(local) {
            if let Root::Local(owner) = root
                && let Some(place) = self.variable(*owner)
            {
                self.set_perhaps(&place);
            }
        }
    }

    /// A borrowed value whose guards are inside it, and known one by one.
    fn opened(&self, local: LocalId) -> Option<Place> {
        let slot = &self.slots[self.variables.get(&local)?.index()];
        let inside = slot.components.iter().all(|component| !component.path.is_empty());
        (slot.borrowed && inside).then(|| self.variable(local))?
    }

    /// `&mut T`, `Pin<&mut T>`
    fn is_reference(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Ref { .. } => true,
            Ty::Adt(adt, args) => {
                self.scene.program.is_pin(*adt) && matches!(args.first(), Some(Ty::Ref { .. }))
            }
            _ => false,
        }
    }

    fn variable(&self, local: LocalId) -> Option<Place> {
        self.variables.get(&local).map(|slot| Place::of(*slot))
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
