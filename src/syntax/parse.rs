//! The entry to syn, and what must be checked before.

use syn::parse::{ParseStream, Parser};

use crate::ir::Problem;
use crate::source::Span;

use super::depth::{self, MAX_CHAIN, MAX_DEPTH, Nesting, TooDeep};
use super::spans::Spans;

pub(super) fn parse(text: &str) -> Result<syn::File, Problem> {
    shallow(text, 0, "file")?;
    syn::parse_file(text).map_err(|error| failure(&error, &Spans::new(text), "file"))
}

/// A signature and its body: a part of a file that starts at `base`.
pub(super) fn function(text: &str, base: u32) -> Result<(syn::Signature, syn::Block), Problem> {
    shallow(text, base, "function")?;
    let parser = |input: ParseStream<'_>| {
        let sig = input.parse()?;
        let inside;
        let brace_token = syn::braced!(inside in input);
        inside.call(syn::Attribute::parse_inner)?;
        let stmts = inside.call(syn::Block::parse_within)?;
        Ok((sig, syn::Block { brace_token, stmts }))
    };
    parser.parse_str(text).map_err(|error| failure(&error, &Spans::at(text, base), "function"))
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
