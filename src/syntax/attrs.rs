//! Attributes that an analysis reads.

use std::sync::Arc;

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::ir::{Attr, Name};

use super::cfg::{self, CfgOptions};
use super::plain::Plain;
use super::spans::{Spans, on_one_line};

/// Attributes of the language that no analysis asks for.
const IGNORED: &[&str] = &[
    "doc",
    "cfg",
    "allow",
    "warn",
    "deny",
    "forbid",
    "expect",
    "inline",
    "must_use",
    "cold",
    "track_caller",
    "non_exhaustive",
    "deprecated",
    "repr",
];

/// Attributes of other crates, many in number or long, whose arguments concern nobody but the macro that reads them:
/// thiserror, clap, tabled, strum, schemars, dropshot, rstest, test-case.
const ARGUMENTS_IGNORED: &[&str] = &[
    "arg",
    "case",
    "channel",
    "clap",
    "command",
    "endpoint",
    "error",
    "schemars",
    "strum",
    "tabled",
    "test_case",
];

/// Whether the arguments need not be parsed. Those of `cfg` are ignored only when they have been asked.
pub(super) fn are_arguments_ignored(name: &[u8]) -> bool {
    name != b"cfg" && IGNORED.iter().chain(ARGUMENTS_IGNORED).any(|ignored| ignored.as_bytes() == name)
}

/// `cfg_attr` is opened when its condition is not certainly false.
pub(super) fn lower(attrs: &[Attribute], spans: &Spans<'_>, options: &CfgOptions) -> Arc<[Attr]> {
    let mut found = Vec::new();
    for attr in attrs {
        meta(&attr.meta, spans, options, &mut found);
    }
    // those without share one
    if found.is_empty() { Arc::default() } else { found.into() }
}

fn meta(meta_: &Meta, spans: &Spans<'_>, options: &CfgOptions, found: &mut Vec<Attr>) {
    let path = meta_.path();
    if path.is_ident("cfg_attr") {
        let Meta::List(list) = meta_ else { return };
        let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else { return };
        let mut parts = parts.iter();
        if parts.next().is_some_and(|condition| cfg::holds(condition, options) != Some(false)) {
            parts.for_each(|part| meta(part, spans, options, found));
        }
        return;
    }
    let is_one_of =
        |names: &[&str]| path.get_ident().is_some_and(|ident| names.iter().any(|name| ident == name));
    if is_one_of(IGNORED) {
        return;
    }
    let args = match meta_ {
        Meta::Path(_) => String::new(),
        Meta::List(_) if is_one_of(ARGUMENTS_IGNORED) => String::new(),
        Meta::List(list) => spans.inside(list.delimiter.span().open(), list.delimiter.span().close()),
        Meta::NameValue(pair) => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => text.value(),
            value => value.to_token_stream().to_string(),
        },
    };
    let mut name = String::new();
    for segment in &path.segments {
        if !name.is_empty() {
            name.push_str("::");
        }
        name.push_str(&segment.ident.to_string());
    }
    let span =
        path.segments.first().map_or_else(Default::default, |segment| spans.span(segment.ident.span()));
    found.push(Attr { path: Name::from(&name), args, span });
}

/// All attributes that stand here, from their text; none when one of them is not plain. `cfg` and `cfg_attr` are not, nor is
/// a value that is no plain string.
pub(super) fn plain(plain: &mut Plain<'_, '_>) -> Option<Arc<[Attr]>> {
    let mut found = Vec::new();
    while plain.take(b'#') {
        found.extend(plain_one(plain)?);
    }
    Some(if found.is_empty() { Arc::default() } else { found.into() })
}

/// From behind the `#`. None inside: nobody asks for it.
fn plain_one(plain: &mut Plain<'_, '_>) -> Option<Option<Attr>> {
    plain.expect(b'[')?;
    let (mut path, span) = plain.cooked_name()?;
    while plain.take_both(*b"::") {
        path = Name::from(&format!("{path}::{}", plain.cooked_name()?.0));
    }
    if path == "cfg" || path == "cfg_attr" {
        return None;
    }
    let is_one_of = |names: &[&str]| names.iter().any(|name| path == *name);
    let is_asked_for = !is_one_of(IGNORED);
    let args = if plain.is(b']') {
        String::new()
    } else if plain.take(b'=') {
        plain.text()?.to_owned()
    } else {
        let inside = plain.inside()?;
        if is_one_of(ARGUMENTS_IGNORED) { String::new() } else { on_one_line(inside) }
    };
    plain.expect(b']')?;
    Some(is_asked_for.then_some(Attr { path, args, span }))
}

/// The string of `#[path = "…"]`, also inside `cfg_attr`; the unconditional one first.
pub(super) fn module_paths(attrs: &[Attribute], options: &CfgOptions) -> Vec<String> {
    let mut paths = Vec::new();
    for attr in attrs {
        path_of(&attr.meta, options, &mut paths);
    }
    paths
}

fn path_of(meta: &Meta, options: &CfgOptions, paths: &mut Vec<String>) {
    match meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => {
            if let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value {
                paths.push(text.value());
            }
        }
        Meta::List(list) if list.path.is_ident("cfg_attr") => {
            let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
                return;
            };
            let mut parts = parts.iter();
            if parts.next().is_some_and(|condition| cfg::holds(condition, options) != Some(false)) {
                parts.for_each(|part| path_of(part, options, paths));
            }
        }
        _ => {}
    }
}
