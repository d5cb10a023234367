//! Walking a body.

use super::{Body, ExprId, ExprKind, LocalId, PatId, PatKind, Statement};

impl Body {
    /// Calls `f` with every direct sub-expression, in order of evaluation as written. Bodies of closures and async
    /// blocks are sub-expressions too.
    pub fn each_child(&self, id: ExprId, f: &mut dyn FnMut(ExprId)) {
        match &self.expr(id).kind {
            ExprKind::Local(_)
            | ExprKind::Path(_)
            | ExprKind::Literal(_)
            | ExprKind::Continue { .. }
            | ExprKind::Underscore => {}
            ExprKind::Block(block) => {
                for statement in &block.statements {
                    match statement {
                        Statement::Let { init, otherwise, .. } => {
                            init.iter().chain(otherwise).for_each(|id| f(*id));
                        }
                        Statement::Expr { expr, .. } => f(*expr),
                    }
                }
                block.tail.iter().for_each(|id| f(*id));
            }
            ExprKind::If { cond, then, otherwise } => {
                f(*cond);
                f(*then);
                otherwise.iter().for_each(|id| f(*id));
            }
            ExprKind::Match { scrutinee, arms } => {
                f(*scrutinee);
                for arm in arms {
                    arm.guard.iter().for_each(|id| f(*id));
                    f(arm.body);
                }
            }
            ExprKind::Loop { body, .. } => f(*body),
            ExprKind::While { cond, body, .. } => {
                f(*cond);
                f(*body);
            }
            ExprKind::For { iter, body, .. } => {
                f(*iter);
                f(*body);
            }
            ExprKind::Break { value, .. } | ExprKind::Return(value) | ExprKind::Yield(value) => {
                value.iter().for_each(|id| f(*id));
            }
            ExprKind::MethodCall { receiver, args, .. } => {
                f(*receiver);
                args.iter().for_each(|id| f(*id));
            }
            ExprKind::Call { callee, args } => {
                f(*callee);
                args.iter().for_each(|id| f(*id));
            }
            ExprKind::Let { scrutinee: operand, .. }
            | ExprKind::Await { operand, .. }
            | ExprKind::Try(operand)
            | ExprKind::Field { base: operand, .. }
            | ExprKind::Ref { operand, .. }
            | ExprKind::Deref(operand)
            | ExprKind::Unary(operand)
            | ExprKind::Repeat { value: operand }
            | ExprKind::Cast { operand, .. }
            | ExprKind::Pin(operand) => f(*operand),
            ExprKind::Index { base, index } => {
                f(*base);
                f(*index);
            }
            ExprKind::Binary { lhs, rhs, .. } => {
                f(*lhs);
                f(*rhs);
            }
            ExprKind::Assign { lhs, rhs } | ExprKind::AssignOp { lhs, rhs } => {
                f(*rhs);
                f(*lhs);
            }
            ExprKind::Tuple(ids) | ExprKind::Array(ids) | ExprKind::Unknown(ids) => {
                ids.iter().for_each(|id| f(*id));
            }
            ExprKind::Struct { fields, base, .. } => {
                fields.iter().for_each(|(_, id)| f(*id));
                base.iter().for_each(|id| f(*id));
            }
            ExprKind::Range { start, end } => start.iter().chain(end).for_each(|id| f(*id)),
            ExprKind::Closure(closure) => f(closure.body),
            ExprKind::Async(block) => f(block.body),
            ExprKind::Macro(call) => call.args.iter().for_each(|id| f(*id)),
            ExprKind::Select(select) => {
                for branch in &select.branches {
                    branch.precondition.iter().for_each(|id| f(*id));
                    f(branch.future);
                }
                for branch in &select.branches {
                    f(branch.handler);
                }
                select.otherwise.iter().for_each(|id| f(*id));
            }
            ExprKind::Join { futures, .. } => futures.iter().for_each(|id| f(*id)),
        }
    }

    /// Calls `f` with an expression and everything below it, parents first.
    pub fn each_below(&self, id: ExprId, f: &mut dyn FnMut(ExprId)) {
        f(id);
        self.each_child(id, &mut |child| self.each_below(child, f));
    }

    /// Calls `f` with the sub-patterns of a pattern and itself, parents first.
    pub fn each_pat(&self, id: PatId, f: &mut dyn FnMut(PatId)) {
        f(id);
        match &self.pat(id).kind {
            PatKind::Wild | PatKind::Rest | PatKind::Test | PatKind::Path(_) | PatKind::Unknown => {}
            PatKind::Bind { sub, .. } => sub.iter().for_each(|pat| self.each_pat(*pat, f)),
            PatKind::Ref(pat) => self.each_pat(*pat, f),
            PatKind::Tuple(pats)
            | PatKind::TupleStruct { pats, .. }
            | PatKind::Slice(pats)
            | PatKind::Or(pats) => pats.iter().for_each(|pat| self.each_pat(*pat, f)),
            PatKind::Struct { fields, .. } => fields.iter().for_each(|(_, pat)| self.each_pat(*pat, f)),
        }
    }

    /// The variables that a pattern binds.
    pub fn bindings(&self, id: PatId) -> Vec<LocalId> {
        let mut locals = Vec::new();
        self.each_pat(id, &mut |pat| {
            if let PatKind::Bind { local, .. } = self.pat(pat).kind
                && !locals.contains(&local)
            {
                locals.push(local);
            }
        });
        locals
    }

    /// Each expression that variables get a value from, and these: by `let`, by a pattern of `if let`, `for` or `match`,
    /// by an assignment.
    pub fn each_giving(&self, f: &mut dyn FnMut(ExprId, Vec<LocalId>)) {
        for expr in &self.exprs {
            match &expr.kind {
                ExprKind::Block(block) => {
                    for statement in &block.statements {
                        if let Statement::Let { pat, init: Some(init), .. } = statement {
                            f(*init, self.bindings(*pat));
                        }
                    }
                }
                ExprKind::Let { pat, scrutinee } => f(*scrutinee, self.bindings(*pat)),
                ExprKind::For { pat, iter, .. } => f(*iter, self.bindings(*pat)),
                ExprKind::Match { scrutinee, arms } => {
                    arms.iter().for_each(|arm| f(*scrutinee, self.bindings(arm.pat)));
                }
                ExprKind::Assign { lhs, rhs } => f(*rhs, self.as_local(*lhs).into_iter().collect()),
                _ => {}
            }
        }
    }

    /// The name of the variable, when the expression is nothing else.
    pub fn as_local(&self, id: ExprId) -> Option<LocalId> {
        match self.expr(id).kind {
            ExprKind::Local(local) => Some(local),
            _ => None,
        }
    }
}
