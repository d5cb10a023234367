//! The same service, letting go.

use std::time::Duration;

use sqlx::PgPool;
use store::Work;
use tokio::sync::mpsc::Sender;

use crate::payments::Payments;

pub struct Tickets {
    pub pool: PgPool,
    pub payments: Payments,
    pub mails: Sender<i64>,
}

impl Tickets {
    /// Sell, let go, charge, mark.
    pub async fn buy(&self, event: i64, seat: i64) -> anyhow::Result<i64> {
        let ticket = {
            let mut conn = self.pool.acquire().await?;
            store::sell(&mut conn, event, seat).await?
        };
        self.payments.charge(ticket).await?;
        let mut tx = self.pool.begin().await?;
        store::mark_paid(&mut tx, ticket).await?;
        tx.commit().await?;
        Ok(ticket)
    }

    /// The event is looked up before the transaction begins.
    pub async fn rebook(&self, event: i64, seat: i64) -> anyhow::Result<i64> {
        let event = store::event(&self.pool, event).await?;
        let mut tx = self.pool.begin().await?;
        let ticket = store::sell(&mut tx, event.id, seat).await?;
        tx.commit().await?;
        self.mails.send(event.id).await?;
        Ok(ticket)
    }

    /// The row is read in a statement of its own.
    pub async fn announce(&self, event: i64) -> anyhow::Result<()> {
        let ticket = sqlx::query_scalar::<_, i64>("select id from tickets where event = $1")
            .bind(event)
            .fetch_optional(&mut *self.pool.acquire().await?)
            .await?;
        if let Some(ticket) = ticket {
            self.mails.send(ticket).await?;
        }
        Ok(())
    }

    /// The failed transaction is dropped before the back-off.
    pub async fn retry(&self, event: i64, seat: i64) -> anyhow::Result<i64> {
        loop {
            let mut tx = self.pool.begin().await?;
            match store::sell(&mut tx, event, seat).await {
                Ok(ticket) => {
                    tx.commit().await?;
                    return Ok(ticket);
                }
                Err(_) => {
                    drop(tx);
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }

    /// Ids first, then the calls.
    pub async fn charge_all(&self) -> anyhow::Result<()> {
        let unpaid: Vec<i64> =
            sqlx::query_scalar("select id from tickets where not paid").fetch_all(&self.pool).await?;
        for ticket in unpaid {
            self.payments.charge(ticket).await?;
        }
        Ok(())
    }

    /// The work ends with its block.
    pub async fn reserve(&self, seat: i64) -> anyhow::Result<()> {
        {
            let mut work = Work::begin(&self.pool).await?;
            work.reserve(seat).await?;
        }
        self.mails.send(seat).await?;
        Ok(())
    }

    /// The permit first, the connection when it is needed.
    pub async fn audit(&self, slots: &tokio::sync::Semaphore) -> anyhow::Result<()> {
        let _permit = slots.acquire().await?;
        let mut conn = self.pool.acquire().await?;
        sqlx::query("insert into audits default values").execute(&mut *conn).await?;
        Ok(())
    }
}
