use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use ledger::{fails, leaf, out, Kind, Out};

use crate::{Connection, Database, Error, Postgres, Result, Transaction};

const SIZE: usize = 64;

pub struct Pool<DB: Database> {
    database: PhantomData<fn() -> DB>,
}

impl<DB: Database> Clone for Pool<DB> {
    fn clone(&self) -> Self {
        Pool { database: PhantomData }
    }
}

impl<DB: Database> fmt::Debug for Pool<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pool")
    }
}

impl Pool<Postgres> {
    pub fn connect_lazy(_url: &str) -> Result<Self> {
        Ok(Pool { database: PhantomData })
    }
}

impl<DB: Database> Pool<DB> {
    pub(crate) async fn wait_for_connection(&self) -> Result<()> {
        leaf(Kind::Acquire).await;
        if fails(Kind::Acquire) || out() >= SIZE {
            return Err(Error::PoolTimedOut);
        }
        Ok(())
    }

    pub fn acquire(&self) -> impl Future<Output = Result<PoolConnection<DB>>> + Send + 'static {
        let pool = self.clone();
        async move {
            pool.wait_for_connection().await?;
            Ok(PoolConnection::new(pool))
        }
    }

    pub fn try_acquire(&self) -> Option<PoolConnection<DB>> {
        (!fails(Kind::Acquire) && out() < SIZE).then(|| PoolConnection::new(self.clone()))
    }

    pub async fn begin(&self) -> Result<Transaction<'static, DB>> {
        Ok(Transaction::owned(self.acquire().await?))
    }

    pub async fn try_begin(&self) -> Result<Option<Transaction<'static, DB>>> {
        Ok(self.try_acquire().map(Transaction::owned))
    }

    pub fn size(&self) -> u32 {
        SIZE as u32
    }

    pub fn num_idle(&self) -> usize {
        SIZE - out()
    }
}

/// A connection that goes back to the pool at the end of its life.
pub struct PoolConnection<DB: Database> {
    live: Option<DB::Connection>,
    pool: Pool<DB>,
}

const LIVE: &str = "taken at the end of life only";

impl<DB: Database> PoolConnection<DB> {
    fn new(pool: Pool<DB>) -> Self {
        PoolConnection { live: Some(DB::Connection::open(Some(Out::new()))), pool }
    }

    pub async fn close(mut self) -> Result<()> {
        let connection = self.live.take();
        leaf(Kind::Release).await;
        drop(connection);
        Ok(())
    }

    /// The slot of the pool is free again; the connection lives on.
    pub fn detach(mut self) -> DB::Connection {
        drop(self.live.take());
        DB::Connection::open(None)
    }

    pub fn leak(mut self) -> DB::Connection {
        self.live.take().expect(LIVE)
    }
}

impl<DB: Database> fmt::Debug for PoolConnection<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PoolConnection of {:?}", self.pool)
    }
}

/// The original has one too: what holds a guard needs to be dropped.
impl<DB: Database> Drop for PoolConnection<DB> {
    fn drop(&mut self) {
        drop(self.live.take());
    }
}

impl<DB: Database> Deref for PoolConnection<DB> {
    type Target = DB::Connection;
    fn deref(&self) -> &DB::Connection {
        self.live.as_ref().expect(LIVE)
    }
}

impl<DB: Database> DerefMut for PoolConnection<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        self.live.as_mut().expect(LIVE)
    }
}

impl<DB: Database> AsMut<DB::Connection> for PoolConnection<DB> {
    fn as_mut(&mut self) -> &mut DB::Connection {
        self
    }
}
