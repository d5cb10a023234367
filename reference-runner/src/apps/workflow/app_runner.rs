//! The worker of a workflow: system variables, engine. Advanced-chat's differs in its variables only.

use serde_json::{Map, Value, json};

use crate::apps::base_app_queue_manager::Publisher;
use crate::apps::base_app_runner::RunnerError;
use crate::apps::workflow_event_trigger_callback::WorkflowEventTriggerCallback;
use crate::apps::workflow_logging_callback::WorkflowLoggingCallback;
use crate::entities::app_invoke_entities::{RemoteFile, WorkflowAppGenerateEntity};
use crate::entities::queue_entities::RunError;
use crate::ids::ConversationId;
use crate::services::Service;
use crate::workflow::engine::{self, Limits, Surroundings};
use crate::workflow::entities::WorkflowCallback;

pub async fn run(
    service: Service,
    publisher: Publisher,
    entity: WorkflowAppGenerateEntity,
) -> Result<(), RunnerError> {
    let system = system_variables(&entity, None);
    run_workflow(&service, publisher, &entity, system, None).await
}

/// What a run knows of its caller; in a conversation also of that, and of the question.
pub fn system_variables(
    entity: &WorkflowAppGenerateEntity,
    conversation: Option<ConversationId>,
) -> Map<String, Value> {
    let files: Value = entity.base.files.iter().map(RemoteFile::to_value).collect();
    let user = &entity.base.user.session;
    let variables = match conversation {
        None => json!({"files": files, "user_id": user}),
        Some(conversation) => {
            json!({"query": entity.query, "files": files, "conversation_id": conversation, "user_id": user})
        }
    };
    variables.as_object().cloned().unwrap_or_default()
}

/// Runs the engine with its callbacks. `conversation`: whose memory models get.
pub async fn run_workflow(
    service: &Service,
    publisher: Publisher,
    entity: &WorkflowAppGenerateEntity,
    system: Map<String, Value>,
    conversation: Option<ConversationId>,
) -> Result<(), RunnerError> {
    let settings = &service.settings;
    if entity.base.call_depth > settings.max_call_depth {
        let error = format!("Max workflow call depth {} reached.", settings.max_call_depth);
        return Err(RunError::Invalid(error).into());
    }
    let trigger = WorkflowEventTriggerCallback::new(publisher);
    let logging = settings.debug.then(WorkflowLoggingCallback::console);
    let mut callbacks: Vec<&dyn WorkflowCallback> = vec![&trigger];
    callbacks.extend(logging.as_ref().map(|logging| logging as &dyn WorkflowCallback));
    let around = Surroundings { service, conversation, callbacks: &callbacks };
    let limits = Limits { steps: settings.max_execution_steps, time: settings.max_execution_time };
    engine::run(&entity.graph, &entity.base.inputs, system, limits, &around).await?;
    Ok(())
}
