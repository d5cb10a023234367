//! toasty: a pool behind `Db`, connections and transactions.
#![letgo::krate(toasty)]
#![letgo::versions("0.11.0")]

pub use db::{Connection, Db, Executor, Transaction, TransactionBuilder};

#[letgo::unnamed]
pub type Result<T> = std::result::Result<T, Error>;
#[letgo::unnamed]
pub struct Error;

pub mod db {
    #[letgo::handle]
    pub struct Db;
    impl Db {
        #[letgo::acquire]
        pub async fn connection(&self) -> crate::Result<Connection> {}
        #[letgo::acquire]
        pub async fn transaction(&mut self) -> crate::Result<Transaction<'_>> {}
        pub fn transaction_builder(&mut self) -> TransactionBuilder<'_> {}
        #[letgo::query]
        pub async fn push_schema(&self) -> crate::Result<()> {}
    }
    impl Clone for Db {}
    #[letgo::guard(pooled)]
    pub struct Connection;
    impl Connection {
        #[letgo::derive]
        pub async fn transaction(&mut self) -> crate::Result<Transaction<'_>> {}
        pub fn transaction_builder(&mut self) -> TransactionBuilder<'_> {}
        #[letgo::query]
        pub async fn push_schema(&self) -> crate::Result<()> {}
    }
    #[letgo::guard(tx)]
    pub struct Transaction<'a>;
    impl<'a> Transaction<'a> {
        #[letgo::derive]
        pub async fn transaction(&mut self) -> crate::Result<Transaction<'_>> {}
        #[letgo::release]
        pub async fn commit(self) -> crate::Result<()> {}
        #[letgo::release]
        pub async fn rollback(self) -> crate::Result<()> {}
    }
    /// From `Db` it waits for a connection, from a connection it has one.
    #[letgo::facade]
    pub struct TransactionBuilder<'a>;
    impl<'a> TransactionBuilder<'a> {
        #[letgo::derive]
        pub async fn begin(self) -> crate::Result<Transaction<'a>> {}
    }
    /// `&mut dyn Executor`: decided by the caller.
    #[letgo::executor]
    pub trait Executor {
        #[letgo::derive]
        async fn transaction(&mut self) -> crate::Result<Transaction<'_>>;
    }
    impl Executor for Db {}
    impl Executor for Connection {}
    impl<'a> Executor for Transaction<'a> {}
}

pub mod stmt {
    #[letgo::facade]
    pub struct Query<T>;
    impl<T> Query<T> {
        #[letgo::query]
        pub async fn exec(self, executor: &mut dyn crate::Executor) -> crate::Result<T> {}
    }
    #[letgo::facade]
    pub struct Delete<T>;
    impl<T> Delete<T> {
        #[letgo::query]
        pub async fn exec(self, executor: &mut dyn crate::Executor) -> crate::Result<T> {}
    }
}
