//! The pipeline of a workflow: rows of the run and its nodes, the log of the call, text as it comes.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::stream_route::StreamRoute;
use crate::apps::base_app_queue_manager::Listener;
use crate::entities::app_invoke_entities::WorkflowAppGenerateEntity;
use crate::entities::queue_entities::{QueueEvent, RunError, StopReason};
use crate::entities::task_entities::{StreamResponse, TextChunkData, WorkflowText};
use crate::ids::WorkflowRunId;
use crate::services::Service;
use crate::store::StoreError;
use crate::task_pipeline::based_generate_task_pipeline::BasedGenerateTaskPipeline;
use crate::task_pipeline::workflow_cycle_manage::WorkflowCycle;
use crate::workflow::entities::EngineEvent;
use crate::workflow::graph::Graph;

#[derive(Debug)]
pub struct WorkflowAppGenerateTaskPipeline {
    base: BasedGenerateTaskPipeline,
    cycle: WorkflowCycle,
    graph: Arc<Graph>,
    route: StreamRoute,
}

impl WorkflowAppGenerateTaskPipeline {
    pub fn spawn(
        service: &Service,
        entity: &WorkflowAppGenerateEntity,
        run: WorkflowRunId,
        listener: Listener,
    ) -> mpsc::Receiver<StreamResponse> {
        let (base, events) = BasedGenerateTaskPipeline::new(service, entity.base.task, listener);
        let pipeline = Self {
            base,
            cycle: WorkflowCycle::new(service, entity, run, None),
            graph: Arc::clone(&entity.graph),
            route: StreamRoute::of(&entity.graph),
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
                    return self.end("succeeded", None).await;
                }
                QueueEvent::Workflow(EngineEvent::WorkflowFailed { error }) => {
                    return self.end("failed", Some(error)).await;
                }
                QueueEvent::Workflow(event) => self.workflow_event(event).await?,
                QueueEvent::Stop(reason) => return self.stop(reason).await,
                QueueEvent::Error(error) => return self.fail(error).await,
                QueueEvent::Ping => self.base.emit(StreamResponse::Ping).await,
                // Events of message-based apps: the engine's callback publishes none.
                _ => {}
            }
        }
        Ok(())
    }

    async fn workflow_event(&mut self, event: EngineEvent) -> Result<(), StoreError> {
        let response = match event {
            EngineEvent::WorkflowStarted { inputs } => self.cycle.start(inputs).await?,
            EngineEvent::NodeStarted { node, index, predecessor, .. } => {
                let said = self.route.started(&node.id);
                let started = self.cycle.start_node(node, index, predecessor).await?;
                self.base.emit(started).await;
                for text in said {
                    self.text(text).await;
                }
                return Ok(());
            }
            EngineEvent::TextChunk { node_id, text } => {
                if self.route.shows(&node_id) {
                    self.text(text).await;
                }
                return Ok(());
            }
            EngineEvent::NodeSucceeded { node, iteration, outcome }
            | EngineEvent::NodeFailed { node, iteration, outcome } => {
                let outputs = outcome.outputs.as_ref();
                let text = outputs.and_then(|outputs| outputs.get("text")?.as_str()).unwrap_or_default();
                self.route.finished(&node.id, text);
                let error = outcome.error.clone();
                if let Some(finished) = self.cycle.finish_node(&node, iteration.as_ref(), *outcome).await? {
                    self.base.emit(finished).await;
                }
                if let Some(error) = error {
                    self.end_iteration(error).await?;
                }
                return Ok(());
            }
            EngineEvent::IterationStarted { node, index, predecessor, items } => {
                self.cycle.start_iteration(node, index, predecessor, items).await?
            }
            EngineEvent::IterationNext { node, round, run_index, item, output } => {
                self.cycle.next_round(&self.graph, node, round, run_index, item, output).await?
            }
            EngineEvent::IterationCompleted { outputs, .. } => {
                match self.cycle.end_iteration(Ok(outputs)).await? {
                    Some(completed) => completed,
                    None => return Ok(()),
                }
            }
            EngineEvent::WorkflowSucceeded | EngineEvent::WorkflowFailed { .. } => return Ok(()),
        };
        self.base.emit(response).await;
        Ok(())
    }

    async fn text(&mut self, text: String) {
        let chunk = WorkflowText { task_id: self.base.task, data: TextChunkData { text } };
        self.base.emit(StreamResponse::TextChunk(chunk)).await;
    }

    async fn end_iteration(&mut self, error: String) -> Result<(), StoreError> {
        if let Some(completed) = self.cycle.end_iteration(Err(error)).await? {
            self.base.emit(completed).await;
        }
        Ok(())
    }

    /// The run's last row, the log of the call, the last event.
    async fn end(&mut self, status: &'static str, error: Option<String>) -> Result<(), StoreError> {
        let finished = self.cycle.finish(status, error).await?;
        self.base.service.store.log_workflow_call(self.cycle.run).await?;
        self.base.emit(finished).await;
        Ok(())
    }

    /// A run that has not begun has no row to finish.
    async fn stop(&mut self, reason: StopReason) -> Result<(), StoreError> {
        tracing::info!(task = %self.base.task, ?reason, "run stopped");
        if !self.cycle.is_running() {
            let stopped = RunError::Invalid(reason.text().to_owned());
            self.base.emit_error(&stopped).await;
            return Ok(());
        }
        self.cycle.fail_running_nodes(reason.text()).await?;
        self.end_iteration(reason.text().to_owned()).await?;
        self.end("stopped", Some(reason.text().to_owned())).await
    }

    async fn fail(&mut self, error: RunError) -> Result<(), StoreError> {
        if self.cycle.is_running() {
            self.cycle.fail_running_nodes(&error.to_string()).await?;
            self.end_iteration(error.to_string()).await?;
            self.end("failed", Some(error.to_string())).await?;
        }
        self.base.emit_error(&error).await;
        Ok(())
    }
}
