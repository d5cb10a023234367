//! What a type's derives say of it: which they are, what the headers say that they make. `build` asks.

use rustc_hash::FxHashMap;

use crate::ir::{self, FileIr, ItemKind, Name};
use crate::source::FileId;

/// The last segments of what an item derives.
pub(super) fn derives(item: &ir::Item) -> impl Iterator<Item = &str> {
    let derives = item.attrs.iter().filter(|attr| attr.path == "derive");
    derives.flat_map(|attr| attr.args.split(',')).map(|path| path.rsplit("::").next().unwrap_or(path).trim())
}

/// `#[letgo::derived(Name)] mod …`: what the derive makes.
pub(super) fn derived_by(item: &ir::Item) -> Option<Name> {
    let attr = item.attrs.iter().find(|attr| attr.path == "letgo::derived")?;
    Some(Name::from(attr.args.trim()))
}

/// What derives make, from the headers that describe them.
pub(super) fn derived_items(headers: &[FileIr], first: usize) -> FxHashMap<Name, (FileId, &[ir::Item])> {
    let mut derived = FxHashMap::default();
    for (index, header) in headers.iter().enumerate() {
        for item in &header.items {
            if let (Some(name), ItemKind::Module(ir::Module::Inline(items))) = (derived_by(item), &item.kind)
            {
                derived.insert(name, (FileId((first + index) as u32), &items[..]));
            }
        }
    }
    derived
}

/// The field that `#[derive(Deref)]` (`derive_more` and its like) leads to: the one marked, or the only one.
pub(super) fn derived_deref(item: &ir::Item) -> Option<u32> {
    let ItemKind::Struct(def) = &item.kind else { return None };
    if !derives(item).any(|name| name == "Deref") {
        return None;
    }
    let fields = &def.fields.fields;
    let marked = fields.iter().position(|field| field.attrs.iter().any(|attr| attr.path == "deref"));
    marked.or((fields.len() == 1).then_some(0)).map(|index| index as u32)
}
