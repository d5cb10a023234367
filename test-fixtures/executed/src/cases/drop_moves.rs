//! Drop scopes 1d: moves and consumption.

use std::mem;
use std::rc::Rc;
use std::sync::Arc;

use outside::{ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, PgPool, Postgres, Transaction};

use crate::support::{eat, grab, keep, touch, AppResult, Reading, Repo, UnitOfWork, Wrap};

pub async fn ds_1d_core_drop(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    core::mem::drop(conn);
    ext().await;
    Ok(())
}

pub async fn ds_1d_identity(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    std::convert::identity(conn);
    ext().await;
    Ok(())
}

pub async fn ds_1d_block_statement(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    { conn };
    ext().await;
    Ok(())
}

pub async fn ds_1d_block_wild(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    {
        let _ = conn;
    }
    ext().await;
    Ok(())
}

pub async fn ds_1d_drop_both(pool: &PgPool) -> AppResult {
    let (first, second) = (grab(pool)?, grab(pool)?);
    drop((first, second));
    ext().await;
    Ok(())
}

async fn wait_with(conn: PoolConnection<Postgres>) -> u32 {
    notify("inside").await;
    conn.id()
}

pub async fn ds_1d_async_function_called_not_awaited(pool: &PgPool) -> AppResult {
    let work = wait_with(grab(pool)?);
    ext().await;
    work.await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_async_function_never_polled(pool: &PgPool) -> AppResult {
    let work = wait_with(grab(pool)?);
    drop(work);
    ext().await;
    Ok(())
}

pub async fn ds_1d_async_function_awaited(pool: &PgPool) -> AppResult {
    wait_with(grab(pool)?).await;
    ext().await;
    Ok(())
}

pub async fn ds_1d_replaced_bound(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let old = mem::replace(&mut conn, grab(pool)?);
    ext().await;
    drop((old, conn));
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_replaced_statement(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    mem::replace(&mut conn, grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_1d_taken_bound(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    let taken = mem::take(&mut slot);
    ext().await;
    drop(taken);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_taken_with_question_mark(pool: &PgPool) -> AppResult {
    let mut unit = UnitOfWork { tx: Some(pool.begin().await?), name: "x".into() };
    unit.tx.take().ok_or("none")?.commit().await?;
    ext().await;
    Ok(())
}

pub async fn ds_1d_taken_conditionally(pool: &PgPool, finish: bool) -> AppResult {
    let mut unit = UnitOfWork { tx: Some(pool.begin().await?), name: "x".into() };
    if finish {
        if let Some(tx) = unit.tx.take() {
            tx.commit().await?;
        }
    }
    ext().await;
    Ok(())
}

pub async fn ds_1d_inserted(pool: &PgPool) -> AppResult {
    let mut slot = None;
    slot.insert(grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_1d_option_replaced(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    let old = slot.replace(grab(pool)?);
    drop(old);
    ext().await;
    drop(slot);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_struct_eaten(pool: &PgPool) -> AppResult {
    fn finish(_unit: UnitOfWork) {}
    let unit = UnitOfWork { tx: Some(pool.begin().await?), name: "x".into() };
    finish(unit);
    ext().await;
    Ok(())
}

struct Pair {
    left: PoolConnection<Postgres>,
    right: PoolConnection<Postgres>,
}

pub async fn ds_1d_partial_move(pool: &PgPool) -> AppResult {
    let pair = Pair { left: grab(pool)?, right: grab(pool)? };
    drop(pair.left);
    ext().await;
    drop(pair.right);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_partial_move_by_pattern(pool: &PgPool) -> AppResult {
    let pair = Pair { left: grab(pool)?, right: grab(pool)? };
    let Pair { left, .. } = pair;
    drop(pair.right);
    ext().await;
    drop(left);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_field_assigned_again(pool: &PgPool) -> AppResult {
    let mut pair = Pair { left: grab(pool)?, right: grab(pool)? };
    drop(pair.left);
    drop(pair.right);
    notify("none").await;
    pair.left = grab(pool)?;
    ext().await;
    Ok(())
}

pub async fn ds_1d_box_moved_out(pool: &PgPool) -> AppResult {
    let conn = Box::new(grab(pool)?);
    let conn = *conn;
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_arc_clone_keeps(pool: &PgPool) -> AppResult {
    let shared = Arc::new(grab(pool)?);
    let other = shared.clone();
    drop(shared);
    ext().await;
    drop(other);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_vec_popped(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?];
    conns.pop();
    ext().await;
    Ok(())
}

pub async fn ds_1d_vec_popped_bound(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?];
    let conn = conns.pop();
    ext().await;
    Ok(())
}

pub async fn ds_1d_vec_consumed(pool: &PgPool) -> AppResult {
    let conns = vec![grab(pool)?];
    conns.into_iter().for_each(drop);
    ext().await;
    Ok(())
}

pub async fn ds_1d_vec_drained(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?];
    conns.drain(..).for_each(drop);
    ext().await;
    Ok(())
}

pub async fn ds_1d_collected(pool: &PgPool) -> AppResult {
    let conns: Vec<PoolConnection<Postgres>> = (0..2).filter_map(|_| pool.try_acquire()).collect();
    ext().await;
    drop(conns);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_match_arm_moves(pool: &PgPool, n: u32) -> AppResult {
    let conn = grab(pool)?;
    match n {
        0 => drop(conn),
        1 => eat(conn),
        _ => return Ok(()),
    }
    ext().await;
    Ok(())
}

pub async fn ds_1d_match_arm_keeps(pool: &PgPool, n: u32) -> AppResult {
    let conn = grab(pool)?;
    match n {
        0 => drop(conn),
        _ => {}
    }
    ext().await;
    Ok(())
}

pub async fn ds_1d_diverging_branch(pool: &PgPool, n: u32) -> AppResult {
    let conn = grab(pool)?;
    match n {
        0 => drop(conn),
        1 => return Err("one".into()),
        _ => loop {
            drop(conn);
            break;
        },
    }
    ext().await;
    Ok(())
}

pub async fn ds_1d_moved_in_loop_with_continue(pool: &PgPool) -> AppResult {
    for n in 0..3 {
        let conn = grab(pool)?;
        if n == 1 {
            eat(conn);
            notify("eaten").await;
            continue;
        }
        ext().await;
    }
    Ok(())
}

pub async fn ds_1d_map_consumes(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire();
    let id = conn.map(|conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn ds_1d_map_err_passes_on(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await.map_err(|error| error.to_string());
    ext().await;
    Ok(())
}

pub async fn ds_1d_ok_passes_on(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await.ok();
    ext().await;
    Ok(())
}

pub async fn ds_1d_unwrap_passes_on(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await;
    if conn.is_err() {
        return Ok(());
    }
    let conn = conn.unwrap();
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_as_mut_borrows(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    if let Some(conn) = slot.as_mut() {
        touch(conn).await?;
    }
    ext().await;
    Ok(())
}

pub async fn ds_1d_and_then_waits(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire().filter(|conn| conn.yes());
    ext().await;
    Ok(())
}

pub async fn ds_1d_derived_dropped(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let tx = conn.begin().await?;
    drop(tx);
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_moved_into_option_then_none(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let mut slot = Some(conn);
    slot = None;
    ext().await;
    Ok(())
}

pub async fn ds_1d_immediately_called_closure(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    (|| {
        let _mine = conn;
    })();
    ext().await;
    Ok(())
}

pub async fn ds_1d_wrapper_built_and_unwrapped(pool: &PgPool) -> AppResult {
    let wrap = Wrap(grab(pool)?);
    let Wrap(conn) = wrap;
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_early_exit_drops(pool: &PgPool) -> AppResult {
    let result: AppResult = async {
        let conn = grab(pool)?;
        Err("stop")?;
        Ok(())
    }
    .await; // not reached
    ext().await;
    Ok(())
}

pub async fn ds_1d_kept_conditionally(pool: &PgPool, wanted: bool) -> AppResult {
    let conn = if wanted { Some(grab(pool)?) } else { None };
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn ds_1d_then_some(pool: &PgPool) -> AppResult {
    let conn = keep(keep(grab(pool)?));
    ext().await;
    Ok(())
}
