//! What functions say beside their bodies, from their text.
//!
//! [`outline`](super::outline) leaves out those that are plainly written and whose bodies can wait: whole, where what stands
//! before them is plain, too (see [`left_out`](super::left_out)), else all of their signature but the name and the
//! parentheses. The body comes with its parameters when it is read. What is not plainly written (patterns, see
//! [`plain`](super::plain)) goes through the parser.

use std::ops::Range;

use crate::ir::{Generics, Name, Param, SelfParam, TypeRef};
use crate::source::Span;

use super::plain::{Placed, Plain};
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
    pub name: Placed,
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
        return typed(plain, (Name::from("_"), span));
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
    let name = plain.name()?;
    typed(plain, name)
}

/// From behind the name.
fn typed(plain: &mut Plain<'_, '_>, (name, start): Placed) -> Option<Parameter> {
    plain.expect_colon()?;
    let ty = plain.ty(true)?;
    Some(Parameter::Other(Param { name, ty, span: Span::new(start.start, plain.before()) }))
}
