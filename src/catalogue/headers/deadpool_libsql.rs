//! deadpool-libsql: pooled libsql connections.
#![letgo::krate(deadpool_libsql)]
#![letgo::versions("0.1.1")]

pub use libsql;

#[letgo::unnamed]
pub type Pool = deadpool::managed::Pool<Manager>;
#[letgo::unnamed]
pub type Object = deadpool::managed::Object<Manager>;
pub type Connection = deadpool::managed::Object<Manager>;
pub struct Manager;
impl deadpool::managed::Manager for Manager {
    type Type = libsql::Connection;
    type Error = libsql::Error;
}
