//! The rows of a run and of its nodes, and what the client is told of them. Each function is a scope or two, none open
//! when it returns.

use std::time::Instant;

use serde_json::{Map, Value};

use super::workflow_cycle_state_manager::{NodeExecution, RunState};
use crate::entities::app_invoke_entities::WorkflowAppGenerateEntity;
use crate::entities::task_entities::{
    CreatedBy, NodeFinishData, NodeStartData, RunData, StreamResponse, WorkflowFinishData, WorkflowStartData,
};
use crate::ids::{MessageId, Moment, TaskId, WorkflowId, WorkflowRunId};
use crate::services::Service;
use crate::store::{FinishedNode, FinishedRun, NewNodeExecution, NewWorkflowRun, StartedRun, StoreError};
use crate::workflow::entities::{IterationRef, NodeOutcome, NodeRef};

/// One run, as its pipeline keeps it.
#[derive(Debug)]
pub struct WorkflowCycle {
    pub service: Service,
    pub task: TaskId,
    pub run: WorkflowRunId,
    pub state: RunState,
    workflow: WorkflowId,
    created_by: CreatedBy,
    new: NewWorkflowRun,
    began: Instant,
    started: Option<StartedRun>,
    finished: bool,
    in_message: bool,
}

fn seconds_since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64()
}

impl WorkflowCycle {
    /// `message`: whose answer the run makes.
    pub fn new(
        service: &Service,
        entity: &WorkflowAppGenerateEntity,
        run: WorkflowRunId,
        message: Option<MessageId>,
    ) -> Self {
        let base = &entity.base;
        Self {
            service: service.clone(),
            task: base.task,
            run,
            state: RunState::default(),
            workflow: entity.workflow,
            created_by: CreatedBy { id: base.user.id, user: base.user.session.clone() },
            new: NewWorkflowRun {
                id: run,
                tenant: base.app.tenant,
                app: base.app.id,
                workflow: entity.workflow,
                user: base.user.id,
                task: base.task,
                message,
                inputs: Map::new(),
            },
            began: Instant::now(),
            started: None,
            finished: false,
            in_message: message.is_some(),
        }
    }

    /// Whether there is a row to finish.
    pub fn is_running(&self) -> bool {
        self.started.is_some() && !self.finished
    }

    pub fn data<T>(&self, data: T) -> RunData<T> {
        RunData { task_id: self.task, workflow_run_id: self.in_message.then_some(self.run), data }
    }

    pub async fn start(&mut self, inputs: Map<String, Value>) -> Result<StreamResponse, StoreError> {
        self.began = Instant::now();
        let new = NewWorkflowRun { inputs: inputs.clone(), ..self.new.clone() };
        let started = self.service.store.start_run(new).await?;
        self.started = Some(started);
        Ok(StreamResponse::WorkflowStarted(self.data(WorkflowStartData {
            id: self.run,
            workflow_id: self.workflow,
            sequence_number: started.sequence_number,
            inputs,
            created_at: started.created_at.seconds(),
        })))
    }

    pub async fn start_node(
        &mut self,
        node: NodeRef,
        index: u32,
        predecessor: Option<String>,
    ) -> Result<StreamResponse, StoreError> {
        let new = NewNodeExecution {
            run: self.run,
            index,
            predecessor: predecessor.clone(),
            node_id: node.id.clone(),
            node_type: node.kind.as_str(),
            title: node.title.clone(),
            inputs: None,
            execution_metadata: None,
        };
        let (id, created_at) = self.service.store.start_node(new).await?;
        self.state.total_steps += 1;
        self.state.latest = Some(node.id.clone());
        let data = NodeStartData {
            id,
            node_id: node.id.clone(),
            node_type: node.kind.as_str(),
            title: node.title.clone(),
            index,
            predecessor_node_id: predecessor.clone(),
            inputs: None,
            created_at: created_at.seconds(),
            extras: Map::new(),
        };
        let execution =
            NodeExecution { id, index, predecessor, created_at, began: Instant::now(), ended: false, node };
        self.state.executions.insert(execution.node.id.clone(), execution);
        Ok(StreamResponse::NodeStarted(self.data(data)))
    }

    /// Success and failure; nothing to say of a node that never started.
    pub async fn finish_node(
        &mut self,
        node: &NodeRef,
        iteration: Option<&IterationRef>,
        outcome: NodeOutcome,
    ) -> Result<Option<StreamResponse>, StoreError> {
        let Some(execution) = self.state.executions.get_mut(&node.id) else { return Ok(None) };
        execution.ended = true;
        let execution = execution.clone();
        let status = if outcome.error.is_some() { "failed" } else { "succeeded" };
        if outcome.error.is_none() {
            self.count(&outcome, iteration);
            self.state.outputs.insert(node.id.clone(), outcome.outputs.clone().unwrap_or_default());
        }
        let elapsed = seconds_since(execution.began);
        let finished = FinishedNode {
            status,
            inputs: outcome.inputs.clone(),
            process_data: outcome.process_data.clone(),
            outputs: outcome.outputs.clone(),
            execution_metadata: outcome.execution_metadata.clone(),
            error: outcome.error.clone(),
            elapsed,
        };
        let finished_at = self.service.store.finish_node(execution.id, finished).await?;
        Ok(Some(StreamResponse::NodeFinished(self.data(NodeFinishData {
            id: execution.id,
            node_id: node.id.clone(),
            node_type: node.kind.as_str(),
            title: node.title.clone(),
            index: execution.index,
            predecessor_node_id: execution.predecessor,
            inputs: outcome.inputs,
            process_data: outcome.process_data,
            outputs: outcome.outputs,
            status,
            error: outcome.error,
            elapsed_time: elapsed,
            execution_metadata: outcome.execution_metadata,
            created_at: execution.created_at.seconds(),
            finished_at: finished_at.seconds(),
            files: Vec::new(),
        }))))
    }

    fn count(&mut self, outcome: &NodeOutcome, iteration: Option<&IterationRef>) {
        let metadata = outcome.execution_metadata.as_ref();
        let tokens = metadata.and_then(|metadata| metadata.get("total_tokens")?.as_u64()).unwrap_or(0);
        self.state.total_tokens += tokens;
        if let Some(open) = self.state.iteration.as_mut().filter(|_| iteration.is_some()) {
            open.total_tokens += tokens;
        }
        if outcome.usage.is_some() {
            self.state.usage.clone_from(&outcome.usage);
        }
    }

    /// The run's last row; its outputs are those of the node that started last.
    pub async fn finish(
        &mut self,
        status: &'static str,
        error: Option<String>,
    ) -> Result<StreamResponse, StoreError> {
        let latest = self.state.latest.as_ref().filter(|_| error.is_none());
        let outputs = latest.and_then(|node| self.state.outputs.get(node).cloned());
        let elapsed = seconds_since(self.began);
        let finished_at = Moment::now();
        let finished = FinishedRun {
            status,
            outputs: outputs.clone(),
            error: error.clone(),
            elapsed,
            total_tokens: self.state.total_tokens,
            total_steps: self.state.total_steps,
            finished_at,
        };
        self.service.store.finish_run(self.run, finished).await?;
        self.finished = true;
        let started = self.started;
        Ok(StreamResponse::WorkflowFinished(
            self.data(WorkflowFinishData {
                id: self.run,
                workflow_id: self.workflow,
                sequence_number: started.map_or(0, |started| started.sequence_number),
                status,
                outputs,
                error,
                elapsed_time: elapsed,
                total_tokens: self.state.total_tokens,
                total_steps: self.state.total_steps,
                created_by: self.created_by.clone(),
                created_at: started
                    .unwrap_or(StartedRun { sequence_number: 0, created_at: finished_at })
                    .created_at
                    .seconds(),
                finished_at: finished_at.seconds(),
                files: Vec::new(),
            }),
        ))
    }

    /// Nodes that the end of the run found running.
    pub async fn fail_running_nodes(&mut self, error: &str) -> Result<(), StoreError> {
        let running: Vec<NodeExecution> =
            self.state.executions.values().filter(|execution| !execution.ended).cloned().collect();
        for execution in running {
            let finished = FinishedNode {
                status: "failed",
                error: Some(error.to_owned()),
                elapsed: seconds_since(execution.began),
                ..FinishedNode::default()
            };
            self.service.store.finish_node(execution.id, finished).await?;
            if let Some(execution) = self.state.executions.get_mut(&execution.node.id) {
                execution.ended = true;
            }
        }
        Ok(())
    }
}
