//! Connections that are never bound.

use std::time::Duration;

use sqlx::{PgConnection, PgPool};
use tokio::time::sleep;

use crate::AppResult;

async fn first(conn: &mut PgConnection) -> AppResult<Option<i64>> {
    Ok(sqlx::query_scalar::<_, i64>("select id from jobs").fetch_optional(conn).await?)
}

async fn bad_match(pool: &PgPool) -> AppResult {
    match first(&mut *pool.acquire().await?).await? {
        Some(_) => sleep(Duration::from_secs(1)).await, //~ guard_across_await: temporary of the scrutinee
        None => {}
    }
    Ok(())
}

async fn bad_if_let(pool: &PgPool) -> AppResult {
    if let Some(_) = first(&mut *pool.acquire().await?).await? {
        sleep(Duration::from_secs(1)).await; //~ guard_across_await
    }
    Ok(())
}

async fn bad_extended(pool: &PgPool) -> AppResult {
    let conn = &mut *pool.acquire().await?;
    first(conn).await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: keeps the temporary to the end of the block
    Ok(())
}

async fn good_let(pool: &PgPool) -> AppResult {
    let found = first(&mut *pool.acquire().await?).await?;
    if found.is_some() {
        sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

async fn good_else(pool: &PgPool) -> AppResult {
    if let Some(_) = first(&mut *pool.acquire().await?).await? {
    } else {
        sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

async fn good_let_else(pool: &PgPool) -> AppResult {
    let Some(_) = first(&mut *pool.acquire().await?).await? else {
        sleep(Duration::from_secs(1)).await;
        return Ok(());
    };
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn good_condition(pool: &PgPool) -> AppResult {
    if first(&mut *pool.acquire().await?).await?.is_some() {
        sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}
