//! Puts a counter between every future and its `.await`, in the text, on the same line.
//!
//! `f().await` becomes `f().traced(file, line, column).await`; a branch of `join!` or `select!` is wrapped with the
//! place of the macro; a `yield` is preceded by a note; what is passed to `spawn` is wrapped as a task. None of these
//! moves, borrows or ends anything at another time than before.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Group, Ident, LineColumn, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens as _;

/// A place where a function waits.
#[derive(Clone, Debug)]
pub struct Site {
    pub line: u32,
    pub column: u32,
    /// The innermost function around it.
    pub function: String,
    /// `await`, `join`, `select` or `yield`.
    pub what: String,
    /// From the word to the end of the macro, or of the statement of a `yield`; lines and columns from one.
    pub extent: ((u32, u32), (u32, u32)),
}

/// A `pub async fn` at the top of a file.
#[derive(Clone, Debug)]
pub struct Case {
    pub name: String,
    /// Types as text without white space.
    pub parameters: Vec<String>,
}

#[derive(Debug)]
pub struct Instrumented {
    pub text: String,
    pub sites: Vec<Site>,
    pub cases: Vec<Case>,
}

/// `file` is the name that the counters report.
pub fn instrument(file: &str, text: &str) -> Instrumented {
    let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut walk =
        Walk { file, edits: Vec::new(), sites: Vec::new(), function: Vec::new(), in_stream: false };
    walk.tokens(tokens);
    let Walk { mut edits, sites, .. } = walk;
    edits.sort_by_key(|edit| edit.0);
    let mut out = String::with_capacity(text.len() * 2);
    let mut done = 0;
    for (offset, insertion) in edits {
        out.push_str(&text[done..offset]);
        out.push_str(&insertion);
        done = offset;
    }
    out.push_str(&text[done..]);
    out.push_str("\n#[allow(unused_imports)]\nuse ::ledger::Traced as _;\n");
    Instrumented { text: out, sites, cases: cases(file, text) }
}

fn cases(file: &str, text: &str) -> Vec<Case> {
    let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut cases = Vec::new();
    for item in parsed.items {
        let syn::Item::Fn(function) = item else { continue };
        if function.sig.asyncness.is_none() || !matches!(function.vis, syn::Visibility::Public(_)) {
            continue;
        }
        let parameters = function
            .sig
            .inputs
            .iter()
            .map(|input| match input {
                syn::FnArg::Typed(typed) => {
                    typed.ty.to_token_stream().to_string().split_whitespace().collect::<Vec<_>>().concat()
                }
                syn::FnArg::Receiver(_) => "self".to_owned(),
            })
            .collect();
        cases.push(Case { name: function.sig.ident.to_string(), parameters });
    }
    cases
}

struct Walk<'a> {
    file: &'a str,
    edits: Vec<(usize, String)>,
    sites: Vec<Site>,
    function: Vec<String>,
    in_stream: bool,
}

impl Walk<'_> {
    fn tokens(&mut self, stream: TokenStream) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut named: Option<String> = None;
        for (index, token) in tokens.iter().enumerate() {
            let next = |n: usize| tokens.get(index + n);
            match token {
                TokenTree::Ident(ident) => {
                    let before = index.checked_sub(1).map(|before| &tokens[before]);
                    let name = ident.to_string();
                    match (name.as_str(), before, next(1), next(2)) {
                        ("fn", _, Some(TokenTree::Ident(function)), _) => named = Some(function.to_string()),
                        ("await", Some(dot), ..) if is_punct(dot, '.') => {
                            let place = self.site(ident, "await", ident.span());
                            self.insert(dot.span().byte_range().start, &format!(".traced({place})"));
                        }
                        ("yield", ..) if self.in_stream => {
                            let end = tokens[index..].iter().find(|token| is_punct(token, ';'));
                            let place = self.site(ident, "yield", end.map_or(ident.span(), TokenTree::span));
                            let offset = ident.span().byte_range().start;
                            self.insert(offset, &format!("::ledger::yielding({place}); "));
                        }
                        ("join" | "try_join", _, Some(bang), Some(TokenTree::Group(group)))
                            if is_punct(bang, '!') =>
                        {
                            let place = self.site(ident, "join", group.span_close());
                            self.join(&place, group);
                        }
                        ("select", _, Some(bang), Some(TokenTree::Group(group))) if is_punct(bang, '!') => {
                            let place = self.site(ident, "select", group.span_close());
                            self.select(&place, group);
                        }
                        ("spawn", _, Some(TokenTree::Group(group)), _)
                            if group.delimiter() == Delimiter::Parenthesis && !group.stream().is_empty() =>
                        {
                            self.wrap("::ledger::task(", &group.stream().into_iter().collect::<Vec<_>>());
                        }
                        _ => {}
                    }
                }
                TokenTree::Group(group) => {
                    let opens = group.delimiter() == Delimiter::Brace && named.is_some();
                    if opens {
                        self.function.extend(named.take());
                    }
                    let was_in_stream = self.in_stream;
                    if is_macro(&tokens, index, &["stream", "try_stream"]) {
                        self.in_stream = true;
                    }
                    self.tokens(group.stream());
                    self.in_stream = was_in_stream;
                    if opens {
                        self.function.pop();
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == ';' => named = None,
                _ => {}
            }
        }
    }

    /// Notes a site and returns it as arguments of the ledger's functions.
    fn site(&mut self, ident: &Ident, what: &str, last: Span) -> String {
        let from_one = |at: LineColumn| (at.line as u32, at.column as u32 + 1);
        let extent = (from_one(ident.span().start()), from_one(last.end()));
        let (line, column) = extent.0;
        let function = self.function.last().cloned().unwrap_or_default();
        self.sites.push(Site { line, column, function, what: what.to_owned(), extent });
        let mut place = String::new();
        let _ = write!(place, "{:?}, {line}, {column}", self.file);
        place
    }

    fn insert(&mut self, offset: usize, text: &str) {
        self.edits.push((offset, text.to_owned()));
    }

    fn wrap(&mut self, before: &str, tokens: &[TokenTree]) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        self.insert(start(first.span()), before);
        self.insert(end(last.span()), ")");
    }

    fn join(&mut self, place: &str, group: &Group) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        for part in without_biased(&tokens).split(|token| is_punct(token, ',')) {
            self.wrap(&format!("::ledger::branch({place}, "), part);
        }
    }

    /// `pattern = future [, if condition] => handler`
    fn select(&mut self, place: &str, group: &Group) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        let mut rest = without_biased(&tokens);
        while !rest.is_empty() {
            if matches!(&rest[0], TokenTree::Ident(ident) if ident == "else") {
                return;
            }
            let Some(equals) = find(rest, |tokens, i| {
                is_punct(&tokens[i], '=') && spacing(&tokens[i]) == Some(Spacing::Alone)
            }) else {
                return;
            };
            let future = &rest[equals + 1..];
            let is_arrow = |tokens: &[TokenTree], i: usize| {
                is_punct(&tokens[i], '=') && tokens.get(i + 1).is_some_and(|next| is_punct(next, '>'))
            };
            let Some(stop) = find(future, |tokens, i| {
                let comma_if = is_punct(&tokens[i], ',')
                    && matches!(tokens.get(i + 1), Some(TokenTree::Ident(ident)) if ident == "if");
                comma_if || is_arrow(tokens, i)
            }) else {
                return;
            };
            self.wrap(&format!("::ledger::branch({place}, "), &future[..stop]);
            let Some(arrow) = find(future, is_arrow) else { return };
            let handler = &future[arrow + 2..];
            let length = match handler.first() {
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => 1,
                _ => find(handler, |tokens, i| is_punct(&tokens[i], ',')).unwrap_or(handler.len()),
            };
            rest = &handler[length..];
            if rest.first().is_some_and(|token| is_punct(token, ',')) {
                rest = &rest[1..];
            }
        }
    }
}

fn find(tokens: &[TokenTree], is: impl Fn(&[TokenTree], usize) -> bool) -> Option<usize> {
    (0..tokens.len()).find(|i| is(tokens, *i))
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

fn spacing(token: &TokenTree) -> Option<Spacing> {
    match token {
        TokenTree::Punct(punct) => Some(punct.spacing()),
        _ => None,
    }
}

fn is_macro(tokens: &[TokenTree], group: usize, names: &[&str]) -> bool {
    group >= 2
        && is_punct(&tokens[group - 1], '!')
        && matches!(&tokens[group - 2], TokenTree::Ident(ident) if names.iter().any(|name| ident == name))
}

fn without_biased(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens {
        [TokenTree::Ident(ident), semi, rest @ ..] if ident == "biased" && is_punct(semi, ';') => rest,
        _ => tokens,
    }
}

fn start(span: Span) -> usize {
    span.byte_range().start
}

fn end(span: Span) -> usize {
    span.byte_range().end
}
