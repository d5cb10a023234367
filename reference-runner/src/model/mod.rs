//! The model behind every app: one trait-less client over the built-in mock and any OpenAI-compatible endpoint.
//!
//! Always invoked streaming; blocking answers drain the stream. It knows nothing of apps, rows or queues. Every call
//! asserts (in debug builds) that its task has no connection in hand.

pub mod entities;
mod mock;
mod openai;
mod sse_lines;

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;

pub use entities::{LlmDelta, LlmResult, ModelConfig, PromptMessage, Role, ToolCall, ToolSpec, Usage};
pub use mock::MockModel;
pub use openai::OpenAiModel;

/// One call of the model.
#[derive(Debug, Clone)]
pub struct ModelRequest {
    pub config: ModelConfig,
    pub messages: Vec<PromptMessage>,
    pub tools: Vec<ToolSpec>,
    pub stop: Vec<String>,
}

/// What a provider can answer instead of text; all are invoke errors of the original.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ModelError {
    #[error("[{provider}] connection failed: {detail}")]
    Connection { provider: &'static str, detail: String },
    #[error("[{provider}] server unavailable: {detail}")]
    ServerUnavailable { provider: &'static str, detail: String },
    #[error("[{provider}] rate limit: {detail}")]
    RateLimit { provider: &'static str, detail: String },
    #[error("[{provider}] incorrect model credentials provided, please check and try again")]
    Authorization { provider: &'static str },
    #[error("[{provider}] bad request: {detail}")]
    BadRequest { provider: &'static str, detail: String },
    #[error("[{provider}] {detail}")]
    Unknown { provider: &'static str, detail: String },
}

/// The deltas of one call, in order.
pub struct ModelStream {
    deltas: BoxStream<'static, Result<LlmDelta, ModelError>>,
}

impl ModelStream {
    pub fn new(deltas: BoxStream<'static, Result<LlmDelta, ModelError>>) -> Self {
        Self { deltas }
    }

    pub async fn next(&mut self) -> Option<Result<LlmDelta, ModelError>> {
        crate::store::nothing_held("the next piece of an answer");
        self.deltas.next().await
    }

    /// The whole answer.
    pub async fn collect(mut self) -> Result<LlmResult, ModelError> {
        let mut result = LlmResult::default();
        while let Some(delta) = self.next().await {
            result.add(&delta?);
        }
        Ok(result)
    }
}

/// The client; cheap to clone.
#[derive(Debug, Clone)]
pub enum ModelClient {
    Mock(MockModel),
    OpenAi(OpenAiModel),
}

impl ModelClient {
    pub async fn stream(&self, request: ModelRequest) -> Result<ModelStream, ModelError> {
        crate::store::nothing_held("a model call");
        match self {
            Self::Mock(model) => Ok(model.stream(request)),
            Self::OpenAi(model) => model.stream(request).await,
        }
    }

    /// Whether tools can be offered: then agents call functions, otherwise they reason and act in text.
    pub fn calls_tools(&self, config: &ModelConfig) -> bool {
        match self {
            Self::Mock(_) => !config.name.contains("text-only"),
            Self::OpenAi(_) => true,
        }
    }
}

/// How the mock paces itself.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// From the call to the last delta.
    pub whole: Duration,
    /// Deltas of one answer.
    pub deltas: u32,
}
