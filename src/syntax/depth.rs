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
    let mut depth = 0;
    let mut levels = [Level::default(); MAX_DEPTH + 1];
    let (mut after_block, mut previous) = (false, (0, 0_u8));
    loop {
        let token = scan.next();
        let level = &mut levels[depth];
        // a block ends a statement or an item, when no operator goes on with it
        if after_block && matches!(token, Token::Word(_) | Token::Other(b'#')) && !nests(scan.word()) {
            *level = Level { chain: level.around, angles: 0, ..*level };
        }
        after_block = token == Token::Close(b'}');
        match token {
            Token::End => return None,
            Token::Open(_) => {
                let around = level.chain;
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(TooDeep { at: scan.start() as u32, of: Nesting::Brackets });
                }
                levels[depth] = Level { around, chain: around, angles: 0 };
            }
            Token::Close(_) => depth = depth.saturating_sub(1),
            Token::Other(b';') => *level = Level { chain: level.around, angles: 0, ..*level },
            // type arguments nest without brackets
            Token::Other(b',') => level.chain = level.around + level.angles,
            Token::Other(b'"' | b'0' | b'\'' | b':') => {}
            // `..=` is one operator
            Token::Other(_) if previous == (scan.start(), b'.') => {}
            Token::Word(_) if !nests(scan.word()) => {}
            Token::Word(_) | Token::Other(_) => {
                match token {
                    Token::Other(b'<') => level.angles += 1,
                    Token::Other(b'>') => level.angles = level.angles.saturating_sub(1),
                    _ => {}
                }
                level.chain += 1;
                if level.chain > MAX_CHAIN {
                    return Some(TooDeep { at: scan.start() as u32, of: Nesting::Operators });
                }
            }
        }
        previous = (scan.position(), if let Token::Other(byte) = token { byte } else { 0 });
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
