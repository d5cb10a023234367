//! Clients that an attribute makes of a trait: `#[rpc(client)] trait Eth` of jsonrpsee has a trait `EthClient` beside it,
//! with the same methods, for every client of the crate. Which attributes do so is said by headers
//! (`#![letgo::client(…)]`). Called by [`build`](super::build) for each trait.

use std::sync::Arc;

use crate::ir::{
    Attr, FileIr, GenericArgs, GenericKind, GenericParam, Generics, Impl, Item, ItemKind, Name, Path,
    Segment, Trait, TypeRef,
};

/// One such attribute.
pub(super) struct Client {
    attribute: Name,
    /// The word among its arguments that asks for a client.
    word: String,
    suffix: String,
    /// The trait that all clients of the crate implement, by its path in the crate.
    bound: Vec<Name>,
    /// Names of the crate in manifests.
    crates: Vec<String>,
    waits: String,
}

/// `#![letgo::client(rpc, client, Client, core::client::ClientT)]` of headers.
pub(super) fn declared(headers: &[FileIr]) -> Vec<Client> {
    let mut found = Vec::new();
    for header in headers {
        let args = |path: &str| {
            header.attrs.iter().find(|attr| attr.path == path).map(|attr| attr.args.replace(' ', ""))
        };
        let (Some(client), Some(crates)) = (args("letgo::client"), args("letgo::krate")) else { continue };
        if let [attribute, word, suffix, bound] = client.split(',').collect::<Vec<_>>()[..] {
            found.push(Client {
                attribute: Name::from(attribute),
                word: word.to_owned(),
                suffix: suffix.to_owned(),
                bound: bound.split("::").map(Name::from).collect(),
                crates: crates.split(',').map(str::to_owned).collect(),
                waits: args("letgo::waits").unwrap_or_default(),
            });
        }
    }
    found
}

impl Client {
    /// The trait and the impl that the attribute makes, in a crate with these dependencies.
    pub fn made_from(&self, item: &Item, dependencies: &[(Name, Name)]) -> Option<[Item; 2]> {
        let ItemKind::Trait(def) = &item.kind else { return None };
        let asks = item.attrs.iter().any(|attr| {
            attr.path.rsplit("::").next() == Some(&self.attribute)
                && attr.args.split([',', ' ', '(']).any(|word| word == self.word)
        });
        let of_crate = |name: &Name| self.crates.iter().any(|known| *name == known.as_str());
        let (in_scope, _) = dependencies.iter().find(|(_, krate)| asks && of_crate(krate))?;
        let name = Name::from(&format!("{}{}", item.name, self.suffix));
        let members = def.items.iter().filter_map(|member| {
            let ItemKind::Function(function) = &member.kind else { return None };
            let mut function = (**function).clone();
            function.body = None;
            let waits =
                Attr { path: Name::from("letgo::waits"), args: self.waits.clone(), span: member.name_span };
            Some(Item {
                attrs: member.attrs.iter().cloned().chain([waits]).collect(),
                kind: ItemKind::Function(Arc::new(function)),
                ..member.clone()
            })
        });
        let kind =
            Trait { generics: def.generics.clone(), supertraits: Vec::new(), items: members.collect() };
        let made = Item { name, attrs: Arc::from([]), kind: ItemKind::Trait(kind.into()), ..item.clone() };

        let plain = |names: &[Name], global| Path {
            qself: None,
            global,
            segments: names.iter().copied().map(Segment::plain).collect(),
            span: item.name_span,
        };
        let param = Name::from("LetgoClient");
        let bound: Vec<Name> = std::iter::once(*in_scope).chain(self.bound.iter().copied()).collect();
        let mut generics = def.generics.clone();
        let mut of_trait = plain(&[name], false);
        let types = generics.params.iter().filter(|param| param.kind == GenericKind::Type);
        let types: Vec<TypeRef> = types.map(|param| TypeRef::Path(plain(&[param.name], false))).collect();
        if !types.is_empty() {
            of_trait.segments[0].generic = Some(Box::new(GenericArgs { types, assoc: Vec::new() }));
        }
        generics.params.push(GenericParam {
            name: param,
            kind: GenericKind::Type,
            bounds: vec![plain(&bound, true)],
            default: None,
        });
        let kind = Impl {
            generics: Generics { params: generics.params, predicates: generics.predicates },
            of_trait: Some(of_trait),
            self_ty: TypeRef::Path(plain(&[param], false)),
            items: Vec::new(),
        };
        let for_all = Item {
            name: Name::from(""),
            attrs: Arc::from([]),
            kind: ItemKind::Impl(kind.into()),
            ..item.clone()
        };
        Some([made, for_all])
    }
}
