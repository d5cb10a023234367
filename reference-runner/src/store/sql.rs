//! One text for two databases: statements are written in PostgreSQL's words, ids, JSON, decimals and timestamps cross
//! as text with a cast (`$1::uuid`, `id::text`). SQLite keeps them as text, so it gets the same statement without casts.

use std::borrow::Cow;
use std::str::FromStr;

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row, SqlSafeStr, SqlStr};

use super::{Result, StoreError};
use crate::ids::Moment;

/// Which of the two databases it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    pub fn of(url: &str) -> Self {
        if url.starts_with("postgres") { Self::Postgres } else { Self::Sqlite }
    }

    /// What each new connection is told first.
    pub fn session(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 10000;"
            }
            Self::Postgres => "SET TIME ZONE 'UTC'",
        }
    }

    pub fn schema(self) -> &'static str {
        match self {
            Self::Sqlite => include_str!("../../schema/sqlite.sql"),
            Self::Postgres => include_str!("../../schema/postgres.sql"),
        }
    }

    /// SQLite's writers take turns from the start: a reader that turns writer halfway could only be refused.
    pub fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// The statement in this database's words. What it is made of is static text, so it is safe.
    pub fn statement(self, text: &'static str) -> SqlStr {
        match self {
            Self::Postgres => text.into_sql_str(),
            Self::Sqlite => match without_casts(text) {
                Cow::Borrowed(text) => text.into_sql_str(),
                Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
            },
        }
    }
}

/// Without `::type`, and without the row lock that SQLite's `BEGIN IMMEDIATE` already is.
fn without_casts(text: &'static str) -> Cow<'static, str> {
    let text = text.strip_suffix(" FOR UPDATE").unwrap_or(text);
    if !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split("::");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_'));
    }
    Cow::Owned(plain)
}

/// For a column of text: PostgreSQL has no place for NUL in one, and models, pages and templates may bring it.
pub(super) fn storable(text: impl Into<String>) -> String {
    let text = text.into();
    if text.contains('\0') { text.replace('\0', "") } else { text }
}

fn broken(column: &'static str, detail: impl ToString) -> StoreError {
    StoreError::Column { column, detail: detail.to_string() }
}

/// What the columns hold, as the types of this service.
pub(super) trait Columns {
    fn text(&self, column: &'static str) -> Result<String>;
    fn maybe_text(&self, column: &'static str) -> Result<Option<String>>;
    fn number(&self, column: &'static str) -> Result<i64>;

    fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T>
    where
        T::Err: ToString,
    {
        self.text(column)?.parse().map_err(|error: T::Err| broken(column, error.to_string()))
    }

    fn maybe_parsed<T: FromStr>(&self, column: &'static str) -> Result<Option<T>>
    where
        T::Err: ToString,
    {
        let text = self.maybe_text(column)?;
        text.map(|text| text.parse().map_err(|error: T::Err| broken(column, error.to_string()))).transpose()
    }

    fn moment(&self, column: &'static str) -> Result<Moment> {
        Moment::from_column(&self.text(column)?).map_err(|error| broken(column, error))
    }

    fn json(&self, column: &'static str) -> Result<serde_json::Value> {
        match self.maybe_text(column)? {
            Some(text) if !text.is_empty() => {
                serde_json::from_str(&text).map_err(|error| broken(column, error))
            }
            _ => Ok(serde_json::Value::Null),
        }
    }

    fn map(&self, column: &'static str) -> Result<serde_json::Map<String, serde_json::Value>> {
        match self.json(column)? {
            serde_json::Value::Object(map) => Ok(map),
            serde_json::Value::Null => Ok(serde_json::Map::new()),
            _ => Err(broken(column, "not a map")),
        }
    }
}

impl Columns for AnyRow {
    fn text(&self, column: &'static str) -> Result<String> {
        Ok(self.try_get(column)?)
    }

    fn maybe_text(&self, column: &'static str) -> Result<Option<String>> {
        Ok(self.try_get(column)?)
    }

    fn number(&self, column: &'static str) -> Result<i64> {
        Ok(self.try_get(column)?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Dialect, without_casts};

    #[test]
    fn sqlite_gets_the_same_statement_without_casts() {
        assert_eq!(
            without_casts("SELECT id::text FROM apps WHERE id = $1::uuid AND name = $2 FOR UPDATE"),
            "SELECT id FROM apps WHERE id = $1 AND name = $2"
        );
    }

    #[test]
    fn both_schemas_have_the_same_columns() {
        let columns = |dialect: Dialect| {
            let mut table = "";
            let mut found = BTreeSet::new();
            for line in dialect.schema().lines() {
                if let Some(rest) = line.strip_prefix("CREATE TABLE IF NOT EXISTS ") {
                    table = rest.trim_end_matches(" (");
                } else if let Some(column) = line.strip_prefix("    ") {
                    let name = column.split(' ').next().unwrap_or_default().trim_matches('"');
                    found.insert(format!("{table}.{name}"));
                }
            }
            found
        };
        assert_eq!(columns(Dialect::Sqlite), columns(Dialect::Postgres));
        assert!(columns(Dialect::Sqlite).len() > 150);
    }
}
