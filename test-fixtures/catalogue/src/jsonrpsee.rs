//! jsonrpsee: the traits that `#[rpc(client)]` makes wait for the network.

use jsonrpsee::core::{ClientError, RpcResult};
use jsonrpsee::http_client::HttpClient;
use jsonrpsee::proc_macros::rpc;

use crate::{AppResult, charge};

#[rpc(client, namespace = "chain")]
pub trait Chain {
    #[method(name = "head")]
    async fn head(&self) -> RpcResult<u64>;
}

struct Node<C> {
    client: C,
}

impl<C: ChainClient + Sync> Node<C> {
    async fn height(&self) -> Result<u64, ClientError> {
        self.client.head().await
    }
}

async fn bad_client(path: &str, client: &HttpClient) -> AppResult {
    let mut conn = rusqlite::Connection::open(path)?;
    let tx = conn.transaction()?;
    client.head().await?; //~ guard_across_await: a network call
    tx.commit()?;
    Ok(())
}

async fn bad_generic_client(path: &str, node: &Node<HttpClient>) -> AppResult {
    let mut conn = rusqlite::Connection::open(path)?;
    let tx = conn.transaction()?;
    node.height().await?; //~ guard_across_await: a network call
    tx.commit()?;
    Ok(())
}

async fn good_client(path: &str, client: &HttpClient) -> AppResult {
    client.head().await?;
    let mut conn = rusqlite::Connection::open(path)?;
    let tx = conn.transaction()?;
    tx.commit()?;
    charge(1).await
}
