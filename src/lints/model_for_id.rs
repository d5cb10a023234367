//! `model_for_id`: a whole model goes where only its id is used.

use crate::diagnostic::{Diagnostic, Group, Level, Lint};
use crate::models::How;

use super::{Context, key_only};

pub static LINT: Lint = Lint {
    name: "model_for_id",
    group: Group::Models,
    default_level: Level::Warn,
    summary: "a whole model is passed by value where only its id is used",
    since: "0.1.0",
    docs: r"### What it does
Reports parameters that take a model (a struct that mirrors a row) by value, when nothing but its key is read from it,
in the function and in all that it passes the model on to.

### Why is this bad?
A model is a copy of a row at one moment. Whoever gets it may believe it, keep it or write it back; whoever gets the id
must look. The caller also has to load a whole row to call the function, and cannot be checked for passing the id of
something else when the id has a type of its own.

### Known problems
Signatures that others ask for (traits, handlers, callbacks, the public interface of a library) are left alone, and so
is every use that cannot be followed from source. Parameters by reference are `model_ref_for_id`'s.

### Example
```rust
async fn revoke_sessions(user: User, pool: &PgPool) -> Result<()> {
    sessions::delete_all(user.id, pool).await
}
```

### Use instead
```rust
async fn revoke_sessions(user: UserId, pool: &PgPool) -> Result<()> {
    sessions::delete_all(user, pool).await
}
```

### Configuration
`models` in `letgo.toml` adds models.",
};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    key_only::parameters(cx, How::Owned)
        .iter()
        .map(|parameter| key_only::finding(cx, parameter, &LINT))
        .collect()
}
