//! One module a kind of node: its data in the graph, and what it does with the variables so far.

pub mod answer;
pub mod code;
pub mod end;
pub mod http_request;
pub mod if_else;
pub mod iteration;
pub mod llm;
pub mod start;
pub mod template_transform;
pub mod variable_aggregator;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::entities::NodeOutcome;
use crate::entities::queue_entities::TaskStopped;

/// A name for a value found elsewhere.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    pub variable: String,
    pub value_selector: Vec<String>,
}

/// How a node's run went: an outcome with or without an error, and the edge to take if it chose one.
#[derive(Debug, Clone, Default)]
pub struct NodeRunResult {
    pub outcome: NodeOutcome,
    pub edge_handle: Option<String>,
}

impl NodeRunResult {
    pub fn outputs(inputs: Map<String, Value>, outputs: Map<String, Value>) -> Self {
        let outcome = NodeOutcome { inputs: Some(inputs), outputs: Some(outputs), ..NodeOutcome::default() };
        Self { outcome, edge_handle: None }
    }

    pub fn failed(inputs: Map<String, Value>, error: impl ToString) -> Self {
        let outcome =
            NodeOutcome { inputs: Some(inputs), error: Some(error.to_string()), ..NodeOutcome::default() };
        Self { outcome, edge_handle: None }
    }
}

/// A node ends with a result, or is told to stop.
pub type NodeRun = Result<NodeRunResult, TaskStopped>;

/// One entry.
pub fn map(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}
