//! The arguments of a request, each checked as it is read.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::error::ApiError;

/// A body that is a JSON object.
pub struct JsonBody(Map<String, Value>);

impl JsonBody {
    /// Refuses a body that does not say that it is JSON.
    pub fn is_announced(headers: &HeaderMap) -> Result<(), ApiError> {
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json")) {
            return Ok(());
        }
        let message = "Did not attempt to load JSON data because the request Content-Type was not \
            'application/json'.";
        Err(ApiError::new(415, "unsupported_media_type", message))
    }

    pub fn broken() -> ApiError {
        ApiError::new(400, "bad_request", "The body is not a JSON object.")
    }

    pub fn parse(bytes: &[u8]) -> Result<Self, ApiError> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(map)) => Ok(Self(map)),
            _ => Err(Self::broken()),
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

    pub fn map(&self, name: &'static str) -> Result<Option<Map<String, Value>>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map.clone())),
            Some(_) => Err(ApiError::argument(name, format!("`{name}` must be a map"))),
        }
    }

    pub fn list(&self, name: &'static str) -> Result<Vec<Value>, ApiError> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(list)) => Ok(list.clone()),
            Some(_) => Err(ApiError::argument(name, format!("`{name}` must be a list"))),
        }
    }
}

/// Absent and empty are the same; anything else must be an id.
pub fn id<T: std::str::FromStr>(name: &'static str, text: Option<&str>) -> Result<Option<T>, ApiError> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|_| ApiError::argument(name, format!("{text} is not a valid uuid"))))
        .transpose()
}

pub fn missing(name: &'static str) -> ApiError {
    ApiError::argument(name, format!("Missing required parameter `{name}`"))
}
