//! The lints: one file each, and the table of them all.
//!
//! A lint sees one body with its holds, the program and the effects; it returns diagnostics and touches nothing else.
//! No lint imports another; what they share in wording is in [`wording`], [`edits`], [`model_wording`] and [`key_only`].

mod edits;
mod guard_across_await;
mod guard_across_blocking;
mod key_only;
mod model_across_await;
mod model_across_task;
mod model_for_id;
mod model_ref_for_id;
mod model_wording;
mod nested_acquire;
mod stale_model_write;
mod suppression_without_reason;
mod unused_suppression;
mod wording;

use crate::diagnostic::{Diagnostic, Lint};
use crate::effects::{BodyFacts, Callers, Hold};
use crate::models::{ModelFacts, Rows};
use crate::resolve::Program;
use crate::source::SourceMap;

/// Every lint, in the order of `list`.
pub static LINTS: &[&Lint] = &[
    &guard_across_await::LINT,
    &nested_acquire::LINT,
    &guard_across_blocking::LINT,
    &model_for_id::LINT,
    &model_across_task::LINT,
    &stale_model_write::LINT,
    &model_across_await::LINT,
    &model_ref_for_id::LINT,
    &unused_suppression::LINT,
    &suppression_without_reason::LINT,
];

/// The lints about suppressions themselves, which `diagnostic` reports.
pub static UNUSED_SUPPRESSION: &Lint = &unused_suppression::LINT;
pub static SUPPRESSION_WITHOUT_REASON: &Lint = &suppression_without_reason::LINT;

/// What a lint may see.
pub struct Context<'a> {
    pub program: &'a Program,
    pub body: &'a BodyFacts,
    /// Of this body, in order of their waits.
    pub holds: &'a [Hold],
    /// Who passes guards to whom, over all bodies.
    pub callers: &'a Callers,
    pub models: &'a ModelFacts,
    /// For edits, which are made of code.
    pub sources: &'a SourceMap,
}

/// The checks, one row a lint.
const CHECKS: &[fn(&Context<'_>) -> Vec<Diagnostic>] = &[
    guard_across_await::check,
    nested_acquire::check,
    guard_across_blocking::check,
    model_for_id::check,
    model_across_task::check,
    stale_model_write::check,
    model_across_await::check,
    model_ref_for_id::check,
];

/// What the lints ask of models, by those that are heard of.
pub fn rows(is_heard_of: impl Fn(&'static Lint) -> bool) -> Rows {
    Rows::Only {
        later_reads: is_heard_of(&model_across_await::LINT),
        lent: is_heard_of(&model_ref_for_id::LINT),
    }
}

/// What is found in definitions, not in bodies.
pub fn run_on_definitions(program: &Program, models: &ModelFacts) -> Vec<Diagnostic> {
    model_across_task::check_payloads(program, models)
}

/// Runs every lint on a body.
pub fn run(context: &Context<'_>) -> Vec<Diagnostic> {
    CHECKS.iter().flat_map(|check| check(context)).collect()
}
