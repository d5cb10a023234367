//! Types of expressions: forward inference over one body.

use rustc_hash::FxHashMap;

use super::{AdtId, BodyOwner, Def, FunctionId, Program, Ty};
use crate::ir::{ExprId, LocalId, Name, PatId};

/// What is known of one body. Every id of the body has an entry; what is not known is [`Ty::Unknown`].
#[derive(Debug, Default)]
pub struct BodyTypes {
    /// By [`ExprId`]: the type of the expression's value, before any auto-reference.
    pub exprs: Vec<Ty>,
    /// By [`PatId`]: the type that the pattern matches (for a binding by reference: of the value, without `&`).
    pub pats: Vec<Ty>,
    /// By [`LocalId`]: the type of the variable (`ref x` and default binding modes make it a reference).
    pub locals: Vec<Ty>,
    /// Calls and method calls, by the id of the call expression, and awaits of [`crate::ir::ExprKind::Macro`] values.
    pub callees: FxHashMap<ExprId, Callee>,
    /// Paths, by the id of the path expression; what they resolve to.
    pub paths: FxHashMap<ExprId, Def>,
}

/// What a call calls.
#[derive(Debug, Clone, PartialEq)]
pub enum Callee {
    Function {
        function: FunctionId,
        /// The type of `Self` that was found by dereferencing (method calls), for trait methods the implementing type.
        self_ty: Ty,
        /// Type arguments by the names in [`super::FunctionDef::generics`], as far as they are known.
        substitution: Vec<(Name, Ty)>,
        /// Other implementors that may be meant (`dyn Trait`, bounded parameters): functions of impls in the program.
        implementors: Vec<FunctionId>,
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
        self.callees.get(&call).unwrap_or(&Callee::Unknown)
    }
}

/// Infers one body.
pub fn infer(program: &Program, owner: BodyOwner) -> BodyTypes {
    let body = program.body(owner.file, owner.body);
    BodyTypes {
        exprs: vec![Ty::Unknown; body.exprs.len()],
        pats: vec![Ty::Unknown; body.pats.len()],
        locals: vec![Ty::Unknown; body.locals.len()],
        ..BodyTypes::default()
    }
}
