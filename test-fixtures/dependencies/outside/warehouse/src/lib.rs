//! A path dependency outside of the workspace; its library has another name than its package.

pub struct Warehouse {
    pool: deadpool_postgres::Pool,
}

impl Warehouse {
    pub async fn shelf(&self) -> Option<Shelf> {
        self.pool.get().await.ok().map(|client| Shelf { client })
    }
}

pub struct Shelf {
    client: deadpool_postgres::Client,
}

impl Shelf {
    pub async fn count(&self) -> u64 {
        self.client.execute("select 1", &[]).await.unwrap_or(0)
    }
}
