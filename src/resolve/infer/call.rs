//! Calls: parameters are found from arguments, closures from what the callee expects of them.

use std::sync::Arc;

use super::super::{Container, ExternalTy, FunctionId, MethodHit, TraitRef, TraitTarget, Ty};
use super::{Callee, Infer};
use crate::ir::{ExprId, ExprKind, Name, TypeRef};

impl Infer<'_> {
    pub(super) fn call(&mut self, id: ExprId, callee: ExprId, args: &[ExprId]) -> Ty {
        let ty = self.expr(callee);
        match self.shallow(&ty) {
            Ty::Function(function, turbofish) => {
                let hit = match self.hits.get(&callee).cloned() {
                    Some(hit) => hit,
                    None if self.is_trait_function(function) && !args.is_empty() => {
                        // `Trait::method(x, …)` is `x.method(…)`.
                        let receiver = self.expr(args[0]);
                        return self.trait_call(id, function, &receiver, args);
                    }
                    None => MethodHit {
                        function,
                        self_ty: Ty::Unknown,
                        derefs: 0,
                        substitution: Vec::new(),
                        implementors: Vec::new(),
                    },
                };
                self.apply(id, hit, &turbofish, None, args)
            }
            Ty::Constructor(of) => {
                let super::super::ConstructorTy { adt, variant, args: type_args } = &*of;
                let (adt, variant) = (*adt, *variant);
                self.types.callees.insert(id, Callee::Constructor(adt, variant));
                let fields: Vec<Ty> = self
                    .program
                    .adt(adt)
                    .variants
                    .get(variant as usize)
                    .map(|variant| {
                        variant
                            .fields
                            .iter()
                            .map(|field| self.program.field_type(adt, type_args, &field.ty))
                            .collect()
                    })
                    .unwrap_or_default();
                for (index, arg) in args.iter().enumerate() {
                    let expected = fields.get(index).cloned().unwrap_or(Ty::Unknown);
                    let ty = self.expr_expecting(*arg, &expected);
                    self.unify(&expected, &ty);
                }
                Ty::Adt(adt, type_args.clone())
            }
            Ty::Closure(closure) => {
                self.types.callees.insert(id, Callee::Closure(closure.expr));
                for (index, arg) in args.iter().enumerate() {
                    let ty = self.expr(*arg);
                    if let Some(param) = closure.params.get(index) {
                        self.unify(param, &ty);
                    }
                }
                self.closure_result(&closure)
            }
            Ty::FnPointer(of) => {
                self.args(args);
                of.ret.clone()
            }
            Ty::External(external) => {
                self.args(args);
                self.types
                    .callees
                    .insert(id, Callee::External { krate: external.krate, path: external.path.clone() });
                // `Client::new(..)` makes a `Client`, as far as anybody can tell.
                let path = match external.path.as_slice() {
                    [head @ .., owner, _] if owner.starts_with(char::is_uppercase) => {
                        head.iter().copied().chain([*owner]).collect()
                    }
                    _ => Vec::new(),
                };
                Ty::External(Arc::new(ExternalTy { krate: external.krate, path, args: Vec::new() }))
            }
            other => {
                self.args(args);
                self.fn_bound(&other).map_or(Ty::Unknown, |(_, ret)| ret)
            }
        }
    }

    fn closure_result(&self, closure: &super::super::ClosureTy) -> Ty {
        if closure.is_async {
            return Ty::Future(Arc::new(super::super::FutureTy {
                output: closure.ret.clone(),
                origin: super::super::FutureOrigin::Opaque { args: Vec::new() },
            }));
        }
        closure.ret.clone()
    }

    fn trait_call(&mut self, id: ExprId, function: FunctionId, receiver: &Ty, args: &[ExprId]) -> Ty {
        let name = self.program.function(function).name;
        let known = self.known(receiver);
        let hit = self.program.method(&known, name, self.scope.module);
        let hit = hit.filter(|hit| self.same_trait(hit.function, function));
        let hit = hit.unwrap_or_else(|| MethodHit {
            function,
            self_ty: receiver.clone(),
            derefs: 0,
            substitution: Vec::new(),
            implementors: Vec::new(),
        });
        self.apply(id, hit, &[], Some(receiver), &args[1..])
    }

    fn same_trait(&self, found: FunctionId, declared: FunctionId) -> bool {
        found == declared
            || match (self.program.function(found).container, self.program.function(declared).container) {
                (Container::Impl(impl_), Container::Trait(of)) => self
                    .program
                    .impl_(impl_)
                    .of_trait
                    .as_ref()
                    .is_some_and(|bound| bound.target == TraitTarget::Known(of)),
                _ => false,
            }
    }

    pub(super) fn method_call(
        &mut self,
        id: ExprId,
        receiver: ExprId,
        method: Name,
        turbofish: &[TypeRef],
        args: &[ExprId],
    ) -> Ty {
        let ty = self.expr(receiver);
        let known = self.known(&ty);
        if let Ty::External(external) = known.peel_refs() {
            // `impl AppExt for http::Request<B>`; what else the foreign type has nobody knows
            let named = !external.path.is_empty();
            let extension = named.then(|| self.program.method(&known, method, self.scope.module)).flatten();
            if let Some(hit) = extension.filter(|hit| !self.program.is_header_function(hit.function)) {
                let turbofish = self.turbofish(turbofish);
                return self.apply(id, hit, &turbofish, Some(&ty), args);
            }
            self.args(args);
            let mut path = external.path.clone();
            path.push(method);
            self.types.callees.insert(id, Callee::External { krate: external.krate, path });
            return Ty::External(Arc::new(ExternalTy {
                krate: external.krate,
                path: Vec::new(),
                args: Vec::new(),
            }));
        }
        if method == "clone"
            && args.is_empty()
            && let Some(ty) = self.derived_clone(&known)
        {
            return ty;
        }
        let Some(hit) = self.program.method(&known, method, self.scope.module) else {
            self.args(args);
            return match self.by_trait_in_scope(&known, method, args) {
                Some(hit) => {
                    let turbofish = self.turbofish(turbofish);
                    self.apply(id, hit, &turbofish, Some(&ty), args)
                }
                None => self.extended_result(&known).unwrap_or_else(|| self.unlisted(id, &known, method)),
            };
        };
        let turbofish = self.turbofish(turbofish);
        self.apply(id, hit, &turbofish, Some(&ty), args)
    }

    fn turbofish(&mut self, types: &[TypeRef]) -> Vec<Ty> {
        types.iter().map(|ty| self.written(ty)).collect()
    }

    /// A method of something that macros and derives made (a diesel query): the trait is imported, is the only one in scope
    /// with such a method, and what it asks for is given: a connection.
    fn by_trait_in_scope(&self, receiver: &Ty, name: Name, args: &[ExprId]) -> Option<MethodHit> {
        let given: Vec<Ty> = args.iter().map(|arg| self.known(&self.types.exprs[arg.index()])).collect();
        let is_connection = |ty: &Ty| {
            self.program.guard(ty).is_some() || self.program.is_handle(ty) || self.program.is_executor(ty)
        };
        if args.iter().any(|arg| self.is_closure(*arg)) || !given.iter().any(is_connection) {
            return None;
        }
        let function = self.program.database_work_in_scope(self.scope.module, name, args.len())?;
        let substitution = vec![(Name::from("Self"), receiver.clone())];
        let self_ty = receiver.clone();
        Some(MethodHit { function, self_ty, derefs: 0, substitution, implementors: Vec::new() })
    }

    /// What `clone()` gives of a type of the workspace that derives it: no impl shows.
    fn derived_clone(&self, receiver: &Ty) -> Option<Ty> {
        let ty = match receiver {
            Ty::Ref { inner, .. } => inner,
            ty => ty,
        };
        let Ty::Adt(adt, _) = ty else { return None };
        let derives = self.program.adt(*adt).attrs.iter().filter(|attr| attr.path == "derive");
        let clones = |derive: &crate::ir::Attr| {
            derive.args.split(',').any(|path| path.trim().rsplit("::").next() == Some("Clone"))
        };
        derives.into_iter().any(clones).then(|| ty.clone())
    }

    /// `result.into_database("begin")?` of a trait that a derive made: what extends a result with a connection in it names
    /// the error, and passes the connection on.
    fn extended_result(&self, receiver: &Ty) -> Option<Ty> {
        let Ty::Adt(adt, args) = receiver else { return None };
        let is_result = self.program.known_adt("std::result::Result") == Some(*adt);
        let value = args.first().filter(|value| is_result && self.program.guard(value).is_some())?;
        Some(Ty::Adt(*adt, [value.clone(), Ty::Unknown].into()))
    }

    /// A method that a header does not list: its crate is known, nothing else.
    fn unlisted(&mut self, id: ExprId, receiver: &Ty, method: Name) -> Ty {
        let mut ty = receiver.clone();
        for _ in 0..8 {
            if let Some(krate) = self.foreign_crate(&ty) {
                self.types.callees.insert(id, Callee::External { krate, path: vec![method] });
                return Ty::External(Arc::new(ExternalTy { krate, path: Vec::new(), args: Vec::new() }));
            }
            if let Ty::Adt(adt, _) = &ty {
                let def = self.program.adt(*adt);
                let krate = self.program.krate(self.program.crate_of(def.module));
                if krate.is_partial() && krate.name != "std" {
                    let name = krate.name;
                    self.types
                        .callees
                        .insert(id, Callee::External { krate: name, path: vec![def.name, method] });
                    return Ty::External(Arc::new(ExternalTy {
                        krate: name,
                        path: Vec::new(),
                        args: Vec::new(),
                    }));
                }
            }
            match self.program.deref(&ty) {
                Some(inner) => ty = inner,
                None => break,
            }
        }
        Ty::Unknown
    }

    /// The crate without header that a type is of, or whose trait is all that is known of it (`dyn ObjectStore`).
    fn foreign_crate(&self, ty: &Ty) -> Option<Name> {
        let ty = ty.peel_refs();
        if let Ty::External(external) = ty {
            return Some(external.krate);
        }
        let bounds = self.program.bounds_of(ty);
        let foreign = bounds.iter().find_map(|bound| match &bound.target {
            TraitTarget::External(path) => path.first().copied(),
            TraitTarget::Known(_) => None,
        });
        // A trait of the workspace might have the method as well, in a way that was not seen.
        let ours = bounds.iter().any(|bound| {
            matches!(bound.target, TraitTarget::Known(of)
            if self.program.is_workspace_file(self.program.trait_(of).file))
        });
        foreign.filter(|_| !ours)
    }

    pub(super) fn args(&mut self, args: &[ExprId]) {
        for arg in args {
            self.expr(*arg);
        }
    }

    /// A call of a known function: `receiver` is the type of `self`, when it is not among `args`.
    fn apply(
        &mut self,
        id: ExprId,
        hit: MethodHit,
        turbofish: &[Ty],
        receiver: Option<&Ty>,
        args: &[ExprId],
    ) -> Ty {
        let program = self.program;
        let def = program.function(hit.function);
        let mut substitution: Vec<(Name, Ty)> = hit.substitution.clone();
        let own = program.function(hit.function).own_generics as usize;
        for (index, name) in def.generics.iter().enumerate() {
            if substitution.iter().any(|(known, _)| known == name) {
                continue;
            }
            let written = index.checked_sub(def.generics.len() - own).and_then(|at| turbofish.get(at));
            let ty = match written {
                Some(ty) if !ty.is_unknown() => ty.clone(),
                _ => self.fresh(),
            };
            substitution.push((*name, ty));
        }
        // What the receiver leaves open (`Vec<_>`) is the same variable in the method.
        if let Container::Impl(impl_) = def.container {
            let pattern = program.substitute(&program.impl_(impl_).self_ty, &substitution);
            self.unify(&pattern, &hit.self_ty);
        }
        let has_self = def.self_param.is_some();
        let declared: Vec<Ty> = def.params.clone();
        let mut given: Vec<Ty> = Vec::with_capacity(declared.len());
        let mut params = declared.iter();
        if has_self && let Some(receiver) = receiver {
            let by_reference = matches!(params.next(), Some(Ty::Ref { .. }));
            let value = self.known(receiver);
            given.push(if by_reference { Ty::reference(value.peel_refs().clone(), true) } else { value });
        }
        let params: Vec<Ty> = params.cloned().collect();
        // Closures last: what they get is known from the other arguments.
        let mut types: Vec<Ty> = vec![Ty::Unknown; args.len()];
        for late in [false, true] {
            for (index, arg) in args.iter().enumerate() {
                if self.is_closure(*arg) != late {
                    continue;
                }
                let declared = params.get(index).cloned().unwrap_or(Ty::Unknown);
                let ty = if late {
                    self.closure_argument(*arg, &declared, &substitution)
                } else {
                    let expected = program.substitute(&declared, &substitution);
                    self.expr_expecting(*arg, &expected)
                };
                let expected = program.substitute(&declared, &substitution);
                self.unify(&expected, &ty);
                self.satisfy(&declared, &ty, &substitution);
                types[index] = ty;
            }
        }
        let scope = program.function_scope(hit.function);
        for (name, param) in &scope.params {
            if let Some((_, ty)) = substitution.iter().find(|(known, _)| known == name) {
                let ty = ty.clone();
                self.satisfy(param, &ty, &substitution);
            }
        }
        given.extend(types);
        let known: Vec<(Name, Ty)> = substitution.iter().map(|(name, ty)| (*name, self.known(ty))).collect();
        let ret = program.substitute(&def.ret, &known);
        let given = given.iter().map(|ty| self.known(ty)).collect();
        self.types.callees.insert(
            id,
            Callee::Function {
                function: hit.function,
                self_ty: hit.self_ty,
                implementors: hit.implementors.into(),
            },
        );
        program.call_result(hit.function, ret, given)
    }

    fn is_closure(&self, id: ExprId) -> bool {
        matches!(self.body.expr(id).kind, ExprKind::Closure(_))
    }

    /// Infers a closure with the parameters that the callee's bound gives it.
    fn closure_argument(&mut self, arg: ExprId, declared: &Ty, substitution: &[(Name, Ty)]) -> Ty {
        let expected = self.fn_bound(declared).map(|(params, _)| {
            let params = self.program.substitute(&params, substitution);
            match self.known(&params) {
                Ty::Tuple(types) => types.to_vec(),
                _ => Vec::new(),
            }
        });
        self.closure(arg, &expected.unwrap_or_default())
    }

    /// The parameters (as a tuple) and the result of a callable's bound or type.
    pub(super) fn fn_bound(&self, ty: &Ty) -> Option<(Ty, Ty)> {
        let ty = self.shallow(ty);
        match ty.peel_refs() {
            Ty::FnPointer(of) => Some((Ty::Tuple(of.params.clone()), of.ret.clone())),
            Ty::Adt(_, args) if args.len() == 1 => self.fn_bound(&args[0]),
            ty => self.program.bounds_of(ty).iter().find_map(|bound| match bound.target {
                TraitTarget::Known(of) if self.program.known.fns.contains(&of) => {
                    let params = bound.args.first().cloned().unwrap_or(Ty::Unknown);
                    let ret = bound.assoc.iter().find(|(name, _)| *name == "Output");
                    let ret = ret.map_or(Ty::Unknown, |(_, ty)| ty.clone());
                    let is_async = self.program.trait_(of).name.starts_with("Async");
                    Some((params, if is_async { future_of(ret) } else { ret }))
                }
                _ => None,
            }),
        }
    }

    /// What an argument tells through the bounds of its parameter: `F: FnOnce() -> Fut`, `I: IntoIterator<Item = T>`.
    fn satisfy(&mut self, declared: &Ty, actual: &Ty, substitution: &[(Name, Ty)]) {
        let bounds: Vec<TraitRef> = match declared {
            Ty::Param(param) => param.bounds.clone(),
            Ty::Opaque(bounds) => bounds.to_vec(),
            _ => return,
        };
        let actual = self.known(actual);
        for bound in bounds {
            let TraitTarget::Known(of) = bound.target else { continue };
            if Some(of) == self.program.known.from_iterator
                && let Some(item) = bound.args.first()
            {
                let item = self.program.substitute(item, substitution);
                self.collected.push((actual.clone(), item));
                self.collect();
                continue;
            }
            if actual.is_unknown() {
                continue;
            }
            if self.program.known.fns.contains(&of) {
                self.satisfy_callable(&bound, &actual, substitution);
                continue;
            }
            for (name, pattern) in &bound.assoc {
                let projected = if Some(of) == self.program.known.future {
                    self.program.future_output(&actual)
                } else {
                    self.program.project(&actual, of, *name)
                };
                if let Some(projected) = projected {
                    let pattern = self.program.substitute(pattern, substitution);
                    self.unify(&pattern, &projected);
                }
            }
        }
    }

    /// What is collected tells of the collection, as soon as it is known which one that is: `let all: Vec<_> =
    /// items.collect::<Result<_, _>>()?`.
    pub(super) fn collect(&mut self) {
        let mut open = Vec::new();
        let mut rest = std::mem::take(&mut self.collected);
        while let Some((collection, item)) = rest.pop() {
            let item = self.known(&item);
            match self.shallow(&collection) {
                variable @ Ty::Variable(_) => open.push((variable, item)),
                Ty::Adt(adt, args) => match (&*args, &item) {
                    // `Result<Vec<_>, _>` of results, `Option<Vec<_>>` of options
                    ([inner, outer @ ..], Ty::Adt(other, parts))
                        if adt == *other && self.program.adt(adt).is_enum =>
                    {
                        for (a, b) in outer.iter().zip(parts.iter().skip(1)) {
                            self.unify(a, b);
                        }
                        if let Some(part) = parts.first() {
                            rest.push((inner.clone(), part.clone()));
                        }
                    }
                    ([key, value, ..], Ty::Tuple(parts)) if parts.len() == 2 => {
                        self.unify(key, &parts[0]);
                        self.unify(value, &parts[1]);
                    }
                    ([inner, ..], _) => self.unify(inner, &item),
                    ([], _) => {}
                },
                _ => {}
            }
        }
        self.collected = open;
    }

    fn satisfy_callable(&mut self, bound: &TraitRef, actual: &Ty, substitution: &[(Name, Ty)]) {
        // `map(Wrap)`: what it is given tells of what it makes.
        if let Ty::Constructor(of) = actual
            && let Some(Ty::Tuple(given)) = bound.args.first()
        {
            let fields = &self.program.adt(of.adt).variants[of.variant as usize].fields;
            for (field, given) in fields.iter().zip(given.iter()) {
                let field = self.program.field_type(of.adt, &of.args, &field.ty);
                let given = self.program.substitute(given, substitution);
                self.unify(&field, &given);
            }
        }
        let result = match actual {
            Ty::Closure(closure) => Some(closure.ret.clone()),
            Ty::FnPointer(of) => Some(of.ret.clone()),
            Ty::Function(function, _) => {
                let def = self.program.function(*function);
                Some(self.program.call_result(*function, def.ret.clone(), Vec::new()))
            }
            Ty::Constructor(of) => Some(Ty::Adt(of.adt, of.args.clone())),
            _ => None,
        };
        let (Some(result), Some((_, pattern))) =
            (result, bound.assoc.iter().find(|(name, _)| *name == "Output"))
        else {
            return;
        };
        let pattern = self.program.substitute(pattern, substitution);
        self.unify(&pattern, &result);
    }
}

fn future_of(output: Ty) -> Ty {
    Ty::Future(Arc::new(super::super::FutureTy {
        output,
        origin: super::super::FutureOrigin::Opaque { args: Vec::new() },
    }))
}
