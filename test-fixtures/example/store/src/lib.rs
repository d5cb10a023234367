//! Everything that speaks SQL. Some functions take a connection from the pool themselves, some work on the caller's.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};

pub struct Event {
    pub id: i64,
    pub title: String,
}

/// A unit of work: the name says nothing of a connection, but it keeps one.
pub struct Work {
    conn: PoolConnection<Postgres>,
    pub writes: u32,
}

impl Work {
    pub async fn begin(pool: &PgPool) -> sqlx::Result<Work> {
        Ok(Work { conn: pool.acquire().await?, writes: 0 })
    }

    pub async fn reserve(&mut self, seat: i64) -> sqlx::Result<()> {
        sqlx::query("update seats set reserved = true where id = $1").bind(seat).execute(&mut *self.conn).await?;
        self.writes += 1;
        Ok(())
    }
}

/// Takes a connection of its own.
pub async fn event(pool: &PgPool, id: i64) -> sqlx::Result<Event> {
    let (id, title) =
        sqlx::query_as::<_, (i64, String)>("select id, title from events where id = $1").bind(id).fetch_one(pool).await?;
    Ok(Event { id, title })
}

/// Works on the caller's connection.
pub async fn sell(conn: &mut PgConnection, event: i64, seat: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar("insert into tickets (event, seat) values ($1, $2) returning id")
        .bind(event)
        .bind(seat)
        .fetch_one(conn)
        .await
}

pub async fn mark_paid(tx: &mut Transaction<'_, Postgres>, ticket: i64) -> sqlx::Result<()> {
    sqlx::query("update tickets set paid = true where id = $1").bind(ticket).execute(&mut **tx).await?;
    Ok(())
}
