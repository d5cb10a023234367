//! What of a text others can see: all of its tokens but those in the bodies of functions. While it is the same, names,
//! types and signatures are, and an edit has changed nothing but bodies, comments and places.

use super::scan::{Scan, Token};

/// These tokens, in order. Bodies that declare items count like everything else, and so does what is given to macros and
/// what macros are made of: it is code somewhere else.
pub fn shape(text: &str) -> Vec<u8> {
    let mut shape = Shape { scan: Scan::of(text), seen: Vec::new() };
    while shape.item() {}
    shape.seen
}

struct Shape<'a> {
    scan: Scan<'a>,
    seen: Vec<u8>,
}

impl Shape<'_> {
    fn token(&mut self) -> Token {
        let token = self.scan.next();
        self.seen.extend(self.scan.word());
        // in no text
        self.seen.push(0xff);
        token
    }

    /// One token, a function, or a macro; false at the end.
    fn item(&mut self) -> bool {
        let token = self.token();
        match token {
            Token::Word(_) if self.scan.word() == b"fn" => {
                let mut ahead = self.scan.clone();
                if ahead.signature().is_some() {
                    while self.scan.position() < ahead.position() {
                        self.token();
                    }
                    let before = self.seen.len();
                    if !self.group() {
                        self.seen.truncate(before);
                    }
                }
            }
            // `name! { … }`, `macro_rules! name { … }`
            Token::Other(b'!') => {
                let mut next = self.token();
                if let Token::Word(_) = next {
                    next = self.token();
                }
                if let Token::Open(_) = next {
                    self.group();
                }
            }
            // `macro name { … }`, `macro name($a:ident) { … }`
            Token::Word(_) if self.scan.word() == b"macro" => {
                while !matches!(self.token(), Token::Open(b'{') | Token::End) {}
                self.group();
            }
            _ => {}
        }
        token != Token::End
    }

    /// From behind an opening bracket to behind the closing one; whether items begin there.
    fn group(&mut self) -> bool {
        let (mut depth, mut has_items) = (1_usize, false);
        while depth > 0 {
            match self.token() {
                Token::End => return true,
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth -= 1,
                Token::Word(_) => has_items |= self.scan.begins_item(),
                Token::Other(_) => {}
            }
        }
        has_items
    }
}

#[cfg(test)]
mod tests {
    use super::shape;

    const TEXT: &str = "
        #[derive(Debug)] struct S<'a> { a: &'a str }
        impl S<'_> { fn f(&self, b: [u8; { 1 + 1 }]) -> u8 { self.a.len() as u8 } }
        fn g() { use a::b; b(\"1\") }
        macro_rules! m { () => { fn made() { first() } }; }
        m! { fn given() { second() } }
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
            ("first()", "third()"),
            ("second()", "third()"),
        ] {
            assert!(!same(from, to), "{from}");
        }
    }
}
