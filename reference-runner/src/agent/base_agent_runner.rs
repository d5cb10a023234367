//! What both strategies share: rounds and their rows, calls of tools, the end.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::tools;
use crate::apps::base_app_queue_manager::Publisher;
use crate::apps::base_app_runner::RunnerError;
use crate::entities::app_config::AgentConfig;
use crate::entities::app_invoke_entities::EasyUiAppGenerateEntity;
use crate::entities::queue_entities::{QueueEvent, ThoughtStage};
use crate::ids::{AgentThoughtId, MessageId};
use crate::model::{LlmResult, ModelRequest, PromptMessage, Role, ToolSpec, Usage};
use crate::services::Service;
use crate::store::ThoughtProgress;
use crate::workflow::template::fill_inputs;

pub struct BaseAgentRunner {
    pub service: Service,
    pub publisher: Publisher,
    pub entity: EasyUiAppGenerateEntity,
    pub agent: AgentConfig,
    pub message: MessageId,
    pub memory: Vec<PromptMessage>,
}

/// A tool that was asked for, and what it said.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    pub tool: String,
    pub input: Value,
    pub observation: String,
}

impl BaseAgentRunner {
    /// In the last round no tool may be asked for.
    pub fn rounds(&self) -> u32 {
        self.agent.max_iteration + 1
    }

    pub fn tools(&self) -> Vec<ToolSpec> {
        self.agent.tools.iter().filter_map(|name| tools::spec(name)).collect()
    }

    pub fn system_prompt(&self) -> String {
        fill_inputs(&self.entity.config.pre_prompt, &self.entity.base.inputs)
    }

    /// The question; its images are shown in the first round.
    pub fn question(&self, first_round: bool) -> PromptMessage {
        let mut asked = PromptMessage::new(Role::User, self.entity.query.clone());
        if first_round {
            asked.files = self.entity.base.files.iter().map(|file| file.url.clone()).collect();
        }
        asked
    }

    pub fn request(
        &self,
        messages: Vec<PromptMessage>,
        tools: Vec<ToolSpec>,
        stop: Vec<String>,
    ) -> ModelRequest {
        ModelRequest { config: self.entity.config.model.clone(), messages, tools, stop }
    }

    pub async fn begin_thought(&self) -> Result<AgentThoughtId, RunnerError> {
        Ok(self.service.store.create_thought(self.message, self.entity.base.user.id).await?)
    }

    /// Saves what the round has come to and tells the pipeline, which reads it again by id.
    pub async fn save(
        &self,
        thought: AgentThoughtId,
        stage: ThoughtStage,
        progress: ThoughtProgress,
    ) -> Result<(), RunnerError> {
        self.service.store.save_thought(thought, progress).await?;
        self.show(thought, stage)
    }

    pub fn show(&self, thought: AgentThoughtId, stage: ThoughtStage) -> Result<(), RunnerError> {
        Ok(self.publisher.publish(QueueEvent::AgentThought { thought, stage })?)
    }

    pub fn say(&self, text: &str) -> Result<(), RunnerError> {
        if text.is_empty() {
            return Ok(());
        }
        Ok(self.publisher.publish(QueueEvent::AgentMessage { text: text.to_owned() })?)
    }

    /// Runs a tool with nothing in hand. Whatever goes wrong is what the model is told.
    pub async fn invoke(&self, tool: &str, input: Value) -> Invocation {
        let known = self.agent.tools.iter().any(|name| name == tool);
        let observation = if known {
            tools::invoke(tool, &input, &self.service.http).await.unwrap_or_else(|error| error)
        } else {
            format!("there is not a tool named {tool}")
        };
        Invocation { tool: tool.to_owned(), input, observation }
    }

    pub fn end(&self, text: String, usage: Usage, prompt: Vec<PromptMessage>) -> Result<(), RunnerError> {
        let result = LlmResult { text, usage: Some(usage), ..LlmResult::default() };
        Ok(self.publisher.publish(QueueEvent::MessageEnd { result, prompt: Arc::new(prompt) })?)
    }
}

/// `;`-joined names, and maps by name, as the columns have them.
pub fn asked(invocations: &[(String, Value)]) -> ThoughtProgress {
    let names: Vec<&str> = invocations.iter().map(|(name, _)| name.as_str()).collect();
    let labels: Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!({"en_US": name, "zh_Hans": name}))).collect();
    let inputs: Map<String, Value> = invocations.iter().cloned().collect();
    ThoughtProgress {
        tool: Some(names.join(";")),
        tool_labels: Some(Value::Object(labels).to_string()),
        tool_input: Some(if inputs.is_empty() { String::new() } else { Value::Object(inputs).to_string() }),
        ..ThoughtProgress::default()
    }
}

pub fn observed(invocations: &[Invocation]) -> ThoughtProgress {
    let results: Map<String, Value> =
        invocations.iter().map(|made| (made.tool.clone(), made.observation.clone().into())).collect();
    let meta: Map<String, Value> = invocations
        .iter()
        .map(|made| (made.tool.clone(), json!({"tool_config": {"tool_provider_type": "builtin"}})))
        .collect();
    ThoughtProgress {
        observation: Some(Value::Object(results).to_string()),
        tool_meta: Some(Value::Object(meta).to_string()),
        ..ThoughtProgress::default()
    }
}
