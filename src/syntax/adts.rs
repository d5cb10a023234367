//! Structs and enums from their text: half of what is left of a file without its functions and imports is their fields.
//!
//! [`outline`](super::outline) leaves out those that are plainly written, whole. What is not (defaults of parameters,
//! values of variants that are more than a number) goes through the parser. `tests/lazily.rs` compares the two.

use crate::ir::{Enum, Field, Fields, FieldsKind, ItemKind, Name, Struct, Variant};

use super::attrs::Attributes;
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
    let fields = fields(&mut plain, options)?;
    let end = match fields.kind {
        FieldsKind::Named => plain.span().end,
        // no condition may stand before the parentheses
        FieldsKind::Tuple if generics.predicates.is_empty() => {
            let end = plain.span().end;
            plain.advance();
            generics.predicates = plain.predicates()?;
            plain.is(b';').then_some(end)?
        }
        FieldsKind::Tuple => return None,
        FieldsKind::Unit => plain.is(b';').then_some(name.1.end)?,
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
    let Attributes { excluded, .. } = attrs::plain(plain, options)?;
    let (name, span) = plain.name()?;
    let fields = fields(plain, options)?;
    if fields.kind != FieldsKind::Unit {
        plain.advance();
    }
    if plain.take(b'=') {
        _ = plain.take(b'-');
        plain.expect(b'0')?;
    }
    Some((!excluded).then_some(Variant { name, span, fields }))
}

/// From the opening bracket to the closing one; without any where none stands.
fn fields(plain: &mut Plain<'_, '_>, options: &CfgOptions) -> Option<Fields> {
    let (kind, close) = if plain.take(b'{') {
        (FieldsKind::Named, b'}')
    } else if plain.take(b'(') {
        (FieldsKind::Tuple, b')')
    } else {
        return Some(Fields { kind: FieldsKind::Unit, fields: Vec::new() });
    };
    let mut fields = Vec::new();
    while !plain.is(close) {
        let Attributes { kept: attrs, excluded } = attrs::plain(plain, options)?;
        let vis = plain.visibility()?;
        let named = if kind == FieldsKind::Named {
            let name = plain.name()?;
            plain.expect_colon()?;
            Some(name)
        } else {
            None
        };
        let ty = plain.ty(true)?;
        let (name, span) = named.unwrap_or_else(|| (Name::from(&fields.len().to_string()), path_span(&ty)));
        fields.extend((!excluded).then_some(Field { name, ty, vis, attrs, span }));
        (plain.take(b',') || plain.is(close)).then_some(())?;
    }
    fields.shrink_to_fit();
    Some(Fields { kind, fields })
}
