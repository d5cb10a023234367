//! Patterns: what they bind, through references and all (default binding modes).

use std::sync::Arc;

use super::super::{AdtId, Def, ExternalTy, Namespace, Resolution, Ty};
use super::Infer;
use crate::ir::{Name, PatId, PatKind, Path};

impl Infer<'_> {
    /// `through`: a reference was passed on the way, so that variables become references.
    pub(super) fn pattern(&mut self, id: PatId, ty: Ty, through: bool) {
        let body = self.body;
        let ty = self.shallow(&ty);
        self.types.pats[id.index()] = ty.clone();
        let kind = &body.pat(id).kind;
        let peels = !matches!(kind, PatKind::Bind { .. } | PatKind::Wild | PatKind::Or(_) | PatKind::Ref(_));
        let (inner, through) = if peels { self.peel(ty.clone(), through) } else { (ty.clone(), through) };
        match kind {
            PatKind::Bind { local, by_ref, mutable, sub } => {
                let bound = if *by_ref || through {
                    Ty::reference(ty.clone(), *mutable && *by_ref)
                } else {
                    ty.clone()
                };
                let known = self.types.locals[local.index()].clone();
                // Alternatives share their variables.
                if known == Ty::Unknown {
                    self.types.locals[local.index()] = bound;
                } else {
                    self.unify(&known, &bound);
                }
                if let Some(sub) = sub {
                    self.pattern(*sub, ty, through);
                }
            }
            PatKind::Tuple(pats) => {
                let types = match self.shallow(&inner) {
                    Ty::Tuple(types) => types.to_vec(),
                    foreign @ Ty::External(_) => {
                        vec![part_of_foreign(&foreign).unwrap_or(foreign); pats.len()]
                    }
                    open @ Ty::Variable(_) if !pats.iter().any(|pat| self.is_rest(*pat)) => {
                        let types: Vec<Ty> = pats.iter().map(|_| self.fresh()).collect();
                        self.unify(&open, &Ty::Tuple(types.clone().into()));
                        types
                    }
                    _ => Vec::new(),
                };
                self.positional(pats, &types, through);
            }
            PatKind::TupleStruct { path, pats } => {
                let fields = self.fields_of(path, &inner);
                let types: Vec<Ty> = match part_of_foreign(&inner) {
                    Some(part) => vec![part; pats.len()],
                    None => fields.into_iter().map(|(_, ty)| ty).collect(),
                };
                self.positional(pats, &types, through);
            }
            PatKind::Struct { path, fields, .. } => {
                let known = self.fields_of(path, &inner);
                for (name, pat) in fields {
                    let ty = known
                        .iter()
                        .find(|(field, _)| field == name)
                        .map_or(Ty::Unknown, |(_, ty)| ty.clone());
                    self.pattern(*pat, ty, through);
                }
            }
            PatKind::Path(path) => {
                self.fields_of(path, &inner);
            }
            PatKind::Ref(pat) => {
                let inner = match self.shallow(&ty) {
                    Ty::Ref { inner, .. } => (*inner).clone(),
                    _ => Ty::Unknown,
                };
                self.pattern(*pat, inner, false);
            }
            PatKind::Slice(pats) => {
                let item = self.program.iterator_item(&self.known(&inner)).unwrap_or(Ty::Unknown);
                for pat in pats {
                    self.pattern(*pat, item.clone(), through);
                }
            }
            PatKind::Or(pats) => {
                for pat in pats {
                    self.pattern(*pat, ty.clone(), through);
                }
            }
            PatKind::Wild | PatKind::Rest | PatKind::Test | PatKind::Unknown => {}
        }
    }

    fn peel(&self, ty: Ty, through: bool) -> (Ty, bool) {
        let (mut ty, mut through) = (ty, through);
        while let Ty::Ref { inner, .. } = self.shallow(&ty) {
            ty = (*inner).clone();
            through = true;
        }
        (self.shallow(&ty), through)
    }

    fn is_rest(&self, pat: PatId) -> bool {
        matches!(self.body.pat(pat).kind, PatKind::Rest)
    }

    fn positional(&mut self, pats: &[PatId], types: &[Ty], through: bool) {
        let rest = pats.iter().position(|pat| self.is_rest(*pat));
        for (index, pat) in pats.iter().enumerate() {
            let at = match rest {
                Some(rest) if index > rest => (types.len() + index).checked_sub(pats.len()),
                Some(rest) if index == rest => continue,
                _ => Some(index),
            };
            let ty = at.and_then(|at| types.get(at)).cloned().unwrap_or(Ty::Unknown);
            self.pattern(*pat, ty, through);
        }
    }

    /// The fields of the struct or variant that a pattern names, with the arguments of the matched type.
    fn fields_of(&mut self, path: &Path, matched: &Ty) -> Vec<(Name, Ty)> {
        let Some((adt, variant)) = self.constructor(path) else { return Vec::new() };
        let args = match self.shallow(matched) {
            Ty::Adt(id, args) if id == adt => args,
            _ => {
                let args: Vec<Ty> = self.program.adt(adt).generics.iter().map(|_| self.fresh()).collect();
                let ty = Ty::Adt(adt, args.clone().into());
                self.unify(matched, &ty);
                args.into()
            }
        };
        let Some(variant) = self.program.adt(adt).variants.get(variant as usize) else { return Vec::new() };
        variant
            .fields
            .iter()
            .map(|field| (field.name, self.program.field_type(adt, &args, &field.ty)))
            .collect()
    }

    /// The struct (variant 0) or variant that a path in a pattern or literal names.
    pub(super) fn constructor(&self, path: &Path) -> Option<(AdtId, u32)> {
        let variant_of = |ty: &Ty, name: Name| match ty {
            Ty::Adt(adt, _) if self.program.adt(*adt).is_enum => {
                self.program.adt(*adt).variant(name).map(|index| (*adt, index))
            }
            Ty::Adt(adt, _) => Some((*adt, 0)),
            _ => None,
        };
        let first = path.segments.first()?.name;
        if path.qself.is_none() && first == "Self" {
            return variant_of(self.scope.self_ty.as_ref()?, path.last_name()?);
        }
        for namespace in [Namespace::Types, Namespace::Values] {
            match self.program.resolve_path(self.scope.module, path, namespace) {
                Some(Resolution::Def(Def::Variant(adt, variant), _)) => return Some((adt, variant)),
                Some(Resolution::Def(Def::Adt(adt), used)) if used == path.segments.len() => {
                    return (!self.program.adt(adt).is_enum).then_some((adt, 0));
                }
                Some(Resolution::Def(Def::Alias(alias), used)) => {
                    let target = &self.program.aliases[alias.index()].ty;
                    let name = path.segments.get(used).map_or_else(|| Name::from(""), |segment| segment.name);
                    return variant_of(target, name);
                }
                _ => {}
            }
        }
        None
    }
}

/// A part of a value of an unknown crate is of that crate, as far as anybody can tell.
fn part_of_foreign(ty: &Ty) -> Option<Ty> {
    let Ty::External(external) = ty else { return None };
    Some(Ty::External(Arc::new(ExternalTy { krate: external.krate, path: Vec::new(), args: Vec::new() })))
}
