//! The pipeline of chat, agent-chat and completion: text deltas out, one message row at the end.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::mpsc;

use super::based_generate_task_pipeline::BasedGenerateTaskPipeline;
use super::message_cycle_manage::{agent_thought, name_conversation};
use crate::apps::base_app_queue_manager::Listener;
use crate::entities::app_invoke_entities::{EasyUiAppGenerateEntity, MessageRef};
use crate::entities::queue_entities::{QueueEvent, StopReason};
use crate::entities::task_entities::{MessageEndData, Metadata, StreamResponse, TextDelta};
use crate::model::entities::{estimated_tokens, prompt_tokens};
use crate::model::{LlmResult, PromptMessage, Usage};
use crate::services::Service;
use crate::store::{FinishedMessage, StoreError};
use crate::workflow::template::without_references;

#[derive(Debug)]
pub struct EasyUiBasedGenerateTaskPipeline {
    base: BasedGenerateTaskPipeline,
    message: MessageRef,
    began: Instant,
    answer: String,
    prompt: Arc<Vec<PromptMessage>>,
}

impl EasyUiBasedGenerateTaskPipeline {
    /// Starts the pipeline; what it has to say comes out of the receiver.
    pub fn spawn(
        service: &Service,
        entity: EasyUiAppGenerateEntity,
        message: MessageRef,
        listener: Listener,
    ) -> mpsc::Receiver<StreamResponse> {
        let (base, events) = BasedGenerateTaskPipeline::new(service, entity.base.task, listener);
        if entity.auto_generate_name && entity.conversation.is_none() {
            name_conversation(service, message.conversation, &entity.query);
        }
        let pipeline =
            Self { base, message, began: Instant::now(), answer: String::new(), prompt: Arc::default() };
        service.spawned.spawn(pipeline.process());
        events
    }

    async fn process(mut self) {
        let rows = self.listen().await;
        self.base.finish(rows).await;
    }

    async fn listen(&mut self) -> Result<(), StoreError> {
        while let Some(event) = self.base.next().await {
            match event {
                QueueEvent::LlmChunk { text, prompt } => {
                    self.prompt = prompt;
                    self.answer.push_str(&text);
                    let delta = self.delta(text);
                    self.base.emit(StreamResponse::Message(delta)).await;
                }
                QueueEvent::AgentMessage { text } => {
                    self.answer.push_str(&text);
                    let delta = self.delta(text);
                    self.base.emit(StreamResponse::AgentMessage(delta)).await;
                }
                QueueEvent::AgentThought { thought, stage } => {
                    let task = self.base.task;
                    if let Some(data) = agent_thought(&self.base.service, task, thought, stage).await? {
                        self.base.emit(StreamResponse::AgentThought(data)).await;
                    }
                }
                QueueEvent::MessageEnd { result, prompt } => {
                    self.prompt = prompt;
                    return self.end(result).await;
                }
                QueueEvent::Stop(reason) => {
                    let result = self.so_far(reason);
                    return self.end(result).await;
                }
                QueueEvent::Error(error) => {
                    self.base.service.store.fail_message(self.message.message, &error.to_string()).await?;
                    self.base.emit_error(&error).await;
                    return Ok(());
                }
                QueueEvent::Ping => self.base.emit(StreamResponse::Ping).await,
                // Events of workflows: no runner of an easy-UI app publishes them.
                _ => {}
            }
        }
        Ok(())
    }

    fn delta(&self, answer: String) -> TextDelta {
        TextDelta { task_id: self.base.task, id: self.message.message, answer }
    }

    /// What a run that was stopped has cost: the prompt, and what was said of the answer.
    fn so_far(&self, reason: StopReason) -> LlmResult {
        tracing::info!(task = %self.base.task, ?reason, "run stopped");
        let latency = self.began.elapsed().as_secs_f64();
        let usage = Usage::priced(prompt_tokens(&self.prompt), estimated_tokens(&self.answer), latency);
        LlmResult { text: self.answer.clone(), usage: Some(usage), ..LlmResult::default() }
    }

    async fn end(&mut self, result: LlmResult) -> Result<(), StoreError> {
        let usage = result.usage.unwrap_or_else(Usage::zero);
        let metadata = Metadata { usage: Some(usage.clone()) };
        // A blocking answer is its text: it comes as one delta before the end.
        if self.answer.is_empty() && !result.text.is_empty() {
            let delta = self.delta(result.text.clone());
            self.base.emit(StreamResponse::Message(delta)).await;
        }
        let finished = FinishedMessage {
            prompt: self.prompt.iter().map(PromptMessage::shortened).collect(),
            answer: without_references(result.text.trim()),
            usage,
            latency: self.began.elapsed().as_secs_f64(),
            metadata: metadata.clone(),
        };
        self.base.service.store.finish_message(self.message.message, finished).await?;
        let data = MessageEndData { task_id: self.base.task, id: self.message.message, metadata };
        self.base.emit(StreamResponse::MessageEnd(data)).await;
        Ok(())
    }
}
