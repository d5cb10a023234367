//! The pool, with an account of who has a connection for how long: what `/metrics` shows, by file and line.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use reference_runner::config::Serve;
use reference_runner::store::shared_pool::{connect, store_over};
use reference_runner::store::{Dialect, Loan, Loans, Result, Store};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, SqlStr, Transaction};

#[derive(Clone)]
pub struct Db {
    pool: AnyPool,
    loans: Arc<Loans>,
}

/// A connection from the pool.
pub struct Conn {
    connection: PoolConnection<Any>,
    _loan: Loan,
}

/// A transaction.
pub struct Tx {
    transaction: Transaction<'static, Any>,
    _loan: Loan,
}

static DIALECT: OnceLock<Dialect> = OnceLock::new();

/// The statement in the words of the database.
pub fn sql(text: &'static str) -> SqlStr {
    DIALECT.get().expect("the database is open").statement(text)
}

impl Db {
    pub async fn open(serve: &Serve) -> anyhow::Result<(Self, Store)> {
        let patience = Duration::from_secs(serve.pool_timeout);
        let (pool, dialect) = connect(&serve.database(), serve.pool, patience).await?;
        DIALECT.get_or_init(|| dialect);
        let store = store_over(pool.clone(), dialect);
        Ok((Self { pool, loans: Arc::clone(store.loans()) }, store))
    }

    #[track_caller]
    pub fn conn(&self) -> impl Future<Output = Result<Conn>> + Send + use<> {
        let site = site(Location::caller());
        let (pool, loans, asked) = (self.pool.clone(), Arc::clone(&self.loans), Instant::now());
        async move {
            let connection = pool.acquire().await?;
            Ok(Conn { connection, _loan: loans.begin(site, asked) })
        }
    }

    #[track_caller]
    pub fn begin(&self) -> impl Future<Output = Result<Tx>> + Send + use<> {
        let site = site(Location::caller());
        let (pool, loans, asked) = (self.pool.clone(), Arc::clone(&self.loans), Instant::now());
        async move {
            let transaction = pool.begin().await?;
            Ok(Tx { transaction, _loan: loans.begin(site, asked) })
        }
    }
}

impl Tx {
    pub async fn commit(self) -> Result<()> {
        Ok(self.transaction.commit().await?)
    }
}

/// `src/naming.rs:31`, once for all calls from there.
fn site(at: &'static Location<'static>) -> &'static str {
    static SITES: LazyLock<Mutex<HashMap<(&str, u32), &'static str>>> = LazyLock::new(Mutex::default);
    let mut sites = SITES.lock().unwrap_or_else(PoisonError::into_inner);
    sites
        .entry((at.file(), at.line()))
        .or_insert_with(|| Box::leak(format!("{}:{}", at.file(), at.line()).into_boxed_str()))
}

impl Deref for Conn {
    type Target = AnyConnection;
    fn deref(&self) -> &AnyConnection {
        &self.connection
    }
}

impl DerefMut for Conn {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }
}

impl Deref for Tx {
    type Target = AnyConnection;
    fn deref(&self) -> &AnyConnection {
        &self.transaction
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}
