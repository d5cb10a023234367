//! Expressions.

use std::sync::Arc;

use super::super::{ClosureTy, Def, FutureOrigin, FutureTy, TraitRef, TraitTarget, Ty};
use super::Infer;
use crate::ir::{AsyncKind, BinaryOp, Block, ExprId, ExprKind, Literal, Name, Statement, TypeRef};

impl Infer<'_> {
    pub(super) fn expr(&mut self, id: ExprId) -> Ty {
        let ty = self.infer(id);
        // `let b = (a, a); let c = (b, b); …`
        let ty = if ty.is_huge() { Ty::Unknown } else { ty };
        self.types.exprs[id.index()] = ty.clone();
        ty
    }

    /// As [`Self::expr`], for a place whose type is known: it helps closures and open constructors.
    pub(super) fn expr_expecting(&mut self, id: ExprId, expected: &Ty) -> Ty {
        if let ExprKind::Closure(_) = self.body.expr(id).kind
            && let Some((Ty::Tuple(params), _)) = self.fn_bound(expected)
        {
            let ty = self.closure(id, &params);
            self.types.exprs[id.index()] = ty.clone();
            return ty;
        }
        let ty = self.expr(id);
        if is_open(&ty) || is_branch(&self.body.expr(id).kind) {
            let expected = self.known(expected);
            if matches!(expected, Ty::Adt(..)) {
                return self.settle(id, &expected, 0).unwrap_or(ty);
            }
        }
        ty
    }

    /// What a foreign call gives is what is expected of it: the type of that place, also at the ends of its branches.
    fn settle(&mut self, id: ExprId, expected: &Ty, depth: usize) -> Option<Ty> {
        if depth > 16 {
            return None;
        }
        let body = self.body;
        let ends: Vec<ExprId> = match &body.expr(id).kind {
            ExprKind::Block(block) => block.tail.into_iter().collect(),
            ExprKind::If { then, otherwise: Some(otherwise), .. } => vec![*then, *otherwise],
            ExprKind::Match { arms, .. } => arms.iter().map(|arm| arm.body).collect(),
            _ => Vec::new(),
        };
        for end in ends {
            self.settle(end, expected, depth + 1);
        }
        let ty = self.types.exprs[id.index()].clone();
        is_open(&self.shallow(&ty)).then(|| {
            self.types.exprs[id.index()] = expected.clone();
            expected.clone()
        })
    }

    fn infer(&mut self, id: ExprId) -> Ty {
        let body = self.body;
        match &body.expr(id).kind {
            ExprKind::Local(local) => self.types.locals[local.index()].clone(),
            ExprKind::Path(path) => self.path(id, path),
            ExprKind::Literal(literal) => match literal {
                Literal::Str => Ty::reference(primitive("str"), false),
                Literal::Int => primitive("i32"),
                Literal::Float => primitive("f64"),
                Literal::Bool => primitive("bool"),
                Literal::Char => primitive("char"),
                Literal::Bytes => Ty::reference(Ty::Slice(Arc::new(primitive("u8"))), false),
            },
            ExprKind::Block(block) => self.block(block),
            ExprKind::If { cond, then, otherwise } => {
                self.expr(*cond);
                let then = self.expr(*then);
                match otherwise {
                    Some(otherwise) => {
                        let otherwise = self.expr(*otherwise);
                        self.join(then, otherwise)
                    }
                    None => Ty::unit(),
                }
            }
            ExprKind::Let { pat, scrutinee } => {
                let ty = self.expr(*scrutinee);
                self.pattern(*pat, ty, false);
                primitive("bool")
            }
            ExprKind::Match { scrutinee, arms } => {
                let ty = self.expr(*scrutinee);
                let mut result = Ty::Never;
                for arm in arms {
                    self.pattern(arm.pat, ty.clone(), false);
                    if let Some(guard) = arm.guard {
                        self.expr(guard);
                    }
                    let arm = self.expr(arm.body);
                    result = self.join(result, arm);
                }
                result
            }
            ExprKind::Loop { label, body } => {
                let result = self.fresh();
                self.loops.push((*label, result.clone()));
                self.expr(*body);
                self.loops.pop();
                result
            }
            ExprKind::While { label, cond, body } => {
                self.expr(*cond);
                self.loops.push((*label, Ty::unit()));
                self.expr(*body);
                self.loops.pop();
                Ty::unit()
            }
            ExprKind::For { label, pat, iter, body } => {
                let ty = self.expr(*iter);
                let ty = self.known(&ty);
                let item = self.program.iterator_item(&ty).unwrap_or(Ty::Unknown);
                self.pattern(*pat, item, false);
                self.loops.push((*label, Ty::unit()));
                self.expr(*body);
                self.loops.pop();
                Ty::unit()
            }
            ExprKind::Break { label, value } => {
                let ty = value.map_or_else(Ty::unit, |value| self.expr(value));
                let target = self.loops.iter().rev().find(|(known, _)| label.is_none() || known == label);
                if let Some((_, target)) = target.cloned() {
                    self.unify(&target, &ty);
                }
                Ty::Never
            }
            ExprKind::Continue { .. } => Ty::Never,
            ExprKind::Return(value) => {
                if let Some(value) = value {
                    let expected = self.returns.last().cloned().unwrap_or(Ty::Unknown);
                    let ty = self.expr_expecting(*value, &expected);
                    self.unify(&expected, &ty);
                }
                Ty::Never
            }
            ExprKind::Yield(value) => {
                if let Some(value) = value {
                    let ty = self.expr(*value);
                    if let Some(expected) = self.yields.last().cloned() {
                        self.unify(&expected, &ty);
                    }
                }
                Ty::unit()
            }
            ExprKind::MethodCall { receiver, method, turbofish, args, .. } => {
                let turbofish = turbofish.as_ref().map_or(&[][..], |generic| &generic.types);
                self.method_call(id, *receiver, *method, turbofish, args)
            }
            ExprKind::Call { callee, args } => self.call(id, *callee, args),
            ExprKind::Await { operand, .. } => {
                let ty = self.expr(*operand);
                let ty = self.known(&ty);
                self.program.future_output(&ty).unwrap_or(Ty::Unknown)
            }
            ExprKind::Try(operand) => {
                let ty = self.expr(*operand);
                match self.shallow(&ty) {
                    Ty::Adt(_, args) => args.first().cloned().unwrap_or(Ty::Unknown),
                    external @ Ty::External(_) => external,
                    _ => Ty::Unknown,
                }
            }
            ExprKind::Field { base, name, .. } => {
                let ty = self.expr(*base);
                let ty = self.known(&ty);
                match self.program.field(&ty, *name) {
                    Some((ty, _)) => ty,
                    None if matches!(ty.peel_refs(), Ty::External(_)) => ty.peel_refs().clone(),
                    None => Ty::Unknown,
                }
            }
            ExprKind::Index { base, index } => {
                let ty = self.expr(*base);
                self.expr(*index);
                self.indexed(&ty)
            }
            ExprKind::Ref { mutable, operand } => Ty::reference(self.expr(*operand), *mutable),
            ExprKind::Deref(operand) => {
                let ty = self.expr(*operand);
                let ty = self.known(&ty);
                self.program.deref(&ty).unwrap_or(Ty::Unknown)
            }
            ExprKind::Unary(operand) => self.expr(*operand),
            ExprKind::Binary { op, lhs, rhs } => {
                let lhs = self.expr(*lhs);
                self.expr(*rhs);
                match op {
                    BinaryOp::Arithmetic => lhs,
                    _ => primitive("bool"),
                }
            }
            ExprKind::Assign { lhs, rhs } => {
                let expected = self.expr(*lhs);
                let ty = self.expr_expecting(*rhs, &expected);
                self.unify(&expected, &ty);
                Ty::unit()
            }
            ExprKind::AssignOp { lhs, rhs } => {
                self.expr(*lhs);
                self.expr(*rhs);
                Ty::unit()
            }
            ExprKind::Underscore => self.fresh(),
            ExprKind::Tuple(items) => Ty::Tuple(items.iter().map(|item| self.expr(*item)).collect()),
            ExprKind::Array(items) => {
                let types: Vec<Ty> = items.iter().map(|item| self.expr(*item)).collect();
                let item = types.into_iter().reduce(|a, b| self.join(a, b));
                Ty::Slice(Arc::new(item.unwrap_or_else(|| self.fresh())))
            }
            ExprKind::Repeat { value } => Ty::Slice(Arc::new(self.expr(*value))),
            ExprKind::Struct { path, fields, base } => self.struct_(id, path, fields, *base),
            ExprKind::Cast { operand, ty } => {
                self.expr(*operand);
                self.written(ty)
            }
            ExprKind::Range { start, end } => {
                let types: Vec<Ty> = start.iter().chain(end).map(|operand| self.expr(*operand)).collect();
                let item = types.into_iter().next().unwrap_or(Ty::Unknown);
                let range = self.program.known_adt("std::ops::Range");
                range.map_or(Ty::Unknown, |adt| Ty::Adt(adt, Arc::from([item])))
            }
            ExprKind::Closure(_) => self.closure(id, &[]),
            ExprKind::Async(block) => {
                let kind = block.kind;
                self.async_block(id, block.body, kind)
            }
            ExprKind::Macro(call) => self.macro_(id, call),
            ExprKind::Select(select) => {
                for branch in &select.branches {
                    if let Some(precondition) = branch.precondition {
                        self.expr(precondition);
                    }
                    let ty = self.expr(branch.future);
                    let ty = self.known(&ty);
                    let output = self.program.future_output(&ty).unwrap_or(Ty::Unknown);
                    self.pattern(branch.pat, output, false);
                }
                let mut result = Ty::Never;
                for handler in select.branches.iter().map(|branch| branch.handler).chain(select.otherwise) {
                    let ty = self.expr(handler);
                    result = self.join(result, ty);
                }
                result
            }
            ExprKind::Join { futures, is_try, .. } => self.join_macro(futures, *is_try),
            ExprKind::Pin(operand) => {
                let inner = Ty::reference(self.expr(*operand), true);
                let pin = self.program.known_adt("std::pin::Pin");
                pin.map_or(Ty::Unknown, |adt| Ty::Adt(adt, Arc::from([inner])))
            }
            ExprKind::Unknown(children) => {
                self.args(children);
                Ty::Unknown
            }
        }
    }

    /// A type as written in a body; open parts are variables.
    pub(super) fn written(&mut self, ty: &TypeRef) -> Ty {
        let ty = self.program.lower_type(ty, &self.scope);
        self.open(&ty)
    }

    fn open(&mut self, ty: &Ty) -> Ty {
        match ty {
            Ty::Unknown => self.fresh(),
            Ty::Adt(adt, args) if !args.is_empty() => {
                let args: Vec<Ty> = args.iter().map(|arg| self.open(arg)).collect();
                Ty::Adt(*adt, args.into())
            }
            Ty::Ref { mutable, inner } => {
                let inner = self.open(inner);
                Ty::reference(inner, *mutable)
            }
            Ty::Tuple(types) => Ty::Tuple(types.iter().map(|ty| self.open(ty)).collect()),
            ty => ty.clone(),
        }
    }

    fn indexed(&self, ty: &Ty) -> Ty {
        let mut ty = self.known(ty);
        let index = self.program.known_trait("std::ops::Index");
        for _ in 0..6 {
            if let Ty::Slice(item) = &ty {
                return (**item).clone();
            }
            if let Some(of) = index
                && let Some(output) = self.program.project(&ty, of, Name::from("Output"))
            {
                return output;
            }
            match self.program.deref(&ty) {
                Some(inner) => ty = inner,
                None => break,
            }
        }
        Ty::Unknown
    }

    fn block(&mut self, block: &Block) -> Ty {
        let outer = self.scope.module;
        if let Some(scope) = block.scope
            && let Some(module) = self.program.block_module(self.file, scope)
        {
            self.scope.module = module;
        }
        let labelled = block.label.map(|label| {
            let result = self.fresh();
            self.loops.push((Some(label), result.clone()));
            result
        });
        let mut diverges = false;
        for statement in &block.statements {
            match statement {
                Statement::Let { pat, ty, init, otherwise, .. } => {
                    self.let_(*pat, ty.as_deref(), *init, *otherwise);
                }
                Statement::Expr { expr, .. } => {
                    let ty = self.expr(*expr);
                    diverges |= matches!(self.shallow(&ty), Ty::Never);
                }
            }
        }
        let result = match block.tail {
            Some(tail) => self.expr(tail),
            None if diverges => Ty::Never,
            None => Ty::unit(),
        };
        self.scope.module = outer;
        match labelled {
            Some(target) => {
                self.loops.pop();
                self.join(target, result)
            }
            None => result,
        }
    }

    fn let_(
        &mut self,
        pat: crate::ir::PatId,
        ty: Option<&TypeRef>,
        init: Option<ExprId>,
        otherwise: Option<ExprId>,
    ) {
        let annotated = ty.map(|ty| self.written(ty));
        let value = init.map(|init| match &annotated {
            Some(expected) => {
                let value = self.expr_expecting(init, expected);
                self.unify(expected, &value);
                self.collect();
                value
            }
            None => self.expr(init),
        });
        let ty = match (annotated, value) {
            // An annotation that says nothing of its own (`impl Trait` in a `let` does not exist).
            (Some(annotated), Some(value)) if annotated.is_unknown() => value,
            (Some(annotated), _) => annotated,
            (None, Some(value)) => value,
            (None, None) => self.fresh(),
        };
        self.pattern(pat, ty, false);
        if let Some(otherwise) = otherwise {
            self.expr(otherwise);
        }
    }

    fn struct_(
        &mut self,
        id: ExprId,
        path: &crate::ir::Path,
        fields: &[(Name, ExprId)],
        base: Option<ExprId>,
    ) -> Ty {
        let Some((adt, variant)) = self.constructor(path) else {
            for (_, value) in fields {
                self.expr(*value);
            }
            if let Some(base) = base {
                self.expr(base);
            }
            return self.program.lower_type(&TypeRef::Path(path.clone()), &self.scope);
        };
        let def = self.program.adt(adt);
        self.types.paths.insert(id, if def.is_enum { Def::Variant(adt, variant) } else { Def::Adt(adt) });
        let written = self.program.lower_type(&TypeRef::Path(path.clone()), &self.scope);
        let args: Vec<Ty> = match written {
            Ty::Adt(known, args) if known == adt => args.iter().map(|arg| self.open(arg)).collect(),
            _ => def.generics.iter().map(|_| self.fresh()).collect(),
        };
        for (name, value) in fields {
            let declared = def.variants[variant as usize].fields.iter().find(|field| field.name == *name);
            let expected =
                declared.map_or(Ty::Unknown, |field| self.program.field_type(adt, &args, &field.ty));
            let ty = self.expr_expecting(*value, &expected);
            self.unify(&expected, &ty);
        }
        let ty = Ty::Adt(adt, args.into());
        if let Some(base) = base {
            let base = self.expr(base);
            self.unify(&ty, &base);
        }
        ty
    }

    /// A closure, with what is expected of its parameters.
    pub(super) fn closure(&mut self, id: ExprId, expected: &[Ty]) -> Ty {
        let body = self.body;
        let ExprKind::Closure(closure) = &body.expr(id).kind else { return Ty::Unknown };
        let mut params = Vec::with_capacity(closure.params.len());
        for (index, (pat, ty)) in closure.params.iter().enumerate() {
            let mut param = self.written(ty);
            if let Some(expected) = expected.get(index) {
                self.unify(&param, expected);
                if let Ty::Variable(_) = self.shallow(&param) {
                    param = expected.clone();
                }
            }
            self.pattern(*pat, param.clone(), false);
            params.push(param);
        }
        let ret = self.written(&closure.ret);
        self.returns.push(ret.clone());
        let loops = std::mem::take(&mut self.loops);
        let result = self.expr(closure.body);
        self.loops = loops;
        self.returns.pop();
        let ret = self.join(ret, result);
        let ty = Ty::Closure(Arc::new(ClosureTy { expr: id, params, ret, is_async: closure.is_async }));
        self.types.exprs[id.index()] = ty.clone();
        ty
    }

    fn async_block(&mut self, id: ExprId, inner: ExprId, kind: AsyncKind) -> Ty {
        let output = self.fresh();
        self.returns.push(output.clone());
        let item = self.fresh();
        if kind != AsyncKind::Future {
            self.yields.push(item.clone());
        }
        let loops = std::mem::take(&mut self.loops);
        let result = self.expr(inner);
        self.loops = loops;
        self.returns.pop();
        let output = self.join(output, result);
        if kind == AsyncKind::Future {
            return Ty::Future(Arc::new(FutureTy { output, origin: FutureOrigin::Block(id) }));
        }
        self.yields.pop();
        let item = match kind {
            AsyncKind::TryStream => self
                .program
                .known_adt("std::result::Result")
                .map_or(Ty::Unknown, |adt| Ty::Adt(adt, Arc::from([item, Ty::Unknown]))),
            _ => item,
        };
        let Some(stream) = self.program.known.stream else { return Ty::Unknown };
        let bound = TraitRef {
            target: TraitTarget::Known(stream),
            args: Vec::new(),
            assoc: vec![(Name::from("Item"), item)],
        };
        Ty::Opaque(Arc::from([bound]))
    }

    fn join_macro(&mut self, futures: &[ExprId], is_try: bool) -> Ty {
        let mut outputs = Vec::with_capacity(futures.len());
        let mut error = Ty::Unknown;
        for future in futures {
            let ty = self.expr(*future);
            let ty = self.known(&ty);
            let output = self.program.future_output(&ty).unwrap_or(Ty::Unknown);
            outputs.push(match self.shallow(&output) {
                Ty::Adt(_, args) if is_try => {
                    error = args.get(1).cloned().unwrap_or(error);
                    args.first().cloned().unwrap_or(Ty::Unknown)
                }
                output => output,
            });
        }
        let tuple = Ty::Tuple(outputs.into());
        if !is_try {
            return tuple;
        }
        self.program
            .known_adt("std::result::Result")
            .map_or(Ty::Unknown, |adt| Ty::Adt(adt, Arc::from([tuple, error])))
    }
}

fn primitive(name: &str) -> Ty {
    Ty::Primitive(Name::from(name))
}

/// Nothing is known of it, or only from which crate it comes.
fn is_open(ty: &Ty) -> bool {
    matches!(ty, Ty::Unknown | Ty::External(_))
}

fn is_branch(kind: &ExprKind) -> bool {
    matches!(kind, ExprKind::Block(_) | ExprKind::If { .. } | ExprKind::Match { .. })
}
