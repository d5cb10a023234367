//! Token streams of macros: splitting, scanning, inline names of format strings.

use proc_macro2::{Spacing, TokenStream, TokenTree};

/// Splits at top-level commas.
pub(super) fn split_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        if is_punct(&token, ',') {
            parts.push(Vec::new());
        } else {
            parts.last_mut().expect("never empty").push(token);
        }
    }
    if parts.last().is_some_and(Vec::is_empty) {
        parts.pop();
    }
    parts
}

pub(super) fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

pub(super) fn is_ident(token: &TokenTree, wanted: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if super::expand::plain(&ident.to_string()) == wanted)
}

/// Takes `name =`, `a.b =`, `target:` and the sigils `%` and `?` of tracing from the front of an argument.
pub(super) fn strip_label(mut part: &[TokenTree]) -> &[TokenTree] {
    let end =
        part.iter().take_while(|token| matches!(token, TokenTree::Ident(_)) || is_punct(token, '.')).count();
    if end > 0 && end < part.len() {
        let next = &part[end];
        let double =
            |at: usize| part.get(at + 1).is_some_and(|token| is_punct(token, '=') || is_punct(token, ':'));
        let joint =
            matches!(next, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint) && double(end);
        if (is_punct(next, '=') || is_punct(next, ':')) && !joint {
            part = &part[end + 1..];
        }
    }
    match part.first() {
        Some(token) if (is_punct(token, '%') || is_punct(token, '?')) && part.len() > 1 => &part[1..],
        _ => part,
    }
}

/// Calls `f` with every token, at any depth.
pub(super) fn each_token(tokens: TokenStream, f: &mut dyn FnMut(&TokenTree)) {
    for token in tokens {
        f(&token);
        if let TokenTree::Group(group) = token {
            each_token(group.stream(), f);
        }
    }
}

/// The names in `{name}` and `{name:?}` of a format string.
pub(super) fn inline_names(format: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = format;
    while let Some(open) = rest.find('{') {
        rest = &rest[open + 1..];
        if let Some(escaped) = rest.strip_prefix('{') {
            rest = escaped;
            continue;
        }
        let end = rest.find(['}', ':']).unwrap_or(rest.len());
        let name = rest[..end].trim();
        if name.starts_with(|first: char| first.is_alphabetic() || first == '_') {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_format_strings() {
        assert_eq!(inline_names("{a} {{b}} {c:?} {0} {} {d:>1$}"), ["a", "c", "d"]);
    }
}
