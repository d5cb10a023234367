//! Types, flow and effects of every body, put together: which guard is held at which wait.
//!
//! In two steps, since the first looks at each body alone and need not be done again for one that has not changed.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::caught;
use crate::diagnostic::Diagnostic;
use crate::effects::{self, BodyFacts, Effects, Facts, Hold};
use crate::flow::{self, BodyFlow};
use crate::ir::ExprId;
use crate::models::{self, Models, Relevant, Rows};
use crate::resolve::{self, BodyOwner, BodyTypes, FunctionId, Naming, Program};
use crate::source::{FileId, Place};

/// What each body says by itself.
#[derive(Default)]
pub(super) struct Inferred {
    pub facts: Facts,
    pub flows: FxHashMap<FunctionId, BodyFlow>,
    /// Bodies with a model in them.
    pub with_models: FxHashSet<FunctionId>,
    /// Those of them in which a variable could be stale.
    pub with_rows: FxHashSet<FunctionId>,
    /// Bodies that take something out of their task.
    pub senders: FxHashSet<FunctionId>,
    /// Functions that are called where something is alive that is looked for, and what they call in turn.
    pub asked: FxHashMap<FunctionId, Asked>,
    /// Bodies that could not be looked at.
    pub bugs: Vec<Diagnostic>,
    /// Also bodies in which nothing is are looked at, and kept.
    keeps_all: bool,
}

/// What has to be known of a function that is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// What it waits for.
    waits: bool,
    /// What blocks in it, and from which handles it takes connections: of what it does without waiting, too.
    blocks: bool,
    /// Whether it takes what it is given out of its task.
    sends: bool,
    /// What it reads of the models that it is given.
    reads: bool,
}

/// What is to be found out.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// What of models; none when nobody asks for them.
    pub rows: Option<Rows>,
    /// Of bodies in which nothing is, too.
    pub everything: bool,
    /// Items as they were written are forgotten on the way: nobody will renew the program.
    pub forgets_items: bool,
}

/// What bodies are looked at for the sake of models.
#[derive(Clone, Copy)]
pub(super) struct Sought<'a> {
    pub models: &'a Models,
    /// None: whatever can be.
    pub relevant: Option<&'a Relevant>,
}

impl Sought<'_> {
    fn may_send(self, function: FunctionId) -> bool {
        self.relevant.is_none_or(|relevant| relevant.may_send(function))
    }

    fn may_be_stale(self, program: &Program, owner: BodyOwner, types: &BodyTypes) -> bool {
        self.relevant.is_none_or(|relevant| relevant.may_be_stale(program, owner))
            && models::may_be_stale(program, self.models, types)
    }
}

/// So many bodies are looked at before the trees of those in which nothing is are forgotten.
const AT_ONCE: usize = 512;

impl Asked {
    fn and(self, other: Self) -> Self {
        Self {
            waits: self.waits || other.waits,
            blocks: self.blocks || other.blocks,
            sends: self.sends || other.sends,
            reads: self.reads || other.reads,
        }
    }

    /// What must be known of which callees of a body to know this of it.
    fn of_callees(self, program: &Program, sought: Sought<'_>, body: &BodyFacts) -> Vec<(FunctionId, Self)> {
        let mut found = Vec::new();
        let effects = Self { sends: false, reads: false, ..self };
        if self.waits || self.blocks {
            found.extend(body.awaited_callees().into_iter().map(|callee| (callee, effects)));
        }
        if self.blocks {
            found.extend(body.other_callees().into_iter().map(|callee| (callee, effects)));
        }
        if self.sends {
            let sends = Self { sends: true, ..Self::default() };
            let callees = models::may_send(program, body).filter(|callee| sought.may_send(*callee));
            found.extend(callees.map(|callee| (callee, sends)));
        }
        if self.reads {
            let reads = Self { reads: true, ..Self::default() };
            let callees = models::may_read(program, sought.models, body);
            found.extend(callees.into_iter().map(|callee| (callee, reads)));
        }
        found
    }
}

/// One body, looked at by itself.
struct Looked {
    body: BodyFacts,
    flow: BodyFlow,
    with_models: bool,
    with_rows: bool,
    sends: bool,
}

impl Looked {
    fn at(program: &Program, sought: Sought<'_>, owner: BodyOwner) -> Self {
        let types = resolve::infer(program, owner);
        let flow = flow::analyse(program, owner, &types);
        let with_models = sought.models.are_in(&types);
        let with_rows = with_models && sought.may_be_stale(program, owner, &types);
        let sends = models::sends(program, &types);
        Self { body: effects::collect(program, owner, types), flow, with_models, with_rows, sends }
    }

    /// Whether anything is in it that somebody will ask for.
    fn has_something(&self, program: &Program) -> bool {
        self.with_models
            || self.sends
            || is_held(&self.flow)
            || is_too_large(&self.flow)
            || self.body.gives_executors(program)
    }
}

fn bodies_that(program: &Program, are_wanted: impl Fn(BodyOwner) -> bool + Sync) -> Vec<BodyOwner> {
    let bodies: Vec<BodyOwner> = program.bodies().collect();
    bodies.into_par_iter().filter(|owner| are_wanted(*owner)).collect()
}

fn is_held(flow: &BodyFlow) -> bool {
    held_at(flow).next().is_some()
}

/// Where something is alive that is looked for.
fn held_at(flow: &BodyFlow) -> impl Iterator<Item = ExprId> {
    let points = flow.contexts.iter().flat_map(|context| &context.points);
    points.filter(|point| !point.held.is_empty()).map(|point| point.expr)
}

fn is_too_large(flow: &BodyFlow) -> bool {
    flow.contexts.iter().any(|context| context.is_too_large)
}

/// The holds of every body, with what they were judged by.
pub(super) struct Holds<'a> {
    /// Sorted by owner; nothing is held in most.
    pub bodies: Vec<(&'a BodyFacts, Vec<Hold>)>,
    pub effects: Effects,
}

impl Inferred {
    /// Looks at all bodies in which guards are, or models that somebody asks for, and at what those ask for; or just at
    /// all. The models come with it.
    pub fn of(program: &mut Program, wanted: Wanted) -> (Self, Arc<Models>) {
        let find = || match wanted.rows {
            Some(_) => Models::of(program),
            None => Models::default(),
        };
        let appear = || {
            let naming = Naming::of(program);
            (effects::guards_appear(program, &naming), naming)
        };
        let (models, (guards, naming)) = rayon::join(find, appear);
        let mut inferred = Self { keeps_all: wanted.everything, ..Self::default() };
        let rows = wanted.rows.filter(|_| !wanted.everything);
        let relevant = rows.and_then(|rows| Relevant::of(program, &naming, &models, rows));
        let sought = Sought { models: &models, relevant: relevant.as_ref() };
        let owners = bodies_that(program, |owner| {
            wanted.everything
                || guards.may_be_in(program, owner)
                || relevant.as_ref().is_some_and(|relevant| relevant.matters(program, owner))
        });
        // what comes takes most of the memory
        drop((guards, naming));
        if wanted.forgets_items {
            program.forget_items();
        }
        inferred.look_at(program, sought, owners);
        // only now it is known what is sent
        let bodies = inferred.with_models.iter().filter_map(|function| inferred.facts.bodies.get(function));
        let openers = relevant.as_ref().and_then(|relevant| relevant.openers(program, &models, bodies));
        if let Some(openers) = openers {
            let is_new = |owner: BodyOwner| !inferred.facts.bodies.contains_key(&owner.function);
            let owners = bodies_that(program, |owner| is_new(owner) && openers.matters(program, owner));
            inferred.look_at(program, sought, owners);
        }
        (inferred, Arc::new(models))
    }

    /// Looks at some bodies, for the first time or again, and at what they ask for.
    pub fn look_at(&mut self, program: &mut Program, sought: Sought<'_>, owners: Vec<BodyOwner>) {
        let mut fresh = Vec::new();
        for owners in owners.chunks(AT_ONCE) {
            fresh.extend(self.add(program, sought, owners.to_vec()));
        }
        while !fresh.is_empty() {
            let mut open: Vec<(FunctionId, Asked)> =
                fresh.iter().flat_map(|function| self.asks(program, sought, *function)).collect();
            let mut missing = FxHashSet::default();
            while let Some((callee, asked)) = open.pop() {
                let known = self.asked.entry(callee).or_default();
                let all = known.and(asked);
                if *known == all {
                    continue;
                }
                *known = all;
                match self.facts.bodies.get(&callee) {
                    Some(body) => open.extend(all.of_callees(program, sought, body)),
                    None => _ = missing.insert(callee),
                }
            }
            fresh = missing.into_iter().collect();
            fresh.sort_unstable();
            self.add(program, sought, fresh.iter().filter_map(|callee| program.body_of(*callee)).collect());
        }
    }

    /// What has to be known of the functions that a body calls: for its own sake, and for those who call it.
    fn asks(&self, program: &Program, sought: Sought<'_>, function: FunctionId) -> Vec<(FunctionId, Asked)> {
        let Some(body) = self.facts.bodies.get(&function) else { return Vec::new() };
        let by_others = self.asked.get(&function).copied().unwrap_or_default();
        let asked = by_others.and(Asked {
            waits: self.with_rows.contains(&function),
            blocks: false,
            sends: self.with_models.contains(&function),
            reads: self.with_models.contains(&function),
        });
        let mut found = asked.of_callees(program, sought, body);
        let points: FxHashSet<ExprId> = self.flows.get(&function).into_iter().flat_map(held_at).collect();
        if !points.is_empty() {
            let effects = Asked { waits: true, blocks: true, ..Asked::default() };
            found.extend(body.callees_at(&points).into_iter().map(|callee| (callee, effects)));
        }
        found
    }

    /// Looks at some bodies, and tells in which of them something is. The others are as if nobody had looked at them.
    fn add(&mut self, program: &mut Program, sought: Sought<'_>, owners: Vec<BodyOwner>) -> Vec<FunctionId> {
        let look = |owner: &BodyOwner| {
            let looked = Looked::at(program, sought, *owner);
            // they are many: what is not kept goes at once
            let is_kept =
                self.keeps_all || self.asked.contains_key(&owner.function) || looked.has_something(program);
            is_kept.then_some(looked)
        };
        let (analysed, bugs) = each(program, owners, |owner| *owner, look);
        self.bugs.extend(bugs);
        let mut kept = Vec::with_capacity(analysed.len());
        for (owner, looked) in analysed {
            let Some(Looked { body, mut flow, with_models, with_rows, sends }) = looked else {
                program.forget_body(owner);
                continue;
            };
            if is_too_large(&flow) {
                let function = program.function(owner.function);
                let message =
                    "this function is not analysed: too many connections are alive at too many waits";
                self.bugs.push(Diagnostic::problem(Place::new(owner.file, function.name_span), message));
            }
            if with_models {
                self.with_models.insert(owner.function);
            }
            if with_rows {
                self.with_rows.insert(owner.function);
            }
            if sends {
                self.senders.insert(owner.function);
            }
            self.facts.bodies.insert(owner.function, body);
            flow.keep_held();
            self.flows.insert(owner.function, flow);
            kept.push(owner.function);
        }
        kept
    }

    /// Forgets the bodies of some files.
    pub fn forget(&mut self, files: &FxHashSet<FileId>) {
        self.facts.bodies.retain(|_, body| !files.contains(&body.owner.file));
        let facts = &self.facts;
        self.flows.retain(|function, _| facts.bodies.contains_key(function));
        self.with_models.retain(|function| facts.bodies.contains_key(function));
        self.with_rows.retain(|function| facts.bodies.contains_key(function));
        self.senders.retain(|function| facts.bodies.contains_key(function));
        self.bugs.retain(|bug| !files.contains(&bug.primary.place.file));
    }

    /// What is held, all bodies seen together.
    pub fn holds(&self, program: &Program) -> (Holds<'_>, Vec<Diagnostic>) {
        let effects = effects::spread(program, &self.facts);
        let mut bodies: Vec<&BodyFacts> = self.facts.bodies.values().collect();
        bodies.sort_unstable_by_key(|body| body.owner);
        let (bodies, bugs) = each(
            program,
            bodies,
            |body| body.owner,
            |body| {
                let flow = self.flows.get(&body.owner.function);
                flow.map_or_else(Vec::new, |flow| effects::holds(program, &effects, body, flow))
            },
        );
        (Holds { bodies, effects }, bugs)
    }
}

/// Runs `work` on everything that has a body, in parallel; results are in the order of the items. A panic in one is a
/// problem in its place, and the others go on.
pub(super) fn each<I: Send + Sync, T: Send>(
    program: &Program,
    items: Vec<I>,
    owner: impl Fn(&I) -> BodyOwner,
    work: impl Fn(&I) -> T + Sync,
) -> (Vec<(I, T)>, Vec<Diagnostic>) {
    // one may take as long as many others
    let results: Vec<_> = items.par_iter().with_max_len(1).map(|item| caught(|| work(item))).collect();
    let mut values = Vec::with_capacity(results.len());
    let mut bugs = Vec::new();
    for (item, result) in items.into_iter().zip(results) {
        match result {
            Ok(value) => values.push((item, value)),
            Err(bug) => {
                let owner = owner(&item);
                let function = program.function(owner.function);
                bugs.push(Diagnostic::problem(Place::new(owner.file, function.name_span), bug));
            }
        }
    }
    (values, bugs)
}
