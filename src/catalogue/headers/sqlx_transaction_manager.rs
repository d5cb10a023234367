//! sqlx-transaction-manager: MySQL transactions as values and as closures.
#![letgo::krate(sqlx_transaction_manager)]
#![letgo::versions("0.2.0")]

pub type Result<T> = std::result::Result<T, Error>;
#[letgo::unnamed]
pub struct Error;

#[letgo::guard(tx)]
pub struct TransactionContext<'tx>;
impl<'tx> TransactionContext<'tx> {
    #[letgo::acquire]
    pub async fn begin(pool: &sqlx::MySqlPool) -> Result<Self> {}
    #[letgo::release]
    pub async fn commit(self) -> Result<()> {}
    #[letgo::release]
    pub async fn rollback(self) -> Result<()> {}
    pub fn as_executor(&mut self) -> &mut sqlx::MySqlConnection {}
    pub fn into_inner(self) -> sqlx::Transaction<'tx, sqlx::MySql> {}
}
#[letgo::query]
pub async fn with_transaction<F, T>(pool: &sqlx::MySqlPool, callback: F) -> Result<T>
where
    F: FnOnce(&mut TransactionContext<'_>) -> std::pin::Pin<Box<dyn Future<Output = Result<T>>>>,
{
}
#[letgo::query]
pub async fn with_nested_transaction<F, T>(context: &mut TransactionContext<'_>, callback: F) -> Result<T>
where
    F: FnOnce(&mut TransactionContext<'_>) -> std::pin::Pin<Box<dyn Future<Output = Result<T>>>>,
{
}
