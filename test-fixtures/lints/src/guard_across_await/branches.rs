//! Let go on some paths only.

use std::time::Duration;

use sqlx::{PgConnection, PgPool};
use tokio::time::sleep;

use crate::AppResult;

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

async fn bad_one_branch(pool: &PgPool, done: bool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    if done {
        tx.commit().await?;
    }
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: on some of the paths to this wait
    Ok(())
}

async fn bad_error_arm(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    if let Err(error) = touch(&mut tx).await {
        sleep(Duration::from_secs(1)).await; //~ guard_across_await
        return Err(error);
    }
    tx.commit().await?;
    Ok(())
}

async fn bad_back_off(pool: &PgPool) -> AppResult {
    loop {
        let mut tx = pool.begin().await?;
        match touch(&mut tx).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(());
            }
            Err(_) => sleep(Duration::from_secs(1)).await, //~ guard_across_await
        }
    }
}

async fn good_every_branch(pool: &PgPool, done: bool) -> AppResult {
    let mut tx = pool.begin().await?;
    if done {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn good_early_return(pool: &PgPool, done: bool) -> AppResult {
    let mut conn = pool.acquire().await?;
    if done {
        drop(conn);
        sleep(Duration::from_secs(1)).await;
        return Ok(());
    }
    touch(&mut conn).await
}

async fn good_error_has_no_connection(pool: &PgPool) -> AppResult {
    match pool.acquire().await {
        Ok(mut conn) => touch(&mut conn).await,
        Err(_) => {
            sleep(Duration::from_secs(1)).await;
            Ok(())
        }
    }
}
