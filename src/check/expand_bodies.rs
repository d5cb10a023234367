//! What calls of the workspace's `macro_rules!` stand for, in bodies.
//!
//! When names are resolved, bodies that call a macro are lowered with it: at once, or when somebody asks for them. What the
//! macro's rules tell of its words ([`syntax::told`]) is enough to know whether anybody will; where they do not, or where
//! an await may be in what is made, it is made now. What cannot be expanded stays as it was: a call is read as far as its
//! arguments go. Calls in the place of items: see [`expand`](super::expand).

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::caught;
use crate::diagnostic::Summary;
use crate::ir::{self, Body, Made, Name};
use crate::resolve::{BodyOwner, Program};
use crate::source::FileId;
use crate::syntax::{self, CfgOptions, KnownRules, MacroSource, Told};
use crate::workspace::Sources;

/// What is asked of macros.
struct Macros {
    /// All that a call may name.
    names: FxHashSet<Name>,
    /// Of the files that they and their calls stand in.
    texts: FxHashMap<FileId, Arc<str>>,
}

/// Expands them all, or those of some files. What was counted as not analysed may be so no longer. `late`: what need not be
/// expanded now may wait.
pub(super) fn macros(
    program: &mut Program,
    sources: &Sources,
    summary: &mut Summary,
    is_wanted: impl Fn(FileId) -> bool,
    late: bool,
) {
    let names = program.macros.names().filter(|name| !syntax::is_known_macro(name));
    let names: FxHashSet<Name> = names.collect();
    if names.is_empty() {
        return;
    }
    let mut words: FxHashMap<u32, Vec<Name>> = FxHashMap::default();
    names.iter().for_each(|name| words.entry(ir::macro_word(name)).or_default().push(*name));
    let mut seen = FxHashSet::default();
    let owners: Vec<BodyOwner> = program.bodies().filter(|owner| is_wanted(owner.file)).collect();
    let calls = |owner: &BodyOwner| program.mentions(*owner, |word| words.contains_key(&word));
    let mut owners: Vec<BodyOwner> = owners.into_par_iter().with_min_len(256).filter(calls).collect();
    owners.retain(|owner| seen.insert((owner.file, owner.body)));
    if owners.is_empty() {
        return;
    }
    let files = owners.iter().map(|owner| owner.file).chain(program.macros.defs.iter().map(|def| def.file));
    let texts = files.map(|file| (file, Arc::clone(&sources.map.file(file).text))).collect();
    let macros = Macros { names, texts };
    let (later, now) = if late { macros.put_off(program, owners, &words) } else { (Vec::new(), owners) };
    let expanded: Vec<(BodyOwner, Body, Option<Made>)> = now
        .into_par_iter()
        .with_max_len(16)
        .map_init(KnownRules::default, |rules, owner| {
            let (body, made) = caught(|| macros.expand(program, owner, rules)).ok()??;
            Some((owner, body, made))
        })
        .flatten()
        .collect();
    for (owner, body, made) in expanded {
        if sources.is_selected(owner.file) {
            // a body that hides an await is read with its file
            let before = program.read_body(owner.file, owner.body).map_or((0, 0), syntax::hidden);
            let ((awaits, macros), (left, still)) = (before, syntax::hidden(&body));
            summary.awaits_not_analysed =
                (summary.awaits_not_analysed + left as usize).saturating_sub(awaits as usize);
            summary.macros_not_analysed =
                (summary.macros_not_analysed + still as usize).saturating_sub(macros as usize);
        }
        program.replace_body(owner.file, owner.body, body, made);
    }
    if !later.is_empty() {
        let expand = move |program: &Program, owner: BodyOwner| {
            Some(caught(|| macros.expand(program, owner, &mut KnownRules::default())).ok()??.0)
        };
        program.expand_later(later, Arc::new(expand));
    }
}

impl Macros {
    /// Those that need not be expanded before somebody asks for them, with what their macros bring; and all others.
    fn put_off(
        &self,
        program: &Program,
        owners: Vec<BodyOwner>,
        words: &FxHashMap<u32, Vec<Name>>,
    ) -> (Vec<(BodyOwner, Made)>, Vec<BodyOwner>) {
        let called: Vec<Vec<Name>> = owners
            .par_iter()
            .map(|owner| {
                let mut called = Vec::new();
                program.mentions(*owner, |word| {
                    called.extend(words.get(&word).into_iter().flatten());
                    false
                });
                called
            })
            .collect();
        let told = self.told(program, called.iter().flatten().copied().collect());
        let (mut later, mut now) = (Vec::new(), Vec::new());
        for (owner, called) in owners.into_iter().zip(called) {
            // nothing is called where nothing is known of the body
            let is_unread = program.read_body(owner.file, owner.body).is_none() && !called.is_empty();
            match brought(&told, called).filter(|made| is_unread && !made.may_wait) {
                Some(made) => later.push((owner, made)),
                None => now.push(owner),
            }
        }
        (later, now)
    }

    /// What is told of the macros of these names, and of those that they call; none where something is not.
    fn told(&self, program: &Program, mut names: FxHashSet<Name>) -> FxHashMap<Name, Option<Told>> {
        let mut found: FxHashMap<Name, Option<Told>> = FxHashMap::default();
        while !names.is_empty() {
            let new: Vec<(Name, Option<Told>)> =
                names.into_par_iter().map(|name| (name, self.told_of(program, name))).collect();
            let calls = new.iter().filter_map(|(_, told)| told.as_ref()).flat_map(|told| &told.calls);
            let calls: FxHashSet<Name> = calls.filter(|name| self.names.contains(name)).copied().collect();
            found.extend(new);
            names = calls.into_iter().filter(|name| !found.contains_key(name)).collect();
        }
        found
    }

    /// Of all macros of one name, as one.
    fn told_of(&self, program: &Program, name: Name) -> Option<Told> {
        let mut all = Told::default();
        (!program.macros.is_alias(name)).then_some(())?;
        for def in program.macros.defs.iter().filter(|def| def.name == name) {
            let text = self.texts[&def.file].get(def.span.start as usize..def.span.end as usize)?;
            let told = caught(|| syntax::told(text)).ok()??;
            all.made.extend(told.made);
            all.calls.extend(told.calls);
        }
        Some(all)
    }

    fn expand(
        &self,
        program: &Program,
        owner: BodyOwner,
        rules: &mut KnownRules,
    ) -> Option<(Body, Option<Made>)> {
        let function = program.function(owner.function);
        let before = program.read_body(owner.file, owner.body);
        // of one that was not read, its words have said so
        if before.is_some_and(|before| !syntax::calls_macro(before, |name| self.names.contains(&name))) {
            return None;
        }
        let resolve = |block: Option<ir::BlockScopeId>, path: &ir::Path| {
            let inside = block.and_then(|block| program.block_modules.get(&(owner.file, block)));
            let id = program.macro_of(inside.copied().unwrap_or(function.module), path)?;
            let def = &program.macros.defs[id as usize];
            Some(MacroSource {
                text: self.texts.get(&def.file)?.get(def.span.start as usize..def.span.end as usize)?,
                id,
                krate: program.crate_of(def.module).0,
                is_local: program.module(def.module).is_block,
            })
        };
        let options = CfgOptions { test: program.krate(program.crate_of(function.module)).is_test };
        let text = self.texts.get(&owner.file)?;
        let blocks = program.blocks_with_items(owner.file, owner.body);
        let expanded = syntax::expand(text, function.span, &options, blocks, &resolve, rules).ok()?;
        (!expanded.0.expansions.is_empty()).then_some(expanded)
    }
}

/// All that comes of these macros, and of those that they call.
fn brought(told: &FxHashMap<Name, Option<Told>>, mut names: Vec<Name>) -> Option<Made> {
    let mut made = Made::default();
    let mut seen = FxHashSet::default();
    while let Some(name) = names.pop() {
        if seen.insert(name) {
            // a macro that is not of the workspace is no concern here
            let Some(of_name) = told.get(&name) else { continue };
            let Told { made: of_name, calls } = of_name.as_ref()?;
            made.extend(of_name.clone());
            names.extend(calls);
        }
    }
    Some(made)
}
