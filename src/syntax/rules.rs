//! `macro_rules!`: the rules of one macro, and one step of its expansion, on token trees.
//!
//! Matching is greedy where the language's is ambiguous-free: a repetition takes what it can, and gives back nothing but
//! its last separator. What a rule cannot match falls to the next; what none matches is not expanded. Called by
//! [`expand`](super::expand), which knows where macros are and how often they may expand.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};
use rustc_hash::FxHashMap;
use syn::parse::{Parse, ParseStream, Parser};

use super::lex;
use super::tokens::is_punct;

pub(super) struct Rules(Vec<Rule>);

pub(super) struct Rule {
    pub matcher: Vec<Matcher>,
    pub body: Vec<Part>,
}

pub(super) enum Matcher {
    Token(TokenTree),
    Group(Delimiter, Vec<Matcher>),
    Fragment { name: String, kind: String },
    Repeat { inner: Vec<Matcher>, separator: Vec<TokenTree>, at_most_once: bool },
}

/// What a rule is transcribed from.
pub(super) enum Part {
    Token(TokenTree),
    Group(Delimiter, Vec<Part>),
    Variable(String),
    /// `$crate`
    Crate,
    Repeat {
        inner: Vec<Part>,
        separator: Vec<TokenTree>,
    },
}

#[derive(Clone)]
enum Bound {
    One(Vec<TokenTree>),
    Many(Vec<Bound>),
}

type Bindings = FxHashMap<String, Bound>;

/// What the macro's own tokens become.
pub(super) trait Own {
    /// A token of the macro itself; `literal` where nothing may be renamed.
    fn token(&self, token: &TokenTree, literal: bool) -> TokenTree;
    fn krate(&self) -> Ident;
    fn span(&self) -> Span;
}

impl Rules {
    /// Of the text of a `macro_rules!` item.
    pub fn parse(text: &str) -> Option<Self> {
        let tokens: Vec<TokenTree> =
            lex::foreign(text, str::parse::<TokenStream>).ok()?.into_iter().collect();
        // attributes before it, `macro_rules ! name`, and the rules
        let TokenTree::Group(rules) = tokens.iter().rfind(|token| matches!(token, TokenTree::Group(_)))?
        else {
            return None;
        };
        let mut rest = rules.stream().into_iter().peekable();
        let mut found = Vec::new();
        while rest.peek().is_some() {
            let TokenTree::Group(matcher) = rest.next()? else { return None };
            if !(is_punct(&rest.next()?, '=') && is_punct(&rest.next()?, '>')) {
                return None;
            }
            let TokenTree::Group(body) = rest.next()? else { return None };
            found.push(Rule { matcher: matchers(matcher.stream())?, body: parts(body.stream())? });
            if rest.peek().is_some_and(|token| is_punct(token, ';')) {
                rest.next();
            }
        }
        Some(Self(found))
    }

    pub fn all(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter()
    }

    /// What the first rule that matches makes of the tokens.
    pub fn expand(&self, input: TokenStream, own: &dyn Own) -> Option<TokenStream> {
        let input: Vec<TokenTree> = input.into_iter().collect();
        let (rule, bindings) = self.0.iter().find_map(|rule| {
            let mut bindings = Bindings::default();
            let used = matched(&rule.matcher, &input, &mut bindings)?;
            (used == input.len()).then_some((rule, bindings))
        })?;
        let mut made = Vec::new();
        transcribe(&rule.body, &bindings, own, &mut made)?;
        Some(made.into_iter().collect())
    }
}

fn matchers(tokens: TokenStream) -> Option<Vec<Matcher>> {
    let mut tokens = tokens.into_iter().peekable();
    let mut found = Vec::new();
    while let Some(token) = tokens.next() {
        found.push(match token {
            TokenTree::Group(group) => Matcher::Group(group.delimiter(), matchers(group.stream())?),
            token if is_punct(&token, '$') => match tokens.next()? {
                TokenTree::Ident(name) if is_punct(tokens.peek()?, ':') => {
                    tokens.next();
                    let TokenTree::Ident(kind) = tokens.next()? else { return None };
                    Matcher::Fragment { name: name.to_string(), kind: kind.to_string() }
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                    let (separator, operator) = repetition(&mut tokens)?;
                    let inner = matchers(group.stream())?;
                    Matcher::Repeat { inner, separator, at_most_once: operator == '?' }
                }
                // `$crate`, and what is no matcher
                token => Matcher::Token(token),
            },
            token => Matcher::Token(token),
        });
    }
    Some(found)
}

fn parts(tokens: TokenStream) -> Option<Vec<Part>> {
    let mut tokens = tokens.into_iter().peekable();
    let mut found = Vec::new();
    while let Some(token) = tokens.next() {
        found.push(match token {
            TokenTree::Group(group) => Part::Group(group.delimiter(), parts(group.stream())?),
            token if is_punct(&token, '$') => match tokens.next()? {
                TokenTree::Ident(name) if name == "crate" => Part::Crate,
                TokenTree::Ident(name) => Part::Variable(name.to_string()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                    let (separator, _) = repetition(&mut tokens)?;
                    Part::Repeat { inner: parts(group.stream())?, separator }
                }
                _ => return None,
            },
            token => Part::Token(token),
        });
    }
    Some(found)
}

/// What stands behind `$(…)`: the separator, and `*`, `+` or `?`.
fn repetition(tokens: &mut impl Iterator<Item = TokenTree>) -> Option<(Vec<TokenTree>, char)> {
    let mut separator = Vec::new();
    loop {
        let token = tokens.next()?;
        match &token {
            TokenTree::Punct(punct) if matches!(punct.as_char(), '*' | '+' | '?') => {
                return Some((separator, punct.as_char()));
            }
            _ if separator.len() > 2 => return None,
            _ => separator.push(token),
        }
    }
}

/// How many tokens of the input the matchers take.
fn matched(matchers: &[Matcher], input: &[TokenTree], bindings: &mut Bindings) -> Option<usize> {
    let mut at = 0;
    for matcher in matchers {
        at += match matcher {
            Matcher::Token(token) => same(token, input.get(at)?).then_some(1)?,
            Matcher::Group(delimiter, inner) => {
                let TokenTree::Group(group) = input.get(at)? else { return None };
                if group.delimiter() != *delimiter {
                    return None;
                }
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                (matched(inner, &inside, bindings)? == inside.len()).then_some(1)?
            }
            Matcher::Fragment { name, kind } => {
                let (tokens, used) = fragment(kind, &input[at..])?;
                bindings.insert(name.clone(), Bound::One(tokens));
                used
            }
            Matcher::Repeat { inner, separator, at_most_once } => {
                repeated(inner, separator, *at_most_once, &input[at..], bindings)
            }
        };
    }
    Some(at)
}

fn repeated(
    inner: &[Matcher],
    separator: &[TokenTree],
    at_most_once: bool,
    input: &[TokenTree],
    bindings: &mut Bindings,
) -> usize {
    let mut names = Vec::new();
    variables(inner, &mut names);
    let mut all: Vec<Vec<Bound>> = vec![Vec::new(); names.len()];
    let (mut at, mut count) = (0, 0);
    loop {
        let start = if count == 0 {
            at
        } else if at_most_once {
            break;
        } else if input.len() >= at + separator.len()
            && separator.iter().zip(&input[at..]).all(|(wanted, token)| same(wanted, token))
        {
            at + separator.len()
        } else {
            break;
        };
        let mut one = Bindings::default();
        match matched(inner, &input[start..], &mut one) {
            Some(used) if used > 0 => at = start + used,
            _ => break,
        }
        count += 1;
        for (name, all) in names.iter().zip(&mut all) {
            all.push(one.remove(name).unwrap_or_else(|| Bound::Many(Vec::new())));
        }
    }
    bindings.extend(names.into_iter().zip(all.into_iter().map(Bound::Many)));
    at
}

fn variables(matchers: &[Matcher], names: &mut Vec<String>) {
    for matcher in matchers {
        match matcher {
            Matcher::Fragment { name, .. } => names.push(name.clone()),
            Matcher::Group(_, inner) | Matcher::Repeat { inner, .. } => variables(inner, names),
            Matcher::Token(_) => {}
        }
    }
}

fn same(wanted: &TokenTree, token: &TokenTree) -> bool {
    match (wanted, token) {
        (TokenTree::Ident(wanted), TokenTree::Ident(token)) => {
            *wanted == super::expand::plain(&token.to_string())
        }
        (TokenTree::Punct(wanted), TokenTree::Punct(token)) => wanted.as_char() == token.as_char(),
        (TokenTree::Literal(wanted), TokenTree::Literal(token)) => wanted.to_string() == token.to_string(),
        _ => false,
    }
}

/// The tokens of a fragment as they are put in, and how many of the input they are.
fn fragment(kind: &str, input: &[TokenTree]) -> Option<(Vec<TokenTree>, usize)> {
    let first = input.first();
    let used = match kind {
        "tt" => token_length(input)?,
        "ident" => matches!(first?, TokenTree::Ident(ident) if ident != "_").then_some(1)?,
        "lifetime" => {
            (is_punct(first?, '\'') && matches!(input.get(1)?, TokenTree::Ident(_))).then_some(2)?
        }
        "literal" => match first? {
            TokenTree::Literal(_) => 1,
            TokenTree::Ident(ident) if ident == "true" || ident == "false" => 1,
            token if is_punct(token, '-') => matches!(input.get(1)?, TokenTree::Literal(_)).then_some(2)?,
            _ => return None,
        },
        "expr" | "expr_2021" | "ty" | "path" if is_name(input) => 1,
        "expr" | "expr_2021" => length::<syn::Expr>(input)?,
        "ty" => length::<syn::Type>(input)?,
        "path" => length_by(syn::Path::parse, input)?,
        "pat" => length_by(syn::Pat::parse_multi_with_leading_vert, input)?,
        "pat_param" => length_by(syn::Pat::parse_single, input)?,
        "block" => length::<syn::Block>(input)?,
        "item" => length::<syn::Item>(input)?,
        "meta" => length::<syn::Meta>(input)?,
        "vis" => length::<syn::Visibility>(input)?,
        // without the semicolon
        "stmt" => match first? {
            TokenTree::Ident(ident) if ident == "let" => {
                input.iter().position(|token| is_punct(token, ';')).unwrap_or(input.len())
            }
            _ => length::<syn::Item>(input).or_else(|| length::<syn::Expr>(input))?,
        },
        _ => return None,
    };
    // Nothing but a visibility can be empty.
    if used == 0 && kind != "vis" {
        return None;
    }
    let tokens = input[..used].to_vec();
    // An expression stays one, whatever stands beside it.
    let whole = kind.starts_with("expr") && used > 1;
    let tokens = if whole {
        vec![TokenTree::Group(Group::new(Delimiter::None, tokens.into_iter().collect()))]
    } else {
        tokens
    };
    Some((tokens, used))
}

/// One token as rules see it: `=>` and `'a` are one.
fn token_length(input: &[TokenTree]) -> Option<usize> {
    const LONG: &[&str] = &[
        "<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=",
        "/=", "%=", "^=", "&=", "|=", "<<", ">>", "..",
    ];
    let TokenTree::Punct(first) = input.first()? else { return Some(1) };
    if first.as_char() == '\'' {
        return Some(2);
    }
    let mut text = String::new();
    for token in input.iter().take(3) {
        let TokenTree::Punct(punct) = token else { break };
        text.push(punct.as_char());
        if punct.spacing() == Spacing::Alone {
            break;
        }
    }
    Some(LONG.iter().find(|long| text.starts_with(**long)).map_or(1, |long| long.len()))
}

/// A lone name that something ends: the most frequent expression, type and path.
fn is_name(input: &[TokenTree]) -> bool {
    let ends = |token: &TokenTree| is_punct(token, ',') || is_punct(token, ';');
    matches!(input.first(), Some(TokenTree::Ident(ident)) if syn::parse2::<Ident>(TokenTree::Ident(ident.clone()).into()).is_ok())
        && input.get(1).is_none_or(ends)
}

fn length<T: Parse>(input: &[TokenTree]) -> Option<usize> {
    length_by(T::parse, input)
}

/// The parser gets a copy of its tokens: of a long list not all that follows, each time, but a part that leaves it more
/// tokens than it looks ahead.
fn length_by<T>(parse: fn(ParseStream<'_>) -> syn::Result<T>, input: &[TokenTree]) -> Option<usize> {
    const AHEAD: usize = 8;
    let parser = |stream: ParseStream<'_>| {
        parse(stream)?;
        let rest: TokenStream = stream.parse()?;
        Ok(rest.into_iter().count())
    };
    let mut part = 16;
    loop {
        let part_of = &input[..part.min(input.len())];
        let rest = parser.parse2(part_of.iter().cloned().collect());
        match rest {
            Ok(rest) if rest > AHEAD || part_of.len() == input.len() => {
                return part_of.len().checked_sub(rest);
            }
            Err(_) if part_of.len() == input.len() => return None,
            _ => part *= 4,
        }
    }
}

fn transcribe(parts: &[Part], bindings: &Bindings, own: &dyn Own, made: &mut Vec<TokenTree>) -> Option<()> {
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Token(token) => {
                // The name of a macro is no variable.
                let is = |at: usize, wanted| matches!(parts.get(at), Some(Part::Token(token)) if is_punct(token, wanted));
                let literal = is(index + 1, '!') && !is(index + 2, '=');
                made.push(own.token(token, literal));
            }
            Part::Crate => made.push(TokenTree::Ident(own.krate())),
            Part::Group(delimiter, inner) => {
                let mut inside = Vec::new();
                let attribute = matches!(made.last(), Some(token) if is_punct(token, '#'));
                if attribute && inner.iter().all(|part| matches!(part, Part::Token(_) | Part::Group(..))) {
                    literal(inner, own, &mut inside);
                } else {
                    transcribe(inner, bindings, own, &mut inside)?;
                }
                made.push(TokenTree::Group(spanned(*delimiter, inside, own.span())));
            }
            Part::Variable(name) => match bindings.get(name) {
                Some(Bound::One(tokens)) => made.extend(tokens.iter().cloned()),
                Some(Bound::Many(_)) | None => return None,
            },
            Part::Repeat { inner, separator } => {
                let mut names = Vec::new();
                used(inner, &mut names);
                let counts = names.iter().filter_map(|name| match bindings.get(*name) {
                    Some(Bound::Many(all)) => Some(all.len()),
                    _ => None,
                });
                let count = counts.max()?;
                for turn in 0..count {
                    // only what is used here: what all turns together copy stays linear
                    let mut one = Bindings::default();
                    for name in &names {
                        let bound = match bindings.get(*name) {
                            Some(Bound::Many(all)) => all.get(turn)?.clone(),
                            Some(bound) => bound.clone(),
                            None => continue,
                        };
                        one.insert((*name).to_owned(), bound);
                    }
                    if turn > 0 {
                        made.extend(separator.iter().map(|token| own.token(token, true)));
                    }
                    transcribe(inner, &one, own, made)?;
                }
            }
        }
    }
    Some(())
}

/// Attributes: their words are no variables.
fn literal(parts: &[Part], own: &dyn Own, made: &mut Vec<TokenTree>) {
    for part in parts {
        match part {
            Part::Token(token) => made.push(own.token(token, true)),
            Part::Group(delimiter, inner) => {
                let mut inside = Vec::new();
                literal(inner, own, &mut inside);
                made.push(TokenTree::Group(spanned(*delimiter, inside, own.span())));
            }
            _ => {}
        }
    }
}

fn spanned(delimiter: Delimiter, tokens: Vec<TokenTree>, span: Span) -> Group {
    let mut group = Group::new(delimiter, tokens.into_iter().collect());
    group.set_span(span);
    group
}

fn used<'p>(parts: &'p [Part], names: &mut Vec<&'p str>) {
    for part in parts {
        match part {
            Part::Variable(name) => names.push(name),
            Part::Group(_, inner) | Part::Repeat { inner, .. } => used(inner, names),
            Part::Token(_) | Part::Crate => {}
        }
    }
}
