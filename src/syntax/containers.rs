//! Impls and traits, what may stand in them beside functions, and names of modules: from their text.
//!
//! An impl of which nothing would be left for the parser but its head is left out, too: [`outline`](super::outline) reads the
//! head first and sees when it comes to the end. `tests/lazily.rs` compares the two.

use crate::ir::{Generics, ItemKind, Path, TypeAlias, TypeRef};

use super::left_out::Keyword;
use super::plain::{Placed, Plain};
use super::scan::Scan;

/// What stands before the brace.
pub(super) enum Header {
    Impl { generics: Generics, of_trait: Option<Path>, self_ty: TypeRef },
    Trait { name: Placed, generics: Generics, supertraits: Vec<Path> },
}

/// From behind `impl` to behind the opening brace.
pub(super) fn impl_header(scan: &mut Scan<'_>) -> Option<Header> {
    let mut plain = Plain::new(scan);
    let mut generics = plain.generics()?;
    let is_path = plain.word().is_some() || plain.is(b':');
    let first = plain.ty(true)?;
    let (of_trait, self_ty) = match (plain.take_word("for"), first) {
        (false, ty) => (None, ty),
        (true, TypeRef::Path(path)) if is_path => (Some(path), plain.ty(true)?),
        (true, _) => return None,
    };
    generics.predicates = plain.predicates()?;
    plain.is(b'{').then_some(Header::Impl { generics, of_trait, self_ty })
}

/// From behind `trait` to behind the opening brace.
pub(super) fn trait_header(scan: &mut Scan<'_>) -> Option<Header> {
    let mut plain = Plain::new(scan);
    let name = plain.name()?;
    let mut generics = plain.generics()?;
    let supertraits = plain.bounds_behind_colon()?;
    generics.predicates = plain.predicates()?;
    plain.is(b'{').then_some(Header::Trait { name, generics, supertraits })
}

/// From behind `type` to behind the semicolon. In a trait it may have bounds and no type.
pub(super) fn alias(scan: &mut Scan<'_>, in_trait: bool) -> Option<(Placed, ItemKind)> {
    let mut plain = Plain::new(scan);
    let name = plain.name()?;
    let generics = plain.generics()?;
    let bounds = if in_trait { plain.bounds_behind_colon()? } else { Vec::new() };
    let ty = if in_trait && plain.is(b';') {
        None
    } else {
        plain.expect_equals()?;
        Some(plain.ty(true)?)
    };
    plain.is(b';').then(|| (name, ItemKind::TypeAlias(TypeAlias { generics, bounds, ty }.into())))
}

/// From behind `const` or `static` to behind the semicolon: a value that has no body. In a trait it may be missing.
pub(super) fn constant(scan: &mut Scan<'_>, keyword: Keyword, in_trait: bool) -> Option<(Placed, ItemKind)> {
    let mut plain = Plain::new(scan);
    _ = keyword == Keyword::Static && plain.take_word("mut");
    let name = if in_trait { plain.name()? } else { plain.name_or_underscore()? };
    plain.expect_colon()?;
    let ty = plain.ty(true)?;
    if !(in_trait && plain.is(b';')) {
        plain.expect_equals()?;
        plain.value()?;
    }
    plain.is(b';').then_some((name, ItemKind::Const { ty, body: None }))
}

/// From behind `mod` to behind the semicolon.
pub(super) fn module_name(scan: &mut Scan<'_>) -> Option<Placed> {
    let mut plain = Plain::new(scan);
    let name = plain.name()?;
    plain.is(b';').then_some(name)
}
