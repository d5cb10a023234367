//! Names to definitions: module scopes, imports, globs, re-exports, preludes.

use super::{Def, ModuleId, Program};
use crate::ir::{Name, Path};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Namespace {
    Types,
    Values,
    Macros,
}

/// What a path resolves to.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// The definition and how many leading segments name it; further segments are associated items.
    Def(Def, usize),
    /// Into a crate that is not in the program: its name and the rest, re-exports and renames applied.
    External { krate: Name, path: Vec<Name> },
}

impl Program {
    /// Resolves a path as seen from a module. Generic parameters and `Self` are not looked at here.
    pub fn resolve_path(&self, _scope: ModuleId, _path: &Path, _namespace: Namespace) -> Option<Resolution> {
        None
    }
}
