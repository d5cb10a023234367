//! The models that the fixtures of the model lints share, one for each way to declare them.

use sqlx::PgPool;

use crate::AppResult;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UserId(pub i64);

/// sqlx: the key is the field `id`.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "derives", derive(sqlx::FromRow))]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub visits: i64,
}

/// sea-orm: the attribute says which.
pub mod orders {
    #[derive(Debug, Clone)]
    #[cfg_attr(feature = "derives", derive(DeriveEntityModel), sea_orm(table_name = "orders"))]
    pub struct Model {
        #[cfg_attr(feature = "derives", sea_orm(primary_key))]
        pub number: i64,
        pub state: String,
        pub total: i64,
    }

    /// sea-orm makes it.
    #[derive(Default)]
    pub struct ActiveModel {
        pub number: Set<i64>,
        pub state: Set<String>,
        pub total: Set<i64>,
    }

    #[derive(Default)]
    pub struct Set<T>(pub T);

    impl From<Model> for ActiveModel {
        fn from(model: Model) -> Self {
            Self { number: Set(model.number), state: Set(model.state), total: Set(model.total) }
        }
    }

    impl ActiveModel {
        pub async fn update(self, pool: &sqlx::PgPool) -> crate::AppResult {
            sqlx::query("update orders").execute(pool).await?;
            Ok(())
        }
    }
}

/// diesel: the struct's attribute says which, and its changeset is itself.
#[derive(Debug, Clone)]
#[cfg_attr(
    feature = "derives",
    derive(Queryable, Identifiable, AsChangeset),
    diesel(table_name = seats, primary_key(hall, row))
)]
pub struct Seat {
    pub hall: i64,
    pub row: i64,
    pub sold: bool,
    pub price: i64,
}

/// mongodb: the key is `_id`.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "derives", derive(Serialize, Deserialize))]
pub struct Visit {
    #[cfg_attr(feature = "derives", serde(rename = "_id"))]
    pub key: String,
    pub page: String,
    pub seconds: i64,
}

/// In better types than the row that it is made from.
#[derive(Debug, Clone)]
pub struct Provider {
    pub id: UserId,
    pub name: String,
    pub token: String,
    pub url: String,
}

#[cfg_attr(feature = "derives", derive(sqlx::FromRow))]
pub struct ProviderRow {
    pub id: i64,
    pub name: String,
    pub token: String,
    pub url: String,
}

impl From<ProviderRow> for Provider {
    fn from(row: ProviderRow) -> Self {
        Self { id: UserId(row.id), name: row.name, token: row.token, url: row.url }
    }
}

/// What goes out is made from the row, too: less of it.
pub struct ProviderCard {
    pub id: UserId,
    pub name: String,
    pub icon: String,
    pub stars: u8,
    pub badges: Vec<String>,
}

impl From<ProviderRow> for ProviderCard {
    fn from(row: ProviderRow) -> Self {
        Self { id: UserId(row.id), name: row.name, icon: String::new(), stars: 0, badges: Vec::new() }
    }
}

/// diesel: the table says which.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "derives", derive(Queryable), diesel(table_name = crate::rows::tickets))]
pub struct Ticket {
    pub id: i64,
    pub barcode: String,
    pub gate: String,
    pub used: bool,
}

macro_rules! table {
    ($($tokens:tt)*) => {};
}

table! {
    use diesel::sql_types::*;

    /// By its barcode.
    tickets (barcode) {
        id -> Bigint,
        barcode -> Text,
    }
}

/// diesel: the key is in a part that a derive makes.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "derives", derive(Queryable, Asset))]
pub struct Machine {
    #[cfg_attr(feature = "derives", diesel(embed))]
    pub identity: <Place as Identity>::Part,
    pub slot_id: i64,
    pub cores: i64,
}

pub struct Place;

pub trait Identity {
    type Part: std::fmt::Debug + Clone;
}

impl Identity for Place {
    type Part = i64;
}

/// rbatis.
#[derive(Debug, Clone)]
pub struct Activity {
    pub id: String,
    pub name: String,
    pub state: i64,
}

macro_rules! crud {
    ($($tokens:tt)*) => {};
}

crud!(Activity {});

/// sea-orm: a part of a row.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "derives", derive(FromQueryResult))]
pub struct OrderTotal {
    pub id: i64,
    pub total: i64,
}

/// A column by which a lost update is seen.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "derives", derive(sqlx::FromRow))]
pub struct Page {
    pub id: i64,
    pub title: String,
    pub text: String,
    pub version: i64,
}

/// A model because `letgo.toml` says so.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub id: i64,
    pub balance: i64,
}

/// `letgo.toml`: a copy is meant.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub order: orders::Model,
}

/// `letgo.toml`: it never changes.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "derives", derive(sqlx::FromRow))]
pub struct Country {
    pub id: i64,
    pub name: String,
    pub code: String,
}

/// No row: nothing says so.
#[derive(Debug, Clone)]
pub struct Profile {
    pub id: UserId,
    pub email: String,
}

/// Derived, but on its way out.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "derives", derive(sqlx::FromRow))]
pub struct UserResponse {
    pub id: UserId,
    pub email: String,
}

/// Names a user by deref, as newtypes of other crates do.
#[derive(Debug, Clone)]
pub struct Person(pub User);

impl std::ops::Deref for Person {
    type Target = User;

    fn deref(&self) -> &User {
        &self.0
    }
}

impl User {
    pub async fn find(id: UserId, pool: &PgPool) -> AppResult<User> {
        sqlx::query("select * from users where id = $1").execute(pool).await?;
        Ok(User { id, email: String::new(), name: String::new(), visits: 0 })
    }

    pub async fn find_for_update(id: UserId, pool: &PgPool) -> AppResult<User> {
        sqlx::query("select * from users where id = $1 for update").execute(pool).await?;
        Ok(User { id, email: String::new(), name: String::new(), visits: 0 })
    }

    /// Every column.
    pub async fn save(&self, pool: &PgPool) -> AppResult {
        sqlx::query("update users set email = $1, name = $2, visits = $3 where id = $4")
            .bind(self.email.clone())
            .bind(self.name.clone())
            .bind(self.visits)
            .bind(self.id.0)
            .execute(pool)
            .await?;
        Ok(())
    }

    /// One column, and not from what was read.
    pub async fn update(&self, pool: &PgPool) -> AppResult {
        sqlx::query("update users set visits = visits + 1 where id = $1").bind(self.id.0).execute(pool).await?;
        Ok(())
    }
}
