//! Paths as values: functions, constants, constructors, associated functions.

use std::sync::Arc;

use super::super::{Container, Def, ExternalTy, FunctionId, MethodHit, Namespace, Resolution, Ty};
use super::Infer;
use crate::ir::{ExprId, Name, Path, Segment};

impl Infer<'_> {
    pub(super) fn path(&mut self, id: ExprId, path: &Path) -> Ty {
        if let Some(qself) = &path.qself {
            let base = self.program.lower_type(&qself.0, &self.scope);
            return self.associated(id, &base, path.segments.last());
        }
        let Some(first) = path.segments.first() else { return Ty::Unknown };
        if first.name == "Self" || self.is_param(first.name) {
            let base = self.base_type(first.name);
            if path.segments.len() == 1 {
                return self.constructor_value(id, path, &base);
            }
            return match &*path.segments {
                [_, segment] => {
                    let value = self.constructor_value(id, path, &base);
                    if value.is_unknown() { self.associated(id, &base, Some(segment)) } else { value }
                }
                // `Self::Conn::connect`
                [_, middle @ .., last] => {
                    let base = middle
                        .iter()
                        .fold(base, |base, segment| self.program.assoc(base, None, segment.name));
                    self.associated(id, &base, Some(last))
                }
                _ => Ty::Unknown,
            };
        }
        match self.program.resolve_path(self.scope.module, path, Namespace::Values) {
            Some(Resolution::Def(def, used)) if used == path.segments.len() => self.definition(id, def, path),
            Some(Resolution::Def(def, used)) => self.associated_of(id, def, path, used),
            Some(Resolution::External { krate, path: rest }) => {
                Ty::External(Arc::new(ExternalTy { krate, path: rest, args: Vec::new() }))
            }
            // `str::from_utf8`, `u64::from`
            None if path.segments.len() == 2 => {
                let base = crate::ir::TypeRef::Path(Path {
                    qself: None,
                    global: false,
                    segments: Box::new([first.clone()]),
                    span: path.span,
                });
                let base = self.program.lower_type(&base, &self.scope);
                if base.is_unknown() { Ty::Unknown } else { self.associated(id, &base, path.segments.last()) }
            }
            None => Ty::Unknown,
        }
    }

    fn is_param(&self, name: Name) -> bool {
        self.scope.params.iter().any(|(param, _)| *param == name)
    }

    fn base_type(&self, name: Name) -> Ty {
        if name == "Self" {
            return self.scope.self_ty.clone().unwrap_or(Ty::Unknown);
        }
        self.scope.params.iter().find(|(param, _)| *param == name).map_or(Ty::Unknown, |(_, ty)| ty.clone())
    }

    fn definition(&mut self, id: ExprId, def: Def, path: &Path) -> Ty {
        self.types.paths.insert(id, def);
        match def {
            Def::Function(function) => {
                let args = path.segments.last().map(|last| self.type_args(last)).unwrap_or_default();
                Ty::Function(function, args.into())
            }
            Def::Const(id) => self.program.consts[id.index()].ty.clone(),
            Def::Adt(adt) => self.constructed(adt, 0, path.segments.last()),
            Def::Variant(adt, variant) => {
                // `Option::<T>::None` and `None::<T>` both carry the arguments.
                let segment = path.segments.iter().rev().find(|segment| !segment.args().is_empty());
                self.constructed(adt, variant, segment)
            }
            _ => Ty::Unknown,
        }
    }

    fn type_args(&self, segment: &Segment) -> Vec<Ty> {
        segment.args().iter().map(|arg| self.program.lower_type(arg, &self.scope)).collect()
    }

    /// The value of a unit constructor, or the function of a tuple constructor.
    fn constructed(&mut self, adt: super::AdtId, variant: u32, segment: Option<&Segment>) -> Ty {
        let written = segment.map(|segment| self.type_args(segment)).unwrap_or_default();
        let def = self.program.adt(adt);
        let mut args = written;
        args.truncate(def.generics.len());
        for arg in &mut args {
            if arg.is_unknown() {
                *arg = self.fresh();
            }
        }
        while args.len() < def.generics.len() {
            args.push(self.fresh());
        }
        match def.variants.get(variant as usize).map(|variant| variant.kind) {
            Some(crate::ir::FieldsKind::Tuple) => Ty::constructor(adt, variant, args.into()),
            _ => Ty::Adt(adt, args.into()),
        }
    }

    /// `Self(..)`, `Self::Variant`
    fn constructor_value(&mut self, id: ExprId, path: &Path, base: &Ty) -> Ty {
        let Some((adt, variant)) = self.constructor(path) else { return Ty::Unknown };
        let def = self.program.adt(adt);
        let is_variant = path.segments.len() == 1 || def.is_enum;
        if !is_variant {
            return Ty::Unknown;
        }
        self.types.paths.insert(id, if def.is_enum { Def::Variant(adt, variant) } else { Def::Adt(adt) });
        match (base, def.variants.get(variant as usize).map(|variant| variant.kind)) {
            (Ty::Adt(_, args), Some(crate::ir::FieldsKind::Tuple)) => {
                Ty::constructor(adt, variant, args.clone())
            }
            (base, _) => base.clone(),
        }
    }

    /// `Type::name`, where the path up to `used` names the type or trait.
    fn associated_of(&mut self, id: ExprId, def: Def, path: &Path, used: usize) -> Ty {
        let Some(name) = path.segments.get(used) else { return Ty::Unknown };
        let head = &path.segments[used - 1];
        let base = match def {
            Def::Adt(adt) => {
                let mut args = self.type_args(head);
                while args.len() < self.program.adt(adt).generics.len() {
                    args.push(self.fresh());
                }
                Ty::Adt(adt, args.into())
            }
            Def::Alias(alias) => {
                let target = &self.program.aliases[alias.index()];
                let mut args = self.type_args(head);
                while args.len() < target.generics.len() {
                    args.push(self.fresh());
                }
                let substitution: Vec<_> = target.generics.iter().copied().zip(args).collect();
                let base = self.program.substitute(&target.ty, &substitution);
                if let Ty::Adt(adt, args) = &base
                    && let Some(variant) = self.program.adt(*adt).variant(name.name)
                    && self.program.adt(*adt).is_enum
                {
                    self.types.paths.insert(id, Def::Variant(*adt, variant));
                    let is_tuple = self.program.adt(*adt).variants[variant as usize].kind
                        == crate::ir::FieldsKind::Tuple;
                    return if is_tuple { Ty::constructor(*adt, variant, args.clone()) } else { base };
                }
                base
            }
            Def::Trait(of) => {
                // `Trait::method(x)`: the first argument says which.
                let functions = &self.program.trait_(of).functions;
                let function =
                    functions.iter().copied().find(|id| self.program.function(*id).name == name.name);
                return function.map_or(Ty::Unknown, |function| {
                    self.types.paths.insert(id, Def::Function(function));
                    Ty::Function(function, self.type_args(name).into())
                });
            }
            _ => return Ty::Unknown,
        };
        self.associated(id, &base, Some(name))
    }

    fn associated(&mut self, id: ExprId, base: &Ty, segment: Option<&Segment>) -> Ty {
        let Some(segment) = segment else { return Ty::Unknown };
        if let Ty::External(external) = base {
            let mut path = external.path.clone();
            path.push(segment.name);
            return Ty::External(Arc::new(ExternalTy { krate: external.krate, path, args: Vec::new() }));
        }
        let known = self.known(base);
        let Some(hit) = self.program.associated_function(&known, segment.name) else {
            // A type of a header: known by its crate at least.
            if let Ty::Adt(adt, _) = &known
                && !self.program.is_workspace_file(self.program.adt(*adt).file)
            {
                let krate = self.program.krate(self.program.crate_of(self.program.adt(*adt).module)).name;
                let path = vec![self.program.adt(*adt).name, segment.name];
                return Ty::External(Arc::new(ExternalTy { krate, path, args: Vec::new() }));
            }
            return Ty::Unknown;
        };
        let function = hit.function;
        self.types.paths.insert(id, Def::Function(function));
        self.hits.insert(id, MethodHit { self_ty: base.clone(), ..hit });
        Ty::Function(function, self.type_args(segment).into())
    }

    /// The trait that a function is declared in, not an impl of it.
    pub(super) fn is_trait_function(&self, function: FunctionId) -> bool {
        matches!(self.program.function(function).container, Container::Trait(_))
    }
}
