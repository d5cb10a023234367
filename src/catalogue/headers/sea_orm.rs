//! sea-orm 1 and 2: connections are handles (a pool inside), transactions and row streams are guards, and a query runs
//! on whichever `ConnectionTrait` it is given.
#![letgo::krate(sea_orm)]
#![letgo::versions("1.1.20", "2.0.4")]

pub use database::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbConn, IsolationLevel, QueryStream, Statement, StreamTrait, TransactionError, TransactionStream, TransactionTrait,
};
pub use entity::{prelude, ActiveModelBehavior, ActiveModelTrait, EntityTrait, FromQueryResult, ModelTrait};
pub use error::DbErr;
pub use executor::{
    Cursor, DeleteResult, ExecResult, InsertResult, Paginator, PaginatorTrait, QueryResult, SelectGetableTuple, SelectModel, Selector, SelectorRaw,
    SelectorTrait, UpdateResult,
};
pub use query::{DeleteMany, DeleteOne, Insert, LoaderTrait, QueryFilter, QueryOrder, QuerySelect, Select, SelectTwo, SelectTwoMany, UpdateMany, UpdateOne};


pub mod error {
    pub enum DbErr {
        Custom(String),
        RecordNotFound(String),
        RecordNotInserted,
        RecordNotUpdated,
        Type(String),
        Json(String),
        Migration(String),
    }
}

pub mod database {
    use crate::{DbErr, ExecResult, QueryResult};

    pub struct Database;
    impl Database {
        #[letgo::waits(database)]
        pub async fn connect<C>(opt: C) -> Result<DatabaseConnection, DbErr> {}
    }
    pub struct ConnectOptions;
    impl ConnectOptions {
        pub fn new<T>(url: T) -> Self {}
        pub fn max_connections(&mut self, value: u32) -> &mut Self {}
        pub fn min_connections(&mut self, value: u32) -> &mut Self {}
        pub fn connect_timeout(&mut self, value: std::time::Duration) -> &mut Self {}
        pub fn acquire_timeout(&mut self, value: std::time::Duration) -> &mut Self {}
        pub fn sqlx_logging(&mut self, value: bool) -> &mut Self {}
    }
    pub enum DatabaseBackend {
        MySql,
        Postgres,
        Sqlite,
    }
    pub type DbBackend = DatabaseBackend;
    pub enum IsolationLevel {
        RepeatableRead,
        ReadCommitted,
        ReadUncommitted,
        Serializable,
    }
    pub enum AccessMode {
        ReadOnly,
        ReadWrite,
    }
    pub struct Statement;
    impl Statement {
        pub fn from_string<T>(backend: DbBackend, statement: T) -> Statement {}
        pub fn from_sql_and_values<I, T>(backend: DbBackend, sql: T, values: I) -> Self {}
    }
    pub enum TransactionError<E> {
        Connection(DbErr),
        Transaction(E),
    }

    /// A connection pool; each query takes a connection and gives it back.
    #[letgo::handle]
    pub struct DatabaseConnection;
    pub type DbConn = DatabaseConnection;
    impl DatabaseConnection {
        #[letgo::query]
        pub async fn ping(&self) -> Result<(), DbErr> {}
        #[letgo::waits(database)]
        pub async fn close(self) -> Result<(), DbErr> {}
        #[letgo::waits(database)]
        pub async fn close_by_ref(&self) -> Result<(), DbErr> {}
        #[letgo::since("2.0")]
        #[letgo::acquire]
        pub async fn transaction_async<F: AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>, T, E>(&self, callback: F) -> Result<T, TransactionError<E>> {}
        pub fn get_postgres_connection_pool(&self) -> &sqlx::PgPool {}
        pub fn get_mysql_connection_pool(&self) -> &sqlx::MySqlPool {}
        pub fn get_sqlite_connection_pool(&self) -> &sqlx::SqlitePool {}
    }
    impl Clone for DatabaseConnection {}

    #[letgo::guard(tx)]
    pub struct DatabaseTransaction;
    impl DatabaseTransaction {
        #[letgo::release]
        pub async fn commit(self) -> Result<(), DbErr> {}
        #[letgo::release]
        pub async fn rollback(self) -> Result<(), DbErr> {}
        #[letgo::since("2.0")]
        #[letgo::query]
        pub async fn transaction_async<F: AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>, T, E>(&self, callback: F) -> Result<T, TransactionError<E>> {}
    }

    #[letgo::guard(stream)]
    pub struct QueryStream;
    impl futures::Stream for QueryStream {
        type Item = Result<QueryResult, DbErr>;
    }
    #[letgo::guard(stream)]
    pub struct TransactionStream<'a>;
    impl<'a> futures::Stream for TransactionStream<'a> {
        type Item = Result<QueryResult, DbErr>;
    }
    /// What `find().stream(db)` gives: a boxed stream, which owns or borrows a connection.
    #[letgo::unnamed]
    #[letgo::guard(stream)]
    pub struct ModelStream<'b, T>;
    impl<'b, T> futures::Stream for ModelStream<'b, T> {
        type Item = Result<T, DbErr>;
    }

    /// `&DatabaseConnection`, `&DatabaseTransaction`: the first takes a connection for the time of the query.
    #[letgo::executor]
    pub trait ConnectionTrait {
        #[letgo::query]
        async fn execute<S>(&self, statement: S) -> Result<ExecResult, DbErr>;
        #[letgo::since("2.0")]
        #[letgo::query]
        async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr>;
        #[letgo::query]
        async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr>;
        #[letgo::query]
        async fn query_one<S>(&self, statement: S) -> Result<Option<QueryResult>, DbErr>;
        #[letgo::since("2.0")]
        #[letgo::query]
        async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr>;
        #[letgo::query]
        async fn query_all<S>(&self, statement: S) -> Result<Vec<QueryResult>, DbErr>;
        #[letgo::since("2.0")]
        #[letgo::query]
        async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr>;
        fn get_database_backend(&self) -> DbBackend;
        fn support_returning(&self) -> bool;
    }
    impl ConnectionTrait for DatabaseConnection {}
    impl ConnectionTrait for DatabaseTransaction {}

    #[letgo::executor]
    pub trait StreamTrait {
        type Stream;
        #[letgo::derive]
        fn stream<S>(&self, statement: S) -> std::pin::Pin<Box<dyn Future<Output = Result<Self::Stream, DbErr>>>>;
        #[letgo::since("2.0")]
        #[letgo::derive]
        fn stream_raw(&self, statement: Statement) -> std::pin::Pin<Box<dyn Future<Output = Result<Self::Stream, DbErr>>>>;
    }
    impl StreamTrait for DatabaseConnection {
        type Stream = QueryStream;
    }
    impl StreamTrait for DatabaseTransaction {
        type Stream = TransactionStream;
    }

    #[letgo::executor]
    pub trait TransactionTrait {
        #[letgo::acquire]
        async fn begin(&self) -> Result<DatabaseTransaction, DbErr>;
        #[letgo::acquire]
        async fn begin_with_config(&self, isolation: Option<IsolationLevel>, access: Option<AccessMode>) -> Result<DatabaseTransaction, DbErr>;
        /// The transaction is open exactly inside the closure.
        #[letgo::acquire]
        async fn transaction<F, T, E>(&self, callback: F) -> Result<T, TransactionError<E>>
        where
            F: FnOnce(&DatabaseTransaction) -> std::pin::Pin<Box<dyn Future<Output = Result<T, E>>>>;
        #[letgo::acquire]
        async fn transaction_with_config<F, T, E>(&self, callback: F, isolation: Option<IsolationLevel>, access: Option<AccessMode>) -> Result<T, TransactionError<E>>
        where
            F: FnOnce(&DatabaseTransaction) -> std::pin::Pin<Box<dyn Future<Output = Result<T, E>>>>;
    }
    impl TransactionTrait for DatabaseConnection {}
    /// A savepoint on the connection that the transaction has already.
    impl TransactionTrait for DatabaseTransaction {
        #[letgo::derive]
        async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {}
        #[letgo::derive]
        async fn begin_with_config(&self, isolation: Option<IsolationLevel>, access: Option<AccessMode>) -> Result<DatabaseTransaction, DbErr> {}
        #[letgo::query]
        async fn transaction<F, T, E>(&self, callback: F) -> Result<T, TransactionError<E>>
        where
            F: FnOnce(&DatabaseTransaction) -> std::pin::Pin<Box<dyn Future<Output = Result<T, E>>>>,
        {
        }
        #[letgo::query]
        async fn transaction_with_config<F, T, E>(&self, callback: F, isolation: Option<IsolationLevel>, access: Option<AccessMode>) -> Result<T, TransactionError<E>>
        where
            F: FnOnce(&DatabaseTransaction) -> std::pin::Pin<Box<dyn Future<Output = Result<T, E>>>>,
        {
        }
    }
}

pub mod entity {
    pub mod prelude {
        pub use crate::{
            ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DatabaseConnection, DbConn, EntityTrait, LoaderTrait,
            ModelTrait, PaginatorTrait, QueryFilter, QueryResult, Select, error::*,
        };
    }
    use crate::{DbErr, DeleteMany, DeleteOne, DeleteResult, Insert, Select, UpdateMany, UpdateOne};

    pub trait EntityTrait {
        type Model;
        fn find() -> Select<Self>;
        fn find_by_id<T>(values: T) -> Select<Self>;
        fn insert<A>(model: A) -> Insert<A>;
        fn update<A>(model: A) -> UpdateOne<A>;
        fn update_many() -> UpdateMany<Self>;
        fn delete<A>(model: A) -> DeleteOne<A>;
        fn delete_many() -> DeleteMany<Self>;
    }
    pub trait ModelTrait {
        type Entity;
        fn find_related<R>(&self, related: R) -> Select<R>;
        #[letgo::query]
        async fn delete<A, C>(self, db: &C) -> Result<DeleteResult, DbErr>;
    }
    pub trait FromQueryResult {
        fn find_by_statement(statement: crate::Statement) -> crate::SelectorRaw<crate::SelectModel<Self>>;
    }
    /// Derives implement it, nearly always.
    impl<T> FromQueryResult for T {}
    pub trait ActiveModelTrait {
        type Entity: EntityTrait;
        #[letgo::query]
        async fn insert<C>(self, db: &C) -> Result<<Self::Entity as EntityTrait>::Model, DbErr>;
        #[letgo::query]
        async fn update<C>(self, db: &C) -> Result<<Self::Entity as EntityTrait>::Model, DbErr>;
        #[letgo::query]
        async fn save<C>(self, db: &C) -> Result<Self, DbErr>;
        #[letgo::query]
        async fn delete<C>(self, db: &C) -> Result<DeleteResult, DbErr>;
    }
    pub trait ActiveModelBehavior {}
}

pub mod query {
    pub use crate::{ConnectionTrait, InsertResult, PaginatorTrait, Statement, StreamTrait, TransactionTrait, UpdateResult};
    use crate::database::ModelStream;
    use crate::{DbErr, DeleteResult, EntityTrait, SelectGetableTuple, SelectModel, Selector, SelectorRaw};

    pub struct Select<E>;
    impl<E: EntityTrait> Select<E> {
        pub fn into_model<M>(self) -> Selector<SelectModel<M>> {}
        pub fn into_partial_model<M>(self) -> Selector<SelectModel<M>> {}
        pub fn into_tuple<T>(self) -> Selector<SelectGetableTuple<T>> {}
        pub fn inner_join<R>(self, related: R) -> Self {}
        pub fn left_join<R>(self, related: R) -> Self {}
        pub fn right_join<R>(self, related: R) -> Self {}
        pub fn reverse_join<R>(self, related: R) -> Self {}
        pub fn from_raw_sql(self, statement: crate::Statement) -> SelectorRaw<SelectModel<<E as EntityTrait>::Model>> {}
        pub fn find_also_related<R>(self, related: R) -> SelectTwo<E, R> {}
        pub fn find_with_related<R>(self, related: R) -> SelectTwoMany<E, R> {}
        #[letgo::query]
        pub async fn one<C>(self, db: &C) -> Result<Option<<E as EntityTrait>::Model>, DbErr> {}
        #[letgo::query]
        pub async fn all<C>(self, db: &C) -> Result<Vec<<E as EntityTrait>::Model>, DbErr> {}
        #[letgo::derive]
        pub async fn stream<'b, C>(self, db: &C) -> Result<ModelStream<'b, <E as EntityTrait>::Model>, DbErr> {}
    }
    pub trait QueryFilter {
        fn filter<F>(self, filter: F) -> Self;
        fn belongs_to<M>(self, model: &M) -> Self;
    }
    pub trait QueryOrder {
        fn order_by<C, O>(self, column: C, order: O) -> Self;
        fn order_by_with_nulls<C, O, N>(self, column: C, order: O, nulls: N) -> Self;
        fn order_by_asc<C>(self, column: C) -> Self;
        fn order_by_desc<C>(self, column: C) -> Self;
    }
    pub trait QuerySelect {
        fn limit<T>(self, limit: T) -> Self;
        fn offset<T>(self, offset: T) -> Self;
        fn column<C>(self, column: C) -> Self;
        fn select_only(self) -> Self;
        fn column_as<C, I>(self, column: C, alias: I) -> Self;
        fn columns<C, I>(self, columns: I) -> Self;
        fn expr_as<T, A>(self, expr: T, alias: A) -> Self;
        fn group_by<C>(self, column: C) -> Self;
        fn having<F>(self, filter: F) -> Self;
        fn join<J, R>(self, join: J, relation: R) -> Self;
        fn join_rev<J, R>(self, join: J, relation: R) -> Self;
        fn join_as<J, R, A>(self, join: J, relation: R, alias: A) -> Self;
        fn distinct(self) -> Self;
        fn distinct_on<T, I>(self, columns: I) -> Self;
        fn lock<L>(self, lock: L) -> Self;
        fn lock_shared(self) -> Self;
        fn lock_exclusive(self) -> Self;
    }
    impl<E> QueryFilter for Select<E> {}
    impl<E> QueryOrder for Select<E> {}
    impl<E> QuerySelect for Select<E> {}
    impl<E, F> QueryFilter for SelectTwo<E, F> {}
    impl<E, F> QueryOrder for SelectTwo<E, F> {}
    impl<E, F> QuerySelect for SelectTwo<E, F> {}
    impl<E, F> QueryFilter for SelectTwoMany<E, F> {}
    impl<E, F> QueryOrder for SelectTwoMany<E, F> {}
    impl<E> QueryFilter for UpdateMany<E> {}
    impl<E> QueryFilter for DeleteMany<E> {}
    pub struct SelectTwo<E, F>;
    impl<E: EntityTrait, F: EntityTrait> SelectTwo<E, F> {
        #[letgo::query]
        pub async fn one<C>(self, db: &C) -> Result<Option<(<E as EntityTrait>::Model, Option<<F as EntityTrait>::Model>)>, DbErr> {}
        #[letgo::query]
        pub async fn all<C>(self, db: &C) -> Result<Vec<(<E as EntityTrait>::Model, Option<<F as EntityTrait>::Model>)>, DbErr> {}
        #[letgo::derive]
        pub async fn stream<'b, C>(self, db: &C) -> Result<ModelStream<'b, (<E as EntityTrait>::Model, Option<<F as EntityTrait>::Model>)>, DbErr> {}
    }
    pub struct SelectTwoMany<E, F>;
    impl<E: EntityTrait, F: EntityTrait> SelectTwoMany<E, F> {
        #[letgo::query]
        pub async fn all<C>(self, db: &C) -> Result<Vec<(<E as EntityTrait>::Model, Vec<<F as EntityTrait>::Model>)>, DbErr> {}
    }
    pub struct Insert<A>;
    impl<A> Insert<A> {
        pub fn on_conflict<C>(self, on_conflict: C) -> Self {}
        #[letgo::query]
        pub async fn exec<C>(self, db: &C) -> Result<InsertResult<A>, DbErr> {}
        #[letgo::query]
        pub async fn exec_without_returning<C>(self, db: &C) -> Result<u64, DbErr> {}
        #[letgo::query]
        pub async fn exec_with_returning<C, M>(self, db: &C) -> Result<M, DbErr> {}
    }
    pub struct UpdateOne<A>;
    impl<A> UpdateOne<A> {
        #[letgo::query]
        pub async fn exec<C, M>(self, db: &C) -> Result<M, DbErr> {}
    }
    pub struct UpdateMany<E>;
    impl<E: EntityTrait> UpdateMany<E> {
        pub fn col_expr<T, X>(self, column: T, expression: X) -> Self {}
        #[letgo::query]
        pub async fn exec<C>(self, db: &C) -> Result<UpdateResult, DbErr> {}
    }
    pub struct DeleteOne<A>;
    impl<A> DeleteOne<A> {
        #[letgo::query]
        pub async fn exec<C>(self, db: &C) -> Result<DeleteResult, DbErr> {}
    }
    pub struct DeleteMany<E>;
    impl<E: EntityTrait> DeleteMany<E> {
        #[letgo::query]
        pub async fn exec<C>(self, db: &C) -> Result<DeleteResult, DbErr> {}
    }
    pub trait LoaderTrait {
        #[letgo::query]
        async fn load_one<R, S, C, M>(&self, statement: S, db: &C) -> Result<Vec<Option<M>>, DbErr>;
        #[letgo::query]
        async fn load_many<R, S, C, M>(&self, statement: S, db: &C) -> Result<Vec<Vec<M>>, DbErr>;
        #[letgo::query]
        async fn load_many_to_many<R, S, V, C, M>(&self, statement: S, via: V, db: &C) -> Result<Vec<Vec<M>>, DbErr>;
    }
}

pub mod executor {
    use crate::database::ModelStream;
    use crate::{DbErr, Select};

    pub struct ExecResult;
    impl ExecResult {
        pub fn last_insert_id(&self) -> u64 {}
        pub fn rows_affected(&self) -> u64 {}
    }
    pub struct QueryResult;
    impl QueryResult {
        pub fn try_get<T>(&self, prefix: &str, column: &str) -> Result<T, DbErr> {}
        pub fn try_get_by_index<T>(&self, index: usize) -> Result<T, DbErr> {}
    }
    #[letgo::opaque]
    pub struct InsertResult<A>;
    pub struct UpdateResult {
        pub rows_affected: u64,
    }
    pub struct DeleteResult {
        pub rows_affected: u64,
    }
    pub trait SelectorTrait {
        type Item;
    }
    #[letgo::opaque]
    pub struct SelectGetableTuple<T>;
    impl<T> SelectorTrait for SelectGetableTuple<T> {
        type Item = T;
    }
    #[letgo::opaque]
    pub struct SelectModel<M>;
    impl<M> SelectorTrait for SelectModel<M> {
        type Item = M;
    }
    #[letgo::opaque]
    pub struct Selector<S>;
    impl<S: SelectorTrait> Selector<S> {
        #[letgo::query]
        pub async fn one<C>(self, db: &C) -> Result<Option<<S as SelectorTrait>::Item>, DbErr> {}
        #[letgo::query]
        pub async fn all<C>(self, db: &C) -> Result<Vec<<S as SelectorTrait>::Item>, DbErr> {}
        #[letgo::derive]
        pub async fn stream<'b, C>(self, db: &C) -> Result<ModelStream<'b, <S as SelectorTrait>::Item>, DbErr> {}
    }
    #[letgo::opaque]
    pub struct SelectorRaw<S>;
    impl<S: SelectorTrait> SelectorRaw<S> {
        #[letgo::query]
        pub async fn one<C>(self, db: &C) -> Result<Option<<S as SelectorTrait>::Item>, DbErr> {}
        #[letgo::query]
        pub async fn all<C>(self, db: &C) -> Result<Vec<<S as SelectorTrait>::Item>, DbErr> {}
        #[letgo::derive]
        pub async fn stream<'b, C>(self, db: &C) -> Result<ModelStream<'b, <S as SelectorTrait>::Item>, DbErr> {}
    }
    /// Takes a connection for each page, and none between.
    #[letgo::handle]
    pub struct Paginator<'db, C, S>;
    impl<'db, C, S: SelectorTrait> Paginator<'db, C, S> {
        #[letgo::query]
        pub async fn fetch_page(&self, page: u64) -> Result<Vec<<S as SelectorTrait>::Item>, DbErr> {}
        #[letgo::query]
        pub async fn fetch(&self) -> Result<Vec<<S as SelectorTrait>::Item>, DbErr> {}
        #[letgo::query]
        pub async fn num_items(&self) -> Result<u64, DbErr> {}
        #[letgo::query]
        pub async fn num_pages(&self) -> Result<u64, DbErr> {}
        #[letgo::query]
        pub async fn fetch_and_next(&mut self) -> Result<Option<Vec<<S as SelectorTrait>::Item>>, DbErr> {}
    }
    pub trait PaginatorTrait<'db, C> {
        type Selector;
        fn paginate(self, db: &'db C, page_size: u64) -> Paginator<'db, C, Self::Selector>;
        #[letgo::query]
        async fn count(self, db: &'db C) -> Result<u64, DbErr>;
    }
    impl<'db, C, E: crate::EntityTrait> PaginatorTrait<'db, C> for Select<E> {
        type Selector = SelectModel<<E as crate::EntityTrait>::Model>;
    }
    #[letgo::opaque]
    pub struct Cursor<S>;
    impl<S: SelectorTrait> Cursor<S> {
        #[letgo::query]
        pub async fn all<C>(&mut self, db: &C) -> Result<Vec<<S as SelectorTrait>::Item>, DbErr> {}
    }
}

/// Beside each `Model`.
#[letgo::derived(DeriveEntityModel)]
mod derived {
    pub struct Entity;
    impl ::sea_orm::EntityTrait for Entity {
        type Model = Model;
    }
    pub struct ActiveModel;
    impl ::sea_orm::ActiveModelTrait for ActiveModel {
        type Entity = Entity;
    }
    impl ::sea_orm::ModelTrait for Model {
        type Entity = Entity;
    }
    impl Default for ActiveModel {}
}
