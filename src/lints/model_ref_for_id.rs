//! `model_ref_for_id` (strict): a model is lent where only its id is used.

use crate::diagnostic::{Diagnostic, Group, Level, Lint};
use crate::models::How;

use super::{Context, key_only};

pub static LINT: Lint = Lint {
    name: "model_ref_for_id",
    group: Group::Strict,
    default_level: Level::Allow,
    summary: "a model is passed by reference where only its id is used",
    since: "0.1.0",
    docs: r"### What it does
Reports parameters that take a model by reference, when nothing but its key is read from it, in the function and in all
that it passes the reference on to.

### Why is this bad?
The caller must have loaded the whole row. Inside one task that is often wanted, since the model's type keeps ids apart:
so this lint is off by default.

### Known problems
The same as of `model_for_id`.

### Example
```rust
async fn sessions_of(user: &User, pool: &PgPool) -> Result<Vec<Session>> {
    sessions::of_user(user.id, pool).await
}
```

### Use instead
```rust
async fn sessions_of(user: UserId, pool: &PgPool) -> Result<Vec<Session>> {
    sessions::of_user(user, pool).await
}
```

### Configuration
`models` in `letgo.toml` adds models; `strict` is the group.",
};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    key_only::parameters(cx, How::Lent)
        .iter()
        .map(|parameter| key_only::finding(cx, parameter, &LINT))
        .collect()
}
