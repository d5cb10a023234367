//! Names and types: all IRs become one immutable [`Program`], and every body gets the type of each expression.
//!
//! What it is: module trees, imports, globs, re-exports and aliases across the crates of the workspace and the headers
//! of the catalogue; signatures, fields, impls and traits; forward inference in bodies; which types own a guard. What
//! it is not: a type checker. A wrong program gets unknown types, never an error. Nothing is guessed from a bare name:
//! what cannot be resolved is [`Ty::Unknown`].
//!
//! `check` builds it; `flow`, `effects` and `lints` read it.

mod appear;
mod build;
mod clients;
mod declare;
mod derives;
mod functions;
mod guard;
mod infer;
mod late;
mod link;
mod lower;
mod macros;
mod members;
mod names;
mod naming;
mod pooled;
mod program;
mod queries;
mod reach;
mod renew;
mod reveal;
mod signs;
mod substitute;
mod ty;

pub use appear::{Appearances, Kind, appearances};
pub use build::{CrateInput, DependencyInput, Input, build};
pub use guard::GuardType;
pub use infer::{BodyTypes, ByExpr, Callee, infer};
pub use late::ExpandBody;
pub use lower::TypeScope;
pub use members::MethodHit;
pub use names::{Namespace, Resolution};
pub use naming::{Mentions, Naming};
pub use program::*;
pub use reach::Reach;
pub use reveal::reveal;
pub use ty::*;
