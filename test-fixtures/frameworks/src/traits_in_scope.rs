//! Methods of what macros made: the trait in scope says what they are, and the connection that they get.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::{AppResult, soon};

diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
    }
}

async fn bad_row_stream(conn: &mut AsyncPgConnection) -> AppResult {
    let rows = users::table.select(users::name).load_stream::<String>(conn).await?;
    soon().await; //~ guard_across_await: connection `conn`
    drop(rows);
    Ok(())
}

async fn good_queries(conn: &mut AsyncPgConnection) -> AppResult {
    users::table.select(users::name).load::<String>(conn).await?;
    diesel::delete(users::table).execute(conn).await?;
    Ok(())
}
