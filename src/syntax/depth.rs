//! What is nested too deeply to be parsed: told before the parser overflows its stack.

use super::scan::{Scan, Token};

/// Brackets nested deeper than this are not parsed: the parser would overflow its stack.
pub(super) const MAX_DEPTH: usize = 250;

/// So it would on `!!!!…`, and what walks the tree on `a + b + …`, `if … else if …`.
pub(super) const MAX_CHAIN: usize = 3000;

/// Where a text is nested too deeply.
pub(super) struct TooDeep {
    pub at: u32,
    pub of: Nesting,
}

pub(super) enum Nesting {
    Brackets,
    Operators,
}

/// The first place that is nested too deeply. Counted is what a parser and those who walk its tree recurse on: brackets,
/// and the operators on the way in, those of the expressions around included.
pub(super) fn too_deep(text: &str) -> Option<TooDeep> {
    // most texts are too short to be scanned: a level takes a byte
    let brackets = || text.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count();
    if text.len() <= MAX_CHAIN && brackets() <= MAX_DEPTH {
        return None;
    }
    let mut scan = Scan::of(text);
    let mut depth = Depth::default();
    loop {
        let token = scan.next();
        if let Some(of) = depth.see(token, scan.word(), scan.start()) {
            return Some(TooDeep { at: scan.start() as u32, of });
        }
        if token == Token::End {
            return None;
        }
    }
}

/// How deep a text is nested, token by token.
pub(super) struct Depth {
    /// Index of the innermost level.
    inner: usize,
    levels: [Level; MAX_DEPTH + 1],
    after_block: bool,
    /// The last token: where it ended, and its byte when it was none of a word or bracket.
    previous: (usize, u8),
}

impl Default for Depth {
    fn default() -> Self {
        Self { inner: 0, levels: [Level::default(); MAX_DEPTH + 1], after_block: false, previous: (0, 0) }
    }
}

impl Depth {
    /// The next token, which is this text and starts here: what is nested too deeply with it.
    pub fn see(&mut self, token: Token, text: &[u8], start: usize) -> Option<Nesting> {
        let level = &mut self.levels[self.inner];
        // a block ends a statement or an item, when no operator goes on with it
        if self.after_block && matches!(token, Token::Word(_) | Token::Other(b'#')) && !nests(text) {
            *level = Level { chain: level.around, angles: 0, ..*level };
        }
        self.after_block = token == Token::Close(b'}');
        match token {
            Token::Open(_) => {
                let around = level.chain;
                self.inner += 1;
                if self.inner > MAX_DEPTH {
                    return Some(Nesting::Brackets);
                }
                self.levels[self.inner] = Level { around, chain: around, angles: 0 };
            }
            Token::Close(_) => self.inner = self.inner.saturating_sub(1),
            Token::Other(b';') => *level = Level { chain: level.around, angles: 0, ..*level },
            // type arguments nest without brackets
            Token::Other(b',') => level.chain = level.around + level.angles,
            Token::End | Token::Other(b'"' | b'0' | b'\'' | b':') => {}
            // `..=` is one operator
            Token::Other(_) if self.previous == (start, b'.') => {}
            Token::Word(_) if !nests(text) => {}
            Token::Word(_) | Token::Other(_) => {
                match token {
                    Token::Other(b'<') => level.angles += 1,
                    Token::Other(b'>') => level.angles = level.angles.saturating_sub(1),
                    _ => {}
                }
                level.chain += 1;
                if level.chain > MAX_CHAIN {
                    return Some(Nesting::Operators);
                }
            }
        }
        self.previous = (start + text.len(), if let Token::Other(byte) = token { byte } else { 0 });
        None
    }
}

/// What is open inside one pair of brackets.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    /// Operators on the way to the opening bracket.
    around: usize,
    /// These, and those since the last separator.
    chain: usize,
    /// `<` without its `>`.
    angles: usize,
}

/// Keywords that an expression may follow: each is one level.
fn nests(word: &[u8]) -> bool {
    matches!(
        word,
        b"return" | b"break" | b"yield" | b"else" | b"as" | b"move" | b"dyn" | b"mut" | b"box" | b"become"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_without_brackets_is_counted() {
        let deep = |text: &str| too_deep(text).is_some();
        for part in ["!", "& ", "a + ", "|a| ", "return ", "V<", "V<u8, ", "if a { } else ", "a = ", "f(0, !"]
        {
            let text = format!("fn f() {{ {} }}", part.repeat(MAX_CHAIN + 1));
            assert!(deep(&text), "{part}");
            let text = format!("fn f() {{ {} }}", part.repeat(MAX_DEPTH - 10));
            assert!(!deep(&text), "{part}");
        }
        for part in [
            "a + b; ",
            "f(!a, b.c), ",
            "if a == b { } ",
            "fn f<T>() -> V<T> { } ",
            "#[a] struct B; ",
            "E::A, ",
            "E::A | ",
        ] {
            let text = format!("fn f() {{ {} }}", part.repeat(MAX_CHAIN - 1));
            assert!(!deep(&text), "{part}");
        }
    }
}
