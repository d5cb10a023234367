//! Finds the bodies of functions without parsing: a lexer that knows strings, comments, characters and brackets, and no
//! grammar but that of a signature.
//!
//! [`outline`] blanks the bodies that can wait: every byte between their braces becomes a space, line ends stay, so
//! that the places of everything else are those of the file. A body can wait when it declares no item and awaits
//! nothing: all that is asked of it before it is read is which words are in it. Whatever the scan does not understand
//! stays as it is, for the parser to judge.

use super::CfgOptions;
use crate::ir::{WORD_START, add_to_word, fold};

/// Shorter bodies are read at once: that costs less than to remember them.
const SHORTEST: usize = 24;

/// A text with bodies blanked out.
pub(super) struct Outline {
    pub text: String,
    /// By the place of their opening braces, in order.
    pub bodies: Vec<Blanked>,
    pub words: Vec<u32>,
}

pub(super) struct Blanked {
    pub open: u32,
    /// Behind the closing brace.
    pub end: u32,
    pub words: std::ops::Range<u32>,
    pub has_let_else: bool,
}

/// What a body must be read for with its file: items live outside of it, too, and awaits are counted.
fn keeps(word: &[u8], next: u8) -> bool {
    match word {
        b"await" | b"yield" => true,
        b"select" | b"select_biased" | b"join" | b"try_join" | b"stream" | b"try_stream" => next == b'!',
        _ => begins_item(word, next),
    }
}

fn begins_item(word: &[u8], next: u8) -> bool {
    match word {
        b"fn" | b"struct" | b"enum" | b"trait" | b"impl" | b"mod" | b"use" | b"type" | b"const"
        | b"static" | b"extern" | b"macro_rules" | b"macro" => true,
        // a contextual keyword: an item when a name follows
        b"union" => next.is_ascii_alphabetic() || next == b'_' || next >= 0x80,
        _ => false,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// An identifier or keyword, with its hash.
    Word(u32),
    Open(u8),
    Close(u8),
    Other(u8),
    End,
}

#[derive(Clone)]
pub(super) struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the last token starts.
    start: usize,
}

/// The text with its bodies blanked out, and its test modules when they are not compiled; none when there is nothing to
/// gain.
pub(super) fn outline(text: &str, options: &CfgOptions) -> Option<Outline> {
    let mut scan = Scan::of(text);
    let mut bodies = Vec::new();
    let mut words = Vec::new();
    // between the braces
    let mut blank: Vec<std::ops::Range<usize>> = Vec::new();
    loop {
        match scan.next() {
            Token::End => break,
            Token::Other(b'#') if !options.test => {
                let mut ahead = scan.clone();
                if let Some(inside) = ahead.test_module() {
                    blank.push(inside);
                    scan = ahead;
                }
            }
            Token::Word(_) if scan.word() == b"fn" => {
                let resume = scan.at;
                match scan.signature() {
                    Some(open) => {
                        if let Some(body) = scan.body(open, &mut words) {
                            blank.push(body.open as usize + 1..body.end as usize - 1);
                            bodies.push(body);
                        }
                    }
                    None => scan.at = resume,
                }
            }
            _ => {}
        }
    }
    if blank.is_empty() {
        return None;
    }
    let mut blanked = text.as_bytes().to_vec();
    for inside in blank {
        for byte in &mut blanked[inside] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    // only whole characters were replaced, since braces are ASCII
    let text = String::from_utf8(blanked).ok()?;
    Some(Outline { text, bodies, words })
}

/// A first line `#!…` that is no attribute.
fn shebang(text: &str) -> usize {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    match text[start..].strip_prefix("#!") {
        Some(rest) if !rest.trim_start().starts_with('[') => text.find('\n').unwrap_or(text.len()),
        _ => start,
    }
}

impl<'a> Scan<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: shebang(text), start: 0 }
    }

    /// Where the last token starts.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Behind the last token.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Whether the last token begins an item.
    pub(super) fn begins_item(&self) -> bool {
        begins_item(self.word(), self.next_byte())
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    pub(super) fn word(&self) -> &[u8] {
        &self.bytes[self.start..self.at]
    }

    /// From behind `fn` to the opening brace of the body; none when there is none, or no function.
    pub(super) fn signature(&mut self) -> Option<usize> {
        let Token::Word(_) = self.next() else { return None };
        let (mut depth, mut angles) = (0_usize, 0_usize);
        let mut previous = (0_usize, 0_u8);
        loop {
            let token = self.next();
            match token {
                Token::End => return None,
                Token::Open(b'{') if depth == 0 && angles == 0 => return Some(self.start),
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth = depth.checked_sub(1)?,
                Token::Other(b';') if depth == 0 => return None,
                Token::Other(b'<') if depth == 0 => angles += 1,
                // not of `->` or `=>`
                Token::Other(b'>')
                    if depth == 0 && !(previous.0 + 1 == self.start && matches!(previous.1, b'-' | b'=')) =>
                {
                    angles = angles.saturating_sub(1);
                }
                _ => {}
            }
            previous = (self.start, if let Token::Other(byte) = token { byte } else { 0 });
        }
    }

    /// From behind the `#` of `#[cfg(test)] mod name { … }` to its end: what is between the braces.
    fn test_module(&mut self) -> Option<std::ops::Range<usize>> {
        for expected in [&b"["[..], b"cfg", b"(", b"test", b")", b"]"] {
            self.next();
            if self.word() != expected {
                return None;
            }
        }
        // further attributes, `pub(crate)`
        while self.next() != Token::End && self.word() != b"mod" {
            match self.word() {
                b"[" | b"(" => self.skip_to_closing()?,
                b"#" | b"pub" => {}
                _ => return None,
            }
        }
        if !matches!(self.next(), Token::Word(_)) || self.next() != Token::Open(b'{') {
            return None;
        }
        let open = self.at;
        self.skip_to_closing()?;
        Some(open..self.at - 1)
    }

    /// From behind an opening bracket to behind the closing one.
    fn skip_to_closing(&mut self) -> Option<()> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next() {
                Token::End => return None,
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth -= 1,
                _ => {}
            }
        }
        Some(())
    }

    /// From behind the opening brace to behind the closing one; none when the body has to be read with its file.
    fn body(&mut self, open: usize, words: &mut Vec<u32>) -> Option<Blanked> {
        let first = words.len();
        let (mut depth, mut kept, mut has_let_else) = (1_usize, false, false);
        let mut before_last = 0_u8;
        loop {
            match self.next() {
                Token::End => {
                    words.truncate(first);
                    return None;
                }
                Token::Open(b'{') => depth += 1,
                Token::Close(b'}') => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Token::Word(hash) => {
                    words.push(hash);
                    let word = &self.bytes[self.start..self.at];
                    // an `else` of `if` follows a brace
                    has_let_else |= word == b"else" && before_last != b'}';
                    if !kept && word.len() <= 13 && keeps(word, self.next_byte()) {
                        kept = true;
                    }
                }
                _ => {}
            }
            before_last = self.byte(self.at - 1);
        }
        if kept || self.at - open < SHORTEST {
            words.truncate(first);
            return None;
        }
        let own = &mut words[first..];
        own.sort_unstable();
        let mut kept = 0;
        for index in 0..own.len() {
            if index == 0 || own[index] != own[kept - 1] {
                own[kept] = own[index];
                kept += 1;
            }
        }
        words.truncate(first + kept);
        Some(Blanked {
            open: open as u32,
            end: self.at as u32,
            words: first as u32..words.len() as u32,
            has_let_else,
        })
    }

    /// The first byte of the next token, comments not looked through.
    fn next_byte(&self) -> u8 {
        self.bytes[self.at..].iter().copied().find(|byte| !byte.is_ascii_whitespace()).unwrap_or(0)
    }

    pub(super) fn next(&mut self) -> Token {
        loop {
            let Some(&byte) = self.bytes.get(self.at) else {
                self.start = self.at;
                return Token::End;
            };
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'/' if self.byte(self.at + 1) == b'/' => self.skip_line(),
                b'/' if self.byte(self.at + 1) == b'*' => self.block_comment(),
                _ => break,
            }
        }
        self.start = self.at;
        let byte = self.bytes[self.at];
        match byte {
            b'(' | b'[' | b'{' => {
                self.at += 1;
                Token::Open(byte)
            }
            b')' | b']' | b'}' => {
                self.at += 1;
                Token::Close(byte)
            }
            b'"' => {
                self.at += 1;
                self.string();
                Token::Other(b'"')
            }
            b'\'' => {
                self.quote();
                Token::Other(b'\'')
            }
            b'0'..=b'9' => {
                while is_word(self.byte(self.at)) {
                    self.at += 1;
                }
                Token::Other(b'0')
            }
            byte if is_word(byte) => self.identifier(),
            _ => {
                self.at += 1;
                Token::Other(byte)
            }
        }
    }

    /// A word, or the prefix of a string or character.
    fn identifier(&mut self) -> Token {
        let mut hash = WORD_START;
        while is_word(self.byte(self.at)) {
            hash = add_to_word(hash, self.bytes[self.at]);
            self.at += 1;
        }
        let word = &self.bytes[self.start..self.at];
        match (word, self.byte(self.at)) {
            (b"b" | b"c", b'"') => {
                self.at += 1;
                self.string();
                return Token::Other(b'"');
            }
            (b"b", b'\'') => {
                self.quote();
                return Token::Other(b'\'');
            }
            (b"r" | b"br" | b"cr", b'"' | b'#') => {
                let hashes = self.bytes[self.at..].iter().take_while(|byte| **byte == b'#').count();
                if self.byte(self.at + hashes) == b'"' {
                    self.at += hashes + 1;
                    self.raw_string(hashes);
                    return Token::Other(b'"');
                }
                if word == b"r" && hashes == 1 && is_word(self.byte(self.at + 1)) {
                    // `r#type` is the word `type`, and no keyword
                    self.at += 1;
                    let mut hash = WORD_START;
                    while is_word(self.byte(self.at)) {
                        hash = add_to_word(hash, self.bytes[self.at]);
                        self.at += 1;
                    }
                    return Token::Word(fold(hash));
                }
            }
            _ => {}
        }
        Token::Word(fold(hash))
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    }

    fn block_comment(&mut self) {
        let mut depth = 1;
        self.at += 2;
        while self.at < self.bytes.len() && depth > 0 {
            match (self.bytes[self.at], self.byte(self.at + 1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 1;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 1;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    fn string(&mut self) {
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at = self.bytes.len();
    }

    fn raw_string(&mut self, hashes: usize) {
        while self.at < self.bytes.len() {
            self.at += 1;
            if self.bytes[self.at - 1] == b'"'
                && self.bytes[self.at..].iter().take(hashes).take_while(|byte| **byte == b'#').count()
                    == hashes
            {
                self.at += hashes;
                return;
            }
        }
    }

    /// A character, or a lifetime.
    fn quote(&mut self) {
        match self.byte(self.at + 1) {
            b'\\' => {
                self.at += 3;
                while self.at < self.bytes.len() {
                    self.at += 1;
                    if self.bytes[self.at - 1] == b'\'' {
                        return;
                    }
                }
                self.at = self.bytes.len();
            }
            first => {
                let width = match first {
                    0..0x80 => 1,
                    0xc0..0xe0 => 2,
                    0xe0..0xf0 => 3,
                    _ => 4,
                };
                if self.byte(self.at + 1 + width) == b'\'' {
                    self.at += width + 2;
                } else {
                    self.at += 1;
                    while is_word(self.byte(self.at)) {
                        self.at += 1;
                    }
                }
            }
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let blanked = outline(text, &CfgOptions { test: false })
            .map_or_else(|| text.to_owned(), |outline| outline.text);
        assert_eq!(blanked.len(), text.len());
        let squeezed = blanked.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        assert_eq!(squeezed, expected);
    }

    #[test]
    fn bodies_that_can_wait_are_blanked() {
        check("fn f() { let a = some::call(1, 2); } struct S;", "fn f() { } struct S;");
        check("fn f() { short() }", "fn f() { short() }");
        check("fn f() { let a = some_call().await; }", "fn f() { let a = some_call().await; }");
        check("fn f() { tokio::join!(some, others); }", "fn f() { tokio::join!(some, others); }");
        check("fn f() { names.join(some, others); }", "fn f() { }");
        check("fn f() { fn g() { let a = 1; let b = 2; } }", "fn f() { fn g() { let a = 1; let b = 2; } }");
        check("type F = fn(u8); fn f() { let r#fn = r#type + r#use; }", "type F = fn(u8); fn f() { }");
    }

    #[test]
    fn tests_that_are_not_compiled_are_blanked() {
        check(
            "#[cfg(test)] mod tests { use super::*; struct T; } struct S;",
            "#[cfg(test)] mod tests { } struct S;",
        );
        check(
            "#[cfg(test)]\n#[allow(x[1])] pub(crate) mod tests { fn f() { '}' } }",
            "#[cfg(test)]\n#[allow(x[1])] pub(crate) mod tests { }",
        );
        for as_it_is in [
            "#[cfg(not(test))] mod a { struct S; }",
            "#[cfg(feature = \"test\")] mod a { struct S; }",
            "#[cfg(test)] mod tests; struct S;",
            "#[cfg(test)] struct S { a: u8 }",
            "#[cfg(test)] mod tests { struct S;",
        ] {
            check(as_it_is, as_it_is);
        }
        assert!(outline("#[cfg(test)] mod tests { struct S; }", &CfgOptions { test: true }).is_none());
    }

    #[test]
    fn signatures_may_have_braces() {
        check(
            "fn f(a: [u8; { 1 + 2 }]) -> A<{ 3 }> { some_long_call(a, a, a); }",
            "fn f(a: [u8; { 1 + 2 }]) -> A<{ 3 }> { }",
        );
        check(
            "fn f<F: Fn(u8) -> u8>(P { a, .. }: P) where F: B<C>, { some_long_call(a, a, a); }",
            "fn f<F: Fn(u8) -> u8>(P { a, .. }: P) where F: B<C>, { }",
        );
        check(
            "trait T { fn f(&self) -> Vec<Vec<u8>>; fn g(&self) { some_call(1, 2, 3, 4); } }",
            "trait T { fn f(&self) -> Vec<Vec<u8>>; fn g(&self) { } }",
        );
    }

    #[test]
    fn what_is_no_code_has_no_braces() {
        for inside in [
            r#"let a = "}"; let b = "\"}"; other();"#,
            r##"let a = r#"" } "#; let b = br"}\"; c"}";"##,
            "let a = '}'; let b = '\\''; let c = b'}'; let d: &'static str = x;",
            "/* } /* } */ } */ some_call(); // }\n",
            "let a = 'ä'; let b: Foo<'a> = '\u{10ffff}'; let c = '\\u{7d}';",
            "let r = 1; let b = r#loop; let c = 1.0e5; let d = 0..r;",
        ] {
            let text = format!("fn f() {{ {inside} }} struct S;");
            let outline = outline(&text, &CfgOptions::default()).expect("there is a body");
            assert_eq!(outline.bodies[0].end as usize, text.len() - " struct S;".len(), "{inside}");
        }
    }

    #[test]
    fn words_are_known() {
        let outline = outline("fn f() { a.b(c, \"d\", r#e); if x { } else { } }", &CfgOptions::default())
            .expect("a body");
        let mut expected: Vec<u32> = ["a", "b", "c", "e", "if", "x", "else"].map(crate::ir::word).to_vec();
        expected.sort_unstable();
        assert_eq!(outline.words, expected);
        assert!(!outline.bodies[0].has_let_else);
        assert!(
            super::outline("fn f() { let Some(x) = y else { return }; }", &CfgOptions::default())
                .expect("a body")
                .bodies[0]
                .has_let_else
        );
    }

    #[test]
    fn nonsense_ends() {
        for text in [
            "fn",
            "fn f",
            "fn f(",
            "fn f() {",
            "fn f() { '",
            "fn f() { \"\\",
            "fn f() { r#\"",
            "fn f() { '\\",
            "fn f() } {",
            "#!",
            "'",
            "b'",
            "/*",
            "r#",
        ] {
            outline(text, &CfgOptions::default());
        }
    }
}
