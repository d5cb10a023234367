//! Verdicts 4.2: drop, move, commit.

use std::mem::{self, ManuallyDrop};
use std::sync::Arc;

use outside::{charge, ext, notify, Mailer};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, PgPool, Postgres, Transaction};
use tokio::sync::Mutex;

use crate::support::{eat, first, keep, touch, AppResult, Repo, UnitOfWork};

pub async fn v4_2_row19_drop(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn v4_2_row19_mem_drop(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    mem::drop(conn);
    ext().await;
    Ok(())
}

pub async fn v4_2_row19_std_mem_drop(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    std::mem::drop(tx);
    ext().await;
    Ok(())
}

pub async fn v4_2_row19_drop_of_tuple(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    drop((conn, 1));
    ext().await;
    Ok(())
}

pub async fn v4_2_row19_eaten(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    eat(conn);
    ext().await;
    Ok(())
}

pub async fn v4_2_row19_path_statement(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    conn;
    ext().await;
    Ok(())
}

pub async fn v4_2_row19_moved_in_a_block(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    {
        let _mine = conn;
    }
    ext().await;
    Ok(())
}

pub async fn v4_2_row20_drop_of_reference(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    drop(&conn);
    ext().await;
    Ok(())
}

pub async fn v4_2_row20_drop_of_mutable_reference(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    drop(&mut conn);
    ext().await;
    Ok(())
}

pub async fn v4_2_row20_drop_of_as_ref(pool: &PgPool) -> AppResult {
    let conn = Some(pool.acquire().await?);
    drop(conn.as_ref());
    ext().await;
    Ok(())
}

pub async fn v4_2_row21_drop_in_one_branch(pool: &PgPool, early: bool) -> AppResult {
    let conn = pool.acquire().await?;
    if early {
        drop(conn);
    }
    ext().await;
    Ok(())
}

pub async fn v4_2_row22_drop_in_both_branches(pool: &PgPool, early: bool) -> AppResult {
    let conn = pool.acquire().await?;
    if early {
        drop(conn);
    } else {
        eat(conn);
    }
    ext().await;
    Ok(())
}

pub async fn v4_2_row22_resolved_in_all_arms(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    match first(&mut tx).await {
        Ok(Some(_)) => tx.commit().await?,
        Ok(None) => tx.rollback().await?,
        Err(error) => {
            tx.rollback().await?;
            notify(&error.to_string()).await;
            return Err(error);
        }
    }
    ext().await;
    Ok(())
}

pub async fn v4_2_row23_drop_and_return(pool: &PgPool, bad: bool) -> AppResult {
    let conn = pool.acquire().await?;
    if bad {
        drop(conn);
        return Ok(());
    }
    ext().await;
    Ok(())
}

pub async fn v4_2_row24_drop_wait_return(pool: &PgPool, bad: bool) -> AppResult {
    let mut conn = pool.acquire().await?;
    if bad {
        drop(conn);
        notify("bad").await;
        return Ok(());
    }
    touch(&mut conn).await?;
    Ok(())
}

pub async fn v4_2_row25_commit(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    tx.commit().await?;
    ext().await;
    Ok(())
}

pub async fn v4_2_row25_rollback(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    tx.rollback().await?;
    ext().await;
    Ok(())
}

pub async fn v4_2_row25_commit_ignored(pool: &PgPool) -> AppResult {
    let tx = pool.begin().await?;
    let _ = tx.commit().await;
    ext().await;
    Ok(())
}

pub async fn v4_2_row25_commit_matched(pool: &PgPool) -> AppResult {
    let tx = pool.begin().await?;
    match tx.commit().await {
        Ok(()) => notify("committed").await,
        Err(error) => notify(&error.to_string()).await,
    }
    Ok(())
}

pub async fn v4_2_row25_commit_failed(pool: &PgPool) -> AppResult {
    let tx = pool.begin().await?;
    if let Err(error) = tx.commit().await {
        notify(&error.to_string()).await;
    }
    Ok(())
}

pub async fn v4_2_row25_closed(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    conn.close().await?;
    ext().await;
    Ok(())
}

pub async fn v4_2_row26_commit_not_awaited(pool: &PgPool) -> AppResult {
    let tx = pool.begin().await?;
    let _ = tx.commit();
    ext().await;
    Ok(())
}

pub async fn v4_2_row27_commit_awaited_later(pool: &PgPool) -> AppResult {
    let tx = pool.begin().await?;
    let commit = tx.commit();
    ext().await;
    commit.await?;
    Ok(())
}

pub async fn v4_2_row28_between_begin_and_commit(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    Mailer.send("user@example.org").await?;
    tx.commit().await?;
    Ok(())
}

pub async fn v4_2_row29_commit_in_one_arm(pool: &PgPool, paid: bool) -> AppResult {
    let tx = pool.begin().await?;
    if paid {
        tx.commit().await?;
    } else {
        notify("unpaid").await;
    }
    Ok(())
}

pub async fn v4_2_row30_commit_if_ok(pool: &PgPool, ok: bool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    if ok {
        tx.commit().await?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_2_row30_commit_or_rollback(pool: &PgPool, ok: bool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    if ok {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_2_row31_error_arm(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    if let Err(error) = touch(&mut tx).await {
        notify(&error.to_string()).await;
        return Err(error);
    }
    tx.commit().await?;
    Ok(())
}

pub async fn v4_2_row32_moved(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let other = conn;
    ext().await;
    drop(other);
    notify("after").await;
    Ok(())
}

pub async fn v4_2_row32_kept_by_function(pool: &PgPool) -> AppResult {
    let conn = keep(pool.acquire().await?);
    ext().await;
    Ok(())
}

pub async fn v4_2_row32_identity_statement(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    keep(conn);
    ext().await;
    Ok(())
}

pub async fn v4_2_row33_some(pool: &PgPool) -> AppResult {
    let mut slot = Some(pool.acquire().await?);
    ext().await;
    drop(slot.take());
    notify("taken").await;
    Ok(())
}

pub async fn v4_2_row33_assigned_none(pool: &PgPool) -> AppResult {
    let mut slot = Some(pool.acquire().await?);
    slot = None;
    ext().await;
    Ok(())
}

pub async fn v4_2_row33_if_let_take(pool: &PgPool) -> AppResult {
    let mut slot = Some(pool.acquire().await?);
    if let Some(conn) = slot.take() {
        drop(conn);
    }
    ext().await;
    Ok(())
}

pub async fn v4_2_row33_replaced(pool: &PgPool) -> AppResult {
    let mut slot = Some(pool.acquire().await?);
    mem::replace(&mut slot, None);
    ext().await;
    Ok(())
}

pub async fn v4_2_row33_mem_take(pool: &PgPool) -> AppResult {
    let mut slot = Some(pool.acquire().await?);
    drop(mem::take(&mut slot));
    ext().await;
    Ok(())
}

pub async fn v4_2_row33_take_and_commit(pool: &PgPool) -> AppResult {
    let mut unit = UnitOfWork { tx: Some(pool.begin().await?), name: "import".to_owned() };
    if let Some(tx) = unit.tx.take() {
        tx.commit().await?;
    }
    notify(&unit.name).await;
    Ok(())
}

pub async fn v4_2_row33_take_unwrap_commit(pool: &PgPool) -> AppResult {
    let mut unit = UnitOfWork { tx: Some(pool.begin().await?), name: "import".to_owned() };
    unit.tx.take().unwrap().commit().await?;
    notify(&unit.name).await;
    Ok(())
}

pub async fn v4_2_row34_take_bound(pool: &PgPool) -> AppResult {
    let mut slot = Some(pool.acquire().await?);
    let taken = slot.take();
    ext().await;
    Ok(())
}

pub async fn v4_2_row34_replace_bound(pool: &PgPool) -> AppResult {
    let mut slot = Some(pool.acquire().await?);
    let old = mem::replace(&mut slot, None);
    ext().await;
    drop(old);
    notify("after").await;
    Ok(())
}

pub async fn v4_2_row34_swapped(pool: &PgPool) -> AppResult {
    let mut here = Some(pool.acquire().await?);
    let mut there = None;
    mem::swap(&mut here, &mut there);
    ext().await;
    Ok(())
}

pub async fn v4_2_row35_struct_field(pool: &PgPool) -> AppResult {
    let mut repo = Repo::new(pool.acquire().await?);
    repo.touch().await?;
    ext().await;
    Ok(())
}

pub async fn v4_2_row35_tuple(pool: &PgPool) -> AppResult {
    let pair = (pool.acquire().await?, "read");
    ext().await;
    Ok(())
}

pub async fn v4_2_row35_vec(pool: &PgPool) -> AppResult {
    let mut conns = Vec::new();
    conns.push(pool.acquire().await?);
    ext().await;
    Ok(())
}

pub async fn v4_2_row35_vec_macro(pool: &PgPool) -> AppResult {
    let conns = vec![pool.acquire().await?];
    ext().await;
    Ok(())
}

pub async fn v4_2_row35_box(pool: &PgPool) -> AppResult {
    let mut conn = Box::new(pool.acquire().await?);
    touch(&mut conn).await?;
    ext().await;
    Ok(())
}

pub async fn v4_2_row35_shared_behind_mutex(pool: &PgPool) -> AppResult {
    let shared = Arc::new(Mutex::new(pool.acquire().await?));
    {
        let mut conn = shared.lock().await; // not reached
        touch(&mut conn).await?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_2_row36_partial_move(pool: &PgPool) -> AppResult<u32> {
    let repo = Repo::new(pool.acquire().await?);
    drop(repo.conn);
    ext().await;
    Ok(repo.reads)
}

pub async fn v4_2_row36_partial_move_of_one(pool: &PgPool) -> AppResult {
    let pair = (pool.acquire().await?, pool.acquire().await?);
    drop(pair.0);
    ext().await;
    drop(pair.1);
    notify("both").await;
    Ok(())
}

pub async fn v4_2_row36_cleared(pool: &PgPool) -> AppResult {
    let mut conns = vec![pool.acquire().await?];
    conns.clear();
    ext().await;
    Ok(())
}

pub async fn v4_2_row36_box_moved_out(pool: &PgPool) -> AppResult {
    let conn = Box::new(pool.acquire().await?);
    drop(*conn);
    ext().await;
    Ok(())
}

pub async fn v4_2_row37_forgotten(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    mem::forget(conn);
    ext().await;
    Ok(())
}

pub async fn v4_2_row37_leaked(pool: &PgPool) -> AppResult {
    let conn = Box::leak(Box::new(pool.acquire().await?));
    touch(conn).await?;
    ext().await;
    Ok(())
}

pub async fn v4_2_row37_manually_dropped(pool: &PgPool) -> AppResult {
    let conn = ManuallyDrop::new(pool.acquire().await?);
    ext().await;
    Ok(())
}

pub async fn v4_2_row38_detached(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let mut conn = conn.detach();
    touch(&mut conn).await?;
    ext().await;
    Ok(())
}

pub async fn v4_2_row39_closure_kept(pool: &PgPool) -> AppResult<u32> {
    let conn = pool.acquire().await?;
    let id = move || conn.id();
    ext().await;
    Ok(id())
}

pub async fn v4_2_row39_closure_dropped(pool: &PgPool) -> AppResult<u32> {
    let conn = pool.acquire().await?;
    let id = move || conn.id();
    let seen = id();
    drop(id);
    ext().await;
    Ok(seen)
}

pub async fn v4_2_row39_closure_consumes(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let finish = move || drop(conn);
    finish();
    ext().await;
    Ok(())
}

pub async fn v4_2_row39_closure_borrows(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let id = || conn.id();
    id();
    ext().await;
    Ok(())
}

async fn connection(pool: &PgPool) -> AppResult<PoolConnection<Postgres>> {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    Ok(conn)
}

pub async fn v4_2_row40_returned_guard(pool: &PgPool) -> AppResult {
    let mut conn = connection(pool).await?;
    touch(&mut conn).await?;
    ext().await;
    Ok(())
}

pub async fn v4_2_row40_returned_guard_dropped(pool: &PgPool) -> AppResult {
    drop(connection(pool).await?);
    ext().await;
    Ok(())
}

async fn start(pool: &PgPool) -> AppResult<(Transaction<'static, Postgres>, i64)> {
    let mut tx = pool.begin().await?;
    let id = first(&mut tx).await?.unwrap_or(0);
    Ok((tx, id))
}

pub async fn v4_2_row40_returned_in_tuple(pool: &PgPool) -> AppResult {
    let (tx, id) = start(pool).await?;
    charge(id).await?;
    tx.commit().await?;
    notify("charged").await;
    Ok(())
}
