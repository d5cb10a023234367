//! rocket_sync_db_pools: a struct with `#[database("…")]` is a guard: an r2d2 connection and a permit, taken before the route's
//! body runs. Its `run` takes synchronous closures.
#![letgo::krate(rocket_sync_db_pools)]
#![letgo::versions("0.1.0")]

#[letgo::guard(pooled)]
pub struct Connection<K, C>;
impl<K, C> Connection<K, C> {
    #[letgo::query]
    pub async fn run<F, R>(&self, work: F) -> R
    where
        F: FnOnce(&mut C) -> R,
    {
    }
}
#[letgo::handle]
pub struct ConnectionPool<K, C>;
impl<K, C> ConnectionPool<K, C> {
    #[letgo::acquire]
    pub async fn get(&self) -> Option<Connection<K, C>> {}
}
