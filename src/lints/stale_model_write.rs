//! `stale_model_write`: a model is read, time passes, and the old copy is written back.

use crate::diagnostic::{Certainty, Diagnostic, Group, Help, Label, Level, Lint, Role};
use crate::ir::Name;
use crate::models::{Extent, StaleWrite};
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
Writes of single columns are fine and not reported, unless their new value is made from the old one; nor are rows with a
version column or reads that lock. A writer is recognised by what its body does under a name that says so (`save`,
`update`, `upsert` …), or by what the derive that makes it is known to do. A sea-orm `ActiveModel` that is kept over the
wait is only possibly wrong, and shown with `--pedantic`.

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
`models` in `letgo.toml` adds models, `immutable-models` names rows that never change.",
};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let writes = cx.models.stale_writes.get(&cx.body.owner.function).map_or(&[][..], Vec::as_slice);
    writes.iter().map(|write| finding(cx, write)).collect()
}

fn finding(cx: &Context<'_>, write: &StaleWrite) -> Diagnostic {
    let file = cx.body.owner.file;
    let StaleWrite { name, writer, .. } = write;
    let type_name = model_wording::type_name(cx.program, write.model);
    let what = model_wording::wait(write.category);
    let columns = write.columns.as_deref().unwrap_or(&[]);
    let (message, label) = match (write.extent, columns) {
        (Extent::Row, []) => (
            format!("`{name}` (`{type_name}`) is written back after waiting for {what}"),
            format!("`{writer}` writes every column, as it was before the wait"),
        ),
        (Extent::Row, columns) => (
            format!("`{name}` (`{type_name}`) is written back after waiting for {what}"),
            format!("`{writer}` writes {} as before the wait", listed(columns)),
        ),
        (Extent::Column, columns) => (
            format!(
                "{} of `{name}` (`{type_name}`) is written after waiting for {what}, from its old value",
                listed(columns)
            ),
            "made from the value that was read before the wait".to_owned(),
        ),
        (Extent::Decision, _) => (
            format!("`{name}` was made from a `{type_name}` that was read before waiting for {what}"),
            format!("`{writer}` writes what was set, whatever the row says by now"),
        ),
    };
    let certainty = match write.extent {
        Extent::Row if write.certain => Certainty::Certain,
        Extent::Row | Extent::Column => Certainty::Likely,
        Extent::Decision => Certainty::Possible,
    };
    let mut diagnostic =
        Diagnostic::new(&LINT, certainty, Label::new(Place::new(file, write.write), label), message);
    let read = match (write.is_parameter, write.extent) {
        (true, _) => format!("`{name}` was read before the call"),
        (false, Extent::Decision) => "made from the row here".to_owned(),
        _ => format!("`{name}` is read here"),
    };
    diagnostic.secondary.push(Label::new(Place::new(file, write.read), read).with_role(Role::Start));
    let waits = format!("waits for {what}: `{}`; others may change the row", write.target);
    diagnostic.secondary.push(Label::new(Place::new(file, write.wait), waits).with_role(Role::Start));
    diagnostic.notes.push(match write.extent {
        Extent::Row => {
            format!(
                "what others write to this `{type_name}` during the wait is overwritten with the old values"
            )
        }
        Extent::Column => "what others write to the column during the wait is lost".to_owned(),
        Extent::Decision => {
            "columns that are not set keep what others wrote; but the change may rest on what is no longer so"
                .to_owned()
        }
    });
    let ids = model_wording::ids(cx.program, cx.models, write.model, &write.ty, name);
    diagnostic.helps.push(Help::text(match write.extent {
        Extent::Row => format!(
            "keep {ids} over the wait, and after it read the row again or update only the columns that change"
        ),
        Extent::Column => {
            "let the database compute it: `SET x = x + 1`, `Expr::col(x).add(1)`; or read the row \
                           again after the wait"
                .to_owned()
        }
        Extent::Decision => {
            "read the row again after the wait, or make the update depend on what was read".to_owned()
        }
    }));
    diagnostic
}

/// "`email`, `name` and 2 more"
fn listed(columns: &[Name]) -> String {
    let (shown, more) = columns.split_at(columns.len().min(3));
    let shown: Vec<String> = shown.iter().map(|column| format!("`{column}`")).collect();
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    format!("{}{more}", shown.join(", "))
}
