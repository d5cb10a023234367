//! What a guard has to do with an expression, with another guard, and with a pool. Called by the judge of holds.

use super::{Judge, LeafKind};
use crate::diagnostic::Certainty;
use crate::effects::handles::{self, HandleKey};
use crate::flow::{Point, Root, Slot, SlotKind};
use crate::ir::{ExprId, ExprKind, LocalId};
use crate::source::Span;

impl Judge<'_> {
    pub(super) fn root(slot: &Slot) -> Option<Root> {
        match slot.kind {
            SlotKind::Temporary { expr, .. } | SlotKind::Awaited(expr) | SlotKind::Leaked(expr) => {
                Some(Root::Temporary(expr))
            }
            _ => slot.local().map(Root::Local),
        }
    }

    /// Whether an expression speaks of the guard, or of something that borrows from it.
    pub(super) fn is_related(&self, slot: &Slot, expr: ExprId) -> bool {
        let Some(root) = Self::root(slot) else { return false };
        let mentions = self.flow.mentions.of(self.ir, expr);
        if mentions.contains(&root) {
            return true;
        }
        // A guard made from another: speaking of the one is speaking of the other's connection.
        match root {
            Root::Local(local) => {
                let behind = self.flow.mentions.behind(local);
                mentions.iter().any(|root| behind.contains(root))
            }
            Root::Temporary(temporary) => {
                let inside = self.flow.mentions.of(self.ir, temporary);
                mentions.iter().any(|root| inside.contains(root))
            }
        }
    }

    /// Whether code names the guard, or what borrows from it, whatever its value is.
    pub(super) fn is_used_in(&self, slot: &Slot, code: ExprId) -> bool {
        let Some(root) = Self::root(slot) else { return false };
        let mut used = false;
        self.ir.each_below(code, &mut |id| {
            let span = self.ir.expr(id).span;
            // `let _ = conn` does not even capture it
            let discarded =
                |local| self.layout.looks_dropped(local).iter().any(|looks| looks.span.encloses(span));
            let mut speaks_of = |local| {
                used |= root == Root::Local(local) || self.flow.mentions.behind(local).contains(&root);
            };
            match &self.ir.expr(id).kind {
                ExprKind::Local(local) if !discarded(*local) => speaks_of(*local),
                ExprKind::Macro(call) => call.mentions.iter().for_each(|local| speaks_of(*local)),
                _ => {}
            }
        });
        used
    }

    /// Made from the other guard: the same connection.
    pub(super) fn is_derived(&self, slot: &Slot, from: &Slot) -> bool {
        let (Some(root), Some(parent)) = (Self::root(slot), Self::root(from)) else { return false };
        match root {
            Root::Local(local) => self.flow.mentions.behind(local).contains(&parent),
            Root::Temporary(expr) => root != parent && self.flow.mentions.of(self.ir, expr).contains(&parent),
        }
    }

    /// The handle that the guard was taken from, if that is in this body.
    pub(super) fn handle(&self, slot: &Slot) -> HandleKey {
        let Some(init) = slot.init else { return HandleKey::Unknown };
        let mut found = HandleKey::Unknown;
        let (program, body) = (self.program, self.body);
        self.ir.each_below(init, &mut |id| {
            let waits = self.body.waiting(id).map_or(&[][..], |waiting| &waiting.leaves);
            let calls = self.body.called(id).into_iter();
            for (leaf, awaited) in
                waits.iter().map(|leaf| (leaf, true)).chain(calls.map(|leaf| (leaf, false)))
            {
                match &leaf.kind {
                    LeafKind::Acquire(handle) => found = handle.clone(),
                    LeafKind::Call(callees) => {
                        for callee in callees {
                            let acquires = if awaited {
                                self.effects.acquires_at_call(program, body, leaf.expr, *callee)
                            } else {
                                self.effects.sync_acquires_at_call(program, body, leaf.expr, *callee)
                            };
                            if let Some((handle, _)) = acquires.into_iter().next() {
                                found = handle;
                            }
                        }
                    }
                    _ => {}
                }
            }
        });
        found
    }

    /// Whether two connections come from one pool: by the same name for certain; by fields of one type with other
    /// names not; anything else is likely.
    pub(super) fn same_handle(&self, slot: &Slot, other: &HandleKey) -> (bool, Certainty) {
        let stores = (self.program.store(&slot.ty), handles::store(self.program, other));
        if let (Some(one), Some(another)) = stores
            && one != another
        {
            return (false, Certainty::Certain);
        }
        let own = self.handle(slot);
        match (&own, other) {
            (own, other) if own == other && *own != HandleKey::Unknown => (true, Certainty::Certain),
            // nobody can have the new pool yet; from the pool that is made here others may have theirs
            (_, HandleKey::Made(..)) => (false, Certainty::Likely),
            (HandleKey::Field(a, x), HandleKey::Field(b, y)) if a == b && x != y => {
                (false, Certainty::Certain)
            }
            (HandleKey::Param(f, i), HandleKey::Param(g, j)) if f == g && i != j => {
                (false, Certainty::Likely)
            }
            _ => (true, Certainty::Likely),
        }
    }

    /// Whether the pool was made in this function, and nobody else has it: nobody waits for a connection of it. All that
    /// is done with it are method calls that give no handle; in a closure or an async block many may do so at once.
    pub(super) fn is_of_own_pool(&self, slot: &Slot) -> bool {
        let HandleKey::Made(_, pool) = self.handle(slot) else { return false };
        let declared = self.ir.local(pool).span;
        let calls = self.ir.exprs.iter().enumerate().filter_map(|(index, expr)| match &expr.kind {
            ExprKind::MethodCall { receiver, .. } if self.ir.as_local(*receiver) == Some(pool) => {
                let gives = self.body.types.expr(ExprId(index as u32));
                (!self.program.owns_handle(gives)).then(|| self.ir.expr(*receiver).span)
            }
            _ => None,
        });
        let calls: Vec<Span> = calls.collect();
        let code = self.layout.closures().iter().chain(self.layout.async_blocks());
        let shared: Vec<&Span> = code.filter(|code| !code.encloses(declared)).collect();
        let alone = |span: &Span| calls.contains(span) && !shared.iter().any(|code| code.encloses(*span));
        self.layout.uses(pool).iter().all(alone)
    }

    /// The first place behind the wait that names the guard; in a loop around both, one before it is reached again.
    pub(super) fn used_again(&self, slot: &Slot, point: &Point) -> Option<Span> {
        self.used_after(slot.local()?, point)
    }

    /// Something that was made from the guard, may borrow it and is used behind the wait.
    pub(super) fn borrower(&self, slot: &Slot, point: &Point) -> Option<LocalId> {
        let local = slot.local()?;
        let mut made = self.layout.made_from(local).filter(|made| *made != local);
        made.find(|made| {
            !self.program.is_owned(self.body.types.local(*made)) && self.used_after(*made, point).is_some()
        })
    }

    fn used_after(&self, local: LocalId, point: &Point) -> Option<Span> {
        let uses = self.layout.uses(local);
        let later = uses.iter().filter(|span| span.start > point.span.end).min_by_key(|span| span.start);
        let again = || {
            let declared = self.ir.local(local).span;
            let around = |each: &&Span| each.encloses(point.span) && !each.encloses(declared);
            let mut around = self.layout.loops().iter().filter(around);
            around.find_map(|each| uses.iter().find(|span| each.encloses(**span)))
        };
        later.or_else(again).copied()
    }
}
