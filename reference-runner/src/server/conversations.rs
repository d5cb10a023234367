//! What was said before: lists of conversations and messages, names, deletion.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::auth::{Caller, end_user};
use super::error::ApiError;
use super::generate::{JsonBody, is_chat, json};
use crate::entities::app_invoke_entities::{AppRef, EndUser};
use crate::ids::{ConversationId, MessageId};
use crate::services::{Service, conversation_service};

#[derive(Debug, Deserialize)]
pub struct ListArguments {
    user: Option<String>,
    limit: Option<String>,
    conversation_id: Option<String>,
    first_id: Option<String>,
    last_id: Option<String>,
}

impl ListArguments {
    fn limit(&self) -> Result<u32, ApiError> {
        let limit = self.limit.as_deref().map_or(Ok(20), str::parse);
        limit
            .ok()
            .filter(|limit| (1..=100).contains(limit))
            .ok_or_else(|| ApiError::argument("limit", "`limit` must be a number from 1 to 100"))
    }
}

fn id<T: std::str::FromStr>(name: &'static str, text: Option<&str>) -> Result<Option<T>, ApiError> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|_| ApiError::argument(name, format!("{text} is not a valid uuid"))))
        .transpose()
}

pub async fn conversations(
    State(service): State<Service>,
    Caller(app): Caller,
    Query(arguments): Query<ListArguments>,
) -> Result<Response, ApiError> {
    is_chat(app)?;
    let limit = arguments.limit()?;
    let last = id::<ConversationId>("last_id", arguments.last_id.as_deref())?;
    let user = end_user(&service, app, arguments.user.as_deref()).await?;
    let page = service.store.conversations(app.id, user.id, last, limit).await?;
    let page = page.ok_or_else(|| ApiError::new(404, "not_found", "Last Conversation Not Exists."))?;
    Ok(json(&page))
}

pub async fn messages(
    State(service): State<Service>,
    Caller(app): Caller,
    Query(arguments): Query<ListArguments>,
) -> Result<Response, ApiError> {
    is_chat(app)?;
    let limit = arguments.limit()?;
    let conversation = id::<ConversationId>("conversation_id", arguments.conversation_id.as_deref())?;
    let conversation = conversation.ok_or_else(|| {
        ApiError::argument("conversation_id", "Missing required parameter `conversation_id`")
    })?;
    let first = id::<MessageId>("first_id", arguments.first_id.as_deref())?;
    let user = end_user(&service, app, arguments.user.as_deref()).await?;
    own(&service, app, &user, conversation).await?;
    let page = service.store.messages(conversation, app.mode, first, limit).await?;
    let page = page.ok_or_else(|| ApiError::new(404, "not_found", "First Message Not Exists."))?;
    Ok(json(&page))
}

pub async fn delete(
    State(service): State<Service>,
    Caller(app): Caller,
    Path(conversation): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    is_chat(app)?;
    let body = JsonBody::parse(&body)?;
    let conversation = path_id(&conversation)?;
    let user = end_user(&service, app, body.text("user")?.as_deref()).await?;
    own(&service, app, &user, conversation).await?;
    service.store.delete_conversation(conversation).await?;
    Ok((StatusCode::NO_CONTENT, json(&serde_json::json!({"result": "success"}))).into_response())
}

/// A name given, or made from the first question. The model is asked when no scope is open.
pub async fn name(
    State(service): State<Service>,
    Caller(app): Caller,
    Path(conversation): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    is_chat(app)?;
    let body = JsonBody::parse(&body)?;
    let conversation = path_id(&conversation)?;
    let user = end_user(&service, app, body.text("user")?.as_deref()).await?;
    own(&service, app, &user, conversation).await?;
    if body.flag("auto_generate")?.unwrap_or(false) {
        let query = service.store.first_query(conversation).await?.unwrap_or_default();
        conversation_service::auto_generate_name(&service, conversation, &query).await?;
    } else {
        let name = body.text("name")?.filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| ApiError::argument("name", "Missing required parameter `name`"))?;
        service.store.rename_conversation(conversation, &name).await?;
    }
    let listed = service.store.listed_conversation(conversation).await?;
    Ok(json(&listed.ok_or_else(ApiError::conversation_missing)?))
}

fn path_id(text: &str) -> Result<ConversationId, ApiError> {
    text.parse().map_err(|_| ApiError::conversation_missing())
}

async fn own(
    service: &Service,
    app: AppRef,
    user: &EndUser,
    conversation: ConversationId,
) -> Result<(), ApiError> {
    let found = service.store.conversation(app.id, user.id, conversation).await?;
    found.map(|_| ()).ok_or_else(ApiError::conversation_missing)
}
