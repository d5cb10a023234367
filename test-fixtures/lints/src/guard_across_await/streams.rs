//! Rows that are still to come keep a connection.

use std::time::Duration;

use futures::TryFutureExt;
use futures::stream::{BoxStream, SelectAll, Stream, StreamExt, TryStreamExt};
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

async fn charge(id: i64) -> Result<i64, sqlx::Error> {
    sleep(Duration::from_secs(1)).await;
    Ok(id)
}

async fn bad_closure_for_each_row(jobs: &Jobs) -> AppResult {
    jobs.ids().try_for_each(|id| async move { charge(id).await.map(drop) }).await?; //~ guard_across_await: calls `charge`
    Ok(())
}

async fn bad_future_for_each_row(jobs: &Jobs) -> AppResult<Vec<i64>> {
    let ids = jobs.ids().map_err(|error| error).and_then(|id| charge(id).map_err(|error| error)).try_collect().await?; //~ guard_across_await
    Ok(ids)
}

async fn bad_function_for_each_row(jobs: &Jobs) -> AppResult<Vec<i64>> {
    Ok(jobs.ids().and_then(charge).try_collect().await?) //~ guard_across_await: calls `charge`
}

async fn bad_many_at_once(jobs: &Jobs) -> AppResult {
    jobs.boxed().for_each_concurrent(4, |_| async { sleep(Duration::from_secs(1)).await }).await; //~ guard_across_await
    Ok(())
}

async fn good_collects(jobs: &Jobs) -> AppResult<Vec<i64>> {
    Ok(jobs.ids().map_err(|error| error).map_ok(|id| id + 1).try_collect().await?)
}

async fn good_errors_are_made_not_awaited(jobs: &Jobs) -> AppResult<Vec<i64>> {
    let ids = jobs.ids().map_err(|error| outside::observe(|| error)).try_collect().await?;
    Ok(ids)
}

async fn bad_behind_many_adaptors(jobs: &Jobs) -> AppResult<Vec<i64>> {
    let ids = jobs.ids().map_err(|error| error).map_ok(|id| id + 1).map_err(|error| error);
    let ids = ids.map_ok(|id| id + 1).map_err(|error| error).map_ok(|id| id + 1);
    Ok(ids.and_then(charge).try_collect().await?) //~ guard_across_await: is in what is awaited here
}

async fn all_of_a_box(mut rows: BoxStream<'_, Result<i64, sqlx::Error>>) -> AppResult {
    while let Some(id) = rows.try_next().await? {
        charge(id).await?;
    }
    Ok(())
}

async fn all_of_a_stream<S: Stream<Item = Result<i64, E>>, E>(rows: S) {
    let mut rows = std::pin::pin!(rows);
    while let Some(Ok(id)) = rows.next().await {
        let _charged = charge(id).await;
    }
}

async fn sum_of_a_stream<S: Stream<Item = Result<i64, E>>, E>(rows: S) -> i64 {
    let mut rows = std::pin::pin!(rows);
    let mut sum = 0;
    while let Some(Ok(id)) = rows.next().await {
        sum += id;
    }
    sum
}

async fn bad_given_in_a_box(jobs: &Jobs) -> AppResult {
    all_of_a_box(jobs.boxed()).await //~ guard_across_await: calls `all_of_a_box`
}

async fn bad_given_as_some_stream(jobs: &Jobs) -> AppResult {
    let rows = jobs.ids();
    all_of_a_stream(rows).await; //~ guard_across_await: calls `all_of_a_stream`
    Ok(())
}

async fn good_given_to_one_that_only_reads(jobs: &Jobs) -> AppResult<i64> {
    Ok(sum_of_a_stream(jobs.ids()).await)
}

async fn good_given_numbers() -> AppResult {
    all_of_a_stream(futures::stream::iter([Ok::<_, ()>(1)])).await;
    Ok(())
}

async fn bad_one_of_many(jobs: &Jobs) -> AppResult {
    let mut all = SelectAll::new();
    all.push(jobs.boxed());
    while let Some(id) = all.try_next().await? {
        charge(id).await?; //~ guard_across_await: row stream `all` is held
    }
    Ok(())
}

macro_rules! rows_of {
    ($pool:expr, | $pool_name:ident | $code:block) => {{
        let $pool_name = &$pool;
        async { $code }.await
    }};
}

impl Jobs {
    async fn from_a_macro(&self) -> AppResult<impl Stream<Item = Result<i64, sqlx::Error>> + '_> {
        rows_of!(self.pool, |pool| { Ok(sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool)) })
    }
}

async fn bad_out_of_a_macro(jobs: &Jobs) -> AppResult {
    let mut rows = jobs.from_a_macro().await?;
    while let Some(id) = rows.try_next().await? {
        charge(id).await?; //~ guard_across_await: row stream `rows` is held
    }
    Ok(())
}
