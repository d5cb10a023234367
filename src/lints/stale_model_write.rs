//! `stale_model_write`: a model is read, time passes, and the old copy is written back.

use crate::diagnostic::{Certainty, Diagnostic, Group, Help, Label, Level, Lint, Role};
use crate::models::StaleWrite;
use crate::source::Place;

use super::{Context, model_wording};

pub static LINT: Lint = Lint {
    name: "stale_model_write",
    group: Group::Models,
    default_level: Level::Warn,
    summary: "a model that was read before a long wait is written back after it",
    since: "0.1.0",
    docs: r"### What it does
Reports rows that are read, kept over a long wait (a network call, a timer, a channel) and then written back with all
their columns.

### Why is this bad?
What others wrote to the row during the wait is lost: every column is set to what it was before. Nobody sees an error.

### Known problems
Writes of single columns are fine and not reported, nor are rows with a version column or reads that lock. A writer is
recognised by what its body does, or by what the derive that makes it is known to do.

### Example
```rust
let mut device = Device::find(id, &pool).await?;
push.register(&device.token).await?; // seconds
device.registered = true;
device.save(&pool).await?; // every column, as it was before the call
```

### Use instead
```rust
let token = Device::token(id, &pool).await?;
push.register(&token).await?;
Device::set_registered(id, &pool).await?; // one column
```

### Configuration
`models` in `letgo.toml` adds models.",
};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let writes = cx.models.stale_writes.get(&cx.body.owner.function).map_or(&[][..], Vec::as_slice);
    writes.iter().map(|write| finding(cx, write)).collect()
}

fn finding(cx: &Context<'_>, write: &StaleWrite) -> Diagnostic {
    let file = cx.body.owner.file;
    let StaleWrite { name, .. } = write;
    let type_name = model_wording::type_name(cx.program, write.model);
    let what = model_wording::wait(write.category);
    let message = format!("`{name}` (`{type_name}`) is written back after waiting for {what}");
    let certainty = if write.certain { Certainty::Certain } else { Certainty::Likely };
    let label = format!("`{}` writes every column, as it was before the wait", write.writer);
    let mut diagnostic =
        Diagnostic::new(&LINT, certainty, Label::new(Place::new(file, write.write), label), message);
    let read = if write.is_parameter {
        format!("`{name}` was read before the call")
    } else {
        format!("`{name}` is read here")
    };
    diagnostic.secondary.push(Label::new(Place::new(file, write.read), read).with_role(Role::Start));
    let waits = format!("waits for {what}: `{}`; others may change the row", write.target);
    diagnostic.secondary.push(Label::new(Place::new(file, write.wait), waits).with_role(Role::Start));
    diagnostic.notes.push(format!(
        "what others write to this `{type_name}` during the wait is overwritten with the old values"
    ));
    let ids = model_wording::ids(cx.program, cx.models, write.model, &write.ty, name);
    diagnostic.helps.push(Help::text(format!(
        "keep {ids} over the wait, and after it read the row again or update only the columns that change"
    )));
    diagnostic
}
