//! What of a text others can see: all of its tokens but those in the bodies of functions. While it is the same, names,
//! types and signatures are, and an edit has changed nothing but bodies, comments and places.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::scan::{Scan, Token};

/// The hash of it. Bodies that declare items count like everything else.
pub fn shape(text: &str) -> u64 {
    let mut shape = Shape { scan: Scan::of(text), hash: FxHasher::default() };
    while shape.item() {}
    shape.hash.finish()
}

struct Shape<'a> {
    scan: Scan<'a>,
    hash: FxHasher,
}

impl Shape<'_> {
    fn token(&mut self, token: Token) {
        match token {
            Token::End => {}
            Token::Open(_) | Token::Close(_) | Token::Word(_) | Token::Other(_) => {
                self.hash.write(self.scan.word());
                self.hash.write_u8(0xff);
            }
        }
    }

    /// One token, or a function; false at the end.
    fn item(&mut self) -> bool {
        let token = self.scan.next();
        let is_fn = matches!(token, Token::Word(_)) && self.scan.word() == b"fn";
        self.token(token);
        if is_fn {
            let mut ahead = self.scan.clone();
            if ahead.signature().is_some() {
                let end = ahead.position();
                while self.scan.position() < end {
                    let token = self.scan.next();
                    self.token(token);
                }
                self.body();
            }
        }
        token != Token::End
    }

    /// From behind the opening brace to behind the closing one.
    fn body(&mut self) {
        let before = self.hash.clone();
        let (mut depth, mut has_items) = (1_usize, false);
        while depth > 0 {
            let token = self.scan.next();
            match token {
                Token::End => return,
                Token::Open(b'{') => depth += 1,
                Token::Close(b'}') => depth -= 1,
                Token::Word(_) => has_items |= self.scan.begins_item(),
                _ => {}
            }
            self.token(token);
        }
        if !has_items {
            self.hash = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shape;

    const TEXT: &str = "
        #[derive(Debug)] struct S<'a> { a: &'a str }
        impl S<'_> { fn f(&self, b: [u8; { 1 + 1 }]) -> u8 { self.a.len() as u8 } }
        fn g() { use a::b; b(\"1\") }
    ";

    fn same(from: &str, to: &str) -> bool {
        assert!(TEXT.contains(from), "{from}");
        shape(TEXT) == shape(&TEXT.replacen(from, to, 1))
    }

    #[test]
    fn bodies_and_comments_are_not_seen() {
        assert!(same("self.a.len() as u8", "let c = self.a.len(); if c > 7 { return 7; } c as u8"));
        assert!(same("self.a.len() as u8", ""));
        assert!(same("struct S", "// S\n struct /* the */ S"));
        assert!(same("fn f", "\n\n fn\n f"));
    }

    #[test]
    fn all_else_is() {
        for (from, to) in [
            ("Debug", "Clone"),
            ("'a str", "'b str"),
            ("fn f", "fn h"),
            ("b: [u8", "c: [u8"),
            ("1 + 1", "1 + 2"),
            ("-> u8", "-> u16"),
            ("use a::b", "use a::c"),
            ("\"1\"", "\"2\""),
            ("fn g", "async fn g"),
            ("-> u8 {", "-> u8 { fn inner() {}"),
        ] {
            assert!(!same(from, to), "{from}");
        }
    }
}
