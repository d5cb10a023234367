//! actix-sqlx-tx: a transaction as an extractor; the middleware ends it with the response, `commit` ends it early.
#![letgo::krate(actix_sqlx_tx)]
#![letgo::versions("0.1.0")]

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
#[letgo::opaque]
pub struct TransactionMiddleware<DB, E = Error>;
#[letgo::unnamed]
pub struct Error;
