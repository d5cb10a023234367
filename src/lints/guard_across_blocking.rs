//! `guard_across_blocking`: the thread blocks while a connection is held.

use crate::catalogue::{Category, GuardKind};
use crate::diagnostic::{Diagnostic, Group, Label, Level, Lint};
use crate::effects::{Hazard, Verdict};

use super::{Context, wording};

pub static LINT: Lint = Lint {
    name: "guard_across_blocking",
    group: Group::Guards,
    default_level: Level::Warn,
    summary: "a thread blocks (sleep, blocking HTTP, join) while a connection is held",
    since: "0.1.0",
    docs: r"### What it does
Reports calls that block the thread while a connection, transaction or row stream may be alive: `std::thread::sleep`,
blocking HTTP, joining a thread, receiving from a channel, `block_on`.

### Why is this bad?
It is the same mistake as holding a connection across an await, without the await: the pool has one connection less for
as long as the thread blocks. In async code the worker thread is lost for that time, too.

### Known problems
Calls into unknown crates are not reported.

### Example
```rust
let conn = pool.get()?;
std::thread::sleep(delay);
save(&conn)?;
```

### Use instead
```rust
std::thread::sleep(delay);
let conn = pool.get()?;
save(&conn)?;
```

### Configuration
`[[external]]` in `letgo.toml` adds calls.",
};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let blocking = cx.holds.iter().filter(|hold| {
        hold.verdict == Verdict::Hazard(Hazard::Block)
            && !hold.guard.derived
            && hold.guard.kind != GuardKind::Listener
            && (hold.guard.kind != GuardKind::Raw || hold.guard.borrowed)
    });
    blocking
        .map(|hold| {
            let what = wording::wait(hold.category.unwrap_or(Category::Unknown));
            let message =
                format!("{} is held while the thread blocks on {what}", wording::guard(&hold.guard));
            let label = Label::new(hold.wait, format!("blocks on {what}: `{}`", hold.target));
            let mut diagnostic = Diagnostic::new(&LINT, hold.certainty, label, message);
            wording::places(&mut diagnostic, cx, hold);
            wording::notes(&mut diagnostic, cx, hold);
            wording::ways_out(&mut diagnostic, cx, hold);
            diagnostic
        })
        .collect()
}
