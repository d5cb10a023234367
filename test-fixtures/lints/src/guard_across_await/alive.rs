//! What each finding says of why the guard is still alive, where that is not plain to see.

use std::time::Duration;

use sqlx::PgPool;
use tokio::time::sleep;

use crate::AppResult;

const SOON: Duration = Duration::from_secs(1);

async fn bad_hidden(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let conn = 1;
    sleep(SOON).await; //~ guard_across_await: this `conn` is hidden by a later one of the same name, not dropped
    Ok(())
}

async fn bad_hidden_in_an_inner_block_is_something_else(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    {
        let conn = 1;
    }
    sleep(SOON).await; //~ guard_across_await: nothing uses the connection after this wait
    Ok(())
}

async fn bad_wild(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let _ = conn;
    sleep(SOON).await; //~ guard_across_await: `let _ = conn` moves nothing
    Ok(())
}

#[allow(dropping_references)]
async fn bad_drop_of_a_reference(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    drop(&conn);
    sleep(SOON).await; //~ guard_across_await: `drop(&conn)` drops a reference
    Ok(())
}

async fn bad_one_path(pool: &PgPool, early: bool) -> AppResult {
    let conn = pool.acquire().await?;
    if early {
        drop(conn);
    }
    sleep(SOON).await; //~ guard_across_await: let go on some of the paths
    Ok(())
}

async fn bad_captured(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let task = async move {
        let conn = conn;
        sleep(SOON).await; //~ guard_across_await: nothing uses the connection after this wait
    };
    drop(task);
    Ok(())
}

async fn bad_moved_into_the_block(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let task = async move {
        sqlx::query("select 1").execute(&mut *conn).await?;
        sleep(SOON).await; //~ guard_across_await: moved into this block, which owns it to its end
        AppResult::Ok(())
    };
    drop(task);
    Ok(())
}

async fn bad_extended(pool: &PgPool) -> AppResult {
    let conn = &pool.acquire().await?;
    sleep(SOON).await; //~ guard_across_await: borrowed by a `let`, which keeps the temporary to the end of the block
    Ok(())
}

async fn bad_scrutinee(pool: &PgPool) -> AppResult {
    match sqlx::query("select 1").execute(&mut *pool.acquire().await?).await {
        Ok(_) => sleep(SOON).await, //~ guard_across_await: a temporary of the scrutinee
        Err(_) => {}
    }
    Ok(())
}

fn names(conn: &mut sqlx::PgConnection) -> futures::stream::BoxStream<'_, String> {
    Box::pin(futures::stream::once(async move { format!("{:?}", std::ptr::from_mut(conn)) }))
}

async fn bad_borrowed_by_what_is_made_from_it(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut all = names(&mut conn);
    while let Some(_name) = futures::StreamExt::next(&mut all).await {
        sleep(SOON).await; //~ guard_across_await: `all` is made from the connection, may borrow it, and is used after
    }
    Ok(())
}

async fn bad_what_is_made_from_it_borrows_nothing(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let count: i64 = sqlx::query_scalar("select 1").fetch_one(&mut *conn).await?;
    sleep(SOON).await; //~ guard_across_await: nothing uses the connection after this wait
    print!("{count}");
    Ok(())
}

async fn bad_borrowed_by_what_a_pattern_binds(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    match Some(names(&mut conn)) {
        Some(mut all) => {
            sleep(SOON).await; //~ guard_across_await: `all` is made from the connection, may borrow it, and is used after
            futures::StreamExt::next(&mut all).await;
        }
        None => {}
    }
    Ok(())
}
