//! What a service writes: units of work, lists of connections, streams, tasks, generics.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, VecDeque};
use std::future::{ready, Future};
use std::mem;
use std::pin::{pin, Pin};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::{join_all, try_join_all, BoxFuture, FutureExt, TryFutureExt};
use futures::stream::{self, FuturesUnordered, Stream, StreamExt, TryStreamExt};
use outside::{charge, ext, next_job, notify, summarise, Mailer};
use sqlx::pool::PoolConnection;
use sqlx::{Acquire, Connection, Executor, PgConnection, PgPool, Postgres, Row, Transaction};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::support::{all, eat, first, grab, keep, lucky, touch, AppResult, Coin, Reading, Repo, UnitOfWork, Wrap};

type Conn = PoolConnection<Postgres>;
type Tx<'a> = Transaction<'a, Postgres>;

pub async fn day_service_struct(pool: &PgPool) -> AppResult {
    struct Service<'a> {
        pool: &'a PgPool,
        mailer: Mailer,
    }
    impl Service<'_> {
        async fn register(&self, name: &str) -> AppResult {
            let mut tx = self.pool.begin().await?;
            touch(&mut tx).await?;
            self.mailer.send(name).await?;
            tx.commit().await?;
            self.mailer.send("done").await?;
            Ok(())
        }
        async fn rename(&self) -> AppResult {
            let mut conn = self.pool.acquire().await?;
            touch(&mut conn).await?;
            drop(conn);
            self.mailer.send("renamed").await?;
            Ok(())
        }
    }
    let service = Service { pool, mailer: Mailer };
    service.register("a").await?;
    service.rename().await?;
    Ok(())
}

pub async fn day_builder_chain(pool: &PgPool) -> AppResult {
    struct Job {
        conn: Option<Conn>,
        name: String,
    }
    impl Job {
        fn named(mut self, name: &str) -> Self {
            self.name = name.to_owned();
            self
        }
        fn on(mut self, conn: Conn) -> Self {
            self.conn = Some(conn);
            self
        }
        fn detached(mut self) -> Self {
            self.conn = None;
            self
        }
        async fn run(self) -> AppResult {
            ext().await;
            Ok(())
        }
    }
    let job = Job { conn: None, name: String::new() }.named("a").on(grab(pool)?);
    job.run().await?;
    let job = Job { conn: None, name: String::new() }.on(grab(pool)?).detached();
    notify("detached").await;
    Ok(())
}

pub async fn day_newtype_deref(pool: &PgPool) -> AppResult {
    struct Db(Conn);
    impl std::ops::Deref for Db {
        type Target = PgConnection;
        fn deref(&self) -> &PgConnection {
            &self.0
        }
    }
    impl std::ops::DerefMut for Db {
        fn deref_mut(&mut self) -> &mut PgConnection {
            &mut self.0
        }
    }
    let mut db = Db(pool.acquire().await?);
    touch(&mut db).await?;
    ext().await;
    let Db(conn) = db;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_enum_state_machine(pool: &PgPool) -> AppResult {
    enum Step {
        Start,
        Open(Tx<'static>),
        Done(u32),
    }
    let mut step = Step::Start;
    loop {
        step = match step {
            Step::Start => {
                notify("start").await;
                Step::Open(pool.begin().await?)
            }
            Step::Open(mut tx) => {
                touch(&mut tx).await?;
                notify("open").await;
                tx.commit().await?;
                Step::Done(1)
            }
            Step::Done(n) => {
                notify("done").await;
                break;
            }
        };
    }
    Ok(())
}

pub async fn day_take_and_put_back(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    for _ in 0..2 {
        if let Some(mut conn) = slot.take() {
            touch(&mut conn).await?;
            slot = Some(conn);
        }
        notify("kept").await;
    }
    Ok(())
}

pub async fn day_option_as_mut_unwrap(pool: &PgPool) -> AppResult {
    let mut slot = Some(pool.begin().await?);
    touch(slot.as_mut().unwrap()).await?;
    ext().await;
    slot.take().unwrap().commit().await?;
    notify("none").await;
    Ok(())
}

pub async fn day_let_else_on_as_mut(pool: &PgPool, some: bool) -> AppResult {
    let mut slot = if some { Some(grab(pool)?) } else { None };
    let Some(conn) = slot.as_mut() else {
        notify("none").await;
        return Ok(());
    };
    touch(conn).await?;
    notify("some").await;
    Ok(())
}

pub async fn day_if_let_some_ref_mut(pool: &PgPool, some: bool) -> AppResult {
    let mut slot = if some { Some(grab(pool)?) } else { None };
    if let Some(ref mut conn) = slot {
        touch(conn).await?;
        notify("some").await;
    } else {
        notify("none").await;
    }
    Ok(())
}

pub async fn day_match_ergonomics_nested(pool: &PgPool) -> AppResult {
    let pair = (Some(grab(pool)?), Some(1u32));
    if let (Some(conn), Some(n)) = &pair {
        notify("both").await;
    }
    let (slot, _) = pair;
    drop(slot);
    ext().await;
    Ok(())
}

pub async fn day_box_pattern_through_match(pool: &PgPool) -> AppResult {
    let boxed: Box<Option<Conn>> = Box::new(pool.try_acquire());
    if let Some(conn) = *boxed {
        drop(conn);
    }
    ext().await;
    Ok(())
}

pub async fn day_or_pattern_refs(pool: &PgPool, which: bool) -> AppResult {
    let result: Result<Conn, Conn> = if which { Ok(grab(pool)?) } else { Err(grab(pool)?) };
    let (Ok(conn) | Err(conn)) = result;
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_at_pattern_range(pool: &PgPool, n: u32) -> AppResult {
    let conn = grab(pool)?;
    match n {
        0 => drop(conn),
        m @ 1..=1 => {
            notify("one").await;
        }
        _ => {
            eat(conn);
            notify("eaten").await;
        }
    }
    ext().await;
    Ok(())
}

pub async fn day_nested_question(pool: &PgPool) -> AppResult {
    let n = touch(&mut *lucky(pool, first(&mut *grab(pool)?).await?.is_some()).await?).await? + ext().await;
    notify("none").await;
    Ok(())
}

pub async fn day_block_with_try(pool: &PgPool) -> AppResult {
    let id = {
        let mut conn = pool.acquire().await?;
        let id = first(&mut conn).await?;
        id.ok_or("none")?
    };
    charge(id).await?;
    Ok(())
}

pub async fn day_closure_block_immediate(pool: &PgPool) -> AppResult {
    let id = (async || -> AppResult<i64> {
        let mut conn = pool.acquire().await?;
        Ok(first(&mut conn).await?.unwrap_or(0))
    })()
    .await?;
    charge(id).await?;
    Ok(())
}

pub async fn day_if_chain_of_results(pool: &PgPool, luck: bool) -> AppResult {
    let conn = match lucky(pool, luck).await {
        Ok(conn) => Some(conn),
        Err(error) => {
            notify("first failed").await;
            lucky(pool, !luck).await.ok()
        }
    };
    match conn {
        None => notify("none").await, // not reached
        Some(conn) => {
            notify("some").await;
        }
    }
    Ok(())
}

pub async fn day_while_with_take_and_break(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    let kept = loop {
        match conns.pop() {
            Some(conn) if conns.is_empty() => break conn,
            Some(conn) => {
                drop(conn);
                notify("one less").await;
            }
            None => return Ok(()),
        }
    };
    drop(conns);
    ext().await;
    drop(kept);
    notify("none").await;
    Ok(())
}

pub async fn day_for_in_chunks(pool: &PgPool) -> AppResult {
    let ids = [1i64, 2, 3];
    for chunk in ids.chunks(2) {
        let mut tx = pool.begin().await?;
        for id in chunk {
            touch(&mut tx).await?;
        }
        tx.commit().await?;
        notify("chunk").await;
    }
    Ok(())
}

pub async fn day_iter_over_temporary_collect(pool: &PgPool) -> AppResult {
    for id in all(&mut *grab(pool)?).await?.into_iter().filter(|id| *id > 0).collect::<Vec<_>>() {
        charge(id).await?;
    }
    Ok(())
}

pub async fn day_iter_binding_then_loop(pool: &PgPool) -> AppResult {
    let ids = all(&mut *grab(pool)?).await?.into_iter();
    for id in ids {
        charge(id).await?;
    }
    Ok(())
}

pub async fn day_lazy_iterator_owns(pool: &PgPool) -> AppResult {
    let conns = vec![grab(pool)?, grab(pool)?];
    let ids = conns.into_iter().map(|conn| conn.id());
    ext().await;
    let total: u32 = ids.sum();
    notify("none").await;
    Ok(())
}

pub async fn day_lazy_iterator_captures(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let ids = (0..2).map(move |n| n + conn.id());
    ext().await;
    drop(ids);
    notify("none").await;
    Ok(())
}

pub async fn day_lazy_iterator_borrows(pool: &PgPool) -> AppResult {
    let conns = vec![grab(pool)?];
    let ids: Vec<u32> = conns.iter().map(|conn| conn.id()).filter(|n| *n > 0).collect();
    drop(conns);
    ext().await;
    Ok(())
}

pub async fn day_enumerate_and_zip(pool: &PgPool) -> AppResult {
    let conns = vec![grab(pool)?];
    let pairs: Vec<(usize, Conn)> = conns.into_iter().enumerate().collect();
    ext().await;
    for (index, conn) in pairs {
        drop(conn);
    }
    notify("none").await;
    Ok(())
}

pub async fn day_collect_into_map(pool: &PgPool) -> AppResult {
    let by_id: HashMap<u32, Conn> = vec![grab(pool)?].into_iter().map(|conn| (conn.id(), conn)).collect();
    ext().await;
    drop(by_id);
    notify("none").await;
    Ok(())
}

pub async fn day_collect_option(pool: &PgPool) -> AppResult {
    let conns: Option<Vec<_>> = (0..2).map(|_| pool.try_acquire()).collect();
    ext().await;
    drop(conns);
    notify("none").await;
    Ok(())
}

pub async fn day_flat_map(pool: &PgPool) -> AppResult {
    let conns = (0..2).flat_map(|_| pool.try_acquire()).collect::<Vec<_>>();
    ext().await;
    Ok(())
}

pub async fn day_extend_from_iter(pool: &PgPool) -> AppResult {
    let mut conns = Vec::new();
    conns.extend((0..2).filter_map(|_| pool.try_acquire()));
    ext().await;
    conns.clear();
    notify("none").await;
    Ok(())
}

pub async fn day_find_in_list(pool: &PgPool) -> AppResult {
    let conn = vec![grab(pool)?, grab(pool)?].into_iter().find(|conn| conn.yes());
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_fold_keeps_last(pool: &PgPool) -> AppResult {
    let conn = vec![grab(pool)?, grab(pool)?].into_iter().fold(None, |_, conn| Some(conn));
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_sort_and_dedup(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    conns.sort_by_key(|conn| conn.id());
    conns.reverse();
    conns.dedup_by_key(|conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn day_vec_insert_and_swap(pool: &PgPool) -> AppResult {
    let mut conns = Vec::new();
    conns.insert(0, grab(pool)?);
    conns.push(grab(pool)?);
    conns.swap(0, 1);
    ext().await;
    Ok(())
}

pub async fn day_vec_option_index_assign(pool: &PgPool) -> AppResult {
    let mut slots: Vec<Option<Conn>> = vec![None, None];
    slots[0] = Some(grab(pool)?);
    ext().await;
    slots[0] = None;
    drop(slots);
    notify("none").await;
    Ok(())
}

pub async fn day_struct_of_vec(pool: &PgPool) -> AppResult {
    struct Batch {
        conns: Vec<Conn>,
        size: usize,
    }
    impl Batch {
        fn add(&mut self, conn: Conn) {
            self.conns.push(conn);
            self.size += 1;
        }
        fn finish(&mut self) {
            self.conns.clear();
        }
    }
    let mut batch = Batch { conns: vec![], size: 0 };
    batch.add(grab(pool)?);
    ext().await;
    batch.finish();
    notify("none").await;
    Ok(())
}

pub async fn day_struct_with_map(pool: &PgPool) -> AppResult {
    struct Tenants {
        conns: HashMap<String, Conn>,
    }
    impl Tenants {
        fn put(&mut self, name: &str, conn: Conn) -> Option<Conn> {
            self.conns.insert(name.to_owned(), conn)
        }
        fn get(&mut self, name: &str) -> Option<&mut Conn> {
            self.conns.get_mut(name)
        }
    }
    let mut tenants = Tenants { conns: HashMap::new() };
    tenants.put("a", grab(pool)?);
    if let Some(conn) = tenants.get("a") {
        touch(conn).await?;
        notify("lent").await;
    }
    drop(tenants);
    ext().await;
    Ok(())
}

pub async fn day_drop_struct_by_scope(pool: &PgPool) -> AppResult {
    struct OnDrop(Option<Conn>, &'static str);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            if let Some(conn) = self.0.take() {
                drop(conn);
            }
        }
    }
    {
        let mut guard = OnDrop(Some(grab(pool)?), "a");
        touch(guard.0.as_mut().unwrap()).await?;
        notify("in scope").await;
    }
    notify("none").await;
    Ok(())
}

struct Timer {
    inner: Pin<Box<dyn Future<Output = u32>>>,
    conn: Conn,
}

impl Future for Timer {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        self.inner.as_mut().poll(cx)
    }
}

pub async fn day_hand_written_future(pool: &PgPool) -> AppResult {
    let timer = Timer { inner: Box::pin(ext()), conn: grab(pool)? };
    timer.await;
    notify("none").await;
    Ok(())
}

pub async fn day_hand_written_future_kept(pool: &PgPool) -> AppResult {
    let timer = Timer { inner: Box::pin(ext()), conn: grab(pool)? };
    notify("kept").await;
    let Timer { inner, conn } = timer;
    drop(conn);
    inner.await;
    Ok(())
}

struct Countdown {
    conn: Option<Conn>,
    left: u32,
}

impl Stream for Countdown {
    type Item = u32;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u32>> {
        if self.left == 0 {
            self.conn = None;
            return Poll::Ready(None);
        }
        self.left -= 1;
        Poll::Ready(Some(self.left))
    }
}

pub async fn day_hand_written_stream(pool: &PgPool) -> AppResult {
    let mut items = Countdown { conn: Some(grab(pool)?), left: 2 };
    while let Some(n) = items.next().await { // not reached
        notify("in the loop").await;
        if n == 1 {
            break;
        }
    }
    ext().await;
    Ok(())
}

pub async fn day_spawn_then_await_later(pool: &PgPool) -> AppResult {
    let handle = tokio::spawn(ext());
    let mut conn = grab(pool)?;
    touch(&mut conn).await?;
    handle.await?; // not reached
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_oneshot_beside(pool: &PgPool) -> AppResult {
    let (send, receive) = oneshot::channel();
    tokio::spawn(async move {
        ext().await;
        let _ = send.send(1);
    });
    let conn = grab(pool)?;
    receive.await?;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_channel_loop(pool: &PgPool) -> AppResult {
    let (send, mut receive) = mpsc::channel(4);
    tokio::spawn(async move {
        for n in 0..2i64 {
            ext().await;
            let _ = send.send(n).await; // not reached
        }
    });
    let mut tx = pool.begin().await?;
    while let Some(n) = receive.recv().await { // not reached
        touch(&mut tx).await?;
    }
    tx.commit().await?;
    notify("none").await;
    Ok(())
}

pub async fn day_select_else_with_guard(pool: &PgPool, a: bool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    tokio::select! {
        biased;
        Some(n) = async { ext().await; a.then_some(1) } => {
            notify("some").await;
        }
        else => {
            slot = None;
            notify("else").await;
        }
    }
    Ok(())
}

pub async fn day_select_three(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let mut n = 0;
    loop {
        tokio::select! {
            biased;
            Some(job) = next_job(n) => {
                n += 1;
                touch(&mut conn).await?;
                charge(job).await?;
            }
            else => break,
        }
    }
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_join_of_acquires(pool: &PgPool) -> AppResult {
    let (a, b) = tokio::join!(pool.acquire(), pool.acquire());
    let (a, b) = (a?, b?);
    drop(a);
    ext().await;
    drop(b);
    notify("none").await;
    Ok(())
}

pub async fn day_try_join_of_acquires(pool: &PgPool) -> AppResult {
    let (a, b) = tokio::try_join!(pool.acquire(), pool.begin())?;
    b.commit().await?;
    ext().await;
    drop(a);
    notify("none").await;
    Ok(())
}

pub async fn day_join_all_of_acquires(pool: &PgPool) -> AppResult {
    let conns: Vec<_> = try_join_all((0..2).map(|_| pool.acquire())).await?;
    ext().await;
    drop(conns);
    notify("none").await;
    Ok(())
}

pub async fn day_unordered_of_owners(pool: &PgPool) -> AppResult {
    let mut work = FuturesUnordered::new();
    for _ in 0..2 {
        let mut conn = pool.acquire().await?;
        work.push(async move {
            touch(&mut conn).await?;
            notify("inside").await;
            AppResult::Ok(())
        });
    }
    while let Some(done) = work.next().await {
        done?;
    }
    ext().await;
    Ok(())
}

pub async fn day_stream_map_then(pool: &PgPool) -> AppResult {
    let total: Vec<i64> = stream::iter([1i64, 2])
        .then(|n| async move {
            let mut conn = grab(pool)?;
            touch(&mut conn).await?;
            drop(conn);
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(charge(n).await?)
        })
        .try_collect()
        .await?;
    Ok(())
}

pub async fn day_stream_of_guards(pool: &PgPool) -> AppResult {
    let mut conns = stream::iter(vec![grab(pool)?, grab(pool)?]);
    notify("in the stream").await;
    while let Some(conn) = conns.next().await { // not reached
        drop(conn);
    }
    drop(conns);
    notify("none").await;
    Ok(())
}

pub async fn day_rows_filter_map(pool: &PgPool) -> AppResult {
    let ids: Vec<i64> = sqlx::query_scalar::<_, i64>("select id")
        .fetch(pool)
        .filter_map(|id| ready(id.ok()))
        .collect()
        .await;
    for id in ids {
        charge(id).await?;
    }
    Ok(())
}

pub async fn day_rows_and_then(pool: &PgPool) -> AppResult {
    let done = sqlx::query_scalar::<_, i64>("select id")
        .fetch(pool)
        .map_err(|error| error.to_string())
        .and_then(|id| async move { charge(id).await.map_err(|error| error.to_string()) })
        .try_collect::<Vec<_>>()
        .await?;
    notify("none").await;
    Ok(())
}

pub async fn day_rows_boxed_pinned(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let mut rows = sqlx::query("select 1").fetch(&mut *conn).boxed();
    let row = rows.next().await;
    ext().await;
    drop(rows);
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_async_move_reassigned_capture(pool: &PgPool) -> AppResult {
    let mut slot = None;
    let mut fill = async {
        slot = Some(grab(pool)?);
        AppResult::Ok(())
    };
    fill.await?; // not reached
    ext().await;
    slot = None;
    notify("none").await;
    Ok(())
}

pub async fn day_closure_mutates_option(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    let mut release = || {
        slot.take();
    };
    release();
    ext().await;
    Ok(())
}

pub async fn day_closure_taking_closure(pool: &PgPool) -> AppResult {
    fn with<T>(conn: Conn, f: impl FnOnce(&mut PgConnection) -> T) -> T {
        let mut conn = conn;
        f(&mut conn)
    }
    let n = with(grab(pool)?, |conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn day_closure_passing_back(pool: &PgPool) -> AppResult {
    fn with<T>(conn: Conn, f: impl FnOnce(Conn) -> T) -> T {
        f(conn)
    }
    let conn = with(grab(pool)?, |conn| conn);
    ext().await;
    drop(conn);
    let id = with(grab(pool)?, |conn| conn.id());
    notify("none").await;
    Ok(())
}

pub async fn day_generic_pair(pool: &PgPool) -> AppResult {
    fn pair<A, B>(a: A, b: B) -> (A, B) {
        (a, b)
    }
    let (conn, n) = pair(grab(pool)?, 1);
    ext().await;
    let (n, conn) = pair(2, conn);
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_generic_first(pool: &PgPool) -> AppResult {
    fn head<T>(items: Vec<T>) -> Option<T> {
        items.into_iter().next()
    }
    let conn = head(vec![grab(pool)?, grab(pool)?]);
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_trait_with_associated_type(pool: &PgPool) -> AppResult {
    trait Source {
        type Guard;
        async fn get(&self) -> AppResult<Self::Guard>;
    }
    impl Source for PgPool {
        type Guard = Conn;
        async fn get(&self) -> AppResult<Conn> {
            Ok(self.acquire().await?)
        }
    }
    async fn open<S: Source>(source: &S) -> AppResult<S::Guard> {
        source.get().await
    }
    let conn = pool.get().await?;
    ext().await;
    drop(conn);
    let conn = open(pool).await?;
    notify("generic").await;
    Ok(())
}

pub async fn day_dyn_repository(pool: &PgPool) -> AppResult {
    trait Repository: Send {
        fn save(&mut self) -> BoxFuture<'_, AppResult>;
        fn finish(self: Box<Self>) -> BoxFuture<'static, AppResult>;
    }
    struct Pg {
        tx: Tx<'static>,
    }
    impl Repository for Pg {
        fn save(&mut self) -> BoxFuture<'_, AppResult> {
            Box::pin(async move {
                touch(&mut self.tx).await?;
                Ok(())
            })
        }
        fn finish(self: Box<Self>) -> BoxFuture<'static, AppResult> {
            Box::pin(async move {
                self.tx.commit().await?;
                Ok(())
            })
        }
    }
    let mut repository: Box<dyn Repository> = Box::new(Pg { tx: pool.begin().await? });
    repository.save().await?;
    ext().await;
    repository.finish().await?;
    notify("none").await;
    Ok(())
}

pub async fn day_conditional_commit(pool: &PgPool, dry: bool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    if !dry {
        tx.commit().await?;
    } else {
        drop(tx);
    }
    ext().await;
    Ok(())
}

pub async fn day_commit_in_map(pool: &PgPool) -> AppResult {
    let tx = pool.begin().await?;
    let done = tx.commit().map_err(|error| error.to_string()).await;
    ext().await;
    Ok(())
}

pub async fn day_acquire_in_condition_then_bound(pool: &PgPool, a: bool) -> AppResult {
    if a && pool.try_acquire().is_some() {
        notify("could").await;
    }
    let conn = if a { pool.try_acquire() } else { None };
    if conn.is_none() {
        notify("none").await;
        return Ok(());
    }
    let conn = conn.unwrap();
    notify("some").await;
    Ok(())
}

pub async fn day_shadow_in_loop(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    for _ in 0..1 {
        let conn = conn.id();
        notify("hidden").await;
    }
    let conn = keep(conn);
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn day_early_exit_in_inner_scope(pool: &PgPool, a: bool) -> AppResult {
    let id = {
        let mut conn = grab(pool)?;
        if a {
            notify("early").await;
            return Ok(());
        }
        first(&mut conn).await?
    };
    ext().await;
    Ok(())
}

pub async fn day_two_guards_one_dropped(pool: &PgPool, a: bool) -> AppResult {
    let (left, right) = (grab(pool)?, grab(pool)?);
    let kept = if a {
        drop(right);
        left
    } else {
        drop(left);
        right
    };
    ext().await;
    drop(kept);
    notify("none").await;
    Ok(())
}

pub async fn day_result_combinators(pool: &PgPool, luck: bool) -> AppResult {
    let n = lucky(pool, luck).await.map(|conn| (conn.id(), 1)).map_err(|_| "no").unwrap_or_default();
    ext().await;
    let wrap = lucky(pool, true).await.map(Wrap)?;
    notify("wrapped").await;
    let Wrap(conn) = wrap;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_ok_or_else_chain(pool: &PgPool) -> AppResult {
    let id = pool.try_acquire().as_ref().map(|conn| conn.id()).ok_or("none")?;
    ext().await;
    if let Some(id) = pool.try_acquire().as_ref().map(|conn| conn.id()) {
        notify("scrutinee").await;
    }
    Ok(())
}

pub async fn day_bool_then(pool: &PgPool, a: bool) -> AppResult {
    let conn = a.then(|| grab(pool)).transpose()?;
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_mem_replace_with_new(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    drop(mem::replace(&mut conn, grab(pool)?));
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_refcell_borrow(pool: &PgPool) -> AppResult {
    let cell = RefCell::new(grab(pool)?);
    let id = cell.borrow().id();
    ext().await;
    drop(cell);
    notify("none").await;
    Ok(())
}

pub async fn day_mutex_of_option_taken(pool: &PgPool) -> AppResult {
    let shared = Arc::new(Mutex::new(Some(grab(pool)?)));
    let conn = shared.lock().unwrap().take();
    drop(shared);
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_let_in_async_block_tail(pool: &PgPool) -> AppResult {
    let n = async {
        let conn = grab(pool)?;
        let n = conn.id();
        AppResult::Ok(n + ext().await)
    }
    .await?;
    notify("none").await;
    Ok(())
}

pub async fn day_acquire_reborrowed_through_trait(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let mut tx = Connection::begin(&mut *conn).await?;
    touch(&mut tx).await?;
    tx.commit().await?;
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_connection_ping_close(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    conn.ping().await?;
    notify("pinged").await;
    conn.close().await?;
    notify("closed").await;
    Ok(())
}

pub async fn day_index_into_query_result(pool: &PgPool) -> AppResult {
    let pair = (all(&mut *grab(pool)?).await?.len(), ext().await);
    let pair = ({ all(&mut *grab(pool)?).await?.len() }, ext().await);
    let pair = (async { all(&mut *grab(pool)?).await }.await?.len(), ext().await);
    Ok(())
}

pub async fn day_cast_and_negate(pool: &PgPool) -> AppResult {
    let n = (-(grab(pool)?.id() as i64), ext().await);
    let yes = (!grab(pool)?.yes(), ext().await);
    Ok(())
}

pub async fn day_string_formatting(pool: &PgPool) -> AppResult {
    let text = format!("{}", summarise(&format!("{}", grab(pool)?.id())).await?);
    notify(&format!("{}", grab(pool)?.id())).await;
    notify(grab(pool)?.id().to_string().as_str()).await;
    Ok(())
}

pub async fn day_ref_in_closure_param(pool: &PgPool) -> AppResult {
    let use_it = |conn: &mut Conn| conn.id();
    let mut conn = grab(pool)?;
    use_it(&mut conn);
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn day_recursive_helper(pool: &PgPool) -> AppResult {
    fn walk<'a>(conn: &'a mut PgConnection, depth: u32) -> BoxFuture<'a, AppResult> {
        async move {
            touch(conn).await?;
            if depth > 0 {
                walk(conn, depth - 1).await?;
            }
            notify("each").await;
            Ok(())
        }
        .boxed()
    }
    let mut conn = grab(pool)?;
    walk(&mut conn, 1).await?;
    drop(conn);
    ext().await;
    Ok(())
}
