//! Edits that take the way out of a guard finding: drop after the last use, hoist a temporary's value, use the
//! connection in hand.
//!
//! An edit is certain only where the meaning is: the compiler would accept the result, nothing is evaluated in another
//! order, nothing that is used later goes earlier. Where one of these is open the edit is offered and not applied;
//! where the code has another shape there is none. Shared by the lints about guards.

use crate::catalogue::{FunctionFact, GuardKind};
use crate::diagnostic::{Applicability, Edit, Help};
use crate::effects::Hold;
use crate::flow::SlotKind;
use crate::ir::{BinaryOp, Block, Body, ExprId, ExprKind, LocalId, PatKind, Statement};
use crate::resolve::{Callee, FunctionDef, Program, TraitTarget, Ty};
use crate::source::{Place, SourceFile, Span};

use super::Context;

/// In a body with more expressions (thousands of lines) there are no edits: each looks through all of it.
const LARGEST: usize = 10_000;

/// Edits of one finding.
struct Editor<'a> {
    cx: &'a Context<'a>,
    hold: &'a Hold,
    body: &'a Body,
    source: &'a SourceFile,
}

/// Whether a macro brings the guard or the wait: there is nothing to edit at the call.
fn is_expanded(cx: &Context<'_>, hold: &Hold) -> bool {
    let expansions = &cx.body.body(cx.program).expansions;
    let mut places = [Some(hold.guard.place), hold.guard.taken, Some(hold.wait)].into_iter().flatten();
    places.any(|place| expansions.iter().any(|name| name.encloses(place.span)))
}

/// `drop(conn);` after the last use, when the wait comes later.
pub(super) fn drop_after_last_use(cx: &Context<'_>, hold: &Hold) -> Option<Help> {
    if is_expanded(cx, hold) {
        return None;
    }
    Editor::of(cx, hold)?.drop_after_last_use()
}

/// Whether nothing names the variable that the guard is in.
pub(super) fn is_never_named(cx: &Context<'_>, hold: &Hold) -> bool {
    let SlotKind::Variable(local) = hold.guard.slot else { return false };
    !is_expanded(cx, hold)
        && Editor::of(cx, hold).is_some_and(|editor| {
            editor.mentions(local).next().is_none() && editor.declaration(local).is_some()
        })
}

/// The value that a temporary guard is needed for, in a `let` of its own before the statement.
pub(super) fn hoist(cx: &Context<'_>, hold: &Hold) -> Option<Help> {
    if is_expanded(cx, hold) {
        return None;
    }
    Editor::of(cx, hold)?.hoist()
}

/// The guard in hand instead of the pool that a query is run on.
pub(super) fn in_hand(cx: &Context<'_>, hold: &Hold) -> Option<Help> {
    if is_expanded(cx, hold) {
        return None;
    }
    Editor::of(cx, hold)?.in_hand()
}

impl<'a> Editor<'a> {
    fn of(cx: &'a Context<'a>, hold: &'a Hold) -> Option<Self> {
        let body = cx.body.body(cx.program);
        let source = cx.sources.file(cx.body.owner.file);
        (body.exprs.len() <= LARGEST).then_some(Self { cx, hold, body, source })
    }

    fn edit(&self, span: Span, replacement: String) -> Edit {
        Edit { place: Place::new(self.cx.body.owner.file, span), replacement }
    }

    fn insertion(&self, at: u32, text: String) -> Edit {
        self.edit(Span::new(at, at), text)
    }

    fn span(&self, expr: ExprId) -> Span {
        self.body.expr(expr).span
    }

    fn blocks(&self) -> impl Iterator<Item = &'a Block> {
        self.body.exprs.iter().filter_map(|expr| match &expr.kind {
            ExprKind::Block(block) => Some(block),
            _ => None,
        })
    }

    /// The white space that a line begins with.
    fn indent(&self, at: u32) -> &'a str {
        let line = self.source.slice(self.source.line_span(self.source.line_index(at)));
        &line[..line.len() - line.trim_start().len()]
    }

    /// As the file has it.
    fn newline(&self) -> &'static str {
        if self.source.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    fn starts_line(&self, at: u32) -> bool {
        let line = self.source.line_span(self.source.line_index(at));
        self.source.slice(Span::new(line.start, at)).trim().is_empty()
    }

    /// Where a variable is named, also inside macros that could not be read.
    fn mentions(&self, local: LocalId) -> impl Iterator<Item = Span> {
        self.body.exprs.iter().filter_map(move |expr| {
            let named = match &expr.kind {
                ExprKind::Local(named) => *named == local,
                ExprKind::Macro(call) => call.mentions.contains(&local),
                _ => false,
            };
            named.then_some(expr.span)
        })
    }

    /// Whether a closure, async block or loop lies between two places, the inner inside the outer.
    fn is_between(&self, outer: Span, inner: Span, kind: impl Fn(&ExprKind) -> bool) -> bool {
        self.body.exprs.iter().any(|expr| {
            kind(&expr.kind) && outer.encloses(expr.span) && expr.span != outer && expr.span.encloses(inner)
        })
    }

    fn drop_after_last_use(&self) -> Option<Help> {
        let guard = &self.hold.guard;
        let SlotKind::Variable(local) = guard.slot else { return None };
        if guard.borrowed || guard.derived || !guard.always || guard.used_again.is_some() {
            return None;
        }
        let wait = self.hold.wait.span;
        let (block, declared) = self.declaration(local)?;
        let waiting = position(self.body, block, wait).filter(|at| *at > declared)?;
        let mut last = declared;
        for mention in self.mentions(local) {
            let at = position(self.body, block, mention)?;
            let statement = statement_span(self.body, block, at)?;
            let nested = |kind: &ExprKind| matches!(kind, ExprKind::Closure(_) | ExprKind::Async(_));
            if at >= waiting || self.is_between(statement, mention, nested) {
                return None;
            }
            last = last.max(at);
        }
        // what nothing uses may be there for its own sake
        if last == declared {
            return None;
        }
        let mut last_span = statement_span(self.body, block, last)?;
        // a macro's statement is without its semicolon
        last_span.end += u32::from(self.source.slice(Span::new(last_span.end, last_span.end + 1)) == ";");
        // what was made from it may not be needed after it is gone
        for other in 0..self.body.locals.len() {
            let other = LocalId(other as u32);
            if other != local
                && self.is_made_from(other, local)
                && !self.cx.program.is_owned(self.cx.body.types.local(other))
                && self.mentions(other).any(|mention| mention.start >= last_span.end)
            {
                return None;
            }
        }
        if !self.source.slice(last_span).ends_with([';', '}']) {
            return None;
        }
        let name = guard.name.as_deref()?;
        let text = format!("let it go before the wait: `drop({name})`");
        // dropping a transaction rolls it back
        let certain = guard.kind == GuardKind::Pooled;
        let line = format!("drop({name});");
        let rest = Span::new(last_span.end, self.source.line_span(self.source.line_index(last_span.end)).end);
        let ends_line = self.source.slice(rest).trim().is_empty()
            || self.source.slice(rest).trim_start().starts_with("//");
        let edit = if self.starts_line(last_span.start) && ends_line {
            let indent = self.indent(last_span.start);
            // behind a comment on the same line
            self.insertion(rest.end, format!("{}{indent}{line}", self.newline()))
        } else {
            self.insertion(last_span.end, format!(" {line}"))
        };
        Some(Help::edits(text, applicability(certain), vec![edit]))
    }

    /// The block that a variable is declared in by a `let`, and the number of the statement.
    fn declaration(&self, local: LocalId) -> Option<(&'a Block, usize)> {
        self.blocks().find_map(|block| {
            let at = block.statements.iter().position(|statement| match statement {
                Statement::Let { pat, .. } => self.body.bindings(*pat).contains(&local),
                Statement::Expr { .. } => false,
            })?;
            Some((block, at))
        })
    }

    /// Whether what one variable is given names the other.
    fn is_made_from(&self, made: LocalId, from: LocalId) -> bool {
        let mut found = false;
        self.body.each_giving(&mut |value, given| {
            let around = self.span(value);
            found |= given.contains(&made) && self.mentions(from).any(|mention| around.encloses(mention));
        });
        found
    }

    fn hoist(&self) -> Option<Help> {
        let SlotKind::Temporary { expr: temporary, .. } = self.hold.guard.slot else { return None };
        let wait = self.hold.wait.span;
        let made = self.span(temporary);
        let (statement, root) = self.statement_around(made, wait)?;
        let path = path(self.body, root, temporary)?;
        let mut certain = true;
        let mut value = None;
        for step in path.windows(2) {
            let (parent, child) = (step[0], step[1]);
            certain &= self.comes_first(parent, child)?;
            let child_span = self.span(child);
            let done = child_span.end <= wait.start;
            let kind = &self.body.expr(child).kind;
            let awaits = matches!(kind, ExprKind::Await { .. } | ExprKind::Try(_));
            let is_argument = match &self.body.expr(parent).kind {
                ExprKind::Call { args, .. } | ExprKind::MethodCall { args, .. } => args.contains(&child),
                ExprKind::Match { scrutinee, .. } | ExprKind::Let { scrutinee, .. } => *scrutinee == child,
                ExprKind::For { iter, .. } => *iter == child,
                _ => false,
            };
            let receives = matches!(&self.body.expr(parent).kind, ExprKind::MethodCall { receiver, .. } if *receiver == child);
            if done && (is_argument || receives && awaits) {
                value = self.stands_alone(child, made);
                if value.is_some() {
                    break;
                }
            }
        }
        let span = self.span(value?);
        let code = self.source.slice(span);
        let name = self.fresh_name();
        let separator = if self.starts_line(statement.start) {
            format!("{}{}", self.newline(), self.indent(statement.start))
        } else {
            " ".to_owned()
        };
        let text = "put the value in a `let` of its own before this statement, so that the connection goes back at its `;`";
        let edits = vec![
            self.insertion(statement.start, format!("let {name} = {code};{separator}")),
            self.edit(span, name),
        ];
        (!code.is_empty()).then(|| Help::edits(text, applicability(certain), edits))
    }

    /// The value without the reference that is taken of it, when it holds no guard and nothing that points into one.
    fn stands_alone(&self, mut value: ExprId, made: Span) -> Option<ExprId> {
        while let ExprKind::Ref { operand, .. } = self.body.expr(value).kind {
            value = operand;
        }
        let ty = self.cx.body.types.expr(value);
        let alone = self.cx.program.is_owned(ty) && !self.cx.program.may_hold(ty);
        (alone && self.span(value).encloses(made)).then_some(value)
    }

    /// The innermost statement around a place, with its expression; it must be around the wait, too.
    fn statement_around(&self, made: Span, wait: Span) -> Option<(Span, ExprId)> {
        let mut found: Option<(Span, ExprId)> = None;
        for block in self.blocks() {
            let statements = block.statements.iter().map(|statement| match statement {
                Statement::Let { init, span, .. } => (*span, *init),
                Statement::Expr { expr, span } => (*span, Some(*expr)),
            });
            let tail = block.tail.map(|tail| (self.span(tail), Some(tail)));
            for (span, root) in statements.chain(tail) {
                let Some(root) = root else { continue };
                if span.encloses(made)
                    && self.span(root).encloses(made)
                    && found.is_none_or(|(inner, _)| inner.encloses(span))
                {
                    found = Some((span, root));
                }
            }
        }
        found.filter(|(span, _)| span.encloses(wait))
    }

    /// Whether the child is what the parent evaluates first (certainly, or only perhaps); none when it may not be
    /// evaluated at all, or more than once.
    fn comes_first(&self, parent: ExprId, child: ExprId) -> Option<bool> {
        let simple_before = |list: &[ExprId]| {
            list.iter().take_while(|other| **other != child).all(|other| self.is_simple(*other))
        };
        match &self.body.expr(parent).kind {
            ExprKind::Call { callee, args } => Some(self.is_simple(*callee) && simple_before(args)),
            ExprKind::MethodCall { receiver, args, .. } => {
                Some(*receiver == child || self.is_simple(*receiver) && simple_before(args))
            }
            ExprKind::If { cond, .. } => {
                (*cond == child && matches!(self.body.expr(child).kind, ExprKind::Let { .. })).then_some(true)
            }
            ExprKind::Match { scrutinee, .. } | ExprKind::Let { scrutinee, .. } => {
                (*scrutinee == child).then_some(true)
            }
            ExprKind::For { iter, .. } => (*iter == child).then_some(true),
            ExprKind::Try(_)
            | ExprKind::Await { .. }
            | ExprKind::Ref { .. }
            | ExprKind::Deref(_)
            | ExprKind::Unary(_)
            | ExprKind::Cast { .. }
            | ExprKind::Field { .. }
            | ExprKind::Return(_) => Some(true),
            ExprKind::Binary { op, lhs, .. } => match op {
                _ if *lhs == child => Some(true),
                BinaryOp::And | BinaryOp::Or => None,
                _ => Some(self.is_simple(*lhs)),
            },
            ExprKind::Assign { rhs, .. } => (*rhs == child).then_some(true),
            ExprKind::Tuple(parts) | ExprKind::Array(parts) => Some(simple_before(parts)),
            ExprKind::Struct { fields, .. } => {
                let values: Vec<ExprId> = fields.iter().map(|(_, value)| *value).collect();
                Some(simple_before(&values))
            }
            _ => None,
        }
    }

    /// Has no effect, and is the same before and after other code of the statement.
    fn is_simple(&self, expr: ExprId) -> bool {
        match &self.body.expr(expr).kind {
            ExprKind::Local(_) | ExprKind::Path(_) | ExprKind::Literal(_) => true,
            ExprKind::Field { base: inner, .. } | ExprKind::Ref { operand: inner, .. } => {
                self.is_simple(*inner)
            }
            _ => false,
        }
    }

    /// A name that the function does not use yet.
    fn fresh_name(&self) -> String {
        let is_free = |name: &str| {
            let function = self.cx.program.function(self.cx.body.owner.function);
            let text = self.source.slice(function.span);
            !text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
        };
        let names = std::iter::once("value".to_owned()).chain((2..).map(|number| format!("value{number}")));
        names.into_iter().find(|name| is_free(name)).unwrap_or_default()
    }

    fn in_hand(&self) -> Option<Help> {
        let guard = &self.hold.guard;
        let (SlotKind::Variable(local) | SlotKind::Parameter(Some(local))) = guard.slot else { return None };
        if guard.derived || !guard.always {
            return None;
        }
        // a stream or savepoint made from it has it in use
        let in_use = |hold: &&Hold| hold.wait == self.hold.wait && hold.guard.derived;
        if self.cx.holds.iter().any(|hold| in_use(&hold)) {
            return None;
        }
        let wait = self.hold.wait.span;
        let exprs = self.body.exprs.iter().enumerate();
        let (awaited, operand) = exprs.into_iter().find_map(|(index, expr)| match expr.kind {
            ExprKind::Await { operand, keyword } if keyword == wait => Some((ExprId(index as u32), operand)),
            _ => None,
        })?;
        let (argument, param) = self.executor_argument(operand)?;
        let (statement, _) = self.statement_around(self.span(argument), wait)?;
        if self.mentions(local).any(|mention| statement.encloses(mention)) {
            return None;
        }
        let (code, needs_mut) = self.reborrow(local, param)?;
        let mut edits = vec![self.edit(self.span(argument), code.clone())];
        if needs_mut {
            let declared = self.body.local(local).span;
            edits.insert(0, self.insertion(declared.start, "mut ".to_owned()));
        }
        let mut text = format!("use the connection in hand: pass `{code}`");
        // A statement that fails ends the transaction that it is in, whether or not its error is looked at.
        let may_be_one = guard.kind == GuardKind::Transaction || guard.borrowed;
        let certain = !may_be_one || self.fails_with(awaited);
        if !certain {
            text.push_str("; the transaction ends with its error, then");
        }
        Some(Help::edits(text, applicability(certain), edits))
    }

    /// Whether an error of this result leaves the function: `?`, or a panic.
    fn fails_with(&self, result: ExprId) -> bool {
        const PASS_ON: [&str; 5] = ["map", "map_err", "context", "with_context", "wrap_err"];
        let mut current = result;
        loop {
            let parent = (0..self.body.exprs.len() as u32).map(ExprId).find(|id| {
                let mut is_parent = false;
                self.body.each_child(*id, &mut |child| is_parent |= child == current);
                is_parent
            });
            match parent.map(|parent| (parent, &self.body.expr(parent).kind)) {
                Some((_, ExprKind::Try(_))) => return true,
                Some((parent, ExprKind::MethodCall { receiver, method, .. })) if *receiver == current => {
                    if matches!(method.as_str(), "unwrap" | "expect") {
                        return true;
                    }
                    if !PASS_ON.contains(&method.as_str()) {
                        return false;
                    }
                    current = parent;
                }
                _ => return false,
            }
        }
    }

    /// The pool that the awaited call runs on, where the call takes any executor; with the type of its parameter.
    fn executor_argument(&self, operand: ExprId) -> Option<(ExprId, &'a Ty)> {
        let mut current = operand;
        loop {
            let (args, receiver) = match &self.body.expr(current).kind {
                ExprKind::MethodCall { receiver, args, .. } => (args, Some(*receiver)),
                ExprKind::Call { args, .. } => (args, None),
                _ => return None,
            };
            let types = &self.cx.body.types;
            if let Some(index) = args.iter().position(|arg| self.cx.program.is_handle(types.expr(*arg))) {
                let Callee::Function { function, .. } = types.callee(current) else { return None };
                let def = self.cx.program.function(*function);
                let param = def.params.get(index + usize::from(receiver.is_some()))?;
                return self.takes_any_executor(def, param).then_some((args[index], param));
            }
            current = receiver?;
        }
    }

    /// `E: Executor + Copy` takes a pool, but no connection.
    fn asks_for_nothing_more(&self, param: &Ty) -> bool {
        let bounds = match param.peel_refs() {
            Ty::Param(param) => &param.bounds[..],
            Ty::Opaque(bounds) => bounds,
            _ => return false,
        };
        bounds.iter().all(|bound| match &bound.target {
            TraitTarget::Known(of) => {
                let def = self.cx.program.trait_(*of);
                def.facts.executor || def.name == "Send"
            }
            TraitTarget::External(_) => false,
        })
    }

    /// Headers leave the executor's bound out: their queries take what their type parameter stands for.
    fn takes_any_executor(&self, def: &FunctionDef, param: &Ty) -> bool {
        let program = self.cx.program;
        let is_header = program.krate(program.crate_of(def.module)).is_header;
        program.is_executor(param) && self.asks_for_nothing_more(param)
            || is_header && def.facts.has(FunctionFact::Query) && matches!(param.peel_refs(), Ty::Param(_))
    }

    /// How a guard is lent to a parameter that takes any executor, and whether its variable must be `mut` for it.
    fn reborrow(&self, local: LocalId, param: &Ty) -> Option<(String, bool)> {
        let program: &Program = self.cx.program;
        let name = self.body.local(local).name;
        let ty = self.cx.body.types.local(local);
        let is_ref = matches!(ty, Ty::Ref { .. });
        let Ty::Adt(adt, _) = ty.peel_refs() else { return None };
        let def = program.adt(*adt);
        let krate = program.krate(program.crate_of(def.module)).name;
        if matches!(param, Ty::Ref { mutable: false, .. }) {
            let code = if is_ref { name.to_string() } else { format!("&{name}") };
            return (krate == "sea_orm").then_some((code, false));
        }
        if krate != "sqlx" {
            return None;
        }
        // pool connections and transactions dereference to the connection, which is the executor
        let wraps = matches!(def.name.as_str(), "Transaction" | "PoolConnection");
        Some(match (is_ref, wraps) {
            (false, true) => (format!("&mut *{name}"), !self.is_mutable(local)),
            (false, false) => (format!("&mut {name}"), !self.is_mutable(local)),
            (true, true) => (format!("&mut **{name}"), false),
            (true, false) => (format!("&mut *{name}"), false),
        })
    }

    fn is_mutable(&self, local: LocalId) -> bool {
        self.body.pats.iter().any(
            |pat| matches!(pat.kind, PatKind::Bind { local: bound, mutable: true, .. } if bound == local),
        )
    }
}

fn applicability(certain: bool) -> Applicability {
    if certain { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect }
}

/// The number of the statement that a place is in; the tail is the last.
fn position(body: &Body, block: &Block, place: Span) -> Option<usize> {
    (0..=block.statements.len())
        .find(|at| statement_span(body, block, *at).is_some_and(|span| span.encloses(place)))
}

fn statement_span(body: &Body, block: &Block, at: usize) -> Option<Span> {
    match block.statements.get(at) {
        Some(Statement::Let { span, .. } | Statement::Expr { span, .. }) => Some(*span),
        None if at == block.statements.len() => Some(body.expr(block.tail?).span),
        None => None,
    }
}

/// From an expression down to one below it.
fn path(body: &Body, from: ExprId, to: ExprId) -> Option<Vec<ExprId>> {
    if from == to {
        return Some(vec![to]);
    }
    let mut children = Vec::new();
    body.each_child(from, &mut |child| children.push(child));
    children.into_iter().find_map(|child| {
        let mut below = path(body, child, to)?;
        below.insert(0, from);
        Some(below)
    })
}
