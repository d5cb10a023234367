//! Bodies whose macros are expanded when somebody asks for them: most that call one do not matter, and what is known of
//! their words says so. Called by `check`, which knows how to expand, and by [`Program::body`]. Not for a program that is
//! renewed: what an edit moved would be expanded from its old place.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{BodyOwner, FunctionId, Program};
use crate::ir::{Body, BodyId, Made};
use crate::source::FileId;

/// Expands the macros of one body; none when nothing comes of it.
pub type ExpandBody = dyn Fn(&Program, BodyOwner) -> Option<Body> + Send + Sync;

#[derive(Default)]
pub struct Late {
    owners: FxHashMap<(FileId, BodyId), FunctionId>,
    expand: Option<Arc<ExpandBody>>,
}

impl fmt::Debug for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.owners.keys()).finish()
    }
}

impl Program {
    /// These bodies, which nobody has read, get what their macros stand for when they are; with what is known of it.
    pub fn expand_later(&mut self, bodies: Vec<(BodyOwner, Made)>, expand: Arc<ExpandBody>) {
        for (owner, made) in bodies {
            self.irs[owner.file.0 as usize].bodies.describe_more(owner.body, made);
            self.late.owners.insert((owner.file, owner.body), owner.function);
        }
        self.late.expand = Some(expand);
    }

    pub(super) fn expanded(&self, file: FileId, body: BodyId) -> Option<Body> {
        let function = *self.late.owners.get(&(file, body))?;
        self.late.expand.as_ref()?(self, BodyOwner { function, file, body })
    }
}
