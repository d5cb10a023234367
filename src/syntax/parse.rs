//! The entry to syn, and what must be checked before.

use std::ops::Range;

use syn::parse::{ParseStream, Parser};

use crate::ir::Problem;
use crate::source::Span;

use super::depth::{self, MAX_CHAIN, MAX_DEPTH, Nesting, TooDeep};
use super::lex;
use super::spans::Spans;

/// A file, by proc-macro2's lexer.
pub(super) fn parse(text: &str) -> Result<syn::File, Problem> {
    shallow(text, 0, "file")?;
    lex::foreign(text, syn::parse_file).map_err(|error| failure(&error, &Spans::new(text), "file"))
}

/// A file without some parts of it; none when it does not parse so, or not certainly as proc-macro2 would have it.
pub(super) fn outlined(text: &str, left_out: &[Range<usize>]) -> Option<syn::File> {
    syn::parse2(lex::tokens(text, left_out)?).ok()
}

/// A call of a macro in the place of an item, with its places.
pub(super) fn macro_call(text: &str, base: u32) -> Option<(syn::Macro, Spans<'_>)> {
    if let Some(parsed) = lex::tokens(text, &[]).and_then(|tokens| syn::parse2(tokens).ok()) {
        return Some((parsed, Spans::in_bytes(text, base)));
    }
    Some((lex::foreign(text, syn::parse_str).ok()?, Spans::at(text, base)))
}

/// A signature and its body: a part of a file that starts at `base`; with its places.
pub(super) fn function(text: &str, base: u32) -> Result<(syn::Signature, syn::Block, Spans<'_>), Problem> {
    let parser = |input: ParseStream<'_>| {
        let sig = input.parse()?;
        let inside;
        let brace_token = syn::braced!(inside in input);
        inside.call(syn::Attribute::parse_inner)?;
        let stmts = inside.call(syn::Block::parse_within)?;
        Ok((sig, syn::Block { brace_token, stmts }))
    };
    if let Some((sig, block)) = lex::tokens(text, &[]).and_then(|tokens| parser.parse2(tokens).ok()) {
        return Ok((sig, block, Spans::in_bytes(text, base)));
    }
    shallow(text, base, "function")?;
    let parsed = lex::foreign(text, |text| parser.parse_str(text));
    let (sig, block) = parsed.map_err(|error| failure(&error, &Spans::at(text, base), "function"))?;
    Ok((sig, block, Spans::at(text, base)))
}

/// The parser, and everything that walks what it makes, recurses with the nesting.
fn shallow(text: &str, base: u32, what: &str) -> Result<(), Problem> {
    let Some(TooDeep { at, of }) = depth::too_deep(text) else { return Ok(()) };
    let message = match of {
        Nesting::Brackets => {
            format!("brackets are nested more than {MAX_DEPTH} deep here: the {what} is not read")
        }
        Nesting::Operators => format!(
            "more than {MAX_CHAIN} operators stand in one expression, type or pattern here: the {what} is not read"
        ),
    };
    Err(Problem { span: Span::new(base + at, base + at + 1), message })
}

fn failure(error: &syn::Error, spans: &Spans<'_>, what: &str) -> Problem {
    Problem { span: spans.span(error.span()), message: format!("cannot parse this {what}: {error}") }
}
