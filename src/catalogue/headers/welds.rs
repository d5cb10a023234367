//! welds and its connections: a client is a pool of sqlx (or bb8) under another name.
#![letgo::krate(welds, welds_connections)]
#![letgo::versions("0.5.2")]

#[letgo::unnamed]
pub mod connections {
    pub use crate::{Client, Transaction, TransactStart};
    pub mod postgres {
        pub use crate::postgres::PostgresClient;
    }
    pub mod mysql {
        pub use crate::mysql::MysqlClient;
    }
    pub mod sqlite {
        pub use crate::sqlite::SqliteClient;
    }
    pub mod any {
        pub use crate::any::AnyClient;
    }
}
pub mod postgres {
    #[letgo::unnamed]
    #[letgo::handle]
    pub struct PostgresClient;
    impl crate::Client for PostgresClient {}
    impl crate::TransactStart for PostgresClient {}
}
pub mod mysql {
    #[letgo::unnamed]
    #[letgo::handle]
    pub struct MysqlClient;
    impl crate::Client for MysqlClient {}
    impl crate::TransactStart for MysqlClient {}
}
pub mod sqlite {
    #[letgo::unnamed]
    #[letgo::handle]
    pub struct SqliteClient;
    impl crate::Client for SqliteClient {}
    impl crate::TransactStart for SqliteClient {}
}
pub mod any {
    #[letgo::unnamed]
    #[letgo::handle]
    pub enum AnyClient {}
    impl crate::Client for AnyClient {}
    impl crate::TransactStart for AnyClient {}
}

/// A pool or a transaction: decided by the caller.
#[letgo::executor]
pub trait Client {
    #[letgo::query]
    async fn execute<P>(&self, sql: &str, params: P) -> Result<ExecuteResult>;
    #[letgo::query]
    async fn fetch_rows<P>(&self, sql: &str, params: P) -> Result<Vec<Row>>;
    #[letgo::query]
    async fn fetch_many<F>(&self, args: F) -> Result<Vec<Vec<Row>>>;
}
pub trait TransactStart {
    #[letgo::acquire]
    async fn begin(&self) -> Result<Transaction<'_>>;
}
#[letgo::guard(tx)]
#[letgo::unnamed]
pub struct Transaction<'t>;
impl<'t> Transaction<'t> {
    #[letgo::release]
    pub async fn commit(self) -> Result<()> {}
    #[letgo::release]
    pub async fn rollback(self) -> Result<()> {}
}
impl<'t> Client for Transaction<'t> {}
#[letgo::unnamed]
pub type Result<T> = std::result::Result<T, Error>;
#[letgo::unnamed]
pub struct Error;
#[letgo::unnamed]
pub struct Row;
#[letgo::unnamed]
pub struct ExecuteResult;
