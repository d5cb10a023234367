//! Places: a slot and a path into it.

use crate::ir::{ExprId, ExprKind, Name, PatId, PatKind};
use crate::resolve::Ty;

use super::super::components::Projection;
use super::super::graph::SlotId;
use super::Builder;

/// Where a value is or goes. Untracked when it can own no guard, or is behind a reference.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub slot: Option<SlotId>,
    pub path: Vec<Projection>,
}

impl Place {
    pub fn of(slot: SlotId) -> Self {
        Self { slot: Some(slot), path: Vec::new() }
    }

    pub fn untracked() -> Self {
        Self::default()
    }

    pub fn then(mut self, projection: Projection) -> Self {
        if self.slot.is_some() {
            self.path.push(projection);
        }
        self
    }

    pub fn field(self, name: Name) -> Self {
        self.then(Projection::Field(name))
    }

    pub fn fields(self, path: &[Name]) -> Self {
        path.iter().fold(self, |place, name| place.field(*name))
    }

    pub fn variant(self, index: u32, name: Name) -> Self {
        self.then(Projection::Variant(index, name))
    }
}

impl Builder<'_> {
    /// The place that an expression names. A value gets a temporary.
    pub(super) fn place(&mut self, id: ExprId) -> Place {
        let body = self.scene.body;
        match &body.expr(id).kind {
            ExprKind::Local(local) => {
                self.variables.get(local).map_or_else(Place::untracked, |slot| Place::of(*slot))
            }
            ExprKind::Field { base, name, .. } => {
                let ty = self.scene.types.expr(*base).clone();
                let place = self.place(*base);
                self.field_of(place, &ty, *name).unwrap_or_default()
            }
            ExprKind::Deref(base) => {
                let is_box = matches!(self.scene.types.expr(*base), Ty::Adt(adt, _) if self.scene.program.is_box(*adt));
                let place = self.place(*base);
                if is_box { place.then(Projection::Deref) } else { Place::untracked() }
            }
            ExprKind::Index { base, index } => {
                self.place(*base);
                self.operand(*index);
                Place::untracked()
            }
            _ => {
                let reason = self.reason;
                let place = self.temporary(id, reason);
                self.eval(id, &place);
                place
            }
        }
    }

    /// The place of a field, also of what is in a `Box`; none behind a reference or another `Deref`.
    pub(super) fn field_of(&self, place: Place, ty: &Ty, name: Name) -> Option<Place> {
        let program = self.scene.program;
        let (mut place, mut ty) = (place, ty);
        let derefs = program.field(ty, name).map_or(0, |(_, derefs)| derefs);
        for _ in 0..derefs {
            match ty {
                Ty::Adt(adt, args) if program.is_box(*adt) => ty = args.first()?,
                _ => return None,
            }
            place = place.then(Projection::Deref);
        }
        (!matches!(ty, Ty::Ref { .. } | Ty::Pointer(_))).then(|| place.field(name))
    }

    /// A pattern that is one variable, for a value that is `&mut place`: what is put in or taken out through it is put
    /// into or taken out of the place.
    pub(super) fn alias(&mut self, pat: PatId, value: ExprId) {
        let body = self.scene.body;
        if let PatKind::Bind { local, by_ref: false, mutable: false, sub: None } = body.pat(pat).kind
            && let ExprKind::Ref { mutable: true, operand } = body.expr(value).kind
            && self.is_named(operand)
        {
            let place = self.place(operand);
            if place.slot.is_some() {
                self.aliases.insert(local, place);
            }
        }
    }

    /// A variable or a field of one: naming it again evaluates nothing.
    fn is_named(&self, id: ExprId) -> bool {
        match self.scene.body.expr(id).kind {
            ExprKind::Local(_) => true,
            ExprKind::Field { base, .. } => self.is_named(base),
            _ => false,
        }
    }

    /// The place whose methods are called: what a variable stands for, if it is an alias.
    pub(super) fn receiver(&mut self, id: ExprId) -> Place {
        if let ExprKind::Local(local) = self.scene.body.expr(id).kind
            && let Some(place) = self.aliases.get(&local)
        {
            return place.clone();
        }
        self.place(id)
    }

    /// The value of an expression on its way to somewhere: moved into a temporary of its own.
    pub(super) fn operand(&mut self, id: ExprId) -> Place {
        let place = if self.owns_guard(id) {
            self.temporary(id, super::TemporaryIn::Argument)
        } else {
            Place::untracked()
        };
        self.eval(id, &place);
        place
    }
}
