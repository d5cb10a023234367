//! Futures in other forms: kept, boxed, pinned, joined, selected, streamed; closures and blocks that capture parts.

use std::collections::HashMap;
use std::future::{ready, Future};
use std::pin::{pin, Pin};
use std::sync::Arc;
use std::time::Duration;

use futures::future::{join, join_all, try_join, try_join_all, BoxFuture, FutureExt, TryFutureExt};
use futures::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
use outside::{charge, ext, next_job, notify, summarise};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use tokio::sync::{mpsc, oneshot, Mutex};
use tokio::task::JoinSet;

use crate::support::{all, eat, first, grab, keep, lucky, touch, AppResult, Reading, Repo, UnitOfWork, Wrap};

type Conn = PoolConnection<Postgres>;

pub async fn fut_two_fields_captured(pool: &PgPool) -> AppResult {
    struct Two {
        a: Conn,
        b: Conn,
    }
    let two = Two { a: grab(pool)?, b: grab(pool)? };
    let work = async move {
        let a = two.a;
        ext().await;
    };
    drop(two.b);
    work.await;
    notify("none").await;
    Ok(())
}

pub async fn fut_field_captured_other_stays(pool: &PgPool) -> AppResult {
    let repo = Repo::new(grab(pool)?);
    let reads = async move { repo.reads + 1 }.await; // not reached
    ext().await;
    drop(repo.conn);
    notify("none").await;
    Ok(())
}

pub async fn fut_nested_blocks(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    async {
        async {
            ext().await;
        }
        .await;
        notify("middle").await;
    }
    .await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn fut_nested_move_blocks(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    async move {
        let inner = async move {
            ext().await;
            drop(conn);
            notify("dropped").await;
        };
        inner.await;
        notify("middle").await;
    }
    .await;
    notify("after").await;
    Ok(())
}

pub async fn fut_kept_then_dropped(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async move {
        ext().await; // not reached
        conn.id()
    };
    notify("kept").await;
    drop(work);
    notify("dropped").await;
    Ok(())
}

pub async fn fut_kept_in_option(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let mut slot = Some(async move {
        ext().await;
        conn.id()
    });
    notify("kept").await;
    if let Some(work) = slot.take() {
        work.await;
    }
    notify("done").await;
    Ok(())
}

pub async fn fut_boxed(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work: BoxFuture<'_, u32> = Box::pin(async move {
        ext().await;
        conn.id()
    });
    notify("kept").await;
    work.await;
    notify("done").await;
    Ok(())
}

pub async fn fut_boxed_by_method(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async move {
        ext().await;
        conn.id()
    }
    .boxed();
    work.await;
    notify("done").await;
    Ok(())
}

async fn seven() -> u32 {
    ext().await
}

pub async fn fut_mapped(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = seven().map(move |n| n + conn.id());
    notify("kept").await;
    work.await;
    notify("done").await;
    Ok(())
}

pub async fn fut_then(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    seven().then(move |n| async move {
        drop(conn);
        notify("in then").await;
    })
    .await;
    notify("done").await;
    Ok(())
}

fn recurse<'a>(pool: &'a PgPool, depth: u32) -> Pin<Box<dyn Future<Output = AppResult> + 'a>> {
    Box::pin(async move {
        let conn = grab(pool)?;
        if depth > 0 {
            recurse(pool, depth - 1).await?;
        }
        ext().await;
        Ok(())
    })
}

pub async fn fut_recursion(pool: &PgPool) -> AppResult {
    recurse(pool, 1).await?;
    notify("after").await;
    Ok(())
}

fn makes<'a>(conn: &'a mut PgConnection) -> impl Future<Output = AppResult> + 'a {
    async move {
        touch(conn).await?;
        ext().await;
        Ok(())
    }
}

pub async fn fut_impl_future(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    makes(&mut conn).await?;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn fut_join_of_queries(pool: &PgPool) -> AppResult {
    let (a, b) = tokio::join!(
        async {
            let mut conn = pool.acquire().await?;
            touch(&mut conn).await
        },
        async {
            let mut conn = pool.acquire().await?;
            touch(&mut conn).await
        },
    );
    ext().await;
    Ok(())
}

pub async fn fut_join_held(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    tokio::join!(ext(), notify("two"));
    drop(conn);
    futures::join!(ext(), notify("two"));
    Ok(())
}

pub async fn fut_try_join_held(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    let (a, b) = tokio::try_join!(charge(1), charge(2))?;
    tx.commit().await?;
    let (a, b) = tokio::try_join!(charge(1), charge(2))?;
    Ok(())
}

pub async fn fut_join_function(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    join(ext(), notify("two")).await;
    drop(conn);
    try_join(charge(1), charge(2)).await?;
    Ok(())
}

pub async fn fut_join_all_held(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let ids = all(&mut conn).await?;
    join_all(ids.iter().map(|id| charge(*id))).await;
    drop(conn);
    try_join_all(ids.into_iter().map(charge)).await?;
    Ok(())
}

pub async fn fut_join_all_each_acquires(pool: &PgPool) -> AppResult {
    join_all((0..2).map(|n| async move {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        AppResult::Ok(())
    }))
    .await;
    notify("after").await;
    Ok(())
}

pub async fn fut_unordered(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let mut work: FuturesUnordered<_> = (0..2).map(|n| charge(n)).collect();
    while let Some(result) = work.next().await {
        touch(&mut conn).await?;
    }
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn fut_unordered_owns(pool: &PgPool) -> AppResult {
    let work = FuturesUnordered::new();
    let conn = grab(pool)?;
    work.push(async move {
        ext().await;
        conn.id()
    });
    let ids: Vec<u32> = work.collect().await;
    notify("after").await;
    Ok(())
}

pub async fn fut_select_loop(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut work = pin!(ext());
    let mut turns = 0;
    loop {
        tokio::select! {
            _ = &mut work => break,
            _ = tokio::time::sleep(Duration::from_millis(5)) => turns += 1,
        }
    }
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn fut_select_else(pool: &PgPool, go: bool) -> AppResult {
    let conn = grab(pool)?;
    tokio::select! { // not reached
        biased;
        Some(n) = ready(go.then_some(1)) => {
            notify("some").await;
        }
        else => {
            drop(conn);
            notify("else").await;
        }
    }
    Ok(())
}

pub async fn fut_select_handler_acquires(pool: &PgPool) -> AppResult {
    tokio::select! {
        n = ext() => {
            let conn = grab(pool)?;
            notify("in the handler").await;
        }
        _ = std::future::pending::<()>() => {}
    }
    notify("after").await;
    Ok(())
}

pub async fn fut_select_branch_owns(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async move {
        ext().await;
        conn.id()
    };
    tokio::select! {
        id = work => {
            notify("won").await;
        }
        _ = std::future::pending::<()>() => {}
    }
    notify("after").await;
    Ok(())
}

pub async fn fut_select_released_before(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    touch(&mut conn).await?;
    drop(conn);
    tokio::select! {
        _ = ext() => {}
        _ = tokio::time::sleep(Duration::from_secs(5)) => {}
    }
    Ok(())
}

pub async fn fut_select_value(pool: &PgPool) -> AppResult {
    let conn = tokio::select! {
        conn = pool.acquire() => conn?,
        _ = tokio::time::sleep(Duration::from_secs(5)) => return Ok(()),
    };
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn fut_timeout_acquire(pool: &PgPool) -> AppResult {
    let mut conn = tokio::time::timeout(Duration::from_secs(5), pool.acquire()).await??;
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn fut_timeout_block(pool: &PgPool) -> AppResult {
    let result = tokio::time::timeout(Duration::from_secs(5), async {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        ext().await;
        AppResult::Ok(())
    })
    .await;
    notify("after").await;
    Ok(())
}

pub async fn fut_spawned_owner(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let handle = tokio::spawn(async move {
        ext().await;
        conn.id()
    });
    handle.await?;
    notify("after").await;
    Ok(())
}

pub async fn fut_spawned_while_held(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let handle = tokio::spawn(ext());
    drop(conn);
    handle.await?;
    Ok(())
}

pub async fn fut_join_set_owners(pool: PgPool) -> AppResult {
    let mut tasks = JoinSet::new();
    for n in 0..2 {
        let pool = pool.clone();
        tasks.spawn(async move {
            let mut conn = pool.acquire().await?;
            touch(&mut conn).await?;
            drop(conn);
            ext().await;
            AppResult::Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {}
    Ok(())
}

pub async fn fut_stream_of_blocks(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    stream::iter(0..2)
        .then(|n| async move { charge(n).await })
        .for_each(|_| ready(()))
        .await;
    drop(conn);
    stream::iter(0..2).for_each_concurrent(2, |n| async move { drop(ext().await) }).await;
    Ok(())
}

pub async fn fut_stream_buffered(pool: &PgPool) -> AppResult {
    let ids = all(&mut *grab(pool)?).await?;
    let paid: Vec<_> = stream::iter(ids).map(charge).buffer_unordered(2).collect().await;
    Ok(())
}

pub async fn fut_stream_collected_while_held(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let paid: Vec<_> = stream::iter(0..2).map(charge).buffered(2).try_collect::<Vec<_>>().await?;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn fut_async_stream(pool: &PgPool) -> AppResult {
    let mut ids = pin!(async_stream::stream! {
        let Ok(conn) = grab(pool) else { return };
        yield conn.id();
        drop(conn);
        yield 2;
        ext().await;
    });
    while let Some(id) = ids.next().await {}
    notify("after").await;
    Ok(())
}

pub async fn fut_async_try_stream(pool: &PgPool) -> AppResult {
    let mut ids = Box::pin(async_stream::try_stream! {
        let mut tx = pool.begin().await?;
        let id = first(&mut tx).await?;
        tx.commit().await?;
        charge(1).await?;
        yield id;
    });
    while let Some(id) = ids.next().await {
        let id: AppResult<Option<i64>> = id;
    }
    notify("after").await;
    Ok(())
}

pub async fn fut_async_closure_kept(pool: &PgPool) -> AppResult {
    let repo = Repo::new(grab(pool)?);
    let work = async |n: u32| {
        ext().await;
        n + repo.reads
    };
    work(1).await;
    drop(work);
    drop(repo);
    notify("none").await;
    Ok(())
}

pub async fn fut_async_closure_field(pool: &PgPool) -> AppResult {
    let repo = Repo::new(grab(pool)?);
    let work = async move || {
        ext().await;
        repo.reads
    };
    work().await;
    notify("the connection stayed").await;
    Ok(())
}

pub async fn fut_closure_field_copied(pool: &PgPool) -> AppResult {
    let repo = Repo::new(grab(pool)?);
    let reads = move || repo.reads;
    drop(repo.conn);
    ext().await;
    reads();
    Ok(())
}

pub async fn fut_closure_captures_conn(pool: &PgPool) -> AppResult {
    let repo = Repo::new(grab(pool)?);
    let id = move || repo.conn.id();
    ext().await;
    drop(id);
    notify("none").await;
    Ok(())
}

pub async fn fut_closure_in_struct(pool: &PgPool) -> AppResult {
    struct Job<F> {
        run: F,
    }
    let conn = grab(pool)?;
    let job = Job { run: move || conn.id() };
    ext().await;
    drop(job);
    notify("none").await;
    Ok(())
}

pub async fn fut_closure_boxed(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let job: Box<dyn FnOnce() -> u32> = Box::new(move || conn.id());
    ext().await;
    job();
    notify("none").await;
    Ok(())
}

pub async fn fut_closure_called_once(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let finish = || {
        let mine = conn;
        mine.id()
    };
    ext().await;
    finish();
    notify("none").await;
    Ok(())
}

async fn wild(_: Conn, _n: u32) {
    ext().await;
}

async fn unused(conn: Conn) -> u32 {
    1
}

async fn tuple((_, n): (Conn, u32)) {
    ext().await;
}

async fn option(conn: Option<Conn>) {
    let Some(conn) = conn else {
        notify("none").await;
        return;
    };
    ext().await;
}

async fn generic<T>(value: T) {
    ext().await;
}

async fn mutable(mut conn: Conn) -> AppResult {
    touch(&mut conn).await?;
    let conn = conn;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn fut_parameters(pool: &PgPool) -> AppResult {
    wild(grab(pool)?, 1).await;
    unused(grab(pool)?).await; // not reached
    notify("between").await;
    tuple((grab(pool)?, 1)).await;
    mutable(grab(pool)?).await?;
    notify("after").await;
    Ok(())
}

pub async fn fut_optional_parameter(pool: &PgPool, some: bool) -> AppResult {
    let conn = if some { Some(grab(pool)?) } else { None };
    option(conn).await;
    notify("after").await;
    Ok(())
}

pub async fn fut_generic_parameter(pool: &PgPool) -> AppResult {
    generic(1).await;
    generic(grab(pool)?).await;
    notify("after").await;
    Ok(())
}

pub async fn fut_parameter_wild(_: PoolConnection<Postgres>) -> AppResult {
    ext().await;
    Ok(())
}

pub async fn fut_parameter_unused(conn: PoolConnection<Postgres>, pool: &PgPool) -> AppResult {
    ext().await;
    Ok(())
}

pub async fn fut_parameter_shadowed(conn: PoolConnection<Postgres>) -> AppResult {
    let conn = conn.id();
    ext().await;
    Ok(())
}

pub async fn fut_parameter_moved(conn: PoolConnection<Postgres>) -> AppResult {
    let mine = conn;
    drop(mine);
    ext().await;
    Ok(())
}

pub async fn fut_parameter_option(conn: Option<PoolConnection<Postgres>>) -> AppResult {
    if let Some(mut conn) = conn {
        touch(&mut conn).await?;
    }
    ext().await;
    Ok(())
}

pub async fn fut_parameter_transaction(mut tx: Transaction<'_, Postgres>, commit: bool) -> AppResult {
    touch(&mut tx).await?;
    if commit {
        tx.commit().await?;
        notify("committed").await;
    } else {
        notify("still open").await;
        tx.rollback().await?;
    }
    ext().await;
    Ok(())
}

pub async fn fut_borrowed_parameter(conn: &mut PgConnection) -> AppResult {
    touch(conn).await?;
    ext().await;
    Ok(())
}

pub async fn fut_borrowed_parameter_in_block(conn: &mut PgConnection) -> AppResult {
    let n = async {
        touch(conn).await?;
        AppResult::Ok(1)
    }
    .await?;
    ext().await;
    Ok(())
}

struct Service {
    conn: Conn,
}

impl Service {
    async fn by_mut(&mut self) -> AppResult {
        touch(&mut self.conn).await?;
        ext().await;
        Ok(())
    }
    async fn by_value(self) -> AppResult {
        ext().await;
        Ok(())
    }
    async fn releases(mut self) -> AppResult {
        touch(&mut self.conn).await?;
        drop(self.conn);
        ext().await;
        Ok(())
    }
    async fn destructs(self) -> AppResult {
        let Service { conn } = self;
        drop(conn);
        ext().await;
        Ok(())
    }
    async fn boxed(self: Box<Self>) -> AppResult {
        ext().await;
        Ok(())
    }
}

pub async fn fut_methods(pool: &PgPool, n: u32) -> AppResult {
    let mut service = Service { conn: grab(pool)? };
    service.by_mut().await?;
    match n {
        0 => service.by_value().await?,
        1 => service.releases().await?,
        _ => service.destructs().await?,
    }
    notify("after").await;
    Ok(())
}

pub async fn fut_boxed_self(pool: &PgPool) -> AppResult {
    let service = Box::new(Service { conn: grab(pool)? });
    service.boxed().await?;
    notify("after").await;
    Ok(())
}

trait Job {
    async fn run(&mut self) -> AppResult;
    async fn finish(self) -> AppResult
    where
        Self: Sized,
    {
        ext().await;
        Ok(())
    }
}

impl Job for Service {
    async fn run(&mut self) -> AppResult {
        touch(&mut self.conn).await?;
        notify("in the job").await;
        Ok(())
    }
}

pub async fn fut_trait_methods(pool: &PgPool) -> AppResult {
    let mut service = Service { conn: grab(pool)? };
    service.run().await?;
    service.finish().await?;
    notify("after").await;
    Ok(())
}

async fn in_transaction<F, Fut>(pool: &PgPool, work: F) -> AppResult
where
    F: FnOnce(Transaction<'static, Postgres>) -> Fut,
    Fut: Future<Output = AppResult<Transaction<'static, Postgres>>>,
{
    let tx = pool.begin().await?;
    let tx = work(tx).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn fut_transaction_passed_through(pool: &PgPool) -> AppResult {
    in_transaction(pool, |mut tx| async move {
        touch(&mut tx).await?;
        ext().await;
        Ok(tx)
    })
    .await?;
    notify("after").await;
    Ok(())
}

pub async fn fut_channel_of_guards(pool: &PgPool) -> AppResult {
    let (send, mut receive) = mpsc::channel(1);
    send.try_send(grab(pool)?).ok();
    drop(send);
    while let Some(conn) = receive.recv().await { // not reached
        ext().await;
    }
    notify("none").await;
    Ok(())
}

pub async fn fut_late_bound_block(pool: &PgPool) -> AppResult {
    let work;
    {
        let conn = grab(pool)?;
        work = async move {
            ext().await;
            conn.id()
        };
    }
    notify("kept").await;
    work.await;
    notify("none").await;
    Ok(())
}

pub async fn fut_lazy_block(pool: &PgPool) -> AppResult {
    let work = async {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await
    };
    ext().await;
    work.await?;
    Ok(())
}

pub async fn fut_pinned_block_moved(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let mut work = pin!(async move {
        ext().await;
        conn.id()
    });
    notify("kept").await;
    work.as_mut().await;
    notify("after").await;
    Ok(())
}

pub async fn fut_tokio_pin(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async move {
        ext().await;
        conn.id()
    };
    tokio::pin!(work);
    notify("kept").await;
    (&mut work).await;
    notify("after").await;
    Ok(())
}

pub async fn fut_ready_value(pool: &PgPool) -> AppResult {
    let held = ready(grab(pool)?);
    ext().await;
    let conn = held.await; // not reached
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn fut_awaited_in_arguments(pool: &PgPool) -> AppResult {
    let pair = (async { grab(pool).map(|conn| conn.id()) }.await, ext().await); // not reached
    let total = async { AppResult::Ok(grab(pool)?.id()) }.await? + ext().await; // not reached
    Ok(())
}

pub async fn fut_async_block_returns_guard(pool: &PgPool) -> AppResult {
    let conn = async {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        AppResult::Ok(conn)
    }
    .await?;
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn fut_function_returns_pair(pool: &PgPool) -> AppResult {
    async fn start(pool: &PgPool) -> AppResult<(Conn, Option<i64>)> {
        let mut conn = pool.acquire().await?;
        let id = first(&mut conn).await?;
        Ok((conn, id))
    }
    let (_, id) = start(pool).await?;
    notify("not bound").await;
    let (conn, id) = start(pool).await?;
    notify("bound").await;
    let pair = start(pool).await?;
    drop(conn);
    drop(pair.0);
    ext().await;
    Ok(())
}
