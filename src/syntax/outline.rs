//! What of a file has to be parsed with it: everything but bodies that can wait, tests that are not compiled, what is
//! imported, comments.
//!
//! [`outline`] leaves them out: what is parsed is a fraction of the file. All that is asked of a body before it is read is
//! which words are in it, how often it awaits, and what it declares: items stay, with the braces of their blocks. Whatever
//! the scan does not understand stays as it is, for the parser to judge.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::ir::Import;

use super::imports::imports;
use super::scan::{Scan, Token};
use super::signatures::{self, Signature, signature};
use super::words::{Scanned, body};
use super::{CfgOptions, attrs};

/// Functions in functions, deeper than this, are read with what is around them: each level is scanned once more.
const DEEPEST: usize = 8;

/// What is known of a text before it is parsed.
#[derive(Default)]
pub(super) struct Outline {
    /// What need not be parsed with it, in order, from one token to another.
    pub left_out: Vec<Range<usize>>,
    /// All bodies of functions that were seen, by the place of their opening braces, in order.
    pub bodies: Vec<Scanned>,
    pub words: Vec<u32>,
    /// What those `use` bring of which only the first name is left, by the places of the `use`.
    pub imports: FxHashMap<u32, Vec<Import>>,
    /// Those of which only the name and the parentheses are left, by the places of the `fn`.
    pub signatures: FxHashMap<u32, Signature>,
}

/// None when there is nothing to gain.
pub(super) fn outline(text: &str, options: &CfgOptions) -> Option<Outline> {
    let mut scan = Scan::of(text);
    let mut outline = Outline::default();
    let mut around = Around::default();
    loop {
        let before = scan.position();
        let token = scan.next();
        let between = before..scan.start();
        // what is given to a macro may be asked for its documentation
        if token != Token::End && !around.is_macro() && text.as_bytes()[between.clone()].contains(&b'/') {
            outline.left_out.push(between);
        }
        around.see(token);
        match token {
            Token::End => break,
            Token::Other(b'#') => {
                let (mut behind_module, mut behind_attribute) = (scan.clone(), scan.clone());
                if !options.test
                    && let Some(inside) = behind_module.test_module()
                {
                    outline.left_out.push(inside);
                    scan = behind_module;
                } else if !around.is_macro()
                    && let Some(inside) = behind_attribute.arguments(attrs::are_arguments_ignored)
                {
                    outline.left_out.extend((!inside.is_empty()).then_some(inside));
                    scan = behind_attribute;
                }
            }
            Token::Word(_) if scan.word() == b"use" && !around.is_macro() => {
                let (start, mut ahead) = (scan.start(), scan.clone());
                if let Some((end_of_first, found)) = imports(&mut ahead) {
                    let others = end_of_first..ahead.position();
                    outline.left_out.extend((others.len() > 1).then_some(others));
                    outline.imports.insert(start as u32, found);
                    scan = ahead;
                }
            }
            Token::Word(_) if scan.word() == b"fn" => {
                let (start, mut ahead) = (scan.start(), scan.clone());
                let found = if around.is_macro() { None } else { signature(&mut ahead) };
                let open = match &found {
                    Some(found) => found.open,
                    None => {
                        ahead = scan.clone();
                        ahead.signature()
                    }
                };
                let Some(open) = open else {
                    if let Some(found) = found {
                        scan = ahead;
                        outline.leave_out(start, found);
                    }
                    continue;
                };
                scan = ahead;
                if let Some(body) = body(&mut scan, open, &mut outline.words) {
                    if let Some(found) = found
                        && body.can_wait
                        && body.items.is_empty()
                    {
                        outline.leave_out(start, found);
                    }
                    outline.add(body, &scan, 0);
                }
            }
            _ => {}
        }
    }
    // those of functions in bodies come after what is around them
    outline.left_out.sort_unstable_by_key(|part| part.start);
    (!outline.left_out.is_empty() || !outline.bodies.is_empty()).then_some(outline)
}

impl Outline {
    /// The signature of the function whose `fn` starts there.
    fn leave_out(&mut self, start: usize, found: signatures::Found) {
        self.left_out.extend(found.parts.into_iter().filter(|part| part.len() > 1));
        self.signatures.insert(start as u32, found.signature);
    }

    /// Adds a body, and those of the functions in it.
    fn add(&mut self, found: Scanned, scan: &Scan<'_>, depth: usize) {
        if found.can_wait {
            self.left_out.extend(around_items(&found));
        }
        let functions = if depth < DEEPEST { found.functions.clone() } else { Vec::new() };
        self.bodies.push(found);
        let mut end = 0;
        for behind in functions {
            // the functions in a function are told with that one
            if behind < end {
                continue;
            }
            let mut scan = scan.moved_to(behind);
            let Some(open) = scan.signature() else { continue };
            if let Some(inner) = body(&mut scan, open, &mut self.words) {
                end = scan.position();
                self.add(inner, &scan, depth + 1);
            }
        }
    }
}

/// All of a body but its items and the braces around them.
fn around_items(body: &Scanned) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(body.open as usize + 1).chain(body.items.iter().map(|kept| kept.end));
    let ends = body.items.iter().map(|kept| kept.start).chain([body.end as usize - 1]);
    starts.zip(ends).map(|(start, end)| start..end).filter(|between| !between.is_empty())
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
    use super::super::parse;
    use super::*;

    fn squeezed(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn check(text: &str, expected: &str) {
        let left_out = outline(text, &CfgOptions { test: false }).map(|outline| outline.left_out);
        let left_out = left_out.unwrap_or_default();
        // what is left can be lexed, and is a file where the whole is one: else nothing would be gained
        assert_eq!(parse::outlined(text, &left_out).is_some(), parse::parse(text).is_ok(), "{text}");
        let mut outlined = text.to_owned();
        for part in left_out.into_iter().rev() {
            outlined.replace_range(part, " ");
        }
        assert_eq!(squeezed(&outlined), squeezed(expected));
    }

    #[test]
    fn bodies_that_can_wait_are_left_out() {
        check("fn f() { let a = some::call(1, 2); } struct S;", "fn f() { } struct S;");
        check("fn f() { short() } fn g() {}", "fn f() { } fn g() {}");
        check("fn f() { let a = some_call().await; }", "fn f() { }");
        check("fn f() { some(other().await); m!(a.await) }", "fn f() { some(other().await); m!(a.await) }");
        check("fn f() { #[cfg(a)] b(); some_call().await }", "fn f() { #[cfg(a)] b(); some_call().await }");
        check("fn f() { #[ cfg(a)] b(); some_call().await }", "fn f() { #[ cfg(a)] b(); some_call().await }");
        check("fn f() { #[/**/cfg(a)] b(); some().await }", "fn f() { #[/**/cfg(a)] b(); some().await }");
        check("fn f() { #[allow(cfg)] b(); some_call().await }", "fn f() { }");
        check("fn f() { #[cfg_attr(a, b)] b(); some_call().await }", "fn f() { }");
        check("fn f() { tokio::join!(some, others); }", "fn f() { tokio::join!(some, others); }");
        check("fn f() { names.join(some, others); }", "fn f() { }");
        check("fn f() { let a: fn(u8) = some(b as *const u8); }", "fn f() { }");
        check(
            "fn f() { a(m! { use b; }); some_other_call(); }",
            "fn f() { a(m! { use b; }); some_other_call(); }",
        );
        check("fn f() { let a = b; #[cfg(c)] use d::e; }", "fn f() { let a = b; #[cfg(c)] use d::e; }");
        check("fn f() { static || use_it(some); }", "fn f() { static || use_it(some); }");
        check("fn f() { const A: F = g(a.await); h() }", "fn f() { const A: F = g(a.await); }");
        check("type F = fn(u8); fn f() { let r#fn = r#type + r#use; }", "type F = fn(u8); fn f() { }");
    }

    #[test]
    fn items_stay_in_their_blocks() {
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
        check("fn f() { fn g() { let a = 1; let b = 2; } g() }", "fn f() { fn g() { } }");
        check(
            "fn f() { a(); pub(crate) async fn g() { fn h() { some_call(1, 2).await; } h().await; } g().await }",
            "fn f() { pub(crate) async fn g() { fn h() { } } }",
        );
        check(
            "fn f() { if a { #[derive(A)] struct B { c: u8 } struct D; enum E { F } d(B { c: 1 }) } else { } }",
            "fn f() { { #[derive(A)] struct B { c: u8 } struct D; enum E { F } } }",
        );
        check(
            "fn f() { let a = b; unsafe impl<T> A for B<T> where T: C { const fn d() { some_call(T::a(), 1, 2) } } e(a) }",
            "fn f() { unsafe impl<T> A for B<T> where T: C { const fn d() { } } }",
        );
        check(
            "fn f() { let a = b; fn g() { some(select! { a => b }) } c(a) }",
            "fn f() { fn g() { some(select! { a => b }) } }",
        );
        for as_it_is in [
            "fn f() { impl A<{ 1 }> for B<1, { 2 }> { } c(1, 2, 3); }",
            "fn f() { macro_rules! a { () => { struct B; } } c(1, 2, 3); }",
            "fn f() { mod a { struct B; } c(1, 2, 3); }",
            "fn f() { a! { struct B; fn c() { } } c(1, 2, 3, 4, 5); }",
            "fn f() { extern \"C\" { fn a(b: c); } unsafe { a(1) }; }",
        ] {
            check(as_it_is, as_it_is);
        }
    }

    #[test]
    fn tests_that_are_not_compiled_are_left_out() {
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
    fn arguments_that_concern_no_analysis_are_left_out() {
        check(
            "#[error(\"a {b}\", c(d))] #[derive(A)] struct S { #[arg( long, short )] a: u8 } #[endpoint { a = B }] fn f();",
            "#[error( )] #[derive(A)] struct S { #[arg( )] a: u8 } #[endpoint { }] fn f();",
        );
        for as_it_is in [
            "#[diesel(table_name = a)] struct S { #[serde(rename = \"_id\")] a: u8 }",
            "#[error] #[doc = \"a\"] #[a::error(b, c, d)] #[error = \"b\"] struct S;",
            "m! { #[error(a, b, c, d)] }",
            "#[error(a, b, c, d) struct S;",
            "#[error(a, b, c, d)",
        ] {
            check(as_it_is, as_it_is);
        }
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
            "fn f() -> A<{ 1 }>; trait T { fn g(&self) -> [u8; { 2 }] { some_call(1, 2, 3, 4); } }",
            "fn f() -> A<{ 1 }>; trait T { fn g(&self) -> [u8; { 2 }] { } }",
        );
    }

    #[test]
    fn signatures_are_left_out_where_nobody_else_needs_them() {
        check(
            "trait T { fn f(&self) -> Vec<Vec<u8>>; async fn g<A: B>(a: &A) where A: C { some_call(1, 2, 3, 4); } }",
            "trait T { fn f( ) ; async fn g ( ) { } }",
        );
        check(
            "unsafe extern \"C\" fn f(a: u8) -> u8 { a.some_call(1, 2, 3) }",
            "unsafe extern \"C\" fn f( ) { }",
        );
        for as_it_is in [
            "fn f(#[cfg(b)] a: u8) -> u8;",
            "fn f(a: u8, (b, c): (u8, u8)) -> u8;",
            "fn f(a: m!(u8)) -> u8;",
            "extern \"C\" { fn f(a: u8, ...) -> u8; }",
            "m! { fn f(a: u8) -> u8; }",
            "fn f(a: u8 b: u8);",
            "fn f(a: u8) -> u8",
        ] {
            check(as_it_is, as_it_is);
        }
        check("fn f(a: u8) -> u8 { use a::b; b(a, a, a, a, a, a).await }", "fn f(a: u8) -> u8 { use a::b; }");
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
    fn comments_are_left_out() {
        check("//! a\n/* b /* c */ */ /// d\nstruct S; // e\nstruct T;", "\n \nstruct S; \nstruct T;");
        check("fn f(A(a): /* } */ A) { /* } */ some_call(a, a); }", "fn f(A(a): /* } */ A) { }");
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
