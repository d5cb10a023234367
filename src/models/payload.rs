//! Job payloads: structs that wait in a queue, with a model in a field.

use crate::catalogue::{JOB_NAMES, JOB_TRAITS};
use crate::ir::Name;
use crate::resolve::{AdtDef, AdtId, Program, TraitTarget, Ty};
use crate::source::Place;

use super::Models;
use super::find::derives;

/// A field of a payload that holds a model.
#[derive(Debug, Clone)]
pub struct Payload {
    pub adt: AdtId,
    pub field: Name,
    pub place: Place,
    pub model: AdtId,
    pub ty: Ty,
}

pub(super) fn payloads(program: &Program, models: &Models) -> Vec<Payload> {
    let mut found = Vec::new();
    for (index, def) in program.adts.iter().enumerate() {
        let adt = AdtId(index as u32);
        if !program.is_workspace_file(def.file)
            || def.is_enum
            || models.get(adt).is_some()
            || models.is_snapshot(adt)
            || !is_payload(program, adt, def)
        {
            continue;
        }
        for field in def.variants.iter().flat_map(|variant| &variant.fields) {
            // what is skipped on the way stays behind
            let skipped = field.attrs.iter().any(|attr| attr.path == "serde" && attr.args.contains("skip"));
            if let (Some(model), false) = (models.carried(program, &field.ty), skipped) {
                let (field, ty, place) = (field.name, field.ty.clone(), Place::new(def.file, field.span));
                found.push(Payload { adt, field, place, model, ty });
            }
        }
    }
    found
}

/// It can be written down, and a job runner takes it: by a trait of that name, or by its own.
fn is_payload(program: &Program, adt: AdtId, def: &AdtDef) -> bool {
    let written = derives(&def.attrs)
        .iter()
        .any(|path| matches!(path.rsplit("::").next(), Some("Serialize" | "Deserialize")));
    let is_job = |target: &TraitTarget| match target {
        TraitTarget::Known(id) => JOB_TRAITS.contains(&program.trait_(*id).name.as_str()),
        TraitTarget::External(path) => path.last().is_some_and(|name| JOB_TRAITS.contains(&name.as_str())),
    };
    let runs = program.impls_of_adt.get(&adt).is_some_and(|impls| {
        impls.iter().any(|id| program.impl_(*id).of_trait.as_ref().is_some_and(|of| is_job(&of.target)))
    });
    written && (runs || JOB_NAMES.iter().any(|ending| def.name.ends_with(ending)))
}
