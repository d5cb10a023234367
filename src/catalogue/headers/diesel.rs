//! diesel 2.2 and 2.3: synchronous connections, and r2d2 under another name. The query methods are found on anything:
//! `table!` makes its types at compile time.
#![letgo::krate(diesel)]
#![letgo::versions("2.2.12", "2.3.14")]

pub use connection::Connection;
pub use mysql::MysqlConnection;
pub use pg::PgConnection;
pub use query_dsl::RunQueryDsl;
pub use result::{ConnectionError, ConnectionResult, QueryResult};
pub use sqlite::SqliteConnection;

pub mod prelude {
    pub use crate::{Connection, MysqlConnection, PgConnection, QueryResult, RunQueryDsl, SqliteConnection};
    pub use crate::result::{ConnectionError, ConnectionResult};
}

pub mod result {
    pub enum Error {
        NotFound,
        RollbackTransaction,
        AlreadyInTransaction,
    }
    pub struct ConnectionError;
    pub type QueryResult<T> = Result<T, Error>;
    pub type ConnectionResult<T> = Result<T, ConnectionError>;
}

pub mod connection {
    #[letgo::guard(raw)]
    pub trait Connection {
        fn establish(url: &str) -> crate::ConnectionResult<Self>;
        fn transaction<T, E, F: FnOnce(&mut Self) -> Result<T, E>>(&mut self, f: F) -> Result<T, E>;
        fn test_transaction<T, E, F: FnOnce(&mut Self) -> Result<T, E>>(&mut self, f: F) -> T;
        fn begin_test_transaction(&mut self) -> crate::QueryResult<()>;
    }
    #[letgo::guard(raw)]
    pub trait LoadConnection: Connection {}
    impl Connection for crate::PgConnection {}
    impl Connection for crate::MysqlConnection {}
    impl Connection for crate::SqliteConnection {}
}

pub mod query_dsl {
    /// On whatever `table!` and the query builder make.
    pub trait RunQueryDsl {
        fn execute<C>(self, conn: &mut C) -> crate::QueryResult<usize>;
        fn load<U, C>(self, conn: &mut C) -> crate::QueryResult<Vec<U>>;
        fn get_result<U, C>(self, conn: &mut C) -> crate::QueryResult<U>;
        fn get_results<U, C>(self, conn: &mut C) -> crate::QueryResult<Vec<U>>;
        fn first<U, C>(self, conn: &mut C) -> crate::QueryResult<U>;
    }
}

pub mod pg {
    #[letgo::guard(raw)]
    pub struct PgConnection;
    pub struct Pg;
}
pub mod mysql {
    #[letgo::guard(raw)]
    pub struct MysqlConnection;
    pub struct Mysql;
}
pub mod sqlite {
    #[letgo::guard(raw)]
    pub struct SqliteConnection;
    impl SqliteConnection {
        pub fn immediate_transaction<T, E, F: FnOnce(&mut Self) -> Result<T, E>>(&mut self, f: F) -> Result<T, E> {}
        pub fn exclusive_transaction<T, E, F: FnOnce(&mut Self) -> Result<T, E>>(&mut self, f: F) -> Result<T, E> {}
    }
    pub struct Sqlite;
}

pub mod r2d2 {
    pub use ::r2d2::*;
    pub struct ConnectionManager<T>;
    impl<T> ConnectionManager<T> {
        pub fn new<S>(url: S) -> ConnectionManager<T> {}
    }
    impl<T> ::r2d2::ManageConnection for ConnectionManager<T> {
        type Connection = T;
        type Error = Error;
    }
}
