//! Drop scopes 1e: functions, closures, async blocks, awaits.

use std::future::{Future, IntoFuture};
use std::pin::{pin, Pin};
use std::task::{Context, Poll};

use outside::{ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

use crate::support::{eat, grab, touch, AppResult, Repo};

type Conn = PoolConnection<Postgres>;

async fn named(conn: Conn) {
    ext().await;
}

async fn wild(_: Conn) {
    ext().await;
}

async fn pattern((conn, _): (Conn, Conn)) {
    drop(conn);
    ext().await;
}

async fn dropped(conn: Conn) {
    drop(conn);
    ext().await;
}

async fn second_dropped(_: Conn, conn: Conn) {
    drop(conn);
    ext().await;
}

async fn by_reference(_conn: &PgConnection) -> u32 {
    ext().await
}

pub async fn ds_1e_parameter(pool: &PgPool) -> AppResult {
    named(grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_wild_parameter(pool: &PgPool) -> AppResult {
    wild(grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_pattern_parameter(pool: &PgPool) -> AppResult {
    pattern((grab(pool)?, grab(pool)?)).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_dropped_parameter(pool: &PgPool) -> AppResult {
    dropped(grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_wild_parameter_stays(pool: &PgPool) -> AppResult {
    second_dropped(grab(pool)?, grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_borrowed_temporary(pool: &PgPool) -> AppResult {
    by_reference(&*grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_owned_argument_in_larger_statement(pool: &PgPool) -> AppResult {
    let pair = (named(grab(pool)?).await, ext().await);
    Ok(())
}

pub async fn ds_1e_borrowed_argument_in_larger_statement(pool: &PgPool) -> AppResult {
    let pair = (by_reference(&*grab(pool)?).await, ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_future_variable_awaited(pool: &PgPool) -> AppResult {
    let work = named(grab(pool)?);
    work.await;
    notify("after").await;
    Ok(())
}

fn unused_in_future(_conn: Conn) -> impl Future<Output = u32> {
    async move { ext().await }
}

fn used_in_future(conn: Conn) -> impl Future<Output = u32> {
    async move {
        let n = ext().await;
        conn.id() + n
    }
}

pub async fn ds_1e_plain_function_lets_go(pool: &PgPool) -> AppResult {
    unused_in_future(grab(pool)?).await;
    Ok(())
}

pub async fn ds_1e_plain_function_keeps(pool: &PgPool) -> AppResult {
    used_in_future(grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_block_borrows(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async {
        ext().await;
        conn.id();
    };
    work.await;
    notify("still").await;
    Ok(())
}

pub async fn ds_1e_block_consumes(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async {
        drop(conn);
        ext().await;
    };
    notify("before").await;
    work.await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_move_block_by_reference(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async move {
        let _ = &conn;
        ext().await;
    };
    work.await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_move_block_of_field(pool: &PgPool) -> AppResult {
    let repo = Repo::new(grab(pool)?);
    let work = async move {
        ext().await;
        repo.reads
    };
    work.await;
    notify("the connection stayed").await;
    Ok(())
}

pub async fn ds_1e_move_block_of_guard_field(pool: &PgPool) -> AppResult {
    let repo = Repo::new(grab(pool)?);
    let work = async move {
        ext().await;
        repo.conn.id()
    };
    work.await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_move_block_of_tuple_part(pool: &PgPool) -> AppResult {
    let both = (grab(pool)?, grab(pool)?);
    async move {
        let (first, _) = both;
        ext().await;
    }
    .await;
    notify("the second stayed").await;
    Ok(())
}

pub async fn ds_1e_move_block_of_method(pool: &PgPool) -> AppResult {
    impl Repo {
        fn count(&self) -> u32 {
            self.reads
        }
    }
    let repo = Repo::new(grab(pool)?);
    async move {
        ext().await;
        repo.count()
    }
    .await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_move_block_of_reference(pool: &PgPool) -> AppResult {
    let repo = Repo::new(grab(pool)?);
    let lent = &repo;
    async move {
        ext().await;
        lent.conn.id()
    }
    .await;
    notify("still").await;
    Ok(())
}

pub async fn ds_1e_move_block_of_box(pool: &PgPool) -> AppResult {
    let repo = Box::new(Repo::new(grab(pool)?));
    async move {
        ext().await;
        repo.reads
    }
    .await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_block_matches_option(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire();
    async {
        match conn {
            Some(_) => drop(ext().await),
            None => {}
        }
    }
    .await;
    notify("still").await;
    Ok(())
}

pub async fn ds_1e_closure_borrows(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    {
        let id = || conn.id();
        id();
    }
    ext().await;
    Ok(())
}

pub async fn ds_1e_closure_owns_in_block(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    {
        let id = move || conn.id();
        id();
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_closure_never_called(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let finish = move || drop(conn);
    ext().await;
    Ok(())
}

pub async fn ds_1e_closure_passed_on(pool: &PgPool) -> AppResult {
    fn call(f: impl FnOnce() -> u32) -> u32 {
        f()
    }
    let conn = grab(pool)?;
    call(move || conn.id());
    ext().await;
    Ok(())
}

pub async fn ds_1e_closure_returns_block(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = move || async move {
        ext().await;
        conn.id()
    };
    work().await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_closure_parameter_unused(pool: &PgPool) -> AppResult {
    let work = |conn: Conn| async move { ext().await };
    work(grab(pool)?).await;
    Ok(())
}

pub async fn ds_1e_closure_parameter_used(pool: &PgPool) -> AppResult {
    let work = |conn: Conn| async move {
        ext().await;
        conn.id()
    };
    work(grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_async_closure_parameter(pool: &PgPool) -> AppResult {
    let work = async |conn: Conn| ext().await;
    work(grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_async_closure_wild_parameter(pool: &PgPool) -> AppResult {
    let work = async |_: Conn| ext().await;
    work(grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_async_closure_borrows(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async || {
        ext().await;
        conn.id()
    };
    work().await;
    notify("still").await;
    Ok(())
}

pub async fn ds_1e_async_closure_owns(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    {
        let work = async move || {
            ext().await;
            conn.id()
        };
        work().await;
        notify("between calls").await;
    }
    notify("after").await;
    Ok(())
}

async fn once(work: impl AsyncFnOnce() -> u32) -> u32 {
    work().await
}

pub async fn ds_1e_async_closure_passed_on(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    once(async move || {
        ext().await;
        conn.id()
    })
    .await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_async_closure_consumes(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async move || {
        drop(conn);
        ext().await
    };
    work().await;
    Ok(())
}

/// A future written by hand: it keeps its fields until it is dropped.
struct Holding(Conn, bool);

impl Future for Holding {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.1 {
            return Poll::Ready(1);
        }
        self.1 = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

pub async fn ds_1e_own_future(pool: &PgPool) -> AppResult {
    let pair = (Holding(grab(pool)?, false).await, ext().await);
    Ok(())
}

pub async fn ds_1e_own_future_pinned(pool: &PgPool) -> AppResult {
    let mut work = pin!(Holding(grab(pool)?, false));
    work.as_mut().await;
    ext().await;
    Ok(())
}

struct Later(Conn);

impl IntoFuture for Later {
    type Output = u32;
    type IntoFuture = Holding;
    fn into_future(self) -> Holding {
        Holding(self.0, false)
    }
}

pub async fn ds_1e_into_future(pool: &PgPool) -> AppResult {
    let pair = (Later(grab(pool)?).await, ext().await);
    Ok(())
}

pub async fn ds_1e_async_function_pinned(pool: &PgPool) -> AppResult {
    let mut work = pin!(named(grab(pool)?));
    work.as_mut().await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_boxed_by_reference(pool: &PgPool) -> AppResult {
    let mut work = Box::pin(named(grab(pool)?));
    (&mut work).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_future_made_before_drop(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let call = ext();
    drop(conn);
    call.await;
    Ok(())
}

async fn transaction<R>(pool: &PgPool, work: impl AsyncFnOnce(&mut PgConnection) -> AppResult<R>) -> AppResult<R> {
    let mut tx = pool.begin().await?;
    let result = work(&mut tx).await?;
    tx.commit().await?;
    Ok(result)
}

pub async fn ds_1e_transaction_closure(pool: &PgPool) -> AppResult {
    transaction(pool, async |conn| {
        touch(conn).await?;
        ext().await;
        Ok(())
    })
    .await?;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_transaction_closure_wild(pool: &PgPool) -> AppResult {
    transaction(pool, async |_| Ok(ext().await)).await?;
    notify("after").await;
    Ok(())
}

pub async fn ds_1e_future_leaves_transaction(pool: &PgPool) -> AppResult {
    let call = transaction(pool, async |conn| {
        touch(conn).await?;
        Ok(ext())
    })
    .await?;
    call.await;
    Ok(())
}

pub async fn ds_1e_tail_of_block_body(pool: &PgPool) -> AppResult {
    let pair = (async { grab(pool).map(|conn| conn.id()) }.await, ext().await); // not reached
    Ok(())
}

pub async fn ds_1e_tail_of_closure_body(pool: &PgPool) -> AppResult {
    let id = || grab(pool).map_or(0, |conn| conn.id());
    let pair = (id(), ext().await);
    Ok(())
}

/// What `#[async_trait]` makes of a method.
fn boxed_unused<'a>(conn: Conn) -> Pin<Box<dyn Future<Output = u32> + Send + 'a>> {
    Box::pin(async move {
        let conn = conn;
        let result: u32 = { ext().await };
        result
    })
}

fn boxed_pattern<'a>(pair: (Conn, Conn)) -> Pin<Box<dyn Future<Output = u32> + Send + 'a>> {
    Box::pin(async move {
        let (conn, _) = {
            let pair = pair;
            pair
        };
        let result: u32 = { ext().await };
        result
    })
}

pub async fn ds_4_async_trait_parameter(pool: &PgPool) -> AppResult {
    boxed_unused(grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_4_async_trait_pattern(pool: &PgPool) -> AppResult {
    boxed_pattern((grab(pool)?, grab(pool)?)).await;
    notify("after").await;
    Ok(())
}

trait Unit {
    async fn finish(self) -> AppResult;
    async fn peek(&self) -> u32 {
        ext().await
    }
}

impl Unit for Repo {
    async fn finish(self) -> AppResult {
        notify("in the trait").await;
        Ok(())
    }
}

pub async fn ds_1e_trait_method_by_value(pool: &PgPool) -> AppResult {
    let repo = Repo::new(grab(pool)?);
    repo.peek().await;
    repo.finish().await?;
    notify("after").await;
    Ok(())
}
