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
