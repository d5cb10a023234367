//! `model_across_task`: a model leaves its task, where an id would do.

use crate::catalogue::Way;
use crate::diagnostic::{Applicability, Certainty, Diagnostic, Edit, Group, Help, Label, Level, Lint};
use crate::models::{Crossing, Message, ModelFacts, Narrower, Payload};
use crate::resolve::Program;
use crate::source::{Place, Span};

use super::{Context, model_wording};

pub static LINT: Lint = Lint {
    name: "model_across_task",
    group: Group::Models,
    default_level: Level::Warn,
    summary: "a model goes into another task, a channel, a job or a cache, where its id would do",
    since: "0.1.0",
    docs: r"### What it does
Reports models (structs that mirror a row) that a spawned task captures, that are sent over a channel, put into a job or
stored in a cache, when the other side needs no more of them than the id, or nothing shows that it does.

### Why is this bad?
On the other side of a task boundary time passes: the row has changed or is gone, and the copy does not know. It is read
as if it were the truth, and perhaps written back. An id is small, cannot go stale, and makes the other side look.

### Known problems
Since edition 2021 closures and async blocks capture places: `async move { f(user.id) }` moves only the id and is fine.
Nothing is said where the other side is seen to use several fields of the row, or where a copy is the point: names with
`Created`, `Deleted`, `Snapshot`, `Audit`.

### Example
```rust
tokio::spawn(async move { welcome(user).await }); // `welcome` reads `user.id`
```

### Use instead
```rust
let id = user.id;
tokio::spawn(async move { welcome(id).await });
```

### Configuration
`models` in `letgo.toml` adds models, `snapshots` the types in which a copy is meant, `immutable-models` rows that
never change.",
};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let crossings = cx.models.crossings.get(&cx.body.owner.function).map_or(&[][..], Vec::as_slice);
    let mut found: Vec<(&Crossing, Diagnostic)> = Vec::new();
    for crossing in crossings {
        let Some(diagnostic) = finding(cx, crossing) else { continue };
        // what one task takes along is one finding
        let same = |other: &Crossing| other.call == crossing.call && other.way == crossing.way;
        match found.iter_mut().find(|(other, _)| same(other)) {
            Some((_, first)) if first.certainty == diagnostic.certainty => {
                let place = diagnostic.primary.place;
                let label = format!("{}, too", diagnostic.message);
                first.secondary.push(Label::new(place, label));
                first.helps.extend(diagnostic.helps.into_iter().take(1));
            }
            _ => found.push((crossing, diagnostic)),
        }
    }
    let messages = cx.models.messages.get(&cx.body.owner.function).map_or(&[][..], Vec::as_slice);
    let messages = messages.iter().map(|message| message_finding(cx, message));
    found.into_iter().map(|(_, diagnostic)| diagnostic).chain(messages).collect()
}

/// Models in the fields of job payloads: they wait in a queue, whoever puts them there.
pub(super) fn check_payloads(program: &Program, models: &ModelFacts) -> Vec<Diagnostic> {
    models.payloads.iter().map(|payload| payload_finding(program, models, payload)).collect()
}

fn payload_finding(program: &Program, models: &ModelFacts, payload: &Payload) -> Diagnostic {
    let Payload { adt, variant, field, place, model, ty, reads, built } = payload;
    let mut job = program.adt(*adt).name.to_string();
    if let Some(variant) = variant {
        job = format!("{job}::{variant}");
    }
    let type_name = model_wording::type_name(program, *model);
    let message = format!("the job payload `{job}` carries the model `{type_name}`");
    let label = Label::new(*place, "the whole row waits in the queue");
    let mut diagnostic = Diagnostic::new(&LINT, Certainty::Likely, label, message);
    diagnostic.item = job;
    for place in built {
        diagnostic.secondary.push(Label::new(*place, "it is put into the job here"));
    }
    let keys = models.models.get(*model).map_or(&[][..], |model| model.keys.as_slice());
    diagnostic.notes.push(match reads {
        None => {
            "nothing is seen to read it; and when the worker gets to it, the row may have changed".to_owned()
        }
        Some(reads) if !reads.whole && reads.fields.iter().all(|field| keys.contains(field)) => {
            "nothing but its id is read of it".to_owned()
        }
        _ => "when the worker gets to it, the row may have changed or be gone".to_owned(),
    });
    let named = if field.starts_with(char::is_numeric) { "row" } else { field.as_str() };
    let ids = model_wording::ids(program, models, *model, ty, named);
    diagnostic.helps.push(Help::text(format!("put {ids} into the job and let the worker look")));
    diagnostic
}

/// A message that carries rows, where it is sent.
fn message_finding(cx: &Context<'_>, message: &Message) -> Diagnostic {
    let file = cx.body.owner.file;
    let def = cx.program.adt(message.adt);
    let name = def.name;
    let goes = match message.way {
        Way::Job => "put into a job",
        Way::Cache => "stored in a cache",
        _ => "sent over a channel",
    };
    let count = message.fields.len();
    let text = if count == 1 {
        let (_, _, model) = message.fields[0];
        let type_name = model_wording::type_name(cx.program, model);
        format!("`{name}` is {goes} with a whole `{type_name}` in it")
    } else {
        format!("`{name}` is {goes} with whole models in {count} of its fields")
    };
    let certainty = if message.only_keys { Certainty::Certain } else { Certainty::Likely };
    let primary = Label::new(Place::new(file, message.place), "the rows go along");
    let mut diagnostic = Diagnostic::new(&LINT, certainty, primary, text);
    let call = format!("`{}` takes it out of this task", message.target);
    diagnostic.secondary.push(Label::new(Place::new(file, message.call), call));
    for (variant, field, model) in message.fields.iter().take(4) {
        let Some(field) = def.variants[*variant as usize].fields.iter().find(|known| known.name == *field)
        else {
            continue;
        };
        let type_name = model_wording::type_name(cx.program, *model);
        let label = format!("a whole `{type_name}`");
        diagnostic.secondary.push(Label::new(Place::new(def.file, field.span), label));
    }
    diagnostic.notes.push(if message.only_keys {
        "the other side reads nothing but the ids".to_owned()
    } else {
        "when the other side gets to it, the rows may have changed or be gone".to_owned()
    });
    diagnostic.helps.push(Help::text(format!("let `{name}` carry ids, and let the other side look")));
    diagnostic.helps.push(Help::text(format!(
        "when copies are what is meant, name `{name}` in `snapshots` of `letgo.toml`"
    )));
    diagnostic
}

/// What the other side does with the row.
enum Needs {
    /// Only the key.
    Key,
    /// One more field.
    Field(String),
    /// It cannot be seen.
    Unseen,
}

fn needs(cx: &Context<'_>, crossing: &Crossing) -> Option<Needs> {
    let model = cx.models.models.get(crossing.model)?;
    let Some(reads) = &crossing.reads else {
        return (!model.is_made_from_row).then_some(Needs::Unseen);
    };
    if reads.whole {
        return None;
    }
    let mut others = reads.fields.iter().filter(|field| !model.keys.contains(field));
    match (others.next(), others.next()) {
        (None, _) => Some(Needs::Key),
        (Some(field), None) if !model.is_made_from_row => Some(Needs::Field(field.to_string())),
        _ => None,
    }
}

fn finding(cx: &Context<'_>, crossing: &Crossing) -> Option<Diagnostic> {
    let needs = needs(cx, crossing)?;
    let file = cx.body.owner.file;
    let type_name = model_wording::type_name(cx.program, crossing.model);
    let name = crossing.name.map_or_else(|| "row".to_owned(), |name| name.to_string());
    let goes = match crossing.way {
        Way::Task if crossing.captured => "is captured by another task",
        Way::Task => "is moved into another task",
        Way::Channel => "is sent over a channel",
        Way::Job => "is put into a job",
        Way::Cache => "is stored in a cache",
    };
    let message = format!("the model `{name}` (`{type_name}`) {goes}");
    let label = match crossing.way {
        Way::Task if crossing.captured => "the whole row is moved into the task here",
        Way::Task => "the whole row goes into the task",
        _ => "the whole row goes along",
    };
    let certainty = match needs {
        // what the task shows or stores of the row is seldom better read again
        Needs::Field(_) if crossing.way == Way::Task => Certainty::Possible,
        Needs::Key | Needs::Field(_) => Certainty::Certain,
        Needs::Unseen => Certainty::Likely,
    };
    let mut diagnostic =
        Diagnostic::new(&LINT, certainty, Label::new(Place::new(file, crossing.place), label), message);
    let call = match crossing.way {
        Way::Task => "runs it as a task of its own",
        _ => "takes it out of this task",
    };
    diagnostic
        .secondary
        .push(Label::new(Place::new(file, crossing.call), format!("`{}` {call}", crossing.target)));
    diagnostic.notes.push(match &needs {
        Needs::Key => "the other side reads nothing but the id".to_owned(),
        Needs::Field(field) => format!("the other side reads nothing but `{field}`"),
        Needs::Unseen => "when the other side gets to it, the row may have changed or be gone".to_owned(),
    });
    if let Some(through) = crossing.through.filter(|_| crossing.captured) {
        let through = cx.program.adt(through).name;
        diagnostic.notes.push(format!(
            "`{through}` only dereferences to the row, so that naming the id captures all of `{name}`"
        ));
    }
    let ids = model_wording::ids(cx.program, cx.models, crossing.model, &crossing.ty, &name);
    let mut way_out = Help::text(match (crossing.way, &needs) {
        (Way::Task, Needs::Field(field)) => format!("take `{name}.{field}` out before, and move only that"),
        (_, Needs::Field(field)) => {
            format!("send {ids} and let the other side look; or only `{name}.{field}`")
        }
        (Way::Task, _) => format!("take {ids} out before, and move only that"),
        (Way::Channel, _) => format!("send {ids} and let the other side look"),
        (Way::Job, _) => format!("put {ids} into the job and let the worker look"),
        (Way::Cache, _) => format!("keep {ids}, or what was made from the row"),
    });
    if let (Way::Task, Needs::Key, Some(narrower)) = (crossing.way, &needs, &crossing.narrower) {
        way_out.edits = edits(cx, &name, narrower);
        way_out.applicability = Applicability::MachineApplicable;
    }
    diagnostic.helps.push(way_out);
    if !matches!(crossing.way, Way::Task) {
        diagnostic
            .helps
            .push(Help::text("when a copy is what is meant, name its type in `snapshots` of `letgo.toml`"));
    }
    Some(diagnostic)
}

/// `let user_id = user.id;` before the task, and that name in it.
fn edits(cx: &Context<'_>, name: &str, narrower: &Narrower) -> Vec<Edit> {
    let Narrower { key, before, reads, name: taken } = narrower;
    let file = cx.body.owner.file;
    let source = cx.sources.file(file);
    let line = source.line_span(source.line_index(before.start));
    let ahead = source.slice(Span::new(line.start, before.start));
    // on a line of its own, as the statement is
    let rest = if ahead.trim().is_empty() { format!("\n{ahead}") } else { " ".to_owned() };
    let taken_out = Edit {
        place: Place::new(file, Span::new(before.start, before.start)),
        replacement: format!("let {taken} = {name}.{key};{rest}"),
    };
    let reads = reads.iter().map(|span| Edit { place: Place::new(file, *span), replacement: taken.clone() });
    std::iter::once(taken_out).chain(reads).collect()
}
