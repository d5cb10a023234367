//! Read, waited, written back; and near misses.

use std::time::Duration;

use sqlx::PgPool;
use tokio::time::sleep;

use crate::AppResult;
use crate::rows::{Seat, User, UserId};

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
