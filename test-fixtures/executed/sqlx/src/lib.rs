//! A toy `sqlx`: names and signatures of 0.8 as far as the cases need them, and guards that count themselves.

mod acquire;
mod connection;
mod error;
mod executor;
pub mod pool;
pub mod postgres;
mod query;
mod row;
mod transaction;

pub use acquire::Acquire;
pub use connection::Connection;
pub use error::{Error, Result};
pub use executor::{Execute, Executor};
pub use pool::Pool;
pub use postgres::{PgConnection, PgExecutor, PgPool, PgTransaction, Postgres};
pub use query::{query, query_as, query_scalar, Query, QueryAs, QueryScalar};
pub use row::{FromRow, Row};
pub use transaction::Transaction;

use std::fmt::Debug;

pub trait Database: Sized + Send + Debug + 'static {
    type Connection: Connection<Database = Self>;
    type Row: Row<Database = Self>;
    type QueryResult: Send + Debug;
    type Arguments<'q>: Send + Default;
}
