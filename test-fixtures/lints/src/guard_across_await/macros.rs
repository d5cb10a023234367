//! `macro_rules!` of the workspace: what they take, run and wait for.

use std::time::Duration;

use sqlx::{PgConnection, PgPool};
use tokio::time::sleep;

use crate::AppResult;
use exported::{query_then, with_connection};
use renamed::got;

mod exported {
    /// Hands a connection to a block.
    macro_rules! with_connection {
        ($pool:expr, |$conn:ident| $code:block) => {{
            let mut conn = $pool.acquire().await?;
            let $conn = &mut *conn;
            async { $code }.await
        }};
    }

    /// Any number of queries, and then one expression.
    macro_rules! query_then {
        ($conn:expr; $($sql:literal),* $(,)?; $then:expr) => {{
            $( sqlx::query($sql).execute(&mut *$conn).await?; )*
            $then
        }};
        ($conn:expr; $($sql:literal),+) => { query_then!($conn; $($sql),+; ()) };
    }
    pub(super) use {query_then, with_connection};
}

macro_rules! timed {
    ($name:literal, $work:expr) => {{
        let started = std::time::Instant::now();
        let result = $work;
        let _ = ($name, started.elapsed());
        result
    }};
}

macro_rules! pause {
    () => {
        sleep(Duration::from_secs(1)).await
    };
}

/// Its `conn` is not the one of who calls it.
macro_rules! one_query {
    ($pool:expr) => {
        let mut conn = $pool.acquire().await?;
        sqlx::query("select 1").execute(&mut *conn).await?;
        drop(conn);
    };
}

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

async fn charge() -> AppResult {
    reqwest::get("https://pay.example.com").await?;
    Ok(())
}

async fn bad_in_the_block(pool: &PgPool) -> AppResult {
    with_connection!(pool, |db| {
        touch(db).await?;
        charge().await?; //~ guard_across_await: a network call
        Ok(())
    })
}

async fn good_behind_the_block(pool: &PgPool) -> AppResult {
    let done: AppResult = with_connection!(pool, |db| {
        touch(db).await?;
        Ok(())
    });
    done?;
    charge().await
}

async fn bad_second_connection(pool: &PgPool) -> AppResult {
    with_connection!(pool, |db| {
        touch(db).await?;
        sqlx::query("select 1").execute(pool).await?; //~ nested_acquire
        Ok(())
    })
}

async fn bad_in_an_argument(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    timed!("charge", charge().await?); //~ guard_across_await: a network call
    touch(&mut conn).await
}

async fn good_in_an_argument(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    timed!("touch", touch(&mut conn).await?);
    drop(conn);
    timed!("charge", charge().await)
}

async fn bad_in_the_macro(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    pause!(); //~ guard_across_await: a timer
    touch(&mut conn).await
}

async fn bad_repeated(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    query_then!(conn; "select 1", "select 2",; charge().await?); //~ guard_across_await
    touch(&mut conn).await
}

async fn good_repeated(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    query_then!(conn; "select 1", "select 2");
    drop(conn);
    charge().await
}

async fn good_its_own_name(pool: &PgPool) -> AppResult {
    let conn = 1;
    one_query!(pool);
    charge().await?;
    println!("{conn}");
    Ok(())
}

async fn bad_its_own_name(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    one_query!(pool); //~ nested_acquire
    // the macro dropped its own
    charge().await?; //~ guard_across_await
    touch(&mut conn).await
}

/// A macro of the function sees the function's variables.
async fn bad_local_macro(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    macro_rules! finish {
        () => {
            touch(&mut conn).await?
        };
    }
    charge().await?; //~ guard_across_await
    finish!();
    drop(conn);
    charge().await
}

/// Without an end: it stays unread.
#[allow(unused_macros)]
macro_rules! endless {
    ($($any:tt)*) => { endless!($($any)* $($any)*) };
}

/// All that takes a connection is in the macro, all that waits beside it.
macro_rules! taken {
    () => {
        pool_of_all().acquire()
    };
}

fn pool_of_all() -> &'static PgPool {
    static POOL: std::sync::OnceLock<PgPool> = std::sync::OnceLock::new();
    POOL.get().expect("connected")
}

async fn bad_taken_by_the_macro() -> AppResult {
    let conn = taken!().await?;
    charge().await?; //~ guard_across_await: a network call
    drop(conn);
    Ok(())
}

mod renamed {
    macro_rules! taken_elsewhere {
        () => {
            pool_of_all().acquire()
        };
    }
    pub(super) use taken_elsewhere as got;
}

mod unrelated {
    macro_rules! got {
        () => {};
    }
    pub(super) use got as nothing;
}

fn nothing_of_that_name() {
    unrelated::nothing!();
}

async fn bad_taken_by_a_renamed_macro() -> AppResult {
    let conn = got!().await?;
    charge().await?; //~ guard_across_await: a network call
    drop(conn);
    Ok(())
}
