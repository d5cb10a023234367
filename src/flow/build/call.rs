//! Calls: arguments are moved in when all of them are there, and come out again if the callee says so.

use crate::catalogue::FunctionFact;
use crate::ir::{ExprId, ExprKind, Name};
use crate::resolve::{Callee, Ty};
use crate::source::Span;

use super::super::graph::{PointKind, SlotKind};
use super::Builder;
use super::place::Place;

impl Builder<'_> {
    pub(super) fn call(&mut self, id: ExprId, callee: ExprId, args: &[ExprId], dest: &Place) {
        if let Callee::Constructor(adt, variant) = self.scene.types.callee(id).clone() {
            let is_enum = self.scene.program.adt(adt).is_enum;
            let parts: Vec<_> = args.iter().map(|arg| self.operand(*arg)).collect();
            for (index, part) in parts.iter().enumerate() {
                let name = Name::from(&index.to_string());
                let field =
                    if is_enum { dest.clone().variant(variant, name) } else { dest.clone().field(name) };
                self.store(part, &field);
            }
            return;
        }
        let function = self.callee_value(callee);
        let parts: Vec<_> = args.iter().map(|arg| self.operand(*arg)).collect();
        self.point(PointKind::Call, id, self.scene.body.expr(callee).span);
        self.finish_call(id, None, args, &parts, dest);
        if let Some(function) = function {
            self.clear(&function);
        }
    }

    /// A closure that consumes what it captured is consumed by its call.
    fn callee_value(&mut self, callee: ExprId) -> Option<Place> {
        let consumed = match self.scene.types.expr(callee) {
            Ty::Closure(closure) => self.consumes_captures(closure.expr),
            _ => false,
        };
        let place = if self.scene.is_place(callee) { self.place(callee) } else { self.operand(callee) };
        consumed.then_some(place)
    }

    fn consumes_captures(&self, closure: ExprId) -> bool {
        let ExprKind::Closure(inner) = &self.scene.body.expr(closure).kind else { return false };
        let mut consumes = false;
        self.scene.body.each_below(inner.body, &mut |id| match &self.scene.body.expr(id).kind {
            ExprKind::MethodCall { receiver, .. } => {
                consumes |= self.scene.takes_self(id)
                    && self.scene.is_place(*receiver)
                    && self.scene.owns_guard(*receiver);
            }
            ExprKind::Call { args, .. } => {
                consumes |= args.iter().any(|arg| self.scene.is_place(*arg) && self.scene.owns_guard(*arg));
            }
            // The block that it returns takes them along.
            ExprKind::Closure(_) | ExprKind::Async(_) => consumes |= self.capturing.contains_key(&id),
            _ => {}
        });
        consumes
    }

    pub(super) fn method_call(
        &mut self,
        id: ExprId,
        receiver: ExprId,
        args: &[ExprId],
        name: Span,
        dest: &Place,
    ) {
        let by_value = self.scene.takes_self(id);
        let place = if by_value { self.operand(receiver) } else { self.place(receiver) };
        let parts: Vec<_> = args.iter().map(|arg| self.operand(*arg)).collect();
        self.point(PointKind::Call, id, name);
        self.finish_call(id, Some((&place, by_value)), args, &parts, dest);
    }

    /// The call itself: what was given by value is gone, what comes back is there.
    fn finish_call(
        &mut self,
        id: ExprId,
        receiver: Option<(&Place, bool)>,
        args: &[ExprId],
        parts: &[Place],
        dest: &Place,
    ) {
        let facts = match self.scene.types.callee(id) {
            Callee::Function { function, .. } => Some(&self.scene.program.function(*function).facts),
            _ => None,
        };
        let has = |fact| facts.is_some_and(|facts| facts.has(fact));
        if has(FunctionFact::Leaks) {
            for part in parts.iter().filter(|part| part.slot.is_some()) {
                self.leak(id, part);
            }
        }
        // Whether something with a guard goes in by value.
        let given = parts.iter().any(|part| part.slot.is_some_and(|slot| !self.slots[slot.index()].borrowed));
        if let Some((place, by_value)) = receiver {
            if by_value {
                self.pass_through(id, place, dest);
            } else if given && !self.bits(place).is_empty() {
                // `list.push(conn)`, `slot.insert(conn)`: the container holds it from here on.
                self.set(place);
            } else if has(FunctionFact::Empties) {
                self.clear(place);
            }
        } else if has(FunctionFact::Empties) {
            // `mem::take(&mut x)`, `mem::replace(&mut x, None)`
            if let Some(ExprKind::Ref { operand, .. }) =
                args.first().map(|arg| &self.scene.body.expr(*arg).kind)
                && self.scene.is_place(*operand)
            {
                let place = self.place(*operand);
                self.clear(&place);
                if let Some(value) = parts.get(1) {
                    self.store(value, &place);
                }
            }
        }
        for part in parts {
            self.clear(part);
        }
        if matches!(self.scene.types.expr(id), Ty::Never) {
            self.diverge();
            return;
        }
        // `Vec::new()`, `Default::default()`: a container of the standard library is made empty.
        let made_empty = receiver.is_none()
            && !given
            && args.iter().all(|arg| matches!(self.scene.types.expr(*arg), Ty::Primitive(_)))
            && self.is_std_function(id);
        if made_empty {
            return;
        }
        let passed = receiver.is_some_and(|(place, by_value)| by_value && place.slot.is_some());
        if !passed {
            self.set(dest);
        }
    }

    /// `result.map_err(…)`, `option.unwrap()`: what is known of the parts goes with the value.
    fn pass_through(&mut self, id: ExprId, from: &Place, dest: &Place) {
        let same_guard = dest.slot.is_some()
            && from.slot.is_some()
            && match self.scene.types.callee(id) {
                Callee::Function { function, .. } => self.scene.program.is_header_function(*function),
                _ => false,
            };
        if same_guard {
            self.transfer(from, dest);
        } else {
            self.clear(from);
            self.set(dest);
        }
    }

    fn is_std_function(&self, call: ExprId) -> bool {
        match self.scene.types.callee(call) {
            Callee::Function { function, .. } => self.scene.program.is_std_function(*function),
            _ => false,
        }
    }

    fn leak(&mut self, id: ExprId, from: &Place) {
        let Some(slot) = from.slot else { return };
        let ty = self.slots[slot.index()].ty.clone();
        let span = self.scene.body.expr(id).span;
        if let Some(leaked) = self.new_slot(SlotKind::Leaked(id), ty, span, Some(id)) {
            self.transfer(from, &Place::of(leaked));
        }
    }

    pub(super) fn is_constructor(&self, call: ExprId, callee: ExprId) -> bool {
        matches!(self.scene.types.callee(call), Callee::Constructor(..))
            || matches!(self.scene.types.expr(callee), Ty::Constructor(..))
    }
}
