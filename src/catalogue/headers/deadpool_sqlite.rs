//! deadpool-sqlite: work runs in closures on the blocking pool, which the slot waits for.
#![letgo::krate(deadpool_sqlite)]
#![letgo::versions("0.14.0")]

pub use rusqlite;

#[letgo::unnamed]
pub type Pool = deadpool::managed::Pool<Manager>;
#[letgo::unnamed]
pub type PoolError = deadpool::managed::PoolError<rusqlite::Error>;
#[letgo::unnamed]
pub type Object = deadpool::managed::Object<Manager>;
pub type Connection = deadpool::managed::Object<Manager>;
pub struct Manager;
impl deadpool::managed::Manager for Manager {
    type Type = deadpool_sync::SyncWrapper<rusqlite::Connection>;
    type Error = rusqlite::Error;
}
pub struct Config;
impl Config {
    pub fn new<P>(path: P) -> Self {}
    #[letgo::unnamed]
    pub fn create_pool(&self, runtime: Runtime) -> Result<Pool, CreatePoolError> {}
}
#[letgo::unnamed]
pub struct Runtime;
#[letgo::unnamed]
pub struct CreatePoolError;
