//! A body that is read when it is asked for is what it would have been with its file.
//!
//! Every file here is lowered whole and lazily, and compared: items, the items of blocks, bodies, what is counted.
//! `LETGO_LAZILY=DIR:DIR cargo test --release --test lazily` does the same for all files of some folders, `LETGO_MIXES=50`
//! for fifty times as many random texts, other ones.

#[path = "support/random.rs"]
mod random;

use std::sync::Arc;

use letgo::ir::{Body, FileIr};
use letgo::syntax::{self, CfgOptions};
use random::Random;

fn shown(ir: &FileIr) -> Vec<String> {
    let bodies: Vec<&Body> = ir.bodies.ids().map(|id| ir.bodies.get(id)).collect();
    let mut shown: Vec<String> = bodies.iter().map(|body| format!("{body:?}")).collect();
    let items = ir.items.iter().chain(ir.block_scopes.iter().flatten());
    shown.extend(items.map(|item| without_arguments(&format!("{item:?}"))));
    let counts = ir.counts;
    // of macros nothing is counted before the body is read
    shown.push(format!("{:?}", (counts.lines, counts.awaits)));
    shown
}

/// Without those of attributes: there are comments in them.
fn without_arguments(item: &str) -> String {
    let mut parts = item.split("args: \"");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut end = 0;
        while !part[end..].starts_with('"') {
            let escaped = part[end..].starts_with('\\');
            end += part[end..].chars().take(if escaped { 2 } else { 1 }).map(char::len_utf8).sum::<usize>();
        }
        rest.push_str(&part[end..]);
    }
    rest
}

const OPTIONS: CfgOptions = CfgOptions { test: false };

fn lazily(text: &str) -> FileIr {
    syntax::lower_lazily(&Arc::from(text), &OPTIONS, |work| {
        work();
        Ok(())
    })
}

/// None when both are the same; else the first thing that differs.
fn difference(text: &str) -> Option<String> {
    let (whole, lazy) = (syntax::lower(text, &OPTIONS), lazily(text));
    // a broken body is a problem of its own when it is read later
    if !whole.problems.is_empty() {
        return None;
    }
    let (whole, lazy) = (shown(&whole), shown(&lazy));
    let differs = whole.iter().zip(&lazy).find(|(whole, lazy)| whole != lazy);
    let shown = differs.map(|(whole, lazy)| format!("whole: {whole}\nlazily: {lazy}"));
    shown.or_else(|| (whole.len() != lazy.len()).then(|| format!("{} and {}", whole.len(), lazy.len())))
}

#[test]
fn items_in_bodies_stay_where_they_are() {
    for body in [
        "use a::b; let c = b(1, 2, 3); c.d().await",
        "let a = b(1, 2, 3); const C: [u8; 2] = [1, 2]; type D<'a> = E<'a, { 3 }>; a.f(C)",
        "if a { use b::c; c(1) } else { use d::c; c(1) }",
        "let f = |x: u8| { use a::b; b(x) }; match f(1) { 0 => { use c::d; d() } _ => { static E: u8 = 1; E } }",
        "loop { use a::*; { use b::*; { use c::*; d().await } } }",
        "async move { use a::b; b().await }.await; unsafe { use c::d; d() }",
        "spawn(async move { use a::b as c; c().await }, S { x: { use d::e; e } })",
        "/* { */ let a = '{'; use b::c; let d = \"}\"; // }\n c(d)",
        "use self::A::{B, C as D, *}; const _: () = { let x = 1; assert!(x == 1); }; match a { B => 1, D => 2 }",
        "#[cfg(test)] if a { use b::c; c(1, 2, 3) } d()",
        "match a { #[cfg(not(test))] B => { use b::c; c(1).await } C => {} }",
        "let a = b; fn g(c: C) -> D { use e::f; f(c, 1, 2, 3) } g(a); struct S<T>(T) where T: X; a.h(S(1)).await",
        "#[derive(A)] pub struct S { a: u8 } impl S { async fn g(&self) { self.h(1, 2, 3).await } } S { a }.g().await",
        "if a { async fn g() { fn h() { struct A; i(A, 1, 2) } h(1, 2).await; use a::b; b() } g().await; } j().await",
        "trait T { const A: u8 = { fn a() { some(1, 2, 3) } 1 }; fn d(&self) { e!(1).await; f(1, 2) } } impl T for A {}",
        "enum E { A = { 1 }, B } unsafe fn g(a: [u8; { 2 }]) -> F<{ 3 }> { h(a, 1, 2, 3) } unsafe { g(E::A) }.await",
        "let f: for<'a> fn(&'a u8) -> *const u8 = g; fn g(a: &u8) -> *const u8 { h(a, 1, 2, 3) } f(1)",
        "impl A<{ 1 }> { fn g() { some(1, 2, 3) } } fn h() -> A<{ 1 }> { some(1, 2, 3).await } h().await",
        "union U { a: u8 } let union = U { a }; union.a; match a { B => { fn c() { d(1, 2, 3).await } } } union.await",
        "const fn g() -> u8 { h(1, 2, 3) } const H: u8 = g(); pub use a::b; b(H).await",
        "let (use_, r#type) = (1, 2); use a::r#use; const fn g() {} h(use_)",
    ] {
        let text = format!("async fn f(a: A) -> B {{ {body} }}\nimpl S {{ fn g(&self) {{ {body} }} }}\n");
        if let Some(difference) = difference(&text) {
            panic!("{body}\n{difference}");
        }
    }
}

#[test]
fn functions_in_functions_are_the_same_however_deep() {
    let text = format!(
        "{}some_long_call(1, 2, 3).await;{}",
        "async fn f() { use a::b; let c = some_call(1, 2, 3); ".repeat(40),
        "}".repeat(40)
    );
    assert_eq!(difference(&text), None);
    // deeper than the parser goes: a problem, and soon
    let deep = format!("{}{}", "fn f() { let c = some_call(1, 2, 3); ".repeat(20_000), "}".repeat(20_000));
    assert_eq!(lazily(&deep).problems.len(), 1);
}

#[test]
fn imports_are_the_same() {
    for text in [
        "use a;",
        "pub(crate) use a::b;",
        "#[cfg(x)] #[doc(hidden)] pub use a::b as c;",
        "use a::{self, b, c::{self as d, e::*}, r#type as _, f::g as r#fn};",
        "use self::a::*; use super::super::b; use crate::c::{}; use crate::d::{e,};",
        "use a /* { */ :: // ;\n b ::{ c /* as */ as /* */ d , /* , */ };",
        "use ::a::b; use {c, d::e}; use f::{::g, h};",
        "use a as b; mod c { use a as d; } fn f() { use a::e; g(1, 2, 3, 4, 5, 6).await }",
        "use {{{a}}}; use a::{b::{c::{d::{e::{f}}}}}; use ä::ö::{ü};",
        "macro_rules! m { () => { use a::b; } } m! { use c::d; }",
        "type T = impl Sized + use<'a, U>; trait V { fn f(&self) -> impl Sized + use<Self>; } use a::self;",
    ] {
        if let Some(difference) = difference(text) {
            panic!("{text}\n{difference}");
        }
    }
    for broken in ["use a::", "use a b;", "use a::{b;", "use a::{b c};", "use a as;", "use a::b"] {
        assert_eq!(lazily(broken).problems.len(), 1, "{broken}");
    }
}

#[test]
fn signatures_are_the_same() {
    for signature in [
        "(self) -> Self",
        "(mut self: Box<Self>, b: &mut [u8; 3]) -> [u8; N]",
        "(&'a mut self, _: *const u8, mut r#type: *mut a::b::C) -> !",
        "(&self, a: (), b: (u8), c: (u8,), d: (u8, A)) -> Option<&'static str>",
        "<'a: 'b + 'c, 'b, T: 'a + A<B> + ?Sized, U>(a: &'a T, b: U,) -> impl A + 'a where U: B, T: C<D = E>,",
        "<F>(f: F) -> u8 where F: for<'a> Fn(&'a u8) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> + Send,",
        "<T,>(a: ::a::B<'_, T, 3>, b: Vec<Vec<Vec<T>>>) where for<'a> &'a T: A, 'a: 'b, T: Sized, [T]: B, (T, u8): C",
        "(a: &dyn A, b: Box<dyn A + Send>, c: impl Into<Option<u8>> + 'static, d: &&u8)",
        "(a: impl Iterator<Item = u8>, b: impl Iterator<Item: A + B>, c: A<B<C = D>>) -> A",
        "(#[cfg(test)] a: u8, b: u8)",
        "(#[a] b: u8)",
        "(/** b */ a: u8)",
        "(a: fn(u8) -> u8, b: <T as A>::B, c: A<{ 3 }>, d: A<-3>, e: A<'b'>, f: A<true>, g: [u8; 2 * N], h: m!(u8))",
        "((a, b): (u8, u8), A { c, .. }: A, [d, e]: [u8; 2], ref f: u8, g @ h: u8)",
        "<const N: usize>(a: A<N>)",
        "<T = u8>(a: T)",
        "<T>(a: T) where T::A: B, <T as A>::B: C, T: ~const A",
        "(a: größe::Größe) -> größe::Größe",
        "(a: A::<B>, b: A<'a>, c: A<>, d: dyn A) -> dyn for<'a> A<'a>",
        "(a: A+B)",
        "(a: &A+B)",
        "(a: impl 'b)",
        "(a: impl ?Sized, b: impl Sized + A, c: impl ?A)",
        "/* a */ ( /* b */ a /* c */ : /* d */ u8 /* e */ ) /* f */ -> /* g */ u8 // h\n",
        "(a: u8 b: u8)",
        "(a: u8, self)",
        "(a: Vec<u8)",
        "(a:::b::C, d: e ::f:: G, h: Vec < Vec < u8 > >) -> Vec<Vec<u8>>",
        "(a: A<B == C>, b: D)",
        "(a: 'b, c: D)",
        "(crate: u8)",
        "(a: type)",
        "() - > u8",
        "(&self: u8)",
        "(a: A(B) -> C, d: Fn(B, C,) -> D)",
        "<A: B(C)::D>()",
        "(a: crate<B>)",
        "() where 'a: Sized",
    ] {
        for text in [
            format!("async unsafe fn f{signature} {{ some_call(1, 2, 3).await; other() }}"),
            format!("impl A {{ pub(crate) fn f{signature} {{ some_call(1, 2, 3).await; other() }} }}"),
            format!("trait T {{ #[a] fn f{signature}; }} struct S;"),
        ] {
            same_or_both_wrong(&text);
        }
    }
}

#[test]
fn structs_and_enums_are_the_same() {
    for text in [
        "#[derive(A, b::C)] pub struct D<'a, E: F> where E: G { #[h(i = j)] pub k: E, pub(crate) l: &'a [u8], }",
        "struct A; pub struct B(u8, #[c] pub D<E>, [F; 2], (G, H), (), &'a I, ::j::K) where E: F; struct L {} struct M<N>;",
        "#[a = \"b\"] #[doc = \"c\"] #[serde(rename = \"d\", e)] enum F { #[default] G, H(u8, I), J { k: L } = -1, M = 0x2 } enum N {}",
        "struct A where B: C; struct D() where B: C; struct E<'a: 'b, F>(); pub(self) struct G { pub(super) h: I }",
        "#[a::b::c(d)] #[error(\"e\")] #[error = \"f\"] #[repr(u8)] #[allow(g)] #[must_use] struct H { #[arg(i)] j: k::L }",
        "#[a(\n  b,\n  c(d),\n)] #[e{f}] #[g[h]] #[i = \"j\n k\"] struct L { r#type: M }",
        "#[cfg(test)] struct A { b: C } #[cfg(not(test))] struct D { #[cfg(test)] e: F, g: H } enum I { #[cfg(test)] J, K }",
        "#[cfg_attr(test, derive(A))] #[cfg_attr(not(test), derive(B))] struct C(#[cfg_attr(all(), d)] E);",
        "struct A<const B: usize, C = D>([C; B]); struct E { f: fn(u8) -> u8, g: <H as I>::J, k: [u8; 2 * L], m: n!() }",
        "enum A { B = 1 << 2, C = D as isize, E = 'f' as isize, G = b'h' as isize, I = { 3 } }",
        "#[a = 1] #[b = c!()] #[d = r\"e\"] #[f = \"\\n\"] #[::g] #[unsafe(h)] #[r#i] struct J;",
        "pub (crate) struct A(pub (crate) B, pub(in c) D, pub (E), pub(self)F); pub(in g) enum H {}",
        "struct Größe { größe: Größe } #[ä] struct B(#[c = \"ö\"] D); enum Ü { Ä }",
        "mod a { struct B; enum C {} use d::e; mod f { use g::{h, i}; pub struct J; } } use k as l; struct M; mod n;",
        "fn a() { struct B { c: D } enum E { F } } struct G; impl H { fn i() { struct J; } } struct K;",
        "/// a\nstruct B { /// c\n d: /* e */ F, // g\n /** h */ i: J } // k\nenum L { /// m\n N, /** o */ P }",
        "struct A { b: C, b: D } enum E { F, F } struct A;",
        "struct A { b: dyn C + D, e: impl F + 'g, h: &dyn I, j: Box<dyn for<'k> L<'k> + Send> }",
        "#![a] use b::c; #![d] struct E;",
        "auto trait A {} struct B; pub union C { d: E } struct F; extern crate g as h; struct I; static J: K = L; struct M;",
        "struct A; ; struct B;",
        "struct A {}; struct B;",
        "struct A; use {::b::c, d}; struct E; #[cfg(test)] use {::f::g, h}; struct I; #[r#repr] struct J;",
    ] {
        same_or_both_wrong(text);
    }
    for wrong in [
        "struct",
        "struct A",
        "struct A(u8)",
        "struct A { b }",
        "struct A { b: C D }",
        "struct A { b: C, , }",
        "struct A { b: C; }",
        "struct A { pub }",
        "struct A { b::C }",
        "struct A<B { c: D }",
        "struct self;",
        "enum A { B C }",
        "enum A { B(u8) {} }",
        "enum A { B = }",
        "enum A;",
        "enum A(B);",
        "const struct A;",
        "async enum A {}",
        "unsafe use a;",
        "impl A { struct B; }",
        "trait A { enum B {} }",
        "impl A { use b::c; }",
        "#[a struct B;",
        "#[a(b] struct C;",
        "#[a(b]] struct C;",
        "#[a b] struct C;",
        "#[a = ] struct B;",
        "#[a = \"b\" c] struct D;",
        "#[a] struct B; #[c]",
        "# struct A;",
    ] {
        assert!(!same_or_both_wrong(wrong), "{wrong}");
    }
}

#[test]
fn no_mix_of_parts_of_a_struct_is_read_in_another_way() {
    const PARTS: &[&str] = &[
        "a",
        "b: C",
        "B",
        "B<C>",
        ": ",
        "::",
        ",",
        ",",
        ",",
        ";",
        "pub ",
        "pub(crate) ",
        "pub (D)",
        "(B)",
        "(",
        ")",
        "{",
        "}",
        "{ d: E }",
        "#[f]",
        "#[g(h, i)]",
        "#[j = \"k\"]",
        "#[cfg(l)]",
        "#[cfg(test)]",
        "#[m::n]",
        "#",
        "[",
        "]",
        "[u8; 2]",
        "= 1",
        "= -1",
        "=",
        "where",
        "where B: C",
        "<'a>",
        "&'a B",
        "'a",
        "self",
        "type",
        "r#type",
        "struct F;",
        "enum",
        "/**/",
        "_",
        "é",
        "\"p\"",
    ];
    let (mut random, rounds) = rounds(90_000);
    let mut right = 0;
    for round in rounds {
        let mut mix = |most| mixed(&mut random, PARTS, most).join(" ");
        let text = match round % 4 {
            0 => format!("struct A {{ {} }}", mix(8)),
            1 => format!("struct A({});", mix(8)),
            2 => format!("enum A {{ {} }}", mix(8)),
            _ => format!("{} struct A {}", mix(4), mix(5)),
        };
        right += usize::from(same_or_both_wrong(&text));
    }
    assert!(right > 3000, "{right}");
}

#[test]
fn functions_stand_where_they_stood() {
    for text in [
        "fn a() {} use b::c; /* d */ pub async fn e(f: G) -> H { f.i(1).await } struct J; fn k() {}",
        "mod a { fn b() {} mod c { pub(crate) fn d() {} } fn e() {} } #[cfg(test)] mod f { fn g() {} } fn h() {}",
        "#[cfg(any())] impl A { fn b() {} } #[cfg(all())] impl A { fn c() {} } impl !Send for A {} fn d() {}",
        "#[async_trait] impl A for B { async fn c(&self) { self.d(1).await } type E = F; fn g() {} const H: u8 = 1; }",
        "trait A { fn b(&self); #[c] fn d(&self) {} async fn e() -> F { g(1).await } type H; fn i(); const J: u8; }",
        "impl A { m!(fn b() {}); fn c() { use d::e; e(1, 2) } fn f() { select! { a = b => c } } fn g() {} }",
        "impl<T> A<{ 1 }> for B<T> { fn c() {} const D: u8 = { fn e() {} 1 }; fn f() {} } fn g() {}",
        "impl A<{ fn b() {} 1 }> for C { fn d() {} }",
        "cfg_if! { if #[cfg(a)] { fn b() {} mod c { fn d() {} } } else { fn e() {} } } fn f() {}",
        "thread_local! { static A: B = { fn c() {} d }; } fn e() {} macro_rules! f { () => { impl A { fn b() {} } } }",
        "const A: B = { impl C { fn d() {} } e }; static F: fn() = g; fn h() {} type I = impl J; fn k() {}",
        "extern \"C\" { fn a(); } unsafe extern \"C\" fn b() {} fn c() {} union D { e: F } fn g() {}",
        "#![cfg(any())] fn a() {} mod b { fn c() {} }",
        "pub(in a::b) fn c() {} impl D { default fn d() {} } const fn e() {} pub(self) const unsafe fn f(g: H) -> I { g.j() }",
        "mod a { #![b] fn c() {} } impl A where B: C<D = { 1 }> { fn e() {} } fn f() {}",
        "fn a(b: C) -> impl D + use<C> { e(b, 1, 2) } trait F = G; impl H { fn i() {} }",
        "impl A { #[b] fn c() {} /// d\n fn e() {} /** f */ pub fn g() {} } // h\nfn i() {}",
        "#[async_trait] pub trait A: B + 'static { async fn c(); type D: E + 'f; type G = H; const I: J; const K: L = -1; }",
        "unsafe impl<'a, A: B> c::D<A> for &'a [E] where A: F { type G<H> = I; pub const J: &str = \"k\"; #[l] fn m() {} }",
        "impl A { } impl B for C {} trait D {} pub(crate) unsafe trait E<F>: for<'a> G<&'a F> where F: H { /* i */ }",
        "impl dyn A + B { fn c() {} } impl (D, E) {} impl ::f::G for ! {} impl _ {} impl K for L + M {}",
        "#[cfg(test)] impl A { fn b() { c(1) } } #[cfg(d)] impl E { #[cfg(test)] fn f() { g(1) } #[cfg(not(test))] type H = I; }",
        "#[cfg_attr(test, async_trait)] impl A { fn b() {} } #[cfg_attr(c, async_trait::async_trait, d)] impl E { fn f() {} }",
        "impl A { m!(); } impl B { fn c() {} } ",
        "const A: B = 1.5 + C::D * -E; static mut F: &G = &'h'; static I: J = true; const _: K = L(1); const M: N = O { p };",
        "const A: B = b'c'; const D: E = 1 as F; const G: H = 1..2; const I: J = 1.k(); const L: M = |n| n; const O: P = A < B;",
        "#[path = \"a.rs\"] mod b; #[cfg_attr(c, path = \"d.rs\")] mod e; #[f] pub mod g; #[cfg(test)] mod h; #[cfg(i)] mod j;",
        "type A<B: C> = D<B>; pub type E<F> where F: G = H; type I<J = K> = L; type M = dyn N + 'static; type O = fn();",
        "#[cfg(all(not(test), any(a = \"b\", c)))] struct D; #[cfg(any(test, all()))] struct E; #[cfg(all(test, f))] fn g() {}",
        "#[cfg(a(1))] struct B; #[cfg()] struct C; #[cfg] struct D; #[cfg = \"e\"] struct F; #[cfg(not())] struct G; #[cfg(any())] mod h;",
        "#[cfg_attr(not(test), a, cfg(test), b(c), d = \"e\")] struct F; #[cfg_attr(test)] struct G; #[cfg_attr(h, cfg_attr(i, j))] struct K;",
    ] {
        assert!(same_or_both_wrong(text), "{text}");
    }
    for wrong in [
        "fn a();",
        "impl A { fn b(); }",
        "impl A { fn b() {} struct C; }",
        "trait A { fn b() {} mod c { fn d() {} } }",
        "mod a { fn b() {} ",
        "fn a() {} }",
        "async const fn a() {}",
        "pub(a) fn b() {}",
        "pub impl A {}",
        "async impl A {}",
        "impl A { static B: C = 1; }",
        "impl A { mod b; }",
        "impl A { type B: C; }",
        "impl A { const B: C; }",
        "trait A { pub type B; }",
        "trait A { type B }",
        "const A: B;",
        "const A = 1;",
        "static A: B = 1",
        "type A;",
        "mod a",
        "impl A for {}",
        "impl Fn(A) -> B for C {}",
        "impl for A {}",
        "impl A { fn b() {} ; }",
        "trait A: B where {} }",
        "const A: B = 1 +;",
        "const A: B = * 1 2;",
        "impl A { fn b() {} fn }",
    ] {
        same_or_both_wrong(wrong);
    }
}

/// Of random texts.
fn rounds(usual: usize) -> (Random, std::ops::Range<usize>) {
    let times = std::env::var("LETGO_MIXES").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    (Random(times as u64), 0..usual * times)
}

/// Fewer than `most` of the parts.
fn mixed<'p>(random: &mut Random, parts: &[&'p str], most: usize) -> Vec<&'p str> {
    (0..random.below(most)).map(|_| parts[random.below(parts.len())]).collect()
}

/// What the parser refuses is refused; all else is the same.
fn same_or_both_wrong(text: &str) -> bool {
    let is_right = syntax::lower(text, &OPTIONS).problems.is_empty();
    assert_eq!(lazily(text).problems.is_empty(), is_right, "{text}");
    if let Some(difference) = difference(text) {
        panic!("{text}\n{difference}");
    }
    is_right
}

#[test]
fn no_mix_of_items_is_read_in_another_way() {
    const PARTS: &[&str] = &[
        "fn a() {}",
        "fn b() { c().await }",
        "pub fn d(e: F);",
        "async fn g() -> H { i.j(1, 2, 3) }",
        "fn",
        "impl K {",
        "impl L for K {",
        "trait M {",
        "mod n {",
        "mod o;",
        "extern \"C\" {",
        "const P: Q = {",
        "const R: S = 1;",
        "struct T;",
        "struct U { v: W }",
        "enum X { Y }",
        "type Z = A;",
        "use a::{b, c};",
        "#[cfg(any())]",
        "#[a]",
        "impl !C for D {",
        "m! {",
        "macro_rules! e {",
        "m!();",
        "pub",
        "async",
        "/* g */",
        "{",
        "(",
        ")",
        "}",
        "}",
        "}",
        "}",
        "} }",
        ";",
        "unsafe",
        "#[async_trait]",
        "#[cfg(f)]",
        "#[cfg_attr(g, h)]",
        "const I: J = -K * 1;",
        "const L: M;",
        "static N: O = \"p\";",
        "type Q: R;",
        "type S;",
        "mod t;",
        "trait U: V + W<X> where Y: Z {",
        "unsafe impl A<B> for C where D: E {",
        "impl fn() {",
    ];
    let (mut random, rounds) = rounds(60_000);
    let mut right = 0;
    for _ in rounds {
        let mut text = mixed(&mut random, PARTS, 12).join(" ");
        // most end somewhere inside
        let open = |text: &str| text.matches('{').count().saturating_sub(text.matches('}').count());
        text.push_str(&" }".repeat(open(&text)));
        right += usize::from(same_or_both_wrong(&text));
    }
    assert!(right > 3000, "{right}");
}

#[test]
fn no_mix_of_parts_of_a_signature_is_read_in_another_way() {
    const PARTS: &[&str] = &[
        "a", "B", "B", "self", "Self", "mut", "dyn", "impl", "for", "where", "const", "_", "r#type", "type",
        "Sized", "crate", "'a", "'a", "'b'", "0", "1.5", "<", ">", "<", ">", "(", ")", "[", "]", "{", "}",
        ",", ",", ":", ": ", "::", "::", "->", "-> ", "=", "==", "+", "+", "&", "&&", "*", "?", "!", ";",
        "#[a]", "/**/", "...", "|", "<B>", "<'a>", "(B)", "a: B", "a: B,", "B: C", "B = C", "é", "async",
    ];
    let (mut random, rounds) = rounds(120_000);
    let mut right = 0;
    for round in rounds {
        let mut mix = |most| {
            let parts = mixed(&mut random, PARTS, most);
            parts.join(if random.below(2) == 0 { " " } else { "" })
        };
        let (generics, params, rest) = match round % 3 {
            0 => (format!("<{}>", mix(6)), String::new(), String::new()),
            1 => (String::new(), mix(8), String::new()),
            _ => (String::new(), String::new(), format!("{} {}", ["->", "where"][round % 2], mix(7))),
        };
        right += usize::from(same_or_both_wrong(&format!("fn f{generics}({params}) {rest};")));
    }
    assert!(right > 3000, "{right}");
}

#[test]
fn comments_beside_operators_leave_them_alone() {
    let comment = "a comment";
    for text in [
        format!("const A: u8 = 4 / /* {comment} */ 2; struct S;"),
        format!("const A: u8 = 4 / // {comment}\n 2; struct S;"),
        format!("const A: u8 = 4 * /* {comment} */ 2; const B: u8 = 4 /* {comment} *// 2;"),
        format!("const A: &u8 = &*/* {comment} */B; fn f() {{ /* {comment} */ }} /// {comment}\nstruct S;"),
    ] {
        assert_eq!(difference(&text), None, "{text}");
    }
}

#[test]
fn every_file_is_the_same_whole_and_lazily() {
    let own = env!("CARGO_MANIFEST_DIR").to_owned();
    let folders = std::env::var("LETGO_LAZILY").unwrap_or(own);
    let entries = folders.split(':').flat_map(|folder| {
        let below = walkdir::WalkDir::new(folder).into_iter();
        below.filter_entry(|entry| entry.file_name() != "target").flatten()
    });
    let paths = entries.map(walkdir::DirEntry::into_path);
    let found: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect();
    assert!(found.len() > 100, "{folders} has only {} files", found.len());
    // what the parser recurses on is deep
    let all = std::thread::Builder::new().stack_size(128 << 20).spawn(move || {
        let (mut differ, mut put_off, mut bodies) = (Vec::new(), 0, 0);
        for path in found {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let lazy = lazily(&text).bodies;
            put_off += lazy.ids().filter(|id| lazy.read_before(*id).is_none()).count();
            bodies += lazy.ids().len();
            differ.extend(difference(&text).map(|found| format!("{}: {found}", path.display())));
        }
        (differ, put_off, bodies)
    });
    let (differ, put_off, bodies) = all.expect("a thread starts").join().expect("no panic");
    assert!(differ.is_empty(), "{} differ: {}", differ.len(), differ.join("\n"));
    // a file that is read whole after all is the same, too
    assert!(put_off > bodies / 2, "{put_off} of {bodies} are put off");
}
