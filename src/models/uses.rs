//! What becomes of a variable that holds a model: which fields are read, where it is passed on.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::catalogue::FunctionFact;
use crate::effects::BodyFacts;
use crate::ir::{Body, ExprId, ExprKind, LocalId, MacroEffect, Name, PatId, PatKind, Statement};
use crate::resolve::{Callee, FunctionId, Program, Ty};

use super::Models;

/// The expressions of a body seen from below.
pub struct Tree {
    parents: Vec<Option<ExprId>>,
    /// Occurrences of each variable, in source order.
    occurrences: Vec<Vec<ExprId>>,
    /// Macros whose tokens name the variable without being understood.
    mentions: Vec<Vec<ExprId>>,
}

/// What is known of the uses of one variable, calls not yet followed.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    /// Fields that are read, each with the first place.
    pub fields: BTreeMap<Name, ExprId>,
    /// Used in a way that needs the row, or that cannot be followed.
    pub whole: Option<ExprId>,
    /// Given to these functions, as this parameter (`self` counts).
    pub passed: Vec<(FunctionId, usize, ExprId)>,
    /// Moved into something that is built here: a struct, a tuple, a closure's result.
    pub built: Vec<ExprId>,
    /// Methods called on it that no source shows.
    pub unknown_methods: Vec<(Name, ExprId)>,
}

/// Uses with all calls followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    pub fields: Vec<Name>,
    pub whole: bool,
    /// Async methods of the model itself are called: they ask for the object.
    pub own_queries: bool,
}

impl Tree {
    pub fn of(body: &Body) -> Self {
        let mut tree = Self {
            parents: vec![None; body.exprs.len()],
            occurrences: vec![Vec::new(); body.locals.len()],
            mentions: vec![Vec::new(); body.locals.len()],
        };
        for index in 0..body.exprs.len() {
            let id = ExprId(index as u32);
            body.each_child(id, &mut |child| tree.parents[child.index()] = Some(id));
            match &body.expr(id).kind {
                ExprKind::Local(local) => tree.occurrences[local.index()].push(id),
                ExprKind::Macro(call) => {
                    for local in &call.mentions {
                        tree.mentions[local.index()].push(id);
                    }
                }
                _ => {}
            }
        }
        for places in &mut tree.occurrences {
            places.sort_by_key(|id| body.expr(*id).span);
        }
        tree
    }

    pub fn parent(&self, id: ExprId) -> Option<ExprId> {
        self.parents.get(id.index()).copied().flatten()
    }

    pub fn occurrences(&self, local: LocalId) -> &[ExprId] {
        self.occurrences.get(local.index()).map_or(&[], Vec::as_slice)
    }

    /// Whether a macro that is not understood names the variable.
    pub fn is_mentioned(&self, local: LocalId) -> bool {
        self.mentions.get(local.index()).is_some_and(|places| !places.is_empty())
    }

    /// Whether `id` is `root` or below it.
    pub fn is_below(&self, id: ExprId, root: ExprId) -> bool {
        let mut at = Some(id);
        while let Some(id) = at {
            if id == root {
                return true;
            }
            at = self.parent(id);
        }
        false
    }
}

/// Follows one body's variables.
#[derive(Clone, Copy)]
pub(super) struct Follow<'a> {
    pub program: &'a Program,
    pub models: &'a Models,
    pub facts: &'a BodyFacts,
    pub body: &'a Body,
    pub tree: &'a Tree,
    /// Only what happens inside this expression.
    pub within: Option<ExprId>,
}

/// Where following one occurrence goes on.
enum Next {
    /// The same value, as this expression.
    Up(ExprId),
    Done,
}

impl Follow<'_> {
    pub fn uses(&self, local: LocalId) -> Uses {
        let mut uses = Uses::default();
        self.local(local, &mut uses, &mut FxHashSet::default());
        uses
    }

    fn local(&self, local: LocalId, uses: &mut Uses, seen: &mut FxHashSet<LocalId>) {
        if !seen.insert(local) {
            return;
        }
        let inside = |id: &ExprId| self.within.is_none_or(|root| self.tree.is_below(*id, root));
        for occurrence in self.tree.occurrences(local).iter().copied().filter(inside) {
            self.climb(occurrence, uses, seen);
        }
        if let Some(mention) = self.tree.mentions[local.index()].iter().copied().find(inside) {
            uses.whole.get_or_insert(mention);
        }
    }

    /// Follows the value of one expression.
    pub fn climb(&self, from: ExprId, uses: &mut Uses, seen: &mut FxHashSet<LocalId>) {
        let mut at = from;
        for _ in 0..64 {
            let Some(parent) = self.tree.parent(at) else {
                uses.whole.get_or_insert(at);
                return;
            };
            match self.step(at, parent, uses, seen) {
                Next::Up(next) => at = next,
                Next::Done => return,
            }
        }
        uses.whole.get_or_insert(at);
    }

    fn step(&self, at: ExprId, parent: ExprId, uses: &mut Uses, seen: &mut FxHashSet<LocalId>) -> Next {
        let types = &self.facts.types;
        match &self.body.expr(parent).kind {
            ExprKind::Field { name, .. } => {
                let Ty::Adt(adt, _) = types.expr(at).peel_refs() else {
                    return self.field(at, parent, *name, uses);
                };
                // the inside of a newtype is the row again
                if self.models.get(*adt).is_none()
                    && self.models.behind(self.program, types.expr(parent)).is_some()
                {
                    return Next::Up(parent);
                }
                self.field(at, parent, *name, uses)
            }
            ExprKind::Ref { mutable: false, .. } | ExprKind::Deref(_) => Next::Up(parent),
            ExprKind::MethodCall { receiver, args, method, .. } => {
                let index =
                    if *receiver == at { 0 } else { 1 + args.iter().position(|arg| *arg == at).unwrap_or(0) };
                if index == 0 && self.same_value(parent, *method) {
                    return Next::Up(parent);
                }
                if index == 0
                    && args.is_empty()
                    && let Some(part) = self.key_part(at, *method)
                {
                    uses.fields.entry(part).or_insert(parent);
                    return Next::Done;
                }
                self.passed(parent, index, at, Some(*method), uses)
            }
            ExprKind::Call { callee, args } => {
                if *callee == at {
                    uses.whole.get_or_insert(at);
                    return Next::Done;
                }
                let index = args.iter().position(|arg| *arg == at).unwrap_or(0);
                self.passed(parent, index, at, None, uses)
            }
            ExprKind::Block(block) => self.in_block(at, parent, block, uses, seen),
            ExprKind::If { cond, .. } if *cond != at => Next::Up(parent),
            ExprKind::Match { scrutinee, arms } => {
                if *scrutinee == at {
                    for arm in arms {
                        self.pattern(arm.pat, at, uses, seen);
                    }
                    return Next::Done;
                }
                Next::Up(parent)
            }
            ExprKind::Let { pat, .. } => {
                self.pattern(*pat, at, uses, seen);
                Next::Done
            }
            ExprKind::Struct { .. } | ExprKind::Tuple(_) | ExprKind::Array(_) => {
                uses.built.push(parent);
                Next::Done
            }
            // assigned to: what was in it is gone
            ExprKind::Assign { lhs, .. } if *lhs == at => Next::Done,
            ExprKind::Macro(call) if call.effect == MacroEffect::Diverges => Next::Done,
            _ => {
                uses.whole.get_or_insert(at);
                Next::Done
            }
        }
    }

    fn field(&self, at: ExprId, parent: ExprId, name: Name, uses: &mut Uses) -> Next {
        if self.models.behind(self.program, self.facts.types.expr(at)).is_none() {
            uses.whole.get_or_insert(at);
            return Next::Done;
        }
        uses.fields.entry(name).or_insert(parent);
        // a field that is written changes the row
        let mut target = parent;
        while let Some(above) = self.tree.parent(target) {
            match &self.body.expr(above).kind {
                ExprKind::Field { .. } | ExprKind::Index { .. } => target = above,
                ExprKind::Assign { lhs, .. } | ExprKind::AssignOp { lhs, .. } if *lhs == target => {
                    uses.whole.get_or_insert(above);
                    break;
                }
                ExprKind::Ref { mutable: true, .. } => {
                    uses.whole.get_or_insert(above);
                    break;
                }
                _ => break,
            }
        }
        Next::Done
    }

    /// `clone()` and its like: the same row again.
    fn same_value(&self, call: ExprId, method: Name) -> bool {
        const SAME: &[&str] =
            &["clone", "to_owned", "as_ref", "borrow", "as_deref", "into_inner", "deref", "cloned"];
        let own = match self.facts.types.callee(call) {
            Callee::Function { function, .. } => !self.program.is_header_function(*function),
            _ => false,
        };
        SAME.contains(&method.as_str()) && !own
    }

    /// The part of the row that has its key, when the method is the one that gets it from there.
    fn key_part(&self, at: ExprId, method: Name) -> Option<Name> {
        let (_, model) = self.models.behind(self.program, self.facts.types.expr(at))?;
        (model.key_method == Some(method)).then(|| model.keys.first().copied()).flatten()
    }

    fn passed(&self, call: ExprId, index: usize, at: ExprId, method: Option<Name>, uses: &mut Uses) -> Next {
        match self.facts.types.callee(call) {
            Callee::Function { function, implementors, .. } => {
                let def = self.program.function(*function);
                if self.program.is_header_function(*function) {
                    // a value that is only dropped is not used
                    if def.name == "drop" && self.program.is_std_function(*function) {
                        return Next::Done;
                    }
                    if def.facts.has(FunctionFact::Adapter) && index == 0 {
                        return Next::Up(call);
                    }
                    if let (Some(method), 0) = (method, index) {
                        uses.unknown_methods.push((method, at));
                    }
                    uses.whole.get_or_insert(at);
                    return Next::Done;
                }
                let mut targets: Vec<FunctionId> = implementors.to_vec();
                if def.body.is_some() {
                    targets.push(*function);
                }
                if targets.is_empty() {
                    uses.whole.get_or_insert(at);
                }
                uses.passed.extend(targets.into_iter().map(|target| (target, index, at)));
                Next::Done
            }
            Callee::Constructor(..) => {
                uses.built.push(call);
                Next::Done
            }
            Callee::Closure(closure) => {
                if let ExprKind::Closure(closure) = &self.body.expr(*closure).kind
                    && let Some((pat, _)) = closure.params.get(index)
                {
                    self.pattern(*pat, at, uses, &mut FxHashSet::default());
                } else {
                    uses.whole.get_or_insert(at);
                }
                Next::Done
            }
            _ => {
                if let (Some(method), 0) = (method, index) {
                    uses.unknown_methods.push((method, at));
                }
                uses.whole.get_or_insert(at);
                Next::Done
            }
        }
    }

    fn in_block(
        &self,
        at: ExprId,
        parent: ExprId,
        block: &crate::ir::Block,
        uses: &mut Uses,
        seen: &mut FxHashSet<LocalId>,
    ) -> Next {
        for statement in &block.statements {
            match statement {
                Statement::Let { pat, init: Some(init), .. } if *init == at => {
                    self.pattern(*pat, at, uses, seen);
                    return Next::Done;
                }
                Statement::Expr { expr, .. } if *expr == at && block.tail != Some(at) => return Next::Done,
                _ => {}
            }
        }
        Next::Up(parent)
    }

    /// The value is matched against a pattern.
    fn pattern(&self, pat: PatId, at: ExprId, uses: &mut Uses, seen: &mut FxHashSet<LocalId>) {
        match &self.body.pat(pat).kind {
            PatKind::Wild | PatKind::Rest | PatKind::Test | PatKind::Path(_) => {}
            PatKind::Bind { local, sub: None, .. } => self.local(*local, uses, seen),
            PatKind::Ref(sub) => self.pattern(*sub, at, uses, seen),
            PatKind::Struct { fields, .. }
                if self.models.behind(self.program, self.facts.types.pat(pat)).is_some() =>
            {
                for (name, sub) in fields {
                    if !matches!(self.body.pat(*sub).kind, PatKind::Wild) {
                        uses.fields.entry(*name).or_insert(at);
                    }
                }
            }
            _ => {
                uses.whole.get_or_insert(at);
            }
        }
    }
}
