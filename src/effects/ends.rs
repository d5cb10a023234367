//! Where the guard in a variable is let go, in the words of whoever asks for its life: given away, committed, or at the
//! end of its block.
//!
//! No verdict is made of this: which guard is alive where is for `flow` to say, path by path. Here are the places that
//! a reader would look for.

use crate::ir::{Body, ExprId, ExprKind, LocalId, Statement};
use crate::resolve::Program;
use crate::source::{Place, Span};

use super::{BodyFacts, LeafKind};

/// A place where a guard may be let go, and how.
#[derive(Debug, Clone)]
pub struct End {
    pub place: Place,
    pub how: String,
}

/// In order of their places. Only for a variable that owns its guard.
pub fn ends(program: &Program, facts: &BodyFacts, local: LocalId) -> Vec<End> {
    let body = facts.body(program);
    let mut found = given_away(body, local);
    let released = facts.waits.iter().flat_map(|waiting| &waiting.leaves).filter_map(|leaf| {
        let ExprKind::MethodCall { receiver, name_span, .. } = &body.expr(leaf.expr).kind else {
            return None;
        };
        let is_own = leaf.kind == LeafKind::Release && body.as_local(*receiver) == Some(local);
        is_own.then(|| (*name_span, format!("let go by `{}`", leaf.target)))
    });
    found.extend(released);
    if let Some(block) = block_of(body, local) {
        let span = body.expr(block).span;
        found.push((Span::new(span.end.saturating_sub(1), span.end), "the end of its block".to_owned()));
    }
    found.sort_by_key(|(span, _)| *span);
    found.dedup();
    let file = facts.owner.file;
    found.into_iter().map(|(span, how)| End { place: Place::new(file, span), how }).collect()
}

/// Where the variable itself is a value: an argument, a field, a result.
fn given_away(body: &Body, local: LocalId) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let mut give = |id: ExprId, how: &str| {
        if body.as_local(id) == Some(local) {
            found.push((body.expr(id).span, how.to_owned()));
        }
    };
    for expr in &body.exprs {
        match &expr.kind {
            ExprKind::Call { callee, args } => {
                let name = match &body.expr(*callee).kind {
                    ExprKind::Path(path) => path.last_name().map(|name| name.to_string()),
                    _ => None,
                };
                let how = match name.as_deref() {
                    Some("drop") => "dropped".to_owned(),
                    Some(name) => format!("moved into `{name}`"),
                    None => "moved into a call".to_owned(),
                };
                args.iter().for_each(|arg| give(*arg, &how));
            }
            ExprKind::MethodCall { method, args, .. } => {
                args.iter().for_each(|arg| give(*arg, &format!("moved into `{method}`")));
            }
            ExprKind::Struct { fields, .. } => {
                fields
                    .iter()
                    .for_each(|(name, value)| give(*value, &format!("moved into the field `{name}`")));
            }
            ExprKind::Tuple(values) | ExprKind::Array(values) => {
                values.iter().for_each(|value| give(*value, "moved into another value"));
            }
            ExprKind::Return(Some(value)) | ExprKind::Break { value: Some(value), .. } => {
                give(*value, "given to who comes after");
            }
            ExprKind::Assign { rhs, .. } => give(*rhs, "moved to another place"),
            ExprKind::Block(block) => {
                for statement in &block.statements {
                    if let Statement::Let { init: Some(init), .. } = statement {
                        give(*init, "moved to another variable");
                    }
                }
                block.tail.iter().for_each(|tail| give(*tail, "given to who comes after"));
            }
            _ => {}
        }
    }
    found
}

/// The block that ends the variable's life: the one with its `let`, or a parameter's function.
fn block_of(body: &Body, local: LocalId) -> Option<ExprId> {
    if body.self_local == Some(local) || body.params.iter().any(|pat| body.bindings(*pat).contains(&local)) {
        return Some(body.root);
    }
    let declares = |statement: &Statement| matches!(statement, Statement::Let { pat, .. } if body.bindings(*pat).contains(&local));
    let at = body.exprs.iter().position(
        |expr| matches!(&expr.kind, ExprKind::Block(block) if block.statements.iter().any(declares)),
    )?;
    Some(ExprId(at as u32))
}
