//! The same by reference: strict.

use sqlx::PgPool;

use crate::AppResult;
use crate::rows::User;

async fn bad_lent(user: &User, pool: &PgPool) -> AppResult { //~ model_ref_for_id: only `user.id` is used
    sqlx::query("delete from sessions where user_id = $1").bind(user.id.0).execute(pool).await?;
    Ok(())
}

async fn good_lent_for_more(user: &User, pool: &PgPool) -> AppResult {
    sqlx::query("update users set name = $1").bind(user.name.clone()).bind(user.id.0).execute(pool).await?;
    Ok(())
}

#[derive(Debug)]
struct Sessions;

trait Store {
    async fn close(&self, user: &User);
}

impl Store for Sessions {
    async fn close(&self, user: &User) {
        println!("{:?}", user.id);
    }
}
