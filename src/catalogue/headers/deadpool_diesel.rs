//! deadpool-diesel 0.6 and 0.7: blocking diesel connections behind `interact`.
#![letgo::krate(deadpool_diesel)]
#![letgo::versions("0.6.1", "0.7.0")]

/// By `managed_reexports!`, like the aliases.
#[letgo::unnamed]
pub use deadpool_sync::{InteractError, SyncWrapper};
pub type Connection<C> = SyncWrapper<C>;
pub type Pool<C> = deadpool::managed::Pool<Manager<C>>;
pub type PoolError = deadpool::managed::PoolError<Error>;

pub struct Error;
pub struct Manager<C>;
impl<C> deadpool::managed::Manager for Manager<C> {
    type Type = SyncWrapper<C>;
    type Error = Error;
}

pub mod postgres {
    pub type Manager = super::Manager<diesel::PgConnection>;
    #[letgo::unnamed]
    pub type Pool = deadpool::managed::Pool<Manager>;
    #[letgo::unnamed]
    pub type Object = deadpool::managed::Object<Manager>;
    pub type Connection = Object;
}
pub mod mysql {
    pub type Manager = super::Manager<diesel::MysqlConnection>;
    #[letgo::unnamed]
    pub type Pool = deadpool::managed::Pool<Manager>;
    #[letgo::unnamed]
    pub type Object = deadpool::managed::Object<Manager>;
    pub type Connection = Object;
}
pub mod sqlite {
    pub type Manager = super::Manager<diesel::SqliteConnection>;
    #[letgo::unnamed]
    pub type Pool = deadpool::managed::Pool<Manager>;
    #[letgo::unnamed]
    pub type Object = deadpool::managed::Object<Manager>;
    pub type Connection = Object;
}
