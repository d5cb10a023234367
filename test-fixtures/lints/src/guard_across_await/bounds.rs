//! Guards that only bounds, associated types and supertraits tell of.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::{PgPool, Postgres};
use tokio::time::sleep;

use crate::AppResult;

const SOON: Duration = Duration::from_secs(1);

struct PgWork {
    tx: sqlx::Transaction<'static, Postgres>,
}

impl Deref for PgWork {
    type Target = sqlx::Transaction<'static, Postgres>;
    fn deref(&self) -> &Self::Target {
        &self.tx
    }
}

impl DerefMut for PgWork {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.tx
    }
}

trait Store {
    type Work: Deref;
    async fn begin_work(&self) -> AppResult<Self::Work>;
}

struct PgStore {
    pool: PgPool,
}

impl Store for PgStore {
    type Work = PgWork;
    async fn begin_work(&self) -> AppResult<PgWork> {
        Ok(PgWork { tx: self.pool.begin().await? })
    }
}

/// `where Self: Store` is a supertrait.
trait Ledger
where
    Self: Store,
{
    async fn bad_in_a_supertrait(&self) -> AppResult {
        let work = self.begin_work().await?;
        sleep(SOON).await; //~ guard_across_await: transaction `work`
        Ok(())
    }
}

/// What a parameter's bound returns has the bounds of another parameter.
async fn bad_through_two_parameters<S, Fut, F: Fn() -> Fut>(make: Arc<F>) -> AppResult
where
    S: Store,
    Fut: Future<Output = S>,
{
    let store = make().await;
    let work = store.begin_work().await?;
    sleep(SOON).await; //~ guard_across_await: transaction `work`
    Ok(())
}

/// `Self::Target` of `DerefMut` is that of `Deref`.
async fn good_query_through_deref_mut(mut work: PgWork) -> AppResult {
    sqlx::query("update t set x = 1").execute(&mut **work.deref_mut()).await?;
    Ok(())
}

trait Report {
    type Output;
    async fn run(&self) -> Self::Output;
}

struct Count;

impl Report for Count {
    type Output = u64;
    async fn run(&self) -> u64 {
        1
    }
}

struct Work;

impl Report for Work {
    type Output = Option<PgWork>;
    async fn run(&self) -> Option<PgWork> {
        None
    }
}

/// One impl of two chose a guard: nothing is known of the output.
async fn good_mixed<R: Report>(report: R) {
    let output = report.run().await;
    sleep(SOON).await;
}
