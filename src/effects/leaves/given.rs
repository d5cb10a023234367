//! Arguments that run: futures, streams and closures that a call is given, for callees that poll them.

use rustc_hash::FxHashSet;

use super::{Collector, Leaf, LeafKind, Run};
use crate::ir::{ExprId, ExprKind, LocalId, PatKind};
use crate::resolve::Ty;

impl Run<'_, '_> {
    /// Whether only who gives the value knows what polling it runs.
    pub(super) fn is_open(&self, id: ExprId) -> bool {
        let (types, program) = (self.collector.types, self.collector.program);
        let ty = types.expr(id).peel_refs();
        let known = program.guard(ty).is_some() || program.is_handle(ty) || matches!(ty, Ty::External(_));
        !known && program.may_be_future(ty)
    }

    /// What polling the arguments of a call runs, for callees that poll them.
    pub(super) fn given(&self, operands: &[ExprId], depth: usize) -> Vec<(usize, Vec<Leaf>)> {
        let (body, types, program) = (self.collector.body, self.collector.types, self.collector.program);
        let mut given = Vec::new();
        for (index, operand) in operands.iter().enumerate() {
            let ty = types.expr(*operand).peel_refs();
            let is_closure = matches!(body.expr(*operand).kind, ExprKind::Closure(_));
            let may =
                is_closure || !ty.is_unknown() && program.may_be_future(ty) && program.guard(ty).is_none();
            if !may || program.is_handle(ty) || depth > 4 {
                continue;
            }
            let mut run = Run {
                collector: self.collector,
                leaves: Vec::new(),
                seen: FxHashSet::default(),
                bounded: false,
            };
            run.visit(*operand, depth + 1);
            run.leaves.retain(|leaf| !matches!(leaf.kind, LeafKind::Unknown | LeafKind::Ready));
            if !run.leaves.is_empty() {
                given.push((index, run.leaves));
            }
        }
        given
    }

    /// Whether the value is a future, or keeps one: what takes it by value and is awaited itself polls it.
    pub(super) fn keeps_future(&self, id: ExprId) -> bool {
        fn keeps(ty: &Ty, depth: usize) -> bool {
            match ty {
                Ty::Future(_) => true,
                Ty::Adt(_, args) => depth < 4 && args.iter().any(|arg| keeps(arg, depth + 1)),
                _ => false,
            }
        }
        keeps(self.collector.types.expr(id), 0)
    }
}

impl Collector<'_> {
    /// Which parameter of the function a variable is, `self` first when there is one.
    pub(super) fn parameter(&self, local: LocalId) -> Option<usize> {
        if self.body.self_local == Some(local) {
            return None;
        }
        let position = self.body.params.iter().position(|pat| {
            matches!(self.body.pat(*pat).kind, PatKind::Bind { local: bound, sub: None, .. } if bound == local)
        })?;
        Some(position + usize::from(self.body.self_local.is_some()))
    }
}
