//! What `letgo.toml` declares: guards, handles and long calls that no catalogue knows.

mod mail;
mod mydb;

pub use mydb::Pool;

use my_llm::{Client, Session};

pub async fn answers(pool: &Pool, llm: &Client) {
    let mut conn = pool.get().await;
    let ids = conn.query("select id from orders").await;
    llm.generate("hello").await; //~ guard_across_await
    conn.query("update orders").await;
    conn.commit().await;
    llm.generate("let go of it").await;
}

pub async fn mails(pool: &Pool) {
    let mut conn = pool.get().await;
    for id in conn.query("select id from customers").await {
        mail::send(id).await; //~ guard_across_await
    }
}

pub async fn two(pool: &Pool) {
    let mut one = pool.get().await;
    let mut other = pool.get().await; //~ nested_acquire
    one.query("select 1").await;
    other.query("select 2").await;
}

pub async fn session(session: Session) {
    mail::send(1).await; //~ guard_across_await
}

pub async fn lets_go(pool: &Pool, llm: &Client) {
    let ids = pool.get().await.query("select id from orders").await;
    llm.generate("no connection here").await;
    mail::send(ids[0]).await;
}
