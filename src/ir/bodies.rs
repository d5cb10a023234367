//! The bodies of a file. Most are read with the file; those that nobody may ever ask for are read when somebody does.
//!
//! A body that was put off knows where it stands and which words are in it ([`Known`]), so that a question by name can be
//! answered without reading it. It is read when somebody first asks, once unless it is forgotten in between, and always
//! to the same result.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::{Body, BodyId, Expr, ExprId, ExprKind, Problem};
use crate::source::Span;

/// Reads one body, from the start of its signature to its closing brace; blocks with items are those that were told
/// from the file.
pub type ReadBody = dyn Fn(Span, Option<&Body>) -> Result<Body, Problem> + Send + Sync;

/// What is known of a body before it is read.
#[derive(Debug, Clone)]
pub struct Known {
    /// Which of [`Bodies`]' words are in it.
    pub words: Range<u32>,
    /// Has a `let … else`.
    pub has_let_else: bool,
    /// Something is awaited in it, or could be.
    pub may_wait: bool,
}

/// The same of code that stands in no file: what macros make.
#[derive(Debug, Clone, Default)]
pub struct Made {
    pub words: Vec<u32>,
    pub has_let_else: bool,
    pub may_wait: bool,
}

impl Made {
    pub fn extend(&mut self, other: Self) {
        self.words.extend(other.words);
        self.has_let_else |= other.has_let_else;
        self.may_wait |= other.may_wait;
    }
}

#[derive(Debug, Clone)]
struct Slot {
    read: OnceLock<Arc<(Body, Option<Problem>)>>,
    /// Where to read it, when it was put off: from the start of the signature to the closing brace.
    deferred: Option<Span>,
    /// Of a body that was put off: its blocks with items, and nothing else.
    items: Option<Box<Body>>,
    known: Option<Known>,
}

/// Bodies of functions, constants and statics of a file, nested items included.
#[derive(Clone, Default)]
pub struct Bodies {
    slots: Vec<Slot>,
    words: Vec<u32>,
    read: Option<Arc<ReadBody>>,
}

impl Slot {
    fn read(body: Body) -> Self {
        Self { read: OnceLock::from(Arc::new((body, None))), deferred: None, items: None, known: None }
    }
}

impl Bodies {
    /// With the words that deferred bodies point into, and what reads them.
    pub fn with_deferred(mut words: Vec<u32>, read: Arc<ReadBody>) -> Self {
        words.shrink_to_fit();
        Self { slots: Vec::new(), words, read: Some(read) }
    }

    /// No more will come.
    pub fn shrink(&mut self) {
        self.slots.shrink_to_fit();
    }

    pub fn push(&mut self, body: Body) -> BodyId {
        self.slots.push(Slot::read(body));
        BodyId(self.slots.len() as u32 - 1)
    }

    /// A body to read when it is asked for; `span` is from the start of its signature to its closing brace, `items` has
    /// its blocks with items.
    pub fn defer(&mut self, span: Span, items: Option<Body>, known: Known) -> BodyId {
        let items = items.map(Box::new);
        self.slots.push(Slot { read: OnceLock::new(), deferred: Some(span), items, known: Some(known) });
        BodyId(self.slots.len() as u32 - 1)
    }

    /// Tells what was known of a body before.
    pub fn describe(&mut self, id: BodyId, known: Known) {
        self.slots[id.index()].known = Some(known);
    }

    /// The body, read now if it was not before.
    pub fn get(&self, id: BodyId) -> &Body {
        self.get_or(id, || None)
    }

    /// The same; who has another way to read it is asked first.
    pub fn get_or(&self, id: BodyId, first: impl FnOnce() -> Option<Body>) -> &Body {
        let slot = &self.slots[id.index()];
        let read = slot.read.get_or_init(|| {
            if let Some(body) = first() {
                return Arc::new((body, None));
            }
            let (Some(deferred), Some(read)) = (slot.deferred, &self.read) else {
                return Arc::new((unreadable(), None));
            };
            Arc::new(match read(deferred, slot.items.as_deref()) {
                Ok(body) => (body, None),
                Err(problem) => (unreadable(), Some(problem)),
            })
        });
        &read.0
    }

    /// Forgets a body that can be read once more, to the same result.
    pub fn forget(&mut self, id: BodyId) {
        let slot = &mut self.slots[id.index()];
        let is_whole = slot.read.get().is_some_and(|read| read.1.is_none());
        if slot.deferred.is_some() && is_whole {
            slot.read = OnceLock::new();
        }
    }

    /// Puts another body in its place, the same with what macros make of their calls.
    pub fn replace(&mut self, id: BodyId, body: Body, made: Option<Made>) {
        let known = self.slots[id.index()].known.take();
        self.slots[id.index()] = Slot { known, ..Slot::read(body) };
        match made {
            Some(made) => self.describe_more(id, made),
            None => self.slots[id.index()].known = None,
        }
    }

    /// Tells what else is in a body, when anything is known of it.
    pub fn describe_more(&mut self, id: BodyId, mut made: Made) {
        if let Some(Known { words, has_let_else, may_wait }) = self.slots[id.index()].known.take() {
            let words = self.words[words.start as usize..words.end as usize].to_vec();
            made.extend(Made { words, has_let_else, may_wait });
            self.describe_made(id, made);
        }
    }

    /// Tells what is known of a body of which nothing was seen in the file.
    pub fn describe_made(&mut self, id: BodyId, mut made: Made) {
        made.words.sort_unstable();
        made.words.dedup();
        let first = self.words.len() as u32;
        self.words.extend(made.words);
        let words = first..self.words.len() as u32;
        let known = Known { words, has_let_else: made.has_let_else, may_wait: made.may_wait };
        self.slots[id.index()].known = Some(known);
    }

    /// The body, or as much of it as was read with its file: all blocks that declare items.
    pub fn declaring(&self, id: BodyId) -> Option<&Body> {
        let slot = &self.slots[id.index()];
        if slot.deferred.is_some() { slot.items.as_deref() } else { slot.read.get().map(|read| &read.0) }
    }

    /// The body, when somebody has asked for it before.
    pub fn read_before(&self, id: BodyId) -> Option<&Body> {
        self.slots[id.index()].read.get().map(|read| &read.0)
    }

    /// All that are read so far.
    pub fn read(&self) -> impl Iterator<Item = &Body> {
        self.slots.iter().filter_map(|slot| Some(&slot.read.get()?.0))
    }

    pub fn ids(&self) -> impl ExactSizeIterator<Item = BodyId> {
        (0..self.slots.len()).map(|index| BodyId(index as u32))
    }

    /// Whether one of the words may stand in the body; true when nothing is known of it but itself.
    pub fn mentions(&self, id: BodyId, mut wanted: impl FnMut(u32) -> bool) -> bool {
        let Some(known) = &self.slots[id.index()].known else { return true };
        self.words[known.words.start as usize..known.words.end as usize].iter().any(|word| wanted(*word))
    }

    /// Whether a `let … else` may stand in the body.
    pub fn may_let_else(&self, id: BodyId) -> bool {
        self.slots[id.index()].known.as_ref().is_none_or(|known| known.has_let_else)
    }

    /// Whether something may be awaited in the body.
    pub fn may_wait(&self, id: BodyId) -> bool {
        self.slots[id.index()].known.as_ref().is_none_or(|known| known.may_wait)
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
        exprs: vec![Expr { kind: ExprKind::Unknown(Box::default()), span: Span::default() }],
        pats: Vec::new(),
        locals: Vec::new(),
        self_local: None,
        params: Vec::new(),
        root: ExprId(0),
        expansions: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn what_is_forgotten_is_read_again_but_no_problem_is_lost() {
        let reads = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&reads);
        let read = move |span: Span, _: Option<&Body>| {
            count.fetch_add(1, Ordering::Relaxed);
            let problem = Problem { span, message: "broken".to_owned() };
            if span.start == 0 { Ok(unreadable()) } else { Err(problem) }
        };
        let mut bodies = Bodies::with_deferred(Vec::new(), Arc::new(read));
        let known = Known { words: 0..0, has_let_else: false, may_wait: false };
        let whole = bodies.defer(Span::new(0, 1), None, known.clone());
        let broken = bodies.defer(Span::new(1, 2), None, known);
        let now = bodies.push(unreadable());
        for _ in 0..2 {
            for id in [whole, broken, now] {
                bodies.get(id);
                bodies.forget(id);
            }
        }
        assert_eq!(reads.load(Ordering::Relaxed), 3, "twice the whole one, once the broken one");
        assert_eq!(bodies.late_problems().count(), 1);
        assert_eq!(bodies.read().count(), 2);
    }
}
