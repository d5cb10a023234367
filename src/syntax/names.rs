//! Names of identifiers, interned. Most were seen a moment ago on the same thread, so that neither the table of all names
//! is locked for them nor a string is made. What a name of an expansion means is told by [`expand`](super::expand).

use std::cell::RefCell;
use std::fmt::Write;

use proc_macro2::Ident;

use crate::ir::{Name, word_of};

use super::expand;

/// Power of two.
const RECENT: usize = 1 << 12;

#[derive(Default)]
struct Names {
    /// The identifier that is asked for.
    text: String,
    /// By hash.
    recent: Vec<Option<Name>>,
}

thread_local! {
    static NAMES: RefCell<Names> = RefCell::default();
}

/// Of an identifier, raw or not, as everybody but its expansion knows it.
pub(super) fn name(ident: &Ident) -> Name {
    of(ident, |recent, text| if text.is_ascii() { known(recent, text) } else { expand::name(text) })
}

/// As variables are told apart: with the mark of the expansion that brought it.
pub(super) fn variable(ident: &Ident) -> Name {
    of(ident, known)
}

fn of(ident: &Ident, find: impl FnOnce(&mut Vec<Option<Name>>, &str) -> Name) -> Name {
    NAMES.with_borrow_mut(|Names { text, recent }| {
        text.clear();
        write!(text, "{ident}").expect("a string takes everything");
        find(recent, text.strip_prefix("r#").unwrap_or(text))
    })
}

pub(super) fn interned(text: &str) -> Name {
    NAMES.with_borrow_mut(|Names { recent, .. }| known(recent, text))
}

fn known(recent: &mut Vec<Option<Name>>, text: &str) -> Name {
    recent.resize(RECENT, None);
    let slot = &mut recent[word_of(text.as_bytes()) as usize % RECENT];
    match slot {
        Some(name) if *name == text => *name,
        _ => *slot.insert(Name::from(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_whoever_makes_it() {
        for round in 0..2 {
            for index in 0..3 * RECENT {
                let text = format!("name{index}");
                assert_eq!(interned(&text), Name::from(&text), "round {round}");
            }
        }
        let place = proc_macro2::Span::call_site();
        let marked = "conn\u{b7}3";
        for (ident, shown, in_scope) in [
            (Ident::new_raw("type", place), "type", "type"),
            (Ident::new("name1", place), "name1", "name1"),
            (Ident::new("größe", place), "größe", "größe"),
            (Ident::new(marked, place), "conn", marked),
        ] {
            assert_eq!((&*name(&ident), &*variable(&ident)), (shown, in_scope));
        }
    }
}
