//! Sends a request to the generator of its app's mode; what comes back is an [`Answer`]: a stream of events.

use serde_json::Value;
use tokio::sync::mpsc;

use crate::apps::{advanced_chat, chat, completion, workflow};
use crate::entities::app_invoke_entities::{
    AppGenerateEntity, AppMode, AppRef, EndUser, Inputs, MessageRef, RemoteFile,
};
use crate::entities::queue_entities::RunError;
use crate::entities::task_entities::StreamResponse;
use crate::ids::{ConversationId, TaskId, WorkflowRunId};
use crate::services::{GenerateError, Service};

/// What a caller asks.
#[derive(Debug, Clone, Default)]
pub struct Arguments {
    pub inputs: Inputs,
    pub query: String,
    pub files: Vec<Value>,
    pub stream: bool,
    pub conversation_id: Option<ConversationId>,
    pub auto_generate_name: bool,
}

/// Whose answer it is: what a converter puts before each event.
#[derive(Debug, Clone, Copy)]
pub enum AnswerTo {
    Message(MessageRef),
    Run(WorkflowRunId),
}

/// An answer under way. Dropping it tells the pipeline that the client has gone.
#[derive(Debug)]
pub struct Answer {
    pub mode: AppMode,
    pub task: TaskId,
    pub to: AnswerTo,
    pub events: mpsc::Receiver<StreamResponse>,
}

impl Answer {
    pub fn for_message(
        base: &AppGenerateEntity,
        message: MessageRef,
        events: mpsc::Receiver<StreamResponse>,
    ) -> Self {
        Self { mode: base.app.mode, task: base.task, to: AnswerTo::Message(message), events }
    }

    pub fn for_run(
        base: &AppGenerateEntity,
        run: WorkflowRunId,
        events: mpsc::Receiver<StreamResponse>,
    ) -> Self {
        Self { mode: base.app.mode, task: base.task, to: AnswerTo::Run(run), events }
    }
}

pub async fn generate(
    service: &Service,
    app: AppRef,
    user: EndUser,
    arguments: Arguments,
) -> Result<Answer, GenerateError> {
    match app.mode {
        AppMode::Completion => completion::app_generator::generate(service, app, user, arguments).await,
        AppMode::Chat | AppMode::AgentChat => {
            chat::app_generator::generate(service, app, user, arguments).await
        }
        AppMode::AdvancedChat => advanced_chat::app_generator::generate(service, app, user, arguments).await,
        AppMode::Workflow => workflow::app_generator::generate(service, app, user, arguments).await,
    }
}

/// Asks the servers of the images whether they are there; in time, and with no row written yet.
pub async fn probe_files(service: &Service, files: &[RemoteFile]) -> Result<(), RunError> {
    for file in files {
        let there =
            service.http.is_there(&file.url).await.map_err(|error| RunError::Invalid(error.to_string()))?;
        if !there {
            return Err(RunError::Invalid(format!("{} does not exist", file.url)));
        }
    }
    Ok(())
}
