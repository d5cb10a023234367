//! redis: multiplexed connections hold nothing; slots of a pool and subscriptions do.

use futures::StreamExt;
use redis::AsyncCommands;
use redis::aio::{ConnectionManager, MultiplexedConnection};

use crate::{AppResult, charge};

async fn good_multiplexed(client: &redis::Client) -> AppResult {
    let mut conn: MultiplexedConnection = client.get_multiplexed_async_connection().await?;
    let _: Option<String> = conn.get("order").await?;
    charge(1).await
}

async fn good_manager(mut manager: ConnectionManager) -> AppResult {
    let _: () = manager.set("order", 1).await?;
    charge(1).await
}

async fn bad_bb8(pool: &bb8::Pool<bb8_redis::RedisConnectionManager>) -> AppResult {
    let mut conn = pool.get().await?;
    let _: Option<String> = redis::cmd("GET").arg("order").query_async(&mut *conn).await?;
    let _: Option<String> = conn.get("order").await?;
    charge(1).await //~ guard_across_await
}

async fn bad_deadpool(pool: &deadpool_redis::Pool) -> AppResult {
    let mut conn = pool.get().await?;
    let _: Option<String> = conn.get("order").await?;
    charge(1).await?; //~ guard_across_await
    let _: () = redis::cmd("DEL").arg("order").query_async(&mut conn).await?;
    Ok(())
}

async fn good_deadpool_dropped(pool: &deadpool_redis::Pool) -> AppResult {
    let _: Option<String> = pool.get().await?.get("order").await?;
    charge(1).await
}

/// A connection of its own, taken from nobody.
async fn good_subscription(client: &redis::Client) -> AppResult {
    let mut subscription = client.get_async_pubsub().await?;
    subscription.subscribe("orders").await?;
    charge(1).await?;
    subscription.on_message().next().await;
    let mut messages = subscription.on_message();
    while let Some(_) = messages.next().await {
        charge(1).await?;
    }
    Ok(())
}

/// The same, owned.
async fn good_subscription_of_its_own(client: &redis::Client) -> AppResult {
    let mut messages = client.get_async_pubsub().await?.into_on_message();
    while let Some(_) = messages.next().await {
        charge(1).await?;
    }
    Ok(())
}

/// Two pools, of two databases: nothing waits for itself here, but a slot of one is kept while the other is waited for.
async fn bad_the_other_database(pool: &deadpool_redis::Pool, db: &impl sea_orm::ConnectionTrait) -> AppResult {
    let mut conn = pool.get().await?;
    let known: Option<String> = conn.get("order").await?;
    if known.is_none() {
        db.execute_unprepared("update orders set known = true").await?; //~ guard_across_await: a connection of another pool
        let _: () = conn.set("order", 1).await?;
    }
    Ok(())
}

async fn with_the_pool(pool: &deadpool_redis::Pool, db: &sea_orm::DatabaseConnection) -> AppResult {
    bad_the_other_database(pool, db).await
}
