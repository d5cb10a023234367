//! Names of identifiers and crates, each text once in memory.
//!
//! A name is a pointer: copied freely, compared without its letters, never freed. Ours and not the `ustr` crate's, whose
//! table takes 12 MB before it has a name in it.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use hashbrown::HashTable;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::xxh3_64;

/// An interned text. Ordered by its letters; hashes the same in every run.
#[derive(Clone, Copy)]
pub struct Name(&'static Interned);

struct Interned {
    hash: u64,
    text: Box<str>,
}

/// So that threads rarely wait for one another.
const PARTS: usize = 64;

type Part = HashTable<Name>;

static NAMES: LazyLock<[Mutex<Part>; PARTS]> = LazyLock::new(|| std::array::from_fn(|_| Mutex::default()));

/// The part of all names that has those with this hash. The table chooses by other bits of it.
fn part_of(hash: u64) -> MutexGuard<'static, Part> {
    let part = &NAMES[(hash >> 32) as usize % PARTS];
    // nothing panics between the halves of a change
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Name {
    pub fn as_str(&self) -> &'static str {
        &self.0.text
    }

    /// The name with this text, if anybody has made one.
    pub fn from_existing(text: &str) -> Option<Self> {
        let hash = xxh3_64(text.as_bytes());
        part_of(hash).find(hash, |known| known.as_str() == text).copied()
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        let hash = xxh3_64(text.as_bytes());
        let mut part = part_of(hash);
        let entry = part.entry(hash, |known| known.as_str() == text, |known| known.0.hash);
        *entry.or_insert_with(|| Self(Box::leak(Box::new(Interned { hash, text: text.into() })))).get()
    }
}

impl From<&String> for Name {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl Default for Name {
    fn default() -> Self {
        "".into()
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        self
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Name {}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Name {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<Name> for str {
    fn eq(&self, other: &Name) -> bool {
        self == other.as_str()
    }
}

impl PartialEq<Name> for &str {
    fn eq(&self, other: &Name) -> bool {
        *self == other.as_str()
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other)
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Ok(Self::from(&*text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_is_one_name_on_all_threads() {
        let texts: Vec<String> = (0..5_000).map(|index| format!("one_text_{index}")).collect();
        assert_eq!(Name::from_existing("one_text_none"), None);
        let made: Vec<Vec<Name>> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..4).map(|_| scope.spawn(|| texts.iter().map(Name::from).collect())).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        for names in &made {
            assert_eq!(*names, made[0]);
            assert!(names.iter().zip(&texts).all(|(name, text)| name == text));
        }
        assert_eq!(Name::from_existing(&texts[7]), Some(made[0][7]));
        assert_ne!(made[0][7], made[0][8]);
        assert!(Name::from("b") > Name::from("aa") && Name::default().is_empty());
    }
}
