//! turso: an embedded database; a connection belongs to no pool, a transaction keeps other writers out.
#![letgo::krate(turso)]
#![letgo::versions("0.8.3")]

pub use connection::Connection;

pub type Result<T> = std::result::Result<T, Error>;
pub enum Error {
    Misuse(String),
}

#[letgo::handle]
pub struct Database;
impl Database {
    pub fn connect(&self) -> Result<Connection> {}
}
impl Clone for Database {}

pub mod connection {
    #[letgo::guard(raw)]
    pub struct Connection;
    impl Connection {
        #[letgo::query]
        pub async fn query<S, P>(&self, sql: S, params: P) -> crate::Result<crate::Rows> {}
        #[letgo::query]
        pub async fn execute<S, P>(&self, sql: S, params: P) -> crate::Result<u64> {}
        #[letgo::query]
        pub async fn execute_batch<S>(&self, sql: S) -> crate::Result<()> {}
        #[letgo::query]
        pub async fn prepare<S>(&self, sql: S) -> crate::Result<crate::Statement> {}
        #[letgo::derive]
        pub async fn transaction(&mut self) -> crate::Result<crate::transaction::Transaction<'_>> {}
        #[letgo::derive]
        pub async fn transaction_with_behavior<B>(&mut self, behavior: B) -> crate::Result<crate::transaction::Transaction<'_>> {}
        #[letgo::derive]
        pub async fn unchecked_transaction(&self) -> crate::Result<crate::transaction::Transaction<'_>> {}
    }
}

/// The name at the root is an unrelated, empty struct.
pub mod transaction {
    #[letgo::guard(tx)]
    pub struct Transaction<'conn>;
    impl<'conn> Transaction<'conn> {
        #[letgo::query]
        pub async fn prepare(&self, sql: &str) -> crate::Result<crate::Statement> {}
        #[letgo::release]
        pub async fn commit(self) -> crate::Result<()> {}
        #[letgo::release]
        pub async fn rollback(self) -> crate::Result<()> {}
        #[letgo::release]
        pub async fn finish(self) -> crate::Result<()> {}
    }
    impl<'conn> std::ops::Deref for Transaction<'conn> {
        type Target = crate::Connection;
    }
}

#[letgo::facade]
pub struct Statement;
impl Statement {
    #[letgo::query]
    pub async fn query<P>(&mut self, params: P) -> Result<Rows> {}
    #[letgo::query]
    pub async fn execute<P>(&mut self, params: P) -> Result<u64> {}
}
#[letgo::facade]
pub struct Rows;
impl Rows {
    #[letgo::query]
    pub async fn next(&mut self) -> Result<Option<Row>> {}
}
pub struct Row;
