//! By which words a body can name a definition: its own name, and what imports and aliases make of it.
//!
//! Asked before bodies are read, so it errs on the side of yes. `appear` collects the words that bring a value in; whoever
//! looks for calls of a function or uses of a type does, too.

use rustc_hash::{FxHashMap, FxHashSet};

use super::appear::is_plain;
use super::{
    AdtId, AliasId, BodyOwner, Container, CrateId, Def, FieldDef, FunctionId, ModuleId, Program, TraitRef,
    TraitTarget, Ty,
};
use crate::ir::{self, Name};

/// Words that bodies are asked for.
#[derive(Debug, Default)]
pub struct Mentions {
    words: FxHashMap<u32, Meant>,
}

/// Where a word means what is asked for.
#[derive(Debug, Clone, Default)]
struct Meant {
    anywhere: bool,
    /// Where these can be spoken of.
    crates: Vec<CrateId>,
    /// Below these, of a field that is not public.
    modules: Vec<ModuleId>,
}

impl Meant {
    fn is_in(&self, program: &Program, here: ModuleId) -> bool {
        let krate = program.crate_of(here);
        self.anywhere
            || self.crates.iter().any(|of| program.reach.sees(krate, *of))
            || self.modules.iter().any(|module| program.is_below(here, *module))
    }
}

impl Mentions {
    /// Whether one of the words may stand in the body, or the one that is asked for beside them.
    pub fn may_be_in(&self, program: &Program, owner: BodyOwner, other: Option<u32>) -> bool {
        let here = program.function(owner.function).module;
        program.mentions(owner, |word| {
            Some(word) == other || self.words.get(&word).is_some_and(|meant| meant.is_in(program, here))
        })
    }

    pub fn extend(&mut self, other: &Self) {
        for (word, meant) in &other.words {
            let known = self.words.entry(*word).or_default();
            known.anywhere |= meant.anywhere;
            known.crates.extend(&meant.crates);
            known.modules.extend(&meant.modules);
        }
    }

    /// `.name(…)`, whatever its arguments are and whoever has such a method.
    pub fn add_method(&mut self, name: &str) {
        methods(name).for_each(|word| self.add_anywhere(word));
    }

    /// Whatever has the name.
    pub fn add_name(&mut self, name: Name) {
        names(&name).into_iter().for_each(|word| self.add_anywhere(word));
    }

    fn add_anywhere(&mut self, word: u32) {
        self.words.entry(word).or_default().anywhere = true;
    }

    /// Of something that is defined in this crate.
    fn add(&mut self, of: CrateId, words: impl IntoIterator<Item = u32>) {
        for word in words {
            let known = &mut self.words.entry(word).or_default().crates;
            if known.last() != Some(&of) {
                known.push(of);
            }
        }
    }
}

/// What says `name` or `Of::name`.
fn names(name: &str) -> [u32; 2] {
    [ir::word(name), ir::associated_word(name)]
}

/// `.name(…)`, whatever its arguments are.
fn methods(name: &str) -> impl Iterator<Item = u32> {
    (0..MOST_ARGUMENTS).flat_map(|arguments| ir::method_words(name, arguments))
}

/// Nobody calls a method with so many.
const MOST_ARGUMENTS: usize = 12;

/// The names of all definitions.
pub struct Naming<'a> {
    program: &'a Program,
    /// All names that a definition has in modules of the workspace, its own included.
    known_as: FxHashMap<Def, Vec<Name>>,
    /// Variants that are imported: others are named behind their enum.
    variants: FxHashSet<Def>,
    /// Parameters of functions and impls, associated types: `T::name` may be a function of any impl of a trait.
    open: FxHashSet<Name>,
    /// Some module is called like a type.
    has_odd_modules: bool,
    /// What imports make of names in crates that are not in the program, by these.
    externals: FxHashMap<Name, Vec<Name>>,
}

impl<'a> Naming<'a> {
    pub fn of(program: &'a Program) -> Self {
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
        let mut externals: FxHashMap<Name, Vec<Name>> = FxHashMap::default();
        for (name, path) in program.named_externals() {
            if let Some(last) = path.last().filter(|last| **last != name) {
                externals.entry(*last).or_default().push(name);
            }
        }
        Self { program, known_as, variants, open, has_odd_modules, externals }
    }

    /// Its own name, and what imports and aliases make of it.
    fn names(&self, def: Def) -> Vec<Name> {
        let others = self.known_as.get(&def).into_iter().flatten().copied();
        std::iter::once(own_name(self.program, def)).chain(others).filter(|name| *name != "_").collect()
    }

    pub fn add(&self, def: Def, mentions: &mut Mentions) {
        let of = self.program.crate_of_def(def);
        self.names(def).into_iter().for_each(|name| mentions.add(of, names(&name)));
    }

    /// A type, trait, alias or function of a module: behind `Of::` it stands when `Of` is a module that is called like a
    /// type.
    pub fn add_item(&self, def: Def, mentions: &mut Mentions) {
        let of = self.program.crate_of_def(def);
        for name in self.names(def) {
            mentions.add(of, [ir::word(&name)]);
            if self.has_odd_modules {
                mentions.add(of, [ir::associated_word(&name)]);
            }
        }
    }

    /// A variant of which the enum need not be named.
    pub fn add_variant(&self, adt: AdtId, variant: u32, mentions: &mut Mentions) {
        let def = Def::Variant(adt, variant);
        if self.variants.contains(&def) {
            self.add(def, mentions);
        }
    }

    /// A field that is asked for by `.name`, where it can be seen from.
    pub fn add_field(&self, field: &FieldDef, module: ModuleId, mentions: &mut Mentions) {
        let word = ir::field_word(&field.name);
        let known_in = match field.vis {
            ir::Visibility::Private => module,
            ir::Visibility::Restricted => self.program.krate(self.program.crate_of(module)).root,
            ir::Visibility::Public => return mentions.add(self.program.crate_of(module), [word]),
        };
        mentions.words.entry(word).or_default().modules.push(known_in);
    }

    pub fn add_function(&self, id: FunctionId, mentions: &mut Mentions) {
        let def = self.program.function(id);
        let krate = self.program.crate_of(def.module);
        if def.self_param.is_some() {
            mentions.add(krate, ir::method_words(&def.name, def.params.len().saturating_sub(1)));
        }
        if def.container == Container::Module {
            return self.add_item(Def::Function(id), mentions);
        }
        match self.qualifiers(def.container) {
            Some(names) => {
                mentions.add(krate, names.iter().flat_map(|of| ir::associated_words(of, &def.name)));
            }
            None => mentions.add(krate, names(&def.name)),
        }
    }

    /// A function or method that may be missing in what the program has of a crate.
    pub fn add_external(&self, krate: &str, name: &str, mentions: &mut Mentions) {
        let through = self.program.missing_of(krate);
        if through.is_empty() {
            return;
        }
        let others = self.externals.get(&Name::from(name)).into_iter().flatten();
        let names = others.flat_map(|other| names(other)).chain(names(name));
        let words: Vec<u32> = methods(name).chain(names).collect();
        through.into_iter().for_each(|of| mentions.add(of, words.iter().copied()));
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
