//! What a pipeline tells the client: one struct per event, fields in the wire's order, absent ones as `null`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::ids::{AgentThoughtId, EndUserId, MessageId, NodeExecutionId, TaskId, WorkflowId, WorkflowRunId};
use crate::model::Usage;

#[derive(Debug, Clone, Serialize)]
pub struct TextDelta {
    pub task_id: TaskId,
    pub id: MessageId,
    pub answer: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct AgentThoughtData {
    pub task_id: TaskId,
    pub id: AgentThoughtId,
    pub position: i64,
    pub thought: Option<String>,
    pub observation: Option<String>,
    pub tool: Option<String>,
    pub tool_labels: Map<String, Value>,
    pub tool_input: Option<String>,
    pub message_files: Vec<String>,
}

/// What is known of an answer besides its text.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Metadata {
    /// Absent where no model was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

#[derive(Debug, Clone, Serialize)]
pub struct MessageEndData {
    pub task_id: TaskId,
    pub id: MessageId,
    pub metadata: Metadata,
}

/// Has no `task_id`.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorData {
    pub code: &'static str,
    pub status: u16,
    pub message: String,
}

/// Events of a run.
#[derive(Debug, Clone, Serialize)]
pub struct RunData<T> {
    pub task_id: TaskId,
    /// `None` in workflow mode, where it is in the prefix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_run_id: Option<WorkflowRunId>,
    pub data: T,
}

#[derive(Debug, Clone, Serialize)]
pub struct WorkflowStartData {
    pub id: WorkflowRunId,
    pub workflow_id: WorkflowId,
    pub sequence_number: i64,
    pub inputs: Map<String, Value>,
    pub created_at: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct CreatedBy {
    pub id: EndUserId,
    pub user: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct WorkflowFinishData {
    pub id: WorkflowRunId,
    pub workflow_id: WorkflowId,
    pub sequence_number: i64,
    pub status: &'static str,
    pub outputs: Option<Map<String, Value>>,
    pub error: Option<String>,
    pub elapsed_time: f64,
    pub total_tokens: u64,
    pub total_steps: u32,
    pub created_by: CreatedBy,
    pub created_at: i64,
    pub finished_at: i64,
    pub files: Vec<Value>,
}

#[derive(Debug, Clone, Serialize)]
pub struct NodeStartData {
    pub id: NodeExecutionId,
    pub node_id: String,
    pub node_type: &'static str,
    pub title: String,
    pub index: u32,
    pub predecessor_node_id: Option<String>,
    /// Always `null` at the start.
    pub inputs: Option<Map<String, Value>>,
    pub created_at: i64,
    pub extras: Map<String, Value>,
}

#[derive(Debug, Clone, Serialize)]
pub struct NodeFinishData {
    pub id: NodeExecutionId,
    pub node_id: String,
    pub node_type: &'static str,
    pub title: String,
    pub index: u32,
    pub predecessor_node_id: Option<String>,
    pub inputs: Option<Map<String, Value>>,
    pub process_data: Option<Map<String, Value>>,
    pub outputs: Option<Map<String, Value>>,
    pub status: &'static str,
    pub error: Option<String>,
    pub elapsed_time: f64,
    pub execution_metadata: Option<Map<String, Value>>,
    pub created_at: i64,
    pub finished_at: i64,
    pub files: Vec<Value>,
}

/// `id` is the node's.
#[derive(Debug, Clone, Serialize)]
pub struct IterationStartData {
    pub id: String,
    pub node_id: String,
    pub node_type: &'static str,
    pub title: String,
    pub created_at: i64,
    pub extras: Map<String, Value>,
    pub metadata: BTreeMap<&'static str, usize>,
    pub inputs: Map<String, Value>,
}

#[derive(Debug, Clone, Serialize)]
pub struct IterationNextData {
    pub id: String,
    pub node_id: String,
    pub node_type: &'static str,
    pub title: String,
    pub index: usize,
    pub created_at: i64,
    pub pre_iteration_output: Option<Value>,
    pub extras: Map<String, Value>,
}

#[derive(Debug, Clone, Serialize)]
pub struct IterationCompletedData {
    pub id: String,
    pub node_id: String,
    pub node_type: &'static str,
    pub title: String,
    pub outputs: Map<String, Value>,
    pub created_at: i64,
    pub extras: Map<String, Value>,
    pub inputs: Map<String, Value>,
    pub status: &'static str,
    pub error: Option<String>,
    pub elapsed_time: f64,
    pub total_tokens: u64,
    pub finished_at: i64,
    pub steps: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct TextChunkData {
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct WorkflowText {
    pub task_id: TaskId,
    pub data: TextChunkData,
}

/// The event's own fields; a converter puts the mode's prefix before them.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum StreamResponse {
    Message(TextDelta),
    AgentMessage(TextDelta),
    AgentThought(AgentThoughtData),
    MessageEnd(MessageEndData),
    Error(ErrorData),
    WorkflowStarted(RunData<WorkflowStartData>),
    WorkflowFinished(RunData<WorkflowFinishData>),
    NodeStarted(RunData<NodeStartData>),
    NodeFinished(RunData<NodeFinishData>),
    IterationStarted(RunData<IterationStartData>),
    IterationNext(RunData<IterationNextData>),
    IterationCompleted(RunData<IterationCompletedData>),
    TextChunk(WorkflowText),
    Ping,
}

impl StreamResponse {
    pub fn event(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::AgentMessage(_) => "agent_message",
            Self::AgentThought(_) => "agent_thought",
            Self::MessageEnd(_) => "message_end",
            Self::Error(_) => "error",
            Self::WorkflowStarted(_) => "workflow_started",
            Self::WorkflowFinished(_) => "workflow_finished",
            Self::NodeStarted(_) => "node_started",
            Self::NodeFinished(_) => "node_finished",
            Self::IterationStarted(_) => "iteration_started",
            Self::IterationNext(_) => "iteration_next",
            Self::IterationCompleted(_) => "iteration_completed",
            Self::TextChunk(_) => "text_chunk",
            Self::Ping => "ping",
        }
    }
}
