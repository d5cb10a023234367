//! `#[cfg_attr(any(), allow(letgo::lint, reason = "…"))]` and `expect` in the same form, on whatever an attribute may
//! stand at; and the code that `#[cfg]` rules out, in which no suppression can be used or unused.
//!
//! Attributes stand at places that the IR does not keep (fields, arguments, match arms), so the tokens are read, and
//! only when the text names `letgo` at all. Where the thing ends that an attribute stands at is seen from its first
//! word.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Meta;

use crate::ir::{Name, Suppression};
use crate::source::Span;

use super::cfg::{self, CfgOptions};
use super::lex;
use super::spans::Spans;

/// What the tokens tell.
#[derive(Default)]
pub(super) struct Found {
    pub suppressions: Vec<Suppression>,
    pub excluded: Vec<Span>,
}

/// Reads a text that parses. Nothing is found in one that names no lint of ours.
pub(super) fn find(text: &str, options: &CfgOptions) -> Found {
    let mut found = Found::default();
    if !text.contains("letgo:") {
        return found;
    }
    // the script line is no token
    let tokens = if text.starts_with("#!") && !text.starts_with("#![") {
        None
    } else {
        lex::foreign(text, str::parse).ok()
    };
    let Some(tokens): Option<TokenStream> = tokens else { return found };
    let spans = Spans::new(text);
    let whole = Span::new(0, text.len() as u32);
    Reader { spans: &spans, options, found: &mut found }.stream(tokens, whole);
    found
}

struct Reader<'a> {
    spans: &'a Spans<'a>,
    options: &'a CfgOptions,
    found: &'a mut Found,
}

impl Reader<'_> {
    fn stream(&mut self, tokens: TokenStream, around: Span) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            if let Some((inner, group, next)) = attribute(&tokens, at) {
                let start = self.span(&tokens[at]).start;
                let end = self.spans.span(group.span()).end;
                let scope = || {
                    if inner {
                        return around;
                    }
                    let first = after_attributes(&tokens, next);
                    let last = end_of_thing(&tokens, first);
                    let end = tokens.get(last).map_or(end, |token| self.span(token).end);
                    Span::new(start, end)
                };
                let scope = scope();
                self.attribute(group.stream(), Span::new(start, end), scope);
                at = next;
                continue;
            }
            match &tokens[at] {
                // what a macro will make is not this file's code
                TokenTree::Ident(word) if word == "macro_rules" => at = end_of_thing(&tokens, at),
                TokenTree::Group(group) => {
                    let span = self.spans.span(group.span());
                    self.stream(group.stream(), span);
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn span(&self, token: &TokenTree) -> Span {
        self.spans.span(token.span())
    }

    fn attribute(&mut self, tokens: TokenStream, span: Span, scope: Span) {
        let Ok(meta) = syn::parse2::<Meta>(tokens) else { return };
        let Meta::List(list) = &meta else { return };
        if list.path.is_ident("cfg") {
            let holds =
                list.parse_args::<Meta>().ok().and_then(|condition| cfg::holds(&condition, self.options));
            if holds == Some(false) {
                self.found.excluded.push(scope);
            }
            return;
        }
        let mut metas: Vec<Meta> = Vec::new();
        if list.path.is_ident("cfg_attr") {
            let parser = syn::punctuated::Punctuated::<Meta, syn::Token![,]>::parse_terminated;
            // `false` is no meta: it is cut off as tokens
            let tokens: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
            let comma =
                |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
            let Some(first) = tokens.iter().position(comma) else { return };
            let rest: TokenStream = tokens[first + 1..].iter().cloned().collect();
            let Ok(parts) = syn::parse::Parser::parse2(parser, rest) else { return };
            metas = parts.into_iter().collect();
        }
        if metas.is_empty() {
            metas.push(meta);
        }
        for meta in metas {
            let Meta::List(list) = meta else { continue };
            let expect = list.path.is_ident("expect");
            if expect || list.path.is_ident("allow") {
                self.suppression(list.tokens, span, scope, expect);
            }
        }
    }

    /// `letgo::a, letgo::b, reason = "…"`
    fn suppression(&mut self, tokens: TokenStream, span: Span, scope: Span, expect: bool) {
        let parser = syn::punctuated::Punctuated::<Meta, syn::Token![,]>::parse_terminated;
        let Ok(parts) = syn::parse::Parser::parse2(parser, tokens) else { return };
        let mut lints = Vec::new();
        let mut reason = None;
        for part in &parts {
            match part {
                Meta::Path(path) if path.segments.len() == 2 && path.segments[0].ident == "letgo" => {
                    let (tool, lint) = (&path.segments[0].ident, &path.segments[1].ident);
                    let place = self.spans.between(tool.span(), lint.span());
                    lints.push((Name::from(&lint.to_string()), place));
                }
                Meta::NameValue(pair) if pair.path.is_ident("reason") => {
                    if let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value {
                        reason = Some(text.value()).filter(|text| !text.trim().is_empty());
                    }
                }
                _ => {}
            }
        }
        if !lints.is_empty() {
            self.found.suppressions.push(Suppression { span, scope, lints, reason, expect });
        }
    }
}

/// `#[…]` or `#![…]` at a token: whether it is an inner one, what is in it, and the token after.
fn attribute(tokens: &[TokenTree], at: usize) -> Option<(bool, &Group, usize)> {
    let is = |at: usize, mark: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
    if !is(at, '#') {
        return None;
    }
    let inner = is(at + 1, '!');
    let group = at + 1 + usize::from(inner);
    match tokens.get(group) {
        Some(TokenTree::Group(inside)) if inside.delimiter() == Delimiter::Bracket => {
            Some((inner, inside, group + 1))
        }
        _ => None,
    }
}

fn after_attributes(tokens: &[TokenTree], mut at: usize) -> usize {
    while let Some((_, _, next)) = attribute(tokens, at) {
        at = next;
    }
    at
}

/// The last token of the item, statement, field, arm, parameter or argument that begins at a token.
fn end_of_thing(tokens: &[TokenTree], first: usize) -> usize {
    let word = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(ident)) => ident.to_string(),
        _ => String::new(),
    };
    let mut start = first;
    loop {
        let parenthesis = matches!(
            tokens.get(start),
            Some(TokenTree::Group(group)) if start > first && group.delimiter() == Delimiter::Parenthesis
        );
        let literal = matches!(tokens.get(start), Some(TokenTree::Literal(_)))
            && word(start.wrapping_sub(1)) == "extern";
        let before_function = || matches!(word(start + 1).as_str(), "fn" | "unsafe" | "async" | "extern");
        let skipped = match word(start).as_str() {
            "pub" | "default" => true,
            "unsafe" | "async" | "const" | "extern" => {
                before_function()
                    || matches!(word(start + 1).as_str(), "impl" | "trait")
                    || matches!(tokens.get(start + 1), Some(TokenTree::Literal(_)))
            }
            _ => literal || parenthesis && word(start - 1) == "pub",
        };
        if !skipped {
            break;
        }
        start += 1;
    }
    let head = word(start);
    let is_item = matches!(
        head.as_str(),
        "fn" | "struct" | "enum" | "union" | "impl" | "trait" | "mod" | "macro_rules" | "extern"
    );
    let to_semicolon = matches!(head.as_str(), "let" | "static" | "const" | "use" | "type");
    let is_block = matches!(head.as_str(), "if" | "match" | "for" | "while" | "loop" | "unsafe" | "async")
        || matches!(tokens.get(start), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace);
    for at in start..tokens.len() {
        let next_continues = || match tokens.get(at + 1) {
            Some(TokenTree::Ident(ident)) => ident == "else",
            Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '.' | '?'),
            _ => false,
        };
        let after_arrow = || {
            at > start + 1
                && matches!(&tokens[at - 1], TokenTree::Punct(punct) if punct.as_char() == '>')
                && matches!(&tokens[at - 2], TokenTree::Punct(punct) if punct.as_char() == '=')
        };
        match &tokens[at] {
            TokenTree::Punct(punct) if punct.as_char() == ';' => return at,
            TokenTree::Punct(punct) if punct.as_char() == ',' && !is_item && !to_semicolon => {
                return at.saturating_sub(1).max(start);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !to_semicolon => {
                if is_item || (is_block || after_arrow()) && !next_continues() {
                    return at;
                }
            }
            _ => {}
        }
    }
    tokens.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::super::lower;
    use super::*;

    fn scopes(text: &str) -> Vec<String> {
        let ir = lower(text, &CfgOptions::default());
        assert!(ir.problems.is_empty(), "{:?}", ir.problems);
        let shown = ir.suppressions.iter().map(|found| {
            let scope = &text[found.scope.start as usize..found.scope.end as usize];
            let code = scope.rsplit("))]").next().unwrap_or(scope).split_whitespace().collect::<Vec<_>>();
            let names: Vec<&str> = found.lints.iter().map(|(name, _)| name.as_str()).collect();
            format!("{} {:?} {}", names.join(","), found.reason.as_deref().unwrap_or("-"), code.join(" "))
        });
        shown.collect()
    }

    const A: &str = "#[cfg_attr(any(), allow(letgo::a, reason = \"r\"))]";

    #[test]
    fn each_form_is_read() {
        assert_eq!(scopes(&format!("{A} fn f() {{}} fn g() {{}}")), ["a \"r\" fn f() {}"]);
        assert_eq!(
            scopes(
                "#[cfg_attr(false, expect(letgo::a, letgo::b, clippy::c, reason = \"why\"))] pub async fn f() {}"
            ),
            ["a,b \"why\" pub async fn f() {}"]
        );
        assert_eq!(
            scopes("#[allow(letgo::a)] struct S(u8); fn f() {}"),
            ["a \"-\" #[allow(letgo::a)] struct S(u8);"]
        );
        assert_eq!(scopes("#[allow(dead_code)] // letgo::a\nstruct S(u8);"), Vec::<String>::new());
        assert_eq!(
            scopes(&format!("macro_rules! m {{ () => {{ {A} fn f() {{}} }} }}")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn they_cover_what_they_stand_at() {
        let inside = |code: &str| {
            let found = scopes(&format!("async fn f(x: u8) {{ {} }}", code.replace('A', A)));
            found
                .into_iter()
                .map(|one| one.trim_start_matches("a \"r\" ").to_owned())
                .collect::<Vec<_>>()
                .join(" | ")
        };
        assert_eq!(inside("A let y = if a {} else { b }; c();"), "let y = if a {} else { b };");
        assert_eq!(inside("A b(c, d).await?; e();"), "b(c, d).await?;");
        assert_eq!(inside("A match x { 1 => {} _ => {} } c();"), "match x { 1 => {} _ => {} }");
        assert_eq!(inside("A if x { a } else { b } c();"), "if x { a } else { b }");
        assert_eq!(inside("match x { A 1 => a().await, _ => {} }"), "1 => a().await");
        assert_eq!(inside("match x { A 1 => { a() } _ => {} }"), "1 => { a() }");
        assert_eq!(inside("g(a, A b().await, c)"), "b().await");
        assert_eq!(inside("A b().await"), "b().await");
        assert_eq!(scopes(&format!("struct S {{ {A} a: u8, b: u8 }}")), ["a \"r\" a: u8"]);
        assert_eq!(scopes(&format!("fn f({A} a: u8, b: u8) {{}}")), ["a \"r\" a: u8"]);
        let module = format!("mod m {{ #!{} fn f() {{}} }} fn g() {{}}", &A[1..]);
        assert_eq!(scopes(&module), ["a \"r\" fn f() {} }"]);
        let file = format!("#!{}\nfn f() {{}}\nfn g() {{}}", &A[1..]);
        assert_eq!(scopes(&file), ["a \"r\" fn f() {} fn g() {}"]);
    }

    #[test]
    fn what_is_ruled_out_suppresses_nothing() {
        let text = "#[cfg(test)] mod tests {
            // letgo: allow(a) — here
            fn f() { #[cfg_attr(any(), allow(letgo::a, reason = \"r\"))] g(); }
        }
        // letgo: allow(b) — there
        fn g() {}";
        assert_eq!(scopes(text), ["b \"there\" fn g() {}"]);
    }
}
