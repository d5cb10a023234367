//! Where models leave their task: spawned, sent, queued, cached.

use crate::catalogue::{FunctionFact, Way};
use crate::effects::BodyFacts;
use crate::flow::{self, CaptureMode};
use crate::ir::{Body, ExprId, ExprKind, LocalId, Name, Statement};
use crate::resolve::{AdtId, Callee, Program, Ty};
use crate::source::Span;

use super::find::{RowField, is_snapshot_name};
use super::uses::{Follow, Reads};
use super::{Models, Summaries, Tree};

/// A model that crosses.
#[derive(Debug, Clone)]
pub struct Crossing {
    pub way: Way,
    /// What is called: `spawn`, `Sender::send`.
    pub target: String,
    /// The callee's name.
    pub call: Span,
    /// Where the model is named, on its way into the call.
    pub place: Span,
    pub model: AdtId,
    /// The model's type as it stands there.
    pub ty: Ty,
    /// The variable, when it is one.
    pub name: Option<Name>,
    /// Captured by a closure or async block, not given by value.
    pub captured: bool,
    /// The model is inside a type that dereferences to it, so that naming the id moves the row.
    pub through: Option<AdtId>,
    /// What the other side reads; none when it cannot be seen.
    pub reads: Option<Reads>,
    /// The message that it is in: the type, and the variant or field.
    pub message: Option<(AdtId, u32, Name)>,
    /// How to capture only the key.
    pub narrower: Option<Narrower>,
}

/// A capture of which only one key field is read, by value, in plain sight.
#[derive(Debug, Clone)]
pub struct Narrower {
    pub key: Name,
    /// Where the statement with the task begins.
    pub before: Span,
    /// `row.id`, each time.
    pub reads: Vec<Span>,
    /// A name that is free.
    pub name: String,
}

/// A message with models in it, sent by a function that did not make it.
#[derive(Debug, Clone)]
pub struct Message {
    pub way: Way,
    pub target: String,
    pub call: Span,
    pub place: Span,
    pub adt: AdtId,
    /// The fields with whole rows, by variant.
    pub fields: Vec<RowField>,
    /// Whether the other side is seen to need no more than the keys.
    pub only_keys: bool,
}

struct Travel<'a> {
    program: &'a Program,
    models: &'a Models,
    summaries: &'a Summaries,
    facts: &'a BodyFacts,
    body: &'a Body,
    tree: &'a Tree,
    found: Vec<Crossing>,
    messages: Vec<Message>,
}

/// The call that takes something out of the task.
#[derive(Clone)]
struct Exit {
    way: Way,
    target: String,
    call: Span,
}

pub(super) fn crossings(
    program: &Program,
    models: &Models,
    summaries: &Summaries,
    facts: &BodyFacts,
    tree: &Tree,
) -> (Vec<Crossing>, Vec<Message>) {
    let body = facts.body(program);
    let mut travel =
        Travel { program, models, summaries, facts, body, tree, found: Vec::new(), messages: Vec::new() };
    for (index, expr) in body.exprs.iter().enumerate() {
        let id = ExprId(index as u32);
        // `self` of a method is where it goes, not what goes
        let (first, operands, call) = match &expr.kind {
            ExprKind::Call { args, callee } => (0, args, body.expr(*callee).span),
            ExprKind::MethodCall { args, name_span, .. } => (1, args, *name_span),
            _ => continue,
        };
        let callee = facts.types.callee(id);
        for (at, operand) in operands.iter().enumerate() {
            let Some(way) = summaries.way(program, callee, at + first) else { continue };
            let target = match callee {
                Callee::Function { function, .. } => program.function_name(*function),
                Callee::External { krate, path } => {
                    path.last().map_or_else(|| krate.to_string(), |name| format!("{krate}::{name}"))
                }
                _ => continue,
            };
            let exit = Exit { way, target, call };
            if way == Way::Task {
                travel.spawned(*operand, &exit, 0);
            } else {
                let before = travel.found.len();
                travel.sent(*operand, &exit, None, 0);
                // a wrapper of the workspace says it where it sends
                let is_last = match callee {
                    Callee::Function { function, .. } => program.is_header_function(*function),
                    _ => true,
                };
                if is_last && travel.found.len() == before {
                    travel.message(*operand, &exit);
                }
            }
        }
    }
    (travel.found, travel.messages)
}

impl Travel<'_> {
    /// What a task is made of: blocks and closures with their captures, calls of async functions with their arguments.
    fn spawned(&mut self, id: ExprId, exit: &Exit, depth: usize) {
        if depth > 8 {
            return;
        }
        match &self.body.expr(id).kind {
            ExprKind::Async(_) | ExprKind::Closure(_) => self.captured(id, exit),
            ExprKind::Block(block) => {
                if let Some(tail) = block.tail {
                    self.spawned(tail, exit, depth + 1);
                }
            }
            ExprKind::Local(local) => {
                if let Some(init) = self.body.initialiser(*local) {
                    self.spawned(init, exit, depth + 1);
                }
            }
            ExprKind::MethodCall { receiver, args, .. } => match self.facts.types.callee(id) {
                Callee::Function { function, .. } if !self.program.is_header_function(*function) => {
                    self.arguments(id, &args.clone(), 1, exit);
                }
                // `.instrument(span)`, `.boxed()`
                _ => self.spawned(*receiver, exit, depth + 1),
            },
            ExprKind::Call { args, .. } => match self.facts.types.callee(id) {
                Callee::Function { function, .. } if !self.program.is_header_function(*function) => {
                    self.arguments(id, &args.clone(), 0, exit);
                }
                _ => {
                    for arg in args.clone() {
                        self.spawned(arg, exit, depth + 1);
                    }
                }
            },
            _ => {}
        }
    }

    fn captured(&mut self, closure: ExprId, exit: &Exit) {
        for capture in flow::captures(self.program, self.facts.owner, &self.facts.types, closure) {
            if capture.mode != CaptureMode::Move {
                continue;
            }
            let mut ty = self.facts.types.local(capture.local).clone();
            for field in &capture.path {
                ty = self.program.field(&ty, *field).map_or(Ty::Unknown, |(ty, _)| ty);
            }
            let Some((model, through)) = self.owned(&ty) else { continue };
            let follow = Follow {
                program: self.program,
                models: self.models,
                facts: self.facts,
                body: self.body,
                tree: self.tree,
                within: Some(closure),
            };
            let uses = if capture.path.is_empty() {
                follow.uses(capture.local)
            } else {
                // a part that is captured as a whole: every place in the block that names it
                let mut uses = super::uses::Uses::default();
                for occurrence in self.tree.occurrences(capture.local) {
                    if !self.tree.is_below(*occurrence, closure) {
                        continue;
                    }
                    match self.part(*occurrence, &capture.path) {
                        Some(part) => {
                            follow.climb(part, &mut uses, &mut rustc_hash::FxHashSet::default());
                        }
                        None => {
                            uses.whole.get_or_insert(*occurrence);
                        }
                    }
                }
                uses
            };
            self.found.push(Crossing {
                way: exit.way,
                target: exit.target.clone(),
                call: exit.call,
                place: self.body.expr(capture.expr).span,
                model,
                ty,
                name: Some(self.body.local(capture.local).name),
                captured: true,
                through,
                reads: Some(self.summaries.reads(&uses)),
                message: None,
                narrower: capture
                    .path
                    .is_empty()
                    .then(|| self.narrower(closure, capture.local, model))
                    .flatten(),
            });
        }
    }

    fn narrower(&self, closure: ExprId, local: LocalId, model: AdtId) -> Option<Narrower> {
        let [key] = self.models.get(model)?.keys.as_slice() else { return None };
        let mut reads = Vec::new();
        for occurrence in self.tree.occurrences(local) {
            if !self.tree.is_below(*occurrence, closure) {
                continue;
            }
            let field = self.tree.parent(*occurrence)?;
            let ExprKind::Field { name, .. } = &self.body.expr(field).kind else { return None };
            // by value: what is borrowed or looked into may be no copy
            let by_value = match &self.body.expr(self.tree.parent(field)?).kind {
                ExprKind::Call { .. } | ExprKind::Struct { .. } => true,
                ExprKind::MethodCall { receiver, .. } => *receiver != field,
                _ => false,
            };
            if name != key || !by_value {
                return None;
            }
            reads.push(self.body.expr(field).span);
        }
        let name = format!("{}_{key}", self.body.local(local).name);
        let is_free = self.body.locals.iter().all(|local| local.name != name);
        let mut at = closure;
        loop {
            let above = self.tree.parent(at)?;
            if let ExprKind::Block(block) = &self.body.expr(above).kind {
                let holds = |statement: &&Statement| match statement {
                    Statement::Let { init, .. } => *init == Some(at),
                    Statement::Expr { expr, .. } => *expr == at,
                };
                let before = match block.statements.iter().find(holds) {
                    Some(Statement::Let { span, .. } | Statement::Expr { span, .. }) => *span,
                    None => self.body.expr(at).span,
                };
                return (is_free && !reads.is_empty()).then_some(Narrower { key: *key, before, reads, name });
            }
            at = above;
        }
    }

    /// The expression `local.a.b` around an occurrence of the variable.
    fn part(&self, occurrence: ExprId, path: &[Name]) -> Option<ExprId> {
        let mut at = occurrence;
        for wanted in path {
            let above = self.tree.parent(at)?;
            match &self.body.expr(above).kind {
                ExprKind::Field { name, .. } if name == wanted => at = above,
                _ => return None,
            }
        }
        Some(at)
    }

    fn arguments(&mut self, call: ExprId, args: &[ExprId], first: usize, exit: &Exit) {
        let Callee::Function { function, .. } = self.facts.types.callee(call) else { return };
        // a future owns its arguments; a plain function is over before anything is spawned
        if !self.program.function(*function).is_async {
            return;
        }
        for (index, arg) in args.iter().enumerate() {
            let ty = self.facts.types.expr(*arg).clone();
            let Some((model, through)) = self.owned(&ty) else { continue };
            let reads =
                self.summaries.taken(*function, index + first).map(|taken| self.summaries.reads(&taken.uses));
            self.found.push(Crossing {
                way: exit.way,
                target: exit.target.clone(),
                call: exit.call,
                place: self.body.expr(*arg).span,
                model,
                ty,
                name: self.named(*arg),
                captured: false,
                through,
                reads,
                message: None,
                narrower: None,
            });
        }
    }

    /// What is sent: models, also inside a message that is built here.
    fn sent(&mut self, id: ExprId, exit: &Exit, message: Option<(AdtId, u32, Name)>, depth: usize) {
        if depth > 8 {
            return;
        }
        let ty = self.facts.types.expr(id).clone();
        if let Some((model, through)) = self.owned(&ty) {
            self.found.push(Crossing {
                way: exit.way,
                target: exit.target.clone(),
                call: exit.call,
                place: self.body.expr(id).span,
                model,
                ty,
                name: self.named(id),
                captured: false,
                through,
                reads: message.and_then(|message| self.summaries.opened.get(&message).cloned()),
                message,
                narrower: None,
            });
            return;
        }
        match &self.body.expr(id).kind {
            ExprKind::Call { args, .. } => match self.facts.types.callee(id) {
                Callee::Constructor(adt, variant) => {
                    let (adt, variant) = (*adt, *variant);
                    if self.is_snapshot(adt, variant) {
                        return;
                    }
                    for (index, arg) in args.clone().into_iter().enumerate() {
                        let field = Name::from(&index.to_string());
                        self.sent(arg, exit, self.in_message(adt, variant, field, message), depth + 1);
                    }
                }
                Callee::Function { function, .. } if self.program.is_std_function(*function) => {
                    for arg in args.clone() {
                        self.sent(arg, exit, message, depth + 1);
                    }
                }
                _ => {}
            },
            ExprKind::Struct { fields, path, .. } => {
                let Ty::Adt(adt, _) = &ty else { return };
                let def = self.program.adt(*adt);
                let variant = path.last_name().and_then(|name| def.variant(name)).unwrap_or(0);
                if self.is_snapshot(*adt, variant) {
                    return;
                }
                for (name, field) in fields.clone() {
                    self.sent(field, exit, self.in_message(*adt, variant, name, message), depth + 1);
                }
            }
            ExprKind::Tuple(items) | ExprKind::Array(items) => {
                for item in items.clone() {
                    self.sent(item, exit, None, depth + 1);
                }
            }
            ExprKind::Local(local) => {
                if let Some(init) = self.body.initialiser(*local) {
                    self.sent(init, exit, message, depth + 1);
                }
            }
            ExprKind::Block(block) => {
                if let Some(tail) = block.tail {
                    self.sent(tail, exit, message, depth + 1);
                }
            }
            ExprKind::MethodCall { receiver, .. }
                if matches!(self.facts.types.callee(id), Callee::Function { function, .. }
                    if self.program.function(*function).facts.has(FunctionFact::Adapter)) =>
            {
                self.sent(*receiver, exit, message, depth + 1);
            }
            _ => {}
        }
    }

    fn is_made_here(&self, id: ExprId) -> bool {
        match &self.body.expr(id).kind {
            ExprKind::Struct { .. } | ExprKind::Path(_) => true,
            ExprKind::Call { args, .. } => match self.facts.types.callee(id) {
                // `Ok(message)`
                Callee::Constructor(adt, _)
                    if !self.program.is_workspace_file(self.program.adt(*adt).file) =>
                {
                    args.iter().any(|arg| self.is_made_here(*arg))
                }
                Callee::Constructor(..) => true,
                _ => false,
            },
            ExprKind::Local(local) => {
                self.body.initialiser(*local).is_some_and(|init| init != id && self.is_made_here(init))
            }
            _ => false,
        }
    }

    /// What is sent was made elsewhere: by its type.
    fn message(&mut self, id: ExprId, exit: &Exit) {
        if self.is_made_here(id) {
            return;
        }
        let Some((adt, fields)) = self.models.in_message(self.program, self.facts.types.expr(id)) else {
            return;
        };
        let mut only_keys = true;
        let mut whole = Vec::new();
        for (variant, field, model) in fields {
            let keys = &self.models.get(model).map_or(&[][..], |model| model.keys.as_slice());
            match self.summaries.opened.get(&(adt, variant, field)) {
                Some(reads) if !reads.whole => {
                    let others = reads.fields.iter().filter(|field| !keys.contains(field)).count();
                    // the other side is seen to need these columns
                    if others > 1 {
                        continue;
                    }
                    only_keys &= others == 0;
                }
                _ => only_keys = false,
            }
            whole.push((variant, field, model));
        }
        if !whole.is_empty() {
            self.messages.push(Message {
                way: exit.way,
                target: exit.target.clone(),
                call: exit.call,
                place: self.body.expr(id).span,
                adt,
                fields: whole,
                only_keys,
            });
        }
    }

    /// `Some`, `Ok`, `Box` stand for what is in them.
    fn in_message(
        &self,
        adt: AdtId,
        variant: u32,
        field: Name,
        outer: Option<(AdtId, u32, Name)>,
    ) -> Option<(AdtId, u32, Name)> {
        if self.program.is_workspace_file(self.program.adt(adt).file) {
            Some((adt, variant, field))
        } else {
            outer
        }
    }

    fn is_snapshot(&self, adt: AdtId, variant: u32) -> bool {
        let def = self.program.adt(adt);
        self.models.is_snapshot(adt)
            || def.variants.get(variant as usize).is_some_and(|variant| is_snapshot_name(&variant.name))
    }

    /// An owned model, or something owned that dereferences to one.
    fn owned(&self, ty: &Ty) -> Option<(AdtId, Option<AdtId>)> {
        let Ty::Adt(adt, _) = ty else { return None };
        if self.models.is_snapshot(*adt) {
            return None;
        }
        if let Some((model, _)) = self.models.owned(ty) {
            return Some((model, None));
        }
        let (model, _) = self.models.behind(self.program, ty)?;
        // a lock or guard around it is shared state, not a copy
        (self.models.carried(self.program, ty) == Some(model)).then_some((model, Some(*adt)))
    }

    fn named(&self, id: ExprId) -> Option<Name> {
        match &self.body.expr(id).kind {
            ExprKind::Local(local) => Some(self.body.local(*local).name),
            ExprKind::MethodCall { receiver, method, .. } if *method == "clone" => self.named(*receiver),
            _ => None,
        }
    }
}
