//! The lints: one file each, and the table of them all.

use crate::diagnostic::Lint;

/// Every lint, in the order of `list`.
pub static LINTS: &[&Lint] = &[];
