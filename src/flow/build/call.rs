//! Calls: arguments are moved in when all of them are there, and come out again if the callee says so.

use crate::catalogue::{FunctionFact, GuardKind, TypeFact};
use crate::ir::{ExprId, ExprKind, Name, PatId};
use crate::resolve::{Callee, Ty};
use crate::source::Span;

use super::super::graph::{PointKind, SlotKind};
use super::Builder;
use super::place::Place;

/// What a method is called on.
struct Receiver<'a> {
    expr: ExprId,
    place: &'a Place,
    by_value: bool,
}

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
            Ty::Closure(closure) => self.scene.consumes(closure.expr),
            // `Box<dyn FnOnce()>`
            ty => self.scene.program.is_boxed_once(ty),
        };
        let place = if self.scene.is_place(callee) { self.place(callee) } else { self.operand(callee) };
        consumed.then_some(place)
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
        let place = if by_value { self.operand(receiver) } else { self.receiver(receiver) };
        let parts: Vec<_> = args.iter().map(|arg| self.operand(*arg)).collect();
        self.point(PointKind::Call, id, name);
        let receiver = Receiver { expr: receiver, place: &place, by_value };
        self.finish_call(id, Some(receiver), args, &parts, dest);
    }

    /// The call itself: what was given by value is gone, what comes back is there.
    fn finish_call(
        &mut self,
        id: ExprId,
        receiver: Option<Receiver<'_>>,
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
        let empties = has(FunctionFact::Empties)
            || has(FunctionFact::EmptiesAll) && args.first().is_some_and(|arg| self.is_full_range(*arg));
        // Whether something with a guard goes in by value.
        let given = parts.iter().any(|part| part.slot.is_some_and(|slot| !self.slots[slot.index()].borrowed));
        // What came out of the receiver or first argument is in `dest` already.
        let mut passed = false;
        match &receiver {
            Some(receiver) if receiver.by_value => {
                passed = receiver.place.slot.is_some();
                let made = self.is_lazy(self.scene.types.expr(receiver.expr));
                passed |= self.is_lazy(self.scene.types.expr(id));
                self.pass_through(id, receiver.place, args, parts, dest, made);
                if given && matches!(self.scene.types.expr(id), Ty::Ref { .. }) {
                    // `map.entry(key).or_insert(conn)`
                    let container = self.container(receiver.expr);
                    self.set_perhaps(&container);
                }
            }
            Some(receiver) => {
                let place = self.worked_on(receiver);
                let brings =
                    given || args.iter().any(|arg| self.closure_brings(*arg) || self.iterator_brings(*arg));
                if empties {
                    // `slot.take()`; `slot.replace(conn)` puts something in its place.
                    passed = place.slot.is_some() && dest.slot.is_some();
                    self.take_out(&place, dest);
                    for part in parts {
                        self.store(part, &place);
                    }
                } else if has(FunctionFact::Drains) {
                    if let Some(from) = args.first().map(|arg| self.behind(*arg)) {
                        self.transfer_all(&from, &place);
                    }
                } else if brings && self.bits(&place).is_empty() {
                    // `map.entry(key).or_default().push(conn)`
                    let container = self.container(receiver.expr);
                    self.set_perhaps(&container);
                    self.perhaps_filled(receiver.expr);
                } else if brings {
                    // `map.insert(key, conn)` gives back what was there; `list.push(conn)`, `slot.insert(conn)`: the
                    // container holds it from here on.
                    if self.gives_back(id) {
                        passed = dest.slot.is_some();
                        self.take_out(&place, dest);
                    }
                    self.set(&place);
                }
            }
            // `mem::take(&mut x)`, `mem::replace(&mut x, None)`
            None if empties => {
                if let Some(first) = args.first() {
                    let place = self.behind(*first);
                    passed = place.slot.is_some() && dest.slot.is_some();
                    self.take_out(&place, dest);
                    if let Some(value) = parts.get(1) {
                        self.store(value, &place);
                    }
                }
            }
            None if has(FunctionFact::Swaps) => {
                if let [first, second] = args {
                    let (first, second) = (self.behind(*first), self.behind(*second));
                    self.swap(&first, &second);
                }
            }
            None if self.is_lazy(self.scene.types.expr(id)) => {
                passed = true;
                parts.iter().for_each(|part| self.store(part, dest));
            }
            None => {}
        }
        self.lend(id, receiver.as_ref().map(|receiver| receiver.expr), args);
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
        if !made_empty && !passed && !self.returned(id, dest, false) {
            self.set(dest);
        }
    }

    /// What a method by reference works on, also through a reference that is at hand.
    fn worked_on(&self, receiver: &Receiver<'_>) -> Place {
        if receiver.place.slot.is_some() && !self.is_borrowed(receiver.place) {
            receiver.place.clone()
        } else {
            self.behind(receiver.expr)
        }
    }

    fn take_out(&mut self, from: &Place, dest: &Place) {
        if dest.slot.is_some() && from.slot.is_some() {
            self.transfer(from, dest);
        } else {
            self.clear(from);
        }
    }

    /// What is empty where a pattern does not match: `while let Some(conn) = conns.pop()` ends with an empty list.
    pub(super) fn used_up(&self, pat: PatId, scrutinee: ExprId) -> Option<Place> {
        let some = self.inside_ok(pat);
        if self.variant_name(some)? != "Some" || self.is_refutable_inside(some) {
            return None;
        }
        self.left_empty(scrutinee)
    }

    /// What is empty where this gave `None`, or the end of a stream.
    pub(super) fn left_empty(&self, scrutinee: ExprId) -> Option<Place> {
        let body = self.scene.body;
        let (call, is_stream) = match body.expr(scrutinee).kind {
            // `rows.try_next().await?`
            ExprKind::Try(operand) => return self.left_empty(operand),
            ExprKind::Await { operand, .. } => (operand, true),
            _ => (scrutinee, false),
        };
        let ExprKind::MethodCall { receiver, .. } = body.expr(call).kind else { return None };
        let Callee::Function { function, .. } = self.scene.types.callee(call) else { return None };
        let is_last = self.scene.program.function(*function).facts.has(FunctionFact::Last);
        if !is_last || is_stream && !self.lets_go_at_its_end(self.scene.types.expr(receiver)) {
            return None;
        }
        let place = self.behind(receiver);
        place.slot.is_some().then_some(place)
    }

    /// Whether a stream that has ended keeps no connection: all that it gave out is with others, its rows let go, and what
    /// its closures captured is still there.
    fn lets_go_at_its_end(&self, stream: &Ty) -> bool {
        let stream = stream.peel_refs();
        if self.components(stream).is_empty() {
            return true;
        }
        match stream {
            Ty::Adt(adt, args) => {
                let facts = &self.scene.program.adt(*adt).facts;
                match facts.guard() {
                    Some(kind) => kind != GuardKind::Stream || facts.has_type(TypeFact::Ends),
                    None if facts.has_type(TypeFact::Cuts) => false,
                    None if facts.has_type(TypeFact::Lazy) => {
                        args.first().is_some_and(|of| self.lets_go_at_its_end(of))
                    }
                    None => {
                        facts.has_type(TypeFact::LookThrough)
                            && args.iter().all(|arg| self.lets_go_at_its_end(arg))
                    }
                }
            }
            Ty::Tuple(types) => types.iter().all(|ty| self.lets_go_at_its_end(ty)),
            // it ran to its end
            Ty::Future(_) => true,
            _ => false,
        }
    }

    /// `..`
    fn is_full_range(&self, id: ExprId) -> bool {
        matches!(self.scene.body.expr(id).kind, ExprKind::Range { start: None, end: None })
    }

    fn is_lazy(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(adt, _) if self.scene.program.adt(*adt).facts.has_type(TypeFact::Lazy))
    }

    /// The container behind `map.entry(key)`.
    fn container(&self, id: ExprId) -> Place {
        match &self.scene.body.expr(id).kind {
            ExprKind::MethodCall { receiver, .. } => self.container(*receiver),
            _ => self.behind(id),
        }
    }

    /// `slot.replace(conn)`, `map.insert(key, conn)`: by a signature that is known.
    fn gives_back(&self, call: ExprId) -> bool {
        matches!(self.scene.types.callee(call),
            Callee::Function { function, .. } if self.scene.program.is_header_function(*function))
    }

    /// A closure that makes a guard, and does not only hand on the one that it is given.
    fn closure_brings(&self, arg: ExprId) -> bool {
        let owns = |ty: &Ty| !self.components(ty).is_empty();
        match self.scene.types.expr(arg) {
            Ty::Closure(closure) => owns(&closure.ret) && !closure.params.iter().any(owns),
            _ => false,
        }
    }

    /// An adaptor that makes guards when it is asked for them: `list.extend((0..2).map(|_| grab()))`.
    fn iterator_brings(&self, arg: ExprId) -> bool {
        match self.scene.types.expr(arg) {
            ty @ Ty::Adt(_, args) if self.is_lazy(ty) => {
                args.get(1).is_some_and(|item| !self.components(item).is_empty())
            }
            _ => false,
        }
    }

    /// `result.map_err(…)`, `option.unwrap()`: what is known of the parts goes with the value. What the arguments
    /// bring may be there instead: `slot.or(other)`, `slot.unwrap_or_else(|| …)`.
    /// An iterator's adaptor is `made` of what it gets when it is asked, and owns until then what it was made of.
    fn pass_through(
        &mut self,
        id: ExprId,
        from: &Place,
        args: &[ExprId],
        parts: &[Place],
        dest: &Place,
        made: bool,
    ) {
        if self.is_lazy(self.scene.types.expr(id)) {
            self.store(from, dest);
            self.clear(from);
            return parts.iter().for_each(|part| self.store(part, dest));
        }
        let by_header = match self.scene.types.callee(id) {
            Callee::Function { function, .. } => self.scene.program.is_header_function(*function),
            _ => false,
        };
        if made || !(dest.slot.is_some() && from.slot.is_some() && by_header) {
            // `fn released(mut self) -> Self { self.conn = None; self }`
            if !self.returned(id, dest, false) {
                self.set(dest);
            }
            self.clear(from);
            return;
        }
        self.transfer(from, dest);
        for part in parts {
            self.store(part, dest);
        }
        if args.iter().any(|arg| self.closure_brings(*arg)) {
            self.set_perhaps(dest);
        }
    }

    pub(super) fn is_std_function(&self, call: ExprId) -> bool {
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
