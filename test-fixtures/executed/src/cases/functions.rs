//! Verdicts 4.6, as far as they are about liveness: parameters, helpers, savepoints, closures of transactions.

use outside::{charge, ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{Acquire, Connection, Executor, PgConnection, PgExecutor, PgPool, Postgres, Transaction};

use crate::support::{first, touch, AppResult, Repo};

pub async fn v4_6_row93_owned_parameter(conn: PoolConnection<Postgres>) -> AppResult {
    ext().await;
    Ok(())
}

pub async fn v4_6_row93_underscore_name(_conn: PoolConnection<Postgres>) -> AppResult {
    ext().await;
    Ok(())
}

pub async fn v4_6_row93_wild_parameter(_: PoolConnection<Postgres>) -> AppResult {
    ext().await;
    Ok(())
}

pub async fn v4_6_row93_dropped_parameter(mut tx: Transaction<'_, Postgres>) -> AppResult {
    touch(&mut tx).await?;
    tx.commit().await?;
    ext().await;
    Ok(())
}

pub async fn v4_6_row93_optional_parameter(conn: Option<PoolConnection<Postgres>>) -> AppResult {
    if let Some(mut conn) = conn {
        touch(&mut conn).await?;
        notify("held").await;
    }
    ext().await;
    Ok(())
}

pub async fn v4_6_row94_borrowed_connection(conn: &mut PgConnection) -> AppResult {
    touch(conn).await?;
    ext().await;
    Ok(())
}

pub async fn v4_6_row94_borrowed_transaction(tx: &mut Transaction<'_, Postgres>) -> AppResult {
    ext().await;
    touch(&mut **tx).await?;
    Ok(())
}

pub async fn v4_6_row94_borrowed_pooled(conn: &mut PoolConnection<Postgres>) -> AppResult {
    touch(conn).await?;
    notify("the caller holds").await;
    Ok(())
}

async fn import(tx: &mut Transaction<'_, Postgres>) -> AppResult {
    sqlx::query("insert into jobs").execute(&mut **tx).await?;
    sqlx::query("insert into jobs").execute(tx.as_mut()).await?;
    Ok(())
}

pub async fn v4_6_row95_passed_to_helper(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    import(&mut tx).await?;
    tx.commit().await?;
    ext().await;
    Ok(())
}

async fn import_and_wait(tx: &mut Transaction<'_, Postgres>) -> AppResult {
    sqlx::query("insert into jobs").execute(&mut **tx).await?;
    notify("in the helper").await;
    Ok(())
}

pub async fn v4_6_row95_helper_waits(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    import_and_wait(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn enqueue(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    Ok(())
}

pub async fn v4_6_row97_helper_acquires(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    enqueue(pool).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn v4_6_row97_query_on_pool(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    sqlx::query("select 1").execute(pool).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn v4_6_row97_query_on_pool_after_commit(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    tx.commit().await?;
    sqlx::query("select 1").execute(pool).await?;
    ext().await;
    Ok(())
}

pub async fn v4_6_row102_dedicated(pool: &PgPool) -> AppResult {
    let mut conn = PgConnection::connect("postgres://").await?;
    touch(&mut conn).await?;
    ext().await;
    Ok(())
}

pub async fn v4_6_row103_savepoint(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    let mut savepoint = tx.begin().await?;
    touch(&mut savepoint).await?;
    ext().await;
    savepoint.commit().await?;
    notify("the transaction is open").await;
    tx.commit().await?;
    notify("closed").await;
    Ok(())
}

pub async fn v4_6_row103_transaction_on_connection(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut tx = conn.begin().await?;
    touch(&mut tx).await?;
    tx.commit().await?;
    ext().await;
    drop(conn);
    notify("released").await;
    Ok(())
}

pub async fn v4_6_row103_inner_dropped(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    {
        let mut tx = conn.begin().await?;
        touch(&mut tx).await?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_6_row104_closure_transaction(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    conn.transaction(|tx| {
        Box::pin(async move {
            touch(&mut **tx).await?;
            ext().await;
            AppResult::Ok(())
        })
    })
    .await?;
    drop(conn);
    notify("released").await;
    Ok(())
}

pub async fn v4_6_row104_closure_transaction_clean(pool: &PgPool) -> AppResult {
    {
        let mut conn = pool.acquire().await?;
        conn.transaction(|tx| Box::pin(async move { touch(&mut **tx).await })).await?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_6_row104_own_closure_transaction(pool: &PgPool) -> AppResult {
    with_transaction(pool, async |tx| {
        touch(&mut **tx).await?;
        ext().await;
        Ok(())
    })
    .await?;
    notify("after").await;
    Ok(())
}

async fn with_transaction<F>(pool: &PgPool, work: F) -> AppResult
where
    F: AsyncFnOnce(&mut Transaction<'static, Postgres>) -> AppResult,
{
    let mut tx = pool.begin().await?;
    work(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn count_jobs<'c, A>(db: A) -> AppResult<i64>
where
    A: Acquire<'c, Database = Postgres>,
{
    let mut conn = db.acquire().await?;
    let count = sqlx::query_scalar::<_, i64>("select count(*)").fetch_one(&mut *conn).await?;
    Ok(count)
}

pub async fn v4_6_row99_generic_acquire_of_pool(pool: &PgPool) -> AppResult {
    let count = count_jobs(pool).await?;
    charge(count).await?;
    Ok(())
}

async fn insert_job(db: impl PgExecutor<'_>) -> AppResult {
    sqlx::query("insert into jobs").execute(db).await?;
    Ok(())
}

pub async fn v4_6_row99_generic_executor_of_transaction(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    insert_job(&mut *tx).await?;
    tx.commit().await?;
    insert_job(pool).await?;
    ext().await;
    Ok(())
}

pub async fn v4_6_row100_pool_is_no_guard(pool: PgPool) -> AppResult {
    let mine = pool.clone();
    ext().await;
    sqlx::query("select 1").execute(&mine).await?;
    notify("still none").await;
    Ok(())
}

type Conn = PoolConnection<Postgres>;

struct Session {
    inner: Option<Conn>,
}

pub async fn v4_6_row101_alias_and_wrapper(pool: &PgPool) -> AppResult {
    let conn: Conn = pool.acquire().await?;
    let mut session = Session { inner: Some(conn) };
    ext().await;
    session.inner = None;
    notify("released").await;
    Ok(())
}

struct Jobs {
    pool: PgPool,
}

impl Jobs {
    async fn find(&self, id: i64) -> AppResult<Option<i64>> {
        let mut conn = self.pool.acquire().await?;
        first(&mut conn).await
    }
}

pub async fn v4_6_row98_method_acquires(pool: PgPool) -> AppResult {
    let jobs = Jobs { pool: pool.clone() };
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    jobs.find(1).await?;
    tx.commit().await?;
    jobs.find(2).await?;
    Ok(())
}

impl Repo {
    async fn finish(self) -> AppResult {
        notify("self is alive").await;
        Ok(())
    }

    async fn ping(&mut self) -> AppResult {
        notify("the caller's").await;
        Ok(())
    }
}

pub async fn v4_6_self_by_value(pool: &PgPool) -> AppResult {
    let repo = Repo::new(pool.acquire().await?);
    repo.finish().await?;
    ext().await;
    Ok(())
}

pub async fn v4_6_self_by_reference(pool: &PgPool) -> AppResult {
    let mut repo = Repo::new(pool.acquire().await?);
    repo.ping().await?;
    Ok(())
}
