//! A second connection while one is held.

mod foreign;

use sqlx::{Acquire, PgConnection, PgPool};

use crate::AppResult;

struct Accounts {
    pool: PgPool,
    archive: PgPool,
}

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

async fn on_the_pool(pool: &PgPool) -> AppResult {
    sqlx::query("select 1").execute(pool).await?;
    Ok(())
}

impl Accounts {
    async fn balance(&self) -> AppResult<i64> {
        Ok(sqlx::query_scalar::<_, i64>("select 1").fetch_one(&self.pool).await?)
    }

    async fn bad_through_a_method(&self) -> AppResult {
        let mut tx = self.pool.begin().await?;
        touch(&mut tx).await?;
        self.balance().await?; //~ nested_acquire: is outside the transaction
        tx.commit().await?;
        Ok(())
    }

    async fn good_after_the_commit(&self) -> AppResult {
        let mut tx = self.pool.begin().await?;
        touch(&mut tx).await?;
        tx.commit().await?;
        self.balance().await?;
        Ok(())
    }

    async fn bad_other_pool(&self) -> AppResult {
        let mut conn = self.pool.acquire().await?;
        sqlx::query("select 1").execute(&self.archive).await?; //~ guard_across_await: a connection of another pool
        touch(&mut conn).await
    }
}

async fn bad_query_on_the_pool(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    sqlx::query("select 1").execute(pool).await?; //~ nested_acquire: use the connection in hand
    tx.commit().await?;
    Ok(())
}

async fn bad_second_acquire(pool: &PgPool) -> AppResult {
    let mut one = pool.acquire().await?;
    let mut two = pool.acquire().await?; //~ nested_acquire
    touch(&mut one).await?;
    touch(&mut two).await
}

async fn bad_through_a_function(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    on_the_pool(pool).await?; //~ nested_acquire: calls `on_the_pool`
    touch(&mut conn).await
}

async fn bad_replaced(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    conn = pool.acquire().await?; //~ nested_acquire
    touch(&mut conn).await
}

async fn good_one_after_the_other(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    drop(conn);
    on_the_pool(pool).await
}

async fn good_transaction_on_the_connection(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut tx = conn.begin().await?;
    touch(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn good_savepoint(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    let mut savepoint = tx.begin().await?;
    touch(&mut savepoint).await?;
    savepoint.commit().await?;
    tx.commit().await?;
    Ok(())
}

async fn on_any<'e, E: sqlx::PgExecutor<'e>>(executor: E) -> AppResult {
    sqlx::query("select 1").execute(executor).await?;
    Ok(())
}

async fn bad_generic_given_the_pool(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    on_any(pool).await?; //~ nested_acquire: calls `on_any`
    touch(&mut conn).await
}

async fn good_generic_given_the_connection(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    on_any(&mut *conn).await?;
    Ok(())
}

async fn bad_around_its_own_transaction<'a, A>(executor: A) -> AppResult
where
    A: sqlx::PgExecutor<'a> + Acquire<'a, Database = sqlx::Postgres> + Copy,
{
    let mut tx = executor.begin().await?;
    on_any(executor).await?; //~ nested_acquire: calls `on_any`
    tx.commit().await?;
    Ok(())
}

async fn good_gives_the_pool(pool: &PgPool) -> AppResult {
    bad_around_its_own_transaction(pool).await
}

/// A pool, or a connection that is in hand already.
enum Source<'a> {
    Pool(&'a PgPool),
    Conn(&'a mut PgConnection),
}

impl<'a> From<&'a mut PgConnection> for Source<'a> {
    fn from(conn: &'a mut PgConnection) -> Self {
        Source::Conn(conn)
    }
}

async fn through_a_source(source: &mut Source<'_>) -> AppResult {
    match source {
        Source::Pool(pool) => touch(&mut *pool.acquire().await?).await,
        Source::Conn(conn) => touch(conn).await,
    }
}

async fn good_given_the_connection_in_a_source(conn: &mut PgConnection) -> AppResult {
    through_a_source(&mut conn.into()).await?;
    touch(conn).await
}

async fn bad_given_the_pool_in_a_source(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    through_a_source(&mut Source::Pool(pool)).await?; //~ nested_acquire
    touch(&mut conn).await
}

async fn bad_pool_made_here_and_shared() -> AppResult {
    let pool = PgPool::connect_lazy("postgres://localhost/report")?;
    let accounts = Accounts { pool: pool.clone(), archive: pool.clone() };
    let mut conn = pool.acquire().await?;
    accounts.balance().await?; //~ nested_acquire
    touch(&mut conn).await
}

async fn of_a_pool_of_its_own() -> AppResult {
    let pool = PgPool::connect_lazy("postgres://localhost/archive")?;
    on_the_pool(&pool).await
}

async fn bad_pool_that_is_made_further_down(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    of_a_pool_of_its_own().await?; //~ guard_across_await: a connection of another pool
    touch(&mut conn).await
}
