//! Where things stand in a body: uses of variables, blocks, loops. Made once for a body, so that what is asked of each
//! hold need not look through the whole body.

use rustc_hash::FxHashMap;

use crate::ir::{Body, ExprId, ExprKind, LocalId, Name, PatKind, Statement};
use crate::resolve::{BodyTypes, Callee, Program};
use crate::source::Span;

#[derive(Default)]
pub(super) struct Layout {
    /// In the order of the arena.
    uses: FxHashMap<LocalId, Vec<Span>>,
    /// What runs again with every turn of a loop.
    loops: Vec<Span>,
    closures: Vec<Span>,
    async_blocks: Vec<Span>,
    /// Conditions with their `else`.
    elses: Vec<(Span, Span)>,
    /// What variables are given, and these.
    given: Vec<(Span, Vec<LocalId>)>,
    /// Variables by name.
    names: FxHashMap<Name, Vec<LocalId>>,
    /// By variable: the innermost block that declares it.
    blocks: Vec<Option<Span>>,
    /// What looks like the end of a variable and is not.
    looks_dropped: FxHashMap<LocalId, Vec<LooksDropped>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct LooksDropped {
    pub span: Span,
    pub how: How,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    /// `let _ = conn`
    Underscore,
    /// `drop(&conn)`
    DropOfReference,
}

impl Layout {
    pub fn of(program: &Program, body: &Body, types: &BodyTypes) -> Self {
        let mut layout = Self::default();
        let mut blocks = Vec::new();
        for (index, expr) in body.exprs.iter().enumerate() {
            match &expr.kind {
                ExprKind::Local(local) => layout.uses.entry(*local).or_default().push(expr.span),
                ExprKind::Loop { .. } | ExprKind::While { .. } => layout.loops.push(expr.span),
                ExprKind::Closure(_) => layout.closures.push(expr.span),
                ExprKind::Async(_) => layout.async_blocks.push(expr.span),
                ExprKind::For { body: inner, .. } => layout.loops.push(body.expr(*inner).span),
                ExprKind::If { cond, otherwise: Some(otherwise), .. } => {
                    layout.elses.push((body.expr(*cond).span, body.expr(*otherwise).span));
                }
                ExprKind::Block(block) => {
                    blocks.push(expr.span);
                    for statement in &block.statements {
                        if let Statement::Let { pat, init: Some(init), span, .. } = statement
                            && matches!(body.pat(*pat).kind, PatKind::Wild)
                            && let Some(local) = body.as_local(*init)
                        {
                            let looks = LooksDropped { span: *span, how: How::Underscore };
                            layout.looks_dropped.entry(local).or_default().push(looks);
                        }
                    }
                }
                ExprKind::Call { args, .. } if args.len() == 1 => {
                    if let ExprKind::Ref { operand, .. } = body.expr(args[0]).kind
                        && let Some(local) = body.as_local(operand)
                        && let Callee::Function { function, .. } = types.callee(ExprId(index as u32))
                        && program.function(*function).name == "drop"
                        && program.is_std_function(*function)
                    {
                        let looks = LooksDropped { span: expr.span, how: How::DropOfReference };
                        layout.looks_dropped.entry(local).or_default().push(looks);
                    }
                }
                _ => {}
            }
        }
        body.each_giving(&mut |value, given| layout.given.push((body.expr(value).span, given)));
        for (index, local) in body.locals.iter().enumerate() {
            layout.names.entry(local.name).or_default().push(LocalId(index as u32));
        }
        layout.blocks = innermost(blocks, body);
        layout
    }

    pub fn uses(&self, local: LocalId) -> &[Span] {
        self.uses.get(&local).map_or(&[], Vec::as_slice)
    }

    pub fn loops(&self) -> &[Span] {
        &self.loops
    }

    pub fn closures(&self) -> &[Span] {
        &self.closures
    }

    pub fn async_blocks(&self) -> &[Span] {
        &self.async_blocks
    }

    pub fn elses(&self) -> &[(Span, Span)] {
        &self.elses
    }

    /// The variables of which what they are given names this one.
    pub fn made_from(&self, local: LocalId) -> impl Iterator<Item = LocalId> {
        let names = move |value: Span| self.uses(local).iter().any(|of| value.encloses(*of));
        let given = self.given.iter().filter(move |(value, _)| names(*value));
        given.flat_map(|(_, made)| made).copied()
    }

    pub fn named(&self, name: Name) -> &[LocalId] {
        self.names.get(&name).map_or(&[], Vec::as_slice)
    }

    pub fn block_around(&self, local: LocalId) -> Option<Span> {
        self.blocks[local.index()]
    }

    pub fn looks_dropped(&self, local: LocalId) -> &[LooksDropped] {
        self.looks_dropped.get(&local).map_or(&[], Vec::as_slice)
    }
}

/// The innermost block around the name of each variable.
fn innermost(mut blocks: Vec<Span>, body: &Body) -> Vec<Option<Span>> {
    blocks.sort_unstable_by_key(|span| (span.start, u32::MAX - span.end));
    let mut order: Vec<usize> = (0..body.locals.len()).collect();
    order.sort_unstable_by_key(|index| body.locals[*index].span.start);
    let mut found = vec![None; body.locals.len()];
    let mut open: Vec<Span> = Vec::new();
    let mut next = blocks.into_iter().peekable();
    for index in order {
        let span = body.locals[index].span;
        while let Some(block) = next.next_if(|block| block.start <= span.start) {
            open.push(block);
        }
        while open.last().is_some_and(|block| block.end < span.end) {
            open.pop();
        }
        found[index] = open.last().copied();
    }
    found
}
