//! Which functions write a model that they are given back to its row, and which columns.
//!
//! By what the body does under a name that says so: diesel's changesets, `replace_into`, columns bound to a statement,
//! or the row passed on to another writer. `INSERT`s bind every column, too: hence the name.

use rustc_hash::FxHashMap;

use crate::effects::BodyFacts;
use crate::ir::{Body, ExprId, ExprKind, LocalId, Name};
use crate::resolve::{Callee, FunctionId, Program};

use super::find::is_writer;
use super::summary::params;
use super::{Models, Tree};

/// Writers that call writers that call writers.
const ROUNDS: usize = 4;

/// What a function writes of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// None: all of them.
    pub columns: Option<Vec<Name>>,
    /// Seen in its body, not concluded.
    pub seen: bool,
}

/// By function and parameter, `self` counted.
pub(super) type Writers = FxHashMap<(FunctionId, usize), Written>;

pub(super) fn writers(program: &Program, models: &Models, bodies: &[&BodyFacts]) -> Writers {
    let mut writers = Writers::default();
    let named: Vec<(&BodyFacts, Tree)> = bodies
        .iter()
        .filter(|facts| is_writer(&program.function(facts.owner.function).name))
        .map(|facts| (*facts, Tree::of(facts.body(program))))
        .collect();
    for (facts, tree) in &named {
        for (index, local) in params(program, facts) {
            if let Some(written) = direct(program, models, facts, tree, index, local) {
                writers.insert((facts.owner.function, index), written);
            }
        }
    }
    for _ in 0..ROUNDS {
        let before = writers.len();
        for (facts, tree) in &named {
            for (index, local) in params(program, facts) {
                let key = (facts.owner.function, index);
                if !writers.contains_key(&key)
                    && models.behind(program, facts.types.local(local)).is_some()
                    && let Some(written) = passed_on(program, facts, tree, local, &writers)
                {
                    writers.insert(key, written);
                }
            }
        }
        if writers.len() == before {
            break;
        }
    }
    writers
}

/// diesel's `.set(self)`, `replace_into(…).values(self)`, `save_changes`, or most of its columns into queries.
fn direct(
    program: &Program,
    models: &Models,
    facts: &BodyFacts,
    tree: &Tree,
    index: usize,
    local: LocalId,
) -> Option<Written> {
    let body = facts.body(program);
    let (model, known) = models.behind(program, facts.types.local(local))?;
    let all = Written { columns: None, seen: true };
    let mut columns: Vec<Name> = Vec::new();
    let mut is_whole = tree.is_mentioned(local);
    for occurrence in tree.occurrences(local) {
        let mut at = *occurrence;
        let mut field = None;
        while let Some(above) = tree.parent(at) {
            match &body.expr(above).kind {
                ExprKind::Field { name, .. } => field = field.or(Some(*name)),
                ExprKind::MethodCall { receiver, method, .. } if *receiver != at => {
                    if field.is_none()
                        && models.is_changeset(model)
                        && (*method == "set" || *method == "values" && replaces(body, above))
                    {
                        return Some(all);
                    }
                    if *method == "bind" {
                        columns.extend(field);
                    }
                    is_whole |= field.is_none();
                    break;
                }
                ExprKind::MethodCall { receiver, method, .. }
                    if *receiver == at && field.is_none() && *method == "save_changes" =>
                {
                    return Some(all);
                }
                ExprKind::Ref { .. }
                | ExprKind::Deref(_)
                | ExprKind::Cast { .. }
                | ExprKind::Try(_)
                | ExprKind::MethodCall { .. } => {}
                ExprKind::Macro(call) => {
                    if call.path.last_name().is_some_and(|name| name.starts_with("query")) {
                        columns.extend(field);
                    }
                    break;
                }
                _ => {
                    is_whole |= field.is_none();
                    break;
                }
            }
            at = above;
        }
    }
    columns.retain(|column| !known.keys.contains(column));
    columns.sort_unstable();
    columns.dedup();
    let others = program
        .adt(model)
        .variants
        .first()
        .map_or(0, |variant| variant.fields.len().saturating_sub(known.keys.len()));
    if columns.len() >= 3 && columns.len() * 2 >= others {
        return Some(Written { columns: (columns.len() < others).then_some(columns), seen: false });
    }
    // the whole of `self` goes into a query that cannot be read
    let name = program.function(facts.owner.function).name;
    (index == 0 && is_whole && models.is_changeset(model) && !name.contains('_'))
        .then_some(Written { columns: None, seen: false })
}

/// The row, given to another writer as it is.
fn passed_on(
    program: &Program,
    facts: &BodyFacts,
    tree: &Tree,
    local: LocalId,
    writers: &Writers,
) -> Option<Written> {
    let body = facts.body(program);
    tree.occurrences(local).iter().find_map(|occurrence| {
        let mut at = *occurrence;
        loop {
            let above = tree.parent(at)?;
            let index = match &body.expr(above).kind {
                ExprKind::Ref { .. } | ExprKind::Deref(_) => {
                    at = above;
                    continue;
                }
                ExprKind::MethodCall { receiver, method, .. } if *receiver == at && *method == "clone" => {
                    at = above;
                    continue;
                }
                ExprKind::MethodCall { receiver, .. } if *receiver == at => 0,
                ExprKind::MethodCall { args, .. } => 1 + args.iter().position(|arg| *arg == at)?,
                ExprKind::Call { args, .. } => args.iter().position(|arg| *arg == at)?,
                _ => return None,
            };
            let Callee::Function { function, implementors, .. } = facts.types.callee(above) else {
                return None;
            };
            return std::iter::once(function)
                .chain(implementors)
                .find_map(|function| writers.get(&(*function, index)))
                .cloned();
        }
    })
}

/// `diesel::replace_into(table).values(…)`
fn replaces(body: &Body, call: ExprId) -> bool {
    let mut found = false;
    if let ExprKind::MethodCall { receiver, .. } = &body.expr(call).kind {
        body.each_below(*receiver, &mut |id| {
            if let ExprKind::Path(path) = &body.expr(id).kind {
                found |= path.last_name().is_some_and(|name| name == "replace_into");
            }
        });
    }
    found
}
