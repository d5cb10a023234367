//! Drop scopes 2 and 4: macros and desugarings.

use std::fmt::Write as _;
use std::pin::pin;

use outside::{ext, notify};
use sqlx::{PgConnection, PgPool};

use crate::support::{first, grab, touch, AppResult, Reading};

pub async fn ds_2_format_before(pool: &PgPool) -> AppResult {
    let pair = (format!("{}", grab(pool)?.id()), ext().await);
    Ok(())
}

pub async fn ds_2_format_between(pool: &PgPool) -> AppResult {
    let text = format!("{} {}", grab(pool)?.id(), ext().await);
    notify(&text).await;
    Ok(())
}

pub async fn ds_2_vec(pool: &PgPool) -> AppResult {
    let both = vec![grab(pool)?.id(), ext().await];
    notify("after").await;
    Ok(())
}

pub async fn ds_2_vec_then(pool: &PgPool) -> AppResult {
    let pair = (vec![grab(pool)?.id()], ext().await);
    Ok(())
}

pub async fn ds_2_assert(pool: &PgPool) -> AppResult {
    let pair = (assert!(grab(pool)?.yes()), ext().await);
    Ok(())
}

pub async fn ds_2_assert_eq(pool: &PgPool) -> AppResult {
    let pair = (assert_eq!(grab(pool)?.id(), 1), ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_2_assert_eq_statement(pool: &PgPool) -> AppResult {
    assert_eq!(grab(pool)?.id(), 1);
    ext().await;
    Ok(())
}

pub async fn ds_2_assert_ne_between(pool: &PgPool) -> AppResult {
    assert_ne!(grab(pool)?.id(), ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_2_matches(pool: &PgPool) -> AppResult {
    let pair = (matches!(grab(pool)?.some(), Some(_)), ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_2_matches_in_condition(pool: &PgPool) -> AppResult {
    if matches!(grab(pool)?.some(), Some(_)) {
        ext().await;
    }
    Ok(())
}

pub async fn ds_2_matches_on_query(pool: &PgPool) -> AppResult {
    if matches!(first(&mut *grab(pool)?).await, Ok(Some(_))) {
        ext().await;
    }
    Ok(())
}

pub async fn ds_2_write(pool: &PgPool) -> AppResult {
    let mut text = String::new();
    let pair = (write!(text, "{}", grab(pool)?.id()), ext().await);
    Ok(())
}

pub async fn ds_2_write_statement(pool: &PgPool) -> AppResult {
    let mut text = String::new();
    write!(text, "{}", grab(pool)?.id())?;
    ext().await;
    Ok(())
}

pub async fn ds_2_format_args(pool: &PgPool) -> AppResult {
    let pair = (format_args!("{}", grab(pool)?.id()).to_string(), ext().await);
    Ok(())
}

pub async fn ds_2_dbg_free_debug(pool: &PgPool) -> AppResult {
    let text = format!("{:?}", &grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn ds_4_await_operand(pool: &PgPool) -> AppResult {
    let n = touch(&mut *grab(pool)?).await? + ext().await;
    notify("after").await;
    Ok(())
}

pub async fn ds_4_for_iterator_owns(pool: &PgPool) -> AppResult {
    struct Owner<C>(C, u32);
    impl<C> Iterator for Owner<C> {
        type Item = u32;
        fn next(&mut self) -> Option<u32> {
            self.1 += 1;
            (self.1 < 3).then_some(self.1)
        }
    }
    for n in Owner(grab(pool)?, 0) {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_4_for_waits_in_head(pool: &PgPool) -> AppResult {
    for n in [grab(pool)?.id(), ext().await] {
        notify("body").await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_4_question_mark_leaves(pool: &PgPool) -> AppResult {
    let work = async {
        let conn = grab(pool)?;
        conn.none().ok_or("none")?;
        AppResult::Ok(())
    };
    let result = work.await; // not reached
    ext().await;
    Ok(())
}

pub async fn ds_4_join_of_owners(pool: &PgPool) -> AppResult {
    async fn short(pool: &PgPool) -> AppResult {
        let conn = grab(pool)?;
        notify("short").await;
        Ok(())
    }
    let (one, _) = tokio::join!(short(pool), async {
        tokio::task::yield_now().await;
        ext().await;
    });
    notify("after").await;
    Ok(())
}

pub async fn ds_4_select_handler_after_borrow(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    tokio::select! {
        biased;
        _ = ext() => notify("still borrowed from here").await,
        _ = async {
            std::future::pending::<()>().await;
            conn.place();
        } => {}
    }
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn ds_4_select_temporary(pool: &PgPool) -> AppResult {
    async fn hold(_conn: sqlx::pool::PoolConnection<sqlx::Postgres>) {
        std::future::pending::<()>().await
    }
    tokio::select! {
        biased;
        _ = hold(grab(pool)?) => {}
        _ = ext() => notify("gone").await,
    }
    Ok(())
}

pub async fn ds_4_pinned_by_tokio(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let work = async move {
        ext().await;
        conn.id()
    };
    tokio::pin!(work);
    (&mut work).await;
    notify("after").await;
    Ok(())
}

pub async fn ds_4_println(pool: &PgPool) -> AppResult {
    let mut text = String::new();
    writeln!(text, "{} {}", grab(pool)?.id(), ext().await)?;
    notify("after").await;
    Ok(())
}
