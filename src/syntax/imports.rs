//! What a `use` brings: from its text, or from what the parser made of it.
//!
//! A fifth of a file without its bodies is paths of imports, and trees of tokens for them would be made to be dropped. So
//! [`outline`](super::outline) reads the plain form with [`imports`] and leaves the paths out; what else may stand there
//! (`use {a, b};`, `use ::a;`, what a macro makes, nonsense) goes through the parser. [`item`](super::item) asks for both.

use std::sync::Arc;

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Token, UseTree};

use crate::ir::{Import, Item, ItemKind, Name};
use crate::source::Span;

use super::item::Lowering;
use super::names::interned;
use super::plain::Placed;
use super::scan::{self, Scan};
use super::tokens::{is_ident, is_punct, split_commas};

/// Groups in groups; rustfmt merges them, so that real ones have three.
const DEEPEST: usize = 64;

/// From behind `use` to before the `;`; with where the first name ends.
pub(super) fn imports(scan: &mut Scan<'_>) -> Option<(usize, Vec<Import>)> {
    let mut ahead = scan.clone();
    let scan::Token::Word(_) = ahead.next() else { return None };
    let first = ahead.position();
    let mut reading = Reading { scan, path: Vec::new(), found: Vec::new() };
    reading.tree(0)?;
    let found = reading.found;
    (scan.next_byte() == b';').then_some((first, found))
}

/// What the end of a path brings. `use a::{self}` names `a`.
fn named(path: &[Name], (name, span): Placed, alias: Option<Placed>, global: bool) -> Option<Import> {
    let last = (name != "self" || path.is_empty()).then_some(name);
    let path: Arc<[Name]> = path.iter().copied().chain(last).collect();
    let (name, span) = alias.unwrap_or((*path.last()?, span));
    Some(Import { global, path, name, glob: false, span })
}

fn glob(path: &[Name], span: Span, global: bool) -> Import {
    Import { global, path: path.into(), name: Name::from("*"), glob: true, span }
}

struct Reading<'r, 'a> {
    scan: &'r mut Scan<'a>,
    path: Vec<Name>,
    found: Vec<Import>,
}

impl Reading<'_, '_> {
    fn tree(&mut self, depth: usize) -> Option<()> {
        let around = self.path.len();
        loop {
            match self.scan.next() {
                scan::Token::Word(_) => {
                    let name = self.name();
                    if self.scan.next_byte() != b':' {
                        let alias = self.alias();
                        self.found.push(named(&self.path, name, alias, false)?);
                        break;
                    }
                    self.path_separator()?;
                    self.path.push(name.0);
                }
                scan::Token::Open(b'{') if !self.path.is_empty() && depth < DEEPEST => {
                    self.group(depth + 1)?;
                    break;
                }
                scan::Token::Other(b'*') if !self.path.is_empty() => {
                    self.found.push(glob(&self.path, self.span(), false));
                    break;
                }
                _ => return None,
            }
        }
        self.path.truncate(around);
        Some(())
    }

    /// Behind the opening brace, to behind the closing one.
    fn group(&mut self, depth: usize) -> Option<()> {
        while self.scan.next_byte() != b'}' {
            self.tree(depth)?;
            match self.scan.next_byte() {
                b',' => self.scan.next(),
                b'}' => break,
                _ => return None,
            };
        }
        self.scan.next();
        Some(())
    }

    /// `as name`, where there is one.
    fn alias(&mut self) -> Option<Placed> {
        let mut ahead = self.scan.clone();
        let mut word = || matches!(ahead.next(), scan::Token::Word(_)).then(|| ahead.word());
        let is_alias = word() == Some(b"as") && word().is_some();
        is_alias.then(|| {
            *self.scan = ahead;
            self.name()
        })
    }

    fn path_separator(&mut self) -> Option<()> {
        for _ in 0..2 {
            (self.scan.next() == scan::Token::Other(b':')).then_some(())?;
        }
        Some(())
    }

    fn span(&self) -> Span {
        Span::new(self.scan.start() as u32, self.scan.position() as u32)
    }

    fn name(&self) -> Placed {
        let text = std::str::from_utf8(self.scan.word()).unwrap_or_default();
        (interned(text.strip_prefix("r#").unwrap_or(text)), self.span())
    }
}

impl Lowering<'_> {
    pub fn imported(&mut self, item: &syn::ItemUse) -> Vec<Import> {
        let known = self.imports.remove(&self.spans.span(item.use_token.span).start);
        known.unwrap_or_else(|| {
            let mut imports = Vec::new();
            self.imports_of(&item.tree, item.leading_colon.is_some(), &mut Vec::new(), &mut imports);
            imports
        })
    }

    fn imports_of(&self, tree: &UseTree, global: bool, path: &mut Vec<Name>, found: &mut Vec<Import>) {
        match tree {
            UseTree::Path(tree) => {
                path.push(self.name(&tree.ident));
                self.imports_of(&tree.tree, global, path, found);
                path.pop();
            }
            UseTree::Name(tree) => self.import(&tree.ident, None, global, path, found),
            UseTree::Rename(tree) => self.import(&tree.ident, Some(&tree.rename), global, path, found),
            UseTree::Glob(tree) => {
                found.push(glob(path, self.spans.span(tree.star_token.spans[0]), global));
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.imports_of(tree, global, path, found));
            }
        }
    }

    /// `use { ::a::b, c };`: syn has no tree for a `::` inside of a group, and leaves the item as tokens.
    pub fn grouped_imports(&self, tokens: &TokenStream) -> Option<Item> {
        let parser = |input: ParseStream<'_>| {
            let attrs = input.call(syn::Attribute::parse_outer)?;
            let vis: syn::Visibility = input.parse()?;
            let word: Token![use] = input.parse()?;
            Ok((attrs, vis, word, input.parse::<TokenStream>()?))
        };
        let (attrs, vis, word, tokens) = parser.parse2(tokens.clone()).ok()?;
        if self.excluded(&attrs) {
            return None;
        }
        let tree: Vec<TokenTree> = tokens.into_iter().take_while(|token| !is_punct(token, ';')).collect();
        let mut imports = Vec::new();
        self.import_tokens(&tree, false, &mut Vec::new(), &mut imports);
        let span = self.spans.between(word.span, tree.last().map_or(word.span, TokenTree::span));
        Some(self.finish(span, None, Some(&vis), self.attrs(&attrs), ItemKind::Use(imports)))
    }

    fn import_tokens(&self, tree: &[TokenTree], global: bool, path: &mut Vec<Name>, found: &mut Vec<Import>) {
        let global = global || tree.first().is_some_and(|token| is_punct(token, ':'));
        let depth = path.len();
        let mut rest = tree.iter().filter(|token| !is_punct(token, ':')).peekable();
        while let Some(token) = rest.next() {
            match token {
                TokenTree::Ident(ident) if rest.peek().is_none() => {
                    self.import(ident, None, global, path, found);
                }
                TokenTree::Ident(ident) if rest.peek().is_some_and(|next| is_ident(next, "as")) => {
                    if let Some(TokenTree::Ident(alias)) = rest.nth(1) {
                        self.import(ident, Some(alias), global, path, found);
                    }
                }
                TokenTree::Ident(ident) => path.push(self.name(ident)),
                TokenTree::Punct(star) => found.push(glob(path, self.spans.span(star.span()), global)),
                TokenTree::Group(group) => {
                    for part in split_commas(group.stream()) {
                        self.import_tokens(&part, global, path, found);
                    }
                }
                TokenTree::Literal(_) => {}
            }
        }
        path.truncate(depth);
    }

    fn import(
        &self,
        ident: &proc_macro2::Ident,
        rename: Option<&proc_macro2::Ident>,
        global: bool,
        path: &[Name],
        found: &mut Vec<Import>,
    ) {
        let placed = |ident: &proc_macro2::Ident| (self.name(ident), self.spans.span(ident.span()));
        found.extend(named(path, placed(ident), rename.map(placed), global));
    }
}
