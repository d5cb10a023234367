use futures::future::BoxFuture;

use crate::{Database, Error, Result, Transaction};

pub trait Connection: Send + Sized + std::fmt::Debug {
    type Database: Database<Connection = Self>;

    #[doc(hidden)]
    fn open(out: Option<ledger::Out>) -> Self;

    fn close(self) -> BoxFuture<'static, Result<()>>;
    fn ping(&mut self) -> BoxFuture<'_, Result<()>>;
    fn begin(&mut self) -> BoxFuture<'_, Result<Transaction<'_, Self::Database>>>;

    fn transaction<'a, F, R, E>(&'a mut self, callback: F) -> BoxFuture<'a, Result<R, E>>
    where
        for<'c> F: FnOnce(&'c mut Transaction<'_, Self::Database>) -> BoxFuture<'c, Result<R, E>> + 'a + Send + Sync,
        R: Send,
        E: From<Error> + Send,
    {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            match callback(&mut transaction).await {
                Ok(value) => {
                    transaction.commit().await?;
                    Ok(value)
                }
                Err(error) => {
                    transaction.rollback().await?;
                    Err(error)
                }
            }
        })
    }
}
