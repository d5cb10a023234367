//! Drop scopes 1c: temporaries whose life a `let` extends to the end of the block.

use std::pin::pin;

use outside::{ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

use crate::support::{grab, touch, AppResult, Reading, Repo, Wrap};

fn same<T>(value: T) -> T {
    value
}

pub async fn ds_1c_borrow(pool: &PgPool) -> AppResult {
    let conn = &grab(pool)?;
    ext().await;
    Ok(())
}

pub async fn ds_1c_mutable_borrow_of_await(pool: &PgPool) -> AppResult {
    let conn = &mut pool.acquire().await?;
    ext().await;
    Ok(())
}

pub async fn ds_1c_reborrow(pool: &PgPool) -> AppResult {
    let conn = &*&grab(pool)?;
    ext().await;
    Ok(())
}

pub async fn ds_1c_field(pool: &PgPool) -> AppResult {
    let reads = &Repo::new(grab(pool)?).reads;
    ext().await;
    Ok(())
}

pub async fn ds_1c_tuple_index(pool: &PgPool) -> AppResult {
    let conn = &(grab(pool)?, grab(pool)?).0;
    ext().await;
    Ok(())
}

pub async fn ds_1c_array_index(pool: &PgPool) -> AppResult {
    let conn = &[grab(pool)?][0];
    ext().await;
    Ok(())
}

pub async fn ds_1c_in_tuple(pool: &PgPool) -> AppResult {
    let pair = (&grab(pool)?, 1);
    ext().await;
    Ok(())
}

pub async fn ds_1c_in_array(pool: &PgPool) -> AppResult {
    let conns = [&grab(pool)?];
    ext().await;
    Ok(())
}

struct Lent<'a> {
    conn: &'a PoolConnection<Postgres>,
    n: u32,
}

pub async fn ds_1c_in_struct_literal(pool: &PgPool) -> AppResult {
    let lent = Lent { conn: &grab(pool)?, n: 1 };
    ext().await;
    Ok(())
}

pub async fn ds_1c_in_cast(pool: &PgPool) -> AppResult {
    let any = &grab(pool)? as &(dyn std::fmt::Debug + Send + Sync);
    ext().await;
    Ok(())
}

pub async fn ds_1c_in_constructor(pool: &PgPool) -> AppResult {
    let wrap = Wrap(&grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_1c_in_some(pool: &PgPool) -> AppResult {
    let conn = Some(&grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_1c_in_block_tail(pool: &PgPool) -> AppResult {
    let conn = { &grab(pool)? };
    ext().await;
    Ok(())
}

pub async fn ds_1c_in_if_else(pool: &PgPool, left: bool) -> AppResult {
    let conn = if left { &grab(pool)? } else { &grab(pool)? };
    ext().await;
    Ok(())
}

pub async fn ds_1c_in_match_arm(pool: &PgPool, n: u32) -> AppResult {
    let conn = match n {
        0 => &grab(pool)?,
        _ => &grab(pool)?,
    };
    ext().await;
    Ok(())
}

pub async fn ds_1c_pin(pool: &PgPool) -> AppResult {
    let conn = pin!(grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_1c_pin_in_statement(pool: &PgPool) -> AppResult {
    let id = pin!(grab(pool)?).id();
    ext().await;
    Ok(())
}

pub async fn ds_1c_ref_pattern(pool: &PgPool) -> AppResult {
    let ref conn = grab(pool)?;
    ext().await;
    Ok(())
}

pub async fn ds_1c_ref_in_struct_pattern(pool: &PgPool) -> AppResult {
    let Repo { ref conn, .. } = Repo::new(grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_1c_ref_in_tuple_keeps_all(pool: &PgPool) -> AppResult {
    let (ref n, _) = (1, grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_1c_ref_in_tuple_struct(pool: &PgPool) -> AppResult {
    let Wrap(ref conn) = Wrap(grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_1c_by_binding_mode(pool: &PgPool) -> AppResult {
    let Wrap(conn) = &Wrap(grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_1c_parenthesised(pool: &PgPool) -> AppResult {
    let conn = (&grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_1c_coerced(pool: &PgPool) -> AppResult {
    let conn: &(dyn std::fmt::Debug + Send + Sync) = &grab(pool)?;
    ext().await;
    Ok(())
}

pub async fn ds_1c_until_block_end(pool: &PgPool) -> AppResult {
    {
        let conn = &grab(pool)?;
        ext().await;
    }
    notify("outside").await;
    Ok(())
}

pub async fn ds_1c_let_else_borrow(pool: &PgPool) -> AppResult {
    let Some(conn) = &pool.try_acquire() else {
        notify("none").await;
        return Ok(());
    };
    ext().await;
    Ok(())
}

pub async fn ds_1c_let_else_ref(pool: &PgPool) -> AppResult {
    let Some(ref conn) = pool.try_acquire() else { return Ok(()) };
    ext().await;
    Ok(())
}

pub async fn ds_1c_result_of_call_only(pool: &PgPool) -> AppResult {
    let id = &grab(pool)?.id();
    ext().await;
    Ok(())
}

pub async fn ds_1c_tuple_index_of_borrow(pool: &PgPool) -> AppResult {
    let n = (&grab(pool)?, 1).1;
    ext().await;
    Ok(())
}

pub async fn ds_1c_function_argument(pool: &PgPool) -> AppResult {
    let id = same(&grab(pool)?).id();
    ext().await;
    Ok(())
}

pub async fn ds_1c_receiver_borrow(pool: &PgPool) -> AppResult {
    let id = (&grab(pool)?).id();
    ext().await;
    Ok(())
}

pub async fn ds_1c_match_scrutinee_borrow(pool: &PgPool) -> AppResult {
    let id = match &grab(pool)? {
        conn => conn.id(),
    };
    ext().await;
    Ok(())
}

pub async fn ds_1c_if_let_as_value(pool: &PgPool) -> AppResult {
    let id = if let Some(n) = grab(pool)?.some() { n } else { 0 };
    ext().await;
    Ok(())
}

pub async fn ds_1c_operator(pool: &PgPool) -> AppResult {
    let n = *&grab(pool)?.id() + 1;
    ext().await;
    Ok(())
}

pub async fn ds_1c_moved_out_field(pool: &PgPool) -> AppResult {
    let conn = (grab(pool)?, grab(pool)?).0;
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn ds_1c_tail_waits(pool: &PgPool) -> u32 {
    let Ok(conn) = &grab(pool) else { return 0 };
    ext().await
}

pub async fn ds_1c_box_of_value(pool: &PgPool) -> AppResult {
    let id = Box::new(grab(pool)?.id());
    ext().await;
    Ok(())
}
