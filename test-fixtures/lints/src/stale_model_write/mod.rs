//! Read, waited, written back; and near misses.

use std::time::Duration;

use sqlx::PgPool;
use tokio::time::sleep;

use crate::AppResult;
use crate::rows::orders::{self, Set};
use crate::rows::{Page, Seat, User, UserId};

async fn register(http: &reqwest::Client, email: &str) -> AppResult {
    http.post("https://push.example.com").body(email).send().await?;
    Ok(())
}

async fn bad_http_between(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let mut user = User::find(id, pool).await?;
    register(http, &user.email).await?;
    user.visits = 3;
    user.save(pool).await //~ stale_model_write: keep `user.id: UserId` over the wait
}

async fn bad_parameter(mut user: User, pool: &PgPool) -> AppResult {
    sleep(Duration::from_secs(3)).await;
    user.visits = 3;
    user.save(pool).await //~ stale_model_write: was read before the call
}

async fn bad_one_branch(id: UserId, pool: &PgPool, http: &reqwest::Client, push: bool) -> AppResult {
    let mut user = User::find(id, pool).await?;
    if push {
        register(http, "somebody").await?;
    }
    user.visits = 3;
    user.save(pool).await //~ stale_model_write: a network call
}

async fn bad_each(ids: Vec<UserId>, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    for id in ids {
        let mut user = User::find(id, pool).await?;
        register(http, &user.email).await?;
        user.name = String::new();
        user.save(pool).await?; //~ stale_model_write
    }
    Ok(())
}

async fn good_written_first(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let mut user = User::find(id, pool).await?;
    user.visits = 3;
    user.save(pool).await?;
    register(http, "somebody").await
}

async fn good_read_again(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let mut user = User::find(id, pool).await?;
    register(http, &user.email).await?;
    user = User::find(id, pool).await?;
    user.visits = 3;
    user.save(pool).await
}

async fn good_shadowed(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let user = User::find(id, pool).await?;
    register(http, &user.email).await?;
    let user = User::find(id, pool).await?;
    user.save(pool).await
}

async fn good_locked(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let user = User::find_for_update(id, pool).await?;
    register(http, &user.email).await?;
    user.save(pool).await
}

async fn good_one_column(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let user = User::find(id, pool).await?;
    register(http, &user.email).await?;
    user.update(pool).await
}

async fn good_new_row(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let user = User { id, email: String::new(), name: String::new(), visits: 0 };
    register(http, "somebody").await?;
    user.save(pool).await
}

async fn good_other_branch(id: UserId, pool: &PgPool, http: &reqwest::Client, push: bool) -> AppResult {
    let user = User::find(id, pool).await?;
    if push {
        register(http, "somebody").await
    } else {
        user.save(pool).await
    }
}

async fn good_left_before(id: UserId, pool: &PgPool, http: &reqwest::Client, push: bool) -> AppResult {
    let user = User::find(id, pool).await?;
    if push {
        register(http, "somebody").await?;
        return Ok(());
    }
    user.save(pool).await
}

async fn good_query_between(id: UserId, pool: &PgPool) -> AppResult {
    let user = User::find(id, pool).await?;
    sqlx::query("select 1").execute(pool).await?;
    user.save(pool).await
}

// diesel and sea-orm, as far as their calls look like it

struct Update;

impl Update {
    fn set<T>(self, _values: T) -> Update {
        self
    }
}

fn update() -> Update {
    Update
}

async fn read_seat(pool: &PgPool) -> AppResult<Seat> {
    sqlx::query("select * from seats").execute(pool).await?;
    Ok(Seat { hall: 1, row: 1, sold: false, price: 3 })
}

async fn bad_changeset(pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let mut seat = read_seat(pool).await?;
    register(http, "somebody").await?;
    seat.sold = true;
    update().set(&seat); //~ stale_model_write: keep `seat.hall: i64` and `seat.row: i64` over the wait
    Ok(())
}

async fn good_column(pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let seat = read_seat(pool).await?;
    register(http, "somebody").await?;
    update().set((seat.hall, true));
    Ok(())
}

async fn bad_rebound(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let found = Some(User::find(id, pool).await?);
    if let Some(user) = found {
        register(http, "somebody").await?;
        let mut user = user;
        user.visits = 3;
        user.save(pool).await?; //~ stale_model_write
    }
    Ok(())
}

// who writes it

struct Users {
    pool: PgPool,
}

impl Users {
    async fn update(&self, user: &User) -> AppResult {
        update_user(&self.pool, user.clone()).await
    }
}

async fn update_user(pool: &PgPool, user: User) -> AppResult {
    sqlx::query("update users set email = $1, name = $2, visits = $3 where id = $4")
        .bind(user.email)
        .bind(user.name)
        .bind(user.visits)
        .bind(user.id.0)
        .execute(pool)
        .await?;
    Ok(())
}

async fn insert_user(pool: &PgPool, user: User) -> AppResult {
    sqlx::query("insert into users (email, name, visits, id) values ($1, $2, $3, $4)")
        .bind(user.email)
        .bind(user.name)
        .bind(user.visits)
        .bind(user.id.0)
        .execute(pool)
        .await?;
    Ok(())
}

async fn bad_repository(id: UserId, users: &Users, http: &reqwest::Client) -> AppResult {
    let mut user = User::find(id, &users.pool).await?;
    register(http, &user.email).await?;
    user.visits = 3;
    users.update(&user).await //~ stale_model_write: what others write to this `User` during the wait is overwritten
}

async fn bad_function(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let mut user = User::find(id, pool).await?;
    register(http, &user.email).await?;
    user.visits = 3;
    update_user(pool, user).await //~ stale_model_write: writes every column, as it was before the wait
}

async fn good_inserted(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let user = User::find(id, pool).await?;
    register(http, &user.email).await?;
    insert_user(pool, user).await
}

impl Page {
    async fn find(id: i64, pool: &PgPool) -> AppResult<Page> {
        sqlx::query("select * from pages").execute(pool).await?;
        Ok(Page { id, title: String::new(), text: String::new(), version: 1 })
    }

    /// `where id = $1 and version = $2`
    async fn save(&self, pool: &PgPool) -> AppResult {
        sqlx::query("update pages set title = $1, text = $2 where id = $3 and version = $4")
            .bind(self.title.clone())
            .bind(self.text.clone())
            .bind(self.id)
            .bind(self.version)
            .execute(pool)
            .await?;
        Ok(())
    }
}

async fn good_version_check(id: i64, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let mut page = Page::find(id, pool).await?;
    register(http, &page.title).await?;
    page.text = String::new();
    page.save(pool).await
}

impl User {
    /// Most columns.
    async fn update_profile(&self, pool: &PgPool) -> AppResult {
        sqlx::query("update users set email = $1, name = $2, visits = $3 where id = $4")
            .bind(self.email.clone())
            .bind(self.name.clone())
            .bind(self.visits)
            .bind(self.id.0)
            .execute(pool)
            .await?;
        Ok(())
    }
}

/// A profile with a picture: `update` leaves that alone.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "derives", derive(sqlx::FromRow))]
struct Portrait {
    id: i64,
    title: String,
    width: i64,
    height: i64,
    picture: Vec<u8>,
}

impl Portrait {
    async fn find(id: i64, pool: &PgPool) -> AppResult<Portrait> {
        sqlx::query("select * from portraits").execute(pool).await?;
        Ok(Portrait { id, title: String::new(), width: 1, height: 1, picture: Vec::new() })
    }

    async fn update(&self, pool: &PgPool) -> AppResult {
        sqlx::query("update portraits set title = $1, width = $2, height = $3 where id = $4")
            .bind(self.title.clone())
            .bind(self.width)
            .bind(self.height)
            .bind(self.id)
            .execute(pool)
            .await?;
        Ok(())
    }
}

async fn bad_some_columns(id: i64, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let mut portrait = Portrait::find(id, pool).await?;
    register(http, &portrait.title).await?;
    portrait.width = 3;
    portrait.update(pool).await //~ stale_model_write: `update` writes `height`, `title` as before the wait
}

async fn good_all_of_them_new(id: i64, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let mut portrait = Portrait::find(id, pool).await?;
    register(http, &portrait.title).await?;
    portrait.title = String::new();
    portrait.width = 3;
    portrait.height = 3;
    portrait.update(pool).await
}

// single columns

async fn read_order(pool: &PgPool) -> AppResult<orders::Model> {
    sqlx::query("select * from orders").execute(pool).await?;
    Ok(orders::Model { number: 1, state: String::new(), total: 3 })
}

async fn bad_column_from_its_old_value(pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let order = read_order(pool).await?;
    register(http, "somebody").await?;
    let active = orders::ActiveModel {
        number: Set(order.number),
        total: Set(order.total + 1), //~ stale_model_write model_across_await: `total` of `order`
        ..Default::default()
    };
    active.update(pool).await
}

async fn good_column_with_a_new_value(pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let order = read_order(pool).await?;
    register(http, "somebody").await?;
    let active = orders::ActiveModel {
        number: Set(order.number),
        total: Set(7),
        ..Default::default()
    };
    active.update(pool).await
}

/// Only what is set is written: shown with `--pedantic`.
async fn good_active_model_over_the_wait(pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let order = read_order(pool).await?;
    let mut active: orders::ActiveModel = order.into();
    register(http, "somebody").await?;
    active.state = Set(String::new());
    active.update(pool).await //? stale_model_write: was made from
}
