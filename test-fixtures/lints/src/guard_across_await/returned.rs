//! Functions that return a future or a stream: whoever awaits it waits for what it runs.

use std::future::Future;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream, StreamExt};
use futures::{FutureExt, TryFutureExt};
use sqlx::{PgConnection, PgPool};

use crate::AppResult;

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

fn get(url: &str) -> impl Future<Output = Result<reqwest::Response, reqwest::Error>> {
    reqwest::get(url).map_err(|error| error)
}

fn count(pool: &PgPool) -> BoxFuture<'_, Result<i64, sqlx::Error>> {
    sqlx::query_scalar::<_, i64>("select count(*) from jobs").fetch_one(pool).boxed()
}

fn number() -> impl Future<Output = i64> {
    futures::future::ready(1)
}

async fn page(url: String) -> i64 {
    reqwest::get(&url).await.map_or(0, |_| 1)
}

fn pages(urls: Vec<String>) -> BoxStream<'static, i64> {
    stream::iter(urls).map(page).buffer_unordered(4).flat_map(|page| stream::iter([page, page])).boxed()
}

fn numbers() -> BoxStream<'static, i64> {
    stream::iter([1, 2]).map(|number| number + 1).boxed()
}

/// Waits for what it is given.
async fn save(conn: &mut PgConnection, mut values: BoxStream<'_, i64>) -> AppResult {
    while let Some(value) = values.next().await { //? guard_across_await
        sqlx::query("insert into pages values ($1)").bind(value).execute(&mut *conn).await?;
    }
    Ok(())
}

async fn bad_returned_future(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    get("https://example.com").await?; //~ guard_across_await: calls `get`, which waits for a network call
    touch(&mut conn).await
}

async fn bad_returned_query(pool: &PgPool) -> AppResult<i64> {
    let mut conn = pool.acquire().await?;
    let count = count(pool).await?; //~ nested_acquire: calls `count`
    touch(&mut conn).await?;
    Ok(count)
}

async fn good_returned_number(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    number().await;
    touch(&mut conn).await
}

async fn good_not_awaited_yet(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let response = get("https://example.com");
    touch(&mut conn).await?;
    drop(conn);
    response.await?;
    Ok(())
}

async fn bad_returned_stream(pool: &PgPool, urls: Vec<String>) -> AppResult {
    let mut conn = pool.acquire().await?;
    save(&mut conn, pages(urls)).await //~ guard_across_await
}

async fn good_returned_stream_in_memory(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    save(&mut conn, numbers()).await
}

async fn good_an_error_is_no_wait(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let first = sqlx::query_scalar::<_, i64>("select id from jobs")
        .fetch_one(&mut *conn)
        .map_err(|_| outside::charge(1))
        .await;
    drop(first);
    touch(&mut conn).await
}

async fn bad_in_a_block_that_is_awaited_later(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let work = async {
        touch(&mut conn).await?;
        reqwest::get("https://example.com").await?; //~ guard_across_await: the block runs here
        AppResult::Ok(())
    };
    work.await
}
