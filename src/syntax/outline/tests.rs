//! What is left of a text.

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
    check("#[a = 1] fn f() { const A: F = g(a.await); h() }", "#[a = 1] fn f() { const A: F = g(a.await); }");
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
    check("#[a = 1] fn f(a: u8) -> u8 { use a::b; b(a).await }", "#[a = 1] fn f(a: u8) -> u8 { use a::b; }");
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
