//! What error crates put between a pool and its connection. A macro that has the name of its crate does not hide the
//! crate.

use anyhow::anyhow;
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

use crate::soon;

async fn connection(pool: &PgPool) -> anyhow::Result<PoolConnection<Postgres>> {
    pool.acquire().await.map_err(|error| anyhow!("no connection: {error}"))
}

async fn bad_by_path(pool: &PgPool) -> anyhow::Result<()> {
    let conn = connection(pool).await?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

#[derive(Debug, thiserror::Error, thiserror_ext::ContextInto)]
enum Error {
    #[error("database error while {context}")]
    Database { source: sqlx::Error, context: String },
}

/// The method is one of a trait that the derive makes.
async fn bad_named_by_a_derive(pool: &PgPool) -> Result<(), Error> {
    let conn = pool.acquire().await.into_database("a connection is taken")?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

async fn good_named_by_a_derive(pool: &PgPool) -> Result<(), Error> {
    let conn = pool.acquire().await.into_database("a connection is taken")?;
    drop(conn);
    soon().await;
    Ok(())
}
