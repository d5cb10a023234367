//! Why a guard is still alive at a wait, in one clause, where that is not plain to see: temporaries and their
//! editions, shadowing, branches, captures, patterns that move nothing. Findings show it as a note, `holds` beside
//! its verdict.

use crate::flow::{Held, Point, Slot, SlotKind, TemporaryIn};
use crate::ir::{Body, ExprId, LocalId};
use crate::resolve::{Edition, Program, Ty};

use super::layout::{How, Layout};

/// What the question is about.
pub(super) struct Question<'a> {
    pub program: &'a Program,
    pub body: &'a Body,
    pub layout: &'a Layout,
    pub edition: Edition,
    pub slot: &'a Slot,
    pub point: &'a Point,
    pub held: &'a Held,
    pub used_again: bool,
    /// What may borrow it and is used again.
    pub borrower: Option<(LocalId, &'a Ty)>,
    /// The wait is the guard's own work: that it is the last use says nothing.
    pub own_work: bool,
}

/// None for a variable whose scope is not over and that is used again.
pub(super) fn why(question: &Question<'_>) -> Option<String> {
    let noun = question.held.guard.kind.noun();
    let slot = question.slot;
    Some(match slot.kind {
        SlotKind::Temporary { expr, place } => question.temporary(noun, expr, place),
        SlotKind::Leaked(_) => format!("the {noun} is never given back"),
        _ if question.program.is_undropped(&slot.ty) => {
            format!("nothing drops the {noun} at the end of its scope: `ManuallyDrop` keeps it")
        }
        SlotKind::Awaited(_) => return None,
        SlotKind::Parameter(None) => {
            "a parameter lives to the end of the function, even when nothing binds it".to_owned()
        }
        SlotKind::Capture(_) if slot.borrowed => {
            format!(
                "the {noun} is captured by reference: its owner is outside of this block and waits with it"
            )
        }
        SlotKind::Capture(_) if !question.used_again && !question.own_work => {
            format!("the {noun} was moved into this block, which owns it to its end")
        }
        SlotKind::Variable(local) | SlotKind::Parameter(Some(local)) | SlotKind::Capture(local) => {
            return question.variable(noun, local);
        }
    })
}

impl Question<'_> {
    fn temporary(&self, noun: &str, expr: ExprId, place: TemporaryIn) -> String {
        match place {
            TemporaryIn::Scrutinee if self.in_else_of(expr) => format!(
                "the {noun} is a temporary of an `if let`: before edition 2024 it lives through the `else` as well"
            ),
            TemporaryIn::Scrutinee => format!(
                "the {noun} is a temporary of the scrutinee: it lives until the whole `match` or `if let` is over"
            ),
            TemporaryIn::Iterator => {
                format!("the {noun} is a temporary of the iterator expression: it lives as long as the loop")
            }
            TemporaryIn::Extended => {
                format!(
                    "the {noun} is borrowed by a `let`, which keeps the temporary to the end of the block"
                )
            }
            TemporaryIn::Tail if self.edition < Edition::E2024 => format!(
                "the {noun} is a temporary of the block's last expression: before edition 2024 it outlives the block"
            ),
            TemporaryIn::Tail | TemporaryIn::Statement | TemporaryIn::Condition | TemporaryIn::Argument => {
                format!("the {noun} is a temporary: it lives to the end of the statement")
            }
        }
    }

    fn in_else_of(&self, temporary: ExprId) -> bool {
        let made = self.body.expr(temporary).span;
        let mut elses = self.layout.elses().iter();
        elses.any(|(cond, otherwise)| cond.encloses(made) && otherwise.encloses(self.point.span))
    }

    fn variable(&self, noun: &str, local: LocalId) -> Option<String> {
        let name = self.body.local(local).name;
        if let Some(word) = self.looks_dropped(local) {
            return Some(word);
        }
        if self.is_hidden(local) {
            return Some(format!("this `{name}` is hidden by a later one of the same name, not dropped"));
        }
        if !self.held.always {
            return Some(format!(
                "the {noun} is let go on some of the paths to this wait, but not on all of them"
            ));
        }
        if self.used_again || self.own_work || self.slot.borrowed {
            return None;
        }
        let Some((other, ty)) = self.borrower else {
            return Some(format!(
                "nothing uses the {noun} after this wait: it only lives on to the end of its scope"
            ));
        };
        // of an unknown type nothing is said
        let may_borrow = ty.any_part(&mut |part| match part {
            Ty::Ref { .. } | Ty::Dyn(_) | Ty::Opaque(_) => true,
            Ty::Adt(adt, _) => self.program.has_lifetime(*adt),
            _ => false,
        });
        let other = self.body.local(other).name;
        may_borrow
            .then(|| format!("`{other}` is made from the {noun}, may borrow it, and is used after this wait"))
    }

    /// Another variable of the same name is in scope at the wait.
    fn is_hidden(&self, local: LocalId) -> bool {
        let this = self.body.local(local);
        self.layout.named(this.name).iter().any(|id| {
            let other = self.body.local(*id);
            other.owner == this.owner
                && other.span.start > this.span.start
                && other.span.end < self.point.span.start
                && self.layout.block_around(*id).is_some_and(|block| block.encloses(self.point.span))
        })
    }

    /// `let _ = conn;` and `drop(&conn)` look like the end of it.
    fn looks_dropped(&self, local: LocalId) -> Option<String> {
        let name = self.body.local(local).name;
        let mut looks = self.layout.looks_dropped(local).iter();
        let first = looks.find(|looks| looks.span.end <= self.point.span.start)?;
        Some(match first.how {
            How::Underscore => format!("`let _ = {name}` moves nothing: `_` does not bind"),
            How::DropOfReference => {
                format!("`drop(&{name})` drops a reference, not what it refers to")
            }
        })
    }
}
