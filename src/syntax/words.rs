//! The words of one body, and how they stand there: what [`ir::words`](crate::ir) tells of a body that waits.
//!
//! Tokens, no grammar: the arguments of a method are counted by their commas, and where that could be wrong the number is
//! left open. Called by [`outline`](super::outline).

use crate::ir::{associated_of, macro_of, method_of, word};

use super::scan::{Scan, Token, begins_item};

/// Shorter bodies are read at once: that costs less than to remember them.
const SHORTEST: usize = 24;

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

/// What is open inside of the body: brackets, and when they are those of a method's arguments, what is known of them.
#[derive(Clone, Copy)]
struct Level {
    /// The name before the bracket.
    method: Option<u32>,
    commas: usize,
    /// Between the bars of a closure.
    in_parameters: bool,
    /// A comma from here on may be one of type arguments, or between the parameters of a closure.
    may_mislead: bool,
    is_vague: bool,
}

impl Level {
    fn new(method: Option<u32>) -> Self {
        Self { method, commas: 0, in_parameters: false, may_mislead: false, is_vague: false }
    }
}

/// A token that was seen: its kind (a byte of its own for words), its hash, where it starts.
#[derive(Clone, Copy, Default)]
struct Seen {
    kind: u8,
    hash: u32,
    start: usize,
}

const WORD: u8 = b'w';

/// From behind the opening brace to behind the closing one; none when the body has to be read with its file.
pub(super) fn body(scan: &mut Scan<'_>, open: usize, words: &mut Vec<u32>) -> Option<Blanked> {
    let first = words.len();
    let mut levels = vec![Level::new(None)];
    let (mut is_kept, mut has_let_else) = (false, false);
    // the last three, newest first
    let [mut last, mut second, mut third] = [Seen::default(); 3];
    // the next bracket holds its arguments
    let mut method = None;
    let moves = word("move");
    loop {
        let token = scan.next();
        let mut seen = Seen { kind: 0, hash: 0, start: scan.start() };
        match token {
            Token::End => {
                words.truncate(first);
                return None;
            }
            Token::Open(byte) => {
                levels.push(Level::new(method.take()));
                seen.kind = byte;
            }
            Token::Close(byte) => {
                let level = levels.pop().unwrap_or(Level::new(None));
                if levels.is_empty() {
                    break;
                }
                if let Some(method) = level.method {
                    let last = usize::from(!matches!(last.kind, b',' | b'('));
                    words.push(method_of(method, (!level.is_vague).then_some(level.commas + last)));
                }
                seen.kind = byte;
            }
            Token::Other(byte) => {
                if let Some(level) = levels.last_mut() {
                    match byte {
                        b',' if !level.in_parameters => {
                            level.commas += 1;
                            level.is_vague |= level.may_mislead;
                        }
                        b'|' if level.in_parameters => level.in_parameters = false,
                        b'|' if matches!(last.kind, b'(' | b',') || last.hash == moves => {
                            level.in_parameters = true;
                        }
                        b'<' | b'|' => level.may_mislead = true,
                        // an argument may not be compiled
                        b'#' => level.is_vague = true,
                        _ => {}
                    }
                }
                seen.kind = byte;
            }
            Token::Word(hash) => {
                seen = Seen { kind: WORD, hash, start: seen.start };
                let (text, next) = (scan.word(), scan.next_byte());
                // an `else` of `if` follows a brace
                has_let_else |= text == b"else" && last.kind != b'}';
                is_kept |= text.len() <= 13 && keeps(text, next);
                let is_upper = |byte: &u8| byte.is_ascii_uppercase() || *byte >= 0x80;
                let adjacent =
                    |one: Seen, other: Seen| one.kind == other.kind && one.start == other.start + 1;
                if last.kind == b'.' && !adjacent(last, second) {
                    match next {
                        b'(' => method = Some(hash),
                        b':' => words.push(method_of(hash, None)),
                        // a field
                        _ => {}
                    }
                } else if next == b'!' && !scan.next_bytes().starts_with(b"!=") {
                    words.push(macro_of(hash));
                } else if last.kind == b':' && adjacent(last, second) {
                    match third.kind {
                        WORD if !scan.bytes_at(third.start).first().is_some_and(is_upper) => words.push(hash),
                        _ => words.extend([hash, associated_of(hash)]),
                    }
                } else {
                    words.push(hash);
                }
            }
        }
        (third, second, last) = (second, last, seen);
    }
    if is_kept || scan.position() - open < SHORTEST {
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
        end: scan.position() as u32,
        words: first as u32..words.len() as u32,
        has_let_else,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{CfgOptions, outline::outline};
    use crate::ir::{associated_word, macro_word, method_words, word};

    fn words(body: &str) -> (Vec<u32>, bool) {
        let text = format!("fn f() {{ {body}; 12345678901234567890 }}");
        let outline = outline(&text, &CfgOptions::default()).expect("a body");
        (outline.words, outline.bodies[0].has_let_else)
    }

    #[test]
    fn words_stand_for_themselves() {
        let (mut found, has_let_else) = words("a.b; c(d, \"e\", r#f); if x { g } else { h!() } i != j; k::l");
        let mut expected =
            ["a", "c", "d", "f", "if", "x", "g", "else", "i", "j", "k", "l"].map(word).to_vec();
        expected.push(macro_word("h"));
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert!(!has_let_else);
        assert!(words("let Some(x) = y else { return }").1);
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
    fn what_is_associated_is_known_as_such() {
        for path in ["A::m()", "<A as B>::m", "A::<C>::m()", "a::A::m", "Self :: /* … */ m", "Ä::m()"] {
            assert!(words(path).0.contains(&associated_word("m")), "{path}");
        }
        for path in ["a::m()", "m()", "(0..m())", "super::m", "x[..m()]"] {
            let (found, _) = words(path);
            assert!(found.contains(&word("m")) && !found.contains(&associated_word("m")), "{path}");
        }
    }
}
