//! Patterns: what they test, what they move, what they leave behind.

use crate::ir::{ExprId, ExprKind, Name, PatId, PatKind, Path};
use crate::resolve::{AdtId, Ty};

use super::super::graph::SlotKind;
use super::place::Place;
use super::{Builder, Otherwise};

impl Builder<'_> {
    /// Goes on only where the pattern matches, and knows then what the value is not: an `Err` carries no guard.
    pub(super) fn test(&mut self, pat: PatId, place: &Place, otherwise: Option<Otherwise>) {
        self.test_value(pat, place, None, otherwise);
    }

    /// As [`Self::test`], for the value of an expression, which may have used up what it came from.
    pub(super) fn test_value(
        &mut self,
        pat: PatId,
        place: &Place,
        value: Option<ExprId>,
        otherwise: Option<Otherwise>,
    ) {
        if let Some(otherwise) = otherwise
            && self.is_refutable(pat)
        {
            let mut excluded = self.excluded(pat, place);
            excluded.extend(value.and_then(|value| self.used_up(pat, value)));
            self.branch(otherwise, |this| excluded.iter().for_each(|place| this.clear(place)));
        }
        self.assume(pat, place);
    }

    /// The value that a scrutinee lends: `match &slot`, `if let Some(conn) = slot.as_mut()`. What a pattern says of the
    /// reference it says of that value.
    pub(super) fn lent_by(&self, scrutinee: ExprId) -> Option<Place> {
        let body = self.scene.body;
        let lent = match &body.expr(scrutinee).kind {
            ExprKind::MethodCall { receiver, method, args, .. }
                if args.is_empty()
                    && matches!(method.as_str(), "as_ref" | "as_mut" | "as_deref" | "as_deref_mut")
                    && self.is_std_function(scrutinee) =>
            {
                *receiver
            }
            ExprKind::Ref { operand, .. } => *operand,
            _ if self.scene.is_place(scrutinee) => scrutinee,
            _ => return None,
        };
        let place = self.behind(lent);
        place.slot.is_some().then_some(place)
    }

    /// What is known where the pattern matched.
    fn assume(&mut self, pat: PatId, place: &Place) {
        if place.slot.is_none() {
            return;
        }
        if let Some((adt, variant)) = self.variant(pat) {
            for (index, other) in self.scene.program.adt(adt).variants.iter().enumerate() {
                if index as u32 != variant {
                    for field in &other.fields {
                        self.clear(&place.clone().variant(index as u32, field.name));
                    }
                }
            }
        }
        for (pat, place) in self.parts(pat, place) {
            self.assume(pat, &place);
        }
    }

    /// The parts that are not there when the pattern did not match: those of its variant, if it tests nothing else.
    pub(super) fn excluded(&self, pat: PatId, place: &Place) -> Vec<Place> {
        let Some((adt, variant)) = self.variant(pat) else { return Vec::new() };
        if place.slot.is_none() || self.parts(pat, place).iter().any(|(pat, _)| self.is_refutable(*pat)) {
            return Vec::new();
        }
        let fields = &self.scene.program.adt(adt).variants[variant as usize].fields;
        fields.iter().map(|field| place.clone().variant(variant, field.name)).collect()
    }

    /// Moves what the pattern binds into its variables.
    pub(super) fn bind(&mut self, pat: PatId, place: &Place) {
        match &self.scene.body.pat(pat).kind {
            PatKind::Bind { local, by_ref, sub, .. } => {
                let variable = self.declare(*local, None);
                if !by_ref && variable.slot.is_some() {
                    self.transfer(place, &variable);
                }
                if let Some(sub) = sub {
                    self.bind(*sub, place);
                }
            }
            // One slot for all elements: each may be the one that is there.
            PatKind::Slice(pats) => {
                for pat in pats {
                    self.bind_element(*pat, place);
                }
                let binds = |pat: &PatId| {
                    matches!(self.scene.body.pat(*pat).kind, PatKind::Bind { by_ref: false, sub: None, .. })
                };
                if pats.iter().all(binds) {
                    self.clear(place);
                }
            }
            // Any alternative may have matched; the variables are the same.
            PatKind::Or(pats) => {
                for pat in pats {
                    self.bind(*pat, place);
                }
            }
            _ => {
                for (pat, place) in self.parts(pat, place) {
                    self.bind(pat, &place);
                }
            }
        }
    }

    fn bind_element(&mut self, pat: PatId, array: &Place) {
        let ty = self.scene.types.pat(pat).clone();
        let span = self.scene.body.pat(pat).span;
        let Some(slot) = self.new_slot(SlotKind::Parameter(None), ty, span, None) else {
            return self.bind(pat, &Place::untracked());
        };
        let element = Place::of(slot);
        self.copy(array, &element);
        self.bind(pat, &element);
        // What is not bound stays in the array.
        self.clear(&element);
    }

    /// Sub-patterns with the places that they match.
    fn parts(&self, pat: PatId, place: &Place) -> Vec<(PatId, Place)> {
        let through_reference = matches!(self.scene.types.pat(pat), Ty::Ref { .. });
        let base = if through_reference { Place::untracked() } else { place.clone() };
        match &self.scene.body.pat(pat).kind {
            PatKind::Tuple(pats) => {
                self.positional(pats, |index| base.clone().field(index), self.tuple_len(pat))
            }
            PatKind::TupleStruct { pats, .. } => {
                let variant = self.variant(pat);
                let fields = self.field_count(pat);
                self.positional(pats, |index| self.member(&base, pat, variant, index), fields)
            }
            PatKind::Struct { fields, .. } => {
                let variant = self.variant(pat);
                fields.iter().map(|(name, sub)| (*sub, self.member(&base, pat, variant, *name))).collect()
            }
            PatKind::Ref(sub) => vec![(*sub, Place::untracked())],
            PatKind::Slice(pats) => pats.iter().map(|sub| (*sub, base.clone())).collect(),
            PatKind::Bind { sub: Some(sub), .. } => vec![(*sub, base)],
            PatKind::Or(pats) if pats.len() == 1 => vec![(pats[0], base)],
            _ => Vec::new(),
        }
    }

    fn member(&self, base: &Place, pat: PatId, variant: Option<(AdtId, u32)>, name: Name) -> Place {
        match variant {
            Some((_, index)) => base.clone().variant(index, name),
            None if matches!(self.scene.types.pat(pat), Ty::Adt(..)) => base.clone().field(name),
            None => Place::untracked(),
        }
    }

    /// `(a, .., z)`: patterns behind `..` count from the end.
    fn positional(
        &self,
        pats: &[PatId],
        place: impl Fn(Name) -> Place,
        len: Option<usize>,
    ) -> Vec<(PatId, Place)> {
        let rest = pats.iter().position(|pat| matches!(self.scene.body.pat(*pat).kind, PatKind::Rest));
        pats.iter()
            .enumerate()
            .filter(|(index, _)| Some(*index) != rest)
            .map(|(index, pat)| {
                let field = match (rest, len) {
                    (Some(rest), Some(len)) if index > rest => (index + len).saturating_sub(pats.len()),
                    _ => index,
                };
                (*pat, place(Name::from(&field.to_string())))
            })
            .collect()
    }

    fn tuple_len(&self, pat: PatId) -> Option<usize> {
        match self.scene.types.pat(pat).peel_refs() {
            Ty::Tuple(types) => Some(types.len()),
            _ => None,
        }
    }

    fn field_count(&self, pat: PatId) -> Option<usize> {
        let Ty::Adt(adt, _) = self.scene.types.pat(pat).peel_refs() else { return None };
        let variant = self.variant(pat).map_or(0, |(_, variant)| variant);
        self.scene.program.adt(*adt).variants.get(variant as usize).map(|variant| variant.fields.len())
    }

    /// The enum and variant that a pattern tests for.
    pub(super) fn variant(&self, pat: PatId) -> Option<(AdtId, u32)> {
        let path: &Path = match &self.scene.body.pat(pat).kind {
            PatKind::Path(path) | PatKind::TupleStruct { path, .. } | PatKind::Struct { path, .. } => path,
            _ => return None,
        };
        let Ty::Adt(adt, _) = self.scene.types.pat(pat).peel_refs() else { return None };
        let def = self.scene.program.adt(*adt);
        let name = path.last_name()?;
        let index = def.variant(name)?;
        def.is_enum.then_some((*adt, index))
    }

    pub(super) fn is_refutable(&self, pat: PatId) -> bool {
        let body = self.scene.body;
        match &body.pat(pat).kind {
            PatKind::Wild | PatKind::Rest | PatKind::Bind { sub: None, .. } => false,
            PatKind::Bind { sub: Some(sub), .. } | PatKind::Ref(sub) => self.is_refutable(*sub),
            PatKind::Test | PatKind::Unknown => true,
            PatKind::Tuple(pats) => pats.iter().any(|pat| self.is_refutable(*pat)),
            PatKind::Slice(pats) => {
                !pats.iter().any(|pat| matches!(body.pat(*pat).kind, PatKind::Rest))
                    || pats.iter().any(|pat| self.is_refutable(*pat))
            }
            PatKind::Or(pats) => pats.iter().all(|pat| self.is_refutable(*pat)),
            PatKind::Path(_) | PatKind::TupleStruct { .. } | PatKind::Struct { .. } => {
                let known_struct = matches!(self.scene.types.pat(pat).peel_refs(),
                    Ty::Adt(adt, _) if !self.scene.program.adt(*adt).is_enum);
                !known_struct || {
                    let mut refutable = false;
                    for (sub, _) in self.parts(pat, &Place::untracked()) {
                        refutable |= self.is_refutable(sub);
                    }
                    refutable
                }
            }
        }
    }

    /// `None`, of the standard library's option.
    pub(super) fn is_none(&self, pat: PatId) -> bool {
        self.variant_name(self.inside_ok(pat)).is_some_and(|name| name == "None")
    }

    /// `Some(row)` of `Ok(Some(row))`: a stream that gives an error has ended, too.
    pub(super) fn inside_ok(&self, pat: PatId) -> PatId {
        match &self.scene.body.pat(pat).kind {
            PatKind::TupleStruct { pats, .. } if self.variant_name(pat).is_some_and(|name| name == "Ok") => {
                pats.first().copied().unwrap_or(pat)
            }
            _ => pat,
        }
    }

    pub(super) fn variant_name(&self, pat: PatId) -> Option<Name> {
        let (_, variant) = self.variant(pat)?;
        let Ty::Adt(adt, _) = self.scene.types.pat(pat) else { return None };
        Some(self.scene.program.adt(*adt).variants[variant as usize].name)
    }

    /// Whether the parts of a variant are tested, too.
    pub(super) fn is_refutable_inside(&self, pat: PatId) -> bool {
        self.parts(pat, &Place::untracked()).iter().any(|(part, _)| self.is_refutable(*part))
    }

    pub(super) fn binds_by_ref(&self, pat: PatId) -> bool {
        let mut found = false;
        self.scene.body.each_pat(pat, &mut |pat| {
            found |= matches!(self.scene.body.pat(pat).kind, PatKind::Bind { by_ref: true, .. });
        });
        found
    }
}
