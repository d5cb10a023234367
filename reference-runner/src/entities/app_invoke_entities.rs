//! Who asks which app for what: the *generate entity* that a worker gets.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::app_config::EasyUiAppConfig;
use crate::ids::{AppId, ConversationId, EndUserId, MessageId, TaskId, TenantId, WorkflowId};
use crate::workflow::graph::Graph;

pub type Inputs = Map<String, Value>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppMode {
    Completion,
    Chat,
    AgentChat,
    AdvancedChat,
    Workflow,
}

impl AppMode {
    pub const ALL: [Self; 5] =
        [Self::Completion, Self::Chat, Self::AgentChat, Self::AdvancedChat, Self::Workflow];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completion => "completion",
            Self::Chat => "chat",
            Self::AgentChat => "agent-chat",
            Self::AdvancedChat => "advanced-chat",
            Self::Workflow => "workflow",
        }
    }
}

impl fmt::Display for AppMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for AppMode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|mode| mode.as_str() == text)
            .ok_or_else(|| format!("unknown app mode `{text}`"))
    }
}

/// The door that a request came through. This service has one.
pub const INVOKE_FROM: &str = "service-api";

/// The app that a token opens.
#[derive(Debug, Clone, Copy)]
pub struct AppRef {
    pub id: AppId,
    pub tenant: TenantId,
    pub mode: AppMode,
}

/// The person behind a request, as the calling system names them.
#[derive(Debug, Clone)]
pub struct EndUser {
    pub id: EndUserId,
    pub session: String,
}

/// A file that came with a request: images by URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteFile {
    pub url: String,
}

impl RemoteFile {
    /// How files look in the inputs of a run.
    pub fn to_value(&self) -> Value {
        serde_json::json!({"type": "image", "transfer_method": "remote_url", "url": self.url})
    }
}

/// What every mode needs.
#[derive(Debug, Clone)]
pub struct AppGenerateEntity {
    pub task: TaskId,
    pub app: AppRef,
    pub user: EndUser,
    pub inputs: Inputs,
    pub files: Vec<RemoteFile>,
    pub stream: bool,
    pub call_depth: u32,
}

/// Chat, agent-chat, completion.
#[derive(Debug, Clone)]
pub struct EasyUiAppGenerateEntity {
    pub base: AppGenerateEntity,
    pub config: EasyUiAppConfig,
    pub query: String,
    /// `None`: this message opens one.
    pub conversation: Option<ConversationId>,
    pub auto_generate_name: bool,
}

/// Advanced-chat and workflow.
#[derive(Debug, Clone)]
pub struct WorkflowAppGenerateEntity {
    pub base: AppGenerateEntity,
    pub workflow: WorkflowId,
    pub graph: Arc<Graph>,
    /// Empty in workflow mode.
    pub query: String,
    pub conversation: Option<ConversationId>,
    pub auto_generate_name: bool,
}

/// The rows that a message-based answer fills.
#[derive(Debug, Clone, Copy)]
pub struct MessageRef {
    pub message: MessageId,
    pub conversation: ConversationId,
    /// Seconds; the same on every event of the stream.
    pub created_at: i64,
}
