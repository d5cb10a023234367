//! What is waited for: channels, locks, tasks, timers around it, calls that wait further down.

use std::sync::Arc;
use std::time::Duration;

use sqlx::{PgConnection, PgPool};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::{sleep, timeout};

use crate::AppResult;

struct Mailer {
    http: reqwest::Client,
}

impl Mailer {
    async fn send(&self, to: &str) -> AppResult {
        self.deliver(to).await
    }

    async fn deliver(&self, to: &str) -> AppResult {
        self.http.post("https://mail.example.com").body(to).send().await?;
        Ok(())
    }
}

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

async fn bad_channel(pool: &PgPool, jobs: &mpsc::Sender<i64>) -> AppResult {
    let mut conn = pool.acquire().await?;
    jobs.send(1).await?; //~ guard_across_await: a channel
    touch(&mut conn).await
}

async fn bad_oneshot(pool: &PgPool, answer: oneshot::Receiver<i64>) -> AppResult {
    let mut conn = pool.acquire().await?;
    let answer = answer.await?; //~ guard_across_await: a channel
    touch(&mut conn).await
}

async fn bad_lock(pool: &PgPool, state: &Arc<Mutex<u32>>) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut state = state.lock().await; //~ guard_across_await: a lock
    *state += 1;
    touch(&mut conn).await
}

async fn bad_join(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let task = tokio::spawn(async { sleep(Duration::from_secs(1)).await });
    task.await?; //~ guard_across_await: another task
    touch(&mut conn).await
}

async fn bad_two_calls_down(pool: &PgPool, mailer: &Mailer) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    mailer.send("somebody").await?; //~ guard_across_await: which calls `Mailer::deliver`
    tx.commit().await?;
    Ok(())
}

async fn bad_bounded(pool: &PgPool, mailer: &Mailer) -> AppResult {
    let mut conn = pool.acquire().await?;
    timeout(Duration::from_secs(1), mailer.send("somebody")).await??; //~ guard_across_await: bounded by a timeout
    touch(&mut conn).await
}

async fn bad_joined_together(pool: &PgPool, mailer: &Mailer) -> AppResult {
    let mut conn = pool.acquire().await?;
    let (a, b) = tokio::join!(touch(&mut conn), mailer.send("somebody")); //~ guard_across_await
    Ok(())
}

async fn bad_in_a_block(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    async { sleep(Duration::from_secs(1)).await }.await; //~ guard_across_await
    touch(&mut conn).await
}

async fn good_spawned(pool: &PgPool, mailer: Arc<Mailer>) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::spawn(async move {
        let _ = mailer.send("somebody").await;
    });
    touch(&mut conn).await
}

async fn good_timeout_of_a_query(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    timeout(Duration::from_secs(1), touch(&mut conn)).await?
}

async fn good_select_with_timer(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::select! {
        done = touch(&mut conn) => done,
        _ = sleep(Duration::from_secs(1)) => Ok(()),
    }
}

async fn good_unbounded_channel(pool: &PgPool, jobs: &mpsc::UnboundedSender<i64>) -> AppResult {
    let mut conn = pool.acquire().await?;
    jobs.send(1)?;
    touch(&mut conn).await
}

async fn good_pool_of_its_own() -> AppResult {
    let pool = PgPool::connect_lazy("postgres://localhost/report")?;
    let mut conn = pool.acquire().await?;
    sleep(Duration::from_secs(1)).await;
    touch(&mut conn).await
}

async fn bad_pool_of_its_own_for_many_at_once(ids: Vec<i64>) -> AppResult {
    let pool = PgPool::connect_lazy("postgres://localhost/report")?;
    let work = ids.into_iter().map(async |_| {
        let mut conn = pool.acquire().await?;
        sleep(Duration::from_secs(1)).await; //~ guard_across_await
        touch(&mut conn).await
    });
    futures::future::try_join_all(work).await?;
    Ok(())
}

async fn bad_pool_of_its_own_for_two_at_once() -> AppResult {
    let pool = PgPool::connect_lazy("postgres://localhost/report")?;
    let slow = async {
        let mut conn = pool.acquire().await?;
        sleep(Duration::from_secs(1)).await; //~ guard_across_await
        touch(&mut conn).await
    };
    tokio::try_join!(slow, async { touch(&mut *pool.acquire().await?).await })?;
    Ok(())
}

async fn bad_pool_of_its_own_that_others_have() -> AppResult {
    let pool = PgPool::connect_lazy("postgres://localhost/report")?;
    let others = pool.clone();
    let mut conn = pool.acquire().await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await
    touch(&mut conn).await?;
    drop(others);
    Ok(())
}
