//! See the manifest. Each function has a finding; those named `left_*` keep it: their way out is not certain.
#![allow(dead_code)]

use reqwest::Client;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};

pub type AppResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

struct Shop {
    pool: PgPool,
    client: Client,
}

async fn name(conn: &mut PgConnection) -> AppResult<String> {
    Ok(sqlx::query_scalar::<_, String>("select name from shops").fetch_one(conn).await?)
}

async fn notify(client: &Client, text: String) -> AppResult {
    client.post("http://hooks").body(text).send().await?;
    Ok(())
}

// --- drop after the last use

async fn drops_the_connection(pool: &PgPool, client: &Client) -> AppResult {
    let mut conn = pool.acquire().await?;
    let name = name(&mut conn).await?; // the last use
    notify(client, name).await
}

async fn drops_it_once_for_two_waits(pool: &PgPool, client: &Client) -> AppResult {
    let mut conn = pool.acquire().await?;
    sqlx::query("select 1").execute(&mut *conn).await?;
	if client.get("http://a").send().await.is_ok() {
        client.get("http://b").send().await?;
    }
    Ok(())
}

async fn drops_it_in_a_loop(pool: &PgPool, client: &Client) -> AppResult {
    for größe in ["ä", "𝄞"] {
        let mut conn = pool.acquire().await?; sqlx::query(größe).execute(&mut *conn).await?;
        client.get(größe).send().await?;
    }
    Ok(())
}

async fn left_a_transaction_would_be_rolled_back(pool: &PgPool, client: &Client) -> AppResult {
    let mut tx = pool.begin().await?;
    sqlx::query("select 1").execute(&mut *tx).await?;
    client.get("http://a").send().await?;
    Ok(())
}

async fn left_what_borrows_from_it_is_used_later(pool: &PgPool, client: &Client) -> AppResult {
    let mut conn = pool.acquire().await?;
    let inner: &mut PgConnection = &mut conn;
    client.get("http://a").send().await?;
    sqlx::query("select 1").execute(inner).await?;
    Ok(())
}

async fn left_it_is_used_later(pool: &PgPool, client: &Client) -> AppResult {
    let mut conn = pool.acquire().await?;
    let name = name(&mut conn).await?;
    notify(client, name).await?;
    sqlx::query("select 1").execute(&mut *conn).await?;
    Ok(())
}

// --- a value of its own

async fn hoists_an_argument(pool: &PgPool, client: &Client) -> AppResult {
    notify(client, name(&mut *pool.acquire().await?).await?).await?;
    Ok(())
}

async fn hoists_the_scrutinee(shop: &Shop) -> AppResult {
    match name(&mut *shop.pool.acquire().await?).await?.as_str() {
        "none" => Ok(()),
        _ => notify(&shop.client, "some".to_owned()).await,
    }
}

async fn hoists_what_if_let_looks_at(shop: &Shop) -> AppResult {
    let value = 1;
    if let Some(_row) = sqlx::query("select 1").fetch_optional(&mut *shop.pool.acquire().await?).await? {
        notify(&shop.client, value.to_string()).await?;
    }
    Ok(())
}

async fn left_another_call_comes_first(shop: &Shop) -> AppResult {
    shop.client.post("http://a").body(name(&mut *shop.pool.acquire().await?).await?).send().await?;
    Ok(())
}

async fn left_only_sometimes_evaluated(shop: &Shop, ask: bool) -> AppResult<bool> {
    let done = ask && ready(&shop.client, name(&mut *shop.pool.acquire().await?).await?).await;
    Ok(done)
}

async fn ready(client: &Client, name: String) -> bool {
    client.get(&name).send().await.is_ok()
}

// --- the connection in hand

async fn uses_the_transaction(pool: &PgPool) -> AppResult<PgRow> {
    let mut tx = pool.begin().await?;
    sqlx::query("insert").execute(&mut *tx).await?;
    let row = sqlx::query("select 1")
        .bind(1)
        .fetch_one(pool)
        .await?;
    tx.commit().await?;
    Ok(row)
}

async fn uses_it_where_an_error_leaves(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    sqlx::query("select 1").execute(pool).await.map_err(|error| error.to_string())?;
    tx.commit().await?;
    Ok(())
}

async fn left_its_error_would_end_the_transaction(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    let _ = sqlx::query("update counts").execute(pool).await;
    if sqlx::query("update seen").execute(pool).await.is_err() {
        sqlx::query("insert into seen").execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn uses_the_connection_that_must_become_mutable(shop: &Shop) -> AppResult {
    let conn = shop.pool.acquire().await?;
    sqlx::query("select 1").execute(&shop.pool).await?;
    drop(conn);
    Ok(())
}

async fn uses_what_the_caller_lent(pool: &PgPool, conn: &mut PgConnection, tx: &mut Transaction<'_, Postgres>) -> AppResult {
    sqlx::query("select 1").execute(pool).await?;
    sqlx::query("select 1").execute(&mut *conn).await?;
    sqlx::query("select 2").execute(&mut **tx).await?;
    Ok(())
}

async fn twice<'e, E>(executor: E) -> AppResult
where
    E: sqlx::Executor<'e, Database = Postgres> + Copy,
{
    sqlx::query("select 1").execute(executor).await?;
    sqlx::query("select 2").execute(executor).await?;
    Ok(())
}

async fn left_the_callee_copies_it(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    twice(pool).await?;
    tx.commit().await?;
    Ok(())
}

// --- a task that captures a row for its id

mod rows {
    #[cfg_attr(feature = "derives", derive(sqlx::FromRow))]
    pub struct User {
        pub id: i64,
        pub name: String,
        pub email: String,
    }

    /// The row, with what others say of it.
    pub struct Person(pub User);

    impl std::ops::Deref for Person {
        type Target = User;

        fn deref(&self) -> &User {
            &self.0
        }
    }
}

fn forget(user: i64) -> i64 {
    user
}

async fn captures_the_row(person: rows::Person) {
    println!("{}", person.name);
    std::thread::spawn(move || forget(person.id));
}
