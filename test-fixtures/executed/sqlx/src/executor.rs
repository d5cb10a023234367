use std::fmt::Debug;

use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use ledger::{fails, leaf, world, Kind};

use crate::pool::PoolConnection;
use crate::postgres::{PgQueryResult, PgRow};
use crate::{Database, Error, PgConnection, Pool, Postgres, Result};

/// What can be run: text, or a query with arguments.
pub trait Execute<'q, DB>: Send + Sized {
    fn sql(&self) -> &'q str;
}

impl<'q, DB> Execute<'q, DB> for &'q str {
    fn sql(&self) -> &'q str {
        self
    }
}

/// A connection for the time of one query.
pub enum Lease<'c> {
    Borrowed(#[allow(dead_code)] &'c mut PgConnection),
    /// A pool that runs one query: the connection is nobody's guard.
    Query(Pool<Postgres>),
    /// A pool that streams: the stream keeps the connection.
    Stream(Pool<Postgres>),
    Kept(#[allow(dead_code)] PoolConnection<Postgres>),
}

impl Lease<'_> {
    async fn acquire(self) -> Result<Self> {
        Ok(match self {
            Lease::Query(pool) => {
                pool.wait_for_connection().await?;
                Lease::Query(pool)
            }
            Lease::Stream(pool) => Lease::Kept(pool.acquire().await?),
            other => other,
        })
    }
}

async fn run() -> Result<()> {
    leaf(Kind::Query).await;
    if fails(Kind::Query) {
        return Err(Error::Protocol("the query failed".to_owned()));
    }
    Ok(())
}

pub trait Executor<'c>: Send + Debug + Sized {
    type Database: Database<Row = PgRow, QueryResult = PgQueryResult>;

    #[doc(hidden)]
    fn lease(self, streams: bool) -> Lease<'c>;

    fn execute<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<PgQueryResult>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Self::Database>,
    {
        let _ = query.sql();
        let lease = self.lease(false);
        Box::pin(async move {
            let _lease = lease.acquire().await?;
            run().await?;
            Ok(PgQueryResult::default())
        })
    }

    fn fetch<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<PgRow>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Self::Database>,
    {
        let _ = query.sql();
        let state = (self.lease(true), 0);
        futures::stream::try_unfold(state, |(lease, row)| async move {
            let lease = lease.acquire().await?;
            run().await?;
            Ok((row < world().rows).then(|| (PgRow::new(row), (lease, row + 1))))
        })
        .boxed()
    }

    fn fetch_all<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Vec<PgRow>>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Self::Database>,
    {
        let _ = query.sql();
        let lease = self.lease(false);
        Box::pin(async move {
            let _lease = lease.acquire().await?;
            run().await?;
            Ok((0..world().rows).map(PgRow::new).collect())
        })
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Self::Database>,
    {
        let rows = self.fetch_all(query);
        Box::pin(async move { Ok(rows.await?.into_iter().next()) })
    }

    fn fetch_one<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<PgRow>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Self::Database>,
    {
        let row = self.fetch_optional(query);
        Box::pin(async move { row.await?.ok_or(Error::RowNotFound) })
    }
}

impl Executor<'_> for &'_ Pool<Postgres> {
    type Database = Postgres;
    fn lease(self, streams: bool) -> Lease<'static> {
        if streams {
            Lease::Stream(self.clone())
        } else {
            Lease::Query(self.clone())
        }
    }
}

impl<'c> Executor<'c> for &'c mut PgConnection {
    type Database = Postgres;
    fn lease(self, _streams: bool) -> Lease<'c> {
        Lease::Borrowed(self)
    }
}

/// Used by the query types, which convert the rows.
pub(crate) fn convert<'e, T: Send + 'e>(
    rows: BoxStream<'e, Result<PgRow>>,
    convert: fn(&PgRow) -> Result<T>,
) -> BoxStream<'e, Result<T>> {
    rows.and_then(move |row| std::future::ready(convert(&row))).boxed()
}
