//! Which types are models, and what their keys are.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::keys::{declared, derives, model};
use super::macros::NamedInMacros;
use crate::catalogue::{ACCOUNTS, MODEL_KINDS, NOT_MODELS, ROW_MACROS, ROW_WRITERS, SNAPSHOTS, TypeFact};
use crate::ir::{self, ExprId, ExprKind, Name};
use crate::resolve::{
    AdtDef, AdtId, BodyOwner, BodyTypes, Container, Def, Namespace, Program, Resolution, TraitTarget, Ty,
};

/// How deep models are looked for inside other types.
pub(super) const DEPTH: usize = 5;

/// A struct that mirrors a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// "sea-orm model"
    pub kind: &'static str,
    /// The fields of its primary key, never empty.
    pub keys: Vec<Name>,
    /// Methods that its derives make and that write every column.
    pub row_writers: Vec<&'static str>,
    /// It is its own changeset: given to diesel's `set`, it writes every column.
    pub is_changeset: bool,
    /// The method that gets the key, when that is in a part of the row that has more than the key.
    pub key_method: Option<Name>,
    /// Not the row itself, but made from it by `From` with its key: only what needs nothing but the key is said of it.
    pub is_made_from_row: bool,
}

/// A field of a message: its variant, its name, and the model in it.
pub type RowField = (u32, Name, AdtId);

/// All models of the workspace.
#[derive(Debug, Default, PartialEq)]
pub struct Models {
    by_adt: FxHashMap<AdtId, Model>,
    snapshots: FxHashSet<AdtId>,
    /// Types inside which a model can be reached at all, whatever their arguments: nearly every type is turned away
    /// here, before it is searched.
    carriers: Vec<bool>,
    /// Types that carry what their arguments carry.
    transparent: Vec<bool>,
    /// Names of associated types that stand for such a type in some impl.
    assoc: FxHashSet<Name>,
}

impl Models {
    pub fn of(program: &Program) -> Self {
        let named = NamedInMacros::of(program);
        let adts = program.adts.par_iter().enumerate();
        let by_adt = adts.clone().filter_map(|(index, def)| {
            let is_ours = program.is_workspace_file(def.file);
            Some((AdtId(index as u32), by_itself(def, &named).filter(|_| is_ours)?))
        });
        let snapshots =
            adts.filter(|(_, def)| def.facts.has_type(TypeFact::Snapshot) || is_snapshot_name(&def.name));
        let mut models = Self {
            by_adt: by_adt.collect(),
            snapshots: snapshots.map(|(index, _)| AdtId(index as u32)).collect(),
            ..Self::default()
        };
        models.add_row_macros(program);
        models.add_own_writers(program);
        models.add_made_from_rows(program);
        models.add_carriers(program);
        models
    }

    /// Grows from the models until nothing is added.
    fn add_carriers(&mut self, program: &Program) {
        self.carriers = vec![false; program.adts.len()];
        for adt in self.by_adt.keys() {
            self.carriers[adt.index()] = true;
        }
        let is_ours = |def: &AdtDef| program.is_workspace_file(def.file);
        let is_opaque = |def: &AdtDef| def.facts.has_type(TypeFact::Opaque);
        let looks_through = |def: &AdtDef| def.facts.has_type(TypeFact::LookThrough);
        let adts = program.adts.iter();
        self.transparent = adts.map(|def| (is_ours(def) || looks_through(def)) && !is_opaque(def)).collect();
        let mut open: Vec<usize> = (0..program.adts.len())
            .filter(|index| is_ours(&program.adts[*index]) && self.transparent[*index])
            .collect();
        loop {
            let before = (open.len(), self.assoc.len());
            open.retain(|index| {
                let mut fields = program.adts[*index].variants.iter().flat_map(|variant| &variant.fields);
                let carries = self.carriers[*index] || fields.any(|field| self.may_carry(&field.ty));
                self.carriers[*index] = carries;
                !carries
            });
            let chosen = program.impls.iter().flat_map(|imp| &imp.assoc_types);
            self.assoc = chosen.filter(|(_, ty)| self.may_carry(ty)).map(|(name, _)| *name).collect();
            if (open.len(), self.assoc.len()) == before {
                return;
            }
        }
    }

    /// False for types that certainly carry no model.
    pub(super) fn may_carry(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Adt(adt, args) => {
                self.carriers[adt.index()]
                    || self.transparent[adt.index()] && args.iter().any(|ty| self.may_carry(ty))
            }
            Ty::Tuple(types) => types.iter().any(|ty| self.may_carry(ty)),
            Ty::Slice(inner) => self.may_carry(inner),
            // what it stands for is known where its parameters are
            Ty::Assoc(assoc) => self.assoc.contains(&assoc.name),
            _ => false,
        }
    }

    /// Whether a value of the type, seen without its arguments, can have a model in it.
    pub(super) fn is_carrier(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(adt, _) if self.carriers[adt.index()])
    }

    pub fn is_empty(&self) -> bool {
        self.by_adt.is_empty()
    }

    pub fn get(&self, adt: AdtId) -> Option<&Model> {
        self.by_adt.get(&adt)
    }

    /// False for a row that has no key yet: `User<NoId>`.
    pub fn has_key(&self, program: &Program, ty: &Ty, adt: AdtId) -> bool {
        self.get(adt).is_some_and(|model| {
            model.keys.iter().all(|key| match program.field(ty, *key) {
                Some((Ty::Adt(key, _), _)) => {
                    let def = program.adt(key);
                    !program.is_workspace_file(def.file)
                        || def.is_enum
                        || def.variants.iter().any(|variant| !variant.fields.is_empty())
                }
                _ => true,
            })
        })
    }

    /// Methods that write a row, of all models.
    pub(super) fn row_writers(&self) -> impl Iterator<Item = &'static str> {
        self.by_adt.values().flat_map(|model| model.row_writers.iter().copied())
    }

    pub fn is_changeset(&self, adt: AdtId) -> bool {
        self.get(adt).is_some_and(|model| model.is_changeset)
    }

    pub fn is_snapshot(&self, adt: AdtId) -> bool {
        self.snapshots.contains(&adt)
    }

    /// The model that a value is, through references, smart pointers and `Deref`.
    pub fn behind(&self, program: &Program, ty: &Ty) -> Option<(AdtId, &Model)> {
        let mut ty = ty.clone();
        for _ in 0..DEPTH {
            if let Ty::Adt(adt, _) = &ty
                && let Some(model) = self.by_adt.get(adt)
            {
                return Some((*adt, model));
            }
            ty = program.deref(&ty)?;
        }
        None
    }

    /// The model that the type is, without anything around it.
    pub fn owned(&self, ty: &Ty) -> Option<(AdtId, &Model)> {
        match ty {
            Ty::Adt(adt, _) => self.by_adt.get(adt).map(|model| (*adt, model)),
            _ => None,
        }
    }

    /// Whether anything in a body may be a model, or have one in it. False for nearly all bodies.
    pub fn are_in(&self, types: &BodyTypes) -> bool {
        !self.by_adt.is_empty()
            && [&types.exprs, &types.pats, &types.locals]
                .into_iter()
                .flatten()
                .any(|ty| ty.any_part(&mut |part| self.may_carry(part)))
    }

    /// A model that values of this type own, at any depth of workspace structs and containers. What is a snapshot on
    /// purpose carries nothing.
    pub fn carried(&self, program: &Program, ty: &Ty) -> Option<AdtId> {
        if self.by_adt.is_empty() || !self.may_carry(ty) {
            return None;
        }
        self.inside(program, ty, 0)
    }

    fn inside(&self, program: &Program, ty: &Ty, depth: usize) -> Option<AdtId> {
        if depth > DEPTH {
            return None;
        }
        match ty {
            _ if !self.may_carry(ty) => None,
            Ty::Adt(adt, _) if self.is_snapshot(*adt) => None,
            Ty::Adt(adt, _) if self.by_adt.contains_key(adt) => Some(*adt),
            Ty::Adt(adt, args) => {
                let def = program.adt(*adt);
                if def.facts.has_type(TypeFact::Opaque) {
                    return None;
                }
                if def.facts.has_type(TypeFact::LookThrough) {
                    return args.iter().find_map(|arg| self.inside(program, arg, depth + 1));
                }
                if !program.is_workspace_file(def.file) {
                    return None;
                }
                def.variants
                    .iter()
                    .filter(|variant| !def.is_enum || !is_snapshot_name(&variant.name))
                    .flat_map(|variant| &variant.fields)
                    .find_map(|field| {
                        let ty = program.field_type(*adt, args, &field.ty);
                        self.inside(program, &ty, depth + 1)
                    })
            }
            Ty::Tuple(types) => types.iter().find_map(|ty| self.inside(program, ty, depth + 1)),
            Ty::Slice(inner) => self.inside(program, inner, depth + 1),
            _ => None,
        }
    }

    /// The fields of a message that own models, with the struct or enum of the workspace that the message is.
    pub(super) fn in_message(&self, program: &Program, ty: &Ty) -> Option<(AdtId, Vec<RowField>)> {
        let mut ty = ty.clone();
        for _ in 0..DEPTH {
            let Ty::Adt(adt, args) = &ty else { return None };
            let def = program.adt(*adt);
            if def.facts.has_type(TypeFact::LookThrough) {
                let next = args.iter().find(|arg| self.carried(program, arg).is_some())?.clone();
                ty = next;
                continue;
            }
            if !program.is_workspace_file(def.file)
                || self.by_adt.contains_key(adt)
                || self.is_snapshot(*adt)
                || is_no_model(&def.name)
                || has_word(&def.name, ACCOUNTS)
            {
                return None;
            }
            let fields = def.variants.iter().enumerate().flat_map(|(index, variant)| {
                let exempt = def.is_enum && is_snapshot_name(&variant.name);
                variant.fields.iter().filter(move |_| !exempt).map(move |field| (index as u32, field))
            });
            let fields: Vec<_> = fields
                .filter_map(|(index, field)| {
                    let model = self.carried(program, &program.field_type(*adt, args, &field.ty))?;
                    (!self.by_adt[&model].is_made_from_row).then_some((index, field.name, model))
                })
                .collect();
            return (!fields.is_empty()).then_some((*adt, fields));
        }
        None
    }

    /// Structs with a method of their own that writes their columns: `sqlx::query!(SQL, self.id, self.name, …)`.
    fn add_own_writers(&mut self, program: &Program) {
        let writers = program.bodies().filter_map(|owner| {
            let function = program.function(owner.function);
            let Container::Impl(id) = function.container else { return None };
            let Ty::Adt(adt, _) = program.impl_(id).self_ty else { return None };
            let writes = function.self_param.is_some() && is_writer(&function.name);
            let may_be = writes && !self.by_adt.contains_key(&adt) && !is_out(program.adt(adt));
            may_be.then_some((owner, adt))
        });
        let writers: Vec<(BodyOwner, AdtId)> = writers.collect();
        let found = writers.into_par_iter().with_max_len(1).filter_map(|(owner, adt)| {
            let def = program.adt(adt);
            let columns = columns_written(program.body(owner.file, owner.body))?;
            let all = def.variants.first().map_or(0, |variant| variant.fields.len());
            let writes_all = columns.len() >= 4 && columns.len() + 2 >= all;
            Some((adt, model(def, "row", Vec::new(), None).filter(|_| writes_all)?))
        });
        let found: Vec<(AdtId, Model)> = found.collect();
        self.by_adt.extend(found);
    }

    /// `impl From<UserRow> for User`, `TryFrom` too: the same row in better types, when it keeps the key and most fields.
    fn add_made_from_rows(&mut self, program: &Program) {
        let mut found = Vec::new();
        for imp in &program.impls {
            let (Ty::Adt(adt, _), Some(of)) = (&imp.self_ty, &imp.of_trait) else { continue };
            let is_from = match &of.target {
                TraitTarget::Known(id) => ["From", "TryFrom"].contains(&program.trait_(*id).name.as_str()),
                TraitTarget::External(_) => false,
            };
            let Some(Ty::Adt(row, _)) = of.args.first().map(Ty::peel_refs) else { continue };
            let (def, row_def) = (program.adt(*adt), program.adt(*row));
            if !is_from
                || self.by_adt.get(row).is_none_or(|row| row.is_made_from_row)
                || self.by_adt.contains_key(adt)
                || is_out(def)
                || !program.is_workspace_file(def.file)
            {
                continue;
            }
            let Some(mut made) = model(def, "row", Vec::new(), None) else { continue };
            let fields = |def: &AdtDef| -> Vec<Name> {
                def.variants.iter().flat_map(|variant| &variant.fields).map(|field| field.name).collect()
            };
            let (ours, theirs) = (fields(def), fields(row_def));
            let same = ours.iter().filter(|name| theirs.contains(name)).count();
            if same >= 3 && same * 2 >= ours.len() && made.keys.iter().all(|key| theirs.contains(key)) {
                made.is_made_from_row = true;
                found.push((*adt, made));
            }
        }
        self.by_adt.extend(found);
    }

    /// The targets of `query_as!`.
    fn add_row_macros(&mut self, program: &Program) {
        let macros: Vec<u32> = ROW_MACROS.iter().map(|name| ir::macro_word(name)).collect();
        let owners: Vec<BodyOwner> = program.bodies().collect();
        let targets = owners.into_par_iter().with_max_len(64).flat_map_iter(|owner| {
            let mut found = Vec::new();
            if program.mentions(owner, |word| macros.contains(&word)) {
                row_macros(program, owner, &mut found);
            }
            found
        });
        let targets: Vec<AdtId> = targets.collect();
        for adt in targets {
            let def = program.adt(adt);
            if self.by_adt.contains_key(&adt) || is_out(def) || !program.is_workspace_file(def.file) {
                continue;
            }
            if let Some(found) = model(def, "sqlx row", Vec::new(), None) {
                self.by_adt.insert(adt, found);
            }
        }
    }
}

/// The model that a struct is by its name, its derives and what the user says of it.
fn by_itself(def: &AdtDef, named: &NamedInMacros) -> Option<Model> {
    // reference data cannot go stale
    if def.is_enum || def.facts.has_type(TypeFact::ImmutableModel) {
        return None;
    }
    if def.facts.has_type(TypeFact::Model) {
        return model(def, "model", Vec::new(), None);
    }
    if is_no_model(&def.name) {
        return None;
    }
    let derives = derives(&def.attrs);
    MODEL_KINDS.iter().find_map(|kind| declared(def, &derives, kind, named)).or_else(|| {
        let (_, kind) = named.models.iter().find(|(name, _)| *name == def.name)?;
        model(def, kind, Vec::new(), None)
    })
}

/// The fields of `self` that a method gives to its queries.
fn columns_written(body: &ir::Body) -> Option<FxHashSet<Name>> {
    let this = body.self_local?;
    let mut columns: FxHashSet<Name> = FxHashSet::default();
    for expr in &body.exprs {
        let written: &[ExprId] = match &expr.kind {
            ExprKind::Macro(call) if call.path.last_name().is_some_and(|name| name.starts_with("query")) => {
                &call.args
            }
            ExprKind::MethodCall { method, args, .. } if *method == "bind" => args,
            _ => continue,
        };
        for arg in written {
            body.each_below(*arg, &mut |id| {
                if let ExprKind::Field { base, name, .. } = &body.expr(id).kind
                    && body.as_local(*base) == Some(this)
                {
                    columns.insert(*name);
                }
            });
        }
    }
    Some(columns)
}

/// Whether a body may say of a type that it is a model: by `query_as!`, or by writing its columns.
pub fn may_declare(program: &Program, owner: BodyOwner) -> bool {
    let function = program.function(owner.function);
    if function.self_param.is_some() && is_writer(&function.name) {
        return true;
    }
    let is_row_macro = |name: Name| ROW_MACROS.contains(&name.as_str());
    program.body(owner.file, owner.body).exprs.iter().any(|expr| match &expr.kind {
        ExprKind::Macro(call) => call.path.last_name().is_some_and(is_row_macro),
        _ => false,
    })
}

/// The types that the `query_as!` calls of a body name.
fn row_macros(program: &Program, owner: BodyOwner, found: &mut Vec<AdtId>) {
    let body = program.body(owner.file, owner.body);
    for expr in &body.exprs {
        let ExprKind::Macro(call) = &expr.kind else { continue };
        if !call.path.last_name().is_some_and(|name| ROW_MACROS.contains(&name.as_str())) {
            continue;
        }
        let Some(ExprKind::Path(path)) = call.args.first().map(|arg| &body.expr(*arg).kind) else {
            continue;
        };
        let scope = program.function_scope(owner.function).module;
        if let Some(Resolution::Def(Def::Adt(adt), _)) = program.resolve_path(scope, path, Namespace::Types) {
            found.push(adt);
        }
    }
}

/// `save`, `upsert_all`: a name that says that the row is written.
pub(super) fn is_writer(name: &str) -> bool {
    ROW_WRITERS.contains(&name.split('_').next().unwrap_or(name))
}

/// `…Created`, `AuditRecord`: a copy is the point.
pub(super) fn is_snapshot_name(name: &str) -> bool {
    has_word(name, SNAPSHOTS)
}

fn is_no_model(name: &str) -> bool {
    NOT_MODELS.iter().any(|ending| name.ends_with(ending))
        || name.strip_prefix("New").is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

/// Never a model, whoever says so but the user.
fn is_out(def: &AdtDef) -> bool {
    def.is_enum || is_no_model(&def.name) || def.facts.has_type(TypeFact::ImmutableModel)
}

/// Whether a name in camel case has one of the words.
pub(super) fn has_word(name: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        name.match_indices(word).any(|(at, _)| {
            name[at + word.len()..].chars().next().is_none_or(|next| !next.is_ascii_lowercase())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_names() {
        assert!(is_snapshot_name("UserCreated") && is_snapshot_name("AuditEntry"));
        assert!(!is_snapshot_name("Auditorium"));
        assert!(is_no_model("NewUser") && is_no_model("UserResponse") && !is_no_model("Newsletter"));
    }
}
