use std::ops::{Deref, DerefMut};

use futures::future::BoxFuture;

use crate::pool::PoolConnection;
use crate::{Connection, Database, PgConnection, Pool, Postgres, Result, Transaction};

pub trait Acquire<'c> {
    type Database: Database;
    type Connection: Deref<Target = <Self::Database as Database>::Connection> + DerefMut + Send;

    fn acquire(self) -> BoxFuture<'c, Result<Self::Connection>>;
    fn begin(self) -> BoxFuture<'c, Result<Transaction<'c, Self::Database>>>;
}

impl<DB: Database> Acquire<'static> for &'_ Pool<DB> {
    type Database = DB;
    type Connection = PoolConnection<DB>;

    fn acquire(self) -> BoxFuture<'static, Result<Self::Connection>> {
        Box::pin(Pool::acquire(self))
    }
    fn begin(self) -> BoxFuture<'static, Result<Transaction<'static, DB>>> {
        let pool = self.clone();
        Box::pin(async move { pool.begin().await })
    }
}

impl<'c> Acquire<'c> for &'c mut PgConnection {
    type Database = Postgres;
    type Connection = &'c mut PgConnection;

    fn acquire(self) -> BoxFuture<'c, Result<Self::Connection>> {
        Box::pin(std::future::ready(Ok(self)))
    }
    fn begin(self) -> BoxFuture<'c, Result<Transaction<'c, Postgres>>> {
        Connection::begin(self)
    }
}

impl<'c> Acquire<'c> for &'c mut PoolConnection<Postgres> {
    type Database = Postgres;
    type Connection = &'c mut PgConnection;

    fn acquire(self) -> BoxFuture<'c, Result<Self::Connection>> {
        Box::pin(std::future::ready(Ok(&mut **self)))
    }
    fn begin(self) -> BoxFuture<'c, Result<Transaction<'c, Postgres>>> {
        Connection::begin(&mut **self)
    }
}

impl<'c, 't> Acquire<'t> for &'t mut Transaction<'c, Postgres> {
    type Database = Postgres;
    type Connection = &'t mut PgConnection;

    fn acquire(self) -> BoxFuture<'t, Result<Self::Connection>> {
        Box::pin(std::future::ready(Ok(&mut **self)))
    }
    fn begin(self) -> BoxFuture<'t, Result<Transaction<'t, Postgres>>> {
        Connection::begin(&mut **self)
    }
}
