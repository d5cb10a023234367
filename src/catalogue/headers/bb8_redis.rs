//! bb8-redis.
#![letgo::krate(bb8_redis)]
#![letgo::versions("0.26.0")]
#![letgo::store(redis)]
#![letgo::waits(database)]

pub use bb8;
pub use redis;

pub struct RedisConnectionManager;
impl RedisConnectionManager {
    pub fn new<T>(info: T) -> Result<Self, redis::RedisError> {}
}
impl bb8::ManageConnection for RedisConnectionManager {
    type Connection = redis::aio::MultiplexedConnection;
    type Error = redis::RedisError;
}
