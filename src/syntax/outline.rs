//! What of a file has to be parsed with it: everything but bodies that can wait, what is plainly written of functions and
//! imports, tests that are not compiled, comments.
//!
//! [`outline`] leaves them out: what is parsed is a fraction of the file. All that is asked of a body before it is read is
//! which words are in it, how often it awaits, and what it declares: items stay, with the braces of their blocks. Whatever
//! the scan does not understand stays as it is, for the parser to judge.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::ir::{Import, Visibility};

use super::adts::{enumeration, structure};
use super::around::Around;
use super::functions::{Found, Signature, signature};
use super::imports::imports;
use super::left_out::{Head, Keyword, LeftOut, head};
use super::scan::{Scan, Token};
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
    /// Those that are left out whole, in order.
    pub items: Vec<LeftOut>,
}

/// None when there is nothing to gain.
pub(super) fn outline(text: &str, options: &CfgOptions) -> Option<Outline> {
    let mut scan = Scan::of(text);
    let mut outline = Outline::default();
    let mut around = Around::default();
    let mut in_front: Option<Head> = None;
    loop {
        let before = scan.position();
        if around.begins_item() {
            let mut behind = scan.clone();
            in_front = head(&mut behind);
            if let Some(head) = in_front.take_if(|head| head.keyword != Keyword::Function)
                && around.is_module()
                && outline.left_out_whole(head, &around, &mut behind)
            {
                scan = behind;
                around.see_item();
                continue;
            }
        }
        let token = scan.next();
        let between = before..scan.start();
        // what is given to a macro may be asked for its documentation
        if token != Token::End && !around.is_macro() && text.as_bytes()[between.clone()].contains(&b'/') {
            outline.left_out.push(between);
        }
        around.see(token, &scan);
        match token {
            Token::End => break,
            Token::Other(b'#') => {
                let (mut behind_module, mut behind_attribute) = (scan.clone(), scan.clone());
                if !options.test
                    && let Some(inside) = behind_module.test_module()
                {
                    outline.left_out.push(inside);
                    scan = behind_module;
                    around.see_item();
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
                let head = in_front.take().filter(|head| head.at == scan.start());
                if let Some(behind) = outline.function(&scan, &around, head) {
                    scan = behind;
                    around.see_item();
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
    /// What can be left out of a function, from behind its `fn`; gives what is behind it.
    fn function<'a>(&mut self, scan: &Scan<'a>, around: &Around, head: Option<Head>) -> Option<Scan<'a>> {
        let (start, mut ahead) = (scan.start(), scan.clone());
        // in a trait it is no function for the parser
        let head = head.filter(|head| !around.is_trait() || head.vis == Visibility::Private);
        let found = if around.is_macro() { None } else { signature(&mut ahead) };
        let open = match &found {
            Some(found) => found.open,
            None => {
                ahead = scan.clone();
                ahead.signature()
            }
        };
        let Some(open) = open else {
            match head.filter(|_| around.is_trait()) {
                Some(head) => self.leave_out_function(head, around, found?, ahead.position()),
                None => self.leave_out(start, found?),
            }
            return Some(ahead);
        };
        if let Some(body) = body(&mut ahead, open, &mut self.words) {
            let can_be_left_out = body.can_wait && body.items.is_empty();
            match (found.filter(|_| can_be_left_out), head) {
                (Some(found), Some(head)) => {
                    self.leave_out_function(head, around, found, ahead.position());
                    self.bodies.push(body);
                    return Some(ahead);
                }
                (Some(found), None) => self.leave_out(start, found),
                (None, _) => {}
            }
            self.add(body, &ahead, 0);
        }
        Some(ahead)
    }

    /// What is no function, from behind its keyword on; false when it is not plain.
    fn left_out_whole(&mut self, head: Head, around: &Around, scan: &mut Scan<'_>) -> bool {
        let (before, open) = (head.before, around.open());
        let item = match head.keyword {
            Keyword::Struct => structure(scan).map(|found| LeftOut::adt(head, open, found)),
            Keyword::Enum => enumeration(scan).map(|found| LeftOut::adt(head, open, found)),
            Keyword::Use => imports(scan).and_then(|(_, found)| {
                (scan.next() == Token::Other(b';'))
                    .then(|| LeftOut::imports(head, open, found, scan.position()))
            }),
            Keyword::Function => None,
        };
        let Some(item) = item else { return false };
        self.left_out.push(before..scan.position());
        self.items.push(item);
        true
    }

    fn leave_out_function(&mut self, mut head: Head, around: &Around, found: Found, end: usize) {
        if around.is_trait() {
            head.vis = Visibility::Public;
        }
        // comments
        while self.left_out.last().is_some_and(|part| part.start >= head.before) {
            self.left_out.pop();
        }
        self.left_out.push(head.before..end);
        self.items.push(LeftOut::function(head, around.open(), found, end));
    }

    /// The signature of the function whose `fn` starts there.
    fn leave_out(&mut self, start: usize, found: Found) {
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
        check(
            "#[cfg(a)] fn f() { let a = some::call(1, 2); } type S = u8;",
            "#[cfg(a)] fn f() { } type S = u8;",
        );
        check("#[cfg(a)] fn f() { short() } #[cfg(a)] fn g() {}", "#[cfg(a)] fn f() { } #[cfg(a)] fn g() {}");
        check("#[cfg(a)] fn f() { let a = some_call().await; }", "#[cfg(a)] fn f() { }");
        check(
            "#[cfg(a)] fn f() { some(other().await); m!(a.await) }",
            "#[cfg(a)] fn f() { some(other().await); m!(a.await) }",
        );
        check(
            "#[cfg(a)] fn f() { #[cfg(a)] b(); some_call().await }",
            "#[cfg(a)] fn f() { #[cfg(a)] b(); some_call().await }",
        );
        check(
            "#[cfg(a)] fn f() { #[ cfg(a)] b(); some_call().await }",
            "#[cfg(a)] fn f() { #[ cfg(a)] b(); some_call().await }",
        );
        check(
            "#[cfg(a)] fn f() { #[/**/cfg(a)] b(); some().await }",
            "#[cfg(a)] fn f() { #[/**/cfg(a)] b(); some().await }",
        );
        check("#[cfg(a)] fn f() { #[allow(cfg)] b(); some_call().await }", "#[cfg(a)] fn f() { }");
        check("#[cfg(a)] fn f() { #[cfg_attr(a, b)] b(); some_call().await }", "#[cfg(a)] fn f() { }");
        check(
            "#[cfg(a)] fn f() { tokio::join!(some, others); }",
            "#[cfg(a)] fn f() { tokio::join!(some, others); }",
        );
        check("#[cfg(a)] fn f() { names.join(some, others); }", "#[cfg(a)] fn f() { }");
        check("#[cfg(a)] fn f() { let a: fn(u8) = some(b as *const u8); }", "#[cfg(a)] fn f() { }");
        check(
            "#[cfg(a)] fn f() { a(m! { use b; }); some_other_call(); }",
            "#[cfg(a)] fn f() { a(m! { use b; }); some_other_call(); }",
        );
        check(
            "#[cfg(a)] fn f() { let a = b; #[cfg(c)] use d::e; }",
            "#[cfg(a)] fn f() { let a = b; #[cfg(c)] use d::e; }",
        );
        check("#[cfg(a)] fn f() { static || use_it(some); }", "#[cfg(a)] fn f() { static || use_it(some); }");
        check(
            "#[cfg(a)] fn f() { const A: F = g(a.await); h() }",
            "#[cfg(a)] fn f() { const A: F = g(a.await); }",
        );
        check(
            "type F = fn(u8); #[cfg(a)] fn f() { let r#fn = r#type + r#use; }",
            "type F = fn(u8); #[cfg(a)] fn f() { }",
        );
    }

    #[test]
    fn items_stay_in_their_blocks() {
        check(
            "#[cfg(a)] fn f() { use a::{b, c}; b(c, c) } type S = u8;",
            "#[cfg(a)] fn f() { use a::{b, c}; } type S = u8;",
        );
        check(
            "#[cfg(a)] fn f() { let a = b; const A: [u8; 2] = [1, 2]; a }",
            "#[cfg(a)] fn f() { const A: [u8; 2] = [1, 2]; }",
        );
        check(
            "#[cfg(a)] fn f() { if a { use b::c; c() } else { d.e(|f| match f { G => { type H = I; j() } _ => {} }) } }",
            "#[cfg(a)] fn f() { { use b::c; } { { { type H = I; } } } }",
        );
        check(
            "#[cfg(a)] fn f() { let a = x as *const u8; let b = const { 1 }; use c::d; }",
            "#[cfg(a)] fn f() { let a = x as *const u8; let b = const { 1 }; use c::d; }",
        );
        check("#[cfg(a)] fn f() { fn g() { let a = 1; let b = 2; } g() }", "#[cfg(a)] fn f() { fn g() { } }");
        check(
            "#[cfg(a)] fn f() { a(); pub(crate) async fn g() { fn h() { some_call(1, 2).await; } h().await; } g().await }",
            "#[cfg(a)] fn f() { pub(crate) async fn g() { fn h() { } } }",
        );
        check(
            "#[cfg(a)] fn f() { if a { #[derive(A)] struct B { c: u8 } struct D; enum E { F } d(B { c: 1 }) } else { } }",
            "#[cfg(a)] fn f() { { #[derive(A)] struct B { c: u8 } struct D; enum E { F } } }",
        );
        check(
            "#[cfg(a)] fn f() { let a = b; unsafe impl<T> A for B<T> where T: C { const fn d() { some_call(T::a(), 1, 2) } } e(a) }",
            "#[cfg(a)] fn f() { unsafe impl<T> A for B<T> where T: C { const fn d() { } } }",
        );
        check(
            "#[cfg(a)] fn f() { let a = b; fn g() { some(select! { a => b }) } c(a) }",
            "#[cfg(a)] fn f() { fn g() { some(select! { a => b }) } }",
        );
        for as_it_is in [
            "#[cfg(a)] fn f() { impl A<{ 1 }> for B<1, { 2 }> { } c(1, 2, 3); }",
            "#[cfg(a)] fn f() { macro_rules! a { () => { struct B; } } c(1, 2, 3); }",
            "#[cfg(a)] fn f() { mod a { struct B; } c(1, 2, 3); }",
            "#[cfg(a)] fn f() { a! { struct B; fn c() { } } c(1, 2, 3, 4, 5); }",
            "#[cfg(a)] fn f() { extern \"C\" { fn a(b: c); } unsafe { a(1) }; }",
        ] {
            check(as_it_is, as_it_is);
        }
    }

    #[test]
    fn tests_that_are_not_compiled_are_left_out() {
        check(
            "#[cfg(test)] mod tests { use super::*; struct T; } type S = u8;",
            "#[cfg(test)] mod tests { } type S = u8;",
        );
        check(
            "#[cfg(test)]\n#[allow(x[1])] pub(crate) mod tests { fn f() { '}' } }",
            "#[cfg(test)]\n#[allow(x[1])] pub(crate) mod tests { }",
        );
        for as_it_is in [
            "#[cfg(not(test))] mod a { type S = u8; }",
            "#[cfg(feature = \"test\")] mod a { type S = u8; }",
            "#[cfg(test)] mod tests; type S = u8;",
            "#[cfg(test)] struct S { a: u8 }",
            "#[cfg(test)] mod tests { type S = u8;",
        ] {
            check(as_it_is, as_it_is);
        }
        assert!(outline("#[cfg(test)] mod tests { type S = u8; }", &CfgOptions { test: true }).is_none());
    }

    #[test]
    fn arguments_that_concern_no_analysis_are_left_out() {
        check(
            "#[error(\"a {b}\", c(d))] #[derive(A)] union S { #[arg( long, short )] a: u8 } #[endpoint { a = B }] fn f();",
            "#[error( )] #[derive(A)] union S { #[arg( )] a: u8 } #[endpoint { }] fn f();",
        );
        for as_it_is in [
            "#[diesel(table_name = a)] union S { #[serde(rename = \"_id\")] a: u8 }",
            "#[error] #[doc = \"a\"] #[a::error(b, c, d)] #[error = \"b\"] union S;",
            "m! { #[error(a, b, c, d)] }",
            "#[error(a, b, c, d) union S;",
            "#[error(a, b, c, d)",
        ] {
            check(as_it_is, as_it_is);
        }
    }

    #[test]
    fn signatures_may_have_braces() {
        check(
            "#[cfg(a)] fn f(a: [u8; { 1 + 2 }]) -> A<{ 3 }> { some_long_call(a, a, a); }",
            "#[cfg(a)] fn f(a: [u8; { 1 + 2 }]) -> A<{ 3 }> { }",
        );
        check(
            "#[cfg(a)] fn f<F: Fn(u8) -> u8>(P { a, .. }: P) where F: B<C>, { some_long_call(a, a, a); }",
            "#[cfg(a)] fn f<F: Fn(u8) -> u8>(P { a, .. }: P) where F: B<C>, { }",
        );
        check(
            "#[cfg(a)] fn f() -> A<{ 1 }>; trait T { fn g(&self) -> [u8; { 2 }] { some_call(1, 2, 3, 4); } }",
            "#[cfg(a)] fn f() -> A<{ 1 }>; trait T { fn g(&self) -> [u8; { 2 }] { } }",
        );
    }

    #[test]
    fn signatures_are_left_out_where_nobody_else_needs_them() {
        check(
            "trait T { #[cfg(a)] fn f(&self) -> Vec<Vec<u8>>; #[cfg(a)] async fn g<A: B>(a: &A) where A: C { some(1); } }",
            "trait T { #[cfg(a)] fn f( ) ; #[cfg(a)] async fn g ( ) { } }",
        );
        check("unsafe extern \"C\" fn f(a: u8) -> u8 { a.some(1) }", "unsafe extern \"C\" fn f( ) { }");
        check(
            "#[cfg(a)] fn f(a: u8) -> u8 { use a::b; b(a).await }",
            "#[cfg(a)] fn f(a: u8) -> u8 { use a::b; }",
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
    }

    #[test]
    fn functions_are_left_out_where_functions_stand() {
        for text in [
            "fn f() {} /* a */ pub async fn g(a: u8) -> u8 { a.b().await }",
            "pub(crate) const unsafe fn f() { unsafe { some(call) } } /// doc\n fn g() {}",
        ] {
            check(text, "");
        }
        check(
            "use {a}; fn f() {} pub mod m { #![a] pub fn g() {} type S = u8; fn h() {} mod n { fn i() {} } fn j() {} }",
            "use {a}; pub mod m { #![a] pub fn g() {} type S = u8; mod n { } }",
        );
        check(
            "unsafe impl<A: B> C<[u8; { 1 }]> for D where A: B { type E = F; fn f(self) {} #[cfg(a)] fn g() {} fn h() {} }",
            "unsafe impl<A: B> C<[u8; { 1 }]> for D where A: B { type E = F; #[cfg(a)] fn g() {} }",
        );
        check(
            "impl<A: B> C<{ 1 }> for D { fn f(self) {} #[cfg(a)] fn g() {} } fn h() {}",
            "impl<A: B> C<{ 1 }> for D { fn f( ) {} #[cfg(a)] fn g() {} }",
        );
        check(
            "impl A for B { m!(a); fn f(self) {} const C: u8 = { fn g() {} 1 }; fn h() {} } fn i() {}",
            "impl A for B { m!(a); const C: u8 = { fn g() {} 1 }; }",
        );
        check(
            "pub trait A: B { fn f(&self); async fn g(&self) -> impl C; type D; fn h(&self) { some(self) } }",
            "pub trait A: B { type D; }",
        );
        for as_it_is in [
            "fn f();",
            "impl A { fn f(); }",
            "extern \"C\" { fn f(); }",
            "default fn f() {}",
            "pub(in a) fn f() {}",
            "struct A { fn f() {} }",
            "const A: u8 = { fn f() {} 1 };",
            "m! { fn f() {} } n!(mod a { fn f() {} });",
            "macro_rules! m { () => { impl A { fn f() {} } } }",
            "fn f() { m!(a) + select! { b } }",
        ] {
            check(as_it_is, as_it_is);
        }
    }

    #[test]
    fn structs_enums_and_imports_are_left_out_where_they_are_plain() {
        for text in [
            "#[derive(A, b::C)] pub struct D<'a, E: F> where E: G { #[h(i)] pub j: E, pub(crate) k: &'a [u8], }",
            "struct A; pub struct B(u8, #[c] pub D<E>) where E: F; struct G {} struct H<I>;",
            "#[a = \"b\"] enum C { #[default] D, E(u8, F), G { h: I } = -1, J = 2 } enum K {}",
            "#[allow(a)] pub use b::c; use d::{e as f, g::*}; /** i */ fn j() {} /// k\nstruct L;",
        ] {
            check(text, "");
        }
        check("mod a { struct B; const C: u8 = 1; } struct D; mod e;", "mod a { const C: u8 = 1; } mod e;");
        for as_it_is in [
            "#[cfg(a)] struct B;",
            "#[cfg_attr(a, b)] enum C { D }",
            "struct A { #[cfg(b)] c: u8 }",
            "enum A { #[cfg(b)] C }",
            "enum A { B = 1 << 2 }",
            "struct A<const B: usize>;",
            "struct A<B = u8>(B);",
            "struct A { b: fn(u8) }",
            "struct A(pub (u8));",
            "pub(in a) struct B;",
            "#[a = \"\\n\"] #[b = r\"c\"] struct D;",
            "#[a = b!(c)] struct D;",
            "impl A { struct B; }",
            "extern \"C\" { struct A; }",
            "m! { struct A; use b::c; }",
            "async struct A;",
            "struct A(u8)",
            "use {a, b};",
        ] {
            check(as_it_is, as_it_is);
        }
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
            let text = format!("fn f() {{ {inside} }} type S = u8;");
            let outline = outline(&text, &CfgOptions::default()).expect("there is a body");
            assert_eq!(outline.bodies[0].end as usize, text.len() - " type S = u8;".len(), "{inside}");
        }
    }

    #[test]
    fn comments_are_left_out() {
        check(
            "//! a\n/* b /* c */ */ /// d\ntype S = u8; // e\ntype T = u8;",
            "\n \ntype S = u8; \ntype T = u8;",
        );
        check(
            "#[cfg(a)] fn f(A(a): /* } */ A) { /* } */ some_call(a, a); }",
            "#[cfg(a)] fn f(A(a): /* } */ A) { }",
        );
        for as_it_is in [
            "m! { /// d\n struct S; }",
            "macro_rules! m { (/// d\n) => { } }",
            "m! [ [ ] /** d */ ]",
            "type S = u8; /* never closed",
        ] {
            check(as_it_is, as_it_is);
        }
        check("m! { } /// d\ntype S = u8;", "m! { } \ntype S = u8;");
        check("#![a] /// d\ntype S = u8;", "#![a] \ntype S = u8;");
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
