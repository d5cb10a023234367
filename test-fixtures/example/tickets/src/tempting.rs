//! The tempting way.

use std::time::Duration;

use futures::TryStreamExt;
use sqlx::{PgPool, Postgres, Transaction};
use store::Work;
use tokio::sync::mpsc::Sender;

use crate::payments::Payments;

pub struct Tickets {
    pub pool: PgPool,
    pub payments: Payments,
    pub mails: Sender<i64>,
}

impl Tickets {
    /// The classic: the transaction stays open while the payment provider takes its time.
    pub async fn buy(&self, event: i64, seat: i64) -> anyhow::Result<i64> {
        let mut tx = self.pool.begin().await?;
        let ticket = store::sell(&mut tx, event, seat).await?;
        self.payments.charge(ticket).await?;
        store::mark_paid(&mut tx, ticket).await?;
        tx.commit().await?;
        Ok(ticket)
    }

    /// `store::event` takes a second connection, from the pool that is one short already.
    pub async fn rebook(&self, event: i64, seat: i64) -> anyhow::Result<i64> {
        let mut tx = self.pool.begin().await?;
        let ticket = store::sell(&mut tx, event, seat).await?;
        let event = store::event(&self.pool, event).await?;
        tx.commit().await?;
        self.mails.send(event.id).await?;
        Ok(ticket)
    }

    /// The connection is a temporary of the `match`, and lives through its arms.
    pub async fn announce(&self, event: i64) -> anyhow::Result<()> {
        match sqlx::query_scalar::<_, i64>("select id from tickets where event = $1")
            .bind(event)
            .fetch_optional(&mut *self.pool.acquire().await?)
            .await?
        {
            Some(ticket) => self.mails.send(ticket).await?,
            None => {}
        }
        Ok(())
    }

    /// A failed transaction is kept through the back-off.
    pub async fn retry(&self, event: i64, seat: i64) -> anyhow::Result<i64> {
        loop {
            let mut tx = self.pool.begin().await?;
            match store::sell(&mut tx, event, seat).await {
                Ok(ticket) => {
                    tx.commit().await?;
                    return Ok(ticket);
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    /// As long as rows come, the stream keeps a connection: through every charge.
    pub async fn charge_all(&self) -> anyhow::Result<()> {
        let mut unpaid = sqlx::query_scalar::<_, i64>("select id from tickets where not paid").fetch(&self.pool);
        while let Some(ticket) = unpaid.try_next().await? {
            self.payments.charge(ticket).await?;
        }
        Ok(())
    }

    /// `Work` owns a connection, whatever its name says.
    pub async fn reserve(&self, seat: i64) -> anyhow::Result<()> {
        let mut work = Work::begin(&self.pool).await?;
        work.reserve(seat).await?;
        self.mails.send(seat).await?;
        Ok(())
    }

    /// The permit is waited for with the connection already in hand.
    pub async fn audit(&self, slots: &tokio::sync::Semaphore) -> anyhow::Result<()> {
        let mut conn = self.pool.acquire().await?;
        let _permit = slots.acquire().await?;
        sqlx::query("insert into audits default values").execute(&mut *conn).await?;
        Ok(())
    }
}

/// The caller's transaction, and nobody can release it here.
pub async fn confirm(tx: &mut Transaction<'_, Postgres>, payments: &Payments, ticket: i64) -> anyhow::Result<()> {
    payments.charge(ticket).await?;
    store::mark_paid(tx, ticket).await?;
    Ok(())
}
