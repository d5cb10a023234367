//! What of a file has to be parsed with it: everything but bodies that can wait, tests that are not compiled, comments.
//!
//! [`outline`] blanks them: every byte becomes a space or part of a comment, line ends stay, so that the places of
//! everything else are those of the file. All that is asked of a body before it is read is which words are in it, how often it awaits, and what it
//! declares: `use`, constants and aliases stay, with the braces of their blocks; a body with other items is read with the
//! file. Whatever the scan does not understand stays as it is, for the parser to judge.

use std::ops::Range;

use super::CfgOptions;
use super::scan::{Scan, Token};
use super::words::{Scanned, body};

/// Shorter blanks stay blank.
const SHORTEST_COMMENT: usize = 32;

/// A text with its bodies blanked out.
pub(super) struct Outline {
    pub text: String,
    /// All bodies of functions that were seen, by the place of their opening braces, in order.
    pub bodies: Vec<Scanned>,
    pub words: Vec<u32>,
}

/// None when there is nothing to gain.
pub(super) fn outline(text: &str, options: &CfgOptions) -> Option<Outline> {
    let mut scan = Scan::of(text);
    let mut bodies = Vec::new();
    let mut words = Vec::new();
    let mut blank: Vec<Range<usize>> = Vec::new();
    let mut around = Around::default();
    loop {
        let before = scan.position();
        let token = scan.next();
        // what is given to a macro may be asked for its documentation
        if token != Token::End && !around.is_macro() && text.as_bytes()[before..scan.start()].contains(&b'/')
        {
            blank.push(before..scan.start());
        }
        around.see(token);
        match token {
            Token::End => break,
            Token::Other(b'#') if !options.test => {
                let mut ahead = scan.clone();
                if let Some(inside) = ahead.test_module() {
                    blank.push(inside);
                    scan = ahead;
                }
            }
            Token::Word(_) if scan.word() == b"fn" => {
                let mut ahead = scan.clone();
                let Some(open) = ahead.signature() else { continue };
                scan = ahead;
                if let Some(body) = body(&mut scan, open, &mut words) {
                    if body.can_wait {
                        blank.extend(around_items(&body));
                    }
                    bodies.push(body);
                }
            }
            _ => {}
        }
    }
    if blank.is_empty() && bodies.is_empty() {
        return None;
    }
    let mut blanked = text.as_bytes().to_vec();
    for inside in blank {
        let is_after_slash = blanked[..inside.start].last() == Some(&b'/');
        let inside = &mut blanked[inside];
        for byte in &mut *inside {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        if !is_after_slash {
            comment_out(inside);
        }
    }
    // only whole characters were replaced, since braces are ASCII
    let text = String::from_utf8(blanked).ok()?;
    Some(Outline { text, bodies, words })
}

/// All of a body but its items and the braces around them.
fn around_items(body: &Scanned) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(body.open as usize + 1).chain(body.items.iter().map(|kept| kept.end));
    let ends = body.items.iter().map(|kept| kept.start).chain([body.end as usize - 1]);
    starts.zip(ends).map(|(start, end)| start..end)
}

/// Makes a comment of most of them: proc-macro2 takes several times as long for spaces.
fn comment_out(spaces: &mut [u8]) {
    if spaces.len() < SHORTEST_COMMENT {
        return;
    }
    let is_free = |pair: &[u8]| pair == b"  ";
    let (first, last) = (spaces.windows(2).position(is_free), spaces.windows(2).rposition(is_free));
    if let (Some(first), Some(last)) = (first, last)
        && last - first >= SHORTEST_COMMENT / 2
    {
        spaces[first..first + 2].copy_from_slice(b"/*");
        spaces[last..last + 2].copy_from_slice(b"*/");
    }
}

/// Whether a token is inside the brackets of a macro: those of `name! { … }` or `macro_rules! name { … }`.
#[derive(Default)]
struct Around {
    depth: usize,
    /// The depth outside of the outermost macro.
    outside: Option<usize>,
    is_after_word: bool,
    /// `name!` was seen, and nothing since but another word.
    opens: bool,
}

impl Around {
    fn is_macro(&self) -> bool {
        self.outside.is_some()
    }

    fn see(&mut self, token: Token) {
        let opens = match token {
            Token::Open(_) => {
                if self.opens {
                    self.outside.get_or_insert(self.depth);
                }
                self.depth += 1;
                false
            }
            Token::Close(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.outside = self.outside.filter(|outside| *outside < self.depth);
                false
            }
            Token::Other(b'!') => self.is_after_word,
            Token::Word(_) => self.opens,
            Token::Other(_) | Token::End => false,
        };
        self.opens = opens;
        self.is_after_word = matches!(token, Token::Word(_));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let blanked = outline(text, &CfgOptions { test: false })
            .map_or_else(|| text.to_owned(), |outline| outline.text);
        assert_eq!(blanked.len(), text.len());
        let blanked = blanked.replace("/*  ", " ").replace("  */", " ");
        let squeezed = blanked.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        assert_eq!(squeezed, expected);
    }

    #[test]
    fn bodies_that_can_wait_are_blanked() {
        check("fn f() { let a = some::call(1, 2); } struct S;", "fn f() { } struct S;");
        check("fn f() { short() }", "fn f() { short() }");
        check("fn f() { let a = some_call().await; }", "fn f() { }");
        check("fn f() { some(other().await); m!(a.await) }", "fn f() { some(other().await); m!(a.await) }");
        check("fn f() { #[cfg(a)] b(); some_call().await }", "fn f() { #[cfg(a)] b(); some_call().await }");
        check("fn f() { #[ cfg(a)] b(); some_call().await }", "fn f() { #[ cfg(a)] b(); some_call().await }");
        check("fn f() { #[/**/cfg(a)] b(); some().await }", "fn f() { #[/**/cfg(a)] b(); some().await }");
        check("fn f() { #[allow(cfg)] b(); some_call().await }", "fn f() { }");
        check("fn f() { #[cfg_attr(a, b)] b(); some_call().await }", "fn f() { }");
        check("fn f() { tokio::join!(some, others); }", "fn f() { tokio::join!(some, others); }");
        check("fn f() { names.join(some, others); }", "fn f() { }");
        check("fn f() { fn g() { let a = 1; let b = 2; } }", "fn f() { fn g() { let a = 1; let b = 2; } }");
        check(
            "fn f() { a(m! { use b; }); some_other_call(); }",
            "fn f() { a(m! { use b; }); some_other_call(); }",
        );
        check("fn f() { let a = b; #[cfg(c)] use d::e; }", "fn f() { let a = b; #[cfg(c)] use d::e; }");
        check("fn f() { let a = b; use d::e }", "fn f() { let a = b; use d::e }");
        check("fn f() { static || use_it(some); }", "fn f() { static || use_it(some); }");
        check("fn f() { const A: F = g(a.await); h() }", "fn f() { const A: F = g(a.await); h() }");
        check("type F = fn(u8); fn f() { let r#fn = r#type + r#use; }", "type F = fn(u8); fn f() { }");
    }

    #[test]
    fn short_items_stay_in_their_blocks() {
        check("fn f() { use a::{b, c}; b(c, c) } struct S;", "fn f() { use a::{b, c}; } struct S;");
        check("fn f() { let a = b; const A: [u8; 2] = [1, 2]; a }", "fn f() { const A: [u8; 2] = [1, 2]; }");
        check(
            "fn f() { if a { use b::c; c() } else { d.e(|f| match f { G => { type H = I; j() } _ => {} }) } }",
            "fn f() { { use b::c; } { { { type H = I; } } } }",
        );
        check(
            "fn f() { let a = x as *const u8; let b = const { 1 }; use c::d; }",
            "fn f() { let a = x as *const u8; let b = const { 1 }; use c::d; }",
        );
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
    fn comments_are_blanked() {
        check("//! a\n/* b /* c */ */ /// d\nstruct S; // e\nstruct T;", "\n \nstruct S; \nstruct T;");
        check("fn f(a: /* } */ u8) { /* } */ some_call(a, a); }", "fn f(a: /* } */ u8) { }");
        for as_it_is in [
            "m! { /// d\n struct S; }",
            "macro_rules! m { (/// d\n) => { } }",
            "m! [ [ ] /** d */ ]",
            "struct S; /* never closed",
        ] {
            check(as_it_is, as_it_is);
        }
        check("m! { } /// d\nstruct S;", "m! { } \nstruct S;");
        check("#![a] /// d\nstruct S;", "#![a] \nstruct S;");
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
