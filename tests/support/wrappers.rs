//! Types of a workspace that own a guard by value, from the text of their fields.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;

/// Names of structs, enums and aliases that mention one of `roots` in an owned field, or another such type.
pub fn find(folder: &Path, roots: &[&str]) -> BTreeSet<String> {
    let mut types: Vec<(String, Vec<TokenStream>)> = Vec::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_entry(|entry| entry.file_name() != "target")
    {
        let Ok(entry) = entry else { continue };
        if entry.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        if let Ok(file) = syn::parse_file(&text) {
            items(&mut file.items.iter(), &mut types);
        }
    }
    let mut found: BTreeSet<String> = BTreeSet::new();
    loop {
        let names: BTreeSet<&str> = roots.iter().copied().chain(found.iter().map(String::as_str)).collect();
        let new: Vec<String> = types
            .iter()
            .filter(|(name, fields)| {
                !names.contains(name.as_str()) && fields.iter().any(|field| owns(field, &names))
            })
            .map(|(name, _)| name.clone())
            .collect();
        if new.is_empty() {
            return found;
        }
        found.extend(new);
    }
}

fn items(items: &mut dyn Iterator<Item = &syn::Item>, types: &mut Vec<(String, Vec<TokenStream>)>) {
    for item in items {
        match item {
            syn::Item::Struct(item) => {
                let fields = item.fields.iter().map(|field| field.ty.to_token_stream()).collect();
                types.push((item.ident.to_string(), fields));
            }
            syn::Item::Enum(item) => {
                let fields = item.variants.iter().flat_map(|variant| &variant.fields);
                types
                    .push((item.ident.to_string(), fields.map(|field| field.ty.to_token_stream()).collect()));
            }
            syn::Item::Type(item) => types.push((item.ident.to_string(), vec![item.ty.to_token_stream()])),
            syn::Item::Mod(module) => {
                if let Some((_, content)) = &module.content {
                    self::items(&mut content.iter(), types);
                }
            }
            syn::Item::Fn(function) => {
                let mut nested = function.block.stmts.iter().filter_map(|statement| match statement {
                    syn::Stmt::Item(item) => Some(item),
                    _ => None,
                });
                self::items(&mut nested, types);
            }
            _ => {}
        }
    }
}

/// Whether a type mentions a name other than behind a reference, in a function's type, or in a handle.
fn owns(ty: &TokenStream, names: &BTreeSet<&str>) -> bool {
    let mut tokens = ty.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '&' => return false,
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if matches!(
                    name.as_str(),
                    "PhantomData" | "Pool" | "Weak" | "Sender" | "Receiver" | "fn" | "Fn" | "dyn"
                ) {
                    return false;
                }
                let is_path =
                    matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                if !is_path && names.contains(name.as_str()) {
                    return true;
                }
            }
            TokenTree::Group(group) => {
                if owns(&group.stream(), names) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}
