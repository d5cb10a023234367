//! A pool that somebody else has as well: what the naive twin (`test-fixtures/naive-runner`) needs to run its own
//! statements and this store's on the same few connections.
//!
//! Only with the feature `shared-pool`, which this service never sets: without it nobody outside the store has a pool.

use std::time::Duration;

use sqlx::AnyPool;

use super::{Dialect, Result, Store};

/// A pool whose database has all tables.
pub async fn connect(url: &str, connections: u32, patience: Duration) -> Result<(AnyPool, Dialect)> {
    super::connect(url, connections, patience).await
}

/// Over a pool that others use as well, and that they keep in the same account.
pub fn store_over(pool: AnyPool, dialect: Dialect) -> Store {
    Store::over(pool, dialect)
}
