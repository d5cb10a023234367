//! Models that macros declare: `table!` of diesel, `crud!` of rbatis and their like, read from the names in their
//! tokens. Called by [`find`](super::find); what the types themselves say is not read here.

use rustc_hash::FxHashMap;

use crate::catalogue::{MODEL_MACROS, TABLE_MACROS};
use crate::ir::{Item, ItemCall, ItemKind, Module, Name};
use crate::resolve::{AdtDef, Program};

/// What item macros say: structs that are models, and the keys of tables.
pub(super) struct NamedInMacros {
    pub(super) models: Vec<(Name, &'static str)>,
    keys: FxHashMap<Name, Vec<Name>>,
}

impl NamedInMacros {
    pub(super) fn of(program: &Program) -> Self {
        let mut named = Self { models: Vec::new(), keys: FxHashMap::default() };
        for ir in &program.irs[..program.workspace_files] {
            named.items(&ir.items);
        }
        named
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            match &item.kind {
                ItemKind::Module(Module::Inline(items)) => self.items(items),
                ItemKind::MacroCall(call) => {
                    let ItemCall { path, names, inside, made, .. } = &**call;
                    self.items(made);
                    let last = path.rsplit("::").next().unwrap_or(path);
                    if TABLE_MACROS.contains(&last)
                        && let Some(table) = names.last()
                    {
                        self.keys.insert(*table, inside.clone());
                    }
                    if let Some((_, kind)) = MODEL_MACROS.iter().find(|(name, _)| *name == last) {
                        self.models.extend(names.first().or(inside.first()).map(|name| (*name, *kind)));
                    }
                }
                _ => {}
            }
        }
    }

    /// The key of the table that the struct is a row of.
    pub(super) fn key(&self, def: &AdtDef) -> Option<&[Name]> {
        let args = def.attrs.iter().filter(|attr| attr.path == "diesel").map(|attr| &attr.args);
        let table = args
            .filter_map(|args| args.split_once("table_name"))
            .find_map(|(_, rest)| rest.trim_start().strip_prefix('=')?.split(',').next())?;
        let table = table.rsplit("::").next()?.trim().trim_matches('"');
        self.keys.get(&Name::from(table)).map(Vec::as_slice)
    }
}
