//! The row of an iteration and what the client is told of its rounds.

use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::{Map, Value, json};

use super::workflow_cycle_manage::WorkflowCycle;
use super::workflow_cycle_state_manager::OpenIteration;
use crate::entities::task_entities::{
    IterationCompletedData, IterationNextData, IterationStartData, StreamResponse,
};
use crate::ids::Moment;
use crate::store::{FinishedNode, NewNodeExecution, StoreError};
use crate::workflow::entities::NodeRef;
use crate::workflow::graph::Graph;

impl OpenIteration {
    fn metadata(&self) -> Map<String, Value> {
        let metadata = json!({
            "started_run_index": self.started_run_index,
            "current_index": self.round,
            "steps_boundary": self.steps_boundary,
            "total_tokens": self.total_tokens,
        });
        metadata.as_object().cloned().unwrap_or_default()
    }
}

impl WorkflowCycle {
    /// Not counted as a step.
    pub async fn start_iteration(
        &mut self,
        node: NodeRef,
        index: u32,
        predecessor: Option<String>,
        items: Vec<Value>,
    ) -> Result<StreamResponse, StoreError> {
        let length = items.len();
        let inputs = Map::from_iter([("iterator_selector".to_owned(), Value::Array(items))]);
        let mut open = OpenIteration {
            // Replaced by the row's below.
            execution: crate::ids::NodeExecutionId::random(),
            node: node.clone(),
            inputs: inputs.clone(),
            began: Instant::now(),
            round: 0,
            item: Value::Null,
            total_tokens: 0,
            started_run_index: index + 1,
            steps_boundary: Vec::new(),
        };
        let new = NewNodeExecution {
            run: self.run,
            index,
            predecessor,
            node_id: node.id.clone(),
            node_type: node.kind.as_str(),
            title: node.title.clone(),
            inputs: Some(inputs.clone()),
            execution_metadata: Some(open.metadata()),
        };
        let (execution, created_at) = self.service.store.start_node(new).await?;
        open.execution = execution;
        self.state.iteration = Some(open);
        self.state.latest = Some(node.id.clone());
        Ok(StreamResponse::IterationStarted(self.data(IterationStartData {
            id: node.id.clone(),
            node_id: node.id,
            node_type: node.kind.as_str(),
            title: node.title,
            created_at: created_at.seconds(),
            extras: Map::new(),
            metadata: BTreeMap::from([("iterator_length", length)]),
            inputs,
        })))
    }

    /// Before each round and after the last; executions of the round before are forgotten.
    pub async fn next_round(
        &mut self,
        graph: &Graph,
        node: NodeRef,
        round: usize,
        run_index: u32,
        item: Option<Value>,
        output: Option<Value>,
    ) -> Result<StreamResponse, StoreError> {
        for child in graph.nodes.iter().filter(|child| child.iteration.as_ref() == Some(&node.id)) {
            self.state.executions.remove(&child.id);
        }
        let mut noted = None;
        if let Some(open) = &mut self.state.iteration {
            open.round = round;
            open.item = item.unwrap_or(Value::Null);
            open.steps_boundary.push(run_index);
            noted = Some((open.execution, open.metadata()));
        }
        if let Some((execution, metadata)) = noted {
            self.service.store.note_iteration(execution, metadata).await?;
        }
        Ok(StreamResponse::IterationNext(self.data(IterationNextData {
            id: node.id.clone(),
            node_id: node.id,
            node_type: node.kind.as_str(),
            title: node.title,
            index: round,
            created_at: Moment::now().seconds(),
            pre_iteration_output: output,
            extras: Map::new(),
        })))
    }

    /// The end of the open iteration, if there is one: with its outputs, or with the error that ended it.
    pub async fn end_iteration(
        &mut self,
        outputs: Result<Vec<Value>, String>,
    ) -> Result<Option<StreamResponse>, StoreError> {
        let Some(open) = self.state.iteration.take() else { return Ok(None) };
        let (status, outputs, error) = match outputs {
            Ok(outputs) => {
                ("succeeded", Map::from_iter([("output".to_owned(), Value::Array(outputs))]), None)
            }
            Err(error) => ("failed", Map::new(), Some(error)),
        };
        if error.is_none() {
            self.state.outputs.insert(open.node.id.clone(), outputs.clone());
        }
        let elapsed = open.began.elapsed().as_secs_f64();
        let finished = FinishedNode {
            status,
            outputs: Some(outputs.clone()),
            execution_metadata: Some(open.metadata()),
            error: error.clone(),
            elapsed,
            ..FinishedNode::default()
        };
        let finished_at = self.service.store.finish_node(open.execution, finished).await?;
        Ok(Some(StreamResponse::IterationCompleted(self.data(IterationCompletedData {
            id: open.node.id.clone(),
            node_id: open.node.id,
            node_type: open.node.kind.as_str(),
            title: open.node.title,
            outputs,
            created_at: Moment::now().seconds(),
            extras: Map::new(),
            inputs: open.inputs,
            status,
            error,
            elapsed_time: elapsed,
            total_tokens: open.total_tokens,
            finished_at: finished_at.seconds(),
            steps: open.round,
        }))))
    }
}
