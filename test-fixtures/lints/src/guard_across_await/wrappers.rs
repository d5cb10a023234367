//! Types that own a connection, whatever they are called; and names that only sound like one.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Transaction};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::sleep;

use crate::AppResult;

struct Repository {
    conn: PoolConnection<Postgres>,
}

impl Repository {
    async fn open(pool: &PgPool) -> AppResult<Repository> {
        Ok(Repository { conn: pool.acquire().await? })
    }

    async fn touch(&mut self) -> AppResult {
        sqlx::query("update jobs set seen = true").execute(&mut *self.conn).await?;
        Ok(())
    }
}

enum Unit {
    Open(Transaction<'static, Postgres>),
    Closed,
}

type Job = (i64, PoolConnection<Postgres>);

trait Store {
    fn name(&self) -> &str;
}

impl Store for Repository {
    fn name(&self) -> &str {
        "repository"
    }
}

async fn job(pool: &PgPool) -> AppResult<Job> {
    Ok((1, pool.acquire().await?))
}

async fn store(pool: &PgPool) -> AppResult<Box<dyn Store>> {
    Ok(Box::new(Repository::open(pool).await?))
}

async fn bad_struct(pool: &PgPool) -> AppResult {
    let mut repository = Repository::open(pool).await?;
    repository.touch().await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: `Repository` holds `sqlx::PoolConnection`
    Ok(())
}

async fn bad_enum(unit: Unit) -> AppResult {
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: `Unit::Open` holds `sqlx::Transaction`
    Ok(())
}

async fn bad_tuple_alias(pool: &PgPool) -> AppResult {
    let (id, conn) = job(pool).await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await
    drop(conn);
    Ok(())
}

async fn bad_trait_object(pool: &PgPool) -> AppResult {
    let store = store(pool).await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: `dyn Store`
    drop(store);
    Ok(())
}

async fn good_field_dropped(pool: &PgPool) -> AppResult {
    let repository = Repository::open(pool).await?;
    drop(repository.conn);
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn good_semaphore(permits: &Semaphore) -> AppResult {
    let conn = permits.acquire().await?;
    sleep(Duration::from_secs(1)).await;
    drop(conn);
    Ok(())
}

async fn good_channel_called_tx(tx: mpsc::Sender<i64>) -> AppResult {
    tx.send(1).await?;
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn good_pool_called_conn(conn: &PgPool) -> AppResult {
    sqlx::query("select 1").execute(conn).await?;
    sleep(Duration::from_secs(1)).await;
    Ok(())
}
