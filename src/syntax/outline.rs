//! What of a file has to be parsed with it: everything but bodies that can wait, what is plainly written of functions and
//! imports, tests that are not compiled, comments.
//!
//! [`outline`] leaves them out: what is parsed is a fraction of the file. All that is asked of a body before it is read is
//! which words are in it, how often it awaits, and what it declares: items stay, with the braces of their blocks. Whatever
//! the scan does not understand stays as it is, for the parser to judge.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::ir::{Import, Visibility};

use super::around::{Around, Container};
use super::containers::{Header, impl_header, trait_header};
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

/// An impl or trait that is not at its end.
struct Open {
    head: Head,
    header: Header,
    /// Where its brace is.
    brace: usize,
    /// How many were left out before it.
    left_out: usize,
    items: usize,
    /// All that was seen of what is in it could be left out.
    is_whole: bool,
}

/// None when there is nothing to gain.
pub(super) fn outline(text: &str, options: &CfgOptions) -> Option<Outline> {
    let mut scan = Scan::of(text);
    let mut outline = Outline::default();
    let mut around = Around::default();
    let mut in_front: Option<Head> = None;
    let mut container: Option<Open> = None;
    // at the start of the item
    let mut was_whole = false;
    loop {
        let before = scan.position();
        if around.begins_item() {
            let mut behind = scan.clone();
            in_front = head(&mut behind, options);
            was_whole = container.as_ref().is_some_and(|open| open.is_whole);
            let is_function = |head: &mut Head| head.keyword == Keyword::Function;
            if let Some(head) = in_front.take_if(|head| !is_function(head)) {
                if matches!(head.keyword, Keyword::Impl | Keyword::Trait) {
                    container = outline.open(head, &around, behind);
                } else if outline.left_out_whole(head, &around, &mut behind, options) {
                    scan = behind;
                    around.see_item();
                    continue;
                }
            }
        }
        let token = scan.next();
        let between = before..scan.start();
        // what is given to a macro may be asked for its documentation
        if token != Token::End && !around.is_macro() && text.as_bytes()[between.clone()].contains(&b'/') {
            outline.left_out.push(between);
        }
        let was_in = around.open();
        around.see(token, &scan);
        if let Some(open) = container.take_if(|open| was_in == Some(open.brace) && around.open() != was_in) {
            outline.close(open, &around, scan.position());
            continue;
        }
        if let Some(open) = &mut container {
            open.is_whole &= scan.start() <= open.brace;
        }
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
                let items = outline.items.len();
                if let Some(behind) = outline.function(&scan, &around, head) {
                    scan = behind;
                    around.see_item();
                }
                if let Some(open) = container.as_mut().filter(|_| outline.items.len() > items) {
                    open.is_whole = was_whole;
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
    /// An impl or trait begins, read to behind its keyword.
    fn open(&self, head: Head, around: &Around, mut scan: Scan<'_>) -> Option<Open> {
        let header = match head.keyword {
            _ if around.container() != Container::Module => None,
            Keyword::Impl => impl_header(&mut scan),
            _ => trait_header(&mut scan),
        }?;
        let (brace, left_out, items) = (scan.start(), self.left_out.len(), self.items.len());
        Some(Open { head, header, brace, left_out, items, is_whole: true })
    }

    /// It ends there.
    fn close(&mut self, open: Open, around: &Around, end: usize) {
        if open.is_whole {
            let members = self.items.split_off(open.items);
            self.left_out.truncate(open.left_out);
            self.left_out.push(open.head.before..end);
            self.items.push(LeftOut::container(open.head, around.open(), open.header, members, end));
        }
    }

    /// What can be left out of a function, from behind its `fn`; gives what is behind it.
    fn function<'a>(&mut self, scan: &Scan<'a>, around: &Around, head: Option<Head>) -> Option<Scan<'a>> {
        let (start, mut ahead) = (scan.start(), scan.clone());
        // in a trait it is no function for the parser
        let head =
            head.filter(|head| around.container() != Container::Trait || head.vis == Visibility::Private);
        let found = if around.is_macro() { None } else { signature(&mut ahead) };
        let open = match &found {
            Some(found) => found.open,
            None => {
                ahead = scan.clone();
                ahead.signature()
            }
        };
        let Some(open) = open else {
            match head.filter(|_| around.container() == Container::Trait) {
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

    /// What has no body, from behind its keyword on; false when it is not plain.
    fn left_out_whole(
        &mut self,
        head: Head,
        around: &Around,
        scan: &mut Scan<'_>,
        options: &CfgOptions,
    ) -> bool {
        let before = head.before;
        let Some(item) = LeftOut::brief(head, around.open(), around.container(), scan, options) else {
            return false;
        };
        self.left_out.push(before..scan.position());
        self.items.push(item);
        true
    }

    fn leave_out_function(&mut self, mut head: Head, around: &Around, found: Found, end: usize) {
        if around.container() == Container::Trait {
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
            "#[a = 1] fn f() { let a = some::call(1, 2); } type S = fn();",
            "#[a = 1] fn f() { } type S = fn();",
        );
        check("#[a = 1] fn f() { short() } #[a = 1] fn g() {}", "#[a = 1] fn f() { } #[a = 1] fn g() {}");
        check("#[a = 1] fn f() { let a = some_call().await; }", "#[a = 1] fn f() { }");
        check(
            "#[a = 1] fn f() { some(other().await); m!(a.await) }",
            "#[a = 1] fn f() { some(other().await); m!(a.await) }",
        );
        check(
            "#[a = 1] fn f() { #[cfg(a)] b(); some_call().await }",
            "#[a = 1] fn f() { #[cfg(a)] b(); some_call().await }",
        );
        check(
            "#[a = 1] fn f() { #[ cfg(a)] b(); some_call().await }",
            "#[a = 1] fn f() { #[ cfg(a)] b(); some_call().await }",
        );
        check(
            "#[a = 1] fn f() { #[/**/cfg(a)] b(); some().await }",
            "#[a = 1] fn f() { #[/**/cfg(a)] b(); some().await }",
        );
        check("#[a = 1] fn f() { #[allow(cfg)] b(); some_call().await }", "#[a = 1] fn f() { }");
        check("#[a = 1] fn f() { #[cfg_attr(a, b)] b(); some_call().await }", "#[a = 1] fn f() { }");
        check(
            "#[a = 1] fn f() { tokio::join!(some, others); }",
            "#[a = 1] fn f() { tokio::join!(some, others); }",
        );
        check("#[a = 1] fn f() { names.join(some, others); }", "#[a = 1] fn f() { }");
        check("#[a = 1] fn f() { let a: fn(u8) = some(b as *const u8); }", "#[a = 1] fn f() { }");
        check(
            "#[a = 1] fn f() { a(m! { use b; }); some_other_call(); }",
            "#[a = 1] fn f() { a(m! { use b; }); some_other_call(); }",
        );
        check(
            "#[a = 1] fn f() { let a = b; #[cfg(c)] use d::e; }",
            "#[a = 1] fn f() { let a = b; #[cfg(c)] use d::e; }",
        );
        check("#[a = 1] fn f() { static || use_it(some); }", "#[a = 1] fn f() { static || use_it(some); }");
        check(
            "#[a = 1] fn f() { const A: F = g(a.await); h() }",
            "#[a = 1] fn f() { const A: F = g(a.await); }",
        );
        check(
            "type F = fn(u8); #[a = 1] fn f() { let r#fn = r#type + r#use; }",
            "type F = fn(u8); #[a = 1] fn f() { }",
        );
    }

    #[test]
    fn items_stay_in_their_blocks() {
        check(
            "#[a = 1] fn f() { use a::{b, c}; b(c, c) } type S = fn();",
            "#[a = 1] fn f() { use a::{b, c}; } type S = fn();",
        );
        check(
            "#[a = 1] fn f() { let a = b; const A: [u8; 2] = [1, 2]; a }",
            "#[a = 1] fn f() { const A: [u8; 2] = [1, 2]; }",
        );
        check(
            "#[a = 1] fn f() { if a { use b::c; c() } else { d.e(|f| match f { G => { type H = I; j() } _ => {} }) } }",
            "#[a = 1] fn f() { { use b::c; } { { { type H = I; } } } }",
        );
        check(
            "#[a = 1] fn f() { let a = x as *const u8; let b = const { 1 }; use c::d; }",
            "#[a = 1] fn f() { let a = x as *const u8; let b = const { 1 }; use c::d; }",
        );
        check("#[a = 1] fn f() { fn g() { let a = 1; let b = 2; } g() }", "#[a = 1] fn f() { fn g() { } }");
        check(
            "#[a = 1] fn f() { a(); pub(crate) async fn g() { fn h() { some_call(1, 2).await; } h().await; } g().await }",
            "#[a = 1] fn f() { pub(crate) async fn g() { fn h() { } } }",
        );
        check(
            "#[a = 1] fn f() { if a { #[derive(A)] struct B { c: u8 } struct D; enum E { F } d(B { c: 1 }) } else { } }",
            "#[a = 1] fn f() { { #[derive(A)] struct B { c: u8 } struct D; enum E { F } } }",
        );
        check(
            "#[a = 1] fn f() { let a = b; unsafe impl<T> A for B<T> where T: C { const fn d() { some_call(T::a(), 1, 2) } } e(a) }",
            "#[a = 1] fn f() { unsafe impl<T> A for B<T> where T: C { const fn d() { } } }",
        );
        check(
            "#[a = 1] fn f() { let a = b; fn g() { some(select! { a => b }) } c(a) }",
            "#[a = 1] fn f() { fn g() { some(select! { a => b }) } }",
        );
        for as_it_is in [
            "#[a = 1] fn f() { impl A<{ 1 }> for B<1, { 2 }> { } c(1, 2, 3); }",
            "#[a = 1] fn f() { macro_rules! a { () => { struct B; } } c(1, 2, 3); }",
            "#[a = 1] fn f() { mod a { struct B; } c(1, 2, 3); }",
            "#[a = 1] fn f() { a! { struct B; fn c() { } } c(1, 2, 3, 4, 5); }",
            "#[a = 1] fn f() { extern \"C\" { fn a(b: c); } unsafe { a(1) }; }",
        ] {
            check(as_it_is, as_it_is);
        }
    }

    #[test]
    fn tests_that_are_not_compiled_are_left_out() {
        check(
            "#[cfg(test)] mod tests { use super::*; struct T; } type S = fn();",
            "#[cfg(test)] mod tests { } type S = fn();",
        );
        check(
            "#[cfg(test)]\n#[allow(x[1])] pub(crate) mod tests { fn f() { '}' } }",
            "#[cfg(test)]\n#[allow(x[1])] pub(crate) mod tests { }",
        );
        for as_it_is in [
            "#[cfg(not(test))] mod a { type S = fn(); }",
            "#[cfg(feature = \"test\")] mod a { type S = fn(); }",
            "#[cfg(test)] struct S { a: fn() }",
            "#[cfg(test)] mod tests { type S = fn();",
        ] {
            check(as_it_is, as_it_is);
        }
        assert!(outline("#[cfg(test)] mod tests { type S = fn(); }", &CfgOptions { test: true }).is_none());
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
            "#[a = 1] fn f(a: [u8; { 1 + 2 }]) -> A<{ 3 }> { some_long_call(a, a, a); }",
            "#[a = 1] fn f(a: [u8; { 1 + 2 }]) -> A<{ 3 }> { }",
        );
        check(
            "#[a = 1] fn f<F: Fn(u8) -> u8>(P { a, .. }: P) where F: B<C>, { some_long_call(a, a, a); }",
            "#[a = 1] fn f<F: Fn(u8) -> u8>(P { a, .. }: P) where F: B<C>, { }",
        );
        check(
            "#[a = 1] fn f() -> A<{ 1 }>; trait T { fn g(&self) -> [u8; { 2 }] { some_call(1, 2, 3, 4); } }",
            "#[a = 1] fn f() -> A<{ 1 }>; trait T { fn g(&self) -> [u8; { 2 }] { } }",
        );
    }

    #[test]
    fn signatures_are_left_out_where_nobody_else_needs_them() {
        check(
            "trait T { #[a = 1] fn f(&self) -> Vec<Vec<u8>>; #[a = 1] async fn g<A: B>(a: &A) where A: C { some(1); } }",
            "trait T { #[a = 1] fn f( ) ; #[a = 1] async fn g ( ) { } }",
        );
        check("unsafe extern \"C\" fn f(a: u8) -> u8 { a.some(1) }", "unsafe extern \"C\" fn f( ) { }");
        check(
            "#[a = 1] fn f(a: u8) -> u8 { use a::b; b(a).await }",
            "#[a = 1] fn f(a: u8) -> u8 { use a::b; }",
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
            "use {a}; fn f() {} pub mod m { #![a] pub fn g() {} type S = fn(); fn h() {} mod n { fn i() {} } fn j() {} }",
            "use {a}; pub mod m { #![a] pub fn g() {} type S = fn(); mod n { } }",
        );
        check(
            "unsafe impl<A: B> C<[u8; { 1 }]> for D where A: B { type E = fn(); fn f(self) {} #[a = 1] fn g() {} fn h() {} }",
            "unsafe impl<A: B> C<[u8; { 1 }]> for D where A: B { type E = fn(); #[a = 1] fn g() {} }",
        );
        check(
            "impl<A: B> C<{ 1 }> for D { fn f(self) {} #[a = 1] fn g() {} } fn h() {}",
            "impl<A: B> C<{ 1 }> for D { fn f( ) {} #[a = 1] fn g() {} }",
        );
        check(
            "impl A for B { m!(a); fn f(self) {} const C: u8 = { fn g() {} 1 }; fn h() {} } fn i() {}",
            "impl A for B { m!(a); const C: u8 = { fn g() {} 1 }; }",
        );
        check(
            "pub trait A: B { fn f(&self); async fn g(&self) -> impl C; const D: E = f(); fn h(&self) { some(self) } }",
            "pub trait A: B { const D: E = f(); }",
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
    fn what_has_no_body_is_left_out_where_it_is_plain() {
        for text in [
            "#[derive(A, b::C)] pub struct D<'a, E: F> where E: G { #[h(i)] pub j: E, pub(crate) k: &'a [u8], }",
            "struct A; pub struct B(u8, #[c] pub D<E>) where E: F; struct G {} struct H<I>;",
            "#[a = \"b\"] enum C { #[default] D, E(u8, F), G { h: I } = -1, J = 2 } enum K {}",
            "#[allow(a)] pub use b::c; use d::{e as f, g::*}; /** i */ fn j() {} /// k\nstruct L;",
            "#[cfg(a)] struct B; #[cfg_attr(a, b)] enum C { #[cfg(not(test))] D } use e::f;",
            "const A: &str = \"b\"; pub static mut C: D = -1.5 * E; type F<G: H> = I<J>; const _: () = K::L; mod m;",
        ] {
            check(text, "");
        }
        check("mod a { struct B; const C: F = f(); } struct D;", "mod a { const C: F = f(); }");
        for as_it_is in [
            "enum A { B = 1 << 2 }",
            "struct A<const B: usize>;",
            "struct A<B = u8>(B);",
            "struct A { b: fn(u8) }",
            "struct A { #[cfg(b(1))] c: u8 }",
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
            "#[path = \"a.rs\"] mod b;",
            "#[cfg_attr(a, path = \"b.rs\")] mod c;",
            "const A: B = c();",
            "const A: B = 1 << 2;",
            "const A: B = 'c;",
            "const A: B;",
        ] {
            check(as_it_is, as_it_is);
        }
    }

    #[test]
    fn impls_and_traits_are_left_out_with_all_that_is_in_them() {
        for text in [
            "#[a] unsafe impl<A: B, 'c> D<A> for E<'c> where A: F { type G = H; const I: u8 = 1; fn j(&self) { some(call) } }",
            "impl A {} impl ::b::C for &D {} impl E { /// f\n #[g] pub(crate) async fn h() -> I { j().await } }",
            "pub trait A<B>: C + 'static where B: D { fn e(); #[f] fn g(&self) {} type H: I; type J = K; const L: u8; }",
            "mod m; #[cfg(a)] impl B { #[cfg(c)] fn d() {} } unsafe trait E {}",
        ] {
            check(text, "");
        }
        check("mod a { impl B { fn c() {} } trait D {} } impl E {}", "mod a { }");
        check("impl A { fn b() {} m!(c); fn d() {} } impl E { fn f() {} }", "impl A { m!(c); }");
        check("impl A { fn b() { c(d.await) } fn e() { m!(f.await) } }", "impl A { fn e() { m!(f.await) } }");
        check("trait A { fn b((c, d): (u8, u8)) {} fn e() {} }", "trait A { fn b((c, d): (u8, u8)) {} }");
        for as_it_is in [
            "impl !A for B {}",
            "impl<const A: usize> B<A> {}",
            "impl A<{ 1 }> {}",
            "impl (A) for B {}",
            "impl A for fn() {}",
            "default impl A for B {}",
            "trait A = B;",
            "auto trait A {}",
            "impl A { #![b] }",
            "impl A {",
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
            let text = format!("fn f() {{ {inside} }} type S = fn();");
            let outline = outline(&text, &CfgOptions::default()).expect("there is a body");
            assert_eq!(outline.bodies[0].end as usize, text.len() - " type S = fn();".len(), "{inside}");
        }
    }

    #[test]
    fn comments_are_left_out() {
        check(
            "//! a\n/* b /* c */ */ /// d\ntype S = fn(); // e\ntype T = fn();",
            "\n \ntype S = fn(); \ntype T = fn();",
        );
        check(
            "#[a = 1] fn f(A(a): /* } */ A) { /* } */ some_call(a, a); }",
            "#[a = 1] fn f(A(a): /* } */ A) { }",
        );
        for as_it_is in [
            "m! { /// d\n struct S; }",
            "macro_rules! m { (/// d\n) => { } }",
            "m! [ [ ] /** d */ ]",
            "type S = fn(); /* never closed",
        ] {
            check(as_it_is, as_it_is);
        }
        check("m! { } /// d\ntype S = fn();", "m! { } \ntype S = fn();");
        check("#![a] /// d\ntype S = fn();", "#![a] \ntype S = fn();");
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
