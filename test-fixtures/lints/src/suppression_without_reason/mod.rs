//! A suppression says why, or it does not count.

use std::time::Duration;

use sqlx::PgPool;

use crate::AppResult;

async fn bad_no_reason(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    tokio::time::sleep(Duration::from_secs(1)).await; /* //~ guard_across_await suppression_without_reason */ // letgo: allow(guard_across_await)
    drop(conn);
    Ok(())
}
