//! Kept over a long wait and read after it: strict.

use sqlx::PgPool;

use crate::AppResult;
use crate::rows::{User, UserId};

async fn charge(http: &reqwest::Client) -> AppResult {
    http.get("https://bank.example.com").send().await?;
    Ok(())
}

async fn bad_decides_on_old_values(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let user = User::find(id, pool).await?;
    charge(http).await?;
    if user.visits > 3 { //~ model_across_await: as it was before the wait
        sqlx::query("update users set name = ''").execute(pool).await?;
    }
    Ok(())
}

async fn good_only_the_id_after(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let user = User::find(id, pool).await?;
    charge(http).await?;
    sqlx::query("update users set visits = 0").bind(user.id.0).execute(pool).await?;
    Ok(())
}

async fn good_read_before(id: UserId, pool: &PgPool, http: &reqwest::Client) -> AppResult {
    let user = User::find(id, pool).await?;
    println!("{}", user.name);
    charge(http).await
}
