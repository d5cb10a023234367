//! Handles that the whole program shares.

use {::sqlx::PgPool, once_cell::sync::{Lazy, OnceCell}, ::std::sync::LazyLock};

use crate::{AppResult, soon};

lazy_static::lazy_static! {
    /// A pool.
    pub static ref POOL: PgPool = connect();
    static ref OTHER: sea_orm::DatabaseConnection = open();
}
static LAZY: Lazy<PgPool> = Lazy::new(connect);
static CELL: OnceCell<PgPool> = OnceCell::new();
static LOCK: LazyLock<PgPool> = LazyLock::new(connect);

fn connect() -> PgPool {
    unimplemented!()
}

fn open() -> sea_orm::DatabaseConnection {
    unimplemented!()
}

async fn bad_lazy_static() -> AppResult {
    let tx = POOL.begin().await?;
    soon().await; //~ guard_across_await: transaction `tx`
    Ok(())
}

async fn bad_second_of_a_macro() -> AppResult {
    use sea_orm::query::*;
    let tx = OTHER.begin().await?;
    soon().await; //~ guard_across_await: transaction `tx`
    Ok(())
}

async fn bad_lazy_static_in_a_body() -> AppResult {
    lazy_static::lazy_static! {
        static ref INNER: PgPool = connect();
    }
    let conn = INNER.acquire().await?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

async fn bad_lazy() -> AppResult {
    let conn = (*LAZY).acquire().await?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

async fn bad_cell() -> AppResult {
    let conn = CELL.get().unwrap().acquire().await?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

async fn bad_lock() -> AppResult {
    let conn = LOCK.acquire().await?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

async fn good_handles() {
    let (pool, lazy, cell) = (&POOL, &LAZY, &CELL);
    soon().await;
}

static PERMITS: Lazy<tokio::sync::Semaphore> = Lazy::new(|| tokio::sync::Semaphore::new(1));

async fn good_permit() -> AppResult {
    let permit = PERMITS.acquire().await?;
    soon().await;
    Ok(())
}
