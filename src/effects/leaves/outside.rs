//! Calls of which no code is seen: into crates without header, and calls that could not be resolved.

use super::{LeafKind, Run};
use crate::effects::handles;
use crate::ir::{ExprId, ExprKind};
use crate::resolve::{Callee, Ty};

impl Run<'_, '_> {
    /// A call into a crate without header, or of what its header does not list.
    pub(super) fn external(&mut self, id: ExprId, krate: crate::ir::Name, what: &str, operands: &[ExprId]) {
        let (body, types, program) = (self.collector.body, self.collector.types, self.collector.program);
        let header = program.header(krate);
        let target = if what.is_empty() { krate.to_string() } else { format!("{krate}::{what}") };
        if let Some(category) = header.and_then(|header| program.krate(header).waits) {
            self.push(id, LeafKind::Waits(category), &target);
            return;
        }
        let handle = operands.iter().rev().find(|operand| program.is_handle(types.expr(**operand)));
        let takes_guard = operands.iter().any(|operand| {
            let ty = types.expr(*operand);
            program.guard(ty).is_some() || program.is_executor(ty)
        });
        let kind = match handle {
            _ if takes_guard || header.is_some() => LeafKind::Unknown,
            // What is given a pool works on a connection of it.
            Some(handle) => LeafKind::Query {
                handle: Some(handles::key(program, body, types, self.collector.function, *handle)),
            },
            None => LeafKind::Foreign,
        };
        self.push(id, kind, &target);
    }

    /// `conn.client` of `struct Connection { client: SpannerClient, … }` in a pool of one's own: a part of what is pooled,
    /// behind the guard. What it does is the connection's work, whatever it is.
    pub(super) fn is_in_connection(&self, receiver: ExprId) -> bool {
        let (body, types, program) = (self.collector.body, self.collector.types, self.collector.program);
        let behind = |guard: ExprId| {
            matches!(types.expr(guard).peel_refs(), Ty::Adt(adt, _) if program.adt(*adt).facts.guard().is_some())
                || self.is_in_connection(guard)
        };
        match &body.expr(receiver).kind {
            ExprKind::Field { base, .. } => behind(*base),
            ExprKind::Deref(operand) => behind(*operand),
            ExprKind::Ref { operand, .. } => self.is_in_connection(*operand),
            // `conn.client.get(url)`, which is sent
            ExprKind::MethodCall { receiver: inner, .. } => {
                !self.is_of_workspace(receiver) && self.is_in_connection(*inner)
            }
            _ => false,
        }
    }

    /// Whether the code of what is called can be seen.
    pub(super) fn is_of_workspace(&self, call: ExprId) -> bool {
        matches!(self.collector.types.callee(call), Callee::Function { function, .. }
            if !self.collector.program.is_header_function(*function))
    }

    /// A call that could not be resolved. What is given a pool works on a connection of it, whatever it is.
    pub(super) fn unresolved(&mut self, id: ExprId, args: &[ExprId]) {
        let (body, types, program) = (self.collector.body, self.collector.types, self.collector.program);
        let function = self.collector.function;
        let takes_guard = args.iter().any(|arg| program.guard(types.expr(*arg)).is_some());
        let handle = args.iter().rev().find_map(|arg| {
            if program.is_handle(types.expr(*arg)) {
                return Some(handles::key(program, body, types, function, *arg));
            }
            handles::executor(program, body, types, function, *arg)
        });
        let written = self.written(id);
        // `f(x).await` of a parameter `f`
        if let ExprKind::Call { callee, .. } = &body.expr(id).kind
            && let ExprKind::Local(local) = body.expr(*callee).kind
            && let Some(index) = self.collector.parameter(local)
            && handle.is_none()
        {
            return self.push(id, LeafKind::Param(index), &body.local(local).name);
        }
        match handle {
            Some(handle) if !takes_guard => {
                self.push(id, LeafKind::Query { handle: Some(handle) }, &written);
            }
            _ => self.push(id, LeafKind::Unknown, &written),
        }
    }

    /// The callee as written, for calls that could not be resolved.
    pub(super) fn written(&self, id: ExprId) -> String {
        match &self.collector.body.expr(id).kind {
            ExprKind::MethodCall { method, .. } => method.to_string(),
            ExprKind::Call { callee, .. } => match &self.collector.body.expr(*callee).kind {
                ExprKind::Path(path) => path.text(),
                _ => String::new(),
            },
            _ => String::new(),
        }
    }
}
