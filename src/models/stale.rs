//! What happens to a model after a long wait: written back, or only read.
//!
//! By source order inside one context: the model is there before the wait, and the use comes after it on a path that
//! does not leave in between and on which the variable is not filled again.

mod active;

use crate::catalogue::{Category, LOCKING_READS, VERSION_FIELDS};
use crate::effects::{BodyFacts, Effects, LeafKind, Waiting};
use crate::ir::{Body, ExprId, ExprKind, LocalId, MacroEffect, Name, Statement};
use crate::resolve::{AdtId, BodyTypes, Callee, FunctionId, Program, Ty};
use crate::source::Span;

use super::summary::params;
use super::writers::Written;
use super::{Models, Summaries, Tree};

/// sea-orm: marks every column as changed.
const RESET: &str = "reset_all";

/// diesel: what an update sets.
const SET_COLUMNS: &str = "set";

/// sea-orm: a column with a new value.
pub(super) const SET_VALUE: &str = "Set";

/// Methods without which no row is written, other than functions of the workspace and what derives make.
pub(super) const WRITING_METHODS: [&str; 4] = [RESET, SET_COLUMNS, active::WRITING[0], active::WRITING[1]];

/// How much of the old row is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it, or several columns.
    Row,
    /// One column, from what was read of it: `Set(row.count + 1)`.
    Column,
    /// Only columns that are set after the wait, but perhaps because of what was read before it.
    Decision,
}

/// Read, waited, written back.
#[derive(Debug, Clone)]
pub struct StaleWrite {
    pub extent: Extent,
    pub local: LocalId,
    pub name: Name,
    pub model: AdtId,
    pub ty: Ty,
    /// Where it is read, or the parameter.
    pub read: Span,
    pub is_parameter: bool,
    pub wait: Span,
    pub category: Category,
    /// What is waited for, as a call.
    pub target: String,
    /// The writing call's name.
    pub write: Span,
    pub writer: String,
    /// The columns that are written as they were before the wait, when these are not all.
    pub columns: Option<Vec<Name>>,
    /// The writer is known to write the row; otherwise by its name and what it reads.
    pub certain: bool,
}

/// Read, waited, used.
#[derive(Debug, Clone)]
pub struct StaleRead {
    pub name: Name,
    pub model: AdtId,
    pub ty: Ty,
    pub read: Span,
    pub wait: Span,
    pub category: Category,
    pub target: String,
    pub place: Span,
    pub field: Name,
}

pub(super) struct Scene<'a> {
    program: &'a Program,
    models: &'a Models,
    summaries: &'a Summaries,
    facts: &'a BodyFacts,
    body: &'a Body,
    tree: &'a Tree,
    /// Every long wait of the body, tasks of their own included.
    long: &'a [ExprId],
}

/// A call that writes a row.
struct WritingCall {
    name: Name,
    span: Span,
    written: Written,
}

pub(super) struct LongWait<'a> {
    waiting: &'a Waiting,
    category: Category,
    target: String,
}

/// Whether a body has a variable that could be stale: only then the waits in it matter.
pub fn may_be_stale(program: &Program, models: &Models, types: &BodyTypes) -> bool {
    types.locals.iter().any(|ty| models.behind(program, ty).is_some() || active::is_any_active(program, ty))
}

pub(super) fn after_waits(
    program: &Program,
    models: &Models,
    summaries: &Summaries,
    effects: &Effects,
    facts: &BodyFacts,
    tree: &Tree,
) -> (Vec<StaleWrite>, Vec<StaleRead>) {
    let body = facts.body(program);
    let long_ones: Vec<ExprId> = facts
        .waits
        .iter()
        .filter(|waiting| long(effects, waiting).is_some())
        .map(|waiting| waiting.expr)
        .collect();
    let scene = Scene { program, models, summaries, facts, body, tree, long: &long_ones };
    let waits: Vec<LongWait<'_>> = facts
        .waits
        .iter()
        .filter(|waiting| !waiting.spawned)
        .filter_map(|waiting| long(effects, waiting))
        .collect();
    let (mut writes, mut reads) = (Vec::new(), Vec::new());
    if waits.is_empty() {
        return (writes, reads);
    }
    for index in 0..body.locals.len() {
        let local = LocalId(index as u32);
        let ty = facts.types.local(local);
        let origin = scene.origin(local);
        let Some((model, _)) = models.behind(program, ty) else { continue };
        if !models.has_key(program, ty, model)
            || models.get(model).is_some_and(|model| model.is_made_from_row)
        {
            continue;
        }
        let Some(read) = scene.read_at(origin) else { continue };
        let same = |wait: &&LongWait<'_>| wait.waiting.context == body.local(local).owner;
        let waits: Vec<&LongWait<'_>> = waits.iter().filter(same).collect();
        let written = scene.write(local, model, ty, read, &waits);
        match written {
            Some(write) => writes.push(write),
            None => writes.extend(active::column(&scene, local, model, ty, read, &waits)),
        }
        reads.extend(scene.later_read(local, model, ty, read, &waits));
    }
    writes.extend(active::decisions(&scene, &waits));
    (writes, reads)
}

/// A wait for something outside, not for the database or a short turn.
fn long<'a>(effects: &Effects, waiting: &'a Waiting) -> Option<LongWait<'a>> {
    waiting.leaves.iter().find_map(|leaf| match &leaf.kind {
        LeafKind::Waits(category) if is_long(*category) => {
            Some(LongWait { waiting, category: *category, target: leaf.target.to_string() })
        }
        LeafKind::Call(callees) => callees.iter().find_map(|callee| {
            effects.waits(*callee).find(|(category, _)| is_long(*category)).map(|(category, _)| LongWait {
                waiting,
                category,
                target: leaf.target.to_string(),
            })
        }),
        _ => None,
    })
}

fn is_long(category: Category) -> bool {
    matches!(
        category,
        Category::Network
            | Category::Timer
            | Category::Channel
            | Category::Task
            | Category::Process
            | Category::Broker
            | Category::Client
    )
}

impl Scene<'_> {
    /// `let mut row = row;` is the same row.
    fn origin(&self, local: LocalId) -> LocalId {
        let mut at = local;
        for _ in 0..4 {
            match self.body.initialiser(at).and_then(|init| self.body.as_local(init)) {
                Some(other) => at = other,
                None => break,
            }
        }
        at
    }

    /// Where the row comes into this function, when it comes from the database or from the caller. What is built here
    /// is no copy of a row yet; what is read with a lock cannot go stale.
    fn read_at(&self, local: LocalId) -> Option<(Span, bool)> {
        if params(self.program, self.facts).any(|(_, param)| param == local) {
            // `self` of the model's own methods: the caller's business
            let is_self = self.body.self_local == Some(local);
            return (!is_self).then(|| (self.body.local(local).span, true));
        }
        let Some(init) = self.body.initialiser(local) else {
            // bound by a pattern: an arm, a `for`, a `let … else`
            let from = self.matched(local)?;
            return self.is_read(from).then(|| (self.body.local(local).span, false));
        };
        self.is_read(init).then(|| (self.body.expr(init).span, false))
    }

    /// The expression whose parts a pattern binds to the variable.
    fn matched(&self, local: LocalId) -> Option<ExprId> {
        let binds = |pat| self.body.bindings(pat).contains(&local);
        self.body.exprs.iter().find_map(|expr| match &expr.kind {
            ExprKind::Match { scrutinee, arms } => {
                arms.iter().any(|arm| binds(arm.pat)).then_some(*scrutinee)
            }
            ExprKind::Let { pat, scrutinee } => binds(*pat).then_some(*scrutinee),
            ExprKind::For { pat, iter, .. } => binds(*pat).then_some(*iter),
            ExprKind::Block(block) => block.statements.iter().find_map(|statement| match statement {
                Statement::Let { pat, init: Some(init), .. } => binds(*pat).then_some(*init),
                _ => None,
            }),
            _ => None,
        })
    }

    fn is_read(&self, init: ExprId) -> bool {
        self.reads_of(init, 0) == Some(true)
    }

    /// Whether the value is read in this function (or came in by a parameter); none when it must not count.
    fn reads_of(&self, init: ExprId, depth: usize) -> Option<bool> {
        let (mut reads, mut exempt) = (false, false);
        let mut others = Vec::new();
        self.body.each_below(init, &mut |id| match &self.body.expr(id).kind {
            // what comes from elsewhere is no row yet
            ExprKind::Await { .. } if self.long.contains(&id) => exempt = true,
            ExprKind::Await { .. } => reads = true,
            ExprKind::MethodCall { method, .. } => exempt |= is_locking(method),
            ExprKind::Path(path) => exempt |= path.last_name().is_some_and(|name| is_locking(&name)),
            ExprKind::Local(local) => others.push(*local),
            _ => {}
        });
        // `load(conn)` of diesel and its like need no await
        reads |= matches!(self.body.expr(init).kind, ExprKind::Try(_) | ExprKind::Call { .. })
            && self.is_query(init);
        if exempt {
            return None;
        }
        // `Some(row) => row`, `for row in rows`: read where the other variable was filled
        for local in others {
            let carries = self.models.carried(self.program, self.facts.types.local(local)).is_some();
            if reads || !carries || depth > 3 {
                continue;
            }
            reads |= match self.body.initialiser(local) {
                Some(other) if other != init => self.reads_of(other, depth + 1)?,
                _ => false,
            };
        }
        Some(reads)
    }

    fn is_query(&self, init: ExprId) -> bool {
        let mut found = false;
        self.body.each_below(init, &mut |id| {
            if let Callee::Function { function, .. } = self.facts.types.callee(id) {
                found |= self.program.function(*function).facts.has(crate::catalogue::FunctionFact::Query);
            }
        });
        found
    }

    fn write(
        &self,
        local: LocalId,
        model: AdtId,
        ty: &Ty,
        (read, is_parameter): (Span, bool),
        waits: &[&LongWait<'_>],
    ) -> Option<StaleWrite> {
        if self.is_versioned(model) {
            return None;
        }
        for occurrence in self.tree.occurrences(local) {
            let Some(call) = self.writer(*occurrence, model) else { continue };
            let before = |wait: &&&LongWait<'_>| self.comes_after(local, wait.waiting.expr, *occurrence);
            let Some(wait) = waits.iter().rev().find(before) else { continue };
            let columns = match call.written.columns {
                Some(columns) => {
                    let stale = self.not_set_since(local, columns, wait.waiting.expr, *occurrence);
                    if stale.is_empty() {
                        continue;
                    }
                    Some(stale)
                }
                None => None,
            };
            return Some(StaleWrite {
                extent: Extent::Row,
                local,
                name: self.body.local(local).name,
                model,
                ty: ty.peel_refs().clone(),
                read,
                is_parameter,
                wait: wait.waiting.keyword,
                category: wait.category,
                target: wait.target.clone(),
                write: call.span,
                writer: call.name.to_string(),
                columns,
                certain: call.written.seen,
            });
        }
        None
    }

    /// The columns that nothing gives a new value between the wait and the write.
    fn not_set_since(
        &self,
        local: LocalId,
        mut columns: Vec<Name>,
        wait: ExprId,
        write: ExprId,
    ) -> Vec<Name> {
        let (from, to) = (self.body.expr(wait).span.end, self.body.expr(write).span.start);
        for occurrence in self.tree.occurrences(local) {
            let at = self.body.expr(*occurrence).span.start;
            if at < from || at >= to {
                continue;
            }
            let Some(field) = self.tree.parent(*occurrence) else { continue };
            if let ExprKind::Field { name, .. } = &self.body.expr(field).kind
                && self.tree.parent(field).is_some_and(
                    |above| matches!(&self.body.expr(above).kind, ExprKind::Assign { lhs, .. } if *lhs == field),
                )
            {
                columns.retain(|column| column != name);
            }
        }
        columns
    }

    fn later_read(
        &self,
        local: LocalId,
        model: AdtId,
        ty: &Ty,
        (read, _): (Span, bool),
        waits: &[&LongWait<'_>],
    ) -> Option<StaleRead> {
        let known = self.models.get(model)?;
        self.tree.occurrences(local).iter().find_map(|occurrence| {
            let above = self.tree.parent(*occurrence)?;
            let ExprKind::Field { name, name_span, .. } = &self.body.expr(above).kind else { return None };
            let is_written = self.tree.parent(above).is_some_and(
                |over| matches!(&self.body.expr(over).kind, ExprKind::Assign { lhs, .. } if *lhs == above),
            );
            if is_written || known.keys.contains(name) {
                return None;
            }
            let wait = waits.iter().find(|wait| self.comes_after(local, wait.waiting.expr, *occurrence))?;
            Some(StaleRead {
                name: self.body.local(local).name,
                model,
                ty: ty.peel_refs().clone(),
                read,
                wait: wait.waiting.keyword,
                category: wait.category,
                target: wait.target.clone(),
                place: *name_span,
                field: *name,
            })
        })
    }

    /// The call that writes the row.
    fn writer(&self, occurrence: ExprId, model: AdtId) -> Option<WritingCall> {
        let all = Written { columns: None, seen: true };
        if let Some((call, name, span)) = self.called_on(occurrence) {
            let written = match self.facts.types.callee(call) {
                Callee::Function { function, implementors, .. }
                    if !self.program.is_header_function(*function) =>
                {
                    self.written(*function, implementors, 0)?
                }
                _ if self.models.get(model)?.row_writers.contains(&name.as_str()) => all,
                // sea-orm: `row.into_active_model().reset_all()` marks every column as changed
                _ => {
                    let (_, name, span) = self.called_on(call)?;
                    return (name == RESET).then_some(WritingCall { name, span, written: all });
                }
            };
            return Some(WritingCall { name, span, written });
        }
        let mut at = occurrence;
        loop {
            let above = self.tree.parent(at)?;
            match &self.body.expr(above).kind {
                ExprKind::Ref { .. } | ExprKind::Deref(_) => at = above,
                ExprKind::MethodCall { receiver, method, .. } if *receiver == at && *method == "clone" => {
                    at = above;
                }
                // diesel: `.set(&row)`, when the row is its own changeset
                ExprKind::MethodCall { receiver, method, name_span, .. }
                    if *receiver != at && *method == SET_COLUMNS && self.models.is_changeset(model) =>
                {
                    return Some(WritingCall { name: *method, span: *name_span, written: all });
                }
                // a function that is given the row: `repository.update(&row)`, `update_user(pool, row)`
                ExprKind::MethodCall { args, method, name_span, .. } => {
                    let index = 1 + args.iter().position(|arg| *arg == at)?;
                    let written = self.written_by_call(above, index)?;
                    return Some(WritingCall { name: *method, span: *name_span, written });
                }
                ExprKind::Call { callee, args } => {
                    let index = args.iter().position(|arg| *arg == at)?;
                    let written = self.written_by_call(above, index)?;
                    let name = match &self.body.expr(*callee).kind {
                        ExprKind::Path(path) => path.last_name()?,
                        _ => return None,
                    };
                    return Some(WritingCall { name, span: self.body.expr(*callee).span, written });
                }
                _ => return None,
            }
        }
    }

    fn written_by_call(&self, call: ExprId, index: usize) -> Option<Written> {
        match self.facts.types.callee(call) {
            Callee::Function { function, implementors, .. }
                if !self.program.is_header_function(*function) =>
            {
                self.written(*function, implementors, index)
            }
            _ => None,
        }
    }

    /// What a function of the workspace, or one of those that it stands for, writes of the model it is given.
    fn written(&self, function: FunctionId, implementors: &[FunctionId], index: usize) -> Option<Written> {
        std::iter::once(&function)
            .chain(implementors)
            .find_map(|function| self.summaries.written(*function, index))
            .cloned()
    }

    /// `local.method(…)`, through references.
    fn called_on(&self, occurrence: ExprId) -> Option<(ExprId, Name, Span)> {
        let mut at = occurrence;
        loop {
            let above = self.tree.parent(at)?;
            match &self.body.expr(above).kind {
                ExprKind::Ref { .. } | ExprKind::Deref(_) => at = above,
                ExprKind::MethodCall { receiver, method, name_span, .. } if *receiver == at => {
                    return Some((above, *method, *name_span));
                }
                _ => return None,
            }
        }
    }

    fn is_versioned(&self, model: AdtId) -> bool {
        self.program.adt(model).variants.first().is_some_and(|variant| {
            variant.fields.iter().any(|field| VERSION_FIELDS.contains(&field.name.as_str()))
        })
    }

    /// Whether control can go from the wait to the use, with the same value in the variable.
    fn comes_after(&self, local: LocalId, wait: ExprId, used: ExprId) -> bool {
        let (declared, at, then) =
            (self.body.local(self.origin(local)).span, self.body.expr(wait).span, self.body.expr(used).span);
        if !(declared.start < at.start && at.end <= then.start) || self.tree.is_below(wait, used) {
            return false;
        }
        // assigned anew in between
        let filled = self.tree.occurrences(local).iter().any(|occurrence| {
            let span = self.body.expr(*occurrence).span;
            at.start < span.start
                && span.start < then.start
                && self.tree.parent(*occurrence).is_some_and(|above| {
                    matches!(&self.body.expr(above).kind, ExprKind::Assign { lhs, .. } if lhs == occurrence)
                        || self.is_reread(above)
                })
        });
        if filled {
            return false;
        }
        // up from the wait: a branch that the use is not in must go on after it
        let mut below = wait;
        while let Some(above) = self.tree.parent(below) {
            if self.tree.is_below(used, above) {
                return !self.are_exclusive(above, below, used);
            }
            if self.leaves(above) {
                return false;
            }
            below = above;
        }
        true
    }

    /// `row.refresh(…)`, `row.reload(…)`: the value is read again.
    fn is_reread(&self, call: ExprId) -> bool {
        matches!(&self.body.expr(call).kind, ExprKind::MethodCall { method, .. }
            if ["reload", "refresh", "refetch", "refresh_from_db"].contains(&method.as_str()))
    }

    /// Whether two children of an expression are different branches of it.
    fn are_exclusive(&self, of: ExprId, one: ExprId, used: ExprId) -> bool {
        match &self.body.expr(of).kind {
            ExprKind::If { then, otherwise, .. } => {
                one == *then && otherwise.is_some_and(|otherwise| self.tree.is_below(used, otherwise))
            }
            ExprKind::Match { arms, .. } => {
                let arm = |id| arms.iter().position(|arm| self.tree.is_below(id, arm.body));
                matches!((arm(one), arm(used)), (Some(a), Some(b)) if a != b)
            }
            ExprKind::Select(select) => {
                let arm = |id| select.branches.iter().position(|b| self.tree.is_below(id, b.handler));
                matches!((arm(one), arm(used)), (Some(a), Some(b)) if a != b)
            }
            _ => false,
        }
    }

    /// Whether a block that the wait is in always ends by leaving.
    fn leaves(&self, block_or_expr: ExprId) -> bool {
        match &self.body.expr(block_or_expr).kind {
            ExprKind::Return(_) | ExprKind::Break { .. } | ExprKind::Closure(_) | ExprKind::Async(_) => true,
            // what a macro of the user's does with its arguments cannot be followed
            ExprKind::Macro(call) => call.effect == MacroEffect::Opaque || self.diverges(block_or_expr),
            ExprKind::Block(block) => {
                let last = block.tail.or(match block.statements.last() {
                    Some(Statement::Expr { expr, .. }) => Some(*expr),
                    _ => None,
                });
                last.is_some_and(|last| self.diverges(last))
            }
            _ => false,
        }
    }

    fn diverges(&self, id: ExprId) -> bool {
        match &self.body.expr(id).kind {
            ExprKind::Return(_) | ExprKind::Break { .. } | ExprKind::Continue { .. } => true,
            ExprKind::Macro(call) => {
                call.effect == MacroEffect::Diverges
                    || call.path.last_name().is_some_and(|name| self.summaries.leaving_macros.contains(&name))
            }
            ExprKind::Block(block) => match (block.tail, block.statements.last()) {
                (Some(tail), _) => self.diverges(tail),
                (None, Some(Statement::Expr { expr, .. })) => self.diverges(*expr),
                _ => false,
            },
            ExprKind::If { then, otherwise: Some(otherwise), .. } => {
                self.diverges(*then) && self.diverges(*otherwise)
            }
            ExprKind::Match { arms, .. } => {
                !arms.is_empty() && arms.iter().all(|arm| self.diverges(arm.body))
            }
            _ => false,
        }
    }
}

fn is_locking(name: &str) -> bool {
    name.contains("for_update") || name.split('_').any(|word| LOCKING_READS.contains(&word))
}
