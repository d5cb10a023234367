//! Text to IR. The only place that names syn, quote and proc-macro2.
//!
//! A file is parsed and lowered in one go, on one thread, and everything of syn is dropped before [`lower`] returns:
//! syntax trees are `!Send` and their span table is per thread. Callers give the thread a large stack (32 MiB), since
//! syn and the lowering recurse with the nesting of the source; what is nested deeper than [`parse::MAX_DEPTH`] is
//! refused before it is parsed.
//!
//! No name is resolved here except variables: those are lexical, and only the parser sees the scopes.

mod attrs;
mod body;
mod cfg;
mod comments;
mod expr;
mod item;
mod macros;
mod parse;
mod pat;
mod silence;
mod spans;
mod tokens;
mod ty;

pub use cfg::CfgOptions;

use crate::ir::FileIr;

/// Lowers one file. A file that does not parse is an empty [`FileIr`] with one problem.
pub fn lower(text: &str, options: &CfgOptions) -> FileIr {
    let mut silenced = silence::Found::default();
    let mut ir = match parse::parse(text) {
        Ok(file) => {
            silenced = silence::find(text, options);
            item::lower_file(&file, text, options)
        }
        Err(problem) => FileIr { problems: vec![problem], ..FileIr::default() },
    };
    // proc-macro2 keeps every source of the thread for ever unless told that no span will be asked again.
    proc_macro2::extra::invalidate_current_thread_spans();
    ir.suppressions.extend(comments::suppressions(text, &ir));
    ir.suppressions.extend(silenced.suppressions);
    let excluded = |at: u32| silenced.excluded.iter().any(|span| span.contains(at));
    ir.suppressions.retain(|suppression| !excluded(suppression.span.start));
    ir.suppressions.sort_by_key(|suppression| suppression.span);
    FileIr { counts: crate::ir::Counts { lines: text.lines().count() as u32, ..ir.counts }, ..ir }
}
