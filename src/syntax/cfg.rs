//! `#[cfg]`: what is certainly not compiled is left out, everything else stays.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use super::plain::Plain;

/// What is known of the configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CfgOptions {
    /// `cfg(test)`
    pub test: bool,
}

/// Whether the attributes rule the item out.
pub(super) fn excluded(attrs: &[Attribute], options: &CfgOptions) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("cfg")
            && attr.parse_args::<Meta>().is_ok_and(|meta| holds(&meta, options) == Some(false))
    })
}

/// Three values: `None` is "not known" (features, targets).
pub(super) fn holds(meta: &Meta, options: &CfgOptions) -> Option<bool> {
    match meta {
        Meta::Path(path) if path.is_ident("test") => Some(options.test),
        Meta::Path(path) if path.is_ident("true") => Some(true),
        Meta::Path(path) if path.is_ident("false") => Some(false),
        Meta::List(list) => {
            let inner = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
            let mut values = inner.iter().map(|meta| holds(meta, options));
            if list.path.is_ident("not") {
                values.next()?.map(|value| !value)
            } else if list.path.is_ident("all") {
                fold(values, false)
            } else if list.path.is_ident("any") {
                fold(values, true)
            } else {
                None
            }
        }
        _ => None,
    }
}

/// The same of a condition that stands here as text; none outside when it is not plain.
#[expect(clippy::option_option, reason = "not plain, and not known")]
pub(super) fn plain(plain: &mut Plain<'_, '_>, options: &CfgOptions) -> Option<Option<bool>> {
    let (name, _) = plain.cooked_name()?;
    if plain.take(b'=') {
        plain.text()?;
        return Some(None);
    }
    if !plain.take(b'(') {
        return Some((name == "test").then_some(options.test));
    }
    let mut values = Vec::new();
    while !plain.take(b')') {
        values.push(plain.deeper(|inside| self::plain(inside, options))?);
        (plain.take(b',') || plain.is(b')')).then_some(())?;
    }
    let mut values = values.into_iter();
    Some(match name.as_str() {
        "not" => values.next().flatten().map(|value| !value),
        "all" => fold(values, false),
        "any" => fold(values, true),
        _ => None,
    })
}

/// `any` when `decisive` is true, `all` when it is false: one decisive operand decides, an unknown one leaves it open.
fn fold(values: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut result = Some(!decisive);
    for value in values {
        match value {
            Some(value) if value == decisive => return Some(decisive),
            None => result = None,
            Some(_) => {}
        }
    }
    result
}

/// The items of a `cfg_if!` or `cfg_select!`, of all branches that are not certainly off.
pub(super) fn branches(item: &syn::Item, options: &CfgOptions) -> Option<Vec<syn::Item>> {
    let syn::Item::Macro(item) = item else { return None };
    let name = &item.mac.path.segments.last()?.ident;
    if name == "pin_project" && item.ident.is_none() {
        return items(&item.mac);
    }
    let is_select = name == "cfg_select";
    if item.ident.is_some() || !is_select && name != "cfg_if" {
        return None;
    }
    let options = *options;
    let parser = move |input: ParseStream<'_>| {
        let mut found = Vec::new();
        while !input.is_empty() {
            let mut on = true;
            if is_select {
                if input.parse::<Option<Token![_]>>()?.is_none() {
                    on = holds(&input.parse::<Meta>()?, &options) != Some(false);
                }
                input.parse::<Token![=>]>()?;
            } else if input.parse::<Option<Token![if]>>()?.is_some() {
                on = !excluded(&input.call(Attribute::parse_outer)?, &options);
            }
            let inside;
            syn::braced!(inside in input);
            while !inside.is_empty() {
                let item: syn::Item = inside.parse()?;
                if on {
                    found.push(item);
                }
            }
            if is_select {
                input.parse::<Option<Token![,]>>()?;
            } else {
                input.parse::<Option<Token![else]>>()?;
            }
        }
        Ok(found)
    };
    item.mac.parse_body_with(parser).ok()
}

/// What `pin_project!` gets are items as they would stand without it.
fn items(mac: &syn::Macro) -> Option<Vec<syn::Item>> {
    let parser = |input: ParseStream<'_>| {
        let mut found = Vec::new();
        while !input.is_empty() {
            found.push(input.parse()?);
        }
        Ok(found)
    };
    mac.parse_body_with(parser).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_of_macros() {
        for text in [
            "cfg_if::cfg_if! { if #[cfg(test)] { fn a() {} } else if #[cfg(unix)] { fn b() {} fn c() {} } else { fn d() {} } }",
            "cfg_select! { test => { fn a() {} } unix => { fn b() {} fn c() {} } _ => { fn d() {} } }",
        ] {
            let item = syn::parse_str(text).expect("an item");
            let found = branches(&item, &CfgOptions { test: false }).expect("it is read");
            let names: Vec<String> = found
                .iter()
                .filter_map(|item| match item {
                    syn::Item::Fn(item) => Some(item.sig.ident.to_string()),
                    _ => None,
                })
                .collect();
            assert_eq!(names, ["b", "c", "d"]);
        }
    }

    fn check(cfg: &str, expected: Option<bool>) {
        let meta: Meta = syn::parse_str(cfg).expect(cfg);
        assert_eq!(holds(&meta, &CfgOptions { test: false }), expected, "{cfg}");
    }

    #[test]
    fn three_values() {
        check("test", Some(false));
        check("not(test)", Some(true));
        check("any()", Some(false));
        check("all()", Some(true));
        check("feature = \"x\"", None);
        check("any(test, feature = \"x\")", None);
        check("all(test, feature = \"x\")", Some(false));
        check("not(feature = \"x\")", None);
        check("any(not(test), unix)", Some(true));
    }
}
