//! One HTTP request made from variables. An error status is an answer; only what prevents one fails the node.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::NodeRunResult;
use crate::outside::{HttpClient, OutsideError};
use crate::workflow::entities::NodeOutcome;
use crate::workflow::template::{RouteChunk, route_chunks, stringify};
use crate::workflow::variable_pool::VariablePool;

#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    pub method: String,
    pub url: String,
    #[serde(default)]
    pub authorization: Authorization,
    #[serde(default)]
    pub headers: String,
    #[serde(default)]
    pub params: String,
    #[serde(default)]
    pub body: Option<Body>,
    #[serde(default)]
    pub timeout: Timeout,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Authorization {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub config: Option<AuthorizationConfig>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct AuthorizationConfig {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub api_key: String,
    #[serde(default)]
    pub header: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Body {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub data: String,
}

/// Seconds; connecting has a limit of its own in the client.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Timeout {
    pub read: Option<u64>,
    pub write: Option<u64>,
}

const READ: u64 = 60;
const WRITE: u64 = 20;
const LONGEST: u64 = 600;
const LARGEST_TEXT: usize = 1 << 20;

pub async fn run(data: &Data, pool: &VariablePool, http: &HttpClient) -> NodeRunResult {
    let (request, shown) = match prepare(data, pool, http) {
        Ok(prepared) => prepared,
        Err(error) => return NodeRunResult::failed(Map::new(), error),
    };
    let process_data = json!({"request": shown}).as_object().cloned();
    let outcome = match answer(http, request).await {
        Ok(outputs) => NodeOutcome { process_data, outputs: Some(outputs), ..NodeOutcome::default() },
        Err(error) => NodeOutcome { process_data, error: Some(error.to_string()), ..NodeOutcome::default() },
    };
    NodeRunResult { outcome, edge_handle: None }
}

async fn answer(http: &HttpClient, request: RequestBuilder) -> Result<Map<String, Value>, OutsideError> {
    let response = http.send(request).await?;
    let status = response.status().as_u16();
    let header =
        |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let kind = response.headers().get(CONTENT_TYPE).map(header).unwrap_or_default();
    if ["image/", "audio/", "video/"].iter().any(|prefix| kind.starts_with(prefix)) {
        return Err(OutsideError::Http(format!(
            "the answer is a file ({kind}), and this runner keeps no files"
        )));
    }
    let headers: Map<String, Value> =
        response.headers().iter().map(|(name, value)| (name.to_string(), header(value).into())).collect();
    let body = http.body(response, LARGEST_TEXT).await?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let outputs = json!({"status_code": status, "body": body, "headers": headers, "files": []});
    Ok(outputs.as_object().cloned().unwrap_or_default())
}

/// The request, and its text with the key masked.
fn prepare(data: &Data, pool: &VariablePool, http: &HttpClient) -> Result<(RequestBuilder, String), String> {
    let method = data.method.to_uppercase();
    if !["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"].contains(&method.as_str()) {
        return Err(format!("unknown method `{}`", data.method));
    }
    let method = Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?;
    let url = fill(&data.url, pool)?;
    let headers = lines(&data.headers, pool)?;
    let params = lines(&data.params, pool)?;
    let mut request = http.request(method.clone(), &url).map_err(|error| error.to_string())?.query(&params);
    let mut shown = format!("{method} {url}\n");
    for (name, value) in &headers {
        request = request.header(name, value);
        shown.extend([name, ": ", value, "\n"]);
    }
    if let Some((name, value)) = authorization(&data.authorization)? {
        shown.extend([name.as_str(), ": ********\n"]);
        request = request.header(name, value);
    }
    if let Some(body) = &data.body {
        let typed = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let text = fill(&body.data, pool)?;
        request = match body.kind.as_str() {
            "none" | "" => request,
            "form-data" => {
                let form = lines(&body.data, pool)?;
                let form =
                    form.into_iter().fold(reqwest::multipart::Form::new(), |form, (k, v)| form.text(k, v));
                request.multipart(form)
            }
            "x-www-form-urlencoded" => request.form(&lines(&body.data, pool)?),
            "json" if !typed => request.header(CONTENT_TYPE, "application/json").body(text.clone()),
            "json" | "raw-text" => request.body(text.clone()),
            other => return Err(format!("unknown body type `{other}`")),
        };
        shown.push('\n');
        shown.push_str(&text);
    }
    let seconds = data.timeout.read.unwrap_or(READ) + data.timeout.write.unwrap_or(WRITE);
    Ok((request.timeout(Duration::from_secs(seconds.min(LONGEST))), shown))
}

fn authorization(authorization: &Authorization) -> Result<Option<(String, String)>, String> {
    if authorization.kind != "api-key" {
        return Ok(None);
    }
    let config = authorization.config.as_ref().ok_or("authorization has no config")?;
    let name = if config.header.is_empty() { "Authorization" } else { &config.header };
    let value = match config.kind.as_str() {
        "bearer" => format!("Bearer {}", config.api_key),
        "basic" => format!("Basic {}", config.api_key),
        "custom" => config.api_key.clone(),
        other => return Err(format!("unknown authorization `{other}`")),
    };
    Ok(Some((name.to_owned(), value)))
}

/// `name: value` in each line.
fn lines(text: &str, pool: &VariablePool) -> Result<Vec<(String, String)>, String> {
    let filled = fill(text, pool)?;
    let entries = filled.lines().filter(|line| !line.trim().is_empty());
    Ok(entries
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            (name.trim().to_owned(), value.trim().to_owned())
        })
        .collect())
}

/// A variable that is not there is an error: nothing sensible can be sent in its place.
fn fill(text: &str, pool: &VariablePool) -> Result<String, String> {
    route_chunks(text)
        .into_iter()
        .map(|chunk| match chunk {
            RouteChunk::Text(text) => Ok(text),
            RouteChunk::Variable(selector) => match pool.get(&selector) {
                None | Some(Value::Null) => Err(format!("variable {} not found", selector.join("."))),
                Some(value) => Ok(stringify(value)),
            },
        })
        .collect()
}
