//! In which bodies a value of some kind can appear at all, told before any of them is read.
//!
//! A value comes into a body by its signature, from a function that is called, out of a constant, or because its type is
//! named; whatever else is there is made of such values: their fields, what their methods give, what they lead to as
//! `Deref` or `Iterator`. So a body's signature and its words are enough to say that nothing of the kind is in it. Errs on
//! the side of yes. `effects` asks for guards, `models` for models.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::ty::Seen;
use super::{
    AdtId, AliasId, BodyOwner, ConstId, Container, Def, FieldDef, FunctionDef, FunctionId, ModuleId, Program,
    TraitId, TraitRef, TraitTarget, Ty,
};
use crate::catalogue::TypeFact;
use crate::ir::{self, Name};

/// Where values of one kind can appear.
#[derive(Debug, Default)]
pub struct Appearances {
    /// By [`FunctionId`].
    signatures: Vec<Signature>,
    /// What a body says that gets one from elsewhere.
    words: FxHashSet<u32>,
    /// Fields that are not public, by their words: the modules that know them.
    private: FxHashMap<u32, Vec<ModuleId>>,
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
        program.mentions(owner, |word| {
            Some(word) == takes_itself_apart
                || self.words.contains(&word)
                || self.private.get(&word).is_some_and(|modules| {
                    let here = program.function(owner.function).module;
                    modules.iter().any(|module| program.is_below(here, *module))
                })
        })
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
pub fn appearances(program: &Program, kind: &Kind<'_>) -> Appearances {
    let leads = Leads::of(program, kind);
    let signatures = program.functions.par_iter().map(|def| leads.signature(def)).collect();
    let used = program.crates_in_use();
    let is_used = |module| used[program.crate_of(module).index()];
    let mut words = Words::of(program);
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
                words.add_variant(Def::Variant(adt, variant as u32));
            }
            // those of an enum have no names outside of patterns; a value that is wanted itself came in before its field
            for field in leading.into_iter().filter(|_| !def.is_enum && !leads.adts[index]) {
                words.add_field(field, def.module);
            }
        }
        if is_named {
            words.add_type(Def::Adt(adt));
        }
    }
    for (index, def) in program.traits.iter().enumerate() {
        let target = TraitTarget::Known(TraitId(index as u32));
        let bound = TraitRef { target, args: Vec::new(), assoc: Vec::new() };
        if is_used(def.module) && leads.are_in(&Ty::Dyn([bound].into())) {
            words.add_type(Def::Trait(TraitId(index as u32)));
        }
    }
    for (index, def) in program.aliases.iter().enumerate() {
        if is_used(def.module) && leads.are_in(&def.ty) {
            words.add_type(Def::Alias(AliasId(index as u32)));
        }
    }
    for (index, def) in program.consts.iter().enumerate() {
        if is_used(def.module) && leads.are_in(&def.ty) {
            words.add(Def::Const(ConstId(index as u32)));
        }
    }
    leads.assoc.iter().for_each(|name| words.add_name(*name));
    let gives = program.functions.par_iter().map(|def| leads.gives(def) || (kind.also)(def));
    let gives: Vec<bool> = gives.collect();
    for (index, def) in program.functions.iter().enumerate() {
        if is_used(def.module) && gives[index] {
            words.add_function(FunctionId(index as u32));
        }
    }
    Appearances { signatures, words: words.found, private: words.private }
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
        let (own, others) =
            def.params.split_at(usize::from(def.ir.self_param.is_some()).min(def.params.len()));
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

/// Collects words, with those that imports and aliases make of them.
struct Words<'a> {
    program: &'a Program,
    /// All names that a definition has in modules of the workspace, its own included.
    known_as: FxHashMap<Def, Vec<Name>>,
    /// Variants that are imported: others are named behind their enum.
    variants: FxHashSet<Def>,
    /// Parameters of functions and impls, associated types: `T::name` may be a function of any impl of a trait.
    open: FxHashSet<Name>,
    /// Some module is called like a type.
    has_odd_modules: bool,
    found: FxHashSet<u32>,
    private: FxHashMap<u32, Vec<ModuleId>>,
}

impl<'a> Words<'a> {
    fn of(program: &'a Program) -> Self {
        let mut known_as: FxHashMap<Def, Vec<Name>> = FxHashMap::default();
        let (mut variants, mut has_odd_modules) = (FxHashSet::default(), false);
        for (name, def) in program.named() {
            if matches!(def, Def::Variant(..)) {
                variants.insert(def);
            }
            match def {
                // a module called like a type
                Def::Module(_) => has_odd_modules |= name.bytes().next().is_some_and(ir::begins_type),
                _ if name == own_name(program, def) => {}
                _ => known_as.entry(def).or_default().push(name),
            }
        }
        for (index, alias) in program.aliases.iter().enumerate() {
            if let Ty::Adt(adt, _) = &alias.ty {
                let others = known_as.get(&Def::Alias(AliasId(index as u32))).cloned().unwrap_or_default();
                known_as.entry(Def::Adt(*adt)).or_default().extend(others.into_iter().chain([alias.name]));
            }
        }
        for names in known_as.values_mut() {
            names.sort_unstable();
            names.dedup();
        }
        let generics = program.functions.iter().flat_map(|def| def.generics.iter().copied());
        let assoc = program.traits.iter().flat_map(|def| &def.assoc_types).map(|(name, ..)| *name);
        let open = generics.chain(assoc).collect();
        let (found, private) = (FxHashSet::default(), FxHashMap::default());
        Self { program, known_as, variants, open, has_odd_modules, found, private }
    }

    /// Its own name, and what imports and aliases make of it.
    fn names(&self, def: Def) -> Vec<Name> {
        let others = self.known_as.get(&def).into_iter().flatten().copied();
        std::iter::once(own_name(self.program, def)).chain(others).filter(|name| *name != "_").collect()
    }

    fn add(&mut self, def: Def) {
        for name in self.names(def) {
            self.add_name(name);
        }
    }

    /// Of a module's types: behind `Of::` they stand when `Of` is a module that is called like a type.
    fn add_type(&mut self, def: Def) {
        for name in self.names(def) {
            self.found.insert(ir::word(&name));
            if self.has_odd_modules {
                self.found.insert(ir::associated_word(&name));
            }
        }
    }

    fn add_variant(&mut self, def: Def) {
        if self.variants.contains(&def) {
            self.add(def);
        }
    }

    fn add_field(&mut self, field: &FieldDef, module: ModuleId) {
        let word = ir::field_word(&field.name);
        let known_in = match field.vis {
            ir::Visibility::Private => module,
            ir::Visibility::Restricted => self.program.krate(self.program.crate_of(module)).root,
            ir::Visibility::Public => {
                self.found.insert(word);
                return;
            }
        };
        self.private.entry(word).or_default().push(known_in);
    }

    fn add_name(&mut self, name: Name) {
        self.found.extend([ir::word(&name), ir::associated_word(&name)]);
    }

    fn add_function(&mut self, id: FunctionId) {
        let def = self.program.function(id);
        if def.ir.self_param.is_some() {
            self.found.extend(ir::method_words(&def.name, def.params.len().saturating_sub(1)));
        }
        if def.container == Container::Module {
            let names = self.names(Def::Function(id));
            self.found.extend(names.iter().map(|name| ir::word(name)));
            if self.has_odd_modules {
                self.found.extend(names.iter().map(|name| ir::associated_word(name)));
            }
            return;
        }
        match self.qualifiers(def.container) {
            Some(names) => self.found.extend(names.iter().flat_map(|of| ir::associated_words(of, &def.name))),
            None => self.add_name(def.name),
        }
    }

    /// What may stand before `::name` when an associated function is named; none when it may be anything.
    fn qualifiers(&self, container: Container) -> Option<FxHashSet<Name>> {
        let program = self.program;
        let mut names: FxHashSet<Name> = FxHashSet::default();
        let mut add = |ty: &Ty| {
            match ty.peel_refs() {
                Ty::Adt(adt, _) => names.extend(self.names(Def::Adt(*adt))),
                Ty::Primitive(name) => _ = names.insert(*name),
                // by another name no path to it is understood
                Ty::Unknown => _ = names.insert(Name::from("Self")),
                Ty::Param(_) | Ty::Assoc(_) => return false,
                // in angle brackets, or by an alias
                other => {
                    let kind = std::mem::discriminant(other);
                    let aliases = program.aliases.iter().enumerate();
                    let same =
                        aliases.filter(|(_, alias)| std::mem::discriminant(alias.ty.peel_refs()) == kind);
                    names.extend(same.flat_map(|(index, _)| self.names(Def::Alias(AliasId(index as u32)))));
                    names.insert(Name::from("Self"));
                }
            }
            true
        };
        let (impls, of_trait) = match container {
            Container::Module => return None,
            Container::Impl(id) => {
                // `Default::default()` is of a type that something else tells
                let of = program.impl_(id).of_trait.as_ref().filter(|of| !is_plain(program, of));
                let known = |of: &TraitRef| match of.target {
                    TraitTarget::Known(of) => Some(of),
                    TraitTarget::External(_) => None,
                };
                (vec![id], of.map(known))
            }
            Container::Trait(of) => {
                (program.impls_of_trait.get(&of).cloned().unwrap_or_default(), Some(Some(of)))
            }
        };
        if !impls.iter().all(|id| add(&program.impl_(*id).self_ty)) {
            return None;
        }
        if let Some(of) = of_trait {
            names.extend(&self.open);
            names.extend(of.into_iter().flat_map(|of| self.names(Def::Trait(of))));
        }
        Some(names)
    }
}

/// A trait whose associated types belong to the value that has them, and are asked for by no other name, and whose
/// functions are found by their types: `Iterator`, `Deref`, `Future`, `From`; and `Stream`.
fn is_plain(program: &Program, bound: &TraitRef) -> bool {
    program.is_std_trait(bound) || program.is_stream(bound)
}

fn own_name(program: &Program, def: Def) -> Name {
    match def {
        Def::Module(id) => program.module(id).name,
        Def::Function(id) => program.function(id).name,
        Def::Adt(id) => program.adt(id).name,
        Def::Variant(id, variant) => {
            program.adt(id).variants.get(variant as usize).map_or_else(|| program.adt(id).name, |it| it.name)
        }
        Def::Trait(id) => program.trait_(id).name,
        Def::Alias(id) => program.aliases[id.index()].name,
        Def::Const(id) => program.consts[id.index()].name,
    }
}
