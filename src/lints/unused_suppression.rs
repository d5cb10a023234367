//! `unused_suppression`: a suppression that silences nothing, or names a lint that does not exist.

use crate::diagnostic::{Group, Level, Lint};

pub static LINT: Lint = Lint {
    name: "unused_suppression",
    group: Group::Meta,
    default_level: Level::Warn,
    summary: "a suppression silences nothing, or names an unknown lint",
    since: "0.1.0",
    docs: r"### What it does
Reports `letgo: allow(…)` comments that silence no finding, and those that name a lint that does not exist.

### Why is this bad?
A suppression that has outlived its finding hides the next one.

### Known problems
None.

### Example
```rust
// letgo: allow(guard_across_await) — the call was moved away long ago
let user = load(&pool, id).await?;
```

### Use instead
```rust
let user = load(&pool, id).await?;
```

### Configuration
None.",
};
