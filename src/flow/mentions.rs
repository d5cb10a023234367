//! Which guards an expression speaks of: directly, or through variables that borrow from them.
//!
//! Flow-insensitive and by variable: `let fut = save(&mut tx); fut.await` awaits something that speaks of `tx`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{ExprId, ExprKind, LocalId, PatId, Statement};
use crate::resolve::{Callee, Ty};

use super::captures::Scene;
use super::components::may_borrow;

/// An owner (or borrower) of a guard by which others can be told to depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    Local(LocalId),
    /// The value of an expression that is never bound.
    Temporary(ExprId),
}

/// For each variable: the guards that it borrows from.
#[derive(Debug, Default)]
pub struct Mentions {
    borrows: FxHashMap<LocalId, Vec<Root>>,
    /// Variables and expressions whose type is a guard, owned or borrowed.
    guards: Vec<Root>,
    /// By expression: its value borrows from nobody, so what it was computed from does not matter.
    plain: Vec<bool>,
    /// Calls of methods that the guard's header does not list. Going on from one is still work on the guard; as an
    /// argument its value is most likely a number or a setting.
    unlisted: Vec<ExprId>,
}

impl Mentions {
    /// The guards that an expression speaks of, in order. What an argument was computed from does not count when its
    /// value borrows from nobody: `charge(load(&mut tx).await?)` does not speak of `tx`.
    pub fn of(&self, body: &crate::ir::Body, expr: ExprId) -> Vec<Root> {
        let mut roots = Vec::new();
        self.add(body, expr, true, &mut roots);
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    /// `spine`: the value itself, not an argument on the way to it.
    fn add(&self, body: &crate::ir::Body, id: ExprId, spine: bool, roots: &mut Vec<Root>) {
        match &body.expr(id).kind {
            ExprKind::Local(local) => self.add_local(*local, roots),
            ExprKind::Macro(call) => call.mentions.iter().for_each(|local| self.add_local(*local, roots)),
            _ => {}
        }
        if self.guards.binary_search(&Root::Temporary(id)).is_ok() {
            roots.push(Root::Temporary(id));
        }
        let receiver = match &body.expr(id).kind {
            ExprKind::MethodCall { receiver, .. } => Some(*receiver),
            ExprKind::Await { operand, .. } | ExprKind::Try(operand) => Some(*operand),
            _ => None,
        };
        body.each_child(id, &mut |child| {
            let spine = spine && Some(child) == receiver;
            let unlisted = !spine && self.unlisted.binary_search(&child).is_ok();
            // `&mut *conn` is the place behind `conn`, not a value computed from it.
            let reborrowed = matches!(body.expr(id).kind, ExprKind::Ref { .. } | ExprKind::Deref(_))
                && matches!(body.expr(child).kind, ExprKind::Deref(_));
            if reborrowed || !unlisted && !self.plain.get(child.index()).copied().unwrap_or(false) {
                self.add(body, child, spine, roots);
            }
        });
    }

    /// The guards that a variable borrows from, itself not included.
    pub fn behind(&self, local: LocalId) -> &[Root] {
        self.borrows.get(&local).map_or(&[], Vec::as_slice)
    }

    fn add_local(&self, local: LocalId, roots: &mut Vec<Root>) {
        if self.guards.binary_search(&Root::Local(local)).is_ok() {
            roots.push(Root::Local(local));
        }
        if let Some(behind) = self.borrows.get(&local) {
            roots.extend(behind);
        }
    }
}

/// Collects the borrows of a body.
pub(super) fn collect(scene: &Scene<'_>) -> Mentions {
    let mut mentions = Mentions::default();
    let is_guard = |ty: &Ty| scene.program.guard(ty).is_some();
    for (index, ty) in scene.types.locals.iter().enumerate() {
        if is_guard(ty) {
            mentions.guards.push(Root::Local(LocalId(index as u32)));
        }
    }
    for (index, expr) in scene.body.exprs.iter().enumerate() {
        let id = ExprId(index as u32);
        let owns = matches!(
            expr.kind,
            ExprKind::Call { .. } | ExprKind::MethodCall { .. } | ExprKind::Await { .. } | ExprKind::Try(_)
        );
        if owns && is_guard(scene.types.expr(id)) {
            mentions.guards.push(Root::Temporary(id));
        }
    }
    mentions.plain = (0..scene.body.exprs.len())
        .map(|index| {
            let id = ExprId(index as u32);
            let ty = scene.types.expr(id);
            let plain = !may_borrow(scene.program, ty) || ty.is_unknown() && awaited(scene, id);
            plain && !is_guard(ty) && !is_code(&scene.body.expr(id).kind)
        })
        .collect();
    mentions.unlisted = (0..scene.body.exprs.len() as u32)
        .map(ExprId)
        .filter(|id| match &scene.body.expr(*id).kind {
            ExprKind::MethodCall { receiver, .. } => {
                matches!(scene.types.callee(*id), Callee::External { .. })
                    && is_guard(scene.types.expr(*receiver))
            }
            _ => false,
        })
        .collect();
    mentions.guards.sort_unstable();
    if mentions.guards.is_empty() {
        return mentions;
    }
    // Twice: a loop may use at its top what it binds at its bottom.
    for _ in 0..2 {
        scene.body.each_below(scene.body.root, &mut |id| match &scene.body.expr(id).kind {
            ExprKind::Block(block) => {
                for statement in &block.statements {
                    if let Statement::Let { pat, init: Some(init), .. } = statement {
                        mentions.bind(scene, *pat, *init);
                    }
                }
            }
            ExprKind::Let { pat, scrutinee } => mentions.bind(scene, *pat, *scrutinee),
            ExprKind::Match { scrutinee, arms } => {
                for arm in arms {
                    mentions.bind(scene, arm.pat, *scrutinee);
                }
            }
            ExprKind::For { pat, iter, .. } => mentions.bind(scene, *pat, *iter),
            ExprKind::Select(select) => {
                for branch in &select.branches {
                    mentions.bind(scene, branch.pat, branch.future);
                }
            }
            ExprKind::Assign { lhs, rhs } => {
                if let Some(local) = scene.body.as_local(*lhs) {
                    mentions.borrow(scene, local, *rhs);
                }
            }
            _ => {}
        });
    }
    mentions
}

impl Mentions {
    fn bind(&mut self, scene: &Scene<'_>, pat: PatId, init: ExprId) {
        for local in scene.body.bindings(pat) {
            self.borrow(scene, local, init);
        }
    }

    fn borrow(&mut self, scene: &Scene<'_>, local: LocalId, init: ExprId) {
        let ty = scene.types.local(local);
        // What an await gave back is a value of its own unless its type says that it borrows.
        let plain = !may_borrow(scene.program, ty) || ty.is_unknown() && awaited(scene, init);
        if plain || self.unlisted.binary_search(&init).is_ok() {
            return;
        }
        let roots = self.of(scene.body, init);
        let known = self.borrows.entry(local).or_default();
        let mut seen: FxHashSet<Root> = known.iter().copied().collect();
        known.extend(roots.into_iter().filter(|root| *root != Root::Local(local) && seen.insert(*root)));
    }
}

/// Closures, blocks and branches are looked into whatever they give.
fn is_code(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Block(_)
            | ExprKind::If { .. }
            | ExprKind::Match { .. }
            | ExprKind::Closure(_)
            | ExprKind::Async(_)
    )
}

/// `x.await`, `x.await?`, `x.await.unwrap()` …
fn awaited(scene: &Scene<'_>, id: ExprId) -> bool {
    match &scene.body.expr(id).kind {
        ExprKind::Await { .. } | ExprKind::Join { .. } => true,
        ExprKind::Try(operand) => awaited(scene, *operand),
        ExprKind::MethodCall { receiver, .. } => awaited(scene, *receiver),
        _ => false,
    }
}
