//! deadpool-postgres 0.14: pooled tokio-postgres clients.
#![letgo::krate(deadpool_postgres)]
#![letgo::versions("0.14.1", "0.14.2")]

/// By `managed_reexports!`, like the aliases.
#[letgo::unnamed]
pub use deadpool::managed::{PoolError, Timeouts};
pub use tokio_postgres;

#[letgo::unnamed]
pub type Pool = deadpool::managed::Pool<Manager>;
#[letgo::unnamed]
pub type Object = deadpool::managed::Object<Manager>;
pub type Client = Object;
#[letgo::unnamed]
pub type PoolBuilder = deadpool::managed::PoolBuilder<Manager>;

pub struct Manager;
impl deadpool::managed::Manager for Manager {
    type Type = ClientWrapper;
    type Error = tokio_postgres::Error;
}

/// The client with its statement cache.
#[letgo::guard(raw)]
pub struct ClientWrapper;
impl ClientWrapper {
    #[letgo::query]
    pub async fn prepare_cached(&self, query: &str) -> Result<tokio_postgres::Statement, tokio_postgres::Error> {}
    #[letgo::query]
    pub async fn prepare_typed_cached<T>(&self, query: &str, types: T) -> Result<tokio_postgres::Statement, tokio_postgres::Error> {}
    #[letgo::derive]
    pub async fn transaction(&mut self) -> Result<Transaction<'_>, tokio_postgres::Error> {}
    pub fn build_transaction(&mut self) -> TransactionBuilder<'_> {}
}
impl std::ops::Deref for ClientWrapper {
    type Target = tokio_postgres::Client;
}
impl std::ops::DerefMut for ClientWrapper {}

#[letgo::guard(tx)]
pub struct Transaction<'a>;
impl<'a> Transaction<'a> {
    #[letgo::query]
    pub async fn prepare_cached(&self, query: &str) -> Result<tokio_postgres::Statement, tokio_postgres::Error> {}
    #[letgo::query]
    pub async fn prepare_typed_cached<T>(&self, query: &str, types: T) -> Result<tokio_postgres::Statement, tokio_postgres::Error> {}
    #[letgo::release]
    pub async fn commit(self) -> Result<(), tokio_postgres::Error> {}
    #[letgo::release]
    pub async fn rollback(self) -> Result<(), tokio_postgres::Error> {}
    #[letgo::derive]
    pub async fn transaction(&mut self) -> Result<Transaction<'_>, tokio_postgres::Error> {}
    #[letgo::derive]
    pub async fn savepoint<S>(&mut self, name: S) -> Result<Transaction<'_>, tokio_postgres::Error> {}
}
impl<'a> std::ops::Deref for Transaction<'a> {
    type Target = tokio_postgres::Transaction<'a>;
}
impl<'a> std::ops::DerefMut for Transaction<'a> {}

#[letgo::facade]
pub struct TransactionBuilder<'a>;
impl<'a> TransactionBuilder<'a> {
    pub fn isolation_level<L>(self, level: L) -> Self {}
    pub fn read_only(self, value: bool) -> Self {}
    pub fn deferrable(self, value: bool) -> Self {}
    #[letgo::derive]
    pub async fn start(self) -> Result<Transaction<'a>, tokio_postgres::Error> {}
}

/// A client or a transaction: decided by the caller.
#[letgo::guard(raw)]
pub trait GenericClient {
    #[letgo::query]
    async fn execute<T, P>(&self, query: &T, params: P) -> Result<u64, tokio_postgres::Error>;
    #[letgo::query]
    async fn query<T, P>(&self, query: &T, params: P) -> Result<Vec<tokio_postgres::Row>, tokio_postgres::Error>;
    #[letgo::query]
    async fn query_one<T, P>(&self, query: &T, params: P) -> Result<tokio_postgres::Row, tokio_postgres::Error>;
    #[letgo::query]
    async fn query_opt<T, P>(&self, query: &T, params: P) -> Result<Option<tokio_postgres::Row>, tokio_postgres::Error>;
    #[letgo::query]
    async fn prepare_cached(&self, query: &str) -> Result<tokio_postgres::Statement, tokio_postgres::Error>;
    #[letgo::derive]
    async fn transaction(&mut self) -> Result<Transaction<'_>, tokio_postgres::Error>;
}
