//! The worker of a chat answer: memory, prompt, model. Each database scope has ended before the model is asked.

use crate::apps::base_app_queue_manager::Publisher;
use crate::apps::base_app_runner::{RunnerError, answer, memory, simple_prompt};
use crate::entities::app_invoke_entities::EasyUiAppGenerateEntity;
use crate::services::Service;

pub async fn run(
    service: Service,
    publisher: Publisher,
    entity: EasyUiAppGenerateEntity,
) -> Result<(), RunnerError> {
    let memory = memory(&service, entity.conversation, None).await?;
    let messages = simple_prompt(&entity, memory);
    answer(&service, &publisher, &entity, messages).await
}
