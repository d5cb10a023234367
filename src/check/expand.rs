//! What calls of the workspace's `macro_rules!` stand for, in the place of items.
//!
//! A file is read alone, so that it knows nothing of macros that stand elsewhere. When all are read, calls in the place of
//! items get what they make ([`items`]): before names are resolved, since names come of it. What cannot be expanded stays as
//! it was. Calls in bodies: see [`expand_bodies`](super::expand_bodies).

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::caught;
use crate::ir::{self, FileIr, Item, ItemKind, Module, Name};
use crate::source::{FileId, Place, Span};
use crate::syntax::{self, CfgOptions, KnownRules, MacroSource};
use crate::workspace::{Problem, Sources};

/// A `macro_rules!` item, as calls in the place of items find it.
struct Declared {
    /// Tells it from others.
    id: u32,
    file: FileId,
    /// Index into [`Sources::crates`].
    krate: usize,
    span: Span,
    /// The inline module whose text it is visible in; none for the file.
    scope: Option<Span>,
    is_exported: bool,
}

/// Gives item macro calls what they make.
///
/// No name is resolved yet. A plain name means the macro that stands before the call in its file, or the only one of that
/// name in its crate, or the only one that the crate's dependencies export; a path into a dependency means what that
/// exports, any other path the only macro of the crate. Where there are several, nothing is expanded.
pub(super) fn items(sources: &mut Sources) {
    let mut declared: FxHashMap<Name, Vec<Declared>> = FxHashMap::default();
    let mut count = 0;
    for (index, ir) in sources.irs.iter().enumerate() {
        let file = FileId(index as u32);
        let Some(krate) = sources.file_crate[index] else { continue };
        each_item(&ir.items, None, &mut |item, scope| {
            if matches!(item.kind, ItemKind::MacroRules) && !syntax::is_known_macro(&item.name) {
                let is_exported = item.attrs.iter().any(|attr| attr.path == "macro_export");
                let known = declared.entry(item.name).or_default();
                known.push(Declared { id: count, file, krate, span: item.span, scope, is_exported });
                count += 1;
            }
        });
    }
    if declared.is_empty() {
        return;
    }
    let mut irs = std::mem::take(&mut sources.irs);
    let files: &Sources = sources;
    let work = |rules: &mut KnownRules, (index, ir): (usize, &mut FileIr)| {
        let file = FileId(index as u32);
        let mut first = None;
        each_item(&ir.items, None, &mut |item, _| {
            first = first.or_else(|| is_call_of(item, &declared).then_some(item.span));
        });
        let place = Place::new(file, first?);
        // a file that cannot be expanded stays whole
        let mut whole = ir.clone();
        let mut items = std::mem::take(&mut whole.items);
        let given = caught(|| give(files, &declared, file, &mut items, &mut whole, rules));
        if let Err(message) = given {
            return Some(Problem { place, message });
        }
        *ir = FileIr { items, ..whole };
        None
    };
    let files_with_calls = irs.par_iter_mut().enumerate().with_max_len(16);
    let problems: Vec<Problem> = files_with_calls.map_init(KnownRules::default, work).flatten().collect();
    sources.irs = irs;
    let selected: Vec<Problem> =
        problems.into_iter().filter(|problem| sources.is_selected(problem.place.file)).collect();
    sources.problems.extend(selected);
    sources.problems.sort();
}

/// Every item with the inline module whose text a macro that it declares is visible in: `#[macro_use]` opens one.
fn each_item(items: &[Item], scope: Option<Span>, work: &mut impl FnMut(&Item, Option<Span>)) {
    for item in items {
        work(item, scope);
        if let ItemKind::Module(Module::Inline(items)) = &item.kind {
            let open = item.attrs.iter().any(|attr| attr.path == "macro_use");
            each_item(items, if open { scope } else { Some(item.span) }, work);
        }
    }
}

fn is_call_of(item: &Item, declared: &FxHashMap<Name, Vec<Declared>>) -> bool {
    match &item.kind {
        ItemKind::MacroCall(call) => {
            let last = call.path.rsplit("::").next().unwrap_or(&call.path);
            Name::from_existing(last).is_some_and(|name| declared.contains_key(&name))
        }
        _ => false,
    }
}

fn give(
    sources: &Sources,
    declared: &FxHashMap<Name, Vec<Declared>>,
    file: FileId,
    items: &mut [Item],
    ir: &mut FileIr,
    rules: &mut KnownRules,
) {
    let Some(krate) = sources.file_crate[file.0 as usize] else { return };
    for item in items {
        let wanted = is_call_of(item, declared);
        match &mut item.kind {
            ItemKind::Module(Module::Inline(items)) => give(sources, declared, file, items, ir, rules),
            ItemKind::MacroCall(call) if wanted => {
                let options = CfgOptions { test: sources.crates[krate].is_test };
                let text = &sources.map.file(file).text;
                let span = item.span;
                let resolve = |_, path: &ir::Path| meant(sources, declared, file, span, path);
                call.made = syntax::expand_items(text, span, &options, ir, &resolve, rules);
            }
            _ => {}
        }
    }
}

fn only<'d>(mut found: impl Iterator<Item = &'d Declared>) -> Option<&'d Declared> {
    let one = found.next()?;
    found.next().is_none().then_some(one)
}

fn meant<'s>(
    sources: &'s Sources,
    declared: &FxHashMap<Name, Vec<Declared>>,
    file: FileId,
    call: Span,
    path: &ir::Path,
) -> Option<MacroSource<'s>> {
    let krate = sources.file_crate[file.0 as usize]?;
    let known = declared.get(&path.last_name()?)?;
    let first = path.segments.first()?.name;
    let dependencies = &sources.crates[krate].dependencies;
    let exported = |name: &str| {
        let is_of = |def: &&Declared| {
            let from = &sources.crates[def.krate];
            def.is_exported && from.is_library && !from.is_test && from.name == name
        };
        only(known.iter().filter(is_of))
    };
    let here = || only(known.iter().filter(|def| def.krate == krate));
    let found = if path.segments.len() == 1 {
        let is_visible = |def: &&Declared| {
            let inside = def.scope.is_none_or(|scope| scope.encloses(call));
            def.file == file && def.span.end <= call.start && inside
        };
        let before = known.iter().rfind(is_visible);
        before.or_else(here).or_else(|| only(dependencies.iter().filter_map(|(_, name)| exported(name))))
    } else if let Some(of) = first.strip_prefix("$crate").filter(|of| !of.is_empty()) {
        let of: usize = of.parse().ok()?;
        only(known.iter().filter(|def| def.krate == of))
    } else if let Some((_, name)) = dependencies.iter().find(|(in_scope, _)| *in_scope == *first) {
        exported(name)
    } else if matches!(first.as_str(), "std" | "core" | "alloc") {
        None
    } else {
        here()
    }?;
    let text = &sources.map.file(found.file).text;
    Some(MacroSource {
        text: text.get(found.span.start as usize..found.span.end as usize)?,
        id: found.id,
        krate: found.krate as u32,
        is_local: false,
    })
}
