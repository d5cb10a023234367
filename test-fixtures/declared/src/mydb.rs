//! A pool written by hand: the connections are anybody's sockets.

pub struct Pool;

pub struct PooledConn;

impl Pool {
    pub async fn get(&self) -> PooledConn {
        PooledConn
    }
}

impl PooledConn {
    pub async fn query(&mut self, sql: &str) -> Vec<i64> {
        wire(sql).await
    }

    pub async fn commit(self) {}
}

async fn wire(sql: &str) -> Vec<i64> {
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    vec![sql.len() as i64]
}
