//! What an await runs.

mod given;
mod outside;

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::catalogue::{Category, FunctionFact};
use crate::ir::{AsyncKind, Body, ExprId, ExprKind, Name};
use crate::resolve::{BodyOwner, BodyTypes, Callee, Def, FunctionId, FutureOrigin, Program, SelfKind, Ty};
use crate::source::Span;

use super::BodyFacts;
use super::handles::{self, HandleKey};

/// One await, `select!`, `join!`, `yield` or macro that hides awaits.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub expr: ExprId,
    /// The word `await`, or the macro's name.
    pub keyword: Span,
    pub leaves: Vec<Leaf>,
    /// Runs in a task of its own, not in the function's.
    pub spawned: bool,
    /// Inside this async block or closure; none for the function itself.
    pub context: Option<ExprId>,
}

/// Something that an await runs.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The call, block or variable.
    pub expr: ExprId,
    pub span: Span,
    pub kind: LeafKind,
    /// What is called, for messages: `RequestBuilder::send`.
    pub target: Arc<str>,
    /// A timer bounds it: `timeout(d, …)`, `select!` with a sleep.
    pub bounded: bool,
    /// The user's own advice, from `letgo.toml`.
    pub advice: Option<String>,
    /// Of a call of the workspace: what polling its arguments runs, by their positions. Counts where the callee polls them.
    pub given: Vec<(usize, Vec<Leaf>)>,
    /// Of a call that counts without an await: runs in another task or thread, or when somebody polls it.
    pub apart: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum LeafKind {
    /// Database work on the guards that the expression speaks of; or, when there is none, on a handle that lends a
    /// connection for the time of the wait.
    Query {
        handle: Option<HandleKey>,
    },
    /// Commit, rollback, close.
    Release,
    /// Takes a connection from this handle.
    Acquire(HandleKey),
    Waits(Category),
    /// Blocks the thread.
    Blocks(Category),
    /// A function of a crate that nothing is known of, given neither a connection nor a handle: not database work on
    /// a guard as far as can be seen.
    Foreign,
    /// A function of the workspace, or the implementors of a trait's.
    Call(Vec<FunctionId>),
    /// An async block or closure of this body; its own awaits are waits of their own.
    Block(ExprId),
    /// Polls what the caller gave: a future, a stream, what a closure gives.
    Param(usize),
    /// Never suspends.
    Ready,
    /// Nothing is known.
    Unknown,
}

pub(super) fn collect(program: &Program, owner: BodyOwner, types: BodyTypes) -> BodyFacts {
    let body = program.body(owner.file, owner.body);
    let mut collector = Collector {
        program,
        body,
        types: &types,
        function: owner.function,
        waits: Vec::new(),
        calls: Vec::new(),
    };
    collector.walk(body.root, false, None);
    collector.returned();
    let Collector { waits, calls, .. } = collector;
    BodyFacts::new(program, owner, types, waits, calls)
}

struct Collector<'a> {
    program: &'a Program,
    body: &'a Body,
    types: &'a BodyTypes,
    function: FunctionId,
    waits: Vec<Waiting>,
    calls: Vec<Leaf>,
}

impl Collector<'_> {
    fn walk(&mut self, id: ExprId, spawned: bool, context: Option<ExprId>) {
        let (mut spawned, mut context) = (spawned, context);
        let expr = self.body.expr(id);
        match &expr.kind {
            ExprKind::Await { operand, keyword } => self.wait(id, *keyword, &[*operand], spawned, context),
            ExprKind::Join { futures, keyword, .. } => self.wait(id, *keyword, futures, spawned, context),
            ExprKind::Select(select) => {
                let futures: Vec<_> = select.branches.iter().map(|branch| branch.future).collect();
                self.wait(id, select.keyword, &futures, spawned, context);
                self.leave_out_signals();
                self.bound_by_timer();
            }
            ExprKind::Yield(_) => {
                let leaf = self.leaf(id, LeafKind::Waits(Category::Client), "the consumer of this stream");
                self.waits.push(Waiting {
                    expr: id,
                    keyword: expr.span,
                    leaves: vec![leaf],
                    spawned,
                    context,
                });
            }
            ExprKind::Macro(call) if !call.hidden_awaits.is_empty() => {
                let leaf = self.leaf(id, LeafKind::Unknown, &format!("{}!", call.path.text()));
                self.waits.push(Waiting {
                    expr: id,
                    keyword: expr.span,
                    leaves: vec![leaf],
                    spawned,
                    context,
                });
            }
            ExprKind::Call { .. } | ExprKind::MethodCall { .. } => {
                let polled = context.is_some_and(|it| matches!(self.body.expr(it).kind, ExprKind::Async(_)));
                self.sync_call(id, spawned || polled);
                spawned |= self.is_spawn(id);
            }
            ExprKind::Closure(_) | ExprKind::Async(_) => context = Some(id),
            _ => {}
        }
        let mut children = Vec::new();
        self.body.each_child(id, &mut |child| children.push(child));
        for child in children {
            self.walk(child, spawned, context);
        }
    }

    fn wait(
        &mut self,
        expr: ExprId,
        keyword: Span,
        futures: &[ExprId],
        spawned: bool,
        context: Option<ExprId>,
    ) {
        let mut run = Run { collector: self, leaves: Vec::new(), seen: FxHashSet::default(), bounded: false };
        for future in futures {
            run.visit(*future, 0);
        }
        let mut leaves = run.leaves;
        // most wait for one thing
        crate::ir::tighten(&mut leaves);
        self.waits.push(Waiting { expr, keyword, leaves, spawned, context });
    }

    /// A function that returns a future makes whoever awaits that wait for what it runs.
    fn returned(&mut self) {
        let function = self.program.function(self.function);
        if !function.is_async && self.program.says_future(&function.ret) {
            let root = self.body.root;
            self.wait(root, self.body.expr(root).span, &[root], false, None);
        }
    }

    /// What ends with the first of its branches is not made longer by one that waits for the wish to stop.
    fn leave_out_signals(&mut self) {
        let (types, program) = (self.types, self.program);
        let Some(waiting) = self.waits.last_mut() else { return };
        let is_signal = |leaf: &Leaf| {
            matches!(types.callee(leaf.expr), Callee::Function { function, .. }
                if program.function(*function).facts.has(FunctionFact::Signal))
        };
        let is_work = |leaf: &Leaf| leaf.kind != LeafKind::Waits(Category::Timer) && !is_signal(leaf);
        if waiting.leaves.iter().any(is_work) {
            waiting.leaves.retain(|leaf| !is_signal(leaf));
        }
    }

    /// A branch that is a timer bounds the others.
    fn bound_by_timer(&mut self) {
        let Some(waiting) = self.waits.last_mut() else { return };
        let is_timer = |leaf: &Leaf| leaf.kind == LeafKind::Waits(Category::Timer);
        if waiting.leaves.len() > 1 && waiting.leaves.iter().any(is_timer) {
            waiting.leaves.retain(|leaf| !is_timer(leaf));
            waiting.leaves.iter_mut().for_each(|leaf| leaf.bounded = true);
        }
    }

    fn is_spawn(&self, call: ExprId) -> bool {
        matches!(self.types.callee(call), Callee::Function { function, .. }
            if self.program.function(*function).facts.has(FunctionFact::Spawn))
    }

    /// Calls that count without an await: blocking ones, and workspace functions that may block.
    fn sync_call(&mut self, id: ExprId, apart: bool) {
        let Callee::Function { function, implementors, .. } = self.types.callee(id) else { return };
        let def = self.program.function(*function);
        let kind = if let Some(category) = def.facts.blocks() {
            LeafKind::Blocks(category)
        } else if def.is_async {
            return;
        } else if !self.program.is_header_function(*function) {
            LeafKind::Call(self.callees(*function, implementors))
        } else if def.facts.has(FunctionFact::Acquire) && self.program.guard(&def.ret).is_some() {
            // `r2d2::Pool::get`: the thread waits until a connection is free
            let pool = self.body.operands(id).first().copied();
            LeafKind::Acquire(pool.map_or(HandleKey::Unknown, |pool| {
                handles::key(self.program, self.body, self.types, self.function, pool)
            }))
        } else {
            return;
        };
        let leaf = Leaf { apart, ..self.leaf(id, kind, &self.name(*function)) };
        self.calls.push(leaf);
    }

    fn leaf(&self, expr: ExprId, kind: LeafKind, target: &str) -> Leaf {
        Leaf {
            expr,
            span: self.body.expr(expr).span,
            kind,
            target: target.into(),
            bounded: false,
            advice: None,
            given: Vec::new(),
            apart: false,
        }
    }

    fn callees(&self, function: FunctionId, implementors: &[FunctionId]) -> Vec<FunctionId> {
        let mut all: Vec<_> = self.program.function(function).body.map(|_| function).into_iter().collect();
        all.extend(implementors);
        all
    }

    /// `Client::get`, `charge`
    fn name(&self, function: FunctionId) -> String {
        self.program.function_name(function)
    }
}

struct Run<'c, 'a> {
    collector: &'c Collector<'a>,
    leaves: Vec<Leaf>,
    seen: FxHashSet<ExprId>,
    bounded: bool,
}

impl Run<'_, '_> {
    fn push(&mut self, expr: ExprId, kind: LeafKind, target: &str) {
        let leaf = Leaf { bounded: self.bounded, ..self.collector.leaf(expr, kind, target) };
        self.leaves.push(leaf);
    }

    /// Finds what polling the value of an expression runs.
    fn visit(&mut self, id: ExprId, depth: usize) {
        if depth > 24 || !self.seen.insert(id) {
            return;
        }
        let body = self.collector.body;
        match &body.expr(id).kind {
            ExprKind::Ref { operand, .. }
            | ExprKind::Deref(operand)
            | ExprKind::Pin(operand)
            | ExprKind::Unary(operand)
            | ExprKind::Cast { operand, .. } => self.visit(*operand, depth + 1),
            // `start_task(…)?.await`: the type of the value says more than where it comes from.
            ExprKind::Try(operand) => {
                if !self.by_type_known(id) {
                    self.visit(*operand, depth + 1);
                }
            }
            ExprKind::Async(block) => {
                if block.kind == AsyncKind::Future {
                    self.push(id, LeafKind::Block(id), "this async block");
                } else {
                    self.push(id, LeafKind::Block(id), "this stream");
                }
            }
            ExprKind::Closure(closure) => {
                if closure.is_async {
                    self.push(id, LeafKind::Block(id), "this closure");
                } else {
                    self.visit(closure.body, depth + 1);
                }
            }
            ExprKind::Block(block) => {
                if let Some(tail) = block.tail {
                    self.visit(tail, depth + 1);
                }
            }
            ExprKind::If { then, otherwise, .. } => {
                self.visit(*then, depth + 1);
                otherwise.iter().for_each(|otherwise| self.visit(*otherwise, depth + 1));
            }
            ExprKind::Match { arms, .. } => {
                for arm in arms {
                    self.visit(arm.body, depth + 1);
                }
            }
            ExprKind::Tuple(items) | ExprKind::Array(items) => {
                items.iter().for_each(|item| self.visit(*item, depth + 1));
            }
            ExprKind::Macro(call) => call.args.iter().for_each(|arg| self.visit(*arg, depth + 1)),
            // What an inner await gave is a value; the inner await is a wait of its own.
            ExprKind::Await { .. } | ExprKind::Field { .. } | ExprKind::Index { .. } => self.by_type(id),
            ExprKind::Call { .. } | ExprKind::MethodCall { .. } => self.call(id, depth),
            ExprKind::Path(_) => self.named(id),
            ExprKind::Local(local) => {
                if self.by_type_known(id) {
                    return;
                }
                match body.initialiser(*local) {
                    Some(init) => self.visit(init, depth + 1),
                    None => match self.collector.parameter(*local) {
                        Some(index) if self.is_open(id) => {
                            self.push(id, LeafKind::Param(index), &body.local(*local).name);
                        }
                        _ => self.by_type(id),
                    },
                }
            }
            _ => {}
        }
    }

    /// A value whose type says what awaiting it waits for.
    fn by_type_known(&mut self, id: ExprId) -> bool {
        let (types, program) = (self.collector.types, self.collector.program);
        match types.expr(id).peel_refs() {
            Ty::Future(future) => match &future.origin {
                FutureOrigin::Call { function, .. } => {
                    let function = *function;
                    if program.is_header_function(function) {
                        return false;
                    }
                    let callees = self.collector.callees(function, &[]);
                    let name = self.collector.name(function);
                    self.push(id, LeafKind::Call(callees), &name);
                    true
                }
                FutureOrigin::Block(block) => {
                    let block = *block;
                    self.push(block, LeafKind::Block(block), "this async block");
                    true
                }
                FutureOrigin::Opaque { .. } => false,
            },
            Ty::Adt(adt, args) => {
                let def = program.adt(*adt);
                if let Some(category) = def.facts.waits() {
                    let name = def.name;
                    self.push(id, LeafKind::Waits(category), &name);
                    return true;
                }
                if program.guard(types.expr(id)).is_some() && args.len() <= 2 && def.facts.guard().is_some() {
                    self.push(id, LeafKind::Query { handle: None }, &def.name);
                    return true;
                }
                false
            }
            _ => false,
        }
    }

    fn by_type(&mut self, id: ExprId) {
        if self.by_type_known(id) {
            return;
        }
        let program = self.collector.program;
        if let Ty::External(external) = self.collector.types.expr(id).peel_refs() {
            self.external(id, external.krate, "", &[]);
        } else if program.guard(self.collector.types.expr(id)).is_some() {
            self.push(id, LeafKind::Query { handle: None }, "");
        } else {
            self.push(id, LeafKind::Unknown, "");
        }
    }

    /// What the user declared to be a guard or a handle works like one of the catalogue: its methods are queries, those
    /// that take it by value let it go, and what comes out of a handle is acquired.
    fn own_work(&mut self, id: ExprId, function: FunctionId, operands: &[ExprId], name: &str) -> bool {
        let (body, types, program) = (self.collector.body, self.collector.types, self.collector.program);
        let def = program.function(function);
        if program.is_own_method(function) && def.self_param.is_some() {
            let by_value = matches!(def.self_param, Some(SelfKind::Value));
            let gives = program.guard(&def.ret).is_some();
            let kind = if by_value && !gives { LeafKind::Release } else { LeafKind::Query { handle: None } };
            self.push(id, kind, name);
            return true;
        }
        let handle = operands.iter().find(|operand| program.is_declared_handle(types.expr(**operand)));
        if let Some(handle) = handle
            && program.guard(&def.ret).is_some_and(|guard| !guard.borrowed)
            && def.body.is_none_or(|_| program.is_handle_method(function))
        {
            let key = handles::key(program, body, types, self.collector.function, *handle);
            self.push(id, LeafKind::Acquire(key), name);
            return true;
        }
        false
    }

    fn advise(&mut self, advice: Option<&str>) {
        if let Some(leaf) = self.leaves.last_mut() {
            leaf.advice = advice.map(str::to_owned);
        }
    }

    fn call(&mut self, id: ExprId, depth: usize) {
        let (body, types, program) = (self.collector.body, self.collector.types, self.collector.program);
        let (receiver, args): (Option<ExprId>, &[ExprId]) = match &body.expr(id).kind {
            ExprKind::MethodCall { receiver, args, .. } => (Some(*receiver), args),
            ExprKind::Call { args, .. } => (None, args),
            _ => return,
        };
        let operands: Vec<ExprId> = receiver.iter().chain(args).copied().collect();
        if receiver.is_some_and(|receiver| self.is_in_connection(receiver)) && !self.is_of_workspace(id) {
            return self.push(id, LeafKind::Query { handle: None }, &self.written(id));
        }
        match types.callee(id) {
            Callee::Constructor(..) => operands.iter().for_each(|operand| self.visit(*operand, depth + 1)),
            Callee::Closure(closure) => self.visit(*closure, depth + 1),
            Callee::External { krate, path } => {
                let what = path.iter().map(Name::as_str).collect::<Vec<_>>().join("::");
                match program.declared_call(*krate, path) {
                    Some((category, advice)) => {
                        self.push(id, LeafKind::Waits(category), &format!("{krate}::{what}"));
                        self.advise(advice);
                    }
                    None => self.external(id, *krate, &what, &operands),
                }
            }
            Callee::Unknown => self.unresolved(id, args),
            Callee::Function { function, implementors, .. } => {
                let def = program.function(*function);
                let name = self.collector.name(*function);
                if !program.is_header_function(*function) {
                    if let Some(category) = def.facts.waits() {
                        self.push(id, LeafKind::Waits(category), &name);
                        self.advise(def.facts.note.as_deref());
                        return;
                    }
                    if self.own_work(id, *function, &operands, &name) {
                        return;
                    }
                    // `fn spawn_blocking(…) -> JoinHandle<T>`: what it returns is what is waited for.
                    if !def.is_async && self.by_type_known(id) {
                        return;
                    }
                    let callees = self.collector.callees(*function, implementors);
                    self.push(id, LeafKind::Call(callees), &name);
                    let given = self.given(&operands, depth);
                    if let Some(leaf) = self.leaves.last_mut() {
                        leaf.given = given;
                    }
                    // `call().with_context("…")`: what it wraps runs.
                    if !def.is_async {
                        for operand in &operands {
                            if self.keeps_future(*operand) {
                                self.visit(*operand, depth + 1);
                            }
                        }
                    }
                    return;
                }
                let facts = &def.facts;
                if facts.has(FunctionFact::Adapter) || facts.has(FunctionFact::Bounded) {
                    let outer = self.bounded;
                    self.bounded |= facts.has(FunctionFact::Bounded);
                    for (index, operand) in operands.iter().enumerate() {
                        if self.may_run(*operand, *function, index) {
                            self.visit(*operand, depth + 1);
                        }
                    }
                    self.bounded = outer;
                } else if facts.has(FunctionFact::Query) || facts.has(FunctionFact::Derive) {
                    let function = self.collector.function;
                    let handle = operands
                        .iter()
                        .rev()
                        .find(|operand| program.is_handle(types.expr(**operand)))
                        .map(|operand| handles::key(program, body, types, function, *operand))
                        .or_else(|| {
                            let executor = |operand: &ExprId| {
                                handles::executor(program, body, types, function, *operand)
                            };
                            operands.iter().rev().find_map(executor)
                        });
                    self.push(id, LeafKind::Query { handle }, &name);
                    // A closure transaction runs its closure.
                    for arg in args {
                        if matches!(body.expr(*arg).kind, ExprKind::Closure(_)) {
                            self.visit(*arg, depth + 1);
                        }
                    }
                } else if facts.has(FunctionFact::Release) || facts.has(FunctionFact::Detach) {
                    self.push(id, LeafKind::Release, &name);
                } else if facts.has(FunctionFact::Acquire) {
                    let handle = operands.first().map_or(HandleKey::Unknown, |operand| {
                        handles::key(program, body, types, self.collector.function, *operand)
                    });
                    self.push(id, LeafKind::Acquire(handle), &name);
                } else if facts.has(FunctionFact::Ready) {
                    self.push(id, LeafKind::Ready, &name);
                } else if let Some(category) = facts.waits() {
                    self.push(id, LeafKind::Waits(category), &name);
                } else if facts.has(FunctionFact::Spawn) {
                    self.push(id, LeafKind::Waits(Category::Task), &name);
                } else if def.is_async {
                    match program.krate(program.crate_of(def.module)).waits {
                        Some(category) => self.push(id, LeafKind::Waits(category), &name),
                        // A header says what its functions wait for; a signature does not.
                        None if program.has_structure(def.file) => self.push(id, LeafKind::Unknown, &name),
                        None => self.push(id, LeafKind::Ready, &name),
                    }
                } else if !self.by_type_known(id) {
                    // `Box::pin(f)`, `option.map(|x| async { … })`: what went in runs.
                    let before = self.leaves.len();
                    for (index, operand) in operands.iter().enumerate() {
                        if !facts.has(FunctionFact::Computes) || self.may_run(*operand, *function, index) {
                            self.visit(*operand, depth + 1);
                        }
                    }
                    if self.leaves.len() == before {
                        self.by_type(id);
                    }
                }
            }
        }
    }

    /// A function by its name, for somebody who calls it: `ids.then(charge)`.
    fn named(&mut self, id: ExprId) {
        let (types, program) = (self.collector.types, self.collector.program);
        let Some(Def::Function(function)) = types.paths.get(id) else { return };
        let def = program.function(*function);
        let name = self.collector.name(*function);
        if let Some(category) = def.facts.waits() {
            self.push(id, LeafKind::Waits(category), &name);
        } else if !program.is_header_function(*function) && (def.is_async || program.says_future(&def.ret)) {
            self.push(id, LeafKind::Call(self.collector.callees(*function, &[])), &name);
        }
    }

    /// Whether what a closure gives is polled.
    fn runs_result(&self, adapter: FunctionId, index: usize) -> bool {
        let program = self.collector.program;
        let def = program.function(adapter);
        !def.facts.has(FunctionFact::Computes) && (!def.is_async || program.runs_result_of(adapter, index))
    }

    /// Whether an adapter can run it: not a duration or a number, and not a closure that only computes.
    fn may_run(&self, operand: ExprId, adapter: FunctionId, index: usize) -> bool {
        let (body, types, program) = (self.collector.body, self.collector.types, self.collector.program);
        match &body.expr(operand).kind {
            // An async adapter that takes any result (`map_err`) does not wait for it.
            ExprKind::Closure(closure) if !closure.is_async => {
                program.may_be_future(types.expr(closure.body)) && self.runs_result(adapter, index)
            }
            ExprKind::Path(_) => self.runs_result(adapter, index),
            _ => program.may_be_future(types.expr(operand)),
        }
    }
}
