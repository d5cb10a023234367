//! Structs and enums from their text: half of what is left of a file without its functions and imports is their fields.
//!
//! [`outline`](super::outline) leaves out those that are plainly written, whole. What is not (defaults of parameters,
//! values of variants that are more than a number) goes through the parser. `tests/lazily.rs` compares the
//! two.

use crate::ir::{Enum, Field, Fields, FieldsKind, ItemKind, Name, Struct, Variant};
use crate::source::Span;

use super::attrs::Plainly;
use super::item::path_span;
use super::plain::{Placed, Plain};
use super::scan::Scan;
use super::{CfgOptions, attrs};

/// Name, what it is, and where it ends for those who point at it: without its semicolon.
type Found = (Placed, ItemKind, u32);

/// From behind `struct` to behind the closing brace or the semicolon.
pub(super) fn structure(scan: &mut Scan<'_>, options: &CfgOptions) -> Option<Found> {
    let mut plain = Plain::new(scan);
    let name = plain.name()?;
    let mut generics = plain.generics()?;
    generics.predicates = plain.predicates()?;
    let (fields, end) = if plain.is(b'{') {
        let fields = named(&mut plain, options)?;
        (fields, plain.span().end)
    } else if plain.is(b'(') && generics.predicates.is_empty() {
        let fields = unnamed(&mut plain, options)?;
        let end = plain.span().end;
        plain.advance();
        generics.predicates = plain.predicates()?;
        plain.is(b';').then_some(())?;
        (fields, end)
    } else {
        plain.is(b';').then_some(())?;
        (Fields { kind: FieldsKind::Unit, fields: Vec::new() }, name.1.end)
    };
    Some((name, ItemKind::Struct(Struct { generics, fields }.into()), end))
}

/// From behind `enum` to behind the closing brace.
pub(super) fn enumeration(scan: &mut Scan<'_>, options: &CfgOptions) -> Option<Found> {
    let mut plain = Plain::new(scan);
    let name = plain.name()?;
    let mut generics = plain.generics()?;
    generics.predicates = plain.predicates()?;
    plain.expect(b'{')?;
    let mut variants = Vec::new();
    while !plain.is(b'}') {
        variants.extend(variant(&mut plain, options)?);
        (plain.take(b',') || plain.is(b'}')).then_some(())?;
    }
    variants.shrink_to_fit();
    Some((name, ItemKind::Enum(Enum { generics, variants }.into()), plain.span().end))
}

/// None inside: it is ruled out. Nobody asks for its other attributes.
#[expect(clippy::option_option, reason = "not plain, and not there")]
fn variant(plain: &mut Plain<'_, '_>, options: &CfgOptions) -> Option<Option<Variant>> {
    let Plainly { excluded, .. } = attrs::plain(plain, options)?;
    let (name, span) = plain.name()?;
    let fields = if plain.is(b'{') {
        let fields = named(plain, options)?;
        plain.advance();
        fields
    } else if plain.is(b'(') {
        let fields = unnamed(plain, options)?;
        plain.advance();
        fields
    } else {
        Fields { kind: FieldsKind::Unit, fields: Vec::new() }
    };
    if plain.take(b'=') {
        _ = plain.take(b'-');
        plain.expect(b'0')?;
    }
    Some((!excluded).then_some(Variant { name, span, fields }))
}

/// From an opening brace to the closing one.
fn named(plain: &mut Plain<'_, '_>, options: &CfgOptions) -> Option<Fields> {
    plain.expect(b'{')?;
    let mut fields = Vec::new();
    while !plain.is(b'}') {
        let Plainly { attrs, excluded } = attrs::plain(plain, options)?;
        let vis = plain.visibility()?;
        let (name, span) = plain.name()?;
        plain.expect_colon()?;
        let ty = plain.ty(true)?;
        fields.extend((!excluded).then_some(Field { name, ty, vis, attrs, span }));
        (plain.take(b',') || plain.is(b'}')).then_some(())?;
    }
    fields.shrink_to_fit();
    Some(Fields { kind: FieldsKind::Named, fields })
}

/// From an opening parenthesis to the closing one.
fn unnamed(plain: &mut Plain<'_, '_>, options: &CfgOptions) -> Option<Fields> {
    plain.expect(b'(')?;
    let mut fields = Vec::new();
    while !plain.is(b')') {
        let Plainly { attrs, excluded } = attrs::plain(plain, options)?;
        let vis = plain.visibility()?;
        let ty = plain.ty(true)?;
        let name = Name::from(&fields.len().to_string());
        let span: Span = path_span(&ty);
        fields.extend((!excluded).then_some(Field { name, ty, vis, attrs, span }));
        (plain.take(b',') || plain.is(b')')).then_some(())?;
    }
    fields.shrink_to_fit();
    Some(Fields { kind: FieldsKind::Tuple, fields })
}
