//! mongodb: a session is a transaction on the server; clients, collections and cursors are not.

use mongodb::bson::{Document, doc};
use mongodb::{Client, Collection};

use crate::{AppResult, charge};

async fn bad_session(client: &Client, orders: &Collection<Document>) -> AppResult {
    let mut session = client.start_session().await?;
    session.start_transaction().await?;
    orders.insert_one(doc! { "amount": 1 }).session(&mut session).await?;
    charge(1).await?; //~ guard_across_await
    session.commit_transaction().await?;
    Ok(())
}

async fn good_session(client: &Client, orders: &Collection<Document>) -> AppResult {
    let mut session = client.start_session().await?;
    session.start_transaction().await?;
    orders.insert_one(doc! { "amount": 1 }).session(&mut session).await?;
    orders.update_one(doc! {}, doc! { "$set": { "paid": true } }).session(&mut session).await?;
    session.commit_transaction().await?;
    drop(session);
    charge(1).await
}

async fn good_collection(client: &Client) -> AppResult {
    let orders: Collection<Document> = client.database("shop").collection("orders");
    let found = orders.find_one(doc! { "_id": 1 }).await?;
    let mut cursor = orders.find(doc! {}).await?;
    charge(1).await?;
    while cursor.advance().await? {}
    Ok(())
}
