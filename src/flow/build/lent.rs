//! What a function does to the guards in a value that is lent to it: `fn release(&mut self) { self.conn = None; }`.
//!
//! The callee's own graph answers, solved twice: with all guards there when it starts, and with none. Asked only where
//! a value with guards inside it (an option, a struct) is lent mutably to a function of the workspace.

use crate::ir::{ExprId, PatKind};
use crate::resolve::{self, BodyOwner, Callee, FunctionId, SelfKind, Ty};

use super::super::captures::Scene;
use super::super::components::Projection;
use super::super::graph::{Operation, TemporaryIn};
use super::super::{mentions, solve};
use super::place::Place;
use super::{Builder, capturing};

/// A function that lends on what it was lent is followed so far.
const DEPTH: usize = 3;

/// By the path of a guard in the value that was lent.
#[derive(Debug, Clone, Default)]
pub(super) struct Lent {
    /// May be there afterwards, even if it was not before.
    filled: Vec<Vec<Projection>>,
    /// Is not there afterwards.
    emptied: Vec<Vec<Projection>>,
}

impl Builder<'_> {
    /// The call itself. What an `async fn` takes away is gone when it was awaited ([`Builder::lent_for_await`]).
    pub(super) fn lend(&mut self, call: ExprId, receiver: Option<ExprId>, args: &[ExprId]) {
        for (function, index, lent) in self.lendings(call, receiver, args) {
            let is_async = self.scene.program.function(function).is_async;
            let later = is_async && self.awaiting == Some(call);
            self.apply(function, index, &lent, !is_async, !later);
        }
    }

    pub(super) fn lent_for_await(&mut self, operand: ExprId) {
        let body = self.scene.body;
        let (receiver, args) = match &body.expr(operand).kind {
            crate::ir::ExprKind::MethodCall { receiver, args, .. } => (Some(*receiver), args),
            crate::ir::ExprKind::Call { args, .. } => (None, args),
            _ => return,
        };
        for (function, index, lent) in self.lendings(operand, receiver, args) {
            if self.scene.program.function(function).is_async {
                self.apply(function, index, &lent, true, true);
            }
        }
    }

    /// Each value with a guard inside that a call lends: the function, which of its parameters, the value.
    fn lendings(
        &self,
        call: ExprId,
        receiver: Option<ExprId>,
        args: &[ExprId],
    ) -> Vec<(FunctionId, usize, Place)> {
        let program = self.scene.program;
        let Callee::Function { function, .. } = self.scene.types.callee(call) else { return Vec::new() };
        if program.is_header_function(*function) {
            return Vec::new();
        }
        let def = program.function(*function);
        let skip = usize::from(receiver.is_some());
        let receiver = receiver.filter(|_| matches!(def.self_param, Some(SelfKind::Ref { mutable: true })));
        let lent = receiver
            .map(|receiver| (0, receiver))
            .into_iter()
            .chain(args.iter().enumerate().map(|(index, arg)| (index + skip, *arg)))
            .filter(|(index, _)| matches!(def.params.get(*index), Some(Ty::Ref { mutable: true, .. })));
        lent.map(|(index, expr)| (*function, index, self.behind(expr)))
            .filter(|(_, _, place)| !self.bits(place).is_empty())
            .collect()
    }

    fn apply(&mut self, function: FunctionId, index: usize, place: &Place, empties: bool, fills: bool) {
        let opened = |ty: &Ty| self.components(ty).iter().all(|component| !component.path.is_empty());
        let known = match self.scene.program.function(function).params.get(index) {
            Some(Ty::Ref { inner, .. }) if opened(inner) => self.lent(function, index),
            _ => None,
        };
        let Some(lent) = known else {
            if fills {
                self.set_perhaps(place);
            }
            return;
        };
        let at = |path: &Vec<Projection>| {
            let mut place = place.clone();
            place.path.extend(path);
            place
        };
        if empties {
            lent.emptied.iter().for_each(|path| self.clear(&at(path)));
        }
        if fills {
            lent.filled.iter().for_each(|path| self.set_perhaps(&at(path)));
        }
    }

    /// None where the function has no body, or is too far away.
    fn lent(&self, function: FunctionId, index: usize) -> Option<Lent> {
        self.ask(function, |callee| callee.does_to(function, index))
    }

    fn ask<T>(&self, function: FunctionId, ask: impl FnOnce(Builder<'_>) -> Option<T>) -> Option<T> {
        if self.depth >= DEPTH {
            return None;
        }
        let program = self.scene.program;
        let def = program.function(function);
        let owner = BodyOwner { function, file: def.file, body: def.body? };
        let types = resolve::infer(program, owner);
        let body = program.body(owner.file, owner.body);
        let scene = Scene { program, body, types: &types, edition: program.edition(def.module) };
        let (mentions, capturing) = (mentions::collect(&scene), capturing(&scene, &super::nested(body)));
        let mut callee = Builder::new(scene, &capturing, &mentions);
        callee.depth = self.depth + 1;
        ask(callee)
    }

    /// `Work::new()` makes a struct whose option is empty: what the callee can have put into its result. False where
    /// that is not asked.
    pub(super) fn returned(&mut self, call: ExprId, dest: &Place, awaited: bool) -> bool {
        let program = self.scene.program;
        let Callee::Function { function, .. } = *self.scene.types.callee(call) else { return false };
        let def = program.function(function);
        if program.is_header_function(function)
            || def.is_async != awaited
            || !self.is_workspace_value(&def.ret)
        {
            return false;
        }
        let Some(filled) = self.ask(function, |callee| callee.gives(function)) else { return false };
        for path in filled {
            let mut place = dest.clone();
            place.path.extend(path);
            self.set(&place);
        }
        true
    }

    /// A struct or enum of the workspace with a guard in an option or variant, or a result of one.
    fn is_workspace_value(&self, ty: &Ty) -> bool {
        let Ty::Adt(adt, args) = ty else { return false };
        if !self.scene.program.is_workspace_file(self.scene.program.adt(*adt).file) {
            return args.first().is_some_and(|inner| self.is_workspace_value(inner));
        }
        let in_variant = |step: &Projection| matches!(step, Projection::Variant(..));
        self.components(ty).iter().any(|component| component.path.iter().any(in_variant))
    }

    /// None for a stub that never comes back: somebody will write it.
    fn gives(mut self, function: FunctionId) -> Option<Vec<Vec<Projection>>> {
        self.parameters(function);
        // the type that is declared: a body that is only left by `return` has none
        let (root, ty) = (self.scene.body.root, &self.scene.program.function(function).ret);
        let result = self.temporary_of(ty.clone(), root, TemporaryIn::Tail);
        self.evaluate(root, &result);
        let slot = result.slot?;
        let ends = solve::at_ends(&self.graph, &self.exits)?;
        let given = self.bits(&result);
        let given = given.iter().filter(|bit| ends.contains(bit));
        Some(given.map(|bit| self.component(slot, *bit).path.clone()).collect())
    }

    /// Runs the whole function and looks at a parameter at its ends.
    fn does_to(mut self, function: FunctionId, index: usize) -> Option<Lent> {
        let body = self.scene.body;
        self.parameters(function);
        let skip = usize::from(self.scene.program.function(function).self_param.is_some());
        let local = match index.checked_sub(skip) {
            None => body.self_local?,
            Some(index) => match body.pat(*body.params.get(index)?).kind {
                PatKind::Bind { local, .. } => local,
                _ => return None,
            },
        };
        let slot = *self.variables.get(&local)?;
        let bits = self.bits(&Place::of(slot));
        let entry = self.graph.blocks.first()?.operations.len();
        let result = self.temporary(body.root, TemporaryIn::Tail);
        self.evaluate(body.root, &result);
        let exits = std::mem::take(&mut self.exits);
        let full = solve::at_ends(&self.graph, &exits).unwrap_or_default();
        let first = self.graph.blocks.first_mut()?;
        for operation in &mut first.operations[..entry] {
            if let Operation::Set(set) | Operation::SetPerhaps(set) = operation {
                set.retain(|bit| !bits.contains(bit));
            }
        }
        let empty = solve::at_ends(&self.graph, &exits).unwrap_or_default();
        let path = |bit: &super::BitId| self.component(slot, *bit).path.clone();
        Some(Lent {
            filled: bits.iter().filter(|bit| empty.contains(bit)).map(path).collect(),
            emptied: bits.iter().filter(|bit| !full.contains(bit)).map(path).collect(),
        })
    }
}
