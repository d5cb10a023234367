//! What functions say beside their bodies, from their text.
//!
//! [`outline`](super::outline) leaves out those that are plainly written and whose bodies can wait: whole, where nothing but
//! a visibility and `async` stands before them, else all of their signature but the name and the parentheses. The body comes
//! with its parameters when it is read. [`item`](super::item) asks for them. What is not plainly written (patterns, see
//! [`plain`](super::plain)) goes through the parser.

use std::ops::Range;
use std::sync::Arc;

use crate::ir::{Function, Generics, Item, ItemKind, Name, Param, SelfParam, TypeRef, Visibility};
use crate::source::Span;

use super::item::{Lowering, attributes};
use super::plain::Plain;
use super::scan::{Scan, Token};

pub(super) struct Signature {
    pub generics: Generics,
    pub self_param: Option<SelfParam>,
    pub params: Vec<Param>,
    pub ret: TypeRef,
}

/// One that was read, and where its parts are.
pub(super) struct Found {
    pub signature: Signature,
    pub name: (Name, Span),
    /// Between the name and the parentheses, in them, and behind them.
    pub parts: [Range<usize>; 3],
    /// Where the body's brace is; none when a semicolon stands there.
    pub open: Option<usize>,
}

/// From behind `fn` to behind the opening brace or the semicolon.
pub(super) fn signature(scan: &mut Scan<'_>) -> Option<Found> {
    let mut plain = Plain::new(scan);
    let name = plain.name()?;
    let mut generics = plain.generics()?;
    let open = plain.span();
    plain.expect(b'(')?;
    let (mut self_param, mut params) = (None, Vec::new());
    while !plain.is(b')') {
        match parameter(&mut plain)? {
            Parameter::Own(param) if self_param.is_none() && params.is_empty() => self_param = Some(param),
            Parameter::Own(_) => return None,
            Parameter::Other(param) => params.push(param),
        }
        (plain.take(b',') || plain.is(b')')).then_some(())?;
    }
    let close = plain.span();
    plain.advance();
    let ret = plain.output(true)?;
    generics.predicates = plain.predicates()?;
    let end = plain.span().start as usize;
    let open_of_body = match plain.token() {
        Token::Open(b'{') => Some(end),
        Token::Other(b';') => None,
        _ => return None,
    };
    let between = |from: u32, to: u32| from as usize..to as usize;
    let parts =
        [between(name.1.end, open.start), between(open.end, close.start), between(close.end, end as u32)];
    Some(Found {
        signature: Signature { generics, self_param, params, ret },
        name,
        parts,
        open: open_of_body,
    })
}

/// What stands before `fn`, when it is plain.
pub(super) struct Head {
    /// Behind the token before.
    pub before: usize,
    pub start: usize,
    /// Where the `fn` is.
    pub keyword: usize,
    pub vis: Visibility,
    /// Where the `async` is.
    pub is_async: Option<usize>,
}

/// From the start of an item to behind `fn`.
pub(super) fn head(scan: &mut Scan<'_>) -> Option<Head> {
    let before = scan.position();
    let mut plain = Plain::new(scan);
    let at = |plain: &Plain<'_, '_>| plain.span().start as usize;
    let start = at(&plain);
    let mut vis = Visibility::Private;
    if plain.take_word("pub") {
        vis = Visibility::Public;
        if plain.take(b'(') {
            vis = Visibility::Restricted;
            ["crate", "super", "self"].into_iter().any(|word| plain.take_word(word)).then_some(())?;
            plain.expect(b')')?;
        }
    }
    _ = plain.take_word("const");
    let keyword = at(&plain);
    let is_async = plain.take_word("async").then_some(keyword);
    _ = plain.take_word("unsafe");
    let keyword = at(&plain);
    plain.is_word("fn").then_some(Head { before, start, keyword, vis, is_async })
}

/// A function that was left out whole.
pub(super) struct LeftOut {
    pub start: u32,
    /// Where the brace is that opens what it stands in; none for the file.
    pub around: Option<u32>,
    pub name: (Name, Span),
    pub span: Span,
    pub vis: Visibility,
    pub is_async: bool,
    pub signature: Signature,
    /// Where the body's brace is.
    pub open: Option<u32>,
}

impl LeftOut {
    pub fn new(head: &Head, around: Option<usize>, found: Found, end: usize) -> Self {
        let first = head.is_async.unwrap_or(head.keyword);
        // without a body it ends with the parentheses
        let end = if found.open.is_some() { end } else { found.parts[2].start };
        Self {
            start: head.start as u32,
            around: around.map(|open| open as u32),
            name: found.name,
            span: Span::new(first as u32, end as u32),
            vis: head.vis,
            is_async: head.is_async.is_some(),
            signature: found.signature,
            open: found.open.map(|open| open as u32),
        }
    }
}

enum Parameter {
    Own(SelfParam),
    Other(Param),
}

fn parameter(plain: &mut Plain<'_, '_>) -> Option<Parameter> {
    if plain.take(b'&') {
        _ = plain.lifetime();
        let mutable = plain.take_word("mut");
        return plain.take_word("self").then_some(Parameter::Own(SelfParam::Ref { mutable }));
    }
    let span = plain.span();
    if plain.take_word("_") {
        plain.expect_colon()?;
        return Some(Parameter::Other(Param { name: Name::from("_"), ty: plain.ty(true)?, span }));
    }
    _ = plain.take_word("mut");
    if plain.take_word("self") {
        let is_typed = plain.is(b':');
        let param = if is_typed {
            plain.expect_colon()?;
            SelfParam::Typed(plain.ty(true)?)
        } else {
            SelfParam::Value
        };
        return Some(Parameter::Own(param));
    }
    let (name, span) = plain.name()?;
    plain.expect_colon()?;
    Some(Parameter::Other(Param { name, ty: plain.ty(true)?, span }))
}

impl Lowering<'_> {
    /// Adds those that were left out before a place, in what is lowered.
    pub fn functions_before(&mut self, place: u32, found: &mut Vec<Item>) {
        while let Some(function) = self.functions.pop_front_if(|function| function.start < place) {
            self.is_one_lost |= function.around != self.around;
            found.push(self.left_out(function));
        }
    }

    /// Passes over those of an item that is not there: who lowers an item has asked for its own.
    pub fn functions_in(&mut self, item: Span, of: &syn::Item) {
        while self.functions.pop_front_if(|function| function.start < item.end).is_some() {
            self.is_one_lost |= !self.excluded(attributes(of)) && !is_negative(of);
        }
    }

    fn left_out(&mut self, function: LeftOut) -> Item {
        let LeftOut { name: (name, name_span), span, vis, is_async, signature, open, .. } = function;
        let Signature { generics, self_param, params, ret } = signature;
        let body = open.and_then(|open| {
            let at = self.scanned.binary_search_by_key(&open, |body| body.open).ok()?;
            Some(self.body_later(at, span.start, None))
        });
        let is_async_trait = self.async_trait;
        let function = Function { generics, self_param, params, ret, is_async, is_async_trait, body };
        Item { name, name_span, span, vis, attrs: Arc::default(), kind: ItemKind::Function(function.into()) }
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
                self.functions_before(self.spans.span(place).start, &mut found);
            }
            found.extend(lower(self, item));
        }
        self.functions_before(self.spans.span(braces.span.close()).start, &mut found);
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
