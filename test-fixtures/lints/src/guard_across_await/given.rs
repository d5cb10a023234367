//! Futures, streams and closures that are given to a function of the workspace: it waits for what they wait for.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::{Stream, StreamExt};
use sqlx::{PgConnection, PgPool};

use crate::AppResult;

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

async fn charge() -> AppResult {
    reqwest::get("https://pay.example.com").await?;
    Ok(())
}

/// Waits for its argument only.
async fn logged<F: Future<Output = AppResult>>(name: &str, work: F) -> AppResult {
    let result = work.await;
    println!("{name}");
    result
}

/// Calls what it is given until it works.
async fn retry<F, Fut>(mut work: F) -> AppResult
where
    F: FnMut() -> Fut,
    Fut: Future<Output = AppResult>,
{
    loop {
        if work().await.is_ok() {
            return Ok(());
        }
    }
}

async fn retry_twice<F, Fut>(work: F) -> AppResult
where
    F: FnMut() -> Fut,
    Fut: Future<Output = AppResult>,
{
    retry(work).await
}

async fn drain(rows: impl Stream<Item = i64>) -> i64 {
    let mut rows = std::pin::pin!(rows);
    let mut sum = 0;
    while let Some(row) = rows.next().await {
        sum += row;
    }
    sum
}

/// Keeps a future, and is one.
struct Named<F> {
    name: &'static str,
    work: Pin<Box<F>>,
}

impl<F: Future> Future for Named<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.work.as_mut().poll(cx)
    }
}

trait WithName: Future + Sized {
    fn named(self, name: &'static str) -> Named<Self> {
        Named { name, work: Box::pin(self) }
    }
}

impl<F: Future> WithName for F {}

async fn bad_future(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    logged("charge", charge()).await?; //~ guard_across_await: a network call
    touch(&mut conn).await
}

async fn good_future(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    logged("touch", touch(&mut conn)).await
}

async fn bad_retry(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    retry(|| async { charge().await }).await?; //~ guard_across_await: a network call
    touch(&mut conn).await
}

async fn bad_retry_function(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    retry_twice(|| charge()).await?; //~ guard_across_await: a network call
    touch(&mut conn).await
}

async fn bad_retry_on_the_pool(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    retry(|| async {
        sqlx::query("select 1").execute(pool).await?;
        Ok(())
    })
    .await?; //~ nested_acquire
    touch(&mut conn).await
}

async fn good_retry(pool: &PgPool) -> AppResult {
    retry(|| async {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await
    })
    .await
}

async fn bad_stream(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let answers = futures::stream::iter([1, 2]).then(|id| async move {
        charge().await.ok();
        id
    });
    drain(answers).await; //~ guard_across_await: a network call
    touch(&mut conn).await
}

async fn good_stream_in_memory(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    drain(futures::stream::iter([1, 2])).await;
    touch(&mut conn).await
}

async fn bad_wrapped(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    charge().named("charge").await?; //~ guard_across_await: a network call
    touch(&mut conn).await
}

async fn good_wrapped(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).named("touch").await
}
