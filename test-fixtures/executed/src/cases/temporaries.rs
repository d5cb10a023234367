//! Verdicts 4.3: temporaries.

use outside::{charge, ext, notify, summarise};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

use crate::support::{all, first, touch, AppResult, Repo};

async fn audit(_id: u32) -> u32 {
    ext().await
}

fn two(_conn: PoolConnection<Postgres>, _text: String) {}

fn two_reversed(_text: String, _conn: PoolConnection<Postgres>) {}

pub async fn v4_3_row41_argument_of_query(pool: &PgPool) -> AppResult {
    touch(&mut *pool.acquire().await?).await?;
    ext().await;
    Ok(())
}

pub async fn v4_3_row41_executor_argument(pool: &PgPool) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(&mut *pool.acquire().await?).await?;
    ext().await;
    Ok(())
}

pub async fn v4_3_row42_query_in_argument(pool: &PgPool) -> AppResult {
    audit(touch(&mut *pool.acquire().await?).await?).await;
    Ok(())
}

pub async fn v4_3_row42_hoisted(pool: &PgPool) -> AppResult {
    let id = touch(&mut *pool.acquire().await?).await?;
    audit(id).await;
    Ok(())
}

pub async fn v4_3_row43_receiver_in_argument(pool: &PgPool) -> AppResult {
    audit(pool.acquire().await?.id()).await;
    Ok(())
}

pub async fn v4_3_row43_block_in_argument(pool: &PgPool) -> AppResult {
    audit({
        let conn = pool.acquire().await?;
        conn.id()
    })
    .await;
    Ok(())
}

pub async fn v4_3_row44_guard_then_wait(pool: &PgPool) -> AppResult {
    two(pool.acquire().await?, summarise("text").await?);
    ext().await;
    Ok(())
}

pub async fn v4_3_row44_wait_then_guard(pool: &PgPool) -> AppResult {
    two_reversed(summarise("text").await?, pool.acquire().await?);
    ext().await;
    Ok(())
}

pub async fn v4_3_row44_tuple(pool: &PgPool) -> AppResult {
    let (id, text) = (pool.acquire().await?.id(), summarise("text").await?);
    ext().await;
    Ok(())
}

pub async fn v4_3_row44_tuple_reversed(pool: &PgPool) -> AppResult {
    let (text, id) = (summarise("text").await?, pool.acquire().await?.id());
    ext().await;
    Ok(())
}

pub async fn v4_3_row44_struct_literal(pool: &PgPool) -> AppResult<u32> {
    let repo = Repo { conn: pool.acquire().await?, reads: ext().await };
    Ok(repo.reads)
}

pub async fn v4_3_row44_struct_literal_reversed(pool: &PgPool) -> AppResult<u32> {
    let repo = Repo { reads: ext().await, conn: pool.acquire().await? };
    Ok(repo.reads)
}

pub async fn v4_3_row44_addition(pool: &PgPool) -> AppResult<u32> {
    Ok(pool.acquire().await?.id() + ext().await)
}

pub async fn v4_3_row44_addition_reversed(pool: &PgPool) -> AppResult<u32> {
    Ok(ext().await + pool.acquire().await?.id())
}

pub async fn v4_3_row44_format(pool: &PgPool) -> AppResult<String> {
    let text = format!("{} {}", pool.acquire().await?.id(), summarise("text").await?);
    ext().await;
    Ok(text)
}

pub async fn v4_3_row44_method_argument(pool: &PgPool) -> AppResult<u32> {
    Ok(pool.acquire().await?.id().max(ext().await))
}

pub async fn v4_3_row45_match_on_query(pool: &PgPool) -> AppResult {
    match first(&mut *pool.acquire().await?).await? {
        Some(id) => drop(charge(id).await?),
        None => notify("none").await,
    }
    ext().await;
    Ok(())
}

pub async fn v4_3_row46_if_let_on_query(pool: &PgPool) -> AppResult {
    if let Some(id) = first(&mut *pool.acquire().await?).await? {
        charge(id).await?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_3_row47_else_of_if_let(pool: &PgPool) -> AppResult {
    if let Some(id) = first(&mut *pool.acquire().await?).await? {
        return Ok(());
    } else {
        notify("none").await;
    }
    Ok(())
}

pub async fn v4_3_row48_else_if_let(pool: &PgPool) -> AppResult {
    if let Some(100) = first(&mut *pool.acquire().await?).await? {
        return Ok(());
    } else if let Some(id) = first(&mut *pool.acquire().await?).await? {
        charge(id).await?;
    } else {
        notify("none").await;
    }
    Ok(())
}

pub async fn v4_3_row50_while_let_on_query(pool: &PgPool) -> AppResult {
    let mut rounds = 0;
    while let Some(id) = first(&mut *pool.acquire().await?).await? {
        charge(id).await?;
        rounds += 1;
        if rounds == 2 {
            break;
        }
    }
    ext().await;
    Ok(())
}

pub async fn v4_3_row51_for_over_query(pool: &PgPool) -> AppResult {
    for id in all(&mut *pool.acquire().await?).await? {
        charge(id).await?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_3_row51_for_over_variable(pool: &PgPool) -> AppResult {
    let ids = all(&mut *pool.acquire().await?).await?;
    for id in ids {
        charge(id).await?;
    }
    Ok(())
}

pub async fn v4_3_row52_if_condition(pool: &PgPool) -> AppResult {
    if first(&mut *pool.acquire().await?).await?.is_some() {
        ext().await;
    } else {
        notify("none").await;
    }
    Ok(())
}

pub async fn v4_3_row52_while_condition(pool: &PgPool) -> AppResult {
    let mut rounds = 0;
    while first(&mut *pool.acquire().await?).await?.is_some() && rounds < 2 {
        ext().await;
        rounds += 1;
    }
    Ok(())
}

pub async fn v4_3_row52_and_operand(pool: &PgPool) -> AppResult<bool> {
    Ok(first(&mut *pool.acquire().await?).await?.is_some() && ext().await == 7)
}

pub async fn v4_3_row52_match_guard(pool: &PgPool, n: u32) -> AppResult {
    match n {
        1 if pool.acquire().await?.id() == 1 => drop(ext().await),
        _ => notify("other").await,
    }
    Ok(())
}

pub async fn v4_3_row53_let_else(pool: &PgPool) -> AppResult {
    let Some(id) = first(&mut *pool.acquire().await?).await? else {
        notify("none").await;
        return Ok(());
    };
    charge(id).await?;
    Ok(())
}

pub async fn v4_3_row54_block_scrutinee(pool: &PgPool) -> AppResult {
    match {
        let mut conn = pool.acquire().await?;
        first(&mut conn).await?
    } {
        Some(id) => drop(charge(id).await?),
        None => notify("none").await,
    }
    Ok(())
}

pub async fn v4_3_row54_block_in_while_let(pool: &PgPool) -> AppResult {
    let mut rounds = 0;
    while let Some(id) = {
        let mut conn = pool.acquire().await?;
        first(&mut conn).await?
    } {
        charge(id).await?;
        rounds += 1;
        if rounds == 2 {
            break;
        }
    }
    Ok(())
}

pub async fn v4_3_row55_tail_in_argument(pool: &PgPool) -> AppResult {
    audit({ touch(&mut *pool.acquire().await?).await? }).await;
    Ok(())
}

pub async fn v4_3_row55_tail_in_scrutinee(pool: &PgPool) -> AppResult {
    match { first(&mut *pool.acquire().await?).await? } {
        Some(id) => drop(charge(id).await?),
        None => notify("none").await,
    }
    Ok(())
}

pub async fn v4_3_row55_tail_in_let(pool: &PgPool) -> AppResult {
    let id = { first(&mut *pool.acquire().await?).await? };
    ext().await;
    Ok(())
}

pub async fn v4_3_row56_error_arm(pool: &PgPool) -> AppResult {
    match pool.acquire().await {
        Ok(mut conn) => drop(touch(&mut conn).await?),
        Err(error) => notify(&error.to_string()).await,
    }
    Ok(())
}

pub async fn v4_3_row56_else_of_if_let_ok(pool: &PgPool) -> AppResult {
    if let Ok(mut conn) = pool.acquire().await {
        touch(&mut conn).await?;
    } else {
        notify("no connection").await;
    }
    Ok(())
}

pub async fn v4_3_row56_let_else(pool: &PgPool) -> AppResult {
    let Ok(mut conn) = pool.acquire().await else {
        notify("no connection").await;
        return Ok(());
    };
    touch(&mut conn).await?;
    Ok(())
}

pub async fn v4_3_row57_ok_arm(pool: &PgPool) -> AppResult {
    match pool.acquire().await {
        Ok(mut conn) => {
            touch(&mut conn).await?;
            ext().await;
        }
        Err(error) => notify(&error.to_string()).await,
    }
    notify("after").await;
    Ok(())
}

pub async fn v4_3_row58_ok_wild(pool: &PgPool) -> AppResult<bool> {
    match pool.acquire().await {
        Ok(_) => {
            notify("healthy").await;
            Ok(true)
        }
        Err(_) => {
            notify("sick").await;
            Ok(false)
        }
    }
}

pub async fn v4_3_row58_is_ok(pool: &PgPool) -> AppResult {
    if pool.acquire().await.is_ok() {
        notify("healthy").await;
    }
    Ok(())
}

pub async fn v4_3_row58_if_let_ok_wild(pool: &PgPool) -> AppResult {
    if let Ok(_) = pool.acquire().await {
        notify("healthy").await;
    }
    ext().await;
    Ok(())
}

pub async fn v4_3_row59_result_is_a_guard(pool: &PgPool) -> AppResult {
    let result = pool.acquire().await;
    ext().await;
    drop(result);
    notify("after").await;
    Ok(())
}

pub async fn v4_3_row60_mapped(pool: &PgPool) -> AppResult {
    let id = pool.acquire().await.map(|conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn v4_3_row60_value_of_if_let(pool: &PgPool) -> AppResult<u32> {
    let id = if let Ok(conn) = pool.acquire().await { conn.id() } else { 0 };
    ext().await;
    Ok(id)
}
