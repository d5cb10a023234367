//! Drop scopes 3 and verdict 49: let chains, which are edition 2024 only; and `if let` guards of matches.

use outside::{charge, ext, notify};
use sqlx::{PgConnection, PgPool};

use crate::support::{first, grab, lucky, touch, AppResult, Reading, Repo, UnitOfWork};

pub async fn v4_3_row49_let_chain(pool: &PgPool, open: bool) -> AppResult {
    if open && let Some(id) = first(&mut *pool.acquire().await?).await? {
        charge(id).await?;
    } else {
        notify("none").await;
    }
    Ok(())
}

pub async fn ds_3_both_alive_in_body(pool: &PgPool) -> AppResult {
    if let Some(a) = grab(pool)?.some() && let Some(b) = grab(pool)?.some() {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_3_first_alive_in_second(pool: &PgPool) -> AppResult {
    if let Some(a) = grab(pool)?.some() && ext().await == 7 {
        notify("body").await;
    }
    Ok(())
}

pub async fn ds_3_boolean_operand(pool: &PgPool) -> AppResult {
    if grab(pool)?.yes() && let Some(n) = Some(ext().await) {
        notify("body").await;
    }
    Ok(())
}

pub async fn ds_3_else(pool: &PgPool) -> AppResult {
    if let Some(a) = grab(pool)?.some() && let Some(b) = grab(pool)?.none() {
        return Ok(());
    } else {
        ext().await;
    }
    Ok(())
}

pub async fn ds_3_bound_in_else(pool: &PgPool) -> AppResult {
    if let Some(conn) = pool.try_acquire() && conn.no() {
        return Ok(());
    } else {
        ext().await;
    }
    Ok(())
}

pub async fn ds_3_bound_in_body(pool: &PgPool) -> AppResult {
    if let Some(conn) = pool.try_acquire() && conn.yes() {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_3_moved_from_variable(pool: &PgPool) -> AppResult {
    let slot = pool.try_acquire();
    if let Some(conn) = slot && conn.no() {
        return Ok(());
    } else {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_3_while(pool: &PgPool) -> AppResult {
    let mut n = 0;
    while let Some(a) = grab(pool)?.some() && let Some(b) = grab(pool)?.some() && n < 2 {
        ext().await;
        n += 1;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_3_match_guard_if_let(pool: &PgPool, n: u32) -> AppResult {
    match n {
        0 if let Some(a) = grab(pool)?.some() => drop(ext().await),
        1 if let Some(a) = grab(pool)?.none() => {}
        _ => notify("other").await,
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_3_match_guard_chain(pool: &PgPool, n: u32) -> AppResult {
    match n {
        0 if let Some(a) = grab(pool)?.some() && grab(pool)?.no() => {}
        1 if let Some(a) = grab(pool)?.some() && grab(pool)?.yes() => drop(ext().await),
        _ => notify("other").await,
    }
    Ok(())
}

pub async fn ds_3_negated_commit(pool: &PgPool, dry: bool) -> AppResult {
    let mut tx = pool.begin().await?;
    if !dry && let Some(id) = first(&mut tx).await? {
        tx.commit().await?;
        charge(id).await?;
    } else {
        notify("open").await;
    }
    Ok(())
}

pub async fn chain_guard_moved_in_head(pool: &PgPool, wanted: bool) -> AppResult {
    let slot = pool.try_acquire();
    if let Some(conn) = slot && wanted {
        notify("taken and wanted").await;
    } else {
        notify("taken, or nothing").await;
    }
    ext().await;
    Ok(())
}

pub async fn chain_reference_in_head(pool: &PgPool, wanted: bool) -> AppResult {
    let mut slot = pool.try_acquire();
    if wanted && let Some(conn) = slot.as_mut() && let Some(id) = conn.some() {
        touch(conn).await?;
        notify("lent").await;
    }
    drop(slot);
    ext().await;
    Ok(())
}

pub async fn chain_while(pool: &PgPool) -> AppResult {
    let mut conns = vec![crate::support::grab(pool)?, crate::support::grab(pool)?];
    let mut turns = 0;
    while turns < 1 && let Some(conn) = conns.pop() {
        turns += 1;
        notify("in the loop").await;
    }
    drop(conns);
    ext().await;
    Ok(())
}

pub async fn chain_else_if(pool: &PgPool, a: bool, b: bool) -> AppResult {
    if let Some(n) = crate::support::grab(pool)?.some() && a {
        notify("first").await;
    } else if let Some(n) = crate::support::grab(pool)?.some() && b {
        notify("second").await;
    } else {
        notify("neither").await;
    }
    Ok(())
}

pub async fn new_chain_in_match_guard(pool: &PgPool, a: bool) -> AppResult {
    let n = 1;
    match n {
        1 if a && let Some(_) = grab(pool)?.some() => notify("arm").await,
        1 if let Some(_) = grab(pool)?.none() => notify("never").await, // not reached
        _ => notify("other").await,
    }
    Ok(())
}

pub async fn new_chain_let_else_if(pool: &PgPool, a: bool) -> AppResult {
    let mut unit = UnitOfWork { tx: Some(pool.begin().await?), name: "a".into() };
    if a && let Some(tx) = unit.tx.take() && !unit.name.is_empty() {
        tx.commit().await?;
        notify("committed").await;
    } else if let Some(tx) = &mut unit.tx {
        touch(tx).await?;
        notify("open").await;
    }
    ext().await;
    Ok(())
}

pub async fn new_chain_with_await_between(pool: &PgPool) -> AppResult {
    if let Some(n) = grab(pool)?.some() && ext().await == 7 && let Some(m) = grab(pool)?.some() {
        notify("two").await;
    }
    notify("none").await;
    Ok(())
}

pub async fn new_chain_in_value(pool: &PgPool, a: bool) -> AppResult {
    let n = if let Some(n) = grab(pool)?.some() && a { n } else { ext().await } + ext().await;
    Ok(())
}

pub async fn new_while_chain_take(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    let mut n = 0;
    while n < 2 && let Some(conn) = slot.take() {
        n += 1;
        notify("in").await;
    }
    drop(slot);
    ext().await;
    Ok(())
}

pub async fn new_chain_moved_maybe(pool: &PgPool, a: bool, b: bool) -> AppResult {
    let slot = if a { Some(grab(pool)?) } else { None };
    if b && let Some(conn) = slot {
        drop(conn);
        notify("dropped").await;
    }
    ext().await;
    Ok(())
}

pub async fn new_chain_result(pool: &PgPool, luck: bool) -> AppResult {
    if let Ok(mut conn) = lucky(pool, luck).await
        && let Some(id) = first(&mut conn).await?
    {
        drop(conn);
        charge(id).await?;
    } else {
        notify("nothing").await;
    }
    Ok(())
}

pub async fn new_guard_in_arm_of_bound(pool: &PgPool, a: bool) -> AppResult {
    match pool.try_acquire() {
        Some(conn) if let Some(n) = conn.maybe(a) => {
            drop(conn);
            notify("arm").await;
        }
        Some(conn) => notify("other").await,
        None => notify("none").await,
    }
    Ok(())
}
