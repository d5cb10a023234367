//! `model_across_await` (strict): a model is kept over a long wait and read after it.

use crate::diagnostic::{Certainty, Diagnostic, Group, Help, Label, Level, Lint, Role};
use crate::models::StaleRead;
use crate::source::Place;

use super::{Context, model_wording};

pub static LINT: Lint = Lint {
    name: "model_across_await",
    group: Group::Strict,
    default_level: Level::Allow,
    summary: "a model is kept over a long wait and read after it",
    since: "0.1.0",
    docs: r"### What it does
Reports fields of a model (a struct that mirrors a row) that are read after a long wait (a network call, a timer, a
channel), when the model was read before it. The key is not counted.

### Why is this bad?
The row may have changed meanwhile; what is decided on the old values may be wrong. Often that does not matter, so this
lint is off by default.

### Known problems
Columns that never change are reported, too.

### Example
```rust
let order = Order::find(id, &pool).await?;
payments.charge(&order).await?;
if order.cancelled { refund(order.id).await?; } // as it was before the charge
```

### Use instead
```rust
let order = Order::find(id, &pool).await?;
payments.charge(&order).await?;
let order = Order::find(id, &pool).await?;
if order.cancelled { refund(order.id).await?; }
```

### Configuration
`models` in `letgo.toml` adds models; `strict` is the group.",
};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let reads = cx.models.stale_reads.get(&cx.body.owner.function).map_or(&[][..], Vec::as_slice);
    reads.iter().map(|read| finding(cx, read)).collect()
}

fn finding(cx: &Context<'_>, read: &StaleRead) -> Diagnostic {
    let file = cx.body.owner.file;
    let StaleRead { name, field, .. } = read;
    let type_name = model_wording::type_name(cx.program, read.model);
    let what = model_wording::wait(read.category);
    let message = format!("`{name}` (`{type_name}`) is read after waiting for {what}");
    let label = format!("`{field}` is as it was before the wait");
    let mut diagnostic =
        Diagnostic::new(&LINT, Certainty::Certain, Label::new(Place::new(file, read.place), label), message);
    let places = [
        (read.read, format!("`{name}` is read here")),
        (read.wait, format!("waits for {what}: `{}`", read.target)),
    ];
    for (span, text) in places {
        diagnostic.secondary.push(Label::new(Place::new(file, span), text).with_role(Role::Start));
    }
    let ids = model_wording::ids(cx.program, cx.models, read.model, &read.ty, name);
    diagnostic.helps.push(Help::text(format!("keep {ids} over the wait, and read the row again after it")));
    diagnostic
}
