//! r2d2_sqlite.
#![letgo::krate(r2d2_sqlite)]
#![letgo::versions("0.35.0")]

pub use rusqlite;

pub struct SqliteConnectionManager;
impl SqliteConnectionManager {
    pub fn file<P>(path: P) -> Self {}
    pub fn memory() -> Self {}
}
impl r2d2::ManageConnection for SqliteConnectionManager {
    type Connection = rusqlite::Connection;
    type Error = rusqlite::Error;
}
