//! Connections that keep a lock of the database: held on purpose, and still a connection of the pool.

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};
use tokio::time::sleep;

use crate::AppResult;

const WAIT: std::time::Duration = std::time::Duration::from_secs(1);

struct LeaderLock {
    conn: PoolConnection<Postgres>,
}

async fn acquire(pool: &PgPool) -> AppResult<LeaderLock> {
    let mut conn = pool.acquire().await?;
    sqlx::query("select pg_advisory_lock(1)").execute(&mut *conn).await?;
    Ok(LeaderLock { conn })
}

async fn bad_lock_that_nothing_names(pool: &PgPool) -> AppResult {
    let _lock = acquire(pool).await?;
    sleep(WAIT).await; //~ guard_across_await: nothing names `_lock`: take it after the wait, or not at all
    Ok(())
}

async fn bad_lock_by_its_type(pool: &PgPool) -> AppResult {
    let mut leader = acquire(pool).await?;
    sleep(WAIT).await; //~ guard_across_await: if it is held for a lock in the database, take it from a pool of its own
    sqlx::query("select pg_advisory_unlock(1)").execute(&mut *leader.conn).await?;
    Ok(())
}

async fn bad_connection_that_nothing_names(pool: &PgPool) -> AppResult {
    let _conn = pool.acquire().await?;
    sqlx::query("select 1").execute(pool).await?; //~ nested_acquire: nothing names `_conn`
    sleep(WAIT).await; //~ guard_across_await: `// letgo: allow(guard_across_await) — …`
    Ok(())
}
