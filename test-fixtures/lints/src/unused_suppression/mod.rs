//! Suppressions that work, and those that do not.

use std::time::Duration;

use sqlx::PgPool;

use crate::AppResult;

async fn good_reasoned(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    // letgo: allow(guard_across_await) — one job at a time, and the pool is its own
    tokio::time::sleep(Duration::from_secs(1)).await;
    drop(conn);
    Ok(())
}

async fn bad_nothing_to_suppress() {
    tokio::time::sleep(Duration::from_secs(1)).await; // letgo: allow(guard_across_await) — long gone //~ unused_suppression
}

async fn bad_unknown_lint(pool: &PgPool) -> AppResult {
    let _conn = pool.acquire().await?;
    drop(_conn);
    // letgo: allow(guard_over_await) — a slip of the pen //~ unused_suppression: unknown lint `guard_over_await`
    tokio::time::sleep(Duration::from_secs(1)).await;
    Ok(())
}
