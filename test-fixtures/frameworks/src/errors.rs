//! A macro that has the name of its crate does not hide the crate.

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
