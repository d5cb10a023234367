//! Drop scopes 1a: bindings and assignment.

use outside::{ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

use crate::support::{grab, touch, AppResult, Reading, Repo, UnitOfWork};

pub async fn ds_1a_last_use_ends_nothing(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let id = conn.id();
    ext().await;
    notify(&id.to_string()).await;
    Ok(())
}

pub async fn ds_1a_wild_statement(pool: &PgPool) -> AppResult {
    _ = pool.acquire().await?;
    ext().await;
    Ok(())
}

pub async fn ds_1a_wild_of_borrow_is_extended(pool: &PgPool) -> AppResult {
    let _ = &pool.acquire().await?;
    ext().await;
    Ok(())
}

pub async fn ds_1a_wild_of_tuple_of_borrow(pool: &PgPool) -> AppResult {
    let _ = (&grab(pool)?, 1);
    ext().await;
    Ok(())
}

pub async fn ds_1a_wild_assignment_of_borrow(pool: &PgPool) -> AppResult {
    _ = &grab(pool)?;
    ext().await;
    Ok(())
}

pub async fn ds_1a_wild_of_method(pool: &PgPool) -> AppResult {
    let _ = grab(pool)?.id();
    ext().await;
    Ok(())
}

fn pair(pool: &PgPool) -> AppResult<(PoolConnection<Postgres>, u32)> {
    Ok((grab(pool)?, 1))
}

pub async fn ds_1a_wild_part_of_call(pool: &PgPool) -> AppResult {
    let (_, n) = pair(pool)?;
    ext().await;
    Ok(())
}

pub async fn ds_1a_bound_part_of_call(pool: &PgPool) -> AppResult {
    let (conn, _) = pair(pool)?;
    ext().await;
    Ok(())
}

pub async fn ds_1a_wild_part_of_variable(pool: &PgPool) -> AppResult {
    let both = (grab(pool)?, grab(pool)?);
    let (_, second) = both;
    drop(second);
    ext().await;
    Ok(())
}

pub async fn ds_1a_wild_part_then_wait_in_let(pool: &PgPool) -> AppResult {
    let (_, n) = (grab(pool)?, ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1a_at_binding(pool: &PgPool) -> AppResult {
    let conn @ _ = grab(pool)?;
    ext().await;
    Ok(())
}

pub async fn ds_1a_shadow_by_move(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let conn = conn;
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn ds_1a_shadow_of_option(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire();
    let Some(conn) = conn else { return Ok(()) };
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn ds_1a_assigned_while_acquiring(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    conn = pool.acquire().await?;
    ext().await;
    Ok(())
}

pub async fn ds_1a_assigned_after_move(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    drop(conn);
    conn = pool.acquire().await?;
    ext().await;
    Ok(())
}

pub async fn ds_1a_field_assigned_none(pool: &PgPool) -> AppResult {
    let mut unit = UnitOfWork { tx: Some(pool.begin().await?), name: "import".into() };
    ext().await;
    unit.tx = None;
    notify(&unit.name).await;
    Ok(())
}

pub async fn ds_1a_option_taken_by_wild(pool: &PgPool) -> AppResult {
    let mut conn = Some(grab(pool)?);
    let _ = conn.take();
    ext().await;
    Ok(())
}

pub async fn ds_1a_option_taken_as_statement(pool: &PgPool) -> AppResult {
    let mut conn = Some(grab(pool)?);
    conn.take();
    ext().await;
    Ok(())
}

pub async fn ds_1a_right_side_before_place(pool: &PgPool) -> AppResult {
    *grab(pool)?.place() = ext().await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1a_compound_of_primitives(pool: &PgPool) -> AppResult {
    *grab(pool)?.place() += ext().await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1a_destructuring_assignment(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let mut n = 0;
    drop(conn);
    ext().await;
    (conn, n) = (grab(pool)?, 1);
    notify("again").await;
    Ok(())
}

pub async fn ds_1a_tail_sees_locals(pool: &PgPool) -> u32 {
    let Ok(conn) = grab(pool) else { return 0 };
    ext().await
}

pub async fn ds_1a_return_sees_locals(pool: &PgPool, early: bool) -> u32 {
    let Ok(conn) = grab(pool) else { return 0 };
    if early {
        return ext().await;
    }
    drop(conn);
    ext().await
}

pub async fn ds_1a_tail_of_block_sees_its_locals(pool: &PgPool) -> AppResult {
    let n = {
        let conn = grab(pool)?;
        ext().await
    };
    notify(&n.to_string()).await;
    Ok(())
}

pub async fn ds_1a_ok_tail_sees_locals(pool: &PgPool) -> AppResult<u32> {
    let conn = grab(pool)?;
    Ok(ext().await)
}

pub async fn ds_1a_moved_into_returned_tuple(pool: &PgPool) -> AppResult<(PoolConnection<Postgres>, u32)> {
    let conn = grab(pool)?;
    Ok((conn, ext().await))
}

pub async fn ds_1a_labelled_block_left(pool: &PgPool, leave: bool) -> AppResult {
    'work: {
        let conn = grab(pool)?;
        if leave {
            break 'work;
        }
        ext().await;
    }
    notify("outside").await;
    Ok(())
}

pub async fn ds_1a_loop_body_left(pool: &PgPool) -> AppResult {
    let mut n = 0;
    loop {
        notify("top").await;
        let conn = grab(pool)?;
        n += 1;
        if n == 2 {
            break;
        }
        if n == 1 {
            continue;
        }
    }
    ext().await;
    Ok(())
}

pub async fn ds_1a_conditional_by_match(pool: &PgPool, n: u32) -> AppResult {
    let conn;
    match n {
        0 => conn = Some(grab(pool)?),
        1 => conn = None,
        _ => return Ok(()),
    }
    ext().await;
    Ok(())
}
