//! heed: LMDB. Its write transaction is the only writer; nothing in it is awaited.
#![letgo::krate(heed)]
#![letgo::versions("0.23.1")]

pub type Result<T> = std::result::Result<T, Error>;
pub enum Error {}

#[letgo::handle]
pub struct Env<T = Tls>;
impl<T> Env<T> {
    pub fn write_txn(&self) -> Result<RwTxn<'_>> {}
    pub fn nested_write_txn<'p>(&'p self, parent: &'p mut RwTxn) -> Result<RwTxn<'p>> {}
    pub fn read_txn(&self) -> Result<RoTxn<'_>> {}
    pub fn static_read_txn(self) -> Result<RoTxn<'static>> {}
}
impl<T> Clone for Env<T> {}
#[letgo::unnamed]
pub struct Tls;
#[letgo::guard(write_lock)]
pub struct RwTxn<'p>;
impl<'p> RwTxn<'p> {
    pub fn commit(self) -> Result<()> {}
    pub fn abort(self) {}
}
impl<'p> std::ops::Deref for RwTxn<'p> {
    type Target = RoTxn<'p>;
}
/// A snapshot: keeps nobody waiting, but old pages are kept for it.
#[letgo::facade]
pub struct RoTxn<'e, T = Tls>;
