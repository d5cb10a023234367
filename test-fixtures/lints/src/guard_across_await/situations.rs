//! What a reviewer asks of each kind of wait, row by row: blocks, closures, tasks, joins; functions and traits; streams;
//! what is waited for. The other files go deeper into some of them.

use std::sync::Arc;
use std::time::Duration;

use futures::future::{join_all, try_join_all};
use futures::stream::{StreamExt, TryStreamExt};
use futures::{FutureExt, TryFutureExt};
use sqlx::pool::PoolConnection;
use sqlx::{Acquire, PgConnection, PgPool, Postgres, Transaction};
use tokio::sync::{Mutex, Notify, Semaphore, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::AppResult;

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

async fn call() -> AppResult {
    reqwest::get("https://example.com").await?;
    Ok(())
}

async fn on_the_pool(pool: &PgPool, id: i64) -> AppResult {
    sqlx::query("select $1").bind(id).execute(pool).await?;
    Ok(())
}

// ---- async blocks, closures, spawn, join, select

async fn bad_guard_inside_a_block(pool: &PgPool) -> AppResult {
    let work = async {
        let mut conn = pool.acquire().await?;
        call().await?; //~ guard_across_await
        touch(&mut conn).await
    };
    work.await
}

async fn bad_outer_guard_inner_block(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    async { call().await }.await?; //~ guard_across_await
    touch(&mut conn).await
}

async fn bad_moved_into_a_block(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    async move {
        touch(&mut conn).await?;
        call().await //~ guard_across_await
    }
    .await
}

async fn good_dropped_first_in_a_block(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    async move {
        touch(&mut conn).await?;
        drop(conn);
        call().await
    }
    .await
}

async fn bad_a_future_that_owns_it(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let work = async move { touch(&mut conn).await };
    call().await?; //~ guard_across_await
    work.await
}

async fn bad_underscore_does_not_capture(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    async move {
        let _ = conn;
        call().await
    }
    .await //~ guard_across_await
}

async fn good_lazy_future(pool: &PgPool) -> AppResult {
    let later = on_the_pool(pool, 1);
    call().await?;
    later.await
}

async fn good_made_before_awaited_after(pool: &PgPool) -> AppResult {
    let work = call();
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    drop(conn);
    work.await
}

async fn bad_made_before_awaited_while_held(pool: &PgPool) -> AppResult {
    let work = call();
    let mut conn = pool.acquire().await?;
    work.await?; //~ guard_across_await
    touch(&mut conn).await
}

async fn good_closure_called_after(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let later = || call();
    touch(&mut conn).await?;
    drop(conn);
    later().await
}

async fn good_task_of_its_own(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::spawn(async { call().await });
    touch(&mut conn).await
}

async fn bad_joins_a_task(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let task = tokio::spawn(async { call().await });
    task.await??; //~ guard_across_await: another task
    touch(&mut conn).await
}

async fn bad_joins_a_set(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut tasks = JoinSet::new();
    tasks.spawn(async { 1 });
    while let Some(done) = tasks.join_next().await { //~ guard_across_await: another task
        done?;
    }
    touch(&mut conn).await
}

async fn bad_the_task_owns_it(pool: PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::spawn(async move {
        touch(&mut conn).await?;
        call().await //~ guard_across_await
    });
    Ok(())
}

async fn good_task_with_a_connection_of_its_own(pool: PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let other = pool.clone();
    tokio::spawn(async move { on_the_pool(&other, 1).await });
    touch(&mut conn).await
}

async fn bad_many_that_acquire_while_the_parent_holds(pool: &PgPool, ids: Vec<i64>) -> AppResult {
    let mut conn = pool.acquire().await?;
    try_join_all(ids.into_iter().map(|id| on_the_pool(pool, id))).await?; //~ nested_acquire
    touch(&mut conn).await
}

async fn bad_many_blocks_that_acquire(pool: &PgPool, ids: Vec<i64>) -> AppResult {
    let mut tx = pool.begin().await?;
    let work = ids.into_iter().map(|id| async move {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await
    });
    join_all(work).await; //~ nested_acquire
    tx.commit().await?;
    Ok(())
}

async fn good_many_without_a_parent(pool: &PgPool, ids: Vec<i64>) -> AppResult {
    try_join_all(ids.into_iter().map(|id| on_the_pool(pool, id))).await?;
    Ok(())
}

async fn bad_join_of_a_query_and_a_call(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let (done, called) = tokio::join!(touch(&mut conn), call()); //~ guard_across_await
    done?;
    called
}

async fn good_join_with_a_connection_inside(pool: &PgPool) -> AppResult {
    let (done, called) = tokio::join!(
        async {
            let mut conn = pool.acquire().await?;
            touch(&mut conn).await
        },
        call()
    );
    done?;
    called
}

async fn good_timer_around_a_query(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    timeout(Duration::from_secs(1), touch(&mut conn)).await??;
    tokio::select! {
        done = touch(&mut conn) => done?,
        () = sleep(Duration::from_secs(1)) => {}
    }
    Ok(())
}

async fn good_stop_signal_beside_a_query(pool: &PgPool, mut stop: watch::Receiver<bool>) -> AppResult {
    let mut tx = pool.begin().await?;
    tokio::select! {
        done = touch(&mut tx) => done?,
        _ = stop.changed() => return Ok(tx.rollback().await?),
    }
    Ok(tx.commit().await?)
}

async fn bad_stop_signal_beside_a_call(pool: &PgPool, mut stop: watch::Receiver<bool>) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::select! { //~ guard_across_await
        called = call() => called?,
        _ = stop.changed() => {}
    }
    touch(&mut conn).await
}

async fn bad_stop_signal_alone(pool: &PgPool, mut stop: watch::Receiver<bool>) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::select! { //~ guard_across_await
        _ = stop.changed() => {}
        () = sleep(Duration::from_secs(1)) => {}
    }
    touch(&mut conn).await
}

async fn bad_select_over_something_else(pool: &PgPool, mut jobs: mpsc::Receiver<i64>) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::select! { //~ guard_across_await
        done = touch(&mut conn) => done?,
        job = jobs.recv() => assert_eq!(job, Some(1)),
    }
    Ok(())
}

async fn bad_handler_of_a_select(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::select! {
        done = touch(&mut conn) => {
            done?;
            call().await?; //~ guard_across_await
        }
        () = sleep(Duration::from_secs(1)) => {}
    }
    drop(conn);
    Ok(())
}

async fn bad_bounded_call(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    timeout(Duration::from_secs(1), call()).await??; //~ guard_across_await: bounded by a timeout
    touch(&mut conn).await
}

async fn good_wrappers_around_a_query(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).boxed().await?;
    touch(&mut conn).map_err(|error| error).await?;
    let work = touch(&mut conn);
    tokio::pin!(work);
    work.await
}

async fn good_yields_to_others(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::task::yield_now().await;
    futures::future::ready(()).await;
    touch(&mut conn).await
}

// ---- functions, traits

async fn bad_parameter_by_value(_: PoolConnection<Postgres>) -> AppResult {
    call().await //~ guard_across_await
}

async fn bad_parameter_that_is_borrowed(tx: &mut Transaction<'_, Postgres>) -> AppResult {
    touch(tx).await?;
    call().await //~ guard_across_await
}

async fn good_caller_of_a_helper(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn bad_helper_on_the_pool(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    on_the_pool(pool, 1).await?; //~ nested_acquire
    tx.commit().await?;
    Ok(())
}

async fn good_dedicated_connection(url: &str) -> AppResult {
    let mut conn = PgConnection::connect(url).await?;
    call().await?;
    touch(&mut conn).await
}

async fn bad_savepoint(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    let mut savepoint = tx.begin().await?;
    call().await?; //~ guard_across_await: transaction `tx` is held
    touch(&mut savepoint).await?;
    savepoint.commit().await?;
    tx.commit().await?;
    Ok(())
}

async fn good_lock_for_a_statement(db: Arc<Mutex<PgConnection>>) -> AppResult {
    touch(&mut *db.lock().await).await?;
    call().await
}

async fn bad_lock_for_a_while(db: Arc<Mutex<PgConnection>>) -> AppResult {
    let mut conn = db.lock().await;
    touch(&mut conn).await?;
    call().await //~ guard_across_await
}

async fn bad_worker(pool: PgPool, mut jobs: mpsc::Receiver<i64>) -> AppResult {
    let mut conn = pool.acquire().await?;
    while let Some(_job) = jobs.recv().await { //~ guard_across_await: a channel
        touch(&mut conn).await?;
    }
    Ok(())
}

async fn good_worker_with_a_connection_of_its_own(url: &str, mut jobs: mpsc::Receiver<i64>) -> AppResult {
    let mut conn = PgConnection::connect(url).await?;
    while let Some(_job) = jobs.recv().await {
        touch(&mut conn).await?;
    }
    Ok(())
}

// ---- streams

async fn good_after_the_last_row(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool);
    while let Some(id) = rows.try_next().await? {
        assert!(id > 0);
    }
    drop(rows);
    call().await
}

async fn bad_after_a_break(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool);
    while let Some(id) = rows.try_next().await? {
        if id > 7 {
            break;
        }
    }
    call().await //~ guard_across_await: row stream `rows` is held
}

async fn good_first_row_in_a_statement(pool: &PgPool) -> AppResult {
    let first = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool).next().await;
    drop(first);
    call().await
}

async fn bad_rows_of_a_connection(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut rows = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(&mut *conn);
    while let Some(id) = rows.try_next().await? {
        call().await?; //~ guard_across_await: connection `conn` is held
    }
    Ok(())
}

// ---- what the wait is

async fn bad_locks_channels_and_more(
    pool: &PgPool,
    semaphore: &Semaphore,
    notify: &Notify,
    answer: oneshot::Receiver<i64>,
    sender: &mpsc::Sender<i64>,
) -> AppResult {
    let mut conn = pool.acquire().await?;
    let _permit = semaphore.acquire().await?; //~ guard_across_await: a lock
    notify.notified().await; //~ guard_across_await
    sender.send(1).await?; //~ guard_across_await: a channel
    answer.await?; //~ guard_across_await: a channel
    tokio::task::spawn_blocking(|| 1).await?; //~ guard_across_await
    touch(&mut conn).await
}

async fn good_outbox(pool: &PgPool, sender: &mpsc::Sender<i64>) -> AppResult {
    let mut tx = pool.begin().await?;
    sqlx::query("insert into outbox values (1)").execute(&mut *tx).await?;
    tx.commit().await?;
    sender.send(1).await?;
    Ok(())
}

async fn doubled(value: i64) -> i64 {
    value * 2
}

async fn good_async_without_a_wait(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    doubled(1).await;
    touch(&mut conn).await
}

/// The transaction is over, the connection it was on is not back.
async fn bad_ended_is_not_returned(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut tx = conn.begin().await?;
    touch(&mut tx).await?;
    tx.commit().await?;
    call().await?; //~ guard_across_await: connection `conn` is held
    drop(conn);
    Ok(())
}

async fn good_ended_and_returned(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut tx = conn.begin().await?;
    touch(&mut tx).await?;
    tx.commit().await?;
    drop(conn);
    call().await
}
