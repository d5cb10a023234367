//! What the user set: `letgo.toml`, the metadata tables of manifests, level flags; and the level of each lint with
//! where it came from.
//!
//! Reads texts that `workspace` brings; `cli` hands in the flags. Knows no lint by name: the table is passed in. A
//! mistake is a [`Problem`] with its place and the nearest right word; the caller shows it and stops.

mod file;
mod levels;
mod nearest;

pub use file::{Config, Entry, External, Layer, Problem, Text, read};
pub use levels::{LevelFlag, LevelTable, Levels, is_known};
pub use nearest::nearest;
