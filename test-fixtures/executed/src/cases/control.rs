//! Verdicts 4.4: loops and control flow.

use std::time::Duration;

use outside::{charge, ext, next_job, notify};
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

use crate::support::{first, touch, AppResult};

pub async fn v4_4_row61_acquired_before_loop(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    for n in 0..2 {
        touch(&mut conn).await?;
        ext().await;
    }
    Ok(())
}

pub async fn v4_4_row62_dropped_in_loop(pool: &PgPool) -> AppResult {
    for n in 0..2 {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        drop(conn);
        ext().await;
    }
    Ok(())
}

pub async fn v4_4_row63_scope_per_iteration(pool: &PgPool) -> AppResult {
    let mut seen = 0;
    while let Some(job) = next_job(seen).await {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        seen += 1;
    }
    Ok(())
}

pub async fn v4_4_row64_back_edge(pool: &PgPool) -> AppResult {
    let mut kept: Option<PoolConnection<Postgres>> = None;
    for n in 0..3 {
        ext().await;
        if kept.is_none() {
            kept = Some(pool.acquire().await?);
        }
    }
    Ok(())
}

pub async fn v4_4_row64_outer_variable(pool: &PgPool) -> AppResult {
    let mut last;
    let mut rounds = 0;
    loop {
        ext().await;
        rounds += 1;
        if rounds == 3 {
            break;
        }
        last = pool.acquire().await?;
    }
    Ok(())
}

pub async fn v4_4_row65_rotating(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    for n in 0..2 {
        touch(&mut conn).await?;
        drop(conn);
        ext().await;
        conn = pool.acquire().await?;
    }
    notify("rotated").await;
    Ok(())
}

pub async fn v4_4_row66_break_with_guard(pool: &PgPool) -> AppResult {
    let mut conn = loop {
        match pool.acquire().await {
            Ok(conn) => break conn,
            Err(_) => notify("retry").await,
        }
    };
    touch(&mut conn).await?;
    ext().await;
    Ok(())
}

pub async fn v4_4_row67_labelled_block(pool: &PgPool, found: bool) -> AppResult {
    let mut kept = pool.acquire().await?;
    'search: {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        if found {
            break 'search;
        }
        drop(kept);
        notify("searching").await;
        return Ok(());
    }
    ext().await;
    Ok(())
}

pub async fn v4_4_row67_labelled_continue(pool: &PgPool) -> AppResult {
    let mut rounds = 0;
    'outer: while rounds < 2 {
        rounds += 1;
        let mut conn = pool.acquire().await?;
        for n in 0..3 {
            touch(&mut conn).await?;
            if n == 1 {
                continue 'outer;
            }
            notify("inner").await;
        }
        ext().await; // not reached
    }
    ext().await;
    Ok(())
}

pub async fn v4_4_row68_retry_drops_first(pool: &PgPool) -> AppResult {
    for attempt in 0..2 {
        let mut tx = pool.begin().await?;
        match touch(&mut tx).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(());
            }
            Err(_) => {
                drop(tx);
                tokio::time::sleep(Duration::from_millis(1)).await;
                continue;
            }
        }
    }
    Ok(())
}

pub async fn v4_4_row68_retry_holds(pool: &PgPool) -> AppResult {
    for attempt in 0..2 {
        let mut tx = pool.begin().await?;
        match touch(&mut tx).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(());
            }
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(1)).await;
                continue;
            }
        }
    }
    Ok(())
}

pub async fn v4_4_row69_acquired_per_item(pool: &PgPool, ids: &[i64]) -> AppResult {
    for id in ids {
        let mut conn = pool.acquire().await?;
        let cents = first(&mut conn).await?;
        charge(cents.unwrap_or(*id)).await?;
    }
    Ok(())
}

pub async fn v4_4_row70_early_return(pool: &PgPool, stop: bool) -> AppResult {
    let mut conn = pool.acquire().await?;
    if stop {
        return Ok(());
    }
    touch(&mut conn).await?;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn v4_4_row70_question_mark(pool: &PgPool) -> AppResult {
    {
        let mut conn = pool.acquire().await?;
        first(&mut conn).await?.ok_or("no job")?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_4_row71_wait_first(pool: &PgPool) -> AppResult {
    let cents = charge(100).await?;
    let mut tx = pool.begin().await?;
    sqlx::query("insert into payments values ($1)").bind(cents).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn v4_4_nested_loops(pool: &PgPool) -> AppResult {
    let mut spare = None;
    for outer in 0..2 {
        let mut conn = match spare.take() {
            Some(conn) => conn,
            None => pool.acquire().await?,
        };
        for inner in 0..2 {
            touch(&mut conn).await?;
        }
        spare = Some(conn);
        ext().await;
    }
    drop(spare);
    notify("end").await;
    Ok(())
}

pub async fn v4_4_loop_moves_and_breaks(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    loop {
        ext().await;
        drop(conn);
        break;
    }
    notify("after").await;
    Ok(())
}
