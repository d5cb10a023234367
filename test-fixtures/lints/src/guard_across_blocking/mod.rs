//! Threads that block with a connection in hand.

use std::time::Duration;

use sqlx::{PgConnection, PgPool};

use crate::AppResult;

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

fn nap() {
    std::thread::sleep(Duration::from_secs(1));
}

async fn bad_sleep(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    std::thread::sleep(Duration::from_secs(1)); //~ guard_across_blocking: a timer
    touch(&mut conn).await
}

async fn bad_further_down(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    nap(); //~ guard_across_blocking
    touch(&mut conn).await
}

async fn good_before(pool: &PgPool) -> AppResult {
    nap();
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await
}

async fn good_blocks_on_its_own_query(pool: &PgPool, runtime: &tokio::runtime::Handle) -> AppResult {
    let mut conn = pool.acquire().await?;
    runtime.block_on(touch(&mut conn))
}

async fn bad_blocks_on_something_else(pool: &PgPool, runtime: &tokio::runtime::Handle) -> AppResult {
    let mut conn = pool.acquire().await?;
    runtime.block_on(tokio::time::sleep(Duration::from_secs(1))); //~ guard_across_blocking: another task
    touch(&mut conn).await
}
