//! Any endpoint that speaks OpenAI's chat completions, streaming.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::entities::{estimated_tokens, prompt_tokens};
use super::sse_lines::SseLines;
use super::{LlmDelta, ModelError, ModelRequest, ModelStream, PromptMessage, Role, ToolCall, Usage};

const PROVIDER: &str = "openai_api_compatible";

/// More calls than this in one answer are not answered.
const MOST_CALLS: usize = 64;

#[derive(Debug, Clone)]
pub struct OpenAiModel {
    client: reqwest::Client,
    url: String,
    key: Option<String>,
    /// Asked for instead of what the apps name.
    model: Option<String>,
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Tokens>,
}

#[derive(Deserialize)]
struct Choice {
    delta: Delta,
}

#[derive(Deserialize, Default)]
struct Delta {
    content: Option<String>,
    #[serde(default)]
    tool_calls: Vec<ToolCallDelta>,
}

/// Pieces of a call come under its index; the name first, then the arguments bit by bit.
#[derive(Deserialize)]
struct ToolCallDelta {
    #[serde(default)]
    index: usize,
    id: Option<String>,
    function: Option<FunctionDelta>,
}

#[derive(Deserialize)]
struct FunctionDelta {
    name: Option<String>,
    arguments: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    prompt_tokens: u64,
    completion_tokens: u64,
}

impl OpenAiModel {
    /// `silence`: how long the endpoint may say nothing before the call has failed.
    pub fn new(
        url: &str,
        key: Option<String>,
        model: Option<String>,
        silence: Duration,
    ) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(silence)
            .build()?;
        let url = format!("{}/chat/completions", url.trim_end_matches('/'));
        Ok(Self { client, url, key, model })
    }

    pub async fn stream(&self, request: ModelRequest) -> Result<ModelStream, ModelError> {
        let started = Instant::now();
        let mut call = self.client.post(&self.url).json(&body(&request, self.model.as_deref()));
        if let Some(key) = &self.key {
            call = call.bearer_auth(key);
        }
        let response = call.send().await.map_err(|error| connection(&error))?;
        if !response.status().is_success() {
            let status = response.status().as_u16();
            let detail = response.text().await.unwrap_or_default();
            return Err(refused(status, detail.chars().take(300).collect()));
        }
        let state = Reading {
            bytes: response.bytes_stream().boxed(),
            lines: SseLines::default(),
            ready: VecDeque::new(),
            calls: Vec::new(),
            said: String::new(),
            prompt_tokens: prompt_tokens(&request.messages),
            usage: None,
            started,
            ended: false,
        };
        Ok(ModelStream::new(Box::pin(stream::unfold(state, Reading::next))))
    }
}

struct Reading {
    bytes: stream::BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    lines: SseLines,
    ready: VecDeque<LlmDelta>,
    calls: Vec<ToolCall>,
    said: String,
    prompt_tokens: u64,
    usage: Option<Tokens>,
    started: Instant,
    ended: bool,
}

impl Reading {
    async fn next(mut self) -> Option<(Result<LlmDelta, ModelError>, Self)> {
        loop {
            if let Some(delta) = self.ready.pop_front() {
                return Some((Ok(delta), self));
            }
            if self.ended {
                return None;
            }
            match self.bytes.next().await {
                Some(Ok(bytes)) => {
                    if let Err(error) = self.read(&bytes) {
                        self.ended = true;
                        return Some((Err(error), self));
                    }
                }
                Some(Err(error)) => {
                    self.ended = true;
                    return Some((Err(connection(&error)), self));
                }
                None => {
                    self.ended = true;
                    let detail = "the stream ended before [DONE]".to_owned();
                    return Some((Err(ModelError::Connection { provider: PROVIDER, detail }), self));
                }
            }
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), ModelError> {
        for line in self.lines.push(bytes) {
            if line == "[DONE]" {
                self.finish();
                return Ok(());
            }
            let chunk: Chunk = serde_json::from_str(&line).map_err(|error| ModelError::Unknown {
                provider: PROVIDER,
                detail: format!("{error}: {line}"),
            })?;
            if chunk.usage.is_some() {
                self.usage = chunk.usage;
            }
            for choice in chunk.choices {
                self.add(choice.delta);
            }
        }
        Ok(())
    }

    fn add(&mut self, delta: Delta) {
        for piece in delta.tool_calls {
            if piece.index >= MOST_CALLS {
                continue;
            }
            if self.calls.len() <= piece.index {
                self.calls.resize(piece.index + 1, ToolCall::default());
            }
            let call = &mut self.calls[piece.index];
            call.id.push_str(&piece.id.unwrap_or_default());
            if let Some(function) = piece.function {
                call.name.push_str(&function.name.unwrap_or_default());
                call.arguments.push_str(&function.arguments.unwrap_or_default());
            }
        }
        if let Some(text) = delta.content.filter(|text| !text.is_empty()) {
            self.said.push_str(&text);
            self.ready.push_back(LlmDelta { text, ..LlmDelta::default() });
        }
    }

    fn finish(&mut self) {
        self.ended = true;
        let latency = self.started.elapsed().as_secs_f64();
        let tokens = self.usage.take();
        let usage = Usage::priced(
            tokens.as_ref().map_or(self.prompt_tokens, |tokens| tokens.prompt_tokens),
            tokens.as_ref().map_or_else(|| estimated_tokens(&self.said), |tokens| tokens.completion_tokens),
            latency,
        );
        let tool_calls = std::mem::take(&mut self.calls);
        self.ready.push_back(LlmDelta { text: String::new(), tool_calls, usage: Some(usage) });
    }
}

fn body(request: &ModelRequest, model: Option<&str>) -> Value {
    let mut body: Map<String, Value> = request.config.completion_params.clone();
    body.insert("model".to_owned(), json!(model.unwrap_or(&request.config.name)));
    body.insert("messages".to_owned(), request.messages.iter().map(message).collect());
    body.insert("stream".to_owned(), json!(true));
    body.insert("stream_options".to_owned(), json!({"include_usage": true}));
    if !request.tools.is_empty() {
        let tools = request.tools.iter().map(|tool| {
            json!({"type": "function", "function": {
                "name": tool.name, "description": tool.description, "parameters": tool.parameters}})
        });
        body.insert("tools".to_owned(), tools.collect());
    }
    if !request.stop.is_empty() {
        body.insert("stop".to_owned(), json!(request.stop));
    }
    Value::Object(body)
}

fn message(message: &PromptMessage) -> Value {
    let content = if message.files.is_empty() {
        json!(message.text)
    } else {
        let images = message.files.iter().map(|url| json!({"type": "image_url", "image_url": {"url": url}}));
        std::iter::once(json!({"type": "text", "text": message.text})).chain(images).collect()
    };
    let mut sent = json!({"role": message.role, "content": content});
    if message.role == Role::Tool {
        sent["tool_call_id"] = json!(message.tool_call_id);
    }
    if !message.tool_calls.is_empty() {
        let calls = message.tool_calls.iter().map(|call| {
            json!({"id": call.id, "type": "function",
                "function": {"name": call.name, "arguments": call.arguments}})
        });
        sent["tool_calls"] = calls.collect();
    }
    sent
}

fn connection(error: &reqwest::Error) -> ModelError {
    let kind = if error.is_timeout() { "timed out" } else { "broken" };
    ModelError::Connection { provider: PROVIDER, detail: format!("{kind}: {error}") }
}

fn refused(status: u16, detail: String) -> ModelError {
    let provider = PROVIDER;
    match status {
        401 | 403 => ModelError::Authorization { provider },
        429 => ModelError::RateLimit { provider, detail },
        400 | 404 | 422 => ModelError::BadRequest { provider, detail },
        500.. => ModelError::ServerUnavailable { provider, detail: format!("{status} {detail}") },
        _ => ModelError::Unknown { provider, detail: format!("{status} {detail}") },
    }
}
