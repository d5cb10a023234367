//! What a struct says of itself: the derives and attributes that make it a model, and what its key is. Called by
//! [`find`](super::find).

use std::borrow::Cow;

use super::Model;
use super::macros::NamedInMacros;
use crate::catalogue::{KEY_NAMES, MODEL_KINDS, ModelKind, ROW_SUFFIXES};
use crate::ir::{Attr, Name};
use crate::resolve::{AdtDef, Ty};

/// The model that a struct's derives and attributes declare it to be.
pub(super) fn declared(
    def: &AdtDef,
    derives: &[Cow<'_, str>],
    kind: &'static ModelKind,
    named: &NamedInMacros,
) -> Option<Model> {
    let derived = derives.iter().any(|path| kind.derives.contains(&last(path)));
    let marked = def.attrs.iter().any(|attr| kind.attributes.contains(&attr.path.as_str()));
    if !derived && !marked {
        return None;
    }
    let fields = def.variants.first().map_or(&[][..], |variant| variant.fields.as_slice());
    if !kind.beside.is_empty() {
        let attrs = def.attrs.iter().chain(fields.iter().flat_map(|field| field.attrs.iter()));
        let beside = derives.iter().any(|path| kind.beside.contains(&&**path))
            || attrs.into_iter().any(|attr| kind.beside.contains(&attr.path.as_str()))
            // mongodb's key needs no attribute when it is called what it is called there
            || fields.iter().any(|field| {
                kind.beside.contains(&"_id") && (field.name == "_id" || renamed(&field.attrs, "_id"))
            });
        if !beside {
            return None;
        }
    }
    // what another crate's derive on the same struct makes, writes it, too
    let writers = MODEL_KINDS
        .iter()
        .flat_map(|kind| kind.row_writers)
        .filter(|(derive, _)| derives.iter().any(|path| last(path) == *derive))
        .map(|(_, method)| *method)
        .collect();
    let mut found = model(def, kind.name, writers, Some(kind))?;
    // the table says it better than a field's name
    let says_itself = def.attrs.iter().any(|attr| attr.args.contains("primary_key"));
    if let (Some(key), false) = (named.key(def), says_itself)
        && !key.is_empty()
        && key.len() < fields.len()
        && key.iter().all(|name| fields.iter().any(|field| field.name == *name))
    {
        found.keys = key.to_vec();
        found.key_method = None;
    }
    Some(found)
}

/// `#[serde(rename = "_id")]`
fn renamed(attrs: &[Attr], to: &str) -> bool {
    attrs.iter().any(|attr| {
        attr.path == "serde" && attr.args.contains("rename") && attr.args.contains(&format!("\"{to}\""))
    })
}

/// The paths in the struct's derives.
pub(super) fn derives(attrs: &[Attr]) -> Vec<Cow<'_, str>> {
    attrs
        .iter()
        .filter(|attr| attr.path == "derive")
        .flat_map(|attr| attr.args.split(','))
        .map(|path| match path.trim() {
            path if path.contains(char::is_whitespace) => path.split_whitespace().collect::<String>().into(),
            path => path.into(),
        })
        .filter(|path: &Cow<'_, str>| !path.is_empty())
        .collect()
}

/// The name at the end of a path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit(':').next().unwrap_or(path)
}

/// The model with its key; none when it has no key: there would be nothing to pass instead of it.
pub(super) fn model(
    def: &AdtDef,
    kind_name: &'static str,
    row_writers: Vec<&'static str>,
    kind: Option<&ModelKind>,
) -> Option<Model> {
    let fields = def.variants.first()?.fields.as_slice();
    let named = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.name);
    let mut keys: Vec<Name> = Vec::new();
    if let Some(kind) = kind {
        for (attribute, _) in kind.key_lists {
            for attr in def.attrs.iter().filter(|attr| attr.path == *attribute) {
                keys.extend(key_list(&attr.args).iter().filter_map(|name| named(name)));
            }
        }
        let is_key = |attrs: &[Attr]| {
            kind.key_fields.iter().any(|(attribute, word)| {
                attrs.iter().any(|attr| attr.path == *attribute && (word.is_empty() || has(&attr.args, word)))
            })
        };
        keys.extend(fields.iter().filter(|field| is_key(&field.attrs)).map(|field| field.name));
    }
    if keys.is_empty() {
        keys.extend(KEY_NAMES.iter().find_map(|name| named(name)));
    }
    let mut key_method = None;
    if let (true, Some(kind)) = (keys.is_empty(), kind) {
        for (attribute, word, method) in kind.key_parts {
            let is_part =
                |attrs: &[Attr]| attrs.iter().any(|attr| attr.path == *attribute && has(&attr.args, word));
            // what a derive makes; another row beside it makes it a view of a join
            let mut parts =
                fields.iter().filter(|field| is_part(&field.attrs) && !matches!(field.ty, Ty::Adt(..)));
            if let (Some(part), None) = (parts.next(), parts.next()) {
                keys.push(part.name);
                key_method = Some(Name::from(*method));
            }
        }
    }
    if keys.is_empty() {
        // `order_id` of an `Order` or `OrderRow`
        let snake = snake_case(&def.name);
        let is_of = |stem: &str| {
            snake.strip_prefix(stem).is_some_and(|rest| {
                rest.is_empty() || rest.strip_prefix('_').is_some_and(|rest| ROW_SUFFIXES.contains(&rest))
            })
        };
        keys.extend(
            fields
                .iter()
                .find(|field| field.name.strip_suffix("_id").is_some_and(is_of))
                .map(|field| field.name),
        );
    }
    (!keys.is_empty() && fields.len() > keys.len()).then(|| Model {
        kind: kind_name,
        keys,
        row_writers,
        is_changeset: derives(&def.attrs).iter().any(|path| path.ends_with("AsChangeset")),
        key_method,
        is_made_from_row: false,
    })
}

/// The names in `primary_key(a, b)`, or in `a, b`.
fn key_list(args: &str) -> Vec<&str> {
    let inside = match args.split_once("primary_key") {
        Some((_, rest)) => rest.trim_start().strip_prefix('(').and_then(|rest| rest.split(')').next()),
        None if args.contains('(') || args.contains('=') => None,
        None => Some(args),
    };
    inside.unwrap_or("").split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// Whether the arguments of an attribute have the word.
fn has(args: &str, word: &str) -> bool {
    args.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word)
}

fn snake_case(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(c.to_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_lists() {
        assert_eq!(key_list("table_name = users, primary_key(org_id, user_id)"), ["org_id", "user_id"]);
        assert_eq!(key_list("table_name = users"), [] as [&str; 0]);
        assert_eq!(key_list("a, b"), ["a", "b"]);
    }
}
