//! Items that are left out of what is parsed, whole: where they stood, and what was read of them from the text.
//!
//! Functions whose bodies can wait, structs, enums and imports, as long as all of it is plainly written (see
//! [`plain`](super::plain)). [`outline`](super::outline) finds them; [`item`](super::item) puts them among the items that
//! the parser has seen. One that nobody asks for stood where the parser would have refused it.

use std::sync::Arc;

use crate::ir::{Attr, Function, Import, Item, ItemKind, Name, Visibility};
use crate::source::Span;

use super::functions::{self, Signature};
use super::item::{Lowering, attributes, is_async_trait};
use super::plain::Plain;
use super::scan::Scan;
use super::{adts, attrs};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    Function,
    Struct,
    Enum,
    Use,
}

/// What stands before the name of an item, when it is plain.
pub(super) struct Head {
    /// Behind the token before.
    pub before: usize,
    pub start: usize,
    pub attrs: Arc<[Attr]>,
    pub vis: Visibility,
    /// Where the `async` is.
    is_async: Option<usize>,
    pub keyword: Keyword,
    /// Where it stands.
    pub at: usize,
}

/// From the start of an item to behind its keyword.
pub(super) fn head(scan: &mut Scan<'_>) -> Option<Head> {
    let before = scan.position();
    let mut plain = Plain::new(scan);
    let at = |plain: &Plain<'_, '_>| plain.span().start as usize;
    let start = at(&plain);
    let attrs = attrs::plain(&mut plain)?;
    let vis = plain.visibility()?;
    let first = at(&plain);
    _ = plain.take_word("const");
    let keyword = at(&plain);
    let is_async = plain.take_word("async").then_some(keyword);
    _ = plain.take_word("unsafe");
    let at = at(&plain);
    let keyword = match plain.word()? {
        b"fn" => Keyword::Function,
        b"struct" if at == first => Keyword::Struct,
        b"enum" if at == first => Keyword::Enum,
        b"use" if at == first => Keyword::Use,
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
    Other(ItemKind),
}

/// An item that was left out whole.
pub(super) struct LeftOut {
    pub start: u32,
    /// Where the brace is that opens what it stands in; none for the file.
    pub around: Option<u32>,
    name: (Name, Span),
    span: Span,
    vis: Visibility,
    attrs: Arc<[Attr]>,
    kind: Kind,
}

impl LeftOut {
    fn new(head: Head, around: Option<usize>, name: (Name, Span), span: Span, kind: Kind) -> Self {
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

    /// A struct or an enum.
    pub fn adt(head: Head, around: Option<usize>, found: adts::Found) -> Self {
        let span = Span::new(head.at as u32, found.end);
        Self::new(head, around, found.name, span, Kind::Other(found.kind))
    }

    pub fn imports(head: Head, around: Option<usize>, found: Vec<Import>, end: usize) -> Self {
        let span = Span::new(head.at as u32, end as u32);
        Self::new(head, around, (Name::from(""), span), span, Kind::Other(ItemKind::Use(found)))
    }
}

impl Lowering<'_> {
    /// Adds those that were left out before a place, in what is lowered.
    pub fn left_out_before(&mut self, place: u32, found: &mut Vec<Item>) {
        while let Some(item) = self.left_out.pop_front_if(|item| item.start < place) {
            self.is_one_lost |= item.around != self.around;
            found.push(self.item_left_out(item));
        }
    }

    /// Passes over those of an item that is not there: who lowers an item has asked for its own.
    pub fn left_out_in(&mut self, span: Span, of: &syn::Item) {
        while self.left_out.pop_front_if(|item| item.start < span.end).is_some() {
            self.is_one_lost |= !self.excluded(attributes(of)) && !is_negative(of);
        }
    }

    fn item_left_out(&mut self, item: LeftOut) -> Item {
        let LeftOut { name: (name, name_span), span, vis, attrs, kind, .. } = item;
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
            Kind::Other(kind) => kind,
        };
        Item { name, name_span, span, vis, attrs, kind }
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
