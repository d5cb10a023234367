use futures::future::BoxFuture;
use ledger::{leaf, Kind, Out};

use crate::{Connection, Database, Executor, Pool, Result, Transaction};

pub use crate::row::PgRow;

#[derive(Debug)]
pub struct Postgres;

pub type PgPool = Pool<Postgres>;
pub type PgTransaction<'c> = Transaction<'c, Postgres>;

pub trait PgExecutor<'c>: Executor<'c, Database = Postgres> {}
impl<'c, T: Executor<'c, Database = Postgres>> PgExecutor<'c> for T {}

#[derive(Debug, Default)]
pub struct PgQueryResult;

impl PgQueryResult {
    pub fn rows_affected(&self) -> u64 {
        1
    }
}

#[derive(Default)]
pub struct PgArguments;

impl Database for Postgres {
    type Connection = PgConnection;
    type Row = PgRow;
    type QueryResult = PgQueryResult;
    type Arguments<'q> = PgArguments;
}

#[derive(Debug)]
pub struct PgConnection {
    #[allow(dead_code)]
    out: Option<Out>,
    id: u32,
}

impl PgConnection {
    pub async fn connect(_url: &str) -> Result<Self> {
        leaf(Kind::Acquire).await;
        Ok(PgConnection::open(None))
    }

    /// What a query would do without a wait: reads a field.
    pub fn id(&self) -> u32 {
        self.id
    }
}

impl Connection for PgConnection {
    type Database = Postgres;

    fn open(out: Option<Out>) -> Self {
        PgConnection { out, id: 1 }
    }

    fn close(self) -> BoxFuture<'static, Result<()>> {
        Box::pin(async move {
            leaf(Kind::Release).await;
            drop(self);
            Ok(())
        })
    }

    fn ping(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            leaf(Kind::Query).await;
            Ok(())
        })
    }

    fn begin(&mut self) -> BoxFuture<'_, Result<Transaction<'_, Postgres>>> {
        Box::pin(async move {
            leaf(Kind::Query).await;
            Ok(Transaction::borrowed(self))
        })
    }
}
