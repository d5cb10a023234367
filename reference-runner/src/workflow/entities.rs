//! Kinds of nodes, and what the engine tells its callbacks.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::entities::queue_entities::TaskStopped;
use crate::model::Usage;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeType {
    Start,
    End,
    Answer,
    Llm,
    IfElse,
    Code,
    HttpRequest,
    TemplateTransform,
    #[serde(alias = "variable-assigner")]
    VariableAggregator,
    Iteration,
}

impl NodeType {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::Answer => "answer",
            Self::Llm => "llm",
            Self::IfElse => "if-else",
            Self::Code => "code",
            Self::HttpRequest => "http-request",
            Self::TemplateTransform => "template-transform",
            Self::VariableAggregator => "variable-aggregator",
            Self::Iteration => "iteration",
        }
    }
}

/// Which node of the graph an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeRef {
    pub id: String,
    pub kind: NodeType,
    pub title: String,
}

/// The iteration that a node runs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IterationRef {
    pub node_id: String,
    pub round: usize,
}

/// How a node ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NodeOutcome {
    pub inputs: Option<Map<String, Value>>,
    pub process_data: Option<Map<String, Value>>,
    pub outputs: Option<Map<String, Value>>,
    pub execution_metadata: Option<Map<String, Value>>,
    /// What the model took, where one was asked.
    pub usage: Option<Usage>,
    pub error: Option<String>,
}

/// What happens in a run, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum EngineEvent {
    WorkflowStarted {
        inputs: Map<String, Value>,
    },
    WorkflowSucceeded,
    WorkflowFailed {
        error: String,
    },
    NodeStarted {
        node: NodeRef,
        index: u32,
        predecessor: Option<String>,
        iteration: Option<IterationRef>,
    },
    NodeSucceeded {
        node: NodeRef,
        iteration: Option<IterationRef>,
        outcome: Box<NodeOutcome>,
    },
    NodeFailed {
        node: NodeRef,
        iteration: Option<IterationRef>,
        outcome: Box<NodeOutcome>,
    },
    TextChunk {
        node_id: String,
        text: String,
    },
    IterationStarted {
        node: NodeRef,
        index: u32,
        predecessor: Option<String>,
        items: Vec<Value>,
    },
    /// Before each round, and once after the last.
    IterationNext {
        node: NodeRef,
        round: usize,
        run_index: u32,
        item: Option<Value>,
        output: Option<Value>,
    },
    IterationCompleted {
        node: NodeRef,
        run_index: u32,
        outputs: Vec<Value>,
    },
}

/// Somebody who wants to know. An error ends the run without another word.
pub trait WorkflowCallback: Send + Sync {
    fn on_event(&self, event: &EngineEvent) -> Result<(), TaskStopped>;
}
