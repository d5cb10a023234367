//! What a pipeline remembers of a run: its clock and counters, which nodes ran, which iteration is open. Plain values.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use serde_json::{Map, Value};

use crate::ids::{Moment, NodeExecutionId};
use crate::model::Usage;
use crate::workflow::entities::{NodeRef, NodeType};
use crate::workflow::graph::{Graph, Node};

/// One execution of a node, from its start to its end.
#[derive(Debug, Clone)]
pub struct NodeExecution {
    pub id: NodeExecutionId,
    pub node: NodeRef,
    pub index: u32,
    pub predecessor: Option<String>,
    pub created_at: Moment,
    pub began: Instant,
    pub ended: bool,
}

/// An iteration that is under way.
#[derive(Debug, Clone)]
pub struct OpenIteration {
    pub execution: NodeExecutionId,
    pub node: NodeRef,
    pub inputs: Map<String, Value>,
    pub began: Instant,
    pub round: usize,
    pub item: Value,
    pub total_tokens: u64,
    pub started_run_index: u32,
    pub steps_boundary: Vec<u32>,
}

/// The state of a run in its pipeline.
#[derive(Debug, Default)]
pub struct RunState {
    pub total_tokens: u64,
    pub total_steps: u32,
    /// By node id: the latest execution.
    pub executions: HashMap<String, NodeExecution>,
    /// By node id: what the latest execution put out.
    pub outputs: HashMap<String, Map<String, Value>>,
    pub latest: Option<String>,
    /// Of the model that answered last.
    pub usage: Option<Usage>,
    pub iteration: Option<OpenIteration>,
}

/// The nodes at whose start the way to `target` is certain: `branches` are the kinds behind which it is not.
pub fn start_at_nodes(graph: &Graph, target: &str, branches: &[NodeType]) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    if let Some(node) = graph.node(target) {
        walk_back(graph, node, branches, &mut seen, &mut found);
    }
    found
}

fn walk_back(
    graph: &Graph,
    node: &Node,
    branches: &[NodeType],
    seen: &mut HashSet<String>,
    found: &mut Vec<String>,
) {
    if !seen.insert(node.id.clone()) {
        return;
    }
    let before: Vec<&Node> = graph.before(&node.id).collect();
    if before.is_empty() {
        found.push(node.id.clone());
    }
    for earlier in before {
        let start = if branches.contains(&earlier.kind()) || earlier.kind() == NodeType::Iteration {
            &node.id
        } else if earlier.kind() == NodeType::Start || graph.begins_iteration(earlier) {
            &earlier.id
        } else {
            walk_back(graph, earlier, branches, seen, found);
            continue;
        };
        if !found.contains(start) {
            found.push(start.clone());
        }
    }
}
