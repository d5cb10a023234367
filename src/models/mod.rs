//! Models: structs that mirror a row, what their id is, which parts of them are used, and where they travel.
//!
//! A model is declared (derives, attributes, `query_as!`, `letgo.toml`; the table is in `catalogue`), so nothing is
//! guessed from a struct's shape. Uses are followed through calls that are resolved; whatever cannot be followed counts
//! as a use of the whole row, and the lints stay silent. This module finds facts; the judgement is for `lints`.

mod find;
mod payload;
mod stale;
mod summary;
mod travel;
mod uses;

use rustc_hash::{FxHashMap, FxHashSet};

pub use find::{Model, Models};
pub use payload::Payload;
pub use stale::{StaleRead, StaleWrite};
pub use summary::{How, Summaries, Taken};
pub use travel::Crossing;
pub use uses::{Reads, Tree};

use crate::effects::{BodyFacts, Effects};
use crate::resolve::{FunctionId, Program};

/// Everything that the model lints read.
pub struct ModelFacts {
    pub models: Models,
    pub summaries: Summaries,
    /// By function.
    pub crossings: FxHashMap<FunctionId, Vec<Crossing>>,
    pub stale_writes: FxHashMap<FunctionId, Vec<StaleWrite>>,
    pub stale_reads: FxHashMap<FunctionId, Vec<StaleRead>>,
    /// Fields of job payloads.
    pub payloads: Vec<Payload>,
}

/// The functions whose bodies have to be looked at for the sake of models alone.
pub fn relevant(program: &Program, models: &Models) -> FxHashSet<FunctionId> {
    if models.is_empty() {
        return FxHashSet::default();
    }
    program
        .bodies()
        .map(|owner| owner.function)
        .filter(|function| {
            let def = program.function(*function);
            def.params.iter().chain([&def.ret]).any(|ty| models.carried(program, ty.peel_refs()).is_some())
        })
        .collect()
}

/// Puts together what is known of models in all bodies.
pub fn analyse(program: &Program, models: Models, bodies: &[&BodyFacts], effects: &Effects) -> ModelFacts {
    let mut facts = ModelFacts {
        models,
        summaries: Summaries::default(),
        crossings: FxHashMap::default(),
        stale_writes: FxHashMap::default(),
        stale_reads: FxHashMap::default(),
        payloads: Vec::new(),
    };
    if facts.models.is_empty() {
        return facts;
    }
    facts.summaries = Summaries::of(program, &facts.models, bodies);
    facts.payloads = payload::payloads(program, &facts.models);
    for body in bodies {
        let function = body.owner.function;
        let tree = Tree::of(body.body(program));
        let crossings = travel::crossings(program, &facts.models, &facts.summaries, body, &tree);
        if !crossings.is_empty() {
            facts.crossings.insert(function, crossings);
        }
        let (writes, reads) =
            stale::after_waits(program, &facts.models, &facts.summaries, effects, body, &tree);
        facts.stale_writes.insert(function, writes);
        facts.stale_reads.insert(function, reads);
    }
    facts
}
