//! es-entity: a derive makes the methods that begin a transaction.

use es_entity::*;
use sqlx::PgPool;

use crate::{AppResult, soon};

#[derive(EsRepo, Clone)]
#[es_repo(entity = "User")]
pub struct Users {
    pool: PgPool,
}

impl Users {
    async fn bad_begun(&self) -> AppResult {
        let op = self.begin_op().await?;
        soon().await; //~ guard_across_await: transaction `op`
        op.commit().await?;
        Ok(())
    }

    async fn bad_lent(&self, op: &mut DbOp<'_>) {
        soon().await; //~ guard_across_await: transaction `op`
    }

    async fn bad_any_operation(&self, op: &mut impl AtomicOperation) {
        soon().await; //~ guard_across_await: transaction `op`
    }

    async fn good_committed(&self) -> AppResult {
        let op = self.begin_op().await?;
        op.commit().await?;
        soon().await;
        Ok(())
    }
}

async fn bad_pool_of_a_repository(users: Users) -> AppResult {
    let tx = users.pool().begin().await?;
    soon().await; //~ guard_across_await: transaction `tx`
    Ok(())
}

async fn good_repository(users: Users) {
    soon().await;
}
