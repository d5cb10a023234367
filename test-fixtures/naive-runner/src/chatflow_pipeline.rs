//! The pipeline of an advanced-chat answer: the run's rows as in a workflow, the answer's text as its route allows, one
//! message row at the end.

use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;
use sqlx::AnyConnection;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use reference_runner::apps::advanced_chat::stream_route::StreamRoute;
use reference_runner::apps::base_app_queue_manager::Listener;
use reference_runner::entities::app_invoke_entities::{MessageRef, WorkflowAppGenerateEntity};
use reference_runner::entities::queue_entities::{QueueEvent, RunError, StopReason};
use reference_runner::entities::task_entities::{MessageEndData, Metadata, StreamResponse, TextDelta};
use reference_runner::ids::WorkflowRunId;
use reference_runner::model::Usage;
use reference_runner::store::{FinishedMessage, StoreError};
use reference_runner::task_pipeline::based_generate_task_pipeline::BasedGenerateTaskPipeline;
use reference_runner::task_pipeline::workflow_cycle_manage::WorkflowCycle;
use reference_runner::workflow::entities::EngineEvent;
use reference_runner::workflow::graph::Graph;

use crate::State;
use crate::db::{Db, sql};
use crate::engine::system_variables;
use crate::models::{Message, touch};
use crate::naming::name_conversation;
use crate::workflow_pipeline::ran_before;

pub struct ChatflowPipeline {
    base: BasedGenerateTaskPipeline,
    db: Db,
    cycle: WorkflowCycle,
    graph: Arc<Graph>,
    route: StreamRoute,
    system: serde_json::Map<String, Value>,
    message: Message,
    to: MessageRef,
    naming: Option<JoinHandle<()>>,
    answer: String,
    began: Instant,
}

impl ChatflowPipeline {
    pub fn spawn(
        state: &State,
        entity: &WorkflowAppGenerateEntity,
        run: WorkflowRunId,
        message: Message,
        to: MessageRef,
        listener: Listener,
    ) -> mpsc::Receiver<StreamResponse> {
        let (base, events) = BasedGenerateTaskPipeline::new(&state.service, entity.base.task, listener);
        let naming =
            entity.auto_generate_name.then(|| name_conversation(state, to.conversation, &entity.query));
        let system = system_variables(entity, Some(to.conversation));
        let pipeline = Self {
            base,
            db: state.db.clone(),
            cycle: WorkflowCycle::new(&state.service, entity, run, Some(to.message)),
            graph: Arc::clone(&entity.graph),
            route: StreamRoute::of(&entity.graph),
            system,
            message,
            to,
            naming,
            answer: String::new(),
            began: Instant::now(),
        };
        state.service.spawned.spawn(pipeline.process());
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
                let mut conn = self.db.conn().await?;
                let before = ran_before(&mut conn, &self.cycle.run.to_string(), &node.id).await?;
                tracing::debug!(node = node.id, before, "node started");
                let started = self.cycle.start_node(node, index, predecessor).await?; //~ nested_acquire: row 17: the lookup beside the start of a node
                self.say(texts).await; //~ guard_across_await: row 17: kept while the client is told
                self.base.emit(started).await; //~ guard_across_await: row 17: kept while the client is told
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
                // the variables of the answer, as they are in the rows now
                let mut conn = self.db.conn().await?;
                self.reload_outputs(&mut conn, &node.id).await?;
                let system = |name: &str| self.system.get(name).cloned();
                let texts = self.route.finished(&self.cycle.state, &system);
                self.say(texts).await; //~ guard_across_await: row 15: variables of the answer, flushed with the connection that read them
                if let Some(finished) = finished {
                    self.base.emit(finished).await; //~ guard_across_await: row 15: kept while the client is told
                }
                drop(conn);
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
            let delta = TextDelta { task_id: self.base.task, id: self.to.message, answer };
            self.base.emit(StreamResponse::Message(delta)).await;
        }
    }

    async fn reload_outputs(&mut self, conn: &mut AnyConnection, node: &str) -> Result<(), StoreError> {
        let Some(execution) = self.cycle.state.executions.get(node).map(|execution| execution.id) else {
            return Ok(());
        };
        let saved: Option<(Option<String>,)> =
            sqlx::query_as(sql("SELECT outputs FROM workflow_node_executions WHERE id = $1::uuid"))
                .bind(execution.to_string())
                .fetch_optional(conn)
                .await?;
        if let Some(outputs) = saved.and_then(|(outputs,)| serde_json::from_str(&outputs?).ok()) {
            self.cycle.state.outputs.insert(node.to_owned(), outputs);
        }
        Ok(())
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
        let mut conn = self.db.conn().await?;
        self.message.answer.clone_from(&finished.answer);
        self.message.save(&mut conn).await?;
        self.message.save_usage(&mut conn, &finished).await?;
        let data = MessageEndData { task_id: self.base.task, id: self.to.message, metadata };
        self.base.emit(StreamResponse::MessageEnd(data)).await; //~ guard_across_await: row 13: the tail, kept while the client is told
        if let Some(naming) = self.naming.take() {
            let _ = naming.await; //~ guard_across_await: row 13: the tail, kept while the title is made
        }
        touch(&mut conn, &self.message.conversation_id).await
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
        let mut conn = self.db.conn().await?;
        self.message.status = "error".to_owned();
        self.message.error = Some(error.to_string());
        self.message.save(&mut conn).await?;
        drop(conn);
        self.base.emit_error(&error).await;
        Ok(())
    }
}
