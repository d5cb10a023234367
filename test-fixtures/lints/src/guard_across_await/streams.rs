//! Rows that are still to come keep a connection.

use std::time::Duration;

use futures::TryStreamExt;
use sqlx::PgPool;
use tokio::time::sleep;

use crate::AppResult;

async fn bad_wait_per_row(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool);
    while let Some(id) = rows.try_next().await? {
        sleep(Duration::from_secs(1)).await; //~ guard_across_await: row stream `rows` is held
    }
    Ok(())
}

async fn good_all_first(pool: &PgPool) -> AppResult {
    let rows = sqlx::query_scalar::<_, i64>("select id from jobs").fetch_all(pool).await?;
    for id in rows {
        sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

async fn good_only_reads(pool: &PgPool) -> AppResult<i64> {
    let mut rows = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool);
    let mut sum = 0;
    while let Some(id) = rows.try_next().await? {
        sum += id;
    }
    Ok(sum)
}
