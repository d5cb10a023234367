//! The pipeline of a workflow: rows of the run and its nodes, the log of the call, text as it comes. The rows of nodes
//! are written as in the reference runner; what is looked up beside them is not.

use std::sync::Arc;

use sqlx::AnyConnection;
use tokio::sync::mpsc;

use reference_runner::apps::base_app_queue_manager::Listener;
use reference_runner::apps::workflow::stream_route::StreamRoute;
use reference_runner::entities::app_invoke_entities::WorkflowAppGenerateEntity;
use reference_runner::entities::queue_entities::{QueueEvent, RunError, StopReason};
use reference_runner::entities::task_entities::{StreamResponse, TextChunkData, WorkflowText};
use reference_runner::ids::{Moment, WorkflowAppLogId, WorkflowRunId};
use reference_runner::store::StoreError;
use reference_runner::task_pipeline::based_generate_task_pipeline::BasedGenerateTaskPipeline;
use reference_runner::task_pipeline::workflow_cycle_manage::WorkflowCycle;
use reference_runner::workflow::entities::EngineEvent;
use reference_runner::workflow::graph::Graph;

use crate::State;
use crate::db::{Db, sql};
use crate::models::User;

pub struct WorkflowPipeline {
    base: BasedGenerateTaskPipeline,
    db: Db,
    cycle: WorkflowCycle,
    graph: Arc<Graph>,
    route: StreamRoute,
}

impl WorkflowPipeline {
    pub fn spawn(
        state: &State,
        entity: &WorkflowAppGenerateEntity,
        run: WorkflowRunId,
        listener: Listener,
    ) -> mpsc::Receiver<StreamResponse> {
        let (base, events) = BasedGenerateTaskPipeline::new(&state.service, entity.base.task, listener);
        let pipeline = Self {
            base,
            db: state.db.clone(),
            cycle: WorkflowCycle::new(&state.service, entity, run, None),
            graph: Arc::clone(&entity.graph),
            route: StreamRoute::of(&entity.graph),
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
                let mut conn = self.db.conn().await?;
                let before = ran_before(&mut conn, &self.cycle.run.to_string(), &node.id).await?;
                tracing::debug!(node = node.id, before, "node started");
                let started = self.cycle.start_node(node, index, predecessor).await?; //~ nested_acquire: row 17: the lookup beside the start of a node
                self.base.emit(started).await; //~ guard_across_await: row 17: kept while the client is told
                for text in said {
                    self.text(text).await; //~ guard_across_await: row 17: kept while the client is told
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
        let run = self.cycle.run.to_string();
        let mut conn = self.db.conn().await?;
        log_call(&mut conn, &run).await?;
        let creator = User::of_run(&self.db, run).await?; //~ nested_acquire: row 16: who started the run, with a connection in hand
        tracing::debug!(task = %self.base.task, creator = creator.map(|user| user.session_id), "run finished");
        self.base.emit(finished).await; //~ guard_across_await: row 16: kept while the client is told
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

/// How often a node has run in this run.
pub async fn ran_before(conn: &mut AnyConnection, run: &str, node: &str) -> Result<i64, StoreError> {
    let ran: (i64,) = sqlx::query_as(sql(
        "SELECT COUNT(*) FROM workflow_node_executions WHERE workflow_run_id = $1::uuid AND node_id = $2",
    ))
    .bind(run.to_owned())
    .bind(node.to_owned())
    .fetch_one(conn)
    .await?;
    Ok(ran.0)
}

async fn log_call(conn: &mut AnyConnection, run: &str) -> Result<(), StoreError> {
    sqlx::query(sql(
        "INSERT INTO workflow_app_logs (id, tenant_id, app_id, workflow_id, workflow_run_id, created_from, \
         created_by_role, created_by, created_at) SELECT $1::uuid, tenant_id, app_id, workflow_id, id, \
         'service-api', created_by_role, created_by, $3::timestamp FROM workflow_runs WHERE id = $2::uuid",
    ))
    .bind(WorkflowAppLogId::random().to_string())
    .bind(run.to_owned())
    .bind(Moment::now().to_column())
    .execute(conn)
    .await?;
    Ok(())
}
