//! What a `use` brings, read from its text: a fifth of a file without its bodies is paths of imports, and a tree of tokens
//! for them would be made to be dropped.
//!
//! The plain form only: what else may stand there (`use {a, b};`, `use ::a;`, nonsense) is left to the parser. Called by
//! [`outline`](super::outline), which leaves the paths out; [`item`](super::item) puts the two together again.

use crate::ir::{Import, Name};
use crate::source::Span;

use super::scan::{Scan, Token};

/// Groups in groups; rustfmt merges them, so that real ones have three.
const DEEPEST: usize = 64;

/// From behind `use` to before the `;`; with where the first name ends.
pub(super) fn imports(scan: &mut Scan<'_>) -> Option<(usize, Vec<Import>)> {
    if !matches!(scan.clone().next(), Token::Word(_)) {
        return None;
    }
    let mut ahead = scan.clone();
    ahead.next();
    let first = ahead.position();
    let mut reading = Reading { scan, path: Vec::new(), found: Vec::new() };
    reading.tree(0)?;
    let found = reading.found;
    (scan.next_byte() == b';').then_some((first, found))
}

struct Reading<'r, 'a> {
    scan: &'r mut Scan<'a>,
    path: Vec<Name>,
    found: Vec<Import>,
}

impl Reading<'_, '_> {
    fn tree(&mut self, depth: usize) -> Option<()> {
        let around = self.path.len();
        loop {
            match self.scan.next() {
                Token::Word(_) => {
                    let (name, span) = self.name();
                    if self.scan.next_byte() != b':' {
                        self.named(name, span)?;
                        break;
                    }
                    self.path_separator()?;
                    self.path.push(name);
                }
                Token::Open(b'{') if !self.path.is_empty() && depth < DEEPEST => {
                    self.group(depth + 1)?;
                    break;
                }
                Token::Other(b'*') if !self.path.is_empty() => {
                    let (path, name) = (self.path.clone(), Name::from("*"));
                    self.found.push(Import { global: false, path, name, glob: true, span: self.span() });
                    break;
                }
                _ => return None,
            }
        }
        self.path.truncate(around);
        Some(())
    }

    /// Behind the opening brace, to behind the closing one.
    fn group(&mut self, depth: usize) -> Option<()> {
        while self.scan.next_byte() != b'}' {
            self.tree(depth)?;
            match self.scan.next_byte() {
                b',' => self.scan.next(),
                b'}' => break,
                _ => return None,
            };
        }
        self.scan.next();
        Some(())
    }

    /// At the end of a path: the name, and an alias for it.
    fn named(&mut self, name: Name, span: Span) -> Option<()> {
        let mut ahead = self.scan.clone();
        let has_alias = matches!(ahead.next(), Token::Word(_)) && ahead.word() == b"as";
        let mut alias = None;
        if has_alias {
            *self.scan = ahead;
            let Token::Word(_) = self.scan.next() else { return None };
            alias = Some(self.name());
        }
        // `use a::{self}` names `a`
        let last = (name != "self" || self.path.is_empty()).then_some(name);
        let path: Vec<Name> = self.path.iter().copied().chain(last).collect();
        let (name, span) = alias.unwrap_or((*path.last()?, span));
        self.found.push(Import { global: false, path, name, glob: false, span });
        Some(())
    }

    fn path_separator(&mut self) -> Option<()> {
        for _ in 0..2 {
            (self.scan.next() == Token::Other(b':')).then_some(())?;
        }
        Some(())
    }

    fn span(&self) -> Span {
        Span::new(self.scan.start() as u32, self.scan.position() as u32)
    }

    fn name(&self) -> (Name, Span) {
        let text = std::str::from_utf8(self.scan.word()).unwrap_or_default();
        (Name::from(text.strip_prefix("r#").unwrap_or(text)), self.span())
    }
}
