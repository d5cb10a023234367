//! Parameters that are models and of which only the key is read: what `model_for_id` says of owned ones and
//! `model_ref_for_id` of references.

use crate::diagnostic::{Certainty, Diagnostic, Edit, Help, Label, Lint};
use crate::ir::{ExprKind, LocalId};
use crate::models::{How, Reads, Taken, Tree, is_free};
use crate::resolve::{FunctionId, Program};
use crate::source::{Place, Span};

use super::{Context, model_wording};

/// A parameter of which only the key is read.
pub(super) struct Parameter {
    index: usize,
    name: String,
    place: Place,
    reads: Reads,
}

/// The parameters of the body's function that are models and of which only the key is read.
pub(super) fn parameters(cx: &Context<'_>, how: How) -> Vec<Parameter> {
    let function = cx.body.owner.function;
    let def = cx.program.function(function);
    let takes = (0..def.params.len()).any(|index| cx.models.summaries.taken(function, index).is_some());
    if !takes || !is_free(cx.program, function) || cx.models.summaries.is_value(cx.program, function) {
        return Vec::new();
    }
    let has_self = usize::from(def.self_param.is_some());
    // what leaves the task is said there
    let crossings = cx.models.crossings.get(&function).map_or(&[][..], Vec::as_slice);
    let mut found = Vec::new();
    for (index, param) in def.param_names.iter().enumerate() {
        let index = index + has_self;
        let Some(taken) = cx.models.summaries.taken(function, index) else { continue };
        if taken.how != how || param.name.starts_with('_') || logs(cx.program, function, &param.name) {
            continue;
        }
        if crossings.iter().any(|crossing| crossing.name == Some(param.name)) {
            continue;
        }
        if let Some(reads) = cx.models.summaries.only_key(&cx.models.models, function, index) {
            let place = Place::new(def.file, param.span);
            found.push(Parameter { index, name: param.name.to_string(), place, reads });
        }
    }
    found
}

pub(super) fn finding(cx: &Context<'_>, parameter: &Parameter, lint: &'static Lint) -> Diagnostic {
    let function = cx.body.owner.function;
    let Parameter { index, name, place, reads } = parameter;
    let taken = cx.models.summaries.taken(function, *index).expect("it was found by this index");
    let type_name = model_wording::type_name(cx.program, taken.model);
    let read = match cx.models.models.get(taken.model).and_then(|model| model.key_method) {
        Some(method) => format!("`{name}.{method}()`"),
        None => model_wording::fields(name, &reads.fields),
    };
    let message = format!("`{name}` is a whole `{type_name}`, but only {read} is used");
    let label = Label::new(*place, format!("takes the whole `{type_name}`"));
    let mut diagnostic = Diagnostic::new(lint, Certainty::Certain, label, message);
    let def = cx.program.function(function);
    let of = Label::new(Place::new(def.file, def.name_span), "nothing in here needs more of it");
    diagnostic.secondary.push(of);
    let body = cx.body.body(cx.program);
    for expr in taken.uses.fields.values().take(3) {
        let place = Place::new(cx.body.owner.file, body.expr(*expr).span);
        diagnostic.secondary.push(Label::new(place, "only the id is read"));
    }
    for (callee, _, expr) in taken.uses.passed.iter().take(2) {
        let place = Place::new(cx.body.owner.file, body.expr(*expr).span);
        let callee = cx.program.function_name(*callee);
        diagnostic.secondary.push(Label::new(place, format!("`{callee}` reads no more than the id")));
    }
    let ty = &cx.program.function(function).params[*index];
    let ids = model_wording::ids(cx.program, cx.models, taken.model, ty, name);
    let mut way_out = Help::text(format!("take {ids} instead"));
    if let Some(edits) = edits(cx, parameter, taken) {
        way_out.edits = edits;
    }
    diagnostic.helps.push(way_out);
    diagnostic
}

/// The parameter, every place that reads it, and every call that is seen. Not for `--fix`: the key's type may have to
/// be imported, and calls in macros are not seen.
fn edits(cx: &Context<'_>, parameter: &Parameter, taken: &Taken) -> Option<Vec<Edit>> {
    let function = cx.body.owner.function;
    let model = cx.models.models.get(taken.model)?;
    let ([key], None) = (model.keys.as_slice(), model.key_method) else { return None };
    if taken.how != How::Owned || !taken.uses.passed.is_empty() {
        return None;
    }
    let def = cx.program.function(function);
    let (ty, _) = cx.program.field(&def.params[parameter.index], *key)?;
    let body = cx.body.body(cx.program);
    let tree = Tree::of(body);
    let local = body
        .locals
        .iter()
        .position(|local| local.name == parameter.name && parameter.place.span.encloses(local.span))?;
    let name = format!("{}_{key}", parameter.name);
    if ty.is_unknown() || body.locals.iter().any(|local| local.name == name) {
        return None;
    }
    let parameter_now = format!("{name}: {}", cx.program.display(&ty));
    let mut edits = vec![Edit { place: parameter.place, replacement: parameter_now }];
    for occurrence in tree.occurrences(LocalId(local as u32)) {
        let field = tree.parent(*occurrence)?;
        let ExprKind::Field { .. } = &body.expr(field).kind else { return None };
        let place = Place::new(cx.body.owner.file, body.expr(field).span);
        edits.push(Edit { place, replacement: name.clone() });
    }
    for argument in cx.models.summaries.arguments(function, parameter.index)? {
        let end = argument.span.end;
        let place = Place::new(argument.file, Span { start: end, end });
        edits.push(Edit { place, replacement: format!(".{key}") });
    }
    Some(edits)
}

/// `#[instrument]` writes down every parameter that it is not told to skip, and whatever fields it is told to read.
fn logs(program: &Program, function: FunctionId, name: &str) -> bool {
    let mut attrs = program.function(function).attrs.iter();
    attrs.any(|attr| {
        if !attr.path.ends_with("instrument") {
            return false;
        }
        let args = &attr.args;
        let skipped = args.contains("skip_all")
            || args
                .split_once("skip(")
                .and_then(|(_, rest)| rest.split(')').next())
                .is_some_and(|list| list.split(',').any(|skipped| skipped.trim() == name));
        !skipped || args.contains(&format!("{name}."))
    })
}
