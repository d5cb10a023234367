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
    let parsed = lex::foreign(text, syn::parse_file);
    parsed.or_else(|error| {
        // only a macro's input may have it, as that of `#[easy_ext::ext]`; syn does not know it
        let plain = without_visible_impls(text);
        let parsed = plain.and_then(|plain| lex::foreign(&plain, syn::parse_file).ok());
        parsed.ok_or_else(|| failure(&error, &Spans::new(text), "file"))
    })
}

/// The text with blanks for the `pub` of `pub impl`; none when there is none.
fn without_visible_impls(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut done = 0;
    for (at, word) in text.match_indices("pub") {
        let rest = &text[at + word.len()..];
        let inside = rest.trim_start();
        let restricted = inside.strip_prefix('(').and_then(|inside| inside.split_once(')'));
        let after = restricted.map_or(inside, |(_, after)| after.trim_start());
        let after = after.strip_prefix("unsafe ").unwrap_or(after).trim_start();
        let is_impl = after.strip_prefix("impl").is_some_and(|rest| rest.starts_with([' ', '<', '\n']));
        let begins = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
        if at < done || !is_impl || !begins || rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let end =
            at + word.len() + restricted.map_or(0, |(path, _)| rest.len() - inside.len() + path.len() + 2);
        plain.push_str(&text[done..at]);
        plain.extend(text[at..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        done = end;
    }
    (done > 0).then(|| plain + &text[done..])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impl_may_be_visible() {
        for (text, plain) in [
            ("#[ext(E)] pub impl T {}", Some("#[ext(E)]     impl T {}")),
            ("pub(in a::b) impl<T> T {}", Some("             impl<T> T {}")),
            ("pub unsafe impl T {}\npub\nimpl T {}", Some("    unsafe impl T {}\n   \nimpl T {}")),
            ("pub fn implied() {} fn republ() {}", None),
            ("pub implicit impl", None),
            ("pub (a pub impl b) impl c", Some("                   impl c")),
        ] {
            assert_eq!(without_visible_impls(text).as_deref(), plain, "{text}");
        }
        let text = "#[ext(E)]\npub impl T {\n    fn f(&self) {}\n}\n";
        let syn::Item::Impl(item) = &parse(text).expect("it is read").items[0] else { panic!("an impl") };
        assert_eq!(Spans::new(text).span(item.brace_token.span.close()).start as usize, text.len() - 2);
        assert!(parse("#[ext(E)] pub impl T {} fn").is_err());
    }
}
