//! axum-sqlx-tx: a transaction as an extractor. Dropping it gives nothing back, the layer ends it with the response; only
//! `commit` ends it early.
#![letgo::krate(axum_sqlx_tx)]
#![letgo::versions("0.11.0")]

#[letgo::guard(tx)]
pub struct Tx<DB, E = Error>;
impl<DB, E> Tx<DB, E> {
    #[letgo::release]
    pub async fn commit(self) -> Result<(), sqlx::Error> {}
}
impl<DB, E> std::ops::Deref for Tx<DB, E> {
    type Target = sqlx::Transaction<'static, DB>;
}
impl<DB, E> std::ops::DerefMut for Tx<DB, E> {}
impl<DB, E> sqlx::Executor for &mut Tx<DB, E> {}
#[letgo::handle]
pub struct State<DB>;
impl<DB> Clone for State<DB> {}
#[letgo::opaque]
pub struct Layer<DB, E>;
#[letgo::opaque]
pub struct Config<DB, E>;
#[letgo::unnamed]
pub struct Error;
