//! Bodies: expressions and patterns in two arenas, locals already bound by name.
//!
//! A body is a function, constant or static with all closures and async blocks inside it. `Expr` keeps what drop
//! scopes and types need and nothing of the surface syntax beyond that: parentheses are gone (a place stays a place),
//! known macros are expanded to what they do, `x?` and `x.await` are themselves.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{GenericArgs, Name, Path, TypeRef};
use crate::source::Span;

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);

        impl $name {
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// Index into [`super::FileIr::bodies`].
    BodyId
);
id!(
    /// Index into [`Body::exprs`].
    ExprId
);
id!(
    /// Index into [`Body::pats`].
    PatId
);
id!(
    /// Index into [`Body::locals`].
    LocalId
);
id!(
    /// Index into [`super::FileIr::block_scopes`].
    BlockScopeId
);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Body {
    pub exprs: Vec<Expr>,
    pub pats: Vec<Pat>,
    pub locals: Vec<Local>,
    /// `self` of a method. Its type is the function's `self_param`.
    pub self_local: Option<LocalId>,
    /// Patterns of the parameters, in order, `self` left out.
    pub params: Vec<PatId>,
    /// The block of the function.
    pub root: ExprId,
    /// Names of the macro calls that were expanded: what a macro brought itself stands there.
    pub expansions: Vec<Span>,
}

/// A variable. Or-patterns that bind the same name share one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Local {
    pub name: Name,
    /// The name in its pattern.
    pub span: Span,
    /// The closure or async block whose *body* (or parameter list) declares it; none for the function itself. A use in
    /// another closure or block is a capture.
    pub owner: Option<ExprId>,
    /// What it was first given, when its pattern is nothing but the variable.
    pub init: Option<ExprId>,
    /// Some `local = …` gives it another value.
    pub is_assigned: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ExprKind {
    /// A variable, also `self`.
    Local(LocalId),
    /// A path that is no variable: function, constant, unit struct, variant.
    Path(Path),
    Literal(Literal),
    Block(Block),
    /// `if` with any condition, let chains included (see [`ExprKind::Let`]).
    If {
        cond: ExprId,
        then: ExprId,
        otherwise: Option<ExprId>,
    },
    /// `let P = e` as (part of) a condition.
    Let {
        pat: PatId,
        scrutinee: ExprId,
    },
    /// `matches!` is one with two arms.
    Match {
        scrutinee: ExprId,
        arms: Vec<Arm>,
    },
    Loop {
        label: Option<Name>,
        body: ExprId,
    },
    While {
        label: Option<Name>,
        cond: ExprId,
        body: ExprId,
    },
    For {
        label: Option<Name>,
        pat: PatId,
        iter: ExprId,
        body: ExprId,
    },
    Break {
        label: Option<Name>,
        value: Option<ExprId>,
    },
    Continue {
        label: Option<Name>,
    },
    Return(Option<ExprId>),
    /// `yield` in a `stream!`.
    Yield(Option<ExprId>),
    /// `name_span` is the method's name.
    MethodCall {
        receiver: ExprId,
        method: Name,
        name_span: Span,
        turbofish: Option<Box<GenericArgs>>,
        args: Box<[ExprId]>,
    },
    Call {
        callee: ExprId,
        args: Box<[ExprId]>,
    },
    /// `keyword` is the word `await`.
    Await {
        operand: ExprId,
        keyword: Span,
    },
    Try(ExprId),
    /// Tuple fields have the names `0`, `1`, …
    Field {
        base: ExprId,
        name: Name,
        name_span: Span,
    },
    Index {
        base: ExprId,
        index: ExprId,
    },
    Ref {
        mutable: bool,
        operand: ExprId,
    },
    Deref(ExprId),
    /// `!` and `-`
    Unary(ExprId),
    Binary {
        op: BinaryOp,
        lhs: ExprId,
        rhs: ExprId,
    },
    /// `_ = e` has [`ExprKind::Underscore`] on the left; destructuring has tuples, structs, arrays there.
    Assign {
        lhs: ExprId,
        rhs: ExprId,
    },
    AssignOp {
        lhs: ExprId,
        rhs: ExprId,
    },
    Underscore,
    Tuple(Box<[ExprId]>),
    Array(Box<[ExprId]>),
    Repeat {
        value: ExprId,
    },
    Struct {
        path: Box<Path>,
        fields: Vec<(Name, ExprId)>,
        base: Option<ExprId>,
    },
    Cast {
        operand: ExprId,
        ty: TypeRef,
    },
    Range {
        start: Option<ExprId>,
        end: Option<ExprId>,
    },
    Closure(Box<Closure>),
    Async(AsyncBlock),
    Macro(Box<MacroCall>),
    /// tokio's and futures' `select!`.
    Select(Select),
    /// `join!`, `try_join!`: the futures are polled together and awaited here. `keyword` is the macro's name.
    Join {
        futures: Box<[ExprId]>,
        is_try: bool,
        keyword: Span,
    },
    /// `pin!(expr)` of std, futures or tokio: pins the value (extended like `&mut expr`). For `tokio::pin!(name)` the
    /// syntax stage makes `let mut name = pin!(name);` of it.
    Pin(ExprId),
    /// Not understood; any sub-expressions that could be read are in it.
    Unknown(Box<[ExprId]>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Literal {
    Str,
    Int,
    Float,
    Bool,
    Char,
    Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BinaryOp {
    And,
    Or,
    /// `==` `<` …
    Compare,
    /// Everything else.
    Arithmetic,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Block {
    pub label: Option<Name>,
    pub statements: Box<[Statement]>,
    /// The expression without a semicolon at the end.
    pub tail: Option<ExprId>,
    /// Items declared in this block.
    pub scope: Option<BlockScopeId>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Statement {
    Let { pat: PatId, ty: Option<Box<TypeRef>>, init: Option<ExprId>, otherwise: Option<ExprId>, span: Span },
    Expr { expr: ExprId, span: Span },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Arm {
    pub pat: PatId,
    pub guard: Option<ExprId>,
    pub body: ExprId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Closure {
    pub params: Vec<(PatId, TypeRef)>,
    pub ret: TypeRef,
    pub body: ExprId,
    pub is_move: bool,
    /// `async |x| …`
    pub is_async: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AsyncBlock {
    pub body: ExprId,
    pub is_move: bool,
    pub kind: AsyncKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AsyncKind {
    Future,
    /// `stream! { … }`
    Stream,
    /// `try_stream! { … }`
    TryStream,
}

/// A macro call that is not one of the forms above.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MacroCall {
    /// As written: `sqlx::query`, `info`.
    pub path: Path,
    pub effect: MacroEffect,
    /// The arguments that could be read as expressions, in order; inline `{name}` of format strings included.
    pub args: Vec<ExprId>,
    /// Variables in scope that the tokens name, when `args` could not be read (`effect` is `Opaque`).
    pub mentions: Vec<LocalId>,
    /// Awaits inside tokens that were not understood.
    pub hidden_awaits: Vec<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MacroEffect {
    /// `format!`, `println!`, `info!` …: arguments are borrowed, their temporaries die with the macro.
    Format,
    /// `assert!`: like an `if` condition.
    Assert,
    /// `write!`, `assert_eq!`, `vec!`, `dbg!`, `query!` …: arguments are borrowed (`vec!` and `dbg!` become what they
    /// expand to); temporaries live on in the enclosing statement.
    Transparent,
    /// `panic!`, `todo!`, `unreachable!`, `bail!`: does not come back. Arguments as in `Format`.
    Diverges,
    /// `ensure!`: comes back or returns from the function.
    MayReturn,
    /// Not known. Its arguments were readable as expressions, or only its mentions are known.
    Opaque,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Select {
    /// The macro's name; stands for the await.
    pub keyword: Span,
    pub branches: Vec<SelectBranch>,
    /// `else => …` (tokio), `complete =>`/`default =>` (futures)
    pub otherwise: Option<ExprId>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SelectBranch {
    pub pat: PatId,
    pub future: ExprId,
    /// `, if cond`
    pub precondition: Option<ExprId>,
    pub handler: ExprId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pat {
    pub kind: PatKind,
    pub span: Span,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum PatKind {
    Wild,
    /// `..` inside a tuple or slice
    Rest,
    Bind {
        local: LocalId,
        by_ref: bool,
        mutable: bool,
        sub: Option<PatId>,
    },
    /// A literal, range or constant path: tests, binds nothing.
    Test,
    /// Unit struct or variant, or a constant.
    Path(Box<Path>),
    Tuple(Vec<PatId>),
    TupleStruct {
        path: Box<Path>,
        pats: Vec<PatId>,
    },
    Struct {
        path: Box<Path>,
        fields: Vec<(Name, PatId)>,
        rest: bool,
    },
    Ref(PatId),
    Slice(Vec<PatId>),
    Or(Vec<PatId>),
    Unknown,
}

// most of what a run keeps are these
const _: () = assert!(size_of::<Expr>() <= 56 && size_of::<Pat>() <= 48 && size_of::<Statement>() <= 40);

impl Body {
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    /// The scopes of blocks with items, by where the blocks start.
    pub fn block_scopes(&self) -> FxHashMap<u32, BlockScopeId> {
        let blocks = self.exprs.iter().filter_map(|expr| match &expr.kind {
            ExprKind::Block(block) => Some((expr.span.start, block.scope?)),
            _ => None,
        });
        blocks.collect()
    }

    pub fn pat(&self, id: PatId) -> &Pat {
        &self.pats[id.index()]
    }

    pub fn local(&self, id: LocalId) -> &Local {
        &self.locals[id.index()]
    }

    /// The receiver and the arguments of a call; nothing for other expressions.
    pub fn operands(&self, call: ExprId) -> Vec<ExprId> {
        match &self.expr(call).kind {
            ExprKind::MethodCall { receiver, args, .. } => {
                std::iter::once(receiver).chain(args).copied().collect()
            }
            ExprKind::Call { args, .. } => args.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The expression that a variable was first given, when its pattern is nothing but the variable.
    pub fn initialiser(&self, local: LocalId) -> Option<ExprId> {
        self.local(local).init
    }
}
