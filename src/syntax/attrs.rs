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
    shared(found)
}

/// Those without share one.
fn shared(found: Vec<Attr>) -> Arc<[Attr]> {
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

/// Attributes from their text.
pub(super) struct Attributes {
    /// Those that an analysis reads.
    pub kept: Arc<[Attr]>,
    /// They rule out what they stand before.
    pub excluded: bool,
}

/// All attributes that stand here; none when one of them is not plain, as a value that is no string.
pub(super) fn plain(plain: &mut Plain<'_, '_>, options: &CfgOptions) -> Option<Attributes> {
    let (mut found, mut excluded) = (Vec::new(), false);
    while plain.take(b'#') {
        plain.expect(b'[')?;
        excluded |= plain_meta(plain, options, &mut found)?;
        plain.expect(b']')?;
    }
    Some(Attributes { kept: shared(found), excluded })
}

/// Whether it is a `cfg` that rules out what it stands before.
fn plain_meta(plain: &mut Plain<'_, '_>, options: &CfgOptions, found: &mut Vec<Attr>) -> Option<bool> {
    let (mut path, span) = plain.cooked_name()?;
    while plain.take_both(*b"::") {
        path = Name::from(&format!("{path}::{}", plain.cooked_name()?.0));
    }
    let is_cfg = path == "cfg";
    if is_cfg || path == "cfg_attr" {
        plain.expect(b'(')?;
        let holds = cfg::plain(plain, options)?;
        let mut parts = Vec::new();
        while !is_cfg && plain.take(b',') && !plain.is(b')') {
            plain.deeper(|plain| plain_meta(plain, options, &mut parts))?;
        }
        plain.expect(b')')?;
        found.extend(parts.into_iter().filter(|_| holds != Some(false)));
        return Some(is_cfg && holds == Some(false));
    }
    let is_one_of = |names: &[&str]| names.iter().any(|name| path == *name);
    let args = if plain.take(b'=') {
        plain.text()?.to_owned()
    } else if let Some(inside) = plain.inside() {
        if is_one_of(ARGUMENTS_IGNORED) { String::new() } else { on_one_line(inside) }
    } else {
        String::new()
    };
    found.extend((!is_one_of(IGNORED)).then_some(Attr { path, args, span }));
    Some(false)
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
