//! Patterns.

use syn::Pat;

use crate::ir::{Name, PatId, PatKind, Path, Segment};
use crate::source::Span;

use super::body::BodyLowering;
use super::item::pattern_span;

impl BodyLowering<'_, '_> {
    /// Lowers a pattern; its variables are declared in the innermost scope.
    pub fn pat(&mut self, pat: &Pat) -> PatId {
        let from = self.scope_len();
        self.pat_from(pat, from)
    }

    /// `from`: where this pattern's variables start in the scope, so that alternatives share theirs.
    fn pat_from(&mut self, pat: &Pat, from: usize) -> PatId {
        let span = pattern_span(&self.file.spans, pat);
        let kind = match pat {
            Pat::Ident(pat) => {
                let name = self.file.name(&pat.ident);
                // A constant or unit variant; variables are lower case.
                if pat.subpat.is_none()
                    && pat.by_ref.is_none()
                    && pat.mutability.is_none()
                    && name.starts_with(char::is_uppercase)
                {
                    PatKind::Path(Box::new(single(name, span)))
                } else {
                    let variable = self.file.variable(&pat.ident);
                    let local = match self.lookup_innermost(variable, from) {
                        Some(local) => local,
                        None => self.declare(variable, span),
                    };
                    let sub = pat.subpat.as_ref().map(|(_, sub)| self.pat_from(sub, from));
                    PatKind::Bind {
                        local,
                        by_ref: pat.by_ref.is_some(),
                        mutable: pat.mutability.is_some(),
                        sub,
                    }
                }
            }
            Pat::Wild(_) => PatKind::Wild,
            Pat::Rest(_) => PatKind::Rest,
            Pat::Const(_) | Pat::Lit(_) | Pat::Range(_) => PatKind::Test,
            Pat::Paren(pat) => return self.pat_from(&pat.pat, from),
            Pat::Type(pat) => return self.pat_from(&pat.pat, from),
            Pat::Guard(pat) => return self.pat_from(&pat.pat, from),
            Pat::Path(pat) => PatKind::Path(Box::new(self.file.path(pat.qself.as_ref(), &pat.path))),
            Pat::Or(pat) => PatKind::Or(self.pats(&pat.cases, from)),
            Pat::Tuple(pat) => PatKind::Tuple(self.pats(&pat.elems, from)),
            Pat::Slice(pat) => PatKind::Slice(self.pats(&pat.elems, from)),
            Pat::Reference(pat) => PatKind::Ref(self.pat_from(&pat.pat, from)),
            Pat::TupleStruct(pat) => PatKind::TupleStruct {
                path: Box::new(self.file.path(pat.qself.as_ref(), &pat.path)),
                pats: self.pats(&pat.elems, from),
            },
            Pat::Struct(pat) => {
                let fields = pat
                    .fields
                    .iter()
                    .map(|field| (self.member(&field.member), self.pat_from(&field.pat, from)))
                    .collect();
                let path = self.file.path(pat.qself.as_ref(), &pat.path);
                PatKind::Struct { path: Box::new(path), fields, rest: pat.rest.is_some() }
            }
            _ => PatKind::Unknown,
        };
        self.alloc_pat(kind, span)
    }

    fn pats<'p>(&mut self, pats: impl IntoIterator<Item = &'p Pat>, from: usize) -> Vec<PatId> {
        pats.into_iter().map(|pat| self.pat_from(pat, from)).collect()
    }

    pub fn member(&self, member: &syn::Member) -> Name {
        match member {
            syn::Member::Named(ident) => self.file.name(ident),
            syn::Member::Unnamed(index) => Name::from(&index.index.to_string()),
        }
    }
}

fn single(name: Name, span: Span) -> Path {
    Path { qself: None, global: false, segments: Box::new([Segment::plain(name)]), span }
}
