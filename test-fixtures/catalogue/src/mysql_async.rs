//! mysql_async: the pool of the driver itself.

use mysql_async::prelude::*;
use mysql_async::{Pool, TxOpts};

use crate::{AppResult, charge};

async fn bad_connection(pool: &Pool) -> AppResult {
    let mut conn = pool.get_conn().await?;
    let paid: Vec<i64> = conn.query("select amount from orders").await?;
    charge(1).await?; //~ guard_across_await
    conn.query_drop("update orders set paid = true").await?;
    Ok(())
}

async fn bad_transaction(pool: &Pool) -> AppResult {
    let mut tx = pool.start_transaction(TxOpts::new()).await?;
    tx.exec_drop("update orders set paid = ?", (true,)).await?;
    charge(1).await?; //~ guard_across_await
    tx.commit().await?;
    Ok(())
}

async fn good_transaction(pool: &Pool) -> AppResult {
    let mut tx = pool.start_transaction(TxOpts::new()).await?;
    tx.exec_drop("update orders set paid = ?", (true,)).await?;
    tx.commit().await?;
    charge(1).await
}

async fn bad_commit_keeps_the_connection(pool: &Pool) -> AppResult {
    let mut conn = pool.get_conn().await?;
    let mut tx = conn.start_transaction(TxOpts::new()).await?;
    tx.query_drop("update orders set paid = true").await?;
    tx.commit().await?;
    charge(1).await //~ guard_across_await: `conn`
}

async fn good_pool(pool: &Pool) -> AppResult {
    let paid: Vec<i64> = pool.get_conn().await?.query("select amount from orders").await?;
    charge(1).await
}
