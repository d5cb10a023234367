//! rusqlite, tokio-rusqlite, libsql: the same engine, three ways to hold it.

use crate::{AppResult, charge};

async fn bad_rusqlite(path: &str) -> AppResult {
    let mut conn = rusqlite::Connection::open(path)?;
    let tx = conn.transaction()?;
    tx.execute("update orders set paid = 1", ())?;
    charge(1).await?; //~ guard_across_await
    tx.commit()?;
    Ok(())
}

async fn good_rusqlite(path: &str) -> AppResult {
    {
        let mut conn = rusqlite::Connection::open(path)?;
        let tx = conn.transaction()?;
        tx.execute("update orders set paid = 1", ())?;
        tx.commit()?;
    }
    charge(1).await
}

async fn good_tokio_rusqlite(conn: &tokio_rusqlite::Connection) -> AppResult {
    conn.call(|conn| conn.execute("update orders set paid = 1", ())).await?;
    charge(1).await
}

async fn bad_libsql(conn: &libsql::Connection) -> AppResult {
    let tx = conn.transaction().await?;
    tx.execute("update orders set paid = 1", ()).await?;
    charge(1).await?; //~ guard_across_await
    tx.commit().await?;
    Ok(())
}

async fn good_libsql(conn: &libsql::Connection) -> AppResult {
    let tx = conn.transaction().await?;
    tx.execute("update orders set paid = 1", ()).await?;
    tx.commit().await?;
    conn.execute("update orders set sent = 1", ()).await?;
    charge(1).await
}
