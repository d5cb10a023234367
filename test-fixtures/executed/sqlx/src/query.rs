use std::marker::PhantomData;

use futures::stream::BoxStream;

use crate::executor::{convert, Execute, Executor};
use crate::postgres::{PgQueryResult, PgRow};
use crate::row::Column;
use crate::{Database, FromRow, Postgres, Result};

pub struct Query<'q, DB: Database, A = <DB as Database>::Arguments<'q>> {
    sql: &'q str,
    arguments: A,
    database: PhantomData<fn() -> DB>,
}

pub struct QueryAs<'q, DB: Database, O, A = <DB as Database>::Arguments<'q>> {
    inner: Query<'q, DB, A>,
    output: PhantomData<fn() -> O>,
}

pub struct QueryScalar<'q, DB: Database, O, A = <DB as Database>::Arguments<'q>> {
    inner: Query<'q, DB, A>,
    output: PhantomData<fn() -> O>,
}

pub fn query<DB: Database>(sql: &str) -> Query<'_, DB> {
    Query { sql, arguments: Default::default(), database: PhantomData }
}

pub fn query_as<'q, DB: Database, O>(sql: &'q str) -> QueryAs<'q, DB, O> {
    QueryAs { inner: query(sql), output: PhantomData }
}

pub fn query_scalar<'q, DB: Database, O>(sql: &'q str) -> QueryScalar<'q, DB, O> {
    QueryScalar { inner: query(sql), output: PhantomData }
}

impl<'q, DB: Database, A: Send> Execute<'q, DB> for Query<'q, DB, A> {
    fn sql(&self) -> &'q str {
        let _ = &self.arguments;
        self.sql
    }
}

impl<'q, A: Send> Query<'q, Postgres, A> {
    pub fn bind<T>(self, _value: T) -> Self {
        self
    }

    pub async fn execute<'e, 'c: 'e, E>(self, executor: E) -> Result<PgQueryResult>
    where
        'q: 'e,
        A: 'e,
        E: Executor<'c, Database = Postgres>,
    {
        executor.execute(self.sql).await
    }

    pub fn fetch<'e, 'c: 'e, E>(self, executor: E) -> BoxStream<'e, Result<PgRow>>
    where
        'q: 'e,
        A: 'e,
        E: 'e + Executor<'c, Database = Postgres>,
    {
        executor.fetch(self.sql)
    }

    pub async fn fetch_all<'e, 'c: 'e, E>(self, executor: E) -> Result<Vec<PgRow>>
    where
        'q: 'e,
        A: 'e,
        E: Executor<'c, Database = Postgres>,
    {
        executor.fetch_all(self.sql).await
    }

    pub async fn fetch_one<'e, 'c: 'e, E>(self, executor: E) -> Result<PgRow>
    where
        'q: 'e,
        A: 'e,
        E: Executor<'c, Database = Postgres>,
    {
        executor.fetch_one(self.sql).await
    }

    pub async fn fetch_optional<'e, 'c: 'e, E>(self, executor: E) -> Result<Option<PgRow>>
    where
        'q: 'e,
        A: 'e,
        E: Executor<'c, Database = Postgres>,
    {
        executor.fetch_optional(self.sql).await
    }
}

macro_rules! typed {
    ($name:ident, $output:ident: [$($bound:tt)*], $convert:expr) => {
        impl<'q, $output: $($bound)* + Send + Unpin, A: Send> $name<'q, Postgres, $output, A> {
            pub fn bind<T>(self, _value: T) -> Self {
                self
            }

            pub fn fetch<'e, 'c: 'e, E>(self, executor: E) -> BoxStream<'e, Result<$output>>
            where
                'q: 'e,
                A: 'e,
                $output: 'e,
                E: 'e + Executor<'c, Database = Postgres>,
            {
                convert(executor.fetch(self.inner.sql), $convert)
            }

            pub async fn fetch_all<'e, 'c: 'e, E>(self, executor: E) -> Result<Vec<$output>>
            where
                'q: 'e,
                A: 'e,
                $output: 'e,
                E: 'e + Executor<'c, Database = Postgres>,
            {
                executor.fetch_all(self.inner.sql).await?.iter().map($convert).collect()
            }

            pub async fn fetch_one<'e, 'c: 'e, E>(self, executor: E) -> Result<$output>
            where
                'q: 'e,
                A: 'e,
                $output: 'e,
                E: 'e + Executor<'c, Database = Postgres>,
            {
                ($convert)(&executor.fetch_one(self.inner.sql).await?)
            }

            pub async fn fetch_optional<'e, 'c: 'e, E>(self, executor: E) -> Result<Option<$output>>
            where
                'q: 'e,
                A: 'e,
                $output: 'e,
                E: 'e + Executor<'c, Database = Postgres>,
            {
                executor.fetch_optional(self.inner.sql).await?.as_ref().map($convert).transpose()
            }
        }
    };
}

typed!(QueryAs, O: [for<'r> FromRow<'r, PgRow>], |row: &PgRow| O::from_row(row));
typed!(QueryScalar, O: [Column], |row: &PgRow| Ok(O::column(crate::row::number(row))));
