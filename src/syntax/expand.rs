//! Bodies with the workspace's own `macro_rules!` expanded.
//!
//! What a macro's name means is known when all files are read: then the bodies that call one are lowered once more, with
//! somebody who resolves macro names ([`Macros`]). Tokens that come from the call keep their places; those that come from
//! the macro stand at the macro's name in the call. Variables are hygienic: a name that the macro brings is another one
//! than the same name in the call. So it is renamed (`conn` → `conn·3`, for the third expansion) until it is bound or
//! found; everywhere else [`plain`] takes that off again. Calls in the place of items: see
//! [`expand_items`](super::expand_items).

use proc_macro2::{Ident, Span as TokenSpan, TokenStream, TokenTree};
use rustc_hash::FxHashMap;
use syn::Macro;
use syn::parse::Parser;

use super::body::BodyLowering;
use super::depth::MAX_DEPTH;
use super::item::Lowering;
use super::rules::{Own, Rules};
use super::{CfgOptions, lex, parse, words};
use crate::ir::{BlockScopeId, Body, ExprId, ExprKind, MacroEffect, Made, Name, Path, Problem};
use crate::source::Span;

/// As rustc's `recursion_limit`.
const DEEPEST: usize = 128;
/// Tokens that the expansions of one body may have together: what doubles with every step ends here.
const MOST_TOKENS: usize = 200_000;

/// Stands between a name and the expansion that it comes from: part of identifiers for the parser, in nobody's code.
const MARK: char = '\u{b7}';

/// A `macro_rules!` that a call means.
#[derive(Debug, Clone, Copy)]
pub struct MacroSource<'a> {
    /// Of the item, attributes in front of it or not.
    pub text: &'a str,
    /// Tells it from others.
    pub id: u32,
    /// What `$crate` is: a number that [`krate_name`] makes a name of.
    pub krate: u32,
    /// Declared in a function: what it names may be that function's variables.
    pub is_local: bool,
}

/// The rules of macros that were called before, by their numbers.
#[derive(Default)]
pub struct KnownRules(FxHashMap<u32, Option<std::rc::Rc<Rules>>>);

/// Resolves the name of a macro, from inside a block with items or not.
pub type Macros<'a> = dyn Fn(Option<BlockScopeId>, &Path) -> Option<MacroSource<'a>> + 'a;

/// The first segment that stands for `$crate` of an expanded macro.
pub fn krate_name(krate: u32) -> Name {
    Name::from(&format!("$crate{krate}"))
}

/// A name without the mark of its expansion.
pub(super) fn plain(text: &str) -> &str {
    text.split(MARK).next().unwrap_or(text)
}

/// The same for all names of a text.
pub(super) fn plain_text(text: &str) -> std::borrow::Cow<'_, str> {
    let mut parts = text.split(MARK);
    let first = parts.next().unwrap_or("");
    let mut plain = std::borrow::Cow::Borrowed(first);
    for part in parts {
        plain.to_mut().push_str(part.trim_start_matches(|c: char| c.is_ascii_alphanumeric()));
    }
    plain
}

/// Whether macros of this name are read without being expanded.
pub fn is_known_macro(name: &str) -> bool {
    super::macros::is_known(name)
}

/// What is expanded while one body, or what one call in the place of items makes, is lowered.
pub(super) struct Expanding<'a> {
    macros: &'a Macros<'a>,
    pub rules: KnownRules,
    /// Blocks with items around what is lowered, innermost last.
    pub blocks: Vec<BlockScopeId>,
    /// Names of the calls whose items are lowered, outermost first.
    pub within: Vec<Span>,
    depth: usize,
    count: u32,
    tokens: usize,
    /// What was seen of all that macros made; none when not all of it can be seen.
    made: Option<Made>,
}

impl<'a> Expanding<'a> {
    pub fn new(macros: &'a Macros<'a>) -> Self {
        Self {
            macros,
            rules: KnownRules::default(),
            blocks: Vec::new(),
            within: Vec::new(),
            depth: 0,
            count: 0,
            tokens: 0,
            made: Some(Made::default()),
        }
    }

    /// A body inside of what is lowered begins; gives what was seen outside of it.
    pub fn begin(&mut self) -> Option<Made> {
        self.made.replace(Made::default())
    }

    /// It ends; gives what was seen in it.
    pub fn end(&mut self, outside: Option<Made>) -> Option<Made> {
        std::mem::replace(&mut self.made, outside)
    }

    fn see(&mut self, tokens: &TokenStream) {
        if let Some(all) = &mut self.made {
            match words::made(tokens) {
                Some(made) => all.extend(made),
                None => self.made = None,
            }
        }
    }
}

/// Lowers a body, read before or not: `span` is from the start of its signature to its closing brace, `blocks` are those
/// with items. With what was seen of the code that is not in its text.
pub fn expand<'a>(
    text: &'a str,
    span: Span,
    options: &CfgOptions,
    blocks: FxHashMap<u32, BlockScopeId>,
    macros: &'a Macros<'a>,
    rules: &mut KnownRules,
) -> Result<(Body, Option<Made>), Problem> {
    let part = text.get(span.start as usize..span.end as usize).unwrap_or("");
    let body = parse::function(part, span.start).map(|(sig, block, spans)| {
        let mut lowering = Lowering::new(spans, *options);
        lowering.known_scopes = Some(blocks);
        let known = std::mem::take(rules);
        lowering.expanding = Some(Expanding { rules: known, ..Expanding::new(macros) });
        let body = lowering.body_of(&sig, &block);
        let expanding = lowering.expanding.expect("something is expanded");
        *rules = expanding.rules;
        (body, expanding.made)
    });
    lex::done_with_places();
    body
}

impl Lowering<'_> {
    /// What a macro of the workspace makes of its arguments. Names of items are not hygienic.
    pub fn expansion(&mut self, mac: &Macro, hygienic: bool) -> Option<TokenStream> {
        self.expanding.as_ref()?;
        let path = self.path(None, &mac.path);
        let name = mac.path.segments.last()?.ident.span();
        if is_known_macro(&path.last_name()?) {
            return None;
        }
        let expanding = self.expanding.as_mut()?;
        let known = expanding.blocks.last().copied();
        let source = (expanding.macros)(known, &path)?;
        if expanding.depth >= DEEPEST || expanding.tokens >= MOST_TOKENS {
            return None;
        }
        let rules = expanding
            .rules
            .0
            .entry(source.id)
            .or_insert_with(|| Rules::parse(source.text).map(std::rc::Rc::new))
            .clone()?;
        expanding.count += 1;
        let site = Site { span: name, count: expanding.count, source, hygienic };
        let made = rules.expand(mac.tokens.clone(), &site)?;
        let (tokens, depth) = size(&made);
        expanding.tokens += tokens;
        if expanding.tokens >= MOST_TOKENS || depth >= MAX_DEPTH {
            return None;
        }
        if hygienic {
            expanding.see(&made);
        }
        Some(made)
    }

    /// One more expansion around what is lowered, or one less.
    pub fn deepen(&mut self, by: isize) {
        if let Some(expanding) = &mut self.expanding {
            expanding.depth = expanding.depth.saturating_add_signed(by);
        }
    }
}

impl BodyLowering<'_, '_> {
    /// A call in the place of an expression.
    pub fn expanded(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        let made = self.file.expansion(mac, true)?;
        let id = if let Ok(expr) = syn::parse2::<syn::Expr>(made.clone()) {
            self.inside(mac, |this| this.expr(&expr))
        } else {
            let statements = syn::Block::parse_within.parse2(made).ok()?;
            self.inside(mac, |this| this.statements(&statements, None, span))
        };
        Some(id)
    }

    /// A call in the place of a statement: its variables are those of the block around it.
    pub fn expanded_statements(&mut self, mac: &Macro) -> Option<Vec<syn::Stmt>> {
        let made = self.file.expansion(mac, true)?;
        syn::Block::parse_within.parse2(made).ok()
    }

    /// Lowers what a macro made.
    pub fn inside<T>(&mut self, mac: &Macro, work: impl FnOnce(&mut Self) -> T) -> T {
        if let Some(ident) = mac.path.segments.last().map(|segment| segment.ident.span()) {
            let span = self.span(ident);
            self.body.expansions.push(span);
        }
        self.file.deepen(1);
        let result = work(self);
        self.file.deepen(-1);
        result
    }
}

/// Where a macro is expanded.
struct Site<'a> {
    span: TokenSpan,
    count: u32,
    source: MacroSource<'a>,
    hygienic: bool,
}

impl Own for Site<'_> {
    fn token(&self, token: &TokenTree, literal: bool) -> TokenTree {
        let mut token = match token {
            TokenTree::Ident(ident) if self.hygienic && !literal && is_renamed(ident) => {
                let local = if self.source.is_local { "l" } else { "" };
                TokenTree::Ident(Ident::new(&format!("{ident}{MARK}{local}{}", self.count), self.span))
            }
            token => token.clone(),
        };
        token.set_span(self.span);
        token
    }

    fn krate(&self) -> Ident {
        Ident::new(&format!("krate{MARK}c{}", self.source.krate), self.span)
    }

    fn span(&self) -> TokenSpan {
        self.span
    }
}

/// Whether it can be the name of a variable.
fn is_renamed(ident: &Ident) -> bool {
    let text = ident.to_string();
    let contextual =
        matches!(text.as_str(), "_" | "union" | "auto" | "raw" | "default" | "safe" | "macro_rules");
    !contextual
        && !text.starts_with("r#")
        && syn::parse2::<Ident>(TokenTree::Ident(ident.clone()).into()).is_ok()
}

/// What an identifier in an expansion is when it is no variable.
pub(super) fn name(text: &str) -> Name {
    match text.split_once(MARK) {
        Some(("krate", expansion)) if expansion.starts_with('c') => match expansion[1..].parse() {
            Ok(krate) => krate_name(krate),
            Err(_) => Name::from("krate"),
        },
        Some((name, _)) => Name::from(name),
        None => Name::from(text),
    }
}

/// The name that a variable may also have where its macro is declared.
pub(super) fn declared_name(key: Name) -> Option<Name> {
    let (name, expansion) = key.split_once(MARK)?;
    expansion.starts_with('l').then(|| Name::from(name))
}

/// How many tokens there are, and how deep they are nested.
fn size(tokens: &TokenStream) -> (usize, usize) {
    let (mut count, mut deepest) = (0, 0);
    for token in tokens.clone() {
        count += 1;
        if let TokenTree::Group(group) = token {
            let (inside, depth) = size(&group.stream());
            count += inside;
            deepest = deepest.max(depth + 1);
        }
    }
    (count, deepest)
}

/// Awaits of a body that are hidden in macros, and how many macros hide one.
pub fn hidden(body: &Body) -> (u32, u32) {
    let mut found = (0, 0);
    for expr in &body.exprs {
        if let ExprKind::Macro(call) = &expr.kind
            && !call.hidden_awaits.is_empty()
        {
            found = (found.0 + call.hidden_awaits.len() as u32, found.1 + 1);
        }
    }
    found
}

/// Whether a body calls a macro that is not read already, of one of these names.
pub fn calls_macro(body: &Body, wanted: impl Fn(Name) -> bool) -> bool {
    body.exprs.iter().any(|expr| match &expr.kind {
        ExprKind::Macro(call) if call.effect == MacroEffect::Opaque => {
            call.path.last_name().is_some_and(&wanted)
        }
        _ => false,
    })
}
