//! The pipeline of chat, agent-chat and completion: text deltas out, one message row at the end.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use reference_runner::apps::base_app_queue_manager::Listener;
use reference_runner::entities::app_invoke_entities::{EasyUiAppGenerateEntity, MessageRef};
use reference_runner::entities::queue_entities::{QueueEvent, RunError, ThoughtStage};
use reference_runner::entities::task_entities::{
    AgentThoughtData, MessageEndData, Metadata, StreamResponse, TextDelta,
};
use reference_runner::model::entities::{estimated_tokens, prompt_tokens};
use reference_runner::model::{LlmResult, PromptMessage, Usage};
use reference_runner::store::{FinishedMessage, Result};
use reference_runner::task_pipeline::based_generate_task_pipeline::BasedGenerateTaskPipeline;
use reference_runner::workflow::template::without_references;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::State;
use crate::db::{Conn, Db};
use crate::models::{Conversation, Message, Thought, touch};
use crate::moderation::Said;
use crate::naming::name_conversation;

pub struct Pipeline {
    base: BasedGenerateTaskPipeline,
    events: Option<mpsc::Receiver<StreamResponse>>,
    db: Db,
    conversation: Conversation,
    message: Message,
    to: MessageRef,
    naming: Option<JoinHandle<()>>,
    began: Instant,
    answer: String,
    prompt: Arc<Vec<PromptMessage>>,
}

impl Pipeline {
    pub fn new(
        state: &State,
        entity: &EasyUiAppGenerateEntity,
        conversation: Conversation,
        message: Message,
        to: MessageRef,
        listener: Listener,
    ) -> Self {
        let (base, events) = BasedGenerateTaskPipeline::new(&state.service, entity.base.task, listener);
        let naming =
            entity.auto_generate_name.then(|| name_conversation(state, to.conversation, &entity.query));
        Self {
            base,
            events: Some(events),
            db: state.db.clone(),
            conversation,
            message,
            to,
            naming,
            began: Instant::now(),
            answer: String::new(),
            prompt: Arc::default(),
        }
    }

    /// Starts it; what it has to say comes out of the receiver.
    pub fn spawn(mut self, said: Said, watch: Option<JoinHandle<()>>) -> mpsc::Receiver<StreamResponse> {
        let events = self.events.take().unwrap_or_else(|| mpsc::channel(1).1);
        let spawned = self.base.service.spawned.clone();
        spawned.spawn(async move {
            let rows = self.listen(&said).await;
            if let Some(watch) = watch {
                watch.abort();
            }
            self.base.finish(rows).await;
        });
        events
    }

    async fn listen(&mut self, said: &Said) -> Result<()> {
        // for the thoughts of an agent; kept once it is there
        let mut conn: Option<Conn> = None;
        loop {
            let event = self.base.next().await; //~ guard_across_await: row 14: taken for the first thought, kept for the rest of the answer
            let Some(event) = event else { return Ok(()) };
            let response = match event {
                QueueEvent::LlmChunk { text, prompt } => {
                    self.prompt = prompt;
                    self.answer.push_str(&text);
                    said.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
                    StreamResponse::Message(self.delta(text))
                }
                QueueEvent::AgentMessage { text } => {
                    self.answer.push_str(&text);
                    StreamResponse::AgentMessage(self.delta(text))
                }
                QueueEvent::AgentThought { thought, stage } => {
                    if conn.is_none() {
                        conn = Some(self.db.conn().await?);
                    }
                    let Some(conn) = &mut conn else { continue };
                    let Some(thought) = Thought::find(conn, thought).await? else { continue };
                    StreamResponse::AgentThought(self.thought(thought, stage))
                }
                QueueEvent::MessageEnd { result, prompt } => {
                    self.prompt = prompt;
                    return self.end(result).await; //~ nested_acquire: row 13: the tail takes a second one
                }
                QueueEvent::Stop(reason) => {
                    tracing::info!(task = %self.base.task, ?reason, "run stopped");
                    let latency = self.began.elapsed().as_secs_f64();
                    let tokens = (prompt_tokens(&self.prompt), estimated_tokens(&self.answer));
                    let usage = Some(Usage::priced(tokens.0, tokens.1, latency));
                    return self
                        .end(LlmResult { text: self.answer.clone(), usage, ..LlmResult::default() })
                        .await; //~ nested_acquire: row 13: as above
                }
                QueueEvent::Error(error) => return self.fail(error).await, //~ nested_acquire: row 13: as above
                QueueEvent::Ping => StreamResponse::Ping,
                // events of workflows: no runner of these modes publishes them
                _ => continue,
            };
            self.base.emit(response).await; //~ guard_across_await: row 14: kept while the client is told
        }
    }

    fn delta(&self, answer: String) -> TextDelta {
        TextDelta { task_id: self.base.task, id: self.to.message, answer }
    }

    /// What had been written of it at this stage; the row may be ahead.
    fn thought(&self, thought: Thought, stage: ThoughtStage) -> AgentThoughtData {
        let begun = stage == ThoughtStage::Begun;
        let text = |text: Option<String>, hidden: bool| if hidden { Some(String::new()) } else { text };
        let files = thought.message_files.and_then(|files| serde_json::from_str(&files).ok());
        AgentThoughtData {
            task_id: self.base.task,
            id: thought.id.parse().unwrap_or_else(|_| reference_runner::ids::AgentThoughtId::random()),
            position: thought.position,
            thought: text(thought.thought, begun),
            observation: text(thought.observation, stage != ThoughtStage::Observed),
            tool: text(thought.tool, begun),
            tool_labels: match begun {
                true => serde_json::Map::new(),
                false => serde_json::from_str(&thought.tool_labels_str).unwrap_or_default(),
            },
            tool_input: text(thought.tool_input, begun),
            message_files: files.unwrap_or_default(),
        }
    }

    /// Saves the message, says the last word, and waits for the conversation's name.
    async fn end(&mut self, result: LlmResult) -> Result<()> {
        let usage = result.usage.unwrap_or_else(Usage::zero);
        let metadata = Metadata { usage: Some(usage.clone()) };
        // a blocking answer is its text: it comes as one delta before the end
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
        let mut conn = self.db.conn().await?;
        self.message.answer.clone_from(&finished.answer);
        self.message.save(&mut conn).await?;
        self.message.save_usage(&mut conn, &finished).await?;
        let data = MessageEndData { task_id: self.base.task, id: self.to.message, metadata };
        self.base.emit(StreamResponse::MessageEnd(data)).await; //~ guard_across_await: row 13: the tail, kept while the client is told
        if let Some(naming) = self.naming.take() {
            let _ = naming.await; //~ guard_across_await: row 13: the tail, kept while the title is made
        }
        touch(&mut conn, &self.conversation.id).await
    }

    async fn fail(&mut self, error: RunError) -> Result<()> {
        let mut conn = self.db.conn().await?;
        self.message.status = "error".to_owned();
        self.message.error = Some(error.to_string());
        self.message.save(&mut conn).await?;
        drop(conn);
        self.base.emit_error(&error).await;
        Ok(())
    }
}
