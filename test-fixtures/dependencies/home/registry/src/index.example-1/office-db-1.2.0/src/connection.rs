use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Transaction};

pub struct Connection {
    pub(crate) held: Held,
}

pub(crate) enum Held {
    Pooled(Pooled),
    #[allow(dead_code)]
    None,
}

pub(crate) struct Pooled {
    pub(crate) inner: PoolConnection<Postgres>,
}

impl std::ops::Deref for Connection {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match &self.held {
            Held::Pooled(pooled) => &pooled.inner,
            Held::None => unreachable!(),
        }
    }
}

impl Connection {
    pub async fn rename(&mut self, _: &str) -> crate::Result<()> {
        Ok(())
    }
}

pub struct Work {
    pub(crate) inner: Transaction<'static, Postgres>,
}

impl Work {
    pub async fn save(self) -> crate::Result<()> {
        self.inner.commit().await
    }
}
