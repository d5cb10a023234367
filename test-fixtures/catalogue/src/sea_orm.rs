//! sea-orm: the connection is a pool, the transaction is not.

use futures::TryStreamExt;
use sea_orm::entity::prelude::*;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, QueryResult, Set, Statement, TransactionTrait,
};

use crate::{AppResult, charge};

mod order {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "orders")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub amount: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

async fn bad_transaction(db: &DatabaseConnection) -> AppResult {
    let txn = db.begin().await?;
    txn.execute_unprepared("update orders set paid = true").await?;
    charge(1).await?; //~ guard_across_await: transaction `txn`
    txn.commit().await?;
    Ok(())
}

async fn good_after_commit(db: &DatabaseConnection) -> AppResult {
    let txn = db.begin().await?;
    txn.execute_unprepared("update orders set paid = true").await?;
    txn.commit().await?;
    charge(1).await
}

async fn good_pool_is_no_guard(db: &DatabaseConnection) -> AppResult {
    db.execute_unprepared("update orders set paid = true").await?;
    charge(1).await?;
    db.ping().await?;
    Ok(())
}

async fn bad_second_connection(db: &DatabaseConnection, statement: Statement) -> AppResult {
    let txn = db.begin().await?;
    let row: Option<QueryResult> = db.query_one_raw(statement).await?; //~ nested_acquire
    txn.commit().await?;
    Ok(())
}

async fn good_entity_in_transaction(db: &DatabaseConnection) -> AppResult {
    let txn = db.begin().await?;
    let found = order::Entity::find_by_id(1).one(&txn).await?;
    order::ActiveModel { amount: Set(2), ..Default::default() }.insert(&txn).await?;
    txn.commit().await?;
    Ok(())
}

async fn bad_entity_beside_transaction(db: &DatabaseConnection) -> AppResult {
    let txn = db.begin().await?;
    let found = order::Entity::find().all(db).await?; //~ nested_acquire
    txn.commit().await?;
    Ok(())
}

async fn bad_parameter(txn: &DatabaseTransaction) -> AppResult {
    charge(1).await?; //~ guard_across_await
    txn.execute_unprepared("update orders set paid = true").await?;
    Ok(())
}

async fn bad_closure(db: &DatabaseConnection) -> AppResult {
    db.transaction::<_, (), DbErr>(|txn| {
        Box::pin(async move {
            txn.execute_unprepared("update orders set paid = true").await?;
            charge(1).await.map_err(|error| DbErr::Custom(error.to_string()))?; //~ guard_across_await
            Ok(())
        })
    })
    .await?;
    Ok(())
}

async fn save<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    db.execute_unprepared("update orders set paid = true").await?;
    Ok(())
}

async fn good_generic_given_the_transaction(db: &DatabaseConnection) -> AppResult {
    let txn = db.begin().await?;
    save(&txn).await?;
    txn.commit().await?;
    Ok(())
}

async fn bad_generic_given_the_pool(db: &DatabaseConnection) -> AppResult {
    let txn = db.begin().await?;
    save(db).await?; //~ nested_acquire
    txn.commit().await?;
    Ok(())
}

/// A stream of sea-orm keeps its connection until it is dropped, read to its end or not.
async fn bad_after_the_last_row(db: &DatabaseConnection) -> AppResult {
    let mut orders = order::Entity::find().stream(db).await?;
    while let Some(order) = orders.try_next().await? {}
    charge(1).await //~ guard_across_await: row stream `orders`
}

async fn good_after_the_drop(db: &DatabaseConnection) -> AppResult {
    let mut orders = order::Entity::find().stream(db).await?;
    while let Some(order) = orders.try_next().await? {}
    drop(orders);
    charge(1).await
}
