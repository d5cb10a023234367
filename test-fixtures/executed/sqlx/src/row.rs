use crate::{Database, Postgres, Result};

#[derive(Debug)]
pub struct PgRow {
    number: u32,
}

impl PgRow {
    pub(crate) fn new(number: u32) -> Self {
        PgRow { number }
    }
}

pub(crate) fn number(row: &PgRow) -> u32 {
    row.number
}

pub trait Row: Send + Sized + 'static {
    type Database: Database<Row = Self>;
    fn get<T: Column>(&self, column: &str) -> T;
    fn try_get<T: Column>(&self, column: &str) -> Result<T> {
        Ok(self.get(column))
    }
}

impl Row for PgRow {
    type Database = Postgres;
    fn get<T: Column>(&self, _column: &str) -> T {
        T::column(self.number)
    }
}

/// Every column of a row holds the row's number.
pub trait Column: Sized {
    fn column(number: u32) -> Self;
}

impl Column for i64 {
    fn column(number: u32) -> Self {
        i64::from(number)
    }
}

impl Column for i32 {
    fn column(number: u32) -> Self {
        number as i32
    }
}

impl Column for bool {
    fn column(number: u32) -> Self {
        number % 2 == 0
    }
}

impl Column for String {
    fn column(number: u32) -> Self {
        number.to_string()
    }
}

pub trait FromRow<'r, R: Row>: Sized {
    fn from_row(row: &'r R) -> Result<Self>;
}

impl<'r, A: Column> FromRow<'r, PgRow> for (A,) {
    fn from_row(row: &'r PgRow) -> Result<Self> {
        Ok((row.get("a"),))
    }
}

impl<'r, A: Column, B: Column> FromRow<'r, PgRow> for (A, B) {
    fn from_row(row: &'r PgRow) -> Result<Self> {
        Ok((row.get("a"), row.get("b")))
    }
}
