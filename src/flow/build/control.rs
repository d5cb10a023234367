//! Blocks, branches, loops, `select!` and `join!`.

use crate::ir::{Arm, Block, ExprId, ExprKind, Name, PatId, PatKind, Select, Statement};
use crate::resolve::Edition;
use crate::source::Span;

use super::super::graph::{PointKind, TemporaryIn};
use super::place::Place;
use super::{Builder, Frame, Otherwise};

impl Builder<'_> {
    pub(super) fn block(&mut self, block: &Block, dest: &Place) {
        let exit = block.label.map(|label| {
            let exit = self.new_block();
            self.frames.push(Frame {
                label: Some(label),
                is_loop: false,
                break_to: exit,
                continue_to: None,
                depth: self.scopes.len(),
                dest: dest.clone(),
            });
            exit
        });
        let outer = self.block;
        self.in_scope(|this| {
            this.block = this.scopes.len() - 1;
            for statement in &block.statements {
                match statement {
                    Statement::Let { pat, init, otherwise, .. } => this.let_(*pat, *init, *otherwise),
                    Statement::Expr { expr, .. } => this.statement(*expr),
                }
            }
            if let Some(tail) = block.tail {
                // Rust 2024: temporaries of the tail die before the block's variables (`destructors.scope.temporary`).
                if this.tails_terminate() && !this.extended.contains_key(&tail) {
                    this.terminating(TemporaryIn::Statement, |this| this.eval(tail, dest));
                } else {
                    this.because(TemporaryIn::Tail, |this| this.eval(tail, dest));
                }
            }
            this.block = outer;
        });
        if let Some(exit) = exit {
            self.frames.pop();
            self.goto(exit);
            self.current = exit;
        }
    }

    /// An expression whose value nobody wants: it is dropped at the end of the statement.
    fn statement(&mut self, expr: ExprId) {
        self.terminating(TemporaryIn::Statement, |this| {
            this.operand(expr);
        });
    }

    fn let_(&mut self, pat: PatId, init: Option<ExprId>, otherwise: Option<ExprId>) {
        let Some(init) = init else {
            for local in self.scene.body.bindings(pat) {
                self.declare(local, None);
            }
            return;
        };
        let block = self.block;
        self.extend(init, block);
        if self.scene.body.expr(init).span.is_empty() || self.binds_by_ref(pat) {
            self.extend_value(init, block);
        }
        let Some(otherwise) = otherwise else {
            self.terminating(TemporaryIn::Statement, |this| this.let_plain(pat, init));
            return;
        };
        let failed = self.new_block();
        let before = self.scopes[block].drops.len();
        self.terminating(TemporaryIn::Statement, |this| {
            // The temporaries are gone before the else block runs.
            let otherwise = Otherwise { block: failed, depth: this.scopes.len() - 1 };
            let place = this.place(init);
            let tested = this.lent_by(init).unwrap_or_else(|| place.clone());
            this.test_value(pat, &tested, Some(init), Some(otherwise));
            this.bind(pat, &place);
        });
        let after = self.new_block();
        self.goto(after);
        self.current = failed;
        // Also those that live to the end of the block where the pattern matches.
        let extended: Vec<_> = self.scopes[block].drops[before..].into();
        for slot in extended {
            self.clear(&Place::of(slot));
        }
        self.terminating(TemporaryIn::Statement, |this| {
            this.operand(otherwise);
        });
        self.goto(after);
        self.current = after;
    }

    fn let_plain(&mut self, pat: PatId, init: ExprId) {
        if let PatKind::Bind { local, by_ref: false, sub: None, .. } = self.scene.body.pat(pat).kind {
            let variable = self.declare(local, Some(init));
            if let Some(slot) = variable.slot {
                self.slots[slot.index()].init.get_or_insert(init);
            }
            self.eval(init, &variable);
            self.alias(pat, init);
        } else {
            // `let _ = place` does nothing; `let _ = value` drops it with the statement.
            let place = self.place(init);
            self.assume_irrefutable(pat, &place);
        }
    }

    fn assume_irrefutable(&mut self, pat: PatId, place: &Place) {
        self.test(pat, place, None);
        self.bind(pat, place);
    }

    /// Temporary lifetime extension: marks the operands of extending borrows (`destructors.scope.lifetime-extension`).
    fn extend(&mut self, id: ExprId, scope: usize) {
        let body = self.scene.body;
        match &body.expr(id).kind {
            ExprKind::Ref { operand, .. } | ExprKind::Pin(operand) => {
                self.extend(*operand, scope);
                self.extend_value(*operand, scope);
            }
            ExprKind::Cast { operand, .. } => self.extend(*operand, scope),
            ExprKind::Tuple(items) | ExprKind::Array(items) => {
                for item in items.clone() {
                    self.extend(item, scope);
                }
            }
            ExprKind::Struct { fields, .. } => {
                for (_, value) in fields.clone() {
                    self.extend(value, scope);
                }
            }
            ExprKind::Call { callee, args } if self.is_constructor(id, *callee) => {
                for arg in args.clone() {
                    self.extend(arg, scope);
                }
            }
            ExprKind::Block(block) => {
                if let Some(tail) = block.tail {
                    self.extend(tail, scope);
                }
            }
            // Its arguments are borrowed, and live as long as the value (Rust 1.89).
            ExprKind::Macro(call) if call.path.last_name().is_some_and(|name| name == "format_args") => {
                for arg in call.args.clone() {
                    self.extend(arg, scope);
                    self.extend_value(arg, scope);
                }
            }
            ExprKind::If { then, otherwise, .. } => {
                self.extend(*then, scope);
                if let Some(otherwise) = otherwise {
                    self.extend(*otherwise, scope);
                }
            }
            ExprKind::Match { arms, .. } => {
                for arm in arms.clone() {
                    self.extend(arm.body, scope);
                }
            }
            _ => {}
        }
    }

    /// The value that a place expression starts from lives on.
    fn extend_value(&mut self, id: ExprId, scope: usize) {
        let mut id = id;
        loop {
            self.extended.insert(id, scope);
            match &self.scene.body.expr(id).kind {
                ExprKind::Ref { operand, .. }
                | ExprKind::Deref(operand)
                | ExprKind::Field { base: operand, .. }
                | ExprKind::Index { base: operand, .. } => id = *operand,
                _ => return,
            }
        }
    }

    pub(super) fn if_else(&mut self, cond: ExprId, then: ExprId, otherwise: Option<ExprId>, dest: &Place) {
        let (failed, after) = (self.new_block(), self.new_block());
        let outside = self.temporaries;
        self.in_scope(|this| {
            let depth = this.scopes.len() - 1;
            // Rust 2024: the scrutinee's temporaries are gone before `else`.
            let scrutinees = if this.scene.edition >= Edition::E2024 { depth } else { outside };
            this.condition(cond, Otherwise { block: failed, depth }, scrutinees);
            this.terminating(TemporaryIn::Statement, |this| this.eval(then, dest));
        });
        self.goto(after);
        self.current = failed;
        if let Some(otherwise) = otherwise {
            self.terminating(TemporaryIn::Statement, |this| this.eval(otherwise, dest));
        }
        self.goto(after);
        self.current = after;
    }

    pub(super) fn match_(&mut self, scrutinee: ExprId, arms: &[Arm], dest: &Place) {
        let place = self.because(TemporaryIn::Scrutinee, |this| this.place(scrutinee));
        let tested = self.lent_by(scrutinee).unwrap_or_else(|| place.clone());
        let after = self.new_block();
        let mut excluded: Vec<Place> = Vec::new();
        for arm in arms {
            let next = self.new_block();
            for place in &excluded {
                self.clear(place);
            }
            self.in_scope(|this| {
                let otherwise = Otherwise { block: next, depth: this.scopes.len() - 1 };
                let outer = std::mem::replace(&mut this.block, this.scopes.len() - 1);
                this.test(arm.pat, &tested, Some(otherwise));
                if this.is_none(arm.pat)
                    && let Some(used_up) = this.left_empty(scrutinee)
                {
                    this.clear(&used_up);
                }
                if let Some(guard) = arm.guard {
                    let scrutinees = this.scopes.len() - 1;
                    this.condition(guard, otherwise, scrutinees);
                }
                this.bind(arm.pat, &place);
                this.alias(arm.pat, scrutinee);
                this.block = outer;
                this.terminating(TemporaryIn::Statement, |this| this.eval(arm.body, dest));
            });
            self.goto(after);
            self.current = next;
            if arm.guard.is_none() {
                excluded.extend(self.excluded(arm.pat, &tested));
                excluded.extend(self.used_up(arm.pat, scrutinee));
            }
        }
        // No arm matched: cannot happen.
        self.current = after;
    }

    pub(super) fn loop_(&mut self, label: Option<Name>, body: ExprId, dest: &Place) {
        let (head, after) = (self.new_block(), self.new_block());
        self.goto(head);
        self.current = head;
        self.frame(label, after, head, dest, |this| {
            this.terminating(TemporaryIn::Statement, |this| this.eval(body, &Place::untracked()));
        });
        self.goto(head);
        self.current = after;
    }

    pub(super) fn while_(&mut self, label: Option<Name>, cond: ExprId, body: ExprId) {
        let (head, after) = (self.new_block(), self.new_block());
        self.goto(head);
        self.current = head;
        self.frame(label, after, head, &Place::untracked(), |this| {
            this.terminating(TemporaryIn::Statement, |this| {
                let depth = this.scopes.len() - 1;
                this.condition(cond, Otherwise { block: after, depth }, depth);
                this.terminating(TemporaryIn::Statement, |this| this.eval(body, &Place::untracked()));
            });
        });
        self.goto(head);
        self.current = after;
    }

    /// `match into_iter(E) { mut iter => loop { … } }`: the iterator and its temporaries live through the loop.
    pub(super) fn for_(&mut self, label: Option<Name>, pat: PatId, iter: ExprId, body: ExprId) {
        let iterator = self.because(TemporaryIn::Iterator, |this| {
            let place = if this.owns_guard(iter) {
                this.temporary(iter, TemporaryIn::Iterator)
            } else {
                Place::untracked()
            };
            this.eval(iter, &place);
            place
        });
        let (head, after) = (self.new_block(), self.new_block());
        self.goto(head);
        self.current = head;
        self.goto(after);
        let next = self.new_block();
        self.goto(next);
        self.current = next;
        self.frame(label, after, head, &Place::untracked(), |this| {
            this.terminating(TemporaryIn::Statement, |this| {
                let item = this.item(pat);
                let outer = std::mem::replace(&mut this.block, this.scopes.len() - 1);
                this.assume_irrefutable(pat, &item);
                this.block = outer;
                this.terminating(TemporaryIn::Statement, |this| this.eval(body, &Place::untracked()));
            });
        });
        self.goto(head);
        self.current = after;
        // Exhausted, or left early: it goes now, unlike the temporaries of its expression.
        self.clear(&iterator);
    }

    /// The item of an iteration, which a pattern may leave partly unbound.
    fn item(&mut self, pat: PatId) -> Place {
        let ty = self.scene.types.pat(pat).clone();
        let span = self.scene.body.pat(pat).span;
        let kind = super::super::graph::SlotKind::Parameter(None);
        let slot = self.new_slot(kind, ty, span, None);
        self.schedule(slot, self.scopes.len() - 1);
        let place = slot.map_or_else(Place::untracked, Place::of);
        self.set(&place);
        place
    }

    fn frame(
        &mut self,
        label: Option<Name>,
        after: super::BlockId,
        head: super::BlockId,
        dest: &Place,
        run: impl FnOnce(&mut Self),
    ) {
        self.frames.push(Frame {
            label,
            is_loop: true,
            break_to: after,
            continue_to: Some(head),
            depth: self.scopes.len(),
            dest: dest.clone(),
        });
        run(self);
        self.frames.pop();
    }

    fn find_frame(&self, label: Option<Name>) -> Option<usize> {
        self.frames.iter().rposition(|frame| match label {
            Some(label) => frame.label == Some(label),
            None => frame.is_loop,
        })
    }

    pub(super) fn break_(&mut self, label: Option<Name>, value: Option<ExprId>) {
        let Some(frame) = self.find_frame(label) else {
            self.diverge();
            return;
        };
        let (to, depth, dest) =
            (self.frames[frame].break_to, self.frames[frame].depth, self.frames[frame].dest.clone());
        if let Some(value) = value {
            self.eval(value, &dest);
        }
        self.leave(to, depth);
    }

    pub(super) fn continue_(&mut self, label: Option<Name>) {
        match self.find_frame(label).map(|frame| &self.frames[frame]) {
            Some(Frame { continue_to: Some(to), depth, .. }) => {
                let (to, depth) = (*to, *depth);
                self.leave(to, depth);
            }
            _ => self.diverge(),
        }
    }

    /// All futures are made, polled in one wait, and gone before a handler runs.
    pub(super) fn select(&mut self, id: ExprId, select: &Select, dest: &Place) {
        self.terminating(TemporaryIn::Statement, |this| {
            for branch in &select.branches {
                if let Some(precondition) = branch.precondition {
                    this.terminating(TemporaryIn::Condition, |this| {
                        this.eval(precondition, &Place::untracked());
                    });
                }
                this.awaited(branch.future);
            }
            this.point(PointKind::Select, id, select.keyword);
        });
        let after = self.new_block();
        let start = self.current;
        for branch in &select.branches {
            self.current = self.new_block();
            let entry = self.current;
            self.graph.blocks[start.index()].successors.push(entry);
            self.in_scope(|this| {
                let outer = std::mem::replace(&mut this.block, this.scopes.len() - 1);
                this.ran_to_its_end(branch.future);
                let item = this.item(branch.pat);
                this.assume_irrefutable(branch.pat, &item);
                this.block = outer;
                this.terminating(TemporaryIn::Statement, |this| this.eval(branch.handler, dest));
            });
            self.goto(after);
        }
        if let Some(otherwise) = select.otherwise {
            self.current = self.new_block();
            let entry = self.current;
            self.graph.blocks[start.index()].successors.push(entry);
            self.terminating(TemporaryIn::Statement, |this| this.eval(otherwise, dest));
            self.goto(after);
        }
        self.current = after;
    }

    pub(super) fn join(&mut self, id: ExprId, futures: &[ExprId], keyword: Span, dest: &Place) {
        let slots: Vec<_> = futures.iter().map(|future| self.awaited(*future)).collect();
        self.point(PointKind::Join, id, keyword);
        for slot in &slots {
            self.clear(slot);
        }
        futures.iter().for_each(|future| self.ran_to_its_end(*future));
        self.set(dest);
    }
}
