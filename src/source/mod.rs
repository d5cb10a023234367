//! Files and places in them: byte spans, line tables, columns in every unit that an output format asks for.
//!
//! Knows nothing of Rust syntax and reads no disk: `workspace` brings the text. Every other module speaks of places
//! as byte spans; only a renderer turns them into lines and columns, through [`SourceFile`].

mod file;
mod span;

pub use file::{FileId, LineColumn, SourceFile, SourceMap};
pub use span::{Place, Span};
