//! `guard_across_await`: a connection or transaction is kept while the task waits for something else.

use crate::catalogue::{Category, GuardKind};
use crate::diagnostic::{Diagnostic, Group, Label, Level, Lint};
use crate::effects::{Hazard, Hold, Verdict, WaitKind};

use super::{Context, wording};

pub static LINT: Lint = Lint {
    name: "guard_across_await",
    group: Group::Guards,
    default_level: Level::Warn,
    summary: "a connection or transaction is held at an await that is not its own database work",
    since: "0.1.0",
    docs: r"### What it does
Reports every `.await` (and `select!`, `join!`, `yield`) at which a database connection, transaction or row stream may
be alive, when the await waits for something else: an HTTP call, a timer, a channel, a lock, another task.

### Why is this bad?
A pool has few connections. A task that keeps one while it waits for an outside service takes it from all other tasks:
under load the pool runs dry, and every request waits for the slowest outside call. A transaction also keeps its row
locks for that time.

### Known problems
What is called through an unknown crate, or in a way that cannot be resolved from source, is not reported. Of a struct with
a pool and an `Option` of a connection it is not known whether one is in it: what its methods do is only possibly wrong, and
shown with `--pedantic`. A connection that keeps a lock of the database (`pg_advisory_lock`) is held on purpose, and still
missing from its pool: take it from a pool of its own, and say why it is held.

### Example
```rust
let mut tx = pool.begin().await?;
let order = load(&mut tx, id).await?;
payments.charge(&order).await?; // the transaction stays open for the whole call
mark_paid(&mut tx, id).await?;
tx.commit().await?;
```

### Use instead
```rust
let order = load(&pool, id).await?;
payments.charge(&order).await?;
let mut tx = pool.begin().await?;
mark_paid(&mut tx, id).await?;
tx.commit().await?;
```

### Configuration
`guards`, `handles` and `[[external]]` in `letgo.toml` add types and calls.",
};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<(&Hold, Diagnostic)> = Vec::new();
    for hold in cx.holds.iter().filter(|hold| !hold.guard.derived && reports(hold)) {
        // A stream suspends at every `yield`: one finding tells of all.
        let same = |(first, _): &&mut (&Hold, Diagnostic)| {
            first.kind == WaitKind::Yield && is_same_guard(first, hold)
        };
        if hold.kind == WaitKind::Yield
            && let Some((_, diagnostic)) = found.iter_mut().find(same)
        {
            diagnostic.secondary.push(Label::new(hold.wait, "and here".to_owned()));
        } else {
            found.push((hold, finding(cx, hold)));
        }
    }
    found.into_iter().map(|(_, diagnostic)| diagnostic).collect()
}

fn reports(hold: &Hold) -> bool {
    // A connection without a pool takes nothing from anybody.
    if hold.guard.kind == GuardKind::Raw && !hold.guard.borrowed || hold.guard.kind == GuardKind::Listener {
        return false;
    }
    match hold.verdict {
        Verdict::Hazard(Hazard::Wait) => true,
        Verdict::Hazard(Hazard::Acquire { same_handle }) => !same_handle,
        _ => false,
    }
}

fn finding(cx: &Context<'_>, hold: &Hold) -> Diagnostic {
    let category = hold.category.unwrap_or(Category::Unknown);
    let what = wording::wait(category);
    let held = wording::guard(&hold.guard);
    let message = match hold.kind {
        WaitKind::Yield => format!("{held} is held while the consumer of this stream takes its time"),
        WaitKind::Acquire => format!("{held} is held while a connection of another pool is taken"),
        _ => format!("{held} is held while waiting for {what}"),
    };
    let label = match hold.chain.first() {
        _ if hold.kind == WaitKind::Yield => "suspends here until the next item is asked for".to_owned(),
        None => format!("waits for {what}: `{}`", hold.target),
        Some(_) => format!("calls `{}`, which waits for {what}", hold.target),
    };
    let mut diagnostic = Diagnostic::new(&LINT, hold.certainty, Label::new(hold.wait, label), message);
    wording::places(&mut diagnostic, cx, hold);
    if hold.kind == WaitKind::Yield {
        rows(&mut diagnostic, cx, hold);
    }
    wording::notes(&mut diagnostic, cx, hold);
    wording::ways_out(&mut diagnostic, cx, hold);
    diagnostic
}

fn is_same_guard(one: &Hold, other: &Hold) -> bool {
    (one.function, one.guard.place) == (other.function, other.guard.place)
}

/// Where a stream reads what it yields.
fn rows(diagnostic: &mut Diagnostic, cx: &Context<'_>, hold: &Hold) {
    let reads = |other: &&Hold| {
        other.kind == WaitKind::Query && other.verdict == Verdict::Ok && is_same_guard(other, hold)
    };
    if let Some(read) = cx.holds.iter().rfind(reads) {
        diagnostic.secondary.push(Label::new(read.wait, "the database is asked here".to_owned()));
    }
}
