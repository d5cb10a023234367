//! An async connection in a wrapper that blocks, for synchronous code.

use diesel::Connection;
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::pooled_connection::deadpool::Pool;
use lettre::{Message, SmtpTransport, Transport};

use crate::AppResult;

fn invite(conn: &mut impl Connection, mailer: &SmtpTransport, message: &Message) -> AppResult {
    mailer.send(message)?; //~ guard_across_blocking: a network call
    conn.begin_test_transaction()?;
    Ok(())
}

async fn invites_in_the_transaction(pool: &Pool<AsyncPgConnection>, mailer: SmtpTransport, message: Message) -> AppResult {
    let conn = pool.get().await?;
    tokio::task::spawn_blocking(move || {
        let conn: &mut AsyncConnectionWrapper<_> = &mut conn.into();
        conn.transaction(|conn| invite(conn, &mailer, &message))
    })
    .await?
}

async fn bad_in_the_transaction(pool: &Pool<AsyncPgConnection>, mailer: SmtpTransport, message: Message) -> AppResult {
    let conn = pool.get().await?;
    tokio::task::spawn_blocking(move || {
        let mut conn: AsyncConnectionWrapper<_> = conn.into();
        conn.transaction(|conn| {
            mailer.send(&message)?; //~ guard_across_blocking: a network call
            Ok(())
        })
    })
    .await?
}

async fn good_after_the_connection(pool: &Pool<AsyncPgConnection>, mailer: SmtpTransport, message: Message) -> AppResult {
    let conn = pool.get().await?;
    tokio::task::spawn_blocking(move || {
        let mut conn: AsyncConnectionWrapper<_> = conn.into();
        conn.transaction(|conn| Ok(()))?;
        drop(conn);
        mailer.send(&message)?;
        Ok(())
    })
    .await?
}
