//! In which bodies a value of some kind can appear at all, told before any of them is read.
//!
//! A value comes into a body by its signature, from a function that is called, out of a constant, or because its type is
//! named; whatever else is there is made of such values: their fields, what their methods give, what they lead to as
//! `Deref` or `Iterator`. So a body's signature and its words are enough to say that nothing of the kind is in it. Errs on
//! the side of yes. `effects` asks for guards, `models` for models.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::ty::Seen;
use super::{
    AdtId, AliasId, BodyOwner, ConstId, Container, Def, FieldDef, FunctionDef, FunctionId, Mentions, Naming,
    Program, TraitId, TraitRef, TraitTarget, Ty,
};
use crate::catalogue::TypeFact;
use crate::ir::{self, Name};

/// Where values of one kind can appear.
#[derive(Debug, Default)]
pub struct Appearances {
    /// By [`FunctionId`].
    signatures: Vec<Signature>,
    /// What a body says that gets one from elsewhere.
    mentions: Mentions,
}

impl Appearances {
    /// In every body: nothing can be said.
    pub fn anywhere() -> Self {
        Self::default()
    }

    pub fn may_be_in(&self, program: &Program, owner: BodyOwner) -> bool {
        let takes_itself_apart = match self.signatures.get(owner.function.index()) {
            None | Some(Signature::Speaks) => return true,
            Some(Signature::OwnFields) => Some(ir::own_word()),
            Some(Signature::Silent) => None,
        };
        self.mentions.may_be_in(program, owner, takes_itself_apart)
    }
}

/// What a signature says of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signature {
    Speaks,
    /// `Self` has a field that speaks of it.
    OwnFields,
    Silent,
}

/// A kind of values.
pub struct Kind<'a> {
    /// By types without their arguments: a struct, a trait object, a parameter by its bounds.
    pub is_wanted: &'a (dyn Fn(&Ty) -> bool + Sync),
    /// Types that speak of the kind in their arguments, and have none: what they give comes out of their functions.
    pub closed: Option<TypeFact>,
    /// Functions whose callers are wanted, whatever they give.
    pub also: &'a (dyn Fn(&FunctionDef) -> bool + Sync),
}

/// What leads to a value of the kind.
struct Leads<'a> {
    program: &'a Program,
    kind: &'a Kind<'a>,
    /// Traits that closed types implement.
    of_closed: FxHashSet<TraitId>,
    /// By `AdtId`: values of the type are of the kind, or lead to one without a word.
    adts: Vec<bool>,
    /// Associated types that stand for something of the kind in some impl.
    assoc: FxHashSet<Name>,
}

/// Where values of a kind can appear.
pub fn appearances(program: &Program, naming: &Naming<'_>, kind: &Kind<'_>) -> Appearances {
    let leads = Leads::of(program, kind);
    let signatures = program.functions.par_iter().map(|def| leads.signature(def)).collect();
    let is_used = |module| program.reach.is_used(program.crate_of(module));
    let mut mentions = Mentions::default();
    for (index, def) in program.adts.iter().enumerate() {
        if !is_used(def.module) {
            continue;
        }
        let adt = AdtId(index as u32);
        let mut is_named = leads.adts[index];
        for (variant, fields) in def.variants.iter().enumerate() {
            let leading = fields.fields.iter().filter(|field| leads.are_in(&field.ty));
            let leading: Vec<&FieldDef> = leading.collect();
            if leads.adts[index] || !leading.is_empty() {
                is_named = true;
                naming.add_variant(adt, variant as u32, &mut mentions);
            }
            // those of an enum have no names outside of patterns; a value that is wanted itself came in before its field
            for field in leading.into_iter().filter(|_| !def.is_enum && !leads.adts[index]) {
                naming.add_field(field, def.module, &mut mentions);
            }
        }
        if is_named {
            naming.add_item(Def::Adt(adt), &mut mentions);
        }
    }
    for (index, def) in program.traits.iter().enumerate() {
        let target = TraitTarget::Known(TraitId(index as u32));
        let bound = TraitRef { target, args: Vec::new(), assoc: Vec::new() };
        if is_used(def.module) && leads.are_in(&Ty::Dyn([bound].into())) {
            naming.add_item(Def::Trait(TraitId(index as u32)), &mut mentions);
        }
    }
    for (index, def) in program.aliases.iter().enumerate() {
        if is_used(def.module) && leads.are_in(&def.ty) {
            naming.add_item(Def::Alias(AliasId(index as u32)), &mut mentions);
        }
    }
    for (index, def) in program.consts.iter().enumerate() {
        if is_used(def.module) && leads.are_in(&def.ty) {
            naming.add(Def::Const(ConstId(index as u32)), &mut mentions);
        }
    }
    leads.assoc.iter().for_each(|name| mentions.add_name(*name));
    let gives = program.functions.par_iter().map(|def| leads.gives(def) || (kind.also)(def));
    let gives: Vec<bool> = gives.collect();
    for (index, def) in program.functions.iter().enumerate() {
        if is_used(def.module) && gives[index] {
            naming.add_function(FunctionId(index as u32), &mut mentions);
        }
    }
    Appearances { signatures, mentions }
}

impl<'a> Leads<'a> {
    fn of(program: &'a Program, kind: &'a Kind<'a>) -> Self {
        let none: std::sync::Arc<[Ty]> = [].into();
        let adts =
            (0..program.adts.len() as u32).map(|id| (kind.is_wanted)(&Ty::Adt(AdtId(id), none.clone())));
        let (of_closed, assoc) = (FxHashSet::default(), FxHashSet::default());
        let mut leads = Self { program, kind, of_closed, adts: adts.collect(), assoc };
        leads.of_closed = program
            .impls
            .iter()
            .filter(|imp| leads.is_closed(&imp.self_ty))
            .filter_map(|imp| match imp.of_trait.as_ref()?.target {
                TraitTarget::Known(of) => Some(of),
                TraitTarget::External(_) => None,
            })
            .collect();
        let mut impls: Vec<usize> = (0..program.impls.len()).collect();
        impls.retain(|index| !program.impls[*index].assoc_types.is_empty());
        let mut derefs: Vec<usize> = (0..program.adts.len()).collect();
        derefs.retain(|index| program.adts[*index].deref_field.is_some());
        loop {
            let before = (impls.len(), derefs.len());
            derefs.retain(|index| {
                let def = &program.adts[*index];
                let fields = def.variants.first().map_or(&[][..], |variant| &variant.fields);
                let target = def.deref_field.and_then(|field| fields.get(field as usize));
                let is_leading = target.is_some_and(|field| leads.are_in(&field.ty));
                leads.adts[*index] |= is_leading;
                !is_leading
            });
            impls.retain(|index| {
                let imp = &program.impls[*index];
                let mut leading = imp.assoc_types.iter().filter(|(_, ty)| leads.are_in(ty)).peekable();
                if leading.peek().is_none() {
                    return true;
                }
                let names: Vec<Name> = leading.map(|(name, _)| *name).collect();
                let is_plain = imp.of_trait.as_ref().is_some_and(|of| is_plain(program, of));
                match imp.self_ty.peel_refs() {
                    Ty::Adt(adt, _) if is_plain => leads.adts[adt.index()] = true,
                    _ => leads.assoc.extend(names),
                }
                false
            });
            if (impls.len(), derefs.len()) == before {
                return leads;
            }
        }
    }

    fn is_of_plain_trait(&self, def: &FunctionDef) -> bool {
        let Container::Impl(id) = def.container else { return false };
        self.program.impl_(id).of_trait.as_ref().is_some_and(|of| is_plain(self.program, of))
    }

    fn are_in(&self, ty: &Ty) -> bool {
        ty.any_part_seen(&mut |part| match part {
            Ty::Param(_) if (self.kind.is_wanted)(part) => Seen::Found,
            _ => self.see(part),
        })
    }

    /// The same, but what the caller chooses is none.
    fn are_certainly_in(&self, ty: &Ty) -> bool {
        ty.any_part_seen(&mut |part| self.see(part))
    }

    fn see(&self, part: &Ty) -> Seen {
        let is = match part {
            Ty::Adt(adt, _) if self.adts[adt.index()] => true,
            // what is in it comes out by its functions alone
            Ty::Adt(..) if self.is_closed(part) => return Seen::Past,
            Ty::Adt(..) | Ty::Param(_) => false,
            Ty::Assoc(assoc) => self.assoc.contains(&assoc.name),
            _ => (self.kind.is_wanted)(part),
        };
        if is { Seen::Found } else { Seen::Inside }
    }

    fn is_closed(&self, ty: &Ty) -> bool {
        match (ty.peel_refs(), self.kind.closed) {
            (Ty::Adt(adt, _), Some(fact)) => self.program.adt(*adt).facts.has_type(fact),
            _ => false,
        }
    }

    /// Whether calling the function may bring out what a closed type has.
    fn opens(&self, def: &FunctionDef) -> bool {
        match def.container {
            Container::Trait(of) => self.of_closed.contains(&of),
            _ => def.params.first().is_some_and(|own| self.is_closed(own)),
        }
    }

    fn signature(&self, def: &FunctionDef) -> Signature {
        let own = match def.container {
            Container::Impl(id) => Some(&self.program.impl_(id).self_ty),
            _ => None,
        };
        if def.params.iter().chain([&def.ret]).chain(own).any(|ty| self.are_in(ty)) {
            return Signature::Speaks;
        }
        match own {
            Some(Ty::Adt(adt, _)) => {
                let fields = self.program.adt(*adt).variants.iter().flat_map(|variant| &variant.fields);
                let speaks = fields.into_iter().any(|field| self.are_in(&field.ty));
                if speaks { Signature::OwnFields } else { Signature::Silent }
            }
            _ => Signature::Silent,
        }
    }

    /// Whether calling it brings one into a body that has none.
    fn gives(&self, def: &FunctionDef) -> bool {
        let (own, others) = def.split_params();
        let others = others.iter().chain([&def.ret]);
        // what it brings out may be called by the type's parameters
        let is_open = |part: &Ty| match part {
            Ty::Param(param) if param.name == "Self" => Seen::Past,
            Ty::Param(_) | Ty::Assoc(_) => Seen::Found,
            part if self.is_closed(part) => Seen::Past,
            _ => Seen::Inside,
        };
        if self.opens(def) && others.clone().any(|ty| ty.any_part_seen(&mut |part| is_open(part))) {
            return true;
        }
        // nobody takes `eq` or `from` to tell of what type an argument is
        if self.is_of_plain_trait(def) {
            return !def.params.iter().any(|ty| self.are_certainly_in(ty)) && self.are_certainly_in(&def.ret);
        }
        let own = match def.container {
            Container::Impl(id) if !own.is_empty() => Some(&self.program.impl_(id).self_ty),
            _ => None,
        };
        // the receiver is one; where only its arguments speak of one, the call may be what tells them
        if own.is_some_and(|own| self.see(own.peel_refs()) == Seen::Found) {
            return false;
        }
        own.into_iter().chain(others).any(|ty| self.are_certainly_in(ty))
    }
}

/// A trait whose associated types belong to the value that has them, and are asked for by no other name, and whose
/// functions are found by their types: `Iterator`, `Deref`, `Future`, `From`; and `Stream`.
pub(super) fn is_plain(program: &Program, bound: &TraitRef) -> bool {
    program.is_std_trait(bound) || program.is_stream(bound)
}
