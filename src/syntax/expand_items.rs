//! Macro calls in the place of items: what their tokens say by themselves, and the items that a `macro_rules!` of the
//! workspace makes of them.
//!
//! As in bodies, tokens that come from the call keep their places, and those that come from the macro stand at the macro's
//! name in the call. [`expand_items`] is called by `check` for each such call, when all files are read and before names
//! are resolved.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Macro;

use super::expand::{Expanding, KnownRules, Macros};
use super::item::Lowering;
use super::tokens::{is_ident, is_punct};
use super::{CfgOptions, lex, parse};
use crate::ir::{FileIr, Item, ItemCall, ItemKind, Name};
use crate::source::Span;

/// Lowers what the call at `span` makes, its bodies and blocks into those of the file.
pub fn expand_items<'a>(
    text: &'a str,
    span: Span,
    options: &CfgOptions,
    ir: &mut FileIr,
    macros: &'a Macros<'a>,
    rules: &mut KnownRules,
) -> Vec<Item> {
    let part = text.get(span.start as usize..span.end as usize).unwrap_or("");
    let Some((mac, spans)) = parse::macro_call(part, span.start) else { return Vec::new() };
    let mut lowering = Lowering::new(spans, *options);
    let mut expanding = Expanding::new(macros);
    expanding.rules = std::mem::take(rules);
    lowering.expanding = Some(expanding);
    lowering.bodies = std::mem::take(&mut ir.bodies);
    lowering.block_scopes = std::mem::take(&mut ir.block_scopes);
    let made = lowering.made(&mac).unwrap_or_default();
    *rules = lowering.expanding.map(|expanding| expanding.rules).unwrap_or_default();
    ir.bodies = lowering.bodies;
    ir.block_scopes = lowering.block_scopes;
    lex::done_with_places();
    made
}

impl Lowering<'_> {
    pub fn item_call(&self, mac: &Macro) -> ItemKind {
        let path = Name::from(&self.path(None, &mac.path).text());
        let (names, inside) = macro_head(&mac.tokens);
        let modules = self.modules_in(&mac.tokens);
        ItemKind::MacroCall(Box::new(ItemCall { path, names, inside, modules, made: Vec::new() }))
    }

    /// `mod name;` among the tokens of a macro call.
    fn modules_in(&self, tokens: &TokenStream) -> Vec<(Name, Span)> {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let declared = |window: &[TokenTree]| match window {
            [word, TokenTree::Ident(name), end] if is_ident(word, "mod") && is_punct(end, ';') => {
                Some((self.name(name), self.spans.span(name.span())))
            }
            _ => None,
        };
        tokens.windows(3).filter_map(declared).collect()
    }

    /// What a call makes; nothing for a macro that is not known, or whose tokens are no items.
    pub fn made(&mut self, mac: &Macro) -> Option<Vec<Item>> {
        let made = self.expansion(mac, false)?;
        let items = syn::parse2::<syn::File>(made).ok()?.items;
        let name = self.spans.span(mac.path.segments.last()?.ident.span());
        self.within(name, |this| this.items(&items)).into()
    }

    fn within<T>(&mut self, name: Span, work: impl FnOnce(&mut Self) -> T) -> T {
        self.deepen(1);
        self.expanding.as_mut().expect("something is expanded").within.push(name);
        let result = work(self);
        self.expanding.as_mut().expect("something is expanded").within.pop();
        self.deepen(-1);
        result
    }

    /// Calls of macros whose items are lowered, around what is lowered now.
    pub fn expansions_around(&self) -> Vec<Span> {
        self.expanding.as_ref().map_or_else(Vec::new, |expanding| expanding.within.clone())
    }
}

/// The names before the first brace, and those of them in parentheses. What ends with a `;` is a `use`.
fn macro_head(tokens: &TokenStream) -> (Vec<Name>, Vec<Name>) {
    let (mut names, mut inside) = (Vec::new(), Vec::new());
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(ident) => names.push(Name::from(&ident.to_string())),
            TokenTree::Punct(punct) if punct.as_char() == ';' => names.clear(),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                inside.extend(group.stream().into_iter().filter_map(|token| match token {
                    TokenTree::Ident(ident) => Some(Name::from(&ident.to_string())),
                    _ => None,
                }));
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
            _ => {}
        }
    }
    (names, inside)
}
