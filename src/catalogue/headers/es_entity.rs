//! es-entity: an operation is a transaction, whatever it is called; repositories begin one by a method that their derive makes.
#![letgo::krate(es_entity)]
#![letgo::versions("0.10.31", "0.20.3")]

pub use operation::{AtomicOperation, DbOp, DbOpWithTime};

#[letgo::unnamed]
pub mod db {
    pub type Pool = sqlx::PgPool;
}
pub mod operation {
    /// All that implement it own a transaction, or borrow one.
    #[letgo::guard(tx)]
    pub trait AtomicOperation {}
    impl AtomicOperation for DbOp<'_> {}
    impl AtomicOperation for DbOpWithTime<'_> {}
    impl<DB> AtomicOperation for sqlx::Transaction<'_, DB> {}

    #[letgo::guard(tx)]
    pub struct DbOp<'c>;
    impl<'c> DbOp<'c> {
        #[letgo::acquire]
        pub async fn init(pool: &sqlx::PgPool) -> Result<DbOp<'static>, sqlx::Error> {}
        #[letgo::derive]
        pub async fn begin(&mut self) -> Result<DbOp<'_>, sqlx::Error> {}
        #[letgo::since("0.20")]
        #[letgo::derive]
        pub async fn begin_savepoint(&mut self) -> Result<SavepointOp<'_>, sqlx::Error> {}
        #[letgo::query]
        pub async fn with_db_time(self) -> Result<DbOpWithTime<'c>, sqlx::Error> {}
        #[letgo::release]
        pub async fn commit(self) -> Result<(), sqlx::Error> {}
    }
    #[letgo::guard(tx)]
    pub struct DbOpWithTime<'c>;
    impl<'c> DbOpWithTime<'c> {
        #[letgo::derive]
        pub async fn begin(&mut self) -> Result<DbOpWithTime<'_>, sqlx::Error> {}
        #[letgo::release]
        pub async fn commit(self) -> Result<(), sqlx::Error> {}
    }
    #[letgo::since("0.20")]
    #[letgo::guard(tx)]
    pub struct SavepointOp<'t>;
}

#[letgo::derived(EsRepo)]
pub mod repository {
    impl Derived {
        pub fn pool(&self) -> &es_entity::db::Pool {}
        #[letgo::acquire]
        pub async fn begin_op(&self) -> Result<es_entity::DbOp<'static>, es_entity::DatabaseError> {}
        #[letgo::acquire]
        pub async fn begin_op_with_clock<C>(&self, clock: &C) -> Result<es_entity::DbOp<'static>, es_entity::DatabaseError> {}
    }
}
#[letgo::unnamed]
pub struct DatabaseError;
