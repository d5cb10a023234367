//! Verdicts 4.5: async blocks, closures, spawn, join, select.

use std::future::{ready, Future};
use std::pin::{pin, Pin};
use std::time::Duration;

use futures::future::{join_all, FutureExt, TryFutureExt};
use outside::{charge, ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};
use tokio::task::JoinSet;

use crate::support::{all, eat, first, touch, AppResult};

pub async fn v4_5_row72_in_async_block(pool: &PgPool) -> AppResult {
    let work = async {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        ext().await;
        AppResult::Ok(())
    };
    work.await
}

pub async fn v4_5_row72_in_async_block_released(pool: &PgPool) -> AppResult {
    let work = async {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        drop(conn);
        ext().await;
        AppResult::Ok(())
    };
    work.await
}

pub async fn v4_5_row72_in_async_closure(pool: &PgPool) -> AppResult {
    let work = async |cents: i64| {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        charge(cents).await?;
        AppResult::Ok(())
    };
    work(100).await
}

pub async fn v4_5_row72_in_closure_with_block(pool: &PgPool) -> AppResult {
    let work = |cents: i64| async move {
        let mut tx = pool.begin().await?;
        charge(cents).await?;
        tx.commit().await?;
        AppResult::Ok(())
    };
    work(100).await
}

pub async fn v4_5_row73_inner_block_waits(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    async {
        ext().await;
    }
    .await;
    Ok(())
}

pub async fn v4_5_row73_inner_block_borrows(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    async {
        ext().await;
        conn.id();
    }
    .await;
    notify("still held").await;
    Ok(())
}

pub async fn v4_5_row74_captured(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    async move {
        touch(&mut conn).await?;
        ext().await;
        AppResult::Ok(())
    }
    .await?;
    notify("released").await;
    Ok(())
}

pub async fn v4_5_row74_captured_and_dropped(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    async move {
        touch(&mut conn).await?;
        drop(conn);
        ext().await;
        AppResult::Ok(())
    }
    .await
}

pub async fn v4_5_row74_not_captured(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let work = async move {
        ext().await;
    };
    work.await;
    notify("still held").await;
    Ok(())
}

pub async fn v4_5_row75_future_owns(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let work = async move { touch(&mut conn).await };
    ext().await;
    work.await?;
    notify("released").await;
    Ok(())
}

pub async fn v4_5_row75_future_borrows(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let work = touch(&mut conn);
    ext().await;
    work.await?;
    Ok(())
}

pub async fn v4_5_row75_future_dropped(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let work = async move { touch(&mut conn).await }; // not reached
    drop(work);
    ext().await;
    Ok(())
}

pub async fn v4_5_row76_wild_captures_nothing(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    async move {
        let _ = conn;
        ext().await;
    }
    .await;
    notify("still held").await;
    Ok(())
}

pub async fn v4_5_row76_named_captures(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    async move {
        let _conn = conn;
        ext().await;
    }
    .await;
    notify("released").await;
    Ok(())
}

pub async fn v4_5_row77_lazy(pool: &PgPool) -> AppResult {
    let work = async {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await
    };
    ext().await;
    work.await?;
    Ok(())
}

pub async fn v4_5_row77_lazy_acquire(pool: &PgPool) -> AppResult {
    let acquire = pool.acquire();
    ext().await;
    let conn = acquire.await?;
    notify("held").await;
    Ok(())
}

pub async fn v4_5_row78_awaited_after_drop(pool: &PgPool) -> AppResult {
    let call = notify("later");
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    drop(conn);
    call.await;
    Ok(())
}

pub async fn v4_5_row78_awaited_while_held(pool: &PgPool) -> AppResult {
    let call = notify("now");
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    call.await;
    Ok(())
}

pub async fn v4_5_row79_defined_while_held(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let report = async || ext().await;
    touch(&mut conn).await?;
    drop(conn);
    report().await;
    Ok(())
}

pub async fn v4_5_row79_called_while_held(pool: &PgPool) -> AppResult {
    let report = || async { ext().await };
    let conn = pool.acquire().await?;
    report().await;
    Ok(())
}

pub async fn v4_5_row80_spawned_and_forgotten(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::spawn(async move {
        ext().await;
    });
    touch(&mut conn).await?;
    Ok(())
}

pub async fn v4_5_row81_spawned_and_awaited(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    let handle = tokio::spawn(async move {
        ext().await;
    });
    handle.await?;
    Ok(())
}

pub async fn v4_5_row81_join_set(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        ext().await;
    });
    while let Some(done) = tasks.join_next().await {
        done?;
    }
    Ok(())
}

pub async fn v4_5_row82_task_owns(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::spawn(async move {
        let _ = touch(&mut conn).await;
        ext().await;
    });
    notify("another task owns it").await;
    Ok(())
}

pub async fn v4_5_row82_task_releases(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::spawn(async move {
        let _ = touch(&mut conn).await;
        drop(conn);
        ext().await;
    });
    Ok(())
}

pub async fn v4_5_row83_task_acquires(pool: PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let other = pool.clone();
    tokio::spawn(async move {
        let mut conn = other.acquire().await?;
        touch(&mut conn).await
    });
    touch(&mut conn).await?;
    Ok(())
}

async fn work(pool: &PgPool, id: i64) -> AppResult {
    let mut conn = pool.acquire().await?;
    sqlx::query("update jobs set done = true where id = $1").bind(id).execute(&mut *conn).await?;
    Ok(())
}

pub async fn v4_5_row84_children_acquire(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let ids = all(&mut conn).await?;
    join_all(ids.iter().map(|id| work(pool, *id))).await;
    Ok(())
}

pub async fn v4_5_row84_children_acquire_after_drop(pool: &PgPool) -> AppResult {
    let ids = {
        let mut conn = pool.acquire().await?;
        all(&mut conn).await?
    };
    join_all(ids.iter().map(|id| work(pool, *id))).await;
    notify("done").await;
    Ok(())
}

pub async fn v4_5_row85_blocking_work_on_it(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let id = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(5));
        conn.id()
    })
    .await?;
    notify(&id.to_string()).await;
    Ok(())
}

pub async fn v4_5_row85_blocking_work_beside_it(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(5))).await?;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn v4_5_row86_join(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let (touched, _) = tokio::join!(touch(&mut conn), ext());
    touched?;
    drop(conn);
    notify("released").await;
    Ok(())
}

pub async fn v4_5_row86_try_join(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    let (_, cents) = tokio::try_join!(touch(&mut tx), async { Ok(charge(100).await?) })?;
    tx.commit().await?;
    notify("released").await;
    Ok(())
}

pub async fn v4_5_row86_join_after_release(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    drop(conn);
    let (_, _) = tokio::join!(ext(), notify("both"));
    Ok(())
}

pub async fn v4_5_row86_futures_join(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    futures::join!(ext(), notify("both"));
    Ok(())
}

pub async fn v4_5_row87_join_of_owner(pool: &PgPool) -> AppResult {
    let query = async {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await
    };
    let (touched, _) = tokio::join!(query, notify("both"));
    touched?;
    ext().await;
    Ok(())
}

pub async fn v4_5_row88_select_of_query_and_timer(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::select! {
        biased;
        touched = touch(&mut conn) => drop(touched?),
        _ = tokio::time::sleep(Duration::from_secs(1)) => return Err("too slow".into()),
    }
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn v4_5_row88_timeout_of_query(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::time::timeout(Duration::from_secs(1), touch(&mut conn)).await??;
    Ok(())
}

pub async fn v4_5_row89_handler_waits(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::select! {
        biased;
        touched = touch(&mut conn) => {
            touched?;
            ext().await;
        }
        _ = std::future::pending::<()>() => {}
    }
    Ok(())
}

pub async fn v4_5_row89_branch_waits(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    tokio::select! {
        biased;
        n = ext() => drop(n),
        _ = std::future::pending::<()>() => {}
    }
    Ok(())
}

pub async fn v4_5_row89_handler_drops(pool: &PgPool, prefer: bool) -> AppResult {
    let mut conn = pool.acquire().await?;
    tokio::select! {
        biased;
        _ = ready(()), if prefer => {
            drop(conn);
            notify("dropped").await;
        }
        _ = ext() => {
            touch(&mut conn).await?;
            notify("held").await;
        }
    }
    Ok(())
}

pub async fn v4_5_row89_loser_is_gone(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let holder = async move {
        std::future::pending::<()>().await;
        drop(conn);
    };
    tokio::select! {
        biased;
        _ = holder => {}
        _ = ext() => notify("the loser is dropped before").await,
    }
    notify("after").await;
    Ok(())
}

pub async fn v4_5_row90_timeout_of_call(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    let _ = tokio::time::timeout(Duration::from_secs(1), ext()).await;
    Ok(())
}

pub async fn v4_5_row91_boxed_query(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).boxed().await?;
    first(&mut conn).map_err(|error| error.to_string()).await?;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn v4_5_row91_pinned_query(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let query = touch(&mut conn);
    tokio::pin!(query);
    query.await?;
    ext().await;
    Ok(())
}

pub async fn v4_5_row91_pinned_owner(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut work = pin!(async move {
        touch(&mut conn).await?;
        AppResult::Ok(())
    });
    ext().await;
    work.as_mut().await?;
    notify("its locals are gone").await;
    Ok(())
}

pub async fn v4_5_row91_boxed_owner(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let work: Pin<Box<dyn Future<Output = AppResult<u32>> + Send>> = Box::pin(async move { touch(&mut conn).await });
    ext().await;
    work.await?;
    notify("released").await;
    Ok(())
}

pub async fn v4_5_row92_yield_now(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await?;
    tokio::task::yield_now().await;
    Ok(())
}

pub async fn v4_5_nested_blocks(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    async move {
        async move {
            ext().await;
            conn.id();
        }
        .await;
        notify("released").await;
    }
    .await;
    notify("after").await;
    Ok(())
}

pub async fn v4_5_block_consumes(pool: &PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let work = async {
        ext().await;
        eat(conn);
    };
    work.await;
    notify("after").await;
    Ok(())
}
