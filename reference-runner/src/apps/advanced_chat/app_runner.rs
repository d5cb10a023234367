//! The worker of an advanced-chat answer: system variables, engine.

use serde_json::json;

use crate::apps::base_app_queue_manager::Publisher;
use crate::apps::base_app_runner::RunnerError;
use crate::apps::workflow::app_runner::{run_workflow, system_variables};
use crate::entities::app_invoke_entities::{MessageRef, WorkflowAppGenerateEntity};
use crate::services::Service;

pub async fn run(
    service: Service,
    publisher: Publisher,
    entity: WorkflowAppGenerateEntity,
    message: MessageRef,
) -> Result<(), RunnerError> {
    let mut system = system_variables(&entity.base);
    system.insert("query".to_owned(), json!(entity.query));
    system.insert("conversation_id".to_owned(), json!(message.conversation));
    run_workflow(&service, publisher, &entity, system, Some(message.conversation)).await
}
