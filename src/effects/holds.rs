//! Holds: a guard that may be alive at a wait, and whether that is its own work.
//!
//! Where `flow` says *that* a guard is alive and the leaves say *what* is waited for, this puts the two together. Lints
//! and the `holds` command read the same list.

mod moved;
mod related;

use crate::catalogue::{Category, GuardKind};
use crate::diagnostic::Certainty;
use crate::flow::{BodyFlow, Context, ContextKind, Held, Point, PointKind, Slot, SlotKind};
use crate::ir::{Body, Expr, ExprId, ExprKind};
use crate::resolve::{FunctionId, Program};
use crate::source::{Place, Span};

use super::BodyFacts;
use super::alive;
use super::handles::HandleKey;
use super::judgement::{Judgement, external, foreign, ok, unresolved, worst};
use super::layout::Layout;
use super::leaves::{Leaf, LeafKind, Waiting};
use super::spread::{Effects, Step};

/// A guard and a wait.
#[derive(Debug, Clone)]
pub struct Hold {
    pub function: FunctionId,
    pub guard: HeldGuard,
    /// The word `await`, or the macro's name.
    pub wait: Place,
    pub kind: WaitKind,
    pub category: Option<Category>,
    /// What is called: `RequestBuilder::send`.
    pub target: String,
    pub verdict: Verdict,
    /// One sentence: why that is fine, or why not.
    pub why: String,
    /// From the wait down to what waits, when that is in a callee.
    pub chain: Vec<Step>,
    pub certainty: Certainty,
    pub bounded: bool,
    /// The user's own advice on what is waited for.
    pub advice: Option<String>,
    /// Where the block that the wait is in is awaited, when that is somewhere else.
    pub polled: Option<Place>,
    /// The parameters of workspace functions that the guard is passed to here, each with the call.
    pub passed: Vec<(FunctionId, usize, Place)>,
}

/// The guard of a hold, in the words of messages.
#[derive(Debug, Clone)]
pub struct HeldGuard {
    pub name: Option<String>,
    pub kind: GuardKind,
    pub ty: String,
    /// How the type was recognised, outermost first.
    pub via: Vec<String>,
    /// The binding, or the expression that makes a temporary.
    pub place: Place,
    /// The expression that takes it, when it is in this function.
    pub taken: Option<Place>,
    pub slot: SlotKind,
    pub borrowed: bool,
    /// Made from another guard that is held here, too: the same connection.
    pub derived: bool,
    pub always: bool,
    /// The first later place that names it.
    pub used_again: Option<Place>,
    /// Why it is still alive, where that is not plain to see.
    pub alive: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitKind {
    Query,
    Release,
    Acquire,
    External,
    /// A workspace function: judged inside.
    Call,
    Yield,
    Blocking,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Ok,
    Hazard(Hazard),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hazard {
    /// Waits for something that is not the guard's own database work.
    Wait,
    /// Takes another connection; from the same handle as far as can be told.
    Acquire { same_handle: bool },
    /// The thread blocks.
    Block,
}

impl WaitKind {
    pub const fn word(self) -> &'static str {
        match self {
            WaitKind::Query => "query",
            WaitKind::Release => "release",
            WaitKind::Acquire => "acquire",
            WaitKind::External => "external",
            WaitKind::Call => "call",
            WaitKind::Yield => "yield",
            WaitKind::Blocking => "blocking",
        }
    }
}

/// All holds of a body, in order of their waits.
pub fn holds(program: &Program, effects: &Effects, body: &BodyFacts, flow: &BodyFlow) -> Vec<Hold> {
    let mut points = flow.contexts.iter().flat_map(|context| &context.points);
    if points.all(|point| point.held.is_empty()) {
        return Vec::new();
    }
    let ir = body.body(program);
    let layout = Layout::of(program, ir, &body.types);
    let judge = Judge { program, effects, body, flow, ir, layout };
    let mut holds = Vec::new();
    for context in &flow.contexts {
        for point in &context.points {
            for held in &point.held {
                holds.extend(judge.hold(context, point, held));
            }
        }
    }
    holds.sort_by_key(|hold| (hold.wait, hold.guard.place));
    holds
}

struct Judge<'a> {
    program: &'a Program,
    effects: &'a Effects,
    body: &'a BodyFacts,
    flow: &'a BodyFlow,
    ir: &'a Body,
    layout: Layout,
}

impl Judge<'_> {
    fn hold(&self, context: &Context, point: &Point, held: &Held) -> Option<Hold> {
        let slot = context.slot(held.slot);
        // A connection that belongs to no pool takes nothing from anybody; as a parameter it may be anyone's.
        if held.guard.kind == GuardKind::Raw && (!slot.borrowed || held.guard.via.len() > 1) {
            return None;
        }
        // The implementation of a guard works on itself, whatever it waits for.
        if slot.local().is_some_and(|local| self.ir.self_local == Some(local))
            && self.program.is_own_method(self.body.owner.function)
        {
            return None;
        }
        let mut judgement = match point.kind {
            PointKind::Call => self.blocking(slot, point)?,
            _ if !waits_here(context) => return None,
            _ => self.waiting(slot, held, point)?,
        };
        if judgement.verdict == Verdict::Hazard(Hazard::Wait)
            && held.guard.kind == GuardKind::Pooled
            && self.is_of_own_pool(slot)
        {
            judgement.verdict = Verdict::Ok;
            judgement.why = String::from("the pool is made in this function, and nobody else has it");
        }
        if slot.borrowed && self.may_be_empty(slot, point) {
            judgement.certainty = Certainty::Possible;
        }
        let place = |span: Span| Place::new(self.body.owner.file, span);
        let derived = point
            .held
            .iter()
            // A connection of one's own is not reported, but the transaction on it is.
            .filter(|other| other.guard.kind != GuardKind::Raw || context.slot(other.slot).borrowed)
            .any(|other| other.slot != held.slot && self.is_derived(slot, context.slot(other.slot)));
        let whole = self.program.guard(&slot.ty);
        let whole = whole.as_ref().unwrap_or(&held.guard);
        let used_again = self.used_again(slot, point);
        let borrower = if used_again.is_none() { self.borrower(slot, point) } else { None };
        let alive = alive::why(&alive::Question {
            program: self.program,
            body: self.ir,
            layout: &self.layout,
            edition: self.program.edition(self.program.function(self.body.owner.function).module),
            slot,
            point,
            held,
            used_again: used_again.is_some(),
            borrower: borrower.map(|local| (local, self.body.types.local(local))),
            own_work: judgement.verdict == Verdict::Ok,
        });
        let guard = HeldGuard {
            name: slot.local().map(|local| self.ir.local(local).name.to_string()),
            kind: held.guard.kind,
            ty: whole.name.clone(),
            via: whole.via.clone(),
            place: place(slot.span),
            taken: slot.init.map(|init| place(self.ir.expr(init).span)),
            slot: slot.kind,
            borrowed: slot.borrowed,
            derived,
            always: held.always,
            used_again: used_again.map(place),
            alive,
        };
        Some(Hold {
            function: self.body.owner.function,
            guard,
            wait: place(point.span),
            kind: judgement.kind,
            category: judgement.category,
            target: judgement.target,
            verdict: judgement.verdict,
            why: judgement.why,
            chain: judgement.chain,
            certainty: judgement.certainty,
            bounded: judgement.bounded,
            advice: judgement.advice,
            polled: self.polled(context),
            passed: self.passed(slot, point),
        })
    }

    /// Whether the caller's struct keeps a connection only at times, and nothing was put into it here so far: on no path,
    /// since who fills what was empty has one on every path.
    fn may_be_empty(&self, slot: &Slot, point: &Point) -> bool {
        let Some(local) = slot.local() else { return false };
        let kept = self.program.kept_at_times(&slot.ty);
        let fills = |expr: &Expr| {
            let ExprKind::Assign { lhs, .. } = &expr.kind else { return false };
            let ExprKind::Field { base, name, .. } = &self.ir.expr(*lhs).kind else { return false };
            kept.contains(name)
                && expr.span.end <= point.span.start
                && matches!(self.ir.expr(*base).kind, ExprKind::Local(of) if of == local)
        };
        !kept.is_empty() && !self.ir.exprs.iter().any(fills)
    }

    /// The await of a block that was made before.
    fn polled(&self, context: &Context) -> Option<Place> {
        let ContextKind::AsyncBlock { expr } = context.kind else { return None };
        let block = self.ir.expr(expr).span;
        let runs = |waiting: &&Waiting| {
            let is_elsewhere = !self.ir.expr(waiting.expr).span.encloses(block);
            is_elsewhere && waiting.leaves.iter().any(|leaf| leaf.kind == LeafKind::Block(expr))
        };
        let waiting = self.body.waits.iter().find(runs)?;
        Some(Place::new(self.body.owner.file, waiting.keyword))
    }

    /// The parameters that the guard goes into at this wait.
    fn passed(&self, slot: &Slot, point: &Point) -> Vec<(FunctionId, usize, Place)> {
        let leaves = self.body.waiting(point.expr).map_or(&[][..], |waiting| &waiting.leaves);
        let calls = leaves.iter().chain(self.body.called(point.expr));
        let mut passed = Vec::new();
        for leaf in calls {
            if let LeafKind::Call(callees) = &leaf.kind {
                let place = Place::new(self.body.owner.file, leaf.span);
                let params = self.guard_parameters(slot, leaf, callees);
                passed.extend(params.into_iter().map(|(callee, index)| (callee, index, place)));
            }
        }
        passed
    }

    /// The worst of what the wait runs.
    fn waiting(&self, slot: &Slot, held: &Held, point: &Point) -> Option<Judgement> {
        let waiting = self.body.waiting(point.expr)?;
        if matches!(slot.kind, SlotKind::Awaited(_)) {
            return Some(self.moved(slot, held, waiting));
        }
        let worst = worst(waiting.leaves.iter().map(|leaf| self.leaf(slot, leaf, 0)));
        let mut judgement = worst.unwrap_or_else(|| {
            ok(WaitKind::External, Some(Category::Unknown), "", "nothing is known of this wait")
        });
        if point.kind == PointKind::Yield {
            judgement.kind = WaitKind::Yield;
        }
        Some(judgement)
    }

    fn blocking(&self, slot: &Slot, point: &Point) -> Option<Judgement> {
        let leaf = self.body.called(point.expr)?;
        // `block_on(query(conn))`, a closure on another thread that was given the guard: its own work.
        let own_task = |category: Category| {
            matches!(category, Category::Task | Category::Blocking) && self.is_related(slot, leaf.expr)
        };
        if let Some(judgement) = self.sync_acquire(slot, leaf) {
            return Some(judgement);
        }
        match &leaf.kind {
            LeafKind::Blocks(category) if own_task(*category) => None,
            LeafKind::Blocks(category) => Some(Judgement {
                verdict: Verdict::Hazard(Hazard::Block),
                ..ok(WaitKind::Blocking, Some(*category), &leaf.target, "the thread blocks here")
            }),
            // judged itself, and reported there with those who hold
            LeafKind::Call(callees) if self.receives_guard(slot, leaf, callees) => None,
            LeafKind::Call(callees) => callees.iter().find_map(|callee| {
                let (category, chain) =
                    self.effects.blocks(*callee).find(|(category, _)| !own_task(*category))?;
                Some(Judgement {
                    verdict: Verdict::Hazard(Hazard::Block),
                    // A file read somewhere down a call is most often a small one.
                    certainty: if category == Category::File {
                        Certainty::Possible
                    } else {
                        Certainty::Certain
                    },
                    chain,
                    ..ok(
                        WaitKind::Blocking,
                        Some(category),
                        &leaf.target,
                        "the thread blocks in a function that is called here",
                    )
                })
            }),
            _ => None,
        }
    }

    /// A call that takes a second connection without an await: the thread waits for it.
    fn sync_acquire(&self, slot: &Slot, leaf: &Leaf) -> Option<Judgement> {
        let acquires = match &leaf.kind {
            LeafKind::Acquire(handle) => vec![(handle.clone(), Vec::new())],
            LeafKind::Call(callees) if !self.receives_guard(slot, leaf, callees) => {
                let acquires = callees.iter().flat_map(|callee| {
                    self.effects.sync_acquires_at_call(self.program, self.body, leaf.expr, *callee)
                });
                acquires.collect()
            }
            _ => return None,
        };
        if self.is_related(slot, leaf.expr) {
            return None;
        }
        let same = Verdict::Hazard(Hazard::Acquire { same_handle: true });
        self.worst_acquire(slot, &leaf.target, acquires).filter(|judgement| judgement.verdict == same)
    }

    /// Of several connections that a call takes: one from the guard's own pool before any other. What a caller has
    /// still to decide is nobody's second connection yet.
    fn worst_acquire(
        &self,
        slot: &Slot,
        target: &str,
        acquires: Vec<(HandleKey, Vec<Step>)>,
    ) -> Option<Judgement> {
        let decided = acquires.into_iter().filter(|(handle, _)| !self.effects.is_open(handle));
        worst(decided.map(|(handle, chain)| self.acquire(slot, &handle, target, chain)))
    }

    fn leaf(&self, slot: &Slot, leaf: &Leaf, depth: usize) -> Judgement {
        let related = self.is_related(slot, leaf.expr);
        let target = &*leaf.target;
        let judgement = match &leaf.kind {
            LeafKind::Ready => ok(WaitKind::Call, None, target, "this never suspends"),
            LeafKind::Blocks(category) => ok(WaitKind::Blocking, Some(*category), target, ""),
            LeafKind::Unknown | LeafKind::Foreign if related => {
                ok(WaitKind::Query, None, target, "the call receives it")
            }
            LeafKind::Param(_) if related => ok(WaitKind::Query, None, target, "the call receives it"),
            LeafKind::Unknown | LeafKind::Param(_) => unresolved(target, Vec::new()),
            LeafKind::Foreign => foreign(target, Vec::new()),
            LeafKind::Query { .. } if related => ok(WaitKind::Query, None, target, "this is its own query"),
            LeafKind::Query { handle: None } => ok(
                WaitKind::External,
                Some(Category::Database),
                target,
                "this is a query on another connection",
            ),
            LeafKind::Query { handle: Some(handle) } | LeafKind::Acquire(handle)
                if !related && self.effects.is_open(handle) =>
            {
                ok(
                    WaitKind::External,
                    Some(Category::Database),
                    target,
                    "this is a query on what the caller gave",
                )
            }
            LeafKind::Release if related => ok(WaitKind::Release, None, target, "this lets it go"),
            LeafKind::Release => {
                ok(WaitKind::External, Some(Category::Database), target, "this ends another transaction")
            }
            LeafKind::Acquire(_) if related => {
                ok(WaitKind::Query, None, target, "this borrows the connection that is held already")
            }
            LeafKind::Acquire(handle) | LeafKind::Query { handle: Some(handle) } => {
                self.acquire(slot, handle, target, Vec::new())
            }
            // `cmd("GET").query_async(&mut conn)`: another database for everybody but its own connection.
            LeafKind::Waits(Category::Database) if related => {
                ok(WaitKind::Query, None, target, "this is its own query")
            }
            // Work on the blocking pool that was given the guard is the guard's own work.
            LeafKind::Waits(Category::Task | Category::Blocking) if related => {
                ok(WaitKind::Query, None, target, "the task was given it to work on")
            }
            LeafKind::Waits(category) => external(*category, target, Vec::new()),
            LeafKind::Call(callees) => match self.given(slot, leaf, callees, depth) {
                Some(judgement) => judgement,
                None => self.call(slot, leaf, callees),
            },
            LeafKind::Block(block) => {
                // One that was made before is awaited here: whoever reads this line does not see what it waits for.
                let is_written_here = self.ir.expr(leaf.expr).span.encloses(self.ir.expr(*block).span);
                let uses = if is_written_here { self.is_used_in(slot, *block) } else { related };
                self.block(slot, *block, target, uses, depth)
            }
        };
        Judgement {
            bounded: judgement.bounded || leaf.bounded,
            advice: judgement.advice.or_else(|| leaf.advice.clone()),
            ..judgement
        }
    }

    fn acquire(&self, slot: &Slot, handle: &HandleKey, target: &str, chain: Vec<Step>) -> Judgement {
        let (same_handle, certainty) = self.same_handle(slot, handle);
        Judgement {
            verdict: Verdict::Hazard(Hazard::Acquire { same_handle }),
            chain,
            certainty,
            ..ok(WaitKind::Acquire, Some(Category::Database), target, "another connection is taken here")
        }
    }

    /// The worst of what a callee polls of what it is given here, when that is a hazard.
    fn given(&self, slot: &Slot, leaf: &Leaf, callees: &[FunctionId], depth: usize) -> Option<Judgement> {
        if depth > 8 {
            return None;
        }
        let polled = leaf.given.iter().filter_map(|(index, given)| {
            Some((callees.iter().find_map(|callee| self.effects.polls(*callee, *index))?, given))
        });
        let hazards = polled.flat_map(|(step, given)| {
            given.iter().filter_map(move |inner| {
                let mut judgement = self.leaf(slot, inner, depth + 1);
                let place = Place::new(self.body.owner.file, inner.span);
                let given = Step { place, target: inner.target.clone(), next: None };
                judgement.chain.splice(0..0, [step.clone(), given]);
                (judgement.is_hazard() && judgement.certainty != Certainty::Possible).then_some(judgement)
            })
        });
        worst(hazards)
    }

    fn call(&self, slot: &Slot, leaf: &Leaf, callees: &[FunctionId]) -> Judgement {
        if self.receives_guard(slot, leaf, callees) {
            if callees.iter().all(|callee| self.only_queries(*callee)) {
                return ok(
                    WaitKind::Query,
                    None,
                    &leaf.target,
                    "the function works on it, and waits for nothing else",
                );
            }
            return ok(WaitKind::Call, None, &leaf.target, "the function receives it, and is judged itself");
        }
        self.callee(slot, leaf, callees, self.is_related(slot, leaf.expr))
    }

    /// All that a callee waits for, and the connections that it takes. `related`: it was given the guard, and may be
    /// generic over it; then its waits for a database are the guard's own work.
    fn callee(&self, slot: &Slot, leaf: &Leaf, callees: &[FunctionId], related: bool) -> Judgement {
        for callee in callees {
            let acquires = self.effects.acquires_at_call(self.program, self.body, leaf.expr, *callee);
            if !related && let Some(judgement) = self.worst_acquire(slot, &leaf.target, acquires) {
                return judgement;
            }
        }
        for callee in callees {
            let mut waits = self.effects.waits(*callee).filter(|(category, _)| {
                *category != Category::Unknown && !(related && *category == Category::Database)
            });
            if let Some((category, chain)) = waits.next() {
                return external(category, &leaf.target, chain);
            }
        }
        if related {
            return ok(WaitKind::Query, None, &leaf.target, "the function works on it");
        }
        if let Some((_, chain)) = callees.iter().find_map(|callee| self.effects.waits(*callee).next()) {
            return foreign(&leaf.target, chain);
        }
        let unknown = callees.iter().map(|callee| self.effects.unresolved(*callee));
        if let Some(chain) = unknown.into_iter().find(|chain| !chain.is_empty()) {
            return unresolved(&leaf.target, chain);
        }
        if callees.is_empty() {
            return unresolved(&leaf.target, Vec::new());
        }
        let why = "the function waits for nothing outside, as far as can be seen";
        ok(WaitKind::Query, None, &leaf.target, why)
    }

    /// Whether all that the function waits for is database work on what it was given.
    fn only_queries(&self, callee: FunctionId) -> bool {
        // Unresolved calls in it are taken to be work on what it was given, as they are in its own body.
        self.effects.waits(callee).next().is_none()
            && self
                .effects
                .acquires(callee)
                .iter()
                .all(|(handle, _)| matches!(handle, HandleKey::Executor(..)))
    }

    /// Whether the guard goes into a parameter that the callee itself knows to be a guard.
    fn receives_guard(&self, slot: &Slot, leaf: &Leaf, callees: &[FunctionId]) -> bool {
        match &self.ir.expr(leaf.expr).kind {
            ExprKind::MethodCall { .. } | ExprKind::Call { .. } => {
                !self.guard_parameters(slot, leaf, callees).is_empty()
            }
            _ => self.is_related(slot, leaf.expr),
        }
    }

    /// The parameters of the callees that are guards, and get this one.
    fn guard_parameters(&self, slot: &Slot, leaf: &Leaf, callees: &[FunctionId]) -> Vec<(FunctionId, usize)> {
        let operands = self.ir.operands(leaf.expr);
        let mut found = Vec::new();
        for (index, operand) in operands.iter().enumerate() {
            if !self.is_related(slot, *operand) {
                continue;
            }
            let knows = |callee: &&FunctionId| {
                let param = self.program.function(**callee).params.get(index);
                param.is_some_and(|ty| self.program.guard(ty).is_some())
            };
            found.extend(callees.iter().filter(knows).map(|callee| (*callee, index)));
        }
        found
    }

    /// The waits inside an async block that is awaited here.
    fn block(&self, slot: &Slot, block: ExprId, target: &str, related: bool, depth: usize) -> Judgement {
        if related || depth > 8 {
            return ok(WaitKind::Call, None, target, "the block uses it, and is judged itself");
        }
        let waits = self.body.waits.iter().filter(|wait| wait.context == Some(block) && !wait.spawned);
        let judged = waits.flat_map(|wait| {
            wait.leaves.iter().map(|leaf| {
                let mut judgement = self.leaf(slot, leaf, depth + 1);
                let place = Place::new(self.body.owner.file, wait.keyword);
                judgement.chain.insert(0, Step { place, target: leaf.target.clone(), next: None });
                judgement
            })
        });
        worst(judged)
            .unwrap_or_else(|| ok(WaitKind::Call, None, target, "the block waits for nothing outside"))
    }
}

/// A closure's awaits are those of the async block in it.
fn waits_here(context: &Context) -> bool {
    !matches!(context.kind, ContextKind::Closure { is_async: false, .. })
}
