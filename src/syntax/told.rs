//! What the rules of a macro tell of all that they may make, before anything is expanded.
//!
//! The words of an expansion are those of the call and those of the rules, as long as none of them comes to stand in
//! another way than it stood: `.$name(…)` makes a method of a variable's name, `$of::$name` a path. Where a rule could do
//! that, or puts items into a body, nothing is told. So most bodies that call a macro need not be expanded to be known not
//! to matter. Called by [`check`](crate::check).

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use rustc_hash::FxHashMap;

use super::rules::{Matcher, Part, Rules};
use super::words;
use crate::ir::{Made, Name};

/// Of one macro.
#[derive(Debug, Default)]
pub struct Told {
    pub made: Made,
    /// Names of the macros that the rules call.
    pub calls: Vec<Name>,
}

/// Of the text of a `macro_rules!` item.
pub fn told(text: &str) -> Option<Told> {
    let rules = Rules::parse(text)?;
    let mut told = Told::default();
    for rule in rules.all() {
        let mut kinds = Kinds::default();
        matched(&rule.matcher, &[Edge::End], &[Edge::End], &mut kinds)?;
        let parts = with_kinds(&rule.body, &kinds)?;
        put(&parts, &[Edge::End], &[Edge::End])?;
        calls(&parts, &mut told.calls)?;
        for stand_in in [StandIn::Name, StandIn::Type, StandIn::Own] {
            let mut tokens = Vec::new();
            shown(&rule.body, stand_in, &mut tokens);
            told.made.extend(words::made_in_body(&tokens.into_iter().collect())?);
        }
    }
    Some(told)
}

/// What of the call a variable stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An expression, a pattern: what is in it stays as it is.
    Whole,
    /// A name, a path, a type: what it means depends on what follows.
    Name,
    Token,
    /// All tokens of a repetition, one behind the other.
    Tokens,
}

type Kinds<'r> = FxHashMap<&'r str, Kind>;

/// What stands beside something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    End,
    Punct(char),
    /// `::`
    Path,
    Word,
    Group,
    /// Anything, nothing perhaps.
    Open,
}

fn edge(token: &TokenTree) -> Edge {
    match token {
        TokenTree::Punct(punct) => Edge::Punct(punct.as_char()),
        TokenTree::Ident(_) => Edge::Word,
        TokenTree::Group(_) => Edge::Group,
        TokenTree::Literal(_) => Edge::Punct('0'),
    }
}

/// Part of a rule, on one of its sides.
trait Piece: Sized {
    fn edge(&self) -> Edge;
    /// What is in it, when it stands for any number of that.
    fn repeated(&self) -> Option<&[Self]>;
}

impl Piece for Matcher {
    fn edge(&self) -> Edge {
        match self {
            Self::Token(token) => edge(token),
            Self::Group(..) => Edge::Group,
            Self::Fragment { kind, .. } if matches!(kind.as_str(), "ident" | "lifetime" | "literal") => {
                Edge::Word
            }
            Self::Fragment { .. } | Self::Repeat { .. } => Edge::Open,
        }
    }

    fn repeated(&self) -> Option<&[Self]> {
        if let Self::Repeat { inner, .. } = self { Some(inner) } else { None }
    }
}

/// What is transcribed, with the kinds of its variables.
enum Put {
    Token(TokenTree),
    Group(Vec<Self>),
    /// Or all tokens of a repetition, as they stood.
    Variable(Kind),
    Repeat(Vec<Self>, Vec<TokenTree>),
}

impl Piece for Put {
    fn edge(&self) -> Edge {
        match self {
            Self::Token(token) => edge(token),
            Self::Group(_) => Edge::Group,
            Self::Variable(Kind::Name) => Edge::Word,
            // an expression or pattern is one thing, whatever it begins with
            Self::Variable(Kind::Whole) => Edge::Punct('0'),
            Self::Variable(_) | Self::Repeat(..) => Edge::Open,
        }
    }

    fn repeated(&self) -> Option<&[Self]> {
        if let Self::Repeat(inner, _) = self { Some(inner) } else { None }
    }
}

/// None when tokens that stood beside each other are put apart.
fn with_kinds(parts: &[Part], kinds: &Kinds<'_>) -> Option<Vec<Put>> {
    let with_kind = |part: &Part| {
        Some(match part {
            Part::Token(token) => Put::Token(token.clone()),
            Part::Crate => Put::Token(TokenTree::Ident(Ident::new("krate", Span::call_site()))),
            Part::Group(_, inner) => Put::Group(with_kinds(inner, kinds)?),
            Part::Variable(name) => match *kinds.get(name.as_str())? {
                Kind::Tokens => return None,
                kind => Put::Variable(kind),
            },
            Part::Repeat { inner, separator } => match (inner.as_slice(), separator.as_slice()) {
                ([Part::Variable(name)], []) if kinds.get(name.as_str()) == Some(&Kind::Tokens) => {
                    Put::Variable(Kind::Token)
                }
                _ => Put::Repeat(with_kinds(inner, kinds)?, separator.clone()),
            },
        })
    };
    parts.iter().map(with_kind).collect()
}

/// What may stand from an index on.
fn firsts<P: Piece>(pieces: &[P], from: usize, behind: &[Edge]) -> Vec<Edge> {
    let mut found = Vec::new();
    for (at, piece) in pieces.iter().enumerate().skip(from) {
        let Some(inner) = piece.repeated() else {
            let is_path = piece.edge() == Edge::Punct(':')
                && pieces.get(at + 1).is_some_and(|next| next.edge() == Edge::Punct(':'));
            found.push(if is_path { Edge::Path } else { piece.edge() });
            return found;
        };
        found.extend(firsts(inner, 0, &[]));
    }
    found.extend_from_slice(behind);
    found
}

/// What may stand before an index.
fn lasts<P: Piece>(pieces: &[P], to: usize, before: &[Edge]) -> Vec<Edge> {
    let mut found = Vec::new();
    for at in (0..to).rev() {
        let Some(inner) = pieces[at].repeated() else {
            let is_path =
                pieces[at].edge() == Edge::Punct(':') && at > 0 && pieces[at - 1].edge() == Edge::Punct(':');
            found.push(if is_path { Edge::Path } else { pieces[at].edge() });
            return found;
        };
        found.extend(lasts(inner, inner.len(), &[]));
    }
    found.extend_from_slice(before);
    found
}

/// The same for what is in a repetition: what is around it, or between two turns.
fn turns<P: Piece>(
    inner: &[P],
    separator: &[TokenTree],
    (mut before, mut behind): (Vec<Edge>, Vec<Edge>),
) -> (Vec<Edge>, Vec<Edge>) {
    match separator {
        [] => {
            before.extend(lasts(inner, inner.len(), &[]));
            behind.extend(firsts(inner, 0, &[]));
        }
        [first, .., last] if edge(first) == Edge::Punct(':') && edge(last) == edge(first) => {
            before.push(Edge::Path);
            behind.push(Edge::Path);
        }
        [first, ..] => {
            before.push(edge(separator.last().unwrap_or(first)));
            behind.push(edge(first));
        }
    }
    (before, behind)
}

/// Whether something may begin with a name that is the member of something else.
fn may_be_member(prevs: &[Edge]) -> bool {
    prevs.iter().any(|edge| matches!(edge, Edge::Punct('.') | Edge::Path))
}

/// Fills in the kinds of variables; none when a name could be taken from where it means something else.
fn matched<'r>(
    matchers: &'r [Matcher],
    before: &[Edge],
    behind: &[Edge],
    kinds: &mut Kinds<'r>,
) -> Option<()> {
    for (at, matcher) in matchers.iter().enumerate() {
        let (prevs, nexts) = (lasts(matchers, at, before), firsts(matchers, at + 1, behind));
        match matcher {
            Matcher::Token(_) => {}
            Matcher::Group(_, inner) => matched(inner, &[Edge::End], &[Edge::End], kinds)?,
            Matcher::Fragment { name, kind } => {
                let kind = match kind.as_str() {
                    "tt" => Kind::Token,
                    "ident" | "ty" | "path" => Kind::Name,
                    _ => Kind::Whole,
                };
                let follows = |edge: &Edge| match kind {
                    Kind::Whole => true,
                    Kind::Name => {
                        !matches!(edge, Edge::Group | Edge::Open | Edge::Path | Edge::Punct('!' | ':'))
                    }
                    Kind::Token | Kind::Tokens => is_apart(edge) && !matches!(edge, Edge::Punct('!' | ':')),
                };
                (!may_be_member(&prevs) && nexts.iter().all(follows)).then_some(())?;
                kinds.insert(name, kind);
            }
            Matcher::Repeat { inner, separator, .. } => {
                if let ([Matcher::Fragment { name, kind }], []) = (inner.as_slice(), separator.as_slice())
                    && kind == "tt"
                {
                    let follows = |edge: &Edge| matches!(edge, Edge::End | Edge::Punct(',' | ';'));
                    (!may_be_member(&prevs) && nexts.iter().all(follows)).then_some(())?;
                    kinds.insert(name, Kind::Tokens);
                } else {
                    let (before, behind) = turns(inner, separator, (prevs, nexts));
                    matched(inner, &before, &behind, kinds)?;
                }
            }
        }
    }
    Some(())
}

fn is_apart(edge: &Edge) -> bool {
    matches!(edge, Edge::End | Edge::Punct(_))
}

/// None when a name could be put where it means something else.
fn put(parts: &[Put], before: &[Edge], behind: &[Edge]) -> Option<()> {
    for (at, part) in parts.iter().enumerate() {
        let (prevs, nexts) = (lasts(parts, at, before), firsts(parts, at + 1, behind));
        let is_group = matches!(parts.get(at + 1), Some(Put::Group(_)));
        // only perhaps the arguments of what stands here
        let may_be_called = nexts.contains(&Edge::Open) || nexts.contains(&Edge::Group) && !is_group;
        let is_macro = nexts.contains(&Edge::Punct('!'))
            && !matches!(parts.get(at + 2), Some(Put::Token(token)) if edge(token) == Edge::Punct('='));
        // `@rule` is a word for other rules only
        let is_label = |at: usize| {
            parts.get(at).is_some_and(|part| part.edge() == Edge::Word)
                && at.checked_sub(1).is_some_and(|before| parts[before].edge() == Edge::Punct('@'))
        };
        let is_behind_label = at.checked_sub(1).is_some_and(is_label);
        let fits = match part {
            Put::Token(TokenTree::Ident(_)) => !may_be_called || is_label(at),
            Put::Token(_) => true,
            Put::Group(inner) => put(inner, &[Edge::End], &[Edge::End]).is_some(),
            Put::Variable(kind) => {
                let fits = match kind {
                    Kind::Whole => true,
                    Kind::Name => !may_be_called,
                    Kind::Token | Kind::Tokens => {
                        nexts.iter().all(is_apart) && (is_behind_label || prevs.iter().all(is_apart))
                    }
                };
                fits && !may_be_member(&prevs) && !is_macro
            }
            Put::Repeat(inner, separator) => {
                let fits = !may_be_member(&prevs) && !is_macro;
                let (before, behind) = turns(inner, separator, (prevs, nexts));
                fits && put(inner, &before, &behind).is_some()
            }
        };
        fits.then_some(())?;
    }
    Some(())
}

/// The macros that are called; none when it is not certain with what.
fn calls(parts: &[Put], found: &mut Vec<Name>) -> Option<()> {
    for (at, part) in parts.iter().enumerate() {
        match part {
            Put::Group(inner) | Put::Repeat(inner, _) => calls(inner, found)?,
            Put::Token(TokenTree::Ident(name)) => {
                let is = |at: usize, wanted: char| {
                    parts.get(at).is_some_and(|part| part.edge() == Edge::Punct(wanted))
                };
                if is(at + 1, '!') && !is(at + 2, '=') {
                    (name != "macro_rules").then_some(())?;
                    match parts.get(at + 2).map(Piece::edge) {
                        Some(Edge::Group) => found.push(Name::from(&name.to_string())),
                        Some(Edge::Open) => return None,
                        // `if !done`
                        _ => {}
                    }
                }
            }
            Put::Token(_) | Put::Variable(_) => {}
        }
    }
    Some(())
}

/// What is shown in the place of a variable: each makes other words of what stands beside it.
#[derive(Clone, Copy)]
enum StandIn {
    Name,
    Type,
    Own,
}

fn shown(parts: &[Part], stand_in: StandIn, tokens: &mut Vec<TokenTree>) {
    let ident = |text: &str| TokenTree::Ident(Ident::new(text, Span::call_site()));
    let parsed = |text: &str| text.parse::<TokenStream>().unwrap_or_default();
    for part in parts {
        match part {
            Part::Token(token) => tokens.push(token.clone()),
            Part::Crate => tokens.push(ident("krate")),
            Part::Group(delimiter, inner) => {
                let mut inside = Vec::new();
                shown(inner, stand_in, &mut inside);
                tokens.push(TokenTree::Group(Group::new(*delimiter, inside.into_iter().collect())));
            }
            Part::Variable(_) => match stand_in {
                StandIn::Name => tokens.push(ident("any")),
                StandIn::Type => tokens.extend(parsed("<Any>")),
                StandIn::Own => tokens.push(ident("Self")),
            },
            Part::Repeat { inner, separator } => {
                // nobody knows how many arguments these are
                tokens.extend(parsed("#[cfg()]"));
                shown(inner, stand_in, tokens);
                tokens.extend(separator.iter().cloned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::Own;
    use super::*;
    use crate::ir::{associated_word, associated_words, method_words};

    /// Takes tokens as they are.
    struct Here;

    impl Own for Here {
        fn token(&self, token: &TokenTree, _: bool) -> TokenTree {
            token.clone()
        }

        fn krate(&self) -> Ident {
            Ident::new("krate", Span::call_site())
        }

        fn span(&self) -> Span {
            Span::call_site()
        }
    }

    fn made(text: &str) -> Made {
        words::made(&text.parse().expect("tokens")).expect("it ends")
    }

    /// Words of what the call makes that neither the call nor the rules tell of.
    fn untold(rules: &str, call: &str) -> Option<usize> {
        let text = format!("macro_rules! m {{ {rules} }}");
        let mut told = told(&text)?.made;
        told.extend(made(&format!("m!({call})")));
        let expanded = Rules::parse(&text)?.expand(call.parse().ok()?, &Here).expect("a rule matches");
        let found = words::made(&expanded).expect("it ends");
        assert!(told.has_let_else || !found.has_let_else, "{rules}");
        assert!(told.may_wait || !found.may_wait, "{rules}");
        // who asks for a method asks for one with an unknown number of arguments, too
        let methods = ('a'..='z').map(|name| name.to_string());
        let vague: Vec<u32> = methods
            .filter(|name| told.words.contains(&method_words(name, 0)[1]))
            .flat_map(|name| (0..9).map(move |count| method_words(&name, count)[0]))
            .collect();
        told.words.extend(vague);
        // the same for what is said of a type
        let types = ["Y", "Self", "X"].into_iter().flat_map(|of| associated_words(of, "C"));
        told.words.extend(types.filter(|_| told.words.contains(&associated_word("C"))).collect::<Vec<_>>());
        Some(found.words.iter().filter(|word| !told.words.contains(word)).count())
    }

    #[test]
    fn words_of_an_expansion_are_told_before() {
        for (rules, call) in [
            ("() => { a.b(c, d); e::f::<G>(H::i) }", ""),
            ("($a:expr) => { b($a).c($a, 1) }", "x.y(z).w"),
            ("($a:expr, $($b:expr),* $(,)?) => { $a.c($($b),*) }", "x, y, z::w"),
            ("($($a:expr),*) => { $(b.c($a);)* $(d::e(&$a, |f| f)),* }", "x, y.z(1)"),
            ("($a:ident) => { let $a = b; $a.c(); d($a); e { $a }; f { g: $a } }", "x"),
            ("($a:ident) => { $a(b); $a { c }; $a::d(1); $a::e }", "Self"),
            ("($a:ty) => { <$a>::b(); <$a as c::D>::e; $a::f(1); g::<$a>() }", "X<Y>"),
            ("($a:ty) => { $a::b(); $a(c) }", "x::Self"),
            ("($a:path) => { $a(1); $a { b }; $a::c() }", "x::y"),
            ("($($a:tt)*) => { b!($($a)*) }", "\"{}\", x.y, z::w(1)"),
            ("($a:expr, $($b:tt)+) => { if !$a { c(format!($($b)+))? } }", "x, \"\", y = z"),
            ("($a:pat => $b:expr) => { match c { $a => $b, _ => d.e() } }", "X { y, .. } => z(y).w"),
            ("($a:block) => { b($a) }", "{ let x = y else { z }; x.w() }"),
            ("($a:literal, $b:lifetime) => { $b: loop { c($a); break $b } }", "\"x\", 'y"),
            ("($a:ident = $b:expr; $c:stmt) => { let $a = $b; $c; $a }", "x = y; z.w()"),
            ("($($a:ident = $b:ty),*) => { $(let $a: $b = $b::C($a);)* }", "x = Y, z = Self"),
            ("($a:tt) => { b($a, c) }", "(x.y)"),
            ("(@a $b:expr) => { c.d($b) }; ($($e:tt)*) => { m!(@a $($e)*) }", "@a x.y"),
            ("($a:expr) => { if b != $a { return !c } }", "x"),
            ("($a:expr) => { b!($a).c(d!{ e.f }) }", "x.y"),
            ("($a:meta) => { #[$a] b(c) }", "x(y)"),
        ] {
            assert_eq!(untold(rules, call), Some(0), "{rules} of {call}");
        }
    }

    #[test]
    fn nothing_is_told_where_words_come_to_stand_in_another_way() {
        for (rules, call) in [
            ("($a:ident) => { b.$a(c) }", "x"),
            ("($a:ident) => { b.$a }", "x"),
            ("($a:ident) => { B::$a(c) }", "x"),
            ("($($a:ident),*) => { b$(.$a)*.c }", "x, y"),
            ("($($a:ident),*) => { $($a).*(c) }", "x, y"),
            ("($($a:ident),*) => { $($a)::* }", "X, y"),
            ("($a:ident $b:tt) => { c.$a $b }", "x (y)"),
            ("($a:tt) => { b.c $a }", "(x, y)"),
            ("($a:tt $b:tt) => { $a $b }", "Self (x)"),
            ("($a:ident) => { $a!(b) }", "x"),
            ("($a:ident . $b:ident) => { $b($a) }", "x.y"),
            ("($a:ident :: $b:ident) => { $b($a) }", "X::y"),
            ("($a:ident ($b:expr)) => { c($a) }", "x(y)"),
            ("($a:ident ! ) => { c($a) }", "x!"),
            ("($a:ident: $b:expr) => { c($a, $b) }", "x: y"),
            ("($($a:ident).*) => { $(b($a);)* }", "x.y.z"),
            ("($($a:tt)*) => { $(b($a);)* }", "x . y"),
            ("($($a:tt)*) => { $($a)* (b) }", "x.y"),
            ("($($a:tt)*) => { b. $($a)* }", "x(y)"),
            ("($a:ident $(($b:expr))?) => { $a $(($b))? }", "Self (x)"),
            ("($(($a:expr))?) => { b.c $(($a))? }", "(x)"),
            ("($a:tt) => { b! $a }", "(x)"),
        ] {
            assert_eq!(untold(rules, call), None, "{rules}");
            assert!(Rules::parse(&format!("macro_rules! m {{ {rules} }}")).is_some(), "{rules}");
            _ = call;
        }
        for rules in [
            "() => { fn a() {} a() }",
            "() => { use a::b; b() }",
            "() => { macro_rules! a { () => {} } a!() }",
            "() => { struct A; }",
        ] {
            assert!(told(&format!("macro_rules! m {{ {rules} }}")).is_none(), "{rules}");
        }
        let told = told("macro_rules! m { ($a:expr) => { $a.await; b!(c!(1)); if !d() {} } }").expect("told");
        assert!(told.made.may_wait);
        assert_eq!(told.calls.iter().map(Name::as_str).collect::<Vec<_>>(), ["b", "c"]);
    }
}
