//! What was said before: lists of conversations and messages, names, deletion.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::arguments::{id, missing};
use super::auth::{Got, Posted};
use super::error::ApiError;
use super::generate::{is_chat, json};
use crate::apps::base_app_generator::without_nul;
use crate::entities::app_invoke_entities::{AppRef, EndUser};
use crate::ids::{ConversationId, MessageId};
use crate::services::{Service, conversation_service};
use crate::store::Rated;

#[derive(Debug, Deserialize)]
pub struct ListArguments {
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

pub async fn conversations(
    State(service): State<Service>,
    Got { app, user, arguments }: Got<ListArguments>,
) -> Result<Response, ApiError> {
    is_chat(app)?;
    let limit = arguments.limit()?;
    let last = id::<ConversationId>("last_id", arguments.last_id.as_deref())?;
    let page = service.store.conversations(app.id, user.id, last, limit).await?;
    let page = page.ok_or_else(|| ApiError::new(404, "not_found", "Last Conversation Not Exists."))?;
    Ok(json(&page))
}

pub async fn messages(
    State(service): State<Service>,
    Got { app, user, arguments }: Got<ListArguments>,
) -> Result<Response, ApiError> {
    is_chat(app)?;
    let conversation = id::<ConversationId>("conversation_id", arguments.conversation_id.as_deref())?;
    let conversation = conversation.ok_or_else(|| missing("conversation_id"))?;
    let first = id::<MessageId>("first_id", arguments.first_id.as_deref())?;
    let limit = arguments.limit()?;
    own(&service, app, &user, conversation).await?;
    let page = service.store.messages(conversation, app.mode, first, limit).await?;
    let page = page.ok_or_else(|| ApiError::new(404, "not_found", "First Message Not Exists."))?;
    Ok(json(&page))
}

pub async fn delete(
    State(service): State<Service>,
    Path(conversation): Path<String>,
    Posted { app, user, .. }: Posted,
) -> Result<Response, ApiError> {
    is_chat(app)?;
    let conversation = path_id(&conversation)?;
    own(&service, app, &user, conversation).await?;
    service.store.delete_conversation(conversation).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A name given, or made from the first question. The model is asked when no scope is open.
pub async fn name(
    State(service): State<Service>,
    Path(conversation): Path<String>,
    Posted { app, user, body }: Posted,
) -> Result<Response, ApiError> {
    is_chat(app)?;
    let conversation = path_id(&conversation)?;
    own(&service, app, &user, conversation).await?;
    if body.flag("auto_generate")?.unwrap_or(false) {
        let query = service.store.first_query(conversation).await?.unwrap_or_default();
        conversation_service::auto_generate_name(&service, conversation, &query).await?;
    } else {
        let name = body.text("name")?.map(|name| without_nul(&name)).filter(|name| !name.is_empty());
        service.store.rename_conversation(conversation, &name.ok_or_else(|| missing("name"))?).await?;
    }
    let listed = service.store.listed_conversation(conversation).await?;
    Ok(json(&listed.ok_or_else(ApiError::conversation_missing)?))
}

/// A rating of an answer, or none any more.
pub async fn feedback(
    State(service): State<Service>,
    Path(message): Path<String>,
    Posted { app, user, body }: Posted,
) -> Result<Response, ApiError> {
    let missing = || ApiError::new(404, "not_found", "Message Not Exists.");
    let message: MessageId = message.parse().map_err(|_| missing())?;
    let rating = match body.text("rating")?.as_deref() {
        None => None,
        Some("like") => Some("like"),
        Some("dislike") => Some("dislike"),
        Some(other) => return Err(ApiError::argument("rating", format!("{other} is not a valid choice"))),
    };
    match service.store.rate_message(app.id, user.id, message, rating).await? {
        Rated::Done => Ok(json(&serde_json::json!({"result": "success"}))),
        Rated::NoMessage => Err(missing()),
        Rated::NoRating => {
            Err(ApiError::new(400, "invalid_param", "rating cannot be None when feedback not exists"))
        }
    }
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
