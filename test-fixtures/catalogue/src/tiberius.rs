//! tiberius: one client, and rows that borrow it.

use tiberius::Client;

use crate::{AppResult, charge};

async fn bad_client<S>(client: &mut Client<S>) -> AppResult
where
    S: futures::AsyncRead + futures::AsyncWrite + Unpin + Send,
{
    client.execute("update orders set paid = 1", &[]).await?;
    charge(1).await?; //~ guard_across_await
    let rows = client.query("select 1", &[]).await?.into_first_result().await?;
    Ok(())
}

async fn good_client<S>(client: &mut Client<S>) -> AppResult
where
    S: futures::AsyncRead + futures::AsyncWrite + Unpin + Send,
{
    let rows = client.simple_query("select 1").await?.into_first_result().await?;
    client.execute("update orders set paid = 1", &[]).await?;
    Ok(())
}

async fn bad_rows<S>(mut client: Client<S>) -> AppResult
where
    S: futures::AsyncRead + futures::AsyncWrite + Unpin + Send,
{
    let rows = client.query("select 1", &[]).await?;
    charge(1).await?; //~ guard_across_await
    rows.into_results().await?;
    client.close().await?;
    charge(2).await
}
