//! deadpool-redis: a slot of the pool with a multiplexed connection of its own.
#![letgo::krate(deadpool_redis)]
#![letgo::versions("0.20.0", "0.23.1")]
#![letgo::store(redis)]
#![letgo::waits(database)]

pub use redis;

#[letgo::unnamed]
pub type Pool = deadpool::managed::Pool<Manager, Connection>;
#[letgo::unnamed]
pub type PoolError = deadpool::managed::PoolError<redis::RedisError>;
#[letgo::unnamed]
pub type Object = deadpool::managed::Object<Manager>;
pub struct Manager;
impl deadpool::managed::Manager for Manager {
    type Type = redis::aio::MultiplexedConnection;
    type Error = redis::RedisError;
}
pub struct Config;
impl Config {
    pub fn from_url<T>(url: T) -> Config {}
    #[letgo::unnamed]
    pub fn create_pool<R>(&self, runtime: Option<R>) -> Result<Pool, CreatePoolError> {}
}
#[letgo::unnamed]
pub struct CreatePoolError;
#[letgo::guard(pooled)]
pub struct Connection;
impl Connection {
    #[letgo::detach]
    pub fn take(this: Self) -> redis::aio::MultiplexedConnection {}
}
impl std::ops::Deref for Connection {
    type Target = redis::aio::MultiplexedConnection;
}
impl std::ops::DerefMut for Connection {}
impl redis::aio::ConnectionLike for Connection {}
