//! Which handle a connection is taken from: the identity of pools.

use crate::ir::{Body, ExprId, ExprKind, LocalId, Name};
use crate::resolve::{AdtId, BodyTypes, Callee, ConstId, Def, FunctionId, Program, Ty};

/// A handle, as far as its identity is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HandleKey {
    /// `self.pool`, `state.pool`: the field of a type.
    Field(AdtId, Name),
    /// A parameter of this function (0 is `self` when it has one).
    Param(FunctionId, usize),
    Const(ConstId),
    /// What a function without arguments of its own gives: `pool()`, `self.pool()`.
    Result(FunctionId),
    /// A pool that this function makes: `Pool::new(…)`.
    Made(FunctionId, LocalId),
    /// A parameter that a handle or a guard may be given for (`impl Executor`): the caller decides. A handle is
    /// borrowed from, a guard is worked on.
    Executor(FunctionId, usize),
    /// Some handle of this type.
    Unknown,
}

/// The handle that an expression names, through references, clones, `Arc`s and variables.
pub(super) fn key(
    program: &Program,
    body: &Body,
    types: &BodyTypes,
    function: FunctionId,
    expr: ExprId,
) -> HandleKey {
    Finder { program, body, types, function }.key(expr, 0)
}

/// The parameter that an executor argument comes from, when its type leaves open what it is.
pub(super) fn executor(
    program: &Program,
    body: &Body,
    types: &BodyTypes,
    function: FunctionId,
    expr: ExprId,
) -> Option<HandleKey> {
    if !program.is_executor(types.expr(expr)) {
        return None;
    }
    match key(program, body, types, function, expr) {
        HandleKey::Param(function, index) => Some(HandleKey::Executor(function, index)),
        _ => None,
    }
}

/// The kind of database that a handle leads to.
pub(super) fn store(program: &Program, key: &HandleKey) -> Option<Name> {
    match key {
        HandleKey::Field(adt, name) => {
            let mut fields = program.adt(*adt).variants.iter().flat_map(|variant| &variant.fields);
            fields.find(|field| field.name == *name).and_then(|field| program.store(&field.ty))
        }
        HandleKey::Param(function, index) | HandleKey::Executor(function, index) => {
            program.store(program.function(*function).params.get(*index)?)
        }
        HandleKey::Const(id) => program.store(&program.consts[id.index()].ty),
        HandleKey::Result(function) => program.store(&program.function(*function).ret),
        HandleKey::Made(..) | HandleKey::Unknown => None,
    }
}

struct Finder<'a> {
    program: &'a Program,
    body: &'a Body,
    types: &'a BodyTypes,
    function: FunctionId,
}

impl Finder<'_> {
    fn key(&self, expr: ExprId, depth: usize) -> HandleKey {
        if depth > 12 {
            return HandleKey::Unknown;
        }
        match &self.body.expr(expr).kind {
            ExprKind::Ref { operand, .. }
            | ExprKind::Deref(operand)
            | ExprKind::Try(operand)
            | ExprKind::Await { operand, .. } => self.key(*operand, depth + 1),
            ExprKind::Local(local) => self.local(*local, depth),
            ExprKind::Field { base, name, .. } => self.field(*base, *name),
            ExprKind::Path(_) => match self.types.paths.get(expr) {
                Some(Def::Const(id)) => HandleKey::Const(*id),
                _ => HandleKey::Unknown,
            },
            // `pool.clone()`, `Arc::clone(&pool)`, `state.pool()`
            ExprKind::MethodCall { receiver, .. } if self.program.is_handle(self.types.expr(*receiver)) => {
                self.key(*receiver, depth + 1)
            }
            ExprKind::Call { args, .. }
                if args.len() == 1 && self.program.is_handle(self.types.expr(args[0])) =>
            {
                self.key(args[0], depth + 1)
            }
            ExprKind::MethodCall { .. } | ExprKind::Call { .. } => match self.types.callee(expr) {
                Callee::Function { function, .. } if !self.program.is_header_function(*function) => {
                    HandleKey::Result(*function)
                }
                _ => HandleKey::Unknown,
            },
            _ => HandleKey::Unknown,
        }
    }

    /// A field of a handle (a newtype around a pool) is the handle that holds it.
    fn field(&self, base: ExprId, name: Name) -> HandleKey {
        let mut ty = self.types.expr(base).clone();
        for _ in 0..6 {
            if let Ty::Adt(adt, _) = &ty {
                let has = self.program.adt(*adt).variants.iter().flat_map(|variant| &variant.fields);
                if has.into_iter().any(|field| field.name == name) {
                    return HandleKey::Field(*adt, name);
                }
            }
            match self.program.deref(&ty) {
                Some(inner) => ty = inner,
                None => break,
            }
        }
        HandleKey::Unknown
    }

    fn local(&self, local: LocalId, depth: usize) -> HandleKey {
        let has_self = usize::from(self.body.self_local.is_some());
        if self.body.self_local == Some(local) {
            return HandleKey::Param(self.function, 0);
        }
        for (index, pat) in self.body.params.iter().enumerate() {
            if self.body.bindings(*pat).contains(&local) {
                // `State(pool): State<PgPool>` is the one state of the application.
                return HandleKey::Param(self.function, index + has_self);
            }
        }
        match self.body.initialiser(local) {
            Some(init) => match self.key(init, depth + 1) {
                HandleKey::Unknown if self.makes(init) => HandleKey::Made(self.function, local),
                known => known,
            },
            None => HandleKey::Unknown,
        }
    }

    /// Whether the expression makes a new handle: a call of the handle's own crate that is given none.
    fn makes(&self, expr: ExprId) -> bool {
        // `Pool::connect(url).await.unwrap()`: what it was made by is the receiver
        let receiver = match &self.body.expr(expr).kind {
            ExprKind::Try(operand) | ExprKind::Await { operand, .. } => return self.makes(*operand),
            ExprKind::MethodCall { receiver, .. } => Some(*receiver),
            ExprKind::Call { .. } => None,
            _ => return false,
        };
        let is_handle = |operand: &ExprId| self.program.is_handle(self.types.expr(*operand));
        if self.body.operands(expr).iter().any(is_handle) {
            return false;
        }
        let is_foreign = match self.types.callee(expr) {
            Callee::Function { function, .. } => self.program.is_header_function(*function),
            Callee::External { .. } => true,
            _ => false,
        };
        is_foreign && receiver.is_none_or(|receiver| self.makes(receiver))
    }
}
