//! Writes of single columns: sea-orm's `ActiveModel`s, and diesel's `.set(column.eq(…))`.
//!
//! A column that gets a new value is fine. One whose value is made from the old row is not: what others wrote to it
//! during the wait is lost. And a change that was decided on by the old row may be wrong, which is only possible.

use crate::ir::{ExprId, ExprKind, LocalId, Name};
use crate::resolve::{AdtId, Program, Ty};
use crate::source::Span;

use super::{Extent, LongWait, SET_COLUMNS, SET_VALUE, Scene, StaleWrite};

/// What sea-orm makes beside each `Model`.
const ACTIVE: &str = "ActiveModel";

/// What writes such a row.
pub(super) const WRITING: [&str; 2] = ["update", "save"];

/// A column whose new value is made from what was read of it before a wait.
pub(super) fn column(
    scene: &Scene<'_>,
    local: LocalId,
    model: AdtId,
    ty: &Ty,
    (read, is_parameter): (Span, bool),
    waits: &[&LongWait<'_>],
) -> Option<StaleWrite> {
    if scene.is_versioned(model) {
        return None;
    }
    let known = scene.models.get(model)?;
    scene.tree.occurrences(local).iter().find_map(|occurrence| {
        let field = scene.tree.parent(*occurrence)?;
        let ExprKind::Field { name, .. } = &scene.body.expr(field).kind else { return None };
        if known.keys.contains(name) {
            return None;
        }
        let (writer, write) = sets(scene, field, *name, model)?;
        let wait =
            waits.iter().rev().find(|wait| scene.comes_after(local, wait.waiting.expr, *occurrence))?;
        Some(StaleWrite {
            extent: Extent::Column,
            local,
            name: scene.body.local(local).name,
            model,
            ty: ty.peel_refs().clone(),
            read,
            is_parameter,
            wait: wait.waiting.keyword,
            category: wait.category,
            target: wait.target.clone(),
            write,
            writer,
            columns: Some(vec![*name]),
            certain: false,
        })
    })
}

/// Where the value is set as the new one of the same column: `count: Set(row.count + 1)`, `active.count = Set(…)`,
/// `.set(count.eq(row.count + 1))`.
fn sets(scene: &Scene<'_>, field: ExprId, name: Name, model: AdtId) -> Option<(String, Span)> {
    let body = scene.body;
    let place = body.expr(field).span;
    let mut at = field;
    let mut is_set = false;
    loop {
        let above = scene.tree.parent(at)?;
        match &body.expr(above).kind {
            ExprKind::Ref { .. }
            | ExprKind::Deref(_)
            | ExprKind::Cast { .. }
            | ExprKind::Unary(_)
            | ExprKind::Binary { .. } => {}
            ExprKind::MethodCall { receiver, .. } if *receiver == at => {}
            ExprKind::MethodCall { receiver, method, .. } if *method == "eq" => {
                let ExprKind::Path(path) = &body.expr(*receiver).kind else { return None };
                return (path.last_name() == Some(name) && is_in_set(scene, above))
                    .then(|| (SET_COLUMNS.to_owned(), place));
            }
            ExprKind::Call { callee, .. } => {
                let ExprKind::Path(path) = &body.expr(*callee).kind else { return None };
                match path.last_name()?.as_str() {
                    SET_VALUE => is_set = true,
                    "Some" => {}
                    _ => return None,
                }
            }
            ExprKind::Struct { fields, .. } if is_set => {
                // with the key in it, it changes a row, and does not make one
                let has_key = scene
                    .models
                    .get(model)?
                    .keys
                    .iter()
                    .all(|key| fields.iter().any(|(name, _)| name == key));
                let same = fields.iter().any(|(field, value)| *field == name && *value == at);
                return (has_key && same && is_active(scene, scene.facts.types.expr(above), model))
                    .then(|| (SET_VALUE.to_owned(), place));
            }
            ExprKind::Assign { lhs, rhs } if is_set && *rhs == at => {
                let ExprKind::Field { base, name: column, .. } = &body.expr(*lhs).kind else { return None };
                return (*column == name && is_active(scene, scene.facts.types.expr(*base), model))
                    .then(|| (SET_VALUE.to_owned(), place));
            }
            _ => return None,
        }
        at = above;
    }
}

/// Below the argument of a `.set(…)`.
fn is_in_set(scene: &Scene<'_>, mut at: ExprId) -> bool {
    while let Some(above) = scene.tree.parent(at) {
        match &scene.body.expr(above).kind {
            ExprKind::Tuple(_) => at = above,
            ExprKind::MethodCall { receiver, method, .. } => {
                return *receiver != at && *method == SET_COLUMNS;
            }
            _ => return false,
        }
    }
    false
}

/// The `ActiveModel` of this model: it stands beside it.
fn is_active(scene: &Scene<'_>, ty: &Ty, model: AdtId) -> bool {
    let Ty::Adt(adt, _) = ty.peel_refs() else { return false };
    let (active, model) = (scene.program.adt(*adt), scene.program.adt(model));
    active.name == ACTIVE && active.module == model.module
}

/// `let mut active: ActiveModel = row.into(); …wait…; active.state = Set(…); active.update(db)`.
pub(super) fn decisions(scene: &Scene<'_>, waits: &[LongWait<'_>]) -> Vec<StaleWrite> {
    let body = scene.body;
    let mut found = Vec::new();
    for index in 0..body.locals.len() {
        let local = LocalId(index as u32);
        let ty = scene.facts.types.local(local);
        let Ty::Adt(active, _) = ty else { continue };
        if !is_any_active(scene.program, ty) {
            continue;
        }
        let Some(init) = body.initialiser(local) else { continue };
        let Some(model) = made_from(scene, init, *active) else { continue };
        for occurrence in scene.tree.occurrences(local) {
            let Some((_, method, span)) = scene.called_on(*occurrence) else { continue };
            if !WRITING.contains(&method.as_str()) {
                continue;
            }
            let same = |wait: &&LongWait<'_>| {
                wait.waiting.context == body.local(local).owner
                    && scene.comes_after(local, wait.waiting.expr, *occurrence)
            };
            let Some(wait) = waits.iter().rev().find(same) else { continue };
            found.push(StaleWrite {
                extent: Extent::Decision,
                local,
                name: body.local(local).name,
                model,
                ty: Ty::Unknown,
                read: body.expr(init).span,
                is_parameter: false,
                wait: wait.waiting.keyword,
                category: wait.category,
                target: wait.target.clone(),
                write: span,
                writer: method.to_string(),
                columns: Some(Vec::new()),
                certain: false,
            });
            break;
        }
    }
    found
}

/// The model that an active model is made from.
fn made_from(scene: &Scene<'_>, init: ExprId, active: AdtId) -> Option<AdtId> {
    let from = match &scene.body.expr(init).kind {
        ExprKind::MethodCall { receiver, method, .. }
            if ["into", "into_active_model"].contains(&method.as_str()) =>
        {
            *receiver
        }
        ExprKind::Call { args, .. } if args.len() == 1 => args[0],
        _ => return None,
    };
    let (model, _) = scene.models.behind(scene.program, scene.facts.types.expr(from))?;
    (scene.program.adt(model).module == scene.program.adt(active).module).then_some(model)
}

/// An `ActiveModel`, of whichever model.
pub(super) fn is_any_active(program: &Program, ty: &Ty) -> bool {
    matches!(ty, Ty::Adt(adt, _) if program.adt(*adt).name == ACTIVE)
}
