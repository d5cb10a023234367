//! Types, paths, generics.

use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeParamBound};

use crate::ir::{GenericArgs, GenericKind, GenericParam, Generics, Name, Path, Segment, TypeRef};

use super::item::{Lowering, fitting};
use super::names;

impl Lowering<'_> {
    pub(super) fn name(&self, ident: &proc_macro2::Ident) -> Name {
        names::name(ident)
    }

    /// As variables are told apart: with the mark of the expansion that brought it.
    pub(super) fn variable(&self, ident: &proc_macro2::Ident) -> Name {
        names::variable(ident)
    }

    pub(super) fn ty(&self, ty: &Type) -> TypeRef {
        match ty {
            Type::Path(path) => TypeRef::Path(self.path(path.qself.as_ref(), &path.path)),
            Type::Reference(reference) => TypeRef::Ref {
                mutable: reference.mutability.is_some(),
                lifetime: reference.lifetime.as_ref().map(|lifetime| self.name(&lifetime.ident)),
                inner: Box::new(self.ty(&reference.elem)),
            },
            Type::Ptr(pointer) => TypeRef::Ptr(Box::new(self.ty(&pointer.elem))),
            Type::Tuple(tuple) => TypeRef::Tuple(tuple.elems.iter().map(|ty| self.ty(ty)).collect()),
            Type::Slice(slice) => TypeRef::Slice(Box::new(self.ty(&slice.elem))),
            Type::Array(array) => TypeRef::Array(Box::new(self.ty(&array.elem))),
            Type::ImplTrait(bounds) => TypeRef::ImplTrait(self.bounds(&bounds.bounds)),
            Type::TraitObject(bounds) => TypeRef::DynTrait(self.bounds(&bounds.bounds)),
            Type::Never(_) => TypeRef::Never,
            Type::Infer(_) => TypeRef::Infer,
            Type::Paren(inner) => self.ty(&inner.elem),
            Type::Group(inner) => self.ty(&inner.elem),
            Type::FnPtr(pointer) => TypeRef::Fn {
                params: pointer.inputs.iter().map(|param| self.ty(&param.ty)).collect(),
                ret: Box::new(self.ret(&pointer.output)),
            },
            _ => TypeRef::Unknown,
        }
    }

    pub(super) fn ret(&self, ret: &ReturnType) -> TypeRef {
        match ret {
            ReturnType::Default => TypeRef::unit(),
            ReturnType::Type(_, ty) => self.ty(ty),
        }
    }

    pub(super) fn path(&self, qself: Option<&syn::QSelf>, path: &syn::Path) -> Path {
        let span = match (path.segments.first(), path.segments.last()) {
            (Some(first), Some(last)) => self.spans.between(first.ident.span(), last.ident.span()),
            _ => crate::source::Span::default(),
        };
        Path {
            qself: qself.map(|qself| Box::new((self.ty(&qself.ty), qself.position))),
            global: path.leading_colon.is_some(),
            segments: path.segments.iter().map(|segment| self.segment(segment)).collect(),
            span,
        }
    }

    fn segment(&self, segment: &syn::PathSegment) -> Segment {
        let generic = match &segment.arguments {
            PathArguments::None => None,
            PathArguments::AngleBracketed(args) => {
                Some(self.generic_args(args)).filter(|generic| !generic.is_empty())
            }
            PathArguments::Parenthesized(args) => {
                let inputs = args.inputs.iter().map(|input| self.ty(&input.ty)).collect();
                Some(GenericArgs {
                    types: vec![TypeRef::Tuple(inputs)],
                    assoc: vec![(Name::from("Output"), self.ret(&args.output))],
                })
            }
        };
        Segment { name: self.name(&segment.ident), generic: generic.map(Box::new) }
    }

    fn generic_args(&self, args: &syn::AngleBracketedGenericArguments) -> GenericArgs {
        let mut generic = GenericArgs { types: Vec::with_capacity(args.args.len()), assoc: Vec::new() };
        for arg in &args.args {
            match arg {
                GenericArgument::Type(ty) => generic.types.push(self.ty(ty)),
                GenericArgument::AssocType(assoc) => {
                    generic.assoc.push((self.name(&assoc.ident), self.ty(&assoc.ty)));
                }
                GenericArgument::Constraint(constraint) => {
                    let bounds = TypeRef::ImplTrait(self.bounds(&constraint.bounds));
                    generic.assoc.push((self.name(&constraint.ident), bounds));
                }
                // Const arguments take a position among the arguments.
                GenericArgument::Const(_) => generic.types.push(TypeRef::Unknown),
                _ => {}
            }
        }
        generic
    }

    pub(super) fn turbofish(
        &self,
        args: Option<&syn::AngleBracketedGenericArguments>,
    ) -> Option<Box<GenericArgs>> {
        args.map(|args| self.generic_args(args)).filter(|generic| !generic.is_empty()).map(Box::new)
    }

    pub(super) fn bounds<'b>(&self, bounds: impl IntoIterator<Item = &'b TypeParamBound>) -> Vec<Path> {
        fitting(bounds.into_iter().filter_map(|bound| match bound {
            // `?Sized` says nothing.
            TypeParamBound::Trait(bound) if !self.is_relaxed(bound) => Some(self.path(None, &bound.path)),
            _ => None,
        }))
    }

    fn is_relaxed(&self, bound: &syn::TraitBound) -> bool {
        bound.path.is_ident("Sized")
    }

    pub(super) fn generics(&self, generics: &syn::Generics) -> Generics {
        let params = generics
            .params
            .iter()
            .map(|param| match param {
                syn::GenericParam::Type(param) => GenericParam {
                    name: self.name(&param.ident),
                    kind: GenericKind::Type,
                    bounds: self.bounds(&param.bounds),
                    default: param.default.as_ref().map(|(_, ty)| self.ty(ty)),
                },
                syn::GenericParam::Const(param) => GenericParam {
                    name: self.name(&param.ident),
                    kind: GenericKind::Const,
                    bounds: Vec::new(),
                    default: None,
                },
                syn::GenericParam::Lifetime(param) => GenericParam {
                    name: self.name(&param.lifetime.ident),
                    kind: GenericKind::Lifetime,
                    bounds: Vec::new(),
                    default: None,
                },
            })
            .collect();
        let predicates = generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates)
            .filter_map(|predicate| match predicate {
                syn::WherePredicate::Type(predicate) => {
                    Some((self.ty(&predicate.bounded_ty), self.bounds(&predicate.bounds)))
                }
                _ => None,
            })
            .collect();
        Generics { params, predicates }
    }
}
