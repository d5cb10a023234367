//! Models: structs that mirror a row, what their id is, which parts of them are used, and where they travel.
//!
//! A model is declared (derives, attributes, `query_as!`, `letgo.toml`; the table is in `catalogue`), so nothing is
//! guessed from a struct's shape. Uses are followed through calls that are resolved; whatever cannot be followed counts
//! as a use of the whole row, and the lints stay silent. This module finds facts; the judgement is for `lints`.

mod find;
mod keys;
mod macros;
mod payload;
mod relevant;
mod signatures;
mod stale;
mod summary;
mod travel;
mod uses;
mod writers;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub use find::{Model, Models, may_declare};
pub use payload::Payload;
pub use relevant::{Relevant, Rows};
pub use signatures::is_free;
pub use stale::may_be_stale;
pub use stale::{Extent, StaleRead, StaleWrite};
pub use summary::{Bodies, How, Summaries, Taken, may_read, may_send, sends};
pub use travel::{Crossing, Message, Narrower};
pub use uses::{Reads, Tree};

use crate::effects::{BodyFacts, Effects};
use crate::resolve::{AdtId, FunctionId, Program};

/// Everything that the model lints read.
#[derive(Default)]
pub struct ModelFacts {
    pub models: Arc<Models>,
    pub summaries: Summaries,
    /// By function.
    pub crossings: FxHashMap<FunctionId, Vec<Crossing>>,
    /// Messages that are sent as they came, by the function that does it.
    pub messages: FxHashMap<FunctionId, Vec<Message>>,
    pub stale_writes: FxHashMap<FunctionId, Vec<StaleWrite>>,
    pub stale_reads: FxHashMap<FunctionId, Vec<StaleRead>>,
    /// Fields of job payloads.
    pub payloads: Vec<Payload>,
    /// Messages that are in `messages`.
    sent: FxHashSet<AdtId>,
}

/// What is known of models over all bodies, before any one body is judged.
pub fn summarise(program: &Program, models: Arc<Models>, bodies: &Bodies<'_>) -> ModelFacts {
    let mut facts = ModelFacts { models, ..ModelFacts::default() };
    if !facts.models.is_empty() {
        facts.summaries = Summaries::of(program, &facts.models, bodies);
        facts.payloads = payload::payloads(program, &facts.models, &facts.summaries, &bodies.with_models);
    }
    facts
}

/// Where the models of one body go.
#[derive(Debug, Default)]
pub struct BodyModels {
    crossings: Vec<Crossing>,
    messages: Vec<Message>,
    writes: Vec<StaleWrite>,
    reads: Vec<StaleRead>,
}

/// Looks at one body, with the summaries of all.
pub fn of_body(program: &Program, facts: &ModelFacts, effects: &Effects, body: &BodyFacts) -> BodyModels {
    if facts.models.is_empty() {
        return BodyModels::default();
    }
    let tree = Tree::of(body.body(program));
    let (crossings, messages) = travel::crossings(program, &facts.models, &facts.summaries, body, &tree);
    let (writes, reads) = stale::after_waits(program, &facts.models, &facts.summaries, effects, body, &tree);
    BodyModels { crossings, messages, writes, reads }
}

impl ModelFacts {
    /// Adds what one body gave.
    pub fn add(&mut self, function: FunctionId, found: BodyModels) {
        if !found.crossings.is_empty() {
            self.crossings.insert(function, found.crossings);
        }
        // one finding a message, not one a place that sends it
        for message in found.messages {
            if self.sent.insert(message.adt) {
                self.messages.entry(function).or_default().push(message);
            }
        }
        if !found.writes.is_empty() {
            self.stale_writes.insert(function, found.writes);
        }
        if !found.reads.is_empty() {
            self.stale_reads.insert(function, found.reads);
        }
    }
}
