//! Types, bounds, generics and what is as small, as they are mostly written, from the text: no tokens and trees in between.
//!
//! Half of what is parsed of a file without its bodies is types. Whatever is rare (macros, function pointers, qualified
//! paths, constants but plain numbers, names beyond ASCII) and whatever is wrong is none here, and goes through the parser.
//! `tests/lazily.rs` compares the two. Called by [`functions`](super::functions), [`adts`](super::adts),
//! [`containers`](super::containers), [`attrs`](super::attrs) and [`cfg`](super::cfg).

use crate::ir::{GenericArgs, GenericKind, GenericParam, Generics, Name, Path, Segment, TypeRef, Visibility};
use crate::source::Span;

use super::names::interned;
use super::scan::{Scan, Token, is_word};

/// A name, and where it stands.
pub(super) type Placed = (Name, Span);

/// Types in types, conditions in conditions.
const DEEPEST: usize = 32;

/// What no name is spelled like, for syn.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "_" | "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "Self"
            | "self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

/// Reads on from a token. After an answer of none it may stand anywhere.
pub(super) struct Plain<'r, 'a> {
    scan: &'r mut Scan<'a>,
    token: Token,
    /// Where the token before ends.
    before: usize,
    depth: usize,
}

impl<'r, 'a> Plain<'r, 'a> {
    /// From the next token of the scan on.
    pub fn new(scan: &'r mut Scan<'a>) -> Self {
        let before = scan.position();
        let token = scan.next();
        Self { scan, token, before, depth: 0 }
    }

    pub fn token(&self) -> Token {
        self.token
    }

    /// Of the token.
    pub fn span(&self) -> Span {
        Span::new(self.scan.start() as u32, self.scan.position() as u32)
    }

    /// Where the token before ends.
    pub fn before(&self) -> u32 {
        self.before as u32
    }

    pub fn advance(&mut self) {
        self.before = self.scan.position();
        self.token = self.scan.next();
    }

    pub fn is(&self, byte: u8) -> bool {
        matches!(self.token, Token::Open(found) | Token::Close(found) | Token::Other(found) if found == byte)
    }

    pub fn take(&mut self, byte: u8) -> bool {
        let is = self.is(byte);
        if is {
            self.advance();
        }
        is
    }

    pub fn expect(&mut self, byte: u8) -> Option<()> {
        self.take(byte).then_some(())
    }

    /// Whether these two bytes stand here, one beside the other.
    fn are(&self, [first, second]: [u8; 2]) -> bool {
        self.is(first) && self.scan.bytes_at(self.scan.position()).first() == Some(&second)
    }

    pub fn take_both(&mut self, bytes: [u8; 2]) -> bool {
        let are = self.are(bytes);
        if are {
            self.advance();
            self.advance();
        }
        are
    }

    /// `=`, and not the first half of `==` or `=>`.
    pub fn expect_equals(&mut self) -> Option<()> {
        if self.are(*b"==") || self.are(*b"=>") { None } else { self.expect(b'=') }
    }

    /// A word, whatever it means.
    pub fn word(&self) -> Option<&'a [u8]> {
        matches!(self.token, Token::Word(_)).then(|| self.scan.word())
    }

    /// The word that the next token begins with; empty when it is none.
    pub fn next_word(&self) -> &'a [u8] {
        let next = self.scan.next_bytes();
        &next[..next.iter().position(|byte| !is_word(*byte)).unwrap_or(next.len())]
    }

    /// What is in a string, when that is what is written.
    pub fn text(&mut self) -> Option<&'a str> {
        let Token::Other(b'"') = self.token else { return None };
        let text = std::str::from_utf8(self.scan.word()).ok()?.strip_prefix('"')?.strip_suffix('"')?;
        self.advance();
        (!text.contains(['\\', '\r'])).then_some(text)
    }

    /// What is between the brackets that open here; behind the closing one.
    pub fn inside(&mut self) -> Option<&'a str> {
        let Token::Open(open) = self.token else { return None };
        let from = self.scan.position();
        self.scan.skip_to_closing()?;
        matches!((open, self.scan.word()), (b'(', b")") | (b'[', b"]") | (b'{', b"}")).then_some(())?;
        let inside = &self.scan.bytes_at(from)[..self.scan.start() - from];
        self.advance();
        std::str::from_utf8(inside).ok()
    }

    /// `pub`, `pub(crate)` and the like, or nothing.
    pub fn visibility(&mut self) -> Option<Visibility> {
        if !self.take_word("pub") {
            return Some(Visibility::Private);
        }
        if !self.take(b'(') {
            return Some(Visibility::Public);
        }
        ["crate", "super", "self"].into_iter().any(|word| self.take_word(word)).then_some(())?;
        self.expect(b')')?;
        Some(Visibility::Restricted)
    }

    pub fn expect_colon(&mut self) -> Option<()> {
        if self.are(*b"::") { None } else { self.expect(b':') }
    }

    pub fn is_word(&self, word: &str) -> bool {
        matches!(self.token, Token::Word(_)) && self.scan.word() == word.as_bytes()
    }

    pub fn take_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        if is {
            self.advance();
        }
        is
    }

    /// A name, and no keyword.
    pub fn name(&mut self) -> Option<Placed> {
        self.name_or(&[])
    }

    pub fn name_or_underscore(&mut self) -> Option<Placed> {
        self.name_or(&["_"])
    }

    /// The same, and not `r#name`.
    pub fn cooked_name(&mut self) -> Option<Placed> {
        self.word().filter(|word| !word.starts_with(b"r#"))?;
        self.name()
    }

    fn name_or(&mut self, keywords: &[&str]) -> Option<Placed> {
        let Token::Word(_) = self.token else { return None };
        let word = std::str::from_utf8(self.scan.word()).ok().filter(|word| word.is_ascii())?;
        if is_keyword(word) && !keywords.contains(&word) {
            return None;
        }
        let found = (interned(word.strip_prefix("r#").unwrap_or(word)), self.span());
        self.advance();
        Some(found)
    }

    pub fn lifetime(&mut self) -> Option<Name> {
        let Token::Other(b'\'') = self.token else { return None };
        let name = std::str::from_utf8(self.scan.word()).ok()?.strip_prefix('\'')?;
        // a character is none
        if !name.is_ascii() || name.is_empty() || name.ends_with('\'') {
            return None;
        }
        let name = interned(name);
        self.advance();
        Some(name)
    }

    /// `sums`: `A + B` may stand here after `impl` and `dyn`.
    pub fn ty(&mut self, sums: bool) -> Option<TypeRef> {
        self.deeper(|this| this.ty_here(sums))
    }

    fn ty_here(&mut self, sums: bool) -> Option<TypeRef> {
        match self.token {
            Token::Word(_) => {
                if self.take_word("_") {
                    Some(TypeRef::Infer)
                } else if self.take_word("impl") {
                    self.traits(sums).map(TypeRef::ImplTrait)
                } else if self.take_word("dyn") {
                    self.traits(sums).map(TypeRef::DynTrait)
                } else {
                    self.path(false).map(TypeRef::Path)
                }
            }
            Token::Other(b':') => self.path(false).map(TypeRef::Path),
            Token::Other(b'&') => {
                self.advance();
                let lifetime = self.lifetime();
                let mutable = self.take_word("mut");
                Some(TypeRef::Ref { mutable, lifetime, inner: Box::new(self.ty(false)?) })
            }
            Token::Other(b'*') => {
                self.advance();
                (self.take_word("const") || self.take_word("mut")).then_some(())?;
                Some(TypeRef::Ptr(Box::new(self.ty(false)?)))
            }
            Token::Other(b'!') => {
                self.advance();
                Some(TypeRef::Never)
            }
            Token::Open(b'(') => {
                self.advance();
                let (mut types, mut is_tuple) = (Vec::new(), true);
                while !self.take(b')') {
                    types.push(self.ty(true)?);
                    is_tuple = self.take(b',');
                    (is_tuple || self.is(b')')).then_some(())?;
                }
                match types.pop() {
                    Some(only) if types.is_empty() && !is_tuple => Some(only),
                    last => {
                        types.extend(last);
                        Some(TypeRef::Tuple(types))
                    }
                }
            }
            Token::Open(b'[') => {
                self.advance();
                let inner = Box::new(self.ty(true)?);
                if self.take(b']') {
                    return Some(TypeRef::Slice(inner));
                }
                self.expect(b';')?;
                let is_length = self.take(b'0') || self.path(false).is_some_and(|path| is_plain(&path));
                (is_length && self.take(b']')).then_some(TypeRef::Array(inner))
            }
            _ => None,
        }
    }

    /// `is_bound`: `Fn(A) -> B` may stand here.
    fn path(&mut self, is_bound: bool) -> Option<Path> {
        let global = self.take_both(*b"::");
        let mut segments = Vec::with_capacity(1);
        let mut span: Option<Span> = None;
        loop {
            let (name, at) = self.name_or(&["self", "Self", "super", "crate"])?;
            span = Some(Span::new(span.map_or(at.start, |span| span.start), at.end));
            let is_call = is_bound && self.is(b'(');
            let generic = match self.token {
                Token::Other(b'<') if !is_keyword(&name) || name == "Self" => {
                    Some(self.args()?).filter(|generic| !generic.is_empty())
                }
                _ if is_call => Some(self.inputs()?),
                _ => None,
            };
            segments.push(Segment { name, generic: generic.map(Box::new) });
            if is_call || !self.take_both(*b"::") {
                return Some(Path { qself: None, global, segments: segments.into(), span: span? });
            }
        }
    }

    /// `<A, B, C = D>`
    fn args(&mut self) -> Option<GenericArgs> {
        self.expect(b'<')?;
        let mut generic = GenericArgs { types: Vec::with_capacity(1), assoc: Vec::new() };
        while !self.take(b'>') {
            if self.lifetime().is_none() {
                if self.take(b'0') {
                    generic.types.push(TypeRef::Unknown);
                } else {
                    self.arg(&mut generic)?;
                }
            }
            (self.take(b',') || self.is(b'>')).then_some(())?;
        }
        Some(generic)
    }

    fn arg(&mut self, generic: &mut GenericArgs) -> Option<()> {
        let ty = self.ty(true)?;
        let is_constraint = self.is(b':');
        if !is_constraint && !self.is(b'=') {
            generic.types.push(ty);
            return Some(());
        }
        let TypeRef::Path(path) = ty else { return None };
        let [only] = &*path.segments else { return None };
        let is_name = !path.global && only.generic.is_none() && !is_keyword(&only.name);
        is_name.then_some(())?;
        let value = if is_constraint {
            self.expect_colon()?;
            TypeRef::ImplTrait(self.bounds()?)
        } else {
            self.expect_equals()?;
            self.ty(true)?
        };
        generic.assoc.push((only.name, value));
        Some(())
    }

    /// `(A, B) -> C`
    fn inputs(&mut self) -> Option<GenericArgs> {
        self.expect(b'(')?;
        let mut inputs = Vec::new();
        while !self.take(b')') {
            inputs.push(self.ty(true)?);
            (self.take(b',') || self.is(b')')).then_some(())?;
        }
        let output = self.output(false)?;
        let assoc = vec![(Name::from("Output"), output)];
        Some(GenericArgs { types: vec![TypeRef::Tuple(inputs)], assoc })
    }

    /// `-> A`, or nothing.
    pub fn output(&mut self, sums: bool) -> Option<TypeRef> {
        if self.take_both(*b"->") { self.ty(sums) } else { Some(TypeRef::unit()) }
    }

    /// One trait or, where they may be summed, several; with lifetimes.
    fn traits(&mut self, sums: bool) -> Option<Vec<Path>> {
        let mut bounds = Vec::with_capacity(1);
        let mut is_trait = self.bound(&mut bounds)?;
        while sums && self.take(b'+') {
            is_trait |= self.bound(&mut bounds)?;
        }
        is_trait.then_some(bounds)
    }

    /// `A + 'b + ?Sized`, or nothing.
    fn bounds(&mut self) -> Option<Vec<Path>> {
        let mut bounds = Vec::with_capacity(1);
        while !matches!(self.token, Token::Other(b',' | b'>' | b';' | b'=') | Token::Open(b'{')) {
            self.bound(&mut bounds)?;
            if !self.take(b'+') {
                break;
            }
        }
        Some(bounds)
    }

    /// `: A + 'b`, or nothing.
    pub fn bounds_behind_colon(&mut self) -> Option<Vec<Path>> {
        if self.is(b':') {
            self.expect_colon()?;
            return self.bounds();
        }
        Some(Vec::new())
    }

    /// Whether it is a trait; `Sized` says nothing.
    fn bound(&mut self, bounds: &mut Vec<Path>) -> Option<bool> {
        if self.lifetime().is_some() {
            return Some(false);
        }
        let is_relaxed = self.take(b'?');
        if !is_relaxed && self.is_word("for") {
            self.lifetimes()?;
        }
        let path = self.path(true)?;
        let is_sized = is_plain(&path) && path.as_name().is_some_and(|name| name == "Sized");
        if is_relaxed && !is_sized {
            return None;
        }
        bounds.extend((!is_sized).then_some(path));
        Some(true)
    }

    /// `for<'a, 'b>`
    fn lifetimes(&mut self) -> Option<()> {
        self.advance();
        self.expect(b'<')?;
        while !self.take(b'>') {
            self.lifetime()?;
            (self.take(b',') || self.is(b'>')).then_some(())?;
        }
        Some(())
    }

    /// `: 'b + 'c`, or nothing.
    fn longer_lifetimes(&mut self) -> Option<()> {
        if self.is(b':') {
            self.expect_colon()?;
            while self.lifetime().is_some() && self.take(b'+') {}
        }
        Some(())
    }

    /// `<'a, A: B>`, or nothing.
    pub fn generics(&mut self) -> Option<Generics> {
        let mut generics = Generics::default();
        if !self.take(b'<') {
            return Some(generics);
        }
        while !self.take(b'>') {
            let (name, kind, bounds) = if let Some(name) = self.lifetime() {
                self.longer_lifetimes()?;
                (name, GenericKind::Lifetime, Vec::new())
            } else {
                let (name, _) = self.name()?;
                (name, GenericKind::Type, self.bounds_behind_colon()?)
            };
            generics.params.push(GenericParam { name, kind, bounds, default: None });
            (self.take(b',') || self.is(b'>')).then_some(())?;
        }
        Some(generics)
    }

    /// The value of a constant that calls nothing: literals and names, with `+`, `-` or `*` between them.
    pub fn value(&mut self) -> Option<()> {
        loop {
            _ = self.take(b'&');
            _ = self.take(b'-');
            match self.token {
                Token::Other(b'"') => self.advance(),
                Token::Other(b'0') => {
                    self.advance();
                    // `1.5`, not `1..5` or `1.a()`
                    if self.take(b'.') {
                        self.expect(b'0')?;
                    }
                }
                // a lifetime is no value
                Token::Other(b'\'') if self.scan.word().len() > 2 && self.scan.word().ends_with(b"'") => {
                    self.advance();
                }
                Token::Word(_) if self.is_word("true") || self.is_word("false") => self.advance(),
                _ => {
                    let path = self.path(false)?;
                    is_plain(&path).then_some(())?;
                }
            }
            if ![b'+', b'-', b'*'].into_iter().any(|operator| self.take(operator)) {
                return Some(());
            }
        }
    }

    /// One more level of what nests.
    pub fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        let found = if self.depth > DEEPEST { None } else { read(self) };
        self.depth -= 1;
        found
    }

    /// `where A: B, 'c: 'd`, or nothing.
    pub fn predicates(&mut self) -> Option<Vec<(TypeRef, Vec<Path>)>> {
        let mut predicates = Vec::new();
        if !self.take_word("where") {
            return Some(predicates);
        }
        while !self.is(b'{') && !self.is(b';') {
            if self.lifetime().is_some() {
                self.is(b':').then_some(())?;
                self.longer_lifetimes()?;
            } else {
                if self.is_word("for") {
                    self.lifetimes()?;
                }
                let ty = self.ty(false)?;
                self.expect_colon()?;
                predicates.push((ty, self.bounds()?));
            }
            (self.take(b',') || self.is(b'{') || self.is(b';')).then_some(())?;
        }
        Some(predicates)
    }
}

fn is_plain(path: &Path) -> bool {
    !path.global && path.segments.iter().all(|segment| segment.generic.is_none())
}
