//! What is known of a body before it is read: its words, and how they stand there.
//!
//! A word is a hash, so two may be one: a question by words errs on the side of reading. `syntax` writes them while it
//! looks for the ends of bodies; who asks makes the same hash from a name.

/// A path's segment, a variable, a type: a word that stands for itself. A function behind a module is one, too
/// (`module::name`).
pub fn word(name: &str) -> u32 {
    fold(name.bytes().fold(WORD_START, add_to_word))
}

/// `name!`
pub fn macro_word(name: &str) -> u32 {
    macro_of(word(name))
}

/// `.name(…)`: with so many arguments, or with a number that the words do not tell. Who asks for a method asks for both.
pub fn method_words(name: &str, arguments: usize) -> [u32; 2] {
    [method_of(word(name), Some(arguments)), method_of(word(name), None)]
}

/// `Of::name`, `<Of as Trait>::name`: whatever `Of` is.
pub fn associated_word(name: &str) -> u32 {
    associated_of(word(name))
}

pub(crate) const WORD_START: u64 = 0xcbf2_9ce4_8422_2325;

pub(crate) fn add_to_word(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

pub(crate) fn fold(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}

pub(crate) fn macro_of(word: u32) -> u32 {
    mix(word, 1)
}

pub(crate) fn associated_of(word: u32) -> u32 {
    mix(word, 2)
}

pub(crate) fn method_of(word: u32, arguments: Option<usize>) -> u32 {
    mix(word, arguments.map_or(3, |arguments| 4 + arguments as u32))
}

fn mix(word: u32, how: u32) -> u32 {
    (word.rotate_left(7) ^ how).wrapping_mul(0x9e37_79b1)
}
