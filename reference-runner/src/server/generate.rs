//! Answers: asked for, streamed or whole, and stopped.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::arguments::{id, missing};
use super::auth::Posted;
use super::error::ApiError;
use crate::apps::base_app_generate_response_converter::{blocking, stream_chunk, to_wire};
use crate::entities::app_invoke_entities::{AppMode, AppRef, EndUser};
use crate::entities::task_entities::StreamResponse;
use crate::ids::TaskId;
use crate::services::Service;
use crate::services::app_generate_service::{self, Answer, Arguments};

pub async fn completion(State(service): State<Service>, asked: Posted) -> Result<Response, ApiError> {
    is_completion(asked.app)?;
    let query = asked.body.text("query")?.unwrap_or_default();
    answer(&service, asked, query).await
}

pub async fn chat(State(service): State<Service>, asked: Posted) -> Result<Response, ApiError> {
    is_chat(asked.app)?;
    let query = asked.body.text("query")?.ok_or_else(|| missing("query"))?;
    answer(&service, asked, query).await
}

pub async fn workflow(State(service): State<Service>, asked: Posted) -> Result<Response, ApiError> {
    is_workflow(asked.app)?;
    answer(&service, asked, String::new()).await
}

pub async fn stop_completion(
    State(service): State<Service>,
    Path(task): Path<String>,
    asked: Posted,
) -> Result<Response, ApiError> {
    is_completion(asked.app)?;
    stop(&service, &asked.user, &task).await
}

pub async fn stop_chat(
    State(service): State<Service>,
    Path(task): Path<String>,
    asked: Posted,
) -> Result<Response, ApiError> {
    is_chat(asked.app)?;
    stop(&service, &asked.user, &task).await
}

pub async fn stop_workflow(
    State(service): State<Service>,
    Path(task): Path<String>,
    asked: Posted,
) -> Result<Response, ApiError> {
    is_workflow(asked.app)?;
    stop(&service, &asked.user, &task).await
}

pub fn is_completion(app: AppRef) -> Result<(), ApiError> {
    if app.mode == AppMode::Completion {
        return Ok(());
    }
    Err(ApiError::new(400, "app_unavailable", "App unavailable, please check your app configurations."))
}

pub fn is_chat(app: AppRef) -> Result<(), ApiError> {
    if matches!(app.mode, AppMode::Chat | AppMode::AgentChat | AppMode::AdvancedChat) {
        return Ok(());
    }
    Err(ApiError::new(400, "not_chat_app", "Please check if your app mode matches the right API route."))
}

pub fn is_workflow(app: AppRef) -> Result<(), ApiError> {
    if app.mode == AppMode::Workflow {
        return Ok(());
    }
    Err(ApiError::new(400, "not_workflow_app", "Please check if your app mode matches the right API route."))
}

async fn answer(service: &Service, asked: Posted, query: String) -> Result<Response, ApiError> {
    let Posted { app, user, body } = asked;
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
    let answer = app_generate_service::generate(service, app, user, arguments).await?;
    if streaming {
        return Ok(event_stream(answer));
    }
    let whole = blocking(answer).await?;
    Ok(json(&whole))
}

pub fn json(value: &impl serde::Serialize) -> Response {
    ([(CONTENT_TYPE, "application/json")], to_wire(value) + "\n").into_response()
}

/// One chunk of the body for each event. When the client goes, the body is dropped, and the pipeline learns of it.
pub fn event_stream(answer: Answer) -> Response {
    let Answer { mode, to, events, .. } = answer;
    let chunks = stream::unfold(events, move |mut events| async move {
        let response: StreamResponse = events.recv().await?;
        Some((Ok::<_, Infallible>(stream_chunk(mode, &to, &response)), events))
    });
    ([(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-cache")], Body::from_stream(chunks))
        .into_response()
}

/// Says success whether the task is the user's, somebody's, or nobody's.
async fn stop(service: &Service, user: &EndUser, task: &str) -> Result<Response, ApiError> {
    if let Ok(task) = task.parse::<TaskId>() {
        service.tasks.stop(task, user.id).await?;
    }
    Ok(json(&serde_json::json!({"result": "success"})))
}
