//! What the model lints say alike: the id to pass instead, by its declared type.
//!
//! Lower case, no full stop, backticks round code.

use crate::catalogue::Category;
use crate::ir::Name;
use crate::models::ModelFacts;
use crate::resolve::{AdtId, Program, Ty};

/// "`app.id: AppId`"; with several key fields "`app.org_id: OrgId` and `app.user_id: UserId`".
pub(super) fn ids(program: &Program, models: &ModelFacts, model: AdtId, ty: &Ty, name: &str) -> String {
    let Some(known) = models.models.get(model) else { return format!("the id of `{name}`") };
    if let Some(method) = known.key_method {
        return format!("`{name}.{method}()`");
    }
    let keys: Vec<String> = known
        .keys
        .iter()
        .map(|key| match key_type(program, ty, *key).or_else(|| declared_type(program, model, *key)) {
            Some(ty) => format!("`{name}.{key}: {ty}`"),
            None => format!("`{name}.{key}`"),
        })
        .collect();
    keys.join(" and ")
}

/// The key's fields without their types: "`user.id`".
pub(super) fn fields(name: &str, fields: &[Name]) -> String {
    fields.iter().map(|field| format!("`{name}.{field}`")).collect::<Vec<_>>().join(" and ")
}

/// As in the user's code, where that is known.
fn key_type(program: &Program, ty: &Ty, key: Name) -> Option<String> {
    let (ty, _) = program.field(ty.peel_refs(), key)?;
    (!ty.is_unknown()).then(|| program.display(&ty))
}

/// As the model declares it; what a type parameter decides is left out.
fn declared_type(program: &Program, model: AdtId, key: Name) -> Option<String> {
    let fields = &program.adt(model).variants.first()?.fields;
    let ty = &fields.iter().find(|field| field.name == key)?.ty;
    (!ty.is_unknown() && !matches!(ty, Ty::Param(_))).then(|| program.display(ty))
}

/// `users::Model` for what every module calls `Model`, else the type's name.
pub(super) fn type_name(program: &Program, model: AdtId) -> String {
    let def = program.adt(model);
    if def.name == "Model" {
        return format!("{}::Model", program.module(def.module).name);
    }
    def.name.to_string()
}

/// "a network call"
pub(super) fn wait(category: Category) -> &'static str {
    super::wording::wait(category)
}
