//! Items that are left out of what is parsed, whole: where they stood, and what was read of them from the text.
//!
//! As long as all of it is plainly written (see [`plain`](super::plain)): functions whose bodies can wait, structs, enums,
//! imports, constants, impls of such items. [`outline`](super::outline) finds them; [`item`](super::item) puts them among the
//! items that the parser has seen. One that nobody asks for stood where the parser would have refused it.

use crate::ir::{Function, Impl, Item, ItemKind, Module, Name, Trait, Visibility};
use crate::source::Span;

use super::around::Container;
use super::attrs::Attributes;
use super::containers::{Header, alias, constant, module_name};
use super::functions::{self, Signature};
use super::item::{Lowering, attributes, fitting, is_async_trait};
use super::plain::{Placed, Plain};
use super::scan::{Scan, Token};
use super::{CfgOptions, adts, attrs, imports};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    Const,
    Enum,
    Function,
    Impl,
    Module,
    Static,
    Struct,
    Trait,
    Type,
    Use,
}

/// What stands before the name of an item, when it is plain.
pub(super) struct Head {
    /// Behind the token before.
    pub before: usize,
    start: usize,
    attrs: Attributes,
    pub vis: Visibility,
    /// Where the `async` is.
    is_async: Option<usize>,
    pub keyword: Keyword,
    /// Where it stands.
    pub at: usize,
}

/// From the start of an item to behind its keyword.
pub(super) fn head(scan: &mut Scan<'_>, options: &CfgOptions) -> Option<Head> {
    let before = scan.position();
    let mut plain = Plain::new(scan);
    let at = |plain: &Plain<'_, '_>| plain.span().start as usize;
    let start = at(&plain);
    let attrs = attrs::plain(&mut plain, options)?;
    let vis = plain.visibility()?;
    let first = at(&plain);
    if plain.is_word("const") && [&b"fn"[..], b"async", b"unsafe", b"extern"].contains(&plain.next_word()) {
        plain.advance();
    }
    let may_be_async = at(&plain);
    let is_async = plain.take_word("async").then_some(may_be_async);
    let is_function = at(&plain) != first;
    _ = plain.take_word("unsafe");
    let at = at(&plain);
    let keyword = match plain.word()? {
        b"fn" => Keyword::Function,
        _ if is_function => return None,
        b"impl" if vis == Visibility::Private => Keyword::Impl,
        b"trait" => Keyword::Trait,
        _ if at != first => return None,
        b"const" => Keyword::Const,
        b"enum" => Keyword::Enum,
        b"mod" => Keyword::Module,
        b"static" => Keyword::Static,
        b"struct" => Keyword::Struct,
        b"type" => Keyword::Type,
        b"use" => Keyword::Use,
        _ => return None,
    };
    Some(Head { before, start, attrs, vis, is_async, keyword, at })
}

enum Kind {
    Function {
        is_async: bool,
        signature: Signature,
        /// Where the body's brace is.
        open: Option<u32>,
    },
    Container(Header, Vec<LeftOut>),
    Other(ItemKind),
}

/// An item that was left out whole.
pub(super) struct LeftOut {
    pub start: u32,
    /// Where the brace is that opens what it stands in; none for the file.
    pub around: Option<u32>,
    name: Placed,
    span: Span,
    vis: Visibility,
    attrs: Attributes,
    kind: Kind,
}

impl LeftOut {
    fn new(head: Head, around: Option<usize>, name: Placed, span: Span, kind: Kind) -> Self {
        let around = around.map(|open| open as u32);
        Self { start: head.start as u32, around, name, span, vis: head.vis, attrs: head.attrs, kind }
    }

    /// `end` is behind all of it.
    pub fn function(head: Head, around: Option<usize>, found: functions::Found, end: usize) -> Self {
        // without a body it ends with the parentheses
        let end = if found.open.is_some() { end } else { found.parts[2].start };
        let span = Span::new(head.is_async.unwrap_or(head.at) as u32, end as u32);
        let open = found.open.map(|open| open as u32);
        let kind = Kind::Function { is_async: head.is_async.is_some(), signature: found.signature, open };
        Self::new(head, around, found.name, span, kind)
    }

    /// An impl or trait that ends there.
    pub fn container(
        head: Head,
        around: Option<usize>,
        header: Header,
        members: Vec<Self>,
        end: usize,
    ) -> Self {
        let span = Span::new(head.at as u32, end as u32);
        let name = match &header {
            Header::Impl { .. } => (Name::from(""), span),
            Header::Trait { name, .. } => *name,
        };
        Self::new(head, around, name, span, Kind::Container(header, members))
    }

    /// What has neither a body nor members, from behind its keyword on.
    pub fn brief(
        mut head: Head,
        around: Option<usize>,
        within: Container,
        scan: &mut Scan<'_>,
        options: &CfgOptions,
    ) -> Option<Self> {
        let in_trait = within == Container::Trait;
        if within != Container::Module && !matches!(head.keyword, Keyword::Const | Keyword::Type) {
            return None;
        }
        let start = head.at as u32;
        let (name, kind, end) = match head.keyword {
            Keyword::Const | Keyword::Static => {
                let (name, kind) = constant(scan, head.keyword, in_trait)?;
                (name, kind, scan.position() as u32)
            }
            Keyword::Type => {
                let (name, kind) = alias(scan, in_trait)?;
                (name, kind, scan.position() as u32)
            }
            Keyword::Enum => adts::enumeration(scan, options)?,
            Keyword::Module => {
                let name = module_name(scan)?;
                // where its file is
                let is_plain = head.attrs.kept.iter().all(|attr| attr.path != "path");
                let kind = ItemKind::Module(Module::File { paths: Vec::new() });
                is_plain.then_some((name, kind, name.1.end))?
            }
            Keyword::Struct => adts::structure(scan, options)?,
            Keyword::Use => {
                let (_, found) = imports::imports(scan)?;
                (scan.next() == Token::Other(b';')).then_some(())?;
                let end = scan.position() as u32;
                ((Name::from(""), Span::new(start, end)), ItemKind::Use(found), end)
            }
            Keyword::Function | Keyword::Impl | Keyword::Trait => return None,
        };
        if in_trait {
            (head.vis == Visibility::Private).then(|| head.vis = Visibility::Public)?;
        }
        let span = if within == Container::Module { Span::new(start, end) } else { name.1 };
        Some(Self::new(head, around, name, span, Kind::Other(kind)))
    }
}

impl Lowering<'_> {
    /// Adds those that were left out before a place, in what is lowered.
    pub fn left_out_before(&mut self, place: u32, found: &mut Vec<Item>) {
        while let Some(item) = self.left_out.pop_front_if(|item| item.start < place) {
            self.is_one_lost |= item.around != self.around;
            found.extend(self.item_left_out(item));
        }
    }

    /// Passes over those of an item that is not there: who lowers an item has asked for its own.
    pub fn left_out_in(&mut self, span: Span, of: &syn::Item) {
        while self.left_out.pop_front_if(|item| item.start < span.end).is_some() {
            self.is_one_lost |= !self.excluded(attributes(of)) && !is_negative(of);
        }
    }

    /// None when its attributes rule it out.
    fn item_left_out(&mut self, item: LeftOut) -> Option<Item> {
        let LeftOut {
            name: (name, name_span),
            span,
            vis,
            attrs: Attributes { kept: attrs, excluded },
            kind,
            ..
        } = item;
        if excluded {
            return None;
        }
        let kind = match kind {
            Kind::Function { is_async, signature, open } => {
                let Signature { generics, self_param, params, ret } = signature;
                let body = open.and_then(|open| {
                    let at = self.scanned.binary_search_by_key(&open, |body| body.open).ok()?;
                    Some(self.body_later(at, span.start, None))
                });
                let is_async_trait = self.async_trait || is_async_trait(&attrs);
                let function = Function { generics, self_param, params, ret, is_async, is_async_trait, body };
                ItemKind::Function(function.into())
            }
            Kind::Container(header, members) => {
                let outer = std::mem::replace(&mut self.async_trait, is_async_trait(&attrs));
                let items = fitting(members.into_iter().filter_map(|member| self.item_left_out(member)));
                self.async_trait = outer;
                match header {
                    Header::Impl { generics, of_trait, self_ty } => {
                        ItemKind::Impl(Impl { generics, of_trait, self_ty, items }.into())
                    }
                    Header::Trait { generics, supertraits, .. } => {
                        ItemKind::Trait(Trait { generics, supertraits, items }.into())
                    }
                }
            }
            Kind::Other(kind) => kind,
        };
        Some(Item { name, name_span, span, vis, attrs, kind })
    }

    /// The members of a trait or impl between these braces.
    pub fn members<T>(
        &mut self,
        items: &[T],
        braces: &syn::token::Brace,
        place: impl Fn(&T) -> Option<proc_macro2::Span>,
        mut lower: impl FnMut(&mut Self, &T) -> Option<Item>,
    ) -> Vec<Item> {
        let outer = self.around.replace(self.spans.span(braces.span.open()).start);
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            if let Some(place) = place(item) {
                self.left_out_before(self.spans.span(place).start, &mut found);
            }
            found.extend(lower(self, item));
        }
        self.left_out_before(self.spans.span(braces.span.close()).start, &mut found);
        self.around = outer;
        found.shrink_to_fit();
        found
    }
}

fn is_negative(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Impl(item) if item.modifiers.polarity.is_some())
}

/// Where a member begins that is lowered.
pub(super) fn place_in_trait(item: &syn::TraitItem) -> Option<proc_macro2::Span> {
    match item {
        syn::TraitItem::Fn(item) => Some(item.sig.fn_token.span),
        syn::TraitItem::Type(item) => Some(item.type_token.span),
        syn::TraitItem::Const(item) => Some(item.const_token.span),
        _ => None,
    }
}

pub(super) fn place_in_impl(item: &syn::ImplItem) -> Option<proc_macro2::Span> {
    match item {
        syn::ImplItem::Fn(item) => Some(item.sig.fn_token.span),
        syn::ImplItem::Type(item) => Some(item.type_token.span),
        syn::ImplItem::Const(item) => Some(item.const_token.span),
        _ => None,
    }
}
