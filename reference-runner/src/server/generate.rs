//! Answers: asked for, streamed or whole, and stopped.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Map, Value};

use super::auth::{Caller, end_user};
use super::error::ApiError;
use crate::apps::base_app_generate_response_converter::{blocking, stream_chunk, to_wire};
use crate::entities::app_invoke_entities::{AppMode, AppRef};
use crate::entities::task_entities::StreamResponse;
use crate::ids::TaskId;
use crate::services::Service;
use crate::services::app_generate_service::{self, Answer, Arguments};

pub async fn completion(
    State(service): State<Service>,
    Caller(app): Caller,
    body: Bytes,
) -> Result<Response, ApiError> {
    is_completion(app)?;
    let body = JsonBody::parse(&body)?;
    answer(&service, app, &body, body.text("query")?.unwrap_or_default()).await
}

pub async fn chat(
    State(service): State<Service>,
    Caller(app): Caller,
    body: Bytes,
) -> Result<Response, ApiError> {
    is_chat(app)?;
    let body = JsonBody::parse(&body)?;
    let query = body.text("query")?.ok_or_else(|| missing("query"))?;
    answer(&service, app, &body, query).await
}

pub async fn workflow(
    State(service): State<Service>,
    Caller(app): Caller,
    body: Bytes,
) -> Result<Response, ApiError> {
    is_workflow(app)?;
    let body = JsonBody::parse(&body)?;
    answer(&service, app, &body, String::new()).await
}

pub async fn stop_completion(
    State(service): State<Service>,
    Caller(app): Caller,
    Path(task): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    is_completion(app)?;
    stop(&service, app, &task, &body).await
}

pub async fn stop_chat(
    State(service): State<Service>,
    Caller(app): Caller,
    Path(task): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    is_chat(app)?;
    stop(&service, app, &task, &body).await
}

pub async fn stop_workflow(
    State(service): State<Service>,
    Caller(app): Caller,
    Path(task): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    is_workflow(app)?;
    stop(&service, app, &task, &body).await
}

fn is_completion(app: AppRef) -> Result<(), ApiError> {
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

fn is_workflow(app: AppRef) -> Result<(), ApiError> {
    if app.mode == AppMode::Workflow {
        return Ok(());
    }
    Err(ApiError::new(400, "not_workflow_app", "Please check if your app mode matches the right API route."))
}

async fn answer(
    service: &Service,
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
        conversation_id: body.text("conversation_id")?,
        auto_generate_name: body.flag("auto_generate_name")?.unwrap_or(app.mode != AppMode::AdvancedChat),
    };
    let streaming = arguments.stream;
    let user = end_user(service, app, body.text("user")?.as_deref()).await?;
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
fn event_stream(answer: Answer) -> Response {
    let Answer { mode, to, events, .. } = answer;
    let chunks = stream::unfold(events, move |mut events| async move {
        let response: StreamResponse = events.recv().await?;
        Some((Ok::<_, Infallible>(stream_chunk(mode, &to, &response)), events))
    });
    ([(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-cache")], Body::from_stream(chunks))
        .into_response()
}

/// Says success whether the task is the user's, somebody's, or nobody's.
async fn stop(service: &Service, app: AppRef, task: &str, body: &[u8]) -> Result<Response, ApiError> {
    let body = JsonBody::parse(body)?;
    let user = end_user(service, app, body.text("user")?.as_deref()).await?;
    if let Ok(task) = task.parse::<TaskId>() {
        service.tasks.stop(task, user.id).await?;
    }
    Ok(json(&serde_json::json!({"result": "success"})))
}

fn missing(name: &'static str) -> ApiError {
    ApiError::argument(name, format!("Missing required parameter `{name}` in the JSON body"))
}

/// The arguments of a request, each checked as it is read.
pub struct JsonBody(Map<String, Value>);

impl JsonBody {
    pub fn parse(bytes: &[u8]) -> Result<Self, ApiError> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(map)) => Ok(Self(map)),
            _ => Err(ApiError::new(400, "bad_request", "The body is not a JSON object.")),
        }
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub fn text(&self, name: &'static str) -> Result<Option<String>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(ApiError::argument(name, format!("`{name}` must be a string"))),
        }
    }

    pub fn flag(&self, name: &'static str) -> Result<Option<bool>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(ApiError::argument(name, format!("`{name}` must be true or false"))),
        }
    }

    fn map(&self, name: &'static str) -> Result<Option<Map<String, Value>>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map.clone())),
            Some(_) => Err(ApiError::argument(name, format!("`{name}` must be a map"))),
        }
    }

    fn list(&self, name: &'static str) -> Result<Vec<Value>, ApiError> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(list)) => Ok(list.clone()),
            Some(_) => Err(ApiError::argument(name, format!("`{name}` must be a list"))),
        }
    }
}
