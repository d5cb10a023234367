//! Types of expressions: forward inference over one body.
//!
//! One walk in source order. What is not known yet is a variable, bound when a later use tells (`let mut held = None;
//! … held = Some(conn);`). Closures are inferred where they are passed, with the parameters that the callee's bound
//! gives them. Wrong programs get unknown types.

mod call;
mod expr;
mod macros;
mod path;
mod pattern;
mod table;

use rustc_hash::FxHashMap;

use super::{AdtId, BodyOwner, Def, FunctionId, MethodHit, Program, Ty, TypeScope};
use crate::ir::{Body, ExprId, LocalId, Name, PatId};

/// What is known of one body. Every id of the body has an entry; what is not known is [`Ty::Unknown`].
#[derive(Debug, Default)]
pub struct BodyTypes {
    /// By [`ExprId`]: the type of the expression's value, before any auto-reference.
    pub exprs: Vec<Ty>,
    /// By [`PatId`]: the type that the pattern matches: a reference where it matches through one.
    pub pats: Vec<Ty>,
    /// By [`LocalId`]: the type of the variable (`ref x` and default binding modes make it a reference).
    pub locals: Vec<Ty>,
    /// Calls and method calls, by the id of the call expression.
    pub callees: ByExpr<Callee>,
    /// What paths and struct literals resolve to, by the id of their expression.
    pub paths: ByExpr<Def>,
}

/// What is known of some expressions: in order, without room for more.
#[derive(Debug, Clone)]
pub struct ByExpr<T>(Vec<(ExprId, T)>);

impl<T> Default for ByExpr<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ByExpr<T> {
    pub fn get(&self, id: ExprId) -> Option<&T> {
        let at = self.0.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(&self.0[at].1)
    }

    pub fn iter(&self) -> impl Iterator<Item = (ExprId, &T)> {
        self.0.iter().map(|(id, value)| (*id, value))
    }

    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Expressions are met nearly in their order.
    fn insert(&mut self, id: ExprId, value: T) {
        let at = self.0.partition_point(|(known, _)| *known < id);
        match self.0.get_mut(at) {
            Some((known, old)) if *known == id => *old = value,
            _ => self.0.insert(at, (id, value)),
        }
    }
}

/// Of several for one expression the first stays.
impl<T> FromIterator<(ExprId, T)> for ByExpr<T> {
    fn from_iter<I: IntoIterator<Item = (ExprId, T)>>(all: I) -> Self {
        let mut all: Vec<(ExprId, T)> = all.into_iter().collect();
        all.sort_by_key(|(id, _)| *id);
        all.dedup_by_key(|(id, _)| *id);
        crate::ir::tighten(&mut all);
        Self(all)
    }
}

/// What a call calls.
#[derive(Debug, Clone, PartialEq)]
pub enum Callee {
    Function {
        function: FunctionId,
        /// The type of `Self` that was found by dereferencing (method calls), for trait methods the implementing type.
        self_ty: Ty,
        /// Other implementors that may be meant (`dyn Trait`, bounded parameters): functions of impls in the program.
        implementors: Box<[FunctionId]>,
    },
    /// `Some(x)`, `Wrapper(x)`
    Constructor(AdtId, u32),
    /// A closure of this body, by its expression.
    Closure(ExprId),
    /// A method or function of a crate without header or source.
    External {
        krate: Name,
        path: Vec<Name>,
    },
    Unknown,
}

impl BodyTypes {
    pub fn expr(&self, id: ExprId) -> &Ty {
        self.exprs.get(id.index()).unwrap_or(&Ty::Unknown)
    }

    pub fn pat(&self, id: PatId) -> &Ty {
        self.pats.get(id.index()).unwrap_or(&Ty::Unknown)
    }

    pub fn local(&self, id: LocalId) -> &Ty {
        self.locals.get(id.index()).unwrap_or(&Ty::Unknown)
    }

    pub fn callee(&self, call: ExprId) -> &Callee {
        self.callees.get(call).unwrap_or(&Callee::Unknown)
    }
}

/// Infers one body.
pub fn infer(program: &Program, owner: BodyOwner) -> BodyTypes {
    let body = program.body(owner.file, owner.body);
    let function = program.function(owner.function);
    let mut infer = Infer {
        program,
        body,
        file: owner.file,
        scope: program.function_scope(owner.function).clone(),
        types: BodyTypes {
            exprs: vec![Ty::Unknown; body.exprs.len()],
            pats: vec![Ty::Unknown; body.pats.len()],
            locals: vec![Ty::Unknown; body.locals.len()],
            ..BodyTypes::default()
        },
        table: Vec::new(),
        hits: FxHashMap::default(),
        returns: vec![function.ret.clone()],
        yields: Vec::new(),
        loops: Vec::new(),
        collected: Vec::new(),
    };
    let mut params = function.params.iter();
    if let Some(local) = body.self_local {
        infer.types.locals[local.index()] = params.next().cloned().unwrap_or(Ty::Unknown);
    }
    for pat in &body.params {
        let ty = params.next().cloned().unwrap_or(Ty::Unknown);
        infer.pattern(*pat, ty, false);
    }
    let ret = function.ret.clone();
    let result = infer.expr_expecting(body.root, &ret);
    infer.unify(&ret, &result);
    infer.finish()
}

struct Infer<'a> {
    program: &'a Program,
    body: &'a Body,
    file: crate::source::FileId,
    scope: TypeScope,
    types: BodyTypes,
    /// What variables stand for.
    table: Vec<Option<Ty>>,
    /// Associated functions named by a path, with what the path tells of their parameters.
    hits: FxHashMap<ExprId, MethodHit>,
    /// What `return` gives, innermost body last.
    returns: Vec<Ty>,
    /// What `yield` gives, innermost stream last.
    yields: Vec<Ty>,
    /// What `break` gives, with the label.
    loops: Vec<(Option<Name>, Ty)>,
    /// Collections that are not known yet, with their items.
    collected: Vec<(Ty, Ty)>,
}
