//! The worker of an advanced-chat answer: system variables, engine.

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
    let system = system_variables(&entity, Some(message.conversation));
    run_workflow(&service, publisher, &entity, system, Some(message.conversation)).await
}
