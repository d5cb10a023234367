//! Which types own a guard, and by which path that was found out.

use super::{Program, Ty};
use crate::catalogue::GuardKind;

/// A type that keeps a connection checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardType {
    pub kind: GuardKind,
    /// The type as a user would write it: `PoolConnection<Postgres>`.
    pub name: String,
    /// How it was recognised, outermost first: `Connection`, `ConnectionHolder::Pooled`, `PoolConnection`. One entry
    /// when the type itself is in the catalogue.
    pub via: Vec<String>,
    /// A reference to a guard, or a struct that only borrows one: the owner is elsewhere.
    pub borrowed: bool,
}

impl Program {
    /// The guard that a value of this type owns or borrows; none for handles and everything else. Looks through
    /// references (then `borrowed`), wrappers, fields, type arguments, trait objects by their implementors, captured
    /// arguments of futures.
    pub fn guard(&self, _ty: &Ty) -> Option<GuardType> {
        None
    }

    /// Whether the type hands out connections (`PgPool`, `Arc<AppState>` does not count, `&PgPool` does).
    pub fn is_handle(&self, _ty: &Ty) -> bool {
        false
    }

    /// Bounded by an executor trait: a handle or a guard, decided by the caller (`impl Executor`, `E: PgExecutor`,
    /// `&dyn ConnectionTrait`).
    pub fn is_executor(&self, _ty: &Ty) -> bool {
        false
    }

    /// The type as a user would write it.
    pub fn display(&self, _ty: &Ty) -> String {
        String::new()
    }
}
