//! deadpool-lapin: pooled AMQP connections. A slot of a broker's pool; what is done on it is work for the broker.
#![letgo::krate(deadpool_lapin)]
#![letgo::versions("0.12.1", "0.14.0")]
#![letgo::waits(broker)]

pub use lapin;

#[letgo::unnamed]
pub type Pool = deadpool::managed::Pool<Manager>;
#[letgo::unnamed]
pub type PoolError = deadpool::managed::PoolError<lapin::Error>;
#[letgo::unnamed]
pub type Object = deadpool::managed::Object<Manager>;
pub type Connection = deadpool::managed::Object<Manager>;
pub struct Manager;
impl deadpool::managed::Manager for Manager {
    type Type = lapin::Connection;
    type Error = lapin::Error;
}
