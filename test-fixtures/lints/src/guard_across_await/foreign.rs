//! Crates that nothing is known of: a call that is given neither the connection nor a pool is not the connection's work.

use std::sync::Arc;

use futures::FutureExt;
use outside::{Client, Store};
use sqlx::{PgConnection, PgPool};
use tokio::task::JoinHandle;

use crate::AppResult;

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

async fn bad_function(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    outside::charge(7).await?; //~ guard_across_await: not database work on it, as far as can be seen
    touch(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn bad_method_behind_an_arc(pool: &PgPool, client: Arc<Client>) -> AppResult {
    let mut tx = pool.begin().await?;
    client.charge(7).boxed().await?; //~ guard_across_await
    tx.commit().await?;
    Ok(())
}

struct Files {
    store: Arc<dyn Store>,
}

impl Files {
    async fn put(&self, key: &str) -> AppResult {
        self.store.put(key).await?;
        Ok(())
    }
}

async fn bad_trait_object_two_calls_down(pool: &PgPool, files: &Files) -> AppResult {
    let mut tx = pool.begin().await?;
    files.put("cover").await?; //~ guard_across_await: calls `Files::put`
    tx.commit().await?;
    Ok(())
}

async fn good_given_the_connection(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    outside::migrate(&mut *conn).await?;
    Ok(())
}

async fn bad_given_the_pool(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    outside::migrate(pool).await?; //~ nested_acquire
    touch(&mut conn).await
}

async fn good_after_the_commit(pool: &PgPool) -> AppResult {
    let tx = pool.begin().await?;
    tx.commit().await?;
    outside::charge(7).await?;
    Ok(())
}

fn on_another_thread() -> AppResult<JoinHandle<u64>> {
    Ok(tokio::task::spawn_blocking(|| (0..1_000_000).sum()))
}

async fn bad_handle_of_a_task(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let sum = on_another_thread()?.await?; //~ guard_across_await: another task
    touch(&mut conn).await
}
