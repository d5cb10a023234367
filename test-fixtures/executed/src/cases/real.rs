//! The shape of real code: services, workers, imports, where several rules meet.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{StreamExt, TryStreamExt};
use outside::{charge, ext, next_job, notify, summarise, Mailer};
use reqwest::Client;
use sqlx::pool::PoolConnection;
use sqlx::{Acquire, Connection, Executor, PgConnection, PgPool, PgTransaction, Postgres, Row, Transaction};
use tokio::sync::{mpsc, Mutex, Semaphore};

use crate::support::{all, first, touch, AppResult};

struct User {
    id: i64,
    name: String,
}

struct App {
    pool: PgPool,
    http: Client,
    mailer: Mailer,
    cache: Mutex<HashMap<i64, String>>,
}

impl App {
    fn new(pool: PgPool) -> Self {
        App { pool, http: Client::new(), mailer: Mailer, cache: Mutex::default() }
    }

    async fn user(&self, id: i64) -> AppResult<User> {
        let row = sqlx::query("select * from users where id = $1").bind(id).fetch_one(&self.pool).await?;
        Ok(User { id: row.get("id"), name: row.get("name") })
    }

    /// Sends while the transaction is open.
    async fn register(&self, name: &str) -> AppResult<i64> {
        let mut tx = self.pool.begin().await?;
        let id = insert_user(&mut tx, name).await?;
        self.mailer.send(name).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Sends after the commit.
    async fn register_then_send(&self, name: &str) -> AppResult<i64> {
        let mut tx = self.pool.begin().await?;
        let id = insert_user(&mut tx, name).await?;
        tx.commit().await?;
        self.mailer.send(name).await?;
        Ok(id)
    }

    async fn enrich(&self, id: i64) -> AppResult<String> {
        let answer = self.http.get("https://example.org/users").send().await?;
        let text = answer.error_for_status()?.text().await?;
        self.cache.lock().await.insert(id, text.clone()); // not reached
        Ok(text)
    }
}

async fn insert_user(tx: &mut Transaction<'_, Postgres>, name: &str) -> AppResult<i64> {
    let row = sqlx::query("insert into users (name) values ($1) returning id").bind(name).fetch_one(&mut **tx).await?;
    Ok(row.get("id"))
}

pub async fn real_register(pool: PgPool) -> AppResult<i64> {
    let app = App::new(pool);
    app.register("ann").await
}

pub async fn real_register_then_send(pool: PgPool) -> AppResult<i64> {
    let app = App::new(pool);
    app.register_then_send("ann").await
}

pub async fn real_enrich_between_queries(pool: PgPool) -> AppResult {
    let app = App::new(pool);
    let mut conn = app.pool.acquire().await?;
    let Some(id) = first(&mut conn).await? else {
        drop(conn);
        notify("nobody").await;
        return Ok(());
    };
    let text = app.enrich(id).await?;
    sqlx::query("update users set bio = $1").bind(text).execute(&mut *conn).await?;
    Ok(())
}

pub async fn real_enrich_outside(pool: PgPool) -> AppResult {
    let app = App::new(pool);
    let user = app.user(1).await?;
    let text = app.enrich(user.id).await?;
    let mut conn = app.pool.acquire().await?;
    sqlx::query("update users set bio = $1").bind(text).execute(&mut *conn).await?;
    Ok(())
}

pub async fn real_worker_claims_then_works(pool: &PgPool) -> AppResult {
    loop {
        let job = {
            let mut tx = pool.begin().await?;
            let Some(job) = first(&mut tx).await? else { break };
            sqlx::query("update jobs set state = 'running' where id = $1").bind(job).execute(&mut *tx).await?;
            tx.commit().await?;
            job
        };
        let text = summarise("a long text").await?;
        sqlx::query("update jobs set result = $1").bind(text).execute(pool).await?;
        if job == 0 {
            break;
        }
    }
    Ok(())
}

pub async fn real_worker_works_in_transaction(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    while let Some(job) = first(&mut tx).await? {
        match summarise("a long text").await {
            Ok(text) => {
                sqlx::query("update jobs set result = $1").bind(text).execute(&mut *tx).await?;
                break;
            }
            Err(error) => {
                tx.rollback().await?;
                notify(&error.to_string()).await;
                return Ok(());
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

pub async fn real_retry_with_back_off(pool: &PgPool) -> AppResult {
    let mut wait = Duration::from_millis(1);
    for attempt in 1.. {
        let mut tx = pool.begin().await?;
        let result = touch(&mut tx).await;
        match result {
            Ok(_) => {
                tx.commit().await?;
                return Ok(());
            }
            Err(error) if attempt == 2 => return Err(error),
            Err(_) => {
                let _ = tx.rollback().await;
            }
        }
        tokio::time::sleep(wait).await;
        wait *= 2;
    }
    Ok(())
}

pub async fn real_health_check(pool: &PgPool) -> AppResult<&'static str> {
    let status = match pool.acquire().await {
        Ok(mut conn) => match conn.ping().await {
            Ok(()) => "up",
            Err(_) => "down",
        },
        Err(_) => "full",
    };
    notify(status).await;
    Ok(status)
}

pub async fn real_health_check_holds(pool: &PgPool) -> AppResult {
    let Ok(_conn) = pool.acquire().await else {
        notify("full").await;
        return Ok(());
    };
    notify("up").await;
    Ok(())
}

pub async fn real_outbox(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    let ids = all(&mut tx).await?;
    sqlx::query("insert into outbox select * from orders").execute(&mut *tx).await?;
    tx.commit().await?;
    for id in &ids {
        charge(*id).await?;
        sqlx::query("delete from outbox where id = $1").bind(*id).execute(pool).await?;
    }
    Ok(())
}

pub async fn real_import_with_savepoints(pool: &PgPool, ids: &[i64]) -> AppResult<usize> {
    let mut tx = pool.begin().await?;
    let mut failed = 0;
    for id in ids {
        let mut savepoint = tx.begin().await?;
        if touch(&mut savepoint).await.is_err() {
            savepoint.rollback().await?;
            failed += 1;
            notify("one failed").await;
            continue;
        }
        savepoint.commit().await?;
    }
    tx.commit().await?;
    notify("imported").await;
    Ok(failed)
}

pub async fn real_limit_while_held(pool: &PgPool) -> AppResult {
    let limit = Arc::new(Semaphore::new(0));
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    tokio::select! {
        biased;
        permit = limit.acquire() => drop(permit?),
        _ = tokio::time::sleep(Duration::from_millis(1)) => {}
    }
    Ok(())
}

pub async fn real_channel_between(pool: &PgPool) -> AppResult {
    let (send, mut receive) = mpsc::channel::<i64>(1);
    let producer = tokio::spawn(async move {
        for id in 0..2 {
            ext().await;
            if send.send(id).await.is_err() { // not reached
                break;
            }
        }
    });
    while let Some(id) = receive.recv().await {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
    }
    producer.await?; // not reached
    Ok(())
}

pub async fn real_channel_while_held(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let (send, mut receive) = mpsc::channel::<i64>(1);
    tokio::spawn(async move {
        for id in 0..2 {
            ext().await;
            if send.send(id).await.is_err() { // not reached
                break;
            }
        }
    });
    while let Some(id) = receive.recv().await {
        touch(&mut conn).await?;
    }
    Ok(())
}

pub async fn real_rows_into_requests(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut rows = sqlx::query("select * from users").fetch(&mut *conn);
    let mut names: Vec<String> = Vec::new();
    while let Some(row) = rows.try_next().await? {
        names.push(row.get("name"));
    }
    drop(rows);
    drop(conn);
    let client = Client::new();
    for name in names {
        client.post("https://example.org").body(name).send().await?;
    }
    Ok(())
}

pub async fn real_lazy_connection(pool: &PgPool, ids: &[i64]) -> AppResult {
    let mut conn: Option<PoolConnection<Postgres>> = None;
    for id in ids {
        let cents = charge(*id).await?;
        let conn = match conn.as_mut() {
            Some(conn) => conn,
            None => conn.insert(pool.acquire().await?),
        };
        sqlx::query("insert into payments values ($1)").bind(cents).execute(&mut **conn).await?;
    }
    Ok(())
}

pub async fn real_optional_transaction(pool: &PgPool, dry_run: bool) -> AppResult {
    let mut tx = if dry_run { None } else { Some(pool.begin().await?) };
    if let Some(tx) = &mut tx {
        touch(&mut **tx).await?;
    }
    let report = summarise("what would be done").await?;
    if let Some(tx) = tx {
        tx.commit().await?;
    }
    notify(&report).await;
    Ok(())
}

async fn lock_row(pool: &PgPool, id: i64) -> AppResult<PgTransaction<'static>> {
    let mut tx = pool.begin().await?;
    sqlx::query("select * from users where id = $1 for update").bind(id).execute(&mut *tx).await?;
    Ok(tx)
}

pub async fn real_lock_is_returned(pool: &PgPool) -> AppResult {
    let lock = lock_row(pool, 1).await?;
    ext().await;
    lock.commit().await?;
    notify("unlocked").await;
    Ok(())
}

pub async fn real_early_release_in_match(pool: &PgPool, fee: i64) -> AppResult {
    let mut conn = pool.acquire().await?;
    let cents = match first(&mut conn).await?.map(|cents| cents + fee) {
        Some(0) => {
            drop(conn);
            notify("free").await;
            return Ok(());
        }
        Some(cents) => {
            drop(conn);
            charge(cents).await?
        }
        None => {
            charge(1).await?;
            drop(conn);
            0
        }
    };
    notify("charged").await;
    Ok(())
}

pub async fn real_connection_per_item(pool: &PgPool) -> AppResult {
    let ids = all(&mut *pool.acquire().await?).await?;
    futures::stream::iter(ids)
        .for_each(|id| async move {
            let Ok(mut conn) = pool.acquire().await else { return };
            let _ = touch(&mut conn).await;
            drop(conn);
        })
        .await;
    notify("done").await;
    Ok(())
}

pub async fn real_closure_per_tenant(pool: &PgPool) -> AppResult {
    let work = async |tenant: &str| -> AppResult {
        let mut tx = pool.begin().await?;
        touch(&mut tx).await?;
        notify(tenant).await;
        tx.commit().await?;
        Ok(())
    };
    for tenant in ["a", "b"] {
        work(tenant).await?;
    }
    ext().await;
    Ok(())
}

pub async fn real_guard_in_struct_released(pool: &PgPool) -> AppResult {
    struct Session<'a> {
        conn: Option<PoolConnection<Postgres>>,
        name: &'a str,
    }
    let mut session = Session { conn: Some(pool.acquire().await?), name: "ann" };
    if let Some(conn) = session.conn.as_deref_mut() {
        touch(conn).await?;
    }
    let conn = session.conn.take();
    if let Some(conn) = conn {
        conn.close().await?;
    }
    notify(session.name).await;
    Ok(())
}

pub async fn real_paging(pool: &PgPool) -> AppResult {
    let mut page = 0;
    loop {
        let ids = {
            let mut conn = pool.acquire().await?;
            all(&mut conn).await?
        };
        if ids.is_empty() || page == 2 {
            break;
        }
        for id in ids {
            charge(id).await?;
        }
        page += 1;
    }
    Ok(())
}

pub async fn real_advisory_lock(pool: &PgPool) -> AppResult {
    let mut lock = pool.acquire().await?;
    sqlx::query("select pg_advisory_lock(1)").execute(&mut *lock).await?;
    let outcome = async {
        let text = summarise("the work").await?;
        sqlx::query("insert into reports values ($1)").bind(text).execute(pool).await?;
        AppResult::Ok(())
    }
    .await;
    sqlx::query("select pg_advisory_unlock(1)").execute(&mut *lock).await?;
    outcome
}
