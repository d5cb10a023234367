//! Errors as bodies: `{"code","message","status"}`, or with `params` for a bad argument.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::apps::base_app_generate_response_converter::to_wire;
use crate::entities::queue_entities::RunError;
use crate::entities::task_entities::ErrorData;
use crate::services::GenerateError;
use crate::store::StoreError;
use crate::task_pipeline::based_generate_task_pipeline::error_data;
use crate::task_store::TaskStoreError;

/// Why a request has no answer.
#[derive(Debug)]
pub enum ApiError {
    Data(ErrorData),
    /// An argument that is missing or of the wrong type.
    Argument {
        name: &'static str,
        message: String,
    },
}

impl ApiError {
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self::Data(ErrorData { code, status, message: message.into() })
    }

    pub fn argument(name: &'static str, message: impl Into<String>) -> Self {
        Self::Argument { name, message: message.into() }
    }

    pub fn conversation_missing() -> Self {
        Self::new(404, "not_found", "Conversation Not Exists.")
    }

    fn internal(error: &impl std::fmt::Display) -> Self {
        tracing::error!(%error, "request failed");
        Self::Data(error_data(&RunError::Internal(String::new())))
    }
}

impl From<GenerateError> for ApiError {
    fn from(error: GenerateError) -> Self {
        match error {
            GenerateError::Run(RunError::Internal(detail)) => Self::internal(&detail),
            GenerateError::Run(error) => Self::Data(error_data(&error)),
            GenerateError::ConversationNotExists => Self::conversation_missing(),
            GenerateError::AppUnavailable => Self::new(400, "app_unavailable", error.to_string()),
            GenerateError::Store(error) => error.into(),
            GenerateError::Tasks(error) => error.into(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::internal(&error)
    }
}

impl From<TaskStoreError> for ApiError {
    fn from(error: TaskStoreError) -> Self {
        Self::internal(&error)
    }
}

impl From<ErrorData> for ApiError {
    fn from(data: ErrorData) -> Self {
        Self::Data(data)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::Data(data) => {
                (data.status, json!({"code": data.code, "message": data.message, "status": data.status}))
            }
            Self::Argument { name, message } => {
                (400, json!({"code": "invalid_param", "message": message, "params": name}))
            }
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(CONTENT_TYPE, "application/json")], to_wire(&body) + "\n").into_response()
    }
}

pub async fn not_found() -> ApiError {
    ApiError::new(404, "not_found", "The requested URL was not found on the server.")
}

pub async fn method_not_allowed() -> ApiError {
    ApiError::new(405, "method_not_allowed", "The method is not allowed for the requested URL.")
}
