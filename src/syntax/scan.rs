//! A lexer that knows strings, comments, characters and brackets, and no grammar but that of a signature. Whatever it does
//! not understand is a token of its own.
//!
//! For those who look at a text before it is parsed, or instead: [`outline`](super::outline), [`depth`](super::depth),
//! [`shape`](super::shape).

use memchr::{memchr, memchr2};

use crate::ir::word_of;

pub(super) fn begins_item(word: &[u8], next: u8) -> bool {
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

    /// The same text from a place on that is between two tokens.
    pub(super) fn moved_to(&self, at: usize) -> Self {
        Self { at, ..*self }
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

    /// The text from a place on.
    pub(super) fn bytes_at(&self, at: usize) -> &'a [u8] {
        self.bytes.get(at..).unwrap_or(&[])
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes_at(self.at)
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    pub(super) fn word(&self) -> &'a [u8] {
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
    pub(super) fn test_module(&mut self) -> Option<std::ops::Range<usize>> {
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

    /// From behind the `#` of `#[name(…)]` to behind its end: what is between the parentheses, for a name that is wanted.
    pub(super) fn arguments(&mut self, is_wanted: impl Fn(&[u8]) -> bool) -> Option<std::ops::Range<usize>> {
        if self.next() != Token::Open(b'[')
            || !matches!(self.next(), Token::Word(_))
            || !is_wanted(self.word())
        {
            return None;
        }
        if !matches!(self.next(), Token::Open(_)) {
            return None;
        }
        let open = self.at;
        self.skip_to_closing()?;
        let close = self.start;
        (self.next() == Token::Close(b']')).then_some(open..close)
    }

    /// From behind an opening bracket to behind the closing one.
    pub(super) fn skip_to_closing(&mut self) -> Option<()> {
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

    /// The first byte of the next token.
    pub(super) fn next_byte(&self) -> u8 {
        self.next_bytes().first().copied().unwrap_or(0)
    }

    /// The text from the next token on.
    pub(super) fn next_bytes(&self) -> &'a [u8] {
        let rest = self.bytes[self.at..].trim_ascii_start();
        if rest.starts_with(b"//") || rest.starts_with(b"/*") {
            let mut ahead = self.clone();
            ahead.next();
            return &self.bytes[ahead.start..];
        }
        rest
    }

    pub(super) fn next(&mut self) -> Token {
        loop {
            let Some(&byte) = self.bytes.get(self.at) else {
                self.start = self.at;
                return Token::End;
            };
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => {
                    self.at += 1;
                    // most blanks are indentation
                    while self.rest().first_chunk() == Some(b"    ") {
                        self.at += 4;
                    }
                }
                b'/' if self.byte(self.at + 1) == b'/' => self.skip_line(),
                b'/' if self.byte(self.at + 1) == b'*' => _ = self.block_comment(),
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
        self.letters();
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
                    let start = self.at;
                    self.letters();
                    return Token::Word(word_of(&self.bytes[start..self.at]));
                }
            }
            _ => {}
        }
        Token::Word(word_of(word))
    }

    /// To the end of a word.
    fn letters(&mut self) {
        let rest = self.rest();
        let length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
        self.at += length;
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// From its start to behind its end; false when it has none.
    pub(super) fn block_comment(&mut self) -> bool {
        let mut depth = 1;
        self.at += 2;
        while depth > 0 {
            let Some(next) = memchr2(b'*', b'/', self.rest()) else {
                self.at = self.bytes.len();
                return false;
            };
            self.at += next + 1;
            match (self.bytes[self.at - 1], self.byte(self.at)) {
                (b'/', b'*') => depth += 1,
                (b'*', b'/') => depth -= 1,
                _ => continue,
            }
            self.at += 1;
        }
        true
    }

    fn string(&mut self) {
        while let Some(next) = memchr2(b'"', b'\\', self.rest()) {
            self.at += next + 1;
            if self.bytes[self.at - 1] == b'"' {
                return;
            }
            self.at += 1;
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

pub(super) fn is_word(byte: u8) -> bool {
    const IS: [bool; 256] = {
        let mut is = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            is[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_' || byte >= 0x80;
            byte += 1;
        }
        is
    };
    IS[byte as usize]
}
