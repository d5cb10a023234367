//! Verdicts 4.7: streams of rows, and streams that are written here.

use std::pin::pin;

use async_stream::{stream, try_stream};
use futures::stream::{Stream, StreamExt, TryStreamExt};
use outside::{charge, ext, notify};
use sqlx::postgres::PgRow;
use sqlx::{Executor, PgConnection, PgPool, Postgres, Row};

use crate::support::{touch, AppResult};

pub async fn v4_7_row116_rows_of_pool(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query("select * from jobs").fetch(pool);
    while let Some(row) = rows.try_next().await? {
        charge(row.get("cents")).await?;
    }
    Ok(())
}

pub async fn v4_7_row116_scalars_of_pool(pool: &PgPool) -> AppResult {
    let mut ids = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool);
    while let Some(id) = ids.next().await {
        charge(id?).await?;
    }
    Ok(())
}

pub async fn v4_7_row117_after_break(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query("select * from jobs").fetch(pool);
    while let Some(row) = rows.try_next().await? {
        break;
    }
    ext().await;
    Ok(())
}

pub async fn v4_7_row117_to_the_end(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query("select * from jobs").fetch(pool);
    while let Some(row) = rows.try_next().await? {
        let _: i64 = row.get("cents");
    }
    ext().await;
    Ok(())
}

pub async fn v4_7_row117_to_the_end_by_next(pool: &PgPool) -> AppResult {
    let mut ids = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool).map(|id| id.unwrap_or(0));
    while let Some(id) = ids.next().await {}
    ext().await;
    Ok(())
}

pub async fn v4_7_row117_to_the_end_or_an_error(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query("select * from jobs").fetch(pool).boxed();
    while let Ok(Some(row)) = rows.try_next().await {}
    ext().await;
    Ok(())
}

pub async fn v4_7_row117_to_the_end_by_match(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query("select * from jobs").fetch(pool);
    loop {
        match rows.next().await {
            Some(Ok(row)) => {}
            Some(Err(error)) => return Err(error.into()),
            None => {
                ext().await;
                break;
            }
        }
    }
    ext().await;
    Ok(())
}

pub async fn v4_7_row117_to_the_end_by_else(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query("select * from jobs").fetch(pool);
    loop {
        let Some(row) = rows.try_next().await? else {
            ext().await;
            break;
        };
        charge(row.get("cents")).await?;
    }
    Ok(())
}

pub async fn v4_7_row117_two_in_turn(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query("select * from jobs").fetch(pool).map_ok(|row| row.get::<i64>("cents"));
    while let Some(cents) = rows.try_next().await? {}
    let mut ids = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool);
    while let Some(id) = ids.try_next().await? {
        charge(id).await?;
    }
    Ok(())
}

pub async fn v4_7_row117_not_all_of_them(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query("select * from jobs").fetch(pool).take(1);
    while let Some(row) = rows.next().await {}
    ext().await;
    Ok(())
}

pub async fn v4_7_row117_some_of_them(pool: &PgPool) -> AppResult {
    let mut ids = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool);
    while let Some(Ok(0)) = ids.next().await {}
    ext().await;
    Ok(())
}

pub async fn v4_7_row117_what_a_closure_captured(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut rows = sqlx::query("select * from jobs").fetch(pool).map(move |row| {
        let _ = &mut conn;
        row
    });
    while let Some(row) = rows.next().await {}
    ext().await;
    Ok(())
}

pub async fn v4_7_row118_collected(pool: &PgPool) -> AppResult {
    let ids: Vec<i64> = sqlx::query_scalar::<_, i64>("select id from jobs").fetch(pool).try_collect().await?;
    for id in ids {
        charge(id).await?;
    }
    Ok(())
}

pub async fn v4_7_row118_fetch_all(pool: &PgPool) -> AppResult {
    for row in sqlx::query("select * from jobs").fetch_all(pool).await? {
        charge(row.get("cents")).await?;
    }
    Ok(())
}

pub async fn v4_7_row119_dropped(pool: &PgPool) -> AppResult {
    let mut rows = sqlx::query("select * from jobs").fetch(pool);
    let first = rows.try_next().await?;
    drop(rows);
    ext().await;
    Ok(())
}

pub async fn v4_7_row119_statement(pool: &PgPool) -> AppResult {
    let first = sqlx::query("select * from jobs").fetch(pool).next().await;
    ext().await;
    Ok(())
}

pub async fn v4_7_row120_scrutinee(pool: &PgPool) -> AppResult {
    if let Some(row) = sqlx::query("select * from jobs").fetch(pool).next().await {
        charge(row?.get("cents")).await?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_7_row121_try_for_each(pool: &PgPool) -> AppResult {
    sqlx::query_scalar::<_, i64>("select id from jobs")
        .fetch(pool)
        .map_err(|error| error.to_string())
        .try_for_each(|id| async move { charge(id).await.map(drop).map_err(|error| error.to_string()) })
        .await?;
    notify("released").await;
    Ok(())
}

pub async fn v4_7_row121_for_each_concurrent(pool: &PgPool) -> AppResult {
    let rows = sqlx::query("select * from jobs").fetch(pool);
    rows.for_each_concurrent(4, |row| async move {
        ext().await;
    })
    .await;
    notify("released").await;
    Ok(())
}

fn jobs(pool: PgPool) -> impl Stream<Item = i64> {
    stream! {
        let Ok(mut conn) = pool.acquire().await else { return };
        for n in 0..2 {
            let _ = touch(&mut conn).await;
            yield n;
        }
        drop(conn);
        yield 9;
    }
}

pub async fn v4_7_row122_stream_yields(pool: PgPool) -> AppResult {
    let mut jobs = pin!(jobs(pool));
    while let Some(job) = jobs.next().await {}
    Ok(())
}

fn batches(pool: PgPool) -> impl Stream<Item = AppResult<i64>> {
    try_stream! {
        let batch = {
            let mut conn = pool.acquire().await?;
            sqlx::query_scalar::<_, i64>("select id from jobs").fetch_all(&mut *conn).await?
        };
        for id in batch {
            yield id;
        }
        let mut tx = pool.begin().await?;
        touch(&mut tx).await?;
        notify("inside the stream").await;
        tx.commit().await?;
    }
}

pub async fn v4_7_row122_try_stream_yields(pool: PgPool) -> AppResult {
    let mut batches = pin!(batches(pool));
    while let Some(batch) = batches.try_next().await? {}
    Ok(())
}

pub async fn v4_7_row123_rows_of_connection(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    {
        let mut rows = sqlx::query("select * from jobs").fetch(&mut *conn);
        while let Some(row) = rows.try_next().await? {
            charge(row.get("cents")).await?;
        }
    }
    ext().await;
    drop(conn);
    notify("released").await;
    Ok(())
}

pub async fn v4_7_row123_rows_of_transaction(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    let rows: Vec<PgRow> = sqlx::query("select * from jobs").fetch(&mut *tx).try_collect().await?;
    tx.commit().await?;
    for row in rows {
        charge(row.get("cents")).await?;
    }
    Ok(())
}
