//! async-sqlite: closures run on a thread of their own with the connection; nothing can be held across an await.
#![letgo::krate(async_sqlite)]
#![letgo::versions("0.7.0")]

pub use rusqlite;

#[letgo::handle]
pub struct Client;
impl Client {
    #[letgo::query]
    pub async fn conn<F, T>(&self, func: F) -> Result<T, Error>
    where
        F: FnOnce(&rusqlite::Connection) -> Result<T, rusqlite::Error>,
    {
    }
    #[letgo::query]
    pub async fn conn_mut<F, T>(&self, func: F) -> Result<T, Error>
    where
        F: FnOnce(&mut rusqlite::Connection) -> Result<T, rusqlite::Error>,
    {
    }
    #[letgo::query]
    pub async fn conn_and_then<F, T, E>(&self, func: F) -> Result<T, E>
    where
        F: FnOnce(&rusqlite::Connection) -> Result<T, E>,
    {
    }
    #[letgo::query]
    pub async fn conn_mut_and_then<F, T, E>(&self, func: F) -> Result<T, E>
    where
        F: FnOnce(&mut rusqlite::Connection) -> Result<T, E>,
    {
    }
    #[letgo::waits(database)]
    pub async fn close(&self) -> Result<(), Error> {}
}
impl Clone for Client {}
#[letgo::handle]
pub struct Pool;
impl Pool {
    #[letgo::query]
    pub async fn conn<F, T>(&self, func: F) -> Result<T, Error>
    where
        F: FnOnce(&rusqlite::Connection) -> Result<T, rusqlite::Error>,
    {
    }
    #[letgo::query]
    pub async fn conn_mut<F, T>(&self, func: F) -> Result<T, Error>
    where
        F: FnOnce(&mut rusqlite::Connection) -> Result<T, rusqlite::Error>,
    {
    }
    #[letgo::query]
    pub async fn conn_and_then<F, T, E>(&self, func: F) -> Result<T, E>
    where
        F: FnOnce(&rusqlite::Connection) -> Result<T, E>,
    {
    }
    #[letgo::query]
    pub async fn conn_mut_and_then<F, T, E>(&self, func: F) -> Result<T, E>
    where
        F: FnOnce(&mut rusqlite::Connection) -> Result<T, E>,
    {
    }
    #[letgo::waits(database)]
    pub async fn close(&self) -> Result<(), Error> {}
}
impl Clone for Pool {}
pub enum Error {
    Rusqlite(rusqlite::Error),
}
