//! Types and paths as written.

use serde::{Deserialize, Serialize};

use super::Name;
use crate::source::Span;

/// Types that no path leads to.
pub const PRIMITIVES: &[&str] = &[
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
    "isize", "f32", "f64",
];

/// A type as it stands in the source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TypeRef {
    Path(Path),
    Ref {
        mutable: bool,
        lifetime: Option<Name>,
        inner: Box<TypeRef>,
    },
    Ptr(Box<TypeRef>),
    /// `()` is the empty tuple.
    Tuple(Vec<TypeRef>),
    Slice(Box<TypeRef>),
    Array(Box<TypeRef>),
    /// `fn(A) -> B`
    Fn {
        params: Vec<TypeRef>,
        ret: Box<TypeRef>,
    },
    ImplTrait(Vec<Path>),
    DynTrait(Vec<Path>),
    Never,
    /// `_`, or a type that was left out (closure parameters)
    Infer,
    /// A macro in type position, or something that this version of the parser does not know.
    Unknown,
}

impl TypeRef {
    pub const fn unit() -> Self {
        TypeRef::Tuple(Vec::new())
    }

    pub fn is_unit(&self) -> bool {
        matches!(self, TypeRef::Tuple(types) if types.is_empty())
    }
}

/// `<Q as T>::a::b::<C>`; for a plain path `qself` is none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Path {
    /// `<T>::x` or `<T as Trait>::x`: the type, and how many leading segments name the trait (0 without `as`).
    pub qself: Option<Box<(TypeRef, usize)>>,
    /// Starts with `::`.
    pub global: bool,
    pub segments: Box<[Segment]>,
    pub span: Span,
}

/// One segment of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Segment {
    pub name: Name,
    /// None for most.
    pub generic: Option<Box<GenericArgs>>,
}

/// The generic arguments of a segment, without lifetimes; never empty. `Fn(A, B) -> C` has one argument, the tuple
/// `(A, B)`, and the associated type `Output = C`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GenericArgs {
    pub types: Vec<TypeRef>,
    /// `Item = T` and `Item: Bound` (then an `impl` type).
    pub assoc: Vec<(Name, TypeRef)>,
}

impl GenericArgs {
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.assoc.is_empty()
    }
}

impl Segment {
    pub fn plain(name: Name) -> Self {
        Self { name, generic: None }
    }

    /// Its type arguments; const arguments take a position among them.
    pub fn args(&self) -> &[TypeRef] {
        self.generic.as_ref().map_or(&[], |generic| &generic.types)
    }

    pub fn assoc(&self) -> &[(Name, TypeRef)] {
        self.generic.as_ref().map_or(&[], |generic| &generic.assoc)
    }
}

impl Path {
    /// The name, when this is one segment without arguments.
    pub fn as_name(&self) -> Option<Name> {
        match &*self.segments {
            [only] if self.qself.is_none() && !self.global && only.args().is_empty() => Some(only.name),
            _ => None,
        }
    }

    pub fn last_name(&self) -> Option<Name> {
        self.segments.last().map(|segment| segment.name)
    }

    /// Names joined by `::`, without arguments.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for segment in &self.segments {
            if !text.is_empty() {
                text.push_str("::");
            }
            text.push_str(&segment.name);
        }
        text
    }
}
