//! Macros that are read from their tokens. Any other macro is read as arguments or statements if it looks like them;
//! of the rest only the variables that it names and its awaits are known.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Macro, Pat, Stmt, Token};

use crate::ir::{
    Arm, AsyncBlock, AsyncKind, ExprId, ExprKind, Literal, MacroCall, MacroEffect, Name, Path, Select,
    SelectBranch, Statement,
};
use crate::source::Span;

use super::body::BodyLowering;
use super::tokens::{each_token, inline_names, is_ident, is_punct, split_commas, strip_label};

/// What the last segment of a macro's path makes of it.
fn effect(name: &str) -> Option<MacroEffect> {
    Some(match name {
        "format" | "print" | "println" | "eprint" | "eprintln" | "trace" | "debug" | "info" | "warn"
        | "error" | "event" | "log" | "span" | "trace_span" | "debug_span" | "info_span" | "warn_span"
        | "error_span" => MacroEffect::Format,
        "assert" | "debug_assert" => MacroEffect::Assert,
        "panic" | "todo" | "unimplemented" | "unreachable" | "bail" => MacroEffect::Diverges,
        "ensure" => MacroEffect::MayReturn,
        "write" | "writeln" | "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne"
        | "format_args" | "anyhow" | "eyre" | "concat" | "env" | "include_str" | "vec" | "dbg" => {
            MacroEffect::Transparent
        }
        name if is_query(name) => MacroEffect::Transparent,
        _ => return None,
    })
}

/// Macros that are read as what they do.
pub(super) fn is_known(name: &str) -> bool {
    let forms =
        ["select", "select_biased", "join", "try_join", "stream", "try_stream", "pin", "pin_mut", "matches"];
    forms.contains(&name) || name == "assert_matches" || effect(name).is_some()
}

fn is_query(name: &str) -> bool {
    name.starts_with("query")
        && matches!(
            name,
            "query"
                | "query_as"
                | "query_scalar"
                | "query_unchecked"
                | "query_as_unchecked"
                | "query_scalar_unchecked"
                | "query_file"
                | "query_file_as"
                | "query_file_scalar"
                | "query_file_unchecked"
                | "query_file_as_unchecked"
        )
}

/// The statics of a `lazy_static!`, as they are written since the standard library has them.
pub(super) fn statics(mac: &Macro) -> Option<Vec<syn::Item>> {
    if mac.path.segments.last()?.ident != "lazy_static" {
        return None;
    }
    let parser = |input: ParseStream<'_>| {
        let mut found = Vec::new();
        while !input.is_empty() {
            let attrs = input.call(syn::Attribute::parse_outer)?;
            let vis: syn::Visibility = input.parse()?;
            let static_token: Token![static] = input.parse()?;
            input.parse::<Token![ref]>()?;
            let ident: syn::Ident = input.parse()?;
            let colon_token = input.parse()?;
            let inner: syn::Type = input.parse()?;
            let (eq_token, expr, semi_token) = (input.parse()?, input.parse()?, input.parse()?);
            let ty = Box::new(syn::parse_quote!(::std::sync::LazyLock<#inner>));
            let mutability = syn::StaticMutability::None;
            found.push(syn::Item::Static(syn::ItemStatic {
                attrs,
                vis,
                static_token,
                mutability,
                ident,
                colon_token,
                ty,
                eq_token,
                expr,
                semi_token,
            }));
        }
        Ok(found)
    };
    mac.parse_body_with(parser).ok()
}

impl BodyLowering<'_, '_> {
    pub fn macro_call(&mut self, mac: &Macro) -> ExprId {
        let span = self.macro_span(mac);
        let path = self.file.path(None, &mac.path);
        let name = path.last_name().unwrap_or_else(|| Name::from(""));
        if let Some(made) = self.expanded(mac, span) {
            return made;
        }
        let known = match name.as_str() {
            "select" | "select_biased" => self.select(mac, span),
            "join" | "try_join" => self.join(mac, span, name == "try_join"),
            "stream" => self.stream(mac, span, AsyncKind::Stream),
            "try_stream" => self.stream(mac, span, AsyncKind::TryStream),
            "pin" => self.pin(mac, span),
            "matches" | "assert_matches" => self.matches(mac, span),
            _ => None,
        };
        known.unwrap_or_else(|| self.arguments(mac, path, effect(&name), span))
    }

    /// `tokio::pin!(fut);` and `pin_mut!(fut);` rebind their variable; `tokio::pin!(let x = e;)` declares one.
    pub fn macro_statement(&mut self, mac: &Macro, lowered: &mut Vec<Statement>) -> bool {
        let name = mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        if name != "pin" && name != "pin_mut" {
            return false;
        }
        if let Ok(statements) = syn::Block::parse_within.parse2(mac.tokens.clone())
            && !statements.is_empty()
            && statements.iter().all(|statement| matches!(statement, Stmt::Local(_)))
        {
            for statement in &statements {
                let Stmt::Local(local) = statement else { continue };
                let Some(init) = &local.init else { continue };
                let value = self.expr(&init.expr);
                let span = self.body.expr(value).span;
                let init = self.alloc(ExprKind::Pin(value), span);
                let pat = self.pat(&local.pat);
                lowered.push(self.let_(pat, None, Some(init), None, span));
            }
            return true;
        }
        let parts = split_commas(mac.tokens.clone());
        let idents: Vec<_> = parts
            .iter()
            .filter_map(|part| match part.as_slice() {
                [TokenTree::Ident(ident)] => Some(ident.clone()),
                _ => None,
            })
            .collect();
        if idents.len() != parts.len() || idents.is_empty() {
            return false;
        }
        for ident in idents {
            let name = self.file.name(&ident);
            let span = self.span(ident.span());
            let Some(local) = self.lookup(name) else { continue };
            let value = self.alloc(ExprKind::Local(local), span);
            // The macro moves the value into a hidden variable of the same scope and pins that.
            let init = self.alloc(ExprKind::Pin(value), span);
            let local = self.declare(name, span);
            let pat = self
                .alloc_pat(crate::ir::PatKind::Bind { local, by_ref: false, mutable: true, sub: None }, span);
            lowered.push(self.let_(pat, None, Some(init), None, span));
        }
        true
    }

    fn macro_span(&self, mac: &Macro) -> Span {
        let first = mac.path.segments.first().map_or(mac.bang_token.span, |segment| segment.ident.span());
        self.file.spans.between(first, mac.delimiter.span().close())
    }

    fn keyword(&self, mac: &Macro) -> Span {
        self.span(mac.path.segments.last().map_or(mac.bang_token.span, |segment| segment.ident.span()))
    }

    fn select(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        let parsed = parse_select.parse2(mac.tokens.clone()).ok()?;
        let keyword = self.keyword(mac);
        let mut branches = Vec::with_capacity(parsed.branches.len());
        for branch in &parsed.branches {
            let precondition = branch.precondition.as_ref().map(|expr| self.expr(expr));
            let future = self.expr(&branch.future);
            branches.push(self.scoped(|this| {
                let pat = this.pat(&branch.pat);
                let handler = this.expr(&branch.handler);
                SelectBranch { pat, future, precondition, handler }
            }));
        }
        let otherwise = parsed.otherwise.as_ref().map(|expr| self.expr(expr));
        self.file.counts.awaits += 1;
        Some(self.alloc(ExprKind::Select(Select { keyword, branches, otherwise }), span))
    }

    fn join(&mut self, mac: &Macro, span: Span, is_try: bool) -> Option<ExprId> {
        let tokens = without_biased(mac.tokens.clone());
        let futures = syn::punctuated::Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens).ok()?;
        let keyword = self.keyword(mac);
        let futures = self.exprs(&futures);
        self.file.counts.awaits += 1;
        Some(self.alloc(ExprKind::Join { futures, is_try, keyword }, span))
    }

    fn stream(&mut self, mac: &Macro, span: Span, kind: AsyncKind) -> Option<ExprId> {
        let statements = syn::Block::parse_within.parse2(without_for_await(mac.tokens.clone())).ok()?;
        let id = self.reserve(span);
        let body = self.owned_by(id, |this| this.statements(&statements, None, span));
        self.fill(id, ExprKind::Async(AsyncBlock { body, is_move: true, kind }));
        Some(id)
    }

    fn pin(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        let expr: Expr = syn::parse2(mac.tokens.clone()).ok()?;
        let operand = self.expr(&expr);
        Some(self.alloc(ExprKind::Pin(operand), span))
    }

    fn matches(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        let parse = |input: ParseStream<'_>| {
            let scrutinee: Expr = input.parse()?;
            input.parse::<Token![,]>()?;
            let pat = Pat::parse_multi_with_leading_vert(input)?;
            let guard: Option<Expr> = if input.peek(Token![if]) {
                input.parse::<Token![if]>()?;
                Some(input.parse()?)
            } else {
                None
            };
            let _: TokenStream = input.parse()?;
            Ok((scrutinee, pat, guard))
        };
        let (scrutinee, pat, guard) = parse.parse2(mac.tokens.clone()).ok()?;
        let scrutinee = self.expr(&scrutinee);
        let arm = self.scoped(|this| {
            let pat = this.pat(&pat);
            let guard = guard.as_ref().map(|guard| this.expr(guard));
            let body = this.alloc(ExprKind::Literal(Literal::Bool), span);
            Arm { pat, guard, body }
        });
        let pat = self.alloc_pat(crate::ir::PatKind::Wild, span);
        let body = self.alloc(ExprKind::Literal(Literal::Bool), span);
        let other = Arm { pat, guard: None, body };
        Some(self.alloc(ExprKind::Match { scrutinee, arms: vec![arm, other] }, span))
    }

    /// A macro whose arguments are expressions, as far as they can be read.
    fn arguments(&mut self, mac: &Macro, path: Path, effect: Option<MacroEffect>, span: Span) -> ExprId {
        let name = path.last_name().unwrap_or_else(|| Name::from(""));
        let mut call = MacroCall {
            path,
            effect: effect.unwrap_or(MacroEffect::Opaque),
            args: Vec::new(),
            mentions: Vec::new(),
            hidden_awaits: Vec::new(),
        };
        if let Some(read) = self.read_arguments(mac, &name, effect.is_some()) {
            call.args = read;
        } else if let Ok(statements) = syn::Block::parse_within.parse2(mac.tokens.clone())
            && !statements.is_empty()
        {
            call.args.push(self.statements(&statements, None, span));
        } else {
            self.scan(mac.tokens.clone(), &mut call);
        }
        if name == "dbg"
            && let [only] = call.args.as_slice()
        {
            return *only;
        }
        self.alloc(ExprKind::Macro(Box::new(call)), span)
    }

    /// `strict`: the macro is known, so that what is no expression is no argument either.
    fn read_arguments(&mut self, mac: &Macro, name: &str, strict: bool) -> Option<Vec<ExprId>> {
        let mut args = Vec::new();
        if name == "vec"
            && let Ok(repeat) = syn::parse2::<Expr>(bracketed(mac.tokens.clone()))
            && let Expr::Repeat(repeat) = repeat
        {
            return Some(vec![self.expr(&repeat.expr)]);
        }
        let parts = split_commas(mac.tokens.clone());
        let parsed: Vec<_> = parts
            .iter()
            .map(|part| {
                let part = if strict { strip_label(part) } else { part.as_slice() };
                syn::parse2::<Expr>(part.iter().cloned().collect()).ok()
            })
            .collect();
        if !strict && parsed.iter().any(Option::is_none) {
            return None;
        }
        if strict && parsed.iter().zip(&parts).any(|(parsed, part)| parsed.is_none() && has_await(part)) {
            return None;
        }
        for expr in parsed.iter().flatten() {
            if let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = expr {
                for name in inline_names(&text.value()) {
                    if let Some(local) = self.lookup(Name::from(&name)) {
                        let span = self.span(text.span());
                        args.push(self.alloc(ExprKind::Local(local), span));
                    }
                }
            }
            args.push(self.expr(expr));
        }
        Some(args)
    }

    fn scan(&mut self, tokens: TokenStream, call: &mut MacroCall) {
        let mut previous_dot = false;
        let mut awaits = Vec::new();
        let mut names = Vec::new();
        each_token(tokens, &mut |token| {
            if let TokenTree::Ident(ident) = token {
                if previous_dot && ident == "await" {
                    awaits.push(ident.span());
                } else if !previous_dot {
                    names.push(ident.to_string());
                }
            }
            previous_dot = is_punct(token, '.');
        });
        for name in names {
            if let Some(local) = self.lookup(Name::from(&name))
                && !call.mentions.contains(&local)
            {
                call.mentions.push(local);
            }
        }
        if !awaits.is_empty() {
            self.file.counts.macros_not_analysed += 1;
            self.file.counts.awaits_not_analysed += awaits.len() as u32;
            call.hidden_awaits = awaits.into_iter().map(|span| self.span(span)).collect();
        }
    }
}

struct ParsedSelect {
    branches: Vec<ParsedBranch>,
    otherwise: Option<Expr>,
}

struct ParsedBranch {
    pat: Pat,
    future: Expr,
    precondition: Option<Expr>,
    handler: Expr,
}

/// The grammars of tokio's and futures' `select!`.
fn parse_select(input: ParseStream<'_>) -> syn::Result<ParsedSelect> {
    let mut parsed = ParsedSelect { branches: Vec::new(), otherwise: None };
    if input.peek(syn::Ident) && input.peek2(Token![;]) {
        let _: syn::Ident = input.parse()?;
        input.parse::<Token![;]>()?;
    }
    while !input.is_empty() {
        let is_last_resort = input.peek(Token![else]) || (input.peek(syn::Ident) && input.peek2(Token![=>]));
        if is_last_resort {
            let _: TokenTree = input.parse()?;
            input.parse::<Token![=>]>()?;
            parsed.otherwise = Some(handler(input)?);
            continue;
        }
        let pat = Pat::parse_multi_with_leading_vert(input)?;
        input.parse::<Token![=]>()?;
        let future: Expr = input.parse()?;
        let precondition = if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            input.parse::<Token![if]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        input.parse::<Token![=>]>()?;
        parsed.branches.push(ParsedBranch { pat, future, precondition, handler: handler(input)? });
    }
    Ok(parsed)
}

/// A block needs no comma behind it.
fn handler(input: ParseStream<'_>) -> syn::Result<Expr> {
    let handler = Expr::parse_with_earlier_boundary_rule(input)?;
    if input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
    }
    Ok(handler)
}

fn without_biased(tokens: TokenStream) -> TokenStream {
    let mut iter = tokens.clone().into_iter();
    match (iter.next(), iter.next()) {
        (Some(first), Some(second)) if is_ident(&first, "biased") && is_punct(&second, ';') => iter.collect(),
        _ => tokens,
    }
}

/// `for await x in y` is read as `for x in y`.
fn without_for_await(tokens: TokenStream) -> TokenStream {
    let mut after_for = false;
    tokens
        .into_iter()
        .filter_map(|token| {
            let drop_it = after_for && is_ident(&token, "await");
            after_for = is_ident(&token, "for");
            if drop_it {
                return None;
            }
            Some(match token {
                TokenTree::Group(group) => {
                    let mut inner =
                        proc_macro2::Group::new(group.delimiter(), without_for_await(group.stream()));
                    inner.set_span(group.span());
                    TokenTree::Group(inner)
                }
                token => token,
            })
        })
        .collect()
}

fn bracketed(tokens: TokenStream) -> TokenStream {
    proc_macro2::Group::new(proc_macro2::Delimiter::Bracket, tokens).to_token_stream()
}

fn has_await(part: &[TokenTree]) -> bool {
    let mut found = false;
    each_token(part.iter().cloned().collect(), &mut |token| found |= is_ident(token, "await"));
    found
}
