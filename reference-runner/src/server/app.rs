//! What a client must know of an app before it asks: its form and which features are on.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::auth::Got;
use super::error::ApiError;
use super::generate::json;
use crate::apps::workflow::app_generator::published;
use crate::entities::app_invoke_entities::AppMode;
use crate::services::{GenerateError, Service};

#[derive(Debug, Deserialize)]
pub struct NoArguments {}

pub async fn parameters(
    State(service): State<Service>,
    Got { app, .. }: Got<NoArguments>,
) -> Result<Response, ApiError> {
    let set_up = match app.mode {
        AppMode::AdvancedChat | AppMode::Workflow => {
            let published = published(&service, app).await?;
            let mut features = published.columns;
            features.insert("user_input_form".to_owned(), published.form);
            features
        }
        AppMode::Completion | AppMode::Chat | AppMode::AgentChat => {
            service.store.parameters(app.id).await?.ok_or(GenerateError::AppUnavailable)?
        }
    };
    Ok(json(&with_defaults(&set_up)))
}

/// Every feature in the order of the original; what is not set up is off.
fn with_defaults(set_up: &Map<String, Value>) -> Value {
    let off = || json!({"enabled": false});
    let image = json!({"enabled": false, "number_limits": 3, "detail": "high",
        "transfer_methods": ["remote_url", "local_file"]});
    let mut parameters = Map::new();
    for (name, default) in [
        ("opening_statement", json!("")),
        ("suggested_questions", json!([])),
        ("suggested_questions_after_answer", off()),
        ("speech_to_text", off()),
        ("text_to_speech", off()),
        ("retriever_resource", off()),
        ("annotation_reply", off()),
        ("more_like_this", off()),
        ("user_input_form", json!([])),
        ("sensitive_word_avoidance", json!({"enabled": false, "type": "", "configs": []})),
        ("file_upload", json!({"image": image})),
    ] {
        let value = set_up.get(name).filter(|value| !value.is_null());
        parameters.insert(name.to_owned(), value.cloned().unwrap_or(default));
    }
    parameters.insert("system_parameters".to_owned(), json!({"image_file_size_limit": "10"}));
    Value::Object(parameters)
}
