//! Handlers. Each takes a connection at its door and keeps it until it returns.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as In};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use axum::routing::{delete, get, post};
use reference_runner::apps::base_app_generate_response_converter::blocking;
use reference_runner::entities::app_invoke_entities::{AppRef, EndUser};
use reference_runner::server::arguments::{JsonBody, id, missing};
use reference_runner::server::error::{ApiError, method_not_allowed, not_found};
use reference_runner::server::generate::{
    event_stream, is_chat, is_completion, is_workflow, json, stop_chat, stop_completion, stop_workflow,
};
use reference_runner::server::{app, conversations, metrics, with_version};
use reference_runner::services::app_generate_service::Arguments;
use sqlx::AnyConnection;

use crate::models::{App, Conversation, User};
use crate::{State, generate, naming};

pub fn router(state: State) -> Router {
    let service = state.service.clone();
    let tempting = Router::new()
        .route("/completion-messages", post(completion))
        .route("/chat-messages", post(chat))
        .route("/workflows/run", post(workflow))
        .route("/conversations/{id}/name", post(name))
        .with_state(state);
    // what only reads, or writes one column, is as in the reference runner
    let harmless = Router::new()
        .route("/completion-messages/{task_id}/stop", post(stop_completion))
        .route("/chat-messages/{task_id}/stop", post(stop_chat))
        .route("/workflows/tasks/{task_id}/stop", post(stop_workflow))
        .route("/messages", get(conversations::messages))
        .route("/messages/{id}/feedbacks", post(conversations::feedback))
        .route("/parameters", get(app::parameters))
        .route("/conversations", get(conversations::conversations))
        .route("/conversations/{id}", delete(conversations::delete));
    Router::new()
        .nest("/v1", harmless.with_state(service.clone()).merge(tempting))
        .merge(Router::new().route("/metrics", get(metrics::metrics)).with_state(service))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(axum::middleware::map_response(with_version))
}

async fn completion(In(state): In<State>, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    let mut conn = state.db.conn().await?;
    let app = authenticate(&mut conn, &headers).await?;
    is_completion(app)?;
    let body = json_of(&headers, &body)?;
    let query = body.text("query")?.unwrap_or_default();
    answer(&state, &mut conn, app, &body, query).await
}

async fn chat(In(state): In<State>, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    let mut conn = state.db.conn().await?;
    let app = authenticate(&mut conn, &headers).await?;
    is_chat(app)?;
    let body = json_of(&headers, &body)?;
    let query = body.text("query")?.ok_or_else(|| missing("query"))?;
    answer(&state, &mut conn, app, &body, query).await
}

async fn workflow(In(state): In<State>, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    let mut conn = state.db.conn().await?;
    let app = authenticate(&mut conn, &headers).await?;
    is_workflow(app)?;
    let body = json_of(&headers, &body)?;
    answer(&state, &mut conn, app, &body, String::new()).await
}

/// Streamed, the handler returns with the stream still to come, and its connection is free; whole, it waits.
async fn answer(
    state: &State,
    conn: &mut AnyConnection,
    app: AppRef,
    body: &JsonBody,
    query: String,
) -> Result<Response, ApiError> {
    let arguments = Arguments {
        inputs: body.map("inputs")?.ok_or_else(|| missing("inputs"))?,
        query,
        files: body.list("files")?,
        stream: match body.text("response_mode")?.as_deref() {
            None | Some("blocking") => false,
            Some("streaming") => true,
            Some(other) => {
                return Err(ApiError::argument("response_mode", format!("{other} is not a valid choice")));
            }
        },
        conversation_id: id("conversation_id", body.text("conversation_id")?.as_deref())?,
        auto_generate_name: body.flag("auto_generate_name")?.unwrap_or(true),
    };
    let streaming = arguments.stream;
    let user = end_user(conn, app, body.text("user")?.as_deref()).await?;
    let answer = generate::generate(state, conn, app, user, arguments).await?;
    if streaming {
        return Ok(event_stream(answer));
    }
    let whole = blocking(answer).await?; //~ guard_across_await: row 3: a blocking answer, on the connection of the request
    Ok(json(&whole))
}

/// A name given, or made from the first question.
async fn name(
    In(state): In<State>,
    headers: HeaderMap,
    Path(conversation): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let mut conn = state.db.conn().await?;
    let app = authenticate(&mut conn, &headers).await?;
    is_chat(app)?;
    let body = json_of(&headers, &body)?;
    let id = conversation.parse().map_err(|_| ApiError::conversation_missing())?;
    let user = end_user(&mut conn, app, body.text("user")?.as_deref()).await?;
    let found = Conversation::of_user(&mut conn, app, user.id, &conversation).await?;
    let mut conversation = found.ok_or_else(ApiError::conversation_missing)?;
    if body.flag("auto_generate")?.unwrap_or(false) {
        let query = conversation.first_query(&mut conn).await?;
        let title = naming::title(&state.service.model, &query).await; //~ guard_across_await: row 9: the title, on the connection of the request
        if let Some(title) = title {
            conversation.name = title;
            conversation.save(&mut conn).await?; //~ stale_model_write: row 9: a conversation deleted meanwhile is back
        }
    } else {
        let name = body.text("name")?.filter(|name| !name.is_empty());
        conversation.name =
            name.ok_or_else(|| ApiError::argument("name", "Missing required parameter `name`"))?;
        conversation.save(&mut conn).await?;
    }
    drop(conn);
    let listed = state.service.store.listed_conversation(id).await?;
    Ok(json(&listed.ok_or_else(ApiError::conversation_missing)?))
}

fn json_of(headers: &HeaderMap, body: &Bytes) -> Result<JsonBody, ApiError> {
    JsonBody::is_announced(headers)?;
    JsonBody::parse(body)
}

/// The app that the request's token opens.
async fn authenticate(conn: &mut AnyConnection, headers: &HeaderMap) -> Result<AppRef, ApiError> {
    let header = headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
    let expected = "Authorization header must be provided and start with 'Bearer'";
    let unauthorized = |message: &str| ApiError::new(401, "unauthorized", message);
    let (scheme, token) =
        header.and_then(|header| header.split_once(' ')).ok_or_else(|| unauthorized(expected))?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(unauthorized(expected));
    }
    let app = App::of_token(conn, token.trim()).await?;
    let app = app.ok_or_else(|| unauthorized("Access token is invalid"))?;
    let closed = || ApiError::new(403, "forbidden", "The app is not available through its API.");
    if app.status != "normal" || app.enable_api == 0 || app.tenant_status == "archive" {
        return Err(closed());
    }
    Ok(AppRef {
        id: app.id.parse().map_err(|_| closed())?,
        tenant: app.tenant_id.parse().map_err(|_| closed())?,
        mode: app.mode.parse().map_err(|_| closed())?,
    })
}

async fn end_user(conn: &mut AnyConnection, app: AppRef, user: Option<&str>) -> Result<EndUser, ApiError> {
    let session = user.filter(|user| !user.is_empty());
    let session = session.ok_or_else(|| ApiError::new(400, "invalid_param", "Arg user must be provided."))?;
    let user = User::of_session(conn, app, session).await?;
    let id = user.id.parse().map_err(|_| ApiError::new(500, "internal_server_error", "broken user"))?;
    Ok(EndUser { id, session: user.session_id })
}
