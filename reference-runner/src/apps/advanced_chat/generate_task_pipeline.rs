//! The pipeline of an advanced-chat answer: the run's rows as in a workflow, the answer's text as its route allows, one
//! message row at the end.

use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;
use tokio::sync::mpsc;

use super::stream_route::StreamRoute;
use crate::apps::base_app_queue_manager::Listener;
use crate::apps::workflow::app_runner::system_variables;
use crate::entities::app_invoke_entities::{MessageRef, WorkflowAppGenerateEntity};
use crate::entities::queue_entities::{QueueEvent, RunError, StopReason};
use crate::entities::task_entities::{MessageEndData, Metadata, StreamResponse, TextDelta};
use crate::ids::WorkflowRunId;
use crate::model::Usage;
use crate::services::Service;
use crate::store::{FinishedMessage, StoreError};
use crate::task_pipeline::based_generate_task_pipeline::BasedGenerateTaskPipeline;
use crate::task_pipeline::message_cycle_manage::name_conversation;
use crate::task_pipeline::workflow_cycle_manage::WorkflowCycle;
use crate::workflow::entities::EngineEvent;
use crate::workflow::graph::Graph;

#[derive(Debug)]
pub struct AdvancedChatAppGenerateTaskPipeline {
    base: BasedGenerateTaskPipeline,
    cycle: WorkflowCycle,
    graph: Arc<Graph>,
    route: StreamRoute,
    system: serde_json::Map<String, Value>,
    message: MessageRef,
    answer: String,
    began: Instant,
}

impl AdvancedChatAppGenerateTaskPipeline {
    pub fn spawn(
        service: &Service,
        entity: &WorkflowAppGenerateEntity,
        run: WorkflowRunId,
        message: MessageRef,
        listener: Listener,
    ) -> mpsc::Receiver<StreamResponse> {
        let (base, events) = BasedGenerateTaskPipeline::new(service, entity.base.task, listener);
        if entity.auto_generate_name && entity.conversation.is_none() {
            name_conversation(service, message.conversation, &entity.query);
        }
        let system = system_variables(entity, Some(message.conversation));
        let pipeline = Self {
            base,
            cycle: WorkflowCycle::new(service, entity, run, Some(message.message)),
            graph: Arc::clone(&entity.graph),
            route: StreamRoute::of(&entity.graph),
            system,
            message,
            answer: String::new(),
            began: Instant::now(),
        };
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
                QueueEvent::Workflow(EngineEvent::WorkflowSucceeded) => {
                    let finished = self.cycle.finish("succeeded", None).await?;
                    self.base.emit(finished).await;
                    self.base.listener.publish(QueueEvent::AdvancedChatMessageEnd);
                }
                QueueEvent::Workflow(EngineEvent::WorkflowFailed { error }) => {
                    let finished = self.cycle.finish("failed", Some(error.clone())).await?;
                    self.base.emit(finished).await;
                    return self.fail(RunError::Invalid(format!("Run failed: {error}"))).await;
                }
                QueueEvent::Workflow(event) => self.workflow_event(event).await?,
                QueueEvent::AdvancedChatMessageEnd => return self.end_message().await,
                QueueEvent::Stop(reason) => return self.stop(reason).await,
                QueueEvent::Error(error) => {
                    if self.cycle.is_running() {
                        self.cycle.fail_running_nodes(&error.to_string()).await?;
                        let finished = self.cycle.finish("failed", Some(error.to_string())).await?;
                        self.base.emit(finished).await;
                    }
                    return self.fail(error).await;
                }
                QueueEvent::Ping => self.base.emit(StreamResponse::Ping).await,
                // Events of easy-UI apps: the engine's callback publishes none.
                _ => {}
            }
        }
        Ok(())
    }

    async fn workflow_event(&mut self, event: EngineEvent) -> Result<(), StoreError> {
        match event {
            EngineEvent::WorkflowStarted { inputs } => {
                let started = self.cycle.start(inputs).await?;
                self.base.emit(started).await;
            }
            EngineEvent::NodeStarted { node, index, predecessor, .. } => {
                let texts = self.route.started(&node.id);
                let started = self.cycle.start_node(node, index, predecessor).await?;
                self.say(texts).await;
                self.base.emit(started).await;
            }
            EngineEvent::TextChunk { node_id, text } => {
                if self.route.shows(&node_id) {
                    self.say(vec![text]).await;
                }
            }
            EngineEvent::NodeSucceeded { node, iteration, outcome }
            | EngineEvent::NodeFailed { node, iteration, outcome } => {
                let error = outcome.error.clone();
                let finished = self.cycle.finish_node(&node, iteration.as_ref(), *outcome).await?;
                let system = |name: &str| self.system.get(name).cloned();
                let texts = self.route.finished(&self.cycle.state, &system);
                self.say(texts).await;
                if let Some(finished) = finished {
                    self.base.emit(finished).await;
                }
                if let Some(error) = error {
                    self.end_iteration(Err(error)).await?;
                }
            }
            EngineEvent::IterationStarted { node, index, predecessor, items } => {
                let texts = self.route.started(&node.id);
                let started = self.cycle.start_iteration(node, index, predecessor, items).await?;
                self.say(texts).await;
                self.base.emit(started).await;
            }
            EngineEvent::IterationNext { node, round, run_index, item, output } => {
                let next = self.cycle.next_round(&self.graph, node, round, run_index, item, output).await?;
                self.base.emit(next).await;
            }
            EngineEvent::IterationCompleted { outputs, .. } => {
                self.end_iteration(Ok(outputs)).await?;
                let system = |name: &str| self.system.get(name).cloned();
                let texts = self.route.finished(&self.cycle.state, &system);
                self.say(texts).await;
            }
            EngineEvent::WorkflowSucceeded | EngineEvent::WorkflowFailed { .. } => {}
        }
        Ok(())
    }

    async fn say(&mut self, texts: Vec<String>) {
        for answer in texts {
            self.answer.push_str(&answer);
            let delta = TextDelta { task_id: self.base.task, id: self.message.message, answer };
            self.base.emit(StreamResponse::Message(delta)).await;
        }
    }

    async fn end_iteration(&mut self, outputs: Result<Vec<Value>, String>) -> Result<(), StoreError> {
        if let Some(completed) = self.cycle.end_iteration(outputs).await? {
            self.base.emit(completed).await;
        }
        Ok(())
    }

    /// The row of the message with what was said; what it cost is what the last model took.
    async fn end_message(&mut self) -> Result<(), StoreError> {
        let usage = self.cycle.state.usage.clone();
        let metadata = Metadata { usage: usage.clone() };
        let finished = FinishedMessage {
            prompt: Vec::new(),
            answer: self.answer.trim().to_owned(),
            usage: usage.unwrap_or_else(Usage::zero),
            latency: self.began.elapsed().as_secs_f64(),
            metadata: metadata.clone(),
        };
        self.base.service.store.finish_message(self.message.message, finished).await?;
        let data = MessageEndData { task_id: self.base.task, id: self.message.message, metadata };
        self.base.emit(StreamResponse::MessageEnd(data)).await;
        Ok(())
    }

    async fn stop(&mut self, reason: StopReason) -> Result<(), StoreError> {
        tracing::info!(task = %self.base.task, ?reason, "run stopped");
        if self.cycle.is_running() {
            self.cycle.fail_running_nodes(reason.text()).await?;
            self.end_iteration(Err(reason.text().to_owned())).await?;
            let finished = self.cycle.finish("stopped", Some(reason.text().to_owned())).await?;
            self.base.emit(finished).await;
        }
        self.end_message().await
    }

    async fn fail(&mut self, error: RunError) -> Result<(), StoreError> {
        self.base.service.store.fail_message(self.message.message, &error.to_string()).await?;
        self.base.emit_error(&error).await;
        Ok(())
    }
}
