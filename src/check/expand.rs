//! Bodies that call a `macro_rules!` of the workspace, once more, with the macro expanded.
//!
//! A file is read alone, so that its bodies know nothing of macros that stand elsewhere; when names are resolved they are
//! lowered again. A body that cannot be stays as it was: its macro calls are read as far as their arguments go.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::caught;
use crate::diagnostic::Summary;
use crate::ir::{self, Body, Name};
use crate::resolve::{BodyOwner, Program};
use crate::syntax::{self, CfgOptions, MacroSource};
use crate::workspace::Sources;

/// Expands them all. What was counted as not analysed may be so no longer.
pub(super) fn macros(program: &mut Program, sources: &Sources, summary: &mut Summary) {
    let names = program.macros.names().filter(|name| !syntax::is_known_macro(name));
    let names: FxHashSet<Name> = names.collect();
    if names.is_empty() {
        return;
    }
    let words: FxHashSet<u32> = names.iter().map(|name| ir::word(name)).collect();
    let mut seen = FxHashSet::default();
    let owners: Vec<BodyOwner> = program
        .bodies()
        .filter(|owner| program.mentions(*owner, |word| words.contains(&word)))
        .filter(|owner| seen.insert((owner.file, owner.body)))
        .collect();
    let expanded: Vec<(BodyOwner, Body)> = owners
        .into_par_iter()
        .filter_map(|owner| {
            let body = caught(|| expand(program, sources, &names, owner)).ok()??;
            Some((owner, body))
        })
        .collect();
    for (owner, body) in expanded {
        if sources.is_selected(owner.file) {
            let (before, after) = (program.body(owner.file, owner.body), &body);
            let ((awaits, macros), (left, still)) = (syntax::hidden(before), syntax::hidden(after));
            summary.awaits_not_analysed =
                (summary.awaits_not_analysed + left as usize).saturating_sub(awaits as usize);
            summary.macros_not_analysed =
                (summary.macros_not_analysed + still as usize).saturating_sub(macros as usize);
        }
        program.irs[owner.file.0 as usize].bodies.replace(owner.body, body);
    }
}

fn expand(program: &Program, sources: &Sources, names: &FxHashSet<Name>, owner: BodyOwner) -> Option<Body> {
    let before = program.body(owner.file, owner.body);
    let function = program.function(owner.function);
    if !syntax::calls_macro(before, |name| names.contains(&name)) {
        return None;
    }
    let resolve = |block: Option<ir::BlockScopeId>, path: &ir::Path| {
        let inside = block.and_then(|block| program.block_modules.get(&(owner.file, block)));
        let id = program.macro_of(inside.copied().unwrap_or(function.module), path)?;
        let def = &program.macros.defs[id as usize];
        let text = &sources.map.file(def.file).text;
        Some(MacroSource {
            text: text.get(def.span.start as usize..def.span.end as usize)?,
            id,
            krate: program.crate_of(def.module).0,
            is_local: program.module(def.module).is_block,
        })
    };
    let options = CfgOptions { test: program.krate(program.crate_of(function.module)).is_test };
    let text = &sources.map.file(owner.file).text;
    let body = syntax::expand(text, function.span, &options, before, &resolve).ok()?;
    (!body.expansions.is_empty()).then_some(body)
}
