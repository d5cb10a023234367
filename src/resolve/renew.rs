//! A file whose text was edited without touching anything that others can see: its new IR takes the place of the old
//! one, and every definition in it stays what it was, at its new place. Called by `check` between the runs of an editor.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{FunctionDef, Program};
use crate::ir::{Attr, Body, BodyId, FileIr, Function, Item, ItemKind, Made, Module};
use crate::source::{FileId, Span};

/// What became of the items of a file.
#[derive(Default)]
struct Pairs {
    /// By the span of the old one.
    functions: FxHashMap<Span, Arc<Function>>,
    spans: FxHashMap<Span, Span>,
    /// By the span of the old item or field.
    attrs: FxHashMap<Span, Arc<[Attr]>>,
}

impl Program {
    /// Puts `ir` in the place of the file's IR. False, and nothing is changed, when its items are not those that the
    /// file had.
    pub fn renew(&mut self, file: FileId, ir: FileIr) -> bool {
        let old = &self.irs[file.0 as usize];
        let mut pairs = Pairs::default();
        let mut scopes = old.block_scopes.iter().zip(&ir.block_scopes);
        if old.block_scopes.len() != ir.block_scopes.len()
            || !pairs.items(&old.items, &ir.items)
            || !scopes.all(|(old, new)| pairs.items(old, new))
        {
            return false;
        }
        let mut functions = self.functions.iter().filter(|def| def.file == file);
        let is_same = |def: &FunctionDef| {
            let new = pairs.functions.get(&def.span);
            new.is_some_and(|new| new.body.is_some() == def.body.is_some())
        };
        if !functions.all(is_same) {
            return false;
        }
        for def in self.functions.iter_mut().filter(|def| def.file == file) {
            def.attrs = pairs.attrs.get(&def.span).cloned().unwrap_or_default();
            def.read(&pairs.functions[&def.span]);
            pairs.place(&mut def.span);
            pairs.place(&mut def.name_span);
        }
        for def in self.adts.iter_mut().filter(|def| def.file == file) {
            def.attrs = pairs.attrs.get(&def.span).cloned().unwrap_or_default();
            pairs.place(&mut def.span);
            pairs.place(&mut def.name_span);
            for field in def.variants.iter_mut().flat_map(|variant| &mut variant.fields) {
                field.attrs = pairs.attrs.get(&field.span).cloned().unwrap_or_default();
                pairs.place(&mut field.span);
            }
        }
        let traits = self.traits.iter_mut().map(|def| (def.file, &mut def.span));
        let impls = self.impls.iter_mut().map(|def| (def.file, &mut def.span));
        let aliases = self.aliases.iter_mut().map(|def| (def.file, &mut def.span));
        let macros = self.macros.defs.iter_mut().map(|def| (def.file, &mut def.span));
        let places = traits.chain(impls).chain(aliases).chain(macros);
        places.filter(|(of, _)| *of == file).for_each(|(_, span)| pairs.place(span));
        let consts = self.consts.iter_mut().map(|def| (def.file, &mut def.span));
        consts.filter(|(of, _)| *of == file).for_each(|(_, span)| pairs.place(span));
        self.irs[file.0 as usize] = ir;
        true
    }

    /// Gives a body what its macros stand for.
    pub fn replace_body(&mut self, file: FileId, id: BodyId, body: Body, made: Option<Made>) {
        self.irs[file.0 as usize].bodies.replace(id, body, made);
    }
}

impl Pairs {
    fn place(&self, span: &mut Span) {
        if let Some(new) = self.spans.get(span) {
            *span = *new;
        }
    }

    /// False when the items differ in more than their places and bodies.
    fn items(&mut self, old: &[Item], new: &[Item]) -> bool {
        old.len() == new.len() && old.iter().zip(new).all(|(old, new)| self.item(old, new))
    }

    fn item(&mut self, old: &Item, new: &Item) -> bool {
        if old.name != new.name {
            return false;
        }
        self.spans.insert(old.span, new.span);
        self.spans.insert(old.name_span, new.name_span);
        self.attrs.insert(old.span, Arc::clone(&new.attrs));
        let span = old.span;
        match (&old.kind, &new.kind) {
            (ItemKind::Module(Module::Inline(old)), ItemKind::Module(Module::Inline(new))) => {
                self.items(old, new)
            }
            (ItemKind::Function(old), ItemKind::Function(new)) => {
                self.functions.insert(span, Arc::clone(new));
                old.body.is_some() == new.body.is_some()
            }
            (ItemKind::Struct(old), ItemKind::Struct(new)) => self.fields(&old.fields, &new.fields),
            (ItemKind::Enum(old), ItemKind::Enum(new)) => {
                let variants = old.variants.iter().zip(&new.variants);
                old.variants.len() == new.variants.len()
                    && variants.into_iter().all(|(old, new)| self.fields(&old.fields, &new.fields))
            }
            (ItemKind::Trait(old), ItemKind::Trait(new)) => self.items(&old.items, &new.items),
            (ItemKind::Impl(old), ItemKind::Impl(new)) => self.items(&old.items, &new.items),
            // what a macro makes would have to be made again
            (ItemKind::MacroCall(old), ItemKind::MacroCall(_)) => old.made.is_empty(),
            (ItemKind::Const { body: old, .. }, ItemKind::Const { body: new, .. }) => old == new,
            (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
        }
    }

    fn fields(&mut self, old: &crate::ir::Fields, new: &crate::ir::Fields) -> bool {
        for (old, new) in old.fields.iter().zip(&new.fields) {
            self.spans.insert(old.span, new.span);
            self.attrs.insert(old.span, Arc::clone(&new.attrs));
        }
        old.fields.len() == new.fields.len()
    }
}
