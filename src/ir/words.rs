//! What is known of a body before it is read: its words, and how they stand there.
//!
//! A word is a hash, so two may be one: a question by words errs on the side of reading. `syntax` writes them while it
//! looks for the ends of bodies; who asks makes the same hash from a name.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// A path's segment, a variable, a type: a word that stands for itself. A function behind a module is one, too
/// (`module::name`).
pub fn word(name: &str) -> u32 {
    word_of(name.as_bytes())
}

/// A path that ends so and is not called: perhaps a function that is given to somebody.
pub fn value_word(name: &str) -> u32 {
    value_of(word(name), false)
}

/// The same for `Of::name`.
pub fn associated_value_word(name: &str) -> u32 {
    value_of(word(name), true)
}

/// `name!`
pub fn macro_word(name: &str) -> u32 {
    macro_of(word(name))
}

/// `.name(…)`: with so many arguments, or with a number that the words do not tell. Who asks for a method asks for both.
pub fn method_words(name: &str, arguments: usize) -> [u32; 2] {
    [method_of(word(name), Some(arguments)), method_of(word(name), None)]
}

/// Whether a name that begins so is a type's, where a path does not tell it from a module's. What stands behind any other
/// name is a word of its own, too.
pub fn begins_type(first: u8) -> bool {
    first.is_ascii_uppercase()
}

/// `Of::name`, `<Of as Trait>::name`: whatever `Of` is, as long as it is named like a type.
pub fn associated_word(name: &str) -> u32 {
    associated_of(word(name), None)
}

/// What says `Of::name`, in one of the ways to write it: with the type's name, as `Self`, as `<Of>`. A type that is not
/// named like one is taken for a module.
pub fn associated_words(of: &str, name: &str) -> [u32; 3] {
    let name = word(name);
    let is_type = of.bytes().next().is_some_and(begins_type);
    let by_type = if is_type { associated_of(name, Some(word(of))) } else { name };
    [by_type, associated_of(name, Some(word("Self"))), associated_of(name, Some(UNKNOWN))]
}

/// `.name`, and no call; `.0`.
pub fn field_word(name: &str) -> u32 {
    field_of(word(name))
}

/// `Self { … }`, `Self(…)`, `Self::Variant`: made or taken apart.
pub fn own_word() -> u32 {
    mix(word("Self"), Kind::Own)
}

pub(crate) fn word_of(bytes: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

pub(crate) fn macro_of(word: u32) -> u32 {
    mix(word, Kind::Macro)
}

/// Stands for a type that is not one word.
pub(crate) const UNKNOWN: u32 = 0;

/// None: of whatever.
pub(crate) fn associated_of(word: u32, of: Option<u32>) -> u32 {
    mix(word, of.map_or(Kind::Associated, Kind::Of))
}

pub(crate) fn value_of(word: u32, is_associated: bool) -> u32 {
    mix(word, if is_associated { Kind::AssociatedValue } else { Kind::Value })
}

pub(crate) fn field_of(word: u32) -> u32 {
    mix(word, Kind::Field)
}

pub(crate) fn method_of(word: u32, arguments: Option<usize>) -> u32 {
    mix(word, arguments.map_or(Kind::VagueMethod, |arguments| Kind::Method(arguments as u32)))
}

/// How a word stands.
enum Kind {
    Macro,
    Own,
    Field,
    Value,
    AssociatedValue,
    Associated,
    /// With the word of the type.
    Of(u32),
    VagueMethod,
    Method(u32),
}

fn mix(word: u32, kind: Kind) -> u32 {
    let (kind, detail) = match kind {
        Kind::Macro => (1, 0),
        Kind::Own => (2, 0),
        Kind::Field => (3, 0),
        Kind::Value => (4, 0),
        Kind::AssociatedValue => (5, 0),
        Kind::Associated => (6, 0),
        Kind::Of(of) => (7, of),
        Kind::VagueMethod => (8, 0),
        Kind::Method(arguments) => (9, arguments),
    };
    let hash = (word.rotate_left(7) ^ kind).wrapping_mul(0x9e37_79b1);
    (hash.rotate_left(11) ^ detail).wrapping_mul(0x9e37_79b1)
}
