//! Expressions: evaluation order and where values go.

use crate::ir::{BinaryOp, ExprId, ExprKind, MacroCall, MacroEffect};
use crate::resolve::{Edition, Ty};

use super::super::captures::CaptureMode;
use super::super::graph::{Operation, PointKind, SlotKind, TemporaryIn};
use super::place::Place;
use super::{Builder, Otherwise};

impl Builder<'_> {
    /// Evaluates an expression into a place.
    pub(super) fn eval(&mut self, id: ExprId, dest: &Place) {
        let body = self.scene.body;
        let span = body.expr(id).span;
        match &body.expr(id).kind {
            ExprKind::Local(_) | ExprKind::Field { .. } | ExprKind::Deref(_) | ExprKind::Index { .. } => {
                let place = self.place(id);
                // A reference that is given away is not the guard: its owner holds on.
                if !self.is_borrowed(&place) && (place.slot.is_some() || dest.slot.is_some()) {
                    self.transfer(&place, dest);
                }
            }
            ExprKind::Path(_) => self.unit_value(id, dest),
            ExprKind::Literal(_) | ExprKind::Underscore => {}
            ExprKind::Block(block) => self.block(block, dest),
            ExprKind::If { cond, then, otherwise } => self.if_else(*cond, *then, *otherwise, dest),
            // Outside a condition: `let` in a place where it does not belong.
            ExprKind::Let { scrutinee, .. } => {
                self.place(*scrutinee);
            }
            ExprKind::Match { scrutinee, arms } => self.match_(*scrutinee, arms, dest),
            ExprKind::Loop { label, body } => self.loop_(*label, *body, dest),
            ExprKind::While { label, cond, body } => self.while_(*label, *cond, *body),
            ExprKind::For { label, pat, iter, body } => self.for_(*label, *pat, *iter, *body),
            ExprKind::Break { label, value } => self.break_(*label, *value),
            ExprKind::Continue { label } => self.continue_(*label),
            ExprKind::Return(value) => {
                if let Some(value) = value {
                    let result = self.result.clone();
                    if result.slot.is_some() {
                        // Nothing waits any more; only for what a caller gets.
                        self.eval(*value, &result);
                    } else {
                        self.operand(*value);
                    }
                }
                self.exits.push(self.current);
                self.diverge();
            }
            ExprKind::Yield(value) => {
                if let Some(value) = value {
                    self.operand(*value);
                }
                self.point(PointKind::Yield, id, span);
                self.set(dest);
            }
            ExprKind::MethodCall { receiver, args, name_span, .. } => {
                self.method_call(id, *receiver, args, *name_span, dest);
            }
            ExprKind::Call { callee, args } => self.call(id, *callee, args, dest),
            ExprKind::Await { operand, keyword } => {
                let future = self.awaited(*operand);
                self.point(PointKind::Await, id, *keyword);
                self.clear(&future);
                self.ran_to_its_end(*operand);
                self.lent_for_await(*operand);
                if !self.returned(*operand, dest, true) {
                    self.set(dest);
                }
            }
            ExprKind::Try(operand) => {
                let value = self.operand(*operand);
                // The failing path leaves the body; nothing waits on it.
                let (failed, next) = (self.new_block(), self.new_block());
                self.goto(failed);
                self.goto(next);
                self.exits.push(failed);
                self.current = next;
                if dest.slot.is_some() {
                    self.transfer_all(&value, dest);
                } else {
                    self.clear(&value);
                }
            }
            ExprKind::Ref { operand, .. } | ExprKind::Pin(operand) => {
                self.place(*operand);
            }
            ExprKind::Unary(operand) => {
                self.operand(*operand);
            }
            ExprKind::Repeat { value } => {
                let value = self.operand(*value);
                self.store(&value, dest);
            }
            ExprKind::Cast { operand, .. } => {
                let value = self.operand(*operand);
                self.transfer_all(&value, dest);
            }
            ExprKind::Binary { op, lhs, rhs } => self.binary(*op, *lhs, *rhs),
            ExprKind::Assign { lhs, rhs } => self.assign(*lhs, *rhs),
            ExprKind::AssignOp { lhs, rhs } => {
                if matches!(self.scene.types.expr(*lhs), Ty::Primitive(_)) {
                    self.operand(*rhs);
                    self.place(*lhs);
                } else {
                    self.place(*lhs);
                    self.operand(*rhs);
                }
            }
            ExprKind::Tuple(items) => {
                let parts: Vec<_> = items.iter().map(|item| self.operand(*item)).collect();
                for (index, part) in parts.iter().enumerate() {
                    let field = dest.clone().field(crate::ir::Name::from(&index.to_string()));
                    self.store(part, &field);
                }
            }
            ExprKind::Array(items) | ExprKind::Unknown(items) => {
                let parts: Vec<_> = items.iter().map(|item| self.operand(*item)).collect();
                for part in &parts {
                    self.transfer_all(part, dest);
                }
            }
            ExprKind::Struct { fields, base, .. } => self.struct_(id, fields, *base, dest),
            ExprKind::Range { start, end } => {
                for operand in start.iter().chain(end) {
                    self.operand(*operand);
                }
            }
            ExprKind::Closure(_) | ExprKind::Async(_) => self.capture(id, dest),
            ExprKind::Macro(call) => self.macro_(id, call, dest),
            ExprKind::Select(select) => self.select(id, select, dest),
            ExprKind::Join { futures, keyword, .. } => self.join(id, futures, *keyword, dest),
        }
    }

    /// A value that cannot be partly moved flows as a whole, whatever the paths.
    pub(super) fn transfer_all(&mut self, from: &Place, to: &Place) {
        if from.slot.is_some() && to.slot.is_some() {
            self.transfer(from, to);
        } else {
            self.clear(from);
            if self.bits(to).is_empty() {
                return;
            }
            self.set(to);
        }
    }

    /// As a transfer, but an untracked value brings no guard.
    pub(super) fn store(&mut self, from: &Place, to: &Place) {
        if from.slot.is_some() {
            self.transfer(from, to);
        }
    }

    /// `None`, a unit struct, a constant, a function.
    fn unit_value(&mut self, id: ExprId, dest: &Place) {
        let is_variant = matches!(
            self.scene.types.paths.get(id),
            Some(
                crate::resolve::Def::Variant(..)
                    | crate::resolve::Def::Adt(_)
                    | crate::resolve::Def::Function(_)
            )
        );
        if !is_variant {
            self.set(dest);
        }
    }

    /// The future of an await: alive until the await is over, and no longer.
    pub(super) fn awaited(&mut self, operand: ExprId) -> Place {
        let ty = self.scene.types.expr(operand).clone();
        let span = self.scene.body.expr(operand).span;
        let slot = self.new_slot(SlotKind::Awaited(operand), ty, span, Some(operand));
        self.schedule(slot, self.temporaries);
        let place = slot.map_or_else(Place::untracked, Place::of);
        let outer = self.awaiting.replace(operand);
        self.eval(operand, &place);
        self.awaiting = outer;
        place
    }

    fn binary(&mut self, op: BinaryOp, lhs: ExprId, rhs: ExprId) {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                let after = self.new_block();
                self.terminating(TemporaryIn::Condition, |this| this.eval(lhs, &Place::untracked()));
                self.goto(after);
                let next = self.new_block();
                self.goto(next);
                self.current = next;
                self.terminating(TemporaryIn::Condition, |this| this.eval(rhs, &Place::untracked()));
                self.goto(after);
                self.current = after;
            }
            BinaryOp::Compare => {
                self.place(lhs);
                self.place(rhs);
            }
            BinaryOp::Arithmetic => {
                self.operand(lhs);
                self.operand(rhs);
            }
        }
    }

    /// The new value is there before the old one is dropped (`expr.assign.evaluation-order`).
    fn assign(&mut self, lhs: ExprId, rhs: ExprId) {
        let body = self.scene.body;
        match &body.expr(lhs).kind {
            ExprKind::Underscore => {
                self.place(rhs);
            }
            ExprKind::Tuple(items) | ExprKind::Array(items) => {
                let items = items.clone();
                let is_tuple = matches!(body.expr(lhs).kind, ExprKind::Tuple(_));
                self.terminating(TemporaryIn::Statement, |this| {
                    let value = this.operand(rhs);
                    for (index, item) in items.into_iter().enumerate() {
                        if matches!(this.scene.body.expr(item).kind, ExprKind::Underscore) {
                            continue;
                        }
                        let part = if is_tuple {
                            value.clone().field(crate::ir::Name::from(&index.to_string()))
                        } else {
                            value.clone()
                        };
                        let target = this.place(item);
                        this.clear(&target);
                        this.transfer_all(&part, &target);
                    }
                });
            }
            _ => {
                let lent = self.behind(lhs);
                if self.is_borrowed(&lent) {
                    // `self.conn = Some(pool.acquire().await?)`: who fills an option takes it to be empty.
                    let optional = self.optional(&lent);
                    self.emit(Operation::Doubt(optional));
                }
                let value = self.operand(rhs);
                let (target, whole) = self.assigned(lhs);
                if whole {
                    self.clear(&target);
                }
                if target.slot.is_none() && value.slot.is_some() {
                    self.perhaps_filled(lhs);
                }
                self.store(&value, &target);
                // A value of a type that is not known to hold a guard, in a place that is.
                if value.slot.is_none() && target.slot.is_some() && self.scene.types.expr(rhs).is_unknown() {
                    self.set(&target);
                }
            }
        }
    }

    /// What an assignment writes to, and whether nothing of what was there is left.
    fn assigned(&mut self, lhs: ExprId) -> (Place, bool) {
        let target = self.place(lhs);
        if target.slot.is_some() {
            return (target, true);
        }
        match &self.scene.body.expr(lhs).kind {
            // One element of many.
            ExprKind::Index { base, .. } if self.scene.is_place(*base) => (self.behind(*base), false),
            ExprKind::Deref(_) | ExprKind::Field { .. } => (self.behind(lhs), true),
            _ => (target, true),
        }
    }

    fn struct_(
        &mut self,
        id: ExprId,
        fields: &[(crate::ir::Name, ExprId)],
        base: Option<ExprId>,
        dest: &Place,
    ) {
        let parts: Vec<_> = fields.iter().map(|(name, value)| (*name, self.operand(*value))).collect();
        let variant = match self.scene.types.paths.get(id) {
            Some(crate::resolve::Def::Variant(_, index)) => Some(*index),
            _ => None,
        };
        let member = |name| match variant {
            Some(index) => dest.clone().variant(index, name),
            None => dest.clone().field(name),
        };
        let named: Vec<_> = parts.iter().map(|(name, _)| *name).collect();
        for (name, part) in &parts {
            self.store(part, &member(*name));
        }
        if let Some(base) = base {
            let from = self.place(base);
            let rest: Vec<_> = match self.scene.types.expr(id) {
                Ty::Adt(adt, _) => {
                    let fields = self
                        .scene
                        .program
                        .adt(*adt)
                        .variants
                        .first()
                        .map_or(&[][..], |variant| &variant.fields);
                    fields.iter().map(|field| field.name).filter(|name| !named.contains(name)).collect()
                }
                _ => Vec::new(),
            };
            for name in rest {
                self.store(&from.clone().field(name), &member(name));
            }
        }
    }

    /// A closure or async block is made: what it captures by value goes into it now.
    fn capture(&mut self, id: ExprId, dest: &Place) {
        let mut owns = false;
        for capture in self.scene.captures(id) {
            let Some(slot) = self.variables.get(&capture.local).copied() else { continue };
            if capture.mode == CaptureMode::Ref && self.scene.writes(id, capture.local) {
                self.set_perhaps(&Place::of(slot));
            }
            if capture.mode == CaptureMode::Move && !self.slots[slot.index()].borrowed {
                let from = Place::of(slot).fields(&capture.path);
                if dest.slot.is_some() {
                    self.transfer(&from, dest);
                } else {
                    self.clear(&from);
                }
                owns = true;
            }
        }
        if !owns && dest.slot.is_some() && self.capturing.contains_key(&id) {
            self.set(dest);
        }
    }

    fn macro_(&mut self, id: ExprId, call: &MacroCall, dest: &Place) {
        let span = self.scene.body.expr(id).span;
        let args = &call.args;
        match call.effect {
            MacroEffect::Format | MacroEffect::Assert => {
                self.terminating(TemporaryIn::Condition, |this| {
                    args.iter().for_each(|arg| drop(this.place(*arg)));
                });
            }
            MacroEffect::Diverges => {
                self.terminating(TemporaryIn::Condition, |this| {
                    args.iter().for_each(|arg| drop(this.place(*arg)));
                });
                self.diverge();
            }
            MacroEffect::MayReturn => {
                self.terminating(TemporaryIn::Condition, |this| {
                    args.iter().for_each(|arg| drop(this.place(*arg)));
                });
            }
            MacroEffect::Transparent | MacroEffect::Opaque => {
                // A macro whose value can own a guard may take its arguments by value (`vec!`).
                if dest.slot.is_some() {
                    let parts: Vec<_> = args.iter().map(|arg| self.operand(*arg)).collect();
                    for part in &parts {
                        self.transfer_all(part, dest);
                    }
                    // `vec![]` is empty.
                    let unknown = !args.is_empty() || call.effect == MacroEffect::Opaque;
                    if unknown && parts.iter().all(|part| part.slot.is_none()) {
                        self.set(dest);
                    }
                } else {
                    for arg in args {
                        let place = self.place(*arg);
                        // What an unknown macro gets by its bare name it may move; then nothing is known of it.
                        let named = matches!(self.scene.body.expr(*arg).kind, ExprKind::Local(_));
                        if call.effect == MacroEffect::Opaque && named && self.owns_guard(*arg) {
                            self.clear(&place);
                        }
                    }
                }
            }
        }
        if !call.hidden_awaits.is_empty() {
            self.point(PointKind::Hidden, id, span);
        }
    }

    /// A condition with all its operands; the `else` of a let chain leaves what earlier operands made.
    pub(super) fn condition(&mut self, id: ExprId, otherwise: Otherwise, scrutinees: usize) {
        let body = self.scene.body;
        match &body.expr(id).kind {
            ExprKind::Binary { op: BinaryOp::And, lhs, rhs } => {
                self.condition(*lhs, otherwise, scrutinees);
                self.condition(*rhs, otherwise, scrutinees);
            }
            ExprKind::Let { pat, scrutinee } => {
                let outer = std::mem::replace(&mut self.temporaries, scrutinees);
                let place = self.because(TemporaryIn::Scrutinee, |this| this.place(*scrutinee));
                self.temporaries = outer;
                let tested = self.lent_by(*scrutinee).unwrap_or_else(|| place.clone());
                self.test_value(*pat, &tested, Some(*scrutinee), Some(otherwise));
                let outer = std::mem::replace(&mut self.block, self.scopes.len() - 1);
                self.bind(*pat, &place);
                self.block = outer;
            }
            _ => {
                self.terminating(TemporaryIn::Condition, |this| this.eval(id, &Place::untracked()));
                let (when_false, when_true) = self.known_empty(id);
                self.branch(otherwise, |this| when_false.iter().for_each(|place| this.clear(place)));
                when_true.iter().for_each(|place| self.clear(place));
            }
        }
    }

    /// What is certainly not there when `x.is_some()` (and its like) is false, and when it is true.
    fn known_empty(&mut self, condition: ExprId) -> (Vec<Place>, Vec<Place>) {
        let body = self.scene.body;
        match &body.expr(condition).kind {
            ExprKind::Unary(operand) => {
                let (when_false, when_true) = self.known_empty(*operand);
                (when_true, when_false)
            }
            ExprKind::MethodCall { receiver, method, .. } if self.scene.is_place(*receiver) => {
                let Ty::Adt(adt, _) = self.scene.types.expr(*receiver).peel_refs() else {
                    return Default::default();
                };
                let def = self.scene.program.adt(*adt);
                let variant = match method.as_str() {
                    "is_some" | "is_none" => "Some",
                    "is_ok" | "is_err" => "Ok",
                    _ => return Default::default(),
                };
                let Some(index) = def.variants.iter().position(|known| known.name == variant) else {
                    return Default::default();
                };
                let place = self.behind(*receiver).variant(index as u32, crate::ir::Name::from("0"));
                if matches!(method.as_str(), "is_some" | "is_ok") {
                    (vec![place], Vec::new())
                } else {
                    (Vec::new(), vec![place])
                }
            }
            _ => Default::default(),
        }
    }

    pub(super) fn tails_terminate(&self) -> bool {
        self.scene.edition >= Edition::E2024
    }
}
