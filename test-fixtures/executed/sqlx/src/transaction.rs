use std::ops::{Deref, DerefMut};

use ledger::{fails, leaf, Kind};

use crate::pool::PoolConnection;
use crate::{Database, Error, Result};

enum Owner<'c, DB: Database> {
    Connection(&'c mut DB::Connection),
    Pool(PoolConnection<DB>),
}

pub struct Transaction<'c, DB: Database> {
    connection: Owner<'c, DB>,
    open: bool,
}

impl<DB: Database> std::fmt::Debug for Transaction<'_, DB> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transaction")
    }
}

impl<'c, DB: Database> Transaction<'c, DB> {
    pub(crate) fn owned(connection: PoolConnection<DB>) -> Self {
        Transaction { connection: Owner::Pool(connection), open: true }
    }

    pub(crate) fn borrowed(connection: &'c mut DB::Connection) -> Self {
        Transaction { connection: Owner::Connection(connection), open: true }
    }

    pub async fn commit(mut self) -> Result<()> {
        leaf(Kind::Release).await;
        if fails(Kind::Release) {
            return Err(Error::Protocol("the commit failed".to_owned()));
        }
        self.open = false;
        Ok(())
    }

    pub async fn rollback(mut self) -> Result<()> {
        leaf(Kind::Release).await;
        self.open = false;
        Ok(())
    }
}

/// The original rolls back.
impl<DB: Database> Drop for Transaction<'_, DB> {
    fn drop(&mut self) {
        self.open = false;
    }
}

impl<DB: Database> Deref for Transaction<'_, DB> {
    type Target = DB::Connection;
    fn deref(&self) -> &DB::Connection {
        match &self.connection {
            Owner::Connection(connection) => connection,
            Owner::Pool(connection) => connection,
        }
    }
}

impl<DB: Database> DerefMut for Transaction<'_, DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        match &mut self.connection {
            Owner::Connection(connection) => connection,
            Owner::Pool(connection) => connection,
        }
    }
}

impl<DB: Database> AsMut<DB::Connection> for Transaction<'_, DB> {
    fn as_mut(&mut self) -> &mut DB::Connection {
        self
    }
}
