//! The items that a `macro_rules!` of the workspace makes where it is called in the place of items.
//!
//! As in bodies, tokens that come from the call keep their places, and those that come from the macro stand at the macro's
//! name in the call. Called by `check` when all files are read and before names are resolved, for each such call.

use syn::Macro;

use super::CfgOptions;
use super::expand::{Expanding, Macros};
use super::item::Lowering;
use super::spans::Spans;
use crate::ir::{FileIr, Item};
use crate::source::Span;

/// Lowers what the call at `span` makes, its bodies and blocks into those of the file.
pub fn expand_items<'a>(
    text: &'a str,
    span: Span,
    options: &CfgOptions,
    ir: &mut FileIr,
    macros: &'a Macros<'a>,
) -> Vec<Item> {
    let part = text.get(span.start as usize..span.end as usize).unwrap_or("");
    let mut lowering = Lowering::new(Spans::at(part, span.start), *options);
    lowering.expanding = Some(Expanding::new(macros, None));
    lowering.bodies = std::mem::take(&mut ir.bodies);
    lowering.block_scopes = std::mem::take(&mut ir.block_scopes);
    let made = syn::parse_str::<Macro>(part).ok().and_then(|mac| lowering.made(&mac)).unwrap_or_default();
    ir.bodies = lowering.bodies;
    ir.block_scopes = lowering.block_scopes;
    proc_macro2::extra::invalidate_current_thread_spans();
    made
}

impl Lowering<'_> {
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
