//! What a function makes its caller wait for: from the functions that wait themselves backwards to their callers,
//! breadth first, so that the way kept for each is a shortest one. Cycles need no care.

use std::collections::VecDeque;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalogue::Category;
use crate::resolve::{Callee, FunctionId, Program};
use crate::source::Place;

use super::handles::{self, HandleKey};
use super::leaves::{Leaf, LeafKind};
use super::{BodyFacts, Facts};

/// Handles kept for one function; more say nothing new.
const HANDLES: usize = 6;

/// One step of a chain: the place in the function, and what it calls or waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub place: Place,
    pub target: Arc<str>,
    /// The function that the chain goes on in.
    pub next: Option<FunctionId>,
}

/// What calling (and awaiting) each function waits for.
#[derive(Debug, Default)]
pub struct Effects {
    waits: FxHashMap<(FunctionId, Category), Step>,
    blocks: FxHashMap<(FunctionId, Category), Step>,
    acquires: FxHashMap<FunctionId, Vec<(HandleKey, Step)>>,
    /// The same for calling a function that nobody awaits.
    sync_acquires: FxHashMap<FunctionId, Vec<(HandleKey, Step)>>,
    /// Parameters that the function polls, or gives to one that does.
    polls: FxHashMap<(FunctionId, usize), Step>,
    /// Calls that could not be resolved: nothing is known of what they wait for.
    unresolved: FxHashMap<(FunctionId, Category), Step>,
    /// Executor parameters that some caller gives a handle for.
    given_handles: FxHashSet<(FunctionId, usize)>,
}

impl Effects {
    /// Categories that the function waits for, in order of severity, each with the chain down to the wait.
    pub fn waits(&self, function: FunctionId) -> impl Iterator<Item = (Category, Vec<Step>)> + '_ {
        Category::ALL.into_iter().filter_map(move |category| {
            let chain = chain(&self.waits, function, category);
            (!chain.is_empty()).then_some((category, chain))
        })
    }

    /// The chain to a call that could not be resolved.
    pub fn unresolved(&self, function: FunctionId) -> Vec<Step> {
        chain(&self.unresolved, function, Category::Unknown)
    }

    /// Whether the caller decides what this is, and none is seen to give a handle.
    pub fn is_open(&self, handle: &HandleKey) -> bool {
        matches!(handle, HandleKey::Executor(function, index) if !self.given_handles.contains(&(*function, *index)))
    }

    pub fn blocks(&self, function: FunctionId) -> impl Iterator<Item = (Category, Vec<Step>)> + '_ {
        Category::ALL.into_iter().filter_map(move |category| {
            let chain = chain(&self.blocks, function, category);
            (!chain.is_empty()).then_some((category, chain))
        })
    }

    /// Handles that the function takes connections from, each with the first step towards it.
    pub fn acquires(&self, function: FunctionId) -> &[(HandleKey, Step)] {
        self.acquires.get(&function).map_or(&[], Vec::as_slice)
    }

    /// Where a function polls what it was given, if it does.
    pub fn polls(&self, function: FunctionId, index: usize) -> Option<&Step> {
        self.polls.get(&(function, index))
    }

    /// The leaf, and what callees poll of its arguments.
    pub(super) fn with_given<'l>(&self, leaf: &'l Leaf, found: &mut Vec<&'l Leaf>) {
        found.push(leaf);
        let LeafKind::Call(callees) = &leaf.kind else { return };
        for (index, given) in &leaf.given {
            if callees.iter().any(|callee| self.polls(*callee, *index).is_some()) {
                given.iter().for_each(|leaf| self.with_given(leaf, found));
            }
        }
    }

    /// The chain from a function to where it acquires.
    pub fn acquire_chain(&self, function: FunctionId, first: &Step) -> Vec<Step> {
        let mut chain = vec![first.clone()];
        let mut seen: FxHashSet<FunctionId> = FxHashSet::from_iter([function]);
        let mut at = first.next;
        while let Some(function) = at {
            if !seen.insert(function) {
                break;
            }
            let Some((_, step)) = self.acquires(function).first() else { break };
            chain.push(step.clone());
            at = step.next;
        }
        chain
    }
}

fn chain(
    map: &FxHashMap<(FunctionId, Category), Step>,
    function: FunctionId,
    category: Category,
) -> Vec<Step> {
    let mut chain = Vec::new();
    let mut at = Some(function);
    while let Some(step) = at.and_then(|function| map.get(&(function, category))) {
        at = step.next;
        chain.push(step.clone());
        if chain.len() > 32 {
            break;
        }
    }
    chain
}

/// Spreads the effects of all bodies.
pub fn spread(program: &Program, facts: &Facts) -> Effects {
    let mut effects = Effects { given_handles: given_handles(program, facts), ..Effects::default() };
    let mut functions: Vec<FunctionId> = facts.bodies.keys().copied().collect();
    functions.sort_unstable();
    polled(&mut effects, facts, &functions);

    // Callers of each function, with the place of the call.
    let mut callers: FxHashMap<FunctionId, Vec<(FunctionId, Step, Option<crate::ir::ExprId>)>> =
        FxHashMap::default();
    let mut sync_callers: FxHashMap<FunctionId, Vec<(FunctionId, Step, &Leaf)>> = FxHashMap::default();
    let mut sync_acquiring: VecDeque<(FunctionId, HandleKey)> = VecDeque::new();
    let mut waiting: VecDeque<(FunctionId, Category)> = VecDeque::new();
    let mut blocking: VecDeque<(FunctionId, Category)> = VecDeque::new();
    let mut unresolved: VecDeque<FunctionId> = VecDeque::new();
    let mut acquiring: VecDeque<(FunctionId, HandleKey)> = VecDeque::new();

    for function in &functions {
        let body = &facts.bodies[function];
        let file = body.owner.file;
        for wait in body.waits.iter().filter(|wait| !wait.spawned) {
            let mut leaves = Vec::new();
            wait.leaves.iter().for_each(|leaf| effects.with_given(leaf, &mut leaves));
            for leaf in leaves {
                let step =
                    |next| Step { place: Place::new(file, leaf.span), target: leaf.target.clone(), next };
                match &leaf.kind {
                    LeafKind::Waits(category) => {
                        if effects.waits.insert((*function, *category), step(None)).is_none() {
                            waiting.push_back((*function, *category));
                        }
                    }
                    LeafKind::Foreign => {
                        if effects.waits.insert((*function, Category::Unknown), step(None)).is_none() {
                            waiting.push_back((*function, Category::Unknown));
                        }
                    }
                    LeafKind::Unknown => {
                        if effects.unresolved.insert((*function, Category::Unknown), step(None)).is_none() {
                            unresolved.push_back(*function);
                        }
                    }
                    LeafKind::Acquire(handle) | LeafKind::Query { handle: Some(handle) } => {
                        if add_acquire(&mut effects, *function, handle.clone(), step(None)) {
                            acquiring.push_back((*function, handle.clone()));
                        }
                    }
                    LeafKind::Call(callees) => {
                        for callee in callees {
                            callers.entry(*callee).or_default().push((
                                *function,
                                step(Some(*callee)),
                                Some(leaf.expr),
                            ));
                        }
                    }
                    _ => {}
                }
            }
        }
        for leaf in &body.calls {
            let step = |next| Step { place: Place::new(file, leaf.span), target: leaf.target.clone(), next };
            match &leaf.kind {
                LeafKind::Blocks(category) => {
                    if effects.blocks.insert((*function, *category), step(None)).is_none() {
                        blocking.push_back((*function, *category));
                    }
                }
                LeafKind::Acquire(handle) if !leaf.apart => {
                    if add(&mut effects.sync_acquires, *function, handle.clone(), step(None)) {
                        sync_acquiring.push_back((*function, handle.clone()));
                    }
                }
                LeafKind::Call(callees) => {
                    for callee in callees {
                        let callers = sync_callers.entry(*callee).or_default();
                        callers.push((*function, step(Some(*callee)), leaf));
                    }
                }
                _ => {}
            }
        }
    }
    while let Some((function, category)) = waiting.pop_front() {
        for (caller, step, _) in callers.get(&function).map_or(&[][..], Vec::as_slice) {
            if let std::collections::hash_map::Entry::Vacant(e) = effects.waits.entry((*caller, category)) {
                e.insert(step.clone());
                waiting.push_back((*caller, category));
            }
        }
    }
    while let Some(function) = unresolved.pop_front() {
        for (caller, step, _) in callers.get(&function).map_or(&[][..], Vec::as_slice) {
            let key = (*caller, Category::Unknown);
            if let std::collections::hash_map::Entry::Vacant(e) = effects.unresolved.entry(key) {
                e.insert(step.clone());
                unresolved.push_back(*caller);
            }
        }
    }
    while let Some((function, category)) = blocking.pop_front() {
        for (caller, step, _) in sync_callers.get(&function).map_or(&[][..], Vec::as_slice) {
            if let std::collections::hash_map::Entry::Vacant(e) = effects.blocks.entry((*caller, category)) {
                e.insert(step.clone());
                blocking.push_back((*caller, category));
            }
        }
    }
    while let Some((function, handle)) = sync_acquiring.pop_front() {
        // calling an async function runs nothing of it yet
        if program.function(function).is_async {
            continue;
        }
        for (caller, step, leaf) in sync_callers.get(&function).map_or(&[][..], Vec::as_slice) {
            let Some(body) = facts.bodies.get(caller).filter(|_| !leaf.apart) else { continue };
            let Some(handle) = at_call(program, body, leaf.expr, function, &handle) else { continue };
            if add(&mut effects.sync_acquires, *caller, handle.clone(), step.clone()) {
                sync_acquiring.push_back((*caller, handle));
            }
        }
    }
    for (function, known) in &effects.sync_acquires {
        // awaiting it runs it all
        if program.function(*function).is_async {
            for (handle, step) in known {
                if add(&mut effects.acquires, *function, handle.clone(), step.clone()) {
                    acquiring.push_back((*function, handle.clone()));
                }
            }
        }
    }
    while let Some((function, handle)) = acquiring.pop_front() {
        for (caller, step, call) in callers.get(&function).map_or(&[][..], Vec::as_slice) {
            let Some(body) = facts.bodies.get(caller) else { continue };
            let handle = match call {
                Some(call) => at_call(program, body, *call, function, &handle),
                None => Some(handle.clone()),
            };
            let Some(handle) = handle else { continue };
            if add_acquire(&mut effects, *caller, handle.clone(), step.clone()) {
                acquiring.push_back((*caller, handle));
            }
        }
    }
    effects
}

/// Executor parameters that a call gives a handle for, or its caller's own executor that is given one.
fn given_handles(program: &Program, facts: &Facts) -> FxHashSet<(FunctionId, usize)> {
    let mut given = FxHashSet::default();
    let mut passed_on: FxHashMap<(FunctionId, usize), Vec<(FunctionId, usize)>> = FxHashMap::default();
    let takes_executor: Vec<bool> =
        program.functions.par_iter().map(|def| def.params.iter().any(|ty| program.is_executor(ty))).collect();
    for body in facts.bodies.values() {
        if !body.own_calls.iter().any(|callee| takes_executor[callee.index()]) {
            continue;
        }
        let ir = body.body(program);
        for (call, callee) in body.types.callees.iter() {
            let Callee::Function { function, implementors, .. } = callee else { continue };
            let mut callees = std::iter::once(function).chain(implementors);
            if program.is_header_function(*function) || !callees.any(|callee| takes_executor[callee.index()])
            {
                continue;
            }
            let operands = ir.operands(call);
            for (index, operand) in operands.iter().enumerate() {
                let open = |callee: &&FunctionId| {
                    program.function(**callee).params.get(index).is_some_and(|ty| program.is_executor(ty))
                };
                let params = std::iter::once(function).chain(implementors).filter(open);
                let params: Vec<_> = params.map(|callee| (*callee, index)).collect();
                if params.is_empty() {
                    continue;
                }
                if program.is_handle(body.types.expr(*operand)) {
                    given.extend(params);
                } else if let Some(HandleKey::Executor(of, at)) =
                    handles::executor(program, ir, &body.types, body.owner.function, *operand)
                {
                    passed_on.entry((of, at)).or_default().extend(params);
                }
            }
        }
    }
    let mut open: Vec<(FunctionId, usize)> = given.iter().copied().collect();
    while let Some(param) = open.pop() {
        for next in passed_on.get(&param).map_or(&[][..], Vec::as_slice) {
            if given.insert(*next) {
                open.push(*next);
            }
        }
    }
    given
}

/// Which parameters are polled: by the function itself, or by one that it gives them to.
fn polled(effects: &mut Effects, facts: &Facts, functions: &[FunctionId]) {
    loop {
        let mut found = Vec::new();
        for function in functions {
            let body = &facts.bodies[function];
            for wait in body.waits.iter().filter(|wait| !wait.spawned) {
                let mut leaves = Vec::new();
                wait.leaves.iter().for_each(|leaf| effects.with_given(leaf, &mut leaves));
                for leaf in leaves {
                    if let LeafKind::Param(index) = leaf.kind {
                        let place = Place::new(body.owner.file, leaf.span);
                        found.push((
                            (*function, index),
                            Step { place, target: leaf.target.clone(), next: None },
                        ));
                    }
                }
            }
        }
        let before = effects.polls.len();
        for (param, step) in found {
            effects.polls.entry(param).or_insert(step);
        }
        if effects.polls.len() == before {
            return;
        }
    }
}

fn add_acquire(effects: &mut Effects, function: FunctionId, handle: HandleKey, step: Step) -> bool {
    add(&mut effects.acquires, function, handle, step)
}

fn add(
    acquires: &mut FxHashMap<FunctionId, Vec<(HandleKey, Step)>>,
    function: FunctionId,
    handle: HandleKey,
    step: Step,
) -> bool {
    let known = acquires.entry(function).or_default();
    if known.len() >= HANDLES || known.iter().any(|(other, _)| *other == handle) {
        return false;
    }
    known.push((handle, step));
    true
}

/// A callee's handle as its caller knows it: a parameter is the argument. None when a guard was given for an executor.
pub(super) fn at_call(
    program: &Program,
    body: &BodyFacts,
    call: crate::ir::ExprId,
    callee: FunctionId,
    handle: &HandleKey,
) -> Option<HandleKey> {
    let (of, index, is_executor) = match handle {
        HandleKey::Param(of, index) => (of, index, false),
        HandleKey::Executor(of, index) => (of, index, true),
        _ => return Some(handle.clone()),
    };
    if *of != callee {
        return Some(handle.clone());
    }
    let ir = body.body(program);
    let function = body.owner.function;
    let operands = ir.operands(call);
    let Some(arg) = operands.get(*index) else { return (!is_executor).then_some(HandleKey::Unknown) };
    if is_executor && !program.is_handle(body.types.expr(*arg)) {
        return handles::executor(program, ir, &body.types, function, *arg);
    }
    Some(handles::key(program, ir, &body.types, function, *arg))
}

/// The same for lints: what handle a call takes a connection from, seen from the caller.
impl Effects {
    pub fn acquires_at_call(
        &self,
        program: &Program,
        body: &BodyFacts,
        call: crate::ir::ExprId,
        callee: FunctionId,
    ) -> Vec<(HandleKey, Vec<Step>)> {
        self.acquires(callee)
            .iter()
            .filter_map(|(handle, step)| {
                let handle = at_call(program, body, call, callee, handle)?;
                Some((handle, self.acquire_chain(callee, step)))
            })
            .collect()
    }

    /// The same for a call that nobody awaits.
    pub fn sync_acquires_at_call(
        &self,
        program: &Program,
        body: &BodyFacts,
        call: crate::ir::ExprId,
        callee: FunctionId,
    ) -> Vec<(HandleKey, Vec<Step>)> {
        if program.function(callee).is_async {
            return Vec::new();
        }
        let known = self.sync_acquires.get(&callee).map_or(&[][..], Vec::as_slice);
        let chain = |step: &Step| {
            let mut chain = vec![step.clone()];
            let mut at = step.next;
            while let Some(next) = at.filter(|_| chain.len() < 32) {
                let Some((_, step)) = self.sync_acquires.get(&next).and_then(|known| known.first()) else {
                    break;
                };
                chain.push(step.clone());
                at = step.next;
            }
            chain
        };
        known
            .iter()
            .filter_map(|(handle, step)| Some((at_call(program, body, call, callee, handle)?, chain(step))))
            .collect()
    }
}
