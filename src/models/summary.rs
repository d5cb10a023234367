//! What each function does with the models that it is given, through all its callees.

use std::collections::hash_map::Entry;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalogue::{WAYS, Way};
use crate::effects::BodyFacts;
use crate::ir::{
    self, Body, BodyId, ExprId, ExprKind, LocalId, MacroEffect, Name, PatId, PatKind, Statement,
};
use crate::resolve::{
    AdtId, BodyTypes, Callee, Container, Def, FunctionId, Namespace, Program, Resolution, Ty,
};
use crate::source::{FileId, Place};

use super::signatures::is_free;
use super::uses::{Follow, Reads, Uses};
use super::writers::{Writers, Written, writers};
use super::{Models, Tree};

/// Wrappers of wrappers of `spawn`.
pub(super) const ROUNDS: usize = 4;

/// A parameter, `self` counted.
type Param = (FunctionId, usize);

/// A field of a message: its type, variant and name.
type Field = (AdtId, u32, Name);

/// A parameter that is a model.
#[derive(Debug, Clone)]
pub struct Taken {
    pub model: AdtId,
    pub how: How,
    pub uses: Uses,
}

/// How a parameter takes a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Owned,
    Lent,
    /// In a smart pointer or newtype.
    Wrapped,
}

/// The bodies of the program, sorted by owner.
#[derive(Default)]
pub struct Bodies<'a> {
    pub all: Vec<&'a BodyFacts>,
    /// Those that have a model in them.
    pub with_models: Vec<&'a BodyFacts>,
    /// Those that call what takes something out of its task.
    pub senders: Vec<&'a BodyFacts>,
}

#[derive(Debug, Default)]
pub struct Summaries {
    taken: FxHashMap<Param, Taken>,
    writers: Writers,
    /// Functions of the workspace that take what they are given out of its task: spawn and send wrappers.
    sends: FxHashMap<Param, Way>,
    /// Of the functions that read no more than the key of a model, those (and their names) that are named without being
    /// called: somebody else asks for their signature.
    values: (FxHashSet<FunctionId>, FxHashSet<Name>),
    /// What calls give as an owned model: each argument, and whether it is a place.
    arguments: FxHashMap<Param, Vec<(Place, bool)>>,
    /// Async methods of models.
    async_methods: FxHashSet<FunctionId>,
    /// Macros of the workspace that do not come back: those that a `let … else` ends with.
    pub leaving_macros: FxHashSet<Name>,
    /// What is read of a model in a field of a message, over all patterns that open it.
    pub opened: FxHashMap<Field, Reads>,
}

impl Summaries {
    pub fn of(program: &Program, models: &Models, with: &Bodies<'_>) -> Self {
        let with_models = &with.with_models;
        let mut summaries = Self {
            leaving_macros: leaving_macros(program, with_models),
            writers: writers(program, models, with_models),
            taken: with_models.par_iter().flat_map_iter(|facts| taken(program, models, facts)).collect(),
            async_methods: async_methods(program),
            ..Self::default()
        };
        let mut senders: Vec<&BodyFacts> = with.senders.clone();
        for _ in 0..ROUNDS {
            let found = senders.par_iter().flat_map_iter(|facts| summaries.wrappers(program, facts));
            let found: Vec<_> = found.collect();
            let mut fresh: FxHashSet<FunctionId> = FxHashSet::default();
            for (param, way) in found {
                if let Entry::Vacant(vacant) = summaries.sends.entry(param) {
                    vacant.insert(way);
                    fresh.insert(param.0);
                }
            }
            if fresh.is_empty() {
                break;
            }
            let calls = |facts: &&BodyFacts| facts.own_calls.iter().any(|function| fresh.contains(function));
            senders = with.all.iter().copied().filter(calls).collect();
        }
        let calls = with_models.par_iter().flat_map_iter(|facts| summaries.calls(program, facts));
        for (param, argument) in calls.collect::<Vec<_>>() {
            summaries.arguments.entry(param).or_default().push(argument);
        }
        let opened = with_models.par_iter().flat_map_iter(|facts| summaries.open(program, models, facts));
        for (message, reads) in opened.collect::<Vec<_>>() {
            let known = summaries.opened.entry(message).or_default();
            known.whole |= reads.whole;
            known.fields.extend(reads.fields);
        }
        for reads in summaries.opened.values_mut() {
            reads.fields.sort_unstable();
            reads.fields.dedup();
        }
        let takers = summaries.taken.keys().filter(|(function, index)| {
            is_free(program, *function) && summaries.only_key(models, *function, *index).is_some()
        });
        summaries.values = values(program, takers.map(|(function, _)| *function).collect());
        summaries
    }

    pub fn taken(&self, function: FunctionId, index: usize) -> Option<&Taken> {
        self.taken.get(&(function, index))
    }

    /// What the function writes back of the model that it is given as this parameter, `self` counted.
    pub(super) fn written(&self, function: FunctionId, index: usize) -> Option<&Written> {
        self.writers.get(&(function, index))
    }

    /// The arguments of all calls that are seen, when each is a variable or a field, so that `.id` can stand behind it.
    pub fn arguments(&self, function: FunctionId, index: usize) -> Option<Vec<Place>> {
        let arguments = self.arguments.get(&(function, index)).map_or(&[][..], Vec::as_slice);
        arguments.iter().map(|(place, is_place)| is_place.then_some(*place)).collect()
    }

    /// What the calls of one body give as an owned model.
    fn calls(&self, program: &Program, facts: &BodyFacts) -> Vec<(Param, (Place, bool))> {
        let body = facts.body(program);
        let mut found = Vec::new();
        for (index, expr) in body.exprs.iter().enumerate() {
            let (first, args) = match &expr.kind {
                ExprKind::Call { args, .. } => (0, args),
                ExprKind::MethodCall { args, .. } => (1, args),
                _ => continue,
            };
            let Callee::Function { function, .. } = facts.types.callee(ExprId(index as u32)) else {
                continue;
            };
            for (index, arg) in args.iter().enumerate() {
                let param = (*function, index + first);
                if !self.taken.get(&param).is_some_and(|taken| taken.how == How::Owned) {
                    continue;
                }
                let mut at = *arg;
                while let ExprKind::Field { base, .. } = &body.expr(at).kind {
                    at = *base;
                }
                let is_place = matches!(body.expr(at).kind, ExprKind::Local(_));
                let place = Place::new(facts.owner.file, body.expr(*arg).span);
                found.push((param, (place, is_place)));
            }
        }
        found
    }

    /// Whether somebody may call the function by a pointer, and so asks for its signature.
    pub fn is_value(&self, program: &Program, function: FunctionId) -> bool {
        let (functions, names) = &self.values;
        functions.contains(&function) || names.contains(&program.function(function).name)
    }

    /// What is read of a parameter that is a model, when it is no more than its key. Whose signature this should change
    /// is for the caller to know.
    pub fn only_key(&self, models: &Models, function: FunctionId, index: usize) -> Option<Reads> {
        let taken = self.taken(function, index)?;
        let model = models.get(taken.model)?;
        let reads = self.reads(&taken.uses);
        let is_key = |field| model.keys.contains(field);
        let is_only = !reads.whole && !reads.own_queries && !reads.fields.is_empty();
        (is_only && reads.fields.iter().all(is_key)).then_some(reads)
    }

    /// What is read, with all calls followed.
    pub fn reads(&self, uses: &Uses) -> Reads {
        let mut reads = Reads::default();
        let mut seen = FxHashSet::default();
        self.collect(uses, &mut reads, &mut seen);
        reads.fields.sort_unstable();
        reads.fields.dedup();
        reads
    }

    fn collect(&self, uses: &Uses, reads: &mut Reads, seen: &mut FxHashSet<(FunctionId, usize)>) {
        reads.fields.extend(uses.fields.keys());
        reads.whole |= uses.whole.is_some() || !uses.built.is_empty();
        for (function, index, _) in &uses.passed {
            if !seen.insert((*function, *index)) {
                continue;
            }
            reads.own_queries |= *index == 0 && self.async_methods.contains(function);
            match self.taken.get(&(*function, *index)) {
                Some(taken) => self.collect(&taken.uses, reads, seen),
                None => reads.whole = true,
            }
        }
    }

    /// Where a call takes this operand (`self` counted) out of its task.
    pub fn way(&self, program: &Program, callee: &Callee, index: usize) -> Option<Way> {
        match callee {
            Callee::Function { function, implementors, .. } if !program.is_header_function(*function) => {
                std::iter::once(function)
                    .chain(implementors)
                    .find_map(|function| self.sends.get(&(*function, index)).copied())
            }
            callee => known_way(program, callee),
        }
    }

    /// Parameters that are spawned or sent as they are: the function is a wrapper.
    fn wrappers(&self, program: &Program, facts: &BodyFacts) -> Vec<(Param, Way)> {
        let body = facts.body(program);
        let function = facts.owner.function;
        let params: Vec<(usize, LocalId)> = params(program, facts).collect();
        let mut found = Vec::new();
        if params.is_empty() {
            return found;
        }
        for (index, expr) in body.exprs.iter().enumerate() {
            let call = ExprId(index as u32);
            let (first, args) = match &expr.kind {
                ExprKind::Call { args, .. } => (0, args),
                ExprKind::MethodCall { args, .. } => (1, args),
                _ => continue,
            };
            for (at, operand) in args.iter().enumerate() {
                let Some(way) = self.way(program, facts.types.callee(call), at + first) else { continue };
                let mut locals = Vec::new();
                body.each_below(*operand, &mut |id| {
                    if let ExprKind::Local(local) = body.expr(id).kind {
                        locals.push((local, id));
                    }
                });
                for (param, local) in &params {
                    // the whole value goes, not a part of it or something made from it
                    let goes = locals.iter().any(|(named, id)| {
                        named == local
                            && (id == operand || way == Way::Task && is_code(program, facts, *local))
                    });
                    if goes {
                        found.push(((function, *param), way));
                    }
                }
            }
        }
        found
    }

    /// Patterns and field accesses that open a message: what is read of the models in it.
    fn open(&self, program: &Program, models: &Models, facts: &BodyFacts) -> Vec<(Field, Reads)> {
        let body = facts.body(program);
        let mut fields: Vec<(Field, ExprId)> = Vec::new();
        for (index, expr) in body.exprs.iter().enumerate() {
            let ExprKind::Field { base, name, .. } = &expr.kind else { continue };
            let id = ExprId(index as u32);
            let Ty::Adt(adt, _) = facts.types.expr(*base).peel_refs() else { continue };
            if models.get(*adt).is_none() && models.behind(program, facts.types.expr(id)).is_some() {
                fields.push(((*adt, 0, *name), id));
            }
        }
        let mut variables: Vec<(Field, LocalId)> = Vec::new();
        for (index, pat) in body.pats.iter().enumerate() {
            let (fields, path): (Vec<(Name, PatId)>, _) = match &pat.kind {
                PatKind::TupleStruct { path, pats } => {
                    if pats.iter().any(|pat| matches!(body.pat(*pat).kind, PatKind::Rest)) {
                        continue;
                    }
                    let names = pats.iter().enumerate();
                    (names.map(|(at, pat)| (Name::from(&at.to_string()), *pat)).collect(), path)
                }
                PatKind::Struct { path, fields, .. } => (fields.clone(), path),
                _ => continue,
            };
            let ty = facts.types.pats.get(index);
            let Some(Ty::Adt(adt, _)) = ty.map(Ty::peel_refs) else { continue };
            let def = program.adt(*adt);
            let Some(variant) =
                (if def.is_enum { path.last_name().and_then(|name| def.variant(name)) } else { Some(0) })
            else {
                continue;
            };
            for (name, sub) in fields {
                if let PatKind::Bind { local, .. } = body.pat(sub).kind
                    && models.behind(program, facts.types.local(local)).is_some()
                {
                    variables.push(((*adt, variant, name), local));
                }
            }
        }
        if fields.is_empty() && variables.is_empty() {
            return Vec::new();
        }
        let tree = Tree::of(body);
        let follow = Follow { program, models, facts, body, tree: &tree, within: None };
        let fields = fields.into_iter().map(|(field, id)| {
            let mut uses = Uses::default();
            follow.climb(id, &mut uses, &mut FxHashSet::default());
            (field, self.reads(&uses))
        });
        let variables = variables.into_iter().map(|(field, local)| (field, self.reads(&follow.uses(local))));
        fields.chain(variables).collect()
    }
}

/// The parameters of one function that are models.
fn taken(program: &Program, models: &Models, facts: &BodyFacts) -> Vec<(Param, Taken)> {
    let def = program.function(facts.owner.function);
    let rows: Vec<_> = params(program, facts)
        .filter_map(|(index, local)| {
            let ty = def.params.get(index)?;
            Some((index, local, ty, models.behind(program, ty)?.0))
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let body = facts.body(program);
    let tree = Tree::of(body);
    let follow = Follow { program, models, facts, body, tree: &tree, within: None };
    rows.into_iter()
        .map(|(index, local, ty, model)| {
            let how = match ty {
                _ if models.owned(ty).is_some() => How::Owned,
                Ty::Ref { inner, .. } if models.owned(inner).is_some() => How::Lent,
                _ => How::Wrapped,
            };
            ((facts.owner.function, index), Taken { model, how, uses: follow.uses(local) })
        })
        .collect()
}

/// Whether the body calls what takes something out of its task.
pub fn sends(program: &Program, types: &BodyTypes) -> bool {
    types.callees.values().any(|callee| known_way(program, callee).is_some())
}

/// Where a call takes its operands out of its task, as far as the catalogue knows.
pub(super) fn known_way(program: &Program, callee: &Callee) -> Option<Way> {
    match callee {
        Callee::Function { function, .. } if program.is_header_function(*function) => {
            program.function(*function).facts.sends()
        }
        Callee::External { krate, path } => {
            let last = path.last()?;
            WAYS.iter().find(|(of, method, _)| krate == *of && last == *method).map(|(.., way)| *way)
        }
        _ => None,
    }
}

/// The functions that may take the models of a body out of their task: what it calls with code, or with whatever the
/// caller likes.
pub fn may_send<'a>(program: &'a Program, facts: &'a BodyFacts) -> impl Iterator<Item = FunctionId> + 'a {
    let takes_any = |callee: &FunctionId| {
        program.function(*callee).params.iter().any(|ty| ty.any_part(&mut |part| is_any(part)))
    };
    facts.own_calls.iter().copied().filter(takes_any)
}

/// Code, or whatever the caller likes.
pub(super) fn is_any(part: &Ty) -> bool {
    matches!(part, Ty::Param(_) | Ty::Opaque(_) | Ty::Dyn(_) | Ty::Future(_) | Ty::FnPointer(_))
}

/// The functions that tell what is read of the models of a body: those that it may give them to.
pub fn may_read(program: &Program, models: &Models, facts: &BodyFacts) -> Vec<FunctionId> {
    let takes = |callee: &FunctionId| {
        program.function(*callee).params.iter().any(|ty| models.behind(program, ty).is_some())
    };
    facts.own_calls.iter().copied().filter(takes).collect()
}

fn async_methods(program: &Program) -> FxHashSet<FunctionId> {
    let functions = program.bodies().map(|owner| owner.function);
    let is_async_method = |function: &FunctionId| {
        let def = program.function(*function);
        def.is_async && def.self_param.is_some()
    };
    functions.filter(is_async_method).collect()
}

/// The parameters that are plain variables, by index, `self` counted.
pub(super) fn params<'a>(
    program: &'a Program,
    facts: &'a BodyFacts,
) -> impl Iterator<Item = (usize, LocalId)> + 'a {
    let body = facts.body(program);
    let has_self = usize::from(body.self_local.is_some());
    let named = body.params.iter().enumerate().filter_map(move |(index, pat)| match body.pat(*pat).kind {
        PatKind::Bind { local, sub: None, .. } => Some((index + has_self, local)),
        _ => None,
    });
    body.self_local.map(|local| (0, local)).into_iter().chain(named)
}

/// A future or closure, by what its type is bounded by.
fn is_code(program: &Program, facts: &BodyFacts, local: LocalId) -> bool {
    match facts.types.local(local) {
        Ty::Param(_) | Ty::Opaque(_) | Ty::Dyn(_) | Ty::Future(_) | Ty::FnPointer(_) => true,
        Ty::Adt(adt, _) => program.is_box(*adt),
        _ => false,
    }
}

/// Which of these functions are named where nothing is called. A path that leads to no function of a module
/// (`Self::handle`, the tokens of a macro) counts by its last name: a handler that is given to a router must not be
/// missed.
fn values(program: &Program, takers: FxHashSet<FunctionId>) -> (FxHashSet<FunctionId>, FxHashSet<Name>) {
    // by their own names or what imports make of them
    let is_beside = |function: &FunctionId| program.function(*function).container == Container::Module;
    let imported = program.named().filter_map(|(name, def)| match def {
        Def::Function(function) if takers.contains(&function) => Some(name),
        _ => None,
    });
    let own =
        takers.iter().filter(|function| is_beside(function)).map(|function| program.function(*function).name);
    let free: FxHashSet<Name> = own.chain(imported).collect();
    let others = takers.iter().filter(|function| !is_beside(function));
    let others: FxHashSet<Name> = others.map(|function| program.function(*function).name).collect();
    let words = free.iter().map(|name| ir::value_word(name));
    let words: FxHashSet<u32> =
        words.chain(others.iter().map(|name| ir::associated_value_word(name))).collect();
    let wanted: FxHashSet<Name> = free.into_iter().chain(others).collect();
    let owners: Vec<_> = program.bodies().collect();
    let found = owners.into_par_iter().with_max_len(64).map(|owner| {
        let (mut functions, mut names) = (Vec::new(), Vec::new());
        if !program.mentions(owner, |word| words.contains(&word)) {
            return (functions, names);
        }
        let body = program.body(owner.file, owner.body);
        let is_wanted = |path: &ir::Path| path.last_name().is_some_and(|name| wanted.contains(&name));
        let named = body.exprs.iter().enumerate().filter_map(|(index, expr)| match &expr.kind {
            ExprKind::Path(path) if is_wanted(path) => Some((ExprId(index as u32), path)),
            _ => None,
        });
        let named: Vec<(ExprId, &ir::Path)> = named.collect();
        if named.is_empty() {
            return (functions, names);
        }
        let calls = body.exprs.iter().filter_map(|expr| match &expr.kind {
            ExprKind::Call { callee, .. } => Some(*callee),
            _ => None,
        });
        let called: FxHashSet<ExprId> = calls.collect();
        let scope = program.function_scope(owner.function).module;
        for (_, path) in named.into_iter().filter(|(id, _)| !called.contains(id)) {
            match program.resolve_path(scope, path, Namespace::Values) {
                Some(Resolution::Def(Def::Function(function), used)) if used == path.segments.len() => {
                    functions.push(function);
                }
                Some(Resolution::Def(Def::Const(_) | Def::Variant(..), _)) => {}
                _ => names.extend(path.last_name()),
            }
        }
        (functions, names)
    });
    let found: Vec<_> = found.collect();
    let (mut functions, mut names) = (FxHashSet::default(), FxHashSet::default());
    for (some_functions, some_names) in found {
        functions.extend(some_functions);
        names.extend(some_names);
    }
    (functions, names)
}

/// The macros that end the `else` of a `let`: they must leave. Those of the bodies are meant, and what tells of them
/// may stand anywhere.
fn leaving_macros(program: &Program, bodies: &[&BodyFacts]) -> FxHashSet<Name> {
    let used: FxHashSet<u32> = bodies
        .par_iter()
        .flat_map_iter(|facts| {
            facts.body(program).exprs.iter().filter_map(|expr| match &expr.kind {
                ExprKind::Macro(call) if call.effect == MacroEffect::Opaque => {
                    Some(ir::macro_word(&call.path.last_name()?))
                }
                _ => None,
            })
        })
        .collect();
    let irs = &program.irs[..program.workspace_files];
    let found = irs.par_iter().enumerate().with_max_len(8).flat_map_iter(|(index, ir)| {
        let (file, bodies) = (FileId(index as u32), &ir.bodies);
        let may = |id: &BodyId| bodies.may_let_else(*id) && bodies.mentions(*id, |word| used.contains(&word));
        bodies.ids().filter(may).flat_map(|id| leaving(program.body(file, id))).collect::<Vec<_>>()
    });
    found.collect()
}

fn leaving(body: &Body) -> Vec<Name> {
    let mut found = Vec::new();
    for expr in &body.exprs {
        let ExprKind::Block(block) = &expr.kind else { continue };
        for statement in &block.statements {
            let Statement::Let { otherwise: Some(otherwise), .. } = statement else { continue };
            let ExprKind::Block(inner) = &body.expr(*otherwise).kind else { continue };
            let last = inner.tail.or(match inner.statements.last() {
                Some(Statement::Expr { expr, .. }) => Some(*expr),
                _ => None,
            });
            if let Some(ExprKind::Macro(call)) = last.map(|last| &body.expr(last).kind) {
                found.extend(call.path.last_name());
            }
        }
    }
    found
}
