//! The entry to syn, and what must be checked before.

use crate::ir::Problem;
use crate::source::Span;

use super::spans::Spans;

/// Brackets nested deeper than this are not parsed: the parser would overflow its stack.
pub(super) const MAX_DEPTH: usize = 250;

pub(super) fn parse(text: &str) -> Result<syn::File, Problem> {
    if let Some(at) = too_deep(text) {
        return Err(Problem {
            span: Span::new(at, at + 1),
            message: format!("brackets are nested more than {MAX_DEPTH} deep here: the file is not read"),
        });
    }
    syn::parse_file(text).map_err(|error| {
        let span = Spans::new(text).span(error.span());
        let message = error.to_string();
        Problem { span, message: format!("cannot parse this file: {message}") }
    })
}

/// Where the nesting passes the limit. Strings and comments are counted as code; a false alarm needs hundreds of
/// unbalanced brackets in them.
fn too_deep(text: &str) -> Option<u32> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(at as u32);
                }
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
