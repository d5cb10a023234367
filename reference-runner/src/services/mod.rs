//! What the server asks for: an answer from an app of any mode.

pub mod app_generate_service;
pub mod conversation_service;

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::apps::base_app_queue_manager::QueueSettings;
use crate::code_sandbox::CodeSandbox;
use crate::entities::queue_entities::RunError;
use crate::ids::ServerId;
use crate::model::ModelClient;
use crate::outside::HttpClient;
use crate::running_tasks::RunningTasks;
use crate::store::{Store, StoreError};
use crate::task_store::{TaskStore, TaskStoreError};

/// Everything that a request needs; cheap to clone, holds handles only.
#[derive(Debug, Clone)]
pub struct Service {
    pub store: Store,
    pub tasks: TaskStore,
    pub model: ModelClient,
    pub http: HttpClient,
    /// Runs the code of workflows; `None`: there is no code.
    pub code: Option<CodeSandbox>,
    pub running: RunningTasks,
    pub settings: Arc<Settings>,
    pub shutdown: CancellationToken,
    /// Spawned work that a graceful shutdown waits for.
    pub spawned: TaskTracker,
}

#[derive(Debug, Clone)]
pub struct Settings {
    pub server: ServerId,
    /// How long a run may be listened to.
    pub limit: Duration,
    pub max_execution_steps: u32,
    pub max_execution_time: Duration,
    pub max_call_depth: u32,
    /// Show workflow runs on the console.
    pub debug: bool,
}

impl Service {
    pub fn queue_settings(&self) -> QueueSettings {
        QueueSettings {
            tasks: self.tasks.clone(),
            limit: self.settings.limit,
            shutdown: self.shutdown.clone(),
        }
    }
}

/// Why there is no answer: everything before the first event.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error("{0}")]
    Run(#[from] RunError),
    #[error("Conversation Not Exists.")]
    ConversationNotExists,
    #[error("App unavailable, please check your app configurations.")]
    AppUnavailable,
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("{0}")]
    Tasks(#[from] TaskStoreError),
}
