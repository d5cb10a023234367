//! `suppression_without_reason`: a suppression that does not say why.

use crate::diagnostic::{Group, Level, Lint};

pub static LINT: Lint = Lint {
    name: "suppression_without_reason",
    group: Group::Meta,
    default_level: Level::Warn,
    summary: "a suppression does not say why, and so has no effect",
    since: "0.1.0",
    docs: r"### What it does
Reports `letgo: allow(…)` comments without a reason. Such a comment has no effect.

### Why is this bad?
Whoever reads it next cannot tell whether it still holds.

### Known problems
None.

### Example
```rust
// letgo: allow(guard_across_await)
notify(&user).await;
```

### Use instead
```rust
// letgo: allow(guard_across_await) — one job at a time; the row lock is what keeps it so
notify(&user).await;
```

### Configuration
None.",
};
