//! A wrapper around sqlx as companies write it: nothing of sqlx shows in what users call.

mod connection;

pub use connection::{Connection, Work};
use sqlx::PgPool;

pub type Result<T, E = sqlx::Error> = std::result::Result<T, E>;

#[derive(Clone)]
pub struct Office {
    pool: PgPool,
}

impl Office {
    pub async fn connection(&self) -> Result<Connection> {
        let held = connection::Held::Pooled(connection::Pooled { inner: self.pool.acquire().await? });
        Ok(Connection { held })
    }

    pub async fn work(&self) -> Result<Work> {
        Ok(Work { inner: self.pool.begin().await? })
    }

    pub async fn name(&self) -> String {
        String::new()
    }
}

/// A server for tests. Libraries pool what they like for themselves.
pub struct Clerk {
    desk: deadpool::managed::Object<Desks>,
}

pub(crate) struct Desks;

pub struct Desk;

impl deadpool::managed::Manager for Desks {
    type Type = Desk;
    type Error = std::convert::Infallible;
}

impl Clerk {
    pub async fn start() -> Clerk {
        todo!()
    }

    pub fn name(&self) -> &str {
        "clerk"
    }
}
