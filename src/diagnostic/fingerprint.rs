//! What identifies a finding from run to run: its lint, the item it is in, and the code up to it within its statement.
//!
//! No line number, no file name and no wording is part of it: lines may be added above, files moved, white space and
//! messages changed. Findings that are alike in all of it are told apart by their order.

use std::fmt;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Diagnostic;
use crate::source::{Place, SourceMap};

/// Shown as `<16 hexadecimal digits>:<number from 1>`, as GitHub shows its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Fingerprint {
    pub hash: u64,
    /// Which of those with the same hash, from 0.
    pub ordinal: u32,
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}:{}", self.hash, self.ordinal + 1)
    }
}

/// Gives each finding its fingerprint; they are in the order of output.
pub fn identify(diagnostics: &mut [Diagnostic], sources: &SourceMap) {
    let mut seen: FxHashMap<u64, u32> = FxHashMap::default();
    for diagnostic in diagnostics {
        let place = diagnostic.primary.place;
        // what is in no item is identified by its file
        let item = if diagnostic.item.is_empty() { &sources.file(place.file).path } else { &diagnostic.item };
        let mut hash = Fnv::default();
        hash.text(diagnostic.lint.map_or("", |lint| lint.name));
        hash.text(item);
        hash.text(&snippet(place, sources));
        let ordinal = seen.entry(hash.0).or_default();
        diagnostic.fingerprint = Fingerprint { hash: hash.0, ordinal: *ordinal };
        *ordinal += 1;
    }
}

/// The code from the last `;`, `{` or `}` up to and with the place, without white space.
fn snippet(place: Place, sources: &SourceMap) -> String {
    const LONGEST: usize = 400;
    let text = &sources.file(place.file).text;
    let (start, end) = (place.span.start as usize, place.span.end.max(place.span.start) as usize);
    let before = text.get(..start).unwrap_or("");
    let from = before.rfind([';', '{', '}']).map_or(0, |at| at + 1);
    let code = text.get(from..end).unwrap_or("");
    let mut code: Vec<char> = code
        .lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
        .flat_map(str::chars)
        .filter(|character| !character.is_whitespace())
        .collect();
    code.drain(..code.len().saturating_sub(LONGEST));
    code.into_iter().collect()
}

/// FNV-1a: the same in every version and on every machine, which std's hashers do not promise.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn text(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::source::{FileId, SourceFile, Span};

    fn fingerprints(text: &str) -> Vec<String> {
        let places = text.match_indices("await").map(|(at, word)| {
            let span = Span::new(at as u32, (at + word.len()) as u32);
            let mut diagnostic = Diagnostic::problem(Place::new(FileId(0), span), "");
            diagnostic.item = "shop::buy".to_owned();
            diagnostic
        });
        let mut diagnostics: Vec<Diagnostic> = places.collect();
        identify(&mut diagnostics, &SourceMap::new(vec![SourceFile::new("a.rs", text)]));
        diagnostics.iter().map(|diagnostic| diagnostic.fingerprint.to_string()).collect()
    }

    #[test]
    fn lines_above_and_white_space_change_nothing() {
        let plain = fingerprints("fn f() { a.get(x).await; b().await; }");
        let moved = fingerprints(
            "// new\n\nfn f() {\n    a\n        .get(x) // all\n        .await;\n    c(); b().await;\n}",
        );
        assert_eq!(plain, moved);
        assert_ne!(plain[0], plain[1]);
        assert_eq!(plain[0].len(), 18);
    }

    #[test]
    fn what_is_alike_is_told_apart_by_its_order() {
        let twice = fingerprints("{ a().await; a().await; }");
        assert!(twice[0].ends_with(":1") && twice[1].ends_with(":2"), "{twice:?}");
        assert_eq!(twice[0][..16], twice[1][..16]);
    }
}
