//! Items.

use std::collections::VecDeque;
use std::sync::Arc;

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{ImplItem, Item as SynItem, TraitItem};

use rustc_hash::FxHashMap;

use crate::ir::{
    Attr, BlockScopeId, Bodies, Body, BodyId, Counts, Enum, Field, Fields, FieldsKind, FileIr, Function,
    Impl, Import, Item, ItemKind, Made, Module, Name, Param, SelfParam, Struct, Trait, TypeAlias, TypeRef,
    Variant, Visibility,
};
use crate::source::Span;

use super::expand::Expanding;
use super::functions::Signature;
use super::left_out::{LeftOut, place_in_impl, place_in_trait};
use super::spans::Spans;
use super::words::Scanned;
use super::{CfgOptions, attrs, cfg, macros, words};

/// What the lowering of one file shares.
pub(super) struct Lowering<'a> {
    pub spans: Spans<'a>,
    pub options: CfgOptions,
    pub bodies: Bodies,
    /// What was seen of bodies before the text was parsed, by their opening braces. Those that can wait are left out.
    pub scanned: Vec<Scanned>,
    /// What `use` items bring that are not whole in the text, by the places of the `use`.
    pub imports: FxHashMap<u32, Vec<Import>>,
    /// What signatures say that are not whole in the text, by the places of the `fn`.
    pub signatures: FxHashMap<u32, Signature>,
    /// Items that are not in the text, in the order of their places.
    pub left_out: VecDeque<LeftOut>,
    /// Where the brace is of what items are lowered in; none for the file.
    pub around: Option<u32>,
    /// One of them stood where nobody asks for one.
    pub is_one_lost: bool,
    pub block_scopes: Vec<Vec<Item>>,
    /// Where blocks with items are, of a body whose items were lowered with its file.
    pub known_scopes: Option<FxHashMap<u32, BlockScopeId>>,
    pub counts: Counts,
    /// Inside an impl or trait under `#[async_trait]`.
    pub async_trait: bool,
    /// When macros of the workspace are expanded.
    pub expanding: Option<Expanding<'a>>,
}

/// None when an item was left out of the text where nobody asks for one.
pub(super) fn lower_file(file: &syn::File, mut lowering: Lowering<'_>) -> Option<FileIr> {
    let options = &lowering.options.clone();
    let attrs = lowering.attrs(&file.attrs);
    let mut items = Vec::new();
    if !cfg::excluded(&file.attrs, options) {
        items = lowering.items(&file.items);
        lowering.left_out_before(u32::MAX, &mut items);
    }
    lowering.bodies.shrink();
    (!lowering.is_one_lost).then(|| FileIr {
        items,
        bodies: lowering.bodies,
        block_scopes: lowering.block_scopes,
        attrs: attrs.to_vec(),
        suppressions: Vec::new(),
        counts: lowering.counts,
        problems: Vec::new(),
    })
}

impl<'a> Lowering<'a> {
    pub fn new(spans: Spans<'a>, options: CfgOptions) -> Self {
        Self {
            spans,
            options,
            bodies: Bodies::default(),
            scanned: Vec::new(),
            imports: FxHashMap::default(),
            signatures: FxHashMap::default(),
            left_out: VecDeque::new(),
            around: None,
            is_one_lost: false,
            block_scopes: Vec::new(),
            known_scopes: None,
            counts: Counts::default(),
            async_trait: false,
            expanding: None,
        }
    }
}

impl Lowering<'_> {
    pub fn attrs(&self, attrs: &[syn::Attribute]) -> Arc<[Attr]> {
        attrs::lower(attrs, &self.spans, &self.options)
    }

    pub fn excluded(&self, attrs: &[syn::Attribute]) -> bool {
        cfg::excluded(attrs, &self.options)
    }

    pub fn items(&mut self, items: &[SynItem]) -> Vec<Item> {
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            let span = item_span(&self.spans, item);
            self.left_out_before(span.start, &mut found);
            let statics = || match item {
                SynItem::Macro(item) => macros::statics(&item.mac),
                _ => None,
            };
            if let Some(inside) = cfg::branches(item, &self.options).or_else(statics) {
                found.extend(self.items(&inside));
                continue;
            }
            let made = match item {
                SynItem::Macro(item) if item.ident.is_none() && !self.excluded(&item.attrs) => {
                    self.made(&item.mac)
                }
                _ => None,
            };
            match made {
                Some(made) => found.extend(made),
                None => found.extend(self.item(item, span)),
            }
            self.left_out_in(span, item);
        }
        found
    }

    pub fn item(&mut self, item: &SynItem, span: Span) -> Option<Item> {
        let attrs = attributes(item);
        if self.excluded(attrs) {
            return None;
        }
        let lowered_attrs = self.attrs(attrs);
        let (ident, vis, kind) = match item {
            SynItem::Mod(item) => {
                let module = match &item.content {
                    Some((braces, items)) => {
                        let outer = self.around.replace(self.spans.span(braces.span.open()).start);
                        let mut items = self.items(items);
                        self.left_out_before(self.spans.span(braces.span.close()).start, &mut items);
                        self.around = outer;
                        Module::Inline(items)
                    }
                    None => Module::File { paths: attrs::module_paths(&item.attrs, &self.options) },
                };
                (Some(&item.ident), Some(&item.vis), ItemKind::Module(module))
            }
            SynItem::Use(item) => (None, Some(&item.vis), ItemKind::Use(self.imported(item))),
            SynItem::Verbatim(tokens) => return self.grouped_imports(tokens),
            SynItem::ExternCrate(item) => {
                let ident = item.rename.as_ref().map_or(&item.ident, |(_, rename)| rename);
                (Some(ident), Some(&item.vis), ItemKind::ExternCrate { krate: self.name(&item.ident) })
            }
            SynItem::Fn(item) => {
                let function = self.function(&item.sig, Some(&item.block), &lowered_attrs);
                (Some(&item.sig.ident), Some(&item.vis), ItemKind::Function(function.into()))
            }
            SynItem::Struct(item) => {
                let kind =
                    Struct { generics: self.generics(&item.generics), fields: self.fields(&item.fields) };
                (Some(&item.ident), Some(&item.vis), ItemKind::Struct(kind.into()))
            }
            SynItem::Union(item) => {
                let fields = self.field_list(FieldsKind::Named, item.fields.named.iter());
                let kind = Struct { generics: self.generics(&item.generics), fields };
                (Some(&item.ident), Some(&item.vis), ItemKind::Struct(kind.into()))
            }
            SynItem::Enum(item) => {
                let variants = item.variants.iter().filter(|variant| !self.excluded(&variant.attrs));
                let variants = fitting(variants.map(|variant| Variant {
                    name: self.name(&variant.ident),
                    span: self.spans.span(variant.ident.span()),
                    fields: self.fields(&variant.fields),
                }));
                let kind = Enum { generics: self.generics(&item.generics), variants };
                (Some(&item.ident), Some(&item.vis), ItemKind::Enum(kind.into()))
            }
            SynItem::Trait(item) => {
                let outer = self.async_trait;
                self.async_trait = is_async_trait(&lowered_attrs);
                let items = self.members(&item.items, &item.brace_token, place_in_trait, Self::trait_item);
                self.async_trait = outer;
                let kind = Trait {
                    generics: self.generics(&item.generics),
                    supertraits: self.bounds(&item.supertraits),
                    items,
                };
                (Some(&item.ident), Some(&item.vis), ItemKind::Trait(kind.into()))
            }
            SynItem::Impl(item) => {
                if item.modifiers.polarity.is_some() {
                    return None;
                }
                let outer = self.async_trait;
                self.async_trait = is_async_trait(&lowered_attrs);
                let items = self.members(&item.items, &item.brace_token, place_in_impl, Self::impl_item);
                self.async_trait = outer;
                let kind = Impl {
                    generics: self.generics(&item.generics),
                    of_trait: item.trait_.as_ref().map(|(path, _)| self.path(None, path)),
                    self_ty: self.ty(&item.self_ty),
                    items,
                };
                (None, None, ItemKind::Impl(kind.into()))
            }
            SynItem::Type(item) => {
                let kind = TypeAlias {
                    generics: self.generics(&item.generics),
                    bounds: Vec::new(),
                    ty: Some(self.ty(&item.ty)),
                };
                (Some(&item.ident), Some(&item.vis), ItemKind::TypeAlias(kind.into()))
            }
            SynItem::Const(item) => {
                let kind = ItemKind::Const { ty: self.ty(&item.ty), body: self.const_body(&item.expr) };
                (Some(&item.ident), Some(&item.vis), kind)
            }
            SynItem::Static(item) => {
                let kind = ItemKind::Const { ty: self.ty(&item.ty), body: self.const_body(&item.expr) };
                (Some(&item.ident), Some(&item.vis), kind)
            }
            SynItem::Macro(item) => match &item.ident {
                Some(ident) => (Some(ident), None, ItemKind::MacroRules),
                None => (None, None, self.item_call(&item.mac)),
            },
            _ => return None,
        };
        Some(self.finish(span, ident, vis, lowered_attrs, kind))
    }

    pub fn finish(
        &self,
        span: Span,
        ident: Option<&proc_macro2::Ident>,
        vis: Option<&syn::Visibility>,
        attrs: Arc<[Attr]>,
        kind: ItemKind,
    ) -> Item {
        Item {
            name: ident.map_or_else(|| Name::from(""), |ident| self.name(ident)),
            name_span: ident.map_or(span, |ident| self.spans.span(ident.span())),
            span,
            vis: vis.map_or(Visibility::Private, visibility),
            attrs,
            kind,
        }
    }

    fn fields(&self, fields: &syn::Fields) -> Fields {
        let kind = match fields {
            syn::Fields::Named(_) => FieldsKind::Named,
            syn::Fields::Unnamed(_) => FieldsKind::Tuple,
            syn::Fields::Unit => FieldsKind::Unit,
        };
        self.field_list(kind, fields.iter())
    }

    fn field_list<'f>(&self, kind: FieldsKind, fields: impl Iterator<Item = &'f syn::Field>) -> Fields {
        let fields = fields.filter(|field| !self.excluded(&field.attrs)).enumerate();
        let fields = fields.map(|(index, field)| {
            let ty = self.ty(&field.ty);
            Field {
                name: match &field.ident {
                    Some(ident) => self.name(ident),
                    None => Name::from(&index.to_string()),
                },
                span: match &field.ident {
                    Some(ident) => self.spans.span(ident.span()),
                    None => path_span(&ty),
                },
                ty,
                vis: visibility(&field.vis),
                attrs: self.attrs(&field.attrs),
            }
        });
        Fields { kind, fields: fitting(fields) }
    }

    fn trait_item(&mut self, item: &TraitItem) -> Option<Item> {
        let (attrs, ident, kind, span) = match item {
            TraitItem::Fn(item) if !self.excluded(&item.attrs) => {
                let attrs = self.attrs(&item.attrs);
                let function = self.function(&item.sig, item.default.as_ref(), &attrs);
                let span = self.function_span(&item.sig, item.default.as_ref());
                (attrs, &item.sig.ident, ItemKind::Function(function.into()), span)
            }
            TraitItem::Type(item) if !self.excluded(&item.attrs) => {
                let kind = TypeAlias {
                    generics: self.generics(&item.generics),
                    bounds: self.bounds(&item.bounds),
                    ty: item.default.as_ref().map(|(_, ty)| self.ty(ty)),
                };
                let span = self.spans.span(item.ident.span());
                (self.attrs(&item.attrs), &item.ident, ItemKind::TypeAlias(kind.into()), span)
            }
            TraitItem::Const(item) if !self.excluded(&item.attrs) => {
                let kind = ItemKind::Const { ty: self.ty(&item.ty), body: None };
                let span = self.spans.span(item.ident.span());
                (self.attrs(&item.attrs), &item.ident, kind, span)
            }
            _ => return None,
        };
        let mut item = self.finish(span, Some(ident), None, attrs, kind);
        item.vis = Visibility::Public;
        Some(item)
    }

    fn impl_item(&mut self, item: &ImplItem) -> Option<Item> {
        let (attrs, ident, vis, kind, span) = match item {
            ImplItem::Fn(item) if !self.excluded(&item.attrs) => {
                let attrs = self.attrs(&item.attrs);
                let function = self.function(&item.sig, Some(&item.block), &attrs);
                let span = self.function_span(&item.sig, Some(&item.block));
                (attrs, &item.sig.ident, &item.vis, ItemKind::Function(function.into()), span)
            }
            ImplItem::Type(item) if !self.excluded(&item.attrs) => {
                let kind = TypeAlias {
                    generics: self.generics(&item.generics),
                    bounds: Vec::new(),
                    ty: Some(self.ty(&item.ty)),
                };
                let span = self.spans.span(item.ident.span());
                (self.attrs(&item.attrs), &item.ident, &item.vis, ItemKind::TypeAlias(kind.into()), span)
            }
            ImplItem::Const(item) if !self.excluded(&item.attrs) => {
                let kind = ItemKind::Const { ty: self.ty(&item.ty), body: self.const_body(&item.expr) };
                let span = self.spans.span(item.ident.span());
                (self.attrs(&item.attrs), &item.ident, &item.vis, kind, span)
            }
            _ => return None,
        };
        Some(self.finish(span, Some(ident), Some(vis), attrs, kind))
    }

    fn function_span(&self, sig: &syn::Signature, block: Option<&syn::Block>) -> Span {
        let first = sig.asyncness.as_ref().map_or(sig.fn_token.span, |token| token.span);
        match block {
            Some(block) => self.spans.between(first, block.brace_token.span.close()),
            None => self.spans.between(first, sig.paren_token.span.close()),
        }
    }

    pub fn function(&mut self, sig: &syn::Signature, block: Option<&syn::Block>, attrs: &[Attr]) -> Function {
        let known = self.signatures.remove(&self.spans.span(sig.fn_token.span).start);
        let Signature { generics, self_param, params, ret } = known.unwrap_or_else(|| self.signature(sig));
        Function {
            generics,
            self_param,
            params,
            ret,
            is_async: sig.asyncness.is_some(),
            is_async_trait: self.async_trait || is_async_trait(attrs),
            body: block.map(|block| self.body_or_later(sig, block)),
        }
    }

    fn signature(&self, sig: &syn::Signature) -> Signature {
        let self_param = sig.receiver().map(|receiver| match &receiver.kind {
            syn::ReceiverKind::Reference(_, _, mutability) => {
                SelfParam::Ref { mutable: mutability.is_some() }
            }
            syn::ReceiverKind::Typed(_, ty) => SelfParam::Typed(self.ty(ty)),
            _ => SelfParam::Value,
        });
        let params = fitting(sig.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(param) if !self.excluded(&param.attrs) => Some(Param {
                name: match &*param.pat {
                    syn::Pat::Ident(pat) => self.name(&pat.ident),
                    syn::Pat::Wild(_) => Name::from("_"),
                    _ => Name::from(""),
                },
                ty: self.ty(&param.ty),
                span: pattern_span(&self.spans, &param.pat).cover(self.spans.span(param.ty.span())),
            }),
            _ => None,
        }));
        Signature { generics: self.generics(&sig.generics), self_param, params, ret: self.ret(&sig.output) }
    }

    pub fn push_body(&mut self, body: Body) -> BodyId {
        self.bodies.push(body)
    }

    /// The body, or when it was left out of what is parsed, where to read it.
    fn body_or_later(&mut self, sig: &syn::Signature, block: &syn::Block) -> BodyId {
        let open = self.spans.span(block.brace_token.span.open()).start;
        let Ok(at) = self.scanned.binary_search_by_key(&open, |body| body.open) else {
            return self.unseen_body(sig, block);
        };
        let Scanned { known, can_wait, items, .. } = &self.scanned[at];
        let (known, has_items) = (known.clone(), !items.is_empty());
        if *can_wait && (has_items || block.stmts.is_empty()) {
            let items = has_items.then(|| self.body_of(sig, block));
            let first = sig.asyncness.as_ref().map_or(sig.fn_token.span, |token| token.span);
            return self.body_later(at, self.spans.span(first).start, items);
        }
        let id = self.function_body(sig, block);
        self.bodies.describe(id, known);
        id
    }

    /// One that was scanned, to be read from the start of its signature.
    pub fn body_later(&mut self, scanned: usize, start: u32, items: Option<Body>) -> BodyId {
        let Scanned { end, known, awaits, .. } = &self.scanned[scanned];
        self.counts.awaits += awaits;
        self.bodies.defer(Span::new(start, *end), items, known.clone())
    }

    /// A body that was not seen before the text was parsed: in another one, or made by a macro.
    fn unseen_body(&mut self, sig: &syn::Signature, block: &syn::Block) -> BodyId {
        let outside = self.expanding.as_mut().map(Expanding::begin);
        let id = self.function_body(sig, block);
        let inside = match (&mut self.expanding, outside) {
            (Some(expanding), Some(outside)) => expanding.end(outside),
            _ => Some(Made::default()),
        };
        if let (Some(mut made), Some(inside)) = (words::made(&block.to_token_stream()), inside) {
            made.extend(inside);
            self.bodies.describe_made(id, made);
        }
        id
    }

    /// A constant's value is a body only when it can matter: a closure or an async block in it.
    fn const_body(&mut self, expr: &syn::Expr) -> Option<BodyId> {
        matches!(expr, syn::Expr::Closure(_) | syn::Expr::Call(_) | syn::Expr::MethodCall(_))
            .then(|| self.expression_body(expr))
    }
}

/// Collects without room for more: most are one or two, and a vector that grows has room for four.
pub(super) fn fitting<T>(found: impl Iterator<Item = T>) -> Vec<T> {
    let mut fitting = Vec::with_capacity(found.size_hint().1.unwrap_or(0));
    fitting.extend(found);
    fitting
}

pub(super) fn is_async_trait(attrs: &[Attr]) -> bool {
    attrs.iter().any(|attr| attr.path == "async_trait" || attr.path.ends_with("::async_trait"))
}

fn visibility(vis: &syn::Visibility) -> Visibility {
    match vis {
        syn::Visibility::Public(_) => Visibility::Public,
        syn::Visibility::Restricted(_) => Visibility::Restricted,
        syn::Visibility::Inherited => Visibility::Private,
    }
}

pub(super) fn attributes(item: &SynItem) -> &[syn::Attribute] {
    match item {
        SynItem::Const(item) => &item.attrs,
        SynItem::Enum(item) => &item.attrs,
        SynItem::ExternCrate(item) => &item.attrs,
        SynItem::Fn(item) => &item.attrs,
        SynItem::ForeignMod(item) => &item.attrs,
        SynItem::Impl(item) => &item.attrs,
        SynItem::Macro(item) => &item.attrs,
        SynItem::Mod(item) => &item.attrs,
        SynItem::Static(item) => &item.attrs,
        SynItem::Struct(item) => &item.attrs,
        SynItem::Trait(item) => &item.attrs,
        SynItem::TraitAlias(item) => &item.attrs,
        SynItem::Type(item) => &item.attrs,
        SynItem::Union(item) => &item.attrs,
        SynItem::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// From the keyword (attributes and visibility left out) to the last token.
fn item_span(spans: &Spans<'_>, item: &SynItem) -> Span {
    match item {
        SynItem::Fn(item) => {
            let first = item.sig.asyncness.as_ref().map_or(item.sig.fn_token.span, |token| token.span);
            spans.between(first, item.block.brace_token.span.close())
        }
        SynItem::Impl(item) => spans.between(item.impl_token.span, item.brace_token.span.close()),
        SynItem::Trait(item) => spans.between(item.trait_token.span, item.brace_token.span.close()),
        SynItem::Mod(item) => {
            let last = item.content.as_ref().map_or(item.ident.span(), |(brace, _)| brace.span.close());
            spans.between(item.mod_token.span, last)
        }
        SynItem::Enum(item) => spans.between(item.enum_token.span, item.brace_token.span.close()),
        SynItem::Struct(item) => {
            let last = match &item.fields {
                syn::Fields::Named(fields) => fields.brace_token.span.close(),
                syn::Fields::Unnamed(fields) => fields.paren_token.span.close(),
                syn::Fields::Unit => item.ident.span(),
            };
            spans.between(item.struct_token.span, last)
        }
        SynItem::Union(item) => spans.span(item.ident.span()),
        SynItem::Const(item) => spans.between(item.const_token.span, item.semi_token.span),
        SynItem::Static(item) => spans.between(item.static_token.span, item.semi_token.span),
        SynItem::Type(item) => spans.between(item.type_token.span, item.semi_token.span),
        SynItem::Use(item) => spans.between(item.use_token.span, item.semi_token.span),
        SynItem::ExternCrate(item) => spans.between(item.extern_token.span, item.semi_token.span),
        SynItem::Macro(item) => {
            let first = item
                .mac
                .path
                .segments
                .first()
                .map_or(item.mac.bang_token.span, |segment| segment.ident.span());
            spans.between(first, item.mac.delimiter.span().close())
        }
        SynItem::Verbatim(tokens) => {
            let mut places = tokens.clone().into_iter().map(|token| token.span());
            let first = places.next();
            first.map_or_else(Span::default, |first| spans.between(first, places.last().unwrap_or(first)))
        }
        _ => Span::default(),
    }
}

pub(super) fn pattern_span(spans: &Spans<'_>, pat: &syn::Pat) -> Span {
    match pat {
        syn::Pat::Ident(pat) => spans.span(pat.ident.span()),
        syn::Pat::Wild(pat) => spans.span(pat.underscore_token.span),
        _ => spans.span(pat.span()),
    }
}

/// Of a type that has no name before it: where its path is.
pub(super) fn path_span(ty: &TypeRef) -> Span {
    match ty {
        TypeRef::Path(path) => path.span,
        TypeRef::Ref { inner, .. } | TypeRef::Slice(inner) | TypeRef::Array(inner) | TypeRef::Ptr(inner) => {
            path_span(inner)
        }
        TypeRef::Tuple(types) => types.first().map_or_else(Span::default, path_span),
        _ => Span::default(),
    }
}
