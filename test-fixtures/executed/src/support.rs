//! What the cases share: an error that takes all others, a repository, small synchronous helpers.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};

pub type AppResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Owns a connection.
pub struct Repo {
    pub conn: PoolConnection<Postgres>,
    pub reads: u32,
}

impl Repo {
    pub fn new(conn: PoolConnection<Postgres>) -> Self {
        Repo { conn, reads: 1 }
    }

    pub async fn touch(&mut self) -> AppResult {
        sqlx::query("update jobs set seen = true").execute(&mut *self.conn).await?;
        Ok(())
    }

    pub fn into_reads(self) -> u32 {
        self.reads
    }
}

/// May own a transaction.
pub struct UnitOfWork {
    pub tx: Option<Transaction<'static, Postgres>>,
    pub name: String,
}

pub fn eat(_conn: PoolConnection<Postgres>) {}

pub fn keep(conn: PoolConnection<Postgres>) -> PoolConnection<Postgres> {
    conn
}

pub async fn touch(conn: &mut PgConnection) -> AppResult<u32> {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(1)
}

pub async fn first(conn: &mut PgConnection) -> AppResult<Option<i64>> {
    Ok(sqlx::query_scalar::<_, i64>("select id from jobs").fetch_optional(conn).await?)
}

pub async fn all(conn: &mut PgConnection) -> AppResult<Vec<i64>> {
    Ok(sqlx::query_scalar::<_, i64>("select id from jobs").fetch_all(conn).await?)
}

/// A connection without a wait.
pub fn grab(pool: &PgPool) -> AppResult<PoolConnection<Postgres>> {
    pool.try_acquire().ok_or_else(|| "the pool is empty".into())
}

/// A connection, or none.
pub async fn lucky(pool: &PgPool, lucky: bool) -> AppResult<PoolConnection<Postgres>> {
    let conn = pool.acquire().await?;
    if lucky {
        Ok(conn)
    } else {
        Err("no luck".into())
    }
}

/// What a temporary connection is asked.
pub trait Reading {
    fn some(&self) -> Option<u32>;
    fn none(&self) -> Option<u32>;
    fn yes(&self) -> bool;
    fn no(&self) -> bool;
    fn maybe(&self, some: bool) -> Option<u32>;
    fn list(&self) -> Vec<u32>;
    fn place(&mut self) -> &mut u32;
}

impl Reading for PgConnection {
    fn some(&self) -> Option<u32> {
        Some(1)
    }
    fn none(&self) -> Option<u32> {
        None
    }
    fn yes(&self) -> bool {
        true
    }
    fn no(&self) -> bool {
        false
    }
    fn maybe(&self, some: bool) -> Option<u32> {
        some.then_some(1)
    }
    fn list(&self) -> Vec<u32> {
        vec![1, 2]
    }
    fn place(&mut self) -> &mut u32 {
        Box::leak(Box::new(0))
    }
}

/// A tuple struct around anything.
#[derive(Debug)]
pub struct Wrap<T>(pub T);

/// Decides branches. Every sequence of flips is tried, so that no two decisions depend on each other.
pub struct Coin(u32);

impl Coin {
    pub fn new(flips: u32) -> Self {
        Coin(flips)
    }

    pub fn flip(&mut self) -> bool {
        let heads = self.0 % 2 == 1;
        self.0 /= 2;
        heads
    }
}
