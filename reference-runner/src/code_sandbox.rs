//! The service that runs code of workflows, apart from this one: it speaks the protocol of the original's sandbox.
//! This process runs no code that a workflow brings. Without an address there is no code.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

/// A client of the sandbox; cheap to clone.
#[derive(Debug, Clone)]
pub struct CodeSandbox {
    client: reqwest::Client,
    url: String,
    key: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("Failed to execute code, got status code {0}, please check if the sandbox service is running")]
    Status(u16),
    #[error(
        "Failed to execute code, which is likely a network issue, please check if the sandbox service is running: {0}"
    )]
    Unreachable(String),
    #[error("{0}")]
    Refused(String),
}

#[derive(Deserialize)]
struct Answer {
    code: i64,
    #[serde(default)]
    message: String,
    #[serde(default)]
    data: Option<Output>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(default)]
    stdout: Option<String>,
    #[serde(default)]
    error: Option<String>,
}

impl CodeSandbox {
    pub fn new(endpoint: &str, key: &str) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_mins(1))
            .no_proxy()
            .build()?;
        let url = format!("{}/v1/sandbox/run", endpoint.trim_end_matches('/'));
        Ok(Self { client, url, key: key.to_owned() })
    }

    /// What the program prints. With nothing in hand: it may take a minute.
    pub async fn run(&self, language: &str, code: &str) -> Result<String, SandboxError> {
        crate::store::nothing_held("the code sandbox");
        let unreachable = |error: reqwest::Error| SandboxError::Unreachable(error.to_string());
        let asked = json!({"language": language, "code": code, "preload": "", "enable_network": true});
        let request = self.client.post(&self.url).header("X-Api-Key", &self.key).json(&asked);
        let response = request.send().await.map_err(unreachable)?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(SandboxError::Status(response.status().as_u16()));
        }
        let answer: Answer = response.json().await.map_err(unreachable)?;
        let output = match answer.data {
            Some(output) if answer.code == 0 => output,
            _ => return Err(SandboxError::Refused(answer.message)),
        };
        match output.error.filter(|error| !error.is_empty()) {
            Some(error) => Err(SandboxError::Refused(error)),
            None => Ok(output.stdout.unwrap_or_default()),
        }
    }
}
