//! More futures: kept, reassigned, polled by hand; closures in closures; streams that are made here.

use std::collections::HashMap;
use std::future::{poll_fn, ready, Future, IntoFuture};
use std::pin::{pin, Pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::{self, join_all, select, BoxFuture, Either, FutureExt, LocalBoxFuture, TryFutureExt};
use futures::stream::{self, FuturesOrdered, FuturesUnordered, Stream, StreamExt, TryStreamExt};
use outside::{charge, ext, next_job, notify, summarise, Mailer};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Row, Transaction};
use tokio::sync::{mpsc, oneshot, Mutex, Semaphore};
use tokio::task::JoinSet;

use crate::support::{all, eat, first, grab, keep, lucky, touch, AppResult, Reading, Repo, UnitOfWork, Wrap};

type Conn = PoolConnection<Postgres>;

pub async fn async_vec_of_futures(pool: &PgPool) -> AppResult {
    let mut work = Vec::new();
    for n in 0..2 {
        let conn = grab(pool)?;
        work.push(async move {
            let id = conn.id();
            drop(conn);
            ext().await;
            id
        });
    }
    notify("two are owned").await;
    for one in work {
        one.await;
    }
    notify("none").await;
    Ok(())
}

pub async fn async_vec_of_futures_dropped(pool: &PgPool) -> AppResult {
    let mut work = vec![];
    let conn = grab(pool)?;
    work.push(async move {
        ext().await; // not reached
        conn.id()
    });
    notify("owned").await;
    work.clear();
    notify("none").await;
    Ok(())
}

pub async fn async_option_of_future_dropped(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let mut slot = Some(async move {
        ext().await; // not reached
        conn.id()
    });
    slot = None;
    notify("none").await;
    Ok(())
}

pub async fn async_ordered(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let mut work = FuturesOrdered::new();
    work.push_back(charge(1));
    work.push_back(charge(2));
    while let Some(done) = work.next().await {}
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn async_struct_owns_future(pool: &PgPool) -> AppResult {
    struct Job<F> {
        work: F,
        name: &'static str,
    }
    let conn = grab(pool)?;
    let job = Job {
        work: async move {
            ext().await;
            conn.id()
        },
        name: "a",
    };
    notify(job.name).await;
    job.work.await;
    notify("none").await;
    Ok(())
}

struct Holding {
    conn: Option<Conn>,
    inner: Pin<Box<dyn Future<Output = u32> + Send>>,
}

impl Future for Holding {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        self.inner.as_mut().poll(cx)
    }
}

pub async fn async_own_future_in_variable(pool: &PgPool) -> AppResult {
    let work = Holding { conn: Some(grab(pool)?), inner: Box::pin(ext()) };
    notify("owned").await;
    drop(work);
    notify("none").await;
    Ok(())
}

pub async fn async_own_future_emptied(pool: &PgPool) -> AppResult {
    let mut work = Holding { conn: Some(grab(pool)?), inner: Box::pin(ext()) };
    work.conn = None;
    work.await;
    notify("none").await;
    Ok(())
}

pub async fn async_poll_fn_beside(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let mut work = Box::pin(ext());
    poll_fn(|cx| work.as_mut().poll(cx)).await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn async_poll_fn_owns(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let mut work = Box::pin(ext());
    poll_fn(move |cx| {
        conn.id();
        work.as_mut().poll(cx)
    })
    .await;
    notify("none").await;
    Ok(())
}

pub async fn async_select_function(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    match select(pin!(ext()), pin!(std::future::pending::<()>())).await {
        Either::Left((n, _)) => notify("left").await,
        Either::Right(_) => {}
    }
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn async_select_take(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    tokio::select! {
        n = ext() => {
            slot.take();
            notify("taken").await;
        }
        _ = std::future::pending::<()>() => return Ok(()),
    }
    ext().await;
    Ok(())
}

pub async fn async_select_in_loop_with_acquire(pool: &PgPool) -> AppResult {
    let mut seen = 0;
    loop {
        tokio::select! {
            job = next_job(seen) => {
                let Some(job) = job else { break };
                seen += 1;
                let mut conn = pool.acquire().await?;
                touch(&mut conn).await?;
                drop(conn);
                charge(job).await?;
            }
            _ = std::future::pending::<()>() => {}
        }
    }
    Ok(())
}

pub async fn async_select_guard_in_branch_block(pool: &PgPool) -> AppResult {
    tokio::select! {
        result = async {
            let mut conn = pool.acquire().await?;
            touch(&mut conn).await?;
            charge(1).await?;
            AppResult::Ok(())
        } => result?,
        _ = std::future::pending::<()>() => {}
    }
    ext().await;
    Ok(())
}

pub async fn async_select_precondition(pool: &PgPool, a: bool) -> AppResult {
    let slot = if a { Some(grab(pool)?) } else { None };
    tokio::select! {
        biased;
        _ = notify("busy"), if slot.is_some() => {}
        _ = ext() => {}
    }
    drop(slot);
    notify("none").await;
    Ok(())
}

pub async fn async_join_three(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let (a, b, c) = tokio::join!(
        touch(&mut conn),
        async { ext().await },
        async {
            let conn = grab(pool)?;
            notify("own").await;
            AppResult::Ok(conn.id())
        }
    );
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn async_try_join_moves(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let result = tokio::try_join!(
        async move {
            drop(conn);
            charge(1).await
        },
        charge(2),
    );
    notify("none").await;
    Ok(())
}

pub async fn async_join_as_argument(pool: &PgPool) -> AppResult {
    let pair = (grab(pool)?.id(), tokio::join!(ext(), notify("two")));
    notify("none").await;
    Ok(())
}

pub async fn async_pin_then_select(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async move {
        ext().await;
        conn.id()
    };
    tokio::pin!(work);
    let mut turns = 0;
    loop {
        tokio::select! {
            id = &mut work => break,
            _ = tokio::time::sleep(Duration::from_millis(1)) => {
                turns += 1;
                notify("turn").await; // not reached
            }
        }
    }
    notify("its locals are gone").await;
    Ok(())
}

pub async fn async_box_pin_dropped(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let mut work = Box::pin(async move {
        ext().await; // not reached
        conn.id()
    });
    notify("owned").await;
    drop(work);
    notify("none").await;
    Ok(())
}

pub async fn async_now_or_never(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let id = async move { conn.id() }.now_or_never();
    ext().await;
    Ok(())
}

pub async fn async_shared_future(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async move {
        ext().await;
        conn.id()
    }
    .boxed()
    .shared();
    let other = work.clone();
    work.await;
    drop(other);
    notify("none").await;
    Ok(())
}

pub async fn async_capture_two_fields(pool: &PgPool) -> AppResult {
    let unit = UnitOfWork { tx: Some(pool.begin().await?), name: "a".into() };
    let work = async move {
        notify(&unit.name).await;
    };
    drop(unit.tx);
    work.await;
    Ok(())
}

pub async fn async_capture_by_pattern(pool: &PgPool) -> AppResult {
    let pair = (grab(pool)?, 1u32);
    async move {
        let (_, n) = pair;
        ext().await;
        n
    }
    .await;
    drop(pair.0);
    notify("none").await;
    Ok(())
}

pub async fn async_capture_by_match(pool: &PgPool, some: bool) -> AppResult {
    let slot = if some { Some(grab(pool)?) } else { None };
    async move {
        match slot {
            Some(conn) => {
                notify("some").await;
                drop(conn);
                notify("dropped").await;
            }
            None => notify("none").await,
        }
        ext().await;
    }
    .await;
    notify("after").await;
    Ok(())
}

pub async fn async_capture_partly_moved(pool: &PgPool) -> AppResult {
    let pair = (grab(pool)?, grab(pool)?);
    async move {
        drop(pair.0);
        ext().await;
    }
    .await;
    notify("one is outside").await;
    drop(pair.1);
    notify("none").await;
    Ok(())
}

pub async fn async_capture_shadowed(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    async move {
        let conn = conn.id();
        ext().await;
    }
    .await;
    notify("none").await;
    Ok(())
}

pub async fn async_capture_reference_to_field(pool: &PgPool) -> AppResult {
    let mut repo = Repo::new(grab(pool)?);
    let conn = &mut repo.conn;
    async move {
        touch(conn).await?;
        ext().await;
        AppResult::Ok(())
    }
    .await?;
    drop(repo);
    notify("none").await;
    Ok(())
}

pub async fn async_inner_clone_of_pool(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let pool = pool.clone();
    let work = async move {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        drop(conn);
        ext().await;
        AppResult::Ok(())
    };
    drop(conn);
    work.await?;
    Ok(())
}

pub async fn async_nested_closures(pool: &PgPool) -> AppResult {
    let outer = |n: u32| {
        move |m: u32| async move {
            let conn = grab(pool)?;
            ext().await;
            AppResult::Ok(conn.id() + n + m)
        }
    };
    outer(1)(2).await?;
    notify("none").await;
    Ok(())
}

pub async fn async_closure_moved_guard(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let run = async move |n: u32| {
        ext().await;
        conn.id() + n
    };
    notify("owned").await;
    run(1).await;
    drop(run);
    notify("none").await;
    Ok(())
}

pub async fn async_closure_gives_guard_back(pool: &PgPool) -> AppResult {
    let open = async || {
        let conn = pool.acquire().await?;
        AppResult::Ok(conn)
    };
    let conn = open().await?;
    ext().await;
    drop(conn);
    drop(open().await?);
    notify("none").await;
    Ok(())
}

async fn with_conn<T>(pool: &PgPool, work: impl AsyncFnOnce(&mut PgConnection) -> AppResult<T>) -> AppResult<T> {
    let mut conn = pool.acquire().await?;
    work(&mut conn).await
}

pub async fn async_closure_lent(pool: &PgPool) -> AppResult {
    with_conn(pool, async |conn| {
        touch(conn).await?;
        ext().await;
        Ok(1)
    })
    .await?;
    notify("none").await;
    Ok(())
}

async fn with_owned<F, Fut>(pool: &PgPool, work: F) -> AppResult
where
    F: FnOnce(Conn) -> Fut,
    Fut: Future<Output = AppResult>,
{
    let conn = pool.acquire().await?;
    work(conn).await
}

pub async fn async_closure_owned_parameter(pool: &PgPool) -> AppResult {
    with_owned(pool, |conn| async move {
        drop(conn);
        ext().await;
        Ok(())
    })
    .await?;
    with_owned(pool, |mut conn| async move {
        touch(&mut conn).await?;
        notify("owned").await;
        Ok(())
    })
    .await?;
    Ok(())
}

pub async fn async_await_in_condition(pool: &PgPool) -> AppResult {
    if async { grab(pool).map(|conn| conn.id()) }.await? == 1 { // not reached
        ext().await;
    }
    Ok(())
}

pub async fn async_ready_with_guard(pool: &PgPool) -> AppResult {
    let conn = ready(grab(pool)?).await; // not reached
    ext().await;
    drop(conn);
    let work = ready(grab(pool)?);
    notify("in the future").await;
    drop(work);
    notify("none").await;
    Ok(())
}

pub async fn async_map_moves_guard_out(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().map(|conn| conn.ok()).await;
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn async_and_then_chain(pool: &PgPool) -> AppResult {
    let id = pool
        .acquire()
        .and_then(|conn| async move {
            notify("inside").await;
            Ok(conn.id())
        })
        .await?;
    ext().await;
    Ok(())
}

pub async fn async_timeout_owner(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let done = tokio::time::timeout(Duration::from_secs(5), async move {
        ext().await;
        conn.id()
    })
    .await;
    notify("none").await;
    Ok(())
}

pub async fn async_join_set_while_held(pool: PgPool) -> AppResult {
    let mut tasks = JoinSet::new();
    let conn = pool.acquire().await?;
    tasks.spawn(async { ext().await });
    drop(conn);
    while let Some(done) = tasks.join_next().await {
        done?;
    }
    Ok(())
}

pub async fn async_channel_send_guard(pool: &PgPool) -> AppResult {
    let (to, mut from) = mpsc::channel(1);
    let conn = grab(pool)?;
    let _ = to.send(conn).await; // not reached
    drop(from.recv().await); // not reached
    ext().await;
    Ok(())
}

pub async fn async_semaphore_beside(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let limit = Semaphore::new(1);
    let permit = limit.acquire().await?; // not reached
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn async_stream_yield_in_scope(pool: &PgPool) -> AppResult {
    let mut items = pin!(async_stream::stream! {
        {
            let Ok(conn) = grab(pool) else { return };
            let id = conn.id();
            yield id;
        }
        yield 2;
        for n in 0..1 {
            let Ok(mut conn) = grab(pool) else { return };
            let _ = touch(&mut conn).await;
            drop(conn);
            yield n;
        }
    });
    while let Some(n) = items.next().await {}
    Ok(())
}

pub async fn async_stream_unfold(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let mut items = pin!(stream::unfold((conn, 0), |(conn, n)| async move {
        if n > 1 {
            return None;
        }
        ext().await;
        Some((n, (conn, n + 1)))
    }));
    while let Some(n) = items.next().await {}
    Ok(())
}

pub async fn async_stream_once(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let ids: Vec<u32> = stream::once(async move {
        ext().await;
        conn.id()
    })
    .collect()
    .await;
    notify("none").await;
    Ok(())
}

pub async fn async_rows_then_break_dropped(pool: &PgPool) -> AppResult {
    {
        let mut rows = sqlx::query("select 1").fetch(pool);
        while let Some(row) = rows.try_next().await? {
            break;
        }
    }
    ext().await;
    Ok(())
}

pub async fn async_rows_mapped(pool: &PgPool) -> AppResult {
    let mut ids = sqlx::query("select 1").fetch(pool).map_ok(|row| row.get::<i64>("id"));
    while let Some(id) = ids.try_next().await? {
        charge(id).await?;
    }
    Ok(())
}

pub async fn async_rows_option(pool: &PgPool) -> AppResult {
    let mut rows = Some(sqlx::query("select 1").fetch(pool));
    if let Some(rows) = rows.as_mut() {
        let row = rows.try_next().await?;
    }
    rows = None;
    ext().await;
    Ok(())
}

trait Handler {
    async fn handle(&mut self) -> AppResult;
    fn later(self) -> impl Future<Output = AppResult>;
}

impl Handler for Repo {
    async fn handle(&mut self) -> AppResult {
        touch(&mut self.conn).await?;
        ext().await;
        Ok(())
    }
    fn later(self) -> impl Future<Output = AppResult> {
        async move {
            drop(self);
            ext().await;
            Ok(())
        }
    }
}

async fn run_handler(mut handler: impl Handler) -> AppResult {
    handler.handle().await?;
    notify("still owned").await;
    handler.later().await
}

pub async fn async_trait_generic(pool: &PgPool) -> AppResult {
    run_handler(Repo::new(grab(pool)?)).await?;
    notify("none").await;
    Ok(())
}

struct Session<'a> {
    conn: &'a mut Conn,
    mailer: Mailer,
}

impl Session<'_> {
    async fn send(&mut self) -> AppResult {
        touch(self.conn).await?;
        self.mailer.send("a").await?;
        Ok(())
    }
    async fn ping(&mut self) -> AppResult {
        touch(self.conn).await?;
        Ok(())
    }
}

pub async fn async_borrowing_session(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let mut session = Session { conn: &mut conn, mailer: Mailer };
    session.ping().await?;
    session.send().await?;
    drop(conn);
    notify("none").await;
    Ok(())
}

fn lazily<'a>(pool: &'a PgPool) -> BoxFuture<'a, AppResult<Conn>> {
    async move {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        Ok(conn)
    }
    .boxed()
}

pub async fn async_boxed_returns_guard(pool: &PgPool) -> AppResult {
    let conn = lazily(pool).await?;
    ext().await;
    drop(conn);
    let later = lazily(pool);
    notify("lazy").await;
    later.await?;
    notify("none").await;
    Ok(())
}

pub async fn async_loop_of_pinned(pool: &PgPool) -> AppResult {
    for n in 0..2 {
        let conn = grab(pool)?;
        let mut work = pin!(ext());
        work.as_mut().await;
        drop(conn);
        notify("between").await;
    }
    Ok(())
}

pub async fn async_future_reassigned(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let mut work: BoxFuture<'_, u32> = Box::pin(async move {
        ext().await; // not reached
        conn.id()
    });
    notify("owned").await;
    work = Box::pin(ext());
    notify("none").await;
    work.await;
    Ok(())
}

pub async fn async_future_in_match(pool: &PgPool, a: bool) -> AppResult {
    let conn = grab(pool)?;
    let work = match a {
        true => {
            drop(conn);
            ext().left_future()
        }
        false => async move {
            notify("owned").await;
            conn.id()
        }
        .right_future(),
    };
    work.await;
    notify("none").await;
    Ok(())
}

pub async fn async_block_with_early_return(pool: &PgPool, a: bool) -> AppResult {
    let done: AppResult = async {
        let conn = grab(pool)?;
        if a {
            return Ok(());
        }
        ext().await;
        Ok(())
    }
    .await;
    notify("none").await;
    Ok(())
}

pub async fn async_for_each_owned(pool: &PgPool) -> AppResult {
    let conns = vec![grab(pool)?, grab(pool)?];
    stream::iter(conns)
        .for_each(|conn| async move {
            drop(conn);
            ext().await;
        })
        .await;
    notify("none").await;
    Ok(())
}

pub async fn async_join_all_of_owned(pool: &PgPool) -> AppResult {
    let conns = vec![grab(pool)?, grab(pool)?];
    join_all(conns.into_iter().map(|mut conn| async move { touch(&mut conn).await })).await;
    notify("none").await;
    Ok(())
}
