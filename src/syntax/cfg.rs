//! `#[cfg]`: what is certainly not compiled is left out, everything else stays.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

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

#[cfg(test)]
mod tests {
    use super::*;

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
