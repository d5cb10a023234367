//! What a worker tells the pipeline through the queue: plain values and ids only.

use std::sync::Arc;

use crate::ids::AgentThoughtId;
use crate::model::{LlmResult, ModelError, PromptMessage};
use crate::workflow::entities::EngineEvent;

/// Why a run ends before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// Somebody asked for it.
    UserManual,
    /// It ran longer than it may.
    Timeout,
    /// Nobody listens any more.
    Disconnected,
    /// This server goes away.
    Shutdown,
}

impl StopReason {
    /// What the rows say of it.
    pub fn text(self) -> &'static str {
        match self {
            Self::UserManual => "Workflow stopped.",
            Self::Timeout => "Workflow stopped: it took longer than it may.",
            Self::Disconnected => "Workflow stopped: the client has gone.",
            Self::Shutdown => "Workflow stopped: the server is shutting down.",
        }
    }
}

/// What ends a run with an error; the class decides code and status on the wire.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RunError {
    /// A value error: the request's fault.
    #[error("{0}")]
    Invalid(String),
    #[error("{0}")]
    Model(#[from] ModelError),
    /// Ours: logged, never shown.
    #[error("{0}")]
    Internal(String),
}

impl From<crate::store::StoreError> for RunError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Internal(error.to_string())
    }
}

/// The worker has been told to stop: it leaves without another word.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the task was stopped")]
pub struct TaskStopped;

/// How far a thought had got when it was published. Its row may be further by the time it is read again: what came
/// later is for later events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThoughtStage {
    Begun,
    Thought,
    Observed,
}

/// What passes through the queue.
#[derive(Debug, Clone)]
pub enum QueueEvent {
    LlmChunk {
        text: String,
        prompt: Arc<Vec<PromptMessage>>,
    },
    AgentMessage {
        text: String,
    },
    MessageEnd {
        result: LlmResult,
        prompt: Arc<Vec<PromptMessage>>,
    },
    /// The pipeline tells itself, after the workflow's success.
    AdvancedChatMessageEnd,
    /// What the workflow engine told its callback.
    Workflow(EngineEvent),
    AgentThought {
        thought: AgentThoughtId,
        stage: ThoughtStage,
    },
    Error(RunError),
    Ping,
    Stop(StopReason),
}
