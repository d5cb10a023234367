//! sqlx 0.7 to 0.9: pools, connections, transactions, queries, row streams.
#![letgo::krate(sqlx, sqlx_core, sqlx_postgres, sqlx_mysql, sqlx_sqlite)]
#![letgo::versions("0.7.4", "0.8.6", "0.9.0")]

pub use acquire::Acquire;
pub use any::{Any, AnyConnection, AnyPool};
pub use connection::{ConnectOptions, Connection};
pub use database::Database;
pub use error::{Error, Result};
pub use executor::{Execute, Executor};
pub use from_row::FromRow;
pub use mysql::{MySql, MySqlConnection, MySqlExecutor, MySqlPool};
#[letgo::since("0.8")]
pub use mysql::MySqlTransaction;
pub use pool::Pool;
pub use postgres::{PgConnection, PgExecutor, PgPool, Postgres};
#[letgo::since("0.8")]
pub use postgres::PgTransaction;
pub use query::{query, query_with};
pub use query_as::{query_as, query_as_with};
pub use query_builder::QueryBuilder;
pub use query_scalar::{query_scalar, query_scalar_with};
pub use raw_sql::{RawSql, raw_sql};
pub use row::Row;
pub use sqlite::{Sqlite, SqliteConnection, SqliteExecutor, SqlitePool};
#[letgo::since("0.8")]
pub use sqlite::SqliteTransaction;
pub use transaction::Transaction;

pub mod prelude {
    pub use crate::{Acquire, ConnectOptions, Connection, Executor, FromRow, Row};
}

pub mod database {
    pub trait Database {
        type Connection;
        type Row;
        type QueryResult;
    }
}

pub mod error {
    pub enum Error {
        RowNotFound,
        PoolTimedOut,
        PoolClosed,
        Database(Box<DatabaseError>),
        Io(std::io::Error),
        Protocol(String),
    }
    #[letgo::unnamed]
    pub struct DatabaseError;
    pub type Result<T, E = Error> = std::result::Result<T, E>;
}

pub mod row {
    pub trait Row {}
}
pub mod from_row {
    pub trait FromRow {}
}

pub mod executor {
    /// `&Pool`, `&mut Connection`: the first takes a connection for the time of the query.
    #[letgo::executor]
    pub trait Executor {
        type Database;
        #[letgo::query]
        async fn execute<Q>(self, query: Q) -> crate::Result<QueryResult>;
        #[letgo::derive]
        fn execute_many<Q>(self, query: Q) -> crate::RowStream<'_, crate::Result<QueryResult>>;
        #[letgo::derive]
        fn fetch<Q>(self, query: Q) -> crate::RowStream<'_, crate::Result<AnyRow>>;
        #[letgo::derive]
        fn fetch_many<Q>(self, query: Q) -> crate::RowStream<'_, crate::Result<AnyRow>>;
        #[letgo::query]
        async fn fetch_all<Q>(self, query: Q) -> crate::Result<Vec<AnyRow>>;
        #[letgo::query]
        async fn fetch_one<Q>(self, query: Q) -> crate::Result<AnyRow>;
        #[letgo::query]
        async fn fetch_optional<Q>(self, query: Q) -> crate::Result<Option<AnyRow>>;
        #[letgo::query]
        async fn prepare<Q>(self, query: Q) -> crate::Result<Statement>;
        #[letgo::query]
        async fn describe<Q>(self, query: Q) -> crate::Result<Describe>;
    }
    pub trait Execute {}
    pub struct AnyRow;
    #[letgo::unnamed]
    pub struct QueryResult;
    #[letgo::unnamed]
    pub struct Statement;
    pub struct Describe;
    impl AnyRow {
        pub fn get<T>(&self, index: usize) -> T {}
        pub fn try_get<T>(&self, index: usize) -> crate::Result<T> {}
    }
    impl QueryResult {
        pub fn rows_affected(&self) -> u64 {}
        pub fn last_insert_rowid(&self) -> i64 {}
        pub fn last_insert_id(&self) -> u64 {}
    }
    impl<DB> Executor for &crate::Pool<DB> {}
    impl<DB> Executor for &mut crate::pool::PoolConnection<DB> {}
    impl<DB> Executor for &mut crate::Transaction<'_, DB> {}
    impl Executor for &mut crate::PgConnection {}
    impl Executor for &mut crate::MySqlConnection {}
    impl Executor for &mut crate::SqliteConnection {}
    impl Executor for &mut crate::AnyConnection {}
}

pub mod acquire {
    /// What an unknown `Acquire` gives is a connection from the pool, or one that its caller holds already.
    #[letgo::unnamed]
    #[letgo::guard(pooled)]
    pub trait Acquired: std::ops::DerefMut + crate::Connection {}
    #[letgo::executor]
    pub trait Acquire {
        type Database;
        type Connection: Acquired;
        #[letgo::acquire]
        async fn acquire(self) -> crate::Result<Self::Connection>;
        #[letgo::acquire]
        async fn begin(self) -> crate::Result<crate::Transaction<'_, Self::Database>>;
    }
    impl<DB> Acquire for &crate::Pool<DB> {
        type Database = DB;
        type Connection = crate::pool::PoolConnection<DB>;
    }
    impl<'c, DB> Acquire for &mut crate::pool::PoolConnection<DB> {
        type Database = DB;
        type Connection = &'c mut <DB as crate::Database>::Connection;
        #[letgo::derive]
        async fn acquire(self) -> crate::Result<&'c mut <DB as crate::Database>::Connection> {}
        #[letgo::derive]
        async fn begin(self) -> crate::Result<crate::Transaction<'c, DB>> {}
    }
    impl<'t, DB> Acquire for &mut crate::Transaction<'t, DB> {
        type Database = DB;
        type Connection = &'t mut <DB as crate::Database>::Connection;
        #[letgo::derive]
        async fn acquire(self) -> crate::Result<&'t mut <DB as crate::Database>::Connection> {}
        #[letgo::derive]
        async fn begin(self) -> crate::Result<crate::Transaction<'t, DB>> {}
    }
    impl Acquire for &mut crate::PgConnection {
        type Database = crate::Postgres;
        type Connection = &mut crate::PgConnection;
        #[letgo::derive]
        async fn acquire(self) -> crate::Result<&mut crate::PgConnection> {}
        #[letgo::derive]
        async fn begin(self) -> crate::Result<crate::Transaction<'_, crate::Postgres>> {}
    }
    impl Acquire for &mut crate::postgres::PgListener {
        type Database = crate::Postgres;
        type Connection = &mut crate::PgConnection;
        #[letgo::derive]
        async fn acquire(self) -> crate::Result<&mut crate::PgConnection> {}
        #[letgo::derive]
        async fn begin(self) -> crate::Result<crate::Transaction<'_, crate::Postgres>> {}
    }
    impl Acquire for &mut crate::SqliteConnection {
        type Database = crate::Sqlite;
        type Connection = &mut crate::SqliteConnection;
        #[letgo::derive]
        async fn acquire(self) -> crate::Result<&mut crate::SqliteConnection> {}
        #[letgo::derive]
        async fn begin(self) -> crate::Result<crate::Transaction<'_, crate::Sqlite>> {}
    }
    impl Acquire for &mut crate::MySqlConnection {
        type Database = crate::MySql;
        type Connection = &mut crate::MySqlConnection;
        #[letgo::derive]
        async fn acquire(self) -> crate::Result<&mut crate::MySqlConnection> {}
        #[letgo::derive]
        async fn begin(self) -> crate::Result<crate::Transaction<'_, crate::MySql>> {}
    }
}

pub mod connection {
    pub trait Connection {
        type Database;
        #[letgo::derive]
        async fn begin(&mut self) -> crate::Result<crate::Transaction<'_, Self::Database>>;
        #[letgo::since("0.8")]
        #[letgo::derive]
        async fn begin_with<S>(&mut self, statement: S) -> crate::Result<crate::Transaction<'_, Self::Database>>;
        #[letgo::query]
        async fn transaction<F, R, E>(&mut self, callback: F) -> Result<R, E>
        where
            F: FnOnce(&mut crate::Transaction<'_, Self::Database>) -> std::pin::Pin<Box<dyn Future<Output = Result<R, E>>>>;
        #[letgo::query]
        async fn ping(&mut self) -> crate::Result<()>;
        #[letgo::release]
        async fn close(self) -> crate::Result<()>;
        #[letgo::release]
        async fn close_hard(self) -> crate::Result<()>;
        #[letgo::waits(database)]
        async fn connect(url: &str) -> crate::Result<Self>;
        #[letgo::waits(database)]
        async fn connect_with<O>(options: &O) -> crate::Result<Self>;
        #[letgo::query]
        async fn flush(&mut self) -> crate::Result<()>;
        #[letgo::query]
        async fn clear_cached_statements(&mut self) -> crate::Result<()>;
        fn shrink_buffers(&mut self);
    }
    pub trait ConnectOptions {
        type Connection;
        #[letgo::waits(database)]
        async fn connect(&self) -> crate::Result<Self::Connection>;
    }
    impl Connection for crate::PgConnection {
        type Database = crate::Postgres;
    }
    impl Connection for crate::MySqlConnection {
        type Database = crate::MySql;
    }
    impl Connection for crate::SqliteConnection {
        type Database = crate::Sqlite;
    }
    impl Connection for crate::AnyConnection {
        type Database = crate::Any;
    }
}

pub mod pool {
    use crate::Database;

    #[letgo::handle]
    pub struct Pool<DB>;
    impl<DB: Database> Pool<DB> {
        #[letgo::acquire]
        pub async fn acquire(&self) -> crate::Result<PoolConnection<DB>> {}
        pub fn try_acquire(&self) -> Option<PoolConnection<DB>> {}
        #[letgo::acquire]
        pub async fn begin(&self) -> crate::Result<crate::Transaction<'static, DB>> {}
        #[letgo::acquire]
        pub async fn try_begin(&self) -> crate::Result<Option<crate::Transaction<'static, DB>>> {}
        #[letgo::since("0.8")]
        #[letgo::acquire]
        pub async fn begin_with<S>(&self, statement: S) -> crate::Result<crate::Transaction<'static, DB>> {}
        #[letgo::since("0.8")]
        #[letgo::acquire]
        pub async fn try_begin_with<S>(&self, statement: S) -> crate::Result<Option<crate::Transaction<'static, DB>>> {}
        #[letgo::waits(database)]
        pub async fn connect(url: &str) -> crate::Result<Pool<DB>> {}
        #[letgo::waits(database)]
        pub async fn connect_with<O>(options: O) -> crate::Result<Pool<DB>> {}
        pub fn connect_lazy(url: &str) -> crate::Result<Pool<DB>> {}
        pub fn connect_lazy_with<O>(options: O) -> Pool<DB> {}
        #[letgo::waits(database)]
        pub async fn close(&self) {}
        pub fn size(&self) -> u32 {}
        pub fn num_idle(&self) -> usize {}
        pub fn is_closed(&self) -> bool {}
    }
    impl<DB> Clone for Pool<DB> {}

    #[letgo::guard(pooled)]
    pub struct PoolConnection<DB>;
    impl<DB: Database> PoolConnection<DB> {
        #[letgo::release]
        pub async fn close(self) -> crate::Result<()> {}
        #[letgo::release]
        pub async fn return_to_pool(&mut self) {}
        #[letgo::detach]
        pub fn detach(self) -> <DB as Database>::Connection {}
        #[letgo::detach]
        pub fn leak(self) -> <DB as Database>::Connection {}
        #[letgo::since("0.8")]
        pub fn close_on_drop(&mut self) {}
    }
    impl<DB: Database> std::ops::Deref for PoolConnection<DB> {
        type Target = <DB as Database>::Connection;
    }
    impl<DB: Database> std::ops::DerefMut for PoolConnection<DB> {}
    impl<DB: Database> AsMut<<DB as Database>::Connection> for PoolConnection<DB> {}

    pub struct PoolOptions<DB>;
    impl<DB: Database> PoolOptions<DB> {
        pub fn new() -> PoolOptions<DB> {}
        pub fn max_connections(self, max: u32) -> PoolOptions<DB> {}
        pub fn min_connections(self, min: u32) -> PoolOptions<DB> {}
        pub fn acquire_timeout<D>(self, timeout: D) -> PoolOptions<DB> {}
        pub fn idle_timeout<D>(self, timeout: D) -> PoolOptions<DB> {}
        pub fn max_lifetime<D>(self, lifetime: D) -> PoolOptions<DB> {}
        pub fn after_connect<F>(self, callback: F) -> PoolOptions<DB>
        where
            F: Fn(&mut <DB as Database>::Connection, PoolConnectionMetadata) -> std::pin::Pin<Box<dyn Future<Output = crate::Result<()>>>>,
        {
        }
        pub fn before_acquire<F>(self, callback: F) -> PoolOptions<DB>
        where
            F: Fn(&mut <DB as Database>::Connection, PoolConnectionMetadata) -> std::pin::Pin<Box<dyn Future<Output = crate::Result<bool>>>>,
        {
        }
        pub fn after_release<F>(self, callback: F) -> PoolOptions<DB>
        where
            F: Fn(&mut <DB as Database>::Connection, PoolConnectionMetadata) -> std::pin::Pin<Box<dyn Future<Output = crate::Result<bool>>>>,
        {
        }
        #[letgo::waits(database)]
        pub async fn connect(self, url: &str) -> crate::Result<Pool<DB>> {}
        #[letgo::waits(database)]
        pub async fn connect_with<O>(self, options: O) -> crate::Result<Pool<DB>> {}
        pub fn connect_lazy(self, url: &str) -> crate::Result<Pool<DB>> {}
        pub fn connect_lazy_with<O>(self, options: O) -> Pool<DB> {}
    }
    pub struct PoolConnectionMetadata;
    pub type MaybePoolConnection<'c, DB> = PoolConnection<DB>;
}

pub mod transaction {
    use crate::Database;

    #[letgo::guard(tx)]
    pub struct Transaction<'c, DB>;
    impl<'c, DB: Database> Transaction<'c, DB> {
        #[letgo::release]
        pub async fn commit(self) -> crate::Result<()> {}
        #[letgo::release]
        pub async fn rollback(self) -> crate::Result<()> {}
    }
    impl<'c, DB: Database> std::ops::Deref for Transaction<'c, DB> {
        type Target = <DB as Database>::Connection;
    }
    impl<'c, DB: Database> std::ops::DerefMut for Transaction<'c, DB> {}
    impl<'c, DB: Database> AsMut<<DB as Database>::Connection> for Transaction<'c, DB> {}
    pub trait TransactionManager {}
}

/// What `fetch` gives: no name of its own in sqlx (`BoxStream`), a guard all the same while it lives. The connection that
/// it takes of a pool is dropped when the stream's body is through (`pool/executor.rs` of 0.7 to 0.9).
#[letgo::unnamed]
#[letgo::guard(stream)]
#[letgo::ends]
pub struct RowStream<'e, T>;
impl<'e, T> futures::Stream for RowStream<'e, T> {
    type Item = T;
}

pub mod query {
    pub struct Query<'q, DB, A>;
    impl<'q, DB, A> Query<'q, DB, A> {
        pub fn bind<T>(self, value: T) -> Query<'q, DB, A> {}
        pub fn persistent(self, value: bool) -> Query<'q, DB, A> {}
        pub fn map<F: FnMut(crate::executor::AnyRow) -> O, O>(self, f: F) -> Map<'q, DB, O> {}
        pub fn try_map<F: FnMut(crate::executor::AnyRow) -> crate::Result<O>, O>(self, f: F) -> Map<'q, DB, O> {}
        #[letgo::query]
        pub async fn execute<E>(self, executor: E) -> crate::Result<crate::executor::QueryResult> {}
        #[letgo::derive]
        pub async fn execute_many<'e, E>(self, executor: E) -> crate::RowStream<'e, crate::Result<crate::executor::QueryResult>> {}
        #[letgo::derive]
        pub fn fetch<'e, E>(self, executor: E) -> crate::RowStream<'e, crate::Result<crate::executor::AnyRow>> {}
        #[letgo::derive]
        pub fn fetch_many<'e, E>(self, executor: E) -> crate::RowStream<'e, crate::Result<crate::executor::AnyRow>> {}
        #[letgo::query]
        pub async fn fetch_all<E>(self, executor: E) -> crate::Result<Vec<crate::executor::AnyRow>> {}
        #[letgo::query]
        pub async fn fetch_one<E>(self, executor: E) -> crate::Result<crate::executor::AnyRow> {}
        #[letgo::query]
        pub async fn fetch_optional<E>(self, executor: E) -> crate::Result<Option<crate::executor::AnyRow>> {}
    }
    /// A query with a row type: `query.map(..)`, and what the macros give.
    pub struct Map<'q, DB, O>;
    impl<'q, DB, O> Map<'q, DB, O> {
        #[letgo::unnamed]
        pub fn bind<T>(self, value: T) -> Map<'q, DB, O> {}
        pub fn map<F: FnMut(O) -> P, P>(self, f: F) -> Map<'q, DB, P> {}
        pub fn try_map<F: FnMut(O) -> crate::Result<P>, P>(self, f: F) -> Map<'q, DB, P> {}
        #[letgo::unnamed]
        #[letgo::query]
        pub async fn execute<E>(self, executor: E) -> crate::Result<crate::executor::QueryResult> {}
        #[letgo::derive]
        pub fn fetch<'e, E>(self, executor: E) -> crate::RowStream<'e, crate::Result<O>> {}
        #[letgo::derive]
        pub fn fetch_many<'e, E>(self, executor: E) -> crate::RowStream<'e, crate::Result<O>> {}
        #[letgo::query]
        pub async fn fetch_all<E>(self, executor: E) -> crate::Result<Vec<O>> {}
        #[letgo::query]
        pub async fn fetch_one<E>(self, executor: E) -> crate::Result<O> {}
        #[letgo::query]
        pub async fn fetch_optional<E>(self, executor: E) -> crate::Result<Option<O>> {}
    }
    pub fn query<'q, DB>(sql: &'q str) -> Query<'q, DB, ()> {}
    pub fn query_with<'q, DB, A>(sql: &'q str, arguments: A) -> Query<'q, DB, A> {}
}

pub mod query_as {
    pub struct QueryAs<'q, DB, O, A>;
    impl<'q, DB, O, A> QueryAs<'q, DB, O, A> {
        pub fn bind<T>(self, value: T) -> QueryAs<'q, DB, O, A> {}
        pub fn persistent(self, value: bool) -> QueryAs<'q, DB, O, A> {}
        #[letgo::derive]
        pub fn fetch<'e, E>(self, executor: E) -> crate::RowStream<'e, crate::Result<O>> {}
        #[letgo::derive]
        pub fn fetch_many<'e, E>(self, executor: E) -> crate::RowStream<'e, crate::Result<O>> {}
        #[letgo::query]
        pub async fn fetch_all<E>(self, executor: E) -> crate::Result<Vec<O>> {}
        #[letgo::query]
        pub async fn fetch_one<E>(self, executor: E) -> crate::Result<O> {}
        #[letgo::query]
        pub async fn fetch_optional<E>(self, executor: E) -> crate::Result<Option<O>> {}
    }
    pub fn query_as<'q, DB, O>(sql: &'q str) -> QueryAs<'q, DB, O, ()> {}
    pub fn query_as_with<'q, DB, O, A>(sql: &'q str, arguments: A) -> QueryAs<'q, DB, O, A> {}
}

pub mod query_scalar {
    pub struct QueryScalar<'q, DB, O, A>;
    impl<'q, DB, O, A> QueryScalar<'q, DB, O, A> {
        pub fn bind<T>(self, value: T) -> QueryScalar<'q, DB, O, A> {}
        pub fn persistent(self, value: bool) -> QueryScalar<'q, DB, O, A> {}
        #[letgo::derive]
        pub fn fetch<'e, E>(self, executor: E) -> crate::RowStream<'e, crate::Result<O>> {}
        #[letgo::query]
        pub async fn fetch_all<E>(self, executor: E) -> crate::Result<Vec<O>> {}
        #[letgo::query]
        pub async fn fetch_one<E>(self, executor: E) -> crate::Result<O> {}
        #[letgo::query]
        pub async fn fetch_optional<E>(self, executor: E) -> crate::Result<Option<O>> {}
    }
    pub fn query_scalar<'q, DB, O>(sql: &'q str) -> QueryScalar<'q, DB, O, ()> {}
    pub fn query_scalar_with<'q, DB, O, A>(sql: &'q str, arguments: A) -> QueryScalar<'q, DB, O, A> {}
}

pub mod raw_sql {
    pub struct RawSql<'q>;
    impl<'q> RawSql<'q> {
        #[letgo::query]
        pub async fn execute<E>(self, executor: E) -> crate::Result<crate::executor::QueryResult> {}
        #[letgo::derive]
        pub fn fetch<'e, E>(self, executor: E) -> crate::RowStream<'e, crate::Result<crate::executor::AnyRow>> {}
        #[letgo::query]
        pub async fn fetch_all<E>(self, executor: E) -> crate::Result<Vec<crate::executor::AnyRow>> {}
        #[letgo::query]
        pub async fn fetch_one<E>(self, executor: E) -> crate::Result<crate::executor::AnyRow> {}
        #[letgo::query]
        pub async fn fetch_optional<E>(self, executor: E) -> crate::Result<Option<crate::executor::AnyRow>> {}
    }
    pub fn raw_sql(sql: &str) -> RawSql<'_> {}
}

pub mod query_builder {
    pub struct QueryBuilder<'a, DB>;
    impl<'a, DB> QueryBuilder<'a, DB> {
        pub fn new<S>(init: S) -> QueryBuilder<'a, DB> {}
        pub fn push<S>(&mut self, sql: S) -> &mut QueryBuilder<'a, DB> {}
        pub fn push_bind<T>(&mut self, value: T) -> &mut QueryBuilder<'a, DB> {}
        pub fn push_values<I, F>(&mut self, values: I, f: F) -> &mut QueryBuilder<'a, DB> {}
        pub fn separated<S>(&mut self, separator: S) -> Separated<'_, 'a, DB> {}
        pub fn build(&mut self) -> crate::query::Query<'_, DB, ()> {}
        pub fn build_query_as<T>(&mut self) -> crate::query_as::QueryAs<'_, DB, T, ()> {}
        pub fn build_query_scalar<T>(&mut self) -> crate::query_scalar::QueryScalar<'_, DB, T, ()> {}
        #[letgo::until("0.9")]
        pub fn sql(&self) -> &str {}
    }
    pub struct Separated<'qb, 'a, DB>;
    impl<'qb, 'a, DB> Separated<'qb, 'a, DB> {
        pub fn push<S>(&mut self, sql: S) -> &mut Self {}
        pub fn push_bind<T>(&mut self, value: T) -> &mut Self {}
        pub fn push_unseparated<S>(&mut self, sql: S) -> &mut Self {}
    }
}

/// What the macros give.
pub mod macros {
    #[letgo::macro_value]
    pub fn query() -> crate::query::Map<'static, (), crate::Record> {}
    #[letgo::macro_value]
    pub fn query_unchecked() -> crate::query::Map<'static, (), crate::Record> {}
    #[letgo::macro_value]
    pub fn query_file() -> crate::query::Map<'static, (), crate::Record> {}
    #[letgo::macro_value]
    pub fn query_as<O>() -> crate::query::Map<'static, (), O> {}
    #[letgo::macro_value]
    pub fn query_as_unchecked<O>() -> crate::query::Map<'static, (), O> {}
    #[letgo::macro_value]
    pub fn query_file_as<O>() -> crate::query::Map<'static, (), O> {}
    #[letgo::macro_value]
    pub fn query_scalar<O>() -> crate::query::Map<'static, (), O> {}
    #[letgo::macro_value]
    pub fn query_file_scalar<O>() -> crate::query::Map<'static, (), O> {}
    #[letgo::macro_value]
    pub fn query_scalar_unchecked<O>() -> crate::query::Map<'static, (), O> {}
    #[letgo::macro_value]
    pub fn migrate() -> crate::migrate::Migrator {}
}
/// The anonymous row of `query!`.
#[letgo::unnamed]
pub struct Record;

pub mod migrate {
    pub enum MigrateError {}
    pub struct Migrator;
    impl Migrator {
        #[letgo::query]
        pub async fn run<A>(&self, migrator: A) -> Result<(), MigrateError> {}
        #[letgo::query]
        pub async fn run_direct<A>(&self, migrator: A) -> Result<(), MigrateError> {}
        #[letgo::query]
        pub async fn undo<A>(&self, migrator: A, target: i64) -> Result<(), MigrateError> {}
    }
}

pub mod postgres {
    pub struct Postgres;
    impl crate::Database for Postgres {
        type Connection = PgConnection;
    }
    #[letgo::guard(raw)]
    pub struct PgConnection;
    pub type PgPool = crate::Pool<Postgres>;
    pub type PgPoolOptions = crate::pool::PoolOptions<Postgres>;
    #[letgo::since("0.8")]
    pub type PgTransaction<'c> = crate::Transaction<'c, Postgres>;
    pub use crate::executor::AnyRow as PgRow;
    pub use crate::executor::QueryResult as PgQueryResult;
    pub struct PgConnectOptions;
    #[letgo::executor]
    pub trait PgExecutor: crate::Executor {}
    impl<E: crate::Executor> PgExecutor for E {}
    #[letgo::guard(listener)]
    pub struct PgListener;
    impl PgListener {
        #[letgo::waits(database)]
        pub async fn connect(url: &str) -> crate::Result<PgListener> {}
        #[letgo::acquire]
        pub async fn connect_with(pool: &PgPool) -> crate::Result<PgListener> {}
        #[letgo::query]
        pub async fn listen(&mut self, channel: &str) -> crate::Result<()> {}
        #[letgo::query]
        pub async fn listen_all<I>(&mut self, channels: I) -> crate::Result<()> {}
        #[letgo::query]
        pub async fn unlisten(&mut self, channel: &str) -> crate::Result<()> {}
        #[letgo::query]
        pub async fn recv(&mut self) -> crate::Result<PgNotification> {}
        #[letgo::query]
        pub async fn try_recv(&mut self) -> crate::Result<Option<PgNotification>> {}
        pub fn into_stream(self) -> impl futures::Stream<Item = crate::Result<PgNotification>> {}
    }
    pub struct PgNotification;
    #[letgo::guard(copy)]
    pub struct PgCopyIn<C>;
    impl<C> PgCopyIn<C> {
        #[letgo::query]
        pub async fn send<D>(&mut self, data: D) -> crate::Result<&mut Self> {}
        #[letgo::waits(file)]
        pub async fn read_from<R>(&mut self, source: R) -> crate::Result<&mut Self> {}
        #[letgo::release]
        pub async fn finish(self) -> crate::Result<u64> {}
        #[letgo::release]
        pub async fn abort<M>(self, message: M) -> crate::Result<()> {}
    }
    impl PgConnection {
        #[letgo::derive]
        pub async fn copy_in_raw(&mut self, statement: &str) -> crate::Result<PgCopyIn<&mut PgConnection>> {}
    }
    pub struct PgAdvisoryLock;
    impl PgAdvisoryLock {
        pub fn new<S>(key: S) -> PgAdvisoryLock {}
        pub fn with_key<K>(key: K) -> PgAdvisoryLock {}
        #[letgo::derive]
        pub async fn acquire<C>(&self, conn: C) -> crate::Result<PgAdvisoryLockGuard<'_, C>> {}
        #[letgo::derive]
        pub async fn try_acquire<C>(&self, conn: C) -> crate::Result<crate::Either<PgAdvisoryLockGuard<'_, C>, C>> {}
    }
    #[letgo::guard(lock)]
    pub struct PgAdvisoryLockGuard<'lock, C>;
    impl<'lock, C> PgAdvisoryLockGuard<'lock, C> {
        #[letgo::release]
        pub async fn release_now(self) -> crate::Result<C> {}
        #[letgo::detach]
        pub fn leak(self) -> C {}
    }
    impl<'lock, C> std::ops::Deref for PgAdvisoryLockGuard<'lock, C> {
        type Target = C;
    }
}

#[letgo::look_through]
pub enum Either<L, R> {
    Left(L),
    Right(R),
}

pub mod mysql {
    pub struct MySql;
    impl crate::Database for MySql {
        type Connection = MySqlConnection;
    }
    #[letgo::guard(raw)]
    pub struct MySqlConnection;
    pub type MySqlPool = crate::Pool<MySql>;
    pub type MySqlPoolOptions = crate::pool::PoolOptions<MySql>;
    #[letgo::since("0.8")]
    pub type MySqlTransaction<'c> = crate::Transaction<'c, MySql>;
    pub use crate::executor::AnyRow as MySqlRow;
    pub use crate::executor::QueryResult as MySqlQueryResult;
    #[letgo::executor]
    pub trait MySqlExecutor: crate::Executor {}
    impl<E: crate::Executor> MySqlExecutor for E {}
}

pub mod sqlite {
    pub struct Sqlite;
    impl crate::Database for Sqlite {
        type Connection = SqliteConnection;
    }
    #[letgo::guard(raw)]
    pub struct SqliteConnection;
    pub type SqlitePool = crate::Pool<Sqlite>;
    pub type SqlitePoolOptions = crate::pool::PoolOptions<Sqlite>;
    #[letgo::since("0.8")]
    pub type SqliteTransaction<'c> = crate::Transaction<'c, Sqlite>;
    pub use crate::executor::AnyRow as SqliteRow;
    pub use crate::executor::QueryResult as SqliteQueryResult;
    pub struct SqliteConnectOptions;
    #[letgo::executor]
    pub trait SqliteExecutor: crate::Executor {}
    impl<E: crate::Executor> SqliteExecutor for E {}
}

pub mod any {
    pub struct Any;
    impl crate::Database for Any {
        type Connection = AnyConnection;
    }
    #[letgo::guard(raw)]
    pub struct AnyConnection;
    pub type AnyPool = crate::Pool<Any>;
    pub type AnyPoolOptions = crate::pool::PoolOptions<Any>;
}

pub mod types {
    #[letgo::opaque]
    pub struct Json<T>(pub T);
}
