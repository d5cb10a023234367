//! Connections come out of three dependencies: a registry's, a git repository's, and a folder beside the workspace.

use std::time::Duration;

use office_db::{Clerk, Office};
use stock::Warehouse;
use tokio::time::sleep;

pub async fn wrapped(office: &Office) -> office_db::Result<()> {
    let mut conn = office.connection().await?;
    conn.rename("desk").await?;
    sleep(Duration::from_secs(1)).await;
    conn.rename("chair").await
}

pub async fn saved(office: &Office) -> office_db::Result<()> {
    let work = office.work().await?;
    work.save().await?;
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

pub async fn handle(office: &Office) -> String {
    let name = office.name().await;
    sleep(Duration::from_secs(1)).await;
    name
}

pub async fn of_git(office: &Office) -> office_db::Result<()> {
    let mut book = ledger::Book::open(office).await?;
    let _entry = book.entry().await?;
    sleep(Duration::from_secs(1)).await;
    book.close().await
}

pub async fn beside(warehouse: &Warehouse) -> Option<u64> {
    let shelf = warehouse.shelf().await?;
    sleep(Duration::from_secs(1)).await;
    Some(shelf.count().await)
}

pub async fn no_connection(clerk: Clerk) -> String {
    sleep(Duration::from_secs(1)).await;
    clerk.name().to_owned()
}
