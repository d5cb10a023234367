//! bb8 0.8 and 0.9.
#![letgo::krate(bb8)]
#![letgo::versions("0.8.6", "0.9.1")]

pub trait ManageConnection {
    type Connection;
    type Error;
}
#[letgo::handle]
pub struct Pool<M>;
impl<M: ManageConnection> Pool<M> {
    pub fn builder() -> Builder<M> {}
    #[letgo::acquire]
    pub async fn get(&self) -> Result<PooledConnection<'_, M>, RunError<<M as ManageConnection>::Error>> {}
    #[letgo::acquire]
    pub async fn get_owned(&self) -> Result<PooledConnection<'static, M>, RunError<<M as ManageConnection>::Error>> {}
    #[letgo::waits(database)]
    pub async fn dedicated_connection(&self) -> Result<<M as ManageConnection>::Connection, <M as ManageConnection>::Error> {}
    pub fn state(&self) -> State {}
}
impl<M> Clone for Pool<M> {}
#[letgo::opaque]
pub struct Builder<M>;
impl<M: ManageConnection> Builder<M> {
    #[letgo::waits(database)]
    pub async fn build(self, manager: M) -> Result<Pool<M>, <M as ManageConnection>::Error> {}
    pub fn build_unchecked(self, manager: M) -> Pool<M> {}
}
pub struct State;
pub enum RunError<E> {
    User(E),
    TimedOut,
}
#[letgo::guard(pooled)]
pub struct PooledConnection<'a, M>;
impl<'a, M: ManageConnection> std::ops::Deref for PooledConnection<'a, M> {
    type Target = <M as ManageConnection>::Connection;
}
impl<'a, M: ManageConnection> std::ops::DerefMut for PooledConnection<'a, M> {}
