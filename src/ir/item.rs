//! Items.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Attr, BodyId, Name, Path, TypeRef};
use crate::source::Span;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Item {
    /// Empty for `use`, `impl` and whatever else has no name.
    pub name: Name,
    pub name_span: Span,
    pub span: Span,
    pub vis: Visibility,
    pub attrs: Arc<[Attr]>,
    pub kind: ItemKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visibility {
    Private,
    /// `pub(crate)`, `pub(super)`, `pub(in …)`
    Restricted,
    Public,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ItemKind {
    Module(Module),
    /// One `use` item, its tree flattened.
    Use(Vec<Import>),
    /// `extern crate name as rename;` The item's name is the one in scope.
    ExternCrate {
        krate: Name,
    },
    /// Shared with the program, which has one definition for each crate that a file is part of.
    Function(Arc<Function>),
    Struct(Arc<Struct>),
    Enum(Arc<Enum>),
    Trait(Arc<Trait>),
    Impl(Arc<Impl>),
    TypeAlias(Arc<TypeAlias>),
    /// `const` and `static`
    Const {
        ty: TypeRef,
        body: Option<BodyId>,
    },
    /// `macro_rules!`; its rules are in the source at the item's span.
    MacroRules,
    /// An item-position macro call; its tokens are in the source at the item's span.
    MacroCall(Box<ItemCall>),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ItemCall {
    pub path: Name,
    /// The names that its tokens begin with, up to the first brace: the table of `table! { users (id) { … } }`.
    pub names: Vec<Name>,
    /// Those of them that stand in parentheses: the key.
    pub inside: Vec<Name>,
    /// `mod name;` among its tokens: files that belong to the crate if the macro passes them on.
    pub modules: Vec<(Name, Span)>,
    /// What it makes, when it is a `macro_rules!` of the workspace and all files are read.
    pub made: Vec<Item>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Module {
    Inline(Vec<Item>),
    /// `mod name;` with the values of `#[path]` and `#[cfg_attr(…, path = "…")]`, the unconditional one first.
    File {
        paths: Vec<String>,
    },
}

/// `use a::b as c;` is `path = [a, b]`, `alias = c`; `use a::*` has `glob`; `use a as _` has alias `_`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Import {
    /// Starts with `::`.
    pub global: bool,
    /// `self` at the end of a group is already resolved: `use a::{self}` is `[a]`.
    pub path: Arc<[Name]>,
    /// The name in scope: the alias or the last segment.
    pub name: Name,
    pub glob: bool,
    pub span: Span,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Generics {
    pub params: Vec<GenericParam>,
    /// `where T: A + B`, for any type on the left
    pub predicates: Vec<(TypeRef, Vec<Path>)>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GenericParam {
    pub name: Name,
    pub kind: GenericKind,
    pub bounds: Vec<Path>,
    pub default: Option<TypeRef>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GenericKind {
    Type,
    Const,
    Lifetime,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Function {
    pub generics: Generics,
    /// How `self` is taken; none for a function without it. `self` is not in `params`.
    pub self_param: Option<SelfParam>,
    pub params: Vec<Param>,
    /// The type after `->`; unit when there is none. For an `async fn` the type of its output.
    pub ret: TypeRef,
    pub is_async: bool,
    /// Carries `#[async_trait]` on itself or its impl or trait: an `async fn` in all but name is still `is_async`.
    pub is_async_trait: bool,
    pub body: Option<BodyId>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Param {
    /// The name, when the pattern is a plain binding; `_` for a wildcard; empty for other patterns.
    pub name: Name,
    pub ty: TypeRef,
    /// From the name, or the pattern, to the end of the type.
    pub span: Span,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum SelfParam {
    /// `self`, `mut self`
    Value,
    /// `&self`, `&mut self`
    Ref { mutable: bool },
    /// `self: Box<Self>`
    Typed(TypeRef),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Struct {
    pub generics: Generics,
    pub fields: Fields,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enum {
    pub generics: Generics,
    pub variants: Vec<Variant>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Variant {
    pub name: Name,
    pub span: Span,
    pub fields: Fields,
}

/// Tuple fields are named `0`, `1`, …
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fields {
    pub kind: FieldsKind,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldsKind {
    Named,
    Tuple,
    Unit,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Field {
    pub name: Name,
    pub ty: TypeRef,
    pub vis: Visibility,
    pub attrs: Arc<[Attr]>,
    pub span: Span,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Trait {
    pub generics: Generics,
    pub supertraits: Vec<Path>,
    /// Functions, associated types and constants, as items of their kinds.
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Impl {
    pub generics: Generics,
    /// `impl Trait for …`; negative impls are left out
    pub of_trait: Option<Path>,
    pub self_ty: TypeRef,
    pub items: Vec<Item>,
}

/// `type A<T> = B;` also inside traits (then `ty` may be missing) and impls.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TypeAlias {
    pub generics: Generics,
    pub bounds: Vec<Path>,
    pub ty: Option<TypeRef>,
}
