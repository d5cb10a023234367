//! The caller's connection: the function that waits is told, not the one that passes it on.

use std::time::Duration;

use sqlx::{Acquire, PgConnection, PgPool, Postgres, Transaction};
use tokio::time::sleep;

use crate::AppResult;

async fn bad_with_the_callers(conn: &mut PgConnection) -> AppResult {
    sqlx::query("select 1").execute(&mut *conn).await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: the caller's, who holds it for the whole call
    Ok(())
}

async fn bad_by_value(tx: Transaction<'_, Postgres>) -> AppResult {
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: held from the start of the function
    Ok(())
}

async fn good_passes_on(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    bad_with_the_callers(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn good_ends_it_first(tx: Transaction<'_, Postgres>) -> AppResult {
    tx.commit().await?;
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn bad_waits_inside(conn: &mut PgConnection) -> AppResult {
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: holds `checked_out` over this call
    sqlx::query("select 1").execute(conn).await?;
    Ok(())
}

async fn good_in_between(conn: &mut PgConnection) -> AppResult {
    bad_waits_inside(conn).await
}

async fn good_the_owner_is_named_at_the_wait(pool: &PgPool) -> AppResult {
    let mut checked_out = pool.acquire().await?;
    good_in_between(&mut checked_out).await
}

/// The bound is on the reference.
async fn bad_taken_from_a_parameter<DB>(db: DB) -> AppResult
where
    for<'a> &'a DB: Acquire<'a, Database = Postgres>,
{
    let mut tx = db.begin().await?;
    sqlx::query("select 1").execute(&mut *tx).await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
    tx.commit().await?;
    Ok(())
}

/// Takes connections itself, and keeps one only at times.
struct Store {
    pool: PgPool,
    kept: Option<sqlx::pool::PoolConnection<Postgres>>,
}

impl Store {
    async fn good_takes_one_to_keep(&mut self) -> AppResult {
        let conn = self.pool.acquire().await?; //? nested_acquire: a second connection
        self.kept = Some(conn);
        Ok(())
    }

    async fn good_waits(&self) -> AppResult {
        sleep(Duration::from_secs(1)).await; //? guard_across_await: a timer
        Ok(())
    }

    async fn bad_waits_with_one_or_the_other(&mut self) -> AppResult {
        if self.kept.is_none() {
            self.kept = Some(self.pool.acquire().await?);
        }
        sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
        Ok(())
    }

    async fn bad_waits_with_what_it_took(&mut self) -> AppResult {
        self.kept = Some(self.pool.acquire().await?);
        sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
        Ok(())
    }
}

/// Its connection is there until it is dropped.
struct Client(Option<sqlx::pool::PoolConnection<Postgres>>);

impl Client {
    async fn bad_waits(&self) -> AppResult {
        sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
        Ok(())
    }
}

/// Has its pool to go back there, and stands for its connection.
struct Lease {
    pool: PgPool,
    conn: Option<sqlx::pool::PoolConnection<Postgres>>,
}

impl std::ops::Deref for Lease {
    type Target = sqlx::pool::PoolConnection<Postgres>;

    fn deref(&self) -> &Self::Target {
        self.conn.as_ref().expect("there until it is dropped")
    }
}

async fn bad_lease(lease: &Lease) -> AppResult {
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
    Ok(())
}
