//! Which bodies can matter at all: nearly every synchronous function of a program waits for nothing and holds nothing.
//!
//! A filter, so it errs on the side of looking. A body matters when it awaits, when its function takes or gives something
//! that may hold a connection, or code to run; and when it calls what blocks, acquires or gives a guard, or calls a
//! function that matters for such a call. Methods are known by their names here, since no type is inferred yet;
//! paths are resolved.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalogue::FunctionFact;
use crate::ir::{self, Body, ExprKind, Name};
use crate::resolve::{
    BodyOwner, Def, FunctionDef, FunctionId, Namespace, Program, Resolution, Ty, TypeScope,
};

/// A body that did not matter so far.
struct Open {
    owner: BodyOwner,
    /// What it calls; none as long as not even a word of it was wanted, and it need not be read.
    called: Option<Vec<Called>>,
}

/// A function or method that a body speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Called {
    Function(FunctionId),
    /// With so many arguments, the receiver not counted.
    Method(Name, usize),
    Named(Name),
}

/// Functions that a caller matters for.
#[derive(Default)]
struct Wanted {
    functions: FxHashSet<FunctionId>,
    names: FxHashSet<Name>,
    methods: FxHashSet<(Name, usize)>,
}

/// The functions whose bodies are worth a look.
#[derive(Default)]
pub struct Relevant {
    pub functions: FxHashSet<FunctionId>,
    /// All that callers matter for.
    wanted: Wanted,
}

/// What an edit does to the relevance of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relevance {
    No,
    Yes,
    /// Its callers may matter now, too.
    Spreads,
}

impl Relevant {
    /// Asks again for one body, whose function has the signature that it had.
    pub fn again(&self, program: &Program, owner: BodyOwner) -> Relevance {
        if program.has_await(owner) || matters_by_signature(program, owner.function) {
            return Relevance::Yes;
        }
        if !called(program, owner).iter().any(|called| self.wanted.has(called)) {
            return Relevance::No;
        }
        if self.wanted.functions.contains(&owner.function) { Relevance::Yes } else { Relevance::Spreads }
    }
}

impl Wanted {
    fn add(&mut self, program: &Program, function: FunctionId) {
        let def = program.function(function);
        self.functions.insert(function);
        self.names.insert(def.name);
        if def.ir.self_param.is_some() {
            self.methods.insert((def.name, def.params.len().saturating_sub(1)));
        }
    }

    /// A body without any of them calls none.
    fn words(&self) -> FxHashSet<u32> {
        let names = self.names.iter().flat_map(|name| [ir::word(name), ir::associated_word(name)]);
        let methods = self.methods.iter().flat_map(|(name, arguments)| ir::method_words(name, *arguments));
        names.chain(methods).collect()
    }

    fn has(&self, called: &Called) -> bool {
        match called {
            Called::Function(function) => self.functions.contains(function),
            Called::Method(name, arguments) => self.methods.contains(&(*name, *arguments)),
            Called::Named(name) => self.names.contains(name),
        }
    }
}

/// Looks at all bodies.
pub fn relevant(program: &Program) -> Relevant {
    // only what is new since the last round can change anything
    let mut fresh = Wanted::default();
    let mut wanted = Wanted::default();
    let used = program.crates_in_use();
    for (index, def) in program.functions.iter().enumerate() {
        if is_source(program, &used, def) {
            fresh.add(program, FunctionId(index as u32));
        }
    }
    let mut found = FxHashSet::default();
    let mut open: Vec<Open> = Vec::new();
    for owner in program.bodies() {
        if program.has_await(owner) || matters_by_signature(program, owner.function) {
            found.insert(owner.function);
        } else {
            open.push(Open { owner, called: None });
        }
    }
    let renamed = renamed(program);
    while !fresh.names.is_empty() {
        let mut to_rename: Vec<Name> = fresh.names.iter().copied().collect();
        while let Some(name) = to_rename.pop() {
            let others = renamed.get(&name).into_iter().flatten().copied();
            to_rename.extend(others.filter(|other| fresh.names.insert(*other)));
        }
        let words = fresh.words();
        let matters: Vec<bool> = open
            .par_iter_mut()
            .map(|open| {
                if !program.mentions(open.owner, |word| words.contains(&word)) {
                    return false;
                }
                let calls = || called(program, open.owner);
                open.called.get_or_insert_with(calls).iter().any(|called| fresh.has(called))
            })
            .collect();
        wanted.functions.extend(fresh.functions.drain());
        wanted.names.extend(fresh.names.drain());
        wanted.methods.extend(fresh.methods.drain());
        let mut matters = matters.into_iter();
        open.retain(|open| {
            let matters = matters.next().unwrap_or(false);
            if matters {
                found.insert(open.owner.function);
                fresh.add(program, open.owner.function);
            }
            !matters
        });
    }
    Relevant { functions: found, wanted }
}

/// Whether calling it blocks, acquires or gives a guard.
fn is_source(program: &Program, used: &[bool], def: &FunctionDef) -> bool {
    if !used[program.crate_of(def.module).index()] {
        return false;
    }
    def.facts.blocks().is_some()
        || def.facts.has(FunctionFact::Acquire)
        || program.may_hold(&def.ret)
            && (program.guard(&def.ret).is_some() || gives_what_is_asked_for(program, def))
}

/// Whether what it gives is chosen by whoever calls it, not by what that hands in: `fn get<T>(&self) -> T`,
/// `fn open(&self) -> M::Connection`.
fn gives_what_is_asked_for(program: &Program, def: &FunctionDef) -> bool {
    // of headers the facts tell
    if !program.is_workspace_file(def.file) {
        return false;
    }
    let mut taken = FxHashSet::default();
    for param in &def.params {
        param.any_part(&mut |part| {
            if let Ty::Param(param) = part {
                taken.insert(param.name);
            }
            false
        });
    }
    def.ret.any_part(&mut |part| match part {
        Ty::Param(param) => !taken.contains(&param.name),
        Ty::Assoc(assoc) => matches!(assoc.base.peel_assoc(), Ty::Param(_)),
        Ty::External(_) => program.may_hold(part),
        _ => false,
    })
}

fn matters_by_signature(program: &Program, function: FunctionId) -> bool {
    let def = program.function(function);
    def.is_async
        || program.may_hold(&def.ret)
        || program.says_future(&def.ret)
        || def.params.iter().any(|ty| program.may_hold(ty) || program.is_code(ty))
}

/// The names that imports give to something of another name, by that.
fn renamed(program: &Program) -> FxHashMap<Name, Vec<Name>> {
    let mut renamed: FxHashMap<Name, Vec<Name>> = FxHashMap::default();
    for (from, to) in program.renamed() {
        renamed.entry(from).or_default().push(to);
    }
    renamed
}

/// What a body calls, or names without calling it.
fn called(program: &Program, owner: BodyOwner) -> Vec<Called> {
    let body = program.body(owner.file, owner.body);
    let has_items = has_items(body);
    let scope = program.function_scope(owner.function);
    let mut called = Vec::new();
    for expr in &body.exprs {
        match &expr.kind {
            ExprKind::MethodCall { method, args, .. } => called.push(Called::Method(*method, args.len())),
            // what is imported inside of the body may hide what stands around it
            ExprKind::Path(path) if has_items => called.extend(path.last_name().map(Called::Named)),
            ExprKind::Path(path) => by_path(program, &scope, path, &mut called),
            _ => {}
        }
    }
    called.sort_unstable();
    called.dedup();
    called
}

fn has_items(body: &Body) -> bool {
    body.exprs.iter().any(|expr| matches!(&expr.kind, ExprKind::Block(block) if block.scope.is_some()))
}

fn by_path(program: &Program, scope: &TypeScope, path: &ir::Path, called: &mut Vec<Called>) {
    let Some(name) = path.last_name() else { return };
    let owner = if path.segments.len() == 2 && path.qself.is_none() && path.segments[0].name == "Self" {
        scope.self_ty.as_ref()
    } else {
        None
    };
    let adt = match owner {
        Some(Ty::Adt(adt, _)) => Some(*adt),
        Some(_) => None,
        None => match program.resolve_path(scope.module, path, Namespace::Values) {
            Some(Resolution::Def(Def::Function(function), used)) if used == path.segments.len() => {
                return called.push(Called::Function(function));
            }
            Some(Resolution::Def(Def::Const(_) | Def::Variant(..), used)) if used == path.segments.len() => {
                return;
            }
            Some(Resolution::Def(Def::Adt(adt), used)) if used + 1 == path.segments.len() => Some(adt),
            // nothing is known of what another crate does in a call that nobody awaits
            Some(Resolution::External { .. }) => return,
            _ => None,
        },
    };
    let impls = adt.and_then(|adt| program.impls_of_adt.get(&adt)).into_iter().flatten();
    let functions = impls.flat_map(|id| &program.impl_(*id).functions);
    let before = called.len();
    called.extend(functions.filter(|id| program.function(**id).name == name).map(|id| Called::Function(*id)));
    // a method of a trait, of a type behind an alias, or made by a derive
    if called.len() == before {
        called.push(Called::Named(name));
    }
}
