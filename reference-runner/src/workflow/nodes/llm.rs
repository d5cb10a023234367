//! Asks the model with a prompt made from variables; its text streams while it comes. Memory is one short scope before.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{NodeRun, NodeRunResult};
use crate::apps::base_app_runner::memory;
use crate::entities::queue_entities::RunError;
use crate::model::{LlmResult, ModelConfig, ModelRequest, PromptMessage, Role};
use crate::workflow::engine::Surroundings;
use crate::workflow::entities::{EngineEvent, NodeOutcome};
use crate::workflow::template::{fill_selectors, stringify};
use crate::workflow::variable_pool::VariablePool;

#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    pub model: ModelConfig,
    pub prompt_template: PromptTemplate,
    #[serde(default)]
    pub memory: Option<Memory>,
    #[serde(default)]
    pub context: Context,
    #[serde(default)]
    pub vision: Vision,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum PromptTemplate {
    Chat(Vec<TemplateMessage>),
    Completion { text: String },
}

#[derive(Debug, Clone, Deserialize)]
pub struct TemplateMessage {
    pub role: Role,
    pub text: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Memory {
    pub window: Window,
    #[serde(default)]
    pub query_prompt_template: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Window {
    pub enabled: bool,
    #[serde(default)]
    pub size: Option<u32>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Context {
    pub enabled: bool,
    #[serde(default)]
    pub variable_selector: Option<Vec<String>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Vision {
    pub enabled: bool,
}

const CONTEXT: &str = "{{#context#}}";

fn fill(data: &Data, text: &str, pool: &VariablePool) -> String {
    let context = data.context.variable_selector.as_ref().filter(|_| data.context.enabled);
    let context = context.and_then(|selector| pool.get(selector)).map(stringify).unwrap_or_default();
    fill_selectors(text, |selector| pool.get(selector).cloned()).replace(CONTEXT, &context)
}

fn prompt(data: &Data, pool: &VariablePool, memory: Vec<PromptMessage>) -> Vec<PromptMessage> {
    let mut messages = match &data.prompt_template {
        PromptTemplate::Chat(template) => template
            .iter()
            .map(|message| PromptMessage::new(message.role, fill(data, &message.text, pool)))
            .filter(|message| !message.text.is_empty())
            .collect(),
        PromptTemplate::Completion { text } => vec![PromptMessage::new(Role::User, fill(data, text, pool))],
    };
    if let Some(settings) = &data.memory {
        messages.extend(memory);
        let template = settings.query_prompt_template.as_deref().filter(|template| !template.is_empty());
        messages
            .push(PromptMessage::new(Role::User, fill(data, template.unwrap_or("{{#sys.query#}}"), pool)));
    }
    if data.vision.enabled
        && let Some(files) = pool.get(&["sys".to_owned(), "files".to_owned()]).and_then(Value::as_array)
        && let Some(asked) = messages.iter_mut().rev().find(|message| message.role == Role::User)
    {
        asked.files = files.iter().filter_map(|file| Some(file.get("url")?.as_str()?.to_owned())).collect();
    }
    messages
}

pub async fn run(id: &str, data: &Data, pool: &VariablePool, around: &Surroundings<'_>) -> NodeRun {
    let remembered = match &data.memory {
        Some(settings) => {
            let window = settings.window.size.filter(|_| settings.window.enabled);
            memory(around.service, around.conversation, window).await
        }
        None => Ok(Vec::new()),
    };
    let remembered = match remembered {
        Ok(remembered) => remembered,
        Err(error) => return Ok(NodeRunResult::failed(Map::new(), shown(&error))),
    };
    let messages = prompt(data, pool, remembered);
    let process_data = json!({
        "model_mode": data.model.mode,
        "prompts": messages.iter().map(PromptMessage::shortened).collect::<Vec<_>>(),
    });
    let process_data = process_data.as_object().cloned();
    let request = ModelRequest { config: data.model.clone(), messages, tools: Vec::new(), stop: Vec::new() };
    let mut result = LlmResult::default();
    let failed = |error: String| {
        let outcome =
            NodeOutcome { process_data: process_data.clone(), error: Some(error), ..NodeOutcome::default() };
        Ok(NodeRunResult { outcome, edge_handle: None })
    };
    let mut stream = match around.service.model.stream(request).await {
        Ok(stream) => stream,
        Err(error) => return failed(error.to_string()),
    };
    while let Some(delta) = stream.next().await {
        match delta {
            Ok(delta) => {
                result.add(&delta);
                if !delta.text.is_empty() {
                    around.tell(&EngineEvent::TextChunk { node_id: id.to_owned(), text: delta.text })?;
                }
            }
            Err(error) => return failed(error.to_string()),
        }
    }
    Ok(NodeRunResult { outcome: outcome(result, process_data), edge_handle: None })
}

fn outcome(result: LlmResult, process_data: Option<Map<String, Value>>) -> NodeOutcome {
    let usage = result.usage;
    let outputs = json!({"text": result.text, "usage": usage});
    let metadata = usage.as_ref().map(|usage| {
        json!({"total_tokens": usage.total_tokens, "total_price": usage.total_price, "currency": usage.currency})
    });
    NodeOutcome {
        process_data,
        outputs: outputs.as_object().cloned(),
        execution_metadata: metadata.as_ref().and_then(Value::as_object).cloned(),
        usage,
        ..NodeOutcome::default()
    }
}

/// What a node's row and the client may read of it.
fn shown(error: &RunError) -> String {
    match error {
        RunError::Internal(detail) => {
            tracing::error!(%detail, "memory not read");
            "memory could not be read".to_owned()
        }
        other => other.to_string(),
    }
}
