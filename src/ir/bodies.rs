//! The bodies of a file. Most are read with the file; those that nobody may ever ask for are read when somebody does.
//!
//! A body that was put off ([`Deferred`]) knows where it stands and which words are in it, so that a question by name can
//! be answered without reading it. It is read at most once, whoever asks first, and always to the same result.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::{Body, BodyId, Expr, ExprId, ExprKind, Problem};
use crate::source::Span;

/// Reads one body, from the start of its signature to its closing brace.
pub type ReadBody = dyn Fn(Span) -> Result<Body, Problem> + Send + Sync;

/// A body that is not read yet.
#[derive(Debug, Clone)]
pub struct Deferred {
    /// From the start of the signature to the closing brace.
    pub span: Span,
    /// Which of [`Bodies`]' words are in it.
    pub words: Range<u32>,
    /// Has a `let … else`.
    pub has_let_else: bool,
}

#[derive(Debug, Clone)]
struct Slot {
    read: OnceLock<Arc<(Body, Option<Problem>)>>,
    deferred: Option<Deferred>,
}

/// Bodies of functions, constants and statics of a file, nested items included.
#[derive(Clone, Default)]
pub struct Bodies {
    slots: Vec<Slot>,
    words: Vec<u32>,
    read: Option<Arc<ReadBody>>,
}

impl Bodies {
    /// With the words that deferred bodies point into, and what reads them.
    pub fn with_deferred(words: Vec<u32>, read: Arc<ReadBody>) -> Self {
        Self { slots: Vec::new(), words, read: Some(read) }
    }

    pub fn push(&mut self, body: Body) -> BodyId {
        self.slots.push(Slot { read: OnceLock::from(Arc::new((body, None))), deferred: None });
        BodyId(self.slots.len() as u32 - 1)
    }

    pub fn defer(&mut self, deferred: Deferred) -> BodyId {
        self.slots.push(Slot { read: OnceLock::new(), deferred: Some(deferred) });
        BodyId(self.slots.len() as u32 - 1)
    }

    /// The body, read now if it was not before.
    pub fn get(&self, id: BodyId) -> &Body {
        let slot = &self.slots[id.index()];
        let read = slot.read.get_or_init(|| {
            let (Some(deferred), Some(read)) = (&slot.deferred, &self.read) else {
                return Arc::new((unreadable(), None));
            };
            Arc::new(match read(deferred.span) {
                Ok(body) => (body, None),
                Err(problem) => (unreadable(), Some(problem)),
            })
        });
        &read.0
    }

    /// Puts another body in its place.
    pub fn replace(&mut self, id: BodyId, body: Body) {
        self.slots[id.index()] = Slot { read: OnceLock::from(Arc::new((body, None))), deferred: None };
    }

    /// The body, when it was read with its file: only such a one declares items or awaits.
    pub fn read_with_file(&self, id: BodyId) -> Option<&Body> {
        let slot = &self.slots[id.index()];
        if slot.deferred.is_some() { None } else { slot.read.get().map(|read| &read.0) }
    }

    /// All that are read so far.
    pub fn read(&self) -> impl Iterator<Item = &Body> {
        self.slots.iter().filter_map(|slot| Some(&slot.read.get()?.0))
    }

    pub fn ids(&self) -> impl Iterator<Item = BodyId> {
        (0..self.slots.len()).map(|index| BodyId(index as u32))
    }

    /// Whether one of the words may stand in the body; true when it is read already.
    pub fn mentions(&self, id: BodyId, wanted: impl Fn(u32) -> bool) -> bool {
        let Some(deferred) = &self.slots[id.index()].deferred else { return true };
        self.words[deferred.words.start as usize..deferred.words.end as usize]
            .iter()
            .any(|word| wanted(*word))
    }

    /// Whether a `let … else` may stand in the body.
    pub fn may_let_else(&self, id: BodyId) -> bool {
        self.slots[id.index()].deferred.as_ref().is_none_or(|deferred| deferred.has_let_else)
    }

    /// What was wrong with bodies that were read after their file.
    pub fn late_problems(&self) -> impl Iterator<Item = &Problem> {
        self.slots.iter().filter_map(|slot| slot.read.get()?.1.as_ref())
    }
}

impl std::fmt::Debug for Bodies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.slots).finish()
    }
}

/// Stands for a body that does not parse: nothing is known of it.
fn unreadable() -> Body {
    Body {
        exprs: vec![Expr { kind: ExprKind::Unknown(Vec::new()), span: Span::default() }],
        pats: Vec::new(),
        locals: Vec::new(),
        self_local: None,
        params: Vec::new(),
        root: ExprId(0),
        has_await: false,
        expansions: Vec::new(),
    }
}
