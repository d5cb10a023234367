//! diesel-async 0.5 to 0.9: raw connections, closure transactions, and the pools that it knows.
#![letgo::krate(diesel_async)]
#![letgo::versions("0.5.2", "0.6.1", "0.8.0", "0.9.2")]

pub use run_query_dsl::{RunQueryDsl, SaveChangesDsl, UpdateAndFetchResults};

/// A connection or a pooled one behind its `Deref`.
#[letgo::since("0.7")]
#[letgo::guard(raw)]
pub trait AsyncConnectionCore {}
#[letgo::guard(raw)]
pub trait AsyncConnection: AsyncConnectionCore {
    #[letgo::waits(database)]
    async fn establish(url: &str) -> diesel::ConnectionResult<Self>;
    /// The transaction is open exactly inside the closure: `async |conn| {…}`, before 0.9 `|conn| async move {…}.scope_boxed()`.
    #[letgo::query]
    async fn transaction<R, E, F: AsyncFnOnce(&mut Self) -> Result<R, E>>(&mut self, callback: F) -> Result<R, E>;
    #[letgo::query]
    async fn test_transaction<R, E, F: AsyncFnOnce(&mut Self) -> Result<R, E>>(&mut self, callback: F) -> R;
    #[letgo::query]
    async fn begin_test_transaction(&mut self) -> diesel::QueryResult<()>;
}
#[letgo::guard(raw)]
pub trait SimpleAsyncConnection {
    #[letgo::query]
    async fn batch_execute(&mut self, query: &str) -> diesel::QueryResult<()>;
}

#[letgo::guard(raw)]
pub struct AsyncPgConnection;
impl AsyncPgConnection {
    #[letgo::waits(database)]
    pub async fn try_from(client: tokio_postgres::Client) -> diesel::ConnectionResult<Self> {}
    pub fn build_transaction(&mut self) -> pg::TransactionBuilder<'_, Self> {}
    pub fn cancel_token(&self) -> tokio_postgres::CancelToken {}
}
impl AsyncConnectionCore for AsyncPgConnection {}
impl AsyncConnection for AsyncPgConnection {}
impl SimpleAsyncConnection for AsyncPgConnection {}

#[letgo::guard(raw)]
pub struct AsyncMysqlConnection;
impl AsyncConnectionCore for AsyncMysqlConnection {}
impl AsyncConnection for AsyncMysqlConnection {}
impl SimpleAsyncConnection for AsyncMysqlConnection {}

pub mod pg {
    pub use crate::AsyncPgConnection;
    #[letgo::facade]
    pub struct TransactionBuilder<'a, C>;
    impl<'a, C> TransactionBuilder<'a, C> {
        pub fn read_only(self) -> Self {}
        pub fn read_write(self) -> Self {}
        pub fn deferrable(self) -> Self {}
        pub fn not_deferrable(self) -> Self {}
        pub fn read_committed(self) -> Self {}
        pub fn repeatable_read(self) -> Self {}
        pub fn serializable(self) -> Self {}
        #[letgo::query]
        pub async fn run<R, E, F: AsyncFnOnce(&mut C) -> Result<R, E>>(&mut self, callback: F) -> Result<R, E> {}
    }
}

pub mod sync_connection_wrapper {
    #[letgo::guard(raw)]
    pub struct SyncConnectionWrapper<C>;
    impl<C> SyncConnectionWrapper<C> {
        pub fn new(connection: C) -> Self {}
        #[letgo::query]
        pub async fn spawn_blocking<R, F: FnOnce(&mut C) -> diesel::QueryResult<R>>(&mut self, task: F) -> diesel::QueryResult<R> {}
    }
    impl<C> crate::AsyncConnectionCore for SyncConnectionWrapper<C> {}
    impl<C> crate::AsyncConnection for SyncConnectionWrapper<C> {}
    impl<C> crate::SimpleAsyncConnection for SyncConnectionWrapper<C> {}
}

pub mod async_connection_wrapper {
    #[letgo::guard(raw)]
    pub struct AsyncConnectionWrapper<C>;
    impl<C> From<C> for AsyncConnectionWrapper<C> {}
    impl<C> diesel::connection::Connection for AsyncConnectionWrapper<C> {}
    impl<C> diesel::connection::LoadConnection for AsyncConnectionWrapper<C> {}
}

pub mod run_query_dsl {
    /// On whatever `table!` and the query builder make.
    pub trait RunQueryDsl<Conn> {
        #[letgo::query]
        async fn execute(self, conn: &mut Conn) -> diesel::QueryResult<usize>;
        #[letgo::query]
        async fn load<U>(self, conn: &mut Conn) -> diesel::QueryResult<Vec<U>>;
        #[letgo::derive]
        async fn load_stream<U>(self, conn: &mut Conn) -> diesel::QueryResult<crate::RowStream<'_, diesel::QueryResult<U>>>;
        #[letgo::query]
        async fn get_result<U>(self, conn: &mut Conn) -> diesel::QueryResult<U>;
        #[letgo::query]
        async fn get_results<U>(self, conn: &mut Conn) -> diesel::QueryResult<Vec<U>>;
        #[letgo::query]
        async fn first<U>(self, conn: &mut Conn) -> diesel::QueryResult<U>;
    }
    pub trait SaveChangesDsl<Conn> {
        #[letgo::query]
        async fn save_changes<T>(self, conn: &mut Conn) -> diesel::QueryResult<T>;
    }
    pub trait UpdateAndFetchResults<Changes, Output> {
        #[letgo::query]
        async fn update_and_fetch(&mut self, changeset: Changes) -> diesel::QueryResult<Output>;
    }
}

/// What `load_stream` gives has no name of its own; it borrows the connection.
#[letgo::unnamed]
#[letgo::guard(stream)]
pub struct RowStream<'c, T>;
impl<'c, T> futures::Stream for RowStream<'c, T> {
    type Item = T;
}

pub mod pooled_connection {
    pub struct AsyncDieselConnectionManager<C>;
    impl<C> AsyncDieselConnectionManager<C> {
        pub fn new<S>(url: S) -> Self {}
        pub fn new_with_config<S>(url: S, config: ManagerConfig<C>) -> Self {}
    }
    #[letgo::opaque]
    pub struct ManagerConfig<C>;
    pub enum PoolError {
        ConnectionError(diesel::ConnectionError),
        QueryError(diesel::result::Error),
    }
    impl<C> ::deadpool::managed::Manager for AsyncDieselConnectionManager<C> {
        type Type = C;
        type Error = PoolError;
    }
    impl<C> ::bb8::ManageConnection for AsyncDieselConnectionManager<C> {
        type Connection = C;
        type Error = PoolError;
    }
    impl<C> ::mobc::Manager for AsyncDieselConnectionManager<C> {
        type Connection = C;
        type Error = PoolError;
    }
    pub mod deadpool {
        pub type Pool<C> = ::deadpool::managed::Pool<super::AsyncDieselConnectionManager<C>>;
        pub type Object<C> = ::deadpool::managed::Object<super::AsyncDieselConnectionManager<C>>;
        pub type PoolBuilder<C> = ::deadpool::managed::PoolBuilder<super::AsyncDieselConnectionManager<C>>;
        pub type PoolError = ::deadpool::managed::PoolError<super::PoolError>;
        pub struct BuildError;
    }
    pub mod bb8 {
        pub type Pool<C> = ::bb8::Pool<super::AsyncDieselConnectionManager<C>>;
        pub type PooledConnection<'a, C> = ::bb8::PooledConnection<'a, super::AsyncDieselConnectionManager<C>>;
        pub type RunError = ::bb8::RunError<super::PoolError>;
    }
    pub mod mobc {
        pub type Pool<C> = ::mobc::Pool<super::AsyncDieselConnectionManager<C>>;
        pub type PooledConnection<C> = ::mobc::Connection<super::AsyncDieselConnectionManager<C>>;
    }
}
