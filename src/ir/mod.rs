//! A file as plain owned data: items, types, bodies. No syn type, no analysis; a value tied to one file.
//!
//! `syntax` makes it, everything after reads it. Ids are `u32` indices into the arenas of the same [`FileIr`] or
//! [`Body`]; spans are bytes of that file; names are interned. What `#[cfg]` rules out is not in it.

mod bodies;
mod body;
mod item;
mod name;
mod ty;
mod visit;
mod words;

use serde::{Deserialize, Serialize};

pub use bodies::{Bodies, Known, Made, ReadBody};
pub use body::*;
pub use item::*;
pub use name::Name;
pub use ty::*;
pub(crate) use words::{UNKNOWN, associated_of, field_of, macro_of, method_of, value_of, word_of};
pub use words::{
    associated_value_word, associated_word, associated_words, begins_type, field_word, macro_word,
    method_words, own_word, value_word, word,
};

use crate::source::Span;

/// One lowered file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FileIr {
    pub items: Vec<Item>,
    /// Bodies of functions, constants and statics of this file, nested items included.
    #[serde(skip)]
    pub bodies: Bodies,
    /// Items declared inside blocks, each list an anonymous module; see [`Block::scope`].
    pub block_scopes: Vec<Vec<Item>>,
    /// Attributes of the file itself (`#![…]`).
    pub attrs: Vec<Attr>,
    /// `letgo: allow(…)` in comments and `allow`/`expect` in `cfg_attr`, in source order.
    pub suppressions: Vec<Suppression>,
    pub counts: Counts,
    /// What could not be understood; the rest of the file is there all the same.
    pub problems: Vec<Problem>,
}

/// What the summary and `-v` tell about a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub lines: u32,
    pub awaits: u32,
    /// Awaits inside macros whose tokens were not understood.
    pub awaits_not_analysed: u32,
    /// Macro calls that contain such an await.
    pub macros_not_analysed: u32,
}

/// A place that could not be read or parsed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Problem {
    pub span: Span,
    pub message: String,
}

/// `// letgo: allow(lint) — reason` or the same in a `cfg_attr`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Suppression {
    /// The comment or attribute.
    pub span: Span,
    /// Findings whose primary span starts in here are silenced: a file, an item, a statement, an expression, a line.
    pub scope: Span,
    /// Lints by their bare names (`guard_across_await`), each with its place.
    pub lints: Vec<(Name, Span)>,
    pub reason: Option<String>,
    /// `expect` instead of `allow`. Both are reported when they suppress nothing.
    pub expect: bool,
}

/// An attribute that an analysis reads. `cfg` and doc comments are not kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Attr {
    /// `derive`, `sea_orm`, `letgo::guard`: segments joined by `::`.
    pub path: Name,
    /// The text between the delimiters on one line, or the value after `=`; empty for a bare path.
    pub args: String,
    pub span: Span,
}

/// Gives back the room that nobody needs. An allocator may keep a block of which half is used (mimalloc's `realloc`
/// does), so `shrink_to_fit` is not enough where much is kept.
pub fn tighten<T>(items: &mut Vec<T>) {
    let room = items.capacity() - items.len();
    if room > items.len() / 8 {
        let mut all = Vec::with_capacity(items.len());
        all.append(items);
        *items = all;
    }
}
