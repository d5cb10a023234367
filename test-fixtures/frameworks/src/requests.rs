//! State of web frameworks: what a request reaches.

use sqlx::{PgPool, Sqlite, SqlitePool};

use crate::{AppResult, soon};

struct AppState {
    db: PgPool,
}

async fn bad_rocket_state(state: &rocket::State<PgPool>) -> AppResult {
    let tx = state.begin().await?;
    soon().await; //~ guard_across_await: transaction `tx`
    Ok(())
}

async fn bad_rocket_guard(request: &rocket::Request<'_>) -> AppResult {
    let pool = request.guard::<&rocket::State<PgPool>>().await.succeeded().unwrap();
    let conn = pool.acquire().await?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

async fn bad_rocket_managed(request: &rocket::Request<'_>) -> AppResult {
    let conn = request.rocket().state::<PgPool>().unwrap().acquire().await?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

async fn bad_poem(state: poem::web::Data<&AppState>) -> AppResult {
    let tx = state.db.begin().await?;
    soon().await; //~ guard_across_await: transaction `tx`
    Ok(())
}

async fn bad_dropshot(context: dropshot::RequestContext<AppState>) -> AppResult {
    let tx = context.context().db.begin().await?;
    soon().await; //~ guard_across_await: transaction `tx`
    Ok(())
}

async fn bad_tauri(state: tauri::State<'_, SqlitePool>) -> AppResult {
    let conn = state.acquire().await?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

async fn bad_tauri_managed(app: tauri::AppHandle) -> AppResult {
    use tauri::Manager;
    let conn = app.state::<SqlitePool>().acquire().await?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

async fn bad_salvo(depot: &mut salvo::Depot) -> AppResult {
    let conn = depot.obtain::<PgPool>().unwrap().acquire().await?;
    soon().await; //~ guard_across_await: connection `conn`
    Ok(())
}

async fn bad_paperclip(state: paperclip::actix::web::Data<AppState>) -> AppResult {
    let tx = state.db.begin().await?;
    soon().await; //~ guard_across_await: transaction `tx`
    Ok(())
}

fn bad_graphql_field() -> async_graphql::dynamic::Field {
    use async_graphql::dynamic::{Field, FieldFuture, TypeRef};
    Field::new("model", TypeRef::named("Model"), move |ctx| {
        FieldFuture::new(async move {
            let mut conn = ctx.data::<sqlx::Pool<Sqlite>>()?.acquire().await?;
            soon().await; //~ guard_across_await: connection `conn`
            Ok(None::<()>)
        })
    })
}

/// State is no guard, whatever is in it.
async fn good_state(state: &rocket::State<PgPool>, data: poem::web::Data<&AppState>, app: tauri::State<'_, SqlitePool>) {
    soon().await;
}
