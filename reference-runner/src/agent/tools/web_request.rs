//! A page of the public net, as text.

use reqwest::Method;
use serde_json::{Value, json};

use super::parameter;
use crate::model::ToolSpec;
use crate::outside::HttpClient;

/// Bytes that are read, and characters that the model is given.
const LARGEST: usize = 1 << 20;
const SHOWN: usize = 4000;

pub(super) fn spec() -> ToolSpec {
    ToolSpec {
        name: "web_request",
        description: "Fetches a page from the web",
        parameters: json!({"type": "object", "required": ["url"], "properties": {
            "url": {"type": "string", "description": "http or https address"}}}),
    }
}

pub(super) async fn invoke(input: &Value, http: &HttpClient) -> Result<String, String> {
    let url = parameter(input, "url").ok_or("tool parameter url not found")?;
    fetch(url, http).await.map_err(|error| format!("tool invoke error: {error}"))
}

async fn fetch(url: &str, http: &HttpClient) -> Result<String, crate::outside::OutsideError> {
    let request = http.request(Method::GET, url)?.timeout(std::time::Duration::from_secs(30));
    let response = http.send(request).await?;
    let body = http.body(response, LARGEST).await?;
    Ok(String::from_utf8_lossy(&body).chars().take(SHOWN).collect())
}
