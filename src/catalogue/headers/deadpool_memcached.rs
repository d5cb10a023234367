//! deadpool-memcached: pooled connections to a cache.
#![letgo::krate(deadpool_memcached)]
#![letgo::versions("0.5.0")]

#[letgo::unnamed]
pub type Pool = deadpool::managed::Pool<Manager>;
#[letgo::unnamed]
pub type Object = deadpool::managed::Object<Manager>;
pub struct Manager;
impl deadpool::managed::Manager for Manager {
    type Type = Client;
    type Error = Error;
}
#[letgo::unnamed]
#[letgo::guard(raw)]
pub struct Client;
#[letgo::unnamed]
pub struct Error;
