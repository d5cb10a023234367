//! atmosphere: derives methods that take an executor of sqlx. Nothing of its own is held.
#![letgo::krate(atmosphere, atmosphere_core)]
#![letgo::versions("0.4.1")]

#[letgo::unnamed]
pub use sqlx::{Executor, Pool};
