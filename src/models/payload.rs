//! Job payloads: structs and enums that wait in a queue, with a model in a field.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalogue::{JOB_NAMES, JOB_TRAIT_WORDS, JOB_TRAITS, PAYLOAD_TYPES};
use crate::effects::BodyFacts;
use crate::ir::{ExprId, ExprKind, Name};
use crate::resolve::{AdtDef, AdtId, Callee, Program, TraitTarget, Ty};
use crate::source::Place;

use super::find::{has_word, is_snapshot_name};
use super::keys::{derives, last};
use super::{Models, Reads, Summaries};

/// Places of construction that are worth showing.
const SHOWN: usize = 3;

/// A field of a payload that holds a model.
#[derive(Debug, Clone)]
pub struct Payload {
    pub adt: AdtId,
    /// Of an enum.
    pub variant: Option<Name>,
    pub field: Name,
    pub place: Place,
    pub model: AdtId,
    pub ty: Ty,
    /// What is read of it, wherever the payload is opened; none when nothing names the field.
    pub reads: Option<Reads>,
    /// Where it is put together.
    pub built: Vec<Place>,
}

pub(super) fn payloads(
    program: &Program,
    models: &Models,
    summaries: &Summaries,
    bodies: &[&BodyFacts],
) -> Vec<Payload> {
    let mut found = declared(program, models);
    for payload in &mut found {
        // a struct has one variant
        let variant = payload.variant.and_then(|name| program.adt(payload.adt).variant(name)).unwrap_or(0);
        payload.reads = summaries.opened.get(&(payload.adt, variant, payload.field)).cloned();
    }
    if !found.is_empty() {
        let built = built(program, bodies, &found);
        for payload in &mut found {
            payload.built = built.get(&(payload.adt, payload.variant)).cloned().unwrap_or_default();
        }
    }
    found
}

/// The payloads, by their types alone.
pub(super) fn declared(program: &Program, models: &Models) -> Vec<Payload> {
    let associated = associated(program);
    let mut found = Vec::new();
    for (index, def) in program.adts.iter().enumerate() {
        let adt = AdtId(index as u32);
        let mut fields = def.variants.iter().flat_map(|variant| &variant.fields);
        if !program.is_workspace_file(def.file)
            || models.get(adt).is_some()
            || models.is_snapshot(adt)
            || !fields.any(|field| models.may_carry(&field.ty))
            || !is_payload(program, adt, def, &associated)
        {
            continue;
        }
        for variant in &def.variants {
            if def.is_enum && is_snapshot_name(&variant.name) {
                continue;
            }
            for field in &variant.fields {
                // what is skipped on the way stays behind
                let skipped =
                    field.attrs.iter().any(|attr| attr.path == "serde" && attr.args.contains("skip"));
                let Some(model) = models.carried(program, &field.ty).filter(|_| !skipped) else { continue };
                if models.get(model).is_some_and(|model| model.is_made_from_row) {
                    continue;
                }
                found.push(Payload {
                    adt,
                    variant: def.is_enum.then_some(variant.name),
                    field: field.name,
                    place: Place::new(def.file, field.span),
                    model,
                    ty: field.ty.clone(),
                    reads: None,
                    built: Vec::new(),
                });
            }
        }
    }
    found
}

/// Where the payloads are put together.
fn built(
    program: &Program,
    bodies: &[&BodyFacts],
    payloads: &[Payload],
) -> FxHashMap<(AdtId, Option<Name>), Vec<Place>> {
    let wanted: FxHashSet<AdtId> = payloads.iter().map(|payload| payload.adt).collect();
    let mut places: FxHashMap<_, Vec<Place>> = FxHashMap::default();
    for facts in bodies {
        let body = facts.body(program);
        for (index, expr) in body.exprs.iter().enumerate() {
            let key = match &expr.kind {
                ExprKind::Struct { path, .. } => match facts.types.expr(ExprId(index as u32)) {
                    Ty::Adt(adt, _) => (*adt, program.adt(*adt).is_enum.then(|| path.last_name()).flatten()),
                    _ => continue,
                },
                ExprKind::Call { .. } => match facts.types.callee(ExprId(index as u32)) {
                    Callee::Constructor(adt, variant) => {
                        let def = program.adt(*adt);
                        let variant = def.variants.get(*variant as usize).map(|variant| variant.name);
                        (*adt, variant.filter(|_| def.is_enum))
                    }
                    _ => continue,
                },
                _ => continue,
            };
            if wanted.contains(&key.0) {
                let places = places.entry(key).or_default();
                if places.len() < SHOWN {
                    places.push(Place::new(facts.owner.file, expr.span));
                }
            }
        }
    }
    places
}

/// The payloads that job traits ask for: `impl Saga for DeleteInstance { type Params = Params; … }`.
fn associated(program: &Program) -> FxHashSet<AdtId> {
    let mut found = FxHashSet::default();
    for imp in &program.impls {
        let Some(of) = &imp.of_trait else { continue };
        let name = match &of.target {
            TraitTarget::Known(id) => program.trait_(*id).name,
            TraitTarget::External(path) => match path.last() {
                Some(name) => *name,
                None => continue,
            },
        };
        if has_word(&name, JOB_TRAIT_WORDS) {
            found.extend(imp.assoc_types.iter().filter_map(|(name, ty)| match ty {
                Ty::Adt(adt, _) if PAYLOAD_TYPES.contains(&name.as_str()) => Some(*adt),
                _ => None,
            }));
        }
    }
    found
}

/// It can be written down, and a job runner takes it: by a trait of that name, or by its own.
fn is_payload(program: &Program, adt: AdtId, def: &AdtDef, associated: &FxHashSet<AdtId>) -> bool {
    let written = derives(&def.attrs).iter().any(|path| matches!(last(path), "Serialize" | "Deserialize"));
    let is_job = |target: &TraitTarget| match target {
        TraitTarget::Known(id) => JOB_TRAITS.contains(&program.trait_(*id).name.as_str()),
        TraitTarget::External(path) => path.last().is_some_and(|name| JOB_TRAITS.contains(&name.as_str())),
    };
    let runs = program.impls_of_adt.get(&adt).is_some_and(|impls| {
        impls.iter().any(|id| program.impl_(*id).of_trait.as_ref().is_some_and(|of| is_job(&of.target)))
    });
    written
        && (runs || associated.contains(&adt) || JOB_NAMES.iter().any(|ending| def.name.ends_with(ending)))
}
