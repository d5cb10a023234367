//! mysql: the synchronous driver and its pool.
#![letgo::krate(mysql)]
#![letgo::versions("25.0.1", "26.0.1", "28.0.4")]

pub use error::Error;
pub use error::Result;

pub mod error {
    pub enum Error {
        IoError(std::io::Error),
    }
    pub type Result<T, E = Error> = std::result::Result<T, E>;
}

#[letgo::handle]
pub struct Pool;
impl Pool {
    pub fn get_conn(&self) -> Result<PooledConn> {}
    pub fn start_transaction(&self, options: TxOpts) -> Result<Transaction<'static>> {}
}
impl Clone for Pool {}

#[letgo::guard(pooled)]
pub struct PooledConn;
impl PooledConn {
    pub fn start_transaction(&mut self, options: TxOpts) -> Result<Transaction<'_>> {}
    #[letgo::detach]
    pub fn unwrap(self) -> Conn {}
}
impl AsRef<Conn> for PooledConn {}
impl AsMut<Conn> for PooledConn {}
impl prelude::Queryable for PooledConn {}

#[letgo::guard(raw)]
pub struct Conn;
impl Conn {
    pub fn start_transaction(&mut self, options: TxOpts) -> Result<Transaction<'_>> {}
}
impl prelude::Queryable for Conn {}

#[letgo::guard(tx)]
pub struct Transaction<'a>;
impl<'a> Transaction<'a> {
    pub fn commit(self) -> Result<()> {}
    pub fn rollback(self) -> Result<()> {}
}
impl<'a> prelude::Queryable for Transaction<'a> {}

#[letgo::guard(stream)]
pub struct QueryResult<'c, 't, 'tc, T>;
pub struct TxOpts;
#[letgo::unnamed]
pub struct Text;
#[letgo::unnamed]
pub struct Binary;

pub mod prelude {
    use crate::{QueryResult, Result};
    pub trait Queryable {
        fn query_iter<Q>(&mut self, query: Q) -> Result<QueryResult<'_, '_, '_, crate::Text>>;
        fn query<T, Q>(&mut self, query: Q) -> Result<Vec<T>>;
        fn query_first<T, Q>(&mut self, query: Q) -> Result<Option<T>>;
        fn query_drop<Q>(&mut self, query: Q) -> Result<()>;
        fn exec_iter<S, P>(&mut self, statement: S, params: P) -> Result<QueryResult<'_, '_, '_, crate::Binary>>;
        fn exec<T, S, P>(&mut self, statement: S, params: P) -> Result<Vec<T>>;
        fn exec_first<T, S, P>(&mut self, statement: S, params: P) -> Result<Option<T>>;
        fn exec_drop<S, P>(&mut self, statement: S, params: P) -> Result<()>;
        fn exec_batch<S, P, I>(&mut self, statement: S, params: I) -> Result<()>;
    }
}
