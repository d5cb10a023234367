//! Which bodies are looked at for the sake of models.
//!
//! That a model can appear in one is not enough: most only read columns, or make other types of a row. What the lints and
//! their messages ask for is in bodies that write a row after a wait, that take something out of their task, that are
//! given a row of which they may need only the key, that call those, or that make or open a message which is sent. All of
//! it is told by signatures and words, before any of them is read. What those call in turn is followed by `check`.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalogue::{WAYS, Way};
use crate::effects::BodyFacts;
use crate::ir::{self, ExprId, ExprKind, Name};
use crate::resolve::{
    AdtId, Appearances, BodyOwner, Callee, Container, Def, FunctionId, Kind, Mentions, Naming, Program, Ty,
    appearances,
};

use super::find::{DEPTH, is_writer};
use super::signatures::is_free;
use super::summary::{ROUNDS, is_any, known_way};
use super::{Models, payload, stale};

/// What somebody will ask for.
#[derive(Debug, Clone, Copy)]
pub enum Rows {
    /// Every body in which a model can be: which of them matter may change while somebody types.
    Anything,
    Only {
        /// What is read of a model after a wait.
        later_reads: bool,
        /// Parameters that are models by reference.
        lent: bool,
    },
}

/// Which bodies matter for the sake of models.
pub struct Relevant {
    models: Appearances,
    parts: Option<Parts>,
}

/// What matters of what models are in.
struct Parts {
    /// By [`FunctionId`]: it takes a model, and its signature could be another one.
    takes: Vec<bool>,
    senders: Senders,
    /// Functions that take a model of which they may need only the key: all their callers would have to give that.
    narrows: Mentions,
    /// Writes a row.
    writes: Mentions,
    /// Of a body that waits, more matters than what it writes.
    later_reads: bool,
    /// Types of the workspace with a model in them that are no models, and what makes or opens one.
    messages: FxHashMap<AdtId, Mentions>,
    /// Those of them that are payloads of jobs.
    payloads: FxHashSet<AdtId>,
}

/// The bodies that make or open some messages.
pub struct Openers<'a> {
    of: &'a Relevant,
    messages: FxHashSet<AdtId>,
    mentions: Mentions,
}

impl Relevant {
    /// None where there are no models.
    pub fn of(program: &Program, naming: &Naming<'_>, models: &Models, wanted: Rows) -> Option<Self> {
        if models.is_empty() {
            return None;
        }
        let is_carrier = |ty: &Ty| models.is_carrier(ty);
        let kind = Kind { is_wanted: &is_carrier, closed: None, also: &|_| false };
        let parts = || match wanted {
            Rows::Anything => None,
            Rows::Only { later_reads, lent } => Some(Parts::of(program, naming, models, later_reads, lent)),
        };
        let (models, parts) = rayon::join(|| appearances(program, naming, &kind), parts);
        Some(Self { models, parts })
    }

    /// But for what is to be told of messages.
    pub fn matters(&self, program: &Program, owner: BodyOwner) -> bool {
        self.models.may_be_in(program, owner)
            && self.parts.as_ref().is_none_or(|parts| parts.matters(program, owner))
    }

    /// Whether somebody asks how long the body waits where it has a row.
    pub fn may_be_stale(&self, program: &Program, owner: BodyOwner) -> bool {
        self.parts.as_ref().is_none_or(|parts| parts.may_be_stale(program, owner))
    }

    /// Whether the function may take what it is given out of its task.
    pub fn may_send(&self, function: FunctionId) -> bool {
        self.parts.as_ref().is_none_or(|parts| parts.senders.wrappers.contains(&function))
    }

    /// Who tells what becomes of the models in the messages that some bodies send, and in all payloads of jobs.
    pub fn openers<'b>(
        &self,
        program: &Program,
        models: &Models,
        bodies: impl Iterator<Item = &'b BodyFacts>,
    ) -> Option<Openers<'_>> {
        let parts = self.parts.as_ref()?;
        let mut messages = parts.payloads.clone();
        for body in bodies {
            for ty in parts.senders.sent(program, body) {
                ty.any_part(&mut |part| {
                    if let Ty::Adt(adt, args) = part
                        && parts.messages.contains_key(adt)
                        && !messages.contains(adt)
                        && has_model(program, models, *adt, args)
                    {
                        messages.insert(*adt);
                    }
                    false
                });
            }
        }
        let mut mentions = Mentions::default();
        messages.iter().filter_map(|adt| parts.messages.get(adt)).for_each(|one| mentions.extend(one));
        (!messages.is_empty()).then_some(Openers { of: self, messages, mentions })
    }
}

impl Openers<'_> {
    pub fn matters(&self, program: &Program, owner: BodyOwner) -> bool {
        let is_message = |ty: &Ty| matches!(ty, Ty::Adt(adt, _) if self.messages.contains(adt));
        let own = match program.function(owner.function).container {
            Container::Impl(id) if is_message(&program.impl_(id).self_ty) => Some(ir::own_word()),
            _ => None,
        };
        self.of.models.may_be_in(program, owner) && self.mentions.may_be_in(program, owner, own)
    }
}

impl Parts {
    fn of(program: &Program, naming: &Naming<'_>, models: &Models, later_reads: bool, lent: bool) -> Self {
        let owned = |ty: &Ty| models.owned(ty).is_some();
        let is_taken = |ty: &Ty| match ty {
            Ty::Ref { inner, .. } => lent && owned(inner),
            ty => owned(ty),
        };
        let takes = (0..program.functions.len() as u32).into_par_iter().map(|index| {
            let function = FunctionId(index);
            let def = program.function(function);
            program.is_workspace_file(def.file)
                && def.split_params().1.iter().any(is_taken)
                && is_free(program, function)
        });
        let takes: Vec<bool> = takes.collect();
        let mut narrows = Mentions::default();
        for (index, def) in program.functions.iter().enumerate() {
            if takes[index] && def.split_params().1.iter().any(owned) {
                naming.add_function(FunctionId(index as u32), &mut narrows);
            }
        }
        let payloads: FxHashSet<AdtId> =
            payload::declared(program, models).iter().map(|payload| payload.adt).collect();
        let messages = messages(program, models).into_iter().chain(payloads.iter().copied());
        let messages = messages.map(|adt| (adt, openers(program, naming, models, adt))).collect();
        Self {
            takes,
            senders: Senders::of(program, naming, models),
            narrows,
            writes: writers(program, naming, models),
            later_reads,
            messages,
            payloads,
        }
    }

    fn matters(&self, program: &Program, owner: BodyOwner) -> bool {
        let says = |mentions: &Mentions| mentions.may_be_in(program, owner, None);
        self.takes[owner.function.index()]
            || program.may_wait(owner) && self.may_be_stale(program, owner)
            || says(&self.senders.mentions)
            || says(&self.narrows)
    }

    fn may_be_stale(&self, program: &Program, owner: BodyOwner) -> bool {
        self.later_reads || self.writes.may_be_in(program, owner, None)
    }
}

/// What takes something out of its task: the functions of headers that do, and those of the workspace that may give them
/// what they are given themselves.
struct Senders {
    mentions: Mentions,
    /// Of the workspace.
    wrappers: FxHashSet<FunctionId>,
}

impl Senders {
    fn of(program: &Program, naming: &Naming<'_>, models: &Models) -> Self {
        let mut mentions = Mentions::default();
        for (index, def) in program.functions.iter().enumerate() {
            let function = FunctionId(index as u32);
            if program.is_header_function(function)
                && program.reach.is_used(program.crate_of(def.module))
                && def.facts.sends().is_some()
            {
                naming.add_function(function, &mut mentions);
            }
        }
        for (krate, name, _) in WAYS {
            naming.add_external(krate, name, &mut mentions);
        }
        // a reference to a row does not leave
        let may_go = |part: &Ty| is_any(part) || models.is_carrier(part);
        let goes = |ty: &Ty| !matches!(ty, Ty::Ref { .. }) && ty.any_part(&mut |part| may_go(part));
        let takes = |owner: &BodyOwner| program.function(owner.function).params.iter().any(goes);
        let mut open: Vec<BodyOwner> = program.bodies().filter(takes).collect();
        let mut wrappers = FxHashSet::default();
        for _ in 0..ROUNDS {
            let (sending, others): (Vec<BodyOwner>, Vec<BodyOwner>) =
                open.par_iter().partition(|owner| mentions.may_be_in(program, **owner, None));
            if sending.is_empty() {
                break;
            }
            sending.iter().for_each(|owner| naming.add_function(owner.function, &mut mentions));
            wrappers.extend(sending.iter().map(|owner| owner.function));
            open = others;
        }
        Self { mentions, wrappers }
    }

    /// The types of all that a body may send, and of all that it may be made of there. A task is no message.
    fn sent<'b>(&self, program: &'b Program, facts: &'b BodyFacts) -> Vec<&'b Ty> {
        let body = facts.body(program);
        let mut open: Vec<ExprId> = Vec::new();
        for (call, _) in facts.types.callees.iter().filter(|(_, callee)| self.may_send(program, callee)) {
            if let ExprKind::Call { args, .. } | ExprKind::MethodCall { args, .. } = &body.expr(call).kind {
                open.extend(args);
            }
        }
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        while let Some(operand) = open.pop() {
            body.each_below(operand, &mut |id| {
                found.push(facts.types.expr(id));
                if let ExprKind::Local(local) = body.expr(id).kind
                    && seen.insert(local)
                {
                    open.extend(body.initialiser(local));
                }
            });
        }
        found
    }

    fn may_send(&self, program: &Program, callee: &Callee) -> bool {
        match callee {
            Callee::Function { function, implementors, .. } if !program.is_header_function(*function) => {
                std::iter::once(function).chain(implementors).any(|function| self.wrappers.contains(function))
            }
            callee => known_way(program, callee).is_some_and(|way| way != Way::Task),
        }
    }
}

/// What writes the row that it is given, or is called on.
fn writers(program: &Program, naming: &Naming<'_>, models: &Models) -> Mentions {
    let mut mentions = Mentions::default();
    for (index, def) in program.functions.iter().enumerate() {
        let is_behind = |ty: &Ty| models.behind(program, ty).is_some();
        if program.is_workspace_file(def.file) && is_writer(&def.name) && def.params.iter().any(is_behind) {
            naming.add_function(FunctionId(index as u32), &mut mentions);
        }
    }
    models.row_writers().for_each(|name| mentions.add_method(name));
    stale::WRITING_METHODS.iter().for_each(|name| mentions.add_method(name));
    mentions.add_name(Name::from(stale::SET_VALUE));
    mentions
}

/// What makes or opens a message of this type.
fn openers(program: &Program, naming: &Naming<'_>, models: &Models, adt: AdtId) -> Mentions {
    let mut mentions = Mentions::default();
    let def = program.adt(adt);
    naming.add_item(Def::Adt(adt), &mut mentions);
    (0..def.variants.len() as u32).for_each(|variant| naming.add_variant(adt, variant, &mut mentions));
    let fields = def.variants.iter().flat_map(|variant| &variant.fields);
    for field in fields.filter(|field| !def.is_enum && may_be_behind(program, models, &field.ty)) {
        naming.add_field(field, def.module, &mut mentions);
    }
    mentions
}

/// Types of the workspace that can be a message with a model in it.
fn messages(program: &Program, models: &Models) -> FxHashSet<AdtId> {
    let adts = program.adts.iter().enumerate();
    let ours = adts.filter(|(_, def)| program.is_workspace_file(def.file));
    let adts = ours.map(|(index, _)| AdtId(index as u32));
    adts.filter(|adt| models.get(*adt).is_none() && has_model(program, models, *adt, &[])).collect()
}

/// Whether a field of the type may be a model, with these arguments, or whatever they are.
fn has_model(program: &Program, models: &Models, adt: AdtId, args: &[Ty]) -> bool {
    let args = if args.iter().any(|arg| arg.any_part(&mut Ty::is_unknown)) { &[] } else { args };
    let mut fields = program.adt(adt).variants.iter().flat_map(|variant| &variant.fields);
    fields.any(|field| may_be_behind(program, models, &program.field_type(adt, args, &field.ty)))
}

/// Whether a value of the type may be a model, whatever its parameters are.
fn may_be_behind(program: &Program, models: &Models, ty: &Ty) -> bool {
    let mut ty = ty.clone();
    for _ in 0..DEPTH {
        match &ty {
            Ty::Param(_) | Ty::Assoc(_) => return true,
            Ty::Adt(adt, _) if models.get(*adt).is_some() => return true,
            _ => {}
        }
        match program.deref(&ty) {
            Some(inner) => ty = inner,
            None => return false,
        }
    }
    false
}
