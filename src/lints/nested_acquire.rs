//! `nested_acquire`: a second connection is taken from the same pool while one is held.

use crate::catalogue::GuardKind;
use crate::diagnostic::{Diagnostic, Group, Help, Label, Level, Lint};
use crate::effects::{Hazard, Hold, Verdict};

use super::{Context, edits, wording};

pub static LINT: Lint = Lint {
    name: "nested_acquire",
    group: Group::Guards,
    default_level: Level::Deny,
    summary: "a second connection is taken from the same pool while one is held",
    since: "0.1.0",
    docs: r"### What it does
Reports every place where a task takes a connection from a pool, or runs a query on the pool itself, while it already
holds a connection, transaction or row stream of that pool.

### Why is this bad?
With as many tasks at this place as the pool has connections, each holds one and waits for another: none ever goes on.
When what is held is a transaction, the second query also runs *outside* of it: it does not see the transaction's
changes and is not rolled back with it.

### Known problems
Two handles that cannot be told apart from source count as one. Of a struct with a pool and an `Option` of a connection it
is not known whether one is in it: what its methods do is only possibly wrong, and shown with `--pedantic`.

### Example
```rust
let mut tx = pool.begin().await?;
insert(&mut tx, &order).await?;
let user = sqlx::query_as(SQL).fetch_one(&pool).await?; // a second connection
tx.commit().await?;
```

### Use instead
```rust
let mut tx = pool.begin().await?;
insert(&mut tx, &order).await?;
let user = sqlx::query_as(SQL).fetch_one(&mut *tx).await?;
tx.commit().await?;
```

### Configuration
`handles` in `letgo.toml` adds pools.",
};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    cx.holds
        .iter()
        .filter(|hold| !hold.guard.derived && reports(hold))
        .map(|hold| finding(cx, hold))
        .collect()
}

fn reports(hold: &Hold) -> bool {
    matches!(hold.verdict, Verdict::Hazard(Hazard::Acquire { same_handle: true }))
        && (hold.guard.kind != GuardKind::Raw || hold.guard.borrowed)
        && hold.guard.kind != GuardKind::Listener
}

fn finding(cx: &Context<'_>, hold: &Hold) -> Diagnostic {
    let held = wording::guard(&hold.guard);
    let message = format!("a second connection is taken while {held} is held");
    let label = match hold.chain.first() {
        None => "takes another connection from the pool".to_owned(),
        Some(_) => format!("calls `{}`, which takes another connection", hold.target),
    };
    let mut diagnostic = Diagnostic::new(&LINT, hold.certainty, Label::new(hold.wait, label), message);
    wording::places(&mut diagnostic, cx, hold);
    diagnostic.notes.push(
        "when as many tasks are here as the pool has connections, each waits for another to let go, for ever"
            .to_owned(),
    );
    if hold.guard.kind == GuardKind::Transaction {
        diagnostic.notes.push(
            "what runs on the second connection is outside the transaction: it does not see its changes, and is not rolled back with it"
                .to_owned(),
        );
    }
    wording::notes(&mut diagnostic, cx, hold);
    if wording::for_its_own_sake(&mut diagnostic, cx, hold) {
        return diagnostic;
    }
    let edit = edits::in_hand(cx, hold)
        .or_else(|| edits::drop_after_last_use(cx, hold))
        .or_else(|| edits::hoist(cx, hold));
    if let Some(help) = edit {
        diagnostic.helps.push(help);
        return diagnostic;
    }
    let in_hand = hold.guard.name.as_deref().map(|name| match hold.guard.via.len() {
        0 | 1 => format!("`&mut *{name}`"),
        _ => format!("the one that `{name}` holds"),
    });
    diagnostic.helps.push(Help::text(match (in_hand, hold.chain.is_empty()) {
        (Some(in_hand), true) => format!("use the connection in hand: pass {in_hand}"),
        (Some(in_hand), false) => format!(
            "pass the connection in hand down ({in_hand}), or call `{}` before it is taken",
            hold.target
        ),
        (None, _) => "put the first value in a `let` of its own, so that its connection goes back before the second is taken".to_owned(),
    }));
    diagnostic
}
