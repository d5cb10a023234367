//! Rows that are still to come keep a connection.

use std::time::Duration;

use futures::stream::{BoxStream, Stream, StreamExt, TryStreamExt};
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

struct Jobs {
    pool: PgPool,
}

impl Jobs {
    fn ids(&self) -> impl Stream<Item = Result<i64, sqlx::Error>> + '_ {
        sqlx::query_scalar::<_, i64>("select id from jobs").fetch(&self.pool)
    }

    fn boxed(&self) -> BoxStream<'_, Result<i64, sqlx::Error>> {
        self.ids().boxed()
    }
}

async fn bad_behind_impl_stream(jobs: &Jobs) -> AppResult {
    let mut rows = jobs.ids().chunks(10);
    while let Some(chunk) = rows.next().await {
        sleep(Duration::from_secs(1)).await; //~ guard_across_await: row stream `rows` is held
    }
    Ok(())
}

async fn bad_behind_a_boxed_stream(jobs: &Jobs) -> AppResult {
    let mut rows = jobs.boxed();
    while let Some(id) = rows.try_next().await? {
        sleep(Duration::from_secs(1)).await; //~ guard_across_await: row stream `rows` is held
    }
    Ok(())
}

async fn good_numbers(jobs: &Jobs) -> AppResult {
    let mut numbers = futures::stream::iter([1, 2]).boxed();
    while let Some(id) = numbers.next().await {
        sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}
