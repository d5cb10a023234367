//! What a closure or async block takes from around it, and how.
//!
//! Reference, `type.closure`: since edition 2021 captures are places (`s.conn`, not `s`), `let _ = c` captures nothing;
//! before, whole variables. Only what can own a guard matters here: everything else is captured by reference in our
//! eyes.

use crate::ir::{Body, ExprId, ExprKind, LocalId, Name, PatId, PatKind, Statement};
use crate::resolve::{BodyTypes, Callee, Edition, Program, SelfKind, Ty};

use super::components::{Capturing, components};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaptureMode {
    Move,
    Ref,
}

/// One captured place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    pub local: LocalId,
    /// Fields from the variable down; empty for the whole.
    pub path: Vec<Name>,
    pub mode: CaptureMode,
    /// Where it is named.
    pub expr: ExprId,
}

/// How the value of an expression is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Value,
    Ref,
    /// `let _ = place`
    Nothing,
}

/// What the analyses of a body share.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub program: &'a Program,
    pub body: &'a Body,
    pub types: &'a BodyTypes,
    pub edition: Edition,
}

impl Scene<'_> {
    /// Captures of a closure, async closure, async block or stream. A place is listed once, `Move` before `Ref`.
    pub fn captures(&self, closure: ExprId) -> Vec<Capture> {
        let (inner, is_move) = match &self.body.expr(closure).kind {
            ExprKind::Closure(closure) => (closure.body, closure.is_move),
            ExprKind::Async(block) => (block.body, block.is_move),
            _ => return Vec::new(),
        };
        let mut walk = Walk { scene: *self, owners: vec![closure], is_move, found: Vec::new() };
        walk.visit(inner, Use::Value);
        let Walk { owners, mut found, .. } = walk;
        found.retain(|capture| {
            self.body.local(capture.local).owner.is_none_or(|owner| !owners.contains(&owner))
        });
        merge(found)
    }

    /// Whether a call of a closure takes what it captured out of it.
    pub fn consumes(&self, closure: ExprId) -> bool {
        let ExprKind::Closure(inner) = &self.body.expr(closure).kind else { return false };
        let mut walk = Walk { scene: *self, owners: vec![closure], is_move: false, found: Vec::new() };
        walk.visit(inner.body, Use::Value);
        let Walk { owners, found, .. } = walk;
        found.iter().any(|capture| {
            capture.mode == CaptureMode::Move
                && self.body.local(capture.local).owner.is_none_or(|owner| !owners.contains(&owner))
        })
    }

    /// Whether a closure or block may put something into a variable that it captures by reference.
    pub fn writes(&self, closure: ExprId, local: LocalId) -> bool {
        let mut writes = false;
        self.body.each_below(closure, &mut |id| {
            writes |= match &self.body.expr(id).kind {
                ExprKind::Assign { lhs, .. } => self.root(*lhs) == Some(local),
                ExprKind::Ref { operand, mutable: true } => self.root(*operand) == Some(local),
                ExprKind::MethodCall { receiver, args, .. } => {
                    !args.is_empty() && !self.takes_self(id) && self.root(*receiver) == Some(local)
                }
                _ => false,
            };
        });
        writes
    }

    /// The variable that a place is in.
    pub fn root(&self, id: ExprId) -> Option<LocalId> {
        match &self.body.expr(id).kind {
            ExprKind::Local(local) => Some(*local),
            ExprKind::Field { base, .. } | ExprKind::Index { base, .. } | ExprKind::Deref(base) => {
                self.root(*base)
            }
            _ => None,
        }
    }

    /// Whether `recv.method()` takes `recv` by value.
    pub fn takes_self(&self, call: ExprId) -> bool {
        let Callee::Function { function, self_ty, .. } = self.types.callee(call) else { return false };
        !matches!(self_ty, Ty::Ref { .. })
            && matches!(self.program.function(*function).self_param, Some(SelfKind::Value | SelfKind::Typed))
            && !self.self_is_reference(*function)
    }

    /// `self: &Self`, `self: Pin<&mut Self>`: typed, yet a borrow.
    fn self_is_reference(&self, function: crate::resolve::FunctionId) -> bool {
        match self.program.function(function).params.first() {
            Some(Ty::Ref { .. }) => true,
            Some(Ty::Adt(_, args)) => matches!(args.first(), Some(Ty::Ref { .. })),
            _ => false,
        }
    }

    /// A place: naming it does not compute anything.
    pub fn is_place(&self, id: ExprId) -> bool {
        match &self.body.expr(id).kind {
            ExprKind::Local(_) | ExprKind::Deref(_) | ExprKind::Index { .. } => true,
            ExprKind::Field { base, .. } => self.is_place(*base),
            _ => false,
        }
    }

    /// Whether values of a type own a guard, or may: what an async block took along is not known here.
    fn owned(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Future(_)) || !components(self.program, &Capturing::default(), ty).is_empty()
    }

    pub fn owns_guard(&self, id: ExprId) -> bool {
        self.owned(self.types.expr(id))
    }
}

struct Walk<'a> {
    scene: Scene<'a>,
    /// This closure and those inside it: what they declare is no capture.
    owners: Vec<ExprId>,
    is_move: bool,
    found: Vec<Capture>,
}

impl Walk<'_> {
    fn visit(&mut self, id: ExprId, used: Use) {
        let body = self.scene.body;
        if let Some((local, path)) = self.captured_place(id) {
            let mode = match used {
                Use::Nothing if self.scene.edition >= Edition::E2021 => return,
                _ if self.is_move => CaptureMode::Move,
                Use::Value if self.scene.owns_guard(id) => CaptureMode::Move,
                _ => CaptureMode::Ref,
            };
            let path = if self.scene.edition >= Edition::E2021 { path } else { Vec::new() };
            self.found.push(Capture { local, path, mode, expr: id });
            return;
        }
        match &body.expr(id).kind {
            ExprKind::Ref { operand, .. } | ExprKind::Field { base: operand, .. } => {
                self.visit(*operand, Use::Ref);
            }
            ExprKind::Deref(operand) => self.visit(*operand, Use::Ref),
            ExprKind::Index { base, index } => {
                self.visit(*base, Use::Ref);
                self.visit(*index, Use::Value);
            }
            ExprKind::MethodCall { receiver, args, .. } => {
                let used = if self.scene.takes_self(id) { Use::Value } else { Use::Ref };
                self.visit(*receiver, used);
                for arg in args {
                    self.visit(*arg, Use::Value);
                }
            }
            ExprKind::Macro(call) => {
                for arg in &call.args {
                    self.visit(*arg, Use::Ref);
                }
                for local in &call.mentions {
                    let mode = if self.is_move { CaptureMode::Move } else { CaptureMode::Ref };
                    self.found.push(Capture { local: *local, path: Vec::new(), mode, expr: id });
                }
            }
            ExprKind::Match { scrutinee, arms } => {
                self.matched(*scrutinee, &arms.iter().map(|arm| arm.pat).collect::<Vec<_>>());
                for arm in arms {
                    arm.guard.iter().for_each(|guard| self.visit(*guard, Use::Value));
                    self.visit(arm.body, Use::Value);
                }
            }
            ExprKind::Let { pat, scrutinee } => {
                self.matched(*scrutinee, &[*pat]);
            }
            ExprKind::Block(block) => {
                for statement in &block.statements {
                    match statement {
                        Statement::Let { pat, init, otherwise, .. } => {
                            init.iter().for_each(|init| self.matched(*init, &[*pat]));
                            otherwise.iter().for_each(|otherwise| self.visit(*otherwise, Use::Value));
                        }
                        Statement::Expr { expr, .. } => self.visit(*expr, Use::Value),
                    }
                }
                block.tail.iter().for_each(|tail| self.visit(*tail, Use::Value));
            }
            ExprKind::Assign { lhs, rhs } => {
                let underscore = matches!(body.expr(*lhs).kind, ExprKind::Underscore);
                self.visit(*rhs, if underscore { Use::Nothing } else { Use::Value });
                self.visit(*lhs, Use::Ref);
            }
            ExprKind::AssignOp { lhs, rhs } => {
                self.visit(*rhs, Use::Value);
                self.visit(*lhs, Use::Ref);
            }
            ExprKind::Closure(_) | ExprKind::Async(_) => {
                for capture in self.scene.captures(id) {
                    let mode = if self.is_move { CaptureMode::Move } else { capture.mode };
                    self.found.push(Capture { mode, ..capture });
                }
                self.owners.push(id);
            }
            _ => {
                let mut children = Vec::new();
                body.each_child(id, &mut |child| children.push(child));
                for child in children {
                    self.visit(child, Use::Value);
                }
            }
        }
    }

    /// A variable, or a field chain on one, that does not go through a reference or smart pointer.
    fn captured_place(&self, id: ExprId) -> Option<(LocalId, Vec<Name>)> {
        let body = self.scene.body;
        match &body.expr(id).kind {
            ExprKind::Local(local) => Some((*local, Vec::new())),
            ExprKind::Field { base, name, .. } => {
                let (local, mut path) = self.captured_place(*base)?;
                // Through a reference or `Deref` the pointer itself is captured.
                let direct = matches!(self.scene.types.expr(*base), Ty::Adt(..) | Ty::Tuple(_))
                    && self
                        .scene
                        .program
                        .field(self.scene.types.expr(*base), *name)
                        .is_some_and(|(_, derefs)| derefs == 0);
                if direct && !self.scene.program.has_drop(self.scene.types.expr(*base)) {
                    path.push(*name);
                }
                Some((local, path))
            }
            _ => None,
        }
    }

    /// Patterns capture the parts that they bind or test, and no more (since edition 2021).
    fn matched(&mut self, scrutinee: ExprId, pats: &[PatId]) {
        if self.scene.edition >= Edition::E2021
            && let Some((local, path)) = self.captured_place(scrutinee)
        {
            for pat in pats {
                self.pattern(*pat, scrutinee, local, &path);
            }
            return;
        }
        let used = pats.iter().map(|pat| self.pattern_use(*pat)).fold(Use::Nothing, Use::stronger);
        self.visit(scrutinee, used);
    }

    fn pattern(&mut self, pat: PatId, expr: ExprId, local: LocalId, path: &[Name]) {
        let ty = self.scene.types.pat(pat);
        let part = |name: Name| path.iter().copied().chain([name]).collect::<Vec<_>>();
        match &self.scene.body.pat(pat).kind {
            PatKind::Wild | PatKind::Rest => {}
            PatKind::Bind { sub: Some(sub), .. } => self.pattern(*sub, expr, local, path),
            PatKind::Tuple(pats)
                if matches!(ty, Ty::Tuple(types) if types.len() == pats.len())
                    && !pats.iter().any(|pat| matches!(self.scene.body.pat(*pat).kind, PatKind::Rest)) =>
            {
                for (index, pat) in pats.iter().enumerate() {
                    self.pattern(*pat, expr, local, &part(Name::from(&index.to_string())));
                }
            }
            PatKind::Struct { fields, .. } if self.is_plain_struct(ty) => {
                for (name, pat) in fields {
                    self.pattern(*pat, expr, local, &part(*name));
                }
            }
            _ => {
                let mode = match self.pattern_use(pat) {
                    Use::Nothing => return,
                    _ if self.is_move => CaptureMode::Move,
                    Use::Value if self.scene.owned(ty) => CaptureMode::Move,
                    _ => CaptureMode::Ref,
                };
                self.found.push(Capture { local, path: path.to_vec(), mode, expr });
            }
        }
    }

    /// Its fields can be captured one by one.
    fn is_plain_struct(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(adt, _) if !self.scene.program.adt(*adt).is_enum)
            && !self.scene.program.has_drop(ty)
    }

    fn pattern_use(&self, pat: PatId) -> Use {
        let mut used = Use::Nothing;
        self.scene.body.each_pat(pat, &mut |pat| {
            let this = match &self.scene.body.pat(pat).kind {
                PatKind::Bind { by_ref: true, .. } => Use::Ref,
                PatKind::Bind { .. } => Use::Value,
                PatKind::Wild | PatKind::Rest => Use::Nothing,
                _ => Use::Ref,
            };
            used = used.stronger(this);
        });
        used
    }
}

impl Use {
    fn stronger(self, other: Use) -> Use {
        match (self, other) {
            (Use::Value, _) | (_, Use::Value) => Use::Value,
            (Use::Ref, _) | (_, Use::Ref) => Use::Ref,
            _ => Use::Nothing,
        }
    }
}

/// One entry a place: `Move` wins, and a captured whole swallows its parts.
fn merge(found: Vec<Capture>) -> Vec<Capture> {
    let mut merged: Vec<Capture> = Vec::new();
    for capture in found {
        if let Some(known) = merged.iter_mut().find(|known| {
            known.local == capture.local
                && (capture.path.starts_with(&known.path) || known.path.starts_with(&capture.path))
        }) {
            if capture.path.len() < known.path.len() {
                known.path.clone_from(&capture.path);
            }
            if capture.mode == CaptureMode::Move {
                known.mode = CaptureMode::Move;
            }
        } else {
            merged.push(capture);
        }
    }
    merged
}
