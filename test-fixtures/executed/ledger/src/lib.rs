//! Counts connections while tasks are suspended. The toy database and the toy outside world report to it; the runner
//! asks it. Nothing here knows of the checker.
//!
//! - [`Out`] is one connection that is checked out; it lives in the toy guards.
//! - [`Leaf`] suspends once: a query, a release, an acquire or something outside.
//! - [`Traced`] is put between a future and its `.await` by the runner (`f().await` → `f().traced(…).await`): while
//!   the future is pending, it writes down which connections are out, who waits, and for what.
//! - [`task`] is put around what is spawned. A guard belongs to the task that ends its life, from the moment on at
//!   which that task was spawned; before, to the task that made it.
//! - [`branch`] is put around a branch of `join!` or `select!`. What it makes is its own until it ends: the branches
//!   beside it wait without it.

use std::collections::BTreeMap;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

/// What a suspended leaf waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Query,
    Release,
    Acquire,
    External,
}

/// What goes wrong in a run: the n-th operation of a sort, counted from one.
#[derive(Clone, Copy, Debug, Default)]
pub struct World {
    pub acquire_fails: u32,
    pub query_fails: u32,
    pub release_fails: u32,
    pub external_fails: u32,
    pub rows: u32,
}

/// File, line, column.
pub type Site = (&'static str, u32, u32);

struct Frame {
    site: Site,
    branch: Option<usize>,
    kinds: Vec<Kind>,
    inner_is_pending: bool,
}

struct Suspension {
    stack: Vec<Site>,
    kind: Kind,
    task: u32,
    branch: Option<usize>,
    time: u32,
    out: Vec<u32>,
}

struct Ledger {
    world: World,
    counts: [u32; 4],
    time: u32,
    task: u32,
    /// Birth of each task; 0 is the function under test.
    spawned: Vec<u32>,
    branches: Vec<Branch>,
    connections: Vec<Life>,
    out: Vec<u32>,
    stack: Vec<Frame>,
    suspensions: Vec<Suspension>,
}

struct Life {
    maker: u32,
    ender: Option<u32>,
    branch: Option<usize>,
}

struct Branch {
    inside: Option<usize>,
    ended: Option<u32>,
}

impl Ledger {
    const fn new() -> Self {
        Ledger {
            world: World { acquire_fails: 0, query_fails: 0, release_fails: 0, external_fails: 0, rows: 0 },
            counts: [0; 4],
            time: 0,
            task: 0,
            spawned: Vec::new(),
            branches: Vec::new(),
            connections: Vec::new(),
            out: Vec::new(),
            stack: Vec::new(),
            suspensions: Vec::new(),
        }
    }
}

/// One for all threads: a guard may end its life in `spawn_blocking`. One run at a time.
static LEDGER: Mutex<Ledger> = Mutex::new(Ledger::new());

fn with<R>(f: impl FnOnce(&mut Ledger) -> R) -> R {
    f(&mut LEDGER.lock().unwrap_or_else(PoisonError::into_inner))
}

/// One connection checked out of the pool.
#[derive(Debug)]
pub struct Out {
    id: u32,
}

impl Out {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        with(|ledger| {
            let id = ledger.connections.len() as u32;
            let branch = ledger.branch();
            ledger.connections.push(Life { maker: ledger.task, ender: None, branch });
            ledger.out.push(id);
            Out { id }
        })
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        with(|ledger| {
            ledger.out.retain(|id| *id != self.id);
            ledger.connections[self.id as usize].ender = Some(ledger.task);
        });
    }
}

/// How many connections are out now.
pub fn out() -> usize {
    with(|ledger| ledger.out.len())
}

pub fn world() -> World {
    with(|ledger| ledger.world)
}

/// Whether the operation that starts now is the one that fails in this world.
pub fn fails(kind: Kind) -> bool {
    with(|ledger| {
        let count = &mut ledger.counts[kind as usize];
        *count += 1;
        let nth = match kind {
            Kind::Query => ledger.world.query_fails,
            Kind::Release => ledger.world.release_fails,
            Kind::Acquire => ledger.world.acquire_fails,
            Kind::External => ledger.world.external_fails,
        };
        nth == *count
    })
}

/// Suspends once.
#[derive(Debug)]
#[must_use]
pub struct Leaf {
    kind: Kind,
    suspended: bool,
}

pub fn leaf(kind: Kind) -> Leaf {
    Leaf { kind, suspended: false }
}

impl Future for Leaf {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.suspended {
            return Poll::Ready(());
        }
        self.suspended = true;
        waits_for(self.kind);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Called by a future that is about to return `Pending`.
pub fn waits_for(kind: Kind) {
    with(|ledger| {
        if let Some(frame) = ledger.stack.last_mut() {
            frame.kinds.push(kind);
        }
    });
}

/// `f().await` becomes `f().traced(…).await`.
pub trait Traced: IntoFuture + Sized {
    fn traced(self, file: &'static str, line: u32, column: u32) -> TracedFuture<Self::IntoFuture> {
        TracedFuture { site: (file, line, column), branch: None, future: Box::pin(self.into_future()) }
    }
}

impl<F: IntoFuture> Traced for F {}

/// A branch of `join!` or `select!`: the macro is what waits.
pub fn branch<F: IntoFuture>(file: &'static str, line: u32, column: u32, future: F) -> TracedFuture<F::IntoFuture> {
    let branch = with(|ledger| {
        let inside = ledger.branch();
        ledger.branches.push(Branch { inside, ended: None });
        ledger.branches.len() - 1
    });
    TracedFuture { site: (file, line, column), branch: Some(branch), future: Box::pin(future.into_future()) }
}

pub struct TracedFuture<F> {
    site: Site,
    branch: Option<usize>,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for TracedFuture<F> {
    type Output = F::Output;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let (site, branch) = (self.site, self.branch);
        with(|ledger| ledger.stack.push(Frame { site, branch, kinds: Vec::new(), inner_is_pending: false }));
        let poll = self.future.as_mut().poll(cx);
        with(|ledger| {
            ledger.leave(poll.is_pending());
            if poll.is_ready() {
                ledger.end(branch);
            }
        });
        poll
    }
}

impl<F> Drop for TracedFuture<F> {
    fn drop(&mut self) {
        with(|ledger| ledger.end(self.branch));
    }
}

/// A `yield` of a stream: its consumer may do anything now.
pub fn yielding(file: &'static str, line: u32, column: u32) {
    with(|ledger| {
        let branch = ledger.branch();
        ledger.note(vec![(file, line, column)], Kind::External, branch);
    });
}

impl Ledger {
    fn leave(&mut self, is_pending: bool) {
        let stack: Vec<Site> = self.stack.iter().map(|frame| frame.site).collect();
        let branch = self.branch();
        let Some(mut frame) = self.stack.pop() else { return };
        if !is_pending {
            return;
        }
        if let Some(outer) = self.stack.last_mut() {
            outer.inner_is_pending = true;
        }
        if frame.kinds.is_empty() && !frame.inner_is_pending {
            // A future that does not know the ledger: a timer, a channel, a task.
            frame.kinds.push(Kind::External);
        }
        frame.kinds.sort_unstable();
        frame.kinds.dedup();
        for kind in frame.kinds {
            self.note(stack.clone(), kind, branch);
        }
    }

    fn note(&mut self, stack: Vec<Site>, kind: Kind, branch: Option<usize>) {
        self.time += 1;
        let out = self.out.clone();
        self.suspensions.push(Suspension { stack, kind, task: self.task, branch, time: self.time, out });
    }

    /// The innermost branch that runs.
    fn branch(&self) -> Option<usize> {
        self.stack.iter().rev().find_map(|frame| frame.branch)
    }

    fn end(&mut self, branch: Option<usize>) {
        let Some(branch) = branch else { return };
        if self.branches.get(branch).is_some_and(|branch| branch.ended.is_none()) {
            self.time += 1;
            self.branches[branch].ended = Some(self.time);
        }
    }

    /// Whether a connection is of the branch that waits, or of what is around it.
    fn is_around(&self, connection: u32, suspension: &Suspension) -> bool {
        let mut of = self.connections[connection as usize].branch;
        while let Some(branch) = of.map(|branch| &self.branches[branch]) {
            match branch.ended {
                Some(end) if end < suspension.time => of = branch.inside,
                _ => break,
            }
        }
        let Some(of) = of else { return true };
        std::iter::successors(suspension.branch, |branch| self.branches[*branch].inside).any(|branch| branch == of)
    }

    fn owner(&self, connection: u32, time: u32) -> u32 {
        let life = &self.connections[connection as usize];
        match life.ender {
            Some(task) if task == 0 || self.spawned[task as usize] <= time => task,
            _ => life.maker,
        }
    }
}

/// Put around a future that is spawned.
pub fn task<F: Future>(future: F) -> Task<F> {
    let id = with(|ledger| {
        ledger.time += 1;
        ledger.spawned.push(ledger.time);
        ledger.spawned.len() as u32 - 1
    });
    Task { id, future: Some(Box::pin(future)) }
}

pub struct Task<F> {
    id: u32,
    future: Option<Pin<Box<F>>>,
}

impl<F> Task<F> {
    fn inside<R>(&mut self, f: impl FnOnce(&mut Option<Pin<Box<F>>>) -> R) -> R {
        let (outer, stack) =
            with(|ledger| (std::mem::replace(&mut ledger.task, self.id), std::mem::take(&mut ledger.stack)));
        let result = f(&mut self.future);
        with(|ledger| {
            ledger.task = outer;
            ledger.stack = stack;
        });
        result
    }
}

impl<F: Future> Future for Task<F> {
    type Output = F::Output;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.inside(|future| {
            let poll = future.as_mut().expect("a task is not polled after its end").as_mut().poll(cx);
            if poll.is_ready() {
                *future = None;
            }
            poll
        })
    }
}

impl<F> Drop for Task<F> {
    fn drop(&mut self) {
        self.inside(|future| *future = None);
    }
}

/// Starts a run.
pub fn start(world: World) {
    with(|ledger| {
        ledger.world = world;
        ledger.counts = [0; 4];
    });
}

/// Forgets everything; a guard that is still alive was leaked.
pub fn reset() {
    with(|ledger| {
        *ledger = Ledger::new();
        ledger.spawned.push(0);
    });
}

/// Per stack of awaits and kind: the most connections that the waiting task had out.
pub fn finish() -> BTreeMap<(Vec<Site>, Kind), usize> {
    with(|ledger| {
        let mut most = BTreeMap::new();
        for suspension in &ledger.suspensions {
            let own = |id: &&u32| {
                ledger.owner(**id, suspension.time) == suspension.task && ledger.is_around(**id, suspension)
            };
            let count = suspension.out.iter().filter(own).count();
            let entry = most.entry((suspension.stack.clone(), suspension.kind)).or_insert(0);
            *entry = count.max(*entry);
        }
        most
    })
}
