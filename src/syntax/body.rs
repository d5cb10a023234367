//! One body: its arenas, and the scopes of its variables.

use rustc_hash::FxHashMap;

use crate::ir::{
    Body, BodyId, Expr, ExprId, ExprKind, Local, LocalId, Name, Pat, PatId, PatKind, Statement, TypeRef,
};
use crate::source::Span;

use super::item::Lowering;

/// Lowers one body. Variables are bound here, since only the source tells their scopes.
pub(super) struct BodyLowering<'l, 'a> {
    pub file: &'l mut Lowering<'a>,
    pub body: Body,
    /// Innermost scope last; within a scope the last binding of a name counts.
    scopes: Vec<Vec<(Name, LocalId)>>,
    /// The same by name, innermost last.
    visible: FxHashMap<Name, Vec<LocalId>>,
    /// The closure or async block that is being lowered.
    pub owner: Option<ExprId>,
}

impl<'a> Lowering<'a> {
    fn body_lowering<'l>(&'l mut self) -> BodyLowering<'l, 'a> {
        let body = Body {
            exprs: Vec::new(),
            pats: Vec::new(),
            locals: Vec::new(),
            self_local: None,
            params: Vec::new(),
            root: ExprId(0),
            expansions: self.expansions_around(),
        };
        BodyLowering {
            file: self,
            body,
            scopes: vec![Vec::new()],
            visible: FxHashMap::default(),
            owner: None,
        }
    }

    pub fn function_body(&mut self, sig: &syn::Signature, block: &syn::Block) -> BodyId {
        let body = self.body_of(sig, block);
        self.push_body(body)
    }

    pub fn body_of(&mut self, sig: &syn::Signature, block: &syn::Block) -> Body {
        let mut lowering = self.body_lowering();
        for input in &sig.inputs {
            match input {
                syn::FnArg::Receiver(receiver) => {
                    let span = lowering.file.spans.span(receiver.self_token.span);
                    let local = lowering.declare(Name::from("self"), span);
                    lowering.body.self_local = Some(local);
                }
                syn::FnArg::Typed(param) if !lowering.file.excluded(&param.attrs) => {
                    let pat = lowering.pat(&param.pat);
                    lowering.body.params.push(pat);
                }
                syn::FnArg::Typed(_) => {}
            }
        }
        lowering.body.root = lowering.block_expr(block, None);
        lowering.finish()
    }

    pub fn expression_body(&mut self, expr: &syn::Expr) -> BodyId {
        let mut lowering = self.body_lowering();
        lowering.body.root = lowering.expr(expr);
        let body = lowering.finish();
        self.push_body(body)
    }
}

impl BodyLowering<'_, '_> {
    fn finish(mut self) -> Body {
        crate::ir::tighten(&mut self.body.exprs);
        crate::ir::tighten(&mut self.body.pats);
        crate::ir::tighten(&mut self.body.locals);
        self.body
    }

    pub fn alloc(&mut self, kind: ExprKind, span: Span) -> ExprId {
        self.body.exprs.push(Expr { kind, span });
        ExprId(self.body.exprs.len() as u32 - 1)
    }

    /// An id whose expression comes later, for closures that own the variables inside them.
    pub fn reserve(&mut self, span: Span) -> ExprId {
        self.alloc(ExprKind::Unknown(Box::default()), span)
    }

    pub fn fill(&mut self, id: ExprId, kind: ExprKind) {
        self.body.exprs[id.index()].kind = kind;
    }

    pub fn alloc_pat(&mut self, kind: PatKind, span: Span) -> PatId {
        self.body.pats.push(Pat { kind, span });
        PatId(self.body.pats.len() as u32 - 1)
    }

    /// A `let`; a variable that is its whole pattern remembers what it is given.
    pub fn let_(
        &mut self,
        pat: PatId,
        ty: Option<TypeRef>,
        init: Option<ExprId>,
        otherwise: Option<ExprId>,
        span: Span,
    ) -> Statement {
        if let (&PatKind::Bind { local, sub: None, .. }, Some(init)) = (&self.body.pat(pat).kind, init) {
            self.body.locals[local.index()].init.get_or_insert(init);
        }
        Statement::Let { pat, ty: ty.map(Box::new), init, otherwise, span }
    }

    /// `name`: as variables are told apart.
    pub fn declare(&mut self, name: Name, span: Span) -> LocalId {
        let shown = super::expand::name(&name);
        self.body.locals.push(Local { name: shown, span, owner: self.owner, init: None, is_assigned: false });
        let id = LocalId(self.body.locals.len() as u32 - 1);
        self.scopes.last_mut().expect("a body has a scope").push((name, id));
        self.visible.entry(name).or_default().push(id);
        id
    }

    pub fn lookup(&self, name: Name) -> Option<LocalId> {
        let found = self.visible.get(&name).and_then(|ids| ids.last().copied());
        found.or_else(|| self.lookup(super::expand::declared_name(name)?))
    }

    /// The variable of this name in the innermost scope, for or-patterns.
    pub fn lookup_innermost(&self, name: Name, from: usize) -> Option<LocalId> {
        self.scopes.last()?.get(from..)?.iter().find(|(known, _)| *known == name).map(|(_, id)| *id)
    }

    pub fn scope_len(&self) -> usize {
        self.scopes.last().map_or(0, Vec::len)
    }

    pub fn scoped<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(Vec::new());
        let result = run(self);
        for (name, _) in self.scopes.pop().unwrap_or_default() {
            if let Some(ids) = self.visible.get_mut(&name) {
                ids.pop();
            }
        }
        result
    }

    pub fn owned_by<T>(&mut self, owner: ExprId, run: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.owner.replace(owner);
        let result = self.scoped(run);
        self.owner = outer;
        result
    }

    pub fn span(&self, span: proc_macro2::Span) -> Span {
        self.file.spans.span(span)
    }

    /// From the first of an expression to the end of a token.
    pub fn upto(&self, first: ExprId, last: proc_macro2::Span) -> Span {
        Span::new(self.body.expr(first).span.start, self.span(last).end)
    }

    pub fn covering(&self, first: ExprId, last: ExprId) -> Span {
        self.body.expr(first).span.cover(self.body.expr(last).span)
    }

    pub fn from(&self, first: proc_macro2::Span, last: ExprId) -> Span {
        self.span(first).cover(self.body.expr(last).span)
    }
}
