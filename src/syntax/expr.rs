//! Expressions, statements, blocks.

use syn::{Expr, Stmt};

use crate::ir::{
    Arm, AsyncBlock, AsyncKind, BinaryOp, Block, BlockScopeId, Closure, ExprId, ExprKind, Literal, Name,
    Statement, TypeRef,
};
use crate::source::Span;

use super::body::BodyLowering;
use super::macros;

impl BodyLowering<'_, '_> {
    pub fn expr(&mut self, expr: &Expr) -> ExprId {
        match expr {
            Expr::Paren(inner) => self.expr(&inner.expr),
            Expr::Group(inner) => self.expr(&inner.expr),
            Expr::Path(path) => self.path_expr(path),
            Expr::Lit(literal) => {
                let kind = match &literal.lit {
                    syn::Lit::Str(_) => Literal::Str,
                    syn::Lit::Int(_) => Literal::Int,
                    syn::Lit::Float(_) => Literal::Float,
                    syn::Lit::Bool(_) => Literal::Bool,
                    syn::Lit::Char(_) => Literal::Char,
                    _ => Literal::Bytes,
                };
                let span = self.span(literal.lit.span());
                self.alloc(ExprKind::Literal(kind), span)
            }
            Expr::Block(block) => {
                let label = block.label.as_ref().map(|label| self.file.name(&label.name.ident));
                self.block_expr(&block.block, label)
            }
            Expr::Unsafe(block) => self.block_expr(&block.block, None),
            Expr::Const(block) => self.block_expr(&block.block, None),
            Expr::Async(block) => self.async_block(block),
            Expr::Await(await_) => {
                let operand = self.expr(&await_.base);
                let keyword = self.span(await_.await_token.span);
                self.file.counts.awaits += 1;
                let span = Span::new(self.body.expr(operand).span.start, keyword.end);
                self.alloc(ExprKind::Await { operand, keyword }, span)
            }
            Expr::Try(try_) => {
                let operand = self.expr(&try_.expr);
                let span = self.upto(operand, try_.question_token.span);
                self.alloc(ExprKind::Try(operand), span)
            }
            Expr::MethodCall(call) => {
                let receiver = self.expr(&call.receiver);
                let turbofish = self.file.turbofish(call.turbofish.as_ref());
                let args = self.exprs(&call.args);
                let span = self.upto(receiver, call.paren_token.span.close());
                let kind = ExprKind::MethodCall {
                    receiver,
                    method: self.file.name(&call.method),
                    name_span: self.span(call.method.span()),
                    turbofish,
                    args,
                };
                self.alloc(kind, span)
            }
            Expr::Call(call) => {
                let callee = self.expr(&call.func);
                let args = self.exprs(&call.args);
                let span = self.upto(callee, call.paren_token.span.close());
                self.alloc(ExprKind::Call { callee, args }, span)
            }
            Expr::Field(field) => {
                let base = self.expr(&field.base);
                let member = match &field.member {
                    syn::Member::Named(ident) => ident.span(),
                    syn::Member::Unnamed(index) => index.span,
                };
                let span = self.upto(base, member);
                let name_span = self.span(member);
                let name = self.member(&field.member);
                self.alloc(ExprKind::Field { base, name, name_span }, span)
            }
            Expr::Index(index) => {
                let base = self.expr(&index.expr);
                let at = self.expr(&index.index);
                let span = self.upto(base, index.bracket_token.span.close());
                self.alloc(ExprKind::Index { base, index: at }, span)
            }
            Expr::Reference(reference) => {
                let operand = self.expr(&reference.expr);
                let span = self.from(reference.and_token.span, operand);
                self.alloc(ExprKind::Ref { mutable: reference.mutability.is_some(), operand }, span)
            }
            Expr::RawAddr(reference) => {
                let operand = self.expr(&reference.expr);
                let span = self.from(reference.and_token.span, operand);
                self.alloc(ExprKind::Ref { mutable: true, operand }, span)
            }
            Expr::Unary(unary) => {
                let operand = self.expr(&unary.expr);
                let (kind, first) = match &unary.op {
                    syn::UnOp::Deref(token) => (ExprKind::Deref(operand), token.span),
                    syn::UnOp::Not(token) => (ExprKind::Unary(operand), token.span),
                    syn::UnOp::Neg(token) => (ExprKind::Unary(operand), token.span),
                    _ => (ExprKind::Unary(operand), proc_macro2::Span::call_site()),
                };
                let span = self.from(first, operand);
                self.alloc(kind, span)
            }
            Expr::Binary(binary) => self.binary(binary),
            Expr::Assign(assign) => {
                let lhs = self.expr(&assign.left);
                let rhs = self.expr(&assign.right);
                let span = self.covering(lhs, rhs);
                if let Some(local) = self.body.as_local(lhs) {
                    self.body.locals[local.index()].is_assigned = true;
                }
                self.alloc(ExprKind::Assign { lhs, rhs }, span)
            }
            Expr::Tuple(tuple) => {
                let items = self.exprs(&tuple.elems);
                let span = self.span(tuple.paren_token.span.join());
                self.alloc(ExprKind::Tuple(items), span)
            }
            Expr::Array(array) => {
                let items = self.exprs(&array.elems);
                let span = self.span(array.bracket_token.span.join());
                self.alloc(ExprKind::Array(items), span)
            }
            Expr::Repeat(repeat) => {
                let value = self.expr(&repeat.expr);
                let span = self.span(repeat.bracket_token.span.join());
                self.alloc(ExprKind::Repeat { value }, span)
            }
            Expr::Struct(literal) => {
                let path = self.file.path(literal.qself.as_ref(), &literal.path);
                let mut fields = Vec::with_capacity(literal.fields.len());
                for field in &literal.fields {
                    if !self.file.excluded(&field.attrs) {
                        fields.push((self.member(&field.member), self.expr(&field.expr)));
                    }
                }
                let base = literal.rest.as_ref().map(|rest| self.expr(rest));
                let span = Span::new(path.span.start, self.span(literal.brace_token.span.close()).end);
                self.alloc(ExprKind::Struct { path: Box::new(path), fields, base }, span)
            }
            Expr::Cast(cast) => {
                let operand = self.expr(&cast.expr);
                let span = self.body.expr(operand).span;
                let ty = self.file.ty(&cast.ty);
                self.alloc(ExprKind::Cast { operand, ty }, span)
            }
            Expr::Range(range) => {
                let start = range.start.as_ref().map(|expr| self.expr(expr));
                let end = range.end.as_ref().map(|expr| self.expr(expr));
                let mut span = match &range.limits {
                    syn::RangeLimits::HalfOpen(token) => self.span(token.spans[0]),
                    syn::RangeLimits::Closed(token) => self.span(token.spans[0]),
                };
                for id in start.iter().chain(&end) {
                    span = span.cover(self.body.expr(*id).span);
                }
                self.alloc(ExprKind::Range { start, end }, span)
            }
            Expr::Closure(closure) => self.closure(closure),
            Expr::If(if_) => self.if_(if_),
            Expr::Let(let_) => {
                let scrutinee = self.expr(&let_.expr);
                let pat = self.pat(&let_.pat);
                let span = self.from(let_.let_token.span, scrutinee);
                self.alloc(ExprKind::Let { pat, scrutinee }, span)
            }
            Expr::Match(match_) => self.match_(match_),
            Expr::Loop(loop_) => {
                let label = loop_.label.as_ref().map(|label| self.file.name(&label.name.ident));
                let body = self.block_expr(&loop_.body, None);
                let span = self.from(loop_.loop_token.span, body);
                self.alloc(ExprKind::Loop { label, body }, span)
            }
            Expr::While(while_) => self.scoped(|this| {
                let label = while_.label.as_ref().map(|label| this.file.name(&label.name.ident));
                let cond = this.expr(&while_.cond);
                let body = this.block_expr(&while_.body, None);
                let span = this.from(while_.while_token.span, body);
                this.alloc(ExprKind::While { label, cond, body }, span)
            }),
            Expr::ForLoop(for_) => {
                let label = for_.label.as_ref().map(|label| self.file.name(&label.name.ident));
                let iter = self.expr(&for_.expr);
                self.scoped(|this| {
                    let pat = this.pat(&for_.pat);
                    let body = this.block_expr(&for_.body, None);
                    let span = this.from(for_.for_token.span, body);
                    this.alloc(ExprKind::For { label, pat, iter, body }, span)
                })
            }
            Expr::Break(break_) => {
                let label = break_.label.as_ref().map(|label| self.file.name(&label.ident));
                let value = break_.expr.as_ref().map(|expr| self.expr(expr));
                let span = self.span(break_.break_token.span);
                self.alloc(ExprKind::Break { label, value }, span)
            }
            Expr::Continue(continue_) => {
                let label = continue_.label.as_ref().map(|label| self.file.name(&label.ident));
                let span = self.span(continue_.continue_token.span);
                self.alloc(ExprKind::Continue { label }, span)
            }
            Expr::Return(return_) => {
                let value = return_.expr.as_ref().map(|expr| self.expr(expr));
                let mut span = self.span(return_.return_token.span);
                if let Some(value) = value {
                    span = span.cover(self.body.expr(value).span);
                }
                self.alloc(ExprKind::Return(value), span)
            }
            Expr::Yield(yield_) => {
                let value = yield_.expr.as_ref().map(|expr| self.expr(expr));
                let span = self.span(yield_.yield_token.span);
                self.alloc(ExprKind::Yield(value), span)
            }
            Expr::TryBlock(block) => self.block_expr(&block.block, None),
            Expr::Infer(infer) => {
                let span = self.span(infer.underscore_token.span);
                self.alloc(ExprKind::Underscore, span)
            }
            Expr::Macro(macro_) => self.macro_call(&macro_.mac),
            _ => self.alloc(ExprKind::Unknown(Box::default()), Span::default()),
        }
    }

    pub fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Box<[ExprId]> {
        exprs.into_iter().map(|expr| self.expr(expr)).collect()
    }

    fn path_expr(&mut self, expr: &syn::ExprPath) -> ExprId {
        let path = self.file.path(expr.qself.as_ref(), &expr.path);
        let span = path.span;
        if path.as_name().is_some()
            && let Some(segment) = expr.path.segments.first()
            && let Some(local) = self.lookup(self.file.variable(&segment.ident))
        {
            return self.alloc(ExprKind::Local(local), span);
        }
        self.alloc(ExprKind::Path(path), span)
    }

    fn binary(&mut self, binary: &syn::ExprBinary) -> ExprId {
        use syn::BinOp;
        let lhs = self.expr(&binary.left);
        let rhs = self.expr(&binary.right);
        let span = self.covering(lhs, rhs);
        let kind = match &binary.op {
            BinOp::And(_) => ExprKind::Binary { op: BinaryOp::And, lhs, rhs },
            BinOp::Or(_) => ExprKind::Binary { op: BinaryOp::Or, lhs, rhs },
            BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {
                ExprKind::Binary { op: BinaryOp::Compare, lhs, rhs }
            }
            BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_) => ExprKind::AssignOp { lhs, rhs },
            _ => ExprKind::Binary { op: BinaryOp::Arithmetic, lhs, rhs },
        };
        self.alloc(kind, span)
    }

    fn if_(&mut self, if_: &syn::ExprIf) -> ExprId {
        let first = if_.if_token.span;
        let (cond, then) = self.scoped(|this| {
            let cond = this.expr(&if_.cond);
            (cond, this.block_expr(&if_.then_branch, None))
        });
        let otherwise = if_.else_branch.as_ref().map(|(_, expr)| self.expr(expr));
        let span = self.from(first, otherwise.unwrap_or(then));
        self.alloc(ExprKind::If { cond, then, otherwise }, span)
    }

    fn match_(&mut self, match_: &syn::ExprMatch) -> ExprId {
        let scrutinee = self.expr(&match_.expr);
        let mut arms = Vec::with_capacity(match_.arms.len());
        for arm in &match_.arms {
            if self.file.excluded(&arm.attrs) {
                continue;
            }
            arms.push(self.scoped(|this| {
                let pat = this.pat(&arm.pat);
                let guard = guard_of(&arm.pat).map(|guard| this.expr(guard));
                let body = this.expr(&arm.body);
                Arm { pat, guard, body }
            }));
        }
        let span = self.file.spans.between(match_.match_token.span, match_.brace_token.span.close());
        self.alloc(ExprKind::Match { scrutinee, arms }, span)
    }

    fn closure(&mut self, closure: &syn::ExprClosure) -> ExprId {
        let first = closure
            .asyncness
            .as_ref()
            .map(|token| token.span)
            .or_else(|| closure.capture.as_ref().map(|token| token.span))
            .unwrap_or(closure.inputs_begin.span);
        let first = self.span(first);
        let id = self.reserve(first);
        let (params, body) = self.owned_by(id, |this| {
            let params: Vec<_> = closure
                .inputs
                .iter()
                .map(|input| match input {
                    syn::Pat::Type(typed) => (this.pat(&typed.pat), this.file.ty(&typed.ty)),
                    _ => (this.pat(input), TypeRef::Infer),
                })
                .collect();
            (params, this.expr(&closure.body))
        });
        let ret = match &closure.output {
            syn::ReturnType::Default => TypeRef::Infer,
            syn::ReturnType::Type(_, ty) => self.file.ty(ty),
        };
        self.body.exprs[id.index()].span = first.cover(self.body.expr(body).span);
        let kind = Closure {
            params,
            ret,
            body,
            is_move: closure.capture.is_some(),
            is_async: closure.asyncness.is_some(),
        };
        self.fill(id, ExprKind::Closure(Box::new(kind)));
        id
    }

    fn async_block(&mut self, block: &syn::ExprAsync) -> ExprId {
        let first = self.span(block.async_token.span);
        let id = self.reserve(first);
        let body = self.owned_by(id, |this| this.block_expr(&block.block, None));
        self.body.exprs[id.index()].span = first.cover(self.body.expr(body).span);
        self.fill(
            id,
            ExprKind::Async(AsyncBlock { body, is_move: block.capture.is_some(), kind: AsyncKind::Future }),
        );
        id
    }

    pub fn block_expr(&mut self, block: &syn::Block, label: Option<Name>) -> ExprId {
        let span = self.span(block.brace_token.span.join());
        self.statements(&block.stmts, label, span)
    }

    pub fn statements(&mut self, statements: &[Stmt], label: Option<Name>, span: Span) -> ExprId {
        let scope = self.block_scope(statements, span);
        if let (Some(scope), Some(expanding)) = (scope, &mut self.file.expanding) {
            expanding.blocks.push(scope);
        }
        let id = self.scoped(|this| {
            let mut lowered = Vec::with_capacity(statements.len());
            let mut tail = None;
            for (index, statement) in statements.iter().enumerate() {
                let is_last = index + 1 == statements.len();
                this.statement(statement, is_last, &mut lowered, &mut tail);
            }
            this.alloc(ExprKind::Block(Block { label, statements: lowered.into(), tail, scope }), span)
        });
        if let (Some(_), Some(expanding)) = (scope, &mut self.file.expanding) {
            expanding.blocks.pop();
        }
        id
    }

    /// The items of a block, unless they are known already.
    fn block_scope(&mut self, statements: &[Stmt], span: Span) -> Option<BlockScopeId> {
        if let Some(scopes) = &self.file.known_scopes {
            return scopes.get(&span.start).copied();
        }
        let items: Vec<_> = statements
            .iter()
            .flat_map(|statement| match statement {
                Stmt::Item(item) => self.file.items(std::slice::from_ref(item)),
                Stmt::Macro(item) => {
                    macros::statics(&item.mac).map_or_else(Vec::new, |statics| self.file.items(&statics))
                }
                _ => Vec::new(),
            })
            .collect();
        (!items.is_empty()).then(|| {
            self.file.block_scopes.push(items);
            BlockScopeId(self.file.block_scopes.len() as u32 - 1)
        })
    }

    fn statement(
        &mut self,
        statement: &Stmt,
        is_last: bool,
        lowered: &mut Vec<Statement>,
        tail: &mut Option<ExprId>,
    ) {
        match statement {
            Stmt::Item(_) => {}
            Stmt::Local(local) => {
                if self.file.excluded(&local.attrs) {
                    return;
                }
                let span = self.file.spans.between(local.let_token.span, local.semi_token.span);
                let init = local.init.as_ref().map(|init| self.expr(&init.expr));
                let otherwise = local
                    .init
                    .as_ref()
                    .and_then(|init| init.diverge.as_ref())
                    .map(|(_, expr)| self.expr(expr));
                let (pat, ty) = match &local.pat {
                    syn::Pat::Type(typed) => (&*typed.pat, Some(self.file.ty(&typed.ty))),
                    pat => (pat, None),
                };
                let pat = self.pat(pat);
                lowered.push(self.let_(pat, ty, init, otherwise, span));
            }
            Stmt::Expr(expr, semi) => {
                if self.file.excluded(expr_attrs(expr)) {
                    return;
                }
                let id = self.expr(expr);
                match semi {
                    None if is_last => *tail = Some(id),
                    semi => {
                        let span = self.body.expr(id).span;
                        let span = semi
                            .as_ref()
                            .map_or(span, |semi| Span::new(span.start, self.span(semi.span).end));
                        lowered.push(Statement::Expr { expr: id, span });
                    }
                }
            }
            Stmt::Macro(macro_) if macros::statics(&macro_.mac).is_some() => {}
            Stmt::Macro(macro_) => {
                if self.file.excluded(&macro_.attrs) || self.macro_statement(&macro_.mac, lowered) {
                    return;
                }
                if let Some(made) = self.expanded_statements(&macro_.mac) {
                    let ends = is_last && macro_.semi_token.is_none();
                    self.inside(&macro_.mac, |this| {
                        for (index, statement) in made.iter().enumerate() {
                            let is_last = ends && index + 1 == made.len();
                            this.statement(statement, is_last, lowered, tail);
                        }
                    });
                    return;
                }
                let id = self.macro_call(&macro_.mac);
                if is_last && macro_.semi_token.is_none() {
                    *tail = Some(id);
                } else {
                    let span = self.body.expr(id).span;
                    lowered.push(Statement::Expr { expr: id, span });
                }
            }
        }
    }
}

/// syn 3 keeps a match guard with the pattern.
fn guard_of(pat: &syn::Pat) -> Option<&Expr> {
    match pat {
        syn::Pat::Guard(pat) => Some(&pat.guard),
        _ => None,
    }
}

fn expr_attrs(expr: &Expr) -> &[syn::Attribute] {
    match expr {
        Expr::Block(expr) => &expr.attrs,
        Expr::Call(expr) => &expr.attrs,
        Expr::MethodCall(expr) => &expr.attrs,
        Expr::If(expr) => &expr.attrs,
        Expr::Match(expr) => &expr.attrs,
        Expr::ForLoop(expr) => &expr.attrs,
        Expr::While(expr) => &expr.attrs,
        Expr::Loop(expr) => &expr.attrs,
        Expr::Await(expr) => &expr.attrs,
        Expr::Try(expr) => &expr.attrs,
        Expr::Assign(expr) => &expr.attrs,
        Expr::Unsafe(expr) => &expr.attrs,
        Expr::Async(expr) => &expr.attrs,
        Expr::Return(expr) => &expr.attrs,
        Expr::Macro(expr) => &expr.attrs,
        _ => &[],
    }
}
