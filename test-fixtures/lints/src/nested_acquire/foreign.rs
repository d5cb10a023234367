//! What a crate that nothing is known of gives back, and traits of the workspace on its types.

use outside::Request;
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

use super::{on_the_pool, touch};
use crate::AppResult;

enum Session {
    Pooled(PoolConnection<Postgres>),
    None,
}

fn measured(session: Session) -> Session {
    outside::observe(|| session)
}

fn measured_if(on: bool, session: Session) -> Session {
    if on { outside::observe(|| session) } else { session }
}

async fn bad_given_back_by_a_foreign_call(pool: &PgPool) -> AppResult {
    let session = measured(Session::Pooled(pool.acquire().await?));
    on_the_pool(pool).await?; //~ nested_acquire: pass the connection in hand down (the one that `session` holds)
    drop(session);
    Ok(())
}

async fn good_let_go_before(pool: &PgPool) -> AppResult {
    let session = measured_if(true, Session::Pooled(pool.acquire().await?));
    drop(session);
    on_the_pool(pool).await
}

async fn opened(pool: &PgPool) -> AppResult<Session> {
    let conn = pool.acquire().await?;
    match std::env::var("MEASURED") {
        Ok(_) => outside::observe(|| Ok(Session::Pooled(conn))),
        Err(_) => Ok(Session::None),
    }
}

async fn bad_at_the_end_of_a_branch(pool: &PgPool) -> AppResult {
    let session = opened(pool).await?;
    on_the_pool(pool).await?; //~ nested_acquire: pass the connection in hand down (the one that `session` holds)
    drop(session);
    Ok(())
}

trait App {
    fn pool(&self) -> &PgPool;
}

impl<B: AsRef<PgPool>> App for Request<B> {
    fn pool(&self) -> &PgPool {
        self.body.as_ref()
    }
}

async fn bad_pool_of_a_trait_of_ours<B: AsRef<PgPool>>(request: &Request<B>) -> AppResult {
    let mut conn = request.pool().acquire().await?;
    on_the_pool(request.pool()).await?; //~ nested_acquire
    touch(&mut conn).await
}
