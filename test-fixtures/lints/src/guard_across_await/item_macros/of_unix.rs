//! A file of the crate by a macro's grace.

use std::time::Duration;

use sqlx::PgPool;
use tokio::time::sleep;

use crate::AppResult;

async fn bad_in_a_file_of_its_own(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
    super::touch(&mut conn).await
}
