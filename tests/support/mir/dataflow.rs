//! Maybe-initialised dataflow over one body: which values that own a guard may be alive at each yield.
//!
//! rustc has elaborated drops already: what is left is born by assignment and dies by move, drop and the end of its
//! storage. Variants that cannot hold a guard end it. Beyond rustc, and as letgo: `Option::take`, `mem::take`,
//! `mem::replace(_, None)`, `Vec::clear` and `Vec::drain` leave nothing behind.

use std::collections::{BTreeMap, BTreeSet};

use super::text::{Body, CAPTURED, Select, Selected, moves};
use super::types::{Guards, may_capture};

/// A variable, or one of its fields that is moved on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entity {
    pub local: u32,
    pub field: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its type owns a guard.
    Owns,
    /// A guard was moved into it: a future or a closure.
    Captured,
    /// It refers to one.
    Borrows,
}

type State = BTreeSet<Entity>;

pub struct Flow<'a> {
    body: &'a Body,
    guards: &'a Guards,
    pub types: BTreeMap<u32, String>,
    pub why: BTreeMap<u32, Why>,
    fields: BTreeMap<u32, BTreeSet<u32>>,
    /// `_r = &mut place`: what is emptied through `_r`; and raw pointers into boxes.
    targets: BTreeMap<u32, Selected>,
    /// Variables that are only ever `None`.
    none: BTreeSet<u32>,
}

impl<'a> Flow<'a> {
    pub fn new(body: &'a Body, guards: &'a Guards) -> Self {
        let mut types: BTreeMap<u32, String> =
            body.locals.iter().map(|(number, local)| (*number, local.ty.clone())).collect();
        types.remove(&0);
        types.remove(&1);
        for (number, ty) in captured(body) {
            types.insert(number, ty);
        }
        let mut why = BTreeMap::new();
        for (number, ty) in &types {
            let holds = guards.holds(ty);
            if holds.owned > 0 {
                why.insert(*number, Why::Owns);
            } else if holds.borrowed && !ty.starts_with("std::task::Poll<") {
                why.insert(*number, Why::Borrows);
            }
        }
        let mut flow = Flow {
            body,
            guards,
            types,
            why,
            fields: BTreeMap::new(),
            targets: BTreeMap::new(),
            none: BTreeSet::new(),
        };
        flow.find_captures();
        flow.find_fields_and_targets();
        flow
    }

    fn lines(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.body.blocks.values().flatten().map(|line| line.text.as_str())
    }

    /// Futures and closures into which guards are moved, and what these are moved into.
    fn find_captures(&mut self) {
        loop {
            let mut found = Vec::new();
            for line in self.lines() {
                let Some((place, value)) = assignment(line) else { continue };
                let Some(ty) = self.types.get(&place.local) else { continue };
                let is_aggregate = ty.starts_with('(') && !value.contains(" -> ");
                if self.why.contains_key(&place.local)
                    || !(may_capture(ty) || is_aggregate)
                    || value.starts_with('&')
                {
                    continue;
                }
                if moves(value).iter().any(|moved| self.moves_a_guard(moved)) {
                    found.push(place.local);
                }
            }
            if found.is_empty() {
                return;
            }
            self.why.extend(found.into_iter().map(|local| (local, Why::Captured)));
        }
    }

    fn moves_a_guard(&self, moved: &Selected) -> bool {
        match self.why.get(&moved.local) {
            Some(Why::Owns) if !moved.through_pointer() => {
                moved.ty.as_ref().is_none_or(|ty| self.guards.owns(ty))
            }
            Some(Why::Captured) => !moved.through_pointer(),
            _ => self.box_of(moved).is_some(),
        }
    }

    /// `move (*_p)` where `_p` points into a box that owns a guard.
    fn box_of(&self, moved: &Selected) -> Option<u32> {
        let target = self.targets.get(&moved.local)?;
        let is_box = moved.path == [Select::Deref] && self.why.get(&target.local) == Some(&Why::Owns);
        is_box.then_some(target.local)
    }

    fn find_fields_and_targets(&mut self) {
        let mut assigned: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
        for line in self.lines() {
            let mut selected = moves(line);
            if let Some(dropped) = line.strip_prefix("drop(") {
                selected.extend(Selected::read(dropped).map(|(place, _)| place));
            }
            if let Some((place, value)) = assignment(line) {
                if place.path.is_empty() {
                    let entry = assigned.entry(place.local).or_default();
                    entry.0 += 1;
                    entry.1 = value.ends_with("::None") && value.contains("Option::<");
                    let pointed = value.strip_prefix("&mut ").or_else(|| {
                        let copied = value.strip_prefix("copy ")?;
                        value.contains("NonNull").then_some(copied)
                    });
                    if let Some((target, _)) = pointed.and_then(Selected::read) {
                        self.targets.insert(place.local, target);
                    }
                }
                selected.push(place);
            }
            for place in selected {
                if let (Some(Select::Field(field)), Some(Why::Owns)) =
                    (place.path.first(), self.why.get(&place.local))
                    && !place.through_pointer()
                    && place.ty.as_ref().is_none_or(|ty| self.guards.owns(ty))
                {
                    self.fields.entry(place.local).or_default().insert(*field);
                }
            }
        }
        self.none = assigned
            .iter()
            .filter(|(_, (times, none))| *times == 1 && *none)
            .map(|(local, _)| *local)
            .collect();
    }

    pub fn entities(&self) -> Vec<Entity> {
        self.why.keys().flat_map(|local| self.entities_of(*local)).collect()
    }

    fn entities_of(&self, local: u32) -> Vec<Entity> {
        if !self.why.contains_key(&local) {
            return Vec::new();
        }
        let Some(fields) = self.fields.get(&local) else { return vec![Entity { local, field: None }] };
        let mut entities: Vec<Entity> =
            fields.iter().map(|field| Entity { local, field: Some(*field) }).collect();
        let total = self.guards.holds(&self.types[&local]).owned as usize;
        if self.types[&local].starts_with('(') && total > fields.len() {
            entities.push(Entity { local, field: None });
        }
        entities
    }

    /// What is touched when this place is moved, dropped or assigned.
    fn touched(&self, place: &Selected) -> Vec<Entity> {
        if let Some(local) = self.box_of(place) {
            return self.entities_of(local);
        }
        if place.through_pointer() {
            return Vec::new();
        }
        if let Some(Select::Field(field)) = place.path.first()
            && self.fields.get(&place.local).is_some_and(|fields| fields.contains(field))
        {
            return vec![Entity { local: place.local, field: Some(*field) }];
        }
        let whole = place.path.is_empty()
            || place.path == [Select::Index]
            || place.ty.as_ref().is_some_and(|ty| self.guards.owns(ty));
        if whole { self.entities_of(place.local) } else { Vec::new() }
    }

    /// What may be alive at each yield, by block.
    pub fn at_yields(&self) -> BTreeMap<u32, State> {
        let entry: State = self.entities().into_iter().filter(|entity| entity.local >= CAPTURED).collect();
        let mut before: BTreeMap<u32, State> = BTreeMap::from([(0, entry)]);
        let mut at_yield: BTreeMap<u32, State> = BTreeMap::new();
        let mut work = vec![0];
        while let Some(block) = work.pop() {
            let mut state = before[&block].clone();
            let Some((terminator, statements)) =
                self.body.blocks.get(&block).and_then(|lines| lines.split_last())
            else {
                continue;
            };
            let mut discriminants = BTreeMap::new();
            for line in statements {
                if let Some((place, value)) = assignment(&line.text)
                    && let Some(of) = value.strip_prefix("discriminant(").and_then(Selected::read)
                {
                    discriminants.insert(place.local, of.0);
                }
                self.statement(&line.text, &mut state);
            }
            if terminator.text.contains(" = yield(") {
                at_yield.entry(block).or_default().extend(state.iter().copied());
            }
            for (next, after) in self.terminator(&terminator.text, &state, &discriminants) {
                if self.body.cleanup.contains(&next) {
                    continue;
                }
                let is_new = !before.contains_key(&next);
                let known = before.entry(next).or_default();
                let size = known.len();
                known.extend(after);
                if is_new || known.len() > size {
                    work.push(next);
                }
            }
        }
        at_yield
    }

    fn kill(&self, place: &Selected, state: &mut State) {
        for entity in self.touched(place) {
            state.remove(&entity);
        }
    }

    fn statement(&self, line: &str, state: &mut State) {
        if let Some(local) = line.strip_prefix("StorageDead(_").or_else(|| line.strip_prefix("StorageLive(_"))
        {
            if let Ok(local) = local.trim_end_matches(')').parse() {
                self.kill(&Selected { local, path: Vec::new(), ty: None }, state);
            }
            return;
        }
        let Some((place, value)) = assignment(line) else { return };
        let alive = self.moved(value, state);
        let is_reference = self.why.get(&place.local) == Some(&Why::Borrows);
        if alive || is_reference {
            state.extend(self.touched(&place));
        }
    }

    /// Ends what is moved; whether it was alive.
    fn moved(&self, value: &str, state: &mut State) -> bool {
        let mut alive = false;
        for place in moves(value) {
            for entity in self.touched(&place) {
                let owned = self.why.get(&entity.local) != Some(&Why::Borrows);
                alive |= state.remove(&entity) && owned;
            }
        }
        alive
    }

    fn terminator(
        &self,
        line: &str,
        state: &State,
        discriminants: &BTreeMap<u32, Selected>,
    ) -> Vec<(u32, State)> {
        let mut after = state.clone();
        let targets = targets(line);
        if let Some(on) = line.strip_prefix("switchInt(") {
            let of = moves(on).first().and_then(|on| discriminants.get(&on.local));
            return self.switch(of, &targets, state);
        }
        if let Some(dropped) = line.strip_prefix("drop(") {
            if let Some((place, _)) = Selected::read(dropped) {
                self.kill(&place, &mut after);
            }
        } else if let Some((place, value)) = assignment(line)
            && !value.starts_with("yield(")
        {
            let alive = self.moved(value, &mut after);
            self.empty(value, &mut after);
            if alive {
                self.fill(value, &mut after);
            }
            match self.why.get(&place.local) {
                Some(Why::Owns | Why::Borrows) => after.extend(self.touched(&place)),
                Some(Why::Captured) if alive => after.extend(self.touched(&place)),
                _ => {}
            }
        } else {
            self.moved(line, &mut after);
        }
        let taken = targets.iter().filter(|(label, _)| !label.starts_with("unwind") && *label != "drop");
        taken.map(|(_, block)| (*block, after.clone())).collect()
    }

    fn switch(&self, of: Option<&Selected>, targets: &[(&str, u32)], state: &State) -> Vec<(u32, State)> {
        let ty = of.filter(|place| !place.through_pointer()).and_then(|place| {
            place.ty.as_ref().or_else(|| self.types.get(&place.local)).map(|ty| (place, ty))
        });
        let empty = ty.map(|(_, ty)| self.guards.empty_variants(ty)).unwrap_or_default();
        let listed: BTreeSet<u32> = targets.iter().filter_map(|(label, _)| label.parse().ok()).collect();
        let mut edges = Vec::new();
        for (label, block) in targets {
            let mut after = state.clone();
            let is_empty = match label.parse() {
                Ok(variant) => empty.contains(&variant),
                Err(_) => {
                    (0..2).filter(|variant| !listed.contains(variant)).all(|variant| empty.contains(&variant))
                }
            };
            if let Some((place, _)) = ty
                && is_empty
                && !empty.is_empty()
            {
                self.kill(place, &mut after);
            }
            edges.push((*block, after));
        }
        edges
    }

    /// Calls that leave nothing behind a reference.
    fn empty(&self, call: &str, state: &mut State) {
        let Some(open) = call.find(['(']) else { return };
        let function = without_generics(&call[..open]);
        let name = function.trim_end_matches(':').rsplit("::").next().unwrap_or_default();
        let takes = match name {
            "take" => function.contains("Option") || function.contains("mem"),
            "clear" | "drain" => function.contains("Vec"),
            "replace" if function.contains("mem") => {
                moves(call).last().is_some_and(|with| self.none.contains(&with.local))
            }
            _ => false,
        };
        if takes
            && let Some(reference) = moves(call).first()
            && let Some(target) = self.target(reference.local)
        {
            self.kill(&target, state);
        }
    }

    /// A call that gets a guard and a reference may put the one where the other points to: `slot.insert(conn)`.
    fn fill(&self, call: &str, state: &mut State) {
        for reference in moves(call) {
            if let Some(target) = self.target(reference.local)
                && self.why.get(&target.local) == Some(&Why::Owns)
                && self.types[&target.local].contains('<')
            {
                state.extend(self.touched(&target));
            }
        }
    }

    /// Through reborrows.
    fn target(&self, mut reference: u32) -> Option<Selected> {
        for _ in 0..8 {
            let target = self.targets.get(&reference)?;
            if target.path != [Select::Deref] {
                return Some(target.clone());
            }
            reference = target.local;
        }
        None
    }
}

/// `std::option::Option::<T>::take` → `std::option::Option::::take`
fn without_generics(path: &str) -> String {
    let (mut depth, mut out) = (0, String::new());
    for char in path.chars() {
        match char {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ if depth == 0 => out.push(char),
            _ => {}
        }
    }
    out
}

/// Captured variables and their types, from every mention.
fn captured(body: &Body) -> BTreeMap<u32, String> {
    let mut found = BTreeMap::new();
    let lines = body.blocks.values().flatten().map(|line| line.text.as_str());
    for text in lines.chain(body.debug.iter().map(|debug| debug.place.as_str())) {
        for (index, _) in text.match_indices("(_1.") {
            if let Some((place, _)) = Selected::read(&text[index..])
                && let (Some(ty), true) = (place.ty, place.path.is_empty())
            {
                found.insert(place.local, ty);
            }
        }
    }
    found
}

/// `place = value`
fn assignment(line: &str) -> Option<(Selected, &str)> {
    let (place, length) = Selected::read(line)?;
    Some((place, line[length..].strip_prefix(" = ")?))
}

/// `-> [return: bb1, unwind: bb2]`, `-> bb3`
fn targets(line: &str) -> Vec<(&str, u32)> {
    let Some((_, targets)) = line.rsplit_once(" -> ") else { return Vec::new() };
    let block = |text: &str| text.trim().strip_prefix("bb").and_then(|number| number.parse::<u32>().ok());
    match targets.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        Some(list) => list
            .split(", ")
            .filter_map(|target| target.split_once(": "))
            .filter_map(|(label, target)| Some((label, block(target)?)))
            .collect(),
        None => block(targets).map(|number| ("goto", number)).into_iter().collect(),
    }
}

/// The blocks that may follow.
pub fn successors(line: &str) -> Vec<u32> {
    targets(line).into_iter().map(|(_, block)| block).collect()
}
