//! rocket_db_pools: `Connection<Db>` in a route's parameters is a pooled connection, taken before the body runs and kept to
//! its end. What it dereferences to is the connection of the pool that `Db` wraps.
#![letgo::krate(rocket_db_pools)]
#![letgo::versions("0.2.0")]

pub trait Database: std::ops::Deref {}
#[letgo::unnamed]
pub trait PoolOf {
    type Connection;
}
impl<DB> PoolOf for sqlx::Pool<DB> {
    type Connection = sqlx::pool::PoolConnection<DB>;
}
impl<M: deadpool::managed::Manager, W> PoolOf for deadpool::managed::Pool<M, W> {
    type Connection = W;
}
#[letgo::guard(pooled)]
pub struct Connection<D>;
impl<D: Database> Connection<D> {
    pub fn into_inner(self) -> <<D as std::ops::Deref>::Target as PoolOf>::Connection {}
}
impl<D> std::ops::Deref for Connection<D> {
    type Target = <<D as std::ops::Deref>::Target as PoolOf>::Connection;
}
impl<D> std::ops::DerefMut for Connection<D> {}
