//! A text to tokens for syn, several times as fast as proc-macro2's own lexer, and with byte offsets for places.
//!
//! Built on [`Scan`]; knows what code is made of, and says none where it is not sure: of what is not ASCII outside of
//! strings and comments, of rare forms of literals, of everything that is wrong. proc-macro2 then decides, so that nothing
//! is taken for a token here that is none there. `tests/lazily.rs` compares the two.
//!
//! proc-macro2 makes no place of an offset, but `Literal::subspan` takes parts of one: a literal as long as the text is the
//! ruler that all places are read from. Called by [`parse`](super::parse).

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use super::depth::Depth;
use super::scan::{Scan, Token, is_word};

/// Bytes of texts that proc-macro2 may keep for a thread before it is told to forget them.
const MOST_KEPT: usize = 1 << 14;
/// What it keeps beside a text.
const KEPT_BESIDE: usize = 128;
const SHORTEST_RULER: usize = 1 << 13;
/// A longer one is made anew each time.
const LONGEST_RULER: usize = 1 << 20;

/// Of one thread.
#[derive(Default)]
struct Places {
    ruler: Option<Rc<Literal>>,
    length: usize,
    /// Bytes that proc-macro2 keeps besides the ruler.
    kept: usize,
}

thread_local! {
    static PLACES: RefCell<Places> = RefCell::default();
}

/// All but some parts of a text, which start and end between tokens and are told in order. Places are offsets into the
/// whole text: columns of the first line.
pub(super) fn tokens(text: &str, left_out: &[Range<usize>]) -> Option<TokenStream> {
    let length = text.len().saturating_sub(left_out.iter().map(Range::len).sum());
    let mut lexer = Lexer {
        text,
        scan: Scan::of(text),
        left_out: left_out.iter(),
        ruler: ruler(text.len())?,
        tokens: Vec::with_capacity(length / 16),
        open: Vec::new(),
        depth: Depth::default(),
    };
    let next = lexer.left_out.next();
    lexer.read(next)?;
    let tokens = std::mem::take(&mut lexer.tokens);
    Some(tokens.into_iter().collect())
}

/// Gives a text to proc-macro2, which keeps it.
pub(super) fn foreign<'t, T>(text: &'t str, read: impl FnOnce(&'t str) -> T) -> T {
    PLACES.with_borrow_mut(|places| places.kept += text.len() + KEPT_BESIDE);
    read(text)
}

/// No place of a token that this thread made so far is asked for any more.
pub(super) fn done_with_places() {
    PLACES.with_borrow_mut(|places| {
        if places.kept > MOST_KEPT || places.length > LONGEST_RULER {
            *places = Places::default();
            proc_macro2::extra::invalidate_current_thread_spans();
        }
    });
}

/// A literal that is at least so long. For short texts it stays the same.
fn ruler(length: usize) -> Option<Rc<Literal>> {
    PLACES.with_borrow_mut(|places| {
        if places.ruler.is_none() || places.length < length {
            let longer = length.max(SHORTEST_RULER).next_power_of_two();
            let literal = format!("\"{}\"", " ".repeat(longer)).parse().ok()?;
            (places.ruler, places.length) = (Some(Rc::new(literal)), longer);
        }
        places.ruler.clone()
    })
}

struct Lexer<'a> {
    text: &'a str,
    scan: Scan<'a>,
    left_out: std::slice::Iter<'a, Range<usize>>,
    ruler: Rc<Literal>,
    tokens: Vec<TokenTree>,
    /// Of each open bracket: which, where, and how many tokens are before what is in it.
    open: Vec<(u8, usize, usize)>,
    depth: Depth,
}

impl<'a> Lexer<'a> {
    fn read(&mut self, mut next_left_out: Option<&'a Range<usize>>) -> Option<()> {
        loop {
            let mut before = self.scan.position();
            while let Some(part) = next_left_out.filter(|part| part.start == before) {
                self.scan = self.scan.moved_to(part.end);
                before = part.end;
                next_left_out = self.left_out.next();
            }
            let token = self.scan.next();
            let (start, end) = (self.scan.start(), self.scan.position());
            let between = self.text.get(before..start)?;
            if between.len() > 1 && between.as_bytes().contains(&b'/') {
                self.comments(before, between)?;
            }
            if self.depth.see(token, self.scan.word(), start).is_some() {
                return None;
            }
            match token {
                // what was to be left out was not at a token
                Token::End => return (self.open.is_empty() && next_left_out.is_none()).then_some(()),
                Token::Open(bracket) => {
                    // rustc's way to show an error in a macro
                    if self.text.as_bytes()[start..].starts_with(b"(/*ERROR*/)") {
                        return None;
                    }
                    self.open.push((bracket, start, self.tokens.len()));
                }
                Token::Close(bracket) => self.close(bracket, end)?,
                Token::Word(_) => self.word(start..end)?,
                Token::Other(b'"') => self.literal(start..end)?,
                Token::Other(b'\'') => self.quote(start..end)?,
                Token::Other(b'0') => self.number(start, end)?,
                Token::Other(byte) => {
                    let is_last = next_left_out.is_some_and(|part| part.start == end);
                    let spacing =
                        if !is_last && self.is_punct_at(end) { Spacing::Joint } else { Spacing::Alone };
                    is_punct(byte).then(|| self.punct(byte, spacing, start..end))?;
                }
            }
        }
    }

    fn place(&self, at: Range<usize>) -> Span {
        self.ruler.subspan(at).unwrap_or_else(Span::call_site)
    }

    fn push(&mut self, token: impl Into<TokenTree>, at: Range<usize>) {
        let mut token = token.into();
        token.set_span(self.place(at));
        self.tokens.push(token);
    }

    fn punct(&mut self, byte: u8, spacing: Spacing, at: Range<usize>) {
        self.push(Punct::new(byte.into(), spacing), at);
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn is_punct_at(&self, at: usize) -> bool {
        let is_comment = self.byte(at) == b'/' && matches!(self.byte(at + 1), b'/' | b'*');
        (is_punct(self.byte(at)) || self.byte(at) == b'\'') && !is_comment
    }

    fn close(&mut self, bracket: u8, end: usize) -> Option<()> {
        let (opening, start, before) = self.open.pop()?;
        let delimiter = match (opening, bracket) {
            (b'(', b')') => Delimiter::Parenthesis,
            (b'[', b']') => Delimiter::Bracket,
            (b'{', b'}') => Delimiter::Brace,
            _ => return None,
        };
        let inside = self.tokens.drain(before..).collect();
        self.push(Group::new(delimiter, inside), start..end);
        Some(())
    }

    fn word(&mut self, at: Range<usize>) -> Option<()> {
        let word = self.text.get(at.clone())?;
        let is_prefix = matches!(word, "r" | "b" | "br" | "c" | "cr");
        if !word.is_ascii() || is_prefix && matches!(self.byte(at.end), b'"' | b'\'' | b'#') {
            return None;
        }
        let place = self.place(at);
        let ident = match word.strip_prefix("r#") {
            Some("_" | "super" | "self" | "Self" | "crate") => return None,
            Some(raw) if raw.starts_with(|first: char| first.is_ascii_digit()) => return None,
            Some(raw) => Ident::new_raw(raw, place),
            None => Ident::new(word, place),
        };
        self.tokens.push(ident.into());
        Some(())
    }

    /// A string, or anything that proc-macro2 takes for a literal.
    fn literal(&mut self, at: Range<usize>) -> Option<()> {
        let text = self.text.get(at.clone())?;
        let inside = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let literal = match inside.and_then(unescaped) {
            Some(value) => Literal::string(&value),
            None => foreign(text, str::parse).ok()?,
        };
        self.end_of_literal(literal, at)
    }

    /// A character, or a lifetime.
    fn quote(&mut self, at: Range<usize>) -> Option<()> {
        let text = self.text.get(at.clone())?;
        let literal = match text.as_bytes() {
            [b'\'', b'\\', ..] => foreign(text, str::parse).ok()?,
            [b'\'', byte @ 0x20..0x7f, b'\''] => Literal::character(char::from(*byte)),
            [b'\'', .., b'\''] | [b'b', ..] => foreign(text, str::parse).ok()?,
            [b'\'', first, ..] if begins_word(*first) => {
                let is_whole = text.is_ascii() && !matches!(self.byte(at.end), b'\'' | b'#');
                is_whole.then(|| self.punct(b'\'', Spacing::Joint, at.start..at.start + 1))?;
                return self.word(at.start + 1..at.end);
            }
            _ => return None,
        };
        self.end_of_literal(literal, at)
    }

    fn number(&mut self, start: usize, end: usize) -> Option<()> {
        let is_decimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
        let mut end = end;
        let mut text = self.text.get(start..end)?;
        if is_decimal(text)
            && self.byte(end) == b'.'
            && self.byte(end + 1) != b'.'
            && !begins_word(self.byte(end + 1))
        {
            end = self.end_of_word(end + 1);
            text = self.text.get(start..end)?;
        }
        let before_sign =
            text.strip_suffix(['e', 'E']).is_some_and(|mantissa| is_decimal(&mantissa.replacen('.', "", 1)));
        if before_sign && matches!(self.byte(end), b'+' | b'-') && self.byte(end + 1).is_ascii_digit() {
            end = self.end_of_word(end + 1);
            text = self.text.get(start..end)?;
        }
        self.scan = self.scan.moved_to(end);
        let is_plain = text.len() < 19 && (text == "0" || !text.starts_with('0'));
        let literal = match text.parse() {
            Ok(number) if is_plain => Literal::u64_unsuffixed(number),
            _ => foreign(text, str::parse).ok()?,
        };
        self.end_of_literal(literal, start..end)
    }

    fn end_of_word(&self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        at + rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len())
    }

    /// No suffix is known here that was not given to proc-macro2.
    fn end_of_literal(&mut self, literal: Literal, at: Range<usize>) -> Option<()> {
        if begins_word(self.byte(at.end)) {
            return None;
        }
        self.push(literal, at);
        Some(())
    }

    /// What stands between two tokens and is no blank: documentation is an attribute.
    fn comments(&mut self, from: usize, between: &str) -> Option<()> {
        let mut at = 0;
        while let Some(next) = memchr::memchr(b'/', &between.as_bytes()[at..]) {
            at += next;
            let rest = &between[at..];
            let (length, doc) = if rest.starts_with("//") {
                let end = memchr::memchr(b'\n', rest.as_bytes());
                let length = end.unwrap_or(rest.len());
                let is_doc = rest.starts_with("///") && !rest.starts_with("////") || rest.starts_with("//!");
                let line = &rest[..length];
                let line = if end.is_some() { line.strip_suffix('\r').unwrap_or(line) } else { line };
                (length, is_doc.then(|| &line[3..]))
            } else {
                let mut comment = self.scan.moved_to(from + at);
                let length = comment.block_comment().then(|| comment.position() - from - at)?;
                let is_doc = rest.starts_with("/**") && !rest.starts_with("/***") || rest.starts_with("/*!");
                (length, (is_doc && length > 4).then(|| &rest[3..length - 2]))
            };
            if let Some(doc) = doc {
                let is_inner = rest.as_bytes()[2] == b'!';
                self.doc(doc, is_inner, from + at..from + at + length)?;
            }
            at += length;
        }
        Some(())
    }

    fn doc(&mut self, text: &str, is_inner: bool, at: Range<usize>) -> Option<()> {
        if memchr::memchr(b'\r', text.as_bytes()).is_some() {
            return None;
        }
        self.punct(b'#', Spacing::Alone, at.clone());
        if is_inner {
            self.punct(b'!', Spacing::Alone, at.clone());
        }
        let before = self.tokens.len();
        self.tokens.push(Ident::new("doc", self.place(at.clone())).into());
        self.punct(b'=', Spacing::Alone, at.clone());
        self.push(Literal::string(text), at.clone());
        let inside = self.tokens.drain(before..).collect();
        self.push(Group::new(Delimiter::Bracket, inside), at);
        Some(())
    }
}

/// The value of a string that has only the escapes that are most common.
fn unescaped(inside: &str) -> Option<Cow<'_, str>> {
    if memchr::memchr(b'\r', inside.as_bytes()).is_some() {
        return None;
    }
    let mut value = Cow::Borrowed("");
    let mut rest = inside;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        value += &rest[..at];
        let escaped = *rest.as_bytes().get(at + 1)?;
        let means = match escaped {
            b'n' => "\n",
            b't' => "\t",
            b'\\' => "\\",
            b'"' => "\"",
            b'\'' => "'",
            // a line goes on behind the blanks of the next
            b'\n' => "",
            _ => return None,
        };
        value += means;
        rest = &rest[at + 2..];
        if escaped == b'\n' {
            rest = rest.trim_start_matches([' ', '\t', '\n']);
        }
    }
    value += rest;
    Some(value)
}

fn begins_word(byte: u8) -> bool {
    is_word(byte) && !byte.is_ascii_digit()
}

fn is_punct(byte: u8) -> bool {
    matches!(
        byte,
        b'~' | b'!'
            | b'@'
            | b'#'
            | b'$'
            | b'%'
            | b'^'
            | b'&'
            | b'*'
            | b'-'
            | b'='
            | b'+'
            | b'|'
            | b';'
            | b':'
            | b','
            | b'<'
            | b'.'
            | b'>'
            | b'/'
            | b'?'
    )
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::super::spans::Spans;
    use super::*;

    /// Every token with its place. What a literal means is compared, not how it is written.
    fn shown(tokens: TokenStream, places: &Spans<'_>) -> String {
        let mut all = String::new();
        for token in tokens {
            let place = places.span(token.span());
            let text = match token {
                TokenTree::Group(group) => {
                    format!("{:?} [{}]", group.delimiter(), shown(group.stream(), places))
                }
                TokenTree::Punct(punct) => format!("{}{:?}", punct.as_char(), punct.spacing()),
                TokenTree::Ident(ident) => ident.to_string(),
                TokenTree::Literal(literal) => match syn::Lit::new(literal.clone()) {
                    syn::Lit::Str(text) => format!("{:?}{}", text.value(), text.suffix()),
                    syn::Lit::Char(text) => format!("{:?}{}", text.value(), text.suffix()),
                    _ => literal.to_string(),
                },
            };
            write!(all, "{}..{} {text} ", place.start, place.end).expect("a string");
        }
        all
    }

    /// Whether we lex it; as proc-macro2 does when we do.
    fn is_lexed(text: &str) -> bool {
        let Some(tokens) = tokens(text, &[]) else { return false };
        let ours = shown(tokens, &Spans::in_bytes(text, 0));
        let theirs: TokenStream =
            text.parse().unwrap_or_else(|_| panic!("no tokens for proc-macro2: {text}"));
        assert_eq!(ours, shown(theirs, &Spans::new(text)), "{text}");
        done_with_places();
        true
    }

    #[test]
    fn tokens_are_those_of_proc_macro2() {
        for text in [
            "",
            "fn f<'a>(x: &'a mut u8) -> Vec<Vec<u8>> { x <<= 1; a..=b; c ... d }",
            "r#type r#fn _ __ a1 _1 Self crate union",
            "'a' '\\'' '\\\\' '\"' ' ' b'a' b'\\x7f' 'ä' '\\u{e4}' 'a 'static '_ &'a",
            "\"\" \"a\" \"a\\n\\\"b\" \"ä'\" r\"a\" r#\"a\"b\"# b\"a\" br#\"\"# c\"a\" cr\"a\" \"\\\"\"",
            "0 1 10 01 1u8 1_000 0x1f_u8 0b1 0o7 1.0 1. 1.0f32 1e5 1e-5 1.5E+10_f64 1..2 1.max(2) 18446744073709551615",
            "x.0 x.0.1 x.0.1.2 x.0 .1 [0; 3] 1.0.0 0.0.a 1.e5 1e 0x1e+5 0xe-1 1_e+3 1.0e+x 123456789012345678901234567890",
            "/// a\nfn f() { /** b */ g(/* c */) //! d\n } //// e\n/* f /* g */ */ /**/ /***/ h /*! i */ j // k",
            "a/b a//c\n/d a/**/b +/**/- +// c\n- & && &&& -> => :: .. #![a] #[b] $c ?d !e @f ~g ^h %i |j| a=b",
            "'a: loop { break 'a } f::<'a, 'b>() '\\u{10ffff}' '\\0' b'\\0'",
            "m!{ $($a:expr),* $crate } /* e */",
            "\"a\"1 'a'1.5 1\"a\" \"a\"'b'",
        ] {
            assert!(is_lexed(text), "{text}");
        }
    }

    #[test]
    fn what_proc_macro2_keeps_is_forgotten_and_places_stay_right() {
        for round in 0..2000 {
            let text = format!("a{round} \"\\u{{e4}}\" 1_0 b");
            assert!(is_lexed(&text));
            assert!(PLACES.with_borrow(|places| places.kept <= MOST_KEPT), "{round}");
        }
        assert!(is_lexed(&"a ".repeat(LONGEST_RULER)));
        assert!(PLACES.with_borrow(|places| places.length <= LONGEST_RULER));
    }

    #[test]
    fn what_is_left_out_is_not_there_and_moves_nothing() {
        let text = "fn f() { abc; } /// doc\nstruct S; // c";
        let left_out = [8..14, 15..24];
        let tokens = tokens(text, &left_out).expect("tokens");
        assert_eq!(tokens.to_string(), "fn f () { } struct S ;");
        let last = tokens.into_iter().last().expect("a token").span();
        assert_eq!((last.start().column, last.end().column), (32, 33));
    }

    #[test]
    fn what_is_not_sure_is_left_to_proc_macro2() {
        for text in [
            "( ]",
            "(",
            ")",
            "\"a",
            "'",
            "'ab'",
            "\"\\q\"",
            "\"a\"b",
            "é",
            "a\u{a0}b",
            "r#self",
            "/*",
            "a /* b",
            "`",
            "\\",
            "\0",
            "b'ä'",
            "(/*ERROR*/)",
            "'a'b",
            "\"\r\"",
            "'r#a",
            "/// \r a\nb",
            "r##",
            "0b2",
        ] {
            assert!(!is_lexed(text), "{text}");
        }
        assert!(tokens("a b", &[2..3, 7..8]).is_none());
        let deep =
            |count: usize| tokens(&format!("{}{}", "(".repeat(count), ")".repeat(count)), &[]).is_some();
        assert!(deep(super::super::depth::MAX_DEPTH) && !deep(super::super::depth::MAX_DEPTH + 1));
    }

    #[test]
    fn no_mix_of_parts_is_lexed_in_another_way() {
        const PARTS: &[&str] = &[
            "a", "r", "b", "br", "c", "cr", "e", "E5", "_", "0", "1", "0x", "0b", "9_", ".", "..", "'", "\"",
            "#", "r#", "\\", "\\\"", "\\n", "\\u{61}", "\\x41", "/", "//", "/*", "*/", "/**", "/*!", "///",
            "//!", "*", "!", "+", "-", "=", "<", ">", "&", "|", ":", ";", ",", "(", ")", "[", "]", "{", "}",
            " ", "\n", "\r\n", "\r", "\t", "é", "$", "?", "@", "fn", "self", "u8", "f64", "\u{feff}",
        ];
        // xorshift64: the same mixes on every run
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below as u64) as usize
        };
        let mut lexed = 0;
        for _ in 0..300_000 {
            // the first line of a script, and the mark of a text's bytes, are no tokens
            let text: String =
                (0..=random(7)).fold("a ".to_owned(), |text, _| text + PARTS[random(PARTS.len())]);
            lexed += usize::from(is_lexed(&text));
        }
        assert!(lexed > 30_000, "{lexed}");
    }
}
