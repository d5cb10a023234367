//! Connections and transactions in variables.

use std::time::Duration;

use reqwest::Client;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};
use tokio::time::sleep;

use crate::AppResult;

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

async fn bad_transaction_over_http(pool: &PgPool, http: &Client) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    http.post("https://example.com").send().await?; //~ guard_across_await: a network call
    tx.commit().await?;
    Ok(())
}

async fn bad_never_used_again(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: nothing uses the connection after this wait
    Ok(())
}

async fn bad_underscore_name(pool: &PgPool) -> AppResult {
    let _conn = pool.acquire().await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await
    Ok(())
}

async fn bad_shadowed(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let conn = 1;
    sleep(Duration::from_secs(conn)).await; //~ guard_across_await
    Ok(())
}

async fn bad_drop_of_a_reference(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let _ = &conn;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await
    Ok(())
}

async fn bad_inside_option(pool: &PgPool) -> AppResult {
    let held = Some(pool.acquire().await?);
    sleep(Duration::from_secs(1)).await; //~ guard_across_await
    drop(held);
    Ok(())
}

async fn bad_result_not_taken_apart(pool: &PgPool) -> AppResult {
    let held = pool.acquire().await;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await
    drop(held);
    Ok(())
}

async fn good_dropped(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    drop(conn);
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn good_committed(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    tx.commit().await?;
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn good_block(pool: &PgPool) -> AppResult {
    {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
    }
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn good_wildcard(pool: &PgPool) -> AppResult {
    let _ = pool.acquire().await?;
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn bad_put_in_through_a_reference(pool: &PgPool) -> AppResult {
    let mut held: Option<PoolConnection<Postgres>> = None;
    match &mut held {
        Some(conn) => touch(conn).await?,
        slot => touch(slot.insert(pool.acquire().await?)).await?,
    }
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: connection `held`
    Ok(())
}

async fn good_taken_out_through_a_reference(pool: &PgPool) -> AppResult {
    let mut held = Some(pool.acquire().await?);
    let slot = &mut held;
    drop(slot.take());
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn good_taken_out(pool: &PgPool) -> AppResult {
    let mut held = Some(pool.acquire().await?);
    drop(held.take());
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn good_before(pool: &PgPool, http: &Client) -> AppResult {
    http.get("https://example.com").send().await?;
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    Ok(())
}

async fn good_only_queries(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    let rows = sqlx::query("select 1").fetch_all(&mut *tx).await?;
    tx.rollback().await?;
    Ok(())
}

struct Unit {
    conn: Option<PoolConnection<Postgres>>,
}

fn empty() -> Unit {
    Unit { conn: None }
}

/// Has no end: it is left by `return` alone.
async fn begin_again(pool: &PgPool) -> AppResult<Unit> {
    for attempt in 0..3 {
        let mut conn = pool.acquire().await?;
        if sqlx::query("begin").execute(&mut *conn).await.is_ok() {
            return Ok(Unit { conn: Some(conn) });
        }
    }
    unreachable!()
}

async fn empty_or_not(pool: &PgPool, fill: bool) -> AppResult<Unit> {
    if fill {
        return begin_again(pool).await;
    }
    return Ok(empty());
}

async fn good_given_empty() -> AppResult {
    let unit = empty();
    sleep(Duration::from_secs(1)).await;
    drop(unit);
    Ok(())
}

async fn bad_given_by_return(pool: &PgPool) -> AppResult {
    let unit = begin_again(pool).await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
    drop(unit);
    Ok(())
}

async fn bad_perhaps_given(pool: &PgPool) -> AppResult {
    let unit = empty_or_not(pool, true).await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
    drop(unit);
    Ok(())
}

async fn begin_later() -> AppResult<Unit> {
    todo!()
}

async fn bad_given_by_a_stub() -> AppResult {
    let unit = begin_later().await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
    drop(unit);
    Ok(())
}
