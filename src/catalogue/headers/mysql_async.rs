//! mysql_async: the crate's own pool; results hold the connection until they are dropped.
#![letgo::krate(mysql_async)]
#![letgo::versions("0.36.2", "0.37.1")]

pub type Result<T> = std::result::Result<T, Error>;
pub enum Error {}
pub struct Opts;
pub struct OptsBuilder;
pub struct TxOpts;
impl TxOpts {
    pub fn new() -> TxOpts {}
}
pub struct ChangeUserOpts;
pub struct Statement;
#[letgo::opaque]
pub struct QueryWithParams<Q, P>;
pub struct TextProtocol;
pub struct BinaryProtocol;

#[letgo::handle]
pub struct Pool;
impl Pool {
    pub fn new<O>(opts: O) -> Pool {}
    pub fn from_url<T>(url: T) -> Result<Pool> {}
    #[letgo::acquire]
    pub async fn get_conn(&self) -> Result<Conn> {}
    #[letgo::acquire]
    pub async fn start_transaction(&self, options: TxOpts) -> Result<Transaction<'static>> {}
    #[letgo::waits(database)]
    pub async fn disconnect(self) -> Result<()> {}
}
impl Clone for Pool {}

#[letgo::guard(pooled)]
pub struct Conn;
impl Conn {
    #[letgo::waits(database)]
    pub async fn new<T>(opts: T) -> Result<Conn> {}
    #[letgo::waits(database)]
    pub async fn from_url<T>(url: T) -> Result<Conn> {}
    pub fn id(&self) -> u32 {}
    pub fn last_insert_id(&self) -> Option<u64> {}
    pub fn affected_rows(&self) -> u64 {}
    #[letgo::derive]
    pub async fn start_transaction(&mut self, options: TxOpts) -> Result<Transaction<'_>> {}
    #[letgo::release]
    pub async fn disconnect(self) -> Result<()> {}
    #[letgo::query]
    pub async fn reset(&mut self) -> Result<bool> {}
    #[letgo::query]
    pub async fn change_user(&mut self, opts: ChangeUserOpts) -> Result<()> {}
}

#[letgo::guard(tx)]
pub struct Transaction<'a>;
impl<'a> Transaction<'a> {
    #[letgo::release]
    pub async fn commit(self) -> Result<()> {}
    #[letgo::release]
    pub async fn rollback(self) -> Result<()> {}
}

#[letgo::guard(stream)]
pub struct QueryResult<'a, 't, P>;
impl<'a, 't, P> QueryResult<'a, 't, P> {
    pub fn is_empty(&self) -> bool {}
    pub fn last_insert_id(&self) -> Option<u64> {}
    pub fn affected_rows(&self) -> u64 {}
    #[letgo::query]
    pub async fn next(&mut self) -> Result<Option<Row>> {}
    #[letgo::query]
    pub async fn collect<R>(&mut self) -> Result<Vec<R>> {}
    #[letgo::release]
    pub async fn collect_and_drop<R>(self) -> Result<Vec<R>> {}
    #[letgo::query]
    pub async fn for_each<F: FnMut(Row)>(&mut self, fun: F) -> Result<()> {}
    #[letgo::release]
    pub async fn for_each_and_drop<F: FnMut(Row)>(self, fun: F) -> Result<()> {}
    #[letgo::query]
    pub async fn map<F: FnMut(Row) -> U, U>(&mut self, fun: F) -> Result<Vec<U>> {}
    #[letgo::release]
    pub async fn map_and_drop<F: FnMut(Row) -> U, U>(self, fun: F) -> Result<Vec<U>> {}
    #[letgo::release]
    pub async fn drop_result(self) -> Result<()> {}
}
pub struct Row;
#[letgo::guard(stream)]
pub struct ResultSetStream<'r, 'a, 't, T, P>;
impl<'r, 'a, 't, T, P> futures::Stream for ResultSetStream<'r, 'a, 't, T, P> {
    type Item = Result<T>;
}

pub mod prelude {
    use crate::{QueryResult, QueryWithParams, Result, ResultSetStream, Statement};

    /// A connection or a transaction: both are guards.
    #[letgo::guard(raw)]
    pub trait Queryable {
        #[letgo::query]
        async fn ping(&mut self) -> Result<()>;
        #[letgo::derive]
        async fn query_iter<'a, Q>(&'a mut self, query: Q) -> Result<QueryResult<'a, 'static, crate::TextProtocol>>;
        #[letgo::query]
        async fn prep<Q>(&mut self, query: Q) -> Result<Statement>;
        #[letgo::query]
        async fn close(&mut self, statement: Statement) -> Result<()>;
        #[letgo::derive]
        async fn exec_iter<'a, Q, P>(&'a mut self, statement: Q, params: P) -> Result<QueryResult<'a, 'static, crate::BinaryProtocol>>;
        #[letgo::query]
        async fn query<T, Q>(&mut self, query: Q) -> Result<Vec<T>>;
        #[letgo::query]
        async fn query_first<T, Q>(&mut self, query: Q) -> Result<Option<T>>;
        #[letgo::query]
        async fn query_map<T, F: FnMut(T) -> U, Q, U>(&mut self, query: Q, f: F) -> Result<Vec<U>>;
        #[letgo::query]
        async fn query_fold<T, F: FnMut(U, T) -> U, Q, U>(&mut self, query: Q, init: U, f: F) -> Result<U>;
        #[letgo::query]
        async fn query_drop<Q>(&mut self, query: Q) -> Result<()>;
        #[letgo::query]
        async fn exec_batch<S, P, I>(&mut self, statement: S, params: I) -> Result<()>;
        #[letgo::query]
        async fn exec<T, S, P>(&mut self, statement: S, params: P) -> Result<Vec<T>>;
        #[letgo::query]
        async fn exec_first<T, S, P>(&mut self, statement: S, params: P) -> Result<Option<T>>;
        #[letgo::query]
        async fn exec_map<T, S, P, U, F: FnMut(T) -> U>(&mut self, statement: S, params: P, f: F) -> Result<Vec<U>>;
        #[letgo::query]
        async fn exec_fold<T, S, P, U, F: FnMut(U, T) -> U>(&mut self, statement: S, params: P, init: U, f: F) -> Result<U>;
        #[letgo::query]
        async fn exec_drop<S, P>(&mut self, statement: S, params: P) -> Result<()>;
        #[letgo::derive]
        async fn query_stream<'a, T, Q>(&'a mut self, query: Q) -> Result<ResultSetStream<'a, 'a, 'static, T, crate::TextProtocol>>;
        #[letgo::derive]
        async fn exec_stream<'a, T, Q, P>(&'a mut self, statement: Q, params: P) -> Result<ResultSetStream<'a, 'a, 'static, T, crate::BinaryProtocol>>;
    }
    impl Queryable for crate::Conn {}
    impl<'t> Queryable for crate::Transaction<'t> {}

    /// `&Pool`, `Conn`, `&mut Conn`, `&mut Transaction`: the first takes a connection.
    #[letgo::executor]
    pub trait ToConnection<'a, 't> {}
    impl ToConnection<'static, 'static> for crate::Pool {}
    impl<'a> ToConnection<'a, 'static> for &'a crate::Pool {}

    /// A query with a connection still to be given: `"select 1".with(()).run(&mut conn)`.
    pub trait Query {
        type Protocol;
        #[letgo::derive]
        async fn run<'a, 't, C>(self, conn: C) -> Result<QueryResult<'a, 't, Self::Protocol>>;
        #[letgo::query]
        async fn first<T, C>(self, conn: C) -> Result<Option<T>>;
        #[letgo::query]
        async fn fetch<T, C>(self, conn: C) -> Result<Vec<T>>;
        #[letgo::query]
        async fn reduce<T, U, F: FnMut(U, T) -> U, C>(self, conn: C, init: U, next: F) -> Result<U>;
        #[letgo::query]
        async fn map<T, U, F: FnMut(T) -> U, C>(self, conn: C, map: F) -> Result<Vec<U>>;
        #[letgo::derive]
        async fn stream<'a, 't, T, C>(self, conn: C) -> Result<ResultSetStream<'a, 'a, 't, T, Self::Protocol>>;
        #[letgo::query]
        async fn ignore<C>(self, conn: C) -> Result<()>;
    }
    impl Query for &str {
        type Protocol = crate::TextProtocol;
    }
    impl Query for String {
        type Protocol = crate::TextProtocol;
    }
    impl<Q, P> Query for QueryWithParams<Q, P> {
        type Protocol = crate::BinaryProtocol;
    }
    pub trait BatchQuery {
        #[letgo::query]
        async fn batch<C>(self, conn: C) -> Result<()>;
    }
    impl<Q, P> BatchQuery for QueryWithParams<Q, P> {}
    pub trait WithParams {
        fn with<P>(self, params: P) -> QueryWithParams<Self, P>;
    }
    impl WithParams for &str {}
    impl WithParams for String {}
    impl WithParams for Statement {}
}
