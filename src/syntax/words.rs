//! The words of one body, and how they stand there: what [`ir::words`](crate::ir) tells of a body that waits.
//!
//! Tokens, no grammar: the arguments of a method are counted by their commas, and where that could be wrong the number is
//! left open. Called by [`outline`](super::outline).

use std::ops::Range;
use std::sync::LazyLock;

use proc_macro2::TokenStream;

use crate::ir::{
    Known, Made, PRIMITIVES, UNKNOWN, associated_of, begins_type, field_of, field_word, macro_of, method_of,
    own_word, value_of, word,
};

use super::expand;
use super::scan::{Scan, Token, begins_item};

/// What was seen of a body.
pub(super) struct Scanned {
    pub open: u32,
    /// Behind the closing brace.
    pub end: u32,
    pub known: Known,
    pub awaits: u32,
    /// It need not be read with its file, but for `items`.
    pub can_wait: bool,
    /// Items in it, and the braces of the blocks that they are in, in order.
    pub items: Vec<Range<usize>>,
    /// Behind the `fn` of functions in its items, in order.
    pub functions: Vec<usize>,
}

/// What a body must be read for with its file: items that do not stay where they are, and what cannot be counted by its
/// words is counted then.
fn keeps(word: &[u8], next: u8) -> bool {
    match word {
        b"yield" => true,
        b"select" | b"select_biased" | b"join" | b"try_join" | b"stream" | b"try_stream" => next == b'!',
        _ => begins_item(word, next),
    }
}

/// Whether a statement that begins so, but for attributes and modifiers, is an item that ends with a semicolon (false)
/// or with that or a closing brace (true).
fn begins_kept_item(word: &[u8], next: u8) -> Option<bool> {
    match word {
        b"use" => Some(false),
        b"const" | b"static" | b"type" => (next.is_ascii_alphabetic() || next == b'_').then_some(false),
        b"fn" | b"struct" | b"enum" | b"trait" | b"impl" => Some(true),
        _ => None,
    }
}

fn first_word(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    &text[..end.unwrap_or(text.len())]
}

/// How far a statement is read.
#[derive(Clone, Copy, Default)]
enum Statement {
    #[default]
    Fresh,
    /// It starts here; attributes, visibility and modifiers were seen.
    Begun(usize),
    Inside,
}

/// An item that can stay where it is when all else of the body is left out.
struct Item {
    start: usize,
    /// How many levels are around it.
    around: usize,
    may_end_with_brace: bool,
}

/// What is open inside of the body: brackets, and when they are those of a method's arguments, what is known of them.
#[derive(Clone, Copy, Default)]
struct Level {
    /// The name before the bracket.
    method: Option<u32>,
    commas: usize,
    /// Between the bars of a closure.
    in_parameters: bool,
    /// A comma from here on may be one of type arguments, or between the parameters of a closure.
    may_mislead: bool,
    is_vague: bool,
    in_macro: bool,
    /// Where the bracket is.
    open: usize,
    is_brace: bool,
    /// Items were seen in it.
    has_items: bool,
    statement: Statement,
}

/// A token that was seen: its kind (a byte of its own for words), its hash, where it starts.
#[derive(Clone, Copy, Default)]
struct Seen {
    kind: u8,
    hash: u32,
    start: usize,
}

const WORD: u8 = b'w';

/// Types that begin like modules.
fn is_primitive(hash: u32) -> bool {
    static HASHES: LazyLock<Vec<u32>> = LazyLock::new(|| PRIMITIVES.iter().map(|name| word(name)).collect());
    HASHES.contains(&hash)
}

fn is_closure(hash: u32) -> bool {
    static MOVE: LazyLock<u32> = LazyLock::new(|| word("move"));
    hash == *MOVE
}

/// `[cfg(…)]`, or what is not certainly anything else.
fn is_cfg(behind: &[u8]) -> bool {
    let Some(inside) = behind.strip_prefix(b"[") else { return true };
    matches!(first_word(inside.trim_ascii_start()), b"cfg" | b"")
}

/// `::<…>`; blanks may stand in it where a macro wrote it.
fn has_arguments(behind: &[u8]) -> bool {
    behind.strip_prefix(b"::").is_some_and(|behind| behind.trim_ascii_start().starts_with(b"<"))
}

/// `::Variant`
fn is_variant(behind: &[u8]) -> bool {
    let name = behind.strip_prefix(b"::").map(<[u8]>::trim_ascii_start);
    name.and_then(<[u8]>::first).is_some_and(|first| !first.is_ascii_lowercase() && *first != b'_')
}

/// From behind the opening brace to behind the closing one; none when there is no closing one.
pub(super) fn body(scan: &mut Scan<'_>, open: usize, words: &mut Vec<u32>) -> Option<Scanned> {
    let first = words.len();
    let mut reading = Reading {
        scan,
        words,
        levels: vec![Level { open, is_brace: true, ..Level::default() }],
        last: [Seen::default(); 3],
        method: None,
        is_macro: false,
        item: None,
        found: Found::default(),
    };
    let is_whole = reading.read();
    let mut found = reading.found;
    if !is_whole {
        words.truncate(first);
        return None;
    }
    sort_and_dedup(words, first);
    found.items.sort_unstable_by_key(|range| range.start);
    // what an attribute rules out is no part of the body
    let is_plain = !found.has_cfg || found.awaits == 0 && found.items.is_empty();
    Some(Scanned {
        open: open as u32,
        end: scan.position() as u32,
        known: Known {
            words: first as u32..words.len() as u32,
            has_let_else: found.has_let_else,
            may_wait: found.awaits > 0 || found.hidden_awaits > 0 || found.is_kept,
        },
        awaits: found.awaits,
        can_wait: !found.is_kept && found.hidden_awaits == 0 && is_plain,
        items: found.items,
        functions: found.functions,
    })
}

/// What was seen of code that a macro makes; none when it has no end.
pub(super) fn made(tokens: &TokenStream) -> Option<Made> {
    Some(scanned(tokens)?.0)
}

/// The same; none when items are declared in it.
pub(super) fn made_in_body(tokens: &TokenStream) -> Option<Made> {
    let (made, scanned) = scanned(tokens)?;
    (scanned.items.is_empty() && scanned.functions.is_empty()).then_some(made)
}

fn scanned(tokens: &TokenStream) -> Option<(Made, Scanned)> {
    let text = format!("{{{}}}", expand::plain_text(&tokens.to_string()));
    let mut scan = Scan::of(&text);
    scan.next();
    let mut words = Vec::new();
    let scanned = body(&mut scan, 0, &mut words)?;
    let Known { has_let_else, may_wait, .. } = scanned.known;
    Some((Made { words, has_let_else, may_wait }, scanned))
}

fn sort_and_dedup(words: &mut Vec<u32>, first: usize) {
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
}

struct Reading<'r, 'a> {
    scan: &'r mut Scan<'a>,
    words: &'r mut Vec<u32>,
    levels: Vec<Level>,
    /// The tokens before, newest first.
    last: [Seen; 3],
    /// The next bracket holds its arguments.
    method: Option<u32>,
    /// The next bracket is a macro's.
    is_macro: bool,
    item: Option<Item>,
    found: Found,
}

/// What is told of the body besides its words.
#[derive(Default)]
struct Found {
    is_kept: bool,
    has_let_else: bool,
    has_cfg: bool,
    awaits: u32,
    /// In the tokens of macros.
    hidden_awaits: u32,
    items: Vec<Range<usize>>,
    functions: Vec<usize>,
}

impl Reading<'_, '_> {
    /// To behind the closing brace; false when there is none.
    fn read(&mut self) -> bool {
        loop {
            let token = self.scan.next();
            let mut seen = Seen { kind: 0, hash: 0, start: self.scan.start() };
            match token {
                Token::End => return false,
                Token::Open(byte) => {
                    self.open(byte);
                    let around = self.levels.last().is_some_and(|level| level.in_macro);
                    let in_macro = std::mem::take(&mut self.is_macro) || around;
                    self.levels.push(Level {
                        method: self.method.take(),
                        in_macro,
                        open: self.scan.start(),
                        is_brace: byte == b'{',
                        ..Level::default()
                    });
                    seen.kind = byte;
                }
                Token::Close(byte) => {
                    let level = self.levels.pop().unwrap_or_default();
                    if self.levels.is_empty() {
                        return true;
                    }
                    self.leave(&level, byte);
                    if let Some(method) = level.method {
                        let last = usize::from(!matches!(self.last[0].kind, b',' | b'('));
                        self.words.push(method_of(method, (!level.is_vague).then_some(level.commas + last)));
                    }
                    seen.kind = byte;
                }
                Token::Other(byte) => {
                    self.other(byte);
                    seen.kind = byte;
                }
                Token::Word(hash) => {
                    self.word(hash);
                    seen = Seen { kind: WORD, hash, ..seen };
                }
            }
            self.last = [seen, self.last[0], self.last[1]];
        }
    }

    /// Before an opening bracket.
    fn open(&mut self, byte: u8) {
        let last = self.last[0];
        let depth = self.levels.len();
        let Some(level) = self.levels.last_mut() else { return };
        let is_attribute = byte == b'[' && last.kind == b'#';
        let is_visibility = byte == b'(' && last.kind == WORD;
        if !(is_attribute || is_visibility && matches!(level.statement, Statement::Begun(_))) {
            level.statement = Statement::Inside;
        }
        // a constant of a type, not what the item ends with
        let is_of_type = byte == b'{' && matches!(last.kind, b'<' | b',' | b'=');
        let is_head = self.item.as_ref().is_some_and(|item| item.may_end_with_brace && item.around == depth);
        self.found.is_kept |= is_of_type && is_head;
    }

    /// Behind a closing bracket.
    fn leave(&mut self, level: &Level, byte: u8) {
        let depth = self.levels.len();
        // an item ends before what is around it does
        self.found.is_kept |= self.item.as_ref().is_some_and(|item| item.around > depth);
        if byte == b'}' {
            self.end_of_item(|item| item.may_end_with_brace && item.around == depth);
        }
        let around = self.levels.last_mut().expect("the body is around it");
        if byte == b'}' {
            around.statement = Statement::Fresh;
        }
        if level.has_items {
            around.has_items = true;
            if level.is_brace {
                self.found
                    .items
                    .extend([level.open..level.open + 1, self.scan.start()..self.scan.position()]);
            }
        }
    }

    fn end_of_item(&mut self, ends: impl FnOnce(&Item) -> bool) {
        if let Some(item) = self.item.take_if(|item| ends(item)) {
            self.found.items.push(item.start..self.scan.position());
            self.levels.last_mut().expect("the body is around it").has_items = true;
        }
    }

    /// Whether a word begins an item of the body that can stay where it is when all else is left out, or is part of one;
    /// or is no word of an item at all.
    fn item(&mut self, last: Seen, behind: &[u8]) -> bool {
        let (word, start, around) = (self.scan.word(), self.scan.start(), self.levels.len());
        let level = self.levels.last_mut().expect("the body is around it");
        let is_function = word == b"fn" && !behind.starts_with(b"(");
        if self.item.is_some() {
            if is_function && !level.in_macro {
                self.found.functions.push(self.scan.position());
            }
            return true;
        }
        let start = match level.statement {
            Statement::Fresh => start,
            Statement::Begun(start) => start,
            Statement::Inside => {
                return word == b"fn" && !is_function || word == b"const" && last.kind == b'*';
            }
        };
        let is_modifier = match word {
            b"pub" | b"async" | b"unsafe" => true,
            b"const" => [&b"fn"[..], b"async", b"unsafe", b"extern"].contains(&first_word(behind)),
            _ => false,
        };
        level.statement = if is_modifier { Statement::Begun(start) } else { Statement::Inside };
        if is_modifier || !level.is_brace || level.in_macro {
            return is_modifier;
        }
        let next = behind.first().copied().unwrap_or(0);
        let Some(may_end_with_brace) = begins_kept_item(word, next) else { return false };
        if is_function {
            self.found.functions.push(self.scan.position());
        }
        self.item = Some(Item { start, around, may_end_with_brace });
        true
    }

    fn other(&mut self, byte: u8) {
        let last = self.last[0];
        if byte == b'0' && last.kind == b'.' {
            let index = std::str::from_utf8(self.scan.word()).unwrap_or_default();
            self.words.push(field_word(index));
        }
        let depth = self.levels.len();
        let Some(level) = self.levels.last_mut() else { return };
        match byte {
            b';' => {
                level.statement = Statement::Fresh;
                return self.end_of_item(|item| item.around == depth);
            }
            b'#' if matches!(level.statement, Statement::Fresh) => {
                level.statement = Statement::Begun(self.scan.start());
            }
            _ if byte != b'#' => level.statement = Statement::Inside,
            _ => {}
        }
        match byte {
            b',' if !level.in_parameters => {
                level.commas += 1;
                level.is_vague |= level.may_mislead;
            }
            b'|' if level.in_parameters => level.in_parameters = false,
            b'|' if matches!(last.kind, b'(' | b',') || is_closure(last.hash) => level.in_parameters = true,
            b'<' | b'|' => level.may_mislead = true,
            // an argument may not be compiled
            b'#' if is_cfg(self.scan.next_bytes()) => {
                level.is_vague = true;
                self.found.has_cfg |= self.item.is_none();
            }
            _ => {}
        }
    }

    fn word(&mut self, hash: u32) {
        let [last, second, third] = self.last;
        let (text, behind) = (self.scan.word(), self.scan.next_bytes());
        let next = behind.first().copied().unwrap_or(0);
        // an `else` of `if` follows a brace
        self.found.has_let_else |= text == b"else" && last.kind != b'}';
        let is_item = self.item(last, behind);
        self.found.is_kept |= text.len() <= 13 && keeps(text, next) && !is_item;
        let is_pair = last.kind == second.kind && last.start == second.start + 1;
        if last.kind == b'.' && !is_pair {
            return self.behind_dot(hash, next);
        }
        if next == b'!' && !behind.starts_with(b"!=") {
            self.is_macro = true;
            return self.words.push(macro_of(hash));
        }
        let is_value = !matches!(next, b'(' | b'{' | b':') || has_arguments(behind);
        if last.kind == b':' && is_pair {
            return self.behind_path(hash, third, is_value);
        }
        self.words.push(hash);
        if is_value {
            self.words.push(value_of(hash, false));
        }
        if text == b"Self" && (matches!(next, b'{' | b'(') || is_variant(behind)) {
            self.words.push(own_word());
        }
    }

    fn behind_dot(&mut self, hash: u32, next: u8) {
        match next {
            b'(' => self.method = Some(hash),
            b':' => self.words.push(method_of(hash, None)),
            _ if self.scan.word() == b"await" => match self.levels.last() {
                // counted when the item is read
                _ if self.item.is_some() => {}
                Some(Level { in_macro: true, .. }) => self.found.hidden_awaits += 1,
                _ => self.found.awaits += 1,
            },
            _ => self.words.push(field_of(hash)),
        }
    }

    fn behind_path(&mut self, hash: u32, of: Seen, is_value: bool) {
        // a type's name begins so; of another script's letters nothing is known
        let first = self.scan.bytes_at(of.start).first().copied().unwrap_or(0);
        if of.kind == WORD && !begins_type(first) {
            self.words.push(hash);
            if is_value {
                self.words.push(value_of(hash, false));
            }
        }
        let may_be_type = begins_type(first) || first >= 0x80 || is_primitive(of.hash);
        if of.kind != WORD || may_be_type {
            let of = if of.kind == WORD { of.hash } else { UNKNOWN };
            self.words.extend([associated_of(hash, None), associated_of(hash, Some(of))]);
            if is_value {
                self.words.push(value_of(hash, true));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CfgOptions, outline::outline};
    use crate::ir::{
        associated_value_word, associated_word, field_word, macro_word, method_words, own_word, value_word,
        word,
    };

    fn words(body: &str) -> (Vec<u32>, bool) {
        let text = format!("fn f() {{ {body}; 12345678901234567890 }}");
        let outline = outline(&text, &CfgOptions::default()).expect("a body");
        (outline.words, outline.bodies[0].known.has_let_else)
    }

    #[test]
    fn words_stand_for_themselves() {
        let (found, has_let_else) = words("a.b; c(d, \"e\", r#f); if x { g } else { h!() } i != j; k::l");
        let mut expected =
            ["a", "c", "d", "f", "if", "x", "g", "else", "i", "j", "k", "l"].map(word).to_vec();
        expected.extend(["a", "d", "f", "if", "g", "i", "j", "l"].map(value_word));
        expected.extend([macro_word("h"), field_word("b")]);
        expected.sort_unstable();
        assert_eq!(found, expected);
        assert!(!has_let_else);
        assert!(words("let Some(x) = y else { return }").1);
    }

    #[test]
    fn fields_are_known_as_such() {
        for (name, text) in
            [("a", "x.a = y"), ("0", "x.y().0"), ("1", "x.0.1"), ("a", "x.a.b()"), ("a", "x.a?.b")]
        {
            let (found, _) = words(text);
            assert!(found.contains(&field_word(name)) && !found.contains(&word(name)), "{text}");
        }
        for (is_own, text) in
            [(true, "let Self { a, .. } = x"), (true, "Self(a)"), (true, "Self::B(a)"), (false, "Self::b(a)")]
        {
            assert_eq!(words(text).0.contains(&own_word()), is_own, "{text}");
        }
    }

    #[test]
    fn arguments_of_methods_are_counted() {
        for (call, arguments) in [
            ("x.m()", 0),
            ("x.m /* … */ ( )", 0),
            ("x.m(a)", 1),
            ("x.m(a,)", 1),
            ("x.m((a, b), [c, d])", 2),
            ("x.m(|a, b| c, d)", 2),
            ("x.m(move |a: (u8, u8), b| c)", 1),
            ("x.m(|| a, b)", 2),
            ("x.m(a || b)", 1),
            ("x.m(a < b)", 1),
            ("x.0.m(m!(a, b))", 1),
            ("y(x?.m(a, b), c, d)", 2),
        ] {
            let (found, _) = words(call);
            assert!(found.contains(&method_words("m", arguments)[0]), "{call}");
            assert!(!found.contains(&word("m")), "{call}");
            let others = (0..6).filter(|other| *other != arguments).map(|other| method_words("m", other)[0]);
            assert!(others.chain([method_words("m", 0)[1]]).all(|other| !found.contains(&other)), "{call}");
        }
    }

    #[test]
    fn a_number_that_could_be_wrong_is_left_open() {
        for call in [
            "x.m::<A>(a)",
            "x.m(a::<B, C>(), d)",
            "x.m(a as B<C, D>)",
            "x.m(&|a, b| c)",
            "x.m(a, async move |b, c| d, e || f, g)",
            "x.m(#[cfg(a)] b, c)",
        ] {
            let (found, _) = words(call);
            assert!(found.contains(&method_words("m", 0)[1]), "{call}");
        }
    }

    #[test]
    fn what_may_be_given_to_somebody_is_known_as_such() {
        for (bare, associated, text) in [
            (true, false, "get(m).a"),
            (true, false, "get(a::m)"),
            (true, false, "get(m::<A>)"),
            (true, false, "get(m :: < A >)"),
            (true, false, "m![m]"),
            (false, true, "get(A::m)"),
            (false, true, "get(<A as B>::m, c)"),
            (false, false, "m(a)"),
            (false, false, "A::m(a)"),
            (false, false, "x.m"),
            (false, false, "A { m: b }"),
        ] {
            let (found, _) = words(text);
            let is = [value_word("m"), associated_value_word("m")].map(|word| found.contains(&word));
            assert_eq!(is, [bare, associated], "{text}");
        }
    }

    #[test]
    fn what_macros_make_is_seen_like_what_is_written() {
        let written =
            "a.b(c, d).await; A::m(<B as C>::n::<D>); let Some(x) = y else { return f!(e) }; Self { g }";
        let tokens: proc_macro2::TokenStream = written.replace("c,", "c\u{b7}3,").parse().expect("tokens");
        let made = super::made(&tokens).expect("it ends");
        let mut found = made.words;
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, words(written).0);
        assert!(made.has_let_else && made.may_wait);
        assert!(!super::made(&"a.b()".parse().expect("tokens")).expect("it ends").may_wait);
    }

    #[test]
    fn what_is_associated_is_known_as_such() {
        for path in
            ["A::m()", "<A as B>::m", "A::<C>::m()", "a::A::m", "Self :: /* … */ m", "Ä::m()", "u8::m()"]
        {
            assert!(words(path).0.contains(&associated_word("m")), "{path}");
        }
        for path in ["a::m()", "m()", "(0..m())", "super::m", "x[..m()]", "_A::m()"] {
            let (found, _) = words(path);
            assert!(found.contains(&word("m")) && !found.contains(&associated_word("m")), "{path}");
        }
    }
}
