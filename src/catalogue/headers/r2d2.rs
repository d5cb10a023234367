//! r2d2 0.8: the synchronous pool. Taking a connection blocks the thread.
#![letgo::krate(r2d2)]
#![letgo::versions("0.8.10")]

pub trait ManageConnection {
    type Connection;
    type Error;
}
#[letgo::handle]
pub struct Pool<M>;
impl<M: ManageConnection> Pool<M> {
    pub fn new(manager: M) -> Result<Pool<M>, Error> {}
    pub fn builder() -> Builder<M> {}
    #[letgo::acquire]
    pub fn get(&self) -> Result<PooledConnection<M>, Error> {}
    #[letgo::acquire]
    pub fn get_timeout(&self, timeout: std::time::Duration) -> Result<PooledConnection<M>, Error> {}
    pub fn try_get(&self) -> Option<PooledConnection<M>> {}
    pub fn state(&self) -> State {}
    pub fn max_size(&self) -> u32 {}
}
impl<M> Clone for Pool<M> {}
#[letgo::opaque]
pub struct Builder<M>;
impl<M: ManageConnection> Builder<M> {
    pub fn max_size(self, size: u32) -> Builder<M> {}
    pub fn build(self, manager: M) -> Result<Pool<M>, Error> {}
    pub fn build_unchecked(self, manager: M) -> Pool<M> {}
}
pub struct State;
pub struct Error;
#[letgo::guard(pooled)]
pub struct PooledConnection<M>;
impl<M: ManageConnection> std::ops::Deref for PooledConnection<M> {
    type Target = <M as ManageConnection>::Connection;
}
impl<M: ManageConnection> std::ops::DerefMut for PooledConnection<M> {}
