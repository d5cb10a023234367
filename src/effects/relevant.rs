//! Which bodies are looked at for the sake of connections, and which because those ask for them.
//!
//! A body is worth a look when a guard can appear in it. What it calls while a guard may be alive is looked at to know what
//! that waits for, and so on down the calls; all other bodies are never read.

use crate::catalogue::TypeFact;
use crate::resolve::{Appearances, FunctionDef, FunctionId, Kind, Program, Ty, appearances};

use super::BodyFacts;
use super::leaves::{Leaf, LeafKind};

/// Where guards can appear; and who calls what works on any executor, since the callers say which one that is.
pub fn guards_appear(program: &Program) -> Appearances {
    if program.has_unknown_guards() {
        return Appearances::anywhere();
    }
    let works_on_any = |def: &FunctionDef| {
        program.is_workspace_file(def.file) && def.params.iter().any(|ty| program.is_executor(ty))
    };
    let is_wanted = |ty: &Ty| program.is_holder(ty);
    appearances(program, &Kind { is_wanted: &is_wanted, closed: Some(TypeFact::Handle), also: &works_on_any })
}

/// What has to be known of a function that is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// What it waits for.
    pub waits: bool,
    /// What blocks in it, and from which handles it takes connections: of what it does without waiting, too.
    pub blocks: bool,
    /// Whether it takes what it is given out of its task.
    pub sends: bool,
}

impl Asked {
    /// While a connection may be held.
    pub const BY_GUARDS: Self = Self { waits: true, blocks: true, sends: false };

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            waits: self.waits || other.waits,
            blocks: self.blocks || other.blocks,
            sends: self.sends || other.sends,
        }
    }
}

impl BodyFacts {
    /// What must be known of which callees to know this of the body.
    pub fn asks(&self, program: &Program, asked: Asked) -> Vec<(FunctionId, Asked)> {
        let mut found = Vec::new();
        let effects = Asked { sends: false, ..asked };
        if asked.waits || asked.blocks {
            let waits = self.waits.iter().flat_map(|wait| &wait.leaves);
            waits.for_each(|leaf| callees(leaf, &mut |callee| found.push((callee, effects))));
        }
        if asked.blocks {
            self.calls.iter().for_each(|leaf| callees(leaf, &mut |callee| found.push((callee, effects))));
        }
        if asked.sends {
            let takes_any = |callee: &FunctionId| {
                program.function(*callee).params.iter().any(|ty| ty.any_part(&mut |part| is_any(part)))
            };
            let sends = Asked { sends: true, ..Asked::default() };
            let callees = self.own_calls.iter().copied().filter(takes_any);
            found.extend(callees.map(|callee| (callee, sends)));
        }
        found
    }
}

/// Code, or whatever the caller likes.
fn is_any(part: &Ty) -> bool {
    matches!(part, Ty::Param(_) | Ty::Opaque(_) | Ty::Dyn(_) | Ty::Future(_) | Ty::FnPointer { .. })
}

fn callees(leaf: &Leaf, found: &mut dyn FnMut(FunctionId)) {
    if let LeafKind::Call(callees) = &leaf.kind {
        callees.iter().for_each(|callee| found(*callee));
    }
    leaf.given.iter().flat_map(|(_, given)| given).for_each(|leaf| callees(leaf, found));
}
