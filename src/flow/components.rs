//! The guards inside a type, each with the path that leads to it.
//!
//! `Result<Option<Tx>, E>` has one component, at `Ok.0`, `Some.0`. A type whose inside cannot be named from outside
//! (`Vec<Conn>`, `Arc<Mutex<Conn>>`, a future that owns its arguments) is one component at the empty path.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::catalogue::TypeFact;
use crate::ir::{ExprId, Name};
use crate::resolve::{AdtId, FutureOrigin, GuardType, Program, Ty};

/// How deep wrappers are opened; deeper ones count as a whole.
const DEPTH: usize = 6;
/// A type with more guards than this counts as a whole.
const WIDTH: usize = 32;

/// One guard inside a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    pub path: Vec<Projection>,
    pub guard: Arc<GuardType>,
}

/// One step from a value to a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Projection {
    /// The field of a struct or tuple.
    Field(Name),
    /// The field of an enum's variant.
    Variant(u32, Name),
    /// Through a `Box`.
    Deref,
}

/// Closures and async blocks that own a guard they captured.
pub(super) type Capturing = FxHashMap<ExprId, Arc<GuardType>>;

/// The components of an owned type; empty for references, handles, and all that owns no guard.
pub(super) fn components(program: &Program, capturing: &Capturing, ty: &Ty) -> Vec<Component> {
    let mut found = Vec::new();
    let mut path = Vec::new();
    open(&Types { program, capturing }, ty, &mut path, &mut found);
    if found.len() > WIDTH {
        found.truncate(1);
        found[0].path.clear();
    }
    found
}

/// The guard that a value owns because a closure or async block inside its type does.
pub(super) fn captured_in(ty: &Ty, capturing: &Capturing) -> Option<Arc<GuardType>> {
    if capturing.is_empty() {
        return None;
    }
    match ty {
        Ty::Closure(closure) => capturing.get(&closure.expr).cloned(),
        Ty::Future(future) => match &future.origin {
            FutureOrigin::Block(expr) => capturing.get(expr).cloned(),
            FutureOrigin::Call { args, .. } | FutureOrigin::Opaque { args } => {
                args.iter().find_map(|ty| captured_in(ty, capturing))
            }
        },
        Ty::Adt(_, args) => args.iter().find_map(|ty| captured_in(ty, capturing)),
        Ty::Tuple(types) => types.iter().find_map(|ty| captured_in(ty, capturing)),
        Ty::Slice(inner) => captured_in(inner, capturing),
        _ => None,
    }
}

/// What knows which types own a guard.
struct Types<'a> {
    program: &'a Program,
    capturing: &'a Capturing,
}

impl Types<'_> {
    fn guard(&self, ty: &Ty) -> Option<Arc<GuardType>> {
        let known = self.program.guard(ty).filter(|guard| !guard.borrowed);
        known.or_else(|| captured_in(ty, self.capturing))
    }
}

fn open(types: &Types<'_>, ty: &Ty, path: &mut Vec<Projection>, found: &mut Vec<Component>) {
    if matches!(ty, Ty::Ref { .. } | Ty::Pointer(_)) {
        return;
    }
    let Some(guard) = types.guard(ty) else { return };
    if path.len() >= DEPTH || found.len() > WIDTH {
        found.push(Component { path: path.clone(), guard });
        return;
    }
    let before = found.len();
    match ty {
        Ty::Tuple(parts) => {
            for (index, ty) in parts.iter().enumerate() {
                path.push(Projection::Field(Name::from(&index.to_string())));
                open(types, ty, path, found);
                path.pop();
            }
        }
        Ty::Adt(adt, args) if types.program.adt(*adt).facts.guard().is_none() => {
            open_adt(types, *adt, args, path, found);
        }
        _ => {}
    }
    if found.len() == before {
        found.push(Component { path: path.clone(), guard });
    }
}

fn open_adt(
    types: &Types<'_>,
    adt: AdtId,
    args: &[Ty],
    path: &mut Vec<Projection>,
    found: &mut Vec<Component>,
) {
    let def = types.program.adt(adt);
    if types.program.is_box(adt) {
        if let Some(inner) = args.first() {
            path.push(Projection::Deref);
            open(types, inner, path, found);
            path.pop();
        }
        return;
    }
    // A container of the standard library without declared fields is opaque: one component for the whole.
    if def.facts.has_type(TypeFact::LookThrough)
        && def.variants.iter().all(|variant| variant.fields.is_empty())
    {
        return;
    }
    for (index, variant) in def.variants.iter().enumerate() {
        for field in &variant.fields {
            let ty = types.program.field_type(adt, args, &field.ty);
            path.push(projection(def.is_enum, index as u32, field.name));
            open(types, &ty, path, found);
            path.pop();
        }
    }
}

/// The step to a field of a variant (or of a struct, whose only variant is 0).
pub(super) fn projection(is_enum: bool, variant: u32, field: Name) -> Projection {
    if is_enum { Projection::Variant(variant, field) } else { Projection::Field(field) }
}

/// Whether values of this type can borrow from somebody: not for plain data whose type is fully known.
pub(super) fn may_borrow(program: &Program, ty: &Ty) -> bool {
    match ty {
        Ty::Never | Ty::Primitive(_) | Ty::Function(..) | Ty::Constructor(..) | Ty::FnPointer(_) => false,
        Ty::Adt(adt, args) => program.has_lifetime(*adt) || args.iter().any(|arg| may_borrow(program, arg)),
        Ty::External(external) => {
            external.path.is_empty() || external.args.iter().any(|arg| may_borrow(program, arg))
        }
        Ty::Tuple(types) => types.iter().any(|ty| may_borrow(program, ty)),
        Ty::Slice(inner) => may_borrow(program, inner),
        // `&str`; but `&mut *conn` is the connection, whatever its type.
        Ty::Ref { inner, .. } => match &**inner {
            Ty::Primitive(_) | Ty::Slice(_) | Ty::Ref { .. } => may_borrow(program, inner),
            _ => true,
        },
        // `Box<dyn Error>`: a trait of the standard library behind an owner is as good as `'static`.
        Ty::Dyn(bounds) => !bounds.first().is_some_and(|bound| program.is_std_trait(bound)),
        _ => true,
    }
}
