//! Which bodies can matter at all: nearly every synchronous function of a program waits for nothing and holds nothing.
//!
//! A filter by names, so it errs on the side of looking: a body matters when it awaits, when its function gives a
//! future or takes or gives something that may hold a connection, or when it names a function that blocks, acquires, or names one that does.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::catalogue::FunctionFact;
use crate::ir::{self, Body, ExprKind, Name};
use crate::resolve::{BodyOwner, FunctionId, Program};

/// A body that did not matter so far.
struct Open {
    owner: BodyOwner,
    /// What it names; none as long as not even a word of it was wanted, and it need not be read.
    called: Option<Vec<Name>>,
}

/// The functions whose bodies are worth a look.
pub fn relevant(program: &Program) -> FxHashSet<FunctionId> {
    let names = program.functions.iter().filter(|function| {
        let facts = &function.facts;
        facts.blocks().is_some() || facts.has(FunctionFact::Acquire) || program.may_hold(&function.ret)
    });
    let mut names: FxHashSet<Name> = names.map(|function| function.name).collect();
    let mut found = FxHashSet::default();
    let mut open: Vec<Open> = Vec::new();
    for owner in program.bodies() {
        let function = program.function(owner.function);
        if program.has_await(owner)
            || function.is_async
            || program.may_hold(&function.ret)
            || program.says_future(&function.ret)
            || function.params.iter().any(|ty| program.may_hold(ty))
        {
            found.insert(owner.function);
        } else {
            open.push(Open { owner, called: None });
        }
    }
    // only what is new since the last round can change anything
    let mut fresh = names.clone();
    while !fresh.is_empty() {
        let words: FxHashSet<u32> = fresh.iter().map(|name| ir::word(name)).collect();
        let matters: Vec<bool> = open
            .par_iter_mut()
            .map(|open| {
                if !program.mentions(open.owner, |word| words.contains(&word)) {
                    return false;
                }
                let body = || called(program.body(open.owner.file, open.owner.body));
                open.called.get_or_insert_with(body).iter().any(|name| fresh.contains(name))
            })
            .collect();
        fresh = FxHashSet::default();
        let mut matters = matters.into_iter();
        open.retain(|open| {
            let matters = matters.next().unwrap_or(false);
            if matters {
                found.insert(open.owner.function);
                let name = program.function(open.owner.function).name;
                if names.insert(name) {
                    fresh.insert(name);
                }
            }
            !matters
        });
    }
    found
}

/// Names of the functions and methods that a body speaks of.
fn called(body: &Body) -> Vec<Name> {
    let mut names: Vec<Name> = body
        .exprs
        .iter()
        .filter_map(|expr| match &expr.kind {
            ExprKind::MethodCall { method, .. } => Some(*method),
            ExprKind::Path(path) => path.last_name(),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
