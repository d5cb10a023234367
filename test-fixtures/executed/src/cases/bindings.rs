//! Verdicts 4.1: bindings and scope.

use outside::{charge, ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

use crate::support::{touch, AppResult, Repo};

pub async fn v4_1_row01_named_to_scope_end(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    sqlx::query("update jobs set seen = true").execute(&mut *conn).await?;
    ext().await;
    Ok(())
}

pub async fn v4_1_row01_never_used(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    ext().await;
    Ok(())
}

pub async fn v4_1_row01_transaction(pool: &PgPool, user: i64) -> AppResult<i64> {
    let mut tx = pool.begin().await?;
    sqlx::query("insert into orders values ($1)").bind(user).execute(&mut *tx).await?;
    let receipt = charge(100).await?;
    tx.commit().await?;
    Ok(receipt)
}

pub async fn v4_1_row02_inner_block(pool: &PgPool) -> AppResult {
    {
        let mut conn = pool.acquire().await?;
        sqlx::query("update jobs set seen = true").execute(&mut *conn).await?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_1_row02_block_value(pool: &PgPool) -> AppResult<i64> {
    let count = {
        let mut conn = pool.acquire().await?;
        sqlx::query_scalar::<_, i64>("select count(*) from jobs").fetch_one(&mut *conn).await?
    };
    notify("counted").await;
    Ok(count)
}

pub async fn v4_1_row03_wild(pool: &PgPool) -> AppResult {
    let _ = pool.acquire().await?;
    ext().await;
    Ok(())
}

pub async fn v4_1_row03_wild_result(pool: &PgPool) -> AppResult {
    let _ = pool.acquire().await;
    ext().await;
    Ok(())
}

pub async fn v4_1_row04_underscore_name(pool: &PgPool) -> AppResult {
    let _guard = pool.acquire().await?;
    ext().await;
    Ok(())
}

pub async fn v4_1_row05_wild_of_place(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let _ = conn;
    ext().await;
    Ok(())
}

pub async fn v4_1_row05_wild_assignment_of_place(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    _ = conn;
    ext().await;
    Ok(())
}

pub async fn v4_1_row05_wild_of_field(pool: &PgPool) -> AppResult {
    let repo = Repo::new(pool.acquire().await?);
    let _ = repo.conn;
    ext().await;
    Ok(())
}

pub async fn v4_1_row05_wild_of_block(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let _ = { conn };
    ext().await;
    Ok(())
}

pub async fn v4_1_row06_wild_in_tuple(pool: &PgPool) -> AppResult<u32> {
    let (_, n) = (pool.acquire().await?, 1);
    ext().await;
    Ok(n)
}

pub async fn v4_1_row07_tuple(pool: &PgPool) -> AppResult<u32> {
    let (conn, n) = (pool.acquire().await?, 1);
    ext().await;
    Ok(n)
}

pub async fn v4_1_row07_struct_pattern(pool: &PgPool) -> AppResult {
    let Repo { conn, .. } = Repo::new(pool.acquire().await?);
    ext().await;
    Ok(())
}

pub async fn v4_1_row07_array(pool: &PgPool) -> AppResult {
    let [conn] = [pool.acquire().await?];
    ext().await;
    Ok(())
}

pub async fn v4_1_row07_one_of_two(pool: &PgPool) -> AppResult {
    let (first, _) = (pool.acquire().await?, pool.acquire().await?);
    ext().await;
    drop(first);
    notify("done").await;
    Ok(())
}

pub async fn v4_1_row08_rest_of_value(pool: &PgPool) -> AppResult<u32> {
    let Repo { reads, .. } = Repo { conn: pool.acquire().await?, reads: 2 };
    ext().await;
    Ok(reads)
}

pub async fn v4_1_row08_rest_of_place(pool: &PgPool) -> AppResult<u32> {
    let repo = Repo { conn: pool.acquire().await?, reads: 2 };
    let Repo { reads, .. } = repo;
    ext().await;
    Ok(reads)
}

pub async fn v4_1_row09_ref_in_pattern(pool: &PgPool) -> AppResult<u32> {
    let Repo { ref reads, .. } = Repo { conn: pool.acquire().await?, reads: 2 };
    ext().await;
    Ok(*reads)
}

pub async fn v4_1_row09_borrowed_field(pool: &PgPool) -> AppResult<u32> {
    let reads = &Repo { conn: pool.acquire().await?, reads: 2 }.reads;
    ext().await;
    Ok(*reads)
}

pub async fn v4_1_row10_copied_field(pool: &PgPool) -> AppResult<u32> {
    let reads = Repo { conn: pool.acquire().await?, reads: 2 }.reads;
    ext().await;
    Ok(reads)
}

pub async fn v4_1_row11_shadowed(pool: &PgPool) -> AppResult<u32> {
    let conn = pool.acquire().await?;
    let conn = conn.id();
    ext().await;
    Ok(conn)
}

pub async fn v4_1_row11_shadowed_twice(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let conn = pool.acquire().await?;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn v4_1_row11_shadowed_in_block(pool: &PgPool, deep: bool) -> AppResult {
    let conn = pool.acquire().await?;
    if deep {
        let conn = "shadow";
        notify(conn).await;
    }
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn v4_1_row12_consumed_by_shadow(pool: &PgPool) -> AppResult<u32> {
    let repo = Repo::new(pool.acquire().await?);
    let repo = repo.into_reads();
    ext().await;
    Ok(repo)
}

pub async fn v4_1_row13_late(pool: &PgPool) -> AppResult {
    let conn;
    ext().await;
    conn = pool.acquire().await?;
    notify("late").await;
    drop(conn);
    Ok(())
}

pub async fn v4_1_row14_maybe_initialised(pool: &PgPool, wanted: bool) -> AppResult {
    let conn;
    if wanted {
        conn = pool.acquire().await?;
    }
    ext().await;
    Ok(())
}

pub async fn v4_1_row14_initialised_by_both(pool: &PgPool, read_only: bool) -> AppResult {
    let conn;
    if read_only {
        conn = pool.acquire().await?;
    } else {
        let mut writer = pool.acquire().await?;
        touch(&mut writer).await?;
        conn = writer;
    }
    ext().await;
    Ok(())
}

pub async fn v4_1_row15_assigned_over(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    conn = pool.acquire().await?;
    touch(&mut conn).await?;
    Ok(())
}

pub async fn v4_1_row16_assigned_from_waiting_block(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    conn = {
        ext().await;
        pool.acquire().await?
    };
    touch(&mut conn).await?;
    Ok(())
}

pub async fn v4_1_row16_assigned_after_drop(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    drop(conn);
    conn = {
        ext().await;
        pool.acquire().await?
    };
    touch(&mut conn).await?;
    Ok(())
}

pub async fn v4_1_row17_borrowed_temporary(pool: &PgPool) -> AppResult {
    let conn = &mut pool.acquire().await?;
    touch(conn).await?;
    ext().await;
    Ok(())
}

pub async fn v4_1_row17_reborrowed_temporary(pool: &PgPool) -> AppResult {
    let conn: &mut PgConnection = &mut *pool.acquire().await?;
    touch(conn).await?;
    ext().await;
    Ok(())
}

pub async fn v4_1_row17_in_a_block(pool: &PgPool) -> AppResult {
    {
        let conn = &mut pool.acquire().await?;
        touch(conn).await?;
        notify("inside").await;
    }
    ext().await;
    Ok(())
}

pub async fn v4_1_row18_receiver_of_let(pool: &PgPool) -> AppResult<u32> {
    let id = pool.acquire().await?.id();
    ext().await;
    Ok(id)
}

pub async fn v4_1_row18_two_receivers(pool: &PgPool) -> AppResult<u32> {
    let id = pool.acquire().await?.id() + pool.acquire().await?.id();
    ext().await;
    Ok(id)
}
