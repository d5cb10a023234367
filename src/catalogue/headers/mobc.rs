//! mobc 0.8 and 0.9.
#![letgo::krate(mobc)]
#![letgo::versions("0.8.5", "0.9.0")]

pub trait Manager {
    type Connection;
    type Error;
}
#[letgo::handle]
pub struct Pool<M>;
impl<M: Manager> Pool<M> {
    pub fn new(manager: M) -> Pool<M> {}
    #[letgo::acquire]
    pub async fn get(&self) -> Result<Connection<M>, Error<<M as Manager>::Error>> {}
    #[letgo::acquire]
    pub async fn get_timeout(&self, duration: std::time::Duration) -> Result<Connection<M>, Error<<M as Manager>::Error>> {}
}
impl<M> Clone for Pool<M> {}
pub enum Error<E> {
    Inner(E),
    Timeout,
    BadConn,
    PoolClosed,
}
#[letgo::guard(pooled)]
pub struct Connection<M>;
impl<M: Manager> Connection<M> {
    #[letgo::detach]
    pub fn into_inner(self) -> <M as Manager>::Connection {}
}
impl<M: Manager> std::ops::Deref for Connection<M> {
    type Target = <M as Manager>::Connection;
}
impl<M: Manager> std::ops::DerefMut for Connection<M> {}
